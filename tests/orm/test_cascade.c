#include "graph.h"

#include "../support/failing_alloc.h"

#include <stdio.h>
#include <string.h>

/* ---- merging graphs ------------------------------------------------------------------------------ */

static void test_merge_graph(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    /* as it might come from elsewhere: one address changed, one new, one left out */
    User *given = cupel_new(User, .id = 3, .name = "renamed");
    cupel_append(given, addresses, cupel_new(Address, .id = 2, .email = "changed"));
    cupel_append(given, addresses, cupel_new(Address, .email = "new"));
    User *user = cupel_merge(graph->session, given);
    if (!user)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_ptr_not_equal(user, given);
    assert_null(cupel_object_session(given));
    assert_int_equal(user->addresses.count, 2);
    assert_ptr_equal(cupel_merge(graph->session, user), user);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('renamed', 3) 1 row",
                "UPDATE addresses SET email=? WHERE addresses.id = ? ('changed', 2) 1 row",
                "INSERT INTO addresses (email, user_id) VALUES (?, ?) ('new', 3) 1 row",
                "DELETE FROM addresses WHERE addresses.id = ? (3) 1 row");
    for (size_t i = 0; i < 2; i++)
        cupel_free(given->addresses.items[0]);
    cupel_free(given);
}

static void test_merge_without_load(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *cached = cupel_get(graph->session, User, 3);
    assert_non_null(cached);
    assert_int_equal(cupel_item_count(cached, addresses), 2);
    cupel_session *other = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    User *copy = cupel_merge_without_load(other, cached);
    assert_non_null(copy);
    assert_int_equal(copy->addresses.count, 2);
    assert_string_equal(copy->addresses.items[1]->email, "a21");
    assert_ptr_not_equal(copy->addresses.items[1], cached->addresses.items[1]);
    assert_nothing_sent(graph);
    /* not what was changed, and not what has no row */
    cupel_set(cached, name, "x");
    assert_null(cupel_merge_without_load(other, cached));
    assert_int_equal(cupel_error_code(other), CUPEL_INVALID_REQUEST);
    User *fresh = cupel_new(User, .name = "y");
    assert_null(cupel_merge_without_load(other, fresh));
    cupel_free(fresh);
    cupel_session_close(other);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* An instance whose row is known is found by its key, though it has forgotten its values. */
static void test_merge_expired(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    cupel_set(user, name, "changed");
    assert_ok(graph, cupel_rollback(graph->session));
    assert_ok(graph, cupel_expunge(graph->session, user));
    User *merged = cupel_merge(graph->session, user);
    assert_non_null(merged);
    assert_int_equal(cupel_object_state(merged), CUPEL_PERSISTENT);
    assert_int_equal(merged->id, 3);
    assert_text(cupel_load(merged, name), "u2");
    assert_int_equal(cupel_item_count(merged, addresses), 2);
    cupel_free(user);
    Invoice *invoice = cupel_new(Invoice, .country = "D\xC3\xBC", .number = 5);
    assert_non_null(invoice);
    assert_ok(graph, cupel_add(graph->session, invoice));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(invoice, version), 1);
    assert_ok(graph, cupel_expire(graph->session, invoice));
    assert_ok(graph, cupel_expunge(graph->session, invoice));
    Invoice *same = cupel_merge(graph->session, invoice);
    assert_non_null(same);
    assert_ptr_equal(same, cupel_get(graph->session, Invoice, "D\xC3\xBC", 5));
    assert_int_equal(cupel_session_status_of(graph->session).pending, 0);
    assert_ok(graph, cupel_commit(graph->session));
    cupel_free(invoice);
}

/* What is merged may be related to what the session has: that is its own counterpart. */
static void test_merge_related_to_own(void **state)
{
    graph_fixture *graph = *state;
    Ball *ball = cupel_new(Ball, .id = 4);
    assert_ok(graph, cupel_add(graph->session, ball));
    assert_ok(graph, cupel_commit(graph->session));
    Person *given = cupel_new(Person, .id = 2);
    cupel_set(given, favourite, ball);
    assert_null(cupel_object_session(given));
    Person *person = cupel_merge(graph->session, given);
    assert_non_null(person);
    assert_ptr_not_equal(person, given);
    assert_ptr_equal(cupel_load(person, favourite).item, ball);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(*cupel_load(person, favourite_id), 4);
    cupel_free(given);
}

