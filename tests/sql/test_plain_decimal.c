#include "sql/plain_decimal.h"

#include "base/decimal.h"
#include "support/failing_alloc.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_plain(const char *text, int places, const char *expected)
{
    cu_arena arena;
    cu_arena_init(&arena, 0);
    const char *out = text;
    size_t length = strlen(text);
    assert_int_equal(cu_decimal_make_plain(&out, &length, places, &arena), CU_PLAIN_DONE);
    if (length != strlen(expected) || memcmp(out, expected, length) != 0)
        fail_msg("%s with %d places: %.*s, not %s", text, places, (int)length, out, expected);
    /* What is right already stays where it is. */
    if (strcmp(text, expected) == 0)
        assert_ptr_equal(out, text);
    cu_arena_free(&arena);
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int places;
        const char *expected;
    } cases[] = {
        { "0", 0, "0" },
        { "1", 0, "1" },
        { "-12.50", 0, "-12.50" },
        { "-0", 0, "-0" },
        { "+1", 0, "1" },
        { ".5", 0, "0.5" },
        { "-.5", 0, "-0.5" },
        { "5.", 0, "5" },
        { "007", 0, "7" },
        { "-00.10", 0, "-0.10" },
        { "000", 0, "0" },
        { "1e3", 0, "1000" },
        { "1E+3", 0, "1000" },
        { "1.5e1", 0, "15" },
        { "1.5e0", 0, "1.5" },
        { "1.25e1", 0, "12.5" },
        { "1.50e-3", 0, "0.00150" },
        { "-12.34e-2", 0, "-0.1234" },
        { "0.001e2", 0, "0.1" },
        { "0.001e3", 0, "1" },
        { "0e5", 0, "0" },
        { "0e-3", 0, "0.000" },
        { "120e-1", 0, "12.0" },
        { "1e000000000000000000000002", 0, "100" },
        { "5", 2, "5.00" },
        { "12.5", 2, "12.50" },
        { "12.345", 2, "12.345" },
        { "-.5", 3, "-0.500" },
        { "1e2", 2, "100.00" },
        { "1e-3", 2, "0.001" },
        { "NaN", 2, "NaN" },
        { "Infinity", 0, "Infinity" },
        { "-Infinity", 5, "-Infinity" },
        { "12345678901234567890123456789012345678.123456789", 0,
          "12345678901234567890123456789012345678.123456789" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        check_plain(cases[i].text, cases[i].places, cases[i].expected);
}

static void test_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", "-", "1.2.3", "1e", "nan", "abc", " 1", "1e1000000000"
    };
    cu_arena arena;
    cu_arena_init(&arena, 0);
    for (size_t i = 0; i < CU_LENGTH(wrong); i++) {
        const char *text = wrong[i];
        size_t length = strlen(text);
        assert_int_equal(cu_decimal_make_plain(&text, &length, 0, &arena), CU_PLAIN_INVALID);
        assert_ptr_equal(text, wrong[i]);
    }
    static const char *const long_ones[] = { "1e150000", "1e-150001", "1e999999999",
                                             "1e-999999999" };
    for (size_t i = 0; i < CU_LENGTH(long_ones); i++) {
        const char *text = long_ones[i];
        size_t length = strlen(text);
        assert_int_equal(cu_decimal_make_plain(&text, &length, 0, &arena), CU_PLAIN_TOO_LONG);
        assert_ptr_equal(text, long_ones[i]);
    }
    const char *text = "1e149999";
    size_t length = strlen(text);
    assert_int_equal(cu_decimal_make_plain(&text, &length, 0, &arena), CU_PLAIN_DONE);
    assert_int_equal(length, 150000);
    cu_arena_free(&arena);
}

/* Whatever the form, the number is the same. */
static void test_same_number(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t random = cu_test_random();
        char text[64];
        int length = snprintf(text, sizeof text, "%s%u.%ue%d", random & 1 ? "-" : "+",
                              (unsigned)(random >> 8 & 0xFFF), (unsigned)(random >> 20 & 0xFFFFF),
                              (int)(random >> 40 & 31) - 16);
        cu_arena arena;
        cu_arena_init(&arena, 0);
        const char *plain = text;
        size_t plain_length = (size_t)length;
        assert_int_equal(
            cu_decimal_make_plain(&plain, &plain_length, (int)(random >> 50 & 7), &arena),
            CU_PLAIN_DONE);
        assert_null(memchr(plain, 'e', plain_length));
        assert_null(memchr(plain, '+', plain_length));
        assert_int_equal(cu_decimal_compare(text, (size_t)length, plain, plain_length), 0);
        cu_arena_free(&arena);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    cu_test_alloc_fail_at(1, true);
    cu_arena arena;
    cu_arena_init(&arena, 0);
    const char *text = "1e3";
    size_t length = 3;
    assert_int_equal(cu_decimal_make_plain(&text, &length, 0, &arena), CU_PLAIN_NO_MEMORY);
    assert_string_equal(text, "1e3");
    assert_int_equal(length, 3);
    cu_arena_free(&arena);
    cu_test_alloc_fail_at(0, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_forms, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_wrong, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test(test_same_number),
        cmocka_unit_test_setup_teardown(test_no_memory, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
