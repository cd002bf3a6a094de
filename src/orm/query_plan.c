/*
 * orm/query_plan.c - replaying the steps of a query into a SELECT.
 *
 * The steps are gone through in the order of their calls, each changing the
 * SELECT that is being built.  Expressions are resolved as they come: attributes
 * become columns of what the query selects from, queries inside become SELECTs.
 */
#include "orm/composite.h"
#include "orm/formula.h"
#include "orm/polymorphic.h"
#include "orm/query_clause.h"
#include "orm/query_composite.h"
#include "orm/query_eager.h"
#include "orm/query_formula.h"
#include "orm/query_inherit.h"
#include "orm/query_wrap.h"
#include "orm/query_write.h"
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
    cu_vector_free(&planner->subqueries);
    cu_vector_free(&planner->formulas);
    cu_vector_free(&planner->parts);
    cu_vector_free(&planner->values);
    cu_vector_free(&planner->apart);
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

const cupel_expr *cu_plan_node(cu_planner *planner, cu_node_kind kind, cupel_operator operation,
                               size_t count, const cupel_expr *const *items)
{
    const cupel_expr *made = cu_arena_node(&planner->arena, kind, operation, count, items);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
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
    cu_from *source = !mapper         ? NULL
                      : alias->source ? cu_plan_subquery(planner, alias->source)
                                      : cu_plan_from(planner, mapper);
    if (!source)
        return NULL;
    bool renamed = !alias->source || alias->name;
    cu_planned_alias planned = { alias,
                                 renamed ? cu_plan_rename(planner, source, alias->name) : source };
    if (!planned.from || !cu_vector_push(&planner->aliases, planned)) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    return planned.from;
}

/* ---- steps ------------------------------------------------------------------------------------- */

cu_planned_output *cu_plan_next_output(cu_replay *replay)
{
    return &replay->outputs[replay->output_count++];
}

bool cu_plan_add_entity(cu_replay *replay, const cupel_mapping *mapping, const cupel_alias *alias,
                        cu_from *from, const char *name)
{
    cu_mapper *mapper = cu_plan_mapper(replay->planner, mapping);
    if (!mapper)
        return false;
    if (!from && !cu_plan_apart(replay->planner, mapper))
        return false;
    from = cu_plan_around(replay->planner, from ? from : cu_plan_from(replay->planner, mapper));
    if (!from)
        return false;
    *cu_plan_next_output(replay) =
        (cu_planned_output){ .mapper = mapper, .alias = alias, .from = from, .name = name };
    return cu_plan_mention(replay, mapper, from);
}

const char *cu_output_name(const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    switch (cu_kind(expression)) {
    case CU_NODE_ATTRIBUTE: return ((const cupel_attribute *)(const void *)expression)->name;
    case CU_NODE_TABLE_COLUMN: return ((const cupel_table_item *)(const void *)expression)->name;
    case CU_NODE_CHILD_ATTRIBUTE:
    case CU_NODE_ALIAS_ATTRIBUTE: return ((const cupel_attribute *)node->b.pointer)->name;
    case CU_NODE_SUBQUERY_COLUMN:
        return node->detail ? ((const cupel_attribute *)node->b.pointer)->name : node->b.text;
    default: {
        const char *key = cu_column_key(expression);
        return key ? key : "";
    }
    }
}

/* Room for more items than was thought; false: planner->failed. */
static bool more_outputs(cu_replay *replay, size_t more)
{
    cu_planned_output *outputs =
        cu_arena_alloc_array(&replay->planner->arena, replay->output_room + more, sizeof *outputs);
    if (!outputs) {
        cu_plan_no_memory(replay->planner);
        return false;
    }
    memcpy(outputs, replay->outputs, replay->output_count * sizeof *outputs);
    replay->outputs = outputs;
    replay->output_room += more;
    return true;
}

/* A value; of a composite all of its columns. */
static bool add_value(cu_replay *replay, const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_LABEL && cu_named_composite(cu_item(expression, 0)))
        expression = cu_item(expression, 0); /* one name is for one column */
    cu_expression_list values = { 0 };
    cu_replay *outer = replay->planner->selecting;
    replay->planner->selecting = replay;
    bool resolved = cu_plan_spread(replay->planner, &values, expression);
    replay->planner->selecting = outer;
    if (!resolved || (values.count > 1 && !more_outputs(replay, values.count - 1)))
        return false;
    const cupel_attribute *composite = cu_named_composite(expression);
    bool relationship = cu_names_relationship(expression);
    cu_from *from = NULL;
    const cu_mapper *owner = cu_plan_owner(replay->planner, expression, &from);
    for (size_t i = 0; i < values.count; i++)
        *cu_plan_next_output(replay) = (cu_planned_output){
            .expression = values.items[i],
            .name = composite ? cu_composite_column(composite, i)->name
                              : cu_output_name(relationship ? values.items[i] : expression),
            .owner = owner,
            .owner_from = from
        };
    return !replay->planner->failed;
}

