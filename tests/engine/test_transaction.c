#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* An engine on SQLite in memory with a table, and what it is sent. */
typedef struct transaction_fixture {
    cupel_engine *engine;
    cupel_connection *connection;
    cu_test_statements log;
    cu_error error;
} transaction_fixture;

static void make(transaction_fixture *fixture)
{
    *fixture = (transaction_fixture){ 0 };
    cu_error_init(&fixture->error);
    fixture->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &fixture->log);
    fixture->connection = cupel_connect(fixture->engine);
    assert_int_equal(cupel_connection_error(fixture->connection)->code, CUPEL_OK);
    assert_int_equal(cupel_execute_script(fixture->connection, "CREATE TABLE t (a UNIQUE)"),
                     CUPEL_OK);
    cu_test_statements_clear(&fixture->log);
}

static void destroy(transaction_fixture *fixture)
{
    cupel_connection_close(fixture->connection);
    cupel_engine_close(fixture->engine);
    cu_error_free(&fixture->error);
    cu_test_statements_clear(&fixture->log);
}

static void insert(transaction_fixture *fixture, int number)
{
    cupel_result *result =
        cupel_execute(fixture->connection, "INSERT INTO t VALUES (:a)", cupel_bind("a", number));
    assert_non_null(result);
    cupel_result_close(result);
}

static int64_t count(transaction_fixture *fixture)
{
    cupel_result *result = cupel_execute(fixture->connection, "SELECT count(*) FROM t");
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t number = cupel_row_int(row, 0);
    cupel_result_close(result);
    cu_test_statements_clear(&fixture->log);
    return number;
}

static void test_commit_and_rollback(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    assert_false(cu_connection_in_transaction(connection));
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    assert_true(cu_connection_in_transaction(connection));
    insert(&fixture, 1);
    assert_int_equal(cupel_connection_commit(connection), CUPEL_OK);
    assert_false(cu_connection_in_transaction(connection));
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    insert(&fixture, 2);
    assert_int_equal(cupel_connection_rollback(connection), CUPEL_OK);
    assert_false(cu_connection_in_transaction(connection));
    cu_test_statements_expect(&fixture.log, "BEGIN", "INSERT INTO t VALUES (?) (1) 1 row", "COMMIT",
                              "BEGIN", "INSERT INTO t VALUES (?) (2) 1 row", "ROLLBACK");
    assert_true(fixture.log.time);
    assert_int_equal(count(&fixture), 1);
    destroy(&fixture);
}

