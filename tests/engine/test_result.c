#include "engine/connection_parts.h"
#include <cupel/datetime.h>
#include <cupel/uuid.h>

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct result_fixture {
    cupel_engine *engine;
    cupel_connection *connection;
} result_fixture;

static void make(result_fixture *fixture)
{
    fixture->engine = cupel_engine_open("sqlite://");
    fixture->connection = cupel_connect(fixture->engine);
    assert_int_equal(cupel_connection_error(fixture->connection)->code, CUPEL_OK);
    assert_int_equal(
        cupel_execute_script(fixture->connection, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"),
        CUPEL_OK);
}

static void destroy(result_fixture *fixture)
{
    cupel_connection_close(fixture->connection);
    cupel_engine_close(fixture->engine);
}

static void expect_error(result_fixture *fixture, const cupel_result *result, cupel_code code,
                         const char *text)
{
    const cupel_error *error = cupel_connection_error(fixture->connection);
    assert_null(result);
    if (error->code != code || !strstr(error->text, text))
        fail_msg("%s: %s", cupel_code_name(error->code), error->text);
}

static void test_changes_and_keys(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    static const struct {
        const char *sql;
        int64_t changes, key;
    } cases[] = {
        { "INSERT INTO t (b) VALUES ('x')", 1, 1 },
        { "  INSERT INTO t (b) VALUES ('y'), ('z')", 2, 3 },
        { "UPDATE t SET b = 'w'", 3, 0 },
        { "REPLACE INTO t VALUES (7, 'q')", 1, 7 },
        { "insert or ignore into t values (7, 'q')", 0, 0 },
        { "WITH n AS (SELECT 20 AS a) INSERT INTO t (a) SELECT a FROM n", 1, 20 },
        { "DELETE FROM t WHERE a < 3", 2, 0 },
        { "SELECT 1", 0, 0 },
        { "CREATE TABLE u (x)", 0, 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_result *result = cupel_execute(fixture.connection, cases[i].sql);
        assert_non_null(result);
        if (cupel_result_changes(result) != cases[i].changes ||
            cupel_result_last_key(result) != cases[i].key)
            fail_msg("%s: %lld, %lld", cases[i].sql, (long long)cupel_result_changes(result),
                     (long long)cupel_result_last_key(result));
        cupel_result_close(result);
    }
    assert_int_equal(cupel_result_changes(NULL), 0);
    assert_int_equal(cupel_result_last_key(NULL), 0);
    assert_null(cupel_result_next(NULL));
    cupel_result_close(NULL);
    destroy(&fixture);
}

static void test_rows(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    cupel_result *result = cupel_execute(connection, "INSERT INTO t (b) VALUES (:x), (:y), (NULL)",
                                         cupel_bind("y", "two"), cupel_bind("x", "one"));
    assert_int_equal(cupel_result_changes(result), 3);
    assert_null(cupel_result_next(result));
    result = cupel_execute(connection, "SELECT a, b AS \"the b\", 2.5, x'00FF' FROM t ORDER BY a");
    static const char *const expected[] = { "one", "two", NULL };
    for (int i = 0; i < 3; i++) {
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_int_equal(cupel_row_count(row), 4);
        assert_string_equal(cupel_row_name(row, 1), "the b");
        assert_int_equal(cupel_row_int(row, "a"), i + 1);
        if (expected[i])
            assert_string_equal(cupel_row_text(row, "the b"), expected[i]);
        else
            assert_true(cupel_row_is_null(row, 1));
        assert_true(cupel_row_double(row, 2) == 2.5);
        assert_int_equal(cupel_row_blob(row, 3).size, 2);
    }
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OK);
    assert_null(cupel_result_next(result));
    /* What a getter complains of is the connection's error until the next call. */
    result = cupel_execute(connection, "SELECT a FROM t");
    const cupel_row *row = cupel_result_next(result);
    assert_int_equal(cupel_row_int(row, "nosuch"), 0);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_NO_SUCH_COLUMN);
    row = cupel_result_next(result);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OK);
    assert_null(cupel_row_text(row, "a"));
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_TYPE_MISMATCH);
    destroy(&fixture); /* closes what is open */
}

static void test_returning(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_result *result =
        cupel_execute(fixture.connection, "INSERT INTO t (b) VALUES ('x'), ('y') RETURNING a");
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), 1);
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), 2);
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_result_changes(result), 2);
    assert_int_equal(cupel_result_last_key(result), 2);
    cupel_result_close(cupel_execute(fixture.connection, "INSERT INTO t (b) VALUES ('z')"));
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_result_last_key(result), 2); /* still its own */
    destroy(&fixture);
}

