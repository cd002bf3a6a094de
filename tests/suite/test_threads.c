/*
 * Many threads, few connections.
 */
#include "suite.h"

#include <pthread.h>
#include <stdio.h>

#define THREADS     64
#define CONNECTIONS 4
#define COUNTERS    8
#define ROUNDS      10

typedef struct Tally {
    cupel_object base;
    cupel_int id;
    cupel_int value;
} Tally;

CUPEL_MAP(Tally, "tallies", CUPEL_COLUMN(Tally, id, .primary_key = true),
          CUPEL_COLUMN(Tally, value));

static const cupel_mapping *const mappings[] = { &Tally_mapping };

typedef struct thread_work {
    suite *one;
    int64_t id;
    char error[2000]; /* of the first round that failed */
} thread_work;

static cupel_code count_up(cupel_session *session, void *data)
{
    thread_work *work = data;
    cupel_code code = cupel_begin(session, CUPEL_BEGIN_WRITE);
    if (code != CUPEL_OK)
        return code;
    Tally *tally = cupel_one_or_none(
        cupel_with_for_update(cupel_filter_by(cupel_query(session, Tally), Tally, id, work->id)));
    if (!tally)
        return cupel_error_code(session);
    cupel_set(tally, value, tally->value + 1);
    return CUPEL_OK;
}

static void note_failed(const cupel_error *error, int attempt, void *data)
{
    thread_work *work = data;
    snprintf(work->error, sizeof work->error, "attempt %d: %s: %s", attempt,
             cupel_code_name(error->code), error->text);
}

static void *work_in_rounds(void *data)
{
    thread_work *work = data;
    for (int i = 0; i < ROUNDS; i++) {
        char before[sizeof work->error];
        memcpy(before, work->error, sizeof before);
        if (cupel_run_transaction(work->one->registry, work->one->engine, count_up, work,
                                  .attempts = 50, .failed = note_failed) != CUPEL_OK)
            return data;
        memcpy(work->error, before, sizeof before); /* in the end it was done */
    }
    return NULL;
}

static void open_tallies(suite *one)
{
    suite_open(one, 1, mappings);
    for (int i = 0; i < COUNTERS; i++)
        cupel_add(one->session, cupel_new(Tally, .id = i + 1, .value = 0));
    suite_ok(one, cupel_commit(one->session));
    /* The same database by a pool of its own; one in memory has one connection. */
    if (strcmp(suite_url(), "sqlite://") == 0)
        return;
    cupel_session_close(one->session);
    cupel_engine_close(one->engine);
    one->engine = cupel_engine_open(suite_url(), .pool_size = CONNECTIONS,
                                    .max_overflow = CUPEL_NO_OVERFLOW, .pool_timeout = 120000);
    one->session = cupel_session_open(one->registry, one->engine);
}

static void test_rounds(void **state)
{
    (void)state;
    suite one;
    static thread_work works[THREADS];
    pthread_t threads[THREADS];
    open_tallies(&one);
    for (int i = 0; i < THREADS; i++) {
        works[i] = (thread_work){ .one = &one, .id = i % COUNTERS + 1 };
        assert_int_equal(pthread_create(&threads[i], NULL, work_in_rounds, &works[i]), 0);
    }
    thread_work *failed = NULL;
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        if (result)
            failed = result;
    }
    if (failed)
        fail_msg("%s", failed->error);
    cupel_pool_status pool = cupel_engine_pool_status(one.engine);
    assert_true(pool.opened <= CONNECTIONS);
    assert_int_equal(pool.in_use, 0);
    assert_int_equal(pool.waiting, 0);
    assert_int_equal(pool.timeouts, 0);
    Tally **tallies = cupel_all(cupel_query(one.session, Tally));
    assert_int_equal(cupel_array_count(tallies), COUNTERS);
    for (int i = 0; i < COUNTERS; i++)
        assert_int_equal(tallies[i]->value, THREADS / COUNTERS * ROUNDS);
    suite_close(&one);
}

static void *wait_for_one(void *data)
{
    thread_work *work = data;
    cupel_connection *connection = cupel_connect(work->one->engine);
    work->id = cupel_error_code(connection);
    snprintf(work->error, sizeof work->error, "%s", cupel_error_text(connection));
    cupel_connection_close(connection);
    return NULL;
}

/* Who gets none is told who has them, for how long, and how many wait. */
static void test_none_left(void **state)
{
    (void)state;
    suite one;
    static thread_work works[THREADS];
    pthread_t threads[THREADS];
    cupel_connection *taken[CONNECTIONS];
    suite_open(&one, 1, mappings);
    suite_close(&one);
    bool in_memory = strcmp(suite_url(), "sqlite://") == 0;
    int count = in_memory ? 1 : CONNECTIONS;
    one.engine = cupel_engine_open(suite_url(), .pool_size = CONNECTIONS,
                                   .max_overflow = CUPEL_NO_OVERFLOW, .pool_timeout = 300);
    for (int i = 0; i < count; i++) {
        taken[i] = cupel_connect(one.engine);
        assert_int_equal(cupel_error_code(taken[i]), CUPEL_OK);
    }
    for (int i = 0; i < THREADS; i++) {
        works[i] = (thread_work){ .one = &one };
        assert_int_equal(pthread_create(&threads[i], NULL, wait_for_one, &works[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(works[i].id, CUPEL_TIMEOUT);
        assert_non_null(strstr(works[i].error, "within 300 ms"));
        assert_non_null(strstr(works[i].error, "longest for "));
        assert_non_null(strstr(works[i].error, "more wait"));
        if (!in_memory)
            assert_non_null(strstr(works[i].error, "the pool may have 4 (.pool_size = 4, "
                                                   ".max_overflow = 0), and 4 are in use"));
    }
    cupel_pool_status pool = cupel_engine_pool_status(one.engine);
    assert_int_equal(pool.timeouts, THREADS);
    assert_int_equal(pool.in_use, count);
    assert_int_equal(pool.waiting, 0);
    for (int i = 0; i < count; i++)
        cupel_connection_close(taken[i]);
    cupel_connection *free_now = cupel_connect(one.engine);
    assert_int_equal(cupel_error_code(free_now), CUPEL_OK);
    cupel_connection_close(free_now);
    cupel_engine_close(one.engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_rounds),
        SUITE_TEST(test_none_left),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
