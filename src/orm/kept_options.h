/*
 * orm/kept_options.h - what the options of a query say about an instance's
 * relationships, kept for when they are loaded later.
 *
 * A run of a query makes one record for each of its entities that has such
 * options; all instances that it makes share it by count.  A record never
 * changes, and holds the expressions with their values: the query may be gone.
 */
#ifndef CU_ORM_KEPT_OPTIONS_H
#define CU_ORM_KEPT_OPTIONS_H

#include "orm/load.h"
#include "orm/option.h"
#include "orm/query_run.h"

typedef struct cu_kept_options cu_kept_options;

/* Whether an option of an entity says anything about what is loaded later. */
bool cu_option_is_kept(const cupel_expr *option);

/* The records of a run, by entity, where its plan says that there are any; false: no memory. */
bool cu_run_keep_options(cu_query_run *run);
/* Loads a row as cu_load_row does; new instances have their entity's record. */
cupel_code cu_load_row_kept(cu_query_run *run, const cu_loading *loading);
void cu_run_release_kept(cu_query_run *run);

/* Makes an instance share a record (NULL: none), instead of what it had. */
void cu_state_keep_options(cupel_state *state, cu_kept_options *kept);

/* How an instance's record changes what is asked for when a relationship of it is loaded. */
typedef enum cu_kept_effect {
    CU_KEPT_NOTHING,
    CU_KEPT_OPTIONS, /* options for what is loaded */
    CU_KEPT_CONDITIONS /* ... and conditions on the relationship, for which the session's own instances do not do */
} cu_kept_effect;
cu_kept_effect cu_kept_effect_on(const cupel_state *state, const cu_relationship *relationship);
/* The query for what is loaded, with them. */
cupel_query *cu_kept_apply(cupel_query *query, const cupel_state *state,
                           const cu_relationship *relationship);

#endif
