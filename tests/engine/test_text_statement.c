#include "engine/text_statement.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* An engine whose statements have placeholders of a style. */
static cupel_engine *open_with_style(cu_paramstyle style, cu_sql_dialect *sql, cu_dialect *dialect)
{
    *sql = *cu_test_dialect.sql;
    *dialect = cu_test_dialect;
    sql->paramstyle = style;
    dialect->sql = sql;
    cupel_engine *engine = cu_engine_open_dialect(dialect, "fake://", NULL);
    assert_int_equal(cupel_engine_error(engine)->code, CUPEL_OK);
    return engine;
}

static void test_placeholders(void **state)
{
    (void)state;
    static const struct {
        cu_paramstyle style;
        const char *expected;
    } cases[] = {
        { CU_PARAMSTYLE_QUESTION, "SELECT ?, '::a', x::int, ?, ? :x" },
        { CU_PARAMSTYLE_DOLLAR, "SELECT $1, '::a', x::int, $2, $3 :x" },
        { CU_PARAMSTYLE_COLON, "SELECT :1, '::a', x::int, :2, :3 :x" },
        { CU_PARAMSTYLE_AT, "SELECT @p1, '::a', x::int, @p2, @p3 :x" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_sql_dialect sql;
        cu_dialect dialect;
        cu_error error;
        cu_error_init(&error);
        cupel_engine *engine = open_with_style(cases[i].style, &sql, &dialect);
        cu_compiled *compiled =
            cu_text_statement(engine, "SELECT :a, '::a', x::int, :bc, :a \\:x", &error);
        assert_non_null(compiled);
        assert_string_equal(compiled->sql, cases[i].expected);
        assert_int_equal(compiled->sql_length, strlen(cases[i].expected));
        assert_int_equal(compiled->slot_count, 3);
        assert_true(compiled->textual);
        static const char *const names[] = { "a", "bc", "a" };
        static const uint32_t ordinals[] = { 0, 1, 0 };
        for (size_t j = 0; j < 3; j++) {
            assert_string_equal(compiled->slots[j].name, names[j]);
            assert_int_equal(compiled->slots[j].ordinal, ordinals[j]);
        }
        cu_compiled_release(compiled);
        cupel_engine_close(engine);
    }
}

static void test_kept(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_error error;
    cu_error_init(&error);
    cu_compiled *one = cu_text_statement(engine, "SELECT :a", &error);
    cu_compiled *same = cu_text_statement(engine, "SELECT :a", &error);
    cu_compiled *other = cu_text_statement(engine, "SELECT :b", &error);
    assert_non_null(one);
    assert_ptr_equal(one, same);
    assert_non_null(other);
    assert_ptr_not_equal(one, other);
    cu_compiled_release(one);
    cu_compiled_release(same);
    cu_compiled_release(other);
    /* Texts of all lengths around a word's, which differ in the last byte. */
    for (size_t length = 0; length < 600; length += length < 30 ? 1 : 61) {
        char text[601], another[601];
        memset(text, 'x', length);
        text[length] = '\0';
        memcpy(another, text, length + 1);
        if (length > 0)
            another[length - 1] = 'y';
        cu_compiled *first = cu_text_statement(engine, text, &error);
        cu_compiled *again = cu_text_statement(engine, text, &error);
        cu_compiled *differs = cu_text_statement(engine, another, &error);
        assert_non_null(first);
        assert_ptr_equal(first, again);
        assert_non_null(differs);
        assert_string_equal(first->sql, text);
        assert_string_equal(differs->sql, another);
        cu_compiled_release(first);
        cu_compiled_release(again);
        cu_compiled_release(differs);
    }
    cupel_engine_close(engine);
}

static void test_very_long(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_error error;
    cu_error_init(&error);
    size_t length = 100000;
    char *text = malloc(length + 1);
    assert_non_null(text);
    memset(text, 'x', length);
    memcpy(text + length - 3, " :a", 4);
    cu_compiled *compiled = cu_text_statement(engine, text, &error);
    assert_non_null(compiled);
    assert_int_equal(compiled->slot_count, 1);
    assert_int_equal(cupel_engine_cache_status(engine).entries, 0);
    cu_compiled_release(compiled);
    free(text);
    cupel_engine_close(engine);
}

static void test_invalid_text(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_error error;
    cu_error_init(&error);
    assert_null(cu_text_statement(engine, "SELECT '\xC3'", &error));
    assert_int_equal(error.public.code, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(error.public.reason, CUPEL_REASON_INVALID_TEXT);
    assert_string_equal(error.public.text, "the SQL is not UTF-8 at byte 8");
    cu_error_free(&error);
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    memcpy(text + 1000, " :abc, :d ", 10);
    text[sizeof text - 1] = '\0';
    for (size_t n = 1;; n++) {
        cupel_engine *engine = cu_test_fake_open(NULL);
        cu_error error;
        cu_error_init(&error);
        cu_test_alloc_fail_at(n, false);
        cu_compiled *compiled = cu_text_statement(engine, text, &error);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        /* Only keeping it can fail without harm. */
        assert_true(compiled || cu_error_code(&error) == CUPEL_NO_MEMORY);
        assert_true(compiled || !over);
        cu_compiled_release(compiled);
        cu_error_free(&error);
        cupel_engine_close(engine);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
}

static int set_up(void **state)
{
    cu_test_fake_reset();
    return cu_test_alloc_setup(state);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_placeholders), TEST(test_kept),      TEST(test_very_long),
        TEST(test_invalid_text), TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
