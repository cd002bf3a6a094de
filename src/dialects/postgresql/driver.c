/*
 * dialects/postgresql/driver.c - statements on a PostgreSQL server.
 *
 * A statement is prepared when its first values are known, as the types of its
 * parameters are theirs.  Its rows come in one piece, so that the connection is
 * free for others at once; who wants to read slowly gets them from a cursor of
 * the server, some at a time.
 */
#include "dialects/postgresql/driver.h"

#include "base/alloc.h"
#include "base/number.h"
#include <stdio.h>
#include <strings.h>

/* Rows fetched with a cursor at a time. */
#define LIBPQ_FETCH_LEAST 100
#define LIBPQ_FETCH_MOST  10000

static bool succeeded(const PGresult *result)
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
    if (!succeeded(result))
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

/* ---- making ------------------------------------------------------------------------------------ */

static void forget_columns(cupel_driver_statement *statement)
{
    cu_free(statement->forms);
    cu_free(statement->names);
    statement->forms = NULL;
    statement->names = NULL;
    statement->column_count = 0;
    statement->as_text = false;
}

static void name_statement(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    snprintf(statement->name, sizeof statement->name, "cupel_%llu",
             (unsigned long long)++connection->last_statement);
}

/* Takes the statement off the server, where a failed transaction does not keep one from it; the next gets a new name. */
static void forget_prepared(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    char sql[64];
    cu_postgresql_settle(connection);
    PGTransactionStatusType status = cu_postgresql.transaction_status(connection->native);
    if (statement->prepared && (status == PQTRANS_IDLE || status == PQTRANS_INTRANS)) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s", statement->name);
        cu_postgresql.clear(cu_postgresql_execute(connection, sql));
    }
    if (statement->prepared)
        name_statement(connection, statement);
    statement->prepared = statement->stale = false;
}

static void libpq_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    forget_prepared(connection, statement);
    cu_postgresql.clear(statement->result);
    forget_columns(statement);
    cu_arena_free(&statement->cells);
    cu_buffer_free(&statement->bytes);
    cu_free(statement->types);
    cu_free(statement->values);
    cu_free(statement->lengths);
    cu_free(statement->formats);
    cu_free(statement->places);
    cu_free(statement->sql);
    cu_free(statement);
}

static bool make_room(cupel_driver_statement *statement)
{
    size_t count = statement->parameters;
    statement->types = cu_alloc_array(count, sizeof *statement->types);
    statement->values = cu_alloc_array(count, sizeof *statement->values);
    statement->lengths = cu_alloc_array(count, sizeof *statement->lengths);
    statement->formats = cu_alloc_array(count, sizeof *statement->formats);
    statement->places = cu_alloc_array(count, sizeof *statement->places);
    if (!statement->types || !statement->values || !statement->lengths || !statement->formats ||
        !statement->places)
        return false;
    for (size_t i = 0; i < count; i++) {
        statement->types[i] = CU_OID_UNKNOWN;
        statement->formats[i] = 0;
    }
    return true;
}

/* Whether the statement begins with one of these words. */
static bool libpq_begins_with(const char *sql, const char *const *words)
{
    sql += strspn(sql, " \t\r\n(");
    for (; *words; words++)
        if (strncasecmp(sql, *words, strlen(*words)) == 0)
            return true;
    return false;
}

