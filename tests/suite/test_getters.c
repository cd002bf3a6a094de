/*
 * Every type: set on an instance, read from it, and from rows by position and by
 * name, on any database.
 */
#include "suite.h"

#include <stdio.h>

typedef struct Thing {
    cupel_object base;
    cupel_int id;
    cupel_null_bool truth;
    cupel_null_int16 small;
    cupel_null_int32 middle;
    cupel_null_int large;
    cupel_null_double real;
    cupel_text text;
    cupel_blob bytes;
    cupel_decimal exact;
    cupel_null_date day;
    cupel_null_time hour;
    cupel_null_datetime moment;
    cupel_null_timestamp instant;
    cupel_null_interval length;
    cupel_null_uuid key;
    cupel_json notes;
} Thing;

#define THING(field, ...) CUPEL_COLUMN(Thing, field, __VA_ARGS__)

CUPEL_MAP(Thing, "thing", THING(id, .primary_key = true), CUPEL_COLUMN(Thing, truth),
          CUPEL_COLUMN(Thing, small), CUPEL_COLUMN(Thing, middle),
          THING(large, .type = CUPEL_BIG_INTEGER), CUPEL_COLUMN(Thing, real),
          THING(text, .length = 50), CUPEL_COLUMN(Thing, bytes),
          THING(exact, .precision = 12, .scale = 3), CUPEL_COLUMN(Thing, day),
          CUPEL_COLUMN(Thing, hour), CUPEL_COLUMN(Thing, moment), CUPEL_COLUMN(Thing, instant),
          CUPEL_COLUMN(Thing, length), CUPEL_COLUMN(Thing, key), CUPEL_COLUMN(Thing, notes));

static const cupel_date_value day = { 1999, 12, 31 };
static const cupel_time_value hour = { 1, 2, 3, 4 };
static const cupel_datetime_value moment = { 2001, 2, 3, 4, 5, 6, 7 };
static const cupel_timestamp_value instant = { INT64_C(1234567890123456) };
static const cupel_interval_value length = { -5000000 };
static const cupel_uuid_value key = { { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6 } };

static Thing *make_thing(suite *one)
{
    Thing *thing = cupel_new(Thing, .text = "first");
    cupel_set(thing, truth, true);
    cupel_set(thing, small, 7);
    cupel_set(thing, middle, 70000);
    cupel_set(thing, large, INT64_C(1) << 40);
    cupel_set(thing, real, 2.5);
    cupel_set(thing, text, "text");
    cupel_set(thing, bytes, ((cupel_blob_value){ "a\0b", 3 }));
    cupel_set(thing, exact, ((cupel_decimal_value){ "12.345" }));
    cupel_set(thing, day, day);
    cupel_set(thing, hour, hour);
    cupel_set(thing, moment, moment);
    cupel_set(thing, instant, instant);
    cupel_set(thing, length, length);
    cupel_set(thing, key, key);
    cupel_set(thing, notes, ((cupel_json_value){ "[1]" }));
    cupel_add(one->session, thing);
    suite_ok(one, cupel_commit(one->session));
    return thing;
}

static cupel_query *all_columns(suite *one)
{
    return cupel_select(one->session, cupel_attr(Thing, truth), cupel_attr(Thing, small),
                        cupel_attr(Thing, middle), cupel_attr(Thing, large),
                        cupel_attr(Thing, real), cupel_attr(Thing, text), cupel_attr(Thing, bytes),
                        cupel_attr(Thing, exact), cupel_attr(Thing, day), cupel_attr(Thing, hour),
                        cupel_attr(Thing, moment), cupel_attr(Thing, instant),
                        cupel_attr(Thing, length), cupel_attr(Thing, key), cupel_attr(Thing, notes),
                        cupel_entity_of(Thing));
}

static void open_things(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Thing_mapping };
    suite_open(one, 1, mappings);
}

/* Both ways of saying which column. */
#define BOTH(getter, place, name, check) \
    do {                                 \
        value = getter(row, place);      \
        assert_true(check);              \
        value = getter(row, name);       \
        assert_true(check);              \
    } while (0)

static void check_numbers(const cupel_row *row)
{
    {
        bool value;
        BOTH(cupel_row_bool, 0, "truth", value);
    }
    {
        int64_t value;
        BOTH(cupel_row_int, 0, "truth", value == 1);
        BOTH(cupel_row_int, 1, "small", value == 7);
        BOTH(cupel_row_int, 2, "middle", value == 70000);
        BOTH(cupel_row_int, 3, "large", value == INT64_C(1) << 40);
    }
    double value;
    BOTH(cupel_row_double, 4, "real", value == 2.5);
    BOTH(cupel_row_double, 1, "small", value == 7.0);
}

static void check_texts(const cupel_row *row)
{
    {
        const char *value;
        BOTH(cupel_row_text, 5, "text", strcmp(value, "text") == 0);
    }
    {
        cupel_blob_value value;
        BOTH(cupel_row_blob, 6, "bytes", value.size == 3 && memcmp(value.data, "a\0b", 3) == 0);
    }
    {
        cupel_decimal_value value;
        BOTH(cupel_row_decimal, 7, "exact", cupel_decimal_compare(value.digits, "12.345") == 0);
    }
    {
        cupel_uuid_value value;
        BOTH(cupel_row_uuid, 13, "key", cupel_uuid_compare(value, key) == 0);
    }
    cupel_json_value value;
    BOTH(cupel_row_json, 14, "notes", strcmp(value.text, "[1]") == 0);
}

