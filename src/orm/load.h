/*
 * orm/load.h - rows into instances.
 */
#ifndef CU_ORM_LOAD_H
#define CU_ORM_LOAD_H

#include "orm/load_plan.h"
#include "orm/session.h"

/* A row that instances are loaded from. */
typedef struct cu_loading {
    cupel_session *session;
    cu_cursor *
        cursor; /* that it comes from, whose `late` columns were not read; NULL: all values are there */
    cupel_value
        *cells; /* its values as the driver gave them; those of entities are converted in place */
    cu_arena *scratch; /* for what they are converted to */
    bool populate_existing;
    bool versioned; /* an instance that is there and that has not its row's version is STALE_DATA */
} cu_loading;

/*
 * The instances of entities in a row: those the session has, or new ones; NULL where the key is NULL (an outer join found
 * nothing).  When called, `objects` are the instances that the row before gave: rows of the same mostly come together.
 * NULL where there was none, or where the program may have freed it since.  The error is the session's.
 */
cupel_code cu_load_row(const cu_loading *loading, const cu_load_entity *entities, size_t count,
                       cupel_object **objects);

/*
 * Collects the values of a statement's placeholders in session->values, ready to be bound.  What they are converted to is
 * in `arena`, and must be there until the cursor is closed: drivers do not copy it, and other statements run meanwhile.
 */
cupel_code cu_gather_values(cupel_session *session, const cu_compiled *compiled, const cu_key *key,
                            const cupel_query *query, cu_arena *arena);

/* The value of one parameter that the walk for the key met, as the program gave it. */
cupel_code cu_gather_parameter(cupel_session *session, const cu_bind *bind, const cu_key *key,
                               const cupel_query *query, cupel_value *out);

/* What cupel_params() gives a name: of a query, NULL: nothing; of the queries that a walk is in, the outermost counts. */
const cupel_expr *cu_gather_named(const cupel_query *query, cu_node_kind kind, const char *name);
const cupel_expr *cu_gather_given(const cu_key *key, cu_node_kind kind, const char *name);

/* The value of a slot that is no parameter's. */
cupel_value cu_gather_constant(const cu_slot *slot);

/* The same for people to see: values as the program gave them, nothing checked. */
cupel_code cu_gather_shown(cupel_session *session, const cu_compiled *compiled, const cu_key *key,
                           const cupel_query *query);

/* The value of one slot for people to see; false, without an error, where it has none. */
bool cu_gather_slot(cupel_session *session, const cu_slot *slot, const cu_key *key,
                    const cupel_query *query, cupel_value *out);

/*
 * Loads attributes of an instance by its key: the columns of `wanted` (bits of attributes), or all that are not deferred
 * where that is NULL.  OBJECT_DELETED where there is no row.
 */
cupel_code cu_load_attributes(cupel_session *session, cupel_state *state, const uint64_t *wanted,
                              bool populate_existing);

#endif
