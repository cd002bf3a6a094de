/*
 * dialects/sqlite/driver.c - statements on an SQLite database.
 *
 * Values are bound where they are, without a copy, and rows are read where
 * SQLite has them.
 */
#include "dialects/sqlite/driver.h"

#include "base/alloc.h"
#include <limits.h>

static cupel_code sqlite_failed(const cupel_driver_connection *connection, int result,
                                cu_error *error)
{
    return cu_sqlite_fail(connection->database, connection->busy_timeout, result, error);
}

static cupel_code sqlite_too_long(size_t length, const char *what, cu_error *error)
{
    cu_error_set(error, CUPEL_DATA_ERROR, "%s of %zu bytes is larger than SQLite's limits", what,
                 length);
    cu_error_set_reason(error, CUPEL_REASON_TOO_LARGE);
    return CUPEL_DATA_ERROR;
}

/* ---- SQL without parameters -------------------------------------------------------------------- */

static const char *const sqlite_control_texts[CU_SQLITE_CONTROLS] = { "BEGIN", "BEGIN IMMEDIATE",
                                                                      "COMMIT", "ROLLBACK" };

/* BEGIN and its kin are run so often that they stay prepared. */
static int sqlite_run_control(cupel_driver_connection *connection, size_t index)
{
    sqlite3_stmt **control = &connection->controls[index];
    int result = SQLITE_OK;
    if (!*control)
        result = sqlite3_prepare_v3(connection->database, sqlite_control_texts[index], -1,
                                    SQLITE_PREPARE_PERSISTENT, control, NULL);
    if (result != SQLITE_OK)
        return result;
    sqlite3_step(*control);
    return sqlite3_reset(*control);
}

/* Runs the first statement of a script; *rest is what follows. */
static cupel_code sqlite_run_first(const cupel_driver_connection *connection, const char *sql,
                                   int length, const char **rest, cu_error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(connection->database, sql, length, &statement, rest);
    if (result != SQLITE_OK)
        return sqlite_failed(connection, result, error);
    if (!statement) /* only spaces and comments */
        return CUPEL_OK;
    if (sqlite3_bind_parameter_count(statement) > 0) {
        sqlite3_finalize(statement);
        return cu_error_set(error, CUPEL_PROGRAMMING_ERROR,
                            "a statement of a script has a parameter, and no value can be given "
                            "to it: use cupel_execute()");
    }
    do {
        result = sqlite3_step(statement);
    } while (result == SQLITE_ROW);
    cupel_code code = result == SQLITE_DONE ? CUPEL_OK : sqlite_failed(connection, result, error);
    sqlite3_finalize(statement);
    return code;
}

static cupel_code sqlite_execute(cupel_driver_connection *connection, const char *sql,
                                 size_t length, cupel_driver_error *error)
{
    const char *end = sql + length, *rest;
    connection->changes = 0;
    for (size_t i = 0; i < CU_SQLITE_CONTROLS; i++) {
        if (strlen(sqlite_control_texts[i]) != length ||
            memcmp(sqlite_control_texts[i], sql, length) != 0)
            continue;
        int result = sqlite_run_control(connection, i);
        return result == SQLITE_OK ? CUPEL_OK : sqlite_failed(connection, result, error);
    }
    if (length > INT_MAX)
        return sqlite_too_long(length, "SQL", error);
    for (; sql < end; sql = rest) {
        cupel_code code = sqlite_run_first(connection, sql, (int)(end - sql), &rest, error);
        if (code != CUPEL_OK)
            return code;
    }
    return CUPEL_OK;
}

static const char *sqlite_begin_sql(cupel_driver_connection *connection, cupel_begin_kind kind)
{
    (void)connection;
    return kind == CUPEL_BEGIN_WRITE ? "BEGIN IMMEDIATE" : "BEGIN";
}

/* ---- preparing --------------------------------------------------------------------------------- */

/* Whether there is more than spaces and comments behind the first statement. */
static bool sqlite_has_more(sqlite3 *database, const char *sql, const char *end)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = sql;
    while (sql < end) {
        int result = sqlite3_prepare_v2(database, sql, (int)(end - sql), &statement, &rest);
        sqlite3_finalize(statement);
        if (result != SQLITE_OK || statement)
            return true;
        sql = rest > sql ? rest : end;
    }
    return false;
}

