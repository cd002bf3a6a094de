#include "fixture.h"

#include "sql/compiled.h"
#include <stdio.h>

/* A table of numbers and texts, 1 to `rows`. */
static void fill(fixture *one, int rows)
{
    char sql[200];
    run(one, "CREATE OR REPLACE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100))");
    snprintf(sql, sizeof sql,
             "INSERT INTO t (name) SELECT CONCAT('row ', seq) FROM seq_1_to_%d ORDER BY seq", rows);
    run(one, sql);
}

/* Reads the next row of `SELECT id, name`, which must be number `id`. */
static void check_row(cupel_result *result, int64_t id)
{
    char name[40];
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    snprintf(name, sizeof name, "row %lld", (long long)id);
    assert_int_equal(cupel_row_int_at(row, 0), id);
    assert_string_equal(cupel_row_text_at(row, 1), name);
}

static void test_changes(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 3);
    static const struct {
        const char *sql;
        int64_t changes, key;
    } cases[] = {
        { "INSERT INTO t (name) VALUES ('a'), ('b')", 2, 4 },
        { "UPDATE t SET name = name", 5, 0 }, /* found, not changed */
        { "UPDATE t SET name = 'x' WHERE id > 100", 0, 0 },
        { "DELETE FROM t WHERE id = 1", 1, 0 },
        { "SELECT * FROM t", 0, 0 },
        { "INSERT INTO t (id, name) VALUES (50, 'c')", 1, 50 },
        { "INSERT INTO t (name) VALUES ('d'), ('e') RETURNING id", 2, 0 },
        { "DELETE FROM t RETURNING id", 7, 0 },
        { "CREATE OR REPLACE TABLE u (a INT)", 0, 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_result *result = query(&one, cases[i].sql);
        while (cupel_result_next(result))
            continue;
        if (cupel_result_changes(result) != cases[i].changes ||
            cupel_result_last_key(result) != cases[i].key)
            fail_msg("%s: %lld changes, key %lld", cases[i].sql,
                     (long long)cupel_result_changes(result),
                     (long long)cupel_result_last_key(result));
        cupel_result_close(result);
    }
    close_server(&one);
}

static void test_generated_keys(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE g (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT)");
    cupel_result *result = query(&one, "INSERT INTO g () VALUES () RETURNING id");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_int_at(row, 0), 1);
    assert_null(cupel_result_next(result));
    cupel_result_close(result);
    close_server(&one);
}

/* Several results at once: what is not read yet is put aside, and nobody's row changes. */
static void test_nested_results(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 1000);
    cupel_result *outer = query(&one, "SELECT id, name FROM t ORDER BY id");
    const cupel_row *row = cupel_result_next(outer);
    assert_non_null(row);
    const char *name = cupel_row_text_at(row, 1);
    cupel_result *inner = query(&one, "SELECT id, name FROM t WHERE id > 500 ORDER BY id");
    check_row(inner, 501);
    assert_string_equal(name, "row 1"); /* still there */
    check_row(outer, 2);
    /* A statement with a value out of a row, which is put aside while it is sent. */
    const cupel_row *second = cupel_result_next(inner);
    assert_non_null(second);
    cupel_result *update =
        cupel_execute(one.connection, "UPDATE t SET name = :name WHERE id = 1000",
                      cupel_bind("name", cupel_row_text_at(second, 1)));
    assert_non_null(update);
    assert_int_equal(cupel_result_changes(update), 1);
    for (int64_t id = 3; id <= 1000; id++)
        check_row(outer, id);
    assert_null(cupel_result_next(outer));
    for (int64_t id = 503; id <= 1000; id++)
        check_row(inner, id);
    assert_null(cupel_result_next(inner));
    assert_int_equal(number(&one, "SELECT count(*) FROM t WHERE name = 'row 502'"), 2);
    close_server(&one);
}

/* The same statement over and over, each time closed early. */
static void test_closed_early(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 5000);
    for (int i = 0; i < 20; i++) {
        cupel_result *result = query(&one, "SELECT id, name FROM t ORDER BY id");
        for (int64_t id = 1; id <= i; id++)
            check_row(result, id);
        cupel_result_close(result);
    }
    /* Put aside, then closed. */
    cupel_result *first = query(&one, "SELECT id, name FROM t ORDER BY id");
    cupel_result *second = query(&one, "SELECT id, name FROM t ORDER BY id");
    cupel_result_close(first);
    check_row(second, 1);
    cupel_result_close(second);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