static void test_merge_same_version(void **state)
{
    graph_fixture *graph = *state;
    assert_ok(graph, cupel_add(graph->session, cupel_new(Invoice, .country = "DE", .number = 1)));
    assert_ok(graph, cupel_commit(graph->session));
    Invoice *same = cupel_new(Invoice, .country = "DE", .number = 1, .version = 1);
    Invoice *merged = cupel_merge(graph->session, same);
    assert_non_null(merged);
    assert_int_equal(cupel_object_state(merged), CUPEL_PERSISTENT);
    assert_int_equal(cupel_session_status_of(graph->session).dirty, 0);
    cupel_free(same);
}

/* With any allocation failing: nothing is lost, nothing is left half, and it can be done again. */
static void test_merge_without_memory(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *given = cupel_new(User, .id = 3, .name = "renamed");
    cupel_append(given, addresses, cupel_new(Address, .id = 2, .email = "changed"));
    cupel_append(given, addresses, cupel_new(Address, .email = "new"));
    User *merged = NULL;
    size_t n;
    for (n = 1; !merged; n++) {
        assert_ok(graph, cupel_rollback(graph->session));
        cu_test_alloc_fail_at(n, false);
        merged = cupel_merge(graph->session, given);
        cu_test_alloc_fail_at(0, false);
        if (!merged)
            assert_int_equal(cupel_error_code(graph->session), CUPEL_NO_MEMORY);
    }
    assert_true(n > 10);
    assert_int_equal(merged->addresses.count, 2);
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(merged, name), "renamed");
    for (size_t i = 0; i < 2; i++)
        cupel_free(given->addresses.items[0]);
    cupel_free(given);
}

static void test_merge_stale(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    cupel_add(graph->session, invoice);
    assert_ok(graph, cupel_commit(graph->session));
    Invoice *old = cupel_new(Invoice, .country = "DE", .number = 1, .version = 7);
    assert_null(cupel_merge(graph->session, old));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_STALE_DATA);
    cupel_free(old);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* ---- adding, expunging, expiring ------------------------------------------------------------------- */

static void test_add_and_expunge(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "u");
    Address *address = cupel_new(Address, .email = "a");
    Post *post = cupel_new(Post, .headline = "p");
    Keyword *word = cupel_new(Keyword, .word = "w");
    cupel_append(user, addresses, address);
    cupel_set(post, author, user);
    cupel_append(post, keywords, word);
    assert_ok(graph, cupel_add(graph->session, address));
    /* along everything that cascades SAVE_UPDATE, whatever the direction */
    assert_true(cupel_in_session(graph->session, user));
    assert_true(cupel_in_session(graph->session, post));
    assert_true(cupel_in_session(graph->session, word));
    assert_ok(graph, cupel_flush(graph->session));
    /* user to addresses cascades EXPUNGE, nothing else does */
    assert_ok(graph, cupel_expunge(graph->session, user));
    assert_false(cupel_in_session(graph->session, address));
    assert_true(cupel_in_session(graph->session, post));
    assert_int_equal(cupel_object_state(address), CUPEL_DETACHED);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_true(cupel_in_session(graph->session, address));
    /* what comes into a relationship of an instance in the session comes into it too */
    Address *later = cupel_new(Address, .email = "b");
    cupel_append(user, addresses, later);
    assert_ptr_equal(cupel_object_session(later), graph->session);
    assert_ok(graph, cupel_commit(graph->session));
}

