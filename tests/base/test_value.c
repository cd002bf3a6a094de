#include <cupel/value.h>

#include "base/common.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Pointers to what is not defined here; never followed. */
static char places[8];
#define PART(Type, number) ((Type *)(void *)&places[number])

static const cupel_date_value date = { 2024, 2, 29 };
static const cupel_time_value clock_time = { 23, 59, 58, 999999 };
static const cupel_datetime_value datetime = { 2024, 2, 29, 23, 59, 58, 999999 };
static const cupel_timestamp_value timestamp = { -5 };
static const cupel_interval_value interval = { 5 };
static const cupel_uuid_value uuid = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };

static void test_of_each_kind(void **state)
{
    (void)state;
    assert_int_equal(cupel_value_null().kind, CUPEL_KIND_NULL);
    cupel_value value = cupel_value_bool(true);
    assert_int_equal(value.kind, CUPEL_KIND_BOOL);
    assert_true(value.as.boolean);
    value = cupel_value_int(INT64_MIN);
    assert_int_equal(value.kind, CUPEL_KIND_INT);
    assert_true(value.as.integer == INT64_MIN);
    value = cupel_value_double(1.5);
    assert_int_equal(value.kind, CUPEL_KIND_DOUBLE);
    assert_true(value.as.real == 1.5);
    value = cupel_value_date(date);
    assert_int_equal(value.kind, CUPEL_KIND_DATE);
    assert_int_equal(value.as.date.day, 29);
    value = cupel_value_time(clock_time);
    assert_int_equal(value.kind, CUPEL_KIND_TIME);
    assert_int_equal(value.as.time.microsecond, 999999);
    value = cupel_value_datetime(datetime);
    assert_int_equal(value.kind, CUPEL_KIND_DATETIME);
    assert_int_equal(value.as.datetime.microsecond, 999999);
    value = cupel_value_timestamp(timestamp);
    assert_int_equal(value.kind, CUPEL_KIND_TIMESTAMP);
    assert_int_equal(value.as.timestamp.microseconds, -5);
    value = cupel_value_interval(interval);
    assert_int_equal(value.kind, CUPEL_KIND_INTERVAL);
    assert_int_equal(value.as.interval.microseconds, 5);
    value = cupel_value_uuid(uuid);
    assert_int_equal(value.kind, CUPEL_KIND_UUID);
    assert_memory_equal(&value.as.uuid, &uuid, sizeof uuid);
}

static void test_of_text_and_bytes(void **state)
{
    (void)state;
    const char *text = "Stra\xC3\x9F"
                       "e";
    cupel_value value = cupel_value_text(text);
    assert_int_equal(value.kind, CUPEL_KIND_TEXT);
    assert_int_equal(value.length, 7);
    assert_ptr_equal(value.as.text, text);
    value = cupel_value_text_length(text, 4);
    assert_int_equal(value.length, 4);
    value = cupel_value_text("");
    assert_int_equal(value.kind, CUPEL_KIND_TEXT);
    assert_int_equal(value.length, 0);
    value = cupel_value_blob((cupel_blob_value){ "a\0b", 3 });
    assert_int_equal(value.kind, CUPEL_KIND_BLOB);
    assert_int_equal(value.length, 3);
    value = cupel_value_blob((cupel_blob_value){ "", 0 });
    assert_int_equal(value.kind, CUPEL_KIND_BLOB);
    value = cupel_value_decimal((cupel_decimal_value){ "12.50" });
    assert_int_equal(value.kind, CUPEL_KIND_DECIMAL);
    assert_int_equal(value.length, 5);
    value = cupel_value_json((cupel_json_value){ "null" });
    assert_int_equal(value.kind, CUPEL_KIND_JSON);
    assert_int_equal(value.length, 4);
    /* NULL is SQL's NULL. */
    assert_int_equal(cupel_value_text(NULL).kind, CUPEL_KIND_NULL);
    assert_int_equal(cupel_value_text_length(NULL, 5).kind, CUPEL_KIND_NULL);
    assert_int_equal(cupel_value_blob((cupel_blob_value){ NULL, 5 }).kind, CUPEL_KIND_NULL);
    assert_int_equal(cupel_value_decimal((cupel_decimal_value){ NULL }).kind, CUPEL_KIND_NULL);
    assert_int_equal(cupel_value_json((cupel_json_value){ NULL }).kind, CUPEL_KIND_NULL);
    assert_int_equal(cupel_value_text(NULL).length, 0);
}

