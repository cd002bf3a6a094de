/* Rows of joins, which say the same of an instance again and again: what is read of them, and what is kept. */
#include "graph.h"

#include <stdio.h>
#include <string.h>

static cupel_query *users_joined(graph_fixture *graph)
{
    return cupel_options(cupel_query(graph->session, User),
                         cupel_joinedload(cupel_attr(User, addresses)));
}

/* Rows of one parent do not come together: each is given once all the same, with all that is its own. */
static void test_mixed_rows(void **state)
{
    enum { USERS = 20, EACH = 3 };
    graph_fixture *graph = *state;
    for (int i = 0; i < USERS; i++)
        assert_ok(graph, cupel_add(graph->session, cupel_new(User, .name = "u")));
    assert_ok(graph, cupel_flush(graph->session));
    for (int i = 0; i < USERS * EACH; i++)
        assert_ok(graph,
                  cupel_add(graph->session, cupel_new(Address, .email = "a",
                                                      .user_id = &(int64_t){ i % USERS + 1 })));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    User **users = cupel_all(users_joined(graph));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), USERS);
    for (int i = 0; i < USERS; i++) {
        assert_int_equal(users[i]->id, i + 1);
        assert_string_equal(users[i]->name, "u");
        assert_int_equal(users[i]->addresses.count, EACH);
        for (int j = 0; j < EACH; j++)
            assert_int_equal(users[i]->addresses.items[j]->id, j * USERS + i + 1);
    }
}

static cupel_query *in_order(graph_fixture *graph, cupel_option *option)
{
    cupel_query *query = cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id));
    return cupel_options(query, option);
}

/* Collections that are longer and shorter than the one before, which has room been made for; changed afterwards. */
static void test_lengths(void **state)
{
    static const size_t counts[] = { 0, 3, 70, 1, 0, 200, 9, 8, 65, 64, 0, 2 };
    enum { USERS = sizeof counts / sizeof *counts };
    char sql[300];
    graph_fixture *graph = *state;
    for (int i = 0; i < USERS; i++) {
        assert_ok(graph, cupel_add(graph->session, cupel_new(User, .name = "u")));
        assert_ok(graph, cupel_flush(graph->session));
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %zu) "
                 "INSERT INTO addresses (email, user_id) SELECT 'a' || i, %d FROM n WHERE i > 0",
                 counts[i], i + 1);
        graph_run(graph, sql);
    }
    assert_ok(graph, cupel_commit(graph->session));
    for (int round = 0; round < 3; round++) {
        cupel_option *option = round == 0   ? cupel_joinedload(cupel_attr(User, addresses))
                               : round == 1 ? cupel_selectinload(cupel_attr(User, addresses))
                                            : cupel_lazyload(cupel_attr(User, addresses));
        graph_renew(graph);
        User **users = cupel_all(in_order(graph, option));
        assert_non_null(users);
        assert_int_equal(cupel_array_count(users), USERS);
        for (size_t i = 0; i < USERS; i++) {
            assert_int_equal(cupel_item_count(users[i], addresses), counts[i]);
            /* more than there is room for; some go, too */
            for (int j = 0; j < 3; j++)
                assert_ok(graph,
                          cupel_append(users[i], addresses, cupel_new(Address, .email = "n")));
            assert_ok(graph, cupel_remove(users[i], addresses, users[i]->addresses.items[0]));
            assert_int_equal(users[i]->addresses.count, counts[i] + 2);
            for (size_t j = 1; j < counts[i]; j++)
                assert_int_equal(users[i]->addresses.items[j - 1]->user_id[0], users[i]->id);
        }
        /* what is expired and loaded again uses the same memory, or more */
        cupel_expire_all(graph->session);
        cupel_rollback(graph->session);
        users = cupel_all(in_order(graph, cupel_joinedload(cupel_attr(User, addresses))));
        assert_non_null(users);
        for (size_t i = 0; i < USERS; i++)
            assert_int_equal(users[i]->addresses.count, counts[i]);
    }
}

