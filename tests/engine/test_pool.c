#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"
#include "../support/statements.h"
#include "../support/temporary.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define OPTIONS(...) (&(cupel_engine_options){ __VA_ARGS__ })

static cupel_connection *take(cupel_engine *engine)
{
    cupel_connection *connection = cupel_connect(engine);
    if (cupel_connection_error(connection)->code != CUPEL_OK)
        fail_msg("%s", cupel_connection_error(connection)->text);
    return connection;
}

static void expect_status(cupel_engine *engine, int idle, int in_use, int64_t opened)
{
    cupel_pool_status status = cupel_engine_pool_status(engine);
    assert_int_equal(status.idle, idle);
    assert_int_equal(status.in_use, in_use);
    assert_int_equal(status.opened, opened);
}

static void test_connections_are_kept(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(OPTIONS(.pool_size = 2, .max_overflow = 1));
    assert_int_equal(cu_fake.connects, 0);
    cupel_connection *one = take(engine);
    expect_status(engine, 0, 1, 1);
    cupel_connection_close(one);
    expect_status(engine, 1, 0, 1);
    assert_ptr_equal(take(engine), one);
    cupel_connection *two = take(engine), *three = take(engine);
    expect_status(engine, 0, 3, 3);
    cupel_connection_close(one);
    cupel_connection_close(two);
    expect_status(engine, 2, 1, 3);
    cupel_connection_close(three); /* more than are kept */
    expect_status(engine, 2, 0, 3);
    assert_int_equal(cu_fake.open, 2);
    cupel_engine_close(engine);
    assert_int_equal(cu_fake.open, 0);
}

static void test_last_in_first_out(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = take(engine), *two = take(engine);
    cupel_connection_close(one);
    cupel_connection_close(two);
    assert_ptr_equal(take(engine), two);
    assert_ptr_equal(take(engine), one);
    cupel_connection_close(one);
    cupel_connection_close(two);
    cupel_engine_close(engine);
}

static void test_first_in_first_out(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(OPTIONS(.pool_first_out = true));
    cupel_connection *one = take(engine), *two = take(engine);
    cupel_connection_close(one);
    cupel_connection_close(two);
    assert_ptr_equal(take(engine), one);
    assert_ptr_equal(take(engine), two);
    cupel_connection_close(one);
    cupel_connection_close(two);
    cupel_engine_close(engine);
}

static void expect_timeout(cupel_engine *engine, const char *const *texts, size_t count)
{
    cupel_connection *connection = cupel_connect(engine);
    const cupel_error *error = cupel_connection_error(connection);
    assert_int_equal(error->code, CUPEL_TIMEOUT);
    for (size_t i = 0; i < count; i++)
        if (!strstr(error->text, texts[i]))
            fail_msg("not '%s' in: %s", texts[i], error->text);
    cupel_connection_close(connection);
}

static void test_timeout(void **state)
{
    (void)state;
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.pool_size = 1, .max_overflow = 1, .pool_timeout = 30));
    cupel_connection *one = take(engine), *two = take(engine);
    static const char *const texts[] = { "within 30 ms",
                                         "may have 2 (.pool_size = 1, .max_overflow = 1)",
                                         "2 are in use, longest for 0.",
                                         "s by this same thread (0x",
                                         "0 are being opened, 0 more wait" };
    expect_timeout(engine, texts, CU_LENGTH(texts));
    assert_int_equal(cupel_engine_pool_status(engine).timeouts, 1);
    cupel_connection_close(one);
    one = take(engine);
    cupel_connection_close(one);
    cupel_connection_close(two);
    cupel_engine_close(engine);
}

static void test_timeout_in_memory(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://", .pool_timeout = 20);
    cupel_connection *one = take(engine);
    static const char *const texts[] = { "within 20 ms", "an in-memory database has one connection",
                                         "this same thread", "sqlite:///name.db" };
    expect_timeout(engine, texts, CU_LENGTH(texts));
    cupel_connection_close(one);
    cupel_engine_close(engine);
}

