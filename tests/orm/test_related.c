#include "graph.h"

#include <string.h>

/* ---- both sides in memory ------------------------------------------------------------------------ */

static void test_both_sides(void **state)
{
    graph_fixture *graph = *state;
    User *jack = cupel_new(User, .name = "jack");
    assert_int_equal(jack->addresses.count, 0);
    cupel_append(jack, addresses, cupel_new(Address, .email = "one"));
    cupel_append(jack, addresses, cupel_new(Address, .email = "two"));
    assert_int_equal(jack->addresses.count, 2);
    Address *two = jack->addresses.items[1];
    assert_ptr_equal(two->user.item, jack);
    /* taken out on one side it is gone on the other */
    cupel_remove(jack, addresses, two);
    assert_null(two->user.item);
    assert_int_equal(jack->addresses.count, 1);
    /* set on the other side it is in the collection */
    cupel_set(two, user, jack);
    assert_ptr_equal(jack->addresses.items[1], two);
    /* an item has one owner */
    User *jill = cupel_new(User, .name = "jill");
    cupel_append(jill, addresses, two);
    assert_ptr_equal(two->user.item, jill);
    assert_int_equal(jack->addresses.count, 1);
    cupel_set(two, user, NULL);
    assert_int_equal(jill->addresses.count, 0);
    /* one to one */
    Profile *profile = cupel_new(Profile, .motto = "ever on", .user = { jack });
    assert_ptr_equal(jack->profile.item, profile);
    cupel_set(jill, profile, profile);
    assert_null(jack->profile.item);
    assert_ptr_equal(profile->user.item, jill);
    /* many to many */
    Post *post = cupel_new(Post, .headline = "news");
    Keyword *word = cupel_new(Keyword, .word = "w");
    cupel_append(post, keywords, word);
    assert_ptr_equal(word->posts.items[0], post);
    cupel_remove(word, posts, post);
    assert_int_equal(post->keywords.count, 0);
    assert_nothing_sent(graph);
    cupel_free(profile);
    cupel_free(word);
    cupel_free(post);
    cupel_free(two);
    cupel_add(graph->session, jill);
    cupel_add(graph->session, jack);
}

/* Taken out of a collection, an item whose owner was never loaded has none; and can be given back by its own side. */
static void test_given_back(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = cupel_get(graph->session, User, 2);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    Address *address = user->addresses.items[0];
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_remove(user, addresses, address));
    assert_null(cupel_load(address, user).item);
    cupel_set(address, user, user);
    assert_int_equal(user->addresses.count, 1);
    assert_ptr_equal(user->addresses.items[0], address);
    assert_ok(graph, cupel_commit(graph->session));
    assert_nothing_sent(graph);
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 1);
}

static void test_initial_items(void **state)
{
    graph_fixture *graph = *state;
    Address *one = cupel_new(Address, .email = "one"), *two = cupel_new(Address, .email = "two");
    User *jack = cupel_new(User, .name = "jack", .addresses = CUPEL_ITEMS(Address, one, two));
    assert_int_equal(jack->addresses.count, 2);
    assert_ptr_equal(one->user.item, jack);
    assert_ok(graph, cupel_add(graph->session, jack));
    assert_true(cupel_in_session(graph->session, two));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(
        graph, "INSERT INTO users (name) VALUES (?) ('jack') 1 row",
        "INSERT INTO addresses (email, user_id) VALUES (?, ?) (('one', 1), ('two', 1)) 2 rows");
}

