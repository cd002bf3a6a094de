/*
 * Instances of two sessions that are related to each other: each call that would take one of the other session says
 * so, changes nothing in either session, and leaves both usable.
 */
#include "graph.h"

#include <string.h>

/* The fixture's session and another one, which has a user with an address, a post with a keyword, and a profile. */
typedef struct two_sessions {
    graph_fixture *graph;
    cupel_session *other;
    User *user;
    Address *address;
    Post *post;
    Keyword *keyword;
    Profile *profile;
} two_sessions;

static two_sessions open_two(graph_fixture *graph, bool stored)
{
    two_sessions two = { .graph = graph,
                         .other = cupel_session_open(graph->registry, graph->engine) };
    two.user = cupel_new(User, .name = "theirs");
    two.address = cupel_new(Address, .email = "theirs");
    two.post = cupel_new(Post, .headline = "theirs");
    two.keyword = cupel_new(Keyword, .word = "theirs");
    two.profile = cupel_new(Profile, .motto = "theirs");
    assert_true(two.user && two.address && two.post && two.keyword && two.profile);
    assert_int_equal(cupel_append(two.user, addresses, two.address), CUPEL_OK);
    assert_int_equal(cupel_append(two.post, keywords, two.keyword), CUPEL_OK);
    cupel_add_all(two.other, two.user, two.post, two.profile);
    if (stored) {
        assert_int_equal(cupel_commit(two.other), CUPEL_OK);
        assert_int_equal(cupel_item_count(two.user, addresses), 1);
        assert_int_equal(cupel_item_count(two.post, keywords), 1);
        assert_int_equal(cupel_item_count(two.keyword, posts), 1);
        assert_int_equal(cupel_commit(two.other), CUPEL_OK);
    }
    assert_int_equal(cupel_error_code(two.other), CUPEL_OK);
    cu_test_statements_clear(&graph->log);
    return two;
}

/* Nothing of theirs came over, and both sessions can be written. */
static void close_two(two_sessions *two)
{
    assert_ok(two->graph, cupel_rollback(two->graph->session));
    const cupel_object *const theirs[] = { &two->user->base, &two->address->base, &two->post->base,
                                           &two->keyword->base, &two->profile->base };
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++) {
        assert_ptr_equal(cupel_instance_session(theirs[i]), two->other);
        assert_false(cupel_session_has(two->graph->session, theirs[i]));
    }
    assert_ok(two->graph, cupel_commit(two->graph->session));
    if (cupel_commit(two->other) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(two->other));
    cupel_session_close(two->other);
}

#define assert_theirs(graph, call)                                                            \
    do {                                                                                      \
        assert_code((graph), (call), CUPEL_INVALID_REQUEST);                                  \
        assert_non_null(strstr(cupel_error_text((graph)->session), "is in another session")); \
    } while (0)

static void refuse_items(graph_fixture *graph, bool stored)
{
    two_sessions two = open_two(graph, stored);
    User *user = cupel_new(User, .name = "ours");
    Post *post = cupel_new(Post, .headline = "ours");
    Keyword *keyword = cupel_new(Keyword, .word = "ours");
    assert_true(user && post && keyword);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_add(graph->session, post));
    assert_ok(graph, cupel_add(graph->session, keyword));
    assert_theirs(graph, cupel_append(user, addresses, two.address));
    assert_theirs(graph, cupel_append(post, keywords, two.keyword));
    assert_theirs(graph, cupel_append(keyword, posts, two.post));
    assert_theirs(graph, cupel_append(user, posts, two.post));
    assert_theirs(graph, cupel_replace(user, addresses, 1, (Address *[]){ two.address }));
    assert_int_equal(user->addresses.count, 0);
    assert_int_equal(post->keywords.count, 0);
    cupel_set(user, profile, two.profile);
    assert_null(user->profile.item);
    assert_theirs(graph, cupel_error_code(graph->session));
    cupel_set(post, author, two.user);
    assert_null(post->author.item);
    assert_theirs(graph, cupel_error_code(graph->session));
    /* theirs are as they were */
    assert_int_equal(two.user->addresses.count, 1);
    assert_ptr_equal(two.address->user.item, two.user);
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_rollback(graph->session));
    graph_sent_count(graph);
    /* what nobody looked at is what the flush says */
    user = cupel_new(User, .name = "ours");
    assert_non_null(user);
    assert_ok(graph, cupel_add(graph->session, user));
    cupel_set(user, profile, two.profile);
    assert_theirs(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    close_two(&two);
}

static void test_pending_items(void **state)
{
    refuse_items(*state, false);
}

static void test_stored_items(void **state)
{
    refuse_items(*state, true);
}

/* A graph of transient instances one of which refers to theirs, in each direction: none of it comes in. */
static void test_cascade(void **state)
{
    graph_fixture *graph = *state;
    two_sessions two = open_two(graph, true);
    User *user = cupel_new(User, .name = "ours");
    Post *post = cupel_new(Post, .headline = "ours");
    Profile *profile = cupel_new(Profile, .motto = "ours");
    assert_true(user && post && profile);
    assert_int_equal(cupel_append(user, posts, post), CUPEL_OK);
    cupel_set(user, profile, profile);
    assert_int_equal(cupel_append(post, keywords, two.keyword), CUPEL_OK);
    assert_theirs(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_null(cupel_object_session(user));
    assert_null(cupel_object_session(post));
    assert_null(cupel_object_session(profile));
    assert_int_equal(cupel_remove(post, keywords, two.keyword), CUPEL_OK);
    /* without it, all of it does */
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_object_state(post), CUPEL_PERSISTENT);
    close_two(&two);
}

/* Calls about theirs themselves. */
static void test_calls(void **state)
{
    graph_fixture *graph = *state;
    two_sessions two = open_two(graph, true);
    assert_theirs(graph, cupel_add(graph->session, two.user));
    assert_theirs(graph, cupel_delete(graph->session, two.user));
    assert_code(graph, cupel_expunge(graph->session, two.user), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_expire(graph->session, two.user), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_refresh(graph->session, two.user), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(graph->session));
    /* merging makes copies, of all that it reaches */
    User *user = cupel_merge(graph->session, two.user);
    if (!user)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_ptr_not_equal(user, two.user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_ptr_not_equal(user->addresses.items[0], two.address);
    assert_ptr_equal(cupel_object_session(user->addresses.items[0]), graph->session);
    assert_ok(graph, cupel_rollback(graph->session));
    close_two(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_pending_items),
        GRAPH_TEST(test_stored_items),
        GRAPH_TEST(test_cascade),
        GRAPH_TEST(test_calls),
    };
    return cmocka_run_group_tests_name("orm/two_sessions", tests, NULL, NULL);
}