/* The one connection is the database. */
static void test_single_is_kept(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://", .pool_pre_ping = true, .pool_recycle = 1);
    cupel_connection *connection = take(engine);
    assert_int_equal(cupel_execute_script(connection, "CREATE TABLE t (a)"), CUPEL_OK);
    cupel_connection_close(connection);
    for (int i = 0; i < 5; i++) {
        connection = take(engine);
        cupel_result *result = cupel_execute(connection, "SELECT count(*) FROM t");
        assert_non_null(result);
        cupel_connection_close(connection);
    }
    expect_status(engine, 1, 0, 1);
    cupel_engine_close(engine);
}

static void test_none(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(OPTIONS(.pool = CUPEL_POOL_NONE));
    cupel_connection *all[30];
    for (size_t i = 0; i < CU_LENGTH(all); i++)
        all[i] = take(engine);
    expect_status(engine, 0, 30, 30);
    for (size_t i = 0; i < CU_LENGTH(all); i++)
        cupel_connection_close(all[i]);
    expect_status(engine, 0, 0, 30);
    assert_int_equal(cu_fake.open, 0);
    cupel_engine_close(engine);
}

/* ---- connections that go bad ------------------------------------------------------------------- */

static void test_recycle(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(OPTIONS(.pool_recycle = 1));
    cupel_connection_close(take(engine));
    cupel_connection_close(take(engine));
    expect_status(engine, 1, 0, 1);
    usleep(1100000);
    cupel_connection_close(take(engine));
    expect_status(engine, 1, 0, 2);
    assert_int_equal(cu_fake.open, 1);
    assert_int_equal(cupel_engine_pool_status(engine).checkouts, 3);
    cupel_engine_close(engine);
}

static void test_pre_ping(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(OPTIONS(.pool_pre_ping = true));
    cupel_connection *one = take(engine), *two = take(engine);
    assert_int_equal(cu_fake.pings, 0);
    cupel_connection_close(one);
    cupel_connection_close(two);
    cupel_connection_close(take(engine));
    assert_int_equal(cu_fake.pings, 1);
    /* The server restarts: all connections are lost, and one question shows it. */
    cu_fake.dead = true;
    one = take(engine);
    cu_fake.dead = false;
    assert_int_equal(cu_fake.pings, 2);
    assert_int_equal(cu_fake.open, 1);
    expect_status(engine, 0, 1, 3);
    assert_int_equal(cupel_engine_pool_status(engine).invalidated, 2);
    cupel_connection_close(one);
    cupel_engine_close(engine);
}

static void test_lost_while_in_use(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = take(engine), *two = take(engine), *three = take(engine);
    cupel_connection_close(three);
    cu_fake.dead = true;
    assert_null(cupel_execute(one, "SELECT 1"));
    assert_int_equal(cupel_connection_error(one)->code, CUPEL_DISCONNECTED);
    cu_fake.dead = false;
    assert_int_equal(cu_fake.open, 2); /* the idle one is gone */
    /* It stays lost. */
    assert_int_equal(cupel_execute_script(one, "X"), CUPEL_DISCONNECTED);
    assert_non_null(strstr(cupel_connection_error(one)->text, "take a new one"));
    assert_int_equal(cupel_connection_rollback(one), CUPEL_DISCONNECTED);
    cupel_connection_close(one);
    /* The other one was opened before, and is closed when it comes back. */
    assert_int_equal(cupel_execute_script(two, "X"), CUPEL_OK);
    cupel_connection_close(two);
    assert_int_equal(cu_fake.open, 0);
    cupel_connection_close(take(engine));
    expect_status(engine, 1, 0, 4);
    cupel_engine_close(engine);
}

static void test_lost_in_a_transaction(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = take(engine);
    assert_int_equal(cupel_connection_begin(one), CUPEL_OK);
    cu_fake.dead = true;
    assert_int_equal(cupel_connection_commit(one), CUPEL_DISCONNECTED);
    cupel_connection_close(one);
    assert_int_equal(cu_fake.open, 0);
    cu_fake.dead = false;
    cupel_engine_close(engine);
}

