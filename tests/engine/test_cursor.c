#include "cursor_fixture.h"

#include "../support/fake_driver.h"

#include <stdio.h>

static void test_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cursor_fill(&fixture, cursor_letters, 3);
    cu_compiled *select = cursor_compile("SELECT a, b FROM t WHERE a >= ? ORDER BY a", 1);
    cupel_value from = cupel_value_int(2), cells[2];
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, &from);
    assert_int_equal(cursor.column_count, 2);
    assert_string_equal(cu_cursor_column_name(&cursor, 0), "a");
    assert_string_equal(cu_cursor_column_name(&cursor, 1), "b");
    for (int64_t a = 2; a <= 3; a++) {
        assert_true(cursor_step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, cells, &fixture.error), CUPEL_OK);
        assert_int_equal(cells[0].kind, CUPEL_KIND_INT);
        assert_int_equal(cells[0].as.integer, a);
        assert_int_equal(cells[1].kind, CUPEL_KIND_TEXT);
        assert_string_equal(cells[1].as.text, cursor_letters[a - 1]);
    }
    assert_false(cursor_step(&fixture, &cursor));
    assert_false(cursor_step(&fixture, &cursor)); /* the end stays the end */
    assert_int_equal(cu_cursor_changes(&cursor), 0);
    assert_int_equal(cursor.rows, 2);
    cu_test_statements_expect_none(&fixture.log);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "SELECT a, b FROM t WHERE a >= ? ORDER BY a (2) 2 rows");
    cu_cursor_close(&cursor); /* closing twice is nothing */
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

/* A row read piece by piece: each value comes to its place, and the others are left alone. */
static void test_columns_of_a_row(void **state)
{
    (void)state;
    static const uint32_t last_first[] = { 2, 0 }, middle[] = { 1 };
    static const uint8_t kinds[] = { CUPEL_KIND_INT, CUPEL_KIND_TEXT, CUPEL_KIND_DOUBLE };
    cursor_fixture fixture;
    cursor_make(&fixture);
    cursor_fill(&fixture, cursor_letters, 3);
    cu_compiled *select = cursor_compile("SELECT a, b, a FROM t WHERE a >= ? ORDER BY a", 1);
    cupel_value from = cupel_value_int(1), cells[3];
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, &from);
    cursor.kinds = kinds;
    for (int64_t a = 1; a <= 3; a++) {
        assert_true(cursor_step(&fixture, &cursor));
        cells[1] = cupel_value_bool(true);
        assert_int_equal(cu_cursor_read_columns(&cursor, 2, last_first, cells, &fixture.error),
                         CUPEL_OK);
        assert_int_equal(cells[0].kind, CUPEL_KIND_INT);
        assert_int_equal(cells[0].as.integer, a);
        assert_int_equal(cells[1].kind, CUPEL_KIND_BOOL);
        assert_int_equal(cells[2].kind, CUPEL_KIND_DOUBLE);
        assert_true(cells[2].as.real == (double)a);
        assert_int_equal(cu_cursor_read_columns(&cursor, 1, middle, cells, &fixture.error),
                         CUPEL_OK);
        assert_int_equal(cells[0].as.integer, a);
        assert_string_equal(cells[1].as.text, cursor_letters[a - 1]);
    }
    assert_false(cursor_step(&fixture, &cursor));
    cu_cursor_close(&cursor);
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

static void test_changes_and_keys(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?), (?)", 2);
    cupel_value values[] = { cupel_value_text("x"), cupel_value_text("y") };
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, insert, values);
    assert_false(cursor_step(&fixture, &cursor));
    assert_int_equal(cu_cursor_changes(&cursor), 2);
    assert_int_equal(cu_cursor_last_insert_id(&cursor), 2);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "INSERT INTO t (b) VALUES (?), (?) ('x', 'y') 2 rows");
    cu_compiled_release(insert);
    /* Statements that change nothing do not show what others changed. */
    static const struct {
        const char *sql;
        int64_t changes;
    } cases[] = {
        { "UPDATE t SET b = b", 2 },
        { "UPDATE t SET b = 'q' WHERE a > 5", 0 },
        { "SELECT 1", 0 },
        { "DELETE FROM t WHERE a = 1", 1 },
        { "CREATE TABLE u (x)", 0 },
        { "INSERT INTO t SELECT * FROM t WHERE 0", 0 },
        { "REPLACE INTO t VALUES (2, 'w')", 1 },
        { "PRAGMA user_version = 3", 0 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_compiled *compiled = cursor_compile(cases[i].sql, 0);
        cursor_open(&fixture, &cursor, compiled, NULL);
        while (cursor_step(&fixture, &cursor))
            ;
        if (cu_cursor_changes(&cursor) != cases[i].changes)
            fail_msg("%s changed %lld", cases[i].sql, (long long)cu_cursor_changes(&cursor));
        cu_cursor_close(&cursor);
        cu_compiled_release(compiled);
    }
    cursor_destroy(&fixture);
}

