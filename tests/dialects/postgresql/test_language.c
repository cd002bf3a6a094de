/*
 * A server and a client library that speak German, where their translations are
 * installed: what went wrong is told apart all the same.
 */
#include "fixture.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* What setlocale() keeps of LOCPATH counts as a leak for LeakSanitizer, which asks this function. */
const char *__lsan_default_suppressions(
    void); /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
const char *__lsan_default_suppressions(
    void) /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
{
    return "leak:argz_add_sep";
}

static cu_test_server server;

/* The server, started when it is first needed; skips where servers are not tested. */
static void start_server(void)
{
    fixture one;
    cu_test_server_url(SERVER_VARIABLE);
    if (server.url[0])
        return;
    assert_int_equal(setenv("LOCPATH", CU_TEST_LOCALES, 1), 0); /* the build made it there */
    assert_non_null(setlocale(LC_ALL, "de_DE.UTF-8"));
    cu_test_server_start_tls(&server, "postgresql");
    open_with(&one, server.url, NULL);
    run(&one, "CREATE ROLE few LOGIN CONNECTION LIMIT 1; CREATE ROLE guest LOGIN");
    run(&one, "CREATE DATABASE closed");
    run(&one, "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
    run(&one, "ALTER SYSTEM SET lc_messages = 'de_DE.UTF-8'");
    close_server(&one);
    cu_test_server_stop(&server);
    cu_test_server_restart(&server);
    open_with(&one, server.url, NULL);
    if (!strstr(failure(&one, "SELECT 1 / 0")->text, "Division durch Null"))
        print_message("# the server's translations are not installed: it speaks English\n");
    close_server(&one);
}

static int remove_server(void **state)
{
    (void)state;
    cu_test_server_remove(&server);
    setlocale(LC_ALL, "C");
    return 0;
}

/* The error of a connection that cannot be had. */
static void check_refused_as(const char *who, cupel_reason reason, const char *sqlstate)
{
    char url[1000];
    snprintf(url, sizeof url, "postgresql://%s%s", who, strchr(server.url, '?'));
    if (strstr(who, "127.0.0.1"))
        snprintf(url, sizeof url, "postgresql://%s:%s/cupel", who, server.port);
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    const cupel_error *error = cupel_connection_error(connection);
    if (error->code != CUPEL_OPERATIONAL_ERROR || error->reason != reason ||
        strcmp(error->sqlstate, sqlstate) != 0 || strstr(error->text, ".c:") ||
        strstr(error->text, "s3cret"))
        fail_msg("%s: %s, %s, %s: %s", url, cupel_code_name(error->code),
                 cupel_reason_name(error->reason), error->sqlstate, error->text);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

static void test_refused(void **state)
{
    (void)state;
    fixture one;
    char url[1000];
    start_server();
    check_refused_as("nobody@/cupel", CUPEL_REASON_ACCESS_DENIED, "28000");
    check_refused_as("cupel@/nowhere", CUPEL_REASON_CANNOT_OPEN, "3D000");
    check_refused_as("guest@/closed", CUPEL_REASON_ACCESS_DENIED, "42501");
    check_refused_as("cupel@127.0.0.1", CUPEL_REASON_ACCESS_DENIED, "28000");
    check_refused_as("guarded:s3cret@127.0.0.1", CUPEL_REASON_ACCESS_DENIED, "28P01");
    check_refused_as("guarded@127.0.0.1", CUPEL_REASON_ACCESS_DENIED, "");
    snprintf(url, sizeof url, "postgresql://few@/cupel%s", strchr(server.url, '?'));
    open_with(&one, url, NULL);
    check_refused_as("few@/cupel", CUPEL_REASON_TOO_MANY_CONNECTIONS, "53300");
    /* Refused now and let in later, by one engine; asking twice why leaves nothing behind. */
    cupel_engine *engine = cupel_engine_open(url);
    for (int attempt = 0; attempt < 3; attempt++) {
        cupel_connection *connection = cupel_connect(engine);
        assert_int_equal(cupel_connection_error(connection)->reason,
                         attempt < 2 ? CUPEL_REASON_TOO_MANY_CONNECTIONS : CUPEL_REASON_NONE);
        if (attempt == 1) {
            close_server(&one);
            usleep(200000); /* the server has noticed */
        }
        if (attempt == 2)
            assert_non_null(cupel_execute(connection, "SELECT 1"));
        cupel_connection_close(connection);
    }
    assert_int_equal(cupel_engine_pool_status(engine).opened, 1);
    cupel_engine_close(engine);
    cu_test_server_stop(&server);
    check_refused_as("cupel@/cupel", CUPEL_REASON_CANNOT_OPEN, "");
    check_refused_as("cupel@127.0.0.1", CUPEL_REASON_CANNOT_OPEN, "");
    cu_test_server_restart(&server);
}

static void test_constraints(void **state)
{
    (void)state;
    fixture one;
    start_server();
    open_with(&one, server.url, NULL);
    run(&one, "CREATE TABLE t (a INT NOT NULL, b TEXT, CONSTRAINT u UNIQUE (a, b)); "
              "CREATE UNIQUE INDEX lower_b ON t (lower(b)); INSERT INTO t VALUES (1, 'x')");
    const cupel_error *error = failure(&one, "INSERT INTO t VALUES (1, 'x')");
    assert_int_equal(error->reason, CUPEL_REASON_UNIQUE);
    assert_string_equal(error->constraint, "u");
    assert_string_equal(error->column, "a, b");
    error = failure(&one, "INSERT INTO t VALUES (2, 'X')");
    assert_string_equal(error->constraint, "lower_b");
    assert_string_equal(error->column, "lower(b)");
    error = failure(&one, "INSERT INTO t VALUES (NULL, 'y')");
    assert_int_equal(error->reason, CUPEL_REASON_NOT_NULL);
    assert_string_equal(error->column, "a");
    close_server(&one);
}

/* A prepared statement over a table that gets another column. */
static void test_changed_table(void **state)
{
    (void)state;
    fixture one;
    char sql[100];
    start_server();
    open_with(&one, server.url, NULL);
    run(&one, "CREATE TABLE c (a INT); INSERT INTO c VALUES (7)");
    for (size_t columns = 1; columns < 4; columns++) {
        cupel_result *result = query(&one, "SELECT * FROM c");
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_int_equal(cupel_row_count(row), columns);
        cupel_result_close(result);
        snprintf(sql, sizeof sql, "ALTER TABLE c ADD b%zu INT", columns);
        run(&one, sql);
    }
    close_server(&one);
}

static void *sleep_long(void *data)
{
    fixture *one = data;
    return cupel_execute(one->connection, "SELECT pg_sleep(30)");
}

static void test_ended_early(void **state)
{
    (void)state;
    fixture one;
    pthread_t thread;
    void *result = &one;
    char url[1200];
    start_server();
    snprintf(url, sizeof url, "%s&statement_timeout=20000", server.url);
    open_with(&one, url, NULL);
    run(&one, "SET statement_timeout = 100");
    assert_int_equal(failure(&one, "SELECT pg_sleep(10)")->reason, CUPEL_REASON_STATEMENT_TIMEOUT);
    run(&one, "SET statement_timeout = 20000");
    assert_int_equal(pthread_create(&thread, NULL, sleep_long, &one), 0);
    usleep(200000);
    one.connection->driver->interrupt(one.connection->native);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_null(result);
    assert_int_equal(cupel_connection_error(one.connection)->reason, CUPEL_REASON_INTERRUPTED);
    close_server(&one);
}

/* The server says goodbye while nothing is asked of it. */
static void test_terminated(void **state)
{
    (void)state;
    fixture one, other;
    char sql[100];
    start_server();
    open_with(&one, server.url, NULL);
    open_with(&other, server.url, NULL);
    snprintf(sql, sizeof sql, "SELECT CAST(pg_terminate_backend(%lld, 5000) AS INTEGER)",
             (long long)number(&one, "SELECT pg_backend_pid()"));
    assert_int_equal(number(&other, sql), 1);
    const cupel_error *error = failure(&one, "SELECT 1");
    assert_int_equal(error->code, CUPEL_DISCONNECTED);
    assert_string_equal(error->sqlstate, "57P01");
    assert_null(strstr(error->text, ".c:"));
    close_server(&one);
    close_server(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_refused),       SERVER_TEST(test_constraints),
        SERVER_TEST(test_changed_table), SERVER_TEST(test_ended_early),
        SERVER_TEST(test_terminated),
    };
    return cmocka_run_group_tests_name("postgresql/language", tests, NULL, remove_server);
}
