#include "fixture.h"

#include "../values.h"
#include "sql/compiled.h"
#include <cupel.h>
#include <float.h>
#include <stdio.h>

/* Stores a value in a column of its type and reads it, alone and between two texts. */
static void check_round_trip(fixture *one, const round_trip *trip)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "CREATE OR REPLACE TABLE v (id INT PRIMARY KEY, a VARCHAR(10), v %s, b VARCHAR(10))",
             trip->type);
    run(one, sql);
    check_stored(one, trip,
                 "INSERT INTO v VALUES (1, 'before', :v, 'after'), (2, NULL, NULL, NULL)",
                 "SELECT a, v, b, v FROM v ORDER BY id", NULL);
}

static void check_round_trips(const round_trip *trips, size_t count)
{
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < count; i++)
        check_round_trip(&one, &trips[i]);
    close_server(&one);
}

static void test_numbers(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("TINYINT", NUMBER(-128)),
        SAME("TINYINT UNSIGNED", NUMBER(255)),
        { "BOOL", cupel_value_bool(true), NUMBER(1) },
        SAME("SMALLINT", NUMBER(INT16_MIN)),
        SAME("SMALLINT UNSIGNED", NUMBER(UINT16_MAX)),
        SAME("MEDIUMINT", NUMBER(-8388608)),
        SAME("MEDIUMINT UNSIGNED", NUMBER(16777215)),
        SAME("INT", NUMBER(INT32_MIN)),
        SAME("INT UNSIGNED", NUMBER(UINT32_MAX)),
        SAME("BIGINT", NUMBER(INT64_MIN)),
        SAME("BIGINT", NUMBER(INT64_MAX)),
        SAME("BIGINT UNSIGNED", NUMBER(INT64_MAX)),
        SAME("BIGINT UNSIGNED", cupel_value_of_unsigned(UINT64_MAX)),
        SAME("YEAR", NUMBER(2155)),
        SAME("FLOAT", REAL(-0.5)),
        SAME("DOUBLE", REAL(0.1)),
        SAME("DOUBLE", REAL(DBL_MAX)),
        SAME("DOUBLE", REAL(-DBL_MIN)),
        { "BIT(64)", cupel_value_of_unsigned(UINT64_MAX), cupel_value_of_unsigned(UINT64_MAX) },
        { "BIT(9)", NUMBER(257), NUMBER(257) },
        SAME("DECIMAL(10, 2)", DECIMAL("-12.50")),
        SAME("DECIMAL(65, 30)",
             DECIMAL("99999999999999999999999999999999999.999999999999999999999999999999")),
        SAME("DECIMAL(65, 30)", DECIMAL("0.000000000000000000000000000001")),
        { "DECIMAL(38, 0)", NUMBER(7), DECIMAL("7") },
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

static void test_texts(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("VARCHAR(20)", TEXT("")),
        SAME("VARCHAR(20)", TEXT("it's \\ \"x\" `y` %_\n")),
        SAME("VARCHAR(20)", TEXT("\xF0\x9F\x98\x80\xC3\xA4")),
        SAME("CHAR(3)", TEXT("abc")),
        SAME("TINYTEXT", TEXT("abc")),
        SAME("LONGTEXT", TEXT("abc")),
        SAME("VARCHAR(20) CHARACTER SET latin1", TEXT("\xC3\xA4")),
        SAME("VARCHAR(20) COLLATE utf8mb4_bin", TEXT("Abc")),
        SAME("VARBINARY(20)", BYTES("\0\xFF\0")),
        SAME("BLOB", BYTES("")),
        SAME("LONGBLOB", BYTES("\x80 bytes")),
        { "JSON", cupel_value_json((cupel_json_value){ "{\"a\": [1, null]}" }),
          TEXT("{\"a\": [1, null]}") },
        SAME("ENUM('red', 'it''s')", TEXT("it's")),
        SAME("SET('a', 'b', 'c')", TEXT("a,c")),
        SAME("UUID", TEXT("550e8400-e29b-41d4-a716-446655440000")),
        SAME("INET6", TEXT("2001:db8::1")),
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

static void test_dates(void **state)
{
    (void)state;
    const round_trip trips[] = {
        SAME("DATE", DATE(1, 1, 1)),
        SAME("DATE", DATE(1969, 12, 31)),
        SAME("DATE", DATE(9999, 12, 31)),
        SAME("TIME(6)", TIME(0, 0, 0, 0)),
        SAME("TIME(6)", TIME(23, 59, 59, 999999)),
        SAME("TIME", TIME(1, 2, 3, 0)),
        { "TIME(6)", TEXT("24:00:00"), INTERVAL(86400000000) },
        { "TIME(6)", TEXT("-00:00:00.5"), INTERVAL(-500000) },
        { "TIME(6)", TEXT("-838:59:59.999999"), INTERVAL(-3020399999999) },
        { "TIME(6)", TEXT("838:59:59"), INTERVAL(3020399000000) },
        SAME("DATETIME(6)", DATETIME(1, 1, 1, 0, 0, 0, 0)),
        SAME("DATETIME(6)", DATETIME(1900, 2, 28, 23, 59, 59, 1)),
        SAME("DATETIME(6)", DATETIME(2024, 2, 29, 12, 0, 0, 0)),
        SAME("DATETIME(6)", DATETIME(9999, 12, 31, 23, 59, 59, 999999)),
        SAME("DATETIME", DATETIME(2038, 1, 19, 3, 14, 8, 0)),
        SAME("TIMESTAMP(6) NULL", INSTANT(1)),
        SAME("TIMESTAMP(6) NULL", INSTANT(INT64_C(2147483647999999))),
        { "DATETIME(6)", INSTANT(-1), DATETIME(1969, 12, 31, 23, 59, 59, 999999) },
        { "TIMESTAMP(6) NULL", DATETIME(2024, 2, 29, 0, 0, 0, 0), INSTANT(1709164800000000) },
    };
    check_round_trips(trips, CU_LENGTH(trips));
}

/* What a session that is not strict stored: no date, given as the text it is, and refused where a date is wanted. */
static void test_zero_dates(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one,
        "SET sql_mode = ''; CREATE OR REPLACE TABLE z (d DATE, t DATETIME, e DATE, u "
        "DATETIME, s TIMESTAMP);"
        "INSERT INTO z VALUES ('0000-00-00', '0000-00-00', '2024-00-15', '2024-05-00 01:02:03', "
        "'0000-00-00')");
    cupel_result *result = query(&one, "SELECT d, t, e, u, s FROM z");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_string_equal(cupel_row_text_at(row, 0), "0000-00-00");
    assert_string_equal(cupel_row_text_at(row, 1), "0000-00-00 00:00:00");
    assert_string_equal(cupel_row_text_at(row, 2), "2024-00-15");
    assert_string_equal(cupel_row_text_at(row, 3), "2024-05-00 01:02:03");
    assert_string_equal(cupel_row_text_at(row, 4), "0000-00-00 00:00:00");
    assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_OK);
    assert_int_equal(cupel_row_date_at(row, 0).month, 0);
    assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_TYPE_MISMATCH);
    cupel_result_close(result);
    close_server(&one);
}