/* A value of each kind comes back as SQLite has it. */
static void test_kinds(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_uuid_value uuid;
    assert_true(cupel_uuid_parse("01234567-89ab-cdef-0123-456789abcdef", &uuid));
    int64_t number = INT64_MIN;
    cupel_result *result = cupel_execute(
        fixture.connection,
        "SELECT :t, :i, :d, :s, :b, :date, :time, :dt, :ts, :iv, :dec, :u, :j, :n, :p",
        cupel_bind("t", true), cupel_bind("i", INT64_MAX), cupel_bind("d", -0.5),
        cupel_bind("s", "it's \xC3\xA9"), cupel_bind("b", ((cupel_blob_value){ "\0\1", 2 })),
        cupel_bind("date", ((cupel_date_value){ 1969, 12, 31 })),
        cupel_bind("time", ((cupel_time_value){ 23, 59, 59, 7 })),
        cupel_bind("dt", ((cupel_datetime_value){ 2038, 1, 20, 0, 0, 0, 0 })),
        cupel_bind("ts", ((cupel_timestamp_value){ -1 })),
        cupel_bind("iv", ((cupel_interval_value){ -5 })),
        cupel_bind("dec", ((cupel_decimal_value){ "12.50" })), cupel_bind("u", uuid),
        cupel_bind("j", ((cupel_json_value){ "[1]" })), cupel_bind("n", NULL),
        cupel_bind("p", &number));
    if (!result)
        fail_msg("%s", cupel_connection_error(fixture.connection)->text);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_int(row, 0), 1);
    assert_int_equal(cupel_row_int(row, 1), INT64_MAX);
    assert_true(cupel_row_double(row, 2) == -0.5);
    assert_string_equal(cupel_row_text(row, 3), "it's \xC3\xA9");
    assert_int_equal(cupel_row_blob(row, 4).size, 2);
    assert_string_equal(cupel_row_text(row, 5), "1969-12-31");
    assert_string_equal(cupel_row_text(row, 6), "23:59:59.000007");
    assert_string_equal(cupel_row_text(row, 7), "2038-01-20 00:00:00.000000");
    assert_string_equal(cupel_row_text(row, 8), "1969-12-31 23:59:59.999999+00:00");
    assert_int_equal(cupel_row_int(row, 9), -5);
    assert_string_equal(cupel_row_text(row, 10), "12.50");
    assert_string_equal(cupel_row_text(row, 11), "0123456789abcdef0123456789abcdef");
    assert_string_equal(cupel_row_text(row, 12), "[1]");
    assert_true(cupel_row_is_null(row, 13));
    assert_int_equal(cupel_row_int(row, 14), INT64_MIN);
    destroy(&fixture);
}

static cupel_value give_seven(void *data)
{
    ++*(int *)data;
    return cupel_value_int(7);
}

static void test_parameters(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    /* One name in several places. */
    cupel_result *result =
        cupel_execute(connection, "SELECT :a + :b + :a", cupel_bind("a", 5), cupel_bind("b", 100));
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), 110);
    /* What looks like one and is none. */
    result = cupel_execute(connection, "SELECT ':a', 1 /* :b */ -- :c\n, :d", cupel_bind("d", 4));
    const cupel_row *row = cupel_result_next(result);
    assert_string_equal(cupel_row_text(row, 0), ":a");
    assert_int_equal(cupel_row_int(row, 2), 4);
    /* A value that is asked for when it is needed. */
    int asked = 0;
    result = cupel_execute(connection, "SELECT :a", cupel_bind_callable("a", give_seven, &asked));
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), 7);
    assert_int_equal(asked, 1);
    /* Kept, and used twice. */
    cupel_expr *bind = cupel_bind("a", "kept");
    cupel_keep(bind);
    result = cupel_execute(connection, "SELECT :a", bind);
    assert_string_equal(cupel_row_text(cupel_result_next(result), 0), "kept");
    result = cupel_execute(connection, "SELECT :a", bind);
    assert_string_equal(cupel_row_text(cupel_result_next(result), 0), "kept");
    destroy(&fixture);
}

