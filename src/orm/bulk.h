/*
 * orm/bulk.h - UPDATE or DELETE of all rows that a query finds: the statement
 * (bulk.c), and the instances that the session has of the rows
 * (bulk_synchronize.c).
 */
#ifndef CU_ORM_BULK_H
#define CU_ORM_BULK_H

#include "orm/evaluate.h"
#include "orm/query_plan.h"
#include "sql/dml.h"
#include <cupel/rows.h>

/* One statement of this kind. */
typedef struct cu_bulk {
    cupel_session *session;
    const cupel_query *query; /* whose rows */
    const cupel_query *step;  /* the query with what is done */
    cu_mapper *mapper;
    cu_dml_kind kind;
    cupel_synchronize synchronize;
    int64_t limit;  /* rows at most; 0: all */
    bool returning; /* the statement says which rows it wrote */
    bool synchronized;
    bool moves; /* primary keys are assigned */
    cu_evaluation evaluation;
    const cu_evaluator **values; /* of the assignments; NULL where one cannot be evaluated */
    const cu_property **assigned;
    size_t assigned_count;
    cu_states matched; /* instances of rows that are written */
    cu_states unsure;  /* that may be: what they have expires */
} cu_bulk;

const char *cu_bulk_name(const cu_bulk *bulk);

/* Resolves the conditions and assignments; the key of bulk->step was written.  False: planner->failed. */
bool cu_bulk_plan(cu_planner *planner, const cu_bulk *bulk, cu_replay *replay,
                  cu_assignment **assignments, size_t *count);
/* Writes the statement's key, with its parameters, into the session's. */
cupel_code cu_bulk_write_key(const cu_bulk *bulk);

/* Before the statement: finds the instances that it is about, or how to find them.  The error is the session's. */
cupel_code cu_bulk_find_instances(cu_bulk *bulk);
/* Notes the instance whose key the statement returned. */
cupel_code cu_bulk_note_key(cu_bulk *bulk, const cupel_value *values);
/* After it: they are what their rows are. */
cupel_code cu_bulk_synchronize(cu_bulk *bulk);
void cu_bulk_free(cu_bulk *bulk);

#endif
