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

/* What was deleted and then taken out is no row any more for any session. */
static void test_deleted_and_expunged(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    Keyword *one = cupel_new(Keyword, .word = "one"), *other = cupel_new(Keyword, .word = "other");
    assert_ok(graph, cupel_add(session, one));
    assert_ok(graph, cupel_add(session, other));
    assert_ok(graph, cupel_commit(session));
    assert_ok(graph, cupel_delete(session, one));
    assert_ok(graph, cupel_delete(session, other));
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_expunge(session, one));
    assert_int_equal(cupel_object_state(one), CUPEL_DETACHED);
    assert_int_equal(cupel_object_state(other), CUPEL_DELETED);
    cupel_expunge_all(session);
    assert_int_equal(cupel_object_state(other), CUPEL_DETACHED);
    assert_ok(graph, cupel_commit(session));
    assert_code(graph, cupel_add(session, one), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(session),
                           "cannot add this Keyword: its row was deleted; make a new one with "
                           "cupel_new()"));
    assert_ok(graph,
              cupel_rollback(session)); /* a call that failed is a fault of its transaction */
    assert_code(graph, cupel_add(session, other), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(cupel_count(cupel_query(session, Keyword)), 0);
    cupel_free(one); /* who takes one out by itself owns it */
}

/* All are taken out while a savepoint is there: what comes after that goes back with it. */
static void test_expunged_within_savepoint(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    static const char *const words[] = { "a", "b", "c" };
    for (int i = 0; i < 3; i++)
        assert_ok(graph, cupel_add(session, cupel_new(Keyword, .word = words[i])));
    assert_ok(graph, cupel_commit(session));
    assert_ok(graph, cupel_add(session, cupel_new(Node, .data = "before")));
    assert_ok(graph, cupel_delete(session, cupel_get(session, Keyword, 1)));
    assert_ok(graph, cupel_begin_nested(session));
    cupel_expunge_all(session);
    Keyword *second = cupel_get(session, Keyword, 2), *third = cupel_get(session, Keyword, 3);
    assert_non_null(second);
    assert_non_null(third);
    Node *within = cupel_new(Node, .data = "within");
    assert_ok(graph, cupel_add(session, within));
    assert_ok(graph, cupel_delete(session, second));
    assert_ok(graph, cupel_flush(session));
    assert_int_equal(cupel_object_state(second), CUPEL_DELETED);
    assert_ok(graph, cupel_rollback_nested(session));
    assert_int_equal(cupel_object_state(second), CUPEL_PERSISTENT);
    assert_int_equal(cupel_object_state(within), CUPEL_TRANSIENT);
    assert_int_equal(within->id, 0);
    /* and so it does in the transaction itself */
    assert_ok(graph, cupel_delete(session, third));
    assert_ok(graph, cupel_add(session, within));
    assert_ok(graph, cupel_commit(session));
    assert_int_equal(cupel_object_state(third), CUPEL_DETACHED);
    assert_int_equal(cupel_object_state(second), CUPEL_PERSISTENT);
    assert_text(cupel_load(second, word), "b");
    assert_int_equal(cupel_count(cupel_query(session, Keyword)), 1);
    assert_int_equal(cupel_count(cupel_query(session, Node)), 2);
}

/* A flush fails in a savepoint, and the database undoes the whole transaction. */
static void test_savepoint_gone(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    graph_run(graph, "CREATE TRIGGER never BEFORE INSERT ON keywords WHEN new.word = 'never' "
                     "BEGIN SELECT RAISE(ROLLBACK, 'never'); END");
    Keyword *before = cupel_new(Keyword, .word = "before");
    assert_ok(graph, cupel_commit(session));
    assert_ok(graph, cupel_add(session, before));
    assert_ok(graph, cupel_begin_nested(session));
    assert_ok(graph, cupel_add(session, cupel_new(Keyword, .word = "never")));
    assert_code(graph, cupel_flush(session), CUPEL_INTEGRITY_ERROR);
    assert_code(graph, cupel_rollback_nested(session), CUPEL_PENDING_ROLLBACK);
    assert_non_null(strstr(cupel_error_text(session), "the whole transaction was undone"));
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(cupel_object_state(before), CUPEL_TRANSIENT);
    assert_int_equal(cupel_nesting(session), 0);
    assert_int_equal(cupel_count(cupel_query(session, Keyword)), 0);
    /* one that is gone behind the session's back */
    assert_ok(graph, cupel_begin_nested(session));
    graph_run(graph, "RELEASE SAVEPOINT cupel_1");
    assert_code(graph, cupel_rollback_nested(session), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_nesting(session), 1);
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(cupel_nesting(session), 0);
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
        GRAPH_TEST(test_deleted_and_expunged),
        GRAPH_TEST(test_expunged_within_savepoint),
        GRAPH_TEST(test_savepoint_gone),
    };
    return cmocka_run_group_tests_name("orm/transaction", tests, NULL, NULL);
}
