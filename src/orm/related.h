/*
 * orm/related.h - what an instance knows of its relationships: the target of a
 * to-one in its struct, the items of a collection in a record that hangs off
 * its state.
 *
 * A collection is unknown (nothing loaded; its items are what was last known),
 * queued (unknown, and something was added or taken out: items are what was
 * added) or known.  What was changed is compared at flush with a snapshot that
 * was taken before the first change.
 */
#ifndef CU_ORM_RELATED_H
#define CU_ORM_RELATED_H

#include "orm/session.h"

typedef struct cu_objects {
    cupel_object **items;
    size_t count, capacity;
} cu_objects;

/* The items of one to-many attribute of one instance. */
typedef struct cu_collection cu_collection;
struct cu_collection {
    cu_collection *next; /* of the same instance */
    uint32_t index;      /* of the attribute */
    uint32_t run;        /* the last run that filled it */
    bool queued;
    bool has_before; /* changed while in no session: `before` is what it was */
    cupel_lazy lazy; /* how this one is loaded when asked for; UNSET: as the mapping says */
    cu_objects items;
    size_t taken;       /* where the last item was taken out */
    size_t skipped;     /* places before the first item, left by items that were taken out */
    cu_objects removed; /* queued: what was taken out unseen */
    cu_objects before;
    struct cu_key_index *keys; /* keyed_by: NULL where nobody searched it yet, or it is short */
    struct cu_page *page;      /* the memory it lives in; NULL: a block of its own */
    cupel_object *inside[];    /* room for the first items */
};

/* A collection before it was changed. */
typedef struct cu_snapshot {
    size_t count;
    cupel_object *items[];
} cu_snapshot;

/* What changed in a relationship since the last flush. */
typedef struct cu_related_changes {
    cu_objects added, removed, unchanged; /* in the arena given */
} cu_related_changes;

/* A cupel_to_many member as the library writes it. */
typedef struct cu_many_member {
    cupel_object **items;
    size_t count;
} cu_many_member;

/* ---- reading ----------------------------------------------------------------------------------- */

static inline cupel_object *cu_related_one(const cupel_state *state,
                                           const cupel_attribute *attribute)
{
    return *(cupel_object *const *)cu_member(state, attribute->offset);
}

/* The record of a collection; NULL: nothing was ever in it. */
cu_collection *cu_related_collection(const cupel_state *state, size_t index);

/* All that is in a relationship as far as it is known; the count. */
size_t cu_related_items(const cupel_state *state, const cupel_attribute *attribute,
                        cupel_object *const **items);

/* What changed since the last flush; false: no memory. */
bool cu_related_find_changes(const cupel_state *state, const cupel_attribute *attribute,
                             cu_arena *arena, cu_related_changes *changes);

/* Which of two lists of instances are only in the second, only in the first, in both; each once.  false: no memory. */
bool cu_related_compare(cupel_object *const *before, size_t before_count, cupel_object *const *now,
                        size_t now_count, cu_arena *arena, cu_related_changes *changes);

/* ---- loading ----------------------------------------------------------------------------------- */

/* The target of a to-one, as loaded; NULL is possible. */
void cu_related_put_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item);
/* Begins to fill a collection that is unknown, with about so many: empties it, makes it known.  NULL: no memory. */
cu_collection *cu_related_begin(cupel_state *state, const cupel_attribute *attribute,
                                size_t expected);
/* Makes room for so many items in all; false: no memory. */
bool cu_collection_reserve(cu_collection *collection, size_t wanted);
/* The last place of an item, + 1; 0: none.  Quick for items near either end that are in no other relationship. */
size_t cu_collection_find(const cu_collection *collection, const cupel_object *item);
/* Takes the item at a place out; those on the shorter side close the gap. */
void cu_collection_take(cu_collection *collection, size_t at);
/* Takes all out; frees their list. */
void cu_collection_clear(cu_collection *collection);
void cu_collection_free_items(cu_collection *collection);
/* Adds an item to a collection that is being filled; false: no memory. */
static inline bool cu_related_add(cupel_state *state, const cupel_attribute *attribute,
                                  cu_collection *collection, cupel_object *item)
{
    cu_many_member *member = cu_member(state, attribute->offset);
    cu_objects *items = &collection->items;
    if (CU_UNLIKELY(items->count == items->capacity) &&
        !cu_collection_reserve(collection, items->count + 1))
        return false;
    items->items[items->count++] = item;
    item->state->referrers++;
    member->items = collection->items.items;
    member->count = collection->items.count;
    return true;
}