static void test_transaction_that_does_not_end(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = take(engine);
    assert_int_equal(cupel_connection_begin(one), CUPEL_OK);
    cu_fake.stuck = true;
    cupel_connection_close(one);
    assert_int_equal(cu_fake.open, 0);
    cupel_engine_close(engine);
}

static void test_refused(void **state)
{
    (void)state;
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.pool_size = 1, .max_overflow = CUPEL_NO_OVERFLOW));
    cu_fake.refuse = 3;
    for (int i = 0; i < 3; i++) {
        cupel_connection *connection = cupel_connect(engine);
        assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OPERATIONAL_ERROR);
        cupel_connection_close(connection);
    }
    expect_status(engine, 0, 0, 0);
    cupel_connection_close(take(engine)); /* its place is still there */
    cupel_engine_close(engine);
}

static void test_events(void **state)
{
    (void)state;
    cu_test_statements log = { .connections = true };
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.log = cu_test_statements_log, .log_data = &log, .pool_size = 1));
    cupel_connection *one = take(engine), *two = take(engine);
    cu_test_statements_expect(&log, "-- opened", "-- checked out", "-- opened", "-- checked out");
    cupel_connection_close(one);
    cupel_connection_close(two);
    cu_test_statements_expect(&log, "-- returned", "-- returned", "-- closed: the pool has enough");
    cupel_engine_dispose(engine);
    cu_test_statements_expect(&log, "-- closed: the pool was emptied");
    one = take(engine);
    cupel_connection_begin(one);
    cupel_connection_close(one);
    cupel_engine_close(engine);
    cu_test_statements_expect(&log, "-- opened", "-- checked out", "BEGIN", "ROLLBACK",
                              "-- returned", "-- closed: so is the engine");
}

/* ---- threads ----------------------------------------------------------------------------------- */

typedef struct pool_worker {
    cupel_engine *engine;
    int rounds;
    int failures;
    _Atomic int *turn; /* counts those that got one */
    int place;         /* the count when this one did */
} pool_worker;

/* Waits for all before it looks at any, as what one failed with ends the test. */
static void join(const pthread_t *threads, const pool_worker *workers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(workers[i].failures, 0);
}

static void *work_on_pool(void *data)
{
    pool_worker *worker = data;
    for (int i = 0; i < worker->rounds; i++) {
        cupel_connection *connection = cupel_connect(worker->engine);
        if (cupel_connection_error(connection)->code != CUPEL_OK ||
            cupel_connection_begin(connection) != CUPEL_OK)
            worker->failures++;
        /* Nobody else has it. */
        cupel_result *result = cupel_execute(connection, "SELECT 2");
        if (!result || !cupel_result_next(result) || !cupel_result_next(result) ||
            cupel_result_next(result))
            worker->failures++;
        if (i % 3 == 0 && cupel_connection_commit(connection) != CUPEL_OK)
            worker->failures++;
        cupel_connection_close(connection);
        if (i % 250 == 100)
            cupel_engine_dispose(worker->engine);
    }
    return NULL;
}

/* Wants two connections each time that it hears one was closed, where another one is to be closed or is in use. */
static void take_two(void *data, const cupel_log_record *record)
{
    cupel_engine **engine = data, *hears = *engine;
    if (!hears || record->kind != CUPEL_LOG_CONNECTION || !strstr(record->text, "closed"))
        return;
    *engine = NULL;
    cupel_connection *one = cupel_connect(hears), *two = cupel_connect(hears);
    assert_int_equal(cupel_connection_error(two)->code, CUPEL_TIMEOUT);
    cupel_connection_close(one);
    cupel_connection_close(two);
    *engine = hears;
}

