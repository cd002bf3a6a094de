/*
 * cupel/relationship.h - related instances: reading, adding, taking out.
 *
 * A to-one relationship is set with cupel_set(), like a column.  A collection is
 * changed with the functions here.  Where the other side of the relationship is
 * mapped too (.back_populates), it follows at once, in memory, without SQL; rows
 * are written by the next flush.
 *
 * What was added to or taken out of a collection that is not loaded is kept and
 * put together with its rows when it is.
 */
#ifndef CUPEL_RELATIONSHIP_H
#define CUPEL_RELATIONSHIP_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- changing collections ---------------------------------------------------------------------- */

/**
 * Adds an instance at the end of a collection.  A transient one comes into the session of the collection's owner
 * (cascade SAVE_UPDATE) and is the session's from then on.  A set ignores what it has already; a keyed collection
 * replaces the item that has the same key; both are loaded first where they are not.
 *
 *     cupel_append(user, addresses, cupel_new(Address, .email_address = "jack@google.com"));
 *
 * Errors (of the owner's session, or of the owner where it is in none; also reported by the next flush):
 * INVALID_ARGUMENT (item is NULL, or of another type), INVALID_REQUEST (item is in another session, or has a parent
 * already where .single_parent), NO_MEMORY, what loading reports, what a listener of CUPEL_EVENT_APPEND
 * says.
 *
 * Where it was not appended nobody has taken it over: one that was made for this and is in no session is still the
 * caller's, by cupel_free().
 *
 *     Address *address = cupel_new(Address, .email_address = text);
 *     if (cupel_append(user, addresses, address) != CUPEL_OK)
 *         cupel_free(address);
 */
CUPEL_API cupel_code cupel_append_item(cupel_object *owner, size_t offset, cupel_object *item);
#define cupel_append(object, field, item)                                           \
    cupel_append_item(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), \
                      CUPEL_ITEM_OBJECT(object, field, item))

/**
 * Takes an instance out of a collection; it stays in the session, and is deleted where the relationship cascades
 * DELETE_ORPHAN.  Loads the collection first where it is not.
 *
 * Errors: as of cupel_append; INVALID_REQUEST (the item is not in the collection); what loading reports.
 */
CUPEL_API cupel_code cupel_remove_item(cupel_object *owner, size_t offset, cupel_object *item);
#define cupel_remove(object, field, item)                                           \
    cupel_remove_item(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), \
                      CUPEL_ITEM_OBJECT(object, field, item))

/**
 * Makes the collection exactly these instances, in this order; loads it first where it is not.  NULL items are
 * INVALID_ARGUMENT, and then nothing is changed.
 *
 *     cupel_replace(user, addresses, 2, (Address *[]){ first, second });
 */
CUPEL_API cupel_code cupel_replace_items(cupel_object *owner, size_t offset, size_t count,
                                         void *const *items);
#define cupel_replace(object, field, count, new_items)                                         \
    cupel_replace_items(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), (count), \
                        (void *const *)(1 ? (new_items) : (object)->field.item_type))

/** Takes everything out of a collection. */
#define cupel_clear(object, field) \
    cupel_replace_items(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), 0, NULL)

/* The cupel_object of what is to be an item of a collection, checked to be of the right type. */
#define CUPEL_ITEM_OBJECT(object, field, item) \
    ((cupel_object *)(void *)(1 ? (item) : (object)->field.item_type[0]))

/* The items of a collection for cupel_new: cupel_new(User, .addresses = CUPEL_ITEMS(Address, first, second)) */
#define CUPEL_ITEMS(Type, ...)                                                     \
    {                                                                              \
        .items = (Type *const[]){ __VA_ARGS__ }, .count = CUPEL_COUNT(__VA_ARGS__) \
    }

/* ---- reading collections ----------------------------------------------------------------------- */

/* A walk over a collection; private. */
typedef struct cupel_items {
    cupel_object *owner;
    size_t offset;
    size_t index;
    const void *last;
    bool open;
} cupel_items;

/** Loads a collection where it is not, and begins a walk over it. */
CUPEL_API cupel_items cupel_items_begin(cupel_object *owner, size_t offset);
/** The next item; NULL at the end, or where loading failed (the session has the error). */
CUPEL_API void *cupel_items_next(cupel_items *items);

/*
 * cupel_each_in (Address, address, user, addresses) { ... }
 *
 * The body may change the collection: what is taken out is not met any more, what is appended is met at the end.
 */
