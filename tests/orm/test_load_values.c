/*
 * What rows hold that attributes cannot, or only otherwise: numbers too large, NULL, other kinds of values; texts that
 * stand for JSON and decimals; and keys that are long texts.
 */
#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Holder {
    cupel_object base;
    cupel_int id;
    cupel_int16 small;
    cupel_null_int32 medium;
    cupel_bool flag;
    cupel_text document;
    cupel_text amount;
} Holder;

CUPEL_MAP(Holder, "holders", CUPEL_COLUMN(Holder, id, .primary_key = true),
          CUPEL_COLUMN(Holder, small), CUPEL_COLUMN(Holder, medium), CUPEL_COLUMN(Holder, flag),
          CUPEL_COLUMN(Holder, document, .type = CUPEL_JSON),
          CUPEL_COLUMN(Holder, amount, .type = CUPEL_NUMERIC, .precision = 30, .scale = 10));

typedef struct Path {
    cupel_object base;
    cupel_text host;
    cupel_text place;
    cupel_int hits;
} Path;

CUPEL_MAP(Path, "paths", CUPEL_COLUMN(Path, host, .primary_key = true),
          CUPEL_COLUMN(Path, place, .primary_key = true), CUPEL_COLUMN(Path, hits));

static int values_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Holder, Path);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    return 0;
}

#define VALUES_TEST(test) cmocka_unit_test_setup_teardown(test, values_setup, graph_teardown)

/* Puts SQL into a column of the only row, and expects that it cannot be loaded. */
static void expect_unloadable(graph_fixture *graph, const char *column, const char *value,
                              const char *expected)
{
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE holders SET %s = %s", column, value);
    graph_run(graph, sql);
    cupel_expunge_all(graph->session);
    if (cupel_get(graph->session, Holder, 1))
        fail_msg("%s = %s was loaded", column, value);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session), expected));
    snprintf(sql, sizeof sql, "UPDATE holders SET %s = 1", column);
    graph_run(graph, sql);
    assert_non_null(cupel_get(graph->session, Holder, 1));
}

static void test_unloadable(void **state)
{
    graph_fixture *graph = *state;
    cupel_add(graph->session, cupel_new(Holder, .small = 1));
    assert_ok(graph, cupel_flush(graph->session));
    expect_unloadable(graph, "small", "32768", "Holder.small has 16 bits, the row has 32768");
    expect_unloadable(graph, "small", "-32769", "Holder.small has 16 bits, the row has -32769");
    expect_unloadable(graph, "medium", "2147483648",
                      "Holder.medium has 32 bits, the row has 2147483648");
    expect_unloadable(graph, "medium", "-2147483649",
                      "Holder.medium has 32 bits, the row has -2147483649");
    expect_unloadable(graph, "medium", "'many'", "loading Holder.medium: ");
    expect_unloadable(graph, "medium", "1.5", "loading Holder.medium: ");
    expect_unloadable(graph, "flag", "2", "loading Holder.flag: ");
    expect_unloadable(graph, "flag", "'maybe'", "loading Holder.flag: ");
    expect_unloadable(graph, "document", "x'00ff'", "loading Holder.document: ");
}

static void test_extremes(void **state)
{
    graph_fixture *graph = *state;
    cupel_add(graph->session, cupel_new(Holder, .small = 1));
    assert_ok(graph, cupel_flush(graph->session));
    graph_run(graph, "UPDATE holders SET small = -32768, medium = -2147483648, flag = 1");
    cupel_expunge_all(graph->session);
    const Holder *holder = cupel_get(graph->session, Holder, 1);
    assert_non_null(holder);
    assert_int_equal(holder->small, INT16_MIN);
    assert_int_equal(*holder->medium, INT32_MIN);
    assert_true(holder->flag);
    graph_run(graph, "UPDATE holders SET small = 32767, medium = 2147483647, flag = 0");
    assert_ok(graph, cupel_refresh(graph->session, holder));
    assert_int_equal(holder->small, INT16_MAX);
    assert_int_equal(*holder->medium, INT32_MAX);
    assert_false(holder->flag);
}

