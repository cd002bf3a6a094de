/*
 * Instances that leave their session in the transaction that inserted them, come back or do not, and what they are when it
 * ends.
 */
#include "graph.h"

#include <string.h>

#define ADDED 5 /* the key that the program gives */

/* A new user with a row, in the session. */
static User *insert_user(graph_fixture *graph, cupel_int id)
{
    User *user = cupel_new(User, .id = id, .name = "x");
    assert_non_null(user);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    return user;
}

static void assert_state(const void *instance, cupel_instance_state state)
{
    assert_string_equal(cupel_state_name(cupel_instance_state_of(instance)),
                        cupel_state_name(state));
}

static void test_left(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *user = insert_user(graph, ADDED);
    assert_ok(graph, cupel_expunge(session, user));
    assert_state(&user->base, CUPEL_DETACHED);
    assert_ok(graph, cupel_rollback(session));
    assert_state(&user->base, CUPEL_TRANSIENT);
    assert_int_equal(user->id, ADDED);
    assert_text(user->name, "x");
    /* it can be added as what is new */
    assert_ok(graph, cupel_add(session, user));
    assert_state(&user->base, CUPEL_PENDING);
    assert_ok(graph, cupel_commit(session));
    assert_int_equal(cupel_count(cupel_query(session, User)), 1);
    /* a commit is the end of it: there is a row */
    User *other = insert_user(graph, ADDED + 1);
    assert_ok(graph, cupel_expunge(session, other));
    assert_ok(graph, cupel_commit(session));
    assert_ok(graph, cupel_add(session, other));
    assert_ok(graph, cupel_rollback(session));
    assert_state(&other->base, CUPEL_PERSISTENT);
    assert_int_equal(cupel_count(cupel_query(session, User)), 2);
}

static void test_came_back(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *user = insert_user(graph, ADDED);
    for (int i = 0; i < 3; i++) { /* as often as it likes */
        assert_ok(graph, cupel_expunge(session, user));
        assert_ok(graph, cupel_add(session, user));
        assert_state(&user->base, CUPEL_PERSISTENT);
    }
    assert_ok(graph, cupel_rollback(session));
    assert_state(&user->base, CUPEL_TRANSIENT);
    assert_false(cupel_in_session(session, user));
    /* with a commit it stays */
    assert_ok(graph, cupel_add(session, user));
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_expunge(session, user));
    assert_ok(graph, cupel_add(session, user));
    assert_ok(graph, cupel_commit(session));
    assert_state(&user->base, CUPEL_PERSISTENT);
    assert_ok(graph, cupel_rollback(session));
    assert_state(&user->base, CUPEL_PERSISTENT);
    /* deleted after it came back */
    User *deleted = insert_user(graph, ADDED + 1);
    assert_ok(graph, cupel_expunge(session, deleted));
    assert_ok(graph, cupel_add(session, deleted));
    assert_ok(graph, cupel_delete(session, deleted));
    assert_ok(graph, cupel_flush(session));
    assert_state(&deleted->base, CUPEL_DELETED);
    assert_ok(graph, cupel_rollback(session));
    assert_state(&deleted->base, CUPEL_TRANSIENT);
}

/* The key that the database gave goes with the row. */
static void test_generated(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *left = insert_user(graph, 0), *back = insert_user(graph, 0);
    assert_int_equal(back->id, 2);
    assert_ok(graph, cupel_expunge(session, left));
    assert_ok(graph, cupel_expunge(session, back));
    assert_ok(graph, cupel_add(session, back));
    assert_ok(graph, cupel_rollback(session));
    assert_ok(graph, cupel_add_all(session, back, left));
    assert_ok(graph, cupel_commit(session));
    assert_int_equal(back->id, 1);
    assert_int_equal(left->id, 2);
}

static void test_savepoints(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    /* inserted before the savepoint: nothing that happens in there changes that */
    User *before = insert_user(graph, 1), *between = insert_user(graph, 2);
    assert_ok(graph, cupel_expunge(session, between));
    assert_ok(graph, cupel_begin_nested(session));
    User *inside = insert_user(graph, 3), *gone = insert_user(graph, 4);
    assert_ok(graph, cupel_expunge(session, before));
    assert_ok(graph, cupel_add(session, before));
    assert_ok(graph, cupel_add(session, between));
    assert_ok(graph, cupel_expunge(session, inside));
    assert_ok(graph, cupel_add(session, inside));
    assert_ok(graph, cupel_expunge(session, gone));
    assert_ok(graph, cupel_rollback_nested(session));
    assert_state(&before->base, CUPEL_PERSISTENT);
    assert_state(&between->base, CUPEL_PERSISTENT);
    assert_state(&inside->base, CUPEL_TRANSIENT);
    assert_state(&gone->base, CUPEL_TRANSIENT);
    /* of a savepoint that was released the transaction decides */
    assert_ok(graph, cupel_begin_nested(session));
    assert_ok(graph, cupel_add_all(session, inside, gone));
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_expunge(session, inside));
    assert_ok(graph, cupel_expunge(session, gone));
    assert_ok(graph, cupel_commit_nested(session));
    assert_ok(graph, cupel_add(session, inside));
    assert_state(&inside->base, CUPEL_PERSISTENT);
    assert_state(&gone->base, CUPEL_DETACHED);
    assert_ok(graph, cupel_rollback(session));
    User *const all[] = { before, between, inside, gone };
    for (size_t i = 0; i < 4; i++)
        assert_state(&all[i]->base, CUPEL_TRANSIENT);
    assert_ok(graph, cupel_add(session, gone)); /* whose memory is the session's again */
}

