/*
 * dialects/postgresql/transaction.c - transactions that cost no time of their
 * own: BEGIN waits for the first statement and travels with it, ROLLBACK of what
 * only read is sent and not waited for.
 *
 * A session that loads one row would else wait for the server three times.  What
 * might hold locks or change anything is rolled back while the caller waits: when
 * it goes on, all of that is gone.
 */
#include "dialects/postgresql/driver.h"

#include <string.h>

void cu_postgresql_settle(cupel_driver_connection *connection)
{
    if (!connection->undoing)
        return;
    connection->undoing = false;
    PGresult *result;
    while ((result = cu_postgresql_next_result(connection)) != NULL)
        cu_postgresql.clear(result);
}

cupel_code cu_postgresql_start(cupel_driver_connection *connection, cu_error *error)
{
    cu_postgresql_settle(connection);
    if (!connection->begin[0])
        return CUPEL_OK;
    PGresult *result = cu_postgresql_execute(connection, connection->begin);
    bool good = result && cu_postgresql.result_status(result) == PGRES_COMMAND_OK;
    cupel_code code = good ? CUPEL_OK : cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    connection->begin[0] = '\0';
    return code;
}

bool cu_postgresql_begin_later(cupel_driver_connection *connection, const char *sql, size_t length)
{
    if (length >= sizeof connection->begin || strncmp(sql, "BEGIN", 5) != 0 || strchr(sql, ';') ||
        connection->begin[0])
        return false;
    cu_postgresql_settle(connection);
    if (cu_postgresql.transaction_status(connection->native) != PQTRANS_IDLE)
        return false;
    memcpy(connection->begin, sql, length);
    connection->begin[length] = '\0';
    connection->harmless = true;
    return true;
}

bool cu_postgresql_end_early(cupel_driver_connection *connection, const char *sql)
{
    bool rollback = strcmp(sql, "ROLLBACK") == 0;
    if (connection->begin[0] && (rollback || strcmp(sql, "COMMIT") == 0)) {
        connection->begin[0] = '\0'; /* the server never heard of it */
        return true;
    }
    if (!rollback || !connection->harmless || connection->undoing ||
        cu_postgresql.transaction_status(connection->native) != PQTRANS_INTRANS)
        return false;
    connection->undoing = cu_postgresql.send_query(connection->native, sql) == 1;
    return connection->undoing;
}

bool cu_postgresql_can_try_again(cupel_driver_connection *connection, const char *begin)
{
    PGTransactionStatusType status = cu_postgresql.transaction_status(connection->native);
    if (!begin[0] || connection->begin[0])
        return status == PQTRANS_IDLE; /* in no transaction, or none yet */
    if (status != PQTRANS_INERROR)
        return false; /* it was BEGIN that failed */
    cu_postgresql.clear(cu_postgresql_execute(connection, "ROLLBACK"));
    memcpy(connection->begin, begin, sizeof connection->begin);
    return true;
}

/* The result of the next command of a pipeline; the NULL that ends it is taken, too. */
static PGresult *next_of_pipeline(cupel_driver_connection *connection)
{
    PGresult *result = cu_postgresql_next_result(connection);
    if (result)
        cu_postgresql.clear(cu_postgresql_next_result(connection));
    return result;
}

PGresult *cu_postgresql_send_first(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    PGconn *native = connection->native;
    PGresult *result = NULL;
    if (!cu_postgresql.enter_pipeline(native))
        return NULL;
    bool sent =
        cu_postgresql.send_query_params(native, connection->begin, 0, NULL, NULL, NULL, NULL, 0) ==
            1 &&
        cu_postgresql.send_query_prepared(native, statement->name, (int)statement->parameters,
                                          statement->values, statement->lengths, statement->formats,
                                          !statement->as_text) == 1;
    connection->begin[0] = '\0';
    if (cu_postgresql.pipeline_sync(native) == 1 && sent) {
        PGresult *begun = next_of_pipeline(connection);
        result = next_of_pipeline(connection);
        if (begun && cu_postgresql.result_status(begun) != PGRES_COMMAND_OK) {
            PGresult *skipped = result; /* because BEGIN failed, which says why */
            result = begun;
            begun = skipped;
        }
        cu_postgresql.clear(begun);
        cu_postgresql.clear(cu_postgresql_next_result(connection)); /* of the synchronisation */
    }
    cu_postgresql.exit_pipeline(native);
    return result;
}
