#include "base/error.h"

#include "base/alloc.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <wchar.h>

#include <cmocka.h>

static void check_clear(const cu_error *error)
{
    const cupel_error *public = &error->public;
    assert_int_equal(cu_error_code(error), CUPEL_OK);
    assert_int_equal(public->reason, CUPEL_REASON_NONE);
    assert_int_equal(public->driver_code, 0);
    assert_string_equal(public->sqlstate, "");
    assert_string_equal(public->text, "");
    assert_string_equal(public->sql, "");
    assert_string_equal(public->parameters, "");
    assert_string_equal(public->constraint, "");
    assert_string_equal(public->table, "");
    assert_string_equal(public->column, "");
}

static void set_everything(cu_error *error)
{
    cu_error_set(error, CUPEL_INTEGRITY_ERROR, "%s is there %d times", "x", 2);
    cu_error_set_reason(error, CUPEL_REASON_UNIQUE);
    cu_error_set_sql(error, "INSERT INTO t VALUES (?)", "('x')");
    cu_error_set_driver(error, 2067, "23505");
    cu_error_set_constraint(error, "t_key", "t", "a, b");
}

static void check_everything(const cu_error *error)
{
    const cupel_error *public = &error->public;
    assert_int_equal(public->code, CUPEL_INTEGRITY_ERROR);
    assert_int_equal(public->reason, CUPEL_REASON_UNIQUE);
    assert_int_equal(public->driver_code, 2067);
    assert_string_equal(public->sqlstate, "23505");
    assert_string_equal(public->text, "x is there 2 times");
    assert_string_equal(public->sql, "INSERT INTO t VALUES (?)");
    assert_string_equal(public->parameters, "('x')");
    assert_string_equal(public->constraint, "t_key");
    assert_string_equal(public->table, "t");
    assert_string_equal(public->column, "a, b");
}

static void test_set_and_clear(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    check_clear(&error);
    cu_error_clear(&error);
    assert_int_equal(cu_error_set(&error, CUPEL_DATA_ERROR, "plain"), CUPEL_DATA_ERROR);
    assert_string_equal(error.public.text, "plain");
    assert_string_equal(error.public.sql, "");
    set_everything(&error);
    check_everything(&error);
    cu_error_clear(&error);
    check_clear(&error);
    assert_int_equal(cu_test_alloc_live(), 0);
    set_everything(&error);
    /* Setting anew forgets all of the old. */
    cu_error_set(&error, CUPEL_TIMEOUT, "late");
    assert_int_equal(error.public.reason, CUPEL_REASON_NONE);
    assert_string_equal(error.public.sqlstate, "");
    assert_string_equal(error.public.table, "");
    assert_int_equal(cu_error_set(&error, CUPEL_OK, "%s", "fine"), CUPEL_OK);
    check_clear(&error);
    set_everything(&error);
    cu_error_free(&error);
    check_clear(&error);
}

static void test_no_memory(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    set_everything(&error);
    cu_test_alloc_fail_at(1, true);
    assert_int_equal(cu_error_no_memory(&error), CUPEL_NO_MEMORY);
    assert_int_equal(cu_test_alloc_count(), 0);
    assert_int_equal(cu_error_code(&error), CUPEL_NO_MEMORY);
    assert_string_not_equal(error.public.text, "");
    assert_string_equal(error.public.sql, "");
    cu_error_free(&error);
}

static void test_additions_need_an_error(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    cu_error_set_reason(&error, CUPEL_REASON_UNIQUE);
    cu_error_set_sql(&error, "SELECT", "()");
    cu_error_set_driver(&error, 1, "00000");
    cu_error_set_constraint(&error, "a", "b", "c");
    cu_error_prefix(&error, "x");
    check_clear(&error);
    assert_int_equal(cu_test_alloc_count(), 0);
}

static void test_additions_that_are_not_known(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    set_everything(&error);
    cu_error_set_sql(&error, NULL, NULL);
    cu_error_set_driver(&error, 5, NULL);
    cu_error_set_constraint(&error, NULL, "", NULL);
    assert_string_equal(error.public.text, "x is there 2 times");
    assert_string_equal(error.public.sql, "");
    assert_string_equal(error.public.parameters, "");
    assert_string_equal(error.public.sqlstate, "");
    assert_int_equal(error.public.driver_code, 5);
    assert_string_equal(error.public.constraint, "");
    assert_string_equal(error.public.table, "");
    assert_string_equal(error.public.column, "");
    cu_error_set_driver(&error, 5, "42");
    assert_string_equal(error.public.sqlstate, "42");
    cu_error_set_driver(&error, 5, "1234567");
    assert_string_equal(error.public.sqlstate, "12345");
    cu_error_free(&error);
}

static void test_text_made_of_the_old_text(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    cu_error_set(&error, CUPEL_DATA_ERROR, "inner");
    cu_error_set(&error, CUPEL_FLUSH_ERROR, "outer (%s)", error.public.text);
    assert_string_equal(error.public.text, "outer (inner)");
    cu_error_prefix(&error, "In %s: ", "autoflush");
    assert_string_equal(error.public.text, "In autoflush: outer (inner)");
    cu_error_prefix(&error, "%s", "");
    assert_string_equal(error.public.text, "In autoflush: outer (inner)");
    cu_error_prefix(&error, "%s | ", error.public.text);
    assert_string_equal(error.public.text,
                        "In autoflush: outer (inner) | In autoflush: outer (inner)");
    assert_int_equal(error.public.code, CUPEL_FLUSH_ERROR);
    cu_error_free(&error);
}

