/*
 * Dates, times and intervals as text: writing them, and reading what is right and what is not.
 */
#include "base/datetime.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        cupel_datetime_value datetime;
        const char *text;
    } cases[] = {
        { { 2024, 2, 29, 23, 59, 59, 0 }, "2024-02-29 23:59:59" },
        { { 2024, 2, 29, 0, 0, 0, 5 }, "2024-02-29 00:00:00.000005" },
        { { 2024, 2, 29, 1, 2, 3, 500000 }, "2024-02-29 01:02:03.500000" },
        { { 0, 1, 1, 0, 0, 0, 0 }, "0000-01-01 00:00:00" },
        { { 9999, 12, 31, 0, 0, 0, 0 }, "9999-12-31 00:00:00" },
        { { 10000, 1, 1, 0, 0, 0, 0 }, "+10000-01-01 00:00:00" },
        { { 294276, 12, 31, 0, 0, 0, 0 }, "+294276-12-31 00:00:00" },
        { { -1, 1, 1, 0, 0, 0, 0 }, "-00001-01-01 00:00:00" },
        { { -4712, 1, 1, 0, 0, 0, 0 }, "-04712-01-01 00:00:00" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char text[CUPEL_DATETIME_TEXT_SIZE];
        cupel_datetime_value datetime = cases[i].datetime, back;
        assert_int_equal(cupel_datetime_format(datetime, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
        assert_true(cupel_datetime_parse(text, &back));
        assert_int_equal(cupel_datetime_compare(back, datetime), 0);
        cupel_date_format((cupel_date_value){ datetime.year, datetime.month, datetime.day }, text);
        assert_memory_equal(text, cases[i].text, strlen(text));
        assert_int_equal(cases[i].text[strlen(text)], ' ');
        cupel_time_value time = { datetime.hour, datetime.minute, datetime.second,
                                  datetime.microsecond };
        cupel_time_format(time, text);
        assert_string_equal(text, strchr(cases[i].text, ' ') + 1);
    }
}

static void test_formats_of_nonsense_fit(void **state)
{
    (void)state;
    char text[CUPEL_DATETIME_TEXT_SIZE];
    cupel_datetime_value worst = { INT32_MIN, 255, 255, 255, 255, 255, UINT32_MAX };
    size_t length = cupel_datetime_format(worst, text);
    assert_int_equal(length, strlen(text));
    assert_true(strlen(text) < sizeof text);
    worst.year = INT32_MAX;
    length = cupel_datetime_format(worst, text);
    assert_int_equal(length, strlen(text));
    assert_int_equal(cupel_date_format((cupel_date_value){ 1, 1, 1 }, NULL), 0);
    assert_int_equal(cupel_time_format((cupel_time_value){ 0, 0, 0, 0 }, NULL), 0);
    assert_int_equal(cupel_datetime_format(worst, NULL), 0);
    assert_int_equal(cupel_timestamp_format((cupel_timestamp_value){ 0 }, NULL), 0);
    assert_int_equal(cupel_interval_format((cupel_interval_value){ 0 }, NULL), 0);
}

static void test_date_texts(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2024",
        "2024-02",
        "2024-02-",
        "2024-2-29",
        "2024-02-9",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-01-00",
        "2024-04-31",
        "24-02-29",
        "20240229",
        "2024/02/29",
        "+2024-02-29",
        "02024-02-29",
        "-0044-03-15",
        " 2024-02-29",
        "2024-02-29 ",
        "2024-02-29T",
        "2024-02-29 00:00:00",
        "2024-02-290",
        "-00000-01-01",
        "+0002024-02-29",
        "-04713-12-31",
        "+294277-01-01",
        "--4712-01-01",
        "2024-0x-29",
        "a024-01-01",
        "-",
        "+",
        "2024-02--9",
    };
    cupel_date_value date = { 7, 7, 7 };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        if (cupel_date_parse(wrong[i], &date))
            fail_msg("%s", wrong[i]);
    assert_false(cupel_date_parse(NULL, &date));
    assert_false(cupel_date_parse("2024-02-29", NULL));
    assert_int_equal(date.year, 7);
    assert_true(cupel_date_parse("+02024-02-29", &date));
    assert_int_equal(date.year, 2024);
    assert_true(cu_date_parse("2024-02-28xyz", 10, &date));
    assert_int_equal(date.day, 28);
    assert_false(cu_date_parse("2024-02-28", 9, &date));
    assert_false(cu_date_parse("2024-02-28\0", 11, &date));
}

static void test_time_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_time_value time;
    } right[] = {
        { "23:59:59", { 23, 59, 59, 0 } },
        { "00:00", { 0, 0, 0, 0 } },
        { "12:34", { 12, 34, 0, 0 } },
        { "12:34:56.7", { 12, 34, 56, 700000 } },
        { "12:34:56.000001", { 12, 34, 56, 1 } },
        { "12:34:56.123456", { 12, 34, 56, 123456 } },
        { "12:34:56.1234567", { 12, 34, 56, 123456 } },
        { "12:34:56.999999999", { 12, 34, 56, 999999 } },
    };
    for (size_t i = 0; i < CU_LENGTH(right); i++) {
        cupel_time_value time = { 7, 7, 7, 7 };
        assert_true(cupel_time_parse(right[i].text, &time));
        assert_int_equal(cupel_time_compare(time, right[i].time), 0);
    }
    static const char *const wrong[] = {
        "",        "12",         "12:",    "1:02",       "12:3",        "12:34:",
        "12:34:5", "24:00:00",   "12:60",  "12:34:60",   "12:34:56.",   "12:34:56.1234567890",
        "12:34.5", "12:34:56,5", "123456", "12:34:56Z",  "12:34:56+00", " 12:34",
        "12:34 ",  "-1:00",      "12-34",  "12:34:56.x", "+12:34",      "1a:00",
    };
    cupel_time_value time = { 7, 7, 7, 7 };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        if (cupel_time_parse(wrong[i], &time))
            fail_msg("%s", wrong[i]);
    assert_false(cupel_time_parse(NULL, &time));
    assert_false(cupel_time_parse("12:34", NULL));
    assert_int_equal(time.microsecond, 7);
    assert_true(cu_time_parse("12:34:56", 5, &time));
    assert_int_equal(time.second, 0);
}

