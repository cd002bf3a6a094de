/*
 * orm/query_match.c - which column of a statement of text is which attribute: by
 * where it was declared to be, or by its name.
 */
#include "orm/query_run.h"
#include "orm/session.h"
#include "sql/type.h"

static size_t run_column_count(const cu_query_run *run)
{
    return run->source ? cupel_row_count(run->row) : run->cursor.column_count;
}

static const char *run_column_name(cu_query_run *run, size_t column)
{
    return run->source ? cupel_row_name(run->row, column)
                       : cu_cursor_column_name(&run->cursor, column);
}

/* The column of that name in the statement's rows; *several: there are more. */
static uint32_t find_column(cu_query_run *run, const char *name, bool *several)
{
    uint32_t found = CU_COLUMN_BY_NAME;
    *several = false;
    for (size_t i = run_column_count(run); i > 0; i--)
        if (cu_text_equal(run_column_name(run, i - 1), name)) {
            *several |= found != CU_COLUMN_BY_NAME;
            found = (uint32_t)i - 1;
        }
    return found;
}

/*
 * An attribute's column: where it was declared to be, or the one called "users_id", or "id".  It belongs to the first
 * entity that wants it: what is loaded with that has columns of its own.
 */
static cupel_code find_property(cu_query_run *run, const cu_load_plan *plan,
                                const cu_load_entity *entity, const cu_load_column *wanted,
                                uint32_t *found)
{
    const cu_table_column *of = wanted->property->column;
    const char *name = of->column.name;
    bool several = false;
    *found = wanted->column < run_column_count(run) ? wanted->column : CU_COLUMN_BY_NAME;
    if (wanted->column != CU_COLUMN_BY_NAME)
        return CUPEL_OK;
    const char *label = cu_arena_printf(&run->scratch, "%s_%s",
                                        entity->alias ? entity->alias : of->table->from.name, name);
    if (!label)
        return cu_error_no_memory(&run->session->error);
    *found = find_column(run, label, &several);
    if (*found == CU_COLUMN_BY_NAME)
        *found = find_column(run, name, &several);
    if (*found != CU_COLUMN_BY_NAME && plan->types[*found])
        *found = CU_COLUMN_BY_NAME;
    if (!several || *found == CU_COLUMN_BY_NAME)
        return CUPEL_OK;
    return cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                        "the statement has several columns '%s'; call the one of %s '%s', or say "
                        "with cupel_text_columns() which is which",
                        run_column_name(run, *found), entity->name, label);
}

static void use_column(cu_query_run *run, cu_load_plan *plan, uint32_t column,
                       const cupel_type *type)
{
    plan->types[column] = type ? type : cu_type_of(CUPEL_UNTYPED);
    plan->kinds[column] = (uint8_t)cu_dialect_read_kind(run->session->engine->dialect, type);
}

/* A column of what begins with the entity's struct, where the statement has one. */
static cupel_code match_more(cu_query_run *run, cu_load_plan *plan, const cu_load_entity *entity,
                             const cu_property *property, cu_load_column *more, size_t *count)
{
    const cu_load_column wanted = { .property = property, .column = CU_COLUMN_BY_NAME };
    uint32_t column;
    cupel_code code = find_property(run, plan, entity, &wanted, &column);
    if (code != CUPEL_OK || column == CU_COLUMN_BY_NAME)
        return code;
    use_column(run, plan, column, property->column->column.node.type);
    more[(*count)++] = (cu_load_column){ .property = property, .column = column };
    return CUPEL_OK;
}

/* Of a struct whose rows are found with those of others: which column tells them apart, and what the others have besides. */
static cupel_code match_kinds(cu_query_run *run, cu_load_plan *plan, const cu_load_entity *entity,
                              cu_load_column **more, size_t *count, uint32_t *kind)
{
    const cu_inheritance *inheritance = &entity->mapper->inheritance;
    size_t most = 0;
    *kind = CU_COLUMN_BY_NAME;
    if (!inheritance->source)
        return CUPEL_OK;
    const char *name = inheritance->source_kind->name;
    const char *label = cu_arena_printf(
        &run->scratch, "%s_%s", entity->alias ? entity->alias : inheritance->source->name, name);
    for (size_t i = 1; i < inheritance->kind_count; i++)
        most += inheritance->kinds[i]->property_count;
    *more = cu_arena_alloc_array(&run->batch_arena, most, sizeof **more);
    if (!label || !*more)
        return cu_error_no_memory(&run->session->error);
    bool several;
    *kind = find_column(run, label, &several);
    if (*kind == CU_COLUMN_BY_NAME)
        *kind = find_column(run, name, &several);
    if (*kind == CU_COLUMN_BY_NAME)
        return CUPEL_OK; /* nothing tells that rows are of others */
    use_column(run, plan, *kind, inheritance->source_kind->node.type);
    cupel_code code = CUPEL_OK;
    for (size_t i = 1; i < inheritance->kind_count; i++) {
        const cu_mapper *mapper = inheritance->kinds[i];
        for (size_t j = 0; j < mapper->property_count && code == CUPEL_OK; j++)
            if (mapper->properties[j].attribute->mapping == mapper->mapping)
                code = match_more(run, plan, entity, &mapper->properties[j], *more, count);
    }
    return code;
}

