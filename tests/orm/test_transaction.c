/*
 * Transactions of a session: what a rollback, whole or to a savepoint, makes of
 * instances whose keys were changed, and what is refused.
 */
#include "graph.h"

#include <string.h>

static void test_key_back(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_session *session = graph->session;
    User *user = cupel_get(session, User, 1);
    assert_non_null(user);
    cupel_set(user, id, 77);
    assert_ok(graph, cupel_flush(session));
    assert_ptr_equal(cupel_get(session, User, 77), user);
    assert_null(cupel_get(session, User, 1));
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(user->id, 1);
    assert_ptr_equal(cupel_get(session, User, 1), user);
    assert_null(cupel_get(session, User, 77));
    /* twice, and only the second time taken back */
    cupel_set(user, id, 78);
    assert_ok(graph, cupel_begin_nested(session));
    cupel_set(user, id, 79);
    assert_ok(graph, cupel_flush(session));
    assert_ptr_equal(cupel_get(session, User, 79), user);
    assert_ok(graph, cupel_rollback_nested(session));
    assert_int_equal(cupel_load(user, id), 78);
    assert_ptr_equal(cupel_get(session, User, 78), user);
    assert_ok(graph, cupel_commit(session));
    assert_ptr_equal(cupel_get(session, User, 78), user);
    assert_text(cupel_load(user, name), "u0");
}

static void test_composite_key_back(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    Invoice *invoice = cupel_new(Invoice, .country = "de", .number = 1);
    assert_ok(graph, cupel_add(session, invoice));
    assert_ok(graph, cupel_commit(session));
    cupel_load(invoice, number);
    cupel_set(invoice, country, "fr");
    assert_ok(graph, cupel_flush(session));
    cupel_set(invoice, number, 2);
    assert_ok(graph, cupel_flush(session));
    assert_ptr_equal(cupel_get(session, Invoice, "fr", 2), invoice);
    assert_ok(graph, cupel_rollback(session));
    assert_text(invoice->country, "de");
    assert_int_equal(invoice->number, 1);
    assert_ptr_equal(cupel_get(session, Invoice, "de", 1), invoice);
    assert_null(cupel_get(session, Invoice, "fr", 2));
    cupel_set(invoice, country, "it");
    assert_ok(graph, cupel_commit(session));
    assert_ptr_equal(cupel_get(session, Invoice, "it", 1), invoice);
}

/* The key changed, and the instance left the session before the rollback. */
static void test_key_of_one_that_left(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    Invoice *invoice = cupel_new(Invoice, .country = "de", .number = 1);
    assert_ok(graph, cupel_add(session, invoice));
    assert_ok(graph, cupel_commit(session));
    cupel_load(invoice, number);
    cupel_set(invoice, country, "fr");
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_expunge(session, invoice));
    assert_ok(graph, cupel_rollback(session));
    assert_text(invoice->country, "fr");
    Invoice *again = cupel_get(session, Invoice, "de", 1);
    assert_non_null(again);
    assert_ptr_not_equal(again, invoice);
    cupel_free(invoice);
}

/* Deleted and changed instances are what they were, in any order of savepoints. */
static void test_deleted_back(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_session *session = graph->session;
    User *first = cupel_get(session, User, 1), *third = cupel_get(session, User, 3);
    assert_non_null(first);
    assert_non_null(third);
    assert_ok(graph, cupel_delete(session, first));
    assert_ok(graph, cupel_begin_nested(session));
    assert_int_equal(cupel_object_state(first), CUPEL_DELETED);
    assert_ok(graph, cupel_delete(session, third));
    assert_ok(graph, cupel_flush(session));
    assert_int_equal(cupel_object_state(third), CUPEL_DELETED);
    assert_ok(graph, cupel_rollback_nested(session));
    assert_int_equal(cupel_object_state(third), CUPEL_PERSISTENT);
    assert_int_equal(cupel_object_state(first), CUPEL_DELETED);
    assert_int_equal(cupel_item_count(third, addresses), 2);
    assert_ok(graph, cupel_begin_nested(session));
    assert_ok(graph, cupel_delete(session, third));
    assert_ok(graph, cupel_commit_nested(session));
    assert_int_equal(cupel_object_state(third), CUPEL_DELETED);
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(cupel_object_state(first), CUPEL_PERSISTENT);
    assert_int_equal(cupel_object_state(third), CUPEL_PERSISTENT);
    assert_ok(graph, cupel_delete(session, third));
    assert_ok(graph, cupel_commit(session));
    assert_int_equal(cupel_object_state(third), CUPEL_DETACHED);
    assert_int_equal(cupel_count(cupel_query(session, User)), 2);
}

