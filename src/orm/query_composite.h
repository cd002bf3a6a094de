/*
 * orm/query_composite.h - composites in the statement being planned.
 */
#ifndef CU_ORM_QUERY_COMPOSITE_H
#define CU_ORM_QUERY_COMPOSITE_H

#include "orm/query_plan.h"

/* The composite that an expression names; NULL: it names none. */
const cupel_attribute *cu_named_composite(const cupel_expr *expression);

/*
 * Adds an expression, resolved, to a list: of a composite all columns, each with the ASC or DESC that it stands under.
 * False: planner->failed.
 */
bool cu_plan_spread(cu_planner *planner, cu_expression_list *list, const cupel_expr *expression);

/* The same of everything in a tuple, in a window, or a tuple in it; NULL: nothing in it is several, or planner->failed. */
const cupel_expr *cu_plan_spread_tuple(cu_planner *planner, const cupel_expr *tuple);
const cupel_expr *cu_plan_spread_window(cu_planner *planner, const cupel_expr *over);

/* `column` under the ASC, DESC and the like that an expression has; NULL: planner->failed. */
const cupel_expr *cu_plan_in_order_of(cu_planner *planner, const cupel_expr *expression,
                                      const cupel_expr *column);

/* A composite as a tuple of its columns; NULL: planner->failed. */
const cupel_expr *cu_plan_composite(cu_planner *planner, const cupel_expr *expression);

/* Whether such columns equal a value; NULL: planner->failed. */
const cupel_expr *cu_plan_composite_equal(cu_planner *planner, const cupel_attribute *composite,
                                          size_t count, const cupel_expr *const *columns,
                                          const cupel_expr *value);

/* Resolved expressions as one: itself where there is one, else a tuple.  NULL: planner->failed. */
const cupel_expr *cu_plan_one_of(cu_planner *planner, const cu_expression_list *list);

/* How many columns it has. */
size_t cu_composite_width(const cupel_attribute *composite);

/* Assignments to composites become assignments to their columns, where the value has as many parts; false: no memory. */
bool cu_spread_assignments(cupel_query *step);

/* The same for the columns that `count` rows of values are for, which the step begins with; false: no memory. */
bool cu_spread_rows(cupel_query *step, size_t columns);

/* A comparison that a composite is part of; NULL: none is, or planner->failed. */
const cupel_expr *cu_plan_compare_composite(cu_planner *planner, const cupel_expr *expression);

#endif
