/*
 * Named parameters and lists, on every database: what finds which rows, and what is refused.
 */
#include "suite.h"

#include <cupel/rows.h>
#include <cupel/subquery.h>

typedef struct Stone {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int weight;
} Stone;

CUPEL_MAP(Stone, "param_stones", CUPEL_COLUMN(Stone, id, .primary_key = true),
          CUPEL_COLUMN(Stone, name, .length = 20), CUPEL_COLUMN(Stone, weight));

#define STONES cupel_query(one.session, Stone)
#define ID     cupel_attr(Stone, id)
#define NAME   cupel_attr(Stone, name)

/* Stones a to f, whose numbers are 1 to 6. */
static void open_stones(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Stone_mapping };
    suite_open(one, 1, mappings);
    for (int i = 0; i < 6; i++) {
        char name[] = { (char)('a' + i), '\0' };
        cupel_add(one->session, cupel_new(Stone, .id = i + 1, .name = name));
    }
    suite_ok(one, cupel_commit(one->session));
}

static void test_lists(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    cupel_query *open =
        cupel_order_by(cupel_filter(STONES, cupel_in(ID, cupel_bind_list_required("ids"))), ID);
    assert_texts(&one, cupel_params(open, cupel_bind_list("ids", 2, 4)), Stone, name, "b d");
    assert_texts(&one, cupel_params(open, cupel_bind_list("ids", 6)), Stone, name, "f");
    assert_texts(&one, cupel_params(open, cupel_bind_list("ids", 6, 5, 4, 3, 100)), Stone, name,
                 "c d e f");
    assert_texts(&one, cupel_params(open, cupel_bind_list_values("ids", 0, NULL)), Stone, name, "");
    assert_texts(&one, cupel_params(open, cupel_bind_list("ids", 1), cupel_bind_list("ids", 3)),
                 Stone, name, "c");
    cupel_query *not_in = cupel_order_by(
        cupel_filter(STONES, cupel_not_in(NAME, cupel_bind_list("names", "a", "b", "c"))), ID);
    assert_texts(&one, not_in, Stone, name, "d e f");
    assert_texts(&one, cupel_params(not_in, cupel_bind_list("names", "f")), Stone, name,
                 "a b c d e");
    assert_texts(&one, cupel_params(not_in, cupel_bind_list("names", "f", NULL)), Stone, name, "");
    cupel_query *rows = cupel_order_by(
        cupel_filter(STONES, cupel_in(cupel_tuple(ID, NAME), cupel_bind_list_required("keys"))),
        ID);
    assert_texts(&one,
                 cupel_params(rows, cupel_bind_list("keys", cupel_tuple(1, "a"),
                                                    cupel_tuple(2, "c"), cupel_tuple(3, "c"))),
                 Stone, name, "a c");
    suite_close(&one);
}

/* Any number of values, of which databases take only so many as parameters. */
static void test_long_lists(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    suite one;
    open_stones(&one);
    cupel_value *values = malloc(MANY * sizeof *values);
    assert_non_null(values);
    for (int i = 0; i < MANY; i++)
        values[i] = cupel_value_int(i + 4);
    cupel_query *open =
        cupel_order_by(cupel_filter(STONES, cupel_in(ID, cupel_bind_list_required("ids"))), ID);
    static const size_t counts[] = { 1, 17, 999, 1001, 40000, MANY };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        assert_texts(&one, cupel_params(open, cupel_bind_list_values("ids", counts[i], values)),
                     Stone, name, i == 0 ? "d" : "d e f");
    free(values);
    suite_close(&one);
}

/* Conditions by themselves cannot be one list: what the database cannot take is said before it is asked. */
static void test_too_many(void **state)
{
    (void)state;
    enum { MANY = 70000 };
    suite one;
    open_stones(&one);
    cupel_value *conditions = malloc(MANY * sizeof *conditions);
    assert_non_null(conditions);
    for (int i = 0; i < MANY; i++)
        conditions[i] = cupel_value_expression(cupel_eq(ID, i + 4));
    cupel_query *query = cupel_filter(STONES, cupel_or_values(MANY, conditions));
    free(conditions);
    assert_null(cupel_all(query));
    const cupel_error *error = cupel_session_error(one.session);
    if (error->code != CUPEL_COMPILE_ERROR || !strstr(error->text, "70000 parameters"))
        fail_msg("%s: %s", cupel_code_name(error->code), error->text);
    /* the connection is as good as before */
    assert_texts(&one, cupel_filter(STONES, cupel_eq(ID, 4)), Stone, name, "d");
    suite_close(&one);
}

static void test_inside(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    cupel_query *above =
        cupel_filter(cupel_select(one.session, ID), cupel_gt(ID, cupel_bind_required("limit")));
    cupel_query *outer = cupel_order_by(
        cupel_filter(STONES, cupel_in(ID, cupel_params(above, cupel_bind("limit", 4)))), ID);
    assert_texts(&one, outer, Stone, name, "e f");
    assert_texts(&one, cupel_params(outer, cupel_bind("limit", 5)), Stone, name, "f");
    assert_texts(&one, outer, Stone, name, "e f"); /* what was compiled once is not its value */
    assert_int_equal(cupel_any_rows(cupel_params(above, cupel_bind("limit", 5))), 1);
    assert_int_equal(cupel_any_rows(cupel_params(above, cupel_bind("limit", 6))), 0);
    assert_int_equal(cupel_count(cupel_params(above, cupel_bind("limit", 2))), 4);
    cupel_subquery *some = cupel_subquery_of(cupel_params(above, cupel_bind("limit", 3)), "some");
    int64_t sum = 0;
    assert_true(
        cupel_scalar(cupel_select(one.session, cupel_cast(cupel_func("sum", cupel_c(some, "id")),
                                                          CUPEL_BIG_INTEGER)),
                     &sum));
    assert_int_equal(sum, 15);
    suite_close(&one);
}

