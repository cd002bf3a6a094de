/*
 * Transactions that are run again where another one was in their way.
 */
#include "suite.h"

#include <stdio.h>

typedef struct Counter {
    cupel_object base;
    cupel_int id;
    cupel_int value;
} Counter;

CUPEL_MAP(Counter, "counter", CUPEL_COLUMN(Counter, id, .primary_key = true),
          CUPEL_COLUMN(Counter, value));

typedef struct attempts {
    suite *one;
    int runs, failures;
    bool collide; /* another transaction is in the way of the first run */
} attempts;

static void note_failure(const cupel_error *error, int attempt, void *data)
{
    attempts *all = data;
    all->failures++;
    assert_int_equal(attempt, all->failures);
    assert_int_not_equal(error->code, CUPEL_OK);
}

/* Counts up, and lets another transaction do so between reading and writing. */
static cupel_code count_up(cupel_session *session, void *data)
{
    attempts *all = data;
    all->runs++;
    if (all->collide) {
        cupel_result *set =
            cupel_session_execute(session, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        if (!set)
            return cupel_error_code(session);
        cupel_result_close(set);
    }
    Counter *counter = cupel_get(session, Counter, 1);
    if (!counter)
        return cupel_error_code(session);
    int64_t value = cupel_load(counter, value);
    if (all->collide && all->runs == 1) {
        cupel_session *other = cupel_session_open(all->one->registry, all->one->engine);
        Counter *theirs = cupel_get(other, Counter, 1);
        assert_non_null(theirs);
        cupel_set(theirs, value, cupel_load(theirs, value) + 100);
        assert_int_equal(cupel_commit(other), CUPEL_OK);
        cupel_session_close(other);
    }
    cupel_set(counter, value, value + 1);
    cupel_add(session, cupel_new(Counter, .id = 100, .value = all->runs));
    return CUPEL_OK;
}

static void open_counter(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Counter_mapping };
    suite_open(one, 1, mappings);
    cupel_add(one->session, cupel_new(Counter, .id = 1, .value = 0));
    suite_ok(one, cupel_commit(one->session));
}

static int64_t counted(suite *one)
{
    cupel_expire_all(one->session);
    const Counter *counter = cupel_get(one->session, Counter, 1);
    assert_non_null(counter);
    int64_t value = cupel_load((Counter *)(uintptr_t)counter, value);
    suite_ok(one, cupel_commit(one->session));
    return value;
}

static void test_once(void **state)
{
    (void)state;
    suite one;
    open_counter(&one);
    attempts all = { .one = &one };
    assert_int_equal(cupel_run_transaction(one.registry, one.engine, count_up, &all), CUPEL_OK);
    assert_int_equal(all.runs, 1);
    assert_int_equal(counted(&one), 1);
    assert_int_equal(cupel_run_transaction(one.registry, one.engine, NULL, &all),
                     CUPEL_INVALID_ARGUMENT);
    suite_close(&one);
}

static void test_collision(void **state)
{
    (void)state;
    suite one;
    if (!suite_is("postgresql"))
        return; /* others wait for each other instead, or have one writer */
    open_counter(&one);
    attempts all = { .one = &one, .collide = true };
    assert_int_equal(cupel_run_transaction(one.registry, one.engine, count_up, &all, .pause = 1,
                                           .failed = note_failure),
                     CUPEL_OK);
    assert_int_equal(all.runs, 2);
    assert_int_equal(all.failures, 1);
    assert_int_equal(counted(&one), 101);
    /* What the first attempt added went with it. */
    assert_int_equal(cupel_count(cupel_query(one.session, Counter)), 2);
    suite_close(&one);
}

static cupel_code refuse(cupel_session *session, void *data)
{
    attempts *all = data;
    all->runs++;
    cupel_add(session, cupel_new(Counter, .id = 1, .value = 5));
    return CUPEL_OK;
}

static void test_other_failures(void **state)
{
    (void)state;
    suite one;
    open_counter(&one);
    attempts all = { .one = &one };
    assert_int_equal(cupel_run_transaction(one.registry, one.engine, refuse, &all, .attempts = 5,
                                           .failed = note_failure),
                     CUPEL_INTEGRITY_ERROR);
    assert_int_equal(all.runs, 1);
    assert_int_equal(all.failures, 1);
    assert_int_equal(counted(&one), 0);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_once),
        SUITE_TEST(test_collision),
        SUITE_TEST(test_other_failures),
    };
    return cmocka_run_group_tests_name("suite/retry", tests, NULL, suite_end);
}
