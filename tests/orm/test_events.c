/*
 * Events, each kind: what its listener is told, what it may change, whether it may stop what is about to be done, and
 * that what listeners of the others return is ignored.
 */
#include "graph.h"

#include <string.h>

typedef struct listener_data {
    cupel_code answer;
    int calls;
    cupel_event last;
} listener_data;

static cupel_code answer_with(const cupel_event *event, void *data)
{
    listener_data *heard = data;
    heard->calls++;
    heard->last = *event;
    return heard->answer;
}

/* A user to change, one to delete and one to insert, with a listener of one kind. */
static void run_all(graph_fixture *graph, cupel_event_kind kind, cupel_code answer,
                    listener_data *heard, cupel_code *code)
{
    graph_renew(graph);
    User *changed = cupel_get(graph->session, User, 1);
    User *deleted = cupel_get(graph->session, User, 2);
    assert_true(changed && deleted);
    *heard = (listener_data){ .answer = answer };
    assert_ok(graph, cupel_listen(graph->session, kind, NULL, answer_with, heard));
    assert_ok(graph, cupel_delete(graph->session, deleted));
    assert_ok(graph, cupel_add(graph->session, cupel_new(User, .name = "added")));
    cupel_set(changed, name, "changed");
    *code = cupel_commit(graph->session);
}

/* Before something is done a listener may stop it, with its own code, and nothing is written. */
static void test_stopped(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    static const cupel_event_kind kinds[] = {
        CUPEL_EVENT_BEFORE_FLUSH,  CUPEL_EVENT_BEFORE_INSERT, CUPEL_EVENT_BEFORE_UPDATE,
        CUPEL_EVENT_BEFORE_DELETE, CUPEL_EVENT_BEFORE_COMMIT,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        listener_data heard;
        cupel_code code;
        run_all(graph, kinds[i], CUPEL_NOT_SUPPORTED, &heard, &code);
        assert_string_equal(cupel_code_name(code), "NOT_SUPPORTED");
        assert_int_equal(cupel_error_code(graph->session), CUPEL_NOT_SUPPORTED);
        assert_int_equal(heard.calls, 1);
        assert_int_equal(heard.last.kind, kinds[i]);
        assert_ok(graph, cupel_rollback(graph->session));
        graph_renew(graph);
        assert_int_equal(cupel_count(cupel_query(graph->session, User)), 2);
        assert_text(((User *)cupel_get(graph->session, User, 1))->name, "u0");
    }
}

/* Afterwards there is nothing to stop. */
static void test_not_stopped(void **state)
{
    graph_fixture *graph = *state;
    static const cupel_event_kind kinds[] = {
        CUPEL_EVENT_AFTER_FLUSH,  CUPEL_EVENT_AFTER_INSERT, CUPEL_EVENT_AFTER_UPDATE,
        CUPEL_EVENT_AFTER_DELETE, CUPEL_EVENT_AFTER_COMMIT,
    };
    static const char *const names[] = { NULL, "added", "changed", "u1", NULL };
    graph_fill(graph, 2);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        listener_data heard;
        cupel_code code;
        run_all(graph, kinds[i], CUPEL_NOT_SUPPORTED, &heard, &code);
        assert_int_equal(code, CUPEL_OK);
        assert_int_equal(heard.calls, 1);
        assert_int_equal(heard.last.kind, kinds[i]);
        assert_ptr_equal(heard.last.session, graph->session);
        assert_int_equal(heard.last.object != NULL, names[i] != NULL);
        /* as it was before */
        graph_renew(graph);
        graph_run(graph, "DELETE FROM addresses");
        graph_run(graph, "DELETE FROM users");
        graph_run(graph, "INSERT INTO users (id, name) VALUES (1, 'u0'), (2, 'u1')");
        assert_ok(graph, cupel_commit(graph->session));
    }
    listener_data heard = { .answer = CUPEL_NOT_SUPPORTED };
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_AFTER_ROLLBACK, NULL, answer_with, &heard));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, answer_with, &heard));
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    assert_int_equal(heard.calls, 1);
    assert_ptr_equal(heard.last.object, user);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(heard.calls, 2);
}

/* What is set, put in and taken out, and in what order listeners are called. */
static void test_told(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    listener_data set = { .calls = 0 }, append = { .calls = 0 }, taken = { .calls = 0 };
    listener_data stranger = { .calls = 0 }, stops = { .answer = CUPEL_NOT_SUPPORTED },
                  never = { .calls = 0 };
    cupel_session *session = graph->session;
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_SET, NULL, answer_with, &set));
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_SET, &Post_mapping, answer_with, &stranger));
    assert_ok(graph,
              cupel_listen(session, CUPEL_EVENT_APPEND, &User_mapping, answer_with, &append));
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_REMOVE, &User_mapping, answer_with, &taken));
    User *user = cupel_get(session, User, 2);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    Address *address = user->addresses.items[0];
    cupel_set(user, name, "new");
    assert_ptr_equal(set.last.object, user);
    assert_string_equal(set.last.attribute, "name");
    assert_string_equal(user->name, "new");
    assert_ok(graph, cupel_remove(user, addresses, address));
    assert_ptr_equal(taken.last.object, user);
    assert_ptr_equal(taken.last.item, address);
    assert_string_equal(taken.last.attribute, "addresses");
    /* by the other side it is that one's event */
    cupel_set(address, user, user);
    assert_ptr_equal(set.last.object, address);
    assert_ptr_equal(set.last.item, user);
    assert_string_equal(set.last.attribute, "user");
    assert_int_equal(append.calls, 0);
    cupel_set(address, user, NULL);
    assert_null(set.last.item);
    assert_int_equal(taken.calls, 1);
    assert_ok(graph, cupel_append(user, addresses, address));
    assert_ptr_equal(append.last.object, user);
    assert_ptr_equal(append.last.item, address);
    assert_int_equal(append.calls, 1);
    assert_int_equal(stranger.calls, 0);
    /* the first that stops it is the last that is called */
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_BEFORE_COMMIT, NULL, answer_with, &stops));
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_BEFORE_COMMIT, NULL, answer_with, &never));
    assert_code(graph, cupel_commit(session), CUPEL_NOT_SUPPORTED);
    assert_int_equal(stops.calls, 1);
    assert_int_equal(never.calls, 0);
    assert_ok(graph, cupel_rollback(session));
}