static void test_replace(void **state)
{
    graph_fixture *graph = *state;
    Address *items[4];
    User *jack = cupel_new(User, .name = "jack");
    for (size_t i = 0; i < 4; i++)
        items[i] = cupel_new(Address, .email = "x");
    assert_int_equal(cupel_replace(jack, addresses, 3, items), CUPEL_OK);
    Address *turned[] = { items[3], items[1] };
    assert_int_equal(cupel_replace(jack, addresses, 2, turned), CUPEL_OK);
    assert_int_equal(jack->addresses.count, 2);
    assert_ptr_equal(jack->addresses.items[0], items[3]);
    assert_ptr_equal(jack->addresses.items[1], items[1]);
    assert_null(items[0]->user.item);
    Address *wrong[] = { items[0], NULL };
    assert_int_equal(cupel_replace(jack, addresses, 2, wrong), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(jack->addresses.count, 2);
    cupel_clear(jack, addresses);
    assert_int_equal(jack->addresses.count, 0);
    assert_null(items[3]->user.item);
    for (size_t i = 0; i < 4; i++)
        cupel_free(items[i]);
    cupel_free(jack);
    (void)graph;
}

static void test_keyed(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 7);
    Line *tea = cupel_new(Line, .product = "tea", .position = 1);
    cupel_append(invoice, lines, tea);
    cupel_append(invoice, lines, cupel_new(Line, .product = "milk", .position = 2));
    assert_ptr_equal(cupel_item_keyed(invoice, lines, "tea"), tea);
    assert_null(cupel_item_keyed(invoice, lines, "beer"));
    /* the same key takes the place of the other one */
    Line *better = cupel_new(Line, .product = "tea", .position = 3);
    cupel_append(invoice, lines, better);
    assert_ptr_equal(cupel_item_keyed(invoice, lines, "tea"), better);
    assert_int_equal(invoice->lines.count, 2);
    cupel_free(tea);
    /* and the same item once */
    cupel_append(invoice, lines, better);
    assert_int_equal(invoice->lines.count, 2);
    assert_ok(graph, cupel_add(graph->session, invoice));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    invoice = cupel_get(graph->session, Invoice, "DE", 7);
    assert_non_null(invoice);
    Line *milk = cupel_item_keyed(invoice, lines, "milk");
    assert_int_equal(milk->position, 2);
    User *user = cupel_new(User, .name = "x");
    assert_null(cupel_item_keyed(user, addresses, "x"));
    assert_int_equal(cupel_object_error(user)->code, CUPEL_INVALID_REQUEST);
    cupel_free(user);
}

/* ---- iterating while the collection changes -------------------------------------------------------- */

static void test_each_in(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    User *user = cupel_one(cupel_filter_by(cupel_query(graph->session, User), User, name, "u4"));
    assert_non_null(user);
    int seen = 0;
    /* every item is taken out while it is met */
    cupel_each_in (Address, address, user, addresses) {
        assert_ok(graph, cupel_remove(user, addresses, address));
        seen++;
    }
    assert_int_equal(seen, 4);
    assert_int_equal(user->addresses.count, 0);
    cupel_append(user, addresses, cupel_new(Address, .email = "first"));
    seen = 0;
    cupel_each_in (Address, address, user, addresses) {
        if (++seen < 10)
            cupel_append(user, addresses, cupel_new(Address, .email = "more"));
        (void)address;
    }
    assert_int_equal(seen, 10);
    seen = 0;
    cupel_each_in (Address, address, user, addresses) {
        seen++;
        if (seen == 3)
            break;
        (void)address;
    }
    assert_int_equal(seen, 3);
    assert_int_equal(cupel_item_count(user, addresses), 10);
    assert_true(cupel_has_item(user, addresses, user->addresses.items[4]));
}

/* ---- collections that are not loaded --------------------------------------------------------------- */

static void test_queued(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = cupel_get(graph->session, User, 4);
    assert_non_null(user);
    Address *old = cupel_get(graph->session, Address, 4);
    assert_non_null(old);
    assert_string_equal(old->email, "a30");
    cu_test_statements_clear(&graph->log);
    /* no SQL, also not for the other side's old value */
    cupel_append(user, addresses, cupel_new(Address, .email = "new"));
    cupel_set(old, user, NULL);
    assert_nothing_sent(graph);
    /* loaded, it is put together */
    size_t count = 0;
    cupel_no_autoflush(graph->session) count = (size_t)cupel_item_count(user, addresses);
    assert_int_equal(count, 3);
    assert_string_equal(user->addresses.items[2]->email, "new");
    assert_false(cupel_has_item(user, addresses, old));
    cupel_related_history history = cupel_related_history_of(user, addresses);
    assert_int_equal(history.added_count, 1);
    assert_int_equal(history.removed_count, 1);
    assert_ptr_equal(history.removed[0], old);
    assert_int_equal(history.unchanged_count, 2);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO addresses (email, user_id) VALUES (?, ?) ('new', 4) 1 row",
                "DELETE FROM addresses WHERE addresses.id = ? (4) 1 row");
}

/* ---- rollback ---------------------------------------------------------------------------------- */

