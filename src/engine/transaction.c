/*
 * engine/transaction.c - transactions and savepoints, and other SQL that has
 * neither parameters nor rows.
 */
#include "base/utf8.h"
#include "engine/clock.h"
#include "engine/connection_parts.h"

/* ---- running ----------------------------------------------------------------------------------- */

cupel_code cu_connection_execute(cupel_connection *connection, const char *sql, size_t length,
                                 cu_error *error)
{
    int64_t begun = connection->logs ? cu_clock_now() : 0;
    cupel_code code = connection->driver->execute(connection->native, sql, length, error);
    if (connection->logs)
        cu_engine_log(connection->engine,
                      &(cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                                           .code = code,
                                           .text = sql,
                                           .sets = 1,
                                           .rows = -1,
                                           .nanoseconds = cu_clock_now() - begun });
    return code == CUPEL_OK ? code : cu_connection_failed(connection, sql, error);
}

cupel_code cu_connection_run(cupel_connection *connection, const char *sql, cu_error *error)
{
    return cu_connection_execute(connection, sql, strlen(sql), error);
}

/* ---- transactions ------------------------------------------------------------------------------ */

bool cu_connection_in_transaction(const cupel_connection *connection)
{
    return connection->in_transaction;
}

cupel_code cu_connection_begin(cupel_connection *connection, cupel_begin_kind kind, cu_error *error)
{
    if (connection->in_transaction)
        return CUPEL_OK;
    cupel_code code = cu_connection_run(
        connection, connection->driver->begin_sql(connection->native, kind), error);
    connection->in_transaction = code == CUPEL_OK;
    connection->savepoints = 0;
    return code;
}

cupel_code cu_connection_commit(cupel_connection *connection, cu_error *error)
{
    if (!connection->in_transaction)
        return CUPEL_OK;
    if (!connection->driver->in_transaction(connection->native)) {
        connection->in_transaction = false;
        return cu_error_set(
            error, CUPEL_OPERATIONAL_ERROR,
            "there is nothing to commit: the database ended the transaction when an "
            "earlier statement failed, or SQL of the program did");
    }
    cupel_code code = cu_connection_run(connection, "COMMIT", error);
    if (code == CUPEL_DISCONNECTED)
        cu_error_prefix(error, "whether the COMMIT took effect is not known: ");
    connection->in_transaction =
        code != CUPEL_OK && connection->driver->in_transaction(connection->native);
    return code;
}

cupel_code cu_connection_rollback(cupel_connection *connection, cu_error *error)
{
    connection->in_transaction = false;
    if (connection->broken || !connection->driver->in_transaction(connection->native))
        return CUPEL_OK;
    cupel_code code = cu_connection_run(connection, "ROLLBACK", error);
    if (connection->driver->in_transaction(connection->native))
        connection->broken = true;
    return code;
}

/* ---- savepoints -------------------------------------------------------------------------------- */

static cupel_code transaction_mark(cupel_connection *connection, const char *verb, int level,
                                   cu_error *error)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s cupel_%d", verb, level);
    return cu_connection_run(connection, sql, error);
}

cupel_code cu_connection_savepoint(cupel_connection *connection, int level, cu_error *error)
{
    /* One that was gone back to is there still; what was done since belongs to the level above. */
    cupel_code code = connection->savepoints >= level
                          ? cu_connection_release_savepoint(connection, level, error)
                          : CUPEL_OK;
    if (code == CUPEL_OK)
        code = transaction_mark(connection, "SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level;
    return code;
}

cupel_code cu_connection_release_savepoint(cupel_connection *connection, int level, cu_error *error)
{
    cupel_code code = transaction_mark(connection, "RELEASE SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level - 1;
    return code;
}

cupel_code cu_connection_rollback_to_savepoint(cupel_connection *connection, int level,
                                               cu_error *error)
{
    cupel_code code = transaction_mark(connection, "ROLLBACK TO SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level;
    return code;
}

/* ---- for programs ------------------------------------------------------------------------------ */

cupel_code cupel_connection_begin(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK)
        return code;
    if (connection->in_transaction)
        return cu_error_set(&connection->error, CUPEL_INVALID_REQUEST,
                            "a transaction is open already");
    return cu_connection_begin(connection, CUPEL_BEGIN_DEFAULT, &connection->error);
}

cupel_code cupel_connection_commit(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK)
        return code;
    if (!connection->in_transaction)
        return cu_error_set(&connection->error, CUPEL_INVALID_REQUEST,
                            "no transaction is open; cupel_connection_begin() opens one");
    return cu_connection_commit(connection, &connection->error);
}

cupel_code cupel_connection_rollback(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    return code == CUPEL_OK ? cu_connection_rollback(connection, &connection->error) : code;
}

cupel_code cupel_execute_script(cupel_connection *connection, const char *sql)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK)
        return code;
    if (!sql)
        return cu_error_set(&connection->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_execute_script: the SQL is NULL");
    size_t length = strlen(sql), bad;
    if (!cu_utf8_valid(sql, length, &bad)) {
        cu_error_set(&connection->error, CUPEL_INVALID_ARGUMENT, "the SQL is not UTF-8 at byte %zu",
                     bad);
        cu_error_set_reason(&connection->error, CUPEL_REASON_INVALID_TEXT);
        return CUPEL_INVALID_ARGUMENT;
    }
    return cu_connection_run(connection, sql, &connection->error);
}