static cupel_code libpq_prepare(cupel_driver_connection *connection, const char *sql, size_t length,
                                cupel_driver_statement **out, cupel_driver_error *error)
{
    static const char *const queries[] = { "SELECT", "WITH", "VALUES", NULL };
    cupel_driver_statement *statement = cu_alloc_zero(sizeof *statement);
    if (!statement)
        return cu_error_no_memory(error);
    statement->connection = connection;
    cu_arena_init(&statement->cells, 0);
    cu_buffer_init(&statement->bytes, CU_BUFFER_MAXIMUM);
    statement->sql = cu_strndup(sql, length);
    if (statement->sql) {
        statement->parameters = cu_postgresql_count_parameters(statement->sql);
        statement->is_query = libpq_begins_with(statement->sql, queries);
        statement->harmless = cu_postgresql_is_harmless(statement->sql);
        statement->plain = cu_postgresql_is_plain(statement->sql);
        statement->changes_settings = cu_postgresql_changes_settings(statement->sql);
    }
    if (!statement->sql || !make_room(statement)) {
        libpq_finalize(connection, statement);
        return cu_error_no_memory(error);
    }
    name_statement(connection, statement);
    /* Without parameters there is nothing to wait for. */
    cupel_code code = statement->parameters == 0
                          ? cu_postgresql_prepare_for(statement, 0, NULL, error)
                          : CUPEL_OK;
    if (code == CUPEL_OK)
        *out = statement;
    else
        libpq_finalize(connection, statement);
    return code;
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* Keeps what columns the rows will have. */
static cupel_code describe(cupel_driver_statement *statement, const PGresult *result,
                           cu_error *error)
{
    int count = cu_postgresql.column_count(result);
    size_t size = 0;
    forget_columns(statement);
    if (count == 0)
        return CUPEL_OK;
    for (int i = 0; i < count; i++)
        size += strlen(cu_postgresql.column_name(result, i)) + 1;
    statement->forms = cu_alloc_array((size_t)count, sizeof *statement->forms);
    statement->names = cu_alloc((size_t)count * sizeof *statement->names + size);
    if (!statement->forms || !statement->names)
        return cu_error_no_memory(error);
    char *text = (char *)(statement->names + count);
    for (int i = 0; i < count; i++) {
        const char *name = cu_postgresql.column_name(result, i);
        size_t length = strlen(name) + 1;
        statement->names[i] = memcpy(text, name, length);
        text += length;
        statement->forms[i] = (uint8_t)cu_postgresql_form_of(cu_postgresql.column_type(result, i));
        statement->as_text |= statement->forms[i] == CU_FORM_OTHER;
    }
    statement->column_count = (size_t)count;
    return CUPEL_OK;
}

/* The server cannot tell the types of parameters that are only counted, say: they are texts then. */
static bool declare_texts(cupel_driver_statement *statement, const PGresult *result)
{
    const char *state = cu_postgresql.result_error_field(result, PG_DIAG_SQLSTATE);
    bool any = false;
    if (!state || strcmp(state, "42P18") != 0 ||
        cu_postgresql.transaction_status(statement->connection->native) == PQTRANS_INERROR)
        return false;
    for (size_t i = 0; i < statement->parameters; i++)
        if (statement->types[i] == CU_OID_UNKNOWN) {
            statement->types[i] = CU_OID_TEXT;
            any = true;
        }
    return any;
}

static PGresult *send_text(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    int sent = cu_postgresql.send_prepare(connection->native, statement->name, statement->sql,
                                          (int)statement->parameters, statement->types);
    return cu_postgresql_last_result(connection, sent);
}

/*
 * Older versions of libpq take what the server says of a statement's parameters, 4 bytes each, for nonsense where it is
 * longer than 30000 bytes, and give the connection up.
 */
#define DESCRIBED_BEFORE_150020 ((30000 - 6) / 4)

static bool too_many_described(const cupel_driver_statement *statement, cu_error *error)
{
    int version = cu_postgresql.library_version();
    if (statement->parameters <= DESCRIBED_BEFORE_150020 || version >= 150020)
        return false;
    cu_error_set(
        error, CUPEL_NOT_SUPPORTED,
        "the statement has %zu parameters, but libpq %d.%d can only be told of %d; install "
        "libpq 15.20, or use several statements",
        statement->parameters, version / 10000, version % 10000, DESCRIBED_BEFORE_150020);
    return true;
}

static cupel_code prepare_native(cupel_driver_statement *statement, cu_error *error)
{
    cupel_driver_connection *connection = statement->connection;
    if (too_many_described(statement, error))
        return CUPEL_NOT_SUPPORTED;
    cupel_code code = cu_postgresql_start(connection, error);
    if (code != CUPEL_OK)
        return code;
    PGresult *result = send_text(statement);
    if (!succeeded(result) && result && declare_texts(statement, result)) {
        cu_postgresql.clear(result);
        result = send_text(statement);
    }
    if (!succeeded(result))
        code = cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    if (code != CUPEL_OK)
        return code;
    statement->prepared = true;
    result = cu_postgresql_last_result(
        connection, cu_postgresql.send_describe(connection->native, statement->name));
    code = succeeded(result) ? describe(statement, result, error)
                             : cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    return code;
}

cupel_code cu_postgresql_prepare_for(cupel_driver_statement *statement, size_t count,
                                     const cupel_value *values, cu_error *error)
{
    bool again = !statement->prepared || statement->stale;
    cupel_code code = cu_postgresql_encode_values(statement, count, values, &again, error);
    if (code != CUPEL_OK || !again)
        return code;
    forget_prepared(statement->connection, statement);
    return prepare_native(statement, error);
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
    if (!succeeded(result))
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
    forget_prepared(connection, statement);
    return prepare_native(statement, error) == CUPEL_OK ? send(statement) : NULL;
}

/* Takes rows over; false where they did not come, with the error set. */
static bool take_rows(cupel_driver_statement *statement, PGresult *result, cu_error *error)
{
    cu_postgresql.clear(statement->result);
    statement->result = NULL;
    if (!succeeded(result)) {
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
    bool good = succeeded(result) && cu_postgresql.status(connection->native) == CONNECTION_OK;
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
    .prepare = libpq_prepare,
    .finalize = libpq_finalize,
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
