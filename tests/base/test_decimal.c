#include "base/decimal.h"

#include "../support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int sign_of(int number)
{
    return (number > 0) - (number < 0);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const right[] = {
        "0",
        "1",
        "-1",
        "+1",
        "1.5",
        ".5",
        "5.",
        "-.5",
        "00012.3400",
        "1e5",
        "1E5",
        "1e-5",
        "1e+5",
        ".5e1",
        "5.e1",
        "NaN",
        "Infinity",
        "-Infinity",
        "0e0",
        "-0",
        "+0.0",
        "1e999999999",
        "1e-999999999",
        "1e000000000000000012",
        "123456789012345678901234567890123456789012345678901234567890.123456789",
    };
    for (size_t i = 0; i < CU_LENGTH(right); i++)
        assert_true(cupel_decimal_valid(right[i]));
    static const char *const wrong[] = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "e5",
        "1e",
        "1e+",
        "1e-",
        "1.2.3",
        "--1",
        "+-1",
        "1-",
        " 1",
        "1 ",
        "1,5",
        "1e5.0",
        "0x1",
        "nan",
        "inf",
        "infinity",
        "+Infinity",
        "-NaN",
        "1e1000000000",
        "1e-1000000000",
        "1e5e5",
        "a",
        "1a",
        ".e1",
        "\xD9\xA1",
        "1ex",
    };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        assert_false(cupel_decimal_valid(wrong[i]));
    assert_false(cupel_decimal_valid(NULL));
    assert_false(cu_decimal_valid(NULL, 0));
    assert_true(cu_decimal_valid("12345", 3));
    assert_true(cu_decimal_valid("1.5e7", 3));
    assert_false(cu_decimal_valid("1\0", 2));
}

static void check_compare(const char *left, const char *right, int expected)
{
    if (sign_of(cupel_decimal_compare(left, right)) != expected ||
        sign_of(cupel_decimal_compare(right, left)) != -expected)
        fail_msg("%s and %s", left, right);
}

static void test_compare(void **state)
{
    (void)state;
    /* Each line's numbers are equal, and less than those of the next. */
    static const char *const lines[][6] = {
        { "", "x", "1.2.3", "nan", NULL },
        { "-Infinity", NULL },
        { "-1e400", "-10e399", NULL },
        { "-100", "-1e2", "-100.000", "-0.001e5", NULL },
        { "-99.99", "-9999e-2", NULL },
        { "-1", "-1.0", "-01", NULL },
        { "-1e-400", NULL },
        { "0", "-0", "+0", "0.000", "0e50", NULL },
        { "1e-999999999", NULL },
        { "0.05", ".05", "5e-2", "0.0500", "+00.05", NULL },
        { "0.0500000000000000000000000000000000000000000001", NULL },
        { "0.1", NULL },
        { "1", "1.", "01.000", "10e-1", "0.1e1", NULL },
        { "1.5", "1.50", NULL },
        { "1.51", NULL },
        { "10", "1e1", NULL },
        { "12.34", "1234e-2", NULL },
        { "12.345", NULL },
        { "100", NULL },
        { "1001", NULL },
        { "1010", "1.01e3", "101e1", NULL },
        { "99999999999999999999999999999999999998", NULL },
        { "99999999999999999999999999999999999999", NULL },
        { "1e38", "100000000000000000000000000000000000000", NULL },
        { "1e999999999", NULL },
        { "Infinity", NULL },
        { "NaN", NULL },
    };
    for (size_t i = 0; i < CU_LENGTH(lines); i++)
        for (const char *const *left = lines[i]; *left; left++)
            for (size_t j = 0; j < CU_LENGTH(lines); j++)
                for (const char *const *right = lines[j]; *right; right++)
                    check_compare(*left, *right, sign_of((int)i - (int)j));
    check_compare(NULL, "0", -1);
    check_compare(NULL, NULL, 0);
    check_compare("x", NULL, 0);
    assert_int_equal(cu_decimal_compare("1.50", 3, "1.59", 3), 0);
}

static void test_compare_random(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char left[64], right[64];
        /* Half as integers scaled by hand, half as powers, so that equal numbers look different. */
        int64_t a = (int64_t)(cu_test_random() % 20001) - 10000;
        int64_t b = (int64_t)(cu_test_random() % 20001) - 10000;
        if (i % 5 == 0)
            b = a;
        snprintf(left, sizeof left, "%s%" PRId64 ".%03d%.*s", a < 0 ? "-" : "", labs(a) / 1000,
                 (int)(labs(a) % 1000), i % 4, "000");
        snprintf(right, sizeof right, "%" PRId64 "e-3", b);
        check_compare(left, right, (a > b) - (a < b));
        /* Shifted by the same power, the order stays. */
        snprintf(left, sizeof left, "%" PRId64 "e%d", a, i % 100 - 50);
        snprintf(right, sizeof right, "%" PRId64 "0.0e%d", b, i % 100 - 51);
        check_compare(left, right, (a > b) - (a < b));
    }
}

static void test_compare_agrees_with_long_double(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        char left[64], right[64];
        snprintf(left, sizeof left, "%" PRId64 ".%" PRIu64, (int64_t)cu_test_random() % 1000,
                 cu_test_random() % 1000000);
        snprintf(right, sizeof right, "%" PRId64 ".%" PRIu64, (int64_t)cu_test_random() % 1000,
                 cu_test_random() % 1000000);
        long double a = strtold(left, NULL), b = strtold(right, NULL);
        check_compare(left, right, (a > b) - (a < b));
    }
}

