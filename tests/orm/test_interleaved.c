/*
 * Statements that run while the rows of another one are being read, by the body of a loop with cupel_yield_per() and by
 * listeners: each keeps its values, and none goes on after its transaction has ended.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Rate Rate;

/* A key and a column whose values are converted for the database. */
struct Rate {
    cupel_object base;
    cupel_decimal amount;
    cupel_null_date day;
    cupel_text note;
};

CUPEL_DECLARE(Rate);

CUPEL_MAP(Rate, "rates",
          CUPEL_COLUMN(Rate, amount, .primary_key = true, .precision = 10, .scale = 2),
          CUPEL_COLUMN(Rate, day), CUPEL_COLUMN(Rate, note, .nullable = CUPEL_NO));

enum { RATES = 20, EARLY = 10 };

/* Rates of 1.00, 2.00 ... on the 1st, 2nd ... of a month. */
static int rates_setup(void **state)
{
    static const char *const amounts[RATES] = { "1",  "2",  "3",  "4",  "5",  "6",  "7",
                                                "8",  "9",  "10", "11", "12", "13", "14",
                                                "15", "16", "17", "18", "19", "20" };
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Rate);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    for (int i = 0; i < RATES; i++) {
        cupel_date_value day = { 2020, 1, (uint8_t)(i + 1) };
        Rate *rate = cupel_new(Rate, .amount = { amounts[i] }, .note = "note");
        assert_non_null(rate);
        cupel_set(rate, day, &day);
        assert_ok(graph, cupel_add(graph->session, rate));
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define RATES_TEST(test) cmocka_unit_test_setup_teardown(test, rates_setup, graph_teardown)

static cupel_query *early_rates(cupel_session *session)
{
    cupel_date_value end = { 2020, 1, EARLY + 1 };
    return cupel_order_by(
        cupel_filter(cupel_query(session, Rate), cupel_lt(cupel_attr(Rate, day), end)),
        cupel_attr(Rate, day));
}

/* Other queries, with other values: a later day, and more values than any before. */
static int64_t count_others(cupel_session *session)
{
    cupel_date_value later = { 2031, 5, 5 };
    cupel_value days[40];
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        days[i] = cupel_value_date(later);
    return cupel_count(
        cupel_filter(cupel_query(session, Rate),
                     cupel_in_list(CUPEL_OPERATOR_IN, cupel_value_expression(cupel_attr(Rate, day)),
                                   sizeof days / sizeof days[0], days)));
}

/* ---- values ------------------------------------------------------------------------------------ */

static void test_queries_in_loop(void **state)
{
    graph_fixture *graph = *state;
    int count = 0;
    cupel_each (Rate, rate, cupel_yield_per(early_rates(graph->session), 3)) {
        assert_int_equal(rate->day->day, ++count);
        assert_int_equal(count_others(graph->session), 0);
    }
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
    assert_int_equal(count, EARLY);
}

static cupel_code ask_others(const cupel_event *event, void *data)
{
    int *asked = data;
    ++*asked;
    return count_others(event->session) == 0 ? CUPEL_OK : CUPEL_INTERFACE_ERROR;
}

static void test_queries_of_listeners(void **state)
{
    graph_fixture *graph = *state;
    int asked = 0;
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, ask_others, &asked));
    Rate **rates = cupel_all(early_rates(graph->session));
    assert_non_null(rates);
    assert_int_equal(cupel_array_count(rates), EARLY);
    assert_int_equal(asked, EARLY);
}

/* A key that is given as another kind of number, by cupel_get() and by a query. */
static void test_converted_key(void **state)
{
    graph_fixture *graph = *state;
    const Rate *rate = cupel_get(graph->session, Rate, 7);
    assert_non_null(rate);
    assert_int_equal(rate->day->day, 7);
    rate = cupel_get(graph->session, Rate, 8.0);
    assert_non_null(rate);
    assert_int_equal(rate->day->day, 8);
    rate = cupel_query_get(cupel_with_for_update(cupel_query(graph->session, Rate)), 9);
    assert_non_null(rate);
    assert_int_equal(rate->day->day, 9);
    assert_null(cupel_get(graph->session, Rate, 70));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
}

/* ---- the end of the transaction ------------------------------------------------------------------ */

/* Adds a rate that cannot be written. */
static cupel_code fail_to_flush(cupel_session *session)
{
    Rate *wrong = cupel_new(Rate, .amount = { "99" });
    if (!wrong || cupel_add(session, wrong) != CUPEL_OK)
        return CUPEL_NO_MEMORY;
    return cupel_flush(session);
}

/* A flush that fails rolls back: the loop ends, and says why. */
static void test_failure_in_loop(void **state)
{
    graph_fixture *graph = *state;
    int count = 0;
    cupel_query *rates = cupel_yield_per(
        cupel_order_by(cupel_query(graph->session, Rate), cupel_attr(Rate, day)), 3);
    cupel_each (Rate, rate, rates) {
        assert_non_null(rate);
        if (++count == 5)
            assert_int_equal(fail_to_flush(graph->session), CUPEL_INTEGRITY_ERROR);
    }
    assert_int_equal(count, 6); /* those of the batch that was read */
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(
        strstr(cupel_error_text(graph->session), "the transaction ended in the middle"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Rate)), RATES);
}

typedef struct ending {
    cupel_code codes[4];
    int calls;
} ending;

static cupel_code end_transaction(const cupel_event *event, void *data)
{
    ending *tries = data;
    if (tries->calls++ > 0)
        return CUPEL_OK;
    tries->codes[0] = cupel_commit(event->session);
    tries->codes[1] = cupel_rollback(event->session);
    tries->codes[2] = cupel_rollback_nested(event->session);
    tries->codes[3] = cupel_prepare(event->session);
    cupel_session_reset(event->session);
    return CUPEL_OK;
}

/* What a listener is told of is out of a row that is being read. */
static void test_listener_cannot_end(void **state)
{
    graph_fixture *graph = *state;
    ending tries = { .calls = 0 };
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, end_transaction, &tries));
    Rate **rates = cupel_all(early_rates(graph->session));
    assert_non_null(rates);
    assert_int_equal(cupel_array_count(rates), EARLY);
    assert_int_equal(tries.calls, EARLY);
    for (size_t i = 0; i < sizeof tries.codes / sizeof tries.codes[0]; i++)
        assert_int_equal(tries.codes[i], CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_object_state(rates[0]), CUPEL_PERSISTENT);
}

static cupel_code fail_once(const cupel_event *event, void *data)
{
    ending *tries = data;
    if (tries->calls++ == 0)
        tries->codes[0] = fail_to_flush(event->session);
    return CUPEL_OK;
}

/* A flush of a listener that fails leaves the rows to be read; the session works again after a rollback. */
static void test_failure_of_listener(void **state)
{
    graph_fixture *graph = *state;
    ending tries = { .calls = 0 };
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, fail_once, &tries));
    Rate **rates = cupel_all(early_rates(graph->session));
    assert_int_equal(tries.codes[0], CUPEL_INTEGRITY_ERROR);
    assert_non_null(rates);
    assert_int_equal(cupel_array_count(rates), EARLY);
    assert_int_equal(cupel_commit(graph->session), CUPEL_PENDING_ROLLBACK);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Rate)), RATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RATES_TEST(test_queries_in_loop),     RATES_TEST(test_queries_of_listeners),
        RATES_TEST(test_converted_key),       RATES_TEST(test_failure_in_loop),
        RATES_TEST(test_listener_cannot_end), RATES_TEST(test_failure_of_listener),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
