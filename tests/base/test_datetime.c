#include "base/datetime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#define FIRST_YEAR (-4712)
#define LAST_YEAR  294276

static uint64_t random_state = 88172645463325252u;

static uint64_t random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

static cupel_date_value date_of(int year, int month, int day)
{
    return (cupel_date_value){ year, (uint8_t)month, (uint8_t)day };
}

/* Days to date and back, and to text and back. */
static void check_day(int64_t days, cupel_date_value date)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    cupel_date_value back = cupel_date_from_days(days);
    assert_true(cupel_date_to_days(date) == days);
    assert_int_equal(cupel_date_compare(back, date), 0);
    assert_true(cupel_date_valid(date));
    back = (cupel_date_value){ 0, 0, 0 };
    size_t length = cupel_date_format(date, text);
    assert_int_equal(length, strlen(text));
    assert_true(cupel_date_parse(text, &back));
    assert_int_equal(cupel_date_compare(back, date), 0);
}

/* ---- the calendar ------------------------------------------------------------------------------ */

static void test_known_days(void **state)
{
    (void)state;
    check_day(0, date_of(1970, 1, 1));
    check_day(-1, date_of(1969, 12, 31));
    check_day(11016, date_of(2000, 2, 29));
    check_day(-719528, date_of(0, 1, 1));
    check_day(-719468, date_of(0, 3, 1));
    check_day(19782, date_of(2024, 2, 29));
    check_day(-141427, date_of(1582, 10, 15));
}

static void test_days_of_two_centuries(void **state)
{
    (void)state;
    cupel_date_value date = { 1890, 1, 1 };
    for (int64_t days = cupel_date_to_days(date); date.year <= 2110; days++) {
        time_t seconds = (time_t)days * 86400;
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        assert_int_equal(tm.tm_year + 1900, date.year);
        assert_int_equal(tm.tm_mon + 1, date.month);
        assert_int_equal(tm.tm_mday, date.day);
        assert_int_equal(((days + 4) % 7 + 7) % 7, tm.tm_wday);
        check_day(days, date);
        if (date.day++ == days_of_month(date.year, date.month)) {
            date.day = 1;
            if (date.month++ == 12) {
                date.month = 1;
                date.year++;
            }
        }
    }
}

/* The days around the turn of February and of the year, counted up year by year. */
static void test_every_year(void **state)
{
    (void)state;
    int64_t days = cupel_date_to_days(date_of(FIRST_YEAR, 1, 1));
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        check_day(days, date_of(year, 1, 1));
        check_day(days + 58, date_of(year, 2, 28));
        check_day(days + 59, is_leap(year) ? date_of(year, 2, 29) : date_of(year, 3, 1));
        days += is_leap(year) ? 366 : 365;
        check_day(days - 1, date_of(year, 12, 31));
    }
}

static void test_sampled_days(void **state)
{
    (void)state;
    int64_t last = cupel_date_to_days(date_of(LAST_YEAR, 12, 31));
    cupel_date_value before = { FIRST_YEAR - 1, 12, 31 };
    for (int64_t days = cupel_date_to_days(date_of(FIRST_YEAR, 1, 1)); days <= last; days += 211) {
        cupel_date_value date = cupel_date_from_days(days);
        check_day(days, date);
        assert_true(cupel_date_compare(before, date) < 0);
        before = date;
    }
}

static void test_days_out_of_range(void **state)
{
    (void)state;
    static const int64_t none[] = { INT64_MIN, -10000000, 10000000000, INT64_MAX };
    for (size_t i = 0; i < CU_LENGTH(none); i++)
        assert_false(cupel_date_valid(cupel_date_from_days(none[i])));
    int64_t first = cupel_date_to_days(date_of(FIRST_YEAR, 1, 1));
    int64_t last = cupel_date_to_days(date_of(LAST_YEAR, 12, 31));
    assert_int_equal(cupel_date_from_days(first - 1).month, 0);
    assert_int_equal(cupel_date_from_days(last + 1).month, 0);
    assert_int_equal(cupel_date_from_days(first).year, FIRST_YEAR);
    assert_int_equal(cupel_date_from_days(last).year, LAST_YEAR);
    /* Nonsense gives nonsense, but nothing undefined. */
    cupel_date_to_days(date_of(INT32_MIN, 0, 255));
    cupel_date_to_days(date_of(INT32_MAX, 255, 0));
}

