#include "engine/list.h"

#include "sql/type.h"

#include "../support/failing_alloc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cu_list_form brackets = {
    .database = "Test base",
    .open = '<',
    .close = '>',
    .kinds = ~(1U << CUPEL_KIND_BLOB),
    .add = cu_list_add_json,
};

static const cu_dialect dialect = { .native_kinds = ~0U, .list_form = &brackets };

typedef struct list_fixture {
    cu_arena arena;
    cu_error error;
    cupel_value out;
} list_fixture;

static list_fixture lists;

static int open_lists(void **state)
{
    cu_test_alloc_setup(state);
    cu_arena_init(&lists.arena, 0);
    cu_error_init(&lists.error);
    return 0;
}

static int close_lists(void **state)
{
    cu_arena_free(&lists.arena);
    cu_error_free(&lists.error);
    return cu_test_alloc_teardown(state);
}

static cupel_code encode(cupel_type_id type, const cupel_value *values, size_t count)
{
    return cu_list_encode(&dialect, cu_type_of(type), values, count, &lists.out, &lists.arena,
                          &lists.error);
}

static void check(cupel_type_id type, const cupel_value *values, size_t count, const char *expected)
{
    if (encode(type, values, count) != CUPEL_OK)
        fail_msg("%s", lists.error.public.text);
    assert_int_equal(lists.out.kind, CUPEL_KIND_TEXT);
    assert_int_equal(lists.out.length, strlen(expected));
    assert_string_equal(lists.out.as.text, expected);
}

static void test_values(void **state)
{
    (void)state;
    const cupel_value numbers[] = { cupel_value_int(INT64_MIN), cupel_value_null(),
                                    cupel_value_int(7) };
    const cupel_value texts[] = { cupel_value_text("a\"b\\c\n\x01"), cupel_value_text(""),
                                  cupel_value_text("\xC3\xA4") };
    const cupel_value reals[] = { cupel_value_double(0.5), cupel_value_double(HUGE_VAL),
                                  cupel_value_double(-HUGE_VAL), cupel_value_double(NAN) };
    const cupel_value truths[] = { cupel_value_bool(true), cupel_value_bool(false) };
    const cupel_value decimal = cupel_value_decimal((cupel_decimal_value){ "-1.50" });
    const cupel_value date = cupel_value_date((cupel_date_value){ 2024, 2, 29 });
    const cupel_value time = cupel_value_time((cupel_time_value){ 1, 2, 3, 4 });
    const cupel_value datetime =
        cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 0 });
    const cupel_value instant = cupel_value_timestamp((cupel_timestamp_value){ 0 });
    check(CUPEL_INTEGER, NULL, 0, "<>");
    check(CUPEL_INTEGER, numbers, 1, "<-9223372036854775808>");
    check(CUPEL_INTEGER, numbers, 3, "<-9223372036854775808,null,7>");
    check(CUPEL_TEXT, texts, 3, "<\"a\\\"b\\\\c\\u000a\\u0001\",\"\",\"\xC3\xA4\">");
    check(CUPEL_DOUBLE, reals, 4, "<0.5,9e999,-9e999,null>");
    check(CUPEL_BOOLEAN, truths, 2, "<1,0>");
    check(CUPEL_NUMERIC, &decimal, 1, "<\"-1.50\">");
    check(CUPEL_DATE, &date, 1, "<\"2024-02-29\">");
    check(CUPEL_TIME, &time, 1, "<\"01:02:03.000004\">");
    check(CUPEL_DATETIME, &datetime, 1, "<\"2024-02-29 01:02:03\">");
    check(CUPEL_TIMESTAMP, &instant, 1, "<\"1970-01-01 00:00:00\">");
}

static void test_refused(void **state)
{
    (void)state;
    const cupel_value values[] = { cupel_value_int(1), cupel_value_text("no number") };
    const cupel_value blob = cupel_value_blob((cupel_blob_value){ "x", 1 });
    assert_int_not_equal(encode(CUPEL_INTEGER, values, 2), CUPEL_OK);
    assert_non_null(strstr(lists.error.public.text, "value 2 of the list"));
    assert_int_equal(encode(CUPEL_BLOB, &blob, 1), CUPEL_NOT_SUPPORTED);
    assert_string_equal(lists.error.public.text,
                        "Test base cannot take a list of this length of values of kind blob; use "
                        "several shorter ones");
}

static void test_too_long(void **state)
{
    (void)state;
    static char text[1 << 20];
    cupel_value values[(CU_BUFFER_MAXIMUM >> 20) + 1];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < CU_LENGTH(values); i++)
        values[i] = cupel_value_text_length(text, sizeof text);
    assert_int_equal(encode(CUPEL_TEXT, values, CU_LENGTH(values)), CUPEL_DATA_ERROR);
    assert_string_equal(lists.error.public.text,
                        "the list is longer than 67108864 bytes as text; use several shorter ones");
}

static void test_no_memory(void **state)
{
    (void)state;
    const cupel_value numbers[] = { cupel_value_int(1), cupel_value_int(2) };
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        cupel_code code = encode(CUPEL_INTEGER, numbers, CU_LENGTH(numbers));
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, over ? CUPEL_OK : CUPEL_NO_MEMORY);
        if (over)
            break;
        cu_arena_free(&lists.arena);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_lists, close_lists)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_values),
        TEST(test_refused),
        TEST(test_too_long),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
