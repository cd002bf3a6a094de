/*
 * sql/infer.c - what operators give, by the types of what stands beside them.
 */
#include "sql/expression.h"
#include "sql/operator.h"
#include "sql/type.h"

static bool is_typed(const cupel_type *type)
{
    return type && type->id != CUPEL_UNTYPED;
}

/* The type of the first item that has one; binds count only where nothing else does. */
static const cupel_type *operand_type(const cu_node *node)
{
    const cupel_type *of_bind = NULL;
    for (size_t i = 0; i < node->head.count; i++) {
        const cupel_expr *item = node->items[i];
        const cupel_type *type = item ? cu_expression_type(item) : NULL;
        if (!type)
            continue;
        if (item->kind != CU_NODE_BIND)
            return type;
        if (!of_bind)
            of_bind = type;
    }
    return of_bind;
}

bool cu_concatenates(const cupel_expr *expression)
{
    if (expression->kind != CU_NODE_BINARY || expression->operation != CUPEL_OPERATOR_ADD)
        return expression->operation == CUPEL_OPERATOR_CONCAT;
    const cupel_type *left = cu_expression_type(cu_item(expression, 0));
    const cupel_type *right = cu_expression_type(cu_item(expression, 1));
    bool left_text = left && cu_type_is_text(left->id);
    bool right_text = right && cu_type_is_text(right->id);
    return (left_text && right_text) || (left_text && !is_typed(right)) ||
           (right_text && !is_typed(left));
}

/* What + - * / % give: of an integer and another number what the other is, of a text and something else what the database says. */
static const cupel_type *arithmetic_type(const cu_node *node)
{
    const cupel_type *type = operand_type(node);
    if (node->head.count != 2)
        return type;
    const cupel_type *left = cu_expression_type(node->items[0]);
    const cupel_type *right = cu_expression_type(node->items[1]);
    if (!is_typed(left) || !is_typed(right))
        return type;
    if (cu_type_is_text(left->id) != cu_type_is_text(right->id))
        return NULL;
    if (!cu_type_is_number(left->id) || !cu_type_is_number(right->id) ||
        !cu_type_is_integer(type->id))
        return type;
    return cu_type_is_integer(left->id) ? right : left;
}

const cupel_type *cu_infer_type(const cu_node *node)
{
    switch ((cu_node_kind)node->head.kind) {
    case CU_NODE_BOOLEAN:
    case CU_NODE_IN:
    case CU_NODE_BETWEEN: return cu_type_of(CUPEL_BOOLEAN);
    case CU_NODE_BINARY:
    case CU_NODE_UNARY:
        switch (cu_operator((cupel_operator)node->head.operation)->result) {
        case CU_RESULT_BOOLEAN: return cu_type_of(CUPEL_BOOLEAN);
        case CU_RESULT_TEXT: return cu_type_of(CUPEL_STRING);
        default: break;
        }
        return node->head.operation >= CUPEL_OPERATOR_ADD &&
                       node->head.operation <= CUPEL_OPERATOR_MODULO
                   ? arithmetic_type(node)
                   : operand_type(node);
    case CU_NODE_COLLATE:
    case CU_NODE_EXCLUDED:
    case CU_NODE_LABEL:
    case CU_NODE_OVER:
    case CU_NODE_AGGREGATE_FILTER:
    case CU_NODE_WITHIN_GROUP: return cu_expression_type(node->items[0]);
    default: return node->type;
    }
}