static void test_rollback(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 2);
    Address *first = user->addresses.items[0];
    Address *fresh = cupel_new(Address, .email = "fresh");
    cupel_append(user, addresses, fresh);
    cupel_set(first, user, NULL);
    assert_int_equal(user->addresses.count, 2);
    assert_ok(graph, cupel_flush(graph->session));
    cupel_append(user, addresses, cupel_new(Address, .email = "later"));
    assert_ok(graph, cupel_rollback(graph->session));
    /* at once what it was, without SQL */
    cu_test_statements_clear(&graph->log);
    assert_int_equal(user->addresses.count, 2);
    assert_ptr_equal(user->addresses.items[0], first);
    assert_int_equal(cupel_object_state(fresh), CUPEL_TRANSIENT);
    assert_nothing_sent(graph);
    /* and what the database has when asked for */
    assert_int_equal(cupel_item_count(user, addresses), 2);
    assert_string_equal(cupel_load(user->addresses.items[0], email), "a20");
    assert_ptr_equal(cupel_load(first, user).item, user);
}

static void test_savepoint(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = cupel_get(graph->session, User, 2);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    cupel_append(user, addresses, cupel_new(Address, .email = "kept"));
    assert_ok(graph, cupel_begin_nested(graph->session));
    cupel_append(user, addresses, cupel_new(Address, .email = "lost"));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(user->addresses.count, 3);
    assert_ok(graph, cupel_rollback_nested(graph->session));
    assert_int_equal(user->addresses.count, 2);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(user, addresses), 2);
    assert_string_equal(user->addresses.items[1]->email, "kept");
}

/* ---- bad input --------------------------------------------------------------------------------- */

static void test_bad_items(void **state)
{
    graph_fixture *graph = *state;
    User *jack = cupel_new(User, .name = "jack");
    assert_int_equal(cupel_append(jack, addresses, NULL), CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(cupel_object_error(jack)->text, "User.addresses: the item is NULL"));
    Keyword *word = cupel_new(Keyword, .word = "w");
    assert_int_equal(cupel_append_item(&jack->base, offsetof(User, addresses), &word->base),
                     CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(cupel_object_error(jack)->text, "is of struct Keyword, not Address"));
    assert_int_equal(cupel_append_item(&jack->base, offsetof(User, name), &word->base),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_append_item(NULL, 0, NULL), CUPEL_INVALID_ARGUMENT);
    Address plain = { .email = "never made" };
    assert_int_equal(cupel_append(jack, addresses, &plain), CUPEL_UNMAPPED_INSTANCE);
    Address *stranger = cupel_new(Address, .email = "x");
    assert_int_equal(cupel_remove(jack, addresses, stranger), CUPEL_INVALID_REQUEST);
    assert_int_equal(jack->addresses.count, 0);
    cupel_free(jack);
    cupel_free(word);
    cupel_free(stranger);
    assert_int_equal(cupel_item_count_at(NULL, 0), -1);
    assert_null(cupel_items_next(NULL));
    (void)graph;
}

static void test_other_session(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *other = cupel_session_open(graph->registry, graph->engine);
    User *jack = cupel_new(User, .name = "jack");
    Address *address = cupel_new(Address, .email = "x");
    cupel_add(other, address);
    cupel_add(graph->session, jack);
    assert_code(graph, cupel_append(jack, addresses, address), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "another session"));
    /* the flush reports what nobody looked at */
    (void)cupel_append(jack, addresses, address);
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(graph->session));
    /* a graph with an instance of another session cannot be added */
    User *jill = cupel_new(User, .name = "jill");
    cupel_append(jill, addresses, address);
    assert_code(graph, cupel_add(graph->session, jill), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_remove(jill, addresses, address);
    cupel_session_close(other);
}

static void test_detached(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    Address *address = cupel_get(graph->session, Address, 1);
    assert_non_null(address);
    assert_ok(graph, cupel_expunge(graph->session, user));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_load_attribute(&user->base, offsetof(User, addresses)),
                     CUPEL_DETACHED_INSTANCE);
    assert_non_null(strstr(cupel_object_error(user)->text, "User.addresses"));
    assert_int_equal(cupel_item_count(user, addresses), -1);
    assert_nothing_sent(graph);
    /* added again it can */
    assert_ok(graph, cupel_add(graph->session, user));
    assert_int_equal(cupel_item_count(user, addresses), 2);
    assert_ptr_equal(cupel_object_session(user), graph->session);
    (void)address;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_both_sides),    GRAPH_TEST(test_initial_items), GRAPH_TEST(test_replace),
        GRAPH_TEST(test_keyed),         GRAPH_TEST(test_each_in),       GRAPH_TEST(test_queued),
        GRAPH_TEST(test_rollback),      GRAPH_TEST(test_savepoint),     GRAPH_TEST(test_bad_items),
        GRAPH_TEST(test_other_session), GRAPH_TEST(test_detached),      GRAPH_TEST(test_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