static void test_nested(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cursor_fill(&fixture, cursor_letters, 3);
    cu_compiled *select = cursor_compile("SELECT a FROM t", 0);
    cu_cursor outer = { 0 }, inner = { 0 };
    int rounds = 0;
    cursor_open(&fixture, &outer, select, NULL);
    while (cursor_step(&fixture, &outer)) {
        cursor_open(&fixture, &inner, select, NULL);
        assert_ptr_not_equal(inner.statement, outer.statement);
        while (cursor_step(&fixture, &inner))
            rounds++;
        cu_cursor_close(&inner);
    }
    cu_cursor_close(&outer);
    assert_int_equal(rounds, 9);
    assert_int_equal(fixture.connection->prepared.count, 3); /* the INSERT of before, and two */
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 3 rows",
                              "SELECT a FROM t () 3 rows", "SELECT a FROM t () 3 rows",
                              "SELECT a FROM t () 3 rows");
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

/* What has rows to come is told when they are counted, once: by its end, or by being closed before. */
static void test_log_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cursor_fill(&fixture, cursor_letters, 3);
    cu_compiled *select = cursor_compile("SELECT a FROM t", 0);
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, NULL);
    assert_true(cursor_step(&fixture, &cursor));
    cu_cursor_log(&cursor);
    cu_cursor_log(&cursor);
    cu_test_statements_expect_none(&fixture.log);
    assert_true(cursor_step(&fixture, &cursor));
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 2 rows");
    cursor_open(&fixture, &cursor, select, NULL);
    for (int i = 0; i < 3; i++) {
        assert_true(cursor_step(&fixture, &cursor));
        cu_cursor_log(&cursor);
    }
    assert_false(cursor_step(&fixture, &cursor));
    cu_test_statements_expect_none(&fixture.log);
    cu_cursor_log(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 3 rows");
    cu_cursor_log(&cursor);
    cu_cursor_close(&cursor);
    cu_test_statements_expect_none(&fixture.log);
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

/* Not stepped at all is told too. */
static void test_closed_at_once(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *select = cursor_compile("SELECT a FROM t", 0);
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, NULL);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 0 rows");
    cu_cursor_log(&cursor);
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

static void test_failures(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *bad = cursor_compile("SELECT x FROM nowhere WHERE a = ?", 1);
    cu_compiled *good = cursor_compile("SELECT ?", 1);
    cupel_value value = cupel_value_text("v"), date = { .kind = CUPEL_KIND_DATE };
    cu_cursor cursor = { 0 };
    assert_int_equal(cu_cursor_open(&cursor, fixture.connection, bad, &value, &fixture.error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(fixture.error.public.reason, CUPEL_REASON_NO_SUCH_TABLE);
    assert_string_equal(fixture.error.public.sql, bad->sql);
    assert_string_equal(fixture.error.public.parameters, "('v')");
    cu_cursor_close(&cursor);
    assert_int_equal(cu_cursor_open(&cursor, fixture.connection, good, &date, &fixture.error),
                     CUPEL_INTERFACE_ERROR);
    assert_null(cursor.connection);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "SELECT x FROM nowhere WHERE a = ? ('v') OPERATIONAL_ERROR",
                              "SELECT ? ('0000-00-00') INTERFACE_ERROR");
    /* The statement was given back. */
    cursor_open(&fixture, &cursor, good, &value);
    assert_true(cursor_step(&fixture, &cursor));
    assert_int_equal(fixture.connection->prepared.count, 1);
    /* A batch whose values cannot be bound can go on. */
    assert_int_equal(cu_cursor_again(&cursor, &date, &fixture.error), CUPEL_INTERFACE_ERROR);
    assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
    assert_true(cursor_step(&fixture, &cursor));
    cu_cursor_close(&cursor);
    cu_compiled_release(bad);
    cu_compiled_release(good);
    cursor_destroy(&fixture);
}

static void test_hidden(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make_with(&fixture, true, true);
    cu_compiled *select = cursor_compile("SELECT ?", 1),
                *bad = cursor_compile("SELECT ? FROM nowhere", 1);
    cupel_value value = cupel_value_text("secret");
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, &value);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_cursor_open(&cursor, fixture.connection, bad, &value, &fixture.error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(fixture.error.public.parameters, "(hidden)");
    cu_test_statements_expect(&fixture.log, "SELECT ? (hidden) 0 rows",
                              "SELECT ? FROM nowhere (hidden) OPERATIONAL_ERROR");
    cu_compiled_release(select);
    cu_compiled_release(bad);
    cursor_destroy(&fixture);
}

/* What others did to the schema shows at the first step. */
static void test_schema_change(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cursor_fill(&fixture, cursor_letters, 1);
    cu_compiled *select = cursor_compile("SELECT * FROM t", 0);
    cu_cursor cursor = { 0 };
    cursor_open(&fixture, &cursor, select, NULL);
    assert_true(cursor_step(&fixture, &cursor));
    assert_int_equal(cursor.column_count, 2);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_run(fixture.connection,
                                       "ALTER TABLE t ADD COLUMN c DEFAULT 'new'", &fixture.error),
                     CUPEL_OK);
    cursor_open(&fixture, &cursor, select, NULL);
    assert_int_equal(cursor.column_count, 2);
    assert_true(cursor_step(&fixture, &cursor));
    assert_int_equal(cursor.column_count, 3);
    cupel_value cells[3];
    assert_int_equal(cu_cursor_read(&cursor, cells, &fixture.error), CUPEL_OK);
    assert_string_equal(cells[2].as.text, "new");
    assert_string_equal(cu_cursor_column_name(&cursor, 2), "c");
    cu_cursor_close(&cursor);
    assert_int_equal(fixture.connection->prepared.count, 2); /* it was not prepared anew by us */
    /* A table that is gone fails, and works again when it is back. */
    assert_int_equal(cu_connection_run(fixture.connection, "DROP TABLE t", &fixture.error),
                     CUPEL_OK);
    bool row;
    cursor_open(&fixture, &cursor, select, NULL);
    assert_int_equal(cu_cursor_step(&cursor, &row, &fixture.error), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(fixture.error.public.reason, CUPEL_REASON_NO_SUCH_TABLE);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_run(fixture.connection, "CREATE TABLE t (z)", &fixture.error),
                     CUPEL_OK);
    cursor_open(&fixture, &cursor, select, NULL);
    assert_false(cursor_step(&fixture, &cursor));
    assert_int_equal(cursor.column_count, 1);
    cu_cursor_close(&cursor);
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

static void test_100000_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make_with(&fixture, false, false);
    cu_compiled *insert = cursor_compile("INSERT INTO t (a, b) VALUES (?, ?)", 2);
    cu_compiled *select = cursor_compile("SELECT a, b FROM t ORDER BY a", 0);
    cu_cursor cursor = { 0 };
    assert_int_equal(cu_connection_begin(fixture.connection, CUPEL_BEGIN_WRITE, &fixture.error),
                     CUPEL_OK);
    for (int64_t i = 0; i < 100000; i++) {
        char text[20];
        snprintf(text, sizeof text, "row %lld", (long long)i);
        cupel_value values[] = { cupel_value_int(i), cupel_value_text(text) };
        if (i == 0)
            cursor_open(&fixture, &cursor, insert, values);
        else
            assert_int_equal(cu_cursor_again(&cursor, values, &fixture.error), CUPEL_OK);
        assert_false(cursor_step(&fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_commit(fixture.connection, &fixture.error), CUPEL_OK);
    size_t allocations = cu_test_alloc_count();
    cursor_open(&fixture, &cursor, select, NULL);
    allocations = cu_test_alloc_count() - allocations;
    size_t before = cu_test_alloc_count();
    for (int64_t i = 0; i < 100000; i++) {
        cupel_value cells[2];
        char text[20];
        assert_true(cursor_step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, cells, &fixture.error), CUPEL_OK);
        snprintf(text, sizeof text, "row %lld", (long long)i);
        assert_int_equal(cells[0].as.integer, i);
        assert_string_equal(cells[1].as.text, text);
    }
    assert_false(cursor_step(&fixture, &cursor));
    assert_int_equal(cu_test_alloc_count(), before); /* reading takes no memory */
    assert_true(allocations <= 3); /* what is prepared, by each layer, and where its values are */
    cu_cursor_close(&cursor);
    /* Neither does running what was prepared. */
    before = cu_test_alloc_count();
    for (int i = 0; i < 100; i++) {
        cursor_open(&fixture, &cursor, select, NULL);
        assert_true(cursor_step(&fixture, &cursor));
        cu_cursor_close(&cursor);
    }
    assert_int_equal(cu_test_alloc_count(), before);
    cu_compiled_release(insert);
    cu_compiled_release(select);
    cursor_destroy(&fixture);
}

static void test_ask(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    bool found;
    assert_int_equal(cu_connection_ask(fixture.connection, "SELECT 1", &found, &fixture.error),
                     CUPEL_OK);
    assert_true(found);
    assert_int_equal(
        cu_connection_ask(fixture.connection, "SELECT 1 WHERE 0", &found, &fixture.error),
        CUPEL_OK);
    assert_false(found);
    assert_int_equal(cu_connection_ask(fixture.connection, "NONSENSE", &found, &fixture.error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(fixture.error.public.sql, "NONSENSE");
    assert_int_equal(cu_connection_ask(fixture.connection, "SELECT abs(-9223372036854775807 - 1)",
                                       &found, &fixture.error),
                     CUPEL_OPERATIONAL_ERROR);
    cu_test_statements_expect(&fixture.log, "SELECT 1 () 1 row", "SELECT 1 WHERE 0 () 0 rows",
                              "NONSENSE () OPERATIONAL_ERROR",
                              "SELECT abs(-9223372036854775807 - 1) () OPERATIONAL_ERROR");
    assert_int_equal(fixture.connection->prepared.count, 0);
    cursor_destroy(&fixture);
}

/* A connection that is lost half way. */
static void test_lost(void **state)
{
    (void)state;
    cu_test_fake_reset();
    cu_error error;
    cu_error_init(&error);
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *connection = cu_connection_checkout(engine, &error);
    assert_non_null(connection);
    cu_compiled *select = cursor_compile("SELECT 5", 0);
    cu_cursor cursor = { 0 };
    cupel_value cell;
    bool row;
    assert_int_equal(cu_cursor_open(&cursor, connection, select, NULL, &error), CUPEL_OK);
    assert_int_equal(cu_cursor_step(&cursor, &row, &error), CUPEL_OK);
    assert_int_equal(cu_cursor_read(&cursor, &cell, &error), CUPEL_OK);
    cu_fake.dead = true;
    assert_int_equal(cu_cursor_read(&cursor, &cell, &error), CUPEL_DISCONNECTED);
    assert_true(connection->broken);
    assert_int_equal(cu_cursor_step(&cursor, &row, &error), CUPEL_OK);
    assert_false(row); /* it ended */
    cu_cursor_close(&cursor);
    cu_connection_return(connection);
    assert_int_equal(cu_fake.open, 0);
    cu_compiled_release(select);
    cupel_engine_close(engine);
    cu_error_free(&error);
}

/* Statements of every kind with each allocation failing once: an error, no leak, and logged or not. */
static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cursor_fixture fixture;
        cursor_make(&fixture);
        cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?)", 1);
        cupel_value x = cupel_value_text("x"), y = cupel_value_text("y");
        cu_cursor cursor = { 0 };
        bool row = false;
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cu_cursor_open(&cursor, fixture.connection, insert, &x, &fixture.error);
        if (code == CUPEL_OK)
            code = cu_cursor_step(&cursor, &row, &fixture.error);
        if (code == CUPEL_OK)
            code = cu_cursor_again(&cursor, &y, &fixture.error);
        if (code == CUPEL_OK)
            code = cu_cursor_step(&cursor, &row, &fixture.error);
        if (code == CUPEL_OK)
            code = cu_cursor_again(&cursor, &y, &fixture.error);
        if (code == CUPEL_OK)
            code = cu_cursor_step(&cursor, &row, &fixture.error);
        cu_cursor_close(&cursor);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_true(code == CUPEL_INTEGRITY_ERROR || (!over && code == CUPEL_NO_MEMORY));
        cu_compiled_release(insert);
        cursor_destroy(&fixture);
        if (over)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rows),
        TEST(test_columns_of_a_row),
        TEST(test_changes_and_keys),
        TEST(test_nested),
        TEST(test_log_rows),
        TEST(test_closed_at_once),
        TEST(test_failures),
        TEST(test_hidden),
        TEST(test_schema_change),
        TEST(test_100000_rows),
        TEST(test_ask),
        TEST(test_lost),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