static void test_expire(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 2);
    graph_run(graph, "UPDATE addresses SET email = 'behind'");
    graph_run(graph, "DELETE FROM addresses WHERE id = 3");
    assert_ok(graph, cupel_expire(graph->session, user));
    /* addresses expire with it */
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_string_equal(cupel_load(user->addresses.items[0], email), "behind");
    graph_run(graph, "UPDATE users SET name = 'n'");
    assert_ok(graph, cupel_refresh(graph->session, user));
    assert_string_equal(user->name, "n");
}

/* ---- events ------------------------------------------------------------------------------------ */

typedef struct listened {
    char text[1000];
    cupel_code answer;
} listened;

static cupel_code listen(const cupel_event *event, void *data)
{
    static const char *const names[] = { "before flush",  "after flush",   "before insert",
                                         "after insert",  "before update", "after update",
                                         "before delete", "after delete",  "load",
                                         "before commit", "after commit",  "after rollback",
                                         "set",           "append",        "remove" };
    listened *heard = data;
    size_t length = strlen(heard->text);
    snprintf(heard->text + length, sizeof heard->text - length, "%s%s%s;", names[event->kind],
             event->attribute ? " " : "", event->attribute ? event->attribute : "");
    if (event->kind == CUPEL_EVENT_BEFORE_INSERT && event->object)
        cupel_set((User *)event->object, name, "by the listener");
    return heard->answer;
}

static void test_events(void **state)
{
    graph_fixture *graph = *state;
    listened heard = { .text = "" };
    for (int kind = 0; kind <= CUPEL_EVENT_REMOVE; kind++)
        assert_ok(graph, cupel_listen(graph->session, (cupel_event_kind)kind,
                                      kind >= CUPEL_EVENT_BEFORE_INSERT && kind <= CUPEL_EVENT_LOAD
                                          ? &User_mapping
                                          : NULL,
                                      listen, &heard));
    User *user = cupel_new(User, .name = "u");
    cupel_add(graph->session, user);
    cupel_append(user, addresses, cupel_new(Address, .email = "a"));
    assert_ok(graph, cupel_commit(graph->session));
    assert_string_equal(heard.text,
                        "append addresses;before commit;before flush;before insert;set name;"
                        "after insert;after flush;after commit;");
    assert_string_equal(cupel_load(user, name), "by the listener");
    heard.text[0] = '\0';
    cupel_set(user, name, "changed");
    cupel_remove(user, addresses, user->addresses.items[0]);
    assert_ok(graph, cupel_flush(graph->session));
    cupel_delete(graph->session, user);
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_string_equal(heard.text,
                        "set name;before flush;before update;after update;after flush;remove "
                        "addresses;before flush;after flush;before flush;before delete;after "
                        "delete;after flush;after rollback;");
    graph_renew(graph);
    heard.text[0] = '\0';
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, &User_mapping, listen, &heard));
    (void)cupel_get(graph->session, User, 1);
    assert_string_equal(heard.text, "load;");
}

static void test_veto(void **state)
{
    graph_fixture *graph = *state;
    listened heard = { .answer = CUPEL_INVALID_REQUEST };
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_BEFORE_INSERT, &User_mapping, listen,
                                  &heard));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, &Post_mapping, listen, &heard));
    Post *post = cupel_new(Post, .headline = "before");
    cupel_add(graph->session, post);
    cupel_set(post, headline, "after");
    assert_string_equal(post->headline, "before");
    cupel_add(graph->session, cupel_new(User, .name = "u"));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "a listener of the session stopped"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_code(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, NULL, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_listen(graph->session, CUPEL_EVENT_KIND_COUNT, NULL, listen, &heard),
                CUPEL_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_merge_graph),
        GRAPH_TEST(test_merge_without_load),
        GRAPH_TEST(test_merge_stale),
        GRAPH_TEST(test_merge_expired),
        GRAPH_TEST(test_merge_related_to_own),
        GRAPH_TEST(test_merge_same_version),
        GRAPH_TEST(test_merge_without_memory),
        GRAPH_TEST(test_add_and_expunge),
        GRAPH_TEST(test_expire),
        GRAPH_TEST(test_events),
        GRAPH_TEST(test_veto),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
