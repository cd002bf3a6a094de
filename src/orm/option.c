/*
 * orm/option.c - loader options: building them, and finding which one is for
 * what.
 */
#include "orm/option.h"
#include "orm/composite.h"
#include "orm/query_related.h"
#include "sql/expression.h"

/* ---- building ---------------------------------------------------------------------------------- */

static bool is_for_columns(cupel_load_kind kind)
{
    return kind == CUPEL_LOAD_ONLY || kind == CUPEL_LOAD_DEFER || kind == CUPEL_LOAD_UNDEFER;
}

const cupel_attribute *cu_option_attribute(const cupel_expr *item, const cupel_alias **alias)
{
    if (alias)
        *alias = NULL;
    while (item->kind == CU_NODE_RELATED)
        item = cu_item(item, 0);
    if (item->kind == CU_NODE_ATTRIBUTE)
        return (const cupel_attribute *)(const void *)item;
    if (item->kind != CU_NODE_ALIAS_ATTRIBUTE && item->kind != CU_NODE_CHILD_ATTRIBUTE)
        return NULL;
    if (alias && item->kind == CU_NODE_ALIAS_ATTRIBUTE)
        *alias = cu_node_of(item)->a.pointer;
    return cu_node_of(item)->b.pointer;
}

static const cupel_mapping *struct_of(const cupel_expr *entity)
{
    return cu_node_of(entity)->a.pointer;
}

/* What is wrong with an item of an option that is for a struct; NULL: nothing. */
static const char *struct_fault(cupel_load_kind kind, size_t index, const cupel_expr *item)
{
    if (item->kind == CU_NODE_ENTITY || (kind == CUPEL_LOAD_CRITERIA && index > 0))
        return NULL;
    return kind == CUPEL_LOAD_CRITERIA
               ? "the first item must be cupel_entity_of(a mapped struct)"
               : "each item must be a mapped struct, such as cupel_entity_of(Engineer)";
}

/* What is wrong with an item of an option; NULL: nothing. */
static const char *item_fault(cupel_load_kind kind, size_t index, const cupel_value *value)
{
    const cupel_expr *item = value->kind == CUPEL_KIND_EXPRESSION ? value->as.expression : NULL;
    if (kind == CUPEL_LOAD_EXPRESSION && index > 0)
        return index == 1 && (item || (value->kind == CUPEL_KIND_QUERY && value->as.query))
                   ? NULL
                   : "there must be one expression, or one query, for the attribute";
    if (!item)
        return "an item is NULL or a plain value";
    const cupel_attribute *attribute = cu_option_attribute(item, NULL);
    if (kind == CUPEL_LOAD_EXPRESSION)
        return attribute && attribute->kind == CUPEL_ITEM_COLUMN &&
                       attribute->as.column.query_expression
                   ? NULL
                   : "the first item must be an attribute mapped by CUPEL_QUERY_EXPRESSION";
    if (is_for_columns(kind))
        return attribute && !cu_is_relationship(attribute)
                   ? NULL
                   : "each item must be a column attribute, such as cupel_attr(User, name)";
    if (kind == CUPEL_LOAD_CRITERIA || kind == CUPEL_LOAD_POLYMORPHIC)
        return struct_fault(kind, index, item);
    if (index > 0)
        return item->kind == CU_NODE_OPTION ? NULL
                                            : "what follows the relationship must be options";
    return (attribute && cu_is_relationship(attribute)) || cu_is_constant(item, CU_CONSTANT_STAR)
               ? NULL
               : "the first item must be a relationship, such as cupel_attr(User, addresses), or "
                 "cupel_star()";
}

cupel_option *cupel_option_values(cupel_load_kind kind, size_t count, const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin(&builder, "a loader option", count, values))
        return builder.result;
    const char *fault = count == 0 ? "it has no items" : NULL;
    for (size_t i = 0; i < count && !fault; i++)
        fault = item_fault(kind, i, &values[i]);
    if (kind == CUPEL_LOAD_EXPRESSION && count == 1)
        fault = "there must be one expression, or one query, for the attribute";
    for (size_t i = 1; kind == CUPEL_LOAD_POLYMORPHIC && i < count && !fault; i++)
        if (!cu_mapping_is(struct_of(values[i].as.expression), struct_of(values[0].as.expression)))
            fault = "each struct must inherit from the first";
    if (fault || (unsigned)kind > CUPEL_LOAD_POLYMORPHIC)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT, "a loader option: %s",
                             fault ? fault : "there is no such kind");
    cu_node *node = cu_build_node(&builder, CU_NODE_OPTION, count, 0);
    for (size_t i = 0; node && i < count; i++)
        cu_node_set(node, i, cu_build_operand(&builder, &values[i]));
    if (node)
        node->detail = (uint16_t)kind;
    builder.plain = false;
    return cu_build_finish(&builder, node);
}