static void test_order(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    assert_int_equal(cupel_connection_commit(connection), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_connection_rollback(connection), CUPEL_OK);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_connection_rollback(connection), CUPEL_OK);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OK);
    /* Inside the library beginning twice and ending what is not begun are no mistakes. */
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_WRITE, &fixture.error), CUPEL_OK);
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_DEFAULT, &fixture.error),
                     CUPEL_OK);
    assert_int_equal(cu_connection_commit(connection, &fixture.error), CUPEL_OK);
    assert_int_equal(cu_connection_commit(connection, &fixture.error), CUPEL_OK);
    assert_int_equal(cu_connection_rollback(connection, &fixture.error), CUPEL_OK);
    cu_test_statements_expect(&fixture.log, "BEGIN", "ROLLBACK", "BEGIN IMMEDIATE", "COMMIT");
    assert_int_equal(cupel_connection_begin(NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_commit(NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_rollback(NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_error(NULL)->code, CUPEL_INVALID_ARGUMENT);
    cupel_connection_close(NULL);
    destroy(&fixture);
}

static void test_returned_open(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    insert(&fixture, 1);
    cupel_connection_close(fixture.connection);
    cu_test_statements_expect(&fixture.log, "BEGIN", "INSERT INTO t VALUES (?) (1) 1 row",
                              "ROLLBACK");
    fixture.connection = cupel_connect(fixture.engine);
    assert_int_equal(count(&fixture), 0);
    /* One that the program's own SQL opened, too. */
    assert_int_equal(cupel_execute_script(fixture.connection, "BEGIN; INSERT INTO t VALUES (1)"),
                     CUPEL_OK);
    cupel_connection_close(fixture.connection);
    fixture.connection = cupel_connect(fixture.engine);
    assert_int_equal(count(&fixture), 0);
    destroy(&fixture);
}

/* A failed statement leaves the transaction open; the program decides. */
static void test_failed_statement(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    insert(&fixture, 1);
    assert_null(cupel_execute(fixture.connection, "INSERT INTO t VALUES (:a)", cupel_bind("a", 1)));
    assert_int_equal(cupel_connection_error(fixture.connection)->reason, CUPEL_REASON_UNIQUE);
    insert(&fixture, 2);
    assert_int_equal(cupel_connection_commit(fixture.connection), CUPEL_OK);
    assert_int_equal(count(&fixture), 2);
    destroy(&fixture);
}

/* The database has rolled back by itself: COMMIT must not pretend. */
static void test_ended_by_the_database(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    insert(&fixture, 1);
    assert_null(cupel_execute(fixture.connection, "INSERT OR ROLLBACK INTO t VALUES (1)"));
    assert_true(cu_connection_in_transaction(fixture.connection));
    assert_int_equal(cupel_connection_commit(fixture.connection), CUPEL_OPERATIONAL_ERROR);
    assert_non_null(strstr(cupel_connection_error(fixture.connection)->text, "nothing to commit"));
    assert_false(cu_connection_in_transaction(fixture.connection));
    assert_int_equal(count(&fixture), 0);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    assert_null(cupel_execute(fixture.connection, "INSERT OR ROLLBACK INTO t VALUES (1), (1)"));
    assert_int_equal(cupel_connection_rollback(fixture.connection), CUPEL_OK);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    insert(&fixture, 5);
    assert_int_equal(cupel_connection_commit(fixture.connection), CUPEL_OK);
    assert_int_equal(count(&fixture), 1);
    destroy(&fixture);
}

/* A COMMIT that fails leaves the transaction open where the database does. */
static void test_failed_commit(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    assert_int_equal(
        cupel_execute_script(fixture.connection,
                             "CREATE TABLE p (id INTEGER PRIMARY KEY);"
                             "CREATE TABLE c (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)"),
        CUPEL_OK);
    assert_int_equal(cupel_connection_begin(fixture.connection), CUPEL_OK);
    assert_int_equal(cupel_execute_script(fixture.connection, "INSERT INTO c VALUES (1)"),
                     CUPEL_OK);
    assert_int_equal(cupel_connection_commit(fixture.connection), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(cupel_connection_error(fixture.connection)->reason, CUPEL_REASON_FOREIGN_KEY);
    assert_string_equal(cupel_connection_error(fixture.connection)->sql, "COMMIT");
    assert_true(cu_connection_in_transaction(fixture.connection));
    assert_int_equal(cupel_execute_script(fixture.connection, "INSERT INTO p VALUES (1)"),
                     CUPEL_OK);
    assert_int_equal(cupel_connection_commit(fixture.connection), CUPEL_OK);
    assert_false(cu_connection_in_transaction(fixture.connection));
    destroy(&fixture);
}

static void test_savepoints(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    cu_error *error = &fixture.error;
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_WRITE, error), CUPEL_OK);
    insert(&fixture, 1);
    assert_int_equal(cu_connection_savepoint(connection, 1, error), CUPEL_OK);
    insert(&fixture, 2);
    assert_int_equal(cu_connection_savepoint(connection, 2, error), CUPEL_OK);
    insert(&fixture, 3);
    assert_int_equal(cu_connection_rollback_to_savepoint(connection, 2, error), CUPEL_OK);
    insert(&fixture, 4);
    assert_int_equal(cu_connection_release_savepoint(connection, 1, error), CUPEL_OK);
    assert_int_equal(cu_connection_commit(connection, error), CUPEL_OK);
    cu_test_statements_expect(&fixture.log, "BEGIN IMMEDIATE", "INSERT INTO t VALUES (?) (1) 1 row",
                              "SAVEPOINT cupel_1", "INSERT INTO t VALUES (?) (2) 1 row",
                              "SAVEPOINT cupel_2", "INSERT INTO t VALUES (?) (3) 1 row",
                              "ROLLBACK TO SAVEPOINT cupel_2", "INSERT INTO t VALUES (?) (4) 1 row",
                              "RELEASE SAVEPOINT cupel_1", "COMMIT");
    assert_int_equal(count(&fixture), 3);
    destroy(&fixture);
}

/* What was gone back to is still there, can be gone back to again, and does not pile up. */
static void test_savepoint_again(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    cu_error *error = &fixture.error;
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_WRITE, error), CUPEL_OK);
    assert_int_equal(cu_connection_savepoint(connection, 1, error), CUPEL_OK);
    insert(&fixture, 1);
    assert_int_equal(cu_connection_rollback_to_savepoint(connection, 1, error), CUPEL_OK);
    assert_int_equal(cu_connection_rollback_to_savepoint(connection, 1, error), CUPEL_OK);
    insert(&fixture, 2);
    cu_test_statements_clear(&fixture.log);
    assert_int_equal(cu_connection_savepoint(connection, 1, error), CUPEL_OK);
    insert(&fixture, 3);
    assert_int_equal(cu_connection_rollback_to_savepoint(connection, 1, error), CUPEL_OK);
    cu_test_statements_expect(&fixture.log, "RELEASE SAVEPOINT cupel_1", "SAVEPOINT cupel_1",
                              "INSERT INTO t VALUES (?) (3) 1 row",
                              "ROLLBACK TO SAVEPOINT cupel_1");
    assert_int_equal(cu_connection_commit(connection, error), CUPEL_OK);
    assert_int_equal(count(&fixture), 1);
    /* None is left to be ended. */
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_WRITE, error), CUPEL_OK);
    assert_int_equal(cu_connection_savepoint(connection, 1, error), CUPEL_OK);
    cu_test_statements_expect(&fixture.log, "BEGIN IMMEDIATE", "SAVEPOINT cupel_1");
    assert_int_equal(cu_connection_rollback(connection, error), CUPEL_OK);
    destroy(&fixture);
}

