/*
 * orm/query_describe.c - what a query says of itself: what it is for, its
 * conditions, its options.
 */
#include "base/alloc.h"
#include "orm/query_plan.h"
#include "orm/query_related.h"
#include "sql/expression.h"

/* ---- what it is for ------------------------------------------------------------------------------ */

typedef struct described {
    cupel_column_description *items;
    size_t count;
    cu_planner *planner; /* NULL: the query has no session, and types are not known */
    cu_arena *arena;
    bool failed;
} described;

/* The steps that say what a query is for: the last that begins anew, and those that add, oldest first. */
static size_t selecting_steps(const cupel_query *query, const cupel_query **steps, size_t room)
{
    size_t count = 0;
    for (const cupel_query *step = query; step; step = step->parent) {
        bool begins = step->kind == CU_STEP_ENTITY || step->kind == CU_STEP_SELECT ||
                      step->kind == CU_STEP_ENTITIES;
        if (!begins && step->kind != CU_STEP_ADD)
            continue;
        if (count < room)
            steps[count] = step;
        count++;
        if (begins)
            break;
    }
    return count;
}

/* The type of a value, in memory that lasts as long as the query. */
static const cupel_type *described_type(described *out, const cupel_expr *expression)
{
    const cupel_expr *resolved = out->planner ? cu_plan_resolve(out->planner, expression) : NULL;
    const cupel_type *type = resolved ? cu_expression_type(resolved) : NULL;
    return type && type->id != CUPEL_UNTYPED ? cu_arena_copy(out->arena, type, sizeof *type) : NULL;
}

static const cupel_mapping *mapping_of_attribute(const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_LABEL)
        return mapping_of_attribute(cu_item(expression, 0));
    if (expression->kind == CU_NODE_ATTRIBUTE)
        return ((const cupel_attribute *)(const void *)expression)->mapping;
    if (expression->kind == CU_NODE_ALIAS_ATTRIBUTE)
        return ((const cupel_attribute *)cu_node_of(expression)->b.pointer)->mapping;
    if (expression->kind == CU_NODE_CHILD_ATTRIBUTE)
        return cu_node_of(expression)->a.pointer;
    return NULL;
}

static void describe_item(described *out, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cupel_column_description *item = &out->items[out->count++];
    *item = (cupel_column_description){ .expression = (cupel_expr *)(uintptr_t)expression };
    if (expression->kind == CU_NODE_ENTITY) {
        item->mapping = node->a.pointer;
        item->name = item->mapping->name;
        item->entity = true;
    } else if (expression->kind == CU_NODE_ALIAS) {
        const cupel_alias *alias = node->a.pointer;
        item->mapping = alias->mapping;
        item->name = alias->name ? alias->name : alias->mapping->name;
        item->entity = item->aliased = true;
    } else {
        const char *name = cu_output_name(expression);
        item->name = *name ? name : NULL;
        item->mapping = mapping_of_attribute(expression);
        item->aliased = expression->kind == CU_NODE_ALIAS_ATTRIBUTE;
        item->type = described_type(out, expression);
    }
}

static void describe_step(described *out, const cupel_query *step)
{
    if (step->kind == CU_STEP_ENTITY) {
        /* a step that only holds the expression, as long as its query lives */
        cupel_value entity = cupel_value_expression(cupel_entity_expression(step->of.mapping));
        const cupel_query *holder = cu_query_step(step->session, step, CU_STEP_FLAG, 0, 1, &entity);
        if (holder->kind == CU_STEP_FLAG)
            describe_item(out, holder->items[0].expression);
        else
            out->failed = true;
    }
    for (size_t i = 0; i < step->count && step->kind != CU_STEP_ENTITY; i++)
        describe_item(out, step->items[i].expression);
}

const cupel_column_description *cupel_column_descriptions(const cupel_query *query, size_t *count)
{
    *count = 0;
    if (!query || (query->flags & CU_QUERY_POISONED))
        return NULL;
    size_t step_count = selecting_steps(query, NULL, 0), items = 1;
    const cupel_query **steps = cu_alloc_array(step_count, sizeof *steps);
    described out = { .arena = cu_query_arena(query) };
    if (!steps)
        return NULL;
    selecting_steps(query, steps, step_count);
    for (size_t i = 0; i < step_count; i++)
        items += steps[i]->count;
    out.items = cu_arena_alloc_array(out.arena, items, sizeof *out.items);
    cu_planner planner;
    cu_error ignored;
    cu_error_init(&ignored);
    if (query->session) {
        cu_planner_init(&planner, query->session->registry, &ignored);
        out.planner = &planner;
    }
    for (size_t i = step_count; i > 0 && out.items; i--)
        describe_step(&out, steps[i - 1]);
    if (query->session)
        cu_planner_free(&planner);
    cu_error_free(&ignored);
    cu_free(steps);
    *count = out.failed || !out.items ? 0 : out.count;
    return out.failed ? NULL : out.items;
}