#define cupel_each_in(Type, name, object, field)                                              \
    for (cupel_items name##_items =                                                           \
             cupel_items_begin(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field)); \
         name##_items.open; name##_items.open = false)                                        \
        for (Type * name; (name = (__typeof__((object)->field.item_type[0]))cupel_items_next( \
                               &name##_items)) != NULL;)

/**
 * How many items a collection has; loads it where it is not.  -1 where that failed.
 */
CUPEL_API int64_t cupel_item_count_at(cupel_object *owner, size_t offset);
#define cupel_item_count(object, field) \
    cupel_item_count_at(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field))

/** Whether a collection has an item; loads it where it is not. */
CUPEL_API bool cupel_has_item_at(cupel_object *owner, size_t offset, const cupel_object *item);
#define cupel_has_item(object, field, item)                                         \
    cupel_has_item_at(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), \
                      CUPEL_ITEM_OBJECT(object, field, item))

/**
 * The item of a keyed collection (.keyed_by) whose key is this value; NULL where there is none.  Loads the collection
 * where it is not.  The key is the attribute's current value, also where it was changed since it was loaded.
 *
 *     Note *note = cupel_item_keyed(item, notes, "color");
 *
 * Errors: INVALID_REQUEST (the collection is not keyed), what loading reports.
 */
CUPEL_API void *cupel_item_keyed_at(cupel_object *owner, size_t offset, cupel_value key);
#define cupel_item_keyed(object, field, key)                        \
    ((__typeof__((object)->field.item_type[0]))cupel_item_keyed_at( \
        CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), CUPEL_VALUE(key)))

/**
 * The related instances as a query, to be filtered and ordered further; what a DYNAMIC or WRITE_ONLY relationship is
 * read with, and possible for all others.  The instance must be in a session and have a row (it is flushed first).
 *
 *     cupel_filter(cupel_related(wendy, posts), cupel_like(cupel_attr(BlogPost, headline), "W%"))
 *
 * Owner: the session (the current scope).  Never NULL.
 */
CUPEL_API cupel_query *cupel_related_query(cupel_object *owner, size_t offset);
#define cupel_related(object, field) \
    cupel_related_query(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field))

/* ---- relationships in queries --------------------------------------------------------------------- */

/**
 * Whether there is a related row, and (conditions, ANDed; NULLs are skipped) one of which they hold: EXISTS (SELECT 1
 * ...).  cupel_any() is for collections, cupel_has() for to-one relationships; the other way round is INVALID_REQUEST.
 *
 *     cupel_filter(query, cupel_any(cupel_attr(User, addresses), cupel_like(cupel_attr(Address, email_address), "%x%")))
 */
CUPEL_API cupel_expr *cupel_related_any_values(size_t count, const cupel_value *values);
CUPEL_API cupel_expr *cupel_related_has_values(size_t count, const cupel_value *values);
#define cupel_any(...) cupel_related_any_values(CUPEL_CONDITIONS(__VA_ARGS__))
#define cupel_has(...) cupel_related_has_values(CUPEL_CONDITIONS(__VA_ARGS__))

/**
 * That a row is in the relationship of an instance: cupel_filter(cupel_query(session, Address),
 * cupel_with_parent(jack, addresses)).  The instance's key is read when the statement runs.
 */
CUPEL_API cupel_expr *cupel_with_parent_at(const cupel_object *owner, size_t offset);
#define cupel_with_parent(object, field) \
    cupel_with_parent_at(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field))

/** The same along a relationship as an expression, with another alias for its target: cupel_of_type(attribute, alias). */
CUPEL_API cupel_expr *cupel_with_parent_along(const cupel_object *owner, cupel_expr *relationship);

/**
 * A relationship whose target is this alias: cupel_join(query, cupel_of_type(cupel_attr(User, addresses), alias)); or one
 * of the structs that inherit from its target: cupel_of_type(cupel_attr(Company, employees), cupel_entity_of(Engineer)).
 */
CUPEL_API cupel_expr *cupel_of_type_values(size_t count, const cupel_value *values);
#define cupel_of_type(attribute, target) cupel_of_type_values(CUPEL_VALUES(attribute, target))

/**
 * A relationship with more conditions in the ON of a join along it, or in what an option loads:
 * cupel_related_and(cupel_attr(User, addresses), condition).
 */
CUPEL_API cupel_expr *cupel_related_and_values(size_t count, const cupel_value *values);
#define cupel_related_and(...) cupel_related_and_values(CUPEL_CONDITIONS(__VA_ARGS__))

/* ---- history ----------------------------------------------------------------------------------- */

/* What happened to a relationship since the last flush; arrays end with NULL. */
typedef struct cupel_related_history {
    bool known; /* false: neither loaded nor set */
    size_t added_count, removed_count, unchanged_count;
    void **added, **removed, **unchanged;
} cupel_related_history;

/**
 * The history of a relationship.
 *
 * Owner of the arrays: the session (the current scope); all empty for an instance in no session or where memory is
 * short.
 */
CUPEL_API cupel_related_history cupel_related_history_at(cupel_object *owner, size_t offset);
#define cupel_related_history_of(object, field) \
    cupel_related_history_at(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field))

CUPEL_END_DECLARATIONS

#endif
