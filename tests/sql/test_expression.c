/*
 * Values, parameters, names and functions: what is refused, and that no text
 * gets out of the place it is put in.
 */
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define WRONG    CUPEL_INVALID_ARGUMENT
#define NOT_UTF8 "a\xff"

static void assert_column(cupel_expr *expression, const char *const wanted[3])
{
    cupel_expr *again = cupel_keep(expression);
    for (size_t d = 0; d < 3; d++) {
        char *sql = column_sql(cupel_keep(again), dialect_at(d));
        assert_string_equal(sql, wanted[d]);
        free(sql);
    }
    cupel_discard(again);
    cupel_discard(expression);
}
#define assert_columns(expression, ...) \
    assert_column((expression), (const char *const[3]){ __VA_ARGS__ })

static void test_texts(void **state)
{
    (void)state;
    static const char text[] = "it's; DROP TABLE users; --";
    assert_columns(cupel_text_static(text), "SELECT ? AS anon_1 -- ('it''s; DROP TABLE users; --')",
                   "SELECT $1 AS anon_1 -- ('it''s; DROP TABLE users; --')",
                   "SELECT ? AS anon_1 -- ('it''s; DROP TABLE users; --')");
    assert_ptr_equal(cupel_text_static(NULL), cupel_null());
    assert_ptr_equal(cupel_literal(NULL), cupel_null());
    assert_string_equal(cupel_expression_text(NULL), "");
    assert_int_equal(cupel_expression_code(NULL), CUPEL_OK);
    assert_null(cupel_keep(NULL));
    cupel_discard(NULL);
}

static cupel_value seven(void *data)
{
    (void)data;
    return cupel_value_int(7);
}

static void test_parameters(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        NULL, "", "1a", "a b", "a'b", "a;--", "\xc3\xa4", NOT_UTF8
    };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++) {
        assert_refused(cupel_bind(wrong[i], 1), WRONG, "cupel_bind");
        assert_refused(cupel_bind_required(wrong[i]), WRONG, "cupel_bind_required");
        assert_refused(cupel_bind_callable(wrong[i], seven, NULL), WRONG, "cupel_bind_callable");
    }
    assert_refused(cupel_bind_callable("a", NULL, NULL), WRONG, "'a' has no function");
    assert_refused(cupel_bind("a", cupel_func("now")), WRONG, "can hold a value");
    assert_refused(cupel_bind("a", U(id)), WRONG, "can hold a value");
    assert_refused(cupel_bind("a", cupel_bind("", 1)), WRONG, "cupel_bind");
    assert_refused(cupel_bind("a", (cupel_query *)NULL), WRONG, "");
    cupel_expr *fine = cupel_bind_callable("a_1", seven, NULL);
    assert_int_equal(cupel_expression_code(fine), CUPEL_OK);
    assert_string_equal(cupel_expression_text(fine), "");
    cupel_discard(fine);
}

static void test_names_refused(void **state)
{
    (void)state;
    static const char *const missing[] = { NULL, "" };
    for (size_t i = 0; i < CU_LENGTH(missing); i++) {
        assert_refused(cupel_label(cupel_func("now"), missing[i]), WRONG, "the name is missing");
        assert_refused(cupel_label_reference(missing[i]), WRONG, "the text is missing");
        assert_refused(cupel_literal_column(missing[i]), WRONG, "the text is missing");
        assert_refused(cupel_collate(cupel_func("lower", "x"), missing[i]), WRONG, "is missing");
        assert_refused(cupel_text_sql(missing[i]), WRONG, "cupel_text_sql: the text is");
        assert_refused(cupel_extract(missing[i], O(placed)), WRONG, "no field");
        assert_refused(cupel_op(U(id), missing[i], 1), WRONG, "is no operator");
    }
    assert_refused(cupel_label(cupel_func("now"), NOT_UTF8), WRONG, "not UTF-8 at byte 1");
    assert_refused(cupel_label_reference(NOT_UTF8), WRONG, "not UTF-8 at byte 1");
    assert_refused(cupel_literal_column(NOT_UTF8), WRONG, "not UTF-8 at byte 1");
    assert_refused(cupel_collate(U(name), NOT_UTF8), WRONG, "not UTF-8 at byte 1");
    assert_refused(cupel_text_sql(NOT_UTF8), WRONG, "not UTF-8 at byte 1");
}