/* A place is taken until what had it is closed, also where all are. */
static void test_places_of_disposed(void **state)
{
    (void)state;
    cupel_engine *heard = NULL;
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.log = take_two, .log_data = &heard, .pool_size = 2,
                                  .max_overflow = CUPEL_NO_OVERFLOW, .pool_timeout = 1));
    cupel_connection *one = take(engine), *two = take(engine);
    cupel_connection_close(one);
    cupel_connection_close(two);
    expect_status(engine, 2, 0, 2);
    heard = engine;
    cupel_engine_dispose(engine);
    heard = NULL;
    assert_int_equal(cu_fake.most_open, 2);
    one = take(engine);
    two = take(engine);
    assert_int_equal(cu_fake.most_open, 2);
    cupel_connection_close(one);
    cupel_connection_close(two);
    cupel_engine_close(engine);
    assert_int_equal(cu_fake.open, 0);
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 16, ROUNDS = 1000 };
    cupel_engine *engine = cu_test_fake_open(
        OPTIONS(.pool_size = 4, .max_overflow = CUPEL_NO_OVERFLOW, .pool_pre_ping = true));
    pthread_t threads[THREADS];
    pool_worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (pool_worker){ .engine = engine, .rounds = ROUNDS };
        assert_int_equal(pthread_create(&threads[i], NULL, work_on_pool, &workers[i]), 0);
    }
    join(threads, workers, THREADS);
    cupel_pool_status status = cupel_engine_pool_status(engine);
    assert_int_equal(status.checkouts, THREADS * ROUNDS);
    assert_int_equal(status.timeouts, 0);
    assert_int_equal(status.in_use, 0);
    assert_int_equal(status.waiting, 0);
    assert_true(status.idle <= 4);
    assert_true(cu_fake.most_open <= 4);
    cupel_engine_close(engine);
    assert_int_equal(cu_fake.open, 0);
    assert_int_equal(cu_fake.prepares, cu_fake.finalizes);
}

static void *take_one_turn(void *data)
{
    pool_worker *worker = data;
    cupel_connection *connection = cupel_connect(worker->engine);
    worker->failures = cupel_connection_error(connection)->code != CUPEL_OK;
    worker->place = (*worker->turn)++;
    cupel_connection_close(connection);
    return NULL;
}

static void wait_until_waiting(cupel_engine *engine, int count)
{
    for (int i = 0; cupel_engine_pool_status(engine).waiting < count; i++) {
        assert_true(i < 10000);
        usleep(1000);
    }
}

/* Who waits first is served first, and nobody is overtaken. */
static void test_queue(void **state)
{
    (void)state;
    enum { THREADS = 5 };
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.pool_size = 1, .max_overflow = CUPEL_NO_OVERFLOW));
    pthread_t threads[THREADS];
    pool_worker workers[THREADS];
    _Atomic int turn = 0;
    cupel_connection *connection = take(engine);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (pool_worker){ .engine = engine, .turn = &turn };
        assert_int_equal(pthread_create(&threads[i], NULL, take_one_turn, &workers[i]), 0);
        wait_until_waiting(engine, i + 1);
    }
    cupel_connection_close(connection);
    join(threads, workers, THREADS);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(workers[i].place, i);
    expect_status(engine, 1, 0, 1);
    cupel_engine_close(engine);
}

/* A connection that comes back broken gives the next one the right to open another. */
static void test_queue_for_a_broken_one(void **state)
{
    (void)state;
    cupel_engine *engine =
        cu_test_fake_open(OPTIONS(.pool_size = 1, .max_overflow = CUPEL_NO_OVERFLOW));
    pthread_t threads[2];
    pool_worker workers[2];
    _Atomic int turn = 0;
    cupel_connection *connection = take(engine);
    for (int i = 0; i < 2; i++) {
        workers[i] = (pool_worker){ .engine = engine, .turn = &turn };
        assert_int_equal(pthread_create(&threads[i], NULL, take_one_turn, &workers[i]), 0);
        wait_until_waiting(engine, i + 1);
    }
    cu_connection_invalidate(connection);
    cu_fake.refuse = 1; /* and the first to try fails */
    cupel_connection_close(connection);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(workers[0].failures, 1);
    assert_int_equal(workers[1].failures, 0);
    expect_status(engine, 1, 0, 2);
    cupel_engine_close(engine);
}

