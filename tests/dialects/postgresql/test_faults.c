/*
 * What goes wrong with servers, done to one: it is killed and cut off; nothing
 * hangs, nothing that was committed is lost or there twice.
 */
#include "fixture.h"

#include "engine/text_statement.h"
#include <cupel/copy.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static cu_test_server server;

/* The server of this program, started when it is first needed; skips where servers are not tested. */
static const char *server_url(void)
{
    cu_test_server_url(SERVER_VARIABLE);
    if (!server.folder[0])
        cu_test_server_start(&server, "postgresql");
    return server.url;
}

static int remove_server(void **state)
{
    (void)state;
    cu_test_server_remove(&server);
    return 0;
}

static void check_disconnected(const cupel_error *error)
{
    if (error->code != CUPEL_DISCONNECTED)
        fail_msg("%s, %s: %s", cupel_code_name(error->code), cupel_reason_name(error->reason),
                 error->text);
    assert_true(strlen(error->text) > 10);
}

static void make_table(const char *url)
{
    fixture one;
    open_with(&one, url, NULL);
    run(&one, "DROP TABLE IF EXISTS f; CREATE TABLE f (id INT PRIMARY KEY, n INT)");
    close_server(&one);
}

static int64_t count_rows(const char *url)
{
    fixture one;
    open_with(&one, url, NULL);
    int64_t rows = number(&one, "SELECT count(*) FROM f");
    close_server(&one);
    return rows;
}

/* ---- the server dies ----------------------------------------------------------------------------- */

static void test_killed_between_statements(void **state)
{
    (void)state;
    const char *url = server_url();
    make_table(url);
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *first = cupel_connect(engine), *second = cupel_connect(engine);
    assert_int_equal(cupel_execute_script(first, "INSERT INTO f VALUES (1, 1)"), CUPEL_OK);
    assert_int_equal(cupel_connection_begin(first), CUPEL_OK);
    assert_int_equal(cupel_execute_script(first, "INSERT INTO f VALUES (2, 2)"), CUPEL_OK);
    cupel_connection_close(second); /* idle in the pool */
    cu_test_server_kill(&server);
    assert_null(cupel_execute(first, "INSERT INTO f VALUES (3, 3)"));
    check_disconnected(cupel_connection_error(first));
    assert_null(cupel_execute(first, "SELECT 1"));
    check_disconnected(cupel_connection_error(first));
    cupel_connection_close(first);
    assert_int_equal(cupel_engine_pool_status(engine).idle, 0); /* the other one went with it */
    /* As long as there is none. */
    cupel_connection *none = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(none)->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_connection_error(none)->reason, CUPEL_REASON_CANNOT_OPEN);
    cupel_connection_close(none);
    cu_test_server_restart(&server);
    cupel_connection *again = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(again)->code, CUPEL_OK);
    cupel_result *result = cupel_execute(again, "SELECT id FROM f");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_int_at(row, 0), 1);
    assert_null(cupel_result_next(result));
    cupel_connection_close(again);
    cupel_engine_close(engine);
}

/* A statement that runs in a thread until the server is gone. */
typedef struct victim {
    cupel_connection *connection;
    const char *sql;
    cupel_code code;
    cupel_reason reason;
    _Atomic bool began;
} victim;

static void *run_victim(void *data)
{
    victim *one = data;
    one->began = true;
    cupel_result *result = cupel_execute(one->connection, one->sql);
    while (result && cupel_result_next(result))
        continue;
    one->code = cupel_connection_error(one->connection)->code;
    one->reason = cupel_connection_error(one->connection)->reason;
    return NULL;
}

static void start_victim(victim *one, pthread_t *thread)
{
    assert_int_equal(pthread_create(thread, NULL, run_victim, one), 0);
    while (!one->began)
        usleep(1000);
    usleep(100000); /* the server is at it */
}

static void test_killed_during_a_statement(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "SELECT pg_sleep(30)",
        "INSERT INTO f SELECT n, length(pg_sleep(1)::text) FROM generate_series(1, 100) n",
        "SELECT n, repeat('x', 200), pg_sleep(0.01) FROM generate_series(1, 3000) n",
    };
    make_table(server_url());
    for (size_t i = 0; i < CU_LENGTH(statements); i++) {
        fixture one;
        pthread_t thread;
        open_with(&one, server_url(), NULL);
        victim running = { .connection = one.connection, .sql = statements[i] };
        start_victim(&running, &thread);
        cu_test_server_kill(&server);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(running.code, CUPEL_DISCONNECTED);
        close_server(&one);
        cu_test_server_restart(&server);
        assert_int_equal(count_rows(server.url), 0);
    }
}

/* Many sets of values by one statement, which go through a pipeline, until the server is gone. */
static void *run_pipeline(void *data)
{
    enum { SETS = 2000 };
    victim *one = data;
    cu_error *error = &one->connection->error;
    cu_compiled *compiled = cu_text_statement(one->connection->engine, one->sql, error);
    cupel_value values[2 * SETS];
    cu_cursor cursor = { 0 };
    cu_arena arena;
    cu_arena_init(&arena, 0);
    for (int i = 0; i < SETS; i++) {
        values[2 * i] = cupel_value_int(i);
        values[2 * i + 1] = cupel_value_int(i);
    }
    one->began = true;
    if (cu_cursor_open_many(&cursor, one->connection, compiled, error) == CUPEL_OK)
        (void)cu_cursor_many(&cursor, SETS, values, NULL, &arena, error);
    one->code = cu_error_code(error);
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
    cu_arena_free(&arena);
    return NULL;
}

