/*
 * orm/query_composite.c - composites in the statement being planned.
 *
 * As equal or not they are compared column by column, so that indexes serve and
 * NULLs are tested for; anything else is done with a tuple of their columns.
 */
#include "orm/query_composite.h"
#include "orm/composite.h"
#include "orm/query_clause.h"
#include "orm/query_related.h"
#include "sql/expression.h"

const cupel_attribute *cu_named_composite(const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cupel_attribute *attribute = NULL;
    if (expression->kind == CU_NODE_ATTRIBUTE)
        attribute = (const cupel_attribute *)(const void *)expression;
    else if (expression->kind == CU_NODE_ALIAS_ATTRIBUTE ||
             expression->kind == CU_NODE_CHILD_ATTRIBUTE ||
             (expression->kind == CU_NODE_SUBQUERY_COLUMN && node->detail))
        attribute = node->b.pointer;
    return attribute && cu_is_composite(attribute) ? attribute : NULL;
}

/* A column of the composite that an expression names, named in the same way; NULL: no memory. */
static const cupel_expr *named_column(cu_arena *arena, const cupel_expr *expression,
                                      const cupel_attribute *column)
{
    if (expression->kind == CU_NODE_ATTRIBUTE)
        return &column->node;
    cu_node *named = cu_arena_copy(arena, expression, sizeof *named);
    if (!named)
        return NULL;
    named->head.flags &= (unsigned short)~(unsigned)CU_FLAG_COMPOSITE;
    named->b.pointer = column;
    return &named->head;
}

/* The same, resolved; NULL: planner->failed. */
static const cupel_expr *column_of_composite(cu_planner *planner, const cupel_expr *expression,
                                             const cupel_attribute *column)
{
    const cupel_expr *named = named_column(&planner->arena, expression, column);
    if (!named)
        cu_plan_no_memory(planner);
    return named ? cu_plan_resolve(planner, named) : NULL;
}

size_t cu_composite_width(const cupel_attribute *composite)
{
    size_t count = 0;
    while (count < CUPEL_CONSTRAINT_COLUMNS && cu_composite_column(composite, count))
        count++;
    return count;
}

/* ---- tuples and lists ---------------------------------------------------------------------------- */

static const cupel_expr *tuple_of(cu_planner *planner, size_t count, const cupel_expr *const *items)
{
    return cu_plan_node(planner, CU_NODE_TUPLE, CUPEL_OPERATOR_NONE, count, items);
}

/* The resolved columns of a composite; 0: planner->failed. */
static size_t columns_of(cu_planner *planner, const cupel_expr *expression,
                         const cupel_expr **columns)
{
    const cupel_attribute *composite = cu_named_composite(expression), *column;
    size_t count = 0;
    while (count < CUPEL_CONSTRAINT_COLUMNS && (column = cu_composite_column(composite, count))) {
        columns[count] = column_of_composite(planner, expression, column);
        if (!columns[count++])
            return 0;
    }
    return count;
}

