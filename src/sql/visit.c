/*
 * sql/visit.c - copying trees with replacements.
 *
 * Depth is bounded (CU_DEPTH_MAXIMUM) but for chains of one operator; these are
 * walked by loops: AND and OR come out as one wide node, left chains of binary
 * operators are rebuilt from their far end.
 */
#include "sql/visit.h"
#include "sql/operator.h"
#include "sql/select.h"
#include "sql/type.h"

static const cupel_expr *transform_items(cu_transform *transform, const cupel_expr *expression);

static const cupel_expr *out_of_memory(cu_transform *transform)
{
    transform->failed = true;
    return NULL;
}

/* A copy of the node's own part (binds and lists never change, so a cu_node is all there is to copy). */
static cu_node *copy_node(cu_transform *transform, const cu_node *node, size_t count)
{
    size_t size = sizeof(cu_node);
    char *memory = cu_arena_alloc(transform->arena, size + count * sizeof(cupel_expr *));
    if (!memory) {
        transform->failed = true;
        return NULL;
    }
    cu_node *copy = (cu_node *)(void *)memory;
    *copy = *node;
    copy->pool = NULL;
    copy->head.flags &= (unsigned short)~(unsigned)CU_FLAG_STATIC;
    copy->head.count = (unsigned)count;
    copy->items = (cupel_expr **)(void *)(memory + size);
    return copy;
}

static void finish_copy(cu_node *copy)
{
    bool plain = true;
    for (size_t i = 0; i < copy->head.count; i++)
        if (copy->items[i] && !(copy->items[i]->flags & CU_FLAG_PLAIN))
            plain = false;
    if (plain)
        copy->head.flags |= CU_FLAG_PLAIN;
    if (copy->head.kind == CU_NODE_FUNCTION) {
        const cupel_type *type = cu_function_type(copy); /* attributes have one only now */
        copy->type = type ? type : copy->type;
    } else {
        copy->type = cu_infer_type(copy);
    }
    if (copy->head.kind == CU_NODE_CASE && !copy->type)
        copy->type = cu_expression_type(copy->items[(copy->detail & CU_CASE_OPERAND) ? 2 : 1]);
}

/* ---- chains ------------------------------------------------------------------------------------ */

static bool continues(const cupel_expr *item, const cupel_expr *chain)
{
    return item && item->kind == chain->kind && item->operation == chain->operation;
}

/* All conditions of nested ANDs (or ORs), in order. */
static bool flatten(cu_transform *transform, const cupel_expr *chain, cu_expression_list *out)
{
    cu_expression_list stack = { 0 };
    if (!cu_expressions_add(transform->arena, &stack, chain))
        return false;
    while (stack.count > 0) {
        const cupel_expr *item = stack.items[--stack.count];
        if (!continues(item, chain)) {
            if (!cu_expressions_add(transform->arena, out, item))
                return false;
            continue;
        }
        for (size_t i = item->count; i > 0; i--)
            if (!cu_expressions_add(transform->arena, &stack, cu_item(item, i - 1)))
                return false;
    }
    return true;
}

static const cupel_expr *transform_boolean(cu_transform *transform, const cupel_expr *expression)
{
    cu_expression_list conditions = { 0 };
    if (!flatten(transform, expression, &conditions))
        return out_of_memory(transform);
    cu_node *copy = copy_node(transform, cu_node_of(expression), conditions.count);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < conditions.count; i++) {
        const cupel_expr *item = cu_transform_expression(transform, conditions.items[i]);
        if (!item || cu_is_poison(item))
            return item;
        cu_node_set(copy, i, item);
    }
    finish_copy(copy);
    return &copy->head;
}

static const cupel_expr *transform_binary(cu_transform *transform, const cupel_expr *expression)
{
    cu_expression_list spine = { 0 };
    while (continues(cu_item(expression, 0), expression)) {
        if (!cu_expressions_add(transform->arena, &spine, expression))
            return out_of_memory(transform);
        expression = cu_item(expression, 0);
    }
    const cupel_expr *made = transform_items(transform, expression);
    while (made && !cu_is_poison(made) && spine.count > 0) {
        const cu_node *node = cu_node_of(spine.items[--spine.count]);
        const cupel_expr *right = cu_transform_expression(transform, node->items[1]);
        if (!right || cu_is_poison(right))
            return right;
        cu_node *copy = copy_node(transform, node, 2);
        if (!copy)
            return NULL;
        cu_node_set(copy, 0, made);
        cu_node_set(copy, 1, right);
        finish_copy(copy);
        made = &copy->head;
    }
    return made;
}

/* ---- everything else --------------------------------------------------------------------------- */

static const cupel_expr *transform_items(cu_transform *transform, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_node *copy = NULL;
    for (size_t i = 0; i < expression->count; i++) {
        const cupel_expr *before = node->items[i];
        const cupel_expr *after = before ? cu_transform_expression(transform, before) : NULL;
        if (before && (!after || cu_is_poison(after)))
            return after;
        if (after != before && !copy) {
            copy = copy_node(transform, node, expression->count);
            if (!copy)
                return NULL;
            memcpy((void *)(uintptr_t)copy->items, node->items,
                   expression->count * sizeof *node->items);
        }
        if (copy)
            cu_node_set(copy, i, after);
    }
    if (!copy)
        return expression;
    finish_copy(copy);
    return &copy->head;
}

/* NOT (something that could not be turned round before it was resolved). */
static const cupel_expr *transform_not(cu_transform *transform, const cupel_expr *expression)
{
    const cupel_expr *operand = cu_transform_expression(transform, cu_item(expression, 0));
    if (!operand || cu_is_poison(operand) || operand == cu_item(expression, 0))
        return operand == cu_item(expression, 0) ? expression : operand;
    const cupel_expr *made = cu_arena_not(transform->arena, operand);
    return made ? made : out_of_memory(transform);
}

const cupel_expr *cu_transform_expression(cu_transform *transform, const cupel_expr *expression)
{
    if ((expression->flags & CU_FLAG_PLAIN) && !transform->plain_too)
        return expression;
    const cupel_expr *replacement = transform->replace(transform, expression);
    if (replacement || transform->failed)
        return replacement;
    if (expression->kind == CU_NODE_BOOLEAN)
        return transform_boolean(transform, expression);
    if (expression->kind == CU_NODE_BINARY)
        return transform_binary(transform, expression);
    if (expression->kind == CU_NODE_UNARY && expression->operation == CUPEL_OPERATOR_NOT)
        return transform_not(transform, expression);
    return expression->count > 0 ? transform_items(transform, expression) : expression;
}
