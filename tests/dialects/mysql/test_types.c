#include "dialects/mysql/types.h"

#include "dialects/mysql/dialect.h"
#include "engine/bind.h"
#include "engine/list.h"
#include "sql/type.h"
#include <cupel/log.h>
#include <cupel/uuid.h>

#include "../../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct types_fixture {
    cu_arena arena;
    cu_error error;
} types_fixture;

static types_fixture one;

static int open_types(void **state)
{
    cu_test_alloc_setup(state);
    cu_arena_init(&one.arena, 0);
    cu_error_init(&one.error);
    return 0;
}

static int close_types(void **state)
{
    cu_arena_free(&one.arena);
    cu_error_free(&one.error);
    return cu_test_alloc_teardown(state);
}

#define TYPE(type_id) (*cu_type_of(type_id))

/* A value as it is bound. */
static cupel_value encoded(cupel_type type, cupel_value value)
{
    if (cu_bind_value(&cu_dialect_mysql, &type, &value, &one.arena, "v", &one.error) != CUPEL_OK)
        fail_msg("%s", one.error.public.text);
    assert_true((CU_MYSQL_NATIVE_KINDS >> value.kind & 1) != 0);
    return value;
}

static void test_encode(void **state)
{
    (void)state;
    cupel_uuid_value uuid;
    assert_true(cupel_uuid_parse("01234567-89AB-cdef-0123-456789abcdef", &uuid));
    cupel_value value = encoded(TYPE(CUPEL_UUID), cupel_value_uuid(uuid));
    assert_int_equal(value.kind, CUPEL_KIND_TEXT);
    assert_int_equal(value.length, 36);
    assert_string_equal(value.as.text, "01234567-89ab-cdef-0123-456789abcdef");
    value =
        encoded(TYPE(CUPEL_INTERVAL), cupel_value_interval((cupel_interval_value){ INT64_MIN }));
    assert_int_equal(value.kind, CUPEL_KIND_INT);
    assert_int_equal(value.as.integer, INT64_MIN);
    /* All else goes as it is. */
    assert_int_equal(encoded(TYPE(CUPEL_BOOLEAN), cupel_value_bool(true)).kind, CUPEL_KIND_BOOL);
    assert_int_equal(encoded(TYPE(CUPEL_UNTYPED), cupel_value_of_unsigned(UINT64_MAX)).kind,
                     CUPEL_KIND_UNSIGNED);
    assert_int_equal(
        encoded(TYPE(CUPEL_NUMERIC), cupel_value_decimal((cupel_decimal_value){ "1.50" })).kind,
        CUPEL_KIND_DECIMAL);
    assert_int_equal(
        encoded(TYPE(CUPEL_DATE), cupel_value_date((cupel_date_value){ 2024, 2, 29 })).kind,
        CUPEL_KIND_DATE);
    assert_int_equal(encoded(TYPE(CUPEL_JSON), cupel_value_json((cupel_json_value){ "{}" })).kind,
                     CUPEL_KIND_JSON);
}

static void test_encode_nothing(void **state)
{
    (void)state;
    cupel_value value = { .kind = CUPEL_KIND_INSTANCE };
    assert_int_equal(cu_mysql_encode(cu_type_of(CUPEL_UNTYPED), &value, &one.arena, &one.error),
                     CUPEL_TYPE_MISMATCH);
}

static void check_list(cupel_type_id type, const cupel_value *values, size_t count,
                       const char *expected)
{
    cupel_value out;
    if (cu_list_encode(&cu_dialect_mysql, cu_type_of(type), values, count, &out, &one.arena,
                       &one.error) != CUPEL_OK)
        fail_msg("%s", one.error.public.text);
    assert_int_equal(out.kind, CUPEL_KIND_TEXT);
    assert_int_equal(out.length, strlen(expected));
    assert_string_equal(out.as.text, expected);
}

