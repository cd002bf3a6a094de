/*
 * What goes wrong with servers, done to one: it is killed and cut off; nothing
 * hangs, nothing that was committed is lost or there twice.
 */
#include "fixture.h"

#define FAULTS_SLOW_INSERT  "INSERT INTO f SELECT :a, :b + length(pg_sleep(0.005)::text)"
#define SERVER_KIND         "postgresql"
#define FAULTS_TABLE        "DROP TABLE IF EXISTS f; CREATE TABLE f (id INT PRIMARY KEY, n INT)"
#define FAULTS_KEPT_OF_MANY 0
#define SERVER_PROCESS(one) (pid_t) number(one, "SELECT pg_backend_pid()")
#include "../server_faults.h"

#include <cupel/copy.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static void test_killed_during_a_statement(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "SELECT pg_sleep(30)",
        "INSERT INTO f SELECT n, length(pg_sleep(1)::text) FROM generate_series(1, 100) n",
        "SELECT n, repeat('x', 200), pg_sleep(0.01) FROM generate_series(1, 3000) n",
    };
    check_killed_during(statements, CU_LENGTH(statements));
}

/* Rows that are loaded until the server is gone. */
static void *run_copy(void *data)
{
    victim *one = data;
    cupel_copy *copy = cupel_copy_into(one->connection, "f", "id", "n");
    for (int i = 0; copy && cupel_copy_row(copy, i, i) == CUPEL_OK; i++)
        one->began = i > 100000;
    one->code = cupel_connection_error(one->connection)->code;
    if (cupel_copy_close(copy) != -1)
        one->code = CUPEL_OK;
    return NULL;
}

static void test_killed_during_copy(void **state)
{
    (void)state;
    fixture one;
    pthread_t thread;
    make_table(server_url());
    open_with(&one, server.url, NULL);
    victim running = { .connection = one.connection };
    assert_int_equal(pthread_create(&thread, NULL, run_copy, &running), 0);
    while (!running.began)
        usleep(1000);
    cu_test_server_kill(&server);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(running.code, CUPEL_DISCONNECTED);
    close_server(&one);
    cu_test_server_restart(&server);
    assert_int_equal(count_rows(server.url), 0);
}

/* ---- it cuts one connection off ------------------------------------------------------------------- */

static cupel_code use_through_proxy(const char *url)
{
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    cupel_code code = cupel_connection_error(connection)->code;
    bool connected = code == CUPEL_OK;
    static const char *const statements[] = {
        "SELECT n, repeat('x', n) FROM generate_series(1, 20) n", "SET lock_timeout = 0",
        "SELECT 1.5, now(), 'text'"
    };
    for (size_t i = 0; i < CU_LENGTH(statements) && code == CUPEL_OK; i++) {
        cupel_result *result = cupel_execute(connection, statements[i]);
        while (cupel_result_next(result))
            continue;
        code = cupel_connection_error(connection)->code;
        cupel_result_close(result);
    }
    if (code == CUPEL_OK)
        code = cupel_execute_script(connection, "SELECT 0; SELECT 1; SET lock_timeout = 0");
    /* BEGIN goes with what comes first, ROLLBACK of what only read is not waited for */
    for (int i = 0; i < 3 && code == CUPEL_OK; i++) {
        code = cupel_connection_begin(connection);
        if (code == CUPEL_OK) {
            cupel_result_close(cupel_execute(connection, "SELECT datname FROM pg_database"));
            code = cupel_connection_error(connection)->code;
        }
        if (code == CUPEL_OK)
            code = i == 1 ? cupel_connection_rollback(connection)
                          : cupel_connection_commit(connection);
    }
    if (connected && code != CUPEL_OK)
        assert_int_equal(code, CUPEL_DISCONNECTED);
    else if (code != CUPEL_OK)
        assert_int_equal(code, CUPEL_OPERATIONAL_ERROR);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    return code;
}

