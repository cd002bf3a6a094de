/*
 * engine/connection.c - opening and closing connections, checking them out and
 * returning them.
 *
 * What comes back to the pool is as it was when new: results ended, statements
 * reset, nothing of a transaction left.
 */
#include "engine/connection.h"

#include "base/alloc.h"
#include "engine/clock.h"
#include "engine/pool.h"
#include <cupel/copy.h>

/* ---- opening and closing ----------------------------------------------------------------------- */

cupel_connection *cu_connection_open(cupel_engine *engine, cu_error *error)
{
    const cupel_driver *driver = cu_engine_driver(engine, error);
    if (!driver)
        return NULL;
    cupel_connection *connection = cu_alloc_zero(sizeof *connection);
    if (!connection) {
        cu_error_no_memory(error);
        return NULL;
    }
    connection->driver = driver;
    connection->engine = engine;
    connection->prepared.capacity = (size_t)engine->options.prepared_cache_size;
    connection->logs = cu_engine_logs(engine);
    connection->opened_at = cu_clock_coarse();
    cu_error_init(&connection->error);
    if (driver->connect(&engine->url.parts, &connection->native, error) != CUPEL_OK) {
        cu_error_prefix(error, "connecting to %s: ", engine->url.shown);
        cu_error_free(&connection->error);
        cu_free(connection);
        return NULL;
    }
    cu_engine_log_connection(engine, "opened");
    return connection;
}

void cu_connection_close(cupel_connection *connection, const char *why)
{
    cu_prepared_free_all(connection);
    connection->driver->close(connection->native);
    cu_engine_log_connection(connection->engine, why);
    cu_error_free(&connection->error);
    cu_free(connection);
}

cupel_code cu_connection_failed(cupel_connection *connection, const char *sql, cu_error *error)
{
    if (cu_error_code(error) == CUPEL_OK)
        cu_error_set(error, CUPEL_INTERFACE_ERROR, "the driver did not say why it failed");
    cupel_code code = cu_error_code(error);
    if (sql)
        cu_error_set_sql(error, sql, NULL);
    if (code == CUPEL_DISCONNECTED)
        cu_connection_invalidate(connection);
    return code;
}

/* ---- checkout ---------------------------------------------------------------------------------- */

cupel_connection *cu_connection_checkout(cupel_engine *engine, cu_error *error)
{
    if (!engine->pool) {
        cu_error_copy(error, &engine->error);
        return NULL;
    }
    cupel_connection *connection = cu_connection_pool_take(engine->pool, error);
    if (!connection)
        return NULL;
    cu_engine_reference(engine);
    cu_engine_log_connection(engine, "checked out");
    return connection;
}

void cu_connection_return(cupel_connection *connection)
{
    cupel_engine *engine = connection->engine;
    cupel_copy_cancel(connection->copy);
    cu_connection_end_results(connection);
    cu_prepared_take_back(connection);
    cu_twophase_leave(connection);
    connection->isolation = CUPEL_ISOLATION_UNSET;
    cu_connection_rollback(connection, &connection->error);
    cu_error_clear(&connection->error);
    cu_engine_log_connection(engine, "returned");
    cu_connection_pool_give(engine->pool, connection);
    cu_engine_release(engine);
}

void cu_connection_invalidate(cupel_connection *connection)
{
    if (connection->broken)
        return;
    connection->broken = true;
    cu_connection_pool_renew(connection->engine->pool, "closed: another connection was lost");
}

/* ---- for programs ------------------------------------------------------------------------------ */

/* Stands in where there is no memory, or no engine; never written to. */
static cupel_connection connection_no_memory = {
    .error = CU_ERROR_RECORD(CUPEL_NO_MEMORY, "Memory is short."),
};
static cupel_connection connection_no_engine = {
    .error = CU_ERROR_RECORD(CUPEL_INVALID_ARGUMENT, "the engine is NULL"),
};

static bool connection_is_static(const cupel_connection *connection)
{
    return connection == &connection_no_memory || connection == &connection_no_engine;
}

cupel_connection *cupel_connect(cupel_engine *engine)
{
    cu_error error;
    if (!engine)
        return &connection_no_engine;
    cu_error_init(&error);
    cupel_connection *connection = cu_connection_checkout(engine, &error);
    if (!connection) {
        connection = cu_alloc_zero(sizeof *connection);
        if (connection)
            connection->error = error;
        else
            cu_error_free(&error);
    }
    return connection ? connection : &connection_no_memory;
}

void cupel_connection_close(cupel_connection *connection)
{
    if (!connection || connection_is_static(connection))
        return;
    if (connection->native) {
        cu_connection_return(connection);
        return;
    }
    cu_error_free(&connection->error);
    cu_free(connection);
}

const cupel_error *cupel_connection_error(const cupel_connection *connection)
{
    static const cupel_error missing =
        CU_ERROR_SHOWN(CUPEL_INVALID_ARGUMENT, "the connection is NULL");
    return connection ? &connection->error.public : &missing;
}

cupel_code cu_connection_enter(cupel_connection *connection)
{
    if (!connection)
        return CUPEL_INVALID_ARGUMENT;
    if (!connection->native)
        return cu_error_code(&connection->error);
    cu_error_clear(&connection->error);
    if (connection->broken)
        return cu_error_set(&connection->error, CUPEL_DISCONNECTED,
                            "this connection was lost; close it and take a new one");
    if (connection->copy)
        return cu_error_set(&connection->error, CUPEL_INVALID_REQUEST,
                            "rows are being loaded by this connection; cupel_copy_close() ends "
                            "that");
    return CUPEL_OK;
}
