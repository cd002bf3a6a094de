#include "fixture.h"

#include "base/alloc.h"
#include "dialects/postgresql/driver.h"
#include "sql/compiled.h"
#include <stdio.h>

/* A table of numbers and texts, 1 to `rows`. */
static void fill(fixture *one, int rows)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "DROP TABLE IF EXISTS t; CREATE TABLE t (id SERIAL PRIMARY KEY, name VARCHAR(100)); "
             "INSERT INTO t (name) SELECT 'row ' || n FROM generate_series(1, %d) n",
             rows);
    run(one, sql);
}

static void test_changes(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 3);
    static const struct {
        const char *sql;
        int64_t changes;
    } cases[] = {
        { "INSERT INTO t (name) VALUES ('a'), ('b')", 2 },
        { "UPDATE t SET name = name", 5 },
        { "UPDATE t SET name = 'x' WHERE id > 100", 0 },
        { "DELETE FROM t WHERE id = 1", 1 },
        { "SELECT * FROM t", 0 },
        { "INSERT INTO t (name) VALUES ('d'), ('e') RETURNING id", 2 },
        { "DELETE FROM t RETURNING id", 6 },
        { "CREATE TABLE IF NOT EXISTS u (a INT)", 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_result *result = query(&one, cases[i].sql);
        while (cupel_result_next(result))
            continue;
        if (cupel_result_changes(result) != cases[i].changes)
            fail_msg("%s: %lld changes", cases[i].sql, (long long)cupel_result_changes(result));
        cupel_result_close(result);
    }
    close_server(&one);
}

/* Results that are read in turns. */
static void test_nested_results(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 20);
    cupel_result *outer = query(&one, "SELECT id, name FROM t ORDER BY id");
    for (int id = 1; id <= 20; id++) {
        const cupel_row *row = cupel_result_next(outer);
        assert_non_null(row);
        assert_int_equal(number(&one, "SELECT count(*) FROM t"), 20);
        assert_int_equal(cupel_row_int_at(row, 0), id);
    }
    assert_null(cupel_result_next(outer));
    cupel_result_close(outer);
    close_server(&one);
}

static void test_streaming(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    fill(&one, 1000);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    cu_error *error = &one.connection->error;
    cu_compiled *compiled = cu_compiled_text("SELECT id FROM t WHERE id > $1 ORDER BY id", 1, true);
    assert_non_null(compiled);
    cupel_value least = cupel_value_int(10);
    for (int round = 0; round < 3; round++) {
        cu_cursor cursor = { 0 };
        bool row = true;
        int rows = 0;
        assert_int_equal(cu_cursor_open(&cursor, one.connection, compiled, &least, error),
                         CUPEL_OK);
        cu_cursor_stream(&cursor, 150);
        while (rows < (round == 1 ? 200 : 2000)) {
            assert_int_equal(cu_cursor_step(&cursor, &row, error), CUPEL_OK);
            if (!row)
                break;
            rows++;
            if (rows % 100 == 0)
                assert_int_equal(number(&one, "SELECT 5"), 5);
        }
        assert_int_equal(rows, round == 1 ? 200 : 990);
        cu_cursor_close(&cursor);
    }
    assert_int_equal(number(&one, "SELECT count(*) FROM pg_cursors WHERE name <> ''"), 0);
    cu_compiled_release(compiled);
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    close_server(&one);
}