static void test_many_rows(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    cu_test_alloc_fail_at(0, false);
    cupel_result *result = query(&one, "SELECT seq, REPEAT('x', seq % 50) FROM seq_1_to_300000");
    size_t before = cu_test_alloc_bytes();
    int64_t rows = 0;
    for (const cupel_row *row; (row = cupel_result_next(result));) {
        assert_int_equal(cupel_row_int_at(row, 0), ++rows);
        assert_int_equal(strlen(cupel_row_text_at(row, 1)), rows % 50);
    }
    assert_int_equal(rows, 300000);
    assert_true(cu_test_alloc_bytes() < before + 10000);
    cupel_result_close(result);
    close_server(&one);
}

/* Some rows at a time, and other statements in between: what is still to come stays at the server. */
static void test_streaming(void **state)
{
    (void)state;
    fixture one;
    cupel_value cells[2], key = cupel_value_int(0);
    open_server(&one);
    cu_error *error = &one.connection->error;
    cu_compiled *compiled = cu_compiled_text(
        "SELECT seq, REPEAT('x', 100) FROM seq_1_to_100000 WHERE seq > ?", 1, true);
    assert_non_null(compiled);
    for (int round = 0; round < 4; round++) {
        cu_cursor cursor = { 0 };
        bool row = false;
        assert_int_equal(cu_cursor_open(&cursor, one.connection, compiled, &key, error), CUPEL_OK);
        bool streams = round != 2; /* the same statement, with and without */
        if (streams)
            cu_cursor_stream(&cursor, 10);
        int64_t most = round == 1 ? 150 : streams ? 100000 : 1000; /* one is closed early */
        size_t before = cu_test_alloc_bytes();
        for (int64_t seq = 1; seq <= most; seq++) {
            assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
            assert_true(row);
            assert_int_equal(cu_cursor_read(&cursor, cells, error), CUPEL_OK);
            assert_int_equal(cells[0].as.integer, seq);
            assert_int_equal(cells[1].length, 100);
            if (seq % 997 == 0)
                assert_int_equal(number(&one, "SELECT 5"), 5);
        }
        if (streams)
            assert_true(cu_test_alloc_bytes() < before + 20000);
        if (most == 100000) {
            assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
            assert_false(row);
        }
        cu_cursor_close(&cursor);
        assert_int_equal(number(&one, "SELECT 6"), 6);
    }
    cu_compiled_release(compiled);
    close_server(&one);
}

/* A cursor is asked for where there can be none. */
static void test_streaming_what_is_no_query(void **state)
{
    (void)state;
    static const char *const statements[] = { "SHOW TABLES", "DO 1", "EXPLAIN SELECT 1",
                                              "SELECT 1 WHERE 1 = 0", "CALL nothing()" };
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE PROCEDURE nothing() SELECT 1, 2");
    cu_error *error = &one.connection->error;
    for (size_t i = 0; i < CU_LENGTH(statements); i++) {
        cu_cursor cursor = { 0 };
        bool row = true;
        cu_compiled *compiled = cu_compiled_text(statements[i], 0, true);
        assert_non_null(compiled);
        assert_int_equal(cu_cursor_open(&cursor, one.connection, compiled, NULL, error), CUPEL_OK);
        cu_cursor_stream(&cursor, 10);
        while (row)
            assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
        cu_cursor_close(&cursor);
        cu_compiled_release(compiled);
    }
    assert_int_equal(number(&one, "SELECT 6"), 6);
    close_server(&one);
}

static void test_no_columns_and_many(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    char sql[40000] = "SELECT 0";
    size_t length = strlen(sql);
    for (int i = 1; i < 1500; i++)
        length += (size_t)snprintf(sql + length, sizeof sql - length, ", %d", i);
    cupel_result *result = query(&one, sql);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_count(row), 1500);
    for (int i = 0; i < 1500; i++)
        assert_int_equal(cupel_row_int_at(row, i), i);
    cupel_result_close(result);
    result = query(&one, "DO 1");
    assert_null(cupel_result_next(result));
    cupel_result_close(result);
    close_server(&one);
}

