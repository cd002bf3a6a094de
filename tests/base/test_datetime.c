#include "base/datetime.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#define FIRST_YEAR (-4712)
#define LAST_YEAR  294276

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
        check_instant((int64_t)cu_test_random() >> (i % 40));
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
    };
    return cmocka_run_group_tests_name("base/datetime", tests, NULL, NULL);
}