/* Sets the error of an instance: its session's, or without one its own. */
cupel_code cu_related_error(cupel_state *state, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);
/* At the beginning of each function about relationships that programs call. */
void cu_related_begin_call(cupel_state *state);
/* The relationship of such a call; NULL with an error. */
const cupel_attribute *cu_related_find(cupel_state *state, size_t offset, bool to_many,
                                       const char *function);
/* Whether an instance is among the items that are known. */
bool cu_related_has(const cupel_state *state, const cupel_attribute *attribute,
                    const cupel_object *item);
/* Whether an instance may come into a relationship: of its type, and in no other session. */
cupel_code cu_related_check_item(cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_object *item);
/* All of a collection at once, whatever was added to it or taken out of it; false: no memory, and nothing has changed. */
bool cu_related_replace(cupel_state *state, const cupel_attribute *attribute, size_t count,
                        cupel_object *const *items);
/* All of a collection at once, put together with what was queued; false: no memory. */
bool cu_related_fill(cupel_state *state, const cupel_attribute *attribute, size_t count,
                     cupel_object *const *items);
/* Whether a run may fill it in: not known and nothing queued. */
bool cu_related_is_open(const cupel_state *state, const cupel_attribute *attribute);

/* The target's primary key, as the foreign key of an instance has it; false where a part of it is NULL. */
bool cu_related_target_key(const cupel_state *state, const cu_relationship *relationship,
                           cupel_value *key);

/* The target of a many-to-one by its foreign key, if the session has it; *known false: only the database can tell. */
bool cu_related_find_present(cupel_state *state, const cu_relationship *relationship,
                             cupel_object **out);

/* Loads a relationship where it is not (lazy.c). */
cupel_code cu_load_related(cupel_state *state, const cupel_attribute *attribute);

/*
 * What the session's .lazy_loads says to loading an attribute by itself: CUPEL_OK, with a warning in the log or without,
 * or LAZY_LOAD_REFUSED.
 */
cupel_code cu_load_permit(cupel_state *state, const cupel_attribute *attribute);
/* Tells the log that a to-one relationship was found to be to several. */
void cu_load_warn_several(const cupel_state *state, const struct cu_relationship *relationship);
/* The relationship for a change of the program's, which has to know what it was; .lazy_loads is not asked. */
cupel_code cu_load_related_before(cupel_state *state, const cupel_attribute *attribute);

/* The same whatever its .lazy says: a flush has to know. */
cupel_code cu_load_related_always(cupel_state *state, const cu_relationship *relationship);

/* A query of its targets in the order that the mapping says. */
cupel_query *cu_related_in_order(cupel_query *query, const cu_relationship *relationship);

/* The related rows of an instance as a query; and loads them by such a one, NULL: as it is. */
cupel_query *cu_related_rows(cupel_state *state, const cu_relationship *relationship);
cupel_code cu_load_related_by(cupel_state *state, const cu_relationship *relationship,
                              cupel_query *query);

/* Loads it as if it were asked for. */
cupel_code cu_load_related_now(cupel_state *state, const cu_relationship *relationship);
/* Says for one instance what happens when it is asked for; false: no memory. */
bool cu_related_set_lazy(cupel_state *state, const cupel_attribute *attribute, cupel_lazy lazy);

/* ---- changing one side -------------------------------------------------------------------------- */

/* Recorded changes, without the other side; false: no memory. */
bool cu_related_set_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item);
bool cu_related_append(cupel_state *state, const cupel_attribute *attribute, cupel_object *item);
bool cu_related_remove(cupel_state *state, const cupel_attribute *attribute, cupel_object *item);

/* Puts the items into this order, all of which are there. */
void cu_related_arrange(cupel_state *state, const cupel_attribute *attribute, size_t count,
                        void *const *items);

/* The attribute of `item` that is the other side of an attribute; NULL. */
const cupel_attribute *cu_other_side(const cupel_state *state, const cupel_attribute *attribute,
                                     const cupel_state *item);
/* Whether another instance in the session has the item in the same relationship. */
bool cu_related_has_other_parent(const cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_state *item);

/* Takes an instance that is about to be freed by its owner out of what refers to it through an other side. */
void cu_related_unlink(cupel_state *state);

/* ---- forgetting -------------------------------------------------------------------------------- */

/* Forgets loaded relationships: all, or one. */
void cu_related_expire(cupel_state *state);
void cu_related_expire_one(cupel_state *state, size_t index);
/* After a flush: what was queued is in the database. */
void cu_related_settle(cupel_state *state);
/* Rollback: what it was before a change. */
void cu_related_restore(cupel_state *state, const cu_change *change);
/* What it refers to is referred to once less. */
void cu_related_release(cupel_state *state);
/* Frees the records. */
void cu_related_free(cupel_state *state);

#endif
