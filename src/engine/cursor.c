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
                                .sets = cursor->sets > 0 ? cursor->sets : 1,
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
    if (CU_UNLIKELY(code != CUPEL_OK))
        return cursor_failed(cursor, error);
    /* Some drivers only know what a statement gives when they have seen its first values. */
    if (cursor->column_count == 0)
        cursor->column_count = cursor->prepared->column_count =
            connection->driver->column_count(connection->native, cursor->statement);
    return CUPEL_OK;
}

/* Finds the statement prepared, or prepares it; after a failure the cursor is closed. */
static cupel_code cursor_prepare(cu_cursor *cursor, cupel_connection *connection,
                                 const cu_compiled *compiled, const cupel_value *values,
                                 cu_error *error)
{
    *cursor = (cu_cursor){ .connection = connection, .compiled = compiled, .values = values };
    if (CU_UNLIKELY(connection->logs))
        cursor->log = cu_cursor_record_new();
    cursor->prepared = cu_prepared_take(connection, compiled, error);
    if (CU_UNLIKELY(!cursor->prepared)) {
        if (cursor->log && values)
            cu_cursor_record_run(cursor->log, cursor);
        cupel_code failed = cursor_failed(cursor, error);
        cu_cursor_close(cursor);
        return failed;
    }
    cursor->statement = cursor->prepared->statement;
    cursor->column_count = cursor->prepared->column_count;
    return CUPEL_OK;
}