/* A statement that is prepared already, over a table that is changed. */
static void test_changed_tables(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *names;
    } steps[] = {
        { "CREATE OR REPLACE TABLE c (a INT, b INT)", "a b" },
        { "ALTER TABLE c ADD d VARCHAR(10) DEFAULT 'new'", "a b d" },
        { "ALTER TABLE c RENAME COLUMN b TO bb", "a bb d" },
        { "ALTER TABLE c RENAME COLUMN bb TO b", "a b d" },
        { "ALTER TABLE c MODIFY a VARCHAR(20)", "a b d" },
        { "ALTER TABLE c DROP d, DROP b", "a" },
        { "CREATE OR REPLACE TABLE c (x DATE, y INT, z INT, w INT)", "x y z w" },
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(steps); i++) {
        run(&one, steps[i].sql);
        if (i == 0)
            run(&one, "INSERT INTO c VALUES (1, 2)");
        cupel_result *result = query(&one, "SELECT * FROM c LIMIT 1");
        const cupel_row *row = cupel_result_next(result);
        if (i + 1 == CU_LENGTH(steps)) {
            assert_null(row);
            cupel_result_close(result);
            break;
        }
        assert_non_null(row);
        check_names(row, steps[i].names);
        if (strcmp(steps[i].names, "a") == 0)
            assert_string_equal(cupel_row_text(row, "a"), "1");
        cupel_result_close(result);
    }
    close_server(&one);
}

static void test_procedures(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one,
        "CREATE OR REPLACE PROCEDURE p() BEGIN SELECT 1 AS a UNION SELECT 2; SELECT 'x', 'y'; "
        "SELECT 3; END");
    for (int i = 0; i < 3; i++) {
        cupel_result *result = query(&one, "CALL p()");
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_int_equal(cupel_row_int(row, "a"), 1);
        if (i != 1) {
            assert_non_null(cupel_result_next(result));
            assert_null(cupel_result_next(result));
            assert_int_equal(cupel_connection_error(one.connection)->code, CUPEL_OK);
        }
        cupel_result_close(result);
        assert_int_equal(number(&one, "SELECT 7"), 7);
    }
    run(&one, "CALL p(); CALL p()");
    assert_int_equal(number(&one, "SELECT 8"), 8);
    close_server(&one);
}

static void test_scripts(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE s (a INT); INSERT INTO s VALUES (1); SELECT * FROM s;; ");
    assert_int_equal(number(&one, "SELECT count(*) FROM s"), 1);
    /* What comes behind a failure is not run. */
    assert_int_equal(cupel_execute_script(
                         one.connection,
                         "INSERT INTO s VALUES (2); INSERT INTO nowhere VALUES (1); DELETE FROM s"),
                     CUPEL_PROGRAMMING_ERROR);
    assert_int_equal(number(&one, "SELECT count(*) FROM s"), 2);
    close_server(&one);
}

static void test_transactions(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    const cupel_driver *driver = one.connection->driver;
    cupel_driver_connection *native = one.connection->native;
    run(&one, "CREATE OR REPLACE TABLE s (a INT PRIMARY KEY) ENGINE=InnoDB");
    assert_false(driver->in_transaction(native));
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_true(driver->in_transaction(native));
    run(&one, "INSERT INTO s VALUES (1)");
    assert_int_equal(failure(&one, "INSERT INTO s VALUES (1)")->reason, CUPEL_REASON_UNIQUE);
    assert_true(driver->in_transaction(native)); /* only that statement was undone */
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
    assert_false(driver->in_transaction(native));
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO s VALUES (2)");
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM s"), 1);
    /* DDL ends a transaction by itself, and COMMIT says so. */
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO s VALUES (3)");
    run(&one, "CREATE OR REPLACE TABLE s2 (a INT)");
    assert_false(driver->in_transaction(native));
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(driver->begin_sql(native, CUPEL_BEGIN_READ_ONLY),
                        "START TRANSACTION READ ONLY");
    close_server(&one);
}

