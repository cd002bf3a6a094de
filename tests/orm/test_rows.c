/*
 * UPDATE and DELETE of all rows that a query finds, and what becomes of the
 * instances the session has of them.
 */
#include "graph.h"

#include <string.h>

#define USERS cupel_query(graph->session, User)

static cupel_query *named(graph_fixture *graph, const char *name)
{
    return cupel_filter(USERS, cupel_eq(cupel_attr(User, name), name));
}

static void test_update(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    assert_int_equal(cupel_update_rows(named(graph, "u1"), CUPEL_SYNCHRONIZE_AUTO,
                                       cupel_assign(cupel_attr(User, name), "x")),
                     1);
    assert_sent(graph, "UPDATE users SET name=? WHERE users.name = ? ('x', 'u1') 1 row");
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(User, name),
                                                    cupel_concat(cupel_attr(User, name), "!"))),
                     3);
    assert_sent(graph, "UPDATE users SET name=(users.name || ?) ('!') 3 rows");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(named(graph, "x!")), 1);
    graph_sent_count(graph);
    /* The same statement with other values is compiled once. */
    assert_int_equal(cupel_update_rows(named(graph, "u2!"), CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(User, name), NULL)),
                     1);
    assert_int_equal(cupel_count(cupel_filter(USERS, cupel_eq(cupel_attr(User, name), NULL))), 1);
}

static void test_synchronize_update(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *first = cupel_get(graph->session, User, 1), *second = cupel_get(graph->session, User, 2);
    assert_non_null(first);
    assert_string_equal(cupel_load(first, name), "u0");
    assert_string_equal(cupel_load(second, name), "u1");
    graph_sent_count(graph);
    assert_int_equal(cupel_update_rows(named(graph, "u0"), CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(User, name), "new")),
                     1);
    assert_sent(graph, "SELECT users.id AS users_id FROM users WHERE users.name = ? ('u0') 1 row",
                "UPDATE users SET name=? WHERE users.name = ? ('new', 'u0') 1 row");
    assert_false(cupel_is_loaded(first, name));
    assert_true(cupel_is_loaded(second, name));
    assert_string_equal(cupel_load(first, name), "new");
    /* Without, what is loaded stays what it was until it expires. */
    assert_int_equal(cupel_update_rows(named(graph, "new"), CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(User, name), "newer")),
                     1);
    assert_string_equal(first->name, "new");
    assert_ok(graph, cupel_rollback(graph->session));
    assert_string_equal(cupel_load(first, name), "u0");
}

static void test_delete(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    Address *address = cupel_first(cupel_query(graph->session, Address));
    assert_non_null(address);
    cupel_load(address, email);
    User *owner = cupel_load(address, user).item;
    assert_non_null(owner);
    graph_sent_count(graph);
    cupel_query *owned =
        cupel_filter(cupel_query(graph->session, Address),
                     cupel_has(cupel_attr(Address, user), cupel_eq(cupel_attr(User, name), "u1")));
    assert_int_equal(cupel_delete_rows(owned, CUPEL_SYNCHRONIZE_AUTO), 1);
    assert_sent(graph,
                "SELECT addresses.id AS addresses_id FROM addresses WHERE EXISTS (SELECT 1 FROM "
                "users WHERE users.id = addresses.user_id AND users.name = ?) ('u1') 1 row",
                "DELETE FROM addresses WHERE EXISTS (SELECT 1 FROM users WHERE users.id = "
                "addresses.user_id AND users.name = ?) ('u1') 1 row");
    assert_int_equal(cupel_object_state(address), CUPEL_DELETED);
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 2);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_object_state(address), CUPEL_PERSISTENT);
    assert_int_equal(cupel_delete_rows(cupel_query(graph->session, Address), CUPEL_SYNCHRONIZE_NOT),
                     3);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 0);
}

/* What is pending is written first, and found. */
static void test_flushes(void **state)
{
    graph_fixture *graph = *state;
    cupel_add(graph->session, cupel_new(User, .name = "fresh"));
    assert_int_equal(cupel_update_rows(named(graph, "fresh"), CUPEL_SYNCHRONIZE_AUTO,
                                       cupel_assign(cupel_attr(User, name), "stale")),
                     1);
    assert_int_equal(cupel_count(named(graph, "stale")), 1);
}

static void expect_refused(graph_fixture *graph, const cupel_query *query, cupel_code code,
                           const char *part)
{
    assert_int_equal(cupel_delete_rows(query, CUPEL_SYNCHRONIZE_AUTO), -1);
    const cupel_error *error = cupel_session_error(graph->session);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("%s: %s", cupel_code_name(error->code), error->text);
    assert_int_equal(
        cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO, cupel_assign(cupel_attr(User, name), "x")),
        -1);
    assert_int_equal(cupel_session_error(graph->session)->code, code);
}

static void test_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_sent_count(graph);
    expect_refused(graph, cupel_limit(USERS, 1), CUPEL_INVALID_REQUEST, "cupel_limit()");
    expect_refused(graph, cupel_order_by(USERS, cupel_attr(User, id)), CUPEL_INVALID_REQUEST,
                   "cupel_order_by()");
    expect_refused(graph, cupel_distinct(USERS), CUPEL_INVALID_REQUEST, "cupel_distinct()");
    expect_refused(graph, cupel_group_by(USERS, cupel_attr(User, id)), CUPEL_INVALID_REQUEST,
                   "cupel_group_by()");
    expect_refused(graph, cupel_join(USERS, cupel_attr(User, addresses)), CUPEL_INVALID_REQUEST,
                   "cupel_join()");
    expect_refused(graph, cupel_from_self(USERS), CUPEL_INVALID_REQUEST, "cupel_query()");
    expect_refused(graph, cupel_select(graph->session, cupel_attr(User, id)),
                   CUPEL_INVALID_ARGUMENT, "one mapped struct");
    expect_refused(graph, cupel_filter(USERS, "id < 3"), CUPEL_INVALID_ARGUMENT, "text");
    expect_refused(
        graph, cupel_filter(USERS, cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id))),
        CUPEL_NOT_SUPPORTED, "addresses");
    assert_int_equal(cupel_update_rows_values(USERS, CUPEL_SYNCHRONIZE_AUTO, 0, NULL), -1);
    assert_int_equal(cupel_session_error(graph->session)->code, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_AUTO,
                                       cupel_assign(cupel_attr(Address, email), "x")),
                     -1);
    assert_int_equal(cupel_session_error(graph->session)->code, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_AUTO, cupel_attr(User, name)), -1);
    assert_int_equal(cupel_session_error(graph->session)->code, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_delete_rows(NULL, CUPEL_SYNCHRONIZE_AUTO), -1);
    assert_int_equal(cupel_count(USERS), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_update),  GRAPH_TEST(test_synchronize_update),
        GRAPH_TEST(test_delete),  GRAPH_TEST(test_flushes),
        GRAPH_TEST(test_refused),
    };
    return cmocka_run_group_tests_name("orm/rows", tests, NULL, NULL);
}