cupel_option *cupel_undefer_group(cupel_expr *entity, const char *group)
{
    cu_builder builder;
    cupel_value value = cupel_value_expression(entity);
    if (!cu_build_begin(&builder, "cupel_undefer_group", 1, &value))
        return builder.result;
    if (!entity || entity->kind != CU_NODE_ENTITY || !group)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_undefer_group: it needs cupel_entity_of(a mapped struct) and "
                             "the name of a group");
    cu_node *node = cu_build_node(&builder, CU_NODE_OPTION, 1, 0);
    if (node) {
        cu_node_set(node, 0, entity);
        node->detail = CUPEL_LOAD_UNDEFER_GROUP;
        node->a.text = cu_build_text(&builder, group);
    }
    builder.plain = false;
    return cu_build_finish(&builder, node);
}

cupel_query *cupel_options_values(const cupel_query *query, size_t count, const cupel_value *values)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const cupel_expr *item =
            values[i].kind == CUPEL_KIND_EXPRESSION ? values[i].as.expression : NULL;
        good &= item && (item->kind == CU_NODE_OPTION || cu_is_poison(item));
    }
    if (good || !query)
        return cu_query_checked_step(query, CU_STEP_OPTIONS, count, values);
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(values[i].as.expression);
    return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                         "cupel_options: an item is no loader option, such as "
                         "cupel_joinedload(cupel_attr(User, addresses))");
}

/* ---- which are for what -------------------------------------------------------------------------- */

static bool is_wildcard(const cupel_expr *option)
{
    return cu_is_constant(cu_item(option, 0), CU_CONSTANT_STAR);
}

static const cupel_mapping *entity_of(const cupel_expr *option)
{
    const cupel_expr *item = cu_item(option, 0);
    return item->kind == CU_NODE_ENTITY ? struct_of(item) : NULL;
}

/* Whether instances of one mapping may be of another. */
static bool is_in_line(const cupel_mapping *mapping, const cupel_mapping *other)
{
    return cu_mapping_is(mapping, other) || cu_mapping_is(other, mapping);
}

/* These are for an entity wherever it occurs. */
static bool is_criteria(const cupel_expr *option)
{
    return cu_option_kind(option) == CUPEL_LOAD_CRITERIA;
}

bool cu_option_is_criteria_for(const cupel_expr *option, const cupel_mapping *mapping)
{
    return is_criteria(option) && cu_mapping_is(mapping, entity_of(option));
}

bool cu_option_fits(const cupel_expr *option, const cupel_mapping *mapping,
                    const cupel_alias *alias)
{
    const cupel_alias *of = NULL;
    const cupel_attribute *attribute = cu_option_attribute(cu_item(option, 0), &of);
    return is_wildcard(option) || is_criteria(option) ||
           (entity_of(option) && is_in_line(mapping, entity_of(option))) ||
           (attribute && is_in_line(mapping, attribute->mapping) && of == alias);
}

bool cu_options_root(cu_arena *arena, const cu_option_list *all, const cupel_mapping *mapping,
                     const cupel_alias *alias, cu_option_list *out)
{
    for (size_t i = 0; i < all->count; i++) {
        const cupel_expr *option = all->items[i];
        bool fits = cu_option_fits(option, mapping, alias);
        if (fits && !cu_expressions_add(arena, out, option))
            return false;
    }
    return true;
}

/* Whether an option for a struct is for instances that a relationship loads as well. */
static bool goes_on(const cupel_expr *option, const cu_relationship *relationship)
{
    return is_wildcard(option) || is_criteria(option) ||
           (entity_of(option) && cu_option_kind(option) != CUPEL_LOAD_POLYMORPHIC &&
            is_in_line(relationship->target->mapping, entity_of(option)));
}

static bool is_about(const cupel_expr *option, const cu_relationship *relationship)
{
    return !is_for_columns(cu_option_kind(option)) &&
           cu_option_attribute(cu_item(option, 0), NULL) == relationship->attribute;
}

