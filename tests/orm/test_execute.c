/*
 * orm/test_execute.c - SQL of the program in a session's transaction.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct Note {
    cupel_object base;
    cupel_int id;
    cupel_text text;
} Note;

CUPEL_MAP(Note, "notes", CUPEL_COLUMN(Note, id, .primary_key = true),
          CUPEL_COLUMN(Note, text, .nullable = CUPEL_NO));

typedef struct execute_fixture {
    cu_test_statements log;
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} execute_fixture;

static void make(execute_fixture *fixture)
{
    *fixture = (execute_fixture){ 0 };
    fixture->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &fixture->log);
    fixture->registry = cupel_registry_open(Note);
    assert_int_equal(cupel_create_all(fixture->registry, fixture->engine), CUPEL_OK);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
    cu_test_statements_clear(&fixture->log);
}

static void destroy(execute_fixture *fixture)
{
    cupel_session_close(fixture->session);
    cupel_registry_close(fixture->registry);
    cupel_engine_close(fixture->engine);
    cu_test_statements_clear(&fixture->log);
}

static void test_rows_after_flush(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    cupel_add(fixture.session, cupel_new(Note, .text = "one"));
    cupel_add(fixture.session, cupel_new(Note, .text = "two"));
    cupel_result *result = cupel_session_execute(
        fixture.session, "SELECT text FROM notes WHERE id >= :id ORDER BY id", cupel_bind("id", 1));
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_string_equal(cupel_row_text(row, "text"), "one");
    assert_null(cupel_row_text(row, "nothing"));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_NO_SUCH_COLUMN);
    row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_OK);
    assert_string_equal(cupel_row_text(row, 0), "two");
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_OK);
    cupel_result_close(result);
    assert_int_equal(cupel_rollback(fixture.session), CUPEL_OK);
    destroy(&fixture);
}

static void test_same_transaction(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    cupel_result *result = cupel_session_execute(
        fixture.session, "INSERT INTO notes (text) VALUES (:text)", cupel_bind("text", "kept"));
    assert_non_null(result);
    assert_int_equal(cupel_result_changes(result), 1);
    assert_int_equal(cupel_result_last_key(result), 1);
    cupel_result_close(result);
    assert_true(cupel_in_transaction(fixture.session));
    assert_int_equal(cupel_count(cupel_query(fixture.session, Note)), 1);
    assert_int_equal(cupel_rollback(fixture.session), CUPEL_OK);
    assert_int_equal(cupel_count(cupel_query(fixture.session, Note)), 0);
    assert_int_equal(cupel_session_status_of(fixture.session).statements, 3);
    destroy(&fixture);
}

/* What is left open ends with the transaction. */
static void test_left_open(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    cupel_add(fixture.session, cupel_new(Note, .text = "one"));
    assert_non_null(cupel_session_execute(fixture.session, "SELECT id FROM notes"));
    assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    assert_non_null(cupel_session_execute(fixture.session, "SELECT id FROM notes"));
    destroy(&fixture);
}

static void test_how_it_begins(void **state)
{
    static const char *const statements[][2] = {
        { "SELECT 1", "BEGIN" },
        { " \n values (1)", "BEGIN" },
        { "EXPLAIN SELECT 1", "BEGIN" },
        { "UPDATE notes SET text = text", "BEGIN IMMEDIATE" },
        { "-- a comment\nSELECT 1", "BEGIN IMMEDIATE" },
    };
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        cu_test_statements_clear(&fixture.log);
        cupel_result *result = cupel_session_execute(fixture.session, statements[i][0]);
        assert_non_null(result);
        cupel_result_close(result);
        assert_true(fixture.log.count > 0);
        assert_string_equal(fixture.log.texts[0], statements[i][1]);
        assert_int_equal(cupel_rollback(fixture.session), CUPEL_OK);
    }
    destroy(&fixture);
}

static void test_wrong(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    assert_null(cupel_session_execute(NULL, "SELECT :a", cupel_bind("a", 1)));
    assert_null(cupel_session_execute(fixture.session, NULL, cupel_bind("a", 1)));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_session_execute(fixture.session, "SELECT :a"));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_STATEMENT_ERROR);
    assert_null(cupel_session_execute(fixture.session, "SELECT 1", cupel_bind("a", 1)));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_session_execute(fixture.session, "SELEKT 1"));
    assert_int_equal(cupel_error_reason(fixture.session), CUPEL_REASON_SYNTAX);
    assert_null(cupel_session_execute(fixture.session, "INSERT INTO notes (text) VALUES (:text)",
                                      cupel_bind("text", NULL)));
    assert_int_equal(cupel_error_reason(fixture.session), CUPEL_REASON_NOT_NULL);
    /* what cannot be flushed keeps it from running */
    cupel_add(fixture.session, cupel_new(Note, .id = 1));
    assert_null(cupel_session_execute(fixture.session, "SELECT 1"));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_INTEGRITY_ERROR);
    assert_null(cupel_session_execute(fixture.session, "SELECT 1"));
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_PENDING_ROLLBACK);
    destroy(&fixture);
}

static void test_no_memory(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    bool done = false;
    for (size_t i = 1; !done; i++) {
        cu_test_alloc_fail_at(i, false);
        cupel_result *result =
            cupel_session_execute(fixture.session, "SELECT :a AS a", cupel_bind("a", 5));
        const cupel_row *row = result ? cupel_result_next(result) : NULL;
        done = row && cupel_row_int(row, "a") == 5;
        cu_test_alloc_fail_at(0, false);
        if (!done)
            assert_int_equal(cupel_error_code(fixture.session), CUPEL_NO_MEMORY);
        cupel_result_close(result);
        cupel_rollback(fixture.session);
        assert_true(i < 200);
    }
    destroy(&fixture);
}

/* A result whose transaction has ended has no rows, but can be asked and closed. */
static void test_ended(void **state)
{
    (void)state;
    execute_fixture fixture;
    make(&fixture);
    cupel_add(fixture.session, cupel_new(Note, .text = "one"));
    cupel_add(fixture.session, cupel_new(Note, .text = "two"));
    assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    for (int i = 0; i < 6; i++) {
        cupel_result *first = cupel_session_execute(fixture.session, "SELECT id FROM notes");
        cupel_result *read =
            cupel_session_execute(fixture.session, "SELECT id + :a FROM notes", cupel_bind("a", 1));
        assert_non_null(first);
        assert_non_null(read);
        while (cupel_result_next(read))
            ;
        assert_int_equal(cupel_error_code(fixture.session), CUPEL_OK);
        if (i % 3 == 0)
            assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
        if (i % 3 == 1)
            assert_int_equal(cupel_rollback(fixture.session), CUPEL_OK);
        if (i % 3 == 2)
            cupel_session_reset(fixture.session);
        assert_null(cupel_result_next(first));
        assert_int_equal(cupel_error_code(fixture.session), CUPEL_INVALID_REQUEST);
        assert_null(cupel_result_next(read));
        assert_int_equal(cupel_error_code(fixture.session), CUPEL_OK);
        assert_int_equal(cupel_result_changes(read), 0);
        if (i < 3) { /* in either order; the others are left to the session */
            cupel_result_close(i == 0 ? first : read);
            cupel_result_close(i == 0 ? read : first);
        }
    }
    assert_int_equal(cupel_count(cupel_query(fixture.session, Note)), 2);
    destroy(&fixture);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_rows_after_flush), TEST(test_same_transaction),
        TEST(test_left_open),        TEST(test_ended),
        TEST(test_how_it_begins),    TEST(test_wrong),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