static void test_lengths_that_do_not_fit(void **state)
{
    (void)state;
    assert_int_equal(cupel_value_text_length("", UINT32_MAX - 1).length, UINT32_MAX - 1);
#if SIZE_MAX > UINT32_MAX
    assert_int_equal(cupel_value_text_length("", (size_t)UINT32_MAX + 6).length, UINT32_MAX);
    assert_int_equal(cupel_value_blob((cupel_blob_value){ "", SIZE_MAX }).length, UINT32_MAX);
#endif
}

static void test_of_parts(void **state)
{
    (void)state;
    cupel_value value = cupel_value_expression(PART(struct cupel_expr, 0));
    assert_int_equal(value.kind, CUPEL_KIND_EXPRESSION);
    assert_ptr_equal(value.as.expression, places);
    value = cupel_value_query(PART(cupel_query, 0));
    assert_int_equal(value.kind, CUPEL_KIND_QUERY);
    assert_ptr_equal(value.as.query, places);
    value = cupel_value_subquery(PART(cupel_subquery, 0));
    assert_int_equal(value.kind, CUPEL_KIND_SUBQUERY);
    assert_ptr_equal(value.as.subquery, places);
    value = cupel_value_alias(PART(cupel_alias, 0));
    assert_int_equal(value.kind, CUPEL_KIND_ALIAS);
    assert_ptr_equal(value.as.alias, places);
    value = cupel_value_expression(NULL);
    assert_int_equal(value.kind, CUPEL_KIND_EXPRESSION);
    assert_null(value.as.expression);
}

static void test_of_unsigned(void **state)
{
    (void)state;
    cupel_value value = cupel_value_of_unsigned(INT64_MAX);
    assert_int_equal(value.kind, CUPEL_KIND_INT);
    assert_true(value.as.integer == INT64_MAX);
    value = cupel_value_of_unsigned((unsigned long long)INT64_MAX + 1);
    assert_int_equal(value.kind, CUPEL_KIND_UNSIGNED);
    assert_true(value.as.natural == (uint64_t)INT64_MAX + 1);
    value = cupel_value_of_unsigned(UINT64_MAX);
    assert_true(value.as.natural == UINT64_MAX);
}