static void check_times(const cupel_row *row)
{
    {
        cupel_date_value value;
        BOTH(cupel_row_date, 8, "day", cupel_date_compare(value, day) == 0);
    }
    {
        cupel_time_value value;
        BOTH(cupel_row_time, 9, "hour", cupel_time_compare(value, hour) == 0);
    }
    {
        cupel_datetime_value value;
        BOTH(cupel_row_datetime, 10, "moment", cupel_datetime_compare(value, moment) == 0);
    }
    {
        cupel_timestamp_value value;
        BOTH(cupel_row_timestamp, 11, "instant", value.microseconds == instant.microseconds);
    }
    cupel_interval_value value;
    BOTH(cupel_row_interval, 12, "length", value.microseconds == length.microseconds);
}

static void test_rows(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    Thing *thing = make_thing(&one);
    const cupel_row *row = cupel_one_row(all_columns(&one));
    if (!row)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_row_count(row), 16);
    assert_string_equal(cupel_row_name(row, 5), "text");
    assert_int_equal(cupel_row_find(row, "day"), 8);
    assert_int_equal(cupel_row_find(row, "nothing"), -1);
    check_numbers(row);
    check_texts(row);
    check_times(row);
    assert_ptr_equal(cupel_row_entity(row, 15), thing);
    assert_ptr_equal(cupel_row_entity(row, "Thing"), thing);
    assert_false(cupel_row_is_null(row, 5));
    assert_false(cupel_row_is_null(row, "day"));
    assert_int_equal(cupel_row_value(row, "text").kind, CUPEL_KIND_TEXT);
    suite_close(&one);
}

static void test_wrong(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    (void)make_thing(&one);
    const cupel_row *row = cupel_one_row(all_columns(&one));
    assert_non_null(row);
    assert_int_equal(cupel_row_int(row, "text"), 0);
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_TYPE_MISMATCH);
    assert_null(cupel_row_text(row, "day"));
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_TYPE_MISMATCH);
    assert_int_equal(cupel_row_int(row, "nothing"), 0);
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_NO_SUCH_COLUMN);
    assert_null(cupel_row_text(row, 99));
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_NO_SUCH_COLUMN);
    assert_true(cupel_row_is_null(row, -1));
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_NO_SUCH_COLUMN);
    suite_close(&one);
}

/* Pointers are "that value, or NULL". */
static void test_nulls(void **state)
{
    (void)state;
    static const bool truth = false;
    static const int16_t small = -1;
    static const int32_t middle = -2;
    static const int64_t large = -3;
    static const double real = -4.5;
    suite one;
    open_things(&one);
    Thing *thing = make_thing(&one);
    cupel_set(thing, truth, &truth);
    cupel_set(thing, small, &small);
    cupel_set(thing, middle, &middle);
    cupel_set(thing, large, &large);
    cupel_set(thing, real, &real);
    cupel_set(thing, day, &day);
    cupel_set(thing, hour, &hour);
    cupel_set(thing, moment, &moment);
    cupel_set(thing, instant, &instant);
    cupel_set(thing, length, &length);
    cupel_set(thing, key, &key);
    suite_ok(&one, cupel_commit(one.session));
    suite_ok(&one, cupel_refresh(one.session, thing));
    assert_false(*thing->truth);
    assert_int_equal(*thing->small + *thing->middle + *thing->large, -6);
    assert_true(*thing->real == -4.5);
    assert_int_equal(thing->hour->microsecond, 4);
    assert_int_equal(thing->moment->second, 6);
    assert_int_equal(thing->instant->microseconds, instant.microseconds);
    assert_int_equal(thing->length->microseconds, -5000000);
    cupel_set(thing, truth, (const bool *)NULL);
    cupel_set(thing, small, (const int16_t *)NULL);
    cupel_set(thing, middle, (const int32_t *)NULL);
    cupel_set(thing, large, (const int64_t *)NULL);
    cupel_set(thing, real, (const double *)NULL);
    cupel_set(thing, text, NULL);
    cupel_set(thing, day, (const cupel_date_value *)NULL);
    cupel_set(thing, hour, (const cupel_time_value *)NULL);
    cupel_set(thing, moment, (const cupel_datetime_value *)NULL);
    cupel_set(thing, instant, (const cupel_timestamp_value *)NULL);
    cupel_set(thing, length, (const cupel_interval_value *)NULL);
    cupel_set(thing, key, (const cupel_uuid_value *)NULL);
    suite_ok(&one, cupel_commit(one.session));
    const cupel_row *row = cupel_one_row(all_columns(&one));
    if (!row)
        fail_msg("%s", cupel_error_text(one.session));
    for (int i = 0; i < 15; i++)
        if (i != 6 && i != 7 && i != 14)
            assert_true(cupel_row_is_null(row, i));
    assert_null(thing->truth);
    assert_null(thing->key);
    assert_null(thing->text);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_rows),
        SUITE_TEST(test_wrong),
        SUITE_TEST(test_nulls),
    };
    return cmocka_run_group_tests_name("suite/getters", tests, NULL, suite_end);
}
