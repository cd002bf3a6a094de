/*
 * dialects/mysql/driver.c - statements on a MySQL or MariaDB server.
 *
 * Rows are read as the server sends them, so a result takes no memory however
 * long it is.  But while they come nothing else can be sent: what must be sent
 * all the same first puts the rest of the rows aside, in memory.  Who wants to
 * read slowly, and to do other things meanwhile, has the server keep the rows
 * (a cursor) and fetches some at a time.
 */
#include "dialects/mysql/driver.h"

#include "base/alloc.h"
#include <errmsg.h>
#include <strings.h>

/* Room for texts and blobs that a statement keeps when it is not used. */
#define MYSQL_KEPT_BYTES 65536
/* Rows fetched with a cursor at a time: each fetch is a message there and back. */
#define MYSQL_FETCH_LEAST 100
#define MYSQL_FETCH_MOST  10000

/* ---- SQL without parameters -------------------------------------------------------------------- */

/* Reads the results of a script to their end, rows and all. */
static bool maria_skip_results(MYSQL *mysql)
{
    int more;
    do {
        MYSQL_RES *result = cu_mysql.use_result(mysql);
        if (result)
            while (cu_mysql.fetch_row(result))
                ;
        bool failed = cu_mysql.error_number(mysql) != 0;
        if (result)
            cu_mysql.free_result(result);
        if (failed)
            return false;
        more = cu_mysql.next_result(mysql);
    } while (more == 0);
    return more < 0;
}

static cupel_code maria_execute(cupel_driver_connection *connection, const char *sql, size_t length,
                                cupel_driver_error *error)
{
    connection->changes = 0;
    cupel_code code = cu_mysql_begin_sending(connection, error);
    if (code != CUPEL_OK)
        return code;
    atomic_store(&connection->busy, true);
    if (cu_mysql.real_query(connection->mysql, sql, length) != 0 ||
        !maria_skip_results(connection->mysql))
        code = cu_mysql_fail(connection, NULL, error);
    atomic_store(&connection->busy, false);
    return code;
}

static const char *maria_begin_sql(cupel_driver_connection *connection, cupel_begin_kind kind)
{
    (void)connection;
    return kind == CUPEL_BEGIN_READ_ONLY ? "START TRANSACTION READ ONLY" : "BEGIN";
}

/* ---- preparing --------------------------------------------------------------------------------- */

static void maria_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    if (connection->pending == statement)
        connection->pending = NULL;
    else if (!connection->lost)
        cu_mysql_put_aside(connection);
    if (statement->native)
        cu_mysql.stmt_close(statement->native);
    cu_mysql_forget_saved(statement);
    cu_free(statement->sql);
    cu_free(statement->binds);
    cu_free(statement->times);
    cu_free(statement->parameters);
    cu_free(statement->indicators);
    cu_free(statement->kinds);
    cu_free(statement->types);
    cu_free(statement->columns);
    cu_free(statement->names);
    cu_free(statement->cells);
    cu_free(statement->bytes);
    cu_free(statement);
}

static cupel_code maria_prepare_native(cupel_driver_connection *connection,
                                       cupel_driver_statement *statement, cu_error *error)
{
    unsigned long cursor = CURSOR_TYPE_READ_ONLY;
    statement->has_cursor = statement->fetch_rows > 0;
    statement->native = cu_mysql.stmt_init(connection->mysql);
    if (!statement->native)
        return cu_error_no_memory(error);
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_CB_USER_DATA, statement);
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_CB_RESULT,
                           (const void *)(uintptr_t)cu_mysql_read_column);
    if (statement->has_cursor) {
        cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_CURSOR_TYPE, &cursor);
        cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_PREFETCH_ROWS, &statement->fetch_rows);
    }
    if (cu_mysql.stmt_prepare(statement->native, statement->sql, statement->sql_length) != 0)
        return cu_mysql_fail(connection, statement->native, error);
    return cu_mysql_describe_row(statement, error);
}