bool cu_options_below(cu_arena *arena, const cu_option_list *list,
                      const cu_relationship *relationship, cu_option_list *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const cupel_expr *option = list->items[i];
        if (goes_on(option, relationship) && !cu_expressions_add(arena, out, option))
            return false;
        for (size_t j = 1; is_about(option, relationship) && j < option->count; j++)
            if (!cu_expressions_add(arena, out, cu_item(option, j)))
                return false;
    }
    return true;
}

const cupel_mapping *cu_option_child(const cupel_expr *item)
{
    const cupel_expr *target = NULL;
    for (; item->kind == CU_NODE_RELATED && !target; item = cu_item(item, 0))
        target = cu_node_of(item)->detail == CU_RELATED_OF_TYPE ? cu_item(item, 1) : NULL;
    if (!target)
        return NULL;
    return target->kind == CU_NODE_ALIAS
               ? ((const cupel_alias *)cu_node_of(target)->a.pointer)->mapping
               : struct_of(target);
}

bool cu_options_children(cu_arena *arena, const cu_option_list *list,
                         const cu_relationship *relationship, const cupel_mapping ***out,
                         size_t *count)
{
    *count = 0;
    *out = cu_arena_alloc_array(arena, list->count, sizeof **out);
    for (size_t i = 0; i < list->count && *out; i++) {
        const cupel_expr *option = list->items[i];
        const cupel_mapping *child =
            is_about(option, relationship) ? cu_option_child(cu_item(option, 0)) : NULL;
        bool known = !child;
        for (size_t j = 0; j < *count && !known; j++)
            known = (*out)[j] == child;
        if (!known)
            (*out)[(*count)++] = child;
    }
    return *out != NULL;
}

const cupel_expr *cu_options_find(const cu_option_list *list, const cu_relationship *relationship)
{
    const cupel_expr *found = NULL, *wildcard = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const cupel_expr *option = list->items[i];
        cupel_load_kind kind = cu_option_kind(option);
        if (kind == CUPEL_LOAD_DEFAULT || kind > CUPEL_LOAD_CONTAINS)
            continue;
        if (is_about(option, relationship))
            found = option;
        else if (is_wildcard(option))
            wildcard = option;
    }
    return found ? found : wildcard;
}

cupel_load_kind cu_options_kind(const cu_option_list *list, const cu_relationship *relationship)
{
    static const uint8_t kinds[] = {
        [CUPEL_LAZY_SELECT] = CUPEL_LOAD_LAZY,
        [CUPEL_LAZY_JOINED] = CUPEL_LOAD_JOINED,
        [CUPEL_LAZY_SUBQUERY] = CUPEL_LOAD_SUBQUERY,
        [CUPEL_LAZY_SELECTIN] = CUPEL_LOAD_SELECTIN,
        [CUPEL_LAZY_IMMEDIATE] = CUPEL_LOAD_IMMEDIATE,
        [CUPEL_LAZY_RAISE] = CUPEL_LOAD_RAISE,
        [CUPEL_LAZY_RAISE_ON_SQL] = CUPEL_LOAD_RAISE_ON_SQL,
        [CUPEL_LAZY_NOLOAD] = CUPEL_LOAD_NONE,
        [CUPEL_LAZY_DYNAMIC] = CUPEL_LOAD_LAZY,
        [CUPEL_LAZY_WRITE_ONLY] = CUPEL_LOAD_LAZY,
    };
    bool query_only =
        relationship->lazy == CUPEL_LAZY_DYNAMIC || relationship->lazy == CUPEL_LAZY_WRITE_ONLY;
    const cupel_expr *option = query_only ? NULL : cu_options_find(list, relationship);
    if (option)
        return cu_option_kind(option);
    if (relationship->lazy == CUPEL_LAZY_JOINED && relationship->options->innerjoin)
        return CUPEL_LOAD_JOINED_INNER;
    return (cupel_load_kind)kinds[relationship->lazy];
}

/* Whether a column option names an attribute. */
static bool option_names_column(const cupel_expr *option, const cu_property *property)
{
    for (size_t i = 0; i < option->count; i++) {
        const cupel_attribute *named = cu_option_attribute(cu_item(option, i), NULL);
        if (named == property->attribute ||
            (named && cu_is_composite(named) && cu_composite_has(named, property->attribute)))
            return true;
    }
    return false;
}

