/*
 * Expressions that are given away twice: debug builds say so, others take them
 * for kept while their first owner lives.
 */
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static cupel_expr *new_expression(void)
{
    return cupel_eq(cupel_func("lower", "X"), "x");
}

#ifdef CUPEL_DEBUG

/* The expression is poison that names who took it first and then; given up. */
static void expect_report(cupel_expr *made, const char *first, const char *then)
{
    const char *text = cupel_expression_text(made);
    assert_int_equal(cupel_expression_code(made), CUPEL_INVALID_REQUEST);
    const char *found = strstr(text, first);
    if (!strstr(text, "given away twice") || !found || !strstr(found, then))
        fail_msg("%s", text);
    cupel_discard(made);
}

static void test_while_it_lives(void **state)
{
    (void)state;
    cupel_expr *shared = new_expression();
    cupel_expr *first = cupel_not(shared);
    expect_report(cupel_and(shared, cupel_eq(1, 2)), "first to NOT", "then to cupel_and");
    expect_report(cupel_label(shared, "x"), "first to NOT", "then to cupel_label");
    expect_report(cupel_eq(new_expression(), shared), "first to NOT", "then to EQ");
    cupel_expr *again = cupel_keep(shared); /* whoever has the first one may go on with it */
    cupel_discard(first);
    cupel_expr *second = cupel_is(again, NULL);
    assert_int_equal(cupel_expression_code(second), CUPEL_OK);
    cupel_discard(second);
}

static void test_in_one_call(void **state)
{
    (void)state;
    cupel_expr *shared = new_expression();
    expect_report(cupel_or(shared, shared, new_expression()), "first to cupel_or",
                  "then to cupel_or");
    shared = new_expression();
    cupel_expr *kept = cupel_or(cupel_keep(shared), shared);
    assert_int_equal(cupel_expression_code(kept), CUPEL_OK);
    cupel_discard(kept);
}

/* Where one was freed and another made, that is a new one. */
static void test_same_place(void **state)
{
    (void)state;
    for (int i = 0; i < 10000; i++) {
        cupel_expr *made = cupel_not(new_expression());
        assert_true(cupel_expression_code(made) == CUPEL_OK ||
                    cupel_expression_code(made) == CUPEL_NO_MEMORY);
        cupel_discard(made);
    }
}

#else

static void test_kept(void **state)
{
    (void)state;
    cupel_expr *shared = new_expression();
    cupel_expr *first = cupel_not(shared), *second = cupel_or(shared, shared);
    cupel_discard(first);
    assert_int_equal(cupel_expression_code(second), CUPEL_OK);
    char *sql = where_sql(second, dialect_at(0));
    assert_string_equal(sql, "SELECT users.id AS users_id FROM users WHERE lower(?) = ? OR "
                             "lower(?) = ? -- ('X', 'x', 'X', 'x')");
    free(sql);
}

#endif

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
#ifdef CUPEL_DEBUG
        TEST(test_while_it_lives),
        TEST(test_in_one_call),
        TEST(test_same_place),
#else
        TEST(test_kept),
#endif
    };
    return cmocka_run_group_tests_name("sql/given", tests, NULL, NULL);
}