static cupel_code maria_make_room(cupel_driver_statement *statement, cu_error *error)
{
    size_t count = cu_mysql.stmt_param_count(statement->native);
    statement->parameter_count = count;
    statement->binds = cu_alloc_array(count, sizeof *statement->binds);
    statement->times = cu_alloc_array(count, sizeof *statement->times);
    statement->parameters = cu_alloc_array(count, sizeof *statement->parameters);
    return statement->binds && statement->times && statement->parameters
               ? CUPEL_OK
               : cu_error_no_memory(error);
}

static cupel_code maria_prepare(cupel_driver_connection *connection, const char *sql, size_t length,
                                cupel_driver_statement **out, cupel_driver_error *error)
{
    cupel_code code = cu_mysql_begin_sending(connection, error);
    cupel_driver_statement *statement = code == CUPEL_OK ? cu_alloc_zero(sizeof *statement) : NULL;
    if (!statement)
        return code == CUPEL_OK ? cu_error_no_memory(error) : code;
    cu_arena_init(&statement->saved_arena, 0);
    statement->connection = connection;
    statement->sql = cu_strndup(sql, length);
    statement->sql_length = length;
    code = statement->sql ? maria_prepare_native(connection, statement, error)
                          : cu_error_no_memory(error);
    if (code == CUPEL_OK)
        code = maria_make_room(statement, error);
    if (code == CUPEL_OK)
        *out = statement;
    else
        maria_finalize(connection, statement);
    return code;
}

/* ---- running ----------------------------------------------------------------------------------- */

/* A table was changed so that the statement has other columns now: it is prepared anew. */
static bool maria_columns_changed(const cupel_driver_statement *statement)
{
    return cu_mysql.stmt_error_number(statement->native) == CR_NEW_STMT_METADATA;
}

static cupel_code maria_prepare_again(cupel_driver_connection *connection,
                                      cupel_driver_statement *statement, cu_error *error)
{
    if (statement->native)
        cu_mysql.stmt_close(statement->native);
    statement->native = NULL;
    cupel_code code = maria_prepare_native(connection, statement, error);
    if (code == CUPEL_OK && statement->parameter_count > 0 &&
        cu_mysql.stmt_bind_param(statement->native, statement->binds))
        code = cu_mysql_fail(connection, statement->native, error);
    return code;
}

static cupel_code maria_send(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             cu_error *error)
{
    cupel_code code = cu_mysql_begin_sending(connection, error);
    if (code != CUPEL_OK)
        return code;
    /* The client library cannot turn a cursor off that it once had. */
    if (!statement->native || statement->has_cursor != (statement->fetch_rows > 0))
        code = maria_prepare_again(connection, statement, error);
    if (code != CUPEL_OK || cu_mysql.stmt_execute(statement->native) == 0)
        return code;
    if (!maria_columns_changed(statement))
        return cu_mysql_fail(connection, statement->native, error);
    code = maria_prepare_again(connection, statement, error);
    if (code == CUPEL_OK && cu_mysql.stmt_execute(statement->native) != 0)
        code = cu_mysql_fail(connection, statement->native, error);
    return code;
}

/* The statement was sent: rows follow, or it is done. */
static cupel_code maria_start(cupel_driver_connection *connection,
                              cupel_driver_statement *statement, cu_error *error)
{
    statement->running = true;
    statement->rows = 0;
    connection->changes = 0;
    cupel_code code = maria_send(connection, statement, error);
    if (code != CUPEL_OK)
        return code;
    code = cu_mysql_describe_row(statement, error);
    statement->returns_rows = cu_mysql.stmt_field_count(statement->native) > 0;
    if (code == CUPEL_OK && statement->returns_rows)
        code = cu_mysql_note_names(statement, error);
    /* On failure too, so that what comes is read. */
    if (statement->returns_rows && !statement->has_cursor)
        connection->pending = statement;
    return code;
}

