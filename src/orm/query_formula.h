/*
 * orm/query_formula.h - attributes that are SQL expressions, in the statement
 * being planned.
 */
#ifndef CU_ORM_QUERY_FORMULA_H
#define CU_ORM_QUERY_FORMULA_H

#include "orm/query_wrap.h"

/*
 * The expression that an attribute stands for, where its struct is read from `from` (NULL: from its table), under a
 * label of its own; the same each time.  NULL: planner->failed.
 */
const cupel_expr *cu_plan_formula(cu_planner *planner, const cu_mapper *mapper,
                                  const cu_property *property, const cu_from *from);

/*
 * A query in the expression of an attribute has in common with the statement around it what the struct is read from, and
 * nothing else: the statement may be about anything.  False: no memory.
 */
bool cu_plan_correlate_own(cu_planner *planner, cu_select *select);

/* The column of a subquery that selects an attribute which is an expression; NULL. */
const cu_column *cu_plan_formula_column(const cu_planner *planner, const cu_property *property,
                                        const cu_from *subquery);

#endif
