/*
 * dialects/postgresql/bulk.c - one statement for many sets of values, sent one
 * after the other without waiting for what the server says to each.
 */
#include "base/number.h"
#include "dialects/postgresql/driver.h"

/*
 * Sets that are sent before answers are read.  The server's answers to them have to find room in the buffers between:
 * else it waits to be read from while the client waits to be.
 */
#define PIPELINE_SETS 500

/* Sends the sets; *sent how many of them.  Those after a set of other types have to wait for another call. */
static cupel_code send_sets(cupel_driver_statement *statement, size_t sets, size_t count,
                            const cupel_value *values, size_t *sent, cu_error *error)
{
    PGconn *native = statement->connection->native;
    cupel_code code = CUPEL_OK;
    for (*sent = 0; *sent < sets && code == CUPEL_OK; ++*sent) {
        bool again = false;
        code = cu_postgresql_encode_values(statement, count, values + *sent * count, &again, error);
        if (code != CUPEL_OK || again) {
            statement->stale |= again; /* the next call prepares it for these */
            break;
        }
        if (!cu_postgresql.send_query_prepared(native, statement->name, (int)count,
                                               statement->values, statement->lengths,
                                               statement->formats, !statement->as_text)) {
            code = cu_postgresql_fail(statement->connection, NULL, error);
            break;
        }
    }
    return code;
}

/* The one column of a set's row. */
static cupel_code take_returned(cupel_driver_statement *statement, PGresult *result,
                                cupel_value *returned, cu_error *error)
{
    if (statement->column_count == 0)
        return CUPEL_OK;
    if (!returned || statement->column_count != 1 || cu_postgresql.row_count(result) != 1)
        return cu_error_set(error, CUPEL_INTERFACE_ERROR,
                            "a statement that is run for many sets of values gives %d rows of %zu "
                            "columns for one of them, where one of one was expected",
                            cu_postgresql.row_count(result), statement->column_count);
    PGresult *own = statement->result;
    statement->result = result;
    statement->row = 0;
    cupel_code code = cu_postgresql_read_cell(statement, 0, CUPEL_KIND_NULL, returned, error);
    statement->result = own;
    if (code == CUPEL_OK &&
        (returned->kind == CUPEL_KIND_TEXT || returned->kind == CUPEL_KIND_JSON ||
         returned->kind == CUPEL_KIND_BLOB)) {
        returned->as.data =
            cu_arena_strndup(&statement->cells, returned->as.data, returned->length);
        if (!returned->as.data)
            code = cu_error_no_memory(error);
    }
    return code;
}

/* Reads the answers to `sent` sets, all of them, also behind one that failed; *outdated whether that was for a changed table. */
static cupel_code read_answers(cupel_driver_statement *statement, size_t sent,
                               cupel_value *returned, int64_t *changes, bool *outdated,
                               cu_error *error)
{
    cupel_driver_connection *connection = statement->connection;
    cupel_code code = CUPEL_OK;
    size_t row = 0;
    bool synced = false;
    while (!synced && cu_postgresql.status(connection->native) == CONNECTION_OK) {
        PGresult *result = cu_postgresql_next_result(connection);
        if (!result)
            continue; /* between the answers to two sets */
        ExecStatusType status = cu_postgresql.result_status(result);
        synced = status == PGRES_PIPELINE_SYNC;
        if (status == PGRES_FATAL_ERROR && code == CUPEL_OK) {
            *outdated = cu_postgresql_is_outdated(result);
            code = cu_postgresql_fail(connection, result, error);
        }
        if ((status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) && code == CUPEL_OK) {
            code = take_returned(statement, result, returned ? &returned[row] : NULL, error);
            *changes += cu_postgresql_rows_changed(result);
            row++;
        }
        cu_postgresql.clear(result);
    }
    if (code == CUPEL_OK && (!synced || row != sent))
        code = cu_postgresql_fail(connection, NULL, error);
    return code;
}

/* Sends the sets and reads the answers to them; *sent how many there were. */
static cupel_code run_sets(cupel_driver_statement *statement, size_t sets, size_t count,
                           const cupel_value *values, cupel_value *returned, size_t *sent,
                           int64_t *changes, bool *outdated, cu_error *error)
{
    cupel_driver_connection *connection = statement->connection;
    cupel_code code = send_sets(statement, sets, count, values, sent, error);
    bool synced = cu_postgresql.pipeline_sync(connection->native) == 1;
    cu_error second;
    cu_error_init(&second);
    cupel_code answered = synced
                              ? read_answers(statement, *sent, returned, changes, outdated, &second)
                              : cu_postgresql_fail(connection, NULL, &second);
    if (code == CUPEL_OK && answered != CUPEL_OK) {
        code = answered;
        cu_error_copy(error, &second);
    }
    cu_error_free(&second);
    return code;
}

cupel_code cu_postgresql_run_many(cupel_driver_connection *connection,
                                  cupel_driver_statement *statement, size_t sets, size_t count,
                                  const cupel_value *values, cupel_value *returned, size_t *done,
                                  int64_t *changes, cupel_driver_error *error)
{
    cupel_code code;
    char begin[CU_POSTGRESQL_BEGIN_SIZE];
    bool again = false, outdated = false;
    *done = 0;
    *changes = 0;
    if (count != statement->parameters || count == 0 || sets < 2)
        return CUPEL_OK;
    do {
        memcpy(begin, connection->begin, sizeof begin);
        code = cu_postgresql_prepare_for(statement, count, values, error);
        if (code == CUPEL_OK)
            code = cu_postgresql_start(connection, error);
        if (code != CUPEL_OK)
            return code;
        connection->harmless = false;
        if (!cu_postgresql.enter_pipeline(connection->native))
            return CUPEL_OK; /* one after the other, then */
        atomic_store(&connection->busy, true);
        code = run_sets(statement, CU_MIN(sets, PIPELINE_SETS), count, values, returned, done,
                        changes, &outdated, error);
        cu_postgresql.exit_pipeline(connection->native);
        atomic_store(&connection->busy, false);
        statement->stale |= outdated;
        again = !again && outdated && cu_postgresql_can_try_again(connection, begin);
        if (again)
            cu_error_clear(error);
        outdated = false;
    } while (again);
    return code;
}
