#include "base/number.h"
#include "sql/type.h"
#include "support/failing_alloc.h"

#include <cupel/datetime.h>
#include <cupel/uuid.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { RED = 3, GREEN = 5 };
CUPEL_ENUM_TYPE(color, "color", { "red", RED }, { "green", GREEN });

static const cupel_type color_type = { .id = CUPEL_ENUM, .enumeration = &color };
static const cupel_type bare_enum = { .id = CUPEL_ENUM };
static const cupel_type money = { .id = CUPEL_NUMERIC, .precision = 10, .scale = 2 };

/* What a conversion works with. */
typedef struct bench {
    cu_arena arena;
    cu_error error;
} bench;

static int set_up(void **state)
{
    static bench one;
    cu_test_alloc_install();
    cu_arena_init(&one.arena, 0);
    cu_error_init(&one.error);
    *state = &one;
    return 0;
}

static int tear_down(void **state)
{
    bench *one = *state;
    cu_arena_free(&one->arena);
    cu_error_free(&one->error);
    cu_test_alloc_uninstall();
    return 0;
}

static void check_equal(const cupel_value *value, const cupel_value *expected)
{
    if (!cupel_value_equal(value, expected))
        fail_msg("a %s (%lld), not the %s expected", cupel_kind_name((cupel_kind)value->kind),
                 (long long)value->as.integer, cupel_kind_name((cupel_kind)expected->kind));
}

static void adjusts(bench *one, const cupel_type *type, cupel_value value, cupel_value expected)
{
    cupel_code code = cu_type_adjust(type, &value, &one->arena, "column t.c", &one->error);
    if (code != CUPEL_OK)
        fail_msg("%s", one->error.public.text);
    check_equal(&value, &expected);
}

static void reads(bench *one, const cupel_type *type, cupel_value value, cupel_value expected)
{
    cupel_code code = cu_type_read(type, &value, &one->arena, "column t.c", &one->error);
    if (code != CUPEL_OK)
        fail_msg("%s", one->error.public.text);
    check_equal(&value, &expected);
}

/* Refused, with a message that begins with the place, and the value as it was. */
static void refuses(bench *one, const cupel_type *type, cupel_value value, cupel_code code)
{
    cupel_value before = value;
    cupel_code got = cu_type_adjust(type, &value, &one->arena, "column t.c", &one->error);
    if (got != code)
        fail_msg("%s to %s: %s", cupel_kind_name((cupel_kind)before.kind),
                 cupel_type_name(type->id), cupel_code_name(got));
    assert_int_equal(strncmp(one->error.public.text, "column t.c: ", 12), 0);
    assert_memory_equal(&value, &before, sizeof value);
}

static void cannot_read(bench *one, const cupel_type *type, cupel_value value)
{
    cupel_value before = value;
    assert_int_equal(cu_type_read(type, &value, &one->arena, "column t.c", &one->error),
                     CUPEL_DATA_ERROR);
    assert_int_equal(strncmp(one->error.public.text, "column t.c: ", 12), 0);
    assert_memory_equal(&value, &before, sizeof value);
}

static cupel_value text(const char *characters)
{
    return cupel_value_text(characters);
}

static cupel_value decimal(const char *digits)
{
    return cupel_value_decimal((cupel_decimal_value){ digits });
}

static cupel_value json(const char *document)
{
    return cupel_value_json((cupel_json_value){ document });
}

static cupel_value blob(const void *data, size_t size)
{
    return cupel_value_blob((cupel_blob_value){ data, size });
}

static cupel_value natural(uint64_t number)
{
    return cupel_value_of_unsigned(number);
}

/* ---- every kind to every type ------------------------------------------------------------------ */

#define KINDS CUPEL_KIND_EXPRESSION