static void test_wrong_parameters(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    expect_error(&fixture, cupel_execute(connection, "SELECT :a"), CUPEL_STATEMENT_ERROR,
                 "parameter ':a' has no value; add cupel_bind(\"a\", value)");
    assert_string_equal(cupel_connection_error(connection)->sql, "SELECT ?");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind_required("a")),
                 CUPEL_STATEMENT_ERROR, "has no value");
    expect_error(&fixture,
                 cupel_execute(connection, "SELECT :a", cupel_bind("a", 1), cupel_bind("b", 2)),
                 CUPEL_INVALID_ARGUMENT, "the SQL has no parameter ':b'");
    expect_error(&fixture,
                 cupel_execute(connection, "SELECT :a", cupel_bind("a", 1), cupel_bind("a", 2)),
                 CUPEL_INVALID_ARGUMENT, "parameter 'a' is given twice");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", 5), CUPEL_INVALID_ARGUMENT,
                 "argument 1 after the SQL is no parameter");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_literal(5)),
                 CUPEL_INVALID_ARGUMENT, "argument 1 after the SQL is no parameter");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind("a", 1), cupel_true()),
                 CUPEL_INVALID_ARGUMENT, "argument 2");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind("no name", 1)),
                 CUPEL_INVALID_ARGUMENT, "");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind("a", "\xFF")),
                 CUPEL_INVALID_ARGUMENT, "");
    assert_int_equal(cupel_connection_error(connection)->reason, CUPEL_REASON_INVALID_TEXT);
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind("a", UINT64_MAX)),
                 CUPEL_DATA_ERROR, "18446744073709551615");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a", cupel_bind("a", 0.0 / 0.0)),
                 CUPEL_DATA_ERROR, "NaN");
    expect_error(&fixture, cupel_execute(connection, "SELECT ?"), CUPEL_STATEMENT_ERROR,
                 "sees 1 parameters in the statement where there are 0");
    expect_error(&fixture, cupel_execute(connection, "SELECT :a, ?7", cupel_bind("a", 1)),
                 CUPEL_STATEMENT_ERROR, "");
    expect_error(&fixture, cupel_execute(connection, NULL, cupel_bind("a", 1)),
                 CUPEL_INVALID_ARGUMENT, "the SQL is NULL");
    expect_error(&fixture, cupel_execute(connection, "SELECT '\xFF'"), CUPEL_INVALID_ARGUMENT,
                 "not UTF-8");
    assert_null(cupel_execute(NULL, "SELECT :a", cupel_bind("a", 1)));
    destroy(&fixture);
}

static void test_wrong_sql(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    expect_error(&fixture, cupel_execute(connection, "SELECT"), CUPEL_OPERATIONAL_ERROR, "");
    expect_error(&fixture, cupel_execute(connection, ""), CUPEL_PROGRAMMING_ERROR,
                 "no statement in it");
    expect_error(&fixture, cupel_execute(connection, "-- nothing"), CUPEL_PROGRAMMING_ERROR,
                 "no statement in it");
    expect_error(&fixture, cupel_execute(connection, "SELECT 1; SELECT 2"), CUPEL_PROGRAMMING_ERROR,
                 "several statements");
    expect_error(&fixture, cupel_execute(connection, "SELECT 1; NONSENSE"), CUPEL_PROGRAMMING_ERROR,
                 "several statements");
    assert_non_null(cupel_execute(connection, "SELECT 1; -- the end\n ; /* */"));
    expect_error(&fixture, cupel_execute(connection, "SELECT abs(:x)", cupel_bind("x", INT64_MIN)),
                 CUPEL_OPERATIONAL_ERROR, "integer overflow");
    assert_string_equal(cupel_connection_error(connection)->sql, "SELECT abs(?)");
    assert_string_equal(cupel_connection_error(connection)->parameters, "(-9223372036854775808)");
    /* A quoted name is a name, not a text nobody quoted. */
    expect_error(&fixture, cupel_execute(connection, "SELECT \"nosuch\" FROM t"),
                 CUPEL_OPERATIONAL_ERROR, "no such column: nosuch");
    destroy(&fixture);
}

/* A failure in the middle of the rows. */
static void test_failure_while_reading(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_result *result =
        cupel_execute(fixture.connection,
                      "SELECT abs(column1) FROM (VALUES (1), (-9223372036854775807 - 1), (3))");
    assert_non_null(result);
    assert_int_equal(cupel_row_int(cupel_result_next(result), 0), 1);
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_connection_error(fixture.connection)->code, CUPEL_OPERATIONAL_ERROR);
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_connection_error(fixture.connection)->code, CUPEL_OK);
    destroy(&fixture);
}

static void test_several_open(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_result *results[5];
    for (size_t i = 0; i < CU_LENGTH(results); i++) {
        results[i] = cupel_execute(fixture.connection, "SELECT :i UNION ALL SELECT :i + 1",
                                   cupel_bind("i", 10 * (int)i));
        assert_non_null(results[i]);
    }
    for (size_t i = 0; i < CU_LENGTH(results); i++)
        assert_int_equal(cupel_row_int(cupel_result_next(results[i]), 0), 10 * i);
    cupel_result_close(results[2]);
    cupel_result_close(results[4]);
    cupel_result_close(results[0]);
    assert_int_equal(cupel_row_int(cupel_result_next(results[1]), 0), 11);
    assert_int_equal(cupel_row_int(cupel_result_next(results[3]), 0), 31);
    destroy(&fixture);
}

