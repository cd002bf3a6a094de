#include "graph.h"

#include <stdio.h>
#include <string.h>

/* ---- keys carried ------------------------------------------------------------------------------ */

static void test_parents_first(void **state)
{
    graph_fixture *graph = *state;
    /* added in the wrong order: the child first, by its own side */
    Address *address = cupel_new(Address, .email = "a");
    cupel_set(address, user, cupel_new(User, .name = "u"));
    assert_ok(graph, cupel_add(graph->session, address));
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "INSERT INTO users (name) VALUES (?) ('u') 1 row",
                "INSERT INTO addresses (email, user_id) VALUES (?, ?) ('a', 1) 1 row");
    /* set to another parent, one UPDATE */
    cupel_set(address, user, cupel_new(User, .name = "v"));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(*address->user_id, 2);
}

static void test_one_to_one(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "u");
    cupel_set(user, profile, cupel_new(Profile, .motto = "first"));
    cupel_add(graph->session, user);
    assert_ok(graph, cupel_flush(graph->session));
    Profile *first = user->profile.item;
    assert_int_equal(*first->user_id, 1);
    cu_test_statements_clear(&graph->log);
    /* the old one loses its key, the new one gets it */
    cupel_set(user, profile, cupel_new(Profile, .motto = "second"));
    assert_null(first->user.item);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE profiles SET user_id=? WHERE profiles.id = ? (NULL, 1) 1 row",
                "INSERT INTO profiles (motto, user_id) VALUES (?, ?) ('second', 1) 1 row");
    assert_null(first->user_id);
}

static void test_key_change(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    cupel_append(invoice, lines, cupel_new(Line, .position = 1, .product = "tea"));
    cupel_append(invoice, lines, cupel_new(Line, .position = 2, .product = "milk"));
    cupel_add(graph->session, invoice);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(
        graph,
        "INSERT INTO invoices (country, number, version) VALUES (?, ?, ?) ('DE', 1, 1) 1 row",
        "INSERT INTO lines (country, number, position, product) VALUES (?, ?, ?, ?) "
        "(('DE', 1, 1, 'tea'), ('DE', 1, 2, 'milk')) 2 rows");
    assert_int_equal(invoice->version, 1);
    assert_ok(graph, cupel_commit(graph->session));
    /* found under the new key from then on, and its lines, whose rows the database changed, too */
    cupel_set(invoice, country, "FR");
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_get(graph->session, Invoice, "FR", 1), invoice);
    assert_null(cupel_get(graph->session, Invoice, "DE", 1));
    assert_int_equal(cupel_item_count(invoice, lines), 2);
    assert_int_equal(cupel_load(invoice, version), 2);
    assert_string_equal(cupel_load(invoice->lines.items[0], country), "FR");
}

/* ---- orphans and deletes ------------------------------------------------------------------------- */

static void test_orphans(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = cupel_get(graph->session, User, 4), *other = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 3);
    Address *moved = user->addresses.items[0], *gone = user->addresses.items[1];
    cupel_append(other, addresses, moved); /* has another parent: no orphan */
    cupel_remove(user, addresses, gone);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "UPDATE addresses SET user_id=? WHERE addresses.id = ? (1, 4) 1 row",
                "DELETE FROM addresses WHERE addresses.id = ? (5) 1 row");
    assert_int_equal(cupel_object_state(gone), CUPEL_DETACHED);
    /* one that never had a row is not inserted at all */
    Address *fresh = cupel_new(Address, .email = "fresh");
    assert_int_equal(cupel_item_count(user, addresses), 1);
    cupel_append(user, addresses, fresh);
    cupel_remove(user, addresses, fresh);
    assert_int_equal(cupel_object_state(fresh), CUPEL_TRANSIENT);
    /* and one without a parent is refused */
    cupel_add(graph->session, cupel_new(Address, .email = "nobody's"));
    assert_code(graph, cupel_flush(graph->session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "a new Address has no parent, but User.addresses deletes orphans"));
    assert_ok(graph, cupel_rollback(graph->session));
    /* unless its foreign key says whose it is */
    cupel_add(graph->session, cupel_new(Address, .email = "mine", .user_id = &(int64_t){ 1 }));
    assert_ok(graph, cupel_flush(graph->session));
}