#define IDS(session) \
    cupel_filter(cupel_select(session, ID), cupel_in(ID, cupel_bind_list_required("ids")))
#define ABOVE(session) \
    cupel_filter(cupel_select(session, ID), cupel_gt(ID, cupel_bind_required("limit")))

/* Stones that are in both queries. */
static cupel_query *of_both(suite *one, const cupel_query *first, const cupel_query *second)
{
    return cupel_order_by(
        cupel_filter(cupel_query(one->session, Stone), cupel_in(ID, first), cupel_in(ID, second)),
        ID);
}

/* Parameters of one name in two queries: one value for both, or each its own, by the same statement. */
static void test_of_one_name(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    for (int again = 0; again < 2; again++) {
        assert_texts(&one,
                     cupel_params(of_both(&one, IDS(one.session), IDS(one.session)),
                                  cupel_bind_list("ids", 2, 3)),
                     Stone, name, "b c");
        assert_texts(&one,
                     of_both(&one, cupel_params(IDS(one.session), cupel_bind_list("ids", 1, 2)),
                             cupel_params(IDS(one.session), cupel_bind_list("ids", 2, 3))),
                     Stone, name, "b");
        assert_texts(&one,
                     of_both(&one, cupel_params(ABOVE(one.session), cupel_bind("limit", 2)),
                             cupel_params(ABOVE(one.session), cupel_bind("limit", 4))),
                     Stone, name, "e f");
    }
    suite_close(&one);
}

/* One query in two places has one value for its parameter. */
static void test_of_one_query(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    cupel_query *ids = IDS(one.session), *above = ABOVE(one.session);
    assert_texts(&one, cupel_params(of_both(&one, above, above), cupel_bind("limit", 4)), Stone,
                 name, "e f");
    assert_texts(&one,
                 of_both(&one, cupel_params(above, cupel_bind("limit", 4)),
                         cupel_params(above, cupel_bind("limit", 4))),
                 Stone, name, "e f");
    assert_texts(&one,
                 of_both(&one, cupel_params(ids, cupel_bind_list("ids", 1, 4)),
                         cupel_params(ids, cupel_bind_list("ids", 1, 4))),
                 Stone, name, "a d");
    assert_null(cupel_all(of_both(&one, cupel_params(above, cupel_bind("limit", 4)),
                                  cupel_params(above, cupel_bind("limit", 5)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(of_both(&one, cupel_params(above, cupel_bind("limit", 4)), above)));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(of_both(&one, cupel_params(ids, cupel_bind_list("ids", 1, 4)),
                                  cupel_params(ids, cupel_bind_list("ids", 1, 5)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(one.session), "different values"));
    suite_close(&one);
}

/* Conditions with named lists, evaluated for instances as the database finds rows. */
static void test_evaluated(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    Stone *second = cupel_get(one.session, Stone, 2), *third = cupel_get(one.session, Stone, 3);
    assert_true(second && third);
    cupel_query *open = cupel_filter(STONES, cupel_in(ID, cupel_bind_list("ids", 1, 3)));
    assert_int_equal(cupel_update_rows(cupel_params(open, cupel_bind_list("ids", 1, 2)),
                                       CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Stone, weight), 9)),
                     2);
    assert_non_null(second->weight);
    assert_int_equal(*second->weight, 9);
    assert_null(third->weight);
    assert_int_equal(cupel_delete_rows(open, CUPEL_SYNCHRONIZE_EVALUATE), 2);
    assert_int_equal(cupel_object_state(third), CUPEL_DELETED);
    assert_int_equal(cupel_object_state(second), CUPEL_PERSISTENT);
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

static void test_refused(void **state)
{
    (void)state;
    suite one;
    open_stones(&one);
    cupel_query *open = cupel_filter(STONES, cupel_in(ID, cupel_bind_list_required("ids")));
    assert_null(cupel_all(open));
    assert_failed(&one, CUPEL_STATEMENT_ERROR);
    assert_non_null(strstr(cupel_error_text(one.session), "'ids'"));
    assert_int_equal(cupel_count(cupel_params(open, cupel_bind_list("id", 1))), -1);
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_count(cupel_params(open, cupel_bind("ids", 1))), -1);
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_count(cupel_params(open, cupel_bind_list("ids", cupel_tuple(1, 2)))),
                     -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(
        cupel_count(cupel_filter(STONES, cupel_in(ID, cupel_bind_list_required(NULL)))), -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_session_execute(one.session, "SELECT :ids", cupel_bind_list("ids", 1)));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_lists),       SUITE_TEST(test_long_lists),   SUITE_TEST(test_inside),
        SUITE_TEST(test_of_one_name), SUITE_TEST(test_of_one_query), SUITE_TEST(test_evaluated),
        SUITE_TEST(test_refused),     SUITE_TEST(test_too_many),
    };
    return cmocka_run_group_tests_name("suite/params", tests, NULL, suite_end);
}