typedef struct Counter {
    cupel_object base;
    cupel_int id, number;
    cupel_decimal exact;
} Counter;

CUPEL_MAP(Counter, "counters", CUPEL_COLUMN(Counter, id, .primary_key = true),
          CUPEL_COLUMN(Counter, number, .type_sql = "BIGINT UNSIGNED"),
          CUPEL_COLUMN(Counter, exact, .type_sql = "BIGINT UNSIGNED"));

/* Numbers that no int64_t holds: what is read as one fails, a decimal has them. */
static void test_unsigned(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    cupel_registry *registry = cupel_registry_open(Counter);
    assert_int_equal(cupel_create_all(registry, one.engine), CUPEL_OK);
    run(&one, "INSERT INTO counters VALUES (1, 9223372036854775807, 18446744073709551615), "
              "(2, 9223372036854775808, 7)");
    cupel_session *session = cupel_session_open(registry, one.engine);
    Counter *counter = cupel_get(session, Counter, 1);
    assert_non_null(counter);
    assert_int_equal(counter->number, INT64_MAX);
    assert_string_equal(counter->exact.digits, "18446744073709551615");
    assert_null(cupel_get(session, Counter, 2));
    assert_int_equal(cupel_error(session)->code, CUPEL_DATA_ERROR);
    assert_non_null(strstr(cupel_error_text(session), "number"));
    cupel_session_close(session);
    cupel_result *result = query(&one, "SELECT number FROM counters WHERE id = 2");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    cupel_value value = cupel_row_value_at(row, 0);
    assert_int_equal(value.kind, CUPEL_KIND_UNSIGNED);
    assert_true(value.as.natural == UINT64_C(1) << 63);
    assert_int_equal(cupel_row_int_at(row, 0), 0);
    assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_TYPE_MISMATCH);
    cupel_result_close(result);
    assert_int_equal(cupel_drop_all(registry, one.engine), CUPEL_OK);
    cupel_registry_close(registry);
    close_server(&one);
}

static void test_what_cannot_be_sent(void **state)
{
    (void)state;
    static const struct {
        const char *message;
        double real;
        int32_t year;
    } cases[] = {
        { "parameter 1: MySQL and MariaDB have no NaN and no infinity", 0.0 / 0.0, 0 },
        { "parameter 1: MySQL and MariaDB have no NaN and no infinity", -1.0 / 0.0, 0 },
        { "parameter 1: years are from 0 to 9999 on MySQL and MariaDB", 0, 10000 },
        { "parameter 1: years are from 0 to 9999 on MySQL and MariaDB", 0, -1 },
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_value value =
            cases[i].year ? DATETIME(cases[i].year, 1, 1, 0, 0, 0, 0) : REAL(cases[i].real);
        assert_null(cupel_execute(one.connection, "SELECT :v", cupel_bind("v", value)));
        assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_DATA_ERROR);
        assert_string_equal(cupel_connection_error(one.connection)->text, cases[i].message);
    }
    /* A date and an instant too. */
    cupel_value date = DATE(12000, 1, 1);
    assert_null(cupel_execute(one.connection, "SELECT :v", cupel_bind("v", date)));
    cupel_value instant = INSTANT(INT64_C(253402300800000000)); /* the year 10000 */
    assert_null(cupel_execute(one.connection, "SELECT :v", cupel_bind("v", instant)));
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