static void test_valid(void **state)
{
    (void)state;
    for (int month = 0; month < 256; month++)
        for (int day = 0; day < 256; day++)
            for (int year = 1999; year <= 2001; year++)
                assert_int_equal(cupel_date_valid(date_of(year, month, day)),
                                 month >= 1 && month <= 12 && day >= 1 &&
                                     day <= days_of_month(year, month));
    assert_false(cupel_date_valid(date_of(1900, 2, 29)));
    assert_true(cupel_date_valid(date_of(FIRST_YEAR, 1, 1)));
    assert_false(cupel_date_valid(date_of(FIRST_YEAR - 1, 12, 31)));
    assert_false(cupel_date_valid(date_of(LAST_YEAR + 1, 1, 1)));
    assert_true(cupel_time_valid((cupel_time_value){ 23, 59, 59, 999999 }));
    assert_false(cupel_time_valid((cupel_time_value){ 24, 0, 0, 0 }));
    assert_false(cupel_time_valid((cupel_time_value){ 0, 60, 0, 0 }));
    assert_false(cupel_time_valid((cupel_time_value){ 0, 0, 60, 0 }));
    assert_false(cupel_time_valid((cupel_time_value){ 0, 0, 0, 1000000 }));
    assert_true(cupel_datetime_valid((cupel_datetime_value){ 2024, 2, 29, 0, 0, 0, 0 }));
    assert_false(cupel_datetime_valid((cupel_datetime_value){ 2023, 2, 29, 0, 0, 0, 0 }));
    assert_false(cupel_datetime_valid((cupel_datetime_value){ 2024, 2, 29, 24, 0, 0, 0 }));
}