static void test_datetime_texts(void **state)
{
    (void)state;
    cupel_datetime_value datetime = { 7, 7, 7, 7, 7, 7, 7 };
    static const char *const wrong[] = {
        "",
        "2024-02-29",
        "2024-02-29 ",
        "2024-02-29T",
        "2024-02-29  23:59",
        "2024-02-29t23:59",
        "2024-02-29_23:59",
        "2024-02-29 23",
        "2024-02-29 24:00:00",
        "2023-02-29 23:59:59",
        "2024-02-29 23:59:59Z",
        "2024-02-29 23:59:59+00:00",
        "2024-02-29 23:59:59 ",
        "-04713-12-31 00:00",
        "+294277-01-01 00:00",
        "23:59:59",
    };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        if (cupel_datetime_parse(wrong[i], &datetime))
            fail_msg("%s", wrong[i]);
    assert_false(cupel_datetime_parse(NULL, &datetime));
    assert_false(cupel_datetime_parse("2024-02-29 23:59", NULL));
    assert_int_equal(datetime.year, 7);
    assert_true(cupel_datetime_parse("2024-02-29T23:59", &datetime));
    assert_int_equal(datetime.hour, 23);
    assert_int_equal(datetime.second, 0);
    assert_true(cupel_datetime_parse("2024-02-29 01:02:03.25", &datetime));
    assert_int_equal(datetime.microsecond, 250000);
    assert_true(cu_datetime_parse("2024-02-28 01:02Z", 16, &datetime));
    assert_int_equal(datetime.day, 28);
}