/* Values of an instance are read of the first row that has it, and wanted only where they are not known. */
static void test_known_values(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    cupel_no_autoflush(graph->session)
    {
        cupel_set(user, name, "mine");
        graph_run(graph, "UPDATE users SET name = 'theirs'");
        User **users = cupel_all(users_joined(graph));
        assert_non_null(users);
        assert_string_equal(users[1]->name, "theirs");
        assert_string_equal(user->name, "mine");
        assert_int_equal(user->addresses.count, 2);
        assert_non_null(cupel_all(cupel_populate_existing(users_joined(graph))));
        assert_string_equal(user->name, "theirs");
        assert_int_equal(user->addresses.count, 2);
    }
    /* expired ones are filled again, with the first of their rows */
    graph_run(graph, "UPDATE users SET name = 'new'");
    assert_ok(graph, cupel_commit(graph->session));
    assert_non_null(cupel_all(users_joined(graph)));
    cu_test_statements_clear(&graph->log);
    assert_string_equal(cupel_load(user, name), "new");
    assert_int_equal(cupel_item_count(user, addresses), 2);
    assert_nothing_sent(graph);
}

/* The one that many refer to, in rows of its own and in rows between those of others; none at all. */
static void test_to_one(void **state)
{
    static const char *const owners[] = { "1", "1", "NULL", "2", "1", "2", "2", "NULL" };
    char sql[128];
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO posts (headline, author_id) VALUES ('h', %s)",
                 owners[i]);
        graph_run(graph, sql);
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    cupel_query *query = cupel_options(
        cupel_query(graph->session, Post),
        cupel_joinedload(cupel_attr(Post, author), cupel_joinedload(cupel_attr(User, addresses))));
    Post **posts = cupel_all(cupel_order_by(query, cupel_attr(Post, id)));
    assert_non_null(posts);
    assert_int_equal(cupel_array_count(posts), 8);
    for (size_t i = 0; i < 8; i++) {
        const User *author = posts[i]->author.item;
        assert_true(cupel_is_loaded(posts[i], author));
        if (owners[i][0] == 'N') {
            assert_null(author);
            continue;
        }
        assert_non_null(author);
        assert_int_equal(author->id, owners[i][0] - '0');
        assert_string_equal(author->name, author->id == 1 ? "u0" : "u1");
        assert_int_equal(author->addresses.count, author->id - 1);
    }
    assert_int_equal(graph_sent_count(graph), 1);
}

/* Keys of several columns, one of them text. */
static void test_composite_keys(void **state)
{
    static const char *const products[] = { "pen", "ink" };
    graph_fixture *graph = *state;
    for (int i = 0; i < 4; i++) {
        const char *country = i % 2 ? "at" : "b";
        Invoice *invoice = cupel_new(Invoice, .country = country, .number = i / 2 + 1);
        assert_non_null(invoice);
        for (int j = 0; j < 2; j++)
            assert_ok(graph,
                      cupel_append(invoice, lines,
                                   cupel_new(Line, .position = j + 1, .product = products[j])));
        assert_ok(graph, cupel_add(graph->session, invoice));
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    cupel_query *query = cupel_options(cupel_query(graph->session, Invoice),
                                       cupel_joinedload(cupel_attr(Invoice, lines)));
    Invoice **invoices =
        cupel_all(cupel_order_by(query, cupel_attr(Invoice, number), cupel_attr(Invoice, country)));
    assert_non_null(invoices);
    assert_int_equal(cupel_array_count(invoices), 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(invoices[i]->country, i % 2 ? "b" : "at");
        assert_int_equal(invoices[i]->number, i / 2 + 1);
        assert_int_equal(invoices[i]->lines.count, 2);
        for (int j = 0; j < 2; j++) {
            const Line *line = invoices[i]->lines.items[j];
            assert_string_equal(line->country, invoices[i]->country);
            assert_int_equal(line->number, invoices[i]->number);
            assert_string_equal(line->product, products[line->position - 1]);
        }
    }
}

/* A tree joined to itself: the same instance as a child, and as what the query is for. */
static void test_itself(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "INSERT INTO nodes (id, data, parent_id) VALUES (1, 'a', NULL), (2, 'b', 1), "
                     "(3, 'c', 1), (4, 'd', 2), (5, 'e', 2)");
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    cupel_query *query = cupel_options(
        cupel_query(graph->session, Node),
        cupel_joinedload(cupel_attr(Node, children), cupel_joinedload(cupel_attr(Node, children))));
    Node **nodes = cupel_all(cupel_order_by(query, cupel_attr(Node, id)));
    assert_non_null(nodes);
    assert_int_equal(cupel_array_count(nodes), 5);
    static const size_t counts[] = { 2, 2, 0, 0, 0 };
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(nodes[i]->id, i + 1);
        assert_int_equal(nodes[i]->data[0], 'a' + (int)i);
        assert_int_equal(nodes[i]->children.count, counts[i]);
    }
    assert_ptr_equal(nodes[0]->children.items[0], nodes[1]);
    assert_ptr_equal(nodes[1]->children.items[1], nodes[4]);
    assert_int_equal(graph_sent_count(graph), 1);
}