/* A value of each kind that as many types as possible take. */
static cupel_value sample(cupel_kind kind, cupel_type_id id)
{
    switch (kind) {
    case CUPEL_KIND_BOOL: return cupel_value_bool(true);
    case CUPEL_KIND_INT: return cupel_value_int(id == CUPEL_ENUM ? RED : 1);
    case CUPEL_KIND_UNSIGNED:
        return (cupel_value){ .kind = CUPEL_KIND_UNSIGNED, .as = { .natural = 1 } };
    case CUPEL_KIND_DOUBLE: return cupel_value_double(1);
    case CUPEL_KIND_TEXT:
        switch (id) {
        case CUPEL_DATE: return text("2024-02-29");
        case CUPEL_TIME: return text("12:30:00");
        case CUPEL_DATETIME: return text("2024-02-29 12:30:00");
        case CUPEL_TIMESTAMP: return text("2024-02-29 12:30:00Z");
        case CUPEL_INTERVAL: return text("PT1S");
        case CUPEL_UUID: return text("01234567-89ab-cdef-0123-456789abcdef");
        case CUPEL_ENUM: return text("red");
        default: return text("1");
        }
    case CUPEL_KIND_BLOB: return blob("0123456789abcdef", 16);
    case CUPEL_KIND_DATE: return cupel_value_date((cupel_date_value){ 2024, 2, 29 });
    case CUPEL_KIND_TIME: return cupel_value_time((cupel_time_value){ 12, 30, 0, 0 });
    case CUPEL_KIND_DATETIME:
        return cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 12, 30, 0, 0 });
    case CUPEL_KIND_TIMESTAMP: return cupel_value_timestamp((cupel_timestamp_value){ 1 });
    case CUPEL_KIND_INTERVAL: return cupel_value_interval((cupel_interval_value){ 1 });
    case CUPEL_KIND_DECIMAL: return decimal("1");
    case CUPEL_KIND_UUID: return cupel_value_uuid((cupel_uuid_value){ { 1 } });
    case CUPEL_KIND_JSON: return json("1");
    default: return cupel_value_null();
    }
}

#define BIT(name) (1u << CUPEL_KIND_##name)

/* Written out again, so that no kind slips in by accident. */
static const struct {
    uint32_t in, out;
} taken[CUPEL_TYPE_COUNT] = {
    [CUPEL_UNTYPED] = { (1u << KINDS) - 1, (1u << KINDS) - 1 },
    [CUPEL_BOOLEAN] = { BIT(BOOL) | BIT(INT), BIT(BOOL) | BIT(INT) },
#define INTEGERS                                                                          \
    {                                                                                     \
        BIT(BOOL) | BIT(INT) | BIT(UNSIGNED),                                             \
            BIT(BOOL) | BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE) | BIT(DECIMAL) | BIT(TEXT) \
    }
    [CUPEL_SMALL_INTEGER] = INTEGERS,
    [CUPEL_INTEGER] = INTEGERS,
    [CUPEL_BIG_INTEGER] = INTEGERS,
#define REALS                                                                 \
    {                                                                         \
        BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE),                               \
            BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE) | BIT(DECIMAL) | BIT(TEXT) \
    }
    [CUPEL_FLOAT] = REALS,
    [CUPEL_DOUBLE] = REALS,
    [CUPEL_NUMERIC] = { BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE) | BIT(DECIMAL) | BIT(TEXT),
                        BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE) | BIT(DECIMAL) | BIT(TEXT) },
#define TEXTS_OUT (BIT(INT) | BIT(UNSIGNED) | BIT(DOUBLE) | BIT(TEXT) | BIT(DECIMAL) | BIT(JSON))
    [CUPEL_STRING] = { BIT(TEXT), TEXTS_OUT },
    [CUPEL_TEXT] = { BIT(TEXT), TEXTS_OUT },
    [CUPEL_BLOB] = { BIT(BLOB), BIT(BLOB) | BIT(TEXT) },
    [CUPEL_DATE] = { BIT(DATE) | BIT(TEXT), BIT(DATE) | BIT(TEXT) },
    [CUPEL_TIME] = { BIT(TIME) | BIT(TEXT), BIT(TIME) | BIT(TEXT) },
    [CUPEL_DATETIME] = { BIT(DATE) | BIT(DATETIME) | BIT(TEXT),
                         BIT(DATE) | BIT(DATETIME) | BIT(TIMESTAMP) | BIT(TEXT) },
    [CUPEL_TIMESTAMP] = { BIT(TIMESTAMP) | BIT(TEXT), BIT(TIMESTAMP) | BIT(DATETIME) | BIT(TEXT) },
    [CUPEL_INTERVAL] = { BIT(INTERVAL) | BIT(TEXT), BIT(INTERVAL) | BIT(INT) | BIT(TEXT) },
    [CUPEL_UUID] = { BIT(UUID) | BIT(TEXT), BIT(UUID) | BIT(TEXT) | BIT(BLOB) },
    [CUPEL_JSON] = { BIT(JSON) | BIT(TEXT), TEXTS_OUT | BIT(BOOL) },
    [CUPEL_ENUM] = { BIT(INT) | BIT(TEXT), BIT(TEXT) },
};

