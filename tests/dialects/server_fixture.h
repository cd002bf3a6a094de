/*
 * server_fixture.h - a connection to a database of its own on a server, for the
 * tests of its driver.  SERVER_VARIABLE is the name of the variable of the
 * environment that has the server's URL.
 */
#ifndef CU_TEST_DIALECTS_SERVER_FIXTURE_H
#define CU_TEST_DIALECTS_SERVER_FIXTURE_H

#include "engine/connection_parts.h"
#include <cupel/engine.h>

#include "../support/failing_alloc.h"
#include "../support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    cupel_engine *engine;
    cupel_connection *connection;
} fixture;

static cu_test_database database;

static inline int drop_database(void **state)
{
    (void)state;
    cu_test_database_drop(&database);
    return 0;
}

/* The database, made when it is first asked for; skips the test where there is no server. */
static inline const char *database_url(void)
{
    const char *server = cu_test_server_url(SERVER_VARIABLE);
    if (!database.url[0])
        cu_test_database_make(&database, server);
    return database.url;
}

static inline void open_with(fixture *one, const char *url, const cupel_engine_options *options)
{
    *one = (fixture){ .engine = cupel_engine_open_with(url, options) };
    if (cupel_engine_error(one->engine)->code != CUPEL_OK)
        fail_msg("%s", cupel_engine_error(one->engine)->text);
    one->connection = cupel_connect(one->engine);
    if (cupel_connection_error(one->connection)->code != CUPEL_OK)
        fail_msg("%s", cupel_connection_error(one->connection)->text);
}

static inline void open_server(fixture *one)
{
    open_with(one, database_url(), NULL);
}

static inline void close_server(fixture *one)
{
    cupel_connection_close(one->connection);
    cupel_engine_close(one->engine);
}

/* Runs SQL that must work. */
static inline void run(fixture *one, const char *sql)
{
    if (cupel_execute_script(one->connection, sql) != CUPEL_OK)
        fail_msg("%s: %s", sql, cupel_connection_error(one->connection)->text);
}

/* The result of a statement that must work. */
static inline cupel_result *query(fixture *one, const char *sql)
{
    cupel_result *result = cupel_execute(one->connection, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_connection_error(one->connection)->text);
    return result;
}

/* The first number that a statement gives. */
static inline int64_t number(fixture *one, const char *sql)
{
    cupel_result *result = query(one, sql);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t found = cupel_row_int_at(row, 0);
    assert_int_equal(cupel_connection_error(one->connection)->code, CUPEL_OK);
    cupel_result_close(result);
    return found;
}

/* The error of a statement that must fail. */
static inline const cupel_error *failure(fixture *one, const char *sql)
{
    if (cupel_execute(one->connection, sql))
        fail_msg("%s did not fail", sql);
    return cupel_connection_error(one->connection);
}

#define SERVER_TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

#endif
