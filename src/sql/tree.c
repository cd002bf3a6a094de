/*
 * sql/tree.c - shorthands for the trees the library builds itself, in arenas.
 */
#include "sql/expression.h"
#include "sql/select.h"
#include "sql/type.h"

static cupel_value operand(const cupel_expr *expression)
{
    return cupel_value_expression((cupel_expr *)(uintptr_t)expression);
}

/* Poison for lack of memory becomes NULL: trees in arenas have no other faults. */
static const cupel_expr *made(const cupel_expr *expression)
{
    return cu_is_poison(expression) ? NULL : expression;
}

const cupel_expr *cu_arena_binary(cu_arena *arena, cupel_operator operation, const cupel_expr *left,
                                  const cupel_expr *right)
{
    if (!left || !right)
        return NULL;
    cu_builder builder;
    cupel_value operands[2] = { operand(left), operand(right) };
    cu_build_in_arena(&builder, arena, 2, operands);
    return made(cu_make_binary(&builder, operation, operands));
}

/* Begins a tree over items, and gives them as operands; NULL: no memory. */
static const cupel_value *begin_in_arena(cu_builder *builder, cu_arena *arena, size_t count,
                                         const cupel_expr *const *items)
{
    cupel_value *operands = cu_arena_alloc_array(arena, count, sizeof *operands);
    for (size_t i = 0; operands && i < count; i++)
        operands[i] = operand(items[i]);
    if (operands)
        cu_build_in_arena(builder, arena, count, operands);
    return operands;
}

const cupel_expr *cu_arena_node(cu_arena *arena, cu_node_kind kind, cupel_operator operation,
                                size_t count, const cupel_expr *const *items)
{
    cu_builder builder;
    const cupel_value *operands = begin_in_arena(&builder, arena, count, items);
    return operands ? made(cu_make_node(&builder, kind, operation, count, operands)) : NULL;
}

const cupel_expr *cu_arena_and(cu_arena *arena, size_t count, const cupel_expr *const *conditions)
{
    cu_builder builder;
    const cupel_value *operands = begin_in_arena(&builder, arena, count, conditions);
    return operands ? made(cu_make_boolean(&builder, CUPEL_OPERATOR_AND, count, operands)) : NULL;
}

const cupel_expr *cu_arena_not(cu_arena *arena, const cupel_expr *expression)
{
    cu_builder builder;
    cupel_value value = operand(expression);
    cu_build_in_arena(&builder, arena, 1, &value);
    return made(cu_make_not(&builder, &value));
}

const cupel_expr *cu_arena_bind(cu_arena *arena, const cupel_value *value, const cupel_type *type)
{
    cu_builder builder;
    cu_build_in_arena(&builder, arena, 1, value);
    const cupel_expr *bind = cu_make_bind(&builder, value);
    if (bind && type)
        ((cu_node *)(uintptr_t)bind)->type = type;
    return bind;
}

const cupel_expr *cu_arena_call(cu_arena *arena, cupel_value (*function)(void *data), void *data,
                                const cupel_type *type)
{
    const cupel_value null = cupel_value_null();
    cu_bind *bind = (cu_bind *)(uintptr_t)cu_arena_bind(arena, &null, type);
    if (!bind)
        return NULL;
    bind->callable = function;
    bind->data = data;
    return &bind->node.head;
}

static cu_node *arena_node(cu_arena *arena, cu_node_kind kind, size_t count)
{
    cu_builder builder;
    cu_build_in_arena(&builder, arena, 0, NULL);
    return cu_build_node(&builder, kind, count, 0);
}

static const cupel_expr *finished(cu_node *node)
{
    if (!node)
        return NULL;
    node->head.flags |= CU_FLAG_PLAIN;
    return &node->head;
}

const cupel_expr *cu_arena_literal(cu_arena *arena, const char *text)
{
    cu_node *node = arena_node(arena, CU_NODE_LITERAL_COLUMN, 0);
    if (node)
        node->a.text = text;
    return finished(node);
}

const cupel_expr *cu_arena_function(cu_arena *arena, const char *name, const cupel_expr *argument)
{
    cu_node *node = arena_node(arena, CU_NODE_FUNCTION, argument ? 1 : 0);
    if (node) {
        if (argument)
            cu_node_set(node, 0, argument);
        node->a.text = name;
        node->type = cu_function_type(node);
    }
    return finished(node);
}

const cupel_expr *cu_arena_select(cu_arena *arena, const cu_select *select)
{
    cu_node *node = arena_node(arena, CU_NODE_SELECT, 0);
    if (node) {
        const cu_expression_list *columns = cu_select_columns(select);
        node->a.pointer = select;
        node->type = columns->count == 1 ? cu_expression_type(columns->items[0]) : NULL;
    }
    return finished(node);
}

const cupel_expr *cu_arena_exists(cu_arena *arena, const cu_select *select)
{
    const cupel_expr *scalar = cu_arena_select(arena, select);
    cu_node *node = scalar ? arena_node(arena, CU_NODE_UNARY, 1) : NULL;
    if (node) {
        cu_node_set(node, 0, scalar);
        node->head.operation = CUPEL_OPERATOR_EXISTS;
        node->type = cu_type_of(CUPEL_BOOLEAN);
    }
    return finished(node);
}

static bool same_tree(const cupel_expr *a, const cupel_expr *b, size_t depth)
{
    const cu_node *left = cu_node_of(a), *right = cu_node_of(b);
    if (a == b)
        return true;
    if (a->count == 0 || a->count != b->count || a->kind != b->kind ||
        a->operation != b->operation || left->detail != right->detail ||
        left->a.pointer != right->a.pointer || left->b.pointer != right->b.pointer || depth == 0)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const cupel_expr *one = cu_item(a, i), *other = cu_item(b, i);
        if (one != other && (!one || !other || !same_tree(one, other, depth - 1)))
            return false;
    }
    return true;
}

bool cu_same_tree(const cupel_expr *a, const cupel_expr *b)
{
    return same_tree(a, b, 100);
}
