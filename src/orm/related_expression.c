/*
 * orm/related_expression.c - relationships in expressions, as programs write
 * them; query_related.c says what they are in a statement.
 */
#include "orm/query_related.h"
#include "orm/state.h"
#include "sql/expression.h"
#include "sql/type.h"
#include <cupel/relationship.h>

static const cupel_expr *given(const cupel_value *value)
{
    return value->kind == CUPEL_KIND_EXPRESSION ? value->as.expression : NULL;
}

bool cu_names_relationship(const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_RELATED)
        return cu_node_of(expression)->detail >= CU_RELATED_OF_TYPE;
    return (expression->kind == CU_NODE_ATTRIBUTE || expression->kind == CU_NODE_ALIAS_ATTRIBUTE ||
            expression->kind == CU_NODE_CHILD_ATTRIBUTE) &&
           (expression->flags & CU_FLAG_RELATIONSHIP);
}

/* A node on a relationship (values[0]) with a second item, or none where that is NULL; all are taken over. */
static cupel_expr *related_node(const char *function, cu_related_operation operation,
                                const cupel_value *attribute, const cupel_value *second)
{
    cu_builder builder;
    cupel_value operands[2] = { *attribute, second ? *second : cupel_value_null() };
    if (!cu_build_begin_complete(&builder, function, second ? 2 : 1, operands))
        return builder.result;
    if (!given(attribute) || !cu_names_relationship(given(attribute)))
        return cu_build_fail(&builder, CUPEL_INVALID_REQUEST,
                             "%s: the first argument must be a relationship, such as "
                             "cupel_attr(User, addresses)",
                             function);
    cu_node *node = cu_build_node(&builder, CU_NODE_RELATED, second ? 2 : 1, 0);
    const cupel_expr *item = node && second ? cu_build_operand(&builder, second) : NULL;
    if (!node || (second && !item))
        return cu_build_finish(&builder, NULL);
    cu_node_set(node, 0, given(attribute));
    if (second)
        cu_node_set(node, 1, item);
    node->detail = (uint16_t)operation;
    node->type = cu_type_of(CUPEL_BOOLEAN);
    if (operation >= CU_RELATED_OF_TYPE)
        node->head.flags |= CU_FLAG_RELATIONSHIP;
    builder.plain = false;
    return cu_build_finish(&builder, node);
}

/* values[0] is the relationship; the others are conditions. */
static cupel_expr *with_conditions(const char *function, cu_related_operation operation,
                                   size_t count, const cupel_value *values)
{
    if (count == 0)
        return cu_poison(CUPEL_INVALID_ARGUMENT, "%s: the relationship is missing", function);
    cupel_expr *conditions = count > 1 ? cu_and_of(function, count - 1, values + 1) : NULL;
    cupel_value second = cupel_value_expression(conditions);
    return related_node(function, operation, &values[0], conditions ? &second : NULL);
}

cupel_expr *cupel_related_any_values(size_t count, const cupel_value *values)
{
    return with_conditions("cupel_any", CU_RELATED_ANY, count, values);
}

cupel_expr *cupel_related_has_values(size_t count, const cupel_value *values)
{
    return with_conditions("cupel_has", CU_RELATED_HAS, count, values);
}

cupel_expr *cupel_related_and_values(size_t count, const cupel_value *values)
{
    return with_conditions("cupel_related_and", CU_RELATED_AND, count, values);
}

cupel_expr *cupel_of_type_values(size_t count, const cupel_value *values)
{
    if (count == 2 && ((values[1].kind == CUPEL_KIND_ALIAS && values[1].as.alias) ||
                       (given(&values[1]) && (given(&values[1])->kind == CU_NODE_ALIAS ||
                                              given(&values[1])->kind == CU_NODE_ENTITY))))
        return related_node("cupel_of_type", CU_RELATED_OF_TYPE, &values[0], &values[1]);
    cu_discard_values(count, values);
    return cu_poison(
        CUPEL_INVALID_ARGUMENT,
        "cupel_of_type: the second argument must be a cupel_alias, or cupel_entity_of() a "
        "struct that inherits from the target, and not NULL");
}

cupel_expr *cupel_with_parent_at(const cupel_object *owner, size_t offset)
{
    const cupel_state *state = cu_state_of(owner);
    const cupel_attribute *attribute =
        state ? cu_mapping_attribute_at(state->mapping, offset) : NULL;
    if (!attribute || !cu_is_relationship(attribute))
        return cu_poison(state ? CUPEL_INVALID_REQUEST : CUPEL_INVALID_ARGUMENT,
                         "cupel_with_parent: %s",
                         !owner   ? "the instance is NULL"
                         : !state ? "the struct was not made by cupel_new or loaded by a session"
                                  : "the attribute is no relationship");
    return cupel_with_parent_along(owner, cupel_attribute_at(state->mapping, offset));
}

cupel_expr *cupel_with_parent_along(const cupel_object *owner, cupel_expr *relationship)
{
    cupel_value values[2] = { cupel_value_expression(relationship),
                              cupel_value_expression(owner ? cupel_instance_expression(owner)
                                                           : NULL) };
    return related_node("cupel_with_parent", CU_RELATED_PARENT, &values[0], &values[1]);
}
