/*
 * Values as the texts and arrays that the server reads.  tests/dialects/postgresql/test_values.c asks it whether it does.
 */
#include "dialects/postgresql/types.h"

#include "dialects/postgresql/dialect.h"
#include "engine/list.h"
#include "sql/type.h"
#include <cupel/uuid.h>
#include <math.h>

#include "../../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char zone[] = "\0\x0f\xf0";

#define DATE(year, month, day) ((cupel_date_value){ year, month, day })
#define TIME(...)              ((cupel_time_value){ __VA_ARGS__ })
#define DATETIME(...)          ((cupel_datetime_value){ __VA_ARGS__ })

static void test_texts(void **state)
{
    (void)state;
    cupel_uuid_value uuid;
    assert_true(cupel_uuid_parse("01234567-89AB-cdef-0123-456789abcdef", &uuid));
    const struct {
        cupel_value value;
        const char *text;
    } cases[] = {
        { cupel_value_bool(true), "t" },
        { cupel_value_bool(false), "f" },
        { cupel_value_int(INT64_MIN), "-9223372036854775808" },
        { cupel_value_of_unsigned(UINT64_MAX), "18446744073709551615" },
        { cupel_value_double(0.1), "0.1" },
        { cupel_value_double((double)NAN), "NaN" },
        { cupel_value_double((double)INFINITY), "Infinity" },
        { cupel_value_double(-(double)INFINITY), "-Infinity" },
        { cupel_value_decimal((cupel_decimal_value){ "-1.50" }), "-1.50" },
        { cupel_value_text("it's \"\\"), "it's \"\\" },
        { cupel_value_json((cupel_json_value){ "{\"a\": 1}" }), "{\"a\": 1}" },
        { cupel_value_blob((cupel_blob_value){ zone, 3 }), "\\x000ff0" },
        { cupel_value_blob((cupel_blob_value){ zone, 0 }), "\\x" },
        { cupel_value_date(DATE(2024, 2, 29)), "2024-02-29" },
        { cupel_value_date(DATE(-43, 3, 15)), "0044-03-15 BC" },
        { cupel_value_date(DATE(10000, 1, 1)), "10000-01-01" },
        { cupel_value_time(TIME(23, 59, 58, 7)), "23:59:58.000007" },
        { cupel_value_datetime(DATETIME(0, 2, 29, 1, 2, 3, 0)), "0001-02-29 01:02:03 BC" },
        { cupel_value_timestamp((cupel_timestamp_value){ 1500000 }),
          "1970-01-01 00:00:01.500000+00" },
        { cupel_value_interval((cupel_interval_value){ -90000000 }), "-90000000 microseconds" },
        { cupel_value_uuid(uuid), "01234567-89ab-cdef-0123-456789abcdef" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, 1000);
        assert_true(cu_postgresql_add_text(&buffer, &cases[i].value));
        assert_string_equal(cu_buffer_text(&buffer), cases[i].text);
        cu_buffer_free(&buffer);
    }
}

/* Instances, and what is no value at all, have no text; NULL has none of its own. */
static void test_no_text(void **state)
{
    (void)state;
    const cupel_value values[] = { { .kind = CUPEL_KIND_INSTANCE }, cupel_value_null() };
    for (size_t i = 0; i < CU_LENGTH(values); i++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, 1000);
        assert_false(cu_postgresql_add_text(&buffer, &values[i]));
        assert_int_equal(buffer.length, 0);
        cu_buffer_free(&buffer);
    }
}

static void test_lists(void **state)
{
    (void)state;
    const struct {
        cupel_type_id type;
        size_t count;
        cupel_value values[3];
        const char *text;
    } cases[] = {
        { CUPEL_INTEGER, 0, { { 0 } }, "{}" },
        { CUPEL_INTEGER,
          3,
          { cupel_value_int(1), cupel_value_null(), cupel_value_int(-2) },
          "{\"1\",NULL,\"-2\"}" },
        { CUPEL_TEXT,
          3,
          { cupel_value_text("a,b"), cupel_value_text("NULL"), cupel_value_text("\"\\}") },
          "{\"a,b\",\"NULL\",\"\\\"\\\\}\"}" },
        { CUPEL_JSON,
          1,
          { cupel_value_json((cupel_json_value){ "[\"x\"]" }) },
          "{\"[\\\"x\\\"]\"}" },
        { CUPEL_BLOB,
          2,
          { cupel_value_blob((cupel_blob_value){ zone, 3 }),
            cupel_value_blob((cupel_blob_value){ zone, 0 }) },
          "{\"\\\\x000ff0\",\"\\\\x\"}" },
        { CUPEL_DOUBLE,
          2,
          { cupel_value_double((double)NAN), cupel_value_double(1.5) },
          "{\"NaN\",\"1.5\"}" },
        { CUPEL_DATE, 1, { cupel_value_date(DATE(-43, 3, 15)) }, "{\"0044-03-15 BC\"}" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_arena arena;
        cu_error error;
        cupel_value list;
        cu_arena_init(&arena, 0);
        cu_error_init(&error);
        assert_int_equal(cu_list_encode(&cu_dialect_postgresql, cu_type_of(cases[i].type),
                                        cases[i].values, cases[i].count, &list, &arena, &error),
                         CUPEL_OK);
        assert_int_equal(list.kind, CUPEL_KIND_TEXT);
        assert_string_equal(list.as.text, cases[i].text);
        cu_error_free(&error);
        cu_arena_free(&arena);
    }
}

#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(test_texts), TEST(test_no_text), TEST(test_lists) };
    return cmocka_run_group_tests_name("postgresql/types", tests, NULL, NULL);
}
