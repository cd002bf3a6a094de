/*
 * engine/cursor.c - one statement being run: bind, step, read, again.
 *
 * Every row that is loaded passes here, so there is nothing between the caller
 * and the driver but what must be: no memory is taken and no clock is read
 * unless somebody listens to the log.
 */
#include "engine/clock.h"
#include "engine/cursor_record.h"

#include "base/alloc.h"

/* ---- failing ----------------------------------------------------------------------------------- */

void cu_cursor_describe(const cu_cursor *cursor, cu_error *error)
{
    if (!cursor->compiled)
        return;
    const cupel_engine *engine = cursor->connection ? cursor->connection->engine : NULL;
    cupel_log_record record = { .values = cursor->values,
                                .values_per_set = cursor->compiled->slot_count,
                                .sets = 1,
                                .hidden = engine && engine->options.hide_parameters };
    size_t length = cupel_log_parameters(&record, NULL, 0);
    char *text = cu_alloc(length + 1);
    if (text)
        cupel_log_parameters(&record, text, length + 1);
    cu_error_set_sql(error, cursor->compiled->sql, text);
    cu_free(text);
}

/* The driver failed: tells the error and the log all about it. */
static cupel_code cursor_failed(cu_cursor *cursor, cu_error *error)
{
    cupel_code code = cu_connection_failed(cursor->connection, NULL, error);
    cursor->done = true;
    cu_cursor_describe(cursor, error);
    if (cursor->log)
        cu_cursor_record_pass(cursor->log, cursor, code);
    return code;
}

/* ---- running ----------------------------------------------------------------------------------- */

static cupel_code cursor_bind(cu_cursor *cursor, const cupel_value *values, cu_error *error)
{
    cupel_connection *connection = cursor->connection;
    cursor->values = values;
    if (CU_UNLIKELY(cursor->log != NULL))
        cu_cursor_record_run(cursor->log, cursor);
    cursor->started = cursor->done = false;
    cursor->rows = cursor->changes = 0;
    cupel_code code = connection->driver->bind(connection->native, cursor->statement,
                                               cursor->compiled->slot_count, values, error);
    return CU_LIKELY(code == CUPEL_OK) ? code : cursor_failed(cursor, error);
}

cupel_code cu_cursor_open(cu_cursor *cursor, cupel_connection *connection,
                          const cu_compiled *compiled, const cupel_value *values, cu_error *error)
{
    *cursor = (cu_cursor){ .connection = connection, .compiled = compiled, .values = values };
    if (CU_UNLIKELY(connection->logs))
        cursor->log = cu_cursor_record_new();
    cursor->prepared = cu_prepared_take(connection, compiled, error);
    if (CU_UNLIKELY(!cursor->prepared)) {
        if (cursor->log)
            cu_cursor_record_run(cursor->log, cursor);
        cupel_code failed = cursor_failed(cursor, error);
        cu_cursor_close(cursor);
        return failed;
    }
    cursor->statement = cursor->prepared->statement;
    cursor->column_count = cursor->prepared->column_count;
    cupel_code code = cursor_bind(cursor, values, error);
    if (CU_UNLIKELY(code != CUPEL_OK))
        cu_cursor_close(cursor);
    return code;
}

cupel_code cu_cursor_again(cu_cursor *cursor, const cupel_value *values, cu_error *error)
{
    cupel_connection *connection = cursor->connection;
    connection->driver->reset(connection->native, cursor->statement);
    return cursor_bind(cursor, values, error);
}

void cu_cursor_stream(cu_cursor *cursor, size_t rows)
{
    const cupel_driver *driver = cursor->connection->driver;
    if (driver->stream)
        driver->stream(cursor->connection->native, cursor->statement, rows);
}

/* What a first step brought to light: textual SQL may have other columns since the schema changed. */
static void cursor_started(cu_cursor *cursor)
{
    cupel_connection *connection = cursor->connection;
    cursor->started = true;
    if (!cursor->compiled->textual)
        return;
    cursor->column_count = connection->driver->column_count(connection->native, cursor->statement);
    cursor->prepared->column_count = cursor->column_count;
}

