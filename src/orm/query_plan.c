/*
 * orm/query_plan.c - replaying the steps of a query into a SELECT.
 *
 * The steps are gone through in the order of their calls, each changing the
 * SELECT that is being built.  Expressions are resolved as they come: attributes
 * become columns of what the query selects from, queries inside become SELECTs.
 */
#include "orm/query_eager.h"
#include "sql/expression.h"
#include <stdarg.h>

/* ---- the planner ------------------------------------------------------------------------------- */

void cu_planner_init(cu_planner *planner, cupel_registry *registry, cu_error *error)
{
    *planner = (cu_planner){ .registry = registry, .error = error };
    cu_arena_init(&planner->arena, 0);
}

void cu_planner_free(cu_planner *planner)
{
    cu_vector_free(&planner->aliases);
    cu_arena_free(&planner->arena);
}

void cu_plan_fail(cu_planner *planner, cupel_code code, const char *format, ...)
{
    if (planner->failed)
        return;
    planner->failed = true;
    va_list arguments;
    va_start(arguments, format);
    cu_error_set_v(planner->error, code, format, arguments);
    va_end(arguments);
}

void cu_plan_no_memory(cu_planner *planner)
{
    if (!planner->failed)
        cu_error_no_memory(planner->error);
    planner->failed = true;
}

cu_mapper *cu_plan_mapper(cu_planner *planner, const cupel_mapping *mapping)
{
    cu_mapper *mapper = cu_registry_mapper(planner->registry, mapping);
    if (!mapper)
        cu_plan_fail(planner, CUPEL_UNMAPPED_TYPE,
                     "%s is not in the session's registry; open the registry with it",
                     mapping->name);
    return mapper;
}

cu_from *cu_plan_alias(cu_planner *planner, const cupel_alias *alias)
{
    for (size_t i = 0; i < planner->aliases.count; i++)
        if (planner->aliases.items[i].alias == alias)
            return planner->aliases.items[i].from;
    cu_mapper *mapper = cu_plan_mapper(planner, alias->mapping);
    if (!mapper)
        return NULL;
    cu_planned_alias planned = { alias, cu_from_alias(&planner->arena, &mapper->table->from,
                                                      alias->name) };
    if (!planned.from || !cu_vector_push(&planner->aliases, planned)) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    return planned.from;
}

/* ---- steps ------------------------------------------------------------------------------------- */

