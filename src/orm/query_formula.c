/*
 * orm/query_formula.c - attributes that are SQL expressions, in the statement
 * being planned.
 *
 * The expression is resolved for what its struct is read from: while that goes
 * on, the struct's attributes are columns of it, also in queries inside.  Each
 * gets an anonymous label, by which ORDER BY and those who select from the
 * statement find it again.
 */
#include "orm/query_formula.h"
#include "orm/polymorphic.h"
#include "sql/expression.h"

/* Whether a column of a subquery shows an expression, through other subqueries or at once. */
static bool shows_expression(const cu_column *column, const cupel_expr *expression)
{
    for (; column; column = column->base)
        if (column->element == expression)
            return true;
    return false;
}

const cu_column *cu_plan_formula_column(const cu_planner *planner, const cu_property *property,
                                        const cu_from *subquery)
{
    const cu_from *whole = cu_from_standing(subquery);
    for (size_t i = 0; i < planner->formulas.count; i++) {
        const cu_planned_formula *planned = &planner->formulas.items[i];
        bool is_it = planned->property == property && planned->made &&
                     (whole == subquery || planned->from == subquery->element);
        for (size_t j = 0; is_it && j < whole->column_count; j++)
            if (shows_expression(whole->columns[j], planned->made))
                return whole->columns[j];
    }
    return NULL;
}

/* What was made of it before; NULL where nothing was.  False: it is being made, and so would be made of itself. */
static bool find_planned(cu_planner *planner, const cu_property *property, const cu_from *from,
                         const cupel_expr **out)
{
    *out = NULL;
    for (size_t i = 0; i < planner->formulas.count; i++) {
        const cu_planned_formula *planned = &planner->formulas.items[i];
        if (planned->property != property || planned->from != from)
            continue;
        *out = planned->made;
        if (!planned->made)
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "%s.%s is an expression that needs itself",
                         property->attribute->mapping->name, property->attribute->name);
        return planned->made != NULL;
    }
    return true;
}

/* What a join is of, too: it is in the statement as its tables. */
static bool correlate(cu_arena *arena, cu_select *select, const cu_from *from)
{
    if (from->kind == CU_FROM_JOIN)
        return correlate(arena, select, from->left) && correlate(arena, select, from->right);
    return cu_froms_add(arena, &select->correlate, (cu_from *)(uintptr_t)from);
}

bool cu_plan_correlate_own(cu_planner *planner, cu_select *select)
{
    if (!planner->own || planner->own_depth > 0 || !select->auto_correlate)
        return true;
    select->auto_correlate = false;
    return correlate(&planner->arena, select, planner->own_from);
}

static const cupel_expr *labelled(cu_planner *planner, const cu_property *property,
                                  const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_LABEL)
        return expression;
    const cupel_type *type = cu_expression_type(expression);
    cu_node *node = (cu_node *)(uintptr_t)cu_plan_node(planner, CU_NODE_LABEL, CUPEL_OPERATOR_NONE,
                                                       1, &expression);
    if (!node)
        return NULL;
    node->b.text = property->attribute->name;
    if (!type || type->id == CUPEL_UNTYPED || property->attribute->as.column.type != CUPEL_UNTYPED)
        node->type = property->column->column.node.type;
    return &node->head;
}

const cupel_expr *cu_plan_formula(cu_planner *planner, const cu_mapper *mapper,
                                  const cu_property *property, const cu_from *from)
{
    const cu_from *seen = cu_plan_around(
        planner, (cu_from *)(uintptr_t)(from ? from : cu_plan_from(planner, mapper)));
    if (!seen)
        return NULL;
    const cu_column *shown = cu_from_standing(seen) == planner->around
                                 ? cu_plan_formula_column(planner, property, seen)
                                 : NULL;
    const cupel_expr *made;
    if (shown)
        return cu_column_expression(shown);
    if (!find_planned(planner, property, seen, &made) || made)
        return made;
    size_t number = planner->formulas.count;
    if (!cu_vector_push(&planner->formulas, ((cu_planned_formula){ property, seen, NULL }))) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    const cu_mapper *own = planner->own;
    const cu_from *own_from = planner->own_from;
    size_t own_depth = planner->own_depth;
    planner->own = mapper;
    planner->own_from = seen;
    planner->own_depth = 0;
    made = cu_plan_resolve(planner, property->expression);
    planner->own = own;
    planner->own_from = own_from;
    planner->own_depth = own_depth;
    made = made ? labelled(planner, property, made) : NULL;
    planner->formulas.items[number].made = made;
    return made;
}