static void test_of_pointers(void **state)
{
    (void)state;
    const bool boolean = true;
    const int16_t int16 = -16;
    const int32_t int32 = -32;
    const int64_t int64 = -64;
    const double real = 0.5;
#define CHECK(name, variable, function)                                                \
    do {                                                                               \
        cupel_value expected = function(variable);                                     \
        cupel_value value = cupel_value_of_##name##_pointer(&variable);                \
        assert_true(cupel_value_equal(&value, &expected));                             \
        assert_int_equal(cupel_value_of_##name##_pointer(NULL).kind, CUPEL_KIND_NULL); \
    } while (0)
    CHECK(bool, boolean, cupel_value_bool);
    CHECK(int16, int16, cupel_value_int);
    CHECK(int32, int32, cupel_value_int);
    CHECK(int64, int64, cupel_value_int);
    CHECK(double, real, cupel_value_double);
    CHECK(date, date, cupel_value_date);
    CHECK(time, clock_time, cupel_value_time);
    CHECK(datetime, datetime, cupel_value_datetime);
    CHECK(timestamp, timestamp, cupel_value_timestamp);
    CHECK(interval, interval, cupel_value_interval);
    CHECK(uuid, uuid, cupel_value_uuid);
}

static void test_macro(void **state)
{
    (void)state;
    bool boolean = true;
    signed char tiny = -1;
    unsigned char byte = 200;
    short small = -2;
    unsigned short word = 60000;
    unsigned int natural = 4000000000u;
    long number = -3;
    unsigned long large = ULONG_MAX;
    float real = 0.5f;
    char text[] = "text";
    const int64_t *nothing = NULL;
    int32_t pointed = 5;
    assert_int_equal(CUPEL_VALUE(boolean).kind, CUPEL_KIND_BOOL);
    assert_int_equal(CUPEL_VALUE(tiny).as.integer, -1);
    assert_int_equal(CUPEL_VALUE(byte).as.integer, 200);
    assert_int_equal(CUPEL_VALUE(small).as.integer, -2);
    assert_int_equal(CUPEL_VALUE(word).as.integer, 60000);
    assert_int_equal(CUPEL_VALUE(-7).as.integer, -7);
    assert_int_equal(CUPEL_VALUE(natural).as.integer, 4000000000);
    assert_int_equal(CUPEL_VALUE(number).as.integer, -3);
    assert_int_equal(CUPEL_VALUE(-4LL).as.integer, -4);
    assert_int_equal(CUPEL_VALUE(large).kind,
                     sizeof large == 8 ? CUPEL_KIND_UNSIGNED : CUPEL_KIND_INT);
    assert_int_equal(CUPEL_VALUE(5ULL).kind, CUPEL_KIND_INT);
    assert_true(CUPEL_VALUE(real).as.real == 0.5);
    assert_true(CUPEL_VALUE(0.25).as.real == 0.25);
    assert_string_equal(CUPEL_VALUE(text).as.text, "text");
    assert_string_equal(CUPEL_VALUE("literal").as.text, "literal");
    assert_int_equal(CUPEL_VALUE(NULL).kind, CUPEL_KIND_NULL);
    assert_int_equal(CUPEL_VALUE(nothing).kind, CUPEL_KIND_NULL);
    assert_int_equal(CUPEL_VALUE(&pointed).as.integer, 5);
    assert_int_equal(CUPEL_VALUE(cupel_value_int(6)).as.integer, 6);
    assert_int_equal(CUPEL_VALUE(date).kind, CUPEL_KIND_DATE);
    assert_int_equal(CUPEL_VALUE(&date).kind, CUPEL_KIND_DATE);
    assert_int_equal(CUPEL_VALUE(clock_time).kind, CUPEL_KIND_TIME);
    assert_int_equal(CUPEL_VALUE(datetime).kind, CUPEL_KIND_DATETIME);
    assert_int_equal(CUPEL_VALUE(timestamp).kind, CUPEL_KIND_TIMESTAMP);
    assert_int_equal(CUPEL_VALUE(interval).kind, CUPEL_KIND_INTERVAL);
    assert_int_equal(CUPEL_VALUE(uuid).kind, CUPEL_KIND_UUID);
    assert_int_equal(CUPEL_VALUE(((cupel_blob_value){ "", 0 })).kind, CUPEL_KIND_BLOB);
    assert_int_equal(CUPEL_VALUE(((cupel_decimal_value){ "1" })).kind, CUPEL_KIND_DECIMAL);
    assert_int_equal(CUPEL_VALUE(((cupel_json_value){ "1" })).kind, CUPEL_KIND_JSON);
    assert_int_equal(CUPEL_VALUE(PART(cupel_query, 0)).kind, CUPEL_KIND_QUERY);
}

static cupel_value instance_value(size_t place)
{
    cupel_value value = cupel_value_null();
    value.kind = CUPEL_KIND_INSTANCE;
    value.as.instance = PART(struct cupel_object, place);
    return value;
}

/* One field of a datetime changed. */
static cupel_value other_datetime(int field)
{
    cupel_datetime_value other = datetime;
    other.year += field == 0;
    other.month = (uint8_t)(other.month + (field == 1));
    other.day = (uint8_t)(other.day + (field == 2));
    other.hour = (uint8_t)(other.hour + (field == 3));
    other.minute = (uint8_t)(other.minute + (field == 4));
    other.second = (uint8_t)(other.second + (field == 5));
    other.microsecond += field == 6;
    return cupel_value_datetime(other);
}

static void test_equal(void **state)
{
    (void)state;
    /* All of them different. */
    const cupel_value values[] = {
        cupel_value_null(),
        cupel_value_bool(false),
        cupel_value_bool(true),
        cupel_value_int(0),
        cupel_value_int(1),
        cupel_value_int(INT64_MAX),
        cupel_value_of_unsigned(UINT64_MAX),
        cupel_value_of_unsigned(UINT64_MAX - 1),
        cupel_value_double(0),
        cupel_value_double(1),
        cupel_value_double(NAN),
        cupel_value_double(INFINITY),
        cupel_value_text(""),
        cupel_value_text("a"),
        cupel_value_text("A"),
        cupel_value_text("a "),
        cupel_value_text_length("a\0b", 3),
        cupel_value_text_length("a\0c", 3),
        cupel_value_blob((cupel_blob_value){ "", 0 }),
        cupel_value_blob((cupel_blob_value){ "a", 1 }),
        cupel_value_date(date),
        cupel_value_date((cupel_date_value){ 2024, 2, 28 }),
        cupel_value_date((cupel_date_value){ 2024, 3, 29 }),
        cupel_value_date((cupel_date_value){ 2023, 2, 29 }),
        cupel_value_time(clock_time),
        cupel_value_time((cupel_time_value){ 23, 59, 58, 0 }),
        cupel_value_time((cupel_time_value){ 23, 59, 57, 999999 }),
        cupel_value_time((cupel_time_value){ 23, 58, 58, 999999 }),
        cupel_value_time((cupel_time_value){ 22, 59, 58, 999999 }),
        cupel_value_datetime(datetime),
        other_datetime(0),
        other_datetime(1),
        other_datetime(2),
        other_datetime(3),
        other_datetime(4),
        other_datetime(5),
        other_datetime(6),
        cupel_value_timestamp((cupel_timestamp_value){ 1 }),
        cupel_value_timestamp((cupel_timestamp_value){ 2 }),
        cupel_value_interval((cupel_interval_value){ 1 }),
        cupel_value_interval((cupel_interval_value){ 2 }),
        cupel_value_decimal((cupel_decimal_value){ "1" }),
        cupel_value_decimal((cupel_decimal_value){ "1.01" }),
        cupel_value_decimal((cupel_decimal_value){ "NaN" }),
        cupel_value_decimal((cupel_decimal_value){ "wrong" }),
        cupel_value_decimal((cupel_decimal_value){ "wrong too" }),
        cupel_value_uuid(uuid),
        cupel_value_uuid((cupel_uuid_value){ { 0 } }),
        cupel_value_json((cupel_json_value){ "1" }),
        cupel_value_json((cupel_json_value){ "1.0" }),
        cupel_value_expression(PART(struct cupel_expr, 0)),
        cupel_value_expression(PART(struct cupel_expr, 1)),
        cupel_value_query(PART(cupel_query, 0)),
        cupel_value_query(PART(cupel_query, 1)),
        cupel_value_subquery(PART(cupel_subquery, 0)),
        cupel_value_subquery(PART(cupel_subquery, 1)),
        cupel_value_alias(PART(cupel_alias, 0)),
        cupel_value_alias(PART(cupel_alias, 1)),
        instance_value(0),
        instance_value(1),
    };
    for (size_t i = 0; i < CU_LENGTH(values); i++)
        for (size_t j = 0; j < CU_LENGTH(values); j++) {
            cupel_value copy = values[j];
            assert_int_equal(cupel_value_equal(&values[i], &copy), i == j);
        }
}

static void test_equal_in_other_words(void **state)
{
    (void)state;
    char text[] = "same";
    const cupel_value pairs[][2] = {
        { cupel_value_text("same"), cupel_value_text(text) },
        { cupel_value_double(0.0), cupel_value_double(-0.0) },
        { cupel_value_double(NAN), cupel_value_double(-NAN) },
        { cupel_value_decimal((cupel_decimal_value){ "1.0" }),
          cupel_value_decimal((cupel_decimal_value){ "+1.00" }) },
        { cupel_value_decimal((cupel_decimal_value){ "1e2" }),
          cupel_value_decimal((cupel_decimal_value){ "100" }) },
    };
    for (size_t i = 0; i < CU_LENGTH(pairs); i++)
        assert_true(cupel_value_equal(&pairs[i][0], &pairs[i][1]));
    /* Decimals end where their length says. */
    cupel_value left = cupel_value_decimal((cupel_decimal_value){ "1.50" });
    cupel_value right = cupel_value_decimal((cupel_decimal_value){ "1.59" });
    right.length = 3;
    assert_true(cupel_value_equal(&left, &right));
    cupel_value value = cupel_value_int(1), odd = { .kind = 999 }, same = odd;
    assert_false(cupel_value_equal(&value, NULL));
    assert_false(cupel_value_equal(NULL, &value));
    assert_true(cupel_value_equal(NULL, NULL));
    assert_false(cupel_value_equal(&odd, &same));
}

static void test_kind_names(void **state)
{
    (void)state;
    assert_string_equal(cupel_kind_name(CUPEL_KIND_NULL), "null");
    assert_string_equal(cupel_kind_name(CUPEL_KIND_DATETIME), "datetime");
    assert_string_equal(cupel_kind_name(CUPEL_KIND_INSTANCE), "instance");
    assert_string_equal(cupel_kind_name((cupel_kind)(CUPEL_KIND_INSTANCE + 1)), "unknown");
    assert_string_equal(cupel_kind_name((cupel_kind)-1), "unknown");
    for (int i = 0; i <= CUPEL_KIND_INSTANCE; i++)
        assert_string_not_equal(cupel_kind_name((cupel_kind)i), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_each_kind),
        cmocka_unit_test(test_of_text_and_bytes),
        cmocka_unit_test(test_lengths_that_do_not_fit),
        cmocka_unit_test(test_of_parts),
        cmocka_unit_test(test_of_unsigned),
        cmocka_unit_test(test_of_pointers),
        cmocka_unit_test(test_macro),
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_equal_in_other_words),
        cmocka_unit_test(test_kind_names),
    };
    return cmocka_run_group_tests_name("base/value", tests, NULL, NULL);
}
