#include "base/number.h"

#include "../support/random.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static bool parse_int(const char *text, int64_t *out)
{
    return cu_int_parse(text, strlen(text), out);
}

static bool parse_double(const char *text, double *out)
{
    return cu_double_parse(text, strlen(text), out);
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* ---- integers ---------------------------------------------------------------------------------- */

static void check_int(int64_t number)
{
    char text[CU_INT_TEXT_SIZE], expected[CU_INT_TEXT_SIZE];
    int64_t back = 0;
    snprintf(expected, sizeof expected, "%" PRId64, number);
    assert_int_equal(cu_int_format(number, text), strlen(expected));
    assert_string_equal(text, expected);
    assert_true(parse_int(text, &back));
    assert_true(back == number);
    snprintf(expected, sizeof expected, "%" PRIu64, (uint64_t)number);
    assert_int_equal(cu_unsigned_format((uint64_t)number, text), strlen(expected));
    assert_string_equal(text, expected);
}

static void test_integers_round_trip(void **state)
{
    (void)state;
    static const int64_t edges[] = {
        0,   1,         -1,        9,         10,        -10,           99,
        100, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1
    };
    for (size_t i = 0; i < CU_LENGTH(edges); i++)
        check_int(edges[i]);
    for (int i = 0; i < 100000; i++)
        check_int((int64_t)(cu_test_random() >> (i % 64)));
    for (int i = 0; i < 64; i++) {
        check_int((int64_t)(UINT64_C(1) << i));
        check_int((int64_t)(0 - (UINT64_C(1) << i)));
    }
}

static void test_integers_as_text(void **state)
{
    (void)state;
    int64_t number = 7;
    assert_true(parse_int("+5", &number) && number == 5);
    assert_true(parse_int("-0", &number) && number == 0);
    assert_true(parse_int("000000000000000000000000000012", &number) && number == 12);
    assert_true(parse_int("9223372036854775807", &number) && number == INT64_MAX);
    assert_true(parse_int("-9223372036854775808", &number) && number == INT64_MIN);
    assert_true(cu_int_parse("123x", 3, &number) && number == 123);
    static const char *const wrong[] = { "",         "+",   "-",   " 1",  "1 ",    "1.0",
                                         "0x1",      "--1", "+-1", "1e3", "1,000", "a",
                                         "\xD9\xA1", "1-",  "9:",  "/" };
    number = 7;
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        assert_false(parse_int(wrong[i], &number));
    assert_false(parse_int("9223372036854775808", &number));
    assert_false(parse_int("-9223372036854775809", &number));
    assert_false(parse_int("99999999999999999999", &number));
    assert_false(parse_int("18446744073709551616", &number));
    assert_false(cu_int_parse("1\0", 2, &number));
    assert_int_equal(number, 7);
}

/* ---- doubles ----------------------------------------------------------------------------------- */

static void test_doubles_as_text(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        { 0.0, "0.0" },
        { -0.0, "-0.0" },
        { 1.0, "1.0" },
        { -1.5, "-1.5" },
        { 0.1, "0.1" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1.0 / 3, "0.3333333333333333" },
        { 100000.0, "100000.0" },
        { 123456789012345.0, "123456789012345.0" },
        { 9007199254740993.0, "9007199254740992.0" },
        { 1e15, "1e+15" },
        { 1e20, "1e+20" },
        { 1e-5, "1e-05" },
        { 5e-324, "4.94065645841247e-324" },
        { 1.7976931348623157e308, "1.7976931348623157e+308" },
        { 2.2250738585072014e-308, "2.2250738585072014e-308" },
        { INFINITY, "Infinity" },
        { -INFINITY, "-Infinity" },
        { NAN, "NaN" },
        { -NAN, "NaN" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char text[CU_DOUBLE_TEXT_SIZE];
        double back = 7;
        assert_int_equal(cu_double_format(cases[i].number, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
        assert_true(parse_double(text, &back));
        if (isnan(cases[i].number))
            assert_true(isnan(back));
        else
            assert_true(bits_of(back) == bits_of(cases[i].number));
    }
}

static void test_text_as_doubles(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        { "5", 5 },
        { "+5", 5 },
        { "5.", 5 },
        { ".5", 0.5 },
        { "-.5e1", -5 },
        { "1E3", 1000 },
        { "1e+03", 1000 },
        { "1e-0", 1 },
        { "000.000e99999999999999999999", 0 },
        { "1e-99999999999999999999", 0 },
        { "-1e-400", -0.0 },
        { "2.4703282292062327e-324", 0 },
        { "2.4703282292062328e-324", 5e-324 },
        { "1e22", 1e22 },
        { "1e23", 1e23 },
        { "123456789012345678901234567890", 123456789012345678901234567890.0 },
        { "0.000000000000000000000000000000000000000123", 1.23e-40 },
        { "9007199254740993", 9007199254740992 },            /* half way: to even */
        { "9007199254740993.0000000001", 9007199254740994 }, /* and a bit more */
        { "1.7976931348623158e308", 1.7976931348623157e308 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        double number = 7;
        assert_true(parse_double(cases[i].text, &number));
        assert_true(bits_of(number) == bits_of(cases[i].number));
    }
    static const char *const wrong[] = {
        "",         "+",     "-",         ".",     "e5",    "1e",     "1e+",
        "1e-",      "1.2.3", "1e5.0",     " 1",    "1 ",    "0x10",   "inf",
        "INFINITY", "nan",   "+Infinity", "1,5",   "1e5x",  "--1",    "-NaN",
        "1e1e1",    "1d5",   "-.",        "1_000", "1e999", "-1e309", "1.7976931348623159e308",
    };
    double number = 7;
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        assert_false(parse_double(wrong[i], &number));
    assert_false(cu_double_parse("1\0", 2, &number));
    assert_true(number == 7);
    assert_true(cu_double_parse("1.5e9", 3, &number) && number == 1.5);
}

/* Text of more digits than are kept, whose last one decides between two neighbours. */
static void test_text_of_very_many_digits(void **state)
{
    (void)state;
    enum { DIGITS = 100000 };
    static char text[DIGITS + 32];
    double number = 0;
    memset(text, '0', DIGITS);
    memcpy(text, "9007199254740993.", 17);
    assert_true(cu_double_parse(text, DIGITS, &number));
    assert_true(number == 9007199254740992.0);
    text[DIGITS - 1] = '1';
    assert_true(cu_double_parse(text, DIGITS, &number));
    assert_true(number == 9007199254740994.0);
    /* A one and 99,999 zeros, brought back by the exponent. */
    memset(text, '0', DIGITS);
    text[0] = '1';
    memcpy(text + DIGITS, "e-99990", 8);
    assert_true(parse_double(text, &number));
    assert_true(number == 1e9);
    memcpy(text, "0.", 2);
    text[DIGITS - 1] = '5';
    memcpy(text + DIGITS, "e+99998", 8);
    assert_true(parse_double(text, &number));
    assert_true(number == 5);
}

static void test_random_doubles_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[CU_DOUBLE_TEXT_SIZE];
        double number = of_bits(cu_test_random()), back;
        if (!isfinite(number))
            continue;
        if (i % 3 == 1) /* of ordinary size */
            number = (double)(int64_t)cu_test_random() / 1024 / (double)(1 + i);
        if (i % 3 == 2) /* with few digits */
            number = (double)(cu_test_random() % 1000000) / 1000;
        size_t length = cu_double_format(number, text);
        assert_true(length < CU_DOUBLE_TEXT_SIZE);
        assert_int_equal(length, strlen(text));
        assert_true(cu_double_parse(text, length, &back));
        assert_true(bits_of(back) == bits_of(number));
        assert_true(bits_of(strtod(text, NULL)) == bits_of(number));
        assert_true(strpbrk(text, ".e") != NULL);
        assert_true(i % 3 != 2 || length <= 8);
    }
}

/* Against the C library, on random texts. */
static void test_random_texts_agree_with_strtod(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[64];
        int places = (int)(cu_test_random() % 20), exponent = (int)(cu_test_random() % 60) - 30;
        uint64_t digits = cu_test_random() >> cu_test_random() % 64;
        snprintf(text, sizeof text, "%" PRIu64 ".%0*de%d", digits, places + 1,
                 (int)(cu_test_random() % 1000), exponent);
        double number;
        assert_true(parse_double(text, &number));
        if (bits_of(number) != bits_of(strtod(text, NULL)))
            fail_msg("%s", text);
    }
}