/* A statement that is prepared already, over a table that is changed. */
static void test_changed_tables(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *names;
    } steps[] = {
        { "DROP TABLE IF EXISTS c; CREATE TABLE c (a INT, b INT)", "a b" },
        { "ALTER TABLE c ADD d VARCHAR(10) DEFAULT 'new'", "a b d" },
        { "ALTER TABLE c RENAME COLUMN b TO bb", "a bb d" },
        { "ALTER TABLE c ALTER a TYPE VARCHAR(20)", "a bb d" },
        { "ALTER TABLE c DROP d, DROP bb", "a" },
    };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(steps); i++) {
        run(&one, steps[i].sql);
        if (i == 0)
            run(&one, "INSERT INTO c VALUES (1, 2)");
        cupel_result *result = query(&one, "SELECT * FROM c LIMIT 1");
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        check_names(row, steps[i].names);
        if (strcmp(steps[i].names, "a") == 0)
            assert_string_equal(cupel_row_text(row, "a"), "1");
        cupel_result_close(result);
    }
    /* Its parameter is of another type. */
    for (int i = 0; i < 4; i++) {
        run(&one, i % 2 == 0 ? "ALTER TABLE c ALTER a TYPE INT USING CAST(a AS INT)"
                             : "ALTER TABLE c ALTER a TYPE TEXT");
        cupel_result *result =
            cupel_execute(one.connection, "UPDATE c SET a = :a", cupel_bind("a", "1"));
        if (!result)
            fail_msg("%d: %s", i, cupel_connection_error(one.connection)->text);
        cupel_result_close(result);
    }
    /* As the first of a transaction, too. */
    for (int i = 0; i < 2; i++) {
        run(&one, "ALTER TABLE c ALTER a TYPE INT USING CAST(a AS INT)");
        assert_int_equal(number(&one, "SELECT a FROM c"), 1);
        run(&one, "ALTER TABLE c ALTER a TYPE BIGINT");
        assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
        assert_int_equal(number(&one, "SELECT a FROM c"), 1);
        run(&one, "UPDATE c SET a = 2");
        assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
        assert_int_equal(number(&one, "SELECT a FROM c"), 1);
    }
    cupel_result_close(query(&one, "SELECT * FROM c LIMIT 1"));
    /* Later in one it cannot be mended, but the next one is as good as ever. */
    cupel_connection_begin(one.connection);
    run(&one, "ALTER TABLE c ADD z INT");
    assert_int_equal(failure(&one, "SELECT * FROM c LIMIT 1")->code, CUPEL_NOT_SUPPORTED);
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(cupel_row_int_at(cupel_result_next(query(&one, "SELECT * FROM c LIMIT 1")), 0),
                     1);
    close_server(&one);
}

/* More statements than the connection keeps: those used least recently leave the server, too. */
static void test_prepared_statements(void **state)
{
    (void)state;
    static const int order[] = {
        0, 1, 2, 0, 3, 0, 1
    }; /* what is needed again, and what made room */
    fixture one;
    open_with(&one, database_url(), &(cupel_engine_options){ .prepared_cache_size = 3 });
    for (size_t i = 0; i < CU_LENGTH(order); i++) {
        char sql[60];
        snprintf(sql, sizeof sql, "SELECT CAST(:x AS INTEGER) + %d", order[i]);
        cupel_result *result = cupel_execute(one.connection, sql, cupel_bind("x", 10));
        assert_non_null(result);
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_int_equal(cupel_row_int_at(row, 0), 10 + order[i]);
        cupel_result_close(result);
    }
    PGresult *result = cu_postgresql_execute(
        one.connection->native, "SELECT string_agg(right(statement, 1), ' ' ORDER BY prepare_time) "
                                "FROM pg_prepared_statements");
    assert_string_equal(cu_postgresql.cell(result, 0, 0), "0 3 1");
    cu_postgresql.clear(result);
    close_server(&one);
}

static void test_scripts(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "DROP TABLE IF EXISTS s; CREATE TABLE s (a INT); INSERT INTO s VALUES (1); SELECT * "
              "FROM s;; ");
    assert_int_equal(number(&one, "SELECT count(*) FROM s"), 1);
    assert_int_equal(cupel_execute_script(
                         one.connection,
                         "INSERT INTO s VALUES (2); INSERT INTO nowhere VALUES (1); DELETE FROM s"),
                     CUPEL_PROGRAMMING_ERROR);
    assert_int_equal(number(&one, "SELECT count(*) FROM s"), 1); /* all of it was one transaction */
    close_server(&one);
}

/* COPY by itself is refused, in a script and prepared, and the connection as good as before. */
static void test_copy_as_sql(void **state)
{
    (void)state;
    static const char *const copies[] = { "COPY c FROM STDIN", "COPY c TO STDOUT",
                                          "COPY c (a) TO STDOUT WITH (FORMAT binary)" };
    fixture one;
    open_server(&one);
    run(&one, "DROP TABLE IF EXISTS c; CREATE TABLE c (a INT); INSERT INTO c VALUES (1), (2)");
    for (size_t i = 0; i < 4 * CU_LENGTH(copies); i++) {
        const char *sql = copies[i / 4];
        if (i % 2)
            assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
        if (i % 4 / 2)
            assert_int_equal(cupel_execute_script(one.connection, sql), CUPEL_NOT_SUPPORTED);
        else
            assert_int_equal(failure(&one, sql)->code, CUPEL_NOT_SUPPORTED);
        assert_non_null(strstr(cupel_connection_error(one.connection)->text, "cupel_copy_into()"));
        if (i % 2)
            assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
        assert_int_equal(number(&one, "SELECT count(*) FROM c"), 2);
    }
    /* Whatever follows it in the script, that there was a COPY is what is wrong. */
    assert_int_equal(cupel_execute_script(one.connection, "COPY c TO STDOUT; SELECT 1"),
                     CUPEL_NOT_SUPPORTED);
    close_server(&one);
}

