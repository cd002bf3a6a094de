#include "engine/list.h"

#include "sql/type.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void add(cu_buffer *buffer, const cupel_value *value)
{
    if (value->kind == CUPEL_KIND_TEXT)
        cu_buffer_add_length(buffer, value->as.text, value->length);
    else
        cu_buffer_printf(buffer, "%s", value->kind == CUPEL_KIND_NULL ? "none" : "some");
}

static const cu_list_form brackets = {
    .database = "Test base",
    .open = '<',
    .close = '>',
    .kinds = ~(1U << CUPEL_KIND_BLOB),
    .add = add,
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
    const cupel_value texts[] = { cupel_value_text("a"), cupel_value_text(""),
                                  cupel_value_text("\xC3\xA4") };
    check(CUPEL_INTEGER, NULL, 0, "<>");
    check(CUPEL_INTEGER, numbers, 1, "<some>");
    check(CUPEL_INTEGER, numbers, 3, "<some,none,some>");
    check(CUPEL_TEXT, texts, 3, "<a,,\xC3\xA4>");
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