/* Two collections of one instance in the same rows, each item of one with each of the other. */
static void test_crossed(void **state)
{
    enum { ROOTS = 3, CHILDREN = 40, FRIENDS = 60 };
    graph_fixture *graph = *state;
    graph_run(graph,
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 123) "
              "INSERT INTO nodes (id, data, parent_id) SELECT i, 'n', "
              "CASE WHEN i > 3 THEN i % 3 + 1 END FROM n");
    graph_run(graph, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
                     "INSERT INTO friendships (from_id, to_id) SELECT r, i FROM n, "
                     "(SELECT 1 AS r UNION SELECT 2 UNION SELECT 3)");
    assert_ok(graph, cupel_commit(graph->session));
    for (int how = 0; how < 2; how++) {
        graph_renew(graph);
        cupel_alias *child = cupel_aliased(graph->session, Node, "child");
        cupel_expr *children = how == 0 ? cupel_attr(Node, children)
                                        : cupel_of_type(cupel_attr(Node, children), child);
        cupel_query *query =
            cupel_filter(cupel_query(graph->session, Node), cupel_le(cupel_attr(Node, id), ROOTS));
        if (how > 0) /* rows of the roots come by turns */
            query =
                cupel_order_by(cupel_join(query, cupel_of_type(cupel_attr(Node, children), child)),
                               cupel_alias_attr(child, Node, id));
        query = cupel_options(
            query, how == 0 ? cupel_joinedload(children) : cupel_contains_eager(children),
            cupel_joinedload(cupel_attr(Node, friends)));
        Node **roots = cupel_all(query);
        assert_non_null(roots);
        assert_int_equal(cupel_array_count(roots), ROOTS);
        for (int i = 0; i < ROOTS; i++) {
            const Node *root = roots[i];
            assert_int_equal(root->children.count, CHILDREN);
            assert_int_equal(root->friends.count, FRIENDS);
            for (size_t j = 1; j < CHILDREN; j++)
                assert_true(root->children.items[j]->id > root->children.items[j - 1]->id);
        }
        assert_int_equal(graph_sent_count(graph), 1);
    }
}

/* Rows of several entities, none of which is for another. */
static void test_several_entities(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *query = cupel_select(graph->session, cupel_entity_of(User),
                                      cupel_entity_of(Address), cupel_attr(User, name));
    query = cupel_outerjoin(query, cupel_attr(User, addresses));
    query = cupel_order_by(query, cupel_desc(cupel_attr(Address, id)));
    const cupel_row **rows = cupel_all_rows(query);
    assert_non_null(rows);
    assert_int_equal(cupel_array_count(rows), 4);
    static const char *const emails[] = { "a21", "a20", "a10", NULL };
    for (size_t i = 0; i < 4; i++) {
        const User *user = cupel_row_entity_at(rows[i], 0);
        const Address *address = cupel_row_entity_at(rows[i], 1);
        assert_non_null(user);
        assert_string_equal(user->name, cupel_row_text_at(rows[i], 2));
        assert_string_equal(user->name, i < 2 ? "u2" : i == 2 ? "u1" : "u0");
        assert_true(emails[i] ? address != NULL : address == NULL);
        if (address)
            assert_string_equal(address->email, emails[i]);
    }
    assert_ptr_equal(cupel_row_entity_at(rows[0], 0), cupel_row_entity_at(rows[1], 0));
}

/* Values that are read late are looked at as closely. */
static void test_bad_values(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_run(graph, "UPDATE users SET name = x'00' WHERE id = 2");
    assert_null(cupel_all(users_joined(graph)));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session), "loading User.name"));
    assert_null(cupel_all(cupel_options(cupel_query(graph->session, Address),
                                        cupel_joinedload(cupel_attr(Address, user)))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
    graph_run(graph, "UPDATE users SET name = 'good'");
    User **users = cupel_all(users_joined(graph));
    assert_non_null(users);
    assert_string_equal(users[1]->name, "good");
}

/* ---- listeners between rows ---------------------------------------------------------------------- */

typedef struct listening {
    graph_fixture *graph;
    int heard;
} listening;

/* Runs the same query in the middle of it. */
static cupel_code run_again(const cupel_event *event, void *data)
{
    listening *to = data;
    if (to->heard++ != 0)
        return CUPEL_OK;
    User **users = cupel_all(cupel_query(event->session, User));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 3);
    return CUPEL_OK;
}