static void test_very_long(void **state)
{
    (void)state;
    enum { DIGITS = 200000 };
    char *left = malloc(DIGITS + 1), *right = malloc(DIGITS + 1);
    assert_non_null(left);
    assert_non_null(right);
    memset(left, '7', DIGITS);
    left[DIGITS] = '\0';
    memcpy(right, left, DIGITS + 1);
    left[DIGITS / 2] = '.';
    right[DIGITS / 2] = '.';
    assert_int_equal(cupel_decimal_compare(left, right), 0);
    right[DIGITS - 1] = '8';
    check_compare(left, right, -1);
    right[DIGITS / 2] = '7'; /* a longer integer */
    check_compare(left, right, -1);
    int64_t number;
    assert_false(cupel_decimal_to_scaled(left, 18, &number));
    free(left);
    free(right);
}

static void test_to_scaled(void **state)
{
    (void)state;
    static const struct {
        const char *digits;
        int scale;
        int64_t number;
    } right[] = {
        { "12.34", 2, 1234 },
        { "12.3", 2, 1230 },
        { "12.3400", 2, 1234 },
        { "-12.34", 2, -1234 },
        { "+5", 0, 5 },
        { "0", 18, 0 },
        { "-0.00", 2, 0 },
        { "0e999", 2, 0 },
        { "0.00001", 5, 1 },
        { "1e2", 0, 100 },
        { "1e-2", 2, 1 },
        { "12.34e1", 1, 1234 },
        { "1005", 0, 1005 },
        { "9223372036854775807", 0, INT64_MAX },
        { "-9223372036854775808", 0, INT64_MIN },
        { "9.223372036854775807", 18, INT64_MAX },
        { "-9.223372036854775808", 18, INT64_MIN },
        { "92233720368547758.07", 2, INT64_MAX },
        { "00000000000000000000000000000000001", 0, 1 },
        { "1.00000000000000000000000000000000000000", 0, 1 },
        { "1e18", 0, INT64_C(1000000000000000000) },
    };
    for (size_t i = 0; i < CU_LENGTH(right); i++) {
        int64_t number = 7;
        assert_true(cupel_decimal_to_scaled(right[i].digits, right[i].scale, &number));
        assert_true(number == right[i].number);
    }
    static const struct {
        const char *digits;
        int scale;
    } wrong[] = {
        { "12.345", 2 },
        { "0.001", 2 },
        { "1e-3", 2 },
        { "9223372036854775808", 0 },
        { "-9223372036854775809", 0 },
        { "9300000000000000000", 0 },
        { "9.3", 18 },
        { "99999999999999999999", 0 },
        { "1e19", 0 },
        { "1e999999999", 0 },
        { "1e-999999999", 18 },
        { "10", 18 },
        { "NaN", 2 },
        { "Infinity", 2 },
        { "-Infinity", 2 },
        { "", 2 },
        { "x", 2 },
        { "1", -1 },
        { "1", 19 },
        { NULL, 2 },
    };
    int64_t number = 7;
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        assert_false(cupel_decimal_to_scaled(wrong[i].digits, wrong[i].scale, &number));
    assert_int_equal(number, 7);
    assert_false(cupel_decimal_to_scaled("1", 0, NULL));
    assert_true(cu_decimal_to_scaled("12345", 3, 1, &number));
    assert_int_equal(number, 1230);
}

static void test_from_scaled(void **state)
{
    (void)state;
    static const struct {
        int64_t number;
        int scale;
        const char *digits;
    } cases[] = {
        { 1234, 2, "12.34" },
        { -1234, 2, "-12.34" },
        { 5, 2, "0.05" },
        { -5, 3, "-0.005" },
        { 0, 0, "0" },
        { 0, 2, "0.00" },
        { 100, 0, "100" },
        { 100, 2, "1.00" },
        { INT64_MAX, 0, "9223372036854775807" },
        { INT64_MIN, 0, "-9223372036854775808" },
        { INT64_MIN, 18, "-9.223372036854775808" },
        { 1, 18, "0.000000000000000001" },
    };
    char buffer[CUPEL_DECIMAL_TEXT_SIZE];
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_decimal_value value =
            cupel_decimal_from_scaled(cases[i].number, cases[i].scale, buffer);
        assert_ptr_equal(value.digits, buffer);
        assert_string_equal(value.digits, cases[i].digits);
    }
    assert_null(cupel_decimal_from_scaled(1, -1, buffer).digits);
    assert_null(cupel_decimal_from_scaled(1, 19, buffer).digits);
    assert_null(cupel_decimal_from_scaled(1, 2, NULL).digits);
}

static void test_scaled_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char buffer[CUPEL_DECIMAL_TEXT_SIZE];
        int64_t number = (int64_t)cu_test_random() >> (cu_test_random() % 64), back;
        int scale = i % 19;
        cupel_decimal_value value = cupel_decimal_from_scaled(number, scale, buffer);
        assert_true(cupel_decimal_valid(value.digits));
        assert_true(cupel_decimal_to_scaled(value.digits, scale, &back));
        assert_true(back == number);
        char power[64];
        snprintf(power, sizeof power, "%" PRId64 "e-%d", number, scale);
        assert_int_equal(cupel_decimal_compare(power, value.digits), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_compare_random),
        cmocka_unit_test(test_compare_agrees_with_long_double),
        cmocka_unit_test(test_very_long),
        cmocka_unit_test(test_to_scaled),
        cmocka_unit_test(test_from_scaled),
        cmocka_unit_test(test_scaled_round_trip),
    };
    return cmocka_run_group_tests_name("base/decimal", tests, NULL, NULL);
}
