/*
 * orm/query_eager.h - loading relationships with what a query is for.
 */
#ifndef CU_ORM_QUERY_EAGER_H
#define CU_ORM_QUERY_EAGER_H

#include "orm/query_related.h"

/* Whether each option is for something that the query is for; false: planner->failed. */
bool cu_plan_check_options(cu_replay *replay);

/* Gives the entities that the query is for their numbers and options; before their columns are selected. */
bool cu_plan_eager_roots(cu_replay *replay);

/* Adds what is loaded with them; after their columns were selected. */
bool cu_plan_eager(cu_replay *replay);

#endif