/* Threads that time out while others are served. */
static void *try_pool(void *data)
{
    pool_worker *worker = data;
    for (int i = 0; i < worker->rounds; i++) {
        cupel_connection *connection = cupel_connect(worker->engine);
        cupel_code code = cupel_connection_error(connection)->code;
        if (code == CUPEL_OK)
            usleep(300);
        else if (code != CUPEL_TIMEOUT)
            worker->failures++;
        cupel_connection_close(connection);
    }
    return NULL;
}

static void test_timeouts_of_threads(void **state)
{
    (void)state;
    enum { THREADS = 12 };
    cupel_engine *engine = cu_test_fake_open(
        OPTIONS(.pool_size = 1, .max_overflow = 1, .pool_timeout = 1, .pool_first_out = true));
    pthread_t threads[THREADS];
    pool_worker workers[THREADS];
    cu_fake.connect_delay = 500;
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (pool_worker){ .engine = engine, .rounds = 60 };
        assert_int_equal(pthread_create(&threads[i], NULL, try_pool, &workers[i]), 0);
    }
    join(threads, workers, THREADS);
    cupel_pool_status status = cupel_engine_pool_status(engine);
    assert_int_equal(status.checkouts + status.timeouts, THREADS * 60);
    assert_int_equal(status.in_use, 0);
    assert_int_equal(status.waiting, 0);
    assert_true(cu_fake.most_open <= 2);
    cupel_connection_close(take(engine));
    cupel_engine_close(engine);
    assert_int_equal(cu_fake.open, 0);
}

/* The same with SQLite and a file. */
static void *insert_rows(void *data)
{
    pool_worker *worker = data;
    for (int i = 0; i < worker->rounds; i++) {
        cupel_connection *connection = cupel_connect(worker->engine);
        cupel_result *result =
            cupel_execute(connection, "INSERT INTO t (a) VALUES (:a)", cupel_bind("a", i));
        if (cupel_result_changes(result) != 1)
            worker->failures++;
        cupel_connection_close(connection);
    }
    return NULL;
}

static void test_threads_on_a_file(void **state)
{
    (void)state;
    enum { THREADS = 8, ROUNDS = 100 };
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    cupel_engine *engine = cupel_engine_open(
        cu_test_folder_url(&folder, "x.db", "?synchronous=off&busy_timeout=60000"), .pool_size = 3,
        .max_overflow = CUPEL_NO_OVERFLOW);
    cupel_connection *connection = take(engine);
    assert_int_equal(cupel_execute_script(connection, "CREATE TABLE t (a)"), CUPEL_OK);
    cupel_connection_close(connection);
    pthread_t threads[THREADS];
    pool_worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (pool_worker){ .engine = engine, .rounds = ROUNDS };
        assert_int_equal(pthread_create(&threads[i], NULL, insert_rows, &workers[i]), 0);
    }
    join(threads, workers, THREADS);
    connection = take(engine);
    cupel_result *result = cupel_execute(connection, "SELECT count(*) FROM t");
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), THREADS * ROUNDS);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    cu_test_folder_remove(&folder);
}

static int set_up(void **state)
{
    cu_test_fake_reset();
    return cu_test_alloc_setup(state);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_connections_are_kept),
        TEST(test_last_in_first_out),
        TEST(test_first_in_first_out),
        TEST(test_timeout),
        TEST(test_timeout_in_memory),
        TEST(test_single_is_kept),
        TEST(test_none),
        TEST(test_recycle),
        TEST(test_pre_ping),
        TEST(test_lost_while_in_use),
        TEST(test_lost_in_a_transaction),
        TEST(test_transaction_that_does_not_end),
        TEST(test_refused),
        TEST(test_events),
        TEST(test_places_of_disposed),
        TEST(test_threads),
        TEST(test_queue),
        TEST(test_queue_for_a_broken_one),
        TEST(test_timeouts_of_threads),
        TEST(test_threads_on_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
