/*
 * What goes wrong with servers, done to one: it is killed, cut off, slow, full
 * and locked; nothing hangs, nothing that was committed is lost or there twice.
 */
#include "fixture.h"

#define SERVER_KIND         "mariadb"
#define FAULTS_TABLE        "CREATE OR REPLACE TABLE f (id INT PRIMARY KEY, n INT) ENGINE=InnoDB"
#define FAULTS_SLOW_INSERT  "INSERT INTO f VALUES (:a, :b + SLEEP(0.005))"
#define FAULTS_KEPT_OF_MANY 1999
#define SERVER_PROCESS(one) cu_test_server_process(&server)
#include "../server_faults.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static void test_killed_during_a_statement(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "SELECT SLEEP(30)", "INSERT INTO f SELECT seq, SLEEP(1) FROM seq_1_to_100",
        "SELECT seq, REPEAT('x', 200), SLEEP(0.01) FROM seq_1_to_3000", /* rows are on their way */
    };
    check_killed_during(statements, CU_LENGTH(statements));
}

/* ---- it cuts one connection off ------------------------------------------------------------------- */

static void kill_from_outside(fixture *killer, const char *what, fixture *other)
{
    char sql[100];
    snprintf(sql, sizeof sql, "KILL %s %lld", what,
             (long long)number(other, "SELECT CONNECTION_ID()"));
    run(killer, sql);
}

static void test_kill_connection(void **state)
{
    (void)state;
    fixture killer, one;
    open_with(&killer, server_url(), NULL);
    open_with(&one, server.url, NULL);
    kill_from_outside(&killer, "CONNECTION", &one);
    usleep(50000);
    check_disconnected(failure(&one, "SELECT 1"));
    close_server(&one);
    /* And amid a statement. */
    pthread_t thread;
    char sql[100];
    open_with(&one, server.url, NULL);
    int64_t id = number(&one, "SELECT CONNECTION_ID()");
    victim running = { .connection = one.connection, .sql = "SELECT SLEEP(30)" };
    start_victim(&running, &thread);
    snprintf(sql, sizeof sql, "KILL CONNECTION %lld", (long long)id);
    run(&killer, sql);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(running.code, CUPEL_DISCONNECTED);
    close_server(&one);
    close_server(&killer);
}

