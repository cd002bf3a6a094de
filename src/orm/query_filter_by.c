/*
 * orm/query_filter_by.c - conditions on attributes by their names: which entity
 * of a query they are about, and what its attributes are in the statement.
 */
#include "orm/composite.h"
#include "orm/query_composite.h"
#include "orm/query_formula.h"
#include "sql/expression.h"

/* The entity that filter_by looks attributes up in: joined last, else the first one, or the first attribute's. */
static bool namespace_of(const cu_replay *replay, cu_planned_output *out)
{
    *out = replay->joined;
    for (size_t i = 0; i < replay->output_count && !out->mapper; i++)
        if (replay->outputs[i].mapper)
            *out = replay->outputs[i];
    for (size_t i = 0; i < replay->output_count && !out->mapper; i++) {
        out->mapper = out->owner = replay->outputs[i].owner;
        out->from = replay->outputs[i].owner_from;
    }
    return out->mapper != NULL;
}

const cupel_expr *cu_plan_property_column(const cu_planned_output *entity,
                                          const cu_property *property)
{
    const cu_column *column = cu_from_corresponding(entity->from, &property->column->column);
    return column ? cu_column_expression(column) : NULL;
}

/* What an attribute of an entity stands for; NULL: it has no such attribute, or planner->failed. */
static const cupel_expr *attribute_of(cu_planner *planner, const cu_planned_output *entity,
                                      const cupel_attribute *attribute)
{
    const cu_mapper *mapper = entity->mapper;
    const cu_property *property =
        attribute ? mapper->by_index[cu_attribute_index(attribute)] : NULL;
    if (property && property->expression)
        return cu_plan_formula(planner, mapper, property, entity->from);
    return property && !property->formula ? cu_plan_property_column(entity, property) : NULL;
}

/* Without an entity: the table that the first column is of. */
static const cupel_expr *column_of_first(const cu_replay *replay, const char *name)
{
    for (size_t i = 0; i < replay->output_count; i++) {
        const cupel_expr *expression = replay->outputs[i].expression;
        if (!expression || expression->kind != CU_NODE_COLUMN)
            continue;
        const cu_column *column = (const cu_column *)(const void *)expression;
        const cu_column *found = column->from ? cu_from_column(column->from, name) : NULL;
        return found ? cu_column_expression(found) : NULL;
    }
    return NULL;
}

static bool filter_by_composite(cu_replay *replay, const cu_planned_output *entity,
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

bool cu_plan_step_filter_by_name(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_planned_output found;
    const cu_planned_output *entity = namespace_of(replay, &found) ? &found : NULL;
    const cupel_attribute *named =
        entity ? cu_mapping_attribute_named(entity->mapper->mapping, step->of.text) : NULL;
    if (named && cu_is_composite(named))
        return filter_by_composite(replay, entity, named, step->items[0].expression);
    const cupel_expr *column = entity ? attribute_of(planner, entity, named) : NULL;
    if (!column && (!entity || entity->owner))
        column = column_of_first(replay, step->of.text);
    if (!column) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "%s has no attribute '%s' to filter by",
                     entity ? entity->mapper->mapping->name : "what the query selects",
                     step->of.text);
        return false;
    }
    const cupel_expr *value = cu_plan_resolve(planner, step->items[0].expression);
    const cupel_expr *condition =
        value ? cu_arena_binary(&planner->arena, CUPEL_OPERATOR_EQ, column, value) : NULL;
    if (!condition || !cu_expressions_add(&planner->arena, &replay->select->where, condition))
        cu_plan_no_memory(planner);
    return !planner->failed;
}