/* Of a table or subquery all columns are selected. */
static bool add_source_columns(cu_replay *replay, const cupel_expr *expression)
{
    cu_from *from = cu_plan_source(replay->planner, expression);
    if (!from || !more_outputs(replay, from->column_count))
        return false;
    for (size_t i = 0; i < from->column_count; i++)
        *cu_plan_next_output(replay) =
            (cu_planned_output){ .expression = cu_column_expression(from->columns[i]),
                                 .name = from->columns[i]->key };
    return true;
}

bool cu_plan_add_output(cu_replay *replay, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (expression->kind == CU_NODE_ENTITY) {
        const cupel_mapping *mapping = node->a.pointer;
        return cu_plan_add_entity(replay, mapping, NULL, NULL, mapping->name);
    }
    if (expression->kind == CU_NODE_ALIAS) {
        const cupel_alias *alias = node->a.pointer;
        cu_from *from = cu_plan_alias(replay->planner, alias);
        return from && cu_plan_add_entity(replay, alias->mapping, alias, from,
                                          alias->name ? alias->name : alias->mapping->name);
    }
    if (expression->kind == CU_NODE_SUBQUERY || expression->kind == CU_NODE_TABLE)
        return add_source_columns(replay, expression);
    return add_value(replay, expression);
}

bool cu_plan_begin_outputs(cu_replay *replay, size_t count)
{
    replay->outputs =
        cu_arena_alloc_array(&replay->planner->arena, count + 1, sizeof *replay->outputs);
    replay->output_count = 0;
    replay->output_room = count + 1;
    if (!replay->outputs)
        cu_plan_no_memory(replay->planner);
    return replay->outputs != NULL;
}

static bool step_entity(cu_replay *replay, const cupel_query *step)
{
    return cu_plan_begin_outputs(replay, 1) &&
           cu_plan_add_entity(replay, step->of.mapping, NULL, NULL, step->of.mapping->name);
}

static bool step_select(cu_replay *replay, const cupel_query *step)
{
    cu_plan_forget_mentioned(replay);
    if (!cu_plan_begin_outputs(replay, step->count))
        return false;
    for (size_t i = 0; i < step->count; i++)
        if (!cu_plan_add_output(replay, step->items[i].expression))
            return false;
    return true;
}

/* More of what it is for, behind what there is. */
static bool step_add(cu_replay *replay, const cupel_query *step)
{
    const cu_planned_output *before = replay->outputs;
    size_t count = replay->output_count;
    if (!cu_plan_begin_outputs(replay, count + step->count))
        return false;
    for (size_t i = 0; i < count; i++)
        *cu_plan_next_output(replay) = before[i];
    for (size_t i = 0; i < step->count; i++)
        if (!cu_plan_add_output(replay, step->items[i].expression))
            return false;
    return true;
}

static bool step_select_from(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    for (size_t i = 0; i < step->count; i++) {
        cu_from *from = cu_plan_source(planner, step->items[i].expression);
        const cu_mapper *mapper =
            from ? cu_plan_source_mapper(planner, step->items[i].expression) : NULL;
        if (!from || (mapper && !cu_plan_mention(replay, mapper, from)))
            return false;
        if (!cu_froms_add(&planner->arena, &replay->select->froms, from)) {
            cu_plan_no_memory(planner);
            return false;
        }
        if (!replay->source.from)
            replay->source = (cu_namespace){ mapper, from };
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
    bool shared = column->kind == CU_NODE_COLUMN || column->kind == CU_NODE_LABEL;
    for (size_t i = 0; i < columns->count && shared; i++)
        if (columns->items[i] == column)
            return (uint32_t)i;
    return add_column(replay, column) ? (uint32_t)columns->count - 1 : CU_COLUMN_BY_NAME;
}

/* What the query says an attribute without a column is; NULL: nothing, or planner->failed. */
static const cupel_expr *said_by_query(cu_replay *replay, const cu_planned_output *entity,
                                       const cu_property *property)
{
    cu_planner *planner = replay->planner;
    const cupel_expr *expression = cu_options_expression(&entity->options, property);
    if (expression)
        expression = cu_plan_resolve(planner, expression);
    if (expression && entity->from != entity->mapper->from)
        expression = cu_plan_adapt(planner, expression, entity->from);
    return expression;
}

/* What is selected for an attribute of an entity; NULL: it is loaded when asked for, or planner->failed. */
static const cupel_expr *selected_for(cu_replay *replay, const cu_planned_output *entity,
                                      const cu_property *property)
{
    cu_planner *planner = replay->planner;
    if (property->formula && !property->expression)
        return said_by_query(replay, entity, property);
    /* what is selected from has all columns: any of them may be spoken of */
    bool inner_column = replay->inner && !property->formula;
    if (!inner_column && !cu_options_want(&entity->options, entity->mapper->mapping, property))
        return NULL;
    if (property->formula)
        return cu_formula_is_shown(entity->mapper, property, entity->from)
                   ? cu_plan_formula(planner, entity->mapper, property, entity->from)
                   : NULL;
    const cupel_expr *column = cu_plan_property_column(entity->from, property);
    if (!column && property->key)
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "the subquery that %s is read from does not select '%s', which is part of the "
                     "primary key",
                     entity->mapper->mapping->name, property->column->column.name);
    return column;
}

