/*
 * sql/label.h - which names the columns of a SELECT get.
 *
 * A query labels each column with its table's name and its own (users_id), a
 * subquery only where two would be the same (id, id_1); what has no name gets
 * one (count_1, anon_1).  Both the SELECT and those who select from it as a
 * subquery must come to the same names, so there is one place that decides.
 */
#ifndef CU_SQL_LABEL_H
#define CU_SQL_LABEL_H

#include "sql/select.h"

/* The name of one column of a SELECT list. */
typedef struct cu_label {
    cu_name required; /* must be written as AS; kind NONE: need not */
    cu_name fallback; /* to be written where a label is needed although none is required */
    const char *key;  /* by which the column of a subquery is looked up */
    bool repeated;    /* the same column as one before */
} cu_label;

/* One label a column of select->columns, in the arena; NULL: no memory. */
cu_label *cu_select_labels(cu_arena *arena, const cu_select *select);

/* Labels that the program gave stay as they are, also where two are the same: for a SELECT that nothing selects from. */
void cu_keep_given_labels(const cu_select *select, cu_label *labels);

/* The name that an anonymous label is written with. */
cu_name cu_anonymous_label(const cupel_expr *label);

/* Whether an expression is labelled although nothing requires it, inside a subquery or not. */
bool cu_label_wanted(const cupel_expr *expression, bool in_subquery);

#endif
