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

static void test_lists(void **state)
{
    (void)state;
    const cupel_value values[] = {
        cupel_value_bool(true),
        cupel_value_bool(false),
        cupel_value_null(),
        cupel_value_int(INT64_MIN),
        cupel_value_date((cupel_date_value){ 2024, 2, 29 }),
        cupel_value_time((cupel_time_value){ 1, 2, 3, 4 }),
        cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 0 }),
        cupel_value_timestamp((cupel_timestamp_value){ 1000000 }),
    };
    cupel_value list;
    assert_int_equal(cu_list_encode(&cu_dialect_mysql, cu_type_of(CUPEL_UNTYPED), values,
                                    CU_LENGTH(values), &list, &one.arena, &one.error),
                     CUPEL_OK);
    assert_string_equal(list.as.text,
                        "[1,0,null,-9223372036854775808,\"2024-02-29\",\"01:02:03.000004\","
                        "\"2024-02-29 01:02:03\",\"1970-01-01 00:00:01\"]");
    /* Texts are compared by collations, which JSON_TABLE's columns do not have. */
    const cupel_value text = cupel_value_text("x");
    assert_int_equal(cu_list_encode(&cu_dialect_mysql, cu_type_of(CUPEL_TEXT), &text, 1, &list,
                                    &one.arena, &one.error),
                     CUPEL_NOT_SUPPORTED);
}

static void test_encode_nothing(void **state)
{
    (void)state;
    cupel_value value = { .kind = CUPEL_KIND_INSTANCE };
    assert_int_equal(cu_mysql_encode(cu_type_of(CUPEL_UNTYPED), &value, &one.arena, &one.error),
                     CUPEL_TYPE_MISMATCH);
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
    cupel_value value = cupel_value_uuid((cupel_uuid_value){ { 1, 2, 3 } });
    cu_test_alloc_fail_at(1, false);
    assert_int_equal(cu_mysql_encode(cu_type_of(CUPEL_UUID), &value, &one.arena, &one.error),
                     CUPEL_NO_MEMORY);
    cu_test_alloc_fail_at(0, false);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_types, close_types)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_encode),     TEST(test_lists),     TEST(test_encode_nothing),
        TEST(test_read_kinds), TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
