/*
 * orm/query_clause.c - the clauses of a SELECT that a query says itself: WHERE,
 * ORDER BY, GROUP BY, HAVING, DISTINCT, LIMIT.
 */
#include "orm/query_clause.h"
#include "orm/query_composite.h"
#include "orm/query_related.h"
#include "orm/query_wrap.h"
#include "sql/expression.h"

/* ---- items ------------------------------------------------------------------------------------- */

static bool add_to_clause(cu_replay *replay, cu_expression_list *list, const cupel_expr *item)
{
    if (cu_expressions_add(&replay->planner->arena, list, item))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

/* Conditions: a relationship is none. */
static bool add_expressions(cu_replay *replay, cu_expression_list *list, const cupel_query *step)
{
    for (size_t i = 0; i < step->count; i++) {
        const cupel_expr *item = step->items[i].expression;
        if (cu_names_relationship(item) ? !cu_plan_resolve(replay->planner, item)
                                        : !cu_plan_spread(replay->planner, list, item))
            return false;
    }
    return true;
}

/* All columns of a mapped struct or of an alias of one. */
static bool add_entity_columns(cu_replay *replay, cu_expression_list *list,
                               const cupel_expr *entity)
{
    cu_planner *planner = replay->planner;
    cu_from *from = cu_plan_source(planner, entity);
    const cu_mapper *mapper = from ? cu_plan_source_mapper(planner, entity) : NULL;
    for (size_t i = 0; mapper && i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        const cupel_expr *column =
            property->formula ? NULL : cu_plan_property_column(from, property);
        if (column && !add_to_clause(replay, list, column))
            return false;
    }
    return mapper && !planner->failed;
}

/* What rows are ordered or grouped by: a struct stands for its columns. */
static bool add_clause_keys(cu_replay *replay, cu_expression_list *list, const cupel_query *step)
{
    for (size_t i = 0; i < step->count; i++) {
        const cupel_expr *key = step->items[i].expression;
        bool entity = key->kind == CU_NODE_ENTITY || key->kind == CU_NODE_ALIAS;
        if (!(entity ? add_entity_columns(replay, list, key)
                     : cu_plan_spread(replay->planner, list, key)))
            return false;
    }
    return true;
}

/* Items from `first` on speak of what was joined under an anonymous name last. */
static bool move_to_joinpoint(cu_replay *replay, const cu_expression_list *list, size_t first)
{
    for (size_t i = first; i < list->count && !replay->planner->failed; i++)
        list->items[i] = cu_plan_at_joinpoint(replay, list->items[i]);
    return !replay->planner->failed;
}

/* ---- steps ------------------------------------------------------------------------------------- */

bool cu_plan_step_filter(cu_replay *replay, const cupel_query *step)
{
    cu_expression_list *where = &replay->select->where;
    size_t before = where->count;
    return add_expressions(replay, where, step) && move_to_joinpoint(replay, where, before);
}

static bool step_keys(cu_replay *replay, cu_expression_list *list, const cupel_query *step)
{
    if (step->count == 0)
        list->count = 0;
    size_t before = list->count;
    return add_clause_keys(replay, list, step) && move_to_joinpoint(replay, list, before);
}

bool cu_plan_step_order_by(cu_replay *replay, const cupel_query *step)
{
    return step_keys(replay, &replay->select->order_by, step);
}

bool cu_plan_step_group_by(cu_replay *replay, const cupel_query *step)
{
    return step_keys(replay, &replay->select->group_by, step);
}

bool cu_plan_step_having(cu_replay *replay, const cupel_query *step)
{
    return add_expressions(replay, &replay->select->having, step);
}

bool cu_plan_step_distinct(cu_replay *replay, const cupel_query *step)
{
    replay->select->distinct = true;
    return add_clause_keys(replay, &replay->select->distinct_on, step);
}

bool cu_plan_step_limit(cu_replay *replay, const cupel_query *step)
{
    const cupel_expr **place =
        step->kind == CU_STEP_LIMIT ? &replay->select->limit : &replay->select->offset;
    *place = step->count > 0 ? cu_plan_resolve(replay->planner, step->items[0].expression) : NULL;
    return !replay->planner->failed;
}

/* ---- what is ordered by -------------------------------------------------------------------------- */

const cupel_expr *cu_plan_ordered_by(const cupel_expr *order)
{
    while (cu_is_order(order))
        order = cu_item(order, 0);
    return order;
}

/* What an item orders by in a list of what is selected: where it is a label that is not in there, what that is of. */
static const cupel_expr *selected_key(const cu_expression_list *columns, const cupel_expr *key)
{
    for (size_t i = 0; i < columns->count; i++)
        if (cu_same_tree(columns->items[i], key))
            return columns->items[i];
    return key->kind == CU_NODE_LABEL ? selected_key(columns, cu_item(key, 0)) : key;
}

bool cu_plan_order_columns(cu_replay *replay)
{
    cu_select *select = replay->select;
    cu_expression_list *columns = &select->columns;
    for (size_t i = 0; i < select->order_by.count; i++) {
        const cupel_expr *key =
            selected_key(columns, cu_plan_ordered_by(select->order_by.items[i]));
        if (key->kind == CU_NODE_LABEL_REFERENCE || key->kind == CU_NODE_TEXT)
            continue;
        bool selected = false;
        for (size_t j = 0; j < columns->count && !selected; j++)
            selected = columns->items[j] == key;
        if (!selected && !add_to_clause(replay, columns, key))
            return false;
    }
    return true;
}