const cupel_expr *cu_plan_composite(cu_planner *planner, const cupel_expr *expression)
{
    const cupel_expr *columns[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = columns_of(planner, expression, columns);
    return count > 0 ? tuple_of(planner, count, columns) : NULL;
}

const cupel_expr *cu_plan_in_order_of(cu_planner *planner, const cupel_expr *expression,
                                      const cupel_expr *column)
{
    if (!cu_is_order(expression))
        return column;
    const cupel_expr *below = cu_plan_in_order_of(planner, cu_item(expression, 0), column);
    return below ? cu_plan_node(planner, CU_NODE_UNARY, (cupel_operator)expression->operation, 1,
                                &below)
                 : NULL;
}

/* Whether a name stands for several columns. */
static bool is_several(const cupel_expr *expression)
{
    return cu_named_composite(expression) || cu_names_relationship(expression);
}

bool cu_plan_spread(cu_planner *planner, cu_expression_list *list, const cupel_expr *expression)
{
    const cupel_expr *columns[CUPEL_CONSTRAINT_COLUMNS];
    const cupel_expr *bottom = cu_plan_ordered_by(expression);
    size_t count = 1;
    if (!is_several(bottom)) {
        columns[0] = cu_plan_resolve(planner, expression);
    } else {
        count = cu_named_composite(bottom) ? columns_of(planner, bottom, columns)
                                           : cu_plan_related_columns(planner, bottom, columns);
        for (size_t i = 0; i < count; i++)
            columns[i] = cu_plan_in_order_of(planner, expression, columns[i]);
    }
    for (size_t i = 0; i < count && !planner->failed; i++)
        if (!cu_expressions_add(&planner->arena, list, columns[i]))
            cu_plan_no_memory(planner);
    return !planner->failed;
}

/* ---- inside tuples and windows ------------------------------------------------------------------- */

const cupel_expr *cu_plan_one_of(cu_planner *planner, const cu_expression_list *list)
{
    return list->count == 1 ? list->items[0] : tuple_of(planner, list->count, list->items);
}

/* Adds what a tuple holds, that of tuples in it as well; false: planner->failed. */
static bool spread_tuple(cu_planner *planner, const cupel_expr *tuple, cu_expression_list *list)
{
    cu_vector(const cupel_expr *) open = { 0 };
    bool enough = cu_vector_push(&open, tuple);
    while (enough && open.count > 0 && !planner->failed) {
        const cupel_expr *item = cu_vector_pop(&open);
        if (item->kind == CU_NODE_TUPLE)
            for (size_t i = item->count; i > 0 && enough; i--)
                enough = cu_vector_push(&open, cu_item(item, i - 1));
        else if (item->kind == CU_NODE_INSTANCE)
            cu_plan_instance_key(planner, item, list);
        else
            cu_plan_spread(planner, list, item);
    }
    cu_vector_free(&open);
    if (!enough)
        cu_plan_no_memory(planner);
    return !planner->failed;
}

const cupel_expr *cu_plan_spread_tuple(cu_planner *planner, const cupel_expr *tuple)
{
    cu_expression_list list = { 0 };
    bool several = false;
    for (size_t i = 0; i < tuple->count && !several; i++) {
        const cupel_expr *item = cu_item(tuple, i);
        several = is_several(item) || item->kind == CU_NODE_TUPLE || item->kind == CU_NODE_INSTANCE;
    }
    return several && spread_tuple(planner, tuple, &list)
               ? tuple_of(planner, list.count, list.items)
               : NULL;
}

/* What a window divides or orders by, with all columns; NULL: planner->failed. */
static const cupel_expr *spread_clause(cu_planner *planner, const cupel_expr *clause)
{
    cu_expression_list list = { 0 };
    bool several = clause->kind == CU_NODE_LIST;
    for (size_t i = 0; several && i < clause->count; i++)
        if (!cu_plan_spread(planner, &list, cu_item(clause, i)))
            return NULL;
    if (!several && !cu_plan_spread(planner, &list, clause))
        return NULL;
    return list.count == 1
               ? list.items[0]
               : cu_plan_node(planner, CU_NODE_LIST, CUPEL_OPERATOR_NONE, list.count, list.items);
}

static bool clause_has_several(const cupel_expr *clause)
{
    bool several = clause && is_several(cu_plan_ordered_by(clause));
    for (size_t i = 0; clause && clause->kind == CU_NODE_LIST && i < clause->count; i++)
        several |= is_several(cu_plan_ordered_by(cu_item(clause, i)));
    return several;
}

const cupel_expr *cu_plan_spread_window(cu_planner *planner, const cupel_expr *over)
{
    if (!clause_has_several(cu_item(over, 1)) && !clause_has_several(cu_item(over, 2)))
        return NULL;
    const cupel_expr *parts[3];
    for (size_t i = 0; i < CU_LENGTH(parts); i++) {
        const cupel_expr *part = cu_item(over, i);
        parts[i] = !part    ? NULL
                   : i == 0 ? cu_plan_resolve(planner, part)
                            : spread_clause(planner, part);
        if (part && !parts[i])
            return NULL;
    }
    const cupel_expr *made =
        cu_plan_node(planner, CU_NODE_OVER, CUPEL_OPERATOR_NONE, CU_LENGTH(parts), parts);
    if (made)
        ((cu_node *)(uintptr_t)made)->b = cu_node_of(over)->b;
    return made;
}

/* ---- comparing --------------------------------------------------------------------------------- */

/* The sides of a comparison, column by column; 0: planner->failed. */
static size_t other_side(cu_planner *planner, const cupel_attribute *composite,
                         const cupel_expr *expression, size_t count, const cupel_expr **items)
{
    size_t found = 0;
    if (cu_named_composite(expression)) {
        found = columns_of(planner, expression, items);
    } else if (cu_is_constant(expression, CU_CONSTANT_NULL)) {
        for (; found < count; found++)
            items[found] = expression;
    } else if (expression->kind == CU_NODE_TUPLE && expression->count == count) {
        for (; found < count; found++)
            if (!(items[found] = cu_plan_resolve(planner, cu_item(expression, found))))
                return 0;
    }
    if (found != count)
        cu_plan_fail(
            planner, CUPEL_INVALID_ARGUMENT,
            "%s.%s is a composite of %zu columns; it can be compared with "
            "cupel_composite(), a cupel_tuple() of as many values, another composite of as "
            "many columns, or cupel_null()",
            composite->mapping->name, composite->name, count);
    return planner->failed ? 0 : found;
}

static const cupel_expr *compare_columns(cu_planner *planner, cupel_operator operation,
                                         size_t count, const cupel_expr *const *left,
                                         const cupel_expr *const *right)
{
    const cupel_expr *parts[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < count; i++) {
        bool null = operation == CUPEL_OPERATOR_EQ && cu_is_constant(right[i], CU_CONSTANT_NULL);
        parts[i] = cu_arena_binary(&planner->arena, null ? CUPEL_OPERATOR_IS : operation, left[i],
                                   right[i]);
        if (!parts[i])
            return NULL;
    }
    return cu_arena_and(&planner->arena, count, parts);
}

const cupel_expr *cu_plan_composite_equal(cu_planner *planner, const cupel_attribute *composite,
                                          size_t count, const cupel_expr *const *columns,
                                          const cupel_expr *value)
{
    const cupel_expr *values[CUPEL_CONSTRAINT_COLUMNS];
    if (other_side(planner, composite, value, count, values) != count)
        return NULL;
    const cupel_expr *made = compare_columns(planner, CUPEL_OPERATOR_EQ, count, columns, values);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

const cupel_expr *cu_plan_compare_composite(cu_planner *planner, const cupel_expr *expression)
{
    const cupel_expr *left = cu_item(expression, 0), *right = cu_item(expression, 1);
    const cupel_expr *lefts[CUPEL_CONSTRAINT_COLUMNS], *rights[CUPEL_CONSTRAINT_COLUMNS];
    cupel_operator operation = (cupel_operator)expression->operation;
    const cupel_attribute *composite = cu_named_composite(left);
    bool turned = !composite;
    if (turned)
        composite = cu_named_composite(right);
    if (!composite)
        return NULL;
    size_t count = columns_of(planner, turned ? right : left, lefts);
    if (count == 0 || other_side(planner, composite, turned ? left : right, count, rights) != count)
        return NULL;
    cupel_operator each = CUPEL_OPERATOR_EQ;
    bool negated = operation == CUPEL_OPERATOR_NE || operation == CUPEL_OPERATOR_IS_NOT ||
                   operation == CUPEL_OPERATOR_IS_DISTINCT_FROM;
    if (operation == CUPEL_OPERATOR_IS_DISTINCT_FROM ||
        operation == CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM)
        each = CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM;
    const cupel_expr *made;
    if (negated || operation == CUPEL_OPERATOR_EQ || operation == CUPEL_OPERATOR_IS ||
        operation == CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM) {
        made = compare_columns(planner, each, count, lefts, rights);
        if (made && negated)
            made = cu_arena_not(&planner->arena, made);
    } else {
        const cupel_expr *first = tuple_of(planner, count, lefts);
        const cupel_expr *second = tuple_of(planner, count, rights);
        made = first && second ? cu_arena_binary(&planner->arena, operation,
                                                 turned ? second : first, turned ? first : second)
                               : NULL;
    }
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* ---- assigning --------------------------------------------------------------------------------- */

static bool is_null_value(const cupel_expr *value)
{
    const cu_bind *bind = (const cu_bind *)(const void *)value;
    return cu_is_constant(value, CU_CONSTANT_NULL) ||
           (value->kind == CU_NODE_BIND && !bind->node.a.text && !bind->callable &&
            bind->value.kind == CUPEL_KIND_NULL);
}

/* Whether a value has as many parts as a composite has columns. */
static bool fits_composite(const cupel_expr *value, size_t width)
{
    const cupel_attribute *other = cu_named_composite(value);
    if (value->kind == CU_NODE_EXCLUDED)
        other = cu_named_composite(cu_item(value, 0));
    return is_null_value(value) || (value->kind == CU_NODE_TUPLE && value->count == width) ||
           (other && cu_composite_width(other) == width);
}

/* How many columns an item of a step assigns to. */
static size_t assigned_columns(const cupel_expr *item)
{
    const cupel_attribute *composite =
        item->kind == CU_NODE_ASSIGN ? cu_named_composite(cu_item(item, 0)) : NULL;
    size_t width = composite ? cu_composite_width(composite) : 1;
    return composite && fits_composite(cu_item(item, 1), width) ? width : 1;
}

static const cupel_expr *excluded(cu_arena *arena, const cupel_expr *column)
{
    return column ? cu_arena_node(arena, CU_NODE_EXCLUDED, CUPEL_OPERATOR_NONE, 1, &column) : NULL;
}

/* Part `number` of what a composite is given; NULL: no memory. */
static const cupel_expr *part_of(cu_arena *arena, const cupel_expr *value, size_t number)
{
    const cupel_attribute *other = cu_named_composite(value);
    if (value->kind == CU_NODE_TUPLE)
        return cu_item(value, number);
    if (value->kind == CU_NODE_EXCLUDED)
        return excluded(arena, part_of(arena, cu_item(value, 0), number));
    return other ? named_column(arena, value, cu_composite_column(other, number)) : value;
}

/* The assignment to column `number` of a composite; NULL: no memory. */
static const cupel_expr *column_assignment(cu_arena *arena, const cupel_expr *item, size_t number)
{
    const cupel_expr *to = cu_item(item, 0), *value = part_of(arena, cu_item(item, 1), number);
    to = named_column(arena, to, cu_composite_column(cu_named_composite(to), number));
    return to && value ? cu_arena_node(arena, CU_NODE_ASSIGN, CUPEL_OPERATOR_NONE, 2,
                                       (const cupel_expr *[]){ to, value })
                       : NULL;
}

bool cu_spread_assignments(cupel_query *step)
{
    cu_arena *arena = cu_query_arena(step);
    size_t count = 0;
    for (size_t i = 0; i < step->count; i++)
        count += assigned_columns(step->items[i].expression);
    if (count == step->count)
        return true;
    cu_held *items = cu_arena_alloc_array(arena, count, sizeof *items), *to = items;
    for (size_t i = 0; i < step->count && items; i++) {
        const cupel_expr *item = step->items[i].expression;
        size_t columns = assigned_columns(item);
        /* what is made here lives in the query's memory; its parts are kept alive by the first */
        for (size_t j = 0; j < columns; j++, to++) {
            to->pool = j == 0 ? step->items[i].pool : NULL;
            to->expression = columns == 1 ? item : column_assignment(arena, item, j);
            if (!to->expression)
                return false;
        }
    }
    if (items) {
        step->items = items;
        step->count = count;
    }
    return items != NULL;
}

/* How many columns an item of a list of columns is; 1 where a value is there that does not fit. */
static size_t row_columns(const cupel_query *step, size_t columns, size_t column)
{
    const cupel_attribute *composite = cu_named_composite(step->items[column].expression);
    size_t width = composite ? cu_composite_width(composite) : 1;
    for (size_t at = columns + column; composite && at < step->count; at += columns)
        if (!fits_composite(step->items[at].expression, width))
            return 1;
    return width;
}

bool cu_spread_rows(cupel_query *step, size_t columns)
{
    cu_arena *arena = cu_query_arena(step);
    size_t width = 0;
    size_t *widths = cu_arena_alloc_array(arena, columns, sizeof *widths);
    for (size_t i = 0; widths && i < columns; i++) {
        widths[i] = row_columns(step, columns, i);
        width += widths[i];
    }
    if (!widths || width == columns)
        return widths != NULL;
    size_t count = step->count / columns * width;
    cu_held *items = cu_arena_alloc_array(arena, count, sizeof *items), *to = items;
    for (size_t i = 0; items && i < step->count; i++) {
        const cu_held *item = &step->items[i];
        for (size_t j = 0; j < widths[i % columns]; j++, to++) {
            to->pool = j == 0 ? item->pool : NULL;
            to->expression =
                widths[i % columns] == 1 ? item->expression
                : i < columns
                    ? named_column(arena, item->expression,
                                   cu_composite_column(cu_named_composite(item->expression), j))
                    : part_of(arena, item->expression, j);
            if (!to->expression)
                return false;
        }
    }
    if (items) {
        step->items = items;
        step->count = count;
        step->of.number = (int64_t)width;
    }
    return items != NULL;
}
