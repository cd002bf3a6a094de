/*
 * engine/copy.c - loading many rows into a table: by the driver where it has a
 * way of its own for that, else by an INSERT for many sets of values.
 */
#include <cupel/copy.h>

#include "base/alloc.h"
#include "engine/bind.h"
#include "engine/clock.h"
#include "engine/connection_parts.h"
#include "engine/text_statement.h"

/* Rows that are collected for one run of the INSERT. */
#define COPY_BATCH 500

struct cupel_copy {
    cupel_connection *connection;
    size_t count; /* columns */
    bool by_driver;
    bool transaction; /* begun for it */
    cupel_code code;  /* the first failure */
    int64_t rows;
    int64_t begun; /* when; 0 where nobody wants to know */
    cu_buffer sql;
    cu_arena arena; /* of the current row, or of those that are collected */
    cupel_value *values;
    size_t held; /* rows in `values` */
    cu_compiled *compiled;
    cu_cursor cursor;
};

/* ---- beginning --------------------------------------------------------------------------------- */

static void copy_write_names(cu_buffer *sql, const cu_sql_dialect *dialect, const char *schema,
                             const char *table, size_t count, const char *const *columns)
{
    if (schema) {
        cu_identifier_quote(dialect, sql, schema);
        cu_buffer_add_char(sql, '.');
    }
    cu_identifier_quote(dialect, sql, table);
    for (size_t i = 0; i < count; i++) {
        cu_buffer_add(sql, i > 0 ? ", " : " (");
        cu_identifier_quote(dialect, sql, columns[i]);
    }
    cu_buffer_add_char(sql, ')');
}

static cupel_code copy_begin_insert(cupel_copy *copy, cu_error *error)
{
    for (size_t i = 0; i < copy->count; i++)
        cu_buffer_printf(&copy->sql, "%s:v%zu", i > 0 ? ", " : " VALUES (", i);
    cu_buffer_add_char(&copy->sql, ')');
    copy->values = cu_alloc_array(copy->count, COPY_BATCH * sizeof *copy->values);
    if (copy->sql.failed || !copy->values)
        return cu_error_no_memory(error);
    copy->compiled = cu_text_statement(copy->connection->engine, cu_buffer_text(&copy->sql), error);
    cupel_code code = copy->compiled ? CUPEL_OK : cu_error_code(error);
    if (code == CUPEL_OK && !copy->connection->in_transaction) {
        code = cu_connection_begin(copy->connection, CUPEL_BEGIN_WRITE, error);
        copy->transaction = code == CUPEL_OK;
    }
    return code == CUPEL_OK
               ? cu_cursor_open_many(&copy->cursor, copy->connection, copy->compiled, error)
               : code;
}

static cupel_code copy_begin(cupel_copy *copy, const char *schema, const char *table,
                             const char *const *columns, cu_error *error)
{
    cupel_connection *connection = copy->connection;
    const cu_sql_dialect *dialect = connection->engine->dialect->sql;
    __typeof__(connection->driver->copy_begin) begin = connection->driver->copy_begin;
    copy->by_driver = begin != NULL;
    cu_buffer_add(&copy->sql, copy->by_driver ? "COPY " : "INSERT INTO ");
    copy_write_names(&copy->sql, dialect, schema, table, copy->count, columns);
    if (!begin)
        return copy_begin_insert(copy, error);
    cu_buffer_add(&copy->sql, " FROM STDIN");
    copy->values = cu_alloc_array(copy->count, sizeof *copy->values);
    if (copy->sql.failed || !copy->values)
        return cu_error_no_memory(error);
    copy->begun = connection->logs ? cu_clock_now() : 0;
    cupel_code code = begin(connection->native, cu_buffer_text(&copy->sql), error);
    return code == CUPEL_OK ? code
                            : cu_connection_failed(connection, cu_buffer_text(&copy->sql), error);
}

static void copy_free(cupel_copy *copy)
{
    cu_cursor_close(&copy->cursor);
    if (copy->compiled)
        cu_compiled_release(copy->compiled);
    copy->connection->copy = NULL;
    cu_buffer_free(&copy->sql);
    cu_arena_free(&copy->arena);
    cu_free(copy->values);
    cu_free(copy);
}

/* Undoes the transaction that was begun for it. */
static void copy_undo(cupel_copy *copy)
{
    cu_error ignored;
    cu_error_init(&ignored);
    cu_cursor_close(&copy->cursor);
    if (copy->transaction)
        (void)cu_connection_rollback(copy->connection, &ignored);
    cu_error_free(&ignored);
}

cupel_copy *cupel_copy_open(cupel_connection *connection, const char *schema, const char *table,
                            size_t count, const char *const *columns)
{
    if (cu_connection_enter(connection) != CUPEL_OK)
        return NULL;
    cu_error *error = &connection->error;
    bool named = table && count > 0 && columns;
    for (size_t i = 0; named && i < count; i++)
        named = columns[i] != NULL;
    if (!named) {
        cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                     "cupel_copy_open: there must be a table and columns, none of them NULL");
        return NULL;
    }
    cupel_copy *copy = cu_alloc_zero(sizeof *copy);
    if (!copy) {
        cu_error_no_memory(error);
        return NULL;
    }
    copy->connection = connection;
    copy->count = count;
    cu_buffer_init(&copy->sql, CU_BUFFER_MAXIMUM);
    cu_arena_init(&copy->arena, 0);
    if (copy_begin(copy, schema, table, columns, error) == CUPEL_OK) {
        connection->copy = copy;
        return copy;
    }
    copy_undo(copy);
    copy_free(copy);
    return NULL;
}

