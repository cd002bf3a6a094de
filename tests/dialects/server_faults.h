/*
 * server_faults.h - what goes wrong with any server: it is killed between
 * statements, during one and during COMMIT; nothing hangs, nothing that was
 * committed is lost or there twice.
 *
 * Behind server_fixture.h; SERVER_KIND is what start-server calls the server,
 * FAULTS_TABLE the SQL that makes the table f (id INT PRIMARY KEY, n INT) anew,
 * FAULTS_SLOW_INSERT one row of it from :a and :b, each taking its time,
 * FAULTS_KEPT_OF_MANY how many of those sent together may be there without COMMIT,
 * SERVER_PROCESS(fixture) the process that a connection speaks to.
 */
#ifndef CU_TEST_DIALECTS_SERVER_FAULTS_H
#define CU_TEST_DIALECTS_SERVER_FAULTS_H

#include "engine/text_statement.h"
#include <cupel.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
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

/* ---- many sets of values --------------------------------------------------------------------------- */

/* Many sets of values by one statement, which go together, until the server is gone. */
static inline void *run_many_sets(void *data)
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

/*
 * In a transaction nothing of it is there afterwards; without one, the server may have kept those that were done.  Nobody
 * hangs.
 */
static inline void test_killed_during_many(void **state)
{
    (void)state;
    for (int transaction = 0; transaction < 2; transaction++) {
        fixture one;
        pthread_t thread;
        make_table(server_url());
        open_with(&one, server_url(), NULL);
        if (transaction)
            assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
        victim running = { .connection = one.connection, .sql = FAULTS_SLOW_INSERT };
        assert_int_equal(pthread_create(&thread, NULL, run_many_sets, &running), 0);
        while (!running.began)
            usleep(1000);
        usleep(300000); /* some are done */
        cu_test_server_kill(&server);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(running.code, CUPEL_DISCONNECTED);
        check_disconnected(cupel_connection_error(one.connection));
        cu_test_server_restart(&server);
        /* The pool has a new connection for the next. */
        cupel_connection_close(one.connection);
        one.connection = cupel_connect(one.engine);
        int64_t rows = number(&one, "SELECT count(*) FROM f");
        assert_in_range(rows, 0, transaction ? 0 : FAULTS_KEPT_OF_MANY);
        assert_int_equal(number(&one, "SELECT coalesce(max(id) + 1, 0) FROM f"), rows);
        close_server(&one);
    }
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

/* ---- a server that freezes ------------------------------------------------------------------------ */

/* What is done while the server is stopped ends, and says why. */
static inline void check_gives_up(fixture *one, pid_t process, cupel_code (*act)(fixture *))
{
    struct timespec begin, end;
    assert_int_equal(kill(process, SIGSTOP), 0);
    usleep(20000); /* all its threads stand */
    clock_gettime(CLOCK_MONOTONIC, &begin);
    cupel_code code = act(one);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_int_equal(kill(process, SIGCONT), 0);
    assert_int_equal(code, CUPEL_DISCONNECTED);
    const cupel_error *error = cupel_connection_error(one->connection);
    check_disconnected(error);
    if (error->reason != CUPEL_REASON_STATEMENT_TIMEOUT || !strstr(error->text, "read_timeout"))
        fail_msg("%s: %s", cupel_reason_name(error->reason), error->text);
    assert_in_range(end.tv_sec - begin.tv_sec, 1, 5);
}

static inline cupel_code select_frozen(fixture *one)
{
    cupel_result_close(cupel_execute(one->connection, "SELECT n FROM f"));
    return cupel_connection_error(one->connection)->code;
}

static inline cupel_code insert_frozen(fixture *one)
{
    return cupel_execute_script(one->connection, "INSERT INTO f VALUES (3, 3)");
}

static inline cupel_code commit_frozen(fixture *one)
{
    return cupel_connection_commit(one->connection);
}

/* More than the buffers between take: it is sending that has to give up. */
static inline cupel_code send_frozen(fixture *one)
{
    enum { SIZE = 8000000 };
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    cupel_result_close(
        cupel_execute(one->connection, "SELECT length(:text)", cupel_bind("text", text)));
    free(text);
    return cupel_connection_error(one->connection)->code;
}

static inline cupel_code many_frozen(fixture *one)
{
    victim many = { .connection = one->connection, .sql = "INSERT INTO f VALUES (:a, :b)" };
    run_many_sets(&many);
    return many.code;
}

static inline cupel_code copy_frozen(fixture *one)
{
    cupel_copy *copy = cupel_copy_into(one->connection, "f", "id", "n");
    for (int i = 0; copy && i < 3000000 && cupel_copy_row(copy, 10 + i, i) == CUPEL_OK; i++)
        continue;
    cupel_code code = cupel_connection_error(one->connection)->code;
    cupel_copy_close(copy);
    return code;
}

/* The server is stopped before each of these; with read_timeout each ends, and what was not committed is gone. */
static inline void test_frozen_server(void **state)
{
    (void)state;
    static cupel_code (*const acts[])(fixture *) = { select_frozen, insert_frozen, commit_frozen,
                                                     send_frozen,   many_frozen,   copy_frozen };
    char url[1200];
    snprintf(url, sizeof url, "%s&read_timeout=1", server_url());
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        fixture one;
        make_table(server.url);
        open_with(&one, url, NULL);
        pid_t process = SERVER_PROCESS(&one);
        assert_true(process > 1);
        run(&one, "INSERT INTO f VALUES (1, 1)");
        assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
        run(&one, "INSERT INTO f VALUES (2, 2)");
        check_gives_up(&one, process, acts[i]);
        if (acts[i] == commit_frozen)
            assert_non_null(strstr(cupel_connection_error(one.connection)->text,
                                   "whether the COMMIT took effect is not known"));
        /* The pool has another connection, through which the one row is found. */
        cupel_connection_close(one.connection);
        one.connection = cupel_connect(one.engine);
        assert_in_range(number(&one, "SELECT count(*) FROM f"), 1,
                        acts[i] == commit_frozen ? 2 : 1);
        close_server(&one);
    }
}

#endif