/* The same by the other side: an address that was never inserted and has no user any more is out of the session. */
static void test_pending_orphans(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = cupel_get(graph->session, User, 1), *other = cupel_get(graph->session, User, 2);
    Address *fresh = cupel_new(Address, .email = "fresh"), *moved = cupel_new(Address);
    assert_true(user && other && fresh && moved);
    cupel_set(moved, email, "moved");
    cupel_set(fresh, user, user);
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_ok(graph, cupel_append(user, addresses, moved));
    assert_int_equal(cupel_object_state(fresh), CUPEL_PENDING);
    assert_int_equal(cupel_object_state(moved), CUPEL_PENDING);
    cupel_set(fresh, user, NULL);
    cupel_set(moved, user, other);
    assert_int_equal(cupel_object_state(fresh), CUPEL_TRANSIENT);
    assert_int_equal(cupel_object_state(moved), CUPEL_PENDING);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO addresses (email, user_id) VALUES (?, ?) ('moved', 2) 1 row");
    cupel_free(fresh);
}

/* What was taken out since the last flush is let go by an owner that is deleted, too. */
static void test_taken_out_and_deleted(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = cupel_get(graph->session, User, 2);
    Post *post = cupel_new(Post, .headline = "p", .author = { user });
    Keyword *one = cupel_new(Keyword, .word = "one"), *two = cupel_new(Keyword, .word = "two");
    assert_true(user && post && one && two);
    assert_ok(graph, cupel_add(graph->session, post));
    cupel_append(post, keywords, one);
    cupel_append(post, keywords, two);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(post, keywords), 2);
    assert_ok(graph, cupel_remove(user, posts, post));
    assert_ok(graph, cupel_remove(post, keywords, one));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_delete(graph->session, post));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Post)), 0);
    assert_int_equal(cupel_count(cupel_query(graph->session, Keyword)), 2);
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 0);
    /* and where it stays, its key is NULL */
    user = cupel_get(graph->session, User, 1);
    post = cupel_new(Post, .headline = "q", .author = { user });
    assert_true(user && post);
    assert_ok(graph, cupel_add(graph->session, post));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_remove(user, posts, post));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(post, author_id));
}

static void test_delete_cascade(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    cupel_add(graph->session, cupel_new(Post, .headline = "h", .author = { user }));
    cupel_set(user, profile, cupel_new(Profile, .motto = "m"));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    /* addresses go with it; what does not cascade lets go */
    assert_sent(graph,
                "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                "addresses.user_id AS addresses_user_id FROM addresses WHERE ? = "
                "addresses.user_id ORDER BY addresses.id (3) 2 rows",
                "SELECT profiles.id AS profiles_id, profiles.motto AS profiles_motto, "
                "profiles.user_id AS profiles_user_id FROM profiles WHERE ? = profiles.user_id "
                "(3) 1 row",
                "SELECT posts.id AS posts_id, posts.headline AS posts_headline, posts.author_id AS "
                "posts_author_id FROM posts WHERE ? = posts.author_id (3) 1 row",
                "UPDATE profiles SET user_id=? WHERE profiles.id = ? (NULL, 1) 1 row",
                "UPDATE posts SET author_id=? WHERE posts.id = ? (NULL, 1) 1 row",
                "DELETE FROM addresses WHERE addresses.id = ? ((2), (3)) 2 rows",
                "DELETE FROM users WHERE users.id = ? (3) 1 row");
    /* deleting it twice is no more than once */
    assert_code(graph, cupel_delete(graph->session, user), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 3);
}

static void test_not_nullable(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    Line *line = cupel_new(Line, .position = 1, .product = "tea");
    cupel_append(invoice, lines, line);
    cupel_add(graph->session, invoice);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(invoice, lines), 1);
    cupel_remove(invoice, lines, line);
    assert_code(graph, cupel_flush(graph->session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "Line.country, the foreign key, is part of its primary key"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(invoice, lines), 1);
}

static void test_stale(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = cupel_get(graph->session, User, 2);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    graph_run(graph, "DELETE FROM addresses");
    cupel_clear(user, addresses);
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session), "addresses"));
    assert_ok(graph, cupel_rollback(graph->session));
}

/* ---- association rows ---------------------------------------------------------------------------- */

static void test_many_to_many(void **state)
{
    graph_fixture *graph = *state;
    Post *post = cupel_new(Post, .headline = "p");
    Keyword *one = cupel_new(Keyword, .word = "one"), *two = cupel_new(Keyword, .word = "two");
    /* one pair from each side, one from both */
    cupel_append(post, keywords, one);
    cupel_append(two, posts, post);
    cupel_add(graph->session, post);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(
        graph, "INSERT INTO keywords (word) VALUES (?) (('one'), ('two')) 2 rows",
        "INSERT INTO posts (headline, author_id) VALUES (?, ?) ('p', NULL) 1 row",
        "INSERT INTO post_keywords (post_id, keyword_id) VALUES (?, ?) ((1, 1), (1, 2)) 2 rows");
    assert_ok(graph, cupel_commit(graph->session));
    /* ordered as the mapping says */
    assert_int_equal(cupel_item_count(post, keywords), 2);
    assert_string_equal(post->keywords.items[0]->word, "two");
    cu_test_statements_clear(&graph->log);
    cupel_remove(one, posts, post);
    assert_ok(graph, cupel_flush(graph->session));
    /* the row goes, the keyword stays */
    assert_int_equal(post->keywords.count, 1);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_delete(graph->session, post));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "DELETE FROM post_keywords WHERE post_keywords.post_id = ? AND "
                "post_keywords.keyword_id = ? (1, 2) 1 row",
                "DELETE FROM posts WHERE posts.id = ? (1) 1 row");
    assert_int_equal(cupel_count(cupel_query(graph->session, Keyword)), 2);
}