/* ---- conditions -------------------------------------------------------------------------------- */

/* Something with attributes: a mapped struct, or an alias of one. */
typedef struct named_entity {
    const cupel_mapping *mapping; /* NULL: there is none */
    cupel_alias *alias;           /* NULL: the struct itself */
} named_entity;

static named_entity described_entity(const cupel_expr *expression)
{
    const void *of = cu_node_of(expression)->a.pointer;
    if (expression->kind == CU_NODE_ENTITY)
        return (named_entity){ of, NULL };
    const cupel_alias *alias = of;
    return (named_entity){ alias->mapping, (cupel_alias *)(uintptr_t)alias };
}

/* What a relationship leads to; without a session nobody knows. */
static named_entity target_of(const cupel_query *query, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (expression->kind == CU_NODE_RELATED)
        return node->detail == CU_RELATED_OF_TYPE ? described_entity(node->items[1])
                                                  : target_of(query, node->items[0]);
    const cupel_attribute *attribute = cu_option_attribute(expression, NULL);
    const cu_mapper *mapper =
        query->session ? cu_registry_mapper(query->session->registry, attribute->mapping) : NULL;
    const cu_relationship *relationship =
        mapper ? mapper->relationships[cu_attribute_index(attribute)] : NULL;
    return (named_entity){ relationship ? relationship->target->mapping : NULL, NULL };
}

/* Of a value: the struct or alias that the first attribute in it is of. */
static named_entity entity_in(const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    named_entity found = { NULL, NULL };
    switch (cu_kind(expression)) {
    case CU_NODE_ENTITY:
    case CU_NODE_ALIAS: return described_entity(expression);
    case CU_NODE_ALIAS_ATTRIBUTE: {
        const cupel_alias *alias = node->a.pointer;
        return (named_entity){ alias->mapping, (cupel_alias *)(uintptr_t)alias };
    }
    case CU_NODE_ATTRIBUTE:
    case CU_NODE_CHILD_ATTRIBUTE: return (named_entity){ mapping_of_attribute(expression), NULL };
    case CU_NODE_QUERY: return found;
    default: break;
    }
    for (size_t i = 0; i < expression->count && !found.mapping; i++)
        found = entity_in(cu_item(expression, i));
    return found;
}

/* What a step made filter_by look in. */
static named_entity entity_of_step(const cupel_query *step)
{
    if (step->kind == CU_STEP_ENTITY)
        return (named_entity){ step->of.mapping, NULL };
    const cupel_expr *item = step->count > 0 ? step->items[0].expression : NULL;
    if (!item)
        return (named_entity){ NULL, NULL };
    return step->kind == CU_STEP_JOIN && cu_names_relationship(item) ? target_of(step, item)
                                                                     : entity_in(item);
}

/* What filter_by looks in after a step: joined last, else told to select from first, else selected first. */
static named_entity entity_before(const cupel_query *query)
{
    named_entity selected = { NULL, NULL }, source = { NULL, NULL };
    for (const cupel_query *step = query; step; step = step->parent) {
        named_entity entity = { NULL, NULL };
        switch (step->kind) {
        case CU_STEP_JOIN:
            entity = entity_of_step(step);
            if (entity.mapping)
                return entity;
            break;
        case CU_STEP_SELECT_FROM: source = entity_of_step(step); break;
        case CU_STEP_ENTITY:
        case CU_STEP_SELECT:
        case CU_STEP_ENTITIES:
            if (!selected.mapping)
                selected = entity_of_step(step);
            break;
        default: break;
        }
    }
    return source.mapping ? source : selected;
}

