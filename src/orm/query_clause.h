/*
 * orm/query_clause.h - the clauses of a SELECT that a query says itself.
 */
#ifndef CU_ORM_QUERY_CLAUSE_H
#define CU_ORM_QUERY_CLAUSE_H

#include "orm/query_plan.h"

/* Steps. */
bool cu_plan_step_filter(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_order_by(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_group_by(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_having(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_distinct(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_limit(cu_replay *replay, const cupel_query *step);

/* Selects what is ordered by and not selected yet, for a SELECT around this one, or a DISTINCT; false: planner->failed. */
bool cu_plan_order_columns(cu_replay *replay);

/* What an item of ORDER BY orders by, without the ASC, DESC and the like around it. */
const cupel_expr *cu_plan_ordered_by(const cupel_expr *order);

#endif