cupel_code cu_cursor_open(cu_cursor *cursor, cupel_connection *connection,
                          const cu_compiled *compiled, const cupel_value *values, cu_error *error)
{
    cupel_code code = cursor_prepare(cursor, connection, compiled, values, error);
    if (CU_UNLIKELY(code != CUPEL_OK))
        return code;
    code = cursor_bind(cursor, values, error);
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

/*
 * What a first step brought to light: textual SQL may have other columns since the schema changed, and MariaDB tells of
 * those of RETURNING only now.
 */
static void cursor_started(cu_cursor *cursor)
{
    cupel_connection *connection = cursor->connection;
    cursor->started = true;
    if (!cursor->compiled->textual && cursor->column_count == cursor->compiled->column_count)
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

/* Has the driver step; for those who listen to the log, how long that takes is measured. */
static cupel_step driver_step(const cu_cursor *cursor, cu_error *error)
{
    const cupel_connection *connection = cursor->connection;
    if (CU_LIKELY(!cursor->log))
        return connection->driver->step(connection->native, cursor->statement, error);
    int64_t begun = cu_clock_now();
    cupel_step step = connection->driver->step(connection->native, cursor->statement, error);
    cu_cursor_record_time(cursor->log, cu_clock_now() - begun);
    return step;
}

cupel_code cu_cursor_step(cu_cursor *cursor, bool *row, cu_error *error)
{
    *row = false;
    if (CU_UNLIKELY(cursor->done))
        return CUPEL_OK;
    cupel_step step = driver_step(cursor, error);
    if (CU_UNLIKELY(step == CUPEL_STEP_FAILED))
        return cursor_failed(cursor, error);
    if (CU_UNLIKELY(!cursor->started))
        cursor_started(cursor);
    *row = step == CUPEL_STEP_ROW;
    if (CU_LIKELY(*row))
        cursor->rows++;
    else
        cursor_finished(cursor);
    return CUPEL_OK;
}

cupel_code cu_cursor_read(cu_cursor *cursor, cupel_value *values, cu_error *error)
{
    return cu_cursor_read_columns(cursor, cursor->column_count, NULL, values, error);
}

cupel_code cu_cursor_read_columns(cu_cursor *cursor, size_t count, const uint32_t *columns,
                                  cupel_value *values, cu_error *error)
{
    const cupel_connection *connection = cursor->connection;
    cupel_code code = connection->driver->read(connection->native, cursor->statement, count,
                                               columns, cursor->kinds, values, error);
    return CU_LIKELY(code == CUPEL_OK) ? code : cursor_failed(cursor, error);
}

/* ---- many sets of values ----------------------------------------------------------------------- */

cupel_code cu_cursor_open_many(cu_cursor *cursor, cupel_connection *connection,
                               const cu_compiled *compiled, cu_error *error)
{
    return cursor_prepare(cursor, connection, compiled, NULL, error);
}

/* One set, the row it gives, and what it changed. */
static cupel_code cursor_run_one(cu_cursor *cursor, const cupel_value *values,
                                 cupel_value *returned, int64_t *changes, cu_error *error)
{
    bool row = false;
    cupel_code code = cu_cursor_again(cursor, values, error);
    if (code == CUPEL_OK)
        code = cu_cursor_step(cursor, &row, error);
    if (code == CUPEL_OK && row && returned)
        code = cu_cursor_read(cursor, returned, error);
    *changes = row ? 1 : cursor->changes;
    return code;
}

/* As many sets as the driver runs together; *done 0: none. */
static cupel_code cursor_run_together(cu_cursor *cursor, size_t sets, const cupel_value *values,
                                      cupel_value *returned, size_t *done, int64_t *changes,
                                      cu_error *error)
{
    cupel_connection *connection = cursor->connection;
    size_t count = cursor->compiled->slot_count;
    int64_t begun = cursor->log ? cu_clock_now() : 0;
    *done = 0;
    if (!connection->driver->run_many || sets < 2)
        return CUPEL_OK;
    connection->driver->reset(connection->native, cursor->statement);
    cupel_code code = connection->driver->run_many(connection->native, cursor->statement, sets,
                                                   count, values, returned, done, changes, error);
    cursor->values = values;
    if (cursor->log && (*done > 0 || code != CUPEL_OK)) {
        cu_cursor_record_together(cursor->log, cursor, CU_MAX(*done, 1));
        cu_cursor_record_time(cursor->log, cu_clock_now() - begun);
    }
    if (code == CUPEL_OK)
        return CUPEL_OK;
    cursor->sets = *done;
    code = cursor_failed(cursor, error);
    cursor->sets = 0;
    return code;
}

/* What comes back is valid until the statement is run again: texts are copied. */
static bool cursor_keep_texts(cupel_value *returned, size_t count, cu_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        cupel_value *value = &returned[i];
        if (value->kind != CUPEL_KIND_TEXT && value->kind != CUPEL_KIND_BLOB &&
            value->kind != CUPEL_KIND_DECIMAL && value->kind != CUPEL_KIND_JSON)
            continue;
        value->as.data = cu_arena_strndup(arena, value->as.data, value->length);
        if (!value->as.data)
            return false;
    }
    return true;
}

cupel_code cu_cursor_many(cu_cursor *cursor, size_t sets, const cupel_value *values,
                          cupel_value *returned, cu_arena *arena, cu_error *error)
{
    size_t count = cursor->compiled->slot_count, done;
    int64_t all = 0;
    for (size_t first = 0; first < sets; first += done) {
        const cupel_value *set = values + first * count;
        cupel_value *out = returned ? returned + first : NULL;
        int64_t changes = 0;
        cupel_code code =
            cursor_run_together(cursor, sets - first, set, out, &done, &changes, error);
        if (code == CUPEL_OK && done > 0 && cursor->log)
            cu_cursor_record_changes(cursor->log, changes);
        if (code == CUPEL_OK && done == 0) {
            done = 1;
            code = cursor_run_one(cursor, set, out, &changes, error);
        }
        if (code == CUPEL_OK && out && !cursor_keep_texts(out, done, arena))
            code = cu_error_no_memory(error);
        if (code != CUPEL_OK)
            return code;
        all += changes;
    }
    cursor->changes = all;
    cursor->done = true;
    return CUPEL_OK;
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
    if (!cursor->log)
        return;
    if (cursor->done)
        cu_cursor_record_pass(cursor->log, cursor, CUPEL_OK);
    else
        cu_cursor_record_announce(cursor->log, cursor);
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