static void test_every_kind_to_every_type(void **state)
{
    bench *one = *state;
    for (int id = 0; id < CUPEL_TYPE_COUNT; id++) {
        const cupel_type *type = id == CUPEL_ENUM ? &color_type : cu_type_of((cupel_type_id)id);
        for (int kind = 1; kind < CUPEL_KIND_COUNT; kind++) {
            cupel_value value = sample((cupel_kind)kind, type->id);
            value.kind = (uint32_t)kind;
            cupel_value same = value;
            bool in = kind < KINDS && taken[id].in >> kind & 1;
            bool out = kind < KINDS && taken[id].out >> kind & 1;
            cupel_code code = cu_type_adjust(type, &value, &one->arena, "x", &one->error);
            if (code != (in ? CUPEL_OK : CUPEL_TYPE_MISMATCH))
                fail_msg("adjusting %s for %s: %s", cupel_kind_name((cupel_kind)kind),
                         cupel_type_name(type->id), cupel_code_name(code));
            code = cu_type_read(type, &same, &one->arena, "x", &one->error);
            if (code != (out ? CUPEL_OK : CUPEL_DATA_ERROR))
                fail_msg("reading %s as %s: %s", cupel_kind_name((cupel_kind)kind),
                         cupel_type_name(type->id), cupel_code_name(code));
            if (out && id != CUPEL_UNTYPED)
                assert_int_equal(same.kind, cu_type_kind(type->id));
        }
        adjusts(one, type, cupel_value_null(), cupel_value_null());
        reads(one, type, cupel_value_null(), cupel_value_null());
    }
}

/* ---- type by type ------------------------------------------------------------------------------ */

static void test_boolean(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_BOOLEAN);
    adjusts(one, type, cupel_value_int(0), cupel_value_bool(false));
    adjusts(one, type, cupel_value_int(1), cupel_value_bool(true));
    refuses(one, type, cupel_value_int(2), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_int(-1), CUPEL_DATA_ERROR);
    assert_non_null(strstr(one->error.public.text, "-1"));
    reads(one, type, cupel_value_int(1), cupel_value_bool(true));
    cannot_read(one, type, cupel_value_int(INT64_MIN));
}

static void test_integers(void **state)
{
    bench *one = *state;
    static const cupel_type_id ids[] = { CUPEL_INTEGER, CUPEL_BIG_INTEGER };
    for (size_t i = 0; i < CU_LENGTH(ids); i++) {
        const cupel_type *type = cu_type_of(ids[i]);
        adjusts(one, type, cupel_value_int(INT64_MIN), cupel_value_int(INT64_MIN));
        adjusts(one, type, cupel_value_int(INT64_MAX), cupel_value_int(INT64_MAX));
        adjusts(one, type, cupel_value_bool(true), cupel_value_int(1));
        refuses(one, type, natural((uint64_t)INT64_MAX + 1), CUPEL_DATA_ERROR);
        assert_non_null(strstr(one->error.public.text, "9223372036854775808"));
        refuses(one, type, cupel_value_double(1), CUPEL_TYPE_MISMATCH);
        refuses(one, type, text("1"), CUPEL_TYPE_MISMATCH);
        reads(one, type, cupel_value_double(-3), cupel_value_int(-3));
        reads(one, type, cupel_value_double(-0x1p63), cupel_value_int(INT64_MIN));
        cannot_read(one, type, cupel_value_double(0x1p63));
        cannot_read(one, type, cupel_value_double(0.5));
        cannot_read(one, type, cupel_value_double((double)NAN));
        cannot_read(one, type, cupel_value_double((double)INFINITY));
        reads(one, type, decimal("12.00"), cupel_value_int(12));
        reads(one, type, decimal("-9223372036854775808"), cupel_value_int(INT64_MIN));
        cannot_read(one, type, decimal("12.5"));
        cannot_read(one, type, decimal("9223372036854775808"));
        reads(one, type, text("-7"), cupel_value_int(-7));
        cannot_read(one, type, text("seven"));
        cannot_read(one, type, text("7.0"));
    }
    const cupel_type *small = cu_type_of(CUPEL_SMALL_INTEGER);
    adjusts(one, small, cupel_value_int(32767), cupel_value_int(32767));
    adjusts(one, small, cupel_value_int(-32768), cupel_value_int(-32768));
    refuses(one, small, cupel_value_int(32768), CUPEL_DATA_ERROR);
    refuses(one, small, cupel_value_int(-32769), CUPEL_DATA_ERROR);
    cannot_read(one, small, cupel_value_int(65536));
}