/* Names are quoted, whatever is in them. */
static void test_names_quoted(void **state)
{
    (void)state;
    assert_columns(cupel_label(cupel_literal(1), "x\", (DELETE FROM users) AS \"y"),
                   "SELECT ? AS \"x\"\", (DELETE FROM users) AS \"\"y\" -- (1)",
                   "SELECT $1 AS \"x\"\", (DELETE FROM users) AS \"\"y\" -- (1)",
                   "SELECT ? AS `x\", (DELETE FROM users) AS \"y` -- (1)");
    assert_columns(cupel_label(cupel_literal(1), "a`b\\"), "SELECT ? AS \"a`b\\\" -- (1)",
                   "SELECT $1 AS \"a`b\\\" -- (1)", "SELECT ? AS `a``b\\` -- (1)");
    assert_columns(cupel_label(cupel_collate(U(name), "C\" || (SELECT 1) || \""), "l"),
                   "SELECT users.name COLLATE \"C\"\" || (SELECT 1) || \"\"\" AS l FROM users",
                   "SELECT users.name COLLATE \"C\"\" || (SELECT 1) || \"\"\" AS l FROM users",
                   "SELECT users.name COLLATE `C\" || (SELECT 1) || \"` AS l FROM users");
}

static void test_operators_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = { "; DROP TABLE users",
                                         "= 1 --",
                                         "= 'x' OR",
                                         "/* */",
                                         "\"",
                                         "`",
                                         "OR 1=1 OR",
                                         "= 1 OR 1",
                                         "UNION SELECT",
                                         "union select",
                                         "LIKE ",
                                         " LIKE",
                                         "IS  NOT",
                                         "f(",
                                         ")",
                                         "$1",
                                         "+ a",
                                         "\xc3\xa4" };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        assert_refused(cupel_op(U(id), wrong[i], 1), WRONG, "is no operator");
    assert_columns(cupel_op(U(name), "NOT SIMILAR TO", "x"),
                   "SELECT users.name NOT SIMILAR TO ? AS anon_1 FROM users -- ('x')",
                   "SELECT users.name NOT SIMILAR TO $1 AS anon_1 FROM users -- ('x')",
                   "SELECT users.name NOT SIMILAR TO ? AS anon_1 FROM users -- ('x')");
    assert_columns(cupel_op(U(name), "<=>", "x"),
                   "SELECT users.name <=> ? AS anon_1 FROM users -- ('x')",
                   "SELECT users.name <=> $1 AS anon_1 FROM users -- ('x')",
                   "SELECT users.name <=> ? AS anon_1 FROM users -- ('x')");
}

static void test_functions_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",     "a b", "1a",  ".a",   "a.",  "a..b",    "a(",
        "a)--", "a;b", "a'b", "a\"b", "a`b", "now() +", "\xc3\xa4"
    };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++) {
        assert_refused(cupel_func(wrong[i], U(id)), WRONG, "no name of a function");
        assert_refused(cupel_extract(wrong[i], O(placed)), WRONG, "no field");
    }
    assert_refused(cupel_func(5), WRONG, "no name of a function");
    assert_refused(cupel_func(U(id)), WRONG, "no name of a function");
    assert_refused(cupel_function_values(0, NULL), WRONG, "no name of a function");
    assert_refused(cupel_func("f", (cupel_expr *)NULL), WRONG, "operand 2");
}

static void test_types_refused(void **state)
{
    (void)state;
    assert_refused(cupel_cast_value(cupel_value_int(1), NULL), WRONG, "cupel_cast");
    assert_refused(cupel_cast(U(id), CUPEL_UNTYPED), WRONG, "missing or unknown");
    assert_refused(cupel_cast(U(id), CUPEL_TYPE_COUNT), WRONG, "missing or unknown");
    assert_refused(cupel_cast(U(id), (cupel_type_id)-1), WRONG, "missing or unknown");
    assert_refused(cupel_type_coerce(U(id), (cupel_type_id)1000), WRONG, "missing or unknown");
    assert_refused(cupel_type_coerce_value(cupel_value_int(1), NULL), WRONG, "missing or unknown");
}

static void test_cases_refused(void **state)
{
    (void)state;
    assert_refused(cupel_case(cupel_eq(U(id), 1)), WRONG, "WHEN and its THEN");
    assert_refused(cupel_case_values(0, NULL), WRONG, "WHEN and its THEN");
    assert_refused(cupel_case_of(U(id), 1), WRONG, "WHEN and its THEN");
    assert_refused(cupel_case(cupel_eq(U(id), 1), (cupel_expr *)NULL), WRONG, "operand 2");
}

