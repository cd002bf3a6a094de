#include <cupel/log.h>

#include "base/utf8.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static cupel_log_record record_of(const cupel_value *values, size_t per_set, size_t sets)
{
    return (cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                               .text = "SELECT 1",
                               .values = values,
                               .values_per_set = per_set,
                               .sets = sets,
                               .rows = -1 };
}

static void check(const cupel_log_record *record, const char *expected)
{
    char buffer[4096];
    size_t length = cupel_log_parameters(record, buffer, sizeof buffer);
    assert_string_equal(buffer, expected);
    assert_int_equal(length, strlen(expected));
}

static void check_value(cupel_value value, const char *expected)
{
    char whole[4096];
    cupel_log_record record = record_of(&value, 1, 1);
    snprintf(whole, sizeof whole, "(%s)", expected);
    check(&record, whole);
}

static void test_nothing(void **state)
{
    (void)state;
    cupel_value value = cupel_value_int(1);
    cupel_log_record record = record_of(NULL, 0, 1);
    check(&record, "()");
    record = record_of(NULL, 3, 1);
    check(&record, "()");
    record = record_of(&value, 0, 5);
    check(&record, "()");
    record = record_of(&value, 1, 0);
    check(&record, "()");
    record.hidden = true;
    check(&record, "(hidden)");
    check(NULL, "");
}

static void test_each_kind(void **state)
{
    (void)state;
    const cupel_uuid_value uuid = { { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0, 0, 0, 0,
                                      0, 0, 0xff } };
    check_value(cupel_value_null(), "NULL");
    check_value(cupel_value_bool(true), "true");
    check_value(cupel_value_bool(false), "false");
    check_value(cupel_value_int(5), "5");
    check_value(cupel_value_int(INT64_MIN), "-9223372036854775808");
    check_value(cupel_value_of_unsigned(UINT64_MAX), "18446744073709551615");
    check_value(cupel_value_double(0.1), "0.1");
    check_value(cupel_value_double(-1.7976931348623157e308), "-1.7976931348623157e+308");
    check_value(cupel_value_double(NAN), "NaN");
    check_value(cupel_value_text("ed"), "'ed'");
    check_value(cupel_value_text(""), "''");
    check_value(cupel_value_text("O'Brien ''"), "'O''Brien '''''");
    check_value(cupel_value_text("Stra\xC3\x9F"
                                 "e\n"),
                "'Stra\xC3\x9F"
                "e\n'");
    check_value(cupel_value_text_length("a\0b", 3), "'a\\0b'");
    check_value(cupel_value_text_length("abc", 2), "'ab'");
    check_value(cupel_value_blob((cupel_blob_value){ "\x0A\xFF", 2 }), "X'0AFF'");
    check_value(cupel_value_blob((cupel_blob_value){ "", 0 }), "X''");
    check_value(cupel_value_date((cupel_date_value){ 2024, 2, 29 }), "'2024-02-29'");
    check_value(cupel_value_time((cupel_time_value){ 1, 2, 3, 0 }), "'01:02:03'");
    check_value(cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 4 }),
                "'2024-02-29 01:02:03.000004'");
    check_value(cupel_value_timestamp((cupel_timestamp_value){ 0 }), "'1970-01-01 00:00:00+00:00'");
    check_value(cupel_value_interval((cupel_interval_value){ -1000000 }), "'-PT1S'");
    check_value(cupel_value_decimal((cupel_decimal_value){ "-12.50" }), "-12.50");
    check_value(cupel_value_uuid(uuid), "'01234567-89ab-cdef-0000-0000000000ff'");
    check_value(cupel_value_json((cupel_json_value){ "{\"a\": \"it's\"}" }),
                "'{\"a\": \"it''s\"}'");
    check_value(cupel_value_expression(NULL), "<expression>");
    check_value((cupel_value){ .kind = 999 }, "<unknown>");
}