static cupel_code match_entity(cu_query_run *run, cu_load_plan *plan, cu_load_entity *entity)
{
    cupel_session *session = run->session;
    const cu_mapper *mapper = entity->mapper;
    cu_load_column *wanted = entity->columns;
    size_t count = entity->column_count;
    entity->columns = cu_arena_alloc_array(&run->batch_arena, count, sizeof *entity->columns);
    entity->keys = cu_arena_alloc_array(&run->batch_arena, mapper->key_count, sizeof *entity->keys);
    entity->loaded = cu_arena_alloc_array(&run->batch_arena, mapper->words, sizeof *entity->loaded);
    entity->column_count = 0;
    if (!entity->columns || !entity->keys || !entity->loaded)
        return cu_error_no_memory(&session->error);
    for (size_t i = 0; i < count; i++) {
        const cu_property *property = wanted[i].property;
        uint32_t column;
        cupel_code code = find_property(run, plan, entity, &wanted[i], &column);
        if (code == CUPEL_OK && column == CU_COLUMN_BY_NAME && property->key)
            code = cu_error_set(&session->error, CUPEL_NO_SUCH_COLUMN,
                                "the statement has no column '%s', which is part of the primary "
                                "key of %s; beside another entity's it is called '%s_%s'",
                                property->column->column.name, mapper->mapping->name,
                                entity->alias ? entity->alias : property->column->table->from.name,
                                property->column->column.name);
        if (code != CUPEL_OK)
            return code;
        if (column == CU_COLUMN_BY_NAME)
            continue; /* loaded when asked for */
        for (size_t k = 0; k < mapper->key_count; k++)
            if (mapper->keys[k] == property)
                entity->keys[k] = column;
        use_column(run, plan, column, property->column->column.node.type);
        entity->columns[entity->column_count++] =
            (cu_load_column){ .property = property, .column = column };
    }
    cu_load_column *more = NULL;
    size_t more_count = 0;
    uint32_t kind;
    cupel_code code = match_kinds(run, plan, entity, &more, &more_count, &kind);
    if (code != CUPEL_OK)
        return code;
    return cu_load_entity_finish(&run->batch_arena, entity, more, more_count, kind)
               ? CUPEL_OK
               : cu_error_no_memory(&session->error);
}

/* A value's column: where it was declared to be, or the one that its label is, "users_id", or its name, "id". */
static cupel_code match_value(cu_query_run *run, cu_load_plan *plan, cu_load_output *output)
{
    bool several = false;
    const char *const *names = output->names, *name = NULL;
    for (size_t i = 0; i < CU_OUTPUT_NAMES && output->index == CU_COLUMN_BY_NAME; i++) {
        name = names[i];
        if (*name)
            output->index = find_column(run, name, &several);
        several = several && i > 0; /* which of those with its label is all the same */
    }
    if (several)
        return cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                            "the statement has several columns '%s'; call this one '%s', or say "
                            "with cupel_text_columns() which is which",
                            name, names[0]);
    bool labelled = *names[0] && !cu_text_equal(names[0], output->name);
    if (output->index >= run_column_count(run))
        return cu_error_set(&run->session->error, CUPEL_NO_SUCH_COLUMN,
                            "the statement has no column '%s'%s%s%s", output->name,
                            labelled ? ", which may also be called '" : "",
                            labelled ? names[0] : "", labelled ? "'" : "");
    use_column(run, plan, output->index, output->type);
    return CUPEL_OK;
}

cupel_code cu_run_match_columns(cu_query_run *run)
{
    const cu_load_plan *from = run->plan;
    cu_arena *arena = &run->batch_arena;
    cu_load_plan *plan = cu_load_plan_new(arena, from->entity_count, from->output_count);
    size_t count = run_column_count(run);
    if (plan) {
        plan->kinds = cu_arena_alloc_array(arena, count, sizeof *plan->kinds);
        plan->types = cu_arena_alloc_array(arena, count, sizeof *plan->types);
    }
    if (!plan || !plan->kinds || !plan->types)
        return cu_error_no_memory(&run->session->error);
    memcpy(plan->entities, from->entities, from->entity_count * sizeof *plan->entities);
    memcpy(plan->outputs, from->outputs, from->output_count * sizeof *plan->outputs);
    cu_load_plan found = *from;
    found.entities = plan->entities;
    found.outputs = plan->outputs;
    found.kinds = plan->kinds;
    found.types = plan->types;
    found.column_count = count;
    *plan = found;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < plan->entity_count && code == CUPEL_OK; i++)
        code = match_entity(run, plan, &plan->entities[i]);
    for (size_t i = 0; i < plan->output_count && code == CUPEL_OK; i++)
        if (!plan->outputs[i].is_entity)
            code = match_value(run, plan, &plan->outputs[i]);
    for (size_t i = 0; i < count; i++)
        if (!plan->types[i])
            plan->types[i] = cu_type_of(CUPEL_UNTYPED);
    run->plan = plan;
    return code;
}