static void test_windows_refused(void **state)
{
    (void)state;
    assert_refused(cupel_over(U(id)), WRONG, "only a function");
    assert_refused(cupel_over(NULL), WRONG, "only a function");
    assert_refused(cupel_over(cupel_plus(1, 2), .partition_by = cupel_func("now")), WRONG,
                   "only a function");
    assert_refused(cupel_over(cupel_func("rank"), .rows = true, .range = true), WRONG,
                   "not of both");
    assert_refused(cupel_over(cupel_func("rank"), .order_by = cupel_label_reference("")), WRONG,
                   "text is missing");
    assert_refused(cupel_aggregate_filter(U(id), cupel_eq(U(id), 1)), WRONG, "aggregate function");
    assert_refused(cupel_aggregate_filter(cupel_func("count"), NULL), WRONG, "operand 2");
    assert_refused(cupel_within_group(cupel_plus(1, 2), cupel_func("now")), WRONG,
                   "aggregate function");
    assert_refused(cupel_within_group(NULL, U(id)), WRONG, "operand 1");
    cupel_expr *whole = cupel_over_window(cupel_func("count"), NULL);
    assert_columns(whole, "SELECT count(*) OVER () AS anon_1", "SELECT count(*) OVER () AS anon_1",
                   "SELECT count(*) OVER () AS anon_1");
    cupel_expr *filtered =
        cupel_over(cupel_aggregate_filter(cupel_func("sum", U(age)), cupel_gt(U(age), 1)));
    char *sql = column_sql(filtered, dialect_at(1));
    assert_string_equal(sql,
                        "SELECT sum(users.age) FILTER (WHERE users.age > $1) OVER () AS anon_1 "
                        "FROM users -- (1)");
    free(sql);
}

MAKE(select_a_b, cupel_text_sql("SELECT :a, :b"))
MAKE(one_and_two, cupel_plus(1, 2))

static cupel_expr *text_columns(cupel_expr *text, cupel_expr *sum)
{
    return cupel_text_columns(text, U(id), sum);
}

static void test_text_columns(void **state)
{
    (void)state;
    assert_refused(cupel_text_columns(cupel_func("now"), U(id)), WRONG, "must be a cupel_text_sql");
    assert_refused(cupel_text_columns(NULL, U(id)), WRONG, "operand 1");
    assert_refused(cupel_text_columns(cupel_text_sql("SELECT 1"), (cupel_expr *)NULL), WRONG,
                   "operand 2");
    assert_refused(cupel_text_columns(cupel_text_sql("SELECT 1"), cupel_bind("", 1)), WRONG,
                   "cupel_bind");
    assert_true(made_without_memory(select_a_b, one_and_two, text_columns) > 0);
}

/* Literal columns with a type are read as of it. */
static void test_literal_columns(void **state)
{
    (void)state;
    cupel_expr *typed = cupel_literal_column_typed("1", &(const cupel_type){ .id = CUPEL_DATE });
    assert_int_equal(cu_expression_type(typed)->id, CUPEL_DATE);
    cupel_expr *untyped = cupel_literal_column_typed("1", NULL);
    assert_null(cu_expression_type(untyped));
    cupel_discard(typed);
    cupel_discard(untyped);
}

/* Chains may be long, other nesting not: whoever walks through it would run out of stack. */
static void test_depth(void **state)
{
    (void)state;
    cupel_expr *deep = cupel_func("f", 1);
    for (int i = 0; i < 100000; i++)
        deep = cupel_func("f", deep);
    assert_refused(deep, CUPEL_INVALID_REQUEST, "nested more than");
    cupel_expr *chain = cupel_plus(U(id), 1), *both = cupel_eq(U(id), 0);
    for (int i = 0; i < 100000; i++) {
        chain = cupel_plus(chain, 1);
        both = cupel_and(both, cupel_eq(U(id), i));
    }
    assert_int_equal(cupel_expression_code(chain), CUPEL_OK);
    assert_int_equal(cupel_expression_code(both), CUPEL_OK);
    cupel_discard(chain);
    cupel_discard(both);
}

/* One expression in many others, kept and given up in any order. */
static void test_sharing(void **state)
{
    (void)state;
    cupel_expr *shared = cupel_func("lower", cupel_func("trim", "x"));
    cupel_expr *first = cupel_eq(cupel_keep(shared), 1), *second = cupel_eq(cupel_keep(shared), 2);
    cupel_expr *both = cupel_or(cupel_keep(first), cupel_keep(second));
    cupel_expr *more = cupel_and(both, cupel_keep(first), cupel_keep(shared));
    cupel_discard(first);
    cupel_discard(shared);
    cupel_discard(second);
    char *sql = where_sql(more, dialect_at(0));
    assert_string_equal(sql, "SELECT users.id AS users_id FROM users WHERE (lower(trim(?)) = ? OR "
                             "lower(trim(?)) = ?) AND lower(trim(?)) = ? AND lower(trim(?)) -- "
                             "('x', 1, 'x', 2, 'x', 1, 'x')");
    free(sql);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_texts),         TEST(test_parameters),        TEST(test_names_refused),
        TEST(test_names_quoted),  TEST(test_operators_refused), TEST(test_functions_refused),
        TEST(test_types_refused), TEST(test_cases_refused),     TEST(test_windows_refused),
        TEST(test_text_columns),  TEST(test_literal_columns),   TEST(test_depth),
        TEST(test_sharing),
    };
    return cmocka_run_group_tests_name("sql/expression", tests, NULL, NULL);
}
