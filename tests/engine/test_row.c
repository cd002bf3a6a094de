#include "engine/row.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A row with a cell of every kind, named as its kind is, and one that is NULL. */
typedef struct row_fixture {
    cu_arena arena;
    cu_error error;
    cupel_row *row;
} row_fixture;

static cupel_value sample(cupel_kind kind)
{
    static const cupel_uuid_value uuid = { { 1, 2, 3 } };
    switch (kind) {
    case CUPEL_KIND_BOOL: return cupel_value_bool(true);
    case CUPEL_KIND_INT: return cupel_value_int(-5);
    case CUPEL_KIND_UNSIGNED: return cupel_value_of_unsigned(UINT64_MAX);
    case CUPEL_KIND_DOUBLE: return cupel_value_double(2.5);
    case CUPEL_KIND_TEXT: return cupel_value_text("12.5");
    case CUPEL_KIND_BLOB: return cupel_value_blob((cupel_blob_value){ "a\0b", 3 });
    case CUPEL_KIND_DATE: return cupel_value_date((cupel_date_value){ 2024, 2, 29 });
    case CUPEL_KIND_TIME: return cupel_value_time((cupel_time_value){ 1, 2, 3, 4 });
    case CUPEL_KIND_DATETIME:
        return cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 4 });
    case CUPEL_KIND_TIMESTAMP: return cupel_value_timestamp((cupel_timestamp_value){ 77 });
    case CUPEL_KIND_INTERVAL: return cupel_value_interval((cupel_interval_value){ -88 });
    case CUPEL_KIND_DECIMAL: return cupel_value_decimal((cupel_decimal_value){ "1.50" });
    case CUPEL_KIND_UUID: return cupel_value_uuid(uuid);
    case CUPEL_KIND_JSON: return cupel_value_json((cupel_json_value){ "{}" });
    case CUPEL_KIND_INSTANCE:
        return (cupel_value){ .kind = CUPEL_KIND_INSTANCE,
                              .as = { .instance = (struct cupel_object *)(uintptr_t)&uuid } };
    default: return cupel_value_null();
    }
}

static const cupel_kind kinds[] = { CUPEL_KIND_NULL,     CUPEL_KIND_BOOL,      CUPEL_KIND_INT,
                                    CUPEL_KIND_UNSIGNED, CUPEL_KIND_DOUBLE,    CUPEL_KIND_TEXT,
                                    CUPEL_KIND_BLOB,     CUPEL_KIND_DATE,      CUPEL_KIND_TIME,
                                    CUPEL_KIND_DATETIME, CUPEL_KIND_TIMESTAMP, CUPEL_KIND_INTERVAL,
                                    CUPEL_KIND_DECIMAL,  CUPEL_KIND_UUID,      CUPEL_KIND_JSON,
                                    CUPEL_KIND_INSTANCE };

static void make(row_fixture *fixture)
{
    cu_arena_init(&fixture->arena, 0);
    cu_error_init(&fixture->error);
    cu_row_shape *shape = cu_row_shape_new(&fixture->arena, CU_LENGTH(kinds), &fixture->error);
    assert_non_null(shape);
    for (size_t i = 0; i < CU_LENGTH(kinds); i++)
        cu_row_shape_set(shape, i, cupel_kind_name(kinds[i]), NULL);
    fixture->row = cu_row_new(&fixture->arena, shape);
    assert_non_null(fixture->row);
    for (size_t i = 0; i < CU_LENGTH(kinds); i++) {
        cupel_value value = sample(kinds[i]);
        assert_true(cu_row_set(fixture->row, &fixture->arena, i, &value));
    }
}

static void destroy(row_fixture *fixture)
{
    cu_arena_free(&fixture->arena);
    cu_error_free(&fixture->error);
}

static void test_names(void **state)
{
    (void)state;
    row_fixture fixture;
    make(&fixture);
    const cupel_row *row = fixture.row;
    assert_int_equal(cupel_row_count(row), CU_LENGTH(kinds));
    assert_string_equal(cupel_row_name(row, 1), "bool");
    assert_string_equal(cupel_row_name(row, CU_LENGTH(kinds)), "");
    assert_int_equal(cupel_row_find(row, "int"), 2);
    assert_int_equal(cupel_row_find(row, "Int"), -1);
    assert_int_equal(cupel_row_find(row, ""), -1);
    assert_int_equal(cupel_row_find(row, NULL), -1);
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_OK);
    destroy(&fixture);
}

