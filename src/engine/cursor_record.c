/*
 * engine/cursor_record.c - collecting the values of a batch for one record.
 *
 * The values are copied, as a batch uses their memory again.  A long batch is
 * told in several records, so that being watched takes no more memory for it;
 * what the driver runs together is in one.
 * Where memory runs out, runs are counted on, and their values are not shown.
 */
#include "engine/cursor_record.h"

#include "base/alloc.h"
#include "base/vector.h"

#define LOG_SETS_MAXIMUM 1000

struct cu_cursor_record {
    cu_arena arena; /* texts and blobs */
    cu_vector(cupel_value) values;
    size_t sets;
    int64_t nanoseconds;
    int64_t rows, changes; /* of runs that are over */
    size_t together;       /* sets at the end that fail together; 0: only the last */
    bool lost;             /* values are missing */
    bool announced;        /* echoed already, without the number of its rows */
};

cu_cursor_record *cu_cursor_record_new(void)
{
    cu_cursor_record *log = cu_alloc_zero(sizeof *log);
    if (log)
        cu_arena_init(&log->arena, 0);
    return log;
}

void cu_cursor_record_free(cu_cursor_record *log)
{
    if (!log)
        return;
    cu_arena_free(&log->arena);
    cu_vector_free(&log->values);
    cu_free(log);
}

static bool log_copy_value(cu_cursor_record *log, const cupel_value *value)
{
    cupel_value copy = *value;
    if (value->kind == CUPEL_KIND_TEXT || value->kind == CUPEL_KIND_BLOB ||
        value->kind == CUPEL_KIND_DECIMAL || value->kind == CUPEL_KIND_JSON) {
        copy.as.data = cu_arena_copy(&log->arena, value->as.data, value->length);
        if (!copy.as.data)
            return false;
    }
    return cu_vector_push(&log->values, copy);
}

/* Takes in one set of values. */
static void log_set(cu_cursor_record *log, const cu_cursor *cursor, const cupel_value *values)
{
    log->sets++;
    if (cursor->connection->engine->options.hide_parameters)
        return;
    for (size_t i = 0; i < cursor->compiled->slot_count && !log->lost; i++)
        log->lost = !log_copy_value(log, &values[i]);
}

/* Makes room for so many sets more: tells what there is where it would be too much. */
static void log_room(cu_cursor_record *log, cu_cursor *cursor, size_t sets)
{
    log->rows += cursor->rows;
    cursor->rows = 0;
    cursor->done = true; /* whatever came before */
    if (log->sets + sets > LOG_SETS_MAXIMUM)
        cu_cursor_record_pass(log, cursor, CUPEL_OK);
}

void cu_cursor_record_run(cu_cursor_record *log, cu_cursor *cursor)
{
    log_room(log, cursor, 1);
    log_set(log, cursor, cursor->values);
    log->together = 0;
}

void cu_cursor_record_together(cu_cursor_record *log, cu_cursor *cursor, size_t sets)
{
    log_room(log, cursor, sets); /* they are told in one, as only their sum is known */
    for (size_t i = 0; i < sets; i++)
        log_set(log, cursor, cursor->values + i * cursor->compiled->slot_count);
    log->together = sets;
}

void cu_cursor_record_time(cu_cursor_record *log, int64_t nanoseconds)
{
    log->nanoseconds += nanoseconds;
}

void cu_cursor_record_changes(cu_cursor_record *log, int64_t changes)
{
    log->changes += changes;
}

static void log_reset(cu_cursor_record *log)
{
    cu_arena_free(&log->arena);
    cu_vector_clear(&log->values);
    log->sets = log->together = 0;
    log->nanoseconds = log->rows = log->changes = 0;
    log->lost = log->announced = false;
}

/* Rows read, or changed. */
static int64_t log_rows(const cu_cursor_record *log, const cu_cursor *cursor)
{
    return cursor->column_count == 0 ? log->changes : log->rows + cursor->rows;
}

/* A record of the statement, without its values. */
static cupel_log_record log_record(const cu_cursor *cursor)
{
    size_t count = cursor->compiled->slot_count;
    return (cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                               .text = cursor->compiled->sql,
                               .values_per_set = count,
                               .hidden = count > 0 &&
                                         cursor->connection->engine->options.hide_parameters };
}

/* The values collected for such a record; NULL where none are to be shown. */
static const cupel_value *log_values(const cu_cursor_record *log, const cupel_log_record *record)
{
    return log->lost || record->hidden || record->values_per_set == 0 ? NULL : log->values.items;
}

void cu_cursor_record_announce(cu_cursor_record *log, const cu_cursor *cursor)
{
    if (log->announced || log->sets == 0)
        return;
    cupel_log_record record = log_record(cursor);
    record.values = log_values(log, &record);
    record.sets = log->sets;
    record.rows = -1;
    record.nanoseconds = log->nanoseconds;
    cu_engine_echo(cursor->connection->engine, &record);
    log->announced = true;
}

void cu_cursor_record_pass(cu_cursor_record *log, const cu_cursor *cursor, cupel_code code)
{
    cupel_engine *engine = cursor->connection->engine;
    cupel_log_record record = log_record(cursor);
    size_t failed = code == CUPEL_OK ? 0 : CU_MIN(CU_MAX(log->together, 1), log->sets);
    size_t good = log->sets - failed;
    const cupel_value *values = log_values(log, &record);
    if (log->sets == 0)
        return;
    if (good > 0) {
        record.values = values;
        record.sets = good;
        record.rows = log_rows(log, cursor);
        record.nanoseconds = failed ? 0 : log->nanoseconds;
        if (log->announced)
            cu_engine_log_end(engine, &record);
        else
            cu_engine_log(engine, &record);
    }
    if (failed) {
        record.code = code;
        record.values = values ? values + good * record.values_per_set : NULL;
        record.sets = failed;
        record.rows = -1;
        record.nanoseconds = log->nanoseconds;
        cu_engine_log(engine, &record);
    }
    log_reset(log);
}
