/*
 * dialects/postgresql/driver.c - running statements on a PostgreSQL server.
 *
 * Rows come in one piece, so that the connection is free for others at once; who
 * wants to read slowly gets them from a cursor of the server, some at a time.
 */
#include "dialects/postgresql/driver.h"

#include "base/alloc.h"
#include "base/number.h"
#include <stdio.h>

/* Rows fetched with a cursor at a time. */
#define LIBPQ_FETCH_LEAST 100
#define LIBPQ_FETCH_MOST  10000

bool cu_postgresql_succeeded(const PGresult *result)
{
    ExecStatusType status = result ? cu_postgresql.result_status(result) : PGRES_FATAL_ERROR;
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* ---- SQL without parameters -------------------------------------------------------------------- */

int64_t cu_postgresql_rows_changed(const PGresult *result)
{
    static const char *const changing[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "COPY" };
    PGresult *writable = (PGresult *)(uintptr_t)result;
    const char *tag = cu_postgresql.command_status(writable);
    const char *rows = cu_postgresql.command_rows(writable);
    int64_t number = 0;
    for (size_t i = 0; i < CU_LENGTH(changing); i++)
        if (strncmp(tag, changing[i], strlen(changing[i])) == 0)
            return cu_int_parse(rows, strlen(rows), &number) ? number : 0;
    return 0;
}

/* To end a transaction that failed well, the server says that it rolled back, and no error. */
static bool was_rolled_back(const PGresult *result, const char *sql)
{
    PGresult *writable = (PGresult *)(uintptr_t)result;
    return strcmp(cu_postgresql.command_status(writable), "ROLLBACK") == 0 &&
           (strncmp(sql, "COMMIT", 6) == 0 || strncmp(sql, "PREPARE TRANSACTION", 19) == 0);
}

/* From now on the connection can be interrupted. */
static void set_busy(cupel_driver_connection *connection)
{
    atomic_store_explicit(&connection->interrupted, false, memory_order_relaxed);
    atomic_store_explicit(&connection->busy, true, memory_order_relaxed);
}

static cupel_code libpq_execute(cupel_driver_connection *connection, const char *sql, size_t length,
                                cupel_driver_error *error)
{
    connection->changes = 0;
    if (cu_postgresql_begin_later(connection, sql, length) ||
        cu_postgresql_end_early(connection, sql))
        return CUPEL_OK;
    cupel_code code = cu_postgresql_start(connection, error);
    if (code != CUPEL_OK)
        return code;
    connection->harmless = false;
    connection->settings += cu_postgresql_changes_settings(sql);
    set_busy(connection);
    PGresult *result = cu_postgresql_execute(connection, sql);
    atomic_store(&connection->busy, false);
    if (!cu_postgresql_succeeded(result))
        code = cu_postgresql_fail(connection, result, error);
    else if (was_rolled_back(result, sql))
        code =
            cu_error_set(error, CUPEL_OPERATIONAL_ERROR,
                         "the transaction was rolled back, as an earlier statement of it failed");
    else
        connection->changes = cu_postgresql_rows_changed(result);
    cu_postgresql.clear(result);
    return code;
}

static const char *libpq_begin_sql(cupel_driver_connection *connection, cupel_begin_kind kind)
{
    (void)connection;
    return kind == CUPEL_BEGIN_READ_ONLY ? "BEGIN READ ONLY" : "BEGIN";
}

/* ---- running ----------------------------------------------------------------------------------- */

static cupel_code libpq_bind(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             size_t count, const cupel_value *values, cupel_driver_error *error)
{
    (void)connection;
    if (count != statement->parameters)
        return cu_error_set(error, CUPEL_INTERFACE_ERROR,
                            "the statement has %zu parameters, %zu values were given",
                            statement->parameters, count);
    return cu_postgresql_prepare_for(statement, count, values, error);
}

static void libpq_stream(cupel_driver_connection *connection, cupel_driver_statement *statement,
                         size_t rows)
{
    /* A cursor ends with its transaction, so there must be one. */
    if (statement->is_query && (connection->begin[0] || cu_postgresql.transaction_status(
                                                            connection->native) == PQTRANS_INTRANS))
        statement->fetch_rows = CU_MIN(CU_MAX(rows, LIBPQ_FETCH_LEAST), LIBPQ_FETCH_MOST);
}

bool cu_postgresql_is_outdated(const PGresult *result)
{
    const char *state = result ? cu_postgresql.result_error_field(result, PG_DIAG_SQLSTATE) : NULL;
    if (!state)
        return false;
    /* No such column any more, or of another type; what is not allowed stays so. */
    if (strncmp(state, "42", 2) == 0)
        return strcmp(state, "42501") != 0;
    /* Other columns than before.  The message is in the server's language, which the name of its function is not. */
    const char *source = cu_postgresql.result_error_field(result, PG_DIAG_SOURCE_FUNCTION);
    return strcmp(state, "0A000") == 0 && source && strcmp(source, "RevalidateCachedQuery") == 0;
}

static PGresult *send(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    cu_postgresql_settle(connection);
    connection->harmless &= statement->harmless;
    connection->settings += statement->changes_settings;
    if (connection->begin[0] && !cu_postgresql_runs_alone(statement))
        return cu_postgresql_send_first(statement);
    int sent = cu_postgresql.send_query_prepared(
        connection->native, statement->name, (int)statement->parameters, statement->values,
        statement->lengths, statement->formats, !statement->as_text);
    return cu_postgresql_last_result(connection, sent);
}

static PGresult *fetch(const cupel_driver_statement *statement)
{
    char sql[100];
    snprintf(sql, sizeof sql, "FETCH FORWARD %zu FROM %s_rows", statement->fetch_rows,
             statement->name);
    int sent = cu_postgresql.send_query_params(statement->connection->native, sql, 0, NULL, NULL,
                                               NULL, NULL, !statement->as_text);
    return cu_postgresql_last_result(statement->connection, sent);
}

/* DECLARE ... CURSOR FOR the statement, and its first rows. */
static PGresult *open_cursor(cupel_driver_statement *statement, cu_error *error)
{
    cu_buffer sql;
    if (cu_postgresql_start(statement->connection, error) != CUPEL_OK)
        return NULL;
    statement->connection->harmless = false;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    cu_buffer_printf(&sql, "DECLARE %s_rows NO SCROLL CURSOR FOR ", statement->name);
    cu_buffer_add(&sql, statement->sql);
    if (sql.failed) {
        cu_buffer_free(&sql);
        cu_error_no_memory(error);
        return NULL;
    }
    int sent = cu_postgresql.send_query_params(
        statement->connection->native, cu_buffer_text(&sql), (int)statement->parameters,
        statement->types, statement->values, statement->lengths, statement->formats, 0);
    PGresult *result = cu_postgresql_last_result(statement->connection, sent);
    cu_buffer_free(&sql);
    if (!cu_postgresql_succeeded(result))
        return result;
    cu_postgresql.clear(result);
    statement->has_cursor = true;
    return fetch(statement);
}

static PGresult *libpq_run(cupel_driver_statement *statement, cu_error *error)
{
    if (statement->fetch_rows > 0)
        return open_cursor(statement, error);
    cupel_driver_connection *connection = statement->connection;
    char begin[CU_POSTGRESQL_BEGIN_SIZE];
    memcpy(begin, connection->begin, sizeof begin);
    /* What is none of the usual might be COPY, which cannot be in a pipeline with BEGIN. */
    if (statement->changes_settings && cu_postgresql_start(connection, error) != CUPEL_OK)
        return NULL;
    PGresult *result = send(statement);
    if (!cu_postgresql_is_outdated(result))
        return result;
    statement->stale = true; /* or the next transaction prepares it */
    if (!cu_postgresql_can_try_again(connection, begin))
        return result;
    cu_postgresql.clear(result);
    cu_postgresql_forget_prepared(connection, statement);
    return cu_postgresql_prepare_again(statement, error) == CUPEL_OK ? send(statement) : NULL;
}

/* Takes rows over; false where they did not come, with the error set. */
static bool take_rows(cupel_driver_statement *statement, PGresult *result, cu_error *error)
{
    cu_postgresql.clear(statement->result);
    statement->result = NULL;
    if (!cu_postgresql_succeeded(result)) {
        if (cu_error_code(error) == CUPEL_OK)
            cu_postgresql_fail(statement->connection, result, error);
        cu_postgresql.clear(result);
        return false;
    }
    statement->result = result;
    statement->row = -1;
    statement->row_count = cu_postgresql.row_count(result);
    return true;
}

static bool advance(cupel_driver_statement *statement, cu_error *error)
{
    cu_error_clear(error);
    if (!statement->started) {
        statement->started = true;
        return take_rows(statement, libpq_run(statement, error), error);
    }
    if (statement->row + 1 < statement->row_count || !statement->has_cursor)
        return true;
    return (size_t)statement->row_count < statement->fetch_rows ||
           take_rows(statement, fetch(statement), error);
}

static cupel_step libpq_step(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             cupel_driver_error *error)
{
    if (statement->done)
        return CUPEL_STEP_DONE;
    if (!statement->started || statement->has_cursor) {
        set_busy(connection);
        bool good = advance(statement, error);
        atomic_store_explicit(&connection->busy, false, memory_order_relaxed);
        if (!good) {
            statement->done = true;
            return CUPEL_STEP_FAILED;
        }
    }
    if (++statement->row < statement->row_count) {
        cu_arena_free(&statement->cells);
        return CUPEL_STEP_ROW;
    }
    statement->done = true;
    connection->changes = cu_postgresql_rows_changed(statement->result);
    return CUPEL_STEP_DONE;
}

static cupel_code libpq_read(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             size_t count, const uint32_t *columns, const uint8_t *kinds,
                             cupel_value *values, cupel_driver_error *error)
{
    (void)connection;
    for (size_t i = 0; i < count; i++) {
        size_t place = columns ? columns[i] : i;
        cupel_code code = cu_postgresql_read_cell(statement, place,
                                                  kinds ? kinds[place] : (uint8_t)CUPEL_KIND_NULL,
                                                  &values[place], error);
        if (CU_UNLIKELY(code != CUPEL_OK))
            return code;
    }
    return CUPEL_OK;
}

static void libpq_reset(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    char sql[64];
    if (statement->has_cursor &&
        cu_postgresql.transaction_status(connection->native) == PQTRANS_INTRANS) {
        snprintf(sql, sizeof sql, "CLOSE %s_rows", statement->name);
        cu_postgresql.clear(cu_postgresql_execute(connection, sql));
    }
    cu_postgresql.clear(statement->result);
    statement->result = NULL;
    statement->has_cursor = statement->started = statement->done = false;
    statement->fetch_rows = 0;
    cu_arena_free(&statement->cells);
}

/* ---- asking ------------------------------------------------------------------------------------ */

static size_t libpq_column_count(cupel_driver_connection *connection,
                                 cupel_driver_statement *statement)
{
    (void)connection;
    return statement->column_count;
}

static const char *libpq_column_name(cupel_driver_connection *connection,
                                     cupel_driver_statement *statement, size_t column)
{
    (void)connection;
    return statement->names[column];
}

static size_t libpq_parameter_count(cupel_driver_connection *connection,
                                    cupel_driver_statement *statement)
{
    (void)connection;
    return statement->parameters;
}

static int64_t libpq_changes(cupel_driver_connection *connection)
{
    return connection->changes;
}

/* Keys come by RETURNING. */
static int64_t libpq_last_insert_id(cupel_driver_connection *connection)
{
    (void)connection;
    return 0;
}

static bool libpq_ping(cupel_driver_connection *connection)
{
    cu_postgresql_settle(connection);
    PGresult *result = cu_postgresql_execute(connection, "");
    bool good = cu_postgresql_succeeded(result) &&
                cu_postgresql.status(connection->native) == CONNECTION_OK;
    cu_postgresql.clear(result);
    return good;
}

static bool libpq_in_transaction(cupel_driver_connection *connection)
{
    PGTransactionStatusType status = cu_postgresql.transaction_status(connection->native);
    if (connection->undoing || connection->begin[0])
        return !connection->undoing;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

/* 150002 is 15.2 for the server. */
static int libpq_server_version(cupel_driver_connection *connection)
{
    int version = cu_postgresql.server_version(connection->native);
    return version / 10000 * 10000 + version % 10000 * 100;
}

static void libpq_interrupt(cupel_driver_connection *connection)
{
    char text[256];
    if (!atomic_load(&connection->busy))
        return;
    atomic_store(&connection->interrupted, true);
    cu_postgresql.cancel(connection->cancel, text, (int)sizeof text);
}

const cupel_driver cu_driver_postgresql = {
    .format = CUPEL_DRIVER_FORMAT,
    .name = "postgresql",
    .version = "libpq",
    .connect = cu_postgresql_connect,
    .close = cu_postgresql_close,
    .ping = libpq_ping,
    .server_version = libpq_server_version,
    .execute = libpq_execute,
    .begin_sql = libpq_begin_sql,
    .prepare = cu_postgresql_prepare,
    .finalize = cu_postgresql_finalize,
    .bind = libpq_bind,
    .stream = libpq_stream,
    .run_many = cu_postgresql_run_many,
    .step = libpq_step,
    .read = libpq_read,
    .reset = libpq_reset,
    .column_count = libpq_column_count,
    .column_name = libpq_column_name,
    .parameter_count = libpq_parameter_count,
    .changes = libpq_changes,
    .last_insert_id = libpq_last_insert_id,
    .in_transaction = libpq_in_transaction,
    .interrupt = libpq_interrupt,
    .copy_begin = cu_postgresql_copy_begin,
    .copy_row = cu_postgresql_copy_row,
    .copy_end = cu_postgresql_copy_end,
};