static void test_getters(void **state)
{
    (void)state;
    row_fixture fixture;
    make(&fixture);
    const cupel_row *row = fixture.row;
    assert_true(cupel_row_bool(row, "bool"));
    assert_int_equal(cupel_row_int(row, "int"), -5);
    assert_true(cupel_row_double(row, "double") == 2.5);
    assert_string_equal(cupel_row_text(row, "text"), "12.5");
    cupel_blob_value blob = cupel_row_blob(row, "blob");
    assert_int_equal(blob.size, 3);
    assert_memory_equal(blob.data, "a\0b", 3);
    assert_int_equal(cupel_row_date(row, "date").day, 29);
    assert_int_equal(cupel_row_time(row, "time").second, 3);
    assert_int_equal(cupel_row_datetime(row, "datetime").month, 2);
    assert_int_equal(cupel_row_timestamp(row, "timestamp").microseconds, 77);
    assert_int_equal(cupel_row_interval(row, "interval").microseconds, -88);
    assert_string_equal(cupel_row_decimal(row, "decimal").digits, "1.50");
    assert_int_equal(cupel_row_uuid(row, "uuid").bytes[2], 3);
    assert_string_equal(cupel_row_json(row, "json").text, "{}");
    assert_non_null(cupel_row_entity(row, (int)CU_LENGTH(kinds) - 1));
    assert_int_equal(cupel_row_value(row, "unsigned").as.natural, UINT64_MAX);
    assert_int_equal(cupel_row_value(row, 2).as.integer, -5);
    assert_true(cupel_row_is_null(row, "null"));
    assert_false(cupel_row_is_null(row, 1));
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_OK);
    destroy(&fixture);
}

static void test_conversions(void **state)
{
    (void)state;
    row_fixture fixture;
    make(&fixture);
    const cupel_row *row = fixture.row;
    assert_true(cupel_row_bool(row, "int"));
    assert_int_equal(cupel_row_int(row, "bool"), 1);
    assert_true(cupel_row_double(row, "int") == -5);
    assert_true(cupel_row_double(row, "unsigned") == 18446744073709551616.0);
    assert_string_equal(cupel_row_text(row, "decimal"), "1.50");
    assert_string_equal(cupel_row_text(row, "json"), "{}");
    assert_string_equal(cupel_row_decimal(row, "text").digits, "12.5");
    assert_string_equal(cupel_row_json(row, "text").text, "12.5");
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_OK);
    destroy(&fixture);
}

/* Which kinds each getter takes, as bits; all others are TYPE_MISMATCH, NULL is not. */
#define BIT(kind) (1u << CUPEL_KIND_##kind)

static void test_mismatches(void **state)
{
    (void)state;
    row_fixture fixture;
    make(&fixture);
    const cupel_row *row = fixture.row;
    for (int i = 0; i < (int)CU_LENGTH(kinds); i++) {
        unsigned bit = 1u << kinds[i];
#define EXPECT(getter, accepted)                                                \
    do {                                                                        \
        cu_error_clear(&fixture.error);                                         \
        (void)cupel_row_##getter##_at(row, i);                                  \
        cupel_code code = cu_error_code(&fixture.error);                        \
        bool fits = (bit & ((accepted) | BIT(NULL))) != 0;                      \
        if (code != (fits ? CUPEL_OK : CUPEL_TYPE_MISMATCH))                    \
            fail_msg("%s of a %s: %s", #getter, cupel_row_name(row, (size_t)i), \
                     cupel_code_name(code));                                    \
    } while (0)
        EXPECT(value, ~0u);
        EXPECT(is_null, ~0u);
        EXPECT(bool, BIT(BOOL) | BIT(INT));
        EXPECT(int, BIT(BOOL) | BIT(INT));
        EXPECT(double, BIT(DOUBLE) | BIT(INT) | BIT(UNSIGNED));
        EXPECT(text, BIT(TEXT) | BIT(DECIMAL) | BIT(JSON));
        EXPECT(blob, BIT(BLOB));
        EXPECT(date, BIT(DATE));
        EXPECT(time, BIT(TIME));
        EXPECT(datetime, BIT(DATETIME));
        EXPECT(timestamp, BIT(TIMESTAMP));
        EXPECT(interval, BIT(INTERVAL));
        EXPECT(decimal, BIT(DECIMAL) | BIT(TEXT));
        EXPECT(uuid, BIT(UUID));
        EXPECT(json, BIT(JSON) | BIT(TEXT));
        EXPECT(entity, BIT(INSTANCE));
    }
    cu_error_clear(&fixture.error);
    assert_null(cupel_row_text(row, "int"));
    assert_string_equal(fixture.error.public.text,
                        "column 2 ('int') of the row is of kind int, and was asked for as text");
    assert_null(cupel_row_text(row, (int)CU_LENGTH(kinds) - 1));
    assert_non_null(strstr(fixture.error.public.text, "of kind entity"));
    destroy(&fixture);
}