/* The key as the tables of children have it, in front of what their parent's has. */
static bool add_key_copies(cu_replay *replay, const cu_planned_output *entity,
                           const cu_property *property)
{
    const cu_mapper *mapper = entity->mapper;
    for (size_t i = mapper->part_count; i > 1; i--)
        for (size_t k = 0; k < mapper->key_count; k++) {
            const cu_column *column =
                mapper->keys[k] == property
                    ? cu_from_corresponding(entity->from,
                                            &mapper->parts[i - 1]->keys[k]->column->column)
                    : NULL;
            if (column && cu_plan_column(replay, cu_column_expression(column)) == CU_COLUMN_BY_NAME)
                return false;
        }
    return true;
}

bool cu_plan_entity_columns(cu_replay *replay, cu_planned_output *entity)
{
    cu_planner *planner = replay->planner;
    const cu_mapper *mapper = entity->mapper;
    entity->columns =
        cu_arena_alloc_array(&planner->arena, mapper->selected_count, sizeof(uint32_t));
    if (!entity->columns) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cupel_expr *expression = selected_for(replay, entity, mapper->selected[i]);
        if (expression && mapper->selected[i]->key &&
            !add_key_copies(replay, entity, mapper->selected[i]))
            return false;
        entity->columns[i] = expression ? cu_plan_column(replay, expression) : CU_COLUMN_BY_NAME;
        if (planner->failed)
            return false;
    }
    cu_plan_kinds_of(entity);
    return cu_plan_kind_column(replay, entity) && cu_plan_extra_columns(replay, entity);
}

/* Fills the SELECT list from what the query is for. */
bool cu_plan_select_outputs(cu_replay *replay)
{
    if (!cu_plan_add_mentioned(replay))
        return false;
    for (size_t i = 0; i < replay->output_count; i++) {
        cu_planned_output *output = &replay->outputs[i];
        if (output->mapper) {
            if (!cu_plan_entity_columns(replay, output))
                return false;
            continue;
        }
        /* what is asked for twice is there twice; entities share columns with what comes before */
        if (!add_column(replay, output->expression))
            return false;
        output->column = replay->select->columns.count - 1;
    }
    return !replay->select->distinct || replay->select->distinct_on.count > 0 ||
           cu_plan_order_columns(replay);
}

bool cu_plan_select_inner_outputs(cu_replay *replay)
{
    bool inner = replay->inner;
    replay->select->label_style = CU_LABEL_TABLE_COLUMN;
    replay->inner = true;
    bool selected = cu_plan_select_outputs(replay);
    replay->inner = inner;
    return selected;
}

/* ---- replaying --------------------------------------------------------------------------------- */

typedef bool (*step_function)(cu_replay *replay, const cupel_query *step);

