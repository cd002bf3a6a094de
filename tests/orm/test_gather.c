/*
 * Values that cannot be bound: the error says which, and of which column.
 */
#include "graph.h"

#include "base/common.h"

#include <stdlib.h>
#include <string.h>

#define USERS cupel_query(graph->session, User)
#define ID    cupel_attr(User, id)
#define NAME  cupel_attr(User, name)

static void check_refused(graph_fixture *graph, const cupel_query *query, cupel_code code,
                          const char *text)
{
    assert_null(cupel_all(query));
    assert_int_equal(cupel_error_code(graph->session), code);
    assert_text(cupel_error_text(graph->session), text);
}

static void test_conditions(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    check_refused(graph, cupel_filter(USERS, cupel_eq(NAME, "u0"), cupel_gt(ID, "one")),
                  CUPEL_TYPE_MISMATCH,
                  "parameter 2: id: a value of kind text does not fit type integer");
    check_refused(graph, cupel_filter(USERS, cupel_eq("one", ID)), CUPEL_TYPE_MISMATCH,
                  "parameter 1: id: a value of kind text does not fit type integer");
    check_refused(graph, cupel_filter(USERS, cupel_between(ID, 1, "two")), CUPEL_TYPE_MISMATCH,
                  "parameter 2: id: a value of kind text does not fit type integer");
    check_refused(graph, cupel_filter(USERS, cupel_in(ID, 1, "two")), CUPEL_TYPE_MISMATCH,
                  "parameter 2: id: a value of kind text does not fit type integer");
    /* a name of its own goes before that of the column */
    check_refused(graph, cupel_filter(USERS, cupel_eq(ID, cupel_bind("wanted", "x"))),
                  CUPEL_TYPE_MISMATCH,
                  "parameter 1: wanted: a value of kind text does not fit type integer");
    /* compared with what is no column */
    check_refused(graph, cupel_filter(USERS, cupel_eq(cupel_plus(ID, 1), "x")), CUPEL_TYPE_MISMATCH,
                  "parameter 2: a value: a value of kind text does not fit type integer");
    check_refused(graph, cupel_filter(USERS, cupel_eq(NAME, "\xFF")), CUPEL_INVALID_ARGUMENT,
                  "parameter 1: name: the text is not UTF-8 at byte 0");
}

/* More values than there may be placeholders for: all of them are one. */
static void test_long_list(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    enum { COUNT = 2000 };
    cupel_value *values = calloc(COUNT, sizeof *values);
    assert_non_null(values);
    for (int i = 0; i < COUNT; i++)
        values[i] = cupel_value_int(i);
    values[1500] = cupel_value_text("x");
    cupel_query *query = cupel_filter(USERS, cupel_in_array(ID, values, COUNT));
    check_refused(
        graph, query, CUPEL_TYPE_MISMATCH,
        "parameter 1: id: value 1501 of the list: a value of kind text does not fit type integer");
    free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_conditions),
        GRAPH_TEST(test_long_list),
    };
    return cmocka_run_group_tests_name("orm/gather", tests, NULL, NULL);
}