static void test_long_text(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    cu_error_set(&error, CUPEL_DATA_ERROR, "%100000d", 5);
    assert_int_equal(strlen(error.public.text), 100000);
    cu_error_free(&error);
}

static void test_format_that_cannot_be(void **state)
{
    (void)state;
    const wchar_t no_character[] = { (wchar_t)0x7FFFFFFF, 0 };
    cu_error error;
    cu_error_init(&error);
    cu_error_set(&error, CUPEL_DATA_ERROR, "%ls", no_character);
    assert_int_equal(error.public.code, CUPEL_DATA_ERROR);
    assert_string_not_equal(error.public.text, "");
    cu_error_set(&error, CUPEL_DATA_ERROR, "kept");
    cu_error_prefix(&error, "%ls", no_character);
    assert_string_equal(error.public.text, "kept");
    cu_error_free(&error);
}

static void test_copy(void **state)
{
    (void)state;
    cu_error from, to;
    cu_error_init(&from);
    cu_error_init(&to);
    set_everything(&from);
    assert_int_equal(cu_error_copy(&to, &from), CUPEL_INTEGRITY_ERROR);
    check_everything(&to);
    assert_int_equal(cu_error_copy(&to, &to), CUPEL_INTEGRITY_ERROR);
    check_everything(&to);
    assert_ptr_not_equal(to.public.text, from.public.text);
    cu_error_no_memory(&from);
    assert_int_equal(cu_error_copy(&to, &from), CUPEL_NO_MEMORY);
    assert_string_equal(to.public.text, from.public.text);
    assert_string_equal(to.public.table, "");
    cu_error_clear(&from);
    assert_int_equal(cu_error_copy(&to, &from), CUPEL_OK);
    check_clear(&to);
    cu_error_free(&from);
    cu_error_free(&to);
    assert_int_equal(cu_test_alloc_live(), 0);
}

/* Whatever allocation fails, codes are kept and no text is NULL. */
static void test_every_allocation_failing(void **state)
{
    (void)state;
    for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
        for (size_t n = 1;; n++) {
            cu_error error, copy;
            cu_error_init(&error);
            cu_error_init(&copy);
            cu_test_alloc_fail_at(n, from_then_on);
            set_everything(&error);
            cu_error_prefix(&error, "In %s: ", "a test");
            assert_int_equal(cu_error_copy(&copy, &error), CUPEL_INTEGRITY_ERROR);
            bool tried = cu_test_alloc_count() >= n;
            const cupel_error *publics[] = { &error.public, &copy.public };
            for (size_t i = 0; i < 2; i++) {
                const cupel_error *public = publics[i];
                assert_int_equal(public->code, CUPEL_INTEGRITY_ERROR);
                assert_int_equal(public->reason, CUPEL_REASON_UNIQUE);
                assert_string_equal(public->sqlstate, "23505");
                assert_true(*public->text && *public->sql && *public->parameters);
                assert_true(!*public->table || strcmp(public->table, "t") == 0);
                assert_true(!*public->column || strcmp(public->column, "a, b") == 0);
                assert_true(!*public->constraint || strcmp(public->constraint, "t_key") == 0);
            }
            cu_error_free(&error);
            cu_error_free(&copy);
            assert_int_equal(cu_test_alloc_live(), 0);
            if (!tried)
                break;
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(cupel_code_name(CUPEL_OK), "OK");
    assert_string_equal(cupel_code_name(CUPEL_INTEGRITY_ERROR), "INTEGRITY_ERROR");
    assert_string_equal(cupel_code_name(CUPEL_CIRCULAR_DEPENDENCY), "CIRCULAR_DEPENDENCY");
    assert_string_equal(cupel_code_name((cupel_code)(CUPEL_CIRCULAR_DEPENDENCY + 1)), "UNKNOWN");
    assert_string_equal(cupel_code_name((cupel_code)-1), "UNKNOWN");
    assert_string_equal(cupel_reason_name(CUPEL_REASON_NOT_NULL), "NOT_NULL");
    assert_string_equal(cupel_reason_name(CUPEL_REASON_SYNTAX), "SYNTAX");
    assert_string_equal(cupel_reason_name((cupel_reason)(CUPEL_REASON_SYNTAX + 1)), "UNKNOWN");
    assert_string_equal(cupel_reason_name((cupel_reason)-1), "UNKNOWN");
    for (int i = 0; i <= CUPEL_CIRCULAR_DEPENDENCY; i++) {
        assert_non_null(cupel_code_name((cupel_code)i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(cupel_code_name((cupel_code)i), cupel_code_name((cupel_code)j));
    }
    for (int i = 0; i <= CUPEL_REASON_SYNTAX; i++) {
        assert_non_null(cupel_reason_name((cupel_reason)i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(cupel_reason_name((cupel_reason)i),
                                    cupel_reason_name((cupel_reason)j));
    }
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_set_and_clear),
        TEST(test_no_memory),
        TEST(test_additions_need_an_error),
        TEST(test_additions_that_are_not_known),
        TEST(test_text_made_of_the_old_text),
        TEST(test_long_text),
        TEST(test_format_that_cannot_be),
        TEST(test_copy),
        TEST(test_every_allocation_failing),
        TEST(test_names),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
