/*
 * orm/query_wrap.h - queries inside the statement being planned, and what a
 * query's SELECT is told besides what it selects.
 */
#ifndef CU_ORM_QUERY_WRAP_H
#define CU_ORM_QUERY_WRAP_H

#include "orm/query_related.h"

/* The SELECT of a query inside; false: planner->failed. */
bool cu_plan_inner(cu_planner *planner, const cupel_query *query, cu_label_style style,
                   cu_select **out);

/* What stands for a subquery in FROM, and a column of one (CU_NODE_SUBQUERY_COLUMN); NULL: planner->failed. */
cu_from *cu_plan_subquery(cu_planner *planner, const cupel_subquery *subquery);
const cupel_expr *cu_plan_subquery_column(cu_planner *planner, const cupel_expr *expression);

/*
 * `from`, or the subquery that shows it where the query was made into a subquery of itself, or the part of that; the same
 * for any subquery.  NULL: planner->failed.
 */
cu_from *cu_plan_around(cu_planner *planner, cu_from *from);
cu_from *cu_plan_seen_in(cu_planner *planner, cu_from *around, cu_from *from);

/* Steps: query_wrap.c. */
bool cu_plan_step_from_self(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_select_entity_from(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_compound(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_embed(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_count(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_exists(cu_replay *replay, const cupel_query *step);

/* Steps: query_modify.c. */
bool cu_plan_step_correlate(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_for_update(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_text(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_label_style(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_eagerloads(cu_replay *replay, const cupel_query *step);

#endif
