/*
 * cupel/instrumentation.h - what instances know of their rows, said by the
 * program: values that count as loaded, attributes that are to be written, and
 * whether there is a row at all.
 *
 * For what was loaded by other ways than queries of instances, for caches, and
 * for copies of rows:
 *
 *     cupel_set_committed_items(user, addresses, count, found);    what another query found
 *
 *     cupel_make_transient(page);                                  a copy of a row: another one like it
 *     cupel_unset(page, id);
 *     cupel_add(session, page);
 */
#ifndef CUPEL_INSTRUMENTATION_H
#define CUPEL_INSTRUMENTATION_H

#include <cupel/relationship.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- values that count as loaded ----------------------------------------------------------------- */

/**
 * Gives a column attribute a value as if its row had been read: it is known, no flush writes it, a change that was not
 * flushed yet is forgotten, no listener is told.  Text and bytes are copied.  Attributes that are SQL expressions may be
 * given a value, too.  Of an instance without a row it is the same as cupel_set().
 *
 *     cupel_set_committed(user, name, "ed");
 *
 * Errors (of the instance's session, of the instance where it has none): INVALID_ARGUMENT (NULL, no column there),
 * UNMAPPED_INSTANCE, INVALID_REQUEST (the primary key of an instance that has a row), TYPE_MISMATCH, DATA_ERROR (out
 * of range), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_set_committed_value(cupel_object *instance, size_t offset,
                                               cupel_value value);
#define cupel_set_committed(object, field, ...) \
    CUPEL_SET_COMMITTED_(object, field, (__VA_ARGS__), __COUNTER__)
#define CUPEL_SET_COMMITTED_(object, field, value, number) \
    CUPEL_SET_COMMITTED__(object, field, value, number)
#define CUPEL_SET_COMMITTED__(object, field, new_value, number)                \
    __extension__({                                                            \
        __auto_type cupel_committed_##number = (new_value);                    \
        CUPEL_CHECK_VALUE_((object)->field, cupel_committed_##number);         \
        cupel_set_committed_value(CUPEL_OBJECT(object),                        \
                                  CUPEL_OFFSET_(__typeof__(*(object)), field), \
                                  CUPEL_VALUE(cupel_committed_##number));      \
    })

/**
 * The same of a to-one relationship; `target` NULL: there is none.  The other side and the foreign key are left as they
 * are, nothing cascades.
 *
 * Errors (as above; also reported by the next flush): INVALID_ARGUMENT (NULL, another type than the target's),
 * INVALID_REQUEST (the instance is in a session, and the target is not in it).
 */
CUPEL_API cupel_code cupel_set_committed_target(cupel_object *instance, size_t offset,
                                                cupel_object *target);
#define cupel_set_committed_one(object, field, target)                                       \
    cupel_set_committed_target(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), \
                               CUPEL_ITEM_OBJECT(object, field, target))

/**
 * The same of a collection, which then has exactly these, in this order; a set has each once.  What was added to it or
 * taken out of it and not flushed is forgotten.  `items` may be NULL where count is 0.  Errors as above; nothing is
 * changed then.
 */
CUPEL_API cupel_code cupel_set_committed_list(cupel_object *instance, size_t offset, size_t count,
                                              void *const *items);
#define cupel_set_committed_items(object, field, count, new_items)                         \
    cupel_set_committed_list(CUPEL_OBJECT(object), offsetof(__typeof__(*(object)), field), \
                             (count),                                                      \
                             (void *const *)(1 ? (new_items) : (object)->field.item_type))

/* ---- what is to be written ----------------------------------------------------------------------- */

/**
 * The next flush writes a column attribute though its value is what the row has: for triggers, for .update_function
 * and for version counters.  Nothing happens to an instance without a row, all of which is written.
 *
 * Errors (of the instance's session, of the instance where it has none): INVALID_ARGUMENT (NULL, no column there),
 * UNMAPPED_INSTANCE, INVALID_REQUEST (its value is not known; it is an SQL expression), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_flag_modified_at(cupel_object *instance, size_t offset);
#define cupel_flag_modified(object, field) \
    cupel_flag_modified_at(CUPEL_OBJECT(object), CUPEL_OFFSET_(__typeof__(*(object)), field))

/**
 * Takes back that a column attribute of an instance without a row was set, also by cupel_new(): it reads as 0 or NULL,
 * and gets its default, or a generated key, at INSERT.
 *
 * Errors: as above; INVALID_REQUEST (the instance has a row: cupel_set() it to NULL).
 */
CUPEL_API cupel_code cupel_unset_at(cupel_object *instance, size_t offset);
#define cupel_unset(object, field) \
    cupel_unset_at(CUPEL_OBJECT(object), CUPEL_OFFSET_(__typeof__(*(object)), field))

/* ---- whether there is a row ---------------------------------------------------------------------- */

/**
 * Makes an instance transient, whatever it was: it leaves its session, without cascades, forgets that it has a row or
 * that this was deleted, and can be added as a new one.  It keeps the values that are known, its primary key among them
 * (cupel_unset() where a new one is to be generated); what is expired or was not loaded it does not have.  Its memory is
 * the caller's from then on, by cupel_free(), until it is added to a session.
 *
 * Errors: INVALID_ARGUMENT (NULL), UNMAPPED_INSTANCE.
 */
CUPEL_API cupel_code cupel_make_transient_instance(cupel_object *instance);
#define cupel_make_transient(object) cupel_make_transient_instance(CUPEL_OBJECT(object))

/**
 * Makes a transient instance whose primary key is set a detached one: its row is taken to be there.  Added to a session
 * it is persistent, without a look at the database; attributes that were set count as loaded, others are loaded when
 * asked for.  `session` tells what the key is, and keeps the errors; the instance remains the caller's.
 *
 * Errors: INVALID_ARGUMENT (NULL), UNMAPPED_INSTANCE, UNMAPPED_TYPE, INVALID_REQUEST (it is in a session, it has a row,
 * a part of its primary key is not set), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_make_transient_to_detached_instance(cupel_session *session,
                                                               cupel_object *instance);
#define cupel_make_transient_to_detached(session, object) \
    cupel_make_transient_to_detached_instance((session), CUPEL_OBJECT(object))

/** Whether an instance's row was deleted by a flush, also where the instance has left its session since; false for NULL. */
CUPEL_API bool cupel_instance_was_deleted(const cupel_object *instance);
#define cupel_was_deleted(object) cupel_instance_was_deleted(CUPEL_OBJECT(object))

CUPEL_END_DECLARATIONS

#endif