/* Whether the statement begins with one of these words. */
static bool maria_begins_with(const cupel_driver_statement *statement, const char *const *words)
{
    const char *sql = statement->sql + strspn(statement->sql, " \t\r\n(");
    for (; *words; words++)
        if (strncasecmp(sql, *words, strlen(*words)) == 0)
            return true;
    return false;
}

/* How many rows a statement that gave some has changed: all it gave, where it is not only a query. */
static int64_t maria_rows_changed(const cupel_driver_statement *statement)
{
    static const char *const changing[] = { "INSERT", "REPLACE", "UPDATE", "DELETE", NULL };
    return maria_begins_with(statement, changing) ? statement->rows : 0;
}

/* Only queries can have a cursor. */
static void maria_stream(cupel_driver_connection *connection, cupel_driver_statement *statement,
                         size_t rows)
{
    static const char *const queries[] = { "SELECT", "WITH", NULL };
    (void)connection;
    if (maria_begins_with(statement, queries))
        statement->fetch_rows = CU_MIN(CU_MAX(rows, MYSQL_FETCH_LEAST), MYSQL_FETCH_MOST);
}

static cupel_step maria_finish(cupel_driver_connection *connection,
                               cupel_driver_statement *statement)
{
    statement->done = true;
    if (connection->pending == statement) {
        connection->pending = NULL;
        cu_mysql_skip_more(statement);
    }
    if (statement->returns_rows) {
        connection->changes = maria_rows_changed(statement);
        connection->last_insert_id = 0;
    } else {
        connection->changes = (int64_t)cu_mysql.stmt_affected_rows(statement->native);
        connection->last_insert_id = (int64_t)cu_mysql.stmt_insert_id(statement->native);
    }
    return CUPEL_STEP_DONE;
}

static cupel_step maria_fetch(cupel_driver_connection *connection,
                              cupel_driver_statement *statement, cu_error *error)
{
    if (connection->pending != statement)
        cu_mysql_put_aside(connection);
    int result = cu_mysql.stmt_fetch(statement->native);
    if (CU_LIKELY(result == 0))
        return cu_mysql_keep_row(statement, error) == CUPEL_OK ? CUPEL_STEP_ROW : CUPEL_STEP_FAILED;
    if (result == MYSQL_NO_DATA)
        return CUPEL_STEP_DONE;
    cu_mysql_fail(connection, statement->native, error);
    if (connection->pending == statement)
        connection->pending = NULL;
    return CUPEL_STEP_FAILED;
}

static cupel_step maria_next(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             cu_error *error)
{
    if (!statement->running && maria_start(connection, statement, error) != CUPEL_OK)
        return CUPEL_STEP_FAILED;
    if (!statement->returns_rows)
        return CUPEL_STEP_DONE;
    if (statement->saved_end)
        return cu_mysql_step_saved(statement, error);
    return maria_fetch(connection, statement, error);
}

static cupel_step maria_step(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             cupel_driver_error *error)
{
    if (statement->done)
        return CUPEL_STEP_DONE;
    atomic_store_explicit(&connection->busy, true, memory_order_relaxed);
    cupel_step step = maria_next(connection, statement, error);
    atomic_store_explicit(&connection->busy, false, memory_order_relaxed);
    if (CU_LIKELY(step == CUPEL_STEP_ROW)) {
        statement->rows++;
        return CUPEL_STEP_ROW;
    }
    if (step == CUPEL_STEP_DONE)
        return maria_finish(connection, statement);
    statement->done = true;
    return CUPEL_STEP_FAILED;
}

static cupel_code maria_read(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             size_t count, const uint32_t *columns, const uint8_t *kinds,
                             cupel_value *values, cupel_driver_error *error)
{
    (void)connection;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        size_t place = columns ? columns[i] : i;
        cu_mysql_give(&statement->cells[place], kinds ? kinds[place] : (uint8_t)CUPEL_KIND_NULL,
                      &values[place]);
    }
    return CUPEL_OK;
}

