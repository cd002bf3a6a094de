#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* SQLite in memory with a table of rows (a, b), and what it is sent. */
typedef struct cursor_fixture {
    cupel_engine *engine;
    cupel_connection *connection;
    cu_test_statements log;
    cu_error error;
} cursor_fixture;

static void make_with(cursor_fixture *fixture, bool listens, bool hides)
{
    *fixture = (cursor_fixture){ 0 };
    cu_error_init(&fixture->error);
    fixture->engine = cupel_engine_open_with(
        "sqlite://", &(cupel_engine_options){ .log = listens ? cu_test_statements_log : NULL,
                                              .log_data = &fixture->log,
                                              .hide_parameters = hides });
    fixture->connection = cu_connection_checkout(fixture->engine, &fixture->error);
    assert_non_null(fixture->connection);
    assert_int_equal(cu_connection_run(fixture->connection,
                                       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE)",
                                       &fixture->error),
                     CUPEL_OK);
    cu_test_statements_clear(&fixture->log);
}

static void make(cursor_fixture *fixture)
{
    make_with(fixture, true, false);
}

static void destroy(cursor_fixture *fixture)
{
    cu_connection_return(fixture->connection);
    cupel_engine_close(fixture->engine);
    cu_error_free(&fixture->error);
    cu_test_statements_clear(&fixture->log);
}

static cu_compiled *compile(const char *sql, size_t slots)
{
    cu_compiled *compiled = cu_compiled_text(sql, slots, true);
    assert_non_null(compiled);
    return compiled;
}

static void open_cursor(cursor_fixture *fixture, cu_cursor *cursor, cu_compiled *compiled,
                        const cupel_value *values)
{
    if (cu_cursor_open(cursor, fixture->connection, compiled, values, &fixture->error) != CUPEL_OK)
        fail_msg("%s", fixture->error.public.text);
}

static bool step(cursor_fixture *fixture, cu_cursor *cursor)
{
    bool row;
    if (cu_cursor_step(cursor, &row, &fixture->error) != CUPEL_OK)
        fail_msg("%s", fixture->error.public.text);
    return row;
}

/* Inserts rows with these texts. */
static void fill(cursor_fixture *fixture, const char *const *texts, size_t count)
{
    cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    for (size_t i = 0; i < count; i++) {
        cupel_value value = cupel_value_text(texts[i]);
        if (i == 0)
            open_cursor(fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture->error), CUPEL_OK);
        assert_false(step(fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    cu_compiled_release(insert);
    cu_test_statements_clear(&fixture->log);
}

static const char *const three[] = { "x", "y", "z" };

static void test_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    fill(&fixture, three, 3);
    cu_compiled *select = compile("SELECT a, b FROM t WHERE a >= ? ORDER BY a", 1);
    cupel_value from = cupel_value_int(2), cells[2];
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, select, &from);
    assert_int_equal(cursor.column_count, 2);
    assert_string_equal(cu_cursor_column_name(&cursor, 0), "a");
    assert_string_equal(cu_cursor_column_name(&cursor, 1), "b");
    for (int64_t a = 2; a <= 3; a++) {
        assert_true(step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, cells, &fixture.error), CUPEL_OK);
        assert_int_equal(cells[0].kind, CUPEL_KIND_INT);
        assert_int_equal(cells[0].as.integer, a);
        assert_int_equal(cells[1].kind, CUPEL_KIND_TEXT);
        assert_string_equal(cells[1].as.text, three[a - 1]);
    }
    assert_false(step(&fixture, &cursor));
    assert_false(step(&fixture, &cursor)); /* the end stays the end */
    assert_int_equal(cu_cursor_changes(&cursor), 0);
    assert_int_equal(cursor.rows, 2);
    cu_test_statements_expect_none(&fixture.log);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "SELECT a, b FROM t WHERE a >= ? ORDER BY a (2) 2 rows");
    cu_cursor_close(&cursor); /* closing twice is nothing */
    cu_compiled_release(select);
    destroy(&fixture);
}