/* Before a flush others may be added; before an UPDATE the instance's columns may be set. */
static cupel_code add_post(const cupel_event *event, void *data)
{
    int *calls = data;
    if ((*calls)++ > 0)
        return CUPEL_OK;
    return cupel_add(event->session, cupel_new(Post, .headline = "by the listener"));
}

static cupel_code rename_user(const cupel_event *event, void *data)
{
    User *user = event->object;
    (void)data;
    cupel_set(user, name, "by the listener");
    return CUPEL_OK;
}

static void test_changed(void **state)
{
    graph_fixture *graph = *state;
    int calls = 0;
    graph_fill(graph, 1);
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_BEFORE_FLUSH, NULL, add_post, &calls));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_BEFORE_UPDATE, &User_mapping,
                                  rename_user, NULL));
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    cu_test_statements_clear(&graph->log);
    cupel_set(user, name, "changed");
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('by the listener', 1) 1 row",
                "INSERT INTO posts (headline, author_id) VALUES (?, ?) ('by the listener', NULL) 1 "
                "row");
    assert_text(user->name, "by the listener");
}

/* ---- calls that a flush cannot bear -------------------------------------------------------------- */

/* What a listener asks of its session in the middle of a flush, and what it was answered. */
typedef struct intruder {
    User *added, *expunged;
    cupel_code codes[8];
    size_t count;
} intruder;

static cupel_code intrude(const cupel_event *event, void *data)
{
    intruder *tries = data;
    cupel_session *session = event->session;
    User *user = event->object;
    const cupel_code codes[] = { cupel_add(session, tries->added),
                                 cupel_expunge(session, tries->expunged),
                                 cupel_rollback(session),
                                 cupel_rollback_nested(session),
                                 cupel_flush(session),
                                 cupel_commit(session) };
    cupel_expunge_all(session);
    cupel_expire_all(session);
    cupel_session_reset(session);
    cupel_set(user, name, "set by a listener");
    tries->count = sizeof codes / sizeof codes[0];
    memcpy(tries->codes, codes, sizeof codes);
    return CUPEL_OK;
}

static void test_intruders(void **state)
{
    graph_fixture *graph = *state;
    static const cupel_event_kind kinds[] = { CUPEL_EVENT_BEFORE_INSERT, CUPEL_EVENT_AFTER_INSERT };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        graph_renew(graph);
        intruder tries = { .added = cupel_new(User, .name = "late"),
                           .expunged = cupel_new(User, .name = "second") };
        User *first = cupel_new(User, .name = "first");
        assert_true(tries.added && tries.expunged && first);
        assert_ok(graph, cupel_add(graph->session, first));
        assert_ok(graph, cupel_add(graph->session, tries.expunged));
        assert_ok(graph, cupel_listen(graph->session, kinds[i], NULL, intrude, &tries));
        assert_int_equal(cupel_flush(graph->session), CUPEL_OK);
        assert_int_equal(tries.count, 6);
        for (size_t j = 0; j < tries.count; j++)
            assert_int_equal(tries.codes[j], CUPEL_INVALID_REQUEST);
        assert_int_equal(cupel_object_state(first), CUPEL_PERSISTENT);
        assert_int_equal(cupel_object_state(tries.expunged), CUPEL_PERSISTENT);
        assert_int_equal(cupel_object_state(tries.added), CUPEL_TRANSIENT);
        assert_text(first->name, "set by a listener");
        cupel_free(tries.added);
        assert_ok(graph, cupel_rollback(graph->session));
    }
}

static cupel_code flush_again(const cupel_event *event, void *data)
{
    cupel_code *codes = data;
    codes[0] = cupel_flush(event->session);
    codes[1] = cupel_commit(event->session);
    return CUPEL_OK;
}

static void test_flush_before_flush(void **state)
{
    graph_fixture *graph = *state;
    cupel_code codes[2] = { CUPEL_OK, CUPEL_OK };
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_BEFORE_FLUSH, NULL, flush_again, codes));
    assert_ok(graph, cupel_add(graph->session, cupel_new(User, .name = "x")));
    assert_int_equal(cupel_commit(graph->session), CUPEL_OK);
    assert_int_equal(codes[0], CUPEL_INVALID_REQUEST);
    assert_int_equal(codes[1], CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_stopped), GRAPH_TEST(test_not_stopped), GRAPH_TEST(test_told),
        GRAPH_TEST(test_changed), GRAPH_TEST(test_intruders),   GRAPH_TEST(test_flush_before_flush),
    };
    return cmocka_run_group_tests_name("orm/events", tests, NULL, NULL);
}
