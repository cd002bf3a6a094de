#include "fixture.h"

#include "../values.h"
#include "engine/engine.h"
#include "engine/list.h"
#include "sql/compiled.h"
#include "sql/type.h"
#include <cupel/copy.h>
#include <cupel/datetime.h>
#include <cupel/uuid.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

/*
 * Stores a value in a column of its type and reads it, alone and between two texts; with a column of a type that only
 * its text tells of (an array), all rows come as text.
 */
static void check_round_trip(fixture *one, const round_trip *trip, bool as_text)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "DROP TABLE IF EXISTS v; CREATE TABLE v (id INT PRIMARY KEY, a VARCHAR(10), v %s, b "
             "VARCHAR(10), c INT[] DEFAULT '{1,2}')",
             trip->type);
    run(one, sql);
    /* The server keeps the types of a statement's parameters: one statement a type. */
    snprintf(sql, sizeof sql,
             "INSERT INTO v (id, a, v, b) VALUES (1, 'before', :v, 'after'), (2, NULL, NULL, NULL) "
             "/* %s */",
             trip->type);
    if (as_text)
        check_stored(one, trip, sql, "SELECT a, v, b, v, c FROM v ORDER BY id", "{1,2}");
    else
        check_stored(one, trip, sql, "SELECT a, v, b, v FROM v ORDER BY id", NULL);
}

static void check_round_trips(const round_trip *trips, size_t count)
{
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < count; i++) {
        check_round_trip(&one, &trips[i], false);
        check_round_trip(&one, &trips[i], true);
    }
    close_server(&one);
}

static void test_numbers(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("BOOLEAN", cupel_value_bool(true)),
        SAME("BOOLEAN", cupel_value_bool(false)),
        SAME("SMALLINT", NUMBER(INT16_MIN)),
        SAME("INTEGER", NUMBER(INT32_MIN)),
        SAME("INTEGER", NUMBER(INT32_MAX)),
        SAME("BIGINT", NUMBER(INT64_MIN)),
        SAME("BIGINT", NUMBER(INT64_MAX)),
        SAME("BIGINT", NUMBER(1)),
        SAME("REAL", REAL(-0.5)),
        SAME("DOUBLE PRECISION", REAL(0.1)),
        SAME("DOUBLE PRECISION", REAL(DBL_MAX)),
        SAME("DOUBLE PRECISION", REAL(-DBL_MIN)),
        SAME("DOUBLE PRECISION", REAL((double)INFINITY)),
        { "DOUBLE PRECISION", NUMBER(5), REAL(5) },
        SAME("NUMERIC(10, 2)", DECIMAL("-12.50")),
        SAME("NUMERIC", DECIMAL("0")),
        SAME("NUMERIC(5, 3)", DECIMAL("0.000")),
        SAME("NUMERIC", DECIMAL("10000")),
        SAME("NUMERIC", DECIMAL("100000000.00010000")),
        SAME("NUMERIC", DECIMAL("-0.00000000000000000000000000001")),
        SAME("NUMERIC",
             DECIMAL("99999999999999999999999999999999999.999999999999999999999999999999")),
        SAME("NUMERIC", DECIMAL("NaN")),
        SAME("NUMERIC", DECIMAL("Infinity")),
        SAME("NUMERIC", DECIMAL("-Infinity")),
        { "NUMERIC(38, 0)", NUMBER(7), DECIMAL("7") },
        { "NUMERIC(38, 0)", NUMBER(INT64_MIN), DECIMAL("-9223372036854775808") },
        { "NUMERIC", cupel_value_of_unsigned(UINT64_MAX), DECIMAL("18446744073709551615") },
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

static void test_not_a_number(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    cupel_result *result =
        cupel_execute(one.connection, "SELECT :x + 0.0::float8", cupel_bind("x", (double)NAN));
    assert_non_null(result);
    assert_true(isnan(cupel_row_double_at(cupel_result_next(result), 0)));
    cupel_result_close(result);
    close_server(&one);
}

/* What is read of an expression where that kind is wanted; texts are compared with `text`. */
static cupel_value read_as(fixture *one, const char *sql, cupel_kind kind, const char *text)
{
    uint8_t kinds[1] = { (uint8_t)kind };
    cu_cursor cursor = { 0 };
    cupel_value value;
    bool row;
    cu_error *error = &one->connection->error;
    cu_compiled *compiled = cu_compiled_text(sql, 0, true);
    assert_non_null(compiled);
    assert_int_equal(cu_cursor_open(&cursor, one->connection, compiled, NULL, error), CUPEL_OK);
    cursor.kinds = kinds;
    assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
    assert_true(row);
    assert_int_equal(cu_cursor_read(&cursor, &value, error), CUPEL_OK);
    if (text)
        assert_string_equal(value.as.text, text);
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
    return value;
}

static double read_double(fixture *one, const char *sql)
{
    cupel_value value = read_as(one, sql, CUPEL_KIND_DOUBLE, NULL);
    assert_int_equal(value.kind, CUPEL_KIND_DOUBLE);
    return value.as.real;
}

/* An expression has a type of the server's: it comes as the one that an attribute has where that loses nothing. */
static void test_wanted_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        cupel_kind wanted, kind;
        int64_t integer;
        const char *text;
    } cases[] = {
        { "SELECT true", CUPEL_KIND_INT, CUPEL_KIND_INT, 1, NULL },
        { "SELECT 7::numeric", CUPEL_KIND_INT, CUPEL_KIND_INT, 7, NULL },
        { "SELECT 7.5::numeric", CUPEL_KIND_INT, CUPEL_KIND_DECIMAL, 0, "7.5" },
        { "SELECT 4000000000::oid", CUPEL_KIND_NULL, CUPEL_KIND_INT, 4000000000, NULL },
        { "SELECT 9007199254740993", CUPEL_KIND_DOUBLE, CUPEL_KIND_INT, 9007199254740993, NULL },
        { "SELECT '[1]'::json", CUPEL_KIND_TEXT, CUPEL_KIND_TEXT, 0, "[1]" },
        { "SELECT '[1]'::text", CUPEL_KIND_JSON, CUPEL_KIND_JSON, 0, "[1]" },
        { "SELECT 'no number'", CUPEL_KIND_INT, CUPEL_KIND_TEXT, 0, "no number" },
        { "SELECT 5", CUPEL_KIND_DATE, CUPEL_KIND_INT, 5, NULL },
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_value value = read_as(&one, cases[i].sql, cases[i].wanted, cases[i].text);
        assert_int_equal(value.kind, cases[i].kind);
        if (value.kind == CUPEL_KIND_INT)
            assert_int_equal(value.as.integer, cases[i].integer);
    }
    assert_true(read_double(&one, "SELECT 9007199254740992") == 9007199254740992.0);
    close_server(&one);
}