static bool add_expression(cu_replay *replay, cu_expression_list *list,
                           const cupel_expr *expression)
{
    const cupel_expr *resolved = cu_plan_resolve(replay->planner, expression);
    if (!resolved)
        return false;
    if (cu_expressions_add(&replay->planner->arena, list, resolved))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

static bool add_expressions(cu_replay *replay, cu_expression_list *list, const cupel_query *step)
{
    for (size_t i = 0; i < step->count; i++)
        if (!add_expression(replay, list, step->items[i].expression))
            return false;
    return true;
}

static cu_planned_output *next_output(cu_replay *replay)
{
    return &replay->outputs[replay->output_count++];
}

static bool add_entity(cu_replay *replay, const cupel_mapping *mapping, const cupel_alias *alias,
                       cu_from *from, const char *name)
{
    cu_mapper *mapper = cu_plan_mapper(replay->planner, mapping);
    if (!mapper)
        return false;
    *next_output(replay) = (cu_planned_output){
        .mapper = mapper, .alias = alias, .from = from ? from : &mapper->table->from, .name = name
    };
    return true;
}

const char *cu_output_name(const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    switch (cu_kind(expression)) {
    case CU_NODE_ATTRIBUTE: return ((const cupel_attribute *)(const void *)expression)->name;
    case CU_NODE_TABLE_COLUMN: return ((const cupel_table_item *)(const void *)expression)->name;
    case CU_NODE_ALIAS_ATTRIBUTE: return ((const cupel_attribute *)node->b.pointer)->name;
    default: {
        const char *key = cu_column_key(expression);
        return key ? key : "";
    }
    }
}

static bool add_value(cu_replay *replay, const cupel_expr *expression)
{
    const cupel_expr *resolved = cu_plan_resolve(replay->planner, expression);
    if (!resolved)
        return false;
    *next_output(replay) =
        (cu_planned_output){ .expression = resolved, .name = cu_output_name(expression) };
    return true;
}

static bool add_output(cu_replay *replay, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (expression->kind == CU_NODE_ENTITY) {
        const cupel_mapping *mapping = node->a.pointer;
        return add_entity(replay, mapping, NULL, NULL, mapping->name);
    }
    if (expression->kind == CU_NODE_ALIAS) {
        const cupel_alias *alias = node->a.pointer;
        cu_from *from = cu_plan_alias(replay->planner, alias);
        return from && add_entity(replay, alias->mapping, alias, from,
                                  alias->name ? alias->name : alias->mapping->name);
    }
    return add_value(replay, expression);
}

static bool begin_outputs(cu_replay *replay, size_t count)
{
    replay->outputs =
        cu_arena_alloc_array(&replay->planner->arena, count + 1, sizeof *replay->outputs);
    replay->output_count = 0;
    if (!replay->outputs)
        cu_plan_no_memory(replay->planner);
    return replay->outputs != NULL;
}

static bool step_entity(cu_replay *replay, const cupel_query *step)
{
    return begin_outputs(replay, 1) &&
           add_entity(replay, step->of.mapping, NULL, NULL, step->of.mapping->name);
}

static bool step_select(cu_replay *replay, const cupel_query *step)
{
    if (!begin_outputs(replay, step->count))
        return false;
    for (size_t i = 0; i < step->count; i++)
        if (!add_output(replay, step->items[i].expression))
            return false;
    return true;
}

static bool step_filter(cu_replay *replay, const cupel_query *step)
{
    return add_expressions(replay, &replay->select->where, step);
}

/* The entity that filter_by looks attributes up in: joined last, else the first one. */
static const cu_planned_output *namespace_of(const cu_replay *replay)
{
    if (replay->joined.mapper)
        return &replay->joined;
    for (size_t i = 0; i < replay->output_count; i++)
        if (replay->outputs[i].mapper)
            return &replay->outputs[i];
    return NULL;
}

static const cupel_expr *property_column(const cu_planned_output *entity,
                                         const cu_property *property)
{
    return cu_column_expression(cu_from_corresponding(entity->from, &property->column->column));
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

static bool step_filter_by_name(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cu_planned_output *entity = namespace_of(replay);
    const cu_property *property =
        entity ? cu_mapper_property_named(entity->mapper, step->of.text) : NULL;
    const cupel_expr *column = property ? property_column(entity, property)
                               : entity ? NULL
                                        : column_of_first(replay, step->of.text);
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

static bool step_order_by(cu_replay *replay, const cupel_query *step)
{
    if (step->count == 0)
        replay->select->order_by.count = 0;
    return add_expressions(replay, &replay->select->order_by, step);
}

static bool step_group_by(cu_replay *replay, const cupel_query *step)
{
    if (step->count == 0)
        replay->select->group_by.count = 0;
    return add_expressions(replay, &replay->select->group_by, step);
}

static bool step_having(cu_replay *replay, const cupel_query *step)
{
    return add_expressions(replay, &replay->select->having, step);
}

static bool step_distinct(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    replay->select->distinct = true;
    return true;
}

static bool step_limit(cu_replay *replay, const cupel_query *step)
{
    const cupel_expr **place =
        step->kind == CU_STEP_LIMIT ? &replay->select->limit : &replay->select->offset;
    *place = step->count > 0 ? cu_plan_resolve(replay->planner, step->items[0].expression) : NULL;
    return !replay->planner->failed;
}

static bool step_select_from(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    for (size_t i = 0; i < step->count; i++) {
        cu_from *from = cu_plan_source(planner, step->items[i].expression);
        if (!from)
            return false;
        if (!cu_froms_add(&planner->arena, &replay->select->froms, from)) {
            cu_plan_no_memory(planner);
            return false;
        }
    }
    return true;
}

static bool step_from_statement(cu_replay *replay, const cupel_query *step)
{
    replay->planner->statement = step->items[0].expression;
    return true;
}

static bool step_options(cu_replay *replay, const cupel_query *step)
{
    for (size_t i = 0; i < step->count; i++)
        if (!cu_expressions_add(&replay->planner->arena, &replay->options,
                                step->items[i].expression)) {
            cu_plan_no_memory(replay->planner);
            return false;
        }
    return true;
}

/*
 * FROM (a query) JOIN target ON they are related: for loading the target's rows of all that the query finds.  The
 * query's columns, which tell whose they are, come as values behind the target.
 */
static bool step_embed(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = step->of.pointer;
    const cupel_query *query = cu_node_of(step->items[0].expression)->a.pointer;
    cu_replay inner;
    bool planned = cu_plan_query(planner, query, CU_LABEL_TABLE_COLUMN, &inner);
    cu_replay_free(&inner);
    cu_from *around = planned ? cu_subquery_new(&planner->arena, inner.select, NULL) : NULL;
    if (!around) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (!begin_outputs(replay, 1 + around->column_count) ||
        !add_entity(replay, relationship->target->mapping, NULL, NULL,
                    relationship->target->mapping->name))
        return false;
    for (size_t i = 0; i < around->column_count; i++)
        *next_output(replay) =
            (cu_planned_output){ .expression = cu_column_expression(around->columns[i]),
                                 .name = around->columns[i]->key };
    cu_related_use use = { .relationship = relationship, .near = around };
    return cu_plan_join_related(replay, &use, false, false);
}

static bool step_poison(cu_replay *replay, const cupel_query *step)
{
    if (step->count == 0)
        cu_plan_no_memory(replay->planner);
    else
        cu_plan_fail(replay->planner, cupel_expression_code(step->items[0].expression), "%s",
                     cupel_expression_text(step->items[0].expression));
    return false;
}

/* ---- columns ----------------------------------------------------------------------------------- */

static bool add_column(cu_replay *replay, const cupel_expr *column)
{
    if (cu_expressions_add(&replay->planner->arena, &replay->select->columns, column))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

uint32_t cu_plan_column(cu_replay *replay, const cupel_expr *column)
{
    const cu_expression_list *columns = &replay->select->columns;
    for (size_t i = 0; i < columns->count && column->kind == CU_NODE_COLUMN; i++)
        if (columns->items[i] == column)
            return (uint32_t)i;
    return add_column(replay, column) ? (uint32_t)columns->count - 1 : CU_COLUMN_BY_NAME;
}

bool cu_plan_entity_columns(cu_replay *replay, cu_planned_output *entity)
{
    size_t count = entity->mapper->property_count;
    entity->columns = cu_arena_alloc_array(&replay->planner->arena, count, sizeof(uint32_t));
    if (!entity->columns) {
        cu_plan_no_memory(replay->planner);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const cu_property *property = &entity->mapper->properties[i];
        entity->columns[i] = CU_COLUMN_BY_NAME;
        if (!cu_options_want(&entity->options, property))
            continue;
        entity->columns[i] = cu_plan_column(replay, property_column(entity, property));
        if (entity->columns[i] == CU_COLUMN_BY_NAME)
            return false;
    }
    return true;
}

static bool is_selected(const cu_select *select, const cupel_expr *expression)
{
    for (size_t i = 0; i < select->columns.count; i++)
        if (select->columns.items[i] == expression)
            return true;
    return false;
}

/* DISTINCT can only be ordered by what is selected: columns to order by are selected too. */
static bool add_order_columns(cu_replay *replay)
{
    const cu_select *select = replay->select;
    for (size_t i = 0; i < select->order_by.count; i++) {
        const cupel_expr *expression = select->order_by.items[i];
        while (expression->kind == CU_NODE_UNARY && expression->operation >= CUPEL_OPERATOR_ASC &&
               expression->operation <= CUPEL_OPERATOR_NULLS_LAST)
            expression = cu_item(expression, 0);
        if (expression->kind == CU_NODE_LABEL_REFERENCE || expression->kind == CU_NODE_TEXT)
            continue;
        if (expression->kind == CU_NODE_LABEL && !is_selected(select, expression))
            expression = cu_item(expression, 0);
        if (!is_selected(select, expression) && !add_column(replay, expression))
            return false;
    }
    return true;
}

/* Fills the SELECT list from what the query is for. */
static bool select_outputs(cu_replay *replay)
{
    for (size_t i = 0; i < replay->output_count; i++) {
        cu_planned_output *output = &replay->outputs[i];
        if (output->mapper) {
            if (!cu_plan_entity_columns(replay, output))
                return false;
            continue;
        }
        output->column = cu_plan_column(replay, output->expression);
        if (output->column == CU_COLUMN_BY_NAME)
            return false;
    }
    return !replay->select->distinct || add_order_columns(replay);
}

/* ---- count and exists -------------------------------------------------------------------------- */

/* SELECT count(*) FROM (what was asked for so far) */
static bool step_count(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    cu_planner *planner = replay->planner;
    replay->select->label_style = CU_LABEL_TABLE_COLUMN;
    if (!select_outputs(replay))
        return false;
    cu_from *inner = cu_subquery_new(&planner->arena, replay->select, NULL);
    cu_select *outer = inner ? cu_select_new(&planner->arena) : NULL;
    const cupel_expr *count =
        outer ? cu_arena_function(&planner->arena, "count", cu_constant(CU_CONSTANT_STAR)) : NULL;
    if (!count || !cu_froms_add(&planner->arena, &outer->froms, inner)) {
        cu_plan_no_memory(planner);
        return false;
    }
    replay->select = outer;
    if (!begin_outputs(replay, 1))
        return false;
    *next_output(replay) = (cu_planned_output){ .expression = count, .name = "count" };
    return true;
}

/* SELECT 1 FROM what was asked for: whether there are rows at all. */
static bool step_exists(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    cu_planner *planner = replay->planner;
    cu_from_list froms = { 0 };
    bool enough = true;
    for (size_t i = 0; i < replay->output_count; i++) {
        const cu_planned_output *output = &replay->outputs[i];
        if (output->from)
            enough &= cu_froms_add(&planner->arena, &froms, output->from);
        else
            enough &= cu_expression_froms(output->expression, &planner->arena, &froms);
    }
    for (size_t i = 0; i < froms.count; i++)
        enough &= cu_froms_add(&planner->arena, &replay->select->froms, froms.items[i]);
    cupel_value one = cupel_value_text("1");
    cu_builder builder;
    cu_build_in_arena(&builder, &planner->arena, 0, NULL);
    cu_node *literal = cu_build_node(&builder, CU_NODE_LITERAL_COLUMN, 0, 0);
    if (!enough || !literal) {
        cu_plan_no_memory(planner);
        return false;
    }
    literal->a.text = one.as.text;
    literal->head.flags |= CU_FLAG_PLAIN;
    if (!begin_outputs(replay, 1))
        return false;
    *next_output(replay) = (cu_planned_output){ .expression = &literal->head, .name = "" };
    return true;
}

/* ---- replaying --------------------------------------------------------------------------------- */

typedef bool (*step_function)(cu_replay *replay, const cupel_query *step);

static const step_function step_functions[CU_STEP_KEYED_LAST] = {
    [CU_STEP_POISON] = step_poison,
    [CU_STEP_ENTITY] = step_entity,
    [CU_STEP_SELECT] = step_select,
    [CU_STEP_FILTER] = step_filter,
    [CU_STEP_FILTER_BY_NAME] = step_filter_by_name,
    [CU_STEP_ORDER_BY] = step_order_by,
    [CU_STEP_GROUP_BY] = step_group_by,
    [CU_STEP_HAVING] = step_having,
    [CU_STEP_DISTINCT] = step_distinct,
    [CU_STEP_LIMIT] = step_limit,
    [CU_STEP_OFFSET] = step_limit,
    [CU_STEP_SELECT_FROM] = step_select_from,
    [CU_STEP_OPTIONS] = step_options,
    [CU_STEP_EMBED] = step_embed,
    [CU_STEP_JOIN] = cu_plan_step_join,
    [CU_STEP_FROM_STATEMENT] = step_from_statement,
    [CU_STEP_COUNT] = step_count,
    [CU_STEP_EXISTS] = step_exists,
};

/* The steps in the order of their calls; NULL: no memory. */
static const cupel_query **steps_in_order(cu_planner *planner, const cupel_query *query,
                                          size_t *count)
{
    *count = 0;
    for (const cupel_query *step = query; step; step = step->parent)
        ++*count;
    const cupel_query **steps = cu_arena_alloc_array(&planner->arena, *count, sizeof *steps);
    if (!steps) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    size_t at = *count;
    for (const cupel_query *step = query; step; step = step->parent)
        steps[--at] = step;
    return steps;
}

bool cu_plan_query(cu_planner *planner, const cupel_query *query, cu_label_style style,
                   cu_replay *replay)
{
    size_t count;
    *replay = (cu_replay){ .planner = planner, .select = cu_select_new(&planner->arena) };
    const cupel_query **steps = steps_in_order(planner, query, &count);
    if (!steps || !replay->select) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (steps[i]->kind < CU_STEP_KEYED_LAST &&
            !step_functions[steps[i]->kind](replay, steps[i]))
            return false;
    replay->select->label_style = style;
    return cu_plan_eager_roots(replay) && select_outputs(replay);
}

void cu_replay_free(cu_replay *replay)
{
    cu_vector_free(&replay->entities);
    cu_vector_free(&replay->afters);
}