static cupel_code sqlite_check_prepared(const cupel_driver_connection *connection,
                                        const sqlite3_stmt *statement, const char *rest,
                                        const char *end, cu_error *error)
{
    if (!statement)
        return cu_error_set(error, CUPEL_PROGRAMMING_ERROR, "the SQL has no statement in it");
    if (sqlite_has_more(connection->database, rest, end))
        return cu_error_set(error, CUPEL_PROGRAMMING_ERROR,
                            "the SQL has several statements: run them one by one, or with "
                            "cupel_execute_script()");
    return CUPEL_OK;
}

/* A statement with room for where its values are; NULL: no memory. */
static cupel_driver_statement *sqlite_make_statement(sqlite3_stmt *native)
{
    cupel_driver_statement *statement = cu_alloc_zero(sizeof *statement);
    if (!statement)
        return NULL;
    if (!cu_vector_reserve(&statement->cells, (size_t)sqlite3_column_count(native))) {
        cu_free(statement);
        return NULL;
    }
    statement->statement = native;
    statement->writes = !sqlite3_stmt_readonly(native);
    return statement;
}

static cupel_code sqlite_prepare(cupel_driver_connection *connection, const char *sql,
                                 size_t length, cupel_driver_statement **out,
                                 cupel_driver_error *error)
{
    sqlite3_stmt *native = NULL;
    const char *rest = NULL;
    if (length > INT_MAX)
        return sqlite_too_long(length, "SQL", error);
    int result = sqlite3_prepare_v3(connection->database, sql, (int)length,
                                    SQLITE_PREPARE_PERSISTENT, &native, &rest);
    if (result != SQLITE_OK)
        return sqlite_failed(connection, result, error);
    cupel_code code = sqlite_check_prepared(connection, native, rest, sql + length, error);
    *out = code == CUPEL_OK ? sqlite_make_statement(native) : NULL;
    if (*out)
        return CUPEL_OK;
    sqlite3_finalize(native);
    return code == CUPEL_OK ? cu_error_no_memory(error) : code;
}

static void sqlite_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    (void)connection;
    sqlite3_finalize(statement->statement);
    cu_vector_free(&statement->cells);
    cu_free(statement);
}

/* ---- binding ----------------------------------------------------------------------------------- */

static int sqlite_bind_double(sqlite3_stmt *statement, int place, double number)
{
    /* SQLite would make NULL of it. */
    return number == number ? sqlite3_bind_double(statement, place, number) : SQLITE_MISMATCH;
}

static int sqlite_bind_value(sqlite3_stmt *statement, int place, const cupel_value *value)
{
    switch (value->kind) {
    case CUPEL_KIND_NULL: return sqlite3_bind_null(statement, place);
    case CUPEL_KIND_INT: return sqlite3_bind_int64(statement, place, value->as.integer);
    case CUPEL_KIND_DOUBLE: return sqlite_bind_double(statement, place, value->as.real);
    case CUPEL_KIND_TEXT:
        if (value->length > INT_MAX)
            return SQLITE_TOOBIG;
        return sqlite3_bind_text(statement, place, value->as.text, (int)value->length,
                                 SQLITE_STATIC);
    case CUPEL_KIND_BLOB:
        if (value->length > INT_MAX)
            return SQLITE_TOOBIG;
        /* Without bytes the address must still not be NULL. */
        return sqlite3_bind_blob(statement, place, value->length > 0 ? value->as.data : "",
                                 (int)value->length, SQLITE_STATIC);
    default: return SQLITE_MISUSE;
    }
}

static cupel_code sqlite_bind_failed(const cupel_driver_connection *connection, size_t index,
                                     const cupel_value *value, int result, cu_error *error)
{
    if (result == SQLITE_TOOBIG)
        sqlite_too_long(value->length, "a value", error);
    else if (result == SQLITE_MISMATCH)
        cu_error_set(error, CUPEL_DATA_ERROR, "SQLite cannot store NaN: it would become NULL");
    else if (result == SQLITE_MISUSE && value->kind > CUPEL_KIND_BLOB)
        cu_error_set(error, CUPEL_INTERFACE_ERROR, "SQLite has no values of kind %s",
                     cupel_kind_name((cupel_kind)value->kind));
    else
        sqlite_failed(connection, result, error);
    cu_error_prefix(error, "parameter %zu: ", index + 1);
    return cu_error_code(error);
}