/* What NUMERIC has of these comes as a double where one is wanted. */
static void test_numeric_as_double(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    assert_true(isnan(read_double(&one, "SELECT 'NaN'::numeric")));
    assert_true(read_double(&one, "SELECT 'Infinity'::numeric") == (double)INFINITY);
    assert_true(read_double(&one, "SELECT '-Infinity'::numeric") == -(double)INFINITY);
    assert_true(read_double(&one, "SELECT 0.1::numeric") == 0.1);
    close_server(&one);
}

static void test_texts(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("VARCHAR(20)", TEXT("")),
        SAME("VARCHAR(20)", TEXT("it's \\ \"x\" `y` %_\n")),
        SAME("VARCHAR(20)", TEXT("\xF0\x9F\x98\x80\xC3\xA4")),
        SAME("CHAR(3)", TEXT("abc")),
        SAME("TEXT", TEXT("abc")),
        SAME("NAME", TEXT("abc")),
        SAME("BYTEA", BYTES("\0\xFF\0")),
        SAME("BYTEA", BYTES("")),
        SAME("BYTEA", BYTES("\x80 bytes")),
        { "JSON", JSON("{\"a\": [1, null]}"), JSON("{\"a\": [1, null]}") },
        { "JSONB", JSON("{\"a\":[1,null]}"), JSON("{\"a\": [1, null]}") },
        { "UUID", TEXT("550E8400-e29b-41d4-a716-446655440000"),
          cupel_value_uuid((cupel_uuid_value){ { 0x55, 0x0e, 0x84, 0x00, 0xe2, 0x9b, 0x41, 0xd4,
                                                 0xa7, 0x16, 0x44, 0x66, 0x55, 0x44, 0, 0 } }) },
        SAME("UUID", cupel_value_uuid((cupel_uuid_value){
                         { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255 } })),
        SAME("INET", TEXT("2001:db8::1")),
        SAME("INT[]", TEXT("{{1,2},{3,NULL}}")),
        SAME("INT[]", TEXT("{}")),
        SAME("INT[]", TEXT("[2:3]={7,8}")),
        SAME("TEXT[]", TEXT("{a,NULL,\"NULL\",\"it's \\\\ \\\"x\\\"\",\"\",\"{,}\"}")),
        SAME("TIMESTAMPTZ[]", TEXT("{\"2024-02-29 12:00:00+00\",NULL,infinity}")),
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

static void test_dates(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("DATE", DATE(1, 1, 1)),
        SAME("DATE", DATE(1969, 12, 31)),
        SAME("DATE", DATE(2000, 1, 1)),
        SAME("DATE", DATE(9999, 12, 31)),
        SAME("DATE", DATE(-43, 3, 15)), /* 44 BC */
        SAME("DATE", DATE(0, 2, 29)),   /* 1 BC */
        SAME("DATE", DATE(-4712, 1, 1)),
        SAME("DATE", DATE(10000, 1, 1)),
        SAME("DATE", DATE(294276, 12, 31)),
        SAME("TIME", TIME(0, 0, 0, 0)),
        SAME("TIME", TIME(23, 59, 59, 999999)),
        SAME("TIMESTAMP", DATETIME(1, 1, 1, 0, 0, 0, 0)),
        SAME("TIMESTAMP", DATETIME(1900, 2, 28, 23, 59, 59, 1)),
        SAME("TIMESTAMP", DATETIME(2024, 2, 29, 12, 0, 0, 0)),
        SAME("TIMESTAMP", DATETIME(9999, 12, 31, 23, 59, 59, 999999)),
        SAME("TIMESTAMP", DATETIME(-43, 3, 15, 12, 0, 0, 5)),
        SAME("TIMESTAMP", DATETIME(0, 12, 31, 23, 59, 59, 999999)),
        SAME("TIMESTAMP", DATETIME(-4711, 1, 1, 0, 0, 0, 0)),
        SAME("TIMESTAMP", DATETIME(294276, 12, 31, 23, 59, 59, 999999)),
        SAME("TIMESTAMPTZ", INSTANT(INT64_C(-63500000000000001))), /* 43 BC */
        SAME("TIMESTAMPTZ", INSTANT(INT64_C(253402300800000000))), /* the year 10000 */
        SAME("TIMESTAMPTZ", INSTANT(1)),
        SAME("TIMESTAMPTZ", INSTANT(-1)),
        SAME("TIMESTAMPTZ", INSTANT(INT64_C(2147483648000001))),
        SAME("INTERVAL", INTERVAL(0)),
        SAME("INTERVAL", INTERVAL(1)),
        SAME("INTERVAL", INTERVAL(-90061000001)),
        SAME("INTERVAL", INTERVAL(INT64_C(864000000000))),
        { "INTERVAL", TEXT("2 days 01:00"), INTERVAL(INT64_C(176400000000)) },
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

static void expect_failure(fixture *one, const char *sql, cupel_code code, const char *part)
{
    const cupel_error *error = failure(one, sql);
    assert_int_equal(error->code, code);
    if (!strstr(error->text, part))
        fail_msg("%s: %s", sql, error->text);
}

static void test_what_no_value_can_hold(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    expect_failure(&one, "SELECT 'infinity'::date", CUPEL_DATA_ERROR, "infinity");
    expect_failure(&one, "SELECT '-infinity'::timestamptz", CUPEL_DATA_ERROR, "infinity");
    expect_failure(&one, "SELECT 'infinity'::timestamp", CUPEL_DATA_ERROR, "infinity");
    expect_failure(&one, "SELECT '294276-12-31'::timestamptz", CUPEL_DATA_ERROR, "294246");
    expect_failure(&one, "SELECT '5000000-01-01'::date", CUPEL_DATA_ERROR, "294276");
    expect_failure(&one, "SELECT '5000000-01-01'::date, '{1}'::int[]", CUPEL_DATA_ERROR, "5000000");
    expect_failure(&one, "SELECT '4714-12-01 BC'::timestamp", CUPEL_DATA_ERROR, "-4712");
    expect_failure(&one, "SELECT '1 month'::interval", CUPEL_DATA_ERROR, "months");
    expect_failure(&one, "SELECT 'infinity'::date, '{1}'::int[]", CUPEL_DATA_ERROR, "infinity");
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

static void test_what_cannot_be_sent(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    assert_null(cupel_execute(one.connection, "SELECT :x::text",
                              cupel_bind("x", cupel_value_text_length("a\0b", 3))));
    const cupel_error *error = cupel_connection_error(one.connection);
    assert_int_equal(error->code, CUPEL_DATA_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_INVALID_TEXT);
    assert_null(cupel_execute(one.connection, "SELECT :x::text", cupel_bind("x", "\xFF")));
    assert_int_equal(cupel_connection_error(one.connection)->reason, CUPEL_REASON_INVALID_TEXT);
    close_server(&one);
}

/* Years that the server does not have are not taken for others. */
static void test_years_out_of_range(void **state)
{
    (void)state;
    const cupel_value values[] = {
        DATE(INT32_MIN, 1, 1),
        DATE(INT32_MAX, 1, 1),
        DATETIME(-4714, 1, 1, 0, 0, 0, 0),
        DATETIME(294277, 1, 1, 0, 0, 0, 0),
        DATETIME(INT32_MAX, 1, 1, 0, 0, 0, 0),
        DATETIME(INT32_MIN, 1, 1, 0, 0, 0, 0),
        INSTANT(INT64_MIN),
        INSTANT(INT64_MIN + INT64_C(946684800000000)),
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(values); i++) {
        cupel_result *result =
            cupel_execute(one.connection, "SELECT :x", cupel_bind("x", values[i]));
        if (result)
            fail_msg("%zu was taken", i);
        assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_DATA_ERROR);
    }
    close_server(&one);
}

/* As texts, which COPY and arrays have: years of fewer and more than four digits, and those before Christ. */
static void test_years_as_text(void **state)
{
    (void)state;
    static const cupel_date_value dates[] = {
        { -43, 3, 15 },   { 0, 2, 29 },    { 1, 1, 1 },
        { 9999, 12, 31 }, { 10000, 1, 1 }, { 294276, 12, 31 }
    };
    fixture one;
    open_server(&one);
    run(&one, "DROP TABLE IF EXISTS y; CREATE TABLE y (id INT, d DATE, t TIMESTAMP, z TIMESTAMPTZ, "
              "a TEXT[] DEFAULT '{}')");
    cupel_copy *copy = cupel_copy_into(one.connection, "y", "id", "d", "t", "z");
    for (size_t i = 0; i < CU_LENGTH(dates); i++) {
        const cupel_datetime_value time = {
            dates[i].year, dates[i].month, dates[i].day, 1, 2, 3, 4
        };
        const cupel_timestamp_value instant = cupel_timestamp_from_utc(time);
        assert_int_equal(
            cupel_copy_row(copy, (int)i, dates[i], time,
                           (cupel_timestamp_value){ i < 5 ? instant.microseconds : 0 }),
            CUPEL_OK);
    }
    assert_int_equal(cupel_copy_close(copy), CU_LENGTH(dates));
    for (int as_text = 0; as_text < 2; as_text++) {
        cupel_result *result = query(&one, as_text ? "SELECT d, t, z, a FROM y ORDER BY id"
                                                   : "SELECT d, t, z FROM y ORDER BY id");
        for (size_t i = 0; i < CU_LENGTH(dates); i++) {
            const cupel_row *row = cupel_result_next(result);
            if (!row)
                fail_msg("%s", cupel_connection_error(one.connection)->text);
            assert_int_equal(cupel_date_compare(cupel_row_date_at(row, 0), dates[i]), 0);
            cupel_datetime_value time = cupel_row_datetime_at(row, 1);
            assert_int_equal(time.year, dates[i].year);
            assert_int_equal(time.microsecond, 4);
            if (i < 5)
                assert_int_equal(cupel_row_timestamp_at(row, 2).microseconds,
                                 cupel_timestamp_from_utc(time).microseconds);
        }
        cupel_result_close(result);
    }
    close_server(&one);
}

/* The one element of an array is, to the server, the value that was bound by itself. */
static void test_arrays(void **state)
{
    (void)state;
    cupel_uuid_value uuid = { { 1, 2, 3 } };
    const struct {
        const char *sql;
        cupel_type_id type;
        cupel_value value;
    } cases[] = {
        { "BOOLEAN", CUPEL_BOOLEAN, cupel_value_bool(true) },
        { "BIGINT", CUPEL_BIG_INTEGER, cupel_value_int(INT64_MIN) },
        { "NUMERIC", CUPEL_NUMERIC, cupel_value_of_unsigned(UINT64_MAX) },
        { "DOUBLE PRECISION", CUPEL_DOUBLE, cupel_value_double((double)NAN) },
        { "DOUBLE PRECISION", CUPEL_DOUBLE, cupel_value_double(-(double)INFINITY) },
        { "TEXT", CUPEL_TEXT, cupel_value_text("\"NULL\", \\ {}") },
        { "TEXT", CUPEL_TEXT, cupel_value_text("") },
        { "BYTEA", CUPEL_BLOB, cupel_value_blob((cupel_blob_value){ "\0\\x\xFF", 4 }) },
        { "BYTEA", CUPEL_BLOB, cupel_value_blob((cupel_blob_value){ "", 0 }) },
        { "DATE", CUPEL_DATE, cupel_value_date((cupel_date_value){ -43, 3, 15 }) },
        { "TIME", CUPEL_TIME, cupel_value_time((cupel_time_value){ 1, 2, 3, 4 }) },
        { "TIMESTAMPTZ", CUPEL_TIMESTAMP, cupel_value_timestamp((cupel_timestamp_value){ -1 }) },
        { "INTERVAL", CUPEL_INTERVAL, cupel_value_interval((cupel_interval_value){ -1 }) },
        { "UUID", CUPEL_UUID, cupel_value_uuid(uuid) },
        { "INTEGER", CUPEL_INTEGER, cupel_value_null() },
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char sql[200];
        cupel_value list;
        cu_arena arena;
        cu_error error;
        cu_arena_init(&arena, 0);
        cu_error_init(&error);
        assert_int_equal(cu_list_encode(one.engine->dialect, cu_type_of(cases[i].type),
                                        &cases[i].value, 1, &list, &arena, &error),
                         CUPEL_OK);
        snprintf(sql, sizeof sql,
                 "SELECT CAST(cardinality(a) = 1 AND a[1] IS NOT DISTINCT FROM CAST(:value AS %s) "
                 "AS INTEGER) FROM (SELECT CAST(:list AS %s[]) AS a) AS x",
                 cases[i].sql, cases[i].sql);
        cupel_result *result = cupel_execute(
            one.connection, sql, cupel_bind("value", cases[i].value), cupel_bind("list", list));
        const cupel_row *row = cupel_result_next(result);
        if (!row || cupel_row_int_at(row, 0) != 1)
            fail_msg("%s: %s %s", cases[i].sql, list.as.text,
                     cupel_connection_error(one.connection)->text);
        cupel_result_close(result);
        cu_error_free(&error);
        cu_arena_free(&arena);
    }
    close_server(&one);
}

/* A megabyte, as text and as bytes, there and back. */
static void test_large_values(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    fixture one;
    open_server(&one);
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    cupel_result *result =
        cupel_execute(one.connection, "SELECT :a::text, :b::bytea", cupel_bind("a", text),
                      cupel_bind("b", ((cupel_blob_value){ text, SIZE })));
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_string_equal(cupel_row_text_at(row, 0), text);
    cupel_value value = cupel_row_value_at(row, 1);
    assert_int_equal(value.length, SIZE);
    assert_memory_equal(value.as.data, text, SIZE);
    cupel_result_close(result);
    free(text);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_numbers),
        SERVER_TEST(test_not_a_number),
        SERVER_TEST(test_numeric_as_double),
        SERVER_TEST(test_wanted_kinds),
        SERVER_TEST(test_texts),
        SERVER_TEST(test_dates),
        SERVER_TEST(test_what_no_value_can_hold),
        SERVER_TEST(test_what_cannot_be_sent),
        SERVER_TEST(test_years_out_of_range),
        SERVER_TEST(test_years_as_text),
        SERVER_TEST(test_arrays),
        SERVER_TEST(test_large_values),
    };
    return cmocka_run_group_tests_name("postgresql/values", tests, NULL, drop_database);
}