static void test_missing_columns(void **state)
{
    (void)state;
    row_fixture fixture;
    make(&fixture);
    const cupel_row *row = fixture.row;
    const int positions[] = { -1, (int)CU_LENGTH(kinds), INT32_MAX, INT32_MIN };
    for (size_t i = 0; i < CU_LENGTH(positions); i++) {
        cu_error_clear(&fixture.error);
        assert_int_equal(cupel_row_int(row, positions[i]), 0);
        assert_int_equal(cu_error_code(&fixture.error), CUPEL_NO_SUCH_COLUMN);
    }
    cu_error_clear(&fixture.error);
    assert_null(cupel_row_text(row, "txt"));
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(
        strstr(fixture.error.public.text, "no column 'txt'; it has 16: 'null', 'bool'"));
    cu_error_clear(&fixture.error);
    assert_true(cupel_row_is_null(row, "txt"));
    assert_int_equal(cupel_row_value(row, "txt").kind, CUPEL_KIND_NULL);
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_NO_SUCH_COLUMN);
    cu_error_clear(&fixture.error);
    assert_null(cupel_row_text_named(row, NULL));
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_NO_SUCH_COLUMN);
    destroy(&fixture);
}

static void test_no_row(void **state)
{
    (void)state;
    assert_int_equal(cupel_row_count(NULL), 0);
    assert_string_equal(cupel_row_name(NULL, 0), "");
    assert_int_equal(cupel_row_find(NULL, "a"), -1);
    assert_int_equal(cupel_row_int_at(NULL, 0), 0);
    assert_null(cupel_row_text_named(NULL, "a"));
    assert_true(cupel_row_is_null_at(NULL, 0));
    assert_null(cupel_row_entity_at(NULL, 0));
}

static void test_same_names_and_none(void **state)
{
    (void)state;
    cu_arena arena = { 0 };
    cu_error error;
    cu_error_init(&error);
    cu_row_shape *shape = cu_row_shape_new(&arena, 3, &error);
    assert_non_null(shape);
    cu_row_shape_set(shape, 0, NULL, NULL);
    cu_row_shape_set(shape, 1, "a", NULL);
    cu_row_shape_set(shape, 2, "a", NULL);
    cupel_row *row = cu_row_new(&arena, shape);
    assert_non_null(row);
    assert_string_equal(cupel_row_name(row, 0), "");
    assert_int_equal(cupel_row_find(row, "a"), 1);
    assert_true(cupel_row_is_null(row, "a"));
    /* A row without columns. */
    shape = cu_row_shape_new(&arena, 0, &error);
    assert_non_null(shape);
    row = cu_row_new(&arena, shape);
    assert_non_null(row);
    assert_int_equal(cupel_row_count(row), 0);
    assert_null(cupel_row_text(row, 0));
    assert_non_null(strstr(error.public.text, "no column 0; it has 0"));
    /* An entity that an outer join did not find. */
    cupel_value nothing = { .kind = CUPEL_KIND_INSTANCE };
    shape = cu_row_shape_new(&arena, 1, &error);
    assert_non_null(shape);
    row = cu_row_new(&arena, shape);
    assert_non_null(row);
    assert_true(cu_row_set(row, &arena, 0, &nothing));
    assert_true(cupel_row_is_null(row, 0));
    assert_null(cupel_row_entity(row, 0));
    cu_arena_free(&arena);
    cu_error_free(&error);
}