static void test_changes_and_keys(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?), (?)", 2);
    cupel_value values[] = { cupel_value_text("x"), cupel_value_text("y") };
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, insert, values);
    assert_false(step(&fixture, &cursor));
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
        cu_compiled *compiled = compile(cases[i].sql, 0);
        open_cursor(&fixture, &cursor, compiled, NULL);
        while (step(&fixture, &cursor))
            ;
        if (cu_cursor_changes(&cursor) != cases[i].changes)
            fail_msg("%s changed %lld", cases[i].sql, (long long)cu_cursor_changes(&cursor));
        cu_cursor_close(&cursor);
        cu_compiled_release(compiled);
    }
    destroy(&fixture);
}

static void test_batch(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    cupel_value value; /* the same memory for each set, as batches have it */
    char text[] = "a";
    value = cupel_value_text(text);
    open_cursor(&fixture, &cursor, insert, &value);
    assert_false(step(&fixture, &cursor));
    for (char letter = 'b'; letter <= 'd'; letter++) {
        text[0] = letter;
        assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_false(step(&fixture, &cursor));
        assert_int_equal(cu_cursor_changes(&cursor), 1);
        assert_int_equal(cu_cursor_last_insert_id(&cursor), letter - 'a' + 1);
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "INSERT INTO t (b) VALUES (?) (('a'), ('b'), ('c'), ('d')) 4 rows");
    cu_compiled_release(insert);
    destroy(&fixture);
}

/* One that fails has a record of its own, and the cursor can go on. */
static void test_batch_that_fails(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?)", 1);
    static const char *const texts[] = { "a", "b", "a", "c" };
    cu_cursor cursor = { 0 };
    for (size_t i = 0; i < CU_LENGTH(texts); i++) {
        cupel_value value = cupel_value_text(texts[i]);
        bool row;
        if (i == 0)
            open_cursor(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_int_equal(cu_cursor_step(&cursor, &row, &fixture.error),
                         i == 2 ? CUPEL_INTEGRITY_ERROR : CUPEL_OK);
    }
    assert_string_equal(fixture.error.public.sql, "INSERT INTO t (b) VALUES (?)");
    assert_string_equal(fixture.error.public.parameters, "('a')");
    assert_int_equal(fixture.error.public.reason, CUPEL_REASON_UNIQUE);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "INSERT INTO t (b) VALUES (?) (('a'), ('b')) 2 rows",
                              "INSERT INTO t (b) VALUES (?) ('a') INTEGRITY_ERROR",
                              "INSERT INTO t (b) VALUES (?) ('c') 1 row");
    cu_compiled_release(insert);
    destroy(&fixture);
}