static void cursor_finished(cu_cursor *cursor)
{
    cupel_connection *connection = cursor->connection;
    cursor->done = true;
    cursor->changes = connection->driver->changes(connection->native);
    if (CU_UNLIKELY(cursor->log != NULL))
        cu_cursor_record_changes(cursor->log, cursor->changes);
}

cupel_code cu_cursor_step(cu_cursor *cursor, bool *row, cu_error *error)
{
    cupel_connection *connection = cursor->connection;
    int64_t begun = CU_UNLIKELY(cursor->log != NULL) ? cu_clock_now() : 0;
    *row = false;
    if (CU_UNLIKELY(cursor->done))
        return CUPEL_OK;
    cupel_step step = connection->driver->step(connection->native, cursor->statement, error);
    if (CU_UNLIKELY(cursor->log != NULL))
        cu_cursor_record_time(cursor->log, cu_clock_now() - begun);
    if (CU_UNLIKELY(step == CUPEL_STEP_FAILED))
        return cursor_failed(cursor, error);
    if (!cursor->started)
        cursor_started(cursor);
    if (step == CUPEL_STEP_ROW) {
        cursor->rows++;
        *row = true;
    } else {
        cursor_finished(cursor);
    }
    return CUPEL_OK;
}

cupel_code cu_cursor_read(cu_cursor *cursor, cupel_value *values, cu_error *error)
{
    cupel_connection *connection = cursor->connection;
    cupel_code code = connection->driver->read(connection->native, cursor->statement,
                                               cursor->column_count, cursor->kinds, values, error);
    return CU_LIKELY(code == CUPEL_OK) ? code : cursor_failed(cursor, error);
}

/* ---- asking ------------------------------------------------------------------------------------ */

const char *cu_cursor_column_name(cu_cursor *cursor, size_t column)
{
    cupel_connection *connection = cursor->connection;
    return connection->driver->column_name(connection->native, cursor->statement, column);
}

int64_t cu_cursor_changes(const cu_cursor *cursor)
{
    return cursor->changes;
}

int64_t cu_cursor_last_insert_id(const cu_cursor *cursor)
{
    return cursor->connection->driver->last_insert_id(cursor->connection->native);
}

/* ---- ending ------------------------------------------------------------------------------------ */

void cu_cursor_log(cu_cursor *cursor)
{
    if (cursor->log)
        cu_cursor_record_pass(cursor->log, cursor, CUPEL_OK);
}

void cu_cursor_close(cu_cursor *cursor)
{
    cupel_connection *connection = cursor->connection;
    if (!connection)
        return;
    if (CU_UNLIKELY(cursor->log != NULL)) {
        cursor->done = true;
        cu_cursor_record_pass(cursor->log, cursor, CUPEL_OK);
        cu_cursor_record_free(cursor->log);
    }
    if (cursor->prepared)
        cu_prepared_give(connection, cursor->prepared);
    *cursor = (cu_cursor){ 0 };
}

/* ---- asking without keeping anything ----------------------------------------------------------- */

cupel_code cu_connection_ask(cupel_connection *connection, const char *sql, bool *found,
                             cu_error *error)
{
    const cupel_driver *driver = connection->driver;
    cupel_driver_statement *statement = NULL;
    int64_t begun = connection->logs ? cu_clock_now() : 0;
    *found = false;
    cupel_code code = driver->prepare(connection->native, sql, strlen(sql), &statement, error);
    if (code == CUPEL_OK) {
        cupel_step step = driver->step(connection->native, statement, error);
        code = step == CUPEL_STEP_FAILED ? cu_error_code(error) : CUPEL_OK;
        *found = step == CUPEL_STEP_ROW;
        driver->reset(connection->native, statement);
        driver->finalize(connection->native, statement);
    }
    if (connection->logs)
        cu_engine_log(connection->engine,
                      &(cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                                           .code = code,
                                           .text = sql,
                                           .sets = 1,
                                           .rows = *found ? 1 : 0,
                                           .nanoseconds = cu_clock_now() - begun });
    return code == CUPEL_OK ? code : cu_connection_failed(connection, sql, error);
}