static void test_transactions(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "DROP TABLE IF EXISTS x; CREATE TABLE x (a INT PRIMARY KEY)");
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "INSERT INTO x VALUES (1)");
    run(&one, "SAVEPOINT s");
    assert_int_equal(failure(&one, "INSERT INTO x VALUES (1)")->reason, CUPEL_REASON_UNIQUE);
    assert_string_equal(failure(&one, "SELECT 1")->sqlstate, "25P02");
    run(&one, "ROLLBACK TO s");
    run(&one, "INSERT INTO x VALUES (2)");
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM x"), 2);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "DELETE FROM x");
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM x"), 2);
    close_server(&one);
}

/* One statement with values of one type after another. */
static void test_parameter_types_change(void **state)
{
    (void)state;
    const cupel_value values[] = {
        cupel_value_null(),
        cupel_value_int(1),
        cupel_value_int(INT64_MAX),
        cupel_value_text("x"),
        cupel_value_null(),
        cupel_value_double(1.5),
        cupel_value_decimal((cupel_decimal_value){ "2.50" }),
        cupel_value_bool(true),
        cupel_value_int(3),
    };
    static const char *const texts[] = { NULL,   "1",    "9223372036854775807",
                                         "x",    NULL,   "1.5",
                                         "2.50", "true", "3" };
    fixture one;
    open_server(&one);
    for (size_t i = 0; i < CU_LENGTH(values); i++) {
        cupel_result *result =
            cupel_execute(one.connection, "SELECT CAST(:x AS TEXT)", cupel_bind("x", values[i]));
        if (!result)
            fail_msg("%zu: %s", i, cupel_connection_error(one.connection)->text);
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        if (texts[i])
            assert_string_equal(cupel_row_text_at(row, 0), texts[i]);
        else
            assert_true(cupel_row_is_null_at(row, 0));
        cupel_result_close(result);
    }
    /* Where nothing says what it is, it is a text. */
    cupel_result *result =
        cupel_execute(one.connection, "SELECT count(:x)", cupel_bind("x", "text"));
    assert_non_null(result);
    assert_int_equal(cupel_row_int_at(cupel_result_next(result), 0), 1);
    cupel_result_close(result);
    close_server(&one);
}

static void test_ping(void **state)
{
    (void)state;
    fixture one, other;
    char sql[100];
    open_server(&one);
    open_server(&other);
    const cupel_driver *driver = one.connection->driver;
    assert_true(driver->ping(one.connection->native));
    assert_true(driver->server_version(one.connection->native) >= 90000);
    snprintf(sql, sizeof sql, "SELECT CAST(pg_terminate_backend(%lld) AS INTEGER)",
             (long long)number(&one, "SELECT pg_backend_pid()"));
    assert_int_equal(number(&other, sql), 1);
    for (int i = 0; i < 100 && driver->ping(one.connection->native); i++)
        continue;
    assert_false(driver->ping(one.connection->native));
    assert_int_equal(failure(&one, "SELECT 1")->code, CUPEL_DISCONNECTED);
    close_server(&one);
    close_server(&other);
}