static void test_long_batch(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *insert = compile("INSERT INTO t (a) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    for (int i = 0; i < 2500; i++) {
        cupel_value value = cupel_value_int(i);
        if (i == 0)
            open_cursor(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_false(step(&fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "INSERT INTO t (a) VALUES (?) ((0), (1), (2), (3), (4), (5), (6), "
                              "(7), (8), (9), ... (990 more sets)) 1000 rows",
                              "INSERT INTO t (a) VALUES (?) ((1000), (1001), (1002), (1003), "
                              "(1004), (1005), (1006), (1007), (1008), (1009), ... (990 more "
                              "sets)) 1000 rows",
                              "INSERT INTO t (a) VALUES (?) ((2000), (2001), (2002), (2003), "
                              "(2004), (2005), (2006), (2007), (2008), (2009), ... (490 more "
                              "sets)) 500 rows");
    cu_compiled_release(insert);
    destroy(&fixture);
}

static void test_batch_with_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?) RETURNING a", 1);
    cu_cursor cursor = { 0 };
    for (int64_t i = 1; i <= 3; i++) {
        cupel_value value = cupel_value_text(three[i - 1]), cell;
        if (i == 1)
            open_cursor(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_true(step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, &cell, &fixture.error), CUPEL_OK);
        assert_int_equal(cell.as.integer, i);
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(
        &fixture.log, "INSERT INTO t (b) VALUES (?) RETURNING a (('x'), ('y'), ('z')) 3 rows");
    cu_compiled_release(insert);
    /* They are there although nobody went to the end. */
    bool found;
    assert_int_equal(cu_connection_ask(fixture.connection, "SELECT 1 FROM t WHERE b = 'z'", &found,
                                       &fixture.error),
                     CUPEL_OK);
    assert_true(found);
    destroy(&fixture);
}

static void test_nested(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    fill(&fixture, three, 3);
    cu_compiled *select = compile("SELECT a FROM t", 0);
    cu_cursor outer = { 0 }, inner = { 0 };
    int rounds = 0;
    open_cursor(&fixture, &outer, select, NULL);
    while (step(&fixture, &outer)) {
        open_cursor(&fixture, &inner, select, NULL);
        assert_ptr_not_equal(inner.statement, outer.statement);
        while (step(&fixture, &inner))
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
    destroy(&fixture);
}

/* What has rows to come is told when they are counted, once: by its end, or by being closed before. */
static void test_log_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    fill(&fixture, three, 3);
    cu_compiled *select = compile("SELECT a FROM t", 0);
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, select, NULL);
    assert_true(step(&fixture, &cursor));
    cu_cursor_log(&cursor);
    cu_cursor_log(&cursor);
    cu_test_statements_expect_none(&fixture.log);
    assert_true(step(&fixture, &cursor));
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 2 rows");
    open_cursor(&fixture, &cursor, select, NULL);
    for (int i = 0; i < 3; i++) {
        assert_true(step(&fixture, &cursor));
        cu_cursor_log(&cursor);
    }
    assert_false(step(&fixture, &cursor));
    cu_test_statements_expect_none(&fixture.log);
    cu_cursor_log(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 3 rows");
    cu_cursor_log(&cursor);
    cu_cursor_close(&cursor);
    cu_test_statements_expect_none(&fixture.log);
    cu_compiled_release(select);
    destroy(&fixture);
}

/* Not stepped at all is told too. */
static void test_closed_at_once(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *select = compile("SELECT a FROM t", 0);
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, select, NULL);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "SELECT a FROM t () 0 rows");
    cu_cursor_log(&cursor);
    cu_compiled_release(select);
    destroy(&fixture);
}

static void test_failures(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    cu_compiled *bad = compile("SELECT x FROM nowhere WHERE a = ?", 1);
    cu_compiled *good = compile("SELECT ?", 1);
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
    open_cursor(&fixture, &cursor, good, &value);
    assert_true(step(&fixture, &cursor));
    assert_int_equal(fixture.connection->prepared.count, 1);
    /* A batch whose values cannot be bound can go on. */
    assert_int_equal(cu_cursor_again(&cursor, &date, &fixture.error), CUPEL_INTERFACE_ERROR);
    assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
    assert_true(step(&fixture, &cursor));
    cu_cursor_close(&cursor);
    cu_compiled_release(bad);
    cu_compiled_release(good);
    destroy(&fixture);
}

static void test_hidden(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make_with(&fixture, true, true);
    cu_compiled *select = compile("SELECT ?", 1), *bad = compile("SELECT ? FROM nowhere", 1);
    cupel_value value = cupel_value_text("secret");
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, select, &value);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_cursor_open(&cursor, fixture.connection, bad, &value, &fixture.error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(fixture.error.public.parameters, "(hidden)");
    cu_test_statements_expect(&fixture.log, "SELECT ? (hidden) 0 rows",
                              "SELECT ? FROM nowhere (hidden) OPERATIONAL_ERROR");
    cu_compiled_release(select);
    cu_compiled_release(bad);
    destroy(&fixture);
}

