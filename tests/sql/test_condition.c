/*
 * Conditions: what is refused, and IN with arrays of each kind.
 */
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define WRONG CUPEL_INVALID_ARGUMENT

/* An expression that is at fault already. */
static cupel_expr *poisoned(void)
{
    return cupel_bind("no name", 1);
}

static void assert_where(cupel_expr *condition, const char *wanted)
{
    char *sql = where_sql(condition, dialect_at(0));
    assert_string_equal(sql, wanted);
    free(sql);
}

#define SELECT_WHERE "SELECT users.id AS users_id FROM users WHERE "

static void test_wrong_conditions(void **state)
{
    (void)state;
    assert_refused(cupel_and(cupel_eq(U(id), 1), "id = 1 OR 1 = 1"), WRONG,
                   "'id = 1 OR 1 = 1' is no condition");
    assert_refused(cupel_and(cupel_eq(U(id), 1), 1.5), WRONG, "no condition");
    assert_refused(cupel_or(cupel_eq(U(id), 1), 7), WRONG, "no condition");
    assert_refused(cupel_not("id = 1"), WRONG, "no condition");
    assert_refused(cupel_not(2.5), WRONG, "no condition");
    assert_refused(cupel_or(NULL, NULL), CUPEL_INVALID_REQUEST, "cupel_false()");
    assert_refused(cupel_and(cupel_eq(U(id), 1), poisoned()), WRONG, "no name");
    assert_refused(cupel_not(poisoned()), WRONG, "no name");
}

/* The first fault is the one that is told; the others are given up. */
static void test_poison_swallows(void **state)
{
    (void)state;
    cupel_expr *second = cupel_label(cupel_eq(U(id), 1), NULL);
    assert_refused(cupel_or(poisoned(), second), WRONG, "no name");
    assert_refused(cupel_between(poisoned(), cupel_func("now"), 3), WRONG, "no name");
    assert_refused(cupel_in(poisoned(), cupel_func("now"), 3), WRONG, "no name");
    assert_refused(cupel_tuple(1, poisoned()), WRONG, "no name");
    assert_refused(cupel_like(U(name), poisoned()), WRONG, "no name");
    assert_refused(cupel_case(poisoned(), 1), WRONG, "no name");
    assert_refused(cupel_cast(poisoned(), CUPEL_INTEGER), WRONG, "no name");
    assert_refused(cupel_extract("year", poisoned()), WRONG, "no name");
    assert_refused(cupel_over(poisoned()), WRONG, "no name");
    assert_refused(cupel_aggregate_filter(cupel_func("count"), poisoned()), WRONG, "no name");
    assert_refused(cupel_collate(poisoned(), "NOCASE"), WRONG, "no name");
    assert_refused(cupel_op(poisoned(), "->", 1), WRONG, "no name");
    assert_refused(cupel_text_columns(poisoned(), U(id)), WRONG, "no name");
}

/* bool and 0 and 1 are conditions; they fold away. */
static void test_constants(void **state)
{
    (void)state;
    assert_where(cupel_and(true, cupel_eq(U(id), 1)), SELECT_WHERE "users.id = ? -- (1)");
    assert_where(cupel_and(false, cupel_eq(U(id), 1)), SELECT_WHERE "0 = 1");
    assert_where(cupel_or(false, cupel_eq(U(id), 1)), SELECT_WHERE "users.id = ? -- (1)");
    assert_where(cupel_or(1, cupel_eq(U(id), 1)), SELECT_WHERE "1 = 1");
    assert_where(cupel_not(true), SELECT_WHERE "0 = 1");
    assert_where(cupel_not(0), SELECT_WHERE "1 = 1");
    assert_where(cupel_is(O(isopen), true),
                 "SELECT users.id AS users_id FROM users, orders WHERE orders.isopen IS 1");
    cupel_expr *none = cupel_and(NULL, NULL);
    assert_null(none);
}

