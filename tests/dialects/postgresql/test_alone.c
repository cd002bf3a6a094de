/*
 * Statements that run before the transaction that they are in has begun on the
 * server: which do, which must not, and that nobody can tell from what is read
 * and kept.
 */
#include "fixture.h"

#include "dialects/postgresql/driver.h"

#include <stdio.h>

static cupel_driver_connection *native(const fixture *one)
{
    return one->connection->native;
}

static void begin(fixture *one)
{
    assert_int_equal(cupel_connection_begin(one->connection), CUPEL_OK);
}

static void rollback(fixture *one)
{
    assert_int_equal(cupel_connection_rollback(one->connection), CUPEL_OK);
}

/* Whether a statement that is prepared already runs alone in a new transaction, which is still open then. */
static bool ran_alone(fixture *one, const char *sql, int64_t expected)
{
    begin(one);
    assert_int_equal(number(one, sql), expected); /* prepared in a transaction */
    rollback(one);
    begin(one);
    assert_int_equal(number(one, sql), expected);
    assert_true(one->connection->driver->in_transaction(native(one)));
    return cu_postgresql.transaction_status(native(one)->native) == PQTRANS_IDLE;
}

static void check_alone(fixture *one, const char *sql, int64_t expected, bool alone)
{
    if (ran_alone(one, sql, expected) != alone)
        fail_msg("'%s' %s", sql, alone ? "does not run alone" : "runs alone");
    rollback(one);
}

static void open_with_tables(fixture *one)
{
    open_server(one);
    run(one,
        "DROP SCHEMA IF EXISTS \"my space\" CASCADE; DROP TABLE IF EXISTS y, written CASCADE;"
        "CREATE TABLE y (a INT PRIMARY KEY, \"select\" INT); INSERT INTO y VALUES (1, 7), (2, 8);"
        "CREATE TABLE written (n INT);"
        "CREATE SCHEMA \"my space\"; CREATE TABLE \"my space\".\"a \"\"b\"\".c\" (a INT);"
        "INSERT INTO \"my space\".\"a \"\"b\"\".c\" VALUES (5);"
        "CREATE FUNCTION \"my space\".write() RETURNS INT LANGUAGE SQL VOLATILE AS "
        "'INSERT INTO public.written VALUES (1) RETURNING n';"
        "CREATE VIEW writes AS SELECT \"my space\".write() AS n;"
        "CREATE VIEW \"my space\".\"The.View\" AS SELECT a FROM y;"
        "CREATE FUNCTION writing(y) RETURNS INT LANGUAGE SQL VOLATILE AS "
        "'INSERT INTO public.written VALUES (1) RETURNING n';"
        "CREATE FUNCTION \"my space\".write(INT, INT) RETURNS BOOLEAN LANGUAGE SQL VOLATILE AS "
        "'INSERT INTO public.written VALUES (1) RETURNING $1 = 1';"
        "CREATE OPERATOR public.<+> (FUNCTION = \"my space\".write, LEFTARG = INT, RIGHTARG = "
        "INT)");
}

static void test_harmless(void **state)
{
    (void)state;
    static const char *const harmless[] = {
        "SELECT a FROM y WHERE a = $1",
        "SELECT platform, information AS \"for\", \"in\"\"to\" FROM forms",
        "SELECT platform FROM y WHERE a = 'x'",
    };
    static const char *const others[] = { "SELECT f(a) FROM y",
                                          "SELECT a FROM y FOR UPDATE",
                                          "SELECT a FROM y \nFOR SHARE",
                                          "INSERT INTO y VALUES",
                                          "select a from y for update",
                                          "SELECT a FROM y for update",
                                          "SELECT a INTO z FROM y",
                                          "WITH x AS MATERIALIZED",
                                          "SELECT 1; DELETE FROM y",
                                          "SELECT current_timestamp",
                                          "SELECT a, LocalTime FROM y",
                                          "SELECT '\"' FROM y FOR UPDATE -- \"",
                                          "SELECT a/**/FROM y/**/for/**/share",
                                          "SELECT 1 AS \"x\"FOR SHARE",
                                          "SELECT a FROM y WHERE a=1FOR UPDATE",
                                          "SELECT a FROM y WHERE a=$1FOR UPDATE",
                                          "SELECT $$a$$FOR UPDATE",
                                          "SELECT $x$\"$x$, a FROM y FOR UPDATE",
                                          "SELECT E'\\'\"' FROM y FOR UPDATE",
                                          "" };
    for (size_t i = 0; i < CU_LENGTH(harmless); i++)
        if (!cu_postgresql_is_harmless(harmless[i]))
            fail_msg("'%s' is not taken for harmless", harmless[i]);
    for (size_t i = 0; i < CU_LENGTH(others); i++)
        if (cu_postgresql_is_harmless(others[i]))
            fail_msg("'%s' is taken for harmless", others[i]);
}

