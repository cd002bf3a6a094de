/*
 * orm/query_filter_by.c - conditions on attributes by their names: which entity
 * of a query they are about, and what its attributes are in the statement.
 */
#include "orm/composite.h"
#include "orm/polymorphic.h"
#include "orm/query_composite.h"
#include "orm/query_formula.h"
#include "sql/expression.h"
#include "sql/visit.h"

/* ---- what names are looked up in ------------------------------------------------------------------ */

/* Whose attribute an expression is, and what that is read from; NULL: it is none. */
static const cu_mapper *attribute_owner(cu_planner *planner, const cupel_expr *expression,
                                        cu_from **from)
{
    const cu_node *node = cu_node_of(expression);
    const cupel_mapping *mapping = NULL;
    if (expression->kind == CU_NODE_ATTRIBUTE)
        mapping = ((const cupel_attribute *)(const void *)expression)->mapping;
    else if (expression->kind == CU_NODE_CHILD_ATTRIBUTE)
        mapping = node->a.pointer;
    else if (expression->kind == CU_NODE_ALIAS_ATTRIBUTE)
        mapping = ((const cupel_alias *)node->a.pointer)->mapping;
    const cu_mapper *mapper = mapping ? cu_plan_mapper(planner, mapping) : NULL;
    if (mapper)
        *from = expression->kind == CU_NODE_ALIAS_ATTRIBUTE
                    ? cu_plan_alias(planner, node->a.pointer)
                    : cu_plan_around(planner, cu_plan_from(planner, mapper));
    return mapper;
}

/* Looks for the first attribute in an expression. */
typedef struct owner_search {
    cu_planner *planner;
    const cu_mapper *found;
    cu_from *from;
} owner_search;

static const cupel_expr *look_for_owner(cu_transform *transform, const cupel_expr *expression)
{
    owner_search *search = transform->data;
    if (!search->found)
        search->found = attribute_owner(search->planner, expression, &search->from);
    return search->found || expression->kind == CU_NODE_QUERY ? expression : NULL;
}

const cu_mapper *cu_plan_owner(cu_planner *planner, const cupel_expr *expression, cu_from **from)
{
    owner_search search = { .planner = planner };
    cu_transform look = { .arena = &planner->arena, .replace = look_for_owner, .data = &search };
    if (!cu_transform_expression(&look, expression))
        cu_plan_no_memory(planner);
    *from = search.from;
    return search.found;
}

/* The table or subquery that the first column in an expression is of. */
static const cupel_expr *look_for_column(cu_transform *transform, const cupel_expr *expression)
{
    const cu_column **found = transform->data;
    if (!*found)
        *found = cu_column_of(expression);
    return *found || expression->kind == CU_NODE_SELECT ? expression : NULL;
}

/*
 * What filter_by looks attributes up in: what was joined last, else what the query was told to select from first, else
 * what the first item that it selects is of.
 */
static cu_namespace namespace_of(const cu_replay *replay)
{
    const cu_planned_output *first = replay->output_count > 0 ? &replay->outputs[0] : NULL;
    const cu_column *column = NULL;
    if (replay->joined.from)
        return replay->joined;
    if (replay->source.from)
        return replay->source;
    if (first && first->mapper)
        return (cu_namespace){ first->mapper, first->from };
    if (first && first->owner)
        return (cu_namespace){ first->owner, first->owner_from };
    if (first && first->expression) {
        cu_transform look = { .arena = &replay->planner->arena,
                              .replace = look_for_column,
                              .data = &column,
                              .plain_too = true };
        if (!cu_transform_expression(&look, first->expression))
            cu_plan_no_memory(replay->planner);
    }
    return (cu_namespace){ NULL, column ? (cu_from *)(uintptr_t)column->from : NULL };
}

/* ---- attributes ----------------------------------------------------------------------------------- */

const cupel_expr *cu_plan_property_column(const cu_from *from, const cu_property *property)
{
    const cu_column *column = cu_from_corresponding(from, &property->column->column);
    return column ? cu_column_expression(column) : NULL;
}

/* What an attribute of an entity stands for; NULL: it has no such attribute, or planner->failed. */
static const cupel_expr *attribute_of(cu_planner *planner, const cu_namespace *entity,
                                      const cupel_attribute *attribute)
{
    const cu_mapper *mapper = entity->mapper;
    const cu_property *property =
        attribute ? mapper->by_index[cu_attribute_index(attribute)] : NULL;
    if (property && property->expression)
        return cu_plan_formula(planner, mapper, property, entity->from);
    return property && !property->formula ? cu_plan_property_column(entity->from, property) : NULL;
}

static bool filter_by_composite(cu_replay *replay, const cu_namespace *entity,
                                const cupel_attribute *composite, const cupel_expr *value)
{
    cu_planner *planner = replay->planner;
    const cupel_expr *columns[CUPEL_CONSTRAINT_COLUMNS];
    const cupel_attribute *column;
    size_t count = 0;
    while ((column = cu_composite_column(composite, count))) {
        columns[count] = attribute_of(planner, entity, column);
        if (!columns[count++])
            break;
    }
    const cupel_expr *condition =
        column ? NULL : cu_plan_composite_equal(planner, composite, count, columns, value);
    if (!condition || !cu_expressions_add(&planner->arena, &replay->select->where, condition))
        cu_plan_no_memory(planner); /* unless a better reason was given already */
    return !planner->failed;
}

/* The relationship of an entity to an instance, or that there is none. */
static const cupel_expr *related_is(cu_planner *planner, const cu_namespace *entity,
                                    const cupel_attribute *named, const cupel_expr *value)
{
    cu_related_use use = { .relationship =
                               cu_plan_relationship(planner, entity->mapper->mapping, named),
                           .near = entity->from,
                           .of_alias = entity->from != entity->mapper->from };
    return use.relationship ? cu_plan_compare_related(planner, &use, CUPEL_OPERATOR_EQ, value)
                            : NULL;
}

bool cu_plan_step_filter_by_name(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cu_namespace names = namespace_of(replay);
    const cu_mapper *mapper = names.mapper;
    const cupel_attribute *named =
        mapper ? cu_mapping_attribute_named(mapper->mapping, step->of.text) : NULL;
    if (named && cu_is_composite(named))
        return filter_by_composite(replay, &names, named, step->items[0].expression);
    if (named && (named->node.flags & CU_FLAG_RELATIONSHIP)) {
        const cupel_expr *related = related_is(planner, &names, named, step->items[0].expression);
        if (related && !cu_expressions_add(&planner->arena, &replay->select->where, related))
            cu_plan_no_memory(planner);
        return !planner->failed;
    }
    const cu_column *plain =
        !mapper && names.from ? cu_from_column(names.from, step->of.text) : NULL;
    const cupel_expr *column = mapper  ? attribute_of(planner, &names, named)
                               : plain ? cu_column_expression(plain)
                                       : NULL;
    if (!column) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "%s has no attribute '%s' to filter by",
                     mapper ? mapper->mapping->name : "what the query selects", step->of.text);
        return false;
    }
    const cupel_expr *value = cu_plan_resolve(planner, step->items[0].expression);
    const cupel_expr *condition =
        value ? cu_arena_binary(&planner->arena, CUPEL_OPERATOR_EQ, column, value) : NULL;
    if (!condition || !cu_expressions_add(&planner->arena, &replay->select->where, condition))
        cu_plan_no_memory(planner);
    return !planner->failed;
}