/* In a transaction and without one: nothing of it is there afterwards, and nobody hangs. */
static void test_killed_during_a_pipeline(void **state)
{
    (void)state;
    make_table(server_url());
    for (int transaction = 0; transaction < 2; transaction++) {
        fixture one;
        pthread_t thread;
        open_with(&one, server_url(), NULL);
        if (transaction)
            assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
        victim running = {
            .connection = one.connection,
            .sql = "INSERT INTO f SELECT :a, :b + length(pg_sleep(0.005)::text)",
        };
        assert_int_equal(pthread_create(&thread, NULL, run_pipeline, &running), 0);
        while (!running.began)
            usleep(1000);
        usleep(300000); /* some of the first 500 are done */
        cu_test_server_kill(&server);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(running.code, CUPEL_DISCONNECTED);
        check_disconnected(cupel_connection_error(one.connection));
        cu_test_server_restart(&server);
        /* The pool has a new connection for the next. */
        cupel_connection_close(one.connection);
        one.connection = cupel_connect(one.engine);
        assert_int_equal(number(&one, "SELECT count(*) FROM f"), 0);
        close_server(&one);
    }
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

/* Inserts rows, each in a transaction of its own, until that fails. */
typedef struct writer {
    cupel_engine *engine;
    int first;
    int64_t committed; /* transactions of which COMMIT said that it worked */
    bool uncertain;    /* COMMIT failed: one more may be there */
    cupel_code code;
} writer;

static void *write_rows(void *data)
{
    writer *one = data;
    cupel_connection *connection = cupel_connect(one->engine);
    for (int id = one->first; one->code == CUPEL_OK; id++) {
        cupel_result *result = NULL;
        one->code = cupel_connection_begin(connection);
        if (one->code == CUPEL_OK) {
            result =
                cupel_execute(connection, "INSERT INTO f VALUES (:id, 0)", cupel_bind("id", id));
            one->code = cupel_connection_error(connection)->code;
            cupel_result_close(result);
        }
        if (one->code != CUPEL_OK)
            break;
        one->code = cupel_connection_commit(connection);
        if (one->code == CUPEL_OK)
            one->committed++;
        else
            one->uncertain = true;
    }
    cupel_connection_close(connection);
    return NULL;
}

/* What COMMIT said is what is there after the crash, whatever moment it comes at. */
static void test_killed_during_commit(void **state)
{
    (void)state;
    enum { writers = 3, rounds = 5 };
    for (int round = 0; round < rounds; round++) {
        make_table(server_url());
        cupel_engine *engine = cupel_engine_open(server.url);
        writer all[writers] = { { 0 } };
        pthread_t threads[writers];
        int64_t least = 0, most = 0;
        for (int i = 0; i < writers; i++) {
            all[i] = (writer){ .engine = engine, .first = (i + 1) * 1000000 };
            assert_int_equal(pthread_create(&threads[i], NULL, write_rows, &all[i]), 0);
        }
        usleep((unsigned)(50000 + round * 37000));
        cu_test_server_kill(&server);
        for (int i = 0; i < writers; i++)
            pthread_join(threads[i], NULL);
        for (int i = 0; i < writers; i++) {
            assert_int_equal(all[i].code, CUPEL_DISCONNECTED);
            least += all[i].committed;
            most += all[i].committed + (all[i].uncertain ? 1 : 0);
        }
        cupel_engine_close(engine);
        cu_test_server_restart(&server);
        int64_t rows = count_rows(server.url);
        assert_true(least > 0);
        assert_in_range(rows, least, most);
    }
}

static void test_uncertain_commit(void **state)
{
    (void)state;
    fixture one;
    make_table(server_url());
    open_with(&one, server.url, NULL);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO f VALUES (1, 1)");
    cu_test_server_kill(&server);
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_DISCONNECTED);
    assert_non_null(strstr(cupel_connection_error(one.connection)->text,
                           "whether the COMMIT took effect is not known"));
    close_server(&one);
    cu_test_server_restart(&server);
    assert_int_equal(count_rows(server.url), 0);
}

static void test_restart_behind_the_pool(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open(server_url(), .pool_pre_ping = true);
    cupel_connection *connection = cupel_connect(engine);
    assert_non_null(cupel_execute(connection, "SELECT 1"));
    cupel_connection_close(connection);
    cu_test_server_stop(&server);
    cu_test_server_restart(&server);
    /* With pre-ping nobody notices. */
    connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OK);
    assert_non_null(cupel_execute(connection, "SELECT 1"));
    cupel_connection_close(connection);
    assert_int_equal(cupel_engine_pool_status(engine).opened, 2);
    cupel_engine_close(engine);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_killed_between_statements), SERVER_TEST(test_killed_during_a_statement),
        SERVER_TEST(test_killed_during_a_pipeline),  SERVER_TEST(test_killed_during_copy),
        SERVER_TEST(test_killed_during_commit),      SERVER_TEST(test_uncertain_commit),
        SERVER_TEST(test_restart_behind_the_pool),   SERVER_TEST(test_cut_everywhere),
        SERVER_TEST(test_returned_in_a_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, remove_server);
}
