#include "dialects/sqlite/types.h"

#include "dialects/sqlite/dialect.h"
#include "engine/bind.h"
#include "engine/list.h"
#include "sql/type.h"
#include <cupel/log.h>
#include <cupel/uuid.h>

#include "../../support/failing_alloc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct types_fixture {
    cu_arena arena;
    cu_error error;
} types_fixture;

static types_fixture one;

/* A value as it is bound; text of it for comparing. */
static const char *encoded(cupel_type type, cupel_value value)
{
    static char text[300];
    cupel_code code = cu_bind_value(&cu_dialect_sqlite, &type, &value, &one.arena, "v", &one.error);
    if (code != CUPEL_OK)
        return cupel_code_name(code);
    assert_true((CU_SQLITE_NATIVE_KINDS >> value.kind & 1) != 0);
    cupel_log_record record = { .values = &value, .values_per_set = 1, .sets = 1 };
    cupel_log_parameters(&record, text, sizeof text);
    return text;
}

#define TYPE(type_id) (*cu_type_of(type_id))

static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(encoded(TYPE(CUPEL_BOOLEAN), cupel_value_bool(true)), "(1)");
    assert_string_equal(encoded(TYPE(CUPEL_BOOLEAN), cupel_value_bool(false)), "(0)");
    assert_string_equal(encoded(TYPE(CUPEL_INTEGER), cupel_value_int(INT64_MIN)),
                        "(-9223372036854775808)");
    assert_string_equal(encoded(TYPE(CUPEL_UNTYPED), cupel_value_of_unsigned(UINT64_MAX)),
                        "DATA_ERROR");
    assert_string_equal(
        encoded(TYPE(CUPEL_INTERVAL), cupel_value_interval((cupel_interval_value){ INT64_MIN })),
        "(-9223372036854775808)");
    assert_string_equal(encoded(TYPE(CUPEL_DOUBLE), cupel_value_double(0.1)), "(0.1)");
    assert_string_equal(encoded(TYPE(CUPEL_DOUBLE), cupel_value_null()), "(NULL)");
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        cupel_datetime_value value;
        const char *expected;
    } cases[] = {
        { { 2024, 2, 29, 23, 59, 59, 123456 }, "('2024-02-29 23:59:59.123456')" },
        { { 2024, 1, 1, 0, 0, 0, 0 }, "('2024-01-01 00:00:00.000000')" },
        { { 1901, 12, 31, 1, 2, 3, 5 }, "('1901-12-31 01:02:03.000005')" },
        { { 2038, 1, 19, 3, 14, 8, 999999 }, "('2038-01-19 03:14:08.999999')" },
        { { 0, 1, 1, 0, 0, 0, 0 }, "('0000-01-01 00:00:00.000000')" },
        { { -4712, 1, 1, 0, 0, 0, 0 }, "('-04712-01-01 00:00:00.000000')" },
        { { 294276, 12, 31, 0, 0, 0, 0 }, "('+294276-12-31 00:00:00.000000')" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        assert_string_equal(encoded(TYPE(CUPEL_DATETIME), cupel_value_datetime(cases[i].value)),
                            cases[i].expected);
    assert_string_equal(
        encoded(TYPE(CUPEL_DATE), cupel_value_date((cupel_date_value){ 1969, 12, 31 })),
        "('1969-12-31')");
    assert_string_equal(
        encoded(TYPE(CUPEL_TIME), cupel_value_time((cupel_time_value){ 1, 2, 3, 0 })),
        "('01:02:03.000000')");
    assert_string_equal(
        encoded(TYPE(CUPEL_TIME), cupel_value_time((cupel_time_value){ 1, 2, 3, 7 })),
        "('01:02:03.000007')");
    assert_string_equal(
        encoded(TYPE(CUPEL_TIMESTAMP), cupel_value_timestamp((cupel_timestamp_value){ -1 })),
        "('1969-12-31 23:59:59.999999+00:00')");
    assert_string_equal(
        encoded(TYPE(CUPEL_TIMESTAMP), cupel_value_timestamp((cupel_timestamp_value){ 0 })),
        "('1970-01-01 00:00:00.000000+00:00')");
}

static void test_texts(void **state)
{
    (void)state;
    cupel_uuid_value uuid;
    assert_true(cupel_uuid_parse("01234567-89ab-cdef-0123-456789ABCDEF", &uuid));
    assert_string_equal(encoded(TYPE(CUPEL_UUID), cupel_value_uuid(uuid)),
                        "('0123456789abcdef0123456789abcdef')");
    assert_string_equal(encoded(TYPE(CUPEL_JSON), cupel_value_json((cupel_json_value){ "[1]" })),
                        "('[1]')");
    assert_string_equal(encoded(TYPE(CUPEL_TEXT), cupel_value_text("")), "('')");
    assert_string_equal(
        encoded(TYPE(CUPEL_BLOB), cupel_value_blob((cupel_blob_value){ "\xFF", 1 })), "(X'FF')");
}

static cupel_value decimal(const char *digits)
{
    return cupel_value_decimal((cupel_decimal_value){ digits });
}

static void test_decimals(void **state)
{
    (void)state;
    const cupel_type money = { .id = CUPEL_NUMERIC, .precision = 10, .scale = 2 };
    const cupel_type exact = { .id = CUPEL_NUMERIC, .precision = 15, .scale = 5 };
    const cupel_type large = { .id = CUPEL_NUMERIC, .precision = 30, .scale = 2 };
    const cupel_type any = { .id = CUPEL_NUMERIC };
    /* Numbers, where SQLite can calculate with them and lose nothing. */
    assert_string_equal(encoded(money, decimal("12.50")), "(12.5)");
    assert_string_equal(encoded(money, decimal("12.00")), "(12)");
    assert_string_equal(encoded(money, decimal("-0.01")), "(-0.01)");
    assert_string_equal(encoded(money, decimal("0")), "(0)");
    assert_string_equal(encoded(exact, decimal("1234567890.12345")), "(1234567890.12345)");
    assert_string_equal(encoded(money, cupel_value_int(5)), "(5)");
    /* Text else. */
    assert_string_equal(encoded(large, decimal("12.50")), "('12.50')");
    assert_string_equal(encoded(any, decimal("12.50")), "('12.50')");
    assert_string_equal(encoded(any, decimal("1234567890123456789012345678.5")),
                        "('1234567890123456789012345678.5')");
    assert_string_equal(encoded(TYPE(CUPEL_UNTYPED), decimal("12.50")), "('12.50')");
    /* A number is no text: cupel_cast() makes it one. */
    assert_string_equal(encoded(TYPE(CUPEL_TEXT), decimal("12.50")), "TYPE_MISMATCH");
}

/* Called with what nobody adjusted before. */
static void test_encode_alone(void **state)
{
    (void)state;
    const cupel_type money = { .id = CUPEL_NUMERIC, .precision = 10, .scale = 2 };
    static const char *const texts[] = { "NaN", "Infinity", "nonsense", "1234567890123456.5" };
    for (size_t i = 0; i < CU_LENGTH(texts); i++) {
        cupel_value value = decimal(texts[i]);
        assert_int_equal(cu_sqlite_encode(&money, &value, &one.arena, &one.error), CUPEL_OK);
        assert_int_equal(value.kind, CUPEL_KIND_TEXT);
        assert_string_equal(value.as.text, texts[i]);
    }
    cupel_value value = decimal("00012.5e1");
    assert_int_equal(cu_sqlite_encode(&money, &value, &one.arena, &one.error), CUPEL_OK);
    assert_int_equal(value.kind, CUPEL_KIND_INT);
    assert_int_equal(value.as.integer, 125);
    value = decimal("1e-3");
    assert_int_equal(cu_sqlite_encode(&money, &value, &one.arena, &one.error), CUPEL_OK);
    assert_true(value.kind == CUPEL_KIND_DOUBLE && value.as.real == 0.001);
    value = decimal("1e300");
    assert_int_equal(cu_sqlite_encode(&money, &value, &one.arena, &one.error), CUPEL_OK);
    assert_true(value.kind == CUPEL_KIND_DOUBLE && value.as.real == 1e300);
    value.kind = CUPEL_KIND_QUERY;
    assert_int_equal(cu_sqlite_encode(&money, &value, &one.arena, &one.error), CUPEL_TYPE_MISMATCH);
}

static void test_lists(void **state)
{
    (void)state;
    const cupel_value values[] = {
        cupel_value_int(1),
        cupel_value_null(),
        cupel_value_int(INT64_MIN),
    };
    const cupel_value texts[] = { cupel_value_text("it's \"x\" \\ \n\t \xC3\xA9"),
                                  cupel_value_text("") };
    const cupel_value reals[] = { cupel_value_double(0.5), cupel_value_double(HUGE_VAL),
                                  cupel_value_double(-HUGE_VAL), cupel_value_double(NAN) };
    const cupel_value dates[] = { cupel_value_date((cupel_date_value){ 2024, 1, 2 }) };
    const cupel_value truths[] = { cupel_value_bool(true), cupel_value_bool(false) };
    static const struct {
        cupel_type_id type;
        const cupel_value *values;
        size_t count;
        const char *expected;
    } none = { CUPEL_INTEGER, NULL, 0, "[]" };
    const struct {
        cupel_type_id type;
        const cupel_value *values;
        size_t count;
        const char *expected;
    } cases[] = {
        { CUPEL_INTEGER, values, 3, "[1,null,-9223372036854775808]" },
        { CUPEL_TEXT, texts, 2, "[\"it's \\\"x\\\" \\\\ \\u000a\\u0009 \xC3\xA9\",\"\"]" },
        { CUPEL_DOUBLE, reals, 4, "[0.5,9e999,-9e999,null]" },
        { CUPEL_DATE, dates, 1, "[\"2024-01-02\"]" },
        { CUPEL_BOOLEAN, truths, 2, "[1,0]" },
        { none.type, none.values, none.count, none.expected },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_value out;
        if (cu_list_encode(&cu_dialect_sqlite, cu_type_of(cases[i].type), cases[i].values,
                           cases[i].count, &out, &one.arena, &one.error) != CUPEL_OK)
            fail_msg("%s", one.error.public.text);
        assert_int_equal(out.kind, CUPEL_KIND_TEXT);
        assert_string_equal(out.as.text, cases[i].expected);
        assert_int_equal(out.length, strlen(cases[i].expected));
    }
}

static void test_wrong_lists(void **state)
{
    (void)state;
    const cupel_value blob = cupel_value_blob((cupel_blob_value){ "x", 1 });
    const cupel_value text = cupel_value_text("no number");
    cupel_value out;
    assert_int_equal(cu_list_encode(&cu_dialect_sqlite, cu_type_of(CUPEL_BLOB), &blob, 1, &out,
                                    &one.arena, &one.error),
                     CUPEL_NOT_SUPPORTED);
    assert_int_not_equal(cu_list_encode(&cu_dialect_sqlite, cu_type_of(CUPEL_INTEGER), &text, 1,
                                        &out, &one.arena, &one.error),
                         CUPEL_OK);
    assert_non_null(strstr(one.error.public.text, "value 1 of the list"));
}

static void test_read_kinds(void **state)
{
    (void)state;
    for (int id = 0; id < CUPEL_TYPE_COUNT; id++) {
        cupel_kind kind = cu_dialect_read_kind(&cu_dialect_sqlite, cu_type_of((cupel_type_id)id));
        assert_true((CU_SQLITE_NATIVE_KINDS >> kind & 1) != 0);
        assert_int_equal(kind == CUPEL_KIND_NULL, id == CUPEL_UNTYPED || id == CUPEL_NUMERIC);
    }
    assert_int_equal(
        cu_dialect_read_kind(&cu_dialect_sqlite, &(cupel_type){ .id = (cupel_type_id)99 }),
        CUPEL_KIND_NULL);
}

static void test_no_memory(void **state)
{
    (void)state;
    const cupel_value values[] = { cupel_value_date((cupel_date_value){ 2024, 1, 2 }),
                                   cupel_value_text("x") };
    for (size_t n = 1;; n++) {
        cu_arena arena = { 0 };
        cupel_value value = values[0], out;
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cu_sqlite_encode(cu_type_of(CUPEL_DATE), &value, &arena, &one.error);
        cu_arena_free(&arena);
        if (code == CUPEL_OK)
            code = cu_list_encode(&cu_dialect_sqlite, cu_type_of(CUPEL_TEXT), values + 1, 1, &out,
                                  &arena, &one.error);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, over ? CUPEL_OK : CUPEL_NO_MEMORY);
        cu_arena_free(&arena);
        if (over)
            break;
    }
}

static int set_up(void **state)
{
    cu_test_alloc_install();
    one = (types_fixture){ 0 };
    cu_error_init(&one.error);
    *state = &one;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cu_arena_free(&one.arena);
    cu_error_free(&one.error);
    cu_test_alloc_uninstall();
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_numbers),     TEST(test_dates),        TEST(test_texts),
        TEST(test_decimals),    TEST(test_encode_alone), TEST(test_lists),
        TEST(test_wrong_lists), TEST(test_read_kinds),   TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