static void test_cut_everywhere(void **state)
{
    (void)state;
    char folder[] = "/tmp/cupel-proxy-XXXXXX", path[100], server_path[100], url[300];
    server_url();
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/.s.PGSQL.5432", folder);
    snprintf(server_path, sizeof server_path, "%s/.s.PGSQL.5432", server.folder);
    snprintf(url, sizeof url, "postgresql://cupel@/cupel?host=%s", folder);
    cu_test_proxy *proxy = cu_test_proxy_open(path, server_path, SIZE_MAX);
    assert_int_equal(use_through_proxy(url), CUPEL_OK);
    size_t whole = cu_test_proxy_close(proxy);
    assert_true(whole > 500);
    size_t failures = 0;
    for (size_t limit = 1; limit < whole; limit += 1 + limit / 60) {
        proxy = cu_test_proxy_open(path, server_path, limit);
        failures += use_through_proxy(url) != CUPEL_OK;
        cu_test_proxy_close(proxy);
    }
    assert_true(failures > 100);
    rmdir(folder);
}

/* ---- returned as it was --------------------------------------------------------------------------- */

static void test_returned_in_a_transaction(void **state)
{
    (void)state;
    make_table(server_url());
    cupel_engine *engine = cupel_engine_open(server.url, .pool_size = 1);
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    assert_int_equal(cupel_execute_script(connection, "INSERT INTO f VALUES (1, 1)"), CUPEL_OK);
    cupel_result *result = cupel_execute(connection, "SELECT generate_series(1, 100000)");
    assert_non_null(cupel_result_next(result)); /* and rows on their way */
    cupel_connection_close(connection);
    connection = cupel_connect(engine);
    assert_int_equal(cupel_engine_pool_status(engine).opened, 1);
    result = cupel_execute(connection, "SELECT count(*) FROM f");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_int_at(row, 0), 0);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

/* ---- full ------------------------------------------------------------------------------------------ */

/* As many as the server has, and one more. */
static void test_too_many_connections(void **state)
{
    (void)state;
    enum { MOST = 120 };
    fixture one;
    char url[1200];
    cupel_connection *connections[MOST];
    size_t opened = 0;
    open_with(&one, server_url(), NULL);
    run(&one, "DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN");
    snprintf(url, sizeof url, "postgresql://plain@/cupel%s", strchr(server.url, '?'));
    cupel_engine *engine = cupel_engine_open(url, .pool_size = MOST);
    cupel_connection *refused = NULL;
    while (!refused && opened < MOST) {
        cupel_connection *connection = cupel_connect(engine);
        if (cupel_connection_error(connection)->code == CUPEL_OK)
            connections[opened++] = connection;
        else
            refused = connection;
    }
    assert_non_null(refused);
    assert_int_equal(cupel_connection_error(refused)->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_connection_error(refused)->reason, CUPEL_REASON_TOO_MANY_CONNECTIONS);
    assert_non_null(strstr(cupel_connection_error(refused)->text, "max_connections"));
    cupel_connection_close(refused);
    assert_in_range(opened, 80, 100);
    /* Those that are there are as good as ever, and with one fewer there is room. */
    assert_non_null(cupel_execute(connections[0], "SELECT 1"));
    while (opened > 0)
        cupel_connection_close(connections[--opened]);
    cupel_engine_dispose(engine);
    refused = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(refused)->code, CUPEL_OK);
    cupel_connection_close(refused);
    cupel_engine_close(engine);
    run(&one, "DROP ROLE plain");
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_killed_between_statements),
        SERVER_TEST(test_killed_during_a_statement),
        SERVER_TEST(test_killed_during_many),
        SERVER_TEST(test_killed_during_copy),
        SERVER_TEST(test_killed_during_commit),
        SERVER_TEST(test_uncertain_commit),
        SERVER_TEST(test_restart_behind_the_pool),
        SERVER_TEST(test_session_goes_on),
        SERVER_TEST(test_too_many_connections),
        SERVER_TEST(test_silent_server),
        SERVER_TEST(test_frozen_server),
        SERVER_TEST(test_cut_everywhere),
        SERVER_TEST(test_returned_in_a_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, remove_server);
}
