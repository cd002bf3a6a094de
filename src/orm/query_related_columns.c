/*
 * orm/query_related_columns.c - a many-to-one relationship where columns stand:
 * it is its foreign key there, and an instance is the key that this refers to.
 */
#include "orm/query_composite.h"
#include "orm/query_related.h"
#include "sql/expression.h"

/* Pair number `index`, in the order of the target's key where that is what the relationship refers to. */
static const cu_pair *pair_at(const cu_relationship *relationship, size_t index)
{
    for (size_t i = 0; relationship->uses_get && i < relationship->pair_count; i++)
        if (relationship->pairs[i].far_property == relationship->target->keys[index])
            return &relationship->pairs[i];
    return &relationship->pairs[index];
}

size_t cu_plan_related_columns(cu_planner *planner, const cupel_expr *expression,
                               const cupel_expr **columns)
{
    cu_related_use use;
    if (!cu_plan_related(planner, expression, &use))
        return 0;
    const cu_relationship *relationship = use.relationship;
    if (relationship->direction != CU_MANY_TO_ONE || !relationship->simple || use.far ||
        use.extra) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "%s.%s is a relationship and cannot stand for a column, as only a foreign key "
                     "of %s can; compare it with cupel_instance(), or use cupel_any() or "
                     "cupel_has()",
                     relationship->attribute->mapping->name, relationship->attribute->name,
                     relationship->parent->mapping->name);
        return 0;
    }
    for (size_t i = 0; i < relationship->pair_count; i++) {
        columns[i] = cu_plan_near_column(planner, &use, pair_at(relationship, i));
        if (!columns[i])
            return 0;
    }
    return relationship->pair_count;
}

bool cu_plan_instance_key(cu_planner *planner, const cupel_expr *instance, cu_expression_list *list)
{
    const cupel_object *object = cu_node_of(instance)->a.pointer;
    const cu_mapper *mapper = cu_plan_mapper(planner, object->state->mapping);
    for (size_t i = 0; mapper && i < mapper->key_count; i++) {
        const cupel_expr *value = cu_plan_member(planner, instance, mapper->keys[i]);
        if (!value || !cu_expressions_add(&planner->arena, list, value))
            cu_plan_no_memory(planner);
    }
    return !planner->failed;
}

/* The values that a foreign key to an instance has; NULL: planner->failed. */
static const cupel_expr *referred_values(cu_planner *planner, const cu_relationship *relationship,
                                         const cupel_expr *instance)
{
    cu_expression_list values = { 0 };
    const cupel_object *object =
        instance->kind == CU_NODE_INSTANCE ? cu_node_of(instance)->a.pointer : NULL;
    const cu_mapper *target = relationship->target;
    if (!object || !cu_mapping_is(object->state->mapping, target->mapping)) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "%s.%s IN (...): each item must be a cupel_instance(), of %s, or there is one "
                     "query, for the columns that it refers to",
                     relationship->attribute->mapping->name, relationship->attribute->name,
                     target->mapping->name);
        return NULL;
    }
    for (size_t i = 0; i < relationship->pair_count; i++) {
        const cupel_expr *value =
            cu_plan_member(planner, instance, pair_at(relationship, i)->far_property);
        if (!value || !cu_expressions_add(&planner->arena, &values, value)) {
            cu_plan_no_memory(planner);
            return NULL;
        }
    }
    return cu_plan_one_of(planner, &values);
}

/* What a relationship is looked for in: instances as their keys; NULL: planner->failed. */
static const cupel_expr *searched_list(cu_planner *planner, const cu_relationship *relationship,
                                       const cupel_expr *given)
{
    bool plain = given->kind == CU_NODE_BIND_LIST;
    if (plain && ((const cu_bind_list *)(const void *)given)->count == 0)
        return given;
    if (!plain && given->kind != CU_NODE_LIST)
        return cu_plan_resolve(planner, given);
    size_t count = plain ? 1 : given->count;
    const cupel_expr **items = cu_arena_alloc_array(&planner->arena, count, sizeof *items);
    if (!items) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = referred_values(planner, relationship, plain ? given : cu_item(given, i));
        if (!items[i])
            return NULL;
    }
    return cu_plan_node(planner, CU_NODE_LIST, CUPEL_OPERATOR_NONE, count, items);
}

const cupel_expr *cu_plan_related_in(cu_planner *planner, const cupel_expr *expression)
{
    cu_related_use use;
    cu_expression_list left = { 0 };
    if (!cu_plan_spread(planner, &left, cu_item(expression, 0)) ||
        !cu_plan_related(planner, cu_item(expression, 0), &use))
        return NULL;
    const cupel_expr *columns = cu_plan_one_of(planner, &left);
    const cupel_expr *list =
        columns ? searched_list(planner, use.relationship, cu_item(expression, 1)) : NULL;
    return list ? cu_plan_node(planner, CU_NODE_IN, (cupel_operator)expression->operation, 2,
                               (const cupel_expr *[]){ columns, list })
                : NULL;
}