static void test_savepoints(void **state)
{
    (void)state;
    fixture one;
    cu_error error;
    cu_error_init(&error);
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE s (a INT PRIMARY KEY)");
    assert_int_equal(cu_connection_begin(one.connection, CUPEL_BEGIN_WRITE, &error), CUPEL_OK);
    run(&one, "INSERT INTO s VALUES (1)");
    assert_int_equal(cu_connection_savepoint(one.connection, 1, &error), CUPEL_OK);
    run(&one, "INSERT INTO s VALUES (2)");
    assert_int_equal(cu_connection_rollback_to_savepoint(one.connection, 1, &error), CUPEL_OK);
    assert_int_equal(cu_connection_savepoint(one.connection, 1, &error), CUPEL_OK);
    run(&one, "INSERT INTO s VALUES (3)");
    assert_int_equal(cu_connection_release_savepoint(one.connection, 1, &error), CUPEL_OK);
    assert_int_equal(cu_connection_commit(one.connection, &error), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT SUM(a) = 4 FROM s"), 1);
    cu_error_free(&error);
    close_server(&one);
}

/* More statements than the connection keeps: what was dropped is prepared again. */
static void test_prepared_statements(void **state)
{
    (void)state;
    fixture one;
    open_with(&one, database_url(), &(cupel_engine_options){ .prepared_cache_size = 3 });
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 10; i++) {
            char sql[40];
            snprintf(sql, sizeof sql, "SELECT :x + %d", i);
            cupel_result *result = cupel_execute(one.connection, sql, cupel_bind("x", round));
            assert_non_null(result);
            const cupel_row *row = cupel_result_next(result);
            assert_non_null(row);
            assert_int_equal(cupel_row_int_at(row, 0), round + i);
            cupel_result_close(result);
        }
    cupel_result *result = query(&one, "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t prepared = atoi(cupel_row_text_at(row, 1));
    assert_in_range(prepared, 30, 32);
    cupel_result_close(result);
    close_server(&one);
}

static void test_parameter_types_change(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    const cupel_value values[] = { cupel_value_int(1),
                                   cupel_value_text("two"),
                                   cupel_value_double(3.5),
                                   cupel_value_null(),
                                   cupel_value_decimal((cupel_decimal_value){ "4.50" }),
                                   cupel_value_of_unsigned(UINT64_MAX) };
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < CU_LENGTH(values); i++) {
            cupel_result *result =
                cupel_execute(one.connection, "SELECT :v", cupel_bind("v", values[i]));
            assert_non_null(result);
            const cupel_row *row = cupel_result_next(result);
            assert_non_null(row);
            cupel_value value = cupel_row_value_at(row, 0);
            assert_true(cupel_value_equal(&value, &values[i]));
            cupel_result_close(result);
        }
    close_server(&one);
}

static void test_ping(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 10);
    cupel_result *result = query(&one, "SELECT id, name FROM t ORDER BY id");
    assert_true(one.connection->driver->ping(one.connection->native)); /* amid rows */
    for (int64_t id = 1; id <= 10; id++)
        check_row(result, id);
    assert_null(cupel_result_next(result));
    close_server(&one);
}

/* Everything that takes memory, with each of the allocations failing. */
static void test_no_memory(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 5);
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        bool worked = true;
        cupel_result *outer = cupel_execute(
            one.connection, "SELECT id, name, 1.5 FROM t WHERE id > :id", cupel_bind("id", 0));
        cupel_result *inner = cupel_execute(one.connection, "SELECT 1 + 1");
        worked &= outer && inner;
        int rows = 0;
        while (outer && cupel_result_next(outer))
            rows++;
        worked &= rows == 5;
        size_t count = cu_test_alloc_count();
        cu_test_alloc_fail_at(0, false);
        cupel_result_close(outer);
        cupel_result_close(inner);
        /* The connection was left usable. */
        assert_int_equal(number(&one, "SELECT 42"), 42);
        cupel_connection_close(one.connection);
        cupel_engine_dispose(one.engine);
        one.connection = cupel_connect(one.engine);
        if (count < n) {
            assert_true(worked);
            break;
        }
    }
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_changes),
        SERVER_TEST(test_generated_keys),
        SERVER_TEST(test_nested_results),
        SERVER_TEST(test_closed_early),
        SERVER_TEST(test_many_rows),
        SERVER_TEST(test_streaming),
        SERVER_TEST(test_streaming_what_is_no_query),
        SERVER_TEST(test_no_columns_and_many),
        SERVER_TEST(test_changed_tables),
        SERVER_TEST(test_procedures),
        SERVER_TEST(test_scripts),
        SERVER_TEST(test_transactions),
        SERVER_TEST(test_savepoints),
        SERVER_TEST(test_prepared_statements),
        SERVER_TEST(test_parameter_types_change),
        SERVER_TEST(test_ping),
        SERVER_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