static void test_query_between_rows(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    listening to = { .graph = graph };
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, NULL, run_again, &to));
    User **users = cupel_all(users_joined(graph));
    assert_non_null(users);
    assert_int_equal(to.heard, 6);
    assert_int_equal(cupel_array_count(users), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(users[i]->addresses.count, i);
}

/* Takes the parent away while its rows are being read. */
static cupel_code take_away(const cupel_event *event, void *data)
{
    listening *to = data;
    const Address *address = event->object;
    if (strcmp(address->email, "a20") == 0) {
        User *user = cupel_get(event->session, User, 3);
        assert_non_null(user);
        assert_int_equal(cupel_expunge(event->session, user), CUPEL_OK);
        cupel_free(user);
        to->heard++;
    }
    return CUPEL_OK;
}

static void test_freed_between_rows(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    listening to = { .graph = graph };
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_LOAD, &Address_mapping, take_away, &to));
    cupel_query *query = cupel_select(graph->session, cupel_attr(User, name),
                                      cupel_entity_of(Address), cupel_entity_of(User));
    query = cupel_join(query, cupel_attr(User, addresses));
    size_t rows = 0;
    cupel_each_row (row, cupel_order_by(query, cupel_attr(Address, id)))
        rows++;
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(rows, 3);
    assert_int_equal(to.heard, 1);
    const User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    assert_string_equal(user->name, "u2");
}

/* Takes the parent out whose row is being read; it stays the program's. */
static cupel_code take_parent_out(const cupel_event *event, void *data)
{
    User **taken = data;
    if (!*taken && strcmp(((const Address *)event->object)->email, "a20") == 0) {
        *taken = cupel_get(event->session, User, 3);
        assert_non_null(*taken);
        assert_int_equal(cupel_expunge(event->session, *taken), CUPEL_OK);
    }
    return CUPEL_OK;
}

static void test_taken_out_of_row(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *taken = NULL;
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, &Address_mapping,
                                  take_parent_out, &taken));
    User **users = cupel_all(users_joined(graph));
    assert_non_null(users);
    assert_non_null(taken);
    assert_int_equal(cupel_object_state(taken), CUPEL_DETACHED);
    assert_string_equal(taken->name, "u2");
    cupel_free(taken);
}

/* Takes users out, one or all; they are the program's, which frees them at once or in the end. */
typedef struct taking_out {
    int last;
    bool frees, done;
    User *taken[4];
} taking_out;

static cupel_code take_users_out(const cupel_event *event, void *data)
{
    taking_out *taking = data;
    if (taking->done)
        return CUPEL_OK;
    taking->done = true;
    for (int id = 1; id <= taking->last; id++) {
        User *user = cupel_get(event->session, User, id);
        assert_non_null(user);
        assert_int_equal(cupel_expunge(event->session, user), CUPEL_OK);
        if (taking->frees)
            cupel_free(user);
        else
            taking->taken[id] = user;
    }
    return CUPEL_OK;
}

/* What follows a query passes over what a listener took out, and does not read memory that it freed. */
static void test_taken_out_of_following(void **state)
{
    graph_fixture *graph = *state;
    static const cupel_mapping *const told[] = { &User_mapping, &Address_mapping };
    graph_fill(graph, 3);
    for (size_t i = 0; i < 24; i++) {
        graph_renew(graph);
        taking_out taking = { .last = i & 2 ? 3 : 1, .frees = i & 4 };
        assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, told[i % 2], take_users_out,
                                      &taking));
        cupel_query *query =
            cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id));
        cupel_expr *addresses = cupel_attr(User, addresses);
        User **users = cupel_all(cupel_options(query, i < 8    ? cupel_selectinload(addresses)
                                                      : i < 16 ? cupel_subqueryload(addresses)
                                                               : cupel_immediateload(addresses)));
        if (!users)
            fail_msg("%s", cupel_error_text(graph->session));
        assert_int_equal(cupel_array_count(users), 3);
        assert_true(taking.done);
        assert_int_equal(cupel_object_state(users[0]), CUPEL_DETACHED);
        if (taking.last == 1)
            assert_int_equal(cupel_item_count(users[2], addresses), 2);
        for (size_t j = 0; j < 4; j++)
            cupel_free(taking.taken[j]);
    }
}