static void test_all(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *back = insert_user(graph, 1), *left = insert_user(graph, 2);
    cupel_expunge_all(session);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    assert_state(&back->base, CUPEL_DETACHED);
    assert_ok(graph, cupel_begin_nested(session));
    User *inside = insert_user(graph, 3);
    assert_ok(graph, cupel_rollback_nested(session));
    assert_state(&inside->base, CUPEL_TRANSIENT);
    assert_state(&left->base, CUPEL_DETACHED);
    assert_ok(graph, cupel_add(session, back));
    assert_state(&back->base, CUPEL_PERSISTENT);
    assert_ok(graph, cupel_rollback(session));
    assert_state(&back->base, CUPEL_TRANSIENT);
    assert_state(&left->base, CUPEL_TRANSIENT);
}

/* Several that left come back in any order; a savepoint ends some of the others. */
static void test_several(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *users[6];
    for (int i = 0; i < 6; i++) {
        if (i == 3)
            assert_ok(graph, cupel_begin_nested(session));
        users[i] = insert_user(graph, i + 1);
    }
    static const int leaving[] = { 3, 0, 4, 1, 5, 2 };
    for (int i = 0; i < 6; i++)
        assert_ok(graph, cupel_expunge(session, users[leaving[i]]));
    assert_ok(graph, cupel_add_all(session, users[3], users[1]));
    assert_ok(graph, cupel_rollback_nested(session));
    static const cupel_instance_state states[] = { CUPEL_DETACHED,  CUPEL_PERSISTENT,
                                                   CUPEL_DETACHED,  CUPEL_TRANSIENT,
                                                   CUPEL_TRANSIENT, CUPEL_TRANSIENT };
    for (int i = 0; i < 6; i++)
        assert_state(&users[i]->base, states[i]);
    assert_ok(graph, cupel_add(session, users[2]));
    assert_state(&users[2]->base, CUPEL_PERSISTENT);
    assert_ok(graph, cupel_rollback(session));
    for (int i = 0; i < 6; i++)
        assert_state(&users[i]->base, CUPEL_TRANSIENT);
    for (int i = 0; i < 6; i++)
        assert_ok(graph, cupel_add(session, users[i]));
    assert_ok(graph, cupel_commit(session));
    assert_int_equal(cupel_count(cupel_query(session, User)), 6);
}

/* What else may be done with one that left. */
static void test_elsewhere(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User *freed = insert_user(graph, 1), *merged = insert_user(graph, 2),
         *made = insert_user(graph, 3), *outlives = insert_user(graph, 4);
    User *const all[] = { freed, merged, made, outlives };
    for (size_t i = 0; i < 4; i++)
        assert_ok(graph, cupel_expunge(session, all[i]));
    assert_int_equal(cupel_make_transient(made), CUPEL_OK);
    assert_state(&made->base, CUPEL_TRANSIENT);
    cupel_free(freed);
    assert_ok(graph, cupel_rollback(session));
    /* merged, it is a new one; attributes that were not loaded have no row to come from */
    User *copy = cupel_merge(session, merged);
    assert_non_null(copy);
    assert_state(&copy->base, CUPEL_PENDING);
    assert_ok(graph, cupel_rollback(session));
    assert_int_equal(cupel_item_count(merged, addresses), 0);
    /* closing is a rollback */
    assert_ok(graph, cupel_add(session, outlives));
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_expunge(session, outlives));
    graph_renew(graph);
    assert_state(&outlives->base, CUPEL_TRANSIENT);
    assert_ok(graph, cupel_add_all(graph->session, outlives, merged, made));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_left),       GRAPH_TEST(test_came_back), GRAPH_TEST(test_generated),
        GRAPH_TEST(test_savepoints), GRAPH_TEST(test_all),       GRAPH_TEST(test_several),
        GRAPH_TEST(test_elsewhere),
    };
    return cmocka_run_group_tests_name("orm/expunged_birth", tests, NULL, NULL);
}