static void test_operators(void **state)
{
    (void)state;
    cupel_value one = cupel_value_int(1);
    assert_refused(cupel_binary(CUPEL_OPERATOR_NOT, one, one), WRONG, "between two operands");
    assert_refused(cupel_binary(CUPEL_OPERATOR_COUNT, one, one), WRONG, "between two operands");
    assert_refused(cupel_binary((cupel_operator)-1, one, one), WRONG, "between two operands");
    assert_refused(cupel_unary(CUPEL_OPERATOR_EQ, one), WRONG, "before one operand");
    assert_refused(cupel_unary((cupel_operator)1000, one), WRONG, "before one operand");
    assert_refused(cupel_between_values(CUPEL_OPERATOR_EQ, one, one, one), WRONG,
                   "not BETWEEN or NOT_BETWEEN");
    assert_refused(cupel_in_values(CUPEL_OPERATOR_EQ, 1, &one), WRONG, "IN or NOT_IN");
    assert_refused(cupel_in_values(CUPEL_OPERATOR_IN, 0, NULL), WRONG, "left operand");
    assert_refused(cupel_like_value(CUPEL_OPERATOR_EQ, CUPEL_LIKE_PATTERN, one, one, NULL), WRONG,
                   "one of the LIKEs");
    assert_refused(cupel_like_value(CUPEL_OPERATOR_LIKE, (cupel_like_kind)9, one, one, NULL), WRONG,
                   "one of the LIKEs");
    assert_refused(cupel_exists(cupel_eq(U(id), 1)), WRONG, "cupel_any()");
    assert_refused(cupel_exists(5), WRONG, "takes a query");
}

static void test_missing_operands(void **state)
{
    (void)state;
    cupel_expr *missing = NULL;
    assert_refused(cupel_eq(missing, 1), WRONG, "operand 1 is a NULL expression");
    assert_refused(cupel_plus(1, missing), WRONG, "operand 2 is a NULL expression");
    assert_refused(cupel_eq(U(id), (cupel_query *)NULL), WRONG, "operand 2");
    assert_refused(cupel_eq(U(id), (cupel_subquery *)NULL), WRONG, "operand 2");
    assert_refused(cupel_in(U(id), 1, missing), WRONG, "operand 3");
    assert_refused(cupel_between(U(id), 1, missing), WRONG, "operand 3");
    assert_refused(cupel_binary(CUPEL_OPERATOR_EQ, cupel_value_int(1),
                                (cupel_value){ .kind = CUPEL_KIND_INSTANCE }),
                   WRONG, "operand 2");
    assert_refused(cupel_binary(CUPEL_OPERATOR_EQ, (cupel_value){ .kind = 77 }, cupel_value_int(1)),
                   WRONG, "operand 1");
    assert_refused(cupel_negate(missing), WRONG, "operand 1");
    assert_refused(cupel_exists(missing), WRONG, "operand 1");
    assert_refused(cupel_literal(missing), WRONG, "operand 1");
    assert_refused(cupel_label(NULL, "x"), WRONG, "operand 1");
}

static void test_like(void **state)
{
    (void)state;
    assert_refused(cupel_like(U(name), "a", .escape = "//"), WRONG, "one character, not '//'");
    assert_refused(cupel_like(U(name), "a", .escape = ""), WRONG, "one character");
    assert_refused(cupel_contains(U(name), U(fullname), .autoescape = true), WRONG,
                   "plain text to escape");
    assert_refused(cupel_startswith(U(name), 5, .autoescape = true), WRONG, "plain text to escape");
    /* An escape character that is a quote stays inside of its literal. */
    assert_where(cupel_like(U(name), "a", .escape = "'"),
                 SELECT_WHERE "users.name LIKE ? ESCAPE '''' -- ('a')");
    assert_where(cupel_startswith(U(name), "50%_/' OR 1=1", .autoescape = true),
                 SELECT_WHERE "(users.name LIKE ? || '%' ESCAPE '/') -- ('50/%/_//'' OR 1=1')");
}