static void test_to_oneself(void **state)
{
    graph_fixture *graph = *state;
    Node *a = cupel_new(Node, .data = "a"), *b = cupel_new(Node, .data = "b");
    cupel_append(a, friends, b);
    cupel_append(b, friends, a);
    cupel_append(a, friends, a);
    cupel_add(graph->session, a);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(
        graph,
        "INSERT INTO nodes (data, parent_id) VALUES (?, ?) (('a', NULL), ('b', NULL)) 2 rows",
        "INSERT INTO friendships (from_id, to_id) VALUES (?, ?) ((1, 2), (1, 1), (2, 1)) 3 rows");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(b, friends), 1);
    assert_ptr_equal(b->friends.items[0], a);
    Node *found = cupel_one(
        cupel_filter(cupel_query(graph->session, Node),
                     cupel_any(cupel_attr(Node, friends), cupel_eq(cupel_attr(Node, data), "b"))));
    assert_non_null(found);
    assert_ptr_equal(found, a);
}

/* ---- rows in order ------------------------------------------------------------------------------- */

static void test_tree(void **state)
{
    graph_fixture *graph = *state;
    Node *root = cupel_new(Node, .data = "root"), *left = cupel_new(Node, .data = "left");
    Node *leaf = cupel_new(Node, .data = "leaf");
    /* added from the leaf */
    cupel_add(graph->session, leaf);
    cupel_set(leaf, parent, left);
    cupel_set(left, parent, root);
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "INSERT INTO nodes (data, parent_id) VALUES (?, ?) (('root', NULL), "
                       "('left', 1), ('leaf', 2)) 3 rows");
    assert_int_equal(cupel_item_count(root, children), 1);
    assert_int_equal(cupel_item_count(left, children), 1);
    /* children are deleted before their parents */
    cupel_delete(graph->session, root);
    cupel_delete(graph->session, leaf);
    cupel_delete(graph->session, left);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Node)), 0);
}

static void test_deep(void **state)
{
    graph_fixture *graph = *state;
    enum { DEPTH = 10000 };
    Node *root = cupel_new(Node, .data = "0"), *at = root;
    for (int i = 1; i < DEPTH; i++) {
        Node *child = cupel_new(Node, .data = "x");
        cupel_append(at, children, child);
        at = child;
    }
    assert_ok(graph, cupel_add(graph->session, at));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_filter(cupel_query(graph->session, Node),
                                              cupel_eq(cupel_attr(Node, parent), NULL))),
                     1);
    assert_ok(graph, cupel_expunge(graph->session, root));
    cupel_free(root);
}

static void test_cycle(void **state)
{
    graph_fixture *graph = *state;
    Node *a = cupel_new(Node, .data = "a"), *b = cupel_new(Node, .data = "b");
    cupel_set(a, parent, b);
    cupel_set(b, parent, a);
    cupel_add(graph->session, a);
    assert_code(graph, cupel_flush(graph->session), CUPEL_CIRCULAR_DEPENDENCY);
    assert_non_null(strstr(cupel_error_text(graph->session), "post_update"));
    assert_ok(graph, cupel_rollback(graph->session));
}

static void test_post_update(void **state)
{
    graph_fixture *graph = *state;
    Person *person = cupel_new(Person);
    Ball *red = cupel_new(Ball), *blue = cupel_new(Ball);
    cupel_append(person, balls, red);
    cupel_append(person, balls, blue);
    cupel_set(person, favourite, blue);
    cupel_add(graph->session, person);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO people (favourite_id) VALUES (?) (NULL) 1 row",
                "INSERT INTO balls (person_id) VALUES (?) ((1), (1)) 2 rows",
                "UPDATE people SET favourite_id=? WHERE people.id = ? (2, 1) 1 row");
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_load(person, favourite).item, blue);
    assert_int_equal(cupel_item_count(person, balls), 2);
    /* and back: the key is let go before rows are deleted */
    cupel_delete(graph->session, blue);
    cupel_delete(graph->session, red);
    cupel_delete(graph->session, person);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Ball)), 0);
}

/* ---- the same key again ---------------------------------------------------------------------------- */