/* What stands between quotes, dollars and comments could be anything, and casts and rare operators call functions. */
static void test_plain(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "SELECT y.a, \"Y\".* FROM y WHERE a = $1 AND b <> $12 ORDER BY c DESC LIMIT 10",
        "SELECT -1.5e3 + a * b / c % d - 1 FROM y WHERE a <= 1 AND b >= 2 AND c != 3",
        "SELECT \"it's\", \"a--b\"\"c\" FROM \"/ * $x$\"",
        "SELECT \xC3\xA4 FROM n\xC3\xA4ive",
    };
    static const char *const others[] = {
        "SELECT 'x'",
        "SELECT E'\\''",
        "SELECT B'1', X'1F', N'x'",
        "SELECT U&'d\\0061t'",
        "SELECT a FROM U&\"The View\"",
        "SELECT U&\"d!0061t\" UESCAPE '!'",
        "SELECT $$x$$",
        "SELECT $tag$x$$ $other$ y$tag$",
        "SELECT $\xC3\xA4$x$\xC3\xA4$",
        "SELECT $_$x$_$",
        "SELECT a$1 FROM v$2",
        "SELECT a$b FROM y",
        "SELECT 1 -- \"",
        "SELECT 1 /* /* nested */ \" */ FROM y",
        "SELECT a::text FROM y",
        "SELECT a @@ b FROM y",
        "SELECT a FROM y WHERE a ~ b",
        "SELECT a || b FROM y",
        "SELECT a[1] FROM y",
        "SELECT f(a) FROM y",
        "SELECT a; SELECT b",
    };
    for (size_t i = 0; i < CU_LENGTH(plain); i++)
        if (!cu_postgresql_is_plain(plain[i]))
            fail_msg("'%s' is not taken for plain", plain[i]);
    for (size_t i = 0; i < CU_LENGTH(others); i++)
        if (cu_postgresql_is_plain(others[i]))
            fail_msg("'%s' is taken for plain", others[i]);
}

/* ---- which ------------------------------------------------------------------------------------------ */

static void test_tables(void **state)
{
    (void)state;
    fixture one;
    open_with_tables(&one);
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, true);
    check_alone(&one, "SELECT y.\"select\" FROM y JOIN public.y AS z ON y.a = z.a ORDER BY 1", 7,
                true);
    check_alone(&one, "SELECT a FROM \"my space\".\"a \"\"b\"\".c\"", 5, true);
    run(&one, "CREATE MATERIALIZED VIEW kept AS SELECT a FROM y WHERE a = 1");
    check_alone(&one, "SELECT a FROM kept", 1, true);
    close_server(&one);
}

static void test_others(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        int64_t expected;
    } others[] = {
        { "SELECT a FROM y WHERE a = 1 FOR UPDATE", 1 },
        { "SELECT max(a) FROM y", 2 },
        { "SELECT a FROM y WHERE a <> '1'", 2 },
        { "SELECT a /* 'FROM */ FROM y WHERE a = 2", 2 },
        { "SELECT a -- \"\n FROM y WHERE a = 2", 2 },
        { "SELECT n FROM writes", 1 },
        { "SELECT z.n FROM y, public.writes z WHERE a = 1", 1 },
        { "SELECT a FROM \"my space\".\"The.View\" WHERE a = 2", 2 },
        { "SELECT a FROM \"my space\" . \"The.View\" WHERE a = 2", 2 },
        { "SELECT a FROM %s.\"my space\".\"The.View\" WHERE a = 2", 2 },
        { "SELECT a FROM U&\"my space\".U&\"The.View\" WHERE a = 2", 2 },
        { "SELECT y.writing FROM y WHERE y.a = 1", 1 },
        { "SELECT \"y\" . \"writing\" FROM y WHERE a = 1", 1 },
        { "SELECT a FROM y WHERE a <+> a", 1 },
        { "SELECT a, $$\"$$ FROM y WHERE $$\"$$ = $$\"$$ AND a = 1 FOR UPDATE", 1 },
        { "WITH x AS (SELECT a FROM y) SELECT a FROM x WHERE a = 2", 2 },
        { "INSERT INTO y VALUES (9, 9) RETURNING a", 9 },
    };
    fixture one;
    open_with_tables(&one);
    for (size_t i = 0; i < CU_LENGTH(others); i++) {
        char sql[200];
        const char *name = strstr(others[i].sql, "%s");
        snprintf(sql, sizeof sql, "%.*s%s%s", name ? (int)(name - others[i].sql) : 0, others[i].sql,
                 name ? database.name : "", name ? name + 2 : others[i].sql);
        check_alone(&one, sql, others[i].expected, false);
    }
    /* What the view wrote went with its transaction, and so did the row. */
    assert_int_equal(number(&one, "SELECT count(*) FROM written"), 0);
    assert_int_equal(number(&one, "SELECT count(*) FROM y"), 2);
    close_server(&one);
}

/* Policies call functions, too; and a path can lead elsewhere later. */
static void test_changed_meanwhile(void **state)
{
    (void)state;
    fixture one;
    open_with_tables(&one);
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, true);
    run(&one, "ALTER TABLE y ENABLE ROW LEVEL SECURITY");
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, false);
    run(&one, "ALTER TABLE y DISABLE ROW LEVEL SECURITY");
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, true);
    run(&one, "CREATE VIEW \"my space\".y AS SELECT 2 AS a");
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, true);
    run(&one, "SET search_path = \"my space\", public");
    check_alone(&one, "SELECT a FROM y WHERE a = 2", 2, false);
    close_server(&one);
}