/* A text attribute over a column of JSON or of decimals has its text. */
static void test_texts(void **state)
{
    graph_fixture *graph = *state;
    cupel_add(graph->session, cupel_new(Holder, .document = "{\"a\": [1, null]}",
                                        .amount = "12345678901234567890.0000000001"));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_expunge_all(graph->session);
    const Holder *holder = cupel_get(graph->session, Holder, 1);
    assert_non_null(holder);
    assert_string_equal(holder->document, "{\"a\": [1, null]}");
    assert_string_equal(holder->amount, "12345678901234567890.0000000001");
    cupel_set(holder, document, "[]");
    cupel_set(holder, amount, NULL);
    assert_ok(graph, cupel_commit(graph->session));
    cupel_expunge_all(graph->session);
    holder = cupel_get(graph->session, Holder, 1);
    assert_non_null(holder);
    assert_string_equal(holder->document, "[]");
    assert_null(holder->amount);
    /* what is not JSON, or no number, does not come as far as the database */
    cupel_set(holder, amount, "a lot");
    assert_code(graph, cupel_flush(graph->session), CUPEL_DATA_ERROR);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* Keys of many bytes: each row is one instance, whichever way it is found; parts are told apart. */
static void test_long_keys(void **state)
{
    enum { LENGTH = 3000 };
    graph_fixture *graph = *state;
    char *host = malloc(LENGTH + 1), *place = malloc(LENGTH + 1);
    assert_non_null(host);
    assert_non_null(place);
    memset(host, 'h', LENGTH);
    memset(place, 'p', LENGTH);
    host[LENGTH] = place[LENGTH] = '\0';
    Path *first = cupel_new(Path, .host = host, .place = place, .hits = 1);
    Path *second = cupel_new(Path, .host = host, .place = &place[1], .hits = 2);
    Path *third = cupel_new(Path, .host = &host[1], .place = place, .hits = 3);
    cupel_add_all(graph->session, first, second, third);
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_get(graph->session, Path, host, &place[1]), second);
    assert_ptr_equal(cupel_get(graph->session, Path, &host[1], place), third);
    cupel_expunge_all(graph->session);
    Path **all =
        cupel_all(cupel_order_by(cupel_query(graph->session, Path), cupel_attr(Path, hits)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 3);
    assert_ptr_equal(cupel_get(graph->session, Path, host, place), all[0]);
    assert_ptr_equal(cupel_get(graph->session, Path, host, &place[1]), all[1]);
    assert_ptr_equal(cupel_get(graph->session, Path, &host[1], place), all[2]);
    assert_null(cupel_get(graph->session, Path, &host[1], &place[1]));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
    free(host);
    free(place);
}

/* A type that the program gives is what the value has to be; what an expression is thought to give comes as it is. */
static void test_said_and_thought(void **state)
{
    graph_fixture *graph = *state;
    static const cupel_type integer = { .id = CUPEL_INTEGER };
    cupel_value value;
    assert_false(cupel_scalar_value(
        cupel_select(graph->session, cupel_literal_column_typed("'x'", &integer)), &value));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
    if (!cupel_scalar_value(
            cupel_select(graph->session,
                         cupel_func("coalesce", cupel_literal_column_typed("NULL", &integer), "x")),
            &value))
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(value.kind, CUPEL_KIND_TEXT);
    assert_string_equal(value.as.text, "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VALUES_TEST(test_unloadable), VALUES_TEST(test_extremes),         VALUES_TEST(test_texts),
        VALUES_TEST(test_long_keys),  VALUES_TEST(test_said_and_thought),
    };
    return cmocka_run_group_tests_name("orm/load_values", tests, NULL, NULL);
}