static void test_doubles(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_DOUBLE);
    adjusts(one, type, cupel_value_int(-5), cupel_value_double(-5));
    adjusts(one, type, cupel_value_int(INT64_C(1) << 53), cupel_value_double(0x1p53));
    refuses(one, type, cupel_value_int((INT64_C(1) << 53) + 1), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_int(INT64_MAX), CUPEL_DATA_ERROR);
    adjusts(one, type, cupel_value_int(INT64_MIN), cupel_value_double(-0x1p63));
    adjusts(one, type, natural(UINT64_C(1) << 63), cupel_value_double(0x1p63));
    refuses(one, type, natural(UINT64_MAX), CUPEL_DATA_ERROR);
    adjusts(one, type, cupel_value_double((double)NAN), cupel_value_double((double)NAN));
    adjusts(one, type, cupel_value_double(-(double)INFINITY),
            cupel_value_double(-(double)INFINITY));
    reads(one, type, text("NaN"), cupel_value_double((double)NAN));
    reads(one, type, text("-Infinity"), cupel_value_double(-(double)INFINITY));
    reads(one, type, text("0.1"), cupel_value_double(0.1));
    reads(one, type, decimal("0.1"), cupel_value_double(0.1));
    cannot_read(one, type, text("x"));
    cannot_read(one, type, decimal("1e400"));
}

static void check_decimal(bench *one, const cupel_type *type, cupel_value value, bool reading,
                          const char *expected)
{
    cupel_code code = reading ? cu_type_read(type, &value, &one->arena, "x", &one->error)
                              : cu_type_adjust(type, &value, &one->arena, "x", &one->error);
    assert_int_equal(code, CUPEL_OK);
    assert_int_equal(value.kind, CUPEL_KIND_DECIMAL);
    assert_int_equal(value.length, strlen(expected));
    assert_string_equal(value.as.text, expected);
}

static void test_numeric(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_NUMERIC);
    check_decimal(one, type, cupel_value_int(INT64_MIN), false, "-9223372036854775808");
    check_decimal(one, type, natural(UINT64_MAX), false, "18446744073709551615");
    check_decimal(one, type, cupel_value_double(0.1), false, "0.1");
    check_decimal(one, type, cupel_value_double(1e23), false, "100000000000000000000000");
    check_decimal(one, type, cupel_value_double(1e-7), false, "0.0000001");
    check_decimal(one, type, cupel_value_double(3), false, "3");
    check_decimal(one, type, cupel_value_double((double)NAN), false, "NaN");
    check_decimal(one, type, text("+1.50"), false, "1.50");
    check_decimal(one, type, decimal("1.50"), false, "1.50");
    check_decimal(one, type, decimal("15e-1"), false, "1.5");
    refuses(one, type, text("1,5"), CUPEL_DATA_ERROR);
    refuses(one, type, decimal("abc"), CUPEL_DATA_ERROR);
    refuses(one, type, decimal("1e999999"), CUPEL_DATA_ERROR);
    refuses(one, type, text("\xFF"), CUPEL_DATA_ERROR);
    /* Read with the places the column has, whatever the database kept of them. */
    check_decimal(one, &money, cupel_value_int(12), true, "12.00");
    check_decimal(one, &money, cupel_value_double(12.5), true, "12.50");
    check_decimal(one, &money, cupel_value_double(0.05), true, "0.05");
    /* What binary calculation left behind them is not the number's, other digits are. */
    check_decimal(one, &money, cupel_value_double(5.96 + 1.98), true, "7.94");
    check_decimal(one, &money, cupel_value_double(833.0400000000013), true, "833.04");
    check_decimal(one, &money, cupel_value_double(-0.1 - 0.2), true, "-0.30");
    check_decimal(one, &money, cupel_value_double(0.1 + 0.2 - 0.3), true,
                  "0.00000000000000005551115123125783");
    check_decimal(one, &money, cupel_value_double(0.99 * 0.99), true, "0.9801");
    check_decimal(one, &money, cupel_value_double(1000000.0001), true, "1000000.0001");
    check_decimal(one, &money, cupel_value_double(99999999.99), true, "99999999.99");
    check_decimal(one, &money, cupel_value_double(1e20), true, "100000000000000000000.00");
    check_decimal(one, &money, cupel_value_double(-0.0), true, "0.00");
    check_decimal(one, &money, cupel_value_double((double)NAN), true, "NaN");
    check_decimal(one, type, cupel_value_double(5.96 + 1.98), true, "7.9399999999999995");
    check_decimal(one, &money, text("12.5"), true, "12.50");
    check_decimal(one, &money, decimal("12.345"), true, "12.345");
    check_decimal(one, &money, text("NaN"), true, "NaN");
    /* Written as given. */
    check_decimal(one, &money, text("12.5"), false, "12.5");
    cannot_read(one, type, text("x"));
}