/* ---- isolation ------------------------------------------------------------------------------------- */

/* What one reads twice in a transaction while another writes in between. */
static void check_repeated(fixture *one, int64_t again)
{
    fixture two;
    open_server(&two);
    assert_int_equal(number(one, "SELECT \"select\" FROM y WHERE a = 2"), 8);
    run(&two, "UPDATE y SET \"select\" = 9 WHERE a = 2");
    assert_int_equal(number(one, "SELECT \"select\" FROM y WHERE a = 2"), again);
    rollback(one);
    run(&two, "UPDATE y SET \"select\" = 8 WHERE a = 2");
    close_server(&two);
}

static void test_isolation(void **state)
{
    (void)state;
    static const struct {
        cupel_isolation isolation;
        bool alone;
    } levels[] = {
        { CUPEL_READ_COMMITTED, true },
        { CUPEL_REPEATABLE_READ, false },
        { CUPEL_SERIALIZABLE, false },
        { CUPEL_ISOLATION_UNSET, true },
    };
    fixture one;
    open_with_tables(&one);
    for (size_t i = 0; i < CU_LENGTH(levels); i++) {
        assert_int_equal(cupel_connection_set_isolation(one.connection, levels[i].isolation),
                         CUPEL_OK);
        assert_int_equal(ran_alone(&one, "SELECT \"select\" FROM y WHERE a = 2", 8),
                         levels[i].alone);
        check_repeated(&one, levels[i].alone ? 9 : 8);
    }
    close_server(&one);
}

/* The isolation that BEGIN means is the server's to say, and may be set. */
static void test_default_isolation(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "SET default_transaction_isolation = 'repeatable read'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SELECT set_config('default_transaction_isolation', 'repeatable read', false)",
    };
    fixture one;
    open_with_tables(&one);
    for (size_t i = 0; i < CU_LENGTH(settings); i++) {
        assert_true(ran_alone(&one, "SELECT \"select\" FROM y WHERE a = 2", 8));
        rollback(&one);
        cupel_result *result = query(&one, settings[i]);
        while (cupel_result_next(result))
            continue;
        cupel_result_close(result);
        assert_false(ran_alone(&one, "SELECT \"select\" FROM y WHERE a = 2", 8));
        check_repeated(&one, 8);
        run(&one, "SET default_transaction_isolation = 'read committed'");
    }
    close_server(&one);
}

/* ---- what comes next --------------------------------------------------------------------------------- */

/* The transaction begins with what writes, and both ends of it work. */
static void test_read_then_write(void **state)
{
    (void)state;
    fixture one, two;
    open_with_tables(&one);
    open_server(&two);
    for (int i = 0; i < 4; i++) {
        assert_true(ran_alone(&one, "SELECT a FROM y WHERE a = 2", 2));
        run(&one, "INSERT INTO y VALUES (3, 3)");
        assert_int_equal(cu_postgresql.transaction_status(native(&one)->native), PQTRANS_INTRANS);
        assert_int_equal(number(&one, "SELECT a FROM y WHERE a = 3"), 3);
        assert_int_equal(number(&two, "SELECT count(*) FROM y"), 2);
        if (i % 2)
            assert_int_equal(cupel_connection_commit(one.connection), CUPEL_OK);
        else
            rollback(&one);
        assert_int_equal(number(&two, "SELECT count(*) FROM y"), 2 + i % 2);
        run(&two, "DELETE FROM y WHERE a = 3");
    }
    close_server(&two);
    close_server(&one);
}

/* The table is another one now: what was prepared is prepared anew. */
static void test_altered(void **state)
{
    (void)state;
    fixture one, two;
    open_with_tables(&one);
    open_server(&two);
    assert_true(ran_alone(&one, "SELECT * FROM y ORDER BY 1", 1));
    /* No lock is held by what was read: the table can be altered while the transaction is open. */
    run(&two, "SET lock_timeout = 2000; ALTER TABLE y ADD COLUMN b TEXT DEFAULT 'new'");
    cupel_result *result = query(&one, "SELECT * FROM y ORDER BY 1");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_string_equal(cupel_row_text(row, "b"), "new");
    cupel_result_close(result);
    rollback(&one);
    run(&two, "DROP TABLE y CASCADE");
    begin(&one);
    assert_string_equal(failure(&one, "SELECT * FROM y ORDER BY 1")->sqlstate, "42P01");
    rollback(&one);
    close_server(&two);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_harmless),
        SERVER_TEST(test_plain),
        SERVER_TEST(test_tables),
        SERVER_TEST(test_others),
        SERVER_TEST(test_changed_meanwhile),
        SERVER_TEST(test_isolation),
        SERVER_TEST(test_default_isolation),
        SERVER_TEST(test_read_then_write),
        SERVER_TEST(test_altered),
    };
    return cmocka_run_group_tests_name("postgresql/alone", tests, NULL, drop_database);
}