static void test_lists(void **state)
{
    (void)state;
    const cupel_value numbers[] = { cupel_value_int(INT64_MIN), cupel_value_int(0),
                                    cupel_value_null() };
    const cupel_value texts[] = { cupel_value_text("a\"b\\c\n"), cupel_value_text("\xC3\xA4") };
    const cupel_value decimals[] = { cupel_value_decimal((cupel_decimal_value){ "-1.50" }) };
    const cupel_value dates[] = { cupel_value_date((cupel_date_value){ 2024, 2, 29 }) };
    const cupel_value times[] = { cupel_value_time((cupel_time_value){ 1, 2, 3, 4 }) };
    const cupel_value datetimes[] = { cupel_value_datetime(
        (cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 0 }) };
    const cupel_value instants[] = { cupel_value_timestamp((cupel_timestamp_value){ 0 }) };
    const cupel_value truths[] = { cupel_value_bool(true), cupel_value_bool(false) };
    check_list(CUPEL_INTEGER, NULL, 0, "[]");
    check_list(CUPEL_INTEGER, numbers, 3, "[-9223372036854775808,0,null]");
    check_list(CUPEL_TEXT, texts, 2, "[\"a\\\"b\\\\c\\u000a\",\"\xC3\xA4\"]");
    check_list(CUPEL_NUMERIC, decimals, 1, "[\"-1.50\"]");
    check_list(CUPEL_DATE, dates, 1, "[\"2024-02-29\"]");
    check_list(CUPEL_TIME, times, 1, "[\"01:02:03.000004\"]");
    check_list(CUPEL_DATETIME, datetimes, 1, "[\"2024-02-29 01:02:03\"]");
    check_list(CUPEL_TIMESTAMP, instants, 1, "[\"1970-01-01 00:00:00\"]");
    check_list(CUPEL_BOOLEAN, truths, 2, "[1,0]");
}

static void test_wrong_lists(void **state)
{
    (void)state;
    const cupel_value blob = cupel_value_blob((cupel_blob_value){ "x", 1 });
    const cupel_value text = cupel_value_text("\xFF");
    cupel_value out;
    assert_int_equal(cu_list_encode(&cu_dialect_mysql, cu_type_of(CUPEL_BLOB), &blob, 1, &out,
                                    &one.arena, &one.error),
                     CUPEL_NOT_SUPPORTED);
    assert_int_equal(cu_list_encode(&cu_dialect_mysql, cu_type_of(CUPEL_TEXT), &text, 1, &out,
                                    &one.arena, &one.error),
                     CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(one.error.public.text, "value 1 of the list"));
}

static void test_read_kinds(void **state)
{
    (void)state;
    for (cupel_type_id id = CUPEL_UNTYPED; id < CUPEL_TYPE_COUNT; id++) {
        cupel_kind kind = cu_dialect_read_kind(&cu_dialect_mysql, cu_type_of(id));
        assert_true(id == CUPEL_UNTYPED ? kind == CUPEL_KIND_NULL : kind != CUPEL_KIND_NULL);
    }
    assert_int_equal(cu_dialect_read_kind(&cu_dialect_mysql, cu_type_of(CUPEL_TIMESTAMP)),
                     CUPEL_KIND_TIMESTAMP);
    const cupel_type unknown = { .id = (cupel_type_id)1000 };
    assert_int_equal(cu_dialect_read_kind(&cu_dialect_mysql, &unknown), CUPEL_KIND_NULL);
}

static void test_no_memory(void **state)
{
    (void)state;
    const cupel_value numbers[] = { cupel_value_int(1), cupel_value_int(2) };
    cupel_value out;
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cu_list_encode(&cu_dialect_mysql, cu_type_of(CUPEL_INTEGER), numbers, 2,
                                         &out, &one.arena, &one.error);
        if (cu_test_alloc_count() < n)
            break;
        assert_int_equal(code, CUPEL_NO_MEMORY);
        cu_arena_free(&one.arena);
    }
    cu_test_alloc_fail_at(0, false);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_types, close_types)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_encode),      TEST(test_encode_nothing), TEST(test_lists),
        TEST(test_wrong_lists), TEST(test_read_kinds),     TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