static void test_texts(void **state)
{
    bench *one = *state;
    static const cupel_type_id ids[] = { CUPEL_STRING, CUPEL_TEXT, CUPEL_JSON, CUPEL_UNTYPED };
    for (size_t i = 0; i < CU_LENGTH(ids); i++) {
        const cupel_type *type = cu_type_of(ids[i]);
        cupel_value good = text("it's \xC3\xBC\xF0\x9F\x98\x80");
        cupel_value expected = good;
        if (ids[i] == CUPEL_JSON)
            expected.kind = CUPEL_KIND_JSON;
        adjusts(one, type, good, expected);
        refuses(one, type, text("abc\xC3"), CUPEL_INVALID_ARGUMENT);
        assert_int_equal(one->error.public.reason, CUPEL_REASON_INVALID_TEXT);
        assert_non_null(strstr(one->error.public.text, "byte 3"));
        refuses(one, type, cupel_value_text_length("ab\0c", 4), CUPEL_INVALID_ARGUMENT);
        assert_int_equal(one->error.public.reason, CUPEL_REASON_INVALID_TEXT);
        assert_non_null(strstr(one->error.public.text, "byte 2"));
    }
    const cupel_type *string = cu_type_of(CUPEL_STRING);
    adjusts(one, string, text(""), text(""));
    /* What a database holds is given as it is. */
    reads(one, string, text("\xFF"), text("\xFF"));
    reads(one, string, cupel_value_int(-7), text("-7"));
    reads(one, string, cupel_value_double(0.5), text("0.5"));
    reads(one, string, decimal("1.50"), text("1.50"));
    reads(one, string, natural(UINT64_MAX), text("18446744073709551615"));
    const cupel_type *document = cu_type_of(CUPEL_JSON);
    reads(one, document, cupel_value_int(5), json("5"));
    reads(one, document, cupel_value_bool(true), json("true"));
    reads(one, document, cupel_value_bool(false), json("false"));
    refuses(one, cu_type_of(CUPEL_UNTYPED), json("\xC0\x80"), CUPEL_INVALID_ARGUMENT);
}

static void test_blobs(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_BLOB);
    adjusts(one, type, blob("\xFF\0", 2), blob("\xFF\0", 2));
    adjusts(one, type, blob("", 0), blob("", 0));
    reads(one, type, text("abc"), blob("abc", 3));
}

static void test_dates(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_DATE);
    adjusts(one, type, text("1969-12-31"), cupel_value_date((cupel_date_value){ 1969, 12, 31 }));
    adjusts(one, type, text("+294276-12-31"),
            cupel_value_date((cupel_date_value){ 294276, 12, 31 }));
    refuses(one, type, text("2023-02-29"), CUPEL_DATA_ERROR);
    refuses(one, type, text(""), CUPEL_DATA_ERROR);
    refuses(one, type, text("2024-02-29 00:00:00"), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_date((cupel_date_value){ 2023, 2, 29 }), CUPEL_DATA_ERROR);
    refuses(one, cu_type_of(CUPEL_UNTYPED), cupel_value_date((cupel_date_value){ 2023, 2, 29 }),
            CUPEL_DATA_ERROR);
    assert_null(strstr(one->error.public.text, "not set"));
    refuses(one, type, cupel_value_date((cupel_date_value){ 0 }), CUPEL_DATA_ERROR);
    assert_non_null(strstr(one->error.public.text, "was it not set? cupel_null_date"));
    refuses(one, cu_type_of(CUPEL_DATETIME), cupel_value_datetime((cupel_datetime_value){ 0 }),
            CUPEL_DATA_ERROR);
    assert_non_null(strstr(one->error.public.text, "was it not set?"));
    refuses(one, type, sample(CUPEL_KIND_DATETIME, CUPEL_DATE), CUPEL_TYPE_MISMATCH);
    cannot_read(one, type, text("yesterday"));
    /* Text without a NUL behind it. */
    adjusts(one, type, cupel_value_text_length("2024-02-29xyz", 10),
            cupel_value_date((cupel_date_value){ 2024, 2, 29 }));
}