static void test_timestamp_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
    } right[] = {
        { "1970-01-01 00:00:00Z", 0 },          { "1970-01-01T00:00Z", 0 },
        { "1970-01-01 00:00:00+00", 0 },        { "1970-01-01 00:00:00-00:00", 0 },
        { "1970-01-01 02:00:00+02", 0 },        { "1970-01-01 02:30:00+0230", 0 },
        { "1970-01-01 02:30:00+02:30", 0 },     { "1969-12-31 21:30:00-02:30", 0 },
        { "1970-01-01 00:00:00-05", 18000 },    { "1970-01-01 00:00:00+23:59", -86340 },
        { "2001-09-09 01:46:40Z", 1000000000 }, { "1901-12-13 20:45:52Z", INT32_MIN },
    };
    for (size_t i = 0; i < CU_LENGTH(right); i++) {
        cupel_timestamp_value timestamp = { 7 };
        assert_true(cupel_timestamp_parse(right[i].text, &timestamp));
        assert_true(timestamp.microseconds == right[i].seconds * 1000000);
    }
    static const char *const wrong[] = {
        "",
        "1970-01-01Z",
        "1970-01-01 00:00:00",
        "1970-01-01 00:00:00 Z",
        "1970-01-01 00:00:00z",
        "1970-01-01 00:00:00ZZ",
        "1970-01-01 00:00:00+",
        "1970-01-01 00:00:00+0",
        "1970-01-01 00:00:00+000",
        "1970-01-01 00:00:00+00:",
        "1970-01-01 00:00:00+00:0",
        "1970-01-01 00:00:00+00:000",
        "1970-01-01 00:00:00+00000",
        "1970-01-01 00:00:00+24",
        "1970-01-01 00:00:00+00:60",
        "1970-01-01 00:00:00+00:00:00",
        "1970-01-01 00:00:00 UTC",
        "1970-01-01 00:00:00+00 ",
        "1970-02-30 00:00:00Z",
    };
    cupel_timestamp_value timestamp = { 7 };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        if (cupel_timestamp_parse(wrong[i], &timestamp))
            fail_msg("%s", wrong[i]);
    assert_false(cupel_timestamp_parse(NULL, &timestamp));
    assert_false(cupel_timestamp_parse(right[0].text, NULL));
    assert_int_equal(timestamp.microseconds, 7);
    assert_true(cu_timestamp_parse("1970-01-01 00:00Z and more", 17, &timestamp));
    assert_int_equal(timestamp.microseconds, 0);
}

