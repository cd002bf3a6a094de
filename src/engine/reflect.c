/*
 * engine/reflect.c - reading one table or view of a database into a description:
 * what is the same for all dialects.
 */
#include "engine/reflect.h"

#include "engine/connection_parts.h"

#include <stdio.h>

/* ---- asking ------------------------------------------------------------------------------------ */

static cupel_code reflect_failed(cu_reflection *reflection)
{
    return cu_error_copy(reflection->error, &reflection->connection->error);
}

cupel_code cu_reflect_each(cu_reflection *reflection, const char *sql, size_t count,
                           const cupel_value *parameters, cu_reflect_row function, void *data)
{
    cupel_result *result = cupel_execute_values(reflection->connection, sql, count, parameters);
    if (!result)
        return reflect_failed(reflection);
    cupel_code code = CUPEL_OK;
    for (const cupel_row *row; code == CUPEL_OK && (row = cupel_result_next(result)) != NULL;)
        code = function(reflection, row, data);
    if (code == CUPEL_OK && cu_error_code(&reflection->connection->error) != CUPEL_OK)
        code = reflect_failed(reflection);
    cupel_result_close(result);
    return code == CUPEL_OK ? cu_reflect_finish_constraint(reflection) : code;
}

const char *cu_reflect_text(cu_reflection *reflection, const char *text)
{
    return text && *text ? cu_arena_strdup(&reflection->scratch, text) : NULL;
}

void cu_reflect_warn(cu_reflection *reflection, const char *what, const char *name)
{
    char text[400];
    cupel_engine *engine = reflection->connection->engine;
    if (!cu_engine_logs(engine))
        return;
    snprintf(text, sizeof text, "reflection of %.100s: %.100s (%.100s) is left out",
             reflection->name, what, name ? name : "");
    cu_engine_log(engine, &(cupel_log_record){ .kind = CUPEL_LOG_WARNING, .text = text });
}

/* ---- constraints ------------------------------------------------------------------------------- */

cupel_constraint_options *cu_reflect_constraint(cu_reflection *reflection, cupel_item_kind kind,
                                                const char *id)
{
    if (reflection->kind == kind && cu_text_equal(reflection->id, id))
        return &reflection->pending;
    if (cu_reflect_finish_constraint(reflection) != CUPEL_OK)
        return NULL;
    reflection->kind = kind;
    reflection->id = cu_arena_strdup(&reflection->scratch, id);
    reflection->pending = (cupel_constraint_options){ 0 };
    reflection->columns = 0;
    return reflection->id ? &reflection->pending : NULL;
}

void cu_reflect_constraint_column(cu_reflection *reflection, const char *column,
                                  const char *reference)
{
    size_t place = reflection->columns++;
    if (place >= CUPEL_CONSTRAINT_COLUMNS)
        return;
    reflection->pending.columns[place] = cu_arena_strdup(&reflection->scratch, column);
    reflection->pending.references[place] = cu_arena_strdup(&reflection->scratch, reference);
}

cupel_code cu_reflect_finish_constraint(cu_reflection *reflection)
{
    cupel_item_kind kind = reflection->kind;
    reflection->kind = 0;
    if (reflection->scratch.failed)
        return cu_error_no_memory(reflection->error);
    if (kind == 0)
        return CUPEL_OK;
    if (reflection->columns > CUPEL_CONSTRAINT_COLUMNS)
        cu_reflect_warn(reflection, "a constraint or index over more than 16 columns",
                        reflection->pending.name);
    else
        cupel_table_builder_constraint(reflection->builder, kind, &reflection->pending);
    return CUPEL_OK;
}

const char *cu_reflect_refer(cu_reflection *reflection, const char *schema, const char *table,
                             const char *column)
{
    cu_arena *arena = &reflection->scratch;
    cu_reflected_name name = { cu_arena_strdup(arena, schema), cu_arena_strdup(arena, table) };
    if (!cu_vector_push(&reflection->referred, name))
        arena->failed = true;
    return cu_arena_printf(arena, "%s%s%s%s%s", schema ? schema : "", schema ? "." : "", table,
                           column ? "." : "", column ? column : "");
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* The finished description; NULL where memory was short. */
static const cupel_table *reflect_build(cu_reflection *reflection)
{
    cupel_table_builder_options(reflection->builder, &reflection->options);
    cu_table_builder_settle(reflection->builder);
    const cupel_table *table = cupel_table_build(reflection->builder);
    reflection->builder = NULL;
    return table;
}

static cupel_code reflect_tell_referred(const cu_reflection *reflection,
                                        bool (*refer)(void *data, const char *schema,
                                                      const char *table),
                                        void *data)
{
    for (size_t i = 0; refer && i < reflection->referred.count; i++)
        if (!refer(data, reflection->referred.items[i].schema, reflection->referred.items[i].name))
            return cu_error_no_memory(reflection->error);
    return CUPEL_OK;
}

cupel_code cu_reflect_table(cupel_connection *connection, const char *schema, const char *name,
                            const cupel_table **out,
                            bool (*refer)(void *data, const char *schema, const char *table),
                            void *data, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    cu_reflection reflection = { .connection = connection,
                                 .schema = schema,
                                 .name = name,
                                 .error = error,
                                 .options = { .schema = schema },
                                 .builder = cupel_table_builder_new(name) };
    *out = NULL;
    if (!reflection.builder)
        return cu_error_no_memory(error);
    reflection.arena = cu_table_builder_arena(reflection.builder);
    cu_arena_init(&reflection.scratch, 0);
    cupel_code code = dialect->reflect_table(&reflection);
    if (code == CUPEL_OK && reflection.scratch.failed)
        code = cu_error_no_memory(error);
    if (code == CUPEL_OK && reflection.found) {
        *out = reflect_build(&reflection);
        code = *out ? reflect_tell_referred(&reflection, refer, data) : cu_error_no_memory(error);
    }
    if (code != CUPEL_OK) {
        cu_error_prefix(error, "reflecting table '%s': ", name);
        cupel_table_free(*out);
        *out = NULL;
    }
    cupel_table_builder_free(reflection.builder);
    cu_vector_free(&reflection.referred);
    cu_arena_free(&reflection.scratch);
    return code;
}