static void test_in_arrays(void **state)
{
    (void)state;
    const int64_t longs[] = { INT64_MIN, INT64_MAX };
    const int32_t ints[] = { 1, -2 };
    const double reals[] = { 0.5, -1 };
    const char *const texts[] = { "a", "b') OR ('1'='1" };
    const cupel_value values[] = { cupel_value_int(1), cupel_value_text("x") };
    assert_where(cupel_in_array(U(id), longs, 2),
                 SELECT_WHERE "users.id IN (?, ?) -- (-9223372036854775808, 9223372036854775807)");
    assert_where(cupel_in_array(U(id), ints, 2), SELECT_WHERE "users.id IN (?, ?) -- (1, -2)");
    assert_where(cupel_not_in_array(U(id), ints, 2),
                 SELECT_WHERE "(users.id NOT IN (?, ?)) -- (1, -2)");
    assert_where(cupel_in_array(U(id), reals, 2), SELECT_WHERE "users.id IN (?, ?) -- (0.5, -1.0)");
    assert_where(cupel_in_array(U(name), texts, 2),
                 SELECT_WHERE "users.name IN (?, ?) -- ('a', 'b'') OR (''1''=''1')");
    assert_where(cupel_in_array(U(id), values, 2), SELECT_WHERE "users.id IN (?, ?) -- (1, 'x')");
    assert_where(cupel_in_list(CUPEL_OPERATOR_IN, cupel_value_expression(U(id)), 1, values),
                 SELECT_WHERE "users.id IN (?) -- (1)");
    assert_where(cupel_in_array(U(id), (const int64_t *)NULL, 0),
                 SELECT_WHERE "users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)");
    assert_refused(cupel_in_array(cupel_func("now"), (const int64_t *)NULL, 3),
                   CUPEL_INVALID_REQUEST, "count is 3");
    assert_refused(cupel_in_array(5, (const char *const *)NULL, 1), CUPEL_INVALID_REQUEST,
                   "count is 1");
    assert_refused(cupel_in_array(poisoned(), ints, 2), WRONG, "no name");
}

MAKE(lower_name, cupel_func("lower", U(name)))
MAKE(largest_id, cupel_func("max", U(id)))

static cupel_expr *in_texts(cupel_expr *left, cupel_expr *none)
{
    const char *const texts[] = { "a", "b" };
    assert_null(none);
    return cupel_in_array(left, texts, 2);
}

static cupel_expr *not_in_both(cupel_expr *left, cupel_expr *right)
{
    cupel_value values[2] = { cupel_value_expression(cupel_keep(left)),
                              cupel_value_expression(right) };
    return cupel_in_list(CUPEL_OPERATOR_NOT_IN, cupel_value_expression(left), 2, values);
}

/* The array and all it holds are copied, or given up. */
static void test_in_array_without_memory(void **state)
{
    (void)state;
    assert_true(made_without_memory(lower_name, NULL, in_texts) > 1);
    assert_true(made_without_memory(largest_id, lower_name, not_in_both) > 0);
}

/* Tuples of other things than as many values are compared one by one. */
static void test_tuples(void **state)
{
    (void)state;
    assert_where(cupel_in(cupel_tuple(U(id), U(age)), cupel_tuple(1, 2), cupel_tuple(3, NULL)),
                 SELECT_WHERE
                 "(users.id, users.age) IN (VALUES (?, ?), (?, ?)) -- (1, 2, 3, NULL)");
    assert_where(cupel_in(cupel_tuple(U(id), U(age)), cupel_tuple(1, U(id))),
                 SELECT_WHERE "(users.id, users.age) IN ((?, users.id)) -- (1)");
    assert_where(
        cupel_in(cupel_tuple(U(id), U(age)), cupel_tuple(1, 2), cupel_tuple(1, 2, 3)),
        "INVALID_ARGUMENT: cupel_in: item 2 is no cupel_tuple() of as many as on the left, "
        "which are 2");
    assert_where(
        cupel_not_in(cupel_tuple(U(id), U(age)), 7),
        "INVALID_ARGUMENT: cupel_in: item 1 is no cupel_tuple() of as many as on the left, "
        "which are 2");
    assert_where(cupel_in(cupel_tuple(U(id), U(age)), cupel_text_sql("(1, 2)")),
                 SELECT_WHERE "(users.id, users.age) IN ((1, 2))");
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_wrong_conditions), TEST(test_poison_swallows),         TEST(test_constants),
        TEST(test_operators),        TEST(test_missing_operands),        TEST(test_like),
        TEST(test_in_arrays),        TEST(test_in_array_without_memory), TEST(test_tuples),
    };
    return cmocka_run_group_tests_name("sql/condition", tests, NULL, NULL);
}