static const step_function step_functions[CU_STEP_KEYED_LAST] = {
    [CU_STEP_POISON] = step_poison,
    [CU_STEP_ENTITY] = step_entity,
    [CU_STEP_SELECT] = step_select,
    [CU_STEP_FILTER] = cu_plan_step_filter,
    [CU_STEP_FILTER_BY_NAME] = cu_plan_step_filter_by_name,
    [CU_STEP_ORDER_BY] = cu_plan_step_order_by,
    [CU_STEP_GROUP_BY] = cu_plan_step_group_by,
    [CU_STEP_HAVING] = cu_plan_step_having,
    [CU_STEP_DISTINCT] = cu_plan_step_distinct,
    [CU_STEP_LIMIT] = cu_plan_step_limit,
    [CU_STEP_OFFSET] = cu_plan_step_limit,
    [CU_STEP_SELECT_FROM] = step_select_from,
    [CU_STEP_SELECT_ENTITY_FROM] = cu_plan_step_select_entity_from,
    [CU_STEP_EMBED] = cu_plan_step_embed,
    [CU_STEP_JOIN] = cu_plan_step_join,
    [CU_STEP_RESET_JOINPOINT] = cu_plan_step_reset_joinpoint,
    [CU_STEP_FROM_STATEMENT] = step_from_statement,
    [CU_STEP_ENTITIES] = step_select,
    [CU_STEP_ADD] = step_add,
    [CU_STEP_FROM_SELF] = cu_plan_step_from_self,
    [CU_STEP_COMPOUND] = cu_plan_step_compound,
    [CU_STEP_CORRELATE] = cu_plan_step_correlate,
    [CU_STEP_FOR_UPDATE] = cu_plan_step_for_update,
    [CU_STEP_TEXT] = cu_plan_step_text,
    [CU_STEP_LABEL_STYLE] = cu_plan_step_label_style,
    [CU_STEP_POLYMORPHIC] = cu_plan_step_polymorphic,
    [CU_STEP_POLYMORPHIC_FROM] = cu_plan_step_polymorphic_from,
    [CU_STEP_EAGERLOADS] = cu_plan_step_eagerloads,
    [CU_STEP_INTO] = cu_plan_step_into,
    [CU_STEP_VALUES] = cu_plan_step_values,
    [CU_STEP_ROWS] = cu_plan_step_rows,
    [CU_STEP_VALUES_FROM] = cu_plan_step_values_from,
    [CU_STEP_CONFLICT] = cu_plan_step_conflict,
    [CU_STEP_DO_UPDATE] = cu_plan_step_do_update,
    [CU_STEP_RETURNING] = step_select,
    [CU_STEP_COUNT] = cu_plan_step_count,
    [CU_STEP_EXISTS] = cu_plan_step_exists,
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

static bool replay_step(cu_replay *replay, const cupel_query *step)
{
    if (step->kind >= CU_STEP_KEYED_LAST || step->kind == CU_STEP_OPTIONS)
        return true;
    /* nothing is loaded, so that no option can be wrong */
    replay->counted |= step->kind == CU_STEP_COUNT || step->kind == CU_STEP_EXISTS;
    return cu_plan_check_write_step(replay, step) && step_functions[step->kind](replay, step);
}

/* Criteria of the queries around it hold in a query inside, too. */
static bool inherit_criteria(cu_replay *replay, const cu_option_list *around)
{
    size_t own = replay->options.count;
    for (size_t i = 0; around && i < around->count; i++) {
        bool known = cu_option_kind(around->items[i]) != CUPEL_LOAD_CRITERIA;
        for (size_t j = 0; j < own && !known; j++)
            known = replay->options.items[j] == around->items[i];
        if (!known &&
            !cu_expressions_add(&replay->planner->arena, &replay->options, around->items[i])) {
            cu_plan_no_memory(replay->planner);
            return false;
        }
    }
    for (size_t i = 0; i < replay->options.count; i++)
        replay->has_criteria |= cu_option_kind(replay->options.items[i]) == CUPEL_LOAD_CRITERIA;
    return true;
}

bool cu_plan_query(cu_planner *planner, const cupel_query *query, cu_label_style style,
                   cu_replay *replay)
{
    size_t count;
    planner->around = NULL;
    cu_replay *selecting = planner->selecting;
    planner->selecting = NULL;
    *replay = (cu_replay){ .planner = planner,
                           .select = cu_select_new(&planner->arena),
                           .eager = true,
                           .inner = planner->own_depth > 0 };
    const cupel_query **steps = steps_in_order(planner, query, &count);
    if (steps && (query->flags & CU_QUERY_OWN_TABLE) && steps[0]->kind == CU_STEP_ENTITY)
        planner->written = cu_plan_mapper(planner, steps[0]->of.mapping);
    if (!steps || !replay->select) {
        cu_plan_no_memory(planner);
        return false;
    }
    /* Options hold for the whole query, wherever they were given. */
    for (size_t i = 0; i < count; i++) {
        if (steps[i]->kind == CU_STEP_OPTIONS && !step_options(replay, steps[i]))
            return false;
        if (steps[i]->kind == CU_STEP_ENTITIES)
            replay->options_before = replay->options.count;
    }
    const cu_option_list *criteria = planner->criteria;
    if (!inherit_criteria(replay, criteria))
        return false;
    planner->criteria = &replay->options;
    for (size_t i = 0; i < count; i++)
        if (!replay_step(replay, steps[i]))
            return false;
    bool named = replay->label_style != CUPEL_LABEL_DEFAULT && style == CU_LABEL_DISAMBIGUATE;
    replay->select->label_style = named ? (cu_label_style)(replay->label_style - 1) : style;
    bool planned = cu_plan_eager_roots(replay) && cu_plan_select_outputs(replay);
    planner->selecting = selecting;
    planner->criteria = criteria;
    return planned;
}

void cu_replay_free(cu_replay *replay)
{
    cu_vector_free(&replay->entities);
    cu_vector_free(&replay->mentions);
    cu_vector_free(&replay->afters);
}