static void test_count_parameters(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        size_t count;
    } cases[] = {
        { "", 0 },
        { "SELECT 1", 0 },
        { "SELECT $1, $2, $1", 2 },
        { "SELECT '$1', \"$2\", $1", 1 },
        { "SELECT 'it''s $3' || $2", 2 },
        { "SELECT E'\\'$3' || $1", 1 },
        { "SELECT type'\\' || $2", 2 },
        { "-- $4\nSELECT $1 /* $5 /* $6 */ $7 */", 1 },
        { "SELECT $$ $3 $$, $tag$ $4 $$ $tag$, $1", 1 },
        { "SELECT a$1 FROM t", 1 },
        { "SELECT '$1", 0 },
        { "SELECT $a$ $1", 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        if (cu_postgresql_count_parameters(cases[i].sql) != cases[i].count)
            fail_msg("%s: %zu", cases[i].sql, cu_postgresql_count_parameters(cases[i].sql));
}

static void test_find_untyped(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *untyped; /* a character a parameter: '?' where its type is not said */
    } cases[] = {
        { "SELECT 1", "" },
        { "SELECT $1, lower($2)", ".." },
        { "SELECT count($1)", "?" },
        { "SELECT COUNT ( $1 )", "?" },
        { "SELECT pg_catalog.concat($1, $2::text, lower($3), $4 || 'x', ( $5 ), $6)", "?....?" },
        { "SELECT json_build_object('count(', $1, \"concat\"($2), /* count( */ $3)", "?.?" },
        { "SELECT lower(count($1)), mycount($2), $3, counted($4), count", "?..." },
        { "SELECT format('%s', concat($1, coalesce($2, $3)), $4), ($5)", "?..?." },
        { "SELECT count($1", "." },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char found[20] = "";
        cupel_driver_statement statement = { .sql = (char *)(uintptr_t)cases[i].sql };
        statement.parameters = cu_postgresql_count_parameters(statement.sql);
        assert_true(cu_postgresql_find_untyped(&statement));
        for (size_t n = 0; n < statement.parameters; n++)
            found[n] = statement.untyped && statement.untyped[n] ? '?' : '.';
        cu_free(statement.untyped);
        if (strcmp(found, cases[i].untyped) != 0)
            fail_msg("%s: %s", cases[i].sql, found);
    }
}

/* What is bound where the server cannot tell its type does not cost the transaction. */
static void test_untyped_values(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        int64_t gives;
    } cases[] = {
        { "SELECT count(:a)", 1 },
        { "SELECT length(concat(:a, '-'))", 4 },
        { "SELECT (json_build_object(:a, 7) \\:\\:json ->> 'one')\\:\\:int", 7 },
        { "SELECT num_nulls(:a, NULL)", 1 },
        { "SELECT length(format('%s', :a))", 3 },
    };
    fixture one;
    open_server(&one);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_result *result = cupel_execute(one.connection, cases[i].sql, cupel_bind("a", "one"));
        if (!result)
            fail_msg("%s: %s", cases[i].sql, cupel_connection_error(one.connection)->text);
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_int_equal(cupel_row_int(row, 0), cases[i].gives);
        cupel_result_close(result);
    }
    /* another type in the same place, and back */
    const cupel_value values[] = { cupel_value_text("x"), cupel_value_int(5), cupel_value_null(),
                                   cupel_value_text("y") };
    for (size_t i = 0; i < CU_LENGTH(values); i++) {
        cupel_result *result =
            cupel_execute(one.connection, "SELECT num_nulls(:a)", cupel_bind("a", values[i]));
        assert_non_null(result);
        assert_int_equal(cupel_row_int(cupel_result_next(result), 0), i == 2);
        cupel_result_close(result);
    }
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    close_server(&one);
}

/* ---- many sets of values ----------------------------------------------------------------------- */

static void test_many(void **state)
{
    (void)state;
    enum { sets = 5000 };
    static cupel_value values[2 * sets], returned[sets];
    static char texts[sets][20];
    fixture one;
    cu_arena arena;
    int64_t changes;
    open_server(&one);
    cu_arena_init(&arena, 0);
    for (int i = 0; i < sets; i++) {
        snprintf(texts[i], sizeof texts[i], "text %d", i);
        /* Numbers of another size among them. */
        values[2 * i] = cupel_value_int(i == 1234 ? INT64_C(1) << 40 : i);
        values[2 * i + 1] = i % 3 == 0 ? cupel_value_null() : cupel_value_text(texts[i]);
    }
    run(&one,
        "DROP TABLE IF EXISTS m; CREATE TABLE m (id BIGSERIAL PRIMARY KEY, n BIGINT UNIQUE, t "
        "VARCHAR(20))");
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES ($1, $2) RETURNING id", 2, sets,
                              values, returned, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, sets);
    for (int i = 0; i < sets; i++)
        assert_int_equal(returned[i].as.integer, i + 1);
    assert_int_equal(number(&one, "SELECT count(*) FROM m WHERE t IS NULL"), (sets + 2) / 3);
    assert_int_equal(number(&one, "SELECT max(n) FROM m"), INT64_C(1) << 40);
    assert_int_equal(run_many(&one, "DELETE FROM m WHERE n = $1 AND (t = $2 OR t IS NULL)", 2, 100,
                              values, NULL, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, 100);
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES ($1, $2) RETURNING t", 2, 7,
                              values, returned, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(returned[3].kind, CUPEL_KIND_NULL);
    assert_string_equal(returned[5].as.text, "text 5");
    /* A set that fails takes those sent with it along, and the connection stays good. */
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES ($1, $2)", 2, 20, values + 14,
                              NULL, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES ($1, $2)", 2, 20, values + 44,
                              NULL, &changes, &arena),
                     CUPEL_INTEGRITY_ERROR);
    assert_int_equal(number(&one, "SELECT count(*) FROM m WHERE n BETWEEN 27 AND 41"), 0);
    cu_arena_free(&arena);
    close_server(&one);
}