/* ---- rows -------------------------------------------------------------------------------------- */

static cupel_code copy_run_held(cupel_copy *copy)
{
    cupel_code code = CUPEL_OK;
    if (copy->held > 0)
        code = cu_cursor_many(&copy->cursor, copy->held, copy->values, NULL, &copy->arena,
                              &copy->connection->error);
    copy->rows += (int64_t)copy->held;
    copy->held = 0;
    cu_arena_free(&copy->arena);
    return code;
}

/* Text and blobs of a row that waits are the copy's. */
static bool copy_keep(cupel_copy *copy, cupel_value *value)
{
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_BLOB:
    case CUPEL_KIND_DECIMAL:
    case CUPEL_KIND_JSON:
        value->as.data = cu_arena_strndup(&copy->arena, value->as.data, value->length);
        return value->as.data != NULL;
    default: return true;
    }
}

/* The number of the row that comes next. */
static long long copy_next_row(const cupel_copy *copy)
{
    int64_t number = copy->rows + (int64_t)copy->held + 1;
    return number;
}

/* Makes values ready to be sent. */
static cupel_code copy_bind(cupel_copy *copy, const cupel_value *values, cupel_value *out)
{
    cu_error *error = &copy->connection->error;
    cupel_code code = CUPEL_OK;
    char what[80];
    for (size_t i = 0; i < copy->count && code == CUPEL_OK; i++) {
        out[i] = values[i];
        snprintf(what, sizeof what, "value %zu of row %lld", i + 1, copy_next_row(copy));
        if (values[i].kind >= CUPEL_KIND_EXPRESSION)
            code = cu_error_set(error, CUPEL_TYPE_MISMATCH, "%s is no value but of kind %s", what,
                                cupel_kind_name((cupel_kind)values[i].kind));
        else
            code = cu_bind_value(copy->connection->engine->dialect, NULL, &out[i], &copy->arena,
                                 what, error);
        if (code == CUPEL_OK && !copy->by_driver && !copy_keep(copy, &out[i]))
            code = cu_error_no_memory(error);
    }
    return code;
}

static cupel_code copy_send(cupel_copy *copy, const cupel_value *values)
{
    cupel_connection *connection = copy->connection;
    cupel_value *place = copy->values + (copy->by_driver ? 0 : copy->held * copy->count);
    cupel_code code = copy_bind(copy, values, place);
    if (code != CUPEL_OK)
        return code;
    if (!copy->by_driver)
        return ++copy->held < COPY_BATCH ? CUPEL_OK : copy_run_held(copy);
    code = connection->driver->copy_row(connection->native, copy->count, place, &connection->error);
    cu_arena_free(&copy->arena);
    copy->rows++;
    return code == CUPEL_OK
               ? code
               : cu_connection_failed(connection, cu_buffer_text(&copy->sql), &connection->error);
}

cupel_code cupel_copy_values(cupel_copy *copy, size_t count, const cupel_value *values)
{
    if (!copy)
        return CUPEL_INVALID_ARGUMENT;
    if (copy->code != CUPEL_OK)
        return copy->code;
    cu_error_clear(&copy->connection->error);
    if (count != copy->count)
        copy->code = cu_error_set(&copy->connection->error, CUPEL_INVALID_ARGUMENT,
                                  "row %lld has %zu values, there are %zu columns",
                                  copy_next_row(copy), count, copy->count);
    else
        copy->code = copy_send(copy, values);
    return copy->code;
}

/* ---- ending ------------------------------------------------------------------------------------ */

/* Ends what the driver does, and tells who listens. */
static cupel_code copy_end_driver(cupel_copy *copy, bool keep, cu_error *error)
{
    cupel_connection *connection = copy->connection;
    const char *sql = cu_buffer_text(&copy->sql);
    cupel_code code = connection->driver->copy_end(connection->native, keep, &copy->rows, error);
    if (connection->logs)
        cu_engine_log(connection->engine,
                      &(cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                                           .code = keep ? code : copy->code,
                                           .text = sql,
                                           .sets = 1,
                                           .rows = keep ? copy->rows : 0,
                                           .nanoseconds = cu_clock_now() - copy->begun });
    return code == CUPEL_OK || !keep ? code : cu_connection_failed(connection, sql, error);
}

static cupel_code copy_end_insert(cupel_copy *copy)
{
    cupel_code code = copy_run_held(copy);
    cu_cursor_close(&copy->cursor);
    if (code == CUPEL_OK && copy->transaction)
        code = cu_connection_commit(copy->connection, &copy->connection->error);
    return code;
}

static void copy_give_up(cupel_copy *copy)
{
    cu_error ignored;
    cu_error_init(&ignored);
    if (copy->by_driver && !copy->connection->broken)
        (void)copy_end_driver(copy, false, &ignored);
    cu_error_free(&ignored);
    copy_undo(copy);
    copy_free(copy);
}

int64_t cupel_copy_close(cupel_copy *copy)
{
    if (!copy)
        return -1;
    if (copy->code != CUPEL_OK) {
        copy_give_up(copy);
        return -1;
    }
    cu_error_clear(&copy->connection->error);
    cupel_code code = copy->by_driver ? copy_end_driver(copy, true, &copy->connection->error)
                                      : copy_end_insert(copy);
    int64_t rows = code == CUPEL_OK ? copy->rows : -1;
    if (code != CUPEL_OK)
        copy_undo(copy);
    copy_free(copy);
    return rows;
}

void cupel_copy_cancel(cupel_copy *copy)
{
    if (copy)
        copy_give_up(copy);
}