/* What the server still sends or keeps of the rows is not wanted any more. */
static void maria_abandon(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    if (connection->pending == statement) {
        cu_mysql_drop_rest(connection, statement);
    } else if (statement->native && !connection->lost) {
        cu_mysql_put_aside(connection);
        cu_mysql.stmt_reset(statement->native);
        if (!connection->mysql->net.pvio)
            connection->lost = true;
    }
}

static void maria_reset(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    if (connection->pending == statement ||
        (statement->has_cursor && statement->running && !statement->done))
        maria_abandon(connection, statement);
    cu_mysql_forget_saved(statement);
    if (statement->byte_capacity > MYSQL_KEPT_BYTES) {
        cu_free(statement->bytes);
        statement->bytes = NULL;
        statement->byte_capacity = 0;
    }
    statement->running = statement->done = statement->returns_rows = false;
    statement->fetch_rows = 0;
}

/* ---- asking ------------------------------------------------------------------------------------ */

static size_t maria_column_count(cupel_driver_connection *connection,
                                 cupel_driver_statement *statement)
{
    (void)connection;
    return statement->column_count;
}

static const char *maria_column_name(cupel_driver_connection *connection,
                                     cupel_driver_statement *statement, size_t column)
{
    (void)connection;
    if (statement->names)
        return statement->names[column];
    const MYSQL_FIELD *fields = cu_mysql.stmt_fetch_fields(statement->native);
    return fields && fields[column].name ? fields[column].name : "";
}

static size_t maria_parameter_count(cupel_driver_connection *connection,
                                    cupel_driver_statement *statement)
{
    (void)connection;
    return statement->parameter_count;
}

static int64_t maria_changes(cupel_driver_connection *connection)
{
    return connection->changes;
}

static int64_t maria_last_insert_id(cupel_driver_connection *connection)
{
    return connection->last_insert_id;
}

static bool maria_ping(cupel_driver_connection *connection)
{
    if (!connection->lost)
        cu_mysql_put_aside(connection);
    if (!connection->lost && cu_mysql.ping(connection->mysql) != 0)
        connection->lost = true;
    return !connection->lost;
}

/*
 * The server says so with each answer but an error, after which it is asked.  (The client does not look at what is
 * answered to a ping.)
 */
static bool maria_in_transaction(cupel_driver_connection *connection)
{
    static const char nothing[] = "DO 0";
    if (connection->transaction_unknown && !connection->lost) {
        cu_mysql_put_aside(connection);
        if (cu_mysql.real_query(connection->mysql, nothing, sizeof nothing - 1) != 0 &&
            !connection->mysql->net.pvio)
            connection->lost = true;
        connection->transaction_unknown = false;
    }
    return !connection->lost && (connection->mysql->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

static int maria_server_version(cupel_driver_connection *connection)
{
    return (int)cu_mysql.server_version(connection->mysql);
}

const cupel_driver cu_driver_mysql = {
    .format = CUPEL_DRIVER_FORMAT,
    .name = "mysql",
    .version = MARIADB_PACKAGE_VERSION,
    .connect = cu_mysql_connect,
    .close = cu_mysql_close,
    .ping = maria_ping,
    .server_version = maria_server_version,
    .execute = maria_execute,
    .begin_sql = maria_begin_sql,
    .prepare = maria_prepare,
    .finalize = maria_finalize,
    .bind = cu_mysql_bind,
    .stream = maria_stream,
    .run_many = cu_mysql_run_many,
    .step = maria_step,
    .read = maria_read,
    .reset = maria_reset,
    .column_count = maria_column_count,
    .column_name = maria_column_name,
    .parameter_count = maria_parameter_count,
    .changes = maria_changes,
    .last_insert_id = maria_last_insert_id,
    .in_transaction = maria_in_transaction,
    .interrupt = cu_mysql_interrupt,
};