static void test_row_switch(void **state)
{
    graph_fixture *graph = *state;
    Invoice *old = cupel_new(Invoice, .country = "DE", .number = 1);
    cupel_add(graph->session, old);
    assert_ok(graph, cupel_flush(graph->session));
    cu_test_statements_clear(&graph->log);
    cupel_delete(graph->session, old);
    Invoice *fresh = cupel_new(Invoice, .country = "DE", .number = 1, .version = 9);
    cupel_add(graph->session, fresh);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "SELECT lines.country AS lines_country, lines.number AS lines_number, "
                "lines.position AS lines_position, lines.product AS lines_product FROM lines WHERE "
                "? = lines.country AND ? = lines.number ('DE', 1) 0 rows",
                "UPDATE invoices SET version=? WHERE invoices.country = ? AND invoices.number = ? "
                "AND invoices.version = ? (9, 'DE', 1, 1) 1 row");
    assert_ptr_equal(cupel_get(graph->session, Invoice, "DE", 1), fresh);
    assert_int_equal(cupel_object_state(old), CUPEL_DELETED);
    assert_ok(graph, cupel_rollback(graph->session));
    /* without the delete it is a conflict */
    old = cupel_new(Invoice, .country = "DE", .number = 2);
    cupel_add(graph->session, old);
    assert_ok(graph, cupel_flush(graph->session));
    cupel_add(graph->session, cupel_new(Invoice, .country = "DE", .number = 2));
    assert_code(graph, cupel_flush(graph->session), CUPEL_FLUSH_ERROR);
    assert_text(cupel_error_text(graph->session),
                "inserting Invoice: the session has another Invoice with the key ('DE', 2) "
                "already; change that one, or call cupel_merge() instead of cupel_add()");
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(fresh);
}

static void test_version(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    cupel_add(graph->session, invoice);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(invoice, version), 1);
    graph_run(graph, "UPDATE invoices SET version = 5");
    cupel_set(invoice, country, "FR");
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session), "and its version"));
    assert_ok(graph, cupel_rollback(graph->session));
}

/* ---- many -------------------------------------------------------------------------------------- */

static void test_large_collection(void **state)
{
    graph_fixture *graph = *state;
    enum { COUNT = 100000 };
    User *user = cupel_new(User, .name = "u");
    for (int i = 0; i < COUNT; i++)
        cupel_append(user, addresses, cupel_new(Address, .email = "a"));
    assert_int_equal(user->addresses.count, COUNT);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(user, addresses), COUNT);
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 0);
}

/* Tables of mapped structs that refer to each other are dropped, with rows that do, and made again. */
static void test_circle_dropped(void **state)
{
    graph_fixture *graph = *state;
    Person *person = cupel_new(Person);
    assert_non_null(person);
    Ball *ball = cupel_new(Ball);
    assert_non_null(ball);
    assert_ok(graph, cupel_append(person, balls, ball));
    cupel_set(person, favourite, ball);
    assert_ok(graph, cupel_add(graph->session, person));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_session_close(graph->session);
    graph->session = NULL;
    for (int i = 0; i < 2; i++) {
        if (cupel_drop_all(graph->registry, graph->engine) != CUPEL_OK ||
            cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
            fail_msg("%s", cupel_error_text(graph->registry));
    }
    graph->session = cupel_session_open(graph->registry, graph->engine);
    assert_int_equal(cupel_count(cupel_query(graph->session, Person)), 0);
}

/* One condition in two queries, each of which is run twice. */
static void test_shared_condition(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    cupel_expr *some = cupel_gt(cupel_attr(User, id), 1);
    cupel_query *all = cupel_filter(cupel_query(graph->session, User), cupel_keep(some));
    cupel_query *few =
        cupel_filter(cupel_query(graph->session, User), some, cupel_lt(cupel_attr(User, id), 4));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(cupel_count(all), 3);
        assert_int_equal(cupel_count(few), 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_parents_first),
        GRAPH_TEST(test_one_to_one),
        GRAPH_TEST(test_key_change),
        GRAPH_TEST(test_orphans),
        GRAPH_TEST(test_delete_cascade),
        GRAPH_TEST(test_not_nullable),
        GRAPH_TEST(test_stale),
        GRAPH_TEST(test_many_to_many),
        GRAPH_TEST(test_to_oneself),
        GRAPH_TEST(test_tree),
        GRAPH_TEST(test_deep),
        GRAPH_TEST(test_cycle),
        GRAPH_TEST(test_post_update),
        GRAPH_TEST(test_row_switch),
        GRAPH_TEST(test_version),
        GRAPH_TEST(test_large_collection),
        GRAPH_TEST(test_pending_orphans),
        GRAPH_TEST(test_taken_out_and_deleted),
        GRAPH_TEST(test_circle_dropped),
        GRAPH_TEST(test_shared_condition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
