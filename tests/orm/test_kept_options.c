/*
 * Options and criteria of a query for what its instances load later: nested options, conditions on a relationship,
 * criteria, two levels down; which query's count, and how long.
 */
#include "graph.h"

#include <string.h>

#define USERS    cupel_query(graph->session, User)
#define NODES    cupel_query(graph->session, Node)
#define LIKE(to) cupel_like(cupel_attr(Address, email), (to))

/* The addresses of the user that end like this. */
static cupel_option *only(const char *pattern)
{
    return cupel_lazyload(cupel_related_and(cupel_attr(User, addresses), LIKE(pattern)));
}

static User *fourth(graph_fixture *graph, cupel_option *option)
{
    User *user =
        cupel_one(cupel_options(cupel_filter(USERS, cupel_eq(cupel_attr(User, id), 4)), option));
    if (!user)
        fail_msg("%s", cupel_error_text(graph->session));
    return user;
}

/* A root with two children, each with two of its own. */
static void plant(graph_fixture *graph)
{
    Node *root = cupel_new(Node, .data = "r");
    for (int i = 0; i < 2; i++) {
        Node *child = cupel_new(Node, .data = "c");
        cupel_append(root, children, child);
        cupel_append(child, children, cupel_new(Node, .data = "x"));
        cupel_append(child, children, cupel_new(Node, .data = "y"));
    }
    cupel_add(graph->session, root);
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
}

static Node *root_of(graph_fixture *graph, cupel_option *option)
{
    Node *root = cupel_one(
        cupel_options(cupel_filter(NODES, cupel_eq(cupel_attr(Node, data), "r")), option));
    if (!root)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(graph_sent_count(graph), 1);
    return root;
}

static void test_nested_loading(void **state)
{
    graph_fixture *graph = *state;
    plant(graph);
    Node *root = root_of(graph, cupel_lazyload(cupel_attr(Node, children),
                                               cupel_selectinload(cupel_attr(Node, children))));
    assert_int_equal(cupel_item_count(root, children), 2);
    assert_int_equal(graph_sent_count(graph), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(cupel_is_loaded(root->children.items[i], children));
        assert_int_equal(root->children.items[i]->children.count, 2);
    }
    /* what was expired is loaded in the same way */
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(root, children), 2);
    assert_true(cupel_is_loaded(root->children.items[1], children));
}

static void test_nested_twice(void **state)
{
    graph_fixture *graph = *state;
    plant(graph);
    Node *root = root_of(
        graph,
        cupel_lazyload(cupel_attr(Node, children),
                       cupel_lazyload(cupel_related_and(cupel_attr(Node, children),
                                                        cupel_ne(cupel_attr(Node, data), "x")),
                                      cupel_defer(cupel_attr(Node, data)))));
    assert_int_equal(cupel_item_count(root, children), 2);
    Node *child = root->children.items[1];
    assert_text(child->data, "c");
    assert_int_equal(cupel_item_count(child, children), 1);
    assert_int_equal(graph_sent_count(graph), 2);
    assert_false(cupel_is_loaded(child->children.items[0], data));
    assert_text(cupel_load(child->children.items[0], data), "y");
}

static void test_columns(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = fourth(graph, cupel_defaultload(cupel_attr(User, addresses),
                                                 cupel_defer(cupel_attr(Address, email))));
    assert_int_equal(cupel_item_count(user, addresses), 3);
    assert_false(cupel_is_loaded(user->addresses.items[0], email));
    assert_true(cupel_is_loaded(user->addresses.items[0], user_id));
    graph_renew(graph);
    user = fourth(graph, cupel_defaultload(cupel_attr(User, addresses),
                                           cupel_load_only(cupel_attr(Address, email))));
    assert_int_equal(cupel_item_count(user, addresses), 3);
    assert_true(cupel_is_loaded(user->addresses.items[0], email));
    assert_false(cupel_is_loaded(user->addresses.items[0], user_id));
}

/* The value is that of the query, which is gone, and whose text the program has written over. */
static void test_conditions(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    char pattern[] = "%1";
    User *user = fourth(graph, only(pattern));
    memcpy(pattern, "%2", 2);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_text(user->addresses.items[0]->email, "a31");
    graph_renew(graph);
    user = fourth(graph, only(pattern));
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_text(user->addresses.items[0]->email, "a32");
}

/* To one: conditions are asked of the database, options only for what the session does not have. */
static void test_to_one(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *first =
        cupel_filter(cupel_query(graph->session, Address), cupel_eq(cupel_attr(Address, id), 1));
    Address *address = cupel_one(cupel_options(
        first, cupel_lazyload(cupel_attr(Address, user), cupel_defer(cupel_attr(User, name)))));
    assert_non_null(address);
    User *user = cupel_load(address, user).item;
    assert_non_null(user);
    assert_false(cupel_is_loaded(user, name));
    graph_renew(graph);
    for (int i = 0; i < 2; i++) {
        user = i == 0 ? NULL : cupel_get(graph->session, User, 2);
        first = cupel_filter(cupel_query(graph->session, Address),
                             cupel_eq(cupel_attr(Address, id), 1));
        address = cupel_one(cupel_options(
            first, cupel_lazyload(cupel_related_and(cupel_attr(Address, user),
                                                    cupel_eq(cupel_attr(User, name), "z")))));
        assert_non_null(address);
        assert_null(cupel_load(address, user).item);
        assert_true(cupel_is_loaded(address, user));
        assert_int_equal(user != NULL, i);
        graph_renew(graph);
    }
    user = cupel_get(graph->session, User, 2);
    assert_non_null(user);
    first =
        cupel_filter(cupel_query(graph->session, Address), cupel_eq(cupel_attr(Address, id), 1));
    address = cupel_one(
        cupel_options(first, cupel_with_loader_criteria(cupel_entity_of(User),
                                                        cupel_eq(cupel_attr(User, name), "z"))));
    assert_non_null(address);
    graph_sent_count(graph);
    assert_ptr_equal(cupel_load(address, user).item, user);
    assert_int_equal(graph_sent_count(graph), 0);
}