static void test_locales_do_not_matter(void **state)
{
    (void)state;
    assert_int_equal(setenv("LOCPATH", CU_TEST_LOCALES, 1), 0); /* the build made it there */
    assert_non_null(setlocale(LC_ALL, "de_DE.UTF-8"));
    assert_string_equal(localeconv()->decimal_point, ",");
    char text[CU_DOUBLE_TEXT_SIZE];
    double number = 0;
    size_t length = cu_double_format(-1234567.875, text);
    assert_string_equal(text, "-1234567.875");
    assert_int_equal(length, 12);
    assert_true(parse_double("0.1234567890123456789e-5", &number));
    assert_true(number == 0.1234567890123456789e-5);
    assert_false(parse_double("1,5", &number));
    cu_double_format(1.7976931348623157e308, text);
    assert_string_equal(text, "1.7976931348623157e+308");
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_round_trip),
        cmocka_unit_test(test_integers_as_text),
        cmocka_unit_test(test_doubles_as_text),
        cmocka_unit_test(test_text_as_doubles),
        cmocka_unit_test(test_text_of_very_many_digits),
        cmocka_unit_test(test_random_doubles_round_trip),
        cmocka_unit_test(test_random_texts_agree_with_strtod),
        cmocka_unit_test(test_locales_do_not_matter),
    };
    return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