/* Kinds a reader asks for, and what comes. */
static void check_read(fixture *one, const char *expression, cupel_kind wanted,
                       cupel_value expected)
{
    char sql[200];
    uint8_t kinds[1] = { (uint8_t)wanted };
    cupel_value value;
    bool row;
    cu_cursor cursor = { 0 };
    snprintf(sql, sizeof sql, "SELECT %s", expression);
    cu_compiled *compiled = cu_compiled_text(sql, 0, true);
    assert_non_null(compiled);
    cu_error *error = &one->connection->error;
    if (cu_cursor_open(&cursor, one->connection, compiled, NULL, error) != CUPEL_OK)
        fail_msg("%s", error->public.text);
    cursor.kinds = kinds;
    assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
    assert_true(row);
    assert_int_equal(cu_cursor_read(&cursor, &value, error), CUPEL_OK);
    if (!cupel_value_equal(&value, &expected))
        fail_msg("%s as %s: it is another %s", expression, cupel_kind_name(wanted),
                 cupel_kind_name((cupel_kind)value.kind));
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
}

static void test_wanted_kinds(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    check_read(&one, "7", CUPEL_KIND_DOUBLE, REAL(7));
    check_read(&one, "9007199254740993", CUPEL_KIND_DOUBLE, NUMBER(9007199254740993));
    check_read(&one, "-9007199254740993", CUPEL_KIND_DOUBLE, NUMBER(-9007199254740993));
    check_read(&one, "CAST('10:00:00.25' AS TIME(6))", CUPEL_KIND_INTERVAL, INTERVAL(36000250000));
    check_read(&one, "CAST('-10:00:00' AS TIME)", CUPEL_KIND_TIME, INTERVAL(-36000000000));
    check_read(&one, "X'41'", CUPEL_KIND_TEXT, TEXT("A"));
    check_read(&one, "'A'", CUPEL_KIND_BLOB, BYTES("A"));
    check_read(&one, "'{}'", CUPEL_KIND_JSON, cupel_value_json((cupel_json_value){ "{}" }));
    check_read(&one, "1.50", CUPEL_KIND_DECIMAL, DECIMAL("1.50"));
    check_read(&one, "1.50", CUPEL_KIND_INT,
               DECIMAL("1.50")); /* whoever reads converts or complains */
    check_read(&one, "NULL", CUPEL_KIND_INT, cupel_value_null());
    close_server(&one);
}

static char *repeated(char letter, size_t size)
{
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, letter, size);
    text[size] = '\0';
    return text;
}

static void test_large_values(void **state)
{
    (void)state;
    static const size_t sizes[] = { 250, 251, 65535, 65536, 16777210, 16777216, 20000000 };
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE large (id INT PRIMARY KEY, t LONGTEXT, b LONGBLOB)");
    for (size_t i = 0; i < CU_LENGTH(sizes); i++) {
        char *text = repeated((char)('a' + i), sizes[i]);
        cupel_result *result = cupel_execute(
            one.connection, "REPLACE INTO large VALUES (:id, :t, :b)", cupel_bind("id", (int)i),
            cupel_bind("t", text), cupel_bind("b", ((cupel_blob_value){ text, sizes[i] })));
        if (!result)
            fail_msg("%zu bytes: %s", sizes[i], cupel_connection_error(one.connection)->text);
        cupel_result_close(result);
        result = cupel_execute(one.connection, "SELECT t, b, 7 FROM large WHERE id = :id",
                               cupel_bind("id", (int)i));
        assert_non_null(result);
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_string_equal(cupel_row_text_at(row, 0), text);
        cupel_blob_value blob = cupel_row_blob_at(row, 1);
        assert_int_equal(blob.size, sizes[i]);
        assert_memory_equal(blob.data, text, sizes[i]);
        assert_int_equal(cupel_row_int_at(row, 2), 7);
        cupel_result_close(result);
        free(text);
    }
    close_server(&one);
}

static void test_too_large(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    size_t limit = (size_t)number(&one, "SELECT @@max_allowed_packet");
    char *text = repeated('x', limit);
    assert_null(cupel_execute(one.connection, "SELECT LENGTH(:t)", cupel_bind("t", text)));
    assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_DATA_ERROR);
    assert_int_equal(cupel_connection_error(one.connection)->reason, CUPEL_REASON_TOO_LARGE);
    free(text);
    /* The server was not even asked: the connection goes on. */
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_numbers),
        SERVER_TEST(test_texts),
        SERVER_TEST(test_dates),
        SERVER_TEST(test_zero_dates),
        SERVER_TEST(test_unsigned),
        SERVER_TEST(test_wanted_kinds),
        SERVER_TEST(test_what_cannot_be_sent),
        SERVER_TEST(test_large_values),
        SERVER_TEST(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