static cupel_code sqlite_bind(cupel_driver_connection *connection,
                              cupel_driver_statement *statement, size_t count,
                              const cupel_value *values, cupel_driver_error *error)
{
    for (size_t i = 0; i < count; i++) {
        int result = sqlite_bind_value(statement->statement, (int)i + 1, &values[i]);
        if (__builtin_expect(result != SQLITE_OK, 0))
            return sqlite_bind_failed(connection, i, &values[i], result, error);
    }
    return CUPEL_OK;
}

/* ---- running ----------------------------------------------------------------------------------- */

/* Rows changed on this connection since it was opened. */
static int64_t sqlite_total_changes(const cupel_driver_connection *connection)
{
    return sqlite3_total_changes64(connection->database);
}

/*
 * The rows a statement that ended has changed.  SQLite remembers those of the last INSERT, UPDATE or DELETE, which other
 * statements leave as they are: where the sum is what it was, this one has changed none.
 */
static void sqlite_count_changes(cupel_driver_connection *connection,
                                 const cupel_driver_statement *statement)
{
    connection->changes = 0;
    if (statement->writes && sqlite_total_changes(connection) != statement->changes_before)
        connection->changes = sqlite3_changes64(connection->database);
}

/* The first step, in which SQLite prepares a statement anew whose tables have changed. */
static int sqlite_step_first(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    statement->running = true;
    if (statement->writes)
        statement->changes_before = sqlite_total_changes(connection);
    int result = sqlite3_step(statement->statement);
    if (statement->cells.count != (size_t)sqlite3_column_count(statement->statement))
        cu_vector_clear(&statement->cells);
    return result;
}

static cupel_step sqlite_step(cupel_driver_connection *connection,
                              cupel_driver_statement *statement, cupel_driver_error *error)
{
    int result = statement->running ? sqlite3_step(statement->statement)
                                    : sqlite_step_first(connection, statement);
    if (__builtin_expect(result == SQLITE_ROW, 1))
        return CUPEL_STEP_ROW;
    if (result == SQLITE_DONE) {
        sqlite_count_changes(connection, statement);
        return CUPEL_STEP_DONE;
    }
    sqlite_failed(connection, result, error);
    return CUPEL_STEP_FAILED;
}

static void sqlite_reset(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    (void)connection;
    statement->running = false;
    sqlite3_reset(statement->statement);
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* A text or blob where it is; false where SQLite has no memory for it. */
static bool sqlite_read_bytes(sqlite3_value *cell, int type, cupel_value *value)
{
    const void *data =
        type == SQLITE_TEXT ? (const void *)sqlite3_value_text(cell) : sqlite3_value_blob(cell);
    int length = sqlite3_value_bytes(cell);
    value->kind = type == SQLITE_TEXT ? CUPEL_KIND_TEXT : CUPEL_KIND_BLOB;
    value->length = (uint32_t)length;
    value->as.data = data ? data : "";
    return data || (type == SQLITE_BLOB && length == 0);
}

/* An integer; where a double is wanted that is exactly that number, it is one. */
static void sqlite_read_integer(sqlite3_value *cell, uint8_t wanted, cupel_value *value)
{
    int64_t number = sqlite3_value_int64(cell);
    value->kind = CUPEL_KIND_INT;
    value->as.integer = number;
    if (__builtin_expect(wanted != CUPEL_KIND_DOUBLE, 1) || number < -(INT64_C(1) << 53) ||
        number > INT64_C(1) << 53)
        return;
    value->kind = CUPEL_KIND_DOUBLE;
    value->as.real = (double)number;
}

/* What SQLite stored. */
static bool sqlite_read_value(sqlite3_value *cell, uint8_t wanted, cupel_value *value)
{
    int type = sqlite3_value_type(cell);
    value->length = 0;
    switch (type) {
    case SQLITE_INTEGER: sqlite_read_integer(cell, wanted, value); return true;
    case SQLITE_FLOAT:
        value->kind = CUPEL_KIND_DOUBLE;
        value->as.real = sqlite3_value_double(cell);
        return true;
    case SQLITE_NULL: value->kind = CUPEL_KIND_NULL; return true;
    default: return sqlite_read_bytes(cell, type, value);
    }
}

/* Whether each is as far behind the one before as the second behind the first. */
static bool sqlite_is_in_line(sqlite3_value *const *cells, size_t count)
{
    for (size_t i = 2; i < count; i++)
        if ((uintptr_t)cells[i] - (uintptr_t)cells[i - 1] !=
            (uintptr_t)cells[1] - (uintptr_t)cells[0])
            return false;
    return true;
}

static bool sqlite_find_cells(cupel_driver_statement *statement)
{
    size_t count = (size_t)sqlite3_column_count(statement->statement);
    if (!cu_vector_reserve(&statement->cells, count))
        return false;
    for (size_t i = 0; i < count; i++)
        statement->cells.items[i] = sqlite3_column_value(statement->statement, (int)i);
    statement->cells.count = count;
    statement->in_line = sqlite_is_in_line(statement->cells.items, count);
    return true;
}

/*
 * Whether the values of the current row are where those of the last one were.  SQLite has the values of a row in line, and
 * those of one statement's rows mostly in the same place, so that one has to be asked for, not each: asking costs more than
 * reading.  Were they ever not in line, each would be asked for.
 */
static bool sqlite_has_cells(const cupel_driver_statement *statement)
{
    return statement->cells.count > 0 && statement->in_line &&
           statement->cells.items[0] == sqlite3_column_value(statement->statement, 0);
}

static cupel_code sqlite_read(cupel_driver_connection *connection,
                              cupel_driver_statement *statement, size_t count,
                              const uint32_t *columns, const uint8_t *kinds, cupel_value *values,
                              cupel_driver_error *error)
{
    (void)connection;
    if (!sqlite_has_cells(statement) && !sqlite_find_cells(statement))
        return cu_error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        size_t place = columns ? columns[i] : i;
        if (__builtin_expect(!sqlite_read_value(statement->cells.items[place],
                                                kinds ? kinds[place] : 0, &values[place]),
                             0))
            return cu_error_no_memory(error);
    }
    return CUPEL_OK;
}

