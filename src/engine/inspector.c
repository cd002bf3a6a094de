/*
 * engine/inspector.c - looking at a database piece by piece, and keeping what was
 * found.
 */
#include "engine/inspector.h"

#include "base/alloc.h"
#include "base/vector.h"
#include "engine/connection_parts.h"
#include "engine/reflect.h"
#include <cupel/reflection.h>

struct cupel_inspector {
    cupel_connection *connection; /* NULL: stands in for one that could not be had */
    bool borrowed;
    cu_arena arena; /* names */
    cu_map tables;  /* schema and name -> cupel_table */
    cu_error error;
};

/* Stands in where there is no memory, never written to. */
static cupel_inspector inspector_no_memory = { .error = CU_ERROR_RECORD(CUPEL_NO_MEMORY,
                                                                        "Memory is short.") };

/* ---- life -------------------------------------------------------------------------------------- */

static cupel_inspector *inspector_new(cupel_connection *connection, bool borrowed)
{
    cupel_inspector *inspector = cu_alloc_zero(sizeof *inspector);
    if (!inspector) {
        if (!borrowed)
            cupel_connection_close(connection);
        return &inspector_no_memory;
    }
    inspector->connection = connection;
    inspector->borrowed = borrowed;
    cu_arena_init(&inspector->arena, 0);
    cu_error_init(&inspector->error);
    return inspector;
}

cupel_inspector *cupel_inspect_engine(cupel_engine *engine)
{
    return inspector_new(cupel_connect(engine), false);
}

cupel_inspector *cupel_inspect_connection(cupel_connection *connection)
{
    return inspector_new(connection, true);
}

void cupel_inspector_clear(cupel_inspector *inspector)
{
    if (!inspector || inspector == &inspector_no_memory)
        return;
    size_t position = 0;
    for (const cu_map_entry *entry; (entry = cu_map_next(&inspector->tables, &position));)
        cupel_table_free(entry->value);
    cu_map_free(&inspector->tables);
    cu_arena_free(&inspector->arena);
    cu_error_clear(&inspector->error);
}

void cupel_inspector_close(cupel_inspector *inspector)
{
    if (!inspector || inspector == &inspector_no_memory)
        return;
    cupel_inspector_clear(inspector);
    if (!inspector->borrowed)
        cupel_connection_close(inspector->connection);
    cu_error_free(&inspector->error);
    cu_free(inspector);
}

const cupel_error *cupel_inspector_error(const cupel_inspector *inspector)
{
    static const cupel_error missing =
        CU_ERROR_SHOWN(CUPEL_INVALID_ARGUMENT, "the inspector is NULL");
    return inspector ? &inspector->error.public : &missing;
}

/* Begins a question: clears the error of the last; false where nothing can be asked. */
static bool inspector_enter(cupel_inspector *inspector)
{
    if (!inspector || inspector == &inspector_no_memory)
        return false;
    cu_error_clear(&inspector->error);
    if (cu_connection_enter(inspector->connection) == CUPEL_OK)
        return true;
    const cupel_error *error = cupel_connection_error(inspector->connection);
    cu_error_set(&inspector->error, error->code, "%s", error->text);
    return false;
}

/* ---- names ------------------------------------------------------------------------------------- */

typedef cu_vector(cu_object_name) name_list;

/* Runs a query for names, and appends them. */
static bool inspect_run(cupel_connection *connection, const char *sql, cu_arena *arena,
                        name_list *names, cu_error *error)
{
    cupel_result *result = cupel_execute(connection, sql);
    bool good = true;
    for (const cupel_row *row; good && result && (row = cupel_result_next(result)) != NULL;) {
        cu_object_name name = { cu_arena_strdup(arena, cupel_row_text(row, 0)), NULL };
        if (cupel_row_count(row) > 1 && !cupel_row_is_null(row, 1))
            name.details = cu_arena_strdup(arena, cupel_row_text(row, 1));
        good = name.name && cu_vector_push(names, name);
    }
    if (!good || arena->failed)
        cu_error_no_memory(error);
    else if (cu_error_code(&connection->error) != CUPEL_OK)
        cu_error_copy(error, &connection->error);
    cupel_result_close(result);
    return cu_error_code(error) == CUPEL_OK;
}