static void test_no_savepoint(void **state)
{
    graph_fixture *graph = *state;
    assert_code(graph, cupel_commit_nested(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "cupel_begin_nested() sets one"));
    assert_code(graph, cupel_rollback_nested(graph->session), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_begin_nested(graph->session));
    assert_int_equal(cupel_nesting(graph->session), 1);
    assert_ok(graph, cupel_begin_nested(graph->session));
    assert_int_equal(cupel_nesting(graph->session), 2);
    assert_ok(graph, cupel_commit_nested(graph->session));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_nesting(graph->session), 0);
    assert_code(graph, cupel_begin(graph->session, (cupel_begin_kind)99), CUPEL_INVALID_ARGUMENT);
    assert_ok(graph, cupel_begin(graph->session, CUPEL_BEGIN_WRITE));
    assert_code(graph, cupel_begin(graph->session, CUPEL_BEGIN_WRITE), CUPEL_INVALID_REQUEST);
    assert_true(cupel_in_transaction(graph->session));
}

/* A flush that fails inside of a savepoint undoes just that savepoint, and says so until it is given up. */
static void test_failed_flush(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    assert_ok(graph, cupel_add(session, cupel_new(Keyword, .word = "one")));
    assert_ok(graph, cupel_begin_nested(session));
    Keyword *twice = cupel_new(Keyword, .word = "one");
    assert_ok(graph, cupel_add(session, twice));
    assert_code(graph, cupel_flush(session), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(cupel_error_reason(session), CUPEL_REASON_UNIQUE);
    assert_code(graph, cupel_flush(session), CUPEL_PENDING_ROLLBACK);
    assert_code(graph, cupel_commit(session), CUPEL_PENDING_ROLLBACK);
    assert_null(cupel_all(cupel_query(session, Keyword)));
    assert_int_equal(cupel_error_code(session), CUPEL_PENDING_ROLLBACK);
    assert_ok(graph, cupel_rollback_nested(session));
    assert_int_equal(cupel_count(cupel_query(session, Keyword)), 1);
    assert_int_equal(cupel_object_state(twice), CUPEL_TRANSIENT);
}

/* Values set before a rollback, of which some were never known. */
static void test_values_back(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    cupel_session *session = graph->session;
    User *user = cupel_get(session, User, 1);
    assert_non_null(user);
    assert_ok(graph, cupel_expire(session, user));
    cupel_set(user, name, "not loaded before");
    assert_ok(graph, cupel_rollback(session));
    assert_false(cupel_is_loaded(user, name));
    assert_text(cupel_load(user, name), "u0");
    cupel_set(user, name, "first");
    assert_ok(graph, cupel_flush(session));
    cupel_set(user, name, "second");
    assert_ok(graph, cupel_flush(session));
    cupel_set(user, name, "third");
    assert_ok(graph, cupel_rollback(session));
    assert_text(user->name, "u0");
    assert_text(cupel_load(user, name), "u0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_key_back),
        GRAPH_TEST(test_composite_key_back),
        GRAPH_TEST(test_key_of_one_that_left),
        GRAPH_TEST(test_deleted_back),
        GRAPH_TEST(test_no_savepoint),
        GRAPH_TEST(test_failed_flush),
        GRAPH_TEST(test_values_back),
    };
    return cmocka_run_group_tests_name("orm/transaction", tests, NULL, NULL);
}