/* Whether a cupel_load_only() is for the columns of the struct that has this one. */
static bool is_only_of(const cupel_expr *option, const cupel_mapping *mapping,
                       const cu_property *property)
{
    const cupel_mapping *owner = property->attribute->mapping;
    const cupel_attribute *named = cu_option_attribute(cu_item(option, 0), NULL);
    return cu_mapping_is(mapping, owner) || cu_mapping_is(named->mapping, owner);
}

static bool is_group_of(const cupel_expr *option, const cu_property *property)
{
    return cu_mapping_is(entity_of(option), property->attribute->mapping) &&
           cu_text_equal(property->attribute->as.column.deferred_group, cu_node_of(option)->a.text);
}

/* The last option that names it counts; where none does, whether there is one for its struct that names others only. */
bool cu_options_want(const cu_option_list *list, const cupel_mapping *mapping,
                     const cu_property *property)
{
    bool wanted = !property->deferred, named = false;
    for (size_t i = 0; i < list->count; i++) {
        const cupel_expr *option = list->items[i];
        cupel_load_kind kind = cu_option_kind(option);
        if (kind == CUPEL_LOAD_UNDEFER_GROUP
                ? is_group_of(option, property)
                : is_for_columns(kind) && option_names_column(option, property)) {
            wanted = kind != CUPEL_LOAD_DEFER;
            named = true;
        } else if (kind == CUPEL_LOAD_ONLY && !named) {
            wanted = wanted && !is_only_of(option, mapping, property);
        }
    }
    return wanted || property->key || property->discriminator;
}

const cupel_expr *cu_options_expression(const cu_option_list *list, const cu_property *formula)
{
    const cupel_expr *found = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (cu_option_kind(list->items[i]) == CUPEL_LOAD_EXPRESSION &&
            cu_option_attribute(cu_item(list->items[i], 0), NULL) == formula->attribute)
            found = cu_item(list->items[i], 1);
    return found;
}

/* ---- by number --------------------------------------------------------------------------------- */

static bool number_option(cu_arena *arena, const cupel_expr *option, cu_option_list *out)
{
    bool enough = cu_expressions_add(arena, out, option);
    for (size_t i = 0; i < option->count && enough; i++)
        if (cu_item(option, i)->kind == CU_NODE_OPTION)
            enough = number_option(arena, cu_item(option, i), out);
    return enough;
}

bool cu_options_number(cu_arena *arena, const cupel_query *query, cu_option_list *out)
{
    for (const cupel_query *step = query; step; step = step->parent)
        for (size_t i = 0; step->kind == CU_STEP_OPTIONS && i < step->count; i++)
            if (!number_option(arena, step->items[i].expression, out))
                return false;
    return true;
}

/* ---- for queries that follow ------------------------------------------------------------------- */

cupel_query *cu_query_with_options(cupel_query *query, size_t count,
                                   const cupel_expr *const *options)
{
    for (size_t i = 0; i < count; i++) {
        cupel_value value = cupel_value_expression(cupel_keep((cupel_expr *)(uintptr_t)options[i]));
        query = cupel_options_values(query, 1, &value);
    }
    return query;
}

cupel_query *cu_query_with_children(cupel_query *query, size_t output, size_t count,
                                    const cupel_mapping *const *children)
{
    if (count == 0)
        return query;
    cupel_value *values = cu_arena_alloc_array(cu_query_arena(query), count, sizeof *values);
    if (!values)
        return cu_query_no_memory(query->session);
    for (size_t i = 0; i < count; i++)
        values[i] = cupel_value_expression(cupel_entity_expression(children[i]));
    query = cu_query_step(query->session, query, CU_STEP_POLYMORPHIC, 0, count, values);
    if (query->kind == CU_STEP_POLYMORPHIC)
        query->of.number = (int64_t)output;
    return query;
}

cupel_query *cu_query_with_conditions(cupel_query *query, const cupel_expr *item)
{
    for (; item && item->kind == CU_NODE_RELATED; item = cu_item(item, 0)) {
        if (cu_node_of(item)->detail == CU_RELATED_OF_TYPE || item->count < 2)
            continue;
        cupel_value value =
            cupel_value_expression(cupel_keep((cupel_expr *)(uintptr_t)cu_item(item, 1)));
        query = cupel_filter_values(query, 1, &value);
    }
    return query;
}
