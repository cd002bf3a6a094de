/*
 * orm/load.h - rows into instances.
 */
#ifndef CU_ORM_LOAD_H
#define CU_ORM_LOAD_H

#include "orm/load_plan.h"
#include "orm/session.h"

/*
 * The instance of an entity in a row: the one the session has, or a new one.  `cells` are the row's values as the driver
 * gave them; those of the entity are converted in place, into `scratch`.  *out is NULL where the key is NULL (an outer
 * join found nothing).  The error is the session's.
 */
cupel_code cu_load_entity_row(cupel_session *session, const cu_load_entity *entity,
                              cupel_value *cells, bool populate_existing, cu_arena *scratch,
                              cupel_object **out);

/* Collects the values of a statement's placeholders in session->values, ready to be bound. */
cupel_code cu_gather_values(cupel_session *session, const cu_compiled *compiled, const cu_key *key,
                            const cupel_query *query);

/* The value of one parameter that the walk for the key met, as the program gave it. */
cupel_code cu_gather_parameter(cupel_session *session, const cu_bind *bind, const cu_key *key,
                               const cupel_query *query, cupel_value *out);

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

/* The instance of a key from the database; NULL with CUPEL_OK where there is no row. */
cupel_code cu_load_by_key(cupel_session *session, const cu_mapper *mapper, const cupel_value *key,
                          bool populate_existing, cupel_object **out);

#endif