static void test_interrupted(void **state)
{
    (void)state;
    fixture one;
    pthread_t thread;
    make_table(server_url());
    open_with(&one, server.url, NULL);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO f VALUES (1, 1)");
    /* SLEEP() alone would not fail, it ends early. */
    victim running = { .connection = one.connection,
                       .sql = "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b" };
    start_victim(&running, &thread);
    one.connection->driver->interrupt(one.connection->native);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(running.code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(running.reason, CUPEL_REASON_INTERRUPTED);
    /* The transaction goes on. */
    run(&one, "INSERT INTO f VALUES (2, 2)");
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
    assert_int_equal(count_rows(server.url), 2);
    /* With nothing running there is nothing to interrupt. */
    one.connection->driver->interrupt(one.connection->native);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

static void test_too_slow(void **state)
{
    (void)state;
    char url[1200];
    fixture one;
    snprintf(url, sizeof url, "%s&read_timeout=1", server_url());
    open_with(&one, url, NULL);
    check_disconnected(failure(&one, "SELECT SLEEP(5)"));
    close_server(&one);
}

static void test_too_many_connections(void **state)
{
    (void)state;
    fixture all[20];
    size_t count = 0;
    bool refused = false;
    open_with(&all[count++], server_url(), NULL);
    run(&all[0], "CREATE OR REPLACE USER plain@localhost; GRANT ALL ON cupel.* TO plain@localhost;"
                 "SET GLOBAL max_connections = 10");
    char url[1200];
    snprintf(url, sizeof url, "mysql://plain@/cupel%s", strchr(server.url, '?'));
    cupel_engine *engine = cupel_engine_open(url, .pool_size = 20);
    cupel_connection *connections[20];
    size_t opened = 0;
    while (opened < 20 && !refused) {
        cupel_connection *connection = cupel_connect(engine);
        const cupel_error *error = cupel_connection_error(connection);
        refused = error->code != CUPEL_OK;
        if (refused) {
            assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
            assert_int_equal(error->reason, CUPEL_REASON_TOO_MANY_CONNECTIONS);
            cupel_connection_close(connection);
        } else {
            connections[opened++] = connection;
        }
    }
    assert_true(refused);
    assert_in_range(opened, 5, 10);
    while (opened > 0)
        cupel_connection_close(connections[--opened]);
    cupel_engine_close(engine);
    run(&all[0], "SET GLOBAL max_connections = 151; DROP USER plain@localhost");
    close_server(&all[0]);
}

static void test_too_many_statements(void **state)
{
    (void)state;
    fixture one;
    open_with(&one, server_url(), NULL);
    run(&one, "SET GLOBAL max_prepared_stmt_count = 0");
    const cupel_error *error = failure(&one, "SELECT 1");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_TOO_LARGE);
    assert_non_null(strstr(error->text, ".prepared_cache_size"));
    run(&one, "SET GLOBAL max_prepared_stmt_count = 16382");
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

static void test_read_only_server(void **state)
{
    (void)state;
    fixture root, one;
    char url[1200];
    make_table(server_url());
    open_with(&root, server.url, NULL);
    run(&root, "CREATE OR REPLACE USER plain@localhost; GRANT ALL ON cupel.* TO plain@localhost;"
               "SET GLOBAL read_only = 1");
    snprintf(url, sizeof url, "mysql://plain@/cupel%s", strchr(server.url, '?'));
    open_with(&one, url, NULL);
    const cupel_error *error = failure(&one, "INSERT INTO f VALUES (1, 1)");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_READ_ONLY);
    assert_int_equal(number(&one, "SELECT count(*) FROM f"), 0);
    close_server(&one);
    run(&root, "SET GLOBAL read_only = 0; DROP USER plain@localhost");
    close_server(&root);
}

/* ---- locks --------------------------------------------------------------------------------------- */

static void test_lock_timeout(void **state)
{
    (void)state;
    fixture holder, one;
    char url[1200];
    make_table(server_url());
    snprintf(url, sizeof url, "%s&lock_wait_timeout=1", server.url);
    open_with(&holder, server.url, NULL);
    open_with(&one, url, NULL);
    run(&holder, "INSERT INTO f VALUES (1, 0)");
    assert_int_equal(cupel_connection_begin(holder.connection), CUPEL_OK);
    run(&holder, "UPDATE f SET n = 1 WHERE id = 1");
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO f VALUES (2, 0)");
    const cupel_error *error = failure(&one, "UPDATE f SET n = 2 WHERE id = 1");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_LOCKED);
    /* Only that statement failed. */
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
    error = failure(&one, "SELECT n FROM f WHERE id = 1 FOR UPDATE NOWAIT");
    assert_int_equal(error->reason, CUPEL_REASON_LOCKED);
    assert_int_equal(cupel_connection_rollback(holder.connection), CUPEL_OK);
    assert_int_equal(count_rows(server.url), 2);
    close_server(&one);
    close_server(&holder);
}

/* Locks the two rows of the table in turn; both do it the other way round. */
typedef struct locker {
    cupel_engine *engine;
    pthread_barrier_t *barrier;
    int first, second;
    cupel_reason reason; /* how it failed; NONE: it did not */
    bool open_after, again;
} locker;

static cupel_code lock_row(cupel_connection *connection, int id)
{
    cupel_result *result =
        cupel_execute(connection, "UPDATE f SET n = n + 1 WHERE id = :id", cupel_bind("id", id));
    cupel_result_close(result);
    return cupel_connection_error(connection)->code;
}