static void test_interval_texts(void **state)
{
    (void)state;
    static const struct {
        int64_t microseconds;
        const char *text;
    } written[] = {
        { 0, "PT0S" },
        { 1, "PT0.000001S" },
        { -1, "-PT0.000001S" },
        { 1000000, "PT1S" },
        { -1000000, "-PT1S" },
        { 60000000, "PT1M" },
        { 3600000000, "PT1H" },
        { INT64_C(129900250000), "PT36H5M0.25S" },
        { INT64_C(86400000000), "PT24H" },
        { 61100000, "PT1M1.1S" },
        { INT64_MAX, "PT2562047788H54.775807S" },
        { INT64_MIN, "-PT2562047788H54.775808S" },
    };
    for (size_t i = 0; i < CU_LENGTH(written); i++) {
        char text[CUPEL_DATETIME_TEXT_SIZE];
        cupel_interval_value interval = { written[i].microseconds }, back = { 7 };
        assert_int_equal(cupel_interval_format(interval, text), strlen(written[i].text));
        assert_string_equal(text, written[i].text);
        assert_true(cupel_interval_parse(text, &back));
        assert_true(back.microseconds == interval.microseconds);
    }
    static const struct {
        const char *text;
        int64_t microseconds;
    } read[] = {
        { "P1D", INT64_C(86400000000) },
        { "P1DT2H", INT64_C(93600000000) },
        { "+P1DT1S", INT64_C(86401000000) },
        { "P-1DT-0.5S", -INT64_C(86400500000) },
        { "-P-1D", INT64_C(86400000000) },
        { "PT-1H30M", -1800000000 },
        { "PT+90M", 5400000000 },
        { "PT100S", 100000000 },
        { "PT1.123456789S", 1123456 },
        { "PT0000000000000000000000001S", 1000000 },
        { "P0D", 0 },
        { "-PT0S", 0 },
        { "P1DT1H1M1S", INT64_C(90061000000) },
        { "P106751991DT4H54.775807S", INT64_MAX },
    };
    for (size_t i = 0; i < CU_LENGTH(read); i++) {
        cupel_interval_value interval = { 7 };
        if (!cupel_interval_parse(read[i].text, &interval) ||
            interval.microseconds != read[i].microseconds)
            fail_msg("%s", read[i].text);
    }
    static const char *const wrong[] = {
        "",
        "P",
        "PT",
        "-P",
        "T1S",
        "1S",
        "P1",
        "PT1",
        "P1S",
        "P1H",
        "PT1D",
        "P1DT",
        "P1D1D",
        "PT1S1S",
        "PT1S1M",
        "PT1M1H",
        "PT1H1H",
        "PTT1S",
        "PT1HT1M",
        "P1DT1D",
        "PT1.5H",
        "PT1.5M",
        "P1.5D",
        "PT.5S",
        "PT1.S",
        "PT1,5S",
        "P1Y",
        "P1M",
        "P1W",
        "PT1s",
        "pt1S",
        " PT1S",
        "PT1S ",
        "PT--1S",
        "--PT1S",
        "PTS",
        "PT1.1234567890S",
        "PT1X",
        "P1DT1H1D",
        "PT9223372036855S",
        "-PT9223372036855S",
        "PT2562047789H",
        "PT99999999999999999999S",
        "PT2562047788H54.775808S",
        "-PT2562047788H54.775809S",
        "P106751992D",
    };
    cupel_interval_value interval = { 7 };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++)
        if (cupel_interval_parse(wrong[i], &interval))
            fail_msg("%s", wrong[i]);
    assert_false(cupel_interval_parse(NULL, &interval));
    assert_false(cupel_interval_parse("PT1S", NULL));
    assert_int_equal(interval.microseconds, 7);
    assert_true(cu_interval_parse("PT1S5", 4, &interval));
    assert_int_equal(interval.microseconds, 1000000);
}

static void test_random_intervals_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[CUPEL_DATETIME_TEXT_SIZE];
        cupel_interval_value interval = { (int64_t)cu_test_random() >> (i % 64) }, back = { 7 };
        size_t length = cupel_interval_format(interval, text);
        assert_true(length < sizeof text);
        assert_int_equal(length, strlen(text));
        assert_true(cupel_interval_parse(text, &back));
        assert_true(back.microseconds == interval.microseconds);
    }
}

/* Right texts with a byte changed are refused or mean a valid value, and never read past their end. */
static void test_damaged_texts(void **state)
{
    (void)state;
    static const char whole[] = "2024-02-29 23:59:59.123456+02:30";
    for (size_t i = 0; i < sizeof whole - 1; i++) {
        for (int c = 0; c < 256; c++) {
            char text[sizeof whole];
            cupel_timestamp_value timestamp;
            cupel_datetime_value datetime;
            memcpy(text, whole, sizeof text);
            text[i] = (char)c;
            cu_timestamp_parse(text, sizeof text - 1, &timestamp);
            if (cu_datetime_parse(text, 26, &datetime))
                assert_true(cupel_datetime_valid(datetime));
        }
        cupel_timestamp_value timestamp;
        bool complete = i == 29; /* "+02" */
        assert_int_equal(cu_timestamp_parse(whole, i, &timestamp), complete);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),        cmocka_unit_test(test_formats_of_nonsense_fit),
        cmocka_unit_test(test_date_texts),     cmocka_unit_test(test_time_texts),
        cmocka_unit_test(test_datetime_texts), cmocka_unit_test(test_timestamp_texts),
        cmocka_unit_test(test_interval_texts), cmocka_unit_test(test_random_intervals_round_trip),
        cmocka_unit_test(test_damaged_texts),
    };
    return cmocka_run_group_tests_name("base/datetime_text", tests, NULL, NULL);
}