static void test_schema_change(void **state)
{
    (void)state;
    result_fixture fixture;
    make(&fixture);
    cupel_result_close(cupel_execute(fixture.connection, "INSERT INTO t VALUES (1, 'x')"));
    cupel_result *result = cupel_execute(fixture.connection, "SELECT * FROM t");
    assert_int_equal(cupel_row_count(cupel_result_next(result)), 2);
    cupel_result_close(result);
    assert_int_equal(
        cupel_execute_script(fixture.connection, "ALTER TABLE t ADD COLUMN c DEFAULT 'new'"),
        CUPEL_OK);
    result = cupel_execute(fixture.connection, "SELECT * FROM t");
    const cupel_row *row = cupel_result_next(result);
    assert_int_equal(cupel_row_count(row), 3);
    assert_string_equal(cupel_row_text(row, "c"), "new");
    destroy(&fixture);
}

/* Values never become SQL. */
static void test_injection(void **state)
{
    (void)state;
    static const char *const attempts[] = {
        "'", "''",   "'; DROP TABLE t; --",      "x' OR '1'='1", "\\'; DROP TABLE t", ":b",
        "?", "%s%n", "Robert'); DROP TABLE t;--"
    };
    result_fixture fixture;
    make(&fixture);
    for (size_t i = 0; i < CU_LENGTH(attempts); i++) {
        cupel_result_close(cupel_execute(fixture.connection, "INSERT INTO t (b) VALUES (:b)",
                                         cupel_bind("b", attempts[i])));
        cupel_result *result = cupel_execute(fixture.connection, "SELECT b FROM t WHERE b = :b",
                                             cupel_bind("b", attempts[i]));
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_string_equal(cupel_row_text(row, 0), attempts[i]);
        assert_null(cupel_result_next(result));
        cupel_result_close(result);
    }
    destroy(&fixture);
}

static void test_log(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
    cupel_connection *connection = cupel_connect(engine);
    cupel_result *result =
        cupel_execute(connection, "SELECT :a UNION ALL SELECT 2", cupel_bind("a", 1));
    /* It is told when its rows are counted, at the last of them ... */
    cu_test_statements_expect_none(&log);
    while (cupel_result_next(result))
        ;
    cu_test_statements_expect(&log, "SELECT ? UNION ALL SELECT 2 (1) 2 rows");
    assert_null(cupel_result_next(result));
    cupel_result_close(result);
    cu_test_statements_expect_none(&log);
    assert_non_null(cupel_execute(connection, "SELECT 1 WHERE 0"));
    cu_test_statements_expect(&log, "SELECT 1 WHERE 0 () 0 rows");
    /* ... or where its end is seen: by being closed, by the program or with the connection. */
    result = cupel_execute(connection, "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
    assert_non_null(cupel_result_next(result));
    assert_non_null(cupel_result_next(result));
    cupel_result_close(result);
    cu_test_statements_expect(&log, "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 () 2 rows");
    assert_non_null(cupel_execute(connection, "SELECT 5 UNION SELECT 6"));
    cupel_connection_close(connection);
    cu_test_statements_expect(&log, "SELECT 5 UNION SELECT 6 () 1 row");
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        result_fixture fixture;
        make(&fixture);
        cu_test_alloc_fail_at(n, false);
        cupel_result *result =
            cupel_execute(fixture.connection, "SELECT :a, :b, 'text'", cupel_bind("a", "x"),
                          cupel_bind("b", ((cupel_date_value){ 2024, 1, 1 })));
        const cupel_row *row = cupel_result_next(result);
        cupel_code code = cupel_connection_error(fixture.connection)->code;
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        if (row)
            assert_string_equal(cupel_row_text(row, 1), "2024-01-01");
        else
            assert_int_equal(code, CUPEL_NO_MEMORY);
        assert_true(row || !over);
        destroy(&fixture);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_changes_and_keys), TEST(test_rows),
        TEST(test_returning),        TEST(test_kinds),
        TEST(test_parameters),       TEST(test_wrong_parameters),
        TEST(test_wrong_sql),        TEST(test_failure_while_reading),
        TEST(test_several_open),     TEST(test_schema_change),
        TEST(test_injection),        TEST(test_log),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