/* What CREATE SEQUENCE says of those in the list. */
static bool inspect_sequences(cupel_connection *connection, const char *schema, cu_arena *arena,
                              name_list *names, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    bool good = true;
    for (size_t i = 0; i < names->count && good && dialect->sequence_sql; i++) {
        name_list details = { 0 };
        cu_buffer sql;
        cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
        dialect->sequence_sql(&sql, schema, names->items[i].name);
        good = sql.failed ? (cu_error_no_memory(error), false)
                          : inspect_run(connection, cu_buffer_text(&sql), arena, &details, error);
        if (good && details.count > 0)
            names->items[i].details = details.items[0].name;
        cu_vector_free(&details);
        cu_buffer_free(&sql);
    }
    return good;
}

cu_object_name *cu_inspect_names(cupel_connection *connection, cu_object_kind kind,
                                 const char *schema, cu_arena *arena, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    name_list names = { 0 };
    cu_object_name *list = NULL;
    cu_buffer sql;
    if (!dialect->names_sql) {
        cu_error_set(error, CUPEL_NOT_SUPPORTED, "%s cannot be asked for what it has",
                     dialect->sql->name);
        return NULL;
    }
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    dialect->names_sql(&sql, kind, schema);
    bool good = !sql.failed;
    if (!good)
        cu_error_no_memory(error);
    if (good && sql.length > 0)
        good = inspect_run(connection, cu_buffer_text(&sql), arena, &names, error);
    if (good && kind == CU_OBJECT_FREE_SEQUENCE)
        good = inspect_sequences(connection, schema, arena, &names, error);
    if (good) {
        list = cu_arena_alloc_array(arena, names.count + 1, sizeof *list);
        if (!list)
            cu_error_no_memory(error);
    }
    for (size_t i = 0; list && i < names.count; i++)
        list[i] = names.items[i];
    cu_vector_free(&names);
    cu_buffer_free(&sql);
    return list;
}

static const char *const *inspector_names(cupel_inspector *inspector, cu_object_kind kind,
                                          const char *schema)
{
    if (!inspector_enter(inspector))
        return NULL;
    cu_object_name *found =
        cu_inspect_names(inspector->connection, kind, schema, &inspector->arena, &inspector->error);
    size_t count = 0;
    while (found && found[count].name)
        count++;
    const char **names =
        found ? cu_arena_alloc_array(&inspector->arena, count + 1, sizeof *names) : NULL;
    if (found && !names)
        cu_error_no_memory(&inspector->error);
    for (size_t i = 0; names && i < count; i++)
        names[i] = found[i].name;
    return names;
}

const char *const *cupel_get_table_names(cupel_inspector *inspector, const char *schema)
{
    return inspector_names(inspector, CU_OBJECT_TABLE, schema);
}

const char *const *cupel_get_view_names(cupel_inspector *inspector, const char *schema)
{
    return inspector_names(inspector, CU_OBJECT_VIEW, schema);
}

const char *const *cupel_get_sequence_names(cupel_inspector *inspector, const char *schema)
{
    return inspector_names(inspector, CU_OBJECT_SEQUENCE, schema);
}

const char *const *cupel_get_schema_names(cupel_inspector *inspector)
{
    return inspector_names(inspector, CU_OBJECT_SCHEMA, NULL);
}

const char *cupel_get_default_schema_name(cupel_inspector *inspector)
{
    const char *const *names = inspector_names(inspector, CU_OBJECT_DEFAULT_SCHEMA, NULL);
    return names ? names[0] : NULL;
}

bool cupel_has_table(cupel_inspector *inspector, const char *name, const char *schema)
{
    bool found = false;
    cu_buffer sql;
    if (!inspector_enter(inspector) || !name)
        return false;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    inspector->connection->engine->dialect->has_table_sql(&sql, schema, name);
    if (sql.failed)
        cu_error_no_memory(&inspector->error);
    else
        (void)cu_connection_ask(inspector->connection, cu_buffer_text(&sql), &found,
                                &inspector->error);
    cu_buffer_free(&sql);
    return found;
}