static void test_sets(void **state)
{
    (void)state;
    cupel_value values[60];
    for (size_t i = 0; i < CU_LENGTH(values); i += 2) {
        values[i] = cupel_value_int((int64_t)i / 2 + 1);
        values[i + 1] = cupel_value_text(i / 2 % 2 ? "b" : "a");
    }
    cupel_log_record record = record_of(values, 2, 1);
    check(&record, "(1, 'a')");
    record = record_of(values, 2, 2);
    check(&record, "((1, 'a'), (2, 'b'))");
    record = record_of(values, 4, 1);
    check(&record, "(1, 'a', 2, 'b')");
    record = record_of(values, 2, 10);
    check(&record, "((1, 'a'), (2, 'b'), (3, 'a'), (4, 'b'), (5, 'a'), (6, 'b'), (7, 'a'), "
                   "(8, 'b'), (9, 'a'), (10, 'b'))");
    record = record_of(values, 2, 30);
    check(&record, "((1, 'a'), (2, 'b'), (3, 'a'), (4, 'b'), (5, 'a'), (6, 'b'), (7, 'a'), "
                   "(8, 'b'), (9, 'a'), (10, 'b'), ... (20 more sets))");
    for (size_t i = 0; i < 3; i++)
        values[i] = cupel_value_int(5);
    record = record_of(values, 1, 1);
    check(&record, "(5)");
    record = record_of(values, 1, 3);
    check(&record, "((5), (5), (5))");
}

static void test_long_texts(void **state)
{
    (void)state;
    char text[2000], expected[2100];
    memset(text, 'x', sizeof text);
    snprintf(expected, sizeof expected, "'%.*s'", 300, text);
    check_value(cupel_value_text_length(text, 300), expected);
    snprintf(expected, sizeof expected, "'%.*s'... (1 more bytes)", 300, text);
    check_value(cupel_value_text_length(text, 301), expected);
    snprintf(expected, sizeof expected, "'%.*s'... (1700 more bytes)", 300, text);
    check_value(cupel_value_text_length(text, 2000), expected);
    /* 300 characters, however long each is. */
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA4", 2);
    snprintf(expected, sizeof expected, "'%.*s'", 600, text);
    check_value(cupel_value_text_length(text, 600), expected);
    snprintf(expected, sizeof expected, "'%.*s'... (1400 more bytes)", 600, text);
    check_value(cupel_value_text_length(text, 2000), expected);
    /* What is no UTF-8 is shortened too. */
    memset(text, '\x80', sizeof text);
    snprintf(expected, sizeof expected, "'%.*s'... (800 more bytes)", 1200, text);
    check_value(cupel_value_text_length(text, 2000), expected);
    /* Decimals as texts, without quotes; blobs by bytes. */
    memset(text, '7', sizeof text);
    text[400] = '\0';
    snprintf(expected, sizeof expected, "%.*s... (100 more bytes)", 300, text);
    check_value(cupel_value_decimal((cupel_decimal_value){ text }), expected);
    memset(text, '\0', sizeof text);
    memset(expected, '0', sizeof expected);
    memcpy(expected, "X'", 2);
    memcpy(expected + 302, "'", 2);
    check_value(cupel_value_blob((cupel_blob_value){ text, 150 }), expected);
    memcpy(expected + 302, "'... (1850 more bytes)", 23);
    check_value(cupel_value_blob((cupel_blob_value){ text, 2000 }), expected);
}

/* As snprintf: whatever the size, a start of the text and a NUL, and the length it would have had. */
static void test_small_buffers(void **state)
{
    (void)state;
    const cupel_value values[] = { cupel_value_text("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80 it's"),
                                   cupel_value_int(-12345),
                                   cupel_value_blob((cupel_blob_value){ "ab", 2 }),
                                   cupel_value_null() };
    cupel_log_record record = record_of(values, 2, 2);
    const char *whole = "(('\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80 it''s', -12345), (X'6162', NULL))";
    check(&record, whole);
    size_t length = strlen(whole);
    for (size_t size = 0; size <= length + 5; size++) {
        /* Exactly so much memory, for sanitizers to see what is written past it. */
        char *buffer = malloc(size ? size : 1);
        assert_non_null(buffer);
        buffer[0] = 'x';
        assert_int_equal(cupel_log_parameters(&record, buffer, size), length);
        if (size == 0) {
            assert_int_equal(buffer[0], 'x');
        } else {
            assert_int_equal(strlen(buffer), cu_utf8_cut(whole, length, size - 1));
            assert_memory_equal(buffer, whole, strlen(buffer));
            assert_true(cu_utf8_valid(buffer, strlen(buffer), NULL));
        }
        free(buffer);
    }
    assert_int_equal(cupel_log_parameters(&record, NULL, 0), length);
    assert_int_equal(cupel_log_parameters(&record, NULL, 100), length);
    assert_int_equal(cupel_log_parameters(NULL, NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),       cmocka_unit_test(test_each_kind),
        cmocka_unit_test(test_sets),          cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_small_buffers),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