/* What a statement returns is of another type since it was prepared. */
static void test_many_after_a_change(void **state)
{
    (void)state;
    const cupel_value values[] = { cupel_value_text("1"), cupel_value_text("2"),
                                   cupel_value_text("3") };
    cupel_value returned[3];
    fixture one;
    cu_arena arena;
    cu_cursor cursor = { 0 };
    open_server(&one);
    cu_arena_init(&arena, 0);
    cu_error *error = &one.connection->error;
    run(&one, "DROP TABLE IF EXISTS mc; CREATE TABLE mc (a INT)");
    cu_compiled *compiled = cu_compiled_text("INSERT INTO mc VALUES ($1) RETURNING a", 1, true);
    assert_non_null(compiled);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(cu_cursor_open_many(&cursor, one.connection, compiled, error), CUPEL_OK);
        if (cu_cursor_many(&cursor, 3, values, returned, &arena, error) != CUPEL_OK)
            fail_msg("%d: %s", round, error->public.text);
        cu_cursor_close(&cursor);
        assert_int_equal(returned[2].kind, round % 2 == 0 ? CUPEL_KIND_INT : CUPEL_KIND_TEXT);
        run(&one, round % 2 == 0 ? "ALTER TABLE mc ALTER a TYPE TEXT"
                                 : "ALTER TABLE mc ALTER a TYPE INT USING CAST(a AS INT)");
    }
    /* As the first of a transaction, too. */
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(cu_cursor_open_many(&cursor, one.connection, compiled, error), CUPEL_OK);
    assert_int_equal(cu_cursor_many(&cursor, 3, values, returned, &arena, error), CUPEL_OK);
    cu_cursor_close(&cursor);
    assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
    /* Later in one it cannot be mended, but the next one is as good as ever. */
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "ALTER TABLE mc ALTER a TYPE BIGINT USING CAST(a AS BIGINT)");
    assert_int_equal(cu_cursor_open_many(&cursor, one.connection, compiled, error), CUPEL_OK);
    assert_int_equal(cu_cursor_many(&cursor, 3, values, returned, &arena, error),
                     CUPEL_PROGRAMMING_ERROR);
    cu_cursor_close(&cursor);
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    cu_error_clear(error);
    assert_int_equal(cu_cursor_open_many(&cursor, one.connection, compiled, error), CUPEL_OK);
    assert_int_equal(cu_cursor_many(&cursor, 3, values, returned, &arena, error), CUPEL_OK);
    cu_cursor_close(&cursor);
    assert_int_equal(number(&one, "SELECT count(*) FROM mc"), 15);
    cu_compiled_release(compiled);
    cu_arena_free(&arena);
    close_server(&one);
}

static void test_many_logged(void **state)
{
    (void)state;
    check_many_logged("INSERT INTO logged VALUES ($1)",
                      "INSERT INTO logged VALUES ($1) RETURNING n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_changes),
        SERVER_TEST(test_nested_results),
        SERVER_TEST(test_streaming),
        SERVER_TEST(test_changed_tables),
        SERVER_TEST(test_prepared_statements),
        SERVER_TEST(test_scripts),
        SERVER_TEST(test_copy_as_sql),
        SERVER_TEST(test_transactions),
        SERVER_TEST(test_parameter_types_change),
        SERVER_TEST(test_ping),
        SERVER_TEST(test_count_parameters),
        SERVER_TEST(test_find_untyped),
        SERVER_TEST(test_untyped_values),
        SERVER_TEST(test_many),
        SERVER_TEST(test_many_after_a_change),
        SERVER_TEST(test_many_logged),
    };
    return cmocka_run_group_tests_name("postgresql/driver", tests, NULL, drop_database);
}