static cupel_expr *condition_by_name(const cupel_query *step)
{
    named_entity entity = entity_before(step->parent);
    if (!entity.mapping)
        return cu_poison(CUPEL_INVALID_REQUEST, "the query has nothing with an attribute '%s'",
                         step->of.text);
    const cupel_attribute *named = cu_mapping_attribute_named(entity.mapping, step->of.text);
    cupel_expr *attribute =
        named && entity.alias
            ? cupel_alias_attribute_at(entity.alias, entity.mapping, named->offset)
            : cupel_attribute_named(entity.mapping, step->of.text);
    cupel_expr *value = cupel_keep((cupel_expr *)(uintptr_t)step->items[0].expression);
    return cupel_binary(CUPEL_OPERATOR_EQ, cupel_value_expression(attribute),
                        cupel_value_expression(value));
}

/* Steps behind which conditions before are inside a subquery. */
static bool wraps(const cupel_query *step)
{
    return step->kind == CU_STEP_FROM_SELF || step->kind == CU_STEP_COMPOUND;
}

cupel_expr *cupel_whereclause(const cupel_query *query)
{
    cupel_expr *all = NULL;
    if (query && (query->flags & CU_QUERY_POISONED))
        return NULL;
    for (const cupel_query *step = query; step && !wraps(step); step = step->parent) {
        cupel_expr *one = NULL;
        if (step->kind == CU_STEP_FILTER)
            one = cupel_keep((cupel_expr *)(uintptr_t)step->items[0].expression);
        else if (step->kind == CU_STEP_FILTER_BY_NAME)
            one = condition_by_name(step);
        if (one && all) {
            const cupel_value both[2] = { cupel_value_expression(one),
                                          cupel_value_expression(all) };
            all = cupel_and_values(2, both);
        } else if (one) {
            all = one;
        }
    }
    return all;
}

/* ---- options by name ----------------------------------------------------------------------------- */

#define STREAM_ROWS 1000

static bool is_truth(const cupel_value *value, bool *truth)
{
    if (value->kind != CUPEL_KIND_BOOL && value->kind != CUPEL_KIND_INT)
        return false;
    *truth = value->kind == CUPEL_KIND_BOOL ? value->as.boolean : value->as.integer != 0;
    return true;
}

/* What an option does that the library knows; NULL: its value is wrong. */
static cupel_query *apply_option(cupel_query *query, const char *name, const cupel_value *value)
{
    bool truth = false, known = is_truth(value, &truth);
    if (strcmp(name, "autoflush") == 0)
        return known ? cupel_autoflush(query, truth) : NULL;
    if (strcmp(name, "populate_existing") == 0)
        return !known ? NULL : truth ? cupel_populate_existing(query) : query;
    if (strcmp(name, "stream_results") == 0)
        return !known ? NULL : truth ? cupel_yield_per(query, STREAM_ROWS) : query;
    if (strcmp(name, "yield_per") != 0)
        return query;
    return value->kind == CUPEL_KIND_INT && value->as.integer > 0
               ? cupel_yield_per(query, (size_t)value->as.integer)
               : NULL;
}

cupel_query *cupel_execution_option_value(const cupel_query *query, const char *name,
                                          cupel_value value)
{
    if (!query || !name) {
        cu_discard_values(1, &value);
        return query ? cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                                     "cupel_execution_option: the name is NULL")
                     : &cu_null_query;
    }
    if (value.kind >= CUPEL_KIND_EXPRESSION) {
        cu_discard_values(1, &value);
        return cu_query_fail(query->session, query, CUPEL_TYPE_MISMATCH,
                             "cupel_execution_option: the value of '%s' is none", name);
    }
    cupel_value bind = cupel_value_expression(cupel_bind_value(name, value));
    cupel_query *step = cu_query_step(query->session, query, CU_STEP_OPTION, 0, 1, &bind);
    if (step->kind != CU_STEP_OPTION)
        return step;
    cupel_query *applied = apply_option(step, name, &value);
    return applied ? applied
                   : cu_query_fail(query->session, query, CUPEL_TYPE_MISMATCH,
                                   "cupel_execution_option: '%s' cannot be of kind %s, or not this "
                                   "value",
                                   name, cupel_kind_name((cupel_kind)value.kind));
}

bool cupel_get_execution_option(const cupel_query *query, const char *name, cupel_value *out)
{
    cupel_value unused;
    out = out ? out : &unused;
    *out = cupel_value_null();
    for (; query && name; query = query->parent) {
        if (query->kind != CU_STEP_OPTION)
            continue;
        const cu_bind *bind = (const cu_bind *)(const void *)query->items[0].expression;
        if (strcmp(bind->node.a.text, name) != 0)
            continue;
        *out = bind->value;
        return true;
    }
    return false;
}