/* Texts are copied, with a NUL behind them. */
static void test_copies(void **state)
{
    (void)state;
    cu_arena arena = { 0 };
    cu_error error;
    cu_error_init(&error);
    char text[] = "abcdef";
    cupel_value value = cupel_value_text_length(text, 3), empty = { .kind = CUPEL_KIND_BLOB };
    empty.as.data = text;
    cu_row_shape *shape = cu_row_shape_new(&arena, 2, &error);
    assert_non_null(shape);
    cupel_row *row = cu_row_new(&arena, shape);
    assert_non_null(row);
    assert_true(cu_row_set(row, &arena, 0, &value));
    assert_true(cu_row_set(row, &arena, 1, &empty));
    text[0] = 'X';
    assert_string_equal(cupel_row_text(row, 0), "abc");
    assert_non_null(cupel_row_blob(row, 1).data);
    assert_int_equal(cupel_row_blob(row, 1).size, 0);
    assert_false(cupel_row_is_null(row, 1));
    cu_arena_free(&arena);
    cu_error_free(&error);
}

static void test_many_columns(void **state)
{
    (void)state;
    enum { COLUMNS = 2000 };
    cu_arena arena = { 0 };
    cu_error error;
    cu_error_init(&error);
    cu_row_shape *shape = cu_row_shape_new(&arena, COLUMNS, &error);
    assert_non_null(shape);
    for (size_t i = 0; i < COLUMNS; i++) {
        char name[20];
        snprintf(name, sizeof name, "column_%zu", i);
        cu_row_shape_set(shape, i, cu_arena_strdup(&arena, name), NULL);
    }
    cupel_row *row = cu_row_new(&arena, shape);
    assert_non_null(row);
    assert_int_equal(cupel_row_find(row, "column_1999"), 1999);
    assert_int_equal(cupel_row_find(row, "column_2000"), -1);
    assert_null(cupel_row_text(row, "none")); /* the list of names is left out */
    assert_string_equal(error.public.text, "the row has no column 'none'; it has 2000");
    cu_arena_free(&arena);
    cu_error_free(&error);
}

static void test_no_memory(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    cupel_value text = cupel_value_text("abc");
    for (size_t n = 1;; n++) {
        cu_arena arena = { 0 };
        cu_arena_init(&arena, 64);
        cu_test_alloc_fail_at(n, true);
        cu_row_shape *shape = cu_row_shape_new(&arena, 10, &error);
        cupel_row *row = shape ? cu_row_new(&arena, shape) : NULL;
        bool done = row && cu_row_set(row, &arena, 0, &text);
        bool over = cu_test_alloc_count() < n;
        assert_int_equal(done, over);
        cu_arena_free(&arena);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
    cu_test_alloc_fail_at(0, false);
    assert_null(cu_row_shape_new(&(cu_arena){ 0 }, SIZE_MAX, &error));
    cu_error_free(&error);
}

enum size { SMALL = 1, LARGE = 2 };
CUPEL_ENUM_TYPE(size_type, "size", { "small", SMALL }, { "large", LARGE });

static void test_enumeration(void **state)
{
    static const cupel_type type = { .id = CUPEL_ENUM, .enumeration = &size_type };
    (void)state;
    cu_arena arena;
    cu_error error;
    cu_arena_init(&arena, 0);
    cu_error_init(&error);
    cu_row_shape *shape = cu_row_shape_new(&arena, 2, &error);
    assert_non_null(shape);
    cu_row_shape_set(shape, 0, "size", &type);
    cupel_row *row = cu_row_new(&arena, shape);
    assert_non_null(row);
    cupel_value large = cupel_value_int(LARGE), unknown = cupel_value_int(7);
    assert_true(cu_row_set(row, &arena, 0, &large));
    assert_true(cu_row_set(row, &arena, 1, &large));
    assert_string_equal(cupel_row_text(row, "size"), "large");
    assert_int_equal(cupel_row_int(row, "size"), LARGE);
    assert_int_equal(cu_error_code(&error), CUPEL_OK);
    assert_null(cupel_row_text(row, 1)); /* of no enumeration */
    assert_int_equal(cu_error_code(&error), CUPEL_TYPE_MISMATCH);
    cu_error_clear(&error);
    assert_true(cu_row_set(row, &arena, 0, &unknown));
    assert_null(cupel_row_text(row, 0));
    assert_int_equal(cu_error_code(&error), CUPEL_TYPE_MISMATCH);
    cu_arena_free(&arena);
    cu_error_free(&error);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_names),       TEST(test_getters),
        TEST(test_conversions), TEST(test_mismatches),
        TEST(test_enumeration), TEST(test_missing_columns),
        TEST(test_no_row),      TEST(test_same_names_and_none),
        TEST(test_copies),      TEST(test_many_columns),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