/* ---- tables ------------------------------------------------------------------------------------ */

const cupel_table *cupel_get_table(cupel_inspector *inspector, const char *name, const char *schema)
{
    if (!inspector_enter(inspector))
        return NULL;
    cu_error *error = &inspector->error;
    if (!name) {
        cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the name of the table is NULL");
        return NULL;
    }
    if (!inspector->connection->engine->dialect->reflect_table) {
        cu_error_set(error, CUPEL_NOT_SUPPORTED, "%s cannot be asked for what it has",
                     inspector->connection->engine->dialect->sql->name);
        return NULL;
    }
    const char *key = cu_arena_printf(&inspector->arena, "%s\1%s", schema ? schema : "", name);
    if (!key) {
        cu_error_no_memory(error);
        return NULL;
    }
    const cupel_table *table = cu_map_get_text(&inspector->tables, key);
    if (table || cu_reflect_table(inspector->connection, schema, name, &table, NULL, NULL, error) !=
                     CUPEL_OK)
        return table;
    if (!table) {
        cu_error_set(error, CUPEL_INVALID_REQUEST, "there is no table or view '%s%s%s'",
                     schema ? schema : "", schema ? "." : "", name);
        cu_error_set_reason(error, CUPEL_REASON_NO_SUCH_TABLE);
        return NULL;
    }
    if (cu_map_put_text(&inspector->tables, key, (void *)(uintptr_t)table))
        return table;
    cu_error_no_memory(error);
    cupel_table_free(table);
    return NULL;
}

/* The lines of a kind, which stand together. */
static const cupel_table_item *inspector_items(cupel_inspector *inspector, const char *name,
                                               const char *schema, cupel_item_kind kind,
                                               size_t *count)
{
    const cupel_table *table = cupel_get_table(inspector, name, schema);
    const cupel_table_item *first = NULL;
    size_t found = 0;
    for (size_t i = 0; table && i < table->count; i++) {
        if (table->items[i].kind != kind)
            continue;
        if (!first)
            first = &table->items[i];
        found++;
    }
    if (count)
        *count = found;
    return first;
}

const cupel_table_item *cupel_get_columns(cupel_inspector *inspector, const char *name,
                                          const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_COLUMN, count);
}

const cupel_table_item *cupel_get_pk_constraint(cupel_inspector *inspector, const char *name,
                                                const char *schema)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_PRIMARY_KEY, NULL);
}

const cupel_table_item *cupel_get_foreign_keys(cupel_inspector *inspector, const char *name,
                                               const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_FOREIGN_KEY, count);
}

const cupel_table_item *cupel_get_unique_constraints(cupel_inspector *inspector, const char *name,
                                                     const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_UNIQUE, count);
}

const cupel_table_item *cupel_get_check_constraints(cupel_inspector *inspector, const char *name,
                                                    const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_CHECK, count);
}

const cupel_table_item *cupel_get_exclude_constraints(cupel_inspector *inspector, const char *name,
                                                      const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_EXCLUDE, count);
}

const cupel_table_item *cupel_get_indexes(cupel_inspector *inspector, const char *name,
                                          const char *schema, size_t *count)
{
    return inspector_items(inspector, name, schema, CUPEL_ITEM_INDEX, count);
}

const cupel_table_options *cupel_get_table_options(cupel_inspector *inspector, const char *name,
                                                   const char *schema)
{
    const cupel_table_item *item =
        inspector_items(inspector, name, schema, CUPEL_ITEM_TABLE_OPTIONS, NULL);
    return item ? &item->as.table : NULL;
}

const char *cupel_get_table_comment(cupel_inspector *inspector, const char *name,
                                    const char *schema)
{
    const cupel_table_options *options = cupel_get_table_options(inspector, name, schema);
    return options ? options->comment : NULL;
}

const char *cupel_get_view_definition(cupel_inspector *inspector, const char *name,
                                      const char *schema)
{
    const cupel_table_options *options = cupel_get_table_options(inspector, name, schema);
    return options ? options->view : NULL;
}
