/*
 * Parts of dates and times, which databases write in ways of their own: the same numbers everywhere, and those of the
 * calendar.  Values of sequences, where there are any.
 */
#include "suite.h"

#include <cupel/statement.h>

typedef struct Moment {
    cupel_object base;
    cupel_int id;
    cupel_null_datetime at;
    cupel_null_date day;
    cupel_null_int number;
} Moment;

CUPEL_MAP(Moment, "date_moments", CUPEL_COLUMN(Moment, id, .primary_key = true),
          CUPEL_COLUMN(Moment, at), CUPEL_COLUMN(Moment, day), CUPEL_COLUMN(Moment, number));

static const cupel_sequence counter = { .name = "date Counter" };

static void open_moments(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Moment_mapping };
    suite_open(one, 1, mappings);
}

/* Days since 1970-01-01. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719469;
}

static int64_t part(const suite *one, const char *field, cupel_expr *of)
{
    int64_t value = -1;
    cupel_value found;
    if (!cupel_scalar(cupel_select(one->session, cupel_extract(field, of)), &found))
        fail_msg("%s: %s", field, cupel_error_text(one->session));
    if (found.kind == CUPEL_KIND_DECIMAL || found.kind == CUPEL_KIND_TEXT)
        value = strtoll(found.as.text, NULL, 10);
    else
        value = found.kind == CUPEL_KIND_DOUBLE ? (int64_t)found.as.real : found.as.integer;
    return value;
}

static void test_fields(void **state)
{
    (void)state;
    static const cupel_datetime_value moments[] = {
        { .year = 2024, .month = 2, .day = 29, .hour = 23, .minute = 59, .second = 58 },
        { .year = 1999, .month = 12, .day = 31, .hour = 0, .minute = 1, .second = 2 },
        { .year = 1970, .month = 1, .day = 1 },
        { .year = 2023, .month = 1, .day = 1, .hour = 12 }, /* a Sunday */
    };
    suite one;
    open_moments(&one);
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        const cupel_datetime_value *at = &moments[i];
        cupel_delete_rows(cupel_query(one.session, Moment), CUPEL_SYNCHRONIZE_NOT);
        cupel_add(one.session,
                  cupel_new(Moment, .at = at,
                            .day = &(cupel_date_value){ at->year, at->month, at->day }));
        suite_ok(&one, cupel_flush(one.session));
        int64_t days = days_of(at->year, at->month, at->day);
        int64_t seconds = ((days * 24 + at->hour) * 60 + at->minute) * 60 + at->second;
        for (int j = 0; j < 2; j++) {
            cupel_expr *of = j == 0 ? cupel_attr(Moment, at) : cupel_attr(Moment, day);
            assert_int_equal(part(&one, "year", of), at->year);
            assert_int_equal(part(&one, "month", of), at->month);
            assert_int_equal(part(&one, "day", of), at->day);
            assert_int_equal(part(&one, "dow", of), (days + 4) % 7);
            assert_int_equal(part(&one, "doy", of), days - days_of(at->year, 1, 1) + 1);
            assert_int_equal(part(&one, "epoch", of), j == 0 ? seconds : days * 86400);
        }
        assert_int_equal(part(&one, "hour", cupel_attr(Moment, at)), at->hour);
        assert_int_equal(part(&one, "minute", cupel_attr(Moment, at)), at->minute);
        assert_int_equal(part(&one, "second", cupel_attr(Moment, at)), at->second);
    }
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

static void run_sql(suite *one, const char *sql)
{
    cupel_result *result = cupel_session_execute(one->session, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_error_text(one->session));
    cupel_result_close(result);
}

/* Selected, in arithmetic, inserted: each asks for another value. */
static void test_sequences(void **state)
{
    (void)state;
    suite one;
    open_moments(&one);
    cupel_query *next = cupel_select(one.session, cupel_next_value(&counter));
    int64_t value = 0;
    if (suite_is("sqlite")) {
        assert_false(cupel_scalar(next, &value));
        assert_failed(&one, CUPEL_NOT_SUPPORTED);
        suite_close(&one);
        return;
    }
    bool quotes = suite_is("postgresql");
    run_sql(&one, quotes ? "DROP SEQUENCE IF EXISTS \"date Counter\""
                         : "DROP SEQUENCE IF EXISTS `date Counter`");
    run_sql(&one, quotes ? "CREATE SEQUENCE \"date Counter\" START WITH 40"
                         : "CREATE SEQUENCE `date Counter` START WITH 40");
    assert_true(cupel_scalar(next, &value));
    assert_int_equal(value, 40);
    assert_true(cupel_scalar(next, &value));
    assert_int_equal(value, 41);
    cupel_query *insert = cupel_with_values(
        cupel_insert_into(one.session, Moment), cupel_assign("id", 7),
        cupel_assign(cupel_attr(Moment, number), cupel_plus(cupel_next_value(&counter), 100)));
    assert_int_equal(cupel_run(insert), 1);
    Moment *moment = cupel_get(one.session, Moment, 7);
    assert_non_null(moment);
    assert_non_null(moment->number);
    assert_int_equal(*moment->number, 142);
    /* What an UPDATE gave is not known: it is loaded when asked for. */
    assert_int_equal(cupel_update_rows(cupel_filter(cupel_query(one.session, Moment),
                                                    cupel_eq(cupel_attr(Moment, id), 7)),
                                       CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign("number", cupel_next_value(&counter))),
                     1);
    assert_false(cupel_is_loaded(moment, number));
    assert_non_null(cupel_load(moment, number));
    assert_int_equal(*moment->number, 43);
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = { SUITE_TEST(test_fields), SUITE_TEST(test_sequences) };
    return cmocka_run_group_tests_name("suite/dates", tests, NULL, suite_end);
}