static void test_compare(void **state)
{
    (void)state;
    static const cupel_datetime_value ascending[] = {
        { -1, 12, 31, 23, 59, 59, 999999 }, { 2000, 1, 1, 0, 0, 0, 0 }, { 2000, 1, 1, 0, 0, 0, 1 },
        { 2000, 1, 1, 0, 0, 1, 0 },         { 2000, 1, 1, 0, 1, 0, 0 }, { 2000, 1, 1, 1, 0, 0, 0 },
        { 2000, 1, 2, 0, 0, 0, 0 },         { 2000, 2, 1, 0, 0, 0, 0 }, { 2001, 1, 1, 0, 0, 0, 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(ascending); i++) {
        for (size_t j = 0; j < CU_LENGTH(ascending); j++) {
            int order = cupel_datetime_compare(ascending[i], ascending[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
    assert_true(cupel_date_compare(date_of(2000, 1, 31), date_of(2000, 2, 1)) < 0);
    assert_true(cupel_date_compare(date_of(-5, 1, 1), date_of(-4, 1, 1)) < 0);
    assert_int_equal(cupel_date_compare(date_of(-5, 1, 1), date_of(-5, 1, 1)), 0);
    cupel_time_value noon = { 12, 0, 0, 0 }, later = { 12, 0, 0, 1 };
    assert_true(cupel_time_compare(noon, later) < 0);
    assert_true(cupel_time_compare(later, noon) > 0);
    assert_int_equal(cupel_time_compare(noon, noon), 0);
}

static void test_microseconds_of_a_day(void **state)
{
    (void)state;
    for (int64_t microseconds = 0; microseconds < CU_MICROSECONDS_PER_DAY; microseconds += 999983) {
        cupel_time_value time = cu_time_from_microseconds(microseconds);
        assert_true(cupel_time_valid(time));
        assert_true(cu_time_to_microseconds(time) == microseconds);
    }
    assert_int_equal(cu_time_to_microseconds(cu_time_from_microseconds(CU_MICROSECONDS_PER_DAY)),
                     0);
    assert_int_equal(cu_time_from_microseconds(-1).microsecond, 999999);
    assert_int_equal(cu_time_from_microseconds(-1).hour, 23);
    assert_true(cupel_time_valid(cu_time_from_microseconds(INT64_MIN)));
    assert_true(cupel_time_valid(cu_time_from_microseconds(INT64_MAX)));
}

/* ---- instants ---------------------------------------------------------------------------------- */

static void check_instant(int64_t microseconds)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    cupel_timestamp_value timestamp = { microseconds }, back = { 7 };
    cupel_datetime_value utc = cupel_timestamp_to_utc(timestamp);
    assert_true(cupel_timestamp_from_utc(utc).microseconds == microseconds);
    size_t length = cupel_timestamp_format(timestamp, text);
    assert_int_equal(length, strlen(text));
    assert_true(strlen(text) < sizeof text);
    assert_true(cupel_timestamp_parse(text, &back));
    assert_true(back.microseconds == microseconds);
}

static void test_instants(void **state)
{
    (void)state;
    check_instant(0);
    check_instant(-1);
    check_instant(INT64_MAX);
    check_instant(INT64_MIN);
    for (int i = 0; i < 200000; i++)
        check_instant((int64_t)random_number() >> (i % 40));
    for (int64_t day = -3; day <= 3; day++)
        for (int64_t off = -1; off <= 1; off++)
            check_instant(day * CU_MICROSECONDS_PER_DAY + off);
    char text[CUPEL_DATETIME_TEXT_SIZE];
    cupel_timestamp_format((cupel_timestamp_value){ INT64_MIN }, text);
    assert_string_equal(text, "-290308-12-21 19:59:05.224192+00:00");
    cupel_timestamp_format((cupel_timestamp_value){ INT64_MAX }, text);
    assert_string_equal(text, "+294247-01-10 04:00:54.775807+00:00");
}

static void test_instants_beyond_64_bits(void **state)
{
    (void)state;
    cupel_datetime_value datetime = { 294247, 1, 10, 4, 0, 54, 775807 };
    assert_true(cupel_timestamp_from_utc(datetime).microseconds == INT64_MAX);
    datetime.microsecond++;
    assert_true(cupel_timestamp_from_utc(datetime).microseconds == INT64_MAX);
    datetime.year = LAST_YEAR;
    assert_true(cupel_timestamp_from_utc(datetime).microseconds == INT64_MAX);
    datetime.year = INT32_MAX;
    assert_true(cupel_timestamp_from_utc(datetime).microseconds == INT64_MAX);
    datetime.year = INT32_MIN;
    assert_true(cupel_timestamp_from_utc(datetime).microseconds == INT64_MIN);
    cupel_timestamp_value out = { 7 };
    assert_false(cupel_timestamp_parse("+294247-01-10 04:00:54.775808Z", &out));
    assert_false(cupel_timestamp_parse("+294247-01-10 04:00:54.775807-01", &out));
    assert_true(cupel_timestamp_parse("+294247-01-10 05:00:54.775807+01", &out));
    assert_true(out.microseconds == INT64_MAX);
    assert_false(cupel_timestamp_parse("-290308-12-21 19:59:05.224191Z", &out));
    assert_true(cupel_timestamp_parse("-290308-12-21 18:59:05.224192-01:00", &out));
    assert_true(out.microseconds == INT64_MIN);
    assert_false(cupel_timestamp_parse("+999999-01-01 00:00Z", &out));
    assert_false(cupel_timestamp_parse("-999999-01-01 00:00Z", &out));
}

static void test_now(void **state)
{
    (void)state;
    int64_t before = (int64_t)time(NULL);
    cupel_timestamp_value now = cupel_timestamp_now();
    cupel_datetime_value utc = cupel_datetime_now_utc();
    int64_t after = (int64_t)time(NULL);
    /* time() may be a tick behind the clock. */
    assert_true(now.microseconds / 1000000 >= before - 1 &&
                now.microseconds / 1000000 <= after + 1);
    assert_true(cupel_datetime_valid(utc));
    assert_true(cupel_timestamp_from_utc(utc).microseconds >= now.microseconds);
    assert_true(cupel_timestamp_from_utc(utc).microseconds <= now.microseconds + 60000000);
}

/* ---- text -------------------------------------------------------------------------------------- */

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
        cupel_date_format(date_of(datetime.year, datetime.month, datetime.day), text);
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
    assert_int_equal(cupel_date_format(date_of(1, 1, 1), NULL), 0);
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
        cupel_interval_value interval = { (int64_t)random_number() >> (i % 64) }, back = { 7 };
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
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_days_of_two_centuries),
        cmocka_unit_test(test_every_year),
        cmocka_unit_test(test_sampled_days),
        cmocka_unit_test(test_days_out_of_range),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_microseconds_of_a_day),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_instants_beyond_64_bits),
        cmocka_unit_test(test_now),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_formats_of_nonsense_fit),
        cmocka_unit_test(test_date_texts),
        cmocka_unit_test(test_time_texts),
        cmocka_unit_test(test_datetime_texts),
        cmocka_unit_test(test_timestamp_texts),
        cmocka_unit_test(test_interval_texts),
        cmocka_unit_test(test_random_intervals_round_trip),
        cmocka_unit_test(test_damaged_texts),
    };
    return cmocka_run_group_tests_name("base/datetime", tests, NULL, NULL);
}