/* What others did to the schema shows at the first step. */
static void test_schema_change(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
    fill(&fixture, three, 1);
    cu_compiled *select = compile("SELECT * FROM t", 0);
    cu_cursor cursor = { 0 };
    open_cursor(&fixture, &cursor, select, NULL);
    assert_true(step(&fixture, &cursor));
    assert_int_equal(cursor.column_count, 2);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_run(fixture.connection,
                                       "ALTER TABLE t ADD COLUMN c DEFAULT 'new'", &fixture.error),
                     CUPEL_OK);
    open_cursor(&fixture, &cursor, select, NULL);
    assert_int_equal(cursor.column_count, 2);
    assert_true(step(&fixture, &cursor));
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
    open_cursor(&fixture, &cursor, select, NULL);
    assert_int_equal(cu_cursor_step(&cursor, &row, &fixture.error), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(fixture.error.public.reason, CUPEL_REASON_NO_SUCH_TABLE);
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_run(fixture.connection, "CREATE TABLE t (z)", &fixture.error),
                     CUPEL_OK);
    open_cursor(&fixture, &cursor, select, NULL);
    assert_false(step(&fixture, &cursor));
    assert_int_equal(cursor.column_count, 1);
    cu_cursor_close(&cursor);
    cu_compiled_release(select);
    destroy(&fixture);
}

static void test_100000_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make_with(&fixture, false, false);
    cu_compiled *insert = compile("INSERT INTO t (a, b) VALUES (?, ?)", 2);
    cu_compiled *select = compile("SELECT a, b FROM t ORDER BY a", 0);
    cu_cursor cursor = { 0 };
    assert_int_equal(cu_connection_begin(fixture.connection, CUPEL_BEGIN_WRITE, &fixture.error),
                     CUPEL_OK);
    for (int64_t i = 0; i < 100000; i++) {
        char text[20];
        snprintf(text, sizeof text, "row %lld", (long long)i);
        cupel_value values[] = { cupel_value_int(i), cupel_value_text(text) };
        if (i == 0)
            open_cursor(&fixture, &cursor, insert, values);
        else
            assert_int_equal(cu_cursor_again(&cursor, values, &fixture.error), CUPEL_OK);
        assert_false(step(&fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    assert_int_equal(cu_connection_commit(fixture.connection, &fixture.error), CUPEL_OK);
    size_t allocations = cu_test_alloc_count();
    open_cursor(&fixture, &cursor, select, NULL);
    allocations = cu_test_alloc_count() - allocations;
    size_t before = cu_test_alloc_count();
    for (int64_t i = 0; i < 100000; i++) {
        cupel_value cells[2];
        char text[20];
        assert_true(step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, cells, &fixture.error), CUPEL_OK);
        snprintf(text, sizeof text, "row %lld", (long long)i);
        assert_int_equal(cells[0].as.integer, i);
        assert_string_equal(cells[1].as.text, text);
    }
    assert_false(step(&fixture, &cursor));
    assert_int_equal(cu_test_alloc_count(), before); /* reading takes no memory */
    assert_true(allocations <= 2);
    cu_cursor_close(&cursor);
    /* Neither does running what was prepared. */
    before = cu_test_alloc_count();
    for (int i = 0; i < 100; i++) {
        open_cursor(&fixture, &cursor, select, NULL);
        assert_true(step(&fixture, &cursor));
        cu_cursor_close(&cursor);
    }
    assert_int_equal(cu_test_alloc_count(), before);
    cu_compiled_release(insert);
    cu_compiled_release(select);
    destroy(&fixture);
}

static void test_ask(void **state)
{
    (void)state;
    cursor_fixture fixture;
    make(&fixture);
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
    destroy(&fixture);
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
    cu_compiled *select = compile("SELECT 5", 0);
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
        make(&fixture);
        cu_compiled *insert = compile("INSERT INTO t (b) VALUES (?)", 1);
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
        destroy(&fixture);
        if (over)
            break;
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_rows),           TEST(test_changes_and_keys),
        TEST(test_batch),          TEST(test_batch_that_fails),
        TEST(test_long_batch),     TEST(test_batch_with_rows),
        TEST(test_nested),         TEST(test_log_rows),
        TEST(test_closed_at_once), TEST(test_failures),
        TEST(test_hidden),         TEST(test_schema_change),
        TEST(test_100000_rows),    TEST(test_ask),
        TEST(test_lost),           TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