static void test_wrong_savepoints(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cu_error *error = &fixture.error;
    assert_int_equal(cu_connection_release_savepoint(fixture.connection, 3, error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(error->public.sql, "RELEASE SAVEPOINT cupel_3");
    assert_int_equal(cu_connection_rollback_to_savepoint(fixture.connection, 3, error),
                     CUPEL_OPERATIONAL_ERROR);
    destroy(&fixture);
}

static void test_failed_begin(void **state)
{
    (void)state;
    cu_test_fake_reset();
    cu_error error;
    cu_error_init(&error);
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *connection = cu_connection_checkout(engine, &error);
    assert_non_null(connection);
    cu_fake.fail_at_execute = 1;
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_READ_ONLY, &error),
                     CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(error.public.sql, "BEGIN READ ONLY");
    assert_false(cu_connection_in_transaction(connection));
    /* A failing savepoint does not count. */
    assert_int_equal(cu_connection_begin(connection, CUPEL_BEGIN_READ_ONLY, &error), CUPEL_OK);
    cu_fake.fail_at_execute = 1;
    assert_int_equal(cu_connection_savepoint(connection, 1, &error), CUPEL_OPERATIONAL_ERROR);
    int executes = cu_fake.executes;
    assert_int_equal(cu_connection_savepoint(connection, 1, &error), CUPEL_OK);
    assert_int_equal(cu_fake.executes, executes + 1);
    /* A ROLLBACK that fails but ends the transaction leaves a good connection. */
    cu_connection_return(connection);
    assert_int_equal(cu_fake.open, 1);
    /* A driver that fails without a word. */
    connection = cu_connection_checkout(engine, &error);
    assert_non_null(connection);
    cu_error_clear(&error);
    cu_fake.silent = true;
    cu_fake.fail_at_execute = 1;
    assert_int_equal(cu_connection_run(connection, "X", &error), CUPEL_INTERFACE_ERROR);
    cu_connection_return(connection);
    cupel_engine_close(engine);
    cu_error_free(&error);
}

static void test_script(void **state)
{
    (void)state;
    transaction_fixture fixture;
    make(&fixture);
    cupel_connection *connection = fixture.connection;
    assert_int_equal(cupel_execute_script(connection, "INSERT INTO t VALUES (1); -- one\n"
                                                      "INSERT INTO t VALUES (2);\n"
                                                      "SELECT * FROM t;;  ;\n/* end */"),
                     CUPEL_OK);
    assert_int_equal(count(&fixture), 2);
    assert_int_equal(cupel_execute_script(connection, ""), CUPEL_OK);
    assert_int_equal(cupel_execute_script(connection, "INSERT INTO t VALUES (3); NONSENSE"),
                     CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_connection_error(connection)->reason, CUPEL_REASON_SYNTAX);
    assert_int_equal(count(&fixture), 3);
    assert_int_equal(cupel_execute_script(connection, "INSERT INTO t VALUES (?)"),
                     CUPEL_PROGRAMMING_ERROR);
    assert_int_equal(cupel_execute_script(connection, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_execute_script(connection, "SELECT '\xFF'"), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_error(connection)->reason, CUPEL_REASON_INVALID_TEXT);
    assert_int_equal(cupel_execute_script(NULL, "SELECT 1"), CUPEL_INVALID_ARGUMENT);
    destroy(&fixture);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_commit_and_rollback),
        TEST(test_order),
        TEST(test_returned_open),
        TEST(test_failed_statement),
        TEST(test_ended_by_the_database),
        TEST(test_failed_commit),
        TEST(test_savepoints),
        TEST(test_savepoint_again),
        TEST(test_wrong_savepoints),
        TEST(test_failed_begin),
        TEST(test_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