static void test_times(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_TIME);
    cupel_value last = cupel_value_time((cupel_time_value){ 23, 59, 59, 999999 });
    adjusts(one, type, text("23:59:59.999999"), last);
    adjusts(one, type, last, last);
    refuses(one, type, text("24:00:00"), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_time((cupel_time_value){ 24, 0, 0, 0 }), CUPEL_DATA_ERROR);
    refuses(one, cu_type_of(CUPEL_UNTYPED), cupel_value_time((cupel_time_value){ 0, 60, 0, 0 }),
            CUPEL_DATA_ERROR);
}

static void test_datetimes(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_DATETIME);
    cupel_value noon = cupel_value_datetime((cupel_datetime_value){ 2040, 1, 2, 12, 0, 0, 500000 });
    cupel_value midnight = cupel_value_datetime((cupel_datetime_value){ 2040, 1, 2, 0, 0, 0, 0 });
    adjusts(one, type, text("2040-01-02T12:00:00.5"), noon);
    adjusts(one, type, noon, noon);
    adjusts(one, type, cupel_value_date((cupel_date_value){ 2040, 1, 2 }), midnight);
    adjusts(one, type, text("2040-01-02"), midnight);
    refuses(one, type, text("2040-01-02 12:00:00Z"), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_date((cupel_date_value){ 2040, 13, 2 }), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_timestamp((cupel_timestamp_value){ 0 }), CUPEL_TYPE_MISMATCH);
    refuses(one, cu_type_of(CUPEL_UNTYPED),
            cupel_value_datetime((cupel_datetime_value){ 2040, 1, 2, 12, 0, 60, 0 }),
            CUPEL_DATA_ERROR);
    reads(one, type, cupel_value_timestamp(cupel_timestamp_from_utc(noon.as.datetime)), noon);
    cannot_read(one, type, text("now"));
}

static void test_timestamps(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_TIMESTAMP);
    cupel_value before = cupel_value_timestamp((cupel_timestamp_value){ -1500000 });
    adjusts(one, type, text("1970-01-01 01:59:58.5+02:00"), before);
    adjusts(one, type, before, before);
    refuses(one, type, text("1969-12-31 23:59:58.5"), CUPEL_DATA_ERROR);
    refuses(one, type, sample(CUPEL_KIND_DATETIME, CUPEL_TIMESTAMP), CUPEL_TYPE_MISMATCH);
    /* A database without zones keeps UTC. */
    reads(one, type, text("1969-12-31 23:59:58.5"), before);
    reads(one, type,
          cupel_value_datetime((cupel_datetime_value){ 1969, 12, 31, 23, 59, 58, 500000 }), before);
    cannot_read(one, type,
                cupel_value_datetime((cupel_datetime_value){ 1969, 0, 31, 23, 59, 58, 0 }));
    cannot_read(one, type, text("then"));
}

static void test_intervals(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_INTERVAL);
    adjusts(one, type, text("-PT1.5S"), cupel_value_interval((cupel_interval_value){ -1500000 }));
    refuses(one, type, cupel_value_int(5), CUPEL_TYPE_MISMATCH);
    refuses(one, type, text("1 day"), CUPEL_DATA_ERROR);
    reads(one, type, cupel_value_int(INT64_MIN),
          cupel_value_interval((cupel_interval_value){ INT64_MIN }));
}

static void test_uuids(void **state)
{
    bench *one = *state;
    const cupel_type *type = cu_type_of(CUPEL_UUID);
    cupel_uuid_value uuid;
    assert_true(cupel_uuid_parse("01234567-89ab-cdef-0123-456789abcdef", &uuid));
    cupel_value expected = cupel_value_uuid(uuid);
    adjusts(one, type, text("01234567-89AB-cdef-0123-456789abcdef"), expected);
    adjusts(one, type, text("0123456789abcdef0123456789abcdef"), expected);
    adjusts(one, type, text("{01234567-89ab-cdef-0123-456789abcdef}"), expected);
    adjusts(one, type, cupel_value_text_length("0123456789abcdef0123456789abcdef!", 32), expected);
    refuses(one, type, text("0123"), CUPEL_DATA_ERROR);
    refuses(one, type, text(""), CUPEL_DATA_ERROR);
    refuses(one, type, text("{01234567-89ab-cdef-0123-456789abcdef}}}}}}"), CUPEL_DATA_ERROR);
    refuses(one, type, cupel_value_text_length("0123456789abcdef0123456789abcdef\0", 33),
            CUPEL_DATA_ERROR);
    reads(one, type, blob(uuid.bytes, 16), expected);
    cannot_read(one, type, blob(uuid.bytes, 15));
}

