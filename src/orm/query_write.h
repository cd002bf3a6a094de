/*
 * orm/query_write.h - statements that write, as queries: their steps, and the
 * tree that is compiled (query_write.c).
 */
#ifndef CU_ORM_QUERY_WRITE_H
#define CU_ORM_QUERY_WRITE_H

#include "orm/query_plan.h"
#include "sql/dml.h"

/* A statement being planned. */
typedef struct cu_write_plan {
    cu_dml dml;
    cu_table *table;
    const cu_mapper *mapper;    /* NULL: it is no mapped struct's */
    cu_assignment *assignments; /* what dml.assignments will be */
    size_t room;
    cu_select *select; /* what dml.select is */
    cu_conflict conflict;
} cu_write_plan;

/* Whether a step makes sense in a statement that writes, if it is one; false: planner->failed. */
bool cu_plan_check_write_step(cu_replay *replay, const cupel_query *step);
/* Steps. */
bool cu_plan_step_into(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_values(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_rows(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_values_from(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_conflict(cu_replay *replay, const cupel_query *step);
bool cu_plan_step_do_update(cu_replay *replay, const cupel_query *step);

/* The whole statement, as it is compiled for that dialect; false: planner->failed. */
bool cu_plan_write(cu_replay *replay, const cu_dialect *dialect, cu_dml *out);

/* A cupel_assign() to a column of a table; mapper NULL: not of a mapped struct.  False: planner->failed. */
bool cu_plan_assignment(cu_planner *planner, const cu_table *table, const cu_mapper *mapper,
                        const cupel_expr *item, cu_assignment *out);

/*
 * Appends columns that nothing is assigned to, and that have a function for UPDATE; there is room for all columns.
 * Planner->failed where memory is short.
 */
void cu_plan_update_functions(cu_planner *planner, const cu_table *table,
                              cu_assignment *assignments, size_t *count);

#endif
