/*
 * orm/formula.h - attributes that are SQL expressions instead of columns.
 *
 * What the mapping says they are is kept as the program gave it, and resolved
 * anew in each statement: there it is about the table, an alias or a subquery
 * that the struct is read from.
 */
#ifndef CU_ORM_FORMULA_H
#define CU_ORM_FORMULA_H

#include "orm/mapper.h"
#include "orm/state.h"
#include "schema/faults.h"

/* Whether an attribute has no column. */
static inline bool cu_is_formula(const cupel_attribute *attribute)
{
    return attribute->as.column.query_expression || attribute->as.column.expression;
}

/* What makes no sense for an attribute without a column. */
void cu_formula_check(const cupel_attribute *attribute, cu_faults *faults);
/* Fills in the order in which attributes are selected. */
void cu_formulas_select(cu_mapper *mapper);
/* Asks for the expressions, and checks that each can be resolved; all mappers and relationships are. */
void cu_formulas_resolve(cupel_registry *registry, cu_faults *faults);

/* What depends on a row that was written is not known any more. */
void cu_formulas_forget(cupel_state *state);

/* Whether all columns in an expression are shown by what the struct is read from. */
bool cu_formula_is_shown(const cu_mapper *mapper, const cu_property *property, const cu_from *from);

#endif