static void test_enumerations(void **state)
{
    bench *one = *state;
    adjusts(one, &color_type, cupel_value_int(GREEN), text("green"));
    adjusts(one, &color_type, text("red"), text("red"));
    refuses(one, &color_type, cupel_value_int(4), CUPEL_DATA_ERROR);
    assert_non_null(strstr(one->error.public.text, "color"));
    refuses(one, &color_type, text("blue"), CUPEL_DATA_ERROR);
    refuses(one, &color_type, text("gr\xC3"), CUPEL_INVALID_ARGUMENT);
    reads(one, &color_type, text("green"), cupel_value_int(GREEN));
    cannot_read(one, &color_type, text("blue"));
    cannot_read(one, &color_type, text("\xFF"));
    cannot_read(one, &color_type, cupel_value_int(GREEN));
    /* Without the names, they are only texts. */
    adjusts(one, &bare_enum, text("blue"), text("blue"));
    refuses(one, &bare_enum, cupel_value_int(1), CUPEL_TYPE_MISMATCH);
    reads(one, &bare_enum, text("blue"), text("blue"));
    static const cupel_enum_item items[] = { { "on", 1 } };
    static const cupel_enum nameless = { NULL, items, 1 };
    static const cupel_type type = { .id = CUPEL_ENUM, .enumeration = &nameless };
    refuses(one, &type, cupel_value_int(2), CUPEL_DATA_ERROR);
    refuses(one, &type, text("off"), CUPEL_DATA_ERROR);
}

static void test_messages_are_short(void **state)
{
    bench *one = *state;
    char long_text[1001];
    memset(long_text, 'x', 1000);
    long_text[1000] = '\0';
    refuses(one, cu_type_of(CUPEL_DATE), text(long_text), CUPEL_DATA_ERROR);
    assert_true(strlen(one->error.public.text) < 200);
    static const cupel_type nonsense = { .id = (cupel_type_id)99 };
    adjusts(one, &nonsense, cupel_value_int(1), cupel_value_int(1));
}

/* Each conversion that makes text, with no memory for it. */
static void test_no_memory(void **state)
{
    bench *one = *state;
    static const struct {
        cupel_type_id id;
        bool reading;
    } cases[] = { { CUPEL_NUMERIC, false },
                  { CUPEL_NUMERIC, true },
                  { CUPEL_STRING, true },
                  { CUPEL_JSON, true } };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_arena arena;
        cu_arena_init(&arena, 0);
        cu_test_alloc_fail_at(1, true);
        cupel_value value = cupel_value_int(5);
        const cupel_type *type = cu_type_of(cases[i].id);
        cupel_code code = cases[i].reading ? cu_type_read(type, &value, &arena, "x", &one->error)
                                           : cu_type_adjust(type, &value, &arena, "x", &one->error);
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, CUPEL_NO_MEMORY);
        assert_int_equal(value.kind, CUPEL_KIND_INT);
        cu_arena_free(&arena);
    }
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_test_alloc_fail_at(1, true);
    cupel_value value = text("1e5");
    assert_int_equal(cu_type_adjust(cu_type_of(CUPEL_NUMERIC), &value, &arena, "x", &one->error),
                     CUPEL_NO_MEMORY);
    cu_test_alloc_fail_at(0, false);
    cu_arena_free(&arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_kind_to_every_type),
        TEST(test_boolean),
        TEST(test_integers),
        TEST(test_doubles),
        TEST(test_numeric),
        TEST(test_texts),
        TEST(test_blobs),
        TEST(test_dates),
        TEST(test_times),
        TEST(test_datetimes),
        TEST(test_timestamps),
        TEST(test_intervals),
        TEST(test_uuids),
        TEST(test_enumerations),
        TEST(test_messages_are_short),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