static void *lock_rows(void *data)
{
    locker *one = data;
    cupel_connection *connection = cupel_connect(one->engine);
    cupel_code code = cupel_connection_begin(connection);
    if (code == CUPEL_OK)
        code = lock_row(connection, one->first);
    pthread_barrier_wait(one->barrier);
    if (code == CUPEL_OK)
        code = lock_row(connection, one->second);
    if (code == CUPEL_OK) {
        code = cupel_connection_commit(connection);
    } else {
        one->reason = cupel_connection_error(connection)->reason;
        one->open_after = connection->driver->in_transaction(connection->native);
        /* What the message says to do. */
        one->again = cupel_connection_rollback(connection) == CUPEL_OK &&
                     cupel_connection_begin(connection) == CUPEL_OK &&
                     lock_row(connection, one->first) == CUPEL_OK &&
                     lock_row(connection, one->second) == CUPEL_OK &&
                     cupel_connection_commit(connection) == CUPEL_OK;
    }
    cupel_connection_close(connection);
    return NULL;
}

static void test_deadlock(void **state)
{
    (void)state;
    fixture one;
    pthread_t threads[2];
    pthread_barrier_t barrier;
    make_table(server_url());
    open_with(&one, server.url, NULL);
    run(&one, "INSERT INTO f VALUES (1, 0), (2, 0)");
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    locker both[2] = { { one.engine, &barrier, 1, 2, CUPEL_REASON_NONE, false, false },
                       { one.engine, &barrier, 2, 1, CUPEL_REASON_NONE, false, false } };
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, lock_rows, &both[i]), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    pthread_barrier_destroy(&barrier);
    locker *loser = both[0].reason == CUPEL_REASON_NONE ? &both[1] : &both[0];
    assert_int_equal(both[0].reason + both[1].reason, CUPEL_REASON_DEADLOCK);
    assert_false(loser->open_after);
    assert_true(loser->again);
    assert_int_equal(number(&one, "SELECT CAST(SUM(n) AS INTEGER) FROM f"), 4);
    close_server(&one);
}

/* ---- cut in mid-message --------------------------------------------------------------------------- */

/* Connects through the proxy and does all sorts of things; the code of the first failure. */
static cupel_code use_through_proxy(const char *url)
{
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    cupel_code code = cupel_connection_error(connection)->code;
    bool connected = code == CUPEL_OK;
    static const char *const statements[] = { "SELECT seq, REPEAT('x', seq) FROM seq_1_to_20",
                                              "DO 1", "SELECT 1.5, NOW(), 'text'" };
    for (size_t i = 0; i < CU_LENGTH(statements) && code == CUPEL_OK; i++) {
        cupel_result *result = cupel_execute(connection, statements[i]);
        while (cupel_result_next(result))
            continue;
        code = cupel_connection_error(connection)->code;
        cupel_result_close(result);
    }
    if (code == CUPEL_OK)
        code = cupel_execute_script(connection, "DO 1; SELECT 1; DO 2");
    if (code == CUPEL_OK)
        code = cupel_connection_begin(connection);
    if (code == CUPEL_OK)
        code = cupel_connection_commit(connection);
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
    char path[100], server_path[100], url[300];
    server_url();
    snprintf(path, sizeof path, "/tmp/cupel-proxy-%ld", (long)getpid());
    snprintf(server_path, sizeof server_path, "%s/socket", server.folder);
    snprintf(url, sizeof url, "mariadb://root@/cupel?unix_socket=%s", path);
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
    cupel_result *result = cupel_execute(connection, "SELECT seq FROM seq_1_to_100000");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_killed_between_statements),
        SERVER_TEST(test_killed_during_a_statement),
        SERVER_TEST(test_killed_during_many),
        SERVER_TEST(test_killed_during_commit),
        SERVER_TEST(test_uncertain_commit),
        SERVER_TEST(test_restart_behind_the_pool),
        SERVER_TEST(test_session_goes_on),
        SERVER_TEST(test_silent_server),
        SERVER_TEST(test_frozen_server),
        SERVER_TEST(test_kill_connection),
        SERVER_TEST(test_interrupted),
        SERVER_TEST(test_too_slow),
        SERVER_TEST(test_too_many_connections),
        SERVER_TEST(test_too_many_statements),
        SERVER_TEST(test_read_only_server),
        SERVER_TEST(test_lock_timeout),
        SERVER_TEST(test_deadlock),
        SERVER_TEST(test_cut_everywhere),
        SERVER_TEST(test_returned_in_a_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, remove_server);
}