/* The same of one that is asked for what is told of. */
static void test_taken_out_of_lazy_load(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    for (size_t i = 0; i < 2; i++) {
        taking_out taking = { .last = 3 };
        graph_renew(graph);
        User *user = cupel_get(graph->session, User, 3);
        Address *address = cupel_get(graph->session, Address, 1);
        assert_true(user && address);
        assert_ok(graph,
                  cupel_listen(graph->session, CUPEL_EVENT_LOAD,
                               i == 0 ? &Address_mapping : &User_mapping, take_users_out, &taking));
        if (i == 0)
            assert_int_equal(cupel_item_count(user, addresses), 0);
        else
            assert_non_null(cupel_load(address, user).item);
        assert_true(taking.done);
        assert_int_equal(cupel_object_state(user), CUPEL_DETACHED);
        for (size_t j = 0; j < 4; j++)
            cupel_free(taking.taken[j]);
    }
}

/* What one batch gave is gone when the next is read; rows of it go on. */
static void test_batches(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 6);
    graph_run(graph, "INSERT INTO posts (headline, author_id) SELECT 'h', user_id FROM addresses "
                     "ORDER BY user_id");
    assert_ok(graph, cupel_commit(graph->session));
    for (size_t size = 1; size <= 5; size++) {
        graph_renew(graph);
        cupel_query *query = cupel_options(cupel_query(graph->session, Post),
                                           cupel_joinedload(cupel_attr(Post, author)));
        query = cupel_yield_per(cupel_order_by(query, cupel_attr(Post, id)), size);
        int count = 0;
        char name[16];
        cupel_each (Post, post, query) {
            assert_non_null(post->author.item);
            snprintf(name, sizeof name, "u%d", (int)*post->author_id - 1);
            assert_string_equal(post->author.item->name, name);
            count++;
        }
        assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
        assert_int_equal(count, 15);
        /* the same without anything that ties them together */
        query = cupel_select(graph->session, cupel_entity_of(Post), cupel_entity_of(User));
        query = cupel_yield_per(cupel_join(query, cupel_attr(Post, author)), size);
        cupel_each_row (row, query) {
            const Post *post = cupel_row_entity_at(row, 0);
            const User *user = cupel_row_entity_at(row, 1);
            assert_int_equal(*post->author_id, user->id);
            count--;
        }
        assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
        assert_int_equal(count, 0);
    }
}

/* What is said to be in the rows is, also where nothing was joined: all of it is of each, and each comes once. */
static void test_contained_without_join(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    cupel_query *query = cupel_options(cupel_query(graph->session, User),
                                       cupel_contains_eager(cupel_attr(User, addresses)));
    size_t all = (size_t)cupel_count(cupel_query(graph->session, Address));
    User **users = cupel_all(query);
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(users[i]->addresses.count, all);
}

/* Loading nothing with a query is not loading what may not be. */
static void test_no_eagerloads(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    graph_renew(graph);
    cupel_query *query =
        cupel_enable_eagerloads(cupel_options(cupel_query(graph->session, User),
                                              cupel_raiseload(cupel_attr(User, addresses)),
                                              cupel_noload(cupel_attr(User, profile))),
                                false);
    User *user = cupel_first(query);
    assert_non_null(user);
    cupel_each_in (Address, address, user, addresses)
        fail_msg("%s was loaded", address->email);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_LAZY_LOAD_REFUSED);
    assert_true(cupel_is_loaded(user, profile));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_mixed_rows),
        GRAPH_TEST(test_lengths),
        GRAPH_TEST(test_known_values),
        GRAPH_TEST(test_to_one),
        GRAPH_TEST(test_composite_keys),
        GRAPH_TEST(test_itself),
        GRAPH_TEST(test_crossed),
        GRAPH_TEST(test_several_entities),
        GRAPH_TEST(test_bad_values),
        GRAPH_TEST(test_query_between_rows),
        GRAPH_TEST(test_freed_between_rows),
        GRAPH_TEST(test_taken_out_of_row),
        GRAPH_TEST(test_taken_out_of_following),
        GRAPH_TEST(test_taken_out_of_lazy_load),
        GRAPH_TEST(test_batches),
        GRAPH_TEST(test_contained_without_join),
        GRAPH_TEST(test_no_eagerloads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
