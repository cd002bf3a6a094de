/*
 * server_faults.h - what goes wrong with any server: it is killed between
 * statements, during one and during COMMIT; nothing hangs, nothing that was
 * committed is lost or there twice.
 *
 * Behind server_fixture.h; SERVER_KIND is what start-server calls the server,
 * FAULTS_TABLE the SQL that makes the table f (id INT PRIMARY KEY, n INT) anew.
 */
#ifndef CU_TEST_DIALECTS_SERVER_FAULTS_H
#define CU_TEST_DIALECTS_SERVER_FAULTS_H

#include <cupel.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static cu_test_server server;

/* The server of this program, started when it is first needed; skips where servers are not tested. */
static inline const char *server_url(void)
{
    cu_test_server_url(SERVER_VARIABLE);
    if (!server.folder[0])
        cu_test_server_start(&server, SERVER_KIND);
    return server.url;
}

static inline int remove_server(void **state)
{
    (void)state;
    cu_test_server_remove(&server);
    return 0;
}

static inline void check_disconnected(const cupel_error *error)
{
    if (error->code != CUPEL_DISCONNECTED)
        fail_msg("%s, %s: %s", cupel_code_name(error->code), cupel_reason_name(error->reason),
                 error->text);
    assert_true(strlen(error->text) > 10);
}

static inline void make_table(const char *url)
{
    fixture one;
    open_with(&one, url, NULL);
    run(&one, FAULTS_TABLE);
    close_server(&one);
}

static inline int64_t count_rows(const char *url)
{
    fixture one;
    open_with(&one, url, NULL);
    int64_t rows = number(&one, "SELECT count(*) FROM f");
    close_server(&one);
    return rows;
}

/* ---- the server dies ----------------------------------------------------------------------------- */

static inline void test_killed_between_statements(void **state)
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

static inline void *run_victim(void *data)
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

static inline void start_victim(victim *one, pthread_t *thread)
{
    assert_int_equal(pthread_create(thread, NULL, run_victim, one), 0);
    while (!one->began)
        usleep(1000);
    usleep(100000); /* the server is at it */
}

/* The server is killed during each of these statements, which write to f, or read slowly. */
static inline void check_killed_during(const char *const *statements, size_t count)
{
    make_table(server_url());
    for (size_t i = 0; i < count; i++) {
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

/* Inserts rows, each in a transaction of its own, until that fails. */
typedef struct writer {
    cupel_engine *engine;
    int first;
    _Atomic int64_t committed; /* transactions of which COMMIT said that it worked */
    bool uncertain;            /* COMMIT failed: one more may be there */
    _Atomic cupel_code code;
} writer;

static inline void *write_rows(void *data)
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
static inline void test_killed_during_commit(void **state)
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
        for (int i = 0; i < writers; i++)
            while (!all[i].committed && all[i].code == CUPEL_OK)
                usleep(1000);
        usleep((unsigned)(10000 + round * 37000));
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

static inline void test_uncertain_commit(void **state)
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

static inline void test_restart_behind_the_pool(void **state)
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

/* ---- sessions ------------------------------------------------------------------------------------- */

typedef struct Fact {
    cupel_object base;
    cupel_int id;
    cupel_null_int n;
} Fact;

CUPEL_MAP(Fact, "f", CUPEL_COLUMN(Fact, id, .primary_key = true, .autoincrement = CUPEL_NO),
          CUPEL_COLUMN(Fact, n));

/* The server dies under a session: rolled back, the session goes on, with what was committed and nothing else. */
static inline void test_session_goes_on(void **state)
{
    (void)state;
    make_table(server_url());
    cupel_registry *registry = cupel_registry_open(Fact);
    cupel_engine *engine = cupel_engine_open(server.url);
    cupel_session *session = cupel_session_open(registry, engine);
    for (int round = 0; round < 3; round++) {
        Fact *kept = cupel_new(Fact, .id = 10 * round + 1);
        assert_int_equal(cupel_add(session, kept), CUPEL_OK);
        assert_int_equal(cupel_commit(session), CUPEL_OK);
        Fact *lost = cupel_new(Fact, .id = 10 * round + 2);
        assert_int_equal(cupel_add(session, lost), CUPEL_OK);
        if (round > 0)
            assert_int_equal(cupel_flush(session), CUPEL_OK);
        if (round == 1)
            assert_int_equal(cupel_load(kept, id), 11);
        cu_test_server_kill(&server);
        assert_int_equal(cupel_commit(session), CUPEL_DISCONNECTED);
        cu_test_server_restart(&server);
        assert_int_equal(cupel_rollback(session), CUPEL_OK);
        assert_int_equal(cupel_count(cupel_query(session, Fact)), round + 1);
        assert_int_equal(cupel_load(kept, id), 10 * round + 1);
        assert_int_equal(cupel_commit(session), CUPEL_OK);
    }
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);
}

/* ---- a server that says nothing ------------------------------------------------------------------- */

/* Connecting to something that accepts and keeps silent ends in time. */
static inline void test_silent_server(void **state)
{
    (void)state;
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    char url[200];
    struct timespec begin, end;
    server_url();
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 5), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    snprintf(url, sizeof url, "%s://u:s3cret@127.0.0.1:%u/d?connect_timeout=2", SERVER_KIND,
             (unsigned)ntohs(address.sin_port));
    cupel_engine *engine = cupel_engine_open(url);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    cupel_connection *connection = cupel_connect(engine);
    clock_gettime(CLOCK_MONOTONIC, &end);
    const cupel_error *error = cupel_connection_error(connection);
    if (error->code != CUPEL_OPERATIONAL_ERROR || error->reason != CUPEL_REASON_CANNOT_OPEN ||
        strstr(error->text, "s3cret"))
        fail_msg("%s, %s: %s", cupel_code_name(error->code), cupel_reason_name(error->reason),
                 error->text);
    assert_in_range(end.tv_sec - begin.tv_sec, 1, 8);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    close(listener);
}

#endif