static void test_criteria(void **state)
{
    graph_fixture *graph = *state;
    plant(graph);
    Node *root = root_of(graph, cupel_with_loader_criteria(cupel_entity_of(Node),
                                                           cupel_ne(cupel_attr(Node, data), "x")));
    assert_int_equal(cupel_item_count(root, children), 2);
    assert_int_equal(cupel_item_count(root->children.items[0], children), 1); /* two levels down */
    assert_text(root->children.items[0]->children.items[0]->data, "y");
    assert_ok(graph, cupel_expire(graph->session, root->children.items[0]));
    assert_int_equal(cupel_item_count(root->children.items[0], children), 1);
}

/* Below what was loaded by joins and by statements that followed. */
static void test_below_eager(void **state)
{
    graph_fixture *graph = *state;
    plant(graph);
    for (int i = 0; i < 4; i++) {
        const char *data = i % 2 == 0 ? "x" : "y"; /* the plan is used again, its values are not */
        cupel_option *below = cupel_lazyload(
            cupel_related_and(cupel_attr(Node, children), cupel_eq(cupel_attr(Node, data), data)));
        cupel_option *option = i < 2 ? cupel_joinedload(cupel_attr(Node, children), below)
                                     : cupel_selectinload(cupel_attr(Node, children), below);
        Node *root = cupel_one(
            cupel_options(cupel_filter(NODES, cupel_eq(cupel_attr(Node, data), "r")), option));
        assert_non_null(root);
        assert_int_equal(root->children.count, 2);
        assert_int_equal(cupel_item_count(root->children.items[1], children), 1);
        assert_text(root->children.items[1]->children.items[0]->data, data);
        graph_renew(graph);
    }
}

/* Those of the query that made the instance, until one that loads it anew has others. */
static void test_two_queries(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = fourth(graph, only("%1"));
    assert_ptr_equal(fourth(graph, only("%")), user);
    assert_ptr_equal(
        cupel_one(cupel_populate_existing(cupel_filter(USERS, cupel_eq(cupel_attr(User, id), 4)))),
        user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_ok(graph, cupel_expire(graph->session, user));
    cupel_query *again =
        cupel_populate_existing(cupel_filter(USERS, cupel_eq(cupel_attr(User, id), 4)));
    assert_ptr_equal(cupel_one(cupel_options(again, only("%"))), user);
    assert_int_equal(cupel_item_count(user, addresses), 3);
    graph_renew(graph);
    user = cupel_get(graph->session, User, 4);
    assert_ptr_equal(fourth(graph, only("%1")), user);
    assert_int_equal(cupel_item_count(user, addresses), 3);
}

static void test_leaving(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = fourth(graph, only("%1"));
    assert_ok(graph, cupel_expunge(graph->session, user));
    graph_renew(graph);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_int_equal(cupel_item_count(user, addresses), 1);
    graph_renew(graph);
    user = fourth(graph, only("%1"));
    assert_ok(graph, cupel_expunge(graph->session, user));
    for (int i = 0; i < 2; i++) {
        graph_renew(graph);
        User *merged = i == 0 ? cupel_merge(graph->session, user)
                              : cupel_merge_without_load(graph->session, user);
        assert_non_null(merged);
        assert_int_equal(cupel_item_count(merged, addresses), 1);
    }
    cupel_free(user);
}

/* What a flush and a cascade have to know is all there is. */
static void test_delete(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    User *user = fourth(graph, only("%1"));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 3);
}

/* What means nothing without its query is for that alone. */
static void test_not_kept(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    cupel_query *emails =
        cupel_filter(cupel_select(graph->session, cupel_attr(Address, email)), LIKE("%1"));
    User *user =
        fourth(graph, cupel_with_loader_criteria(cupel_entity_of(Address),
                                                 cupel_in(cupel_attr(Address, email), emails)));
    assert_int_equal(cupel_item_count(user, addresses), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_nested_loading), GRAPH_TEST(test_nested_twice), GRAPH_TEST(test_columns),
        GRAPH_TEST(test_conditions),     GRAPH_TEST(test_to_one),       GRAPH_TEST(test_criteria),
        GRAPH_TEST(test_below_eager),    GRAPH_TEST(test_two_queries),  GRAPH_TEST(test_leaving),
        GRAPH_TEST(test_delete),         GRAPH_TEST(test_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