/* ---- asking ------------------------------------------------------------------------------------ */

static size_t sqlite_column_count(cupel_driver_connection *connection,
                                  cupel_driver_statement *statement)
{
    (void)connection;
    return (size_t)sqlite3_column_count(statement->statement);
}

static const char *sqlite_column_name(cupel_driver_connection *connection,
                                      cupel_driver_statement *statement, size_t column)
{
    (void)connection;
    const char *name = sqlite3_column_name(statement->statement, (int)column);
    return name ? name : "";
}

static size_t sqlite_parameter_count(cupel_driver_connection *connection,
                                     cupel_driver_statement *statement)
{
    (void)connection;
    return (size_t)sqlite3_bind_parameter_count(statement->statement);
}

static int64_t sqlite_changes(cupel_driver_connection *connection)
{
    return connection->changes;
}

static int64_t sqlite_last_insert_id(cupel_driver_connection *connection)
{
    return sqlite3_last_insert_rowid(connection->database);
}

static bool sqlite_in_transaction(cupel_driver_connection *connection)
{
    return sqlite3_get_autocommit(connection->database) == 0;
}

static void sqlite_interrupt(cupel_driver_connection *connection)
{
    sqlite3_interrupt(connection->database);
}

static bool sqlite_ping(cupel_driver_connection *connection)
{
    return connection->database != NULL; /* there is no server that could go away */
}

static int sqlite_server_version(cupel_driver_connection *connection)
{
    (void)connection;
    int version = sqlite3_libversion_number(); /* 3040001 */
    return version / 1000000 * 10000 + version / 1000 % 1000 * 100 + version % 1000;
}

const cupel_driver cu_driver_sqlite = {
    .format = CUPEL_DRIVER_FORMAT,
    .name = "sqlite",
    .version = SQLITE_VERSION,
    .connect = cu_sqlite_connect,
    .close = cu_sqlite_close,
    .ping = sqlite_ping,
    .server_version = sqlite_server_version,
    .execute = sqlite_execute,
    .begin_sql = sqlite_begin_sql,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind = sqlite_bind,
    .step = sqlite_step,
    .read = sqlite_read,
    .reset = sqlite_reset,
    .column_count = sqlite_column_count,
    .column_name = sqlite_column_name,
    .parameter_count = sqlite_parameter_count,
    .changes = sqlite_changes,
    .last_insert_id = sqlite_last_insert_id,
    .in_transaction = sqlite_in_transaction,
    .interrupt = sqlite_interrupt,
};
