#include "fixture.h"

#include "dialects/postgresql/driver.h"

#include <stdio.h>

static void make_table(fixture *one)
{
    run(one, "DROP TABLE IF EXISTS y; CREATE TABLE y (a INT PRIMARY KEY); "
             "INSERT INTO y VALUES (1), (2)");
}

static cupel_driver_connection *native(const fixture *one)
{
    return one->connection->native;
}

static void begin(fixture *one)
{
    assert_int_equal(cupel_connection_begin(one->connection), CUPEL_OK);
}

/* A transaction in which nothing is done costs nothing. */
static void test_empty(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    for (int i = 0; i < 10; i++) {
        begin(&one);
        assert_string_equal(native(&one)->begin, "BEGIN");
        assert_true(one.connection->driver->in_transaction(native(&one)));
        assert_int_equal(cu_postgresql.transaction_status(native(&one)->native), PQTRANS_IDLE);
        assert_int_equal(i % 2 ? cupel_connection_commit(one.connection)
                               : cupel_connection_rollback(one.connection),
                         CUPEL_OK);
        assert_string_equal(native(&one)->begin, "");
        assert_false(one.connection->driver->in_transaction(native(&one)));
    }
    close_server(&one);
}

/* What only reads is rolled back behind the program's back. */
static void test_reading(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    make_table(&one);
    for (int i = 0; i < 20; i++) {
        begin(&one);
        /* It has a literal, so it does not run alone: see test_alone.c. */
        assert_int_equal(number(&one, "SELECT a FROM y WHERE a <> '7' ORDER BY a"), 1);
        assert_int_equal(cu_postgresql.transaction_status(native(&one)->native), PQTRANS_INTRANS);
        assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
        assert_true(native(&one)->undoing);
        assert_false(one.connection->driver->in_transaction(native(&one)));
    }
    assert_int_equal(number(&one, "SELECT a FROM y ORDER BY a DESC"), 2);
    assert_false(native(&one)->undoing);
    close_server(&one);
}

/* Locks are gone when ROLLBACK has returned, every time. */
static void test_locks(void **state)
{
    (void)state;
    fixture one, two;
    open_server(&one);
    make_table(&one);
    open_server(&two);
    for (int i = 0; i < 50; i++) {
        begin(&one);
        assert_int_equal(number(&one, i % 2 ? "SELECT a FROM y WHERE a = 1 FOR UPDATE"
                                            : "SELECT 1 FROM pg_advisory_xact_lock(7)"),
                         1);
        assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
        assert_false(native(&one)->undoing);
        begin(&two);
        assert_int_equal(number(&two, i % 2 ? "SELECT a FROM y WHERE a = 1 FOR UPDATE NOWAIT"
                                            : "SELECT pg_try_advisory_xact_lock(7)::int"),
                         1);
        assert_int_equal(cupel_connection_rollback(two.connection), CUPEL_OK);
    }
    close_server(&two);
    close_server(&one);
}

/* The first statement writes, or fails: it is in the transaction all the same. */
static void test_first_statement(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    make_table(&one);
    for (int i = 0; i < 3; i++) { /* the second time the statement is prepared */
        begin(&one);
        cupel_result *result = query(&one, "INSERT INTO y VALUES (3) RETURNING a");
        assert_non_null(cupel_result_next(result));
        cupel_result_close(result);
        assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
        assert_false(native(&one)->undoing);
        assert_int_equal(number(&one, "SELECT count(*) FROM y"), 2);
    }
    for (int i = 0; i < 3; i++) {
        begin(&one);
        assert_int_equal(failure(&one, "INSERT INTO y VALUES (1) RETURNING a")->reason,
                         CUPEL_REASON_UNIQUE);
        assert_string_equal(failure(&one, "SELECT 1")->sqlstate, "25P02");
        assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    }
    assert_int_equal(number(&one, "SELECT count(*) FROM y"), 2);
    close_server(&one);
}

/* A BEGIN that the server refuses is reported by what comes first. */
static void test_refused_begin(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    make_table(&one);
    assert_int_equal(number(&one, "SELECT a FROM y WHERE a = 2"), 2);
    cu_error *error = &one.connection->error;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(cu_connection_run(one.connection, "BEGIN NONSENSE", error), CUPEL_OK);
        const cupel_error *said =
            i ? failure(&one, "SELECT b FROM y") : failure(&one, "SELECT a FROM y WHERE a = 2");
        assert_int_equal(said->code, CUPEL_PROGRAMMING_ERROR);
        assert_non_null(strstr(said->text, "NONSENSE"));
        assert_int_equal(number(&one, "SELECT a FROM y WHERE a = 2"), 2);
    }
    close_server(&one);
}

/* The connection goes while nobody waits for it. */
static void test_gone_meanwhile(void **state)
{
    (void)state;
    fixture one, two;
    char sql[100];
    open_server(&one);
    make_table(&one);
    open_server(&two);
    int64_t process = number(&one, "SELECT pg_backend_pid()");
    begin(&one);
    assert_int_equal(number(&one, "SELECT a FROM y WHERE a <> '7' ORDER BY a"), 1);
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%lld, 10000)::int", (long long)process);
    assert_int_equal(number(&two, sql), 1);
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(failure(&one, "SELECT a FROM y ORDER BY a")->code, CUPEL_DISCONNECTED);
    close_server(&two);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_empty),         SERVER_TEST(test_reading),
        SERVER_TEST(test_locks),         SERVER_TEST(test_first_statement),
        SERVER_TEST(test_refused_begin), SERVER_TEST(test_gone_meanwhile),
    };
    return cmocka_run_group_tests_name("postgresql/transaction", tests, NULL, drop_database);
}
