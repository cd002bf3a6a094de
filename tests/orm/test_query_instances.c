/*
 * Instances out of results of the program's SQL, and out of other sessions.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

#define USERS cupel_query(graph->session, User)

static void test_results(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    User *first = cupel_get(graph->session, User, 1);
    cupel_result *result = cupel_session_execute(
        graph->session, "SELECT id, name FROM users WHERE id < :most ORDER BY id DESC",
        cupel_bind("most", 3));
    assert_non_null(result);
    User **users = cupel_instances(USERS, result);
    assert_int_equal(cupel_array_count(users), 2);
    assert_string_equal(users[0]->name, "u1");
    assert_ptr_equal(users[1], first);
    cupel_result_close(result);
    /* by labels; rows of an instance and a value; what is missing is loaded when asked for */
    graph_renew(graph);
    result = cupel_session_execute(
        graph->session, "SELECT 7 AS lucky, id AS users_id FROM users UNION ALL SELECT 8, 1 "
                        "ORDER BY 1, 2");
    const cupel_row **rows =
        cupel_instances(cupel_select(graph->session, cupel_entity_of(User),
                                     cupel_label(cupel_literal_column("7"), "lucky")),
                        result);
    assert_int_equal(cupel_array_count(rows), 4);
    User *one = cupel_row_entity(rows[0], 0);
    assert_non_null(one);
    assert_int_equal(cupel_row_int(rows[0], "lucky"), 7);
    assert_int_equal(cupel_row_int(rows[3], 1), 8);
    assert_ptr_equal(cupel_row_entity(rows[3], "User"), one);
    assert_false(cupel_is_loaded(one, name));
    assert_text(cupel_load(one, name), "u0");
    /* it was read to its end */
    assert_null(cupel_result_next(result));
    assert_int_equal(cupel_array_count(cupel_instances(USERS, result)), 0);
    cupel_result_close(result);
}

/* The values of the first row that a query makes of a result, with blanks in between; "" and the session's error. */
static const char *values_of(graph_fixture *graph, cupel_query *query, const char *sql)
{
    static char text[100];
    cupel_result *result = cupel_session_execute(graph->session, sql);
    assert_non_null(result);
    const cupel_row **rows = cupel_instances(query, result);
    cupel_result_close(result);
    text[0] = '\0';
    for (size_t i = 0; rows && i < cupel_row_count(rows[0]); i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%lld", i > 0 ? " " : "",
                 (long long)cupel_row_int_at(rows[0], (int)i));
    }
    return text;
}

/* Columns are called what the query's own SQL calls them, or else by their names. */
static void test_labels(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    cupel_alias *other = cupel_aliased(session, User, "other");
    cupel_alias *unnamed = cupel_aliased(session, User, NULL);
#define ID cupel_attr(User, id)
#define assert_values(expected, sql, ...) \
    assert_string_equal(values_of(graph, cupel_select(session, __VA_ARGS__), sql), expected)
    assert_values("1", "SELECT 1 AS users_id", ID);
    assert_values("1", "SELECT 1 AS id", ID);
    assert_values("1 2", "SELECT 2 AS addresses_id, 1 AS users_id", ID, cupel_attr(Address, id));
    assert_values("1 2", "SELECT 2 AS addresses_id, 1 AS id", ID, cupel_attr(Address, id));
    assert_values("1", "SELECT 2 AS id, 1 AS users_id", ID);
    assert_values("1 1", "SELECT 1 AS users_id", ID, ID);
    assert_values("1", "SELECT 1 AS other_id, 2 AS users_id", cupel_alias_attr(other, User, id));
    assert_values("1", "SELECT 1 AS users_1_id", cupel_alias_attr(unnamed, User, id));
    assert_values("1", "SELECT 1 AS x, 2 AS users_id", cupel_label(ID, "x"));
    assert_values("1", "SELECT 1 AS count_1", cupel_func("count", ID));
    assert_values("1 2", "SELECT 2 AS anon_2, 1 AS anon_1", cupel_plus(ID, 1), cupel_plus(ID, 2));
    /* statements of text are no different */
    int64_t number = 0;
    assert_true(cupel_scalar(cupel_from_statement(cupel_select(session, cupel_func("count", ID)),
                                                  cupel_text_sql("SELECT 2 AS n, 7 AS count_1")),
                             &number));
    assert_int_equal(number, 7);
    /* a label given stands for the column, and one of several names does not */
    assert_values("", "SELECT 1 AS users_id", cupel_label(ID, "x"));
    assert_int_equal(cupel_error_code(session), CUPEL_NO_SUCH_COLUMN);
    assert_values("", "SELECT 1 AS name", ID, cupel_attr(Address, id));
    assert_int_equal(cupel_error_code(session), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(
        strstr(cupel_error_text(session), "no column 'id', which may also be called 'users_id'"));
    assert_values("", "SELECT 1 AS id, 2 AS id", ID, cupel_attr(Address, id));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_non_null(
        strstr(cupel_error_text(session), "several columns 'id'; call this one 'users_id'"));
}

static void test_wrong_results(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    cupel_result *result = cupel_session_execute(graph->session, "SELECT name FROM users");
    assert_non_null(result);
    assert_null(cupel_instances(USERS, result));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(strstr(cupel_error_text(graph->session), "'id'"));
    cupel_result_close(result);
    result = cupel_session_execute(graph->session, "SELECT name AS other FROM users");
    assert_null(cupel_instances(cupel_select(graph->session, cupel_attr(User, name)), result));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_NO_SUCH_COLUMN);
    cupel_result_close(result);
    assert_null(cupel_instances(USERS, NULL));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_instances(NULL, NULL));
    result = cupel_session_execute(graph->session, "SELECT 1 AS id");
    assert_null(cupel_instances(cupel_limit(USERS, -1), result));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    cupel_result_close(result);
}

static void test_merge(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_session *other = graph->session;
    cupel_query *query = cupel_order_by(cupel_query(other, User), cupel_attr(User, id));
    User **cached = cupel_all(query);
    assert_int_equal(cupel_array_count(cached), 3);
    const cupel_row **rows =
        cupel_all_rows(cupel_select(other, cupel_entity_of(User), cupel_attr(User, name)));
    assert_int_equal(cupel_array_count(rows), 3);
    cupel_expunge_all(other); /* they are detached, and stay readable */
    assert_int_equal(cupel_rollback(other), CUPEL_OK);

    graph->session = cupel_session_open(graph->registry, graph->engine);
    graph_sent_count(graph);
    User **users = cupel_merge_result(USERS, cached, false);
    assert_int_equal(cupel_array_count(users), 3);
    assert_nothing_sent(graph);
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_not_equal(users[i], cached[i]);
        assert_string_equal(users[i]->name, cached[i]->name);
        assert_ptr_equal(cupel_get(graph->session, User, users[i]->id), users[i]);
    }
    const cupel_row **merged = cupel_merge_result(
        cupel_select(graph->session, cupel_entity_of(User), cupel_attr(User, name)), rows, true);
    assert_int_equal(cupel_array_count(merged), 3);
    assert_ptr_equal(cupel_row_entity(merged[0], 0), users[0]);
    assert_string_equal(cupel_row_text(merged[2], "name"), "u2");
    assert_null(cupel_merge_result(USERS, NULL, true));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_merge_result(cupel_limit(USERS, -1), cached, true));
    assert_null(cupel_merge_result(NULL, cached, true));
    /* what has changes cannot be taken for its row */
    cupel_set(users[0], name, "changed");
    cupel_session *third = cupel_session_open(graph->registry, graph->engine);
    assert_null(cupel_merge_result(cupel_query(third, User), users, false));
    assert_int_equal(cupel_error_code(third), CUPEL_INVALID_REQUEST);
    cupel_session_close(third);
    cupel_session_close(other);
}

/* ---- related rows in statements of text ---------------------------------------------------------- */

#define USERS_AND_ADDRESSES                                                                    \
    " FROM users LEFT JOIN addresses ON addresses.user_id = users.id ORDER BY users.id DESC, " \
    "addresses.id"

/* u2 with addresses a20 and a21, u1 with a10, u0 without, out of one statement. */
static void assert_users_with_addresses(graph_fixture *graph, cupel_expr *statement)
{
    graph_renew(graph);
    cupel_query *query = cupel_options(cupel_from_statement(USERS, statement),
                                       cupel_contains_eager(cupel_attr(User, addresses)));
    User **users = cupel_all(query);
    if (!users)
        fail_msg("%s", cupel_error_text(graph->session));
    graph_sent_count(graph);
    assert_int_equal(cupel_array_count(users), 3);
    for (size_t i = 0; i < 3; i++) {
        char name[40], email[40];
        int64_t number = 0;
        snprintf(name, sizeof name, "u%zu", 2 - i);
        assert_text(users[i]->name, name);
        assert_true(cupel_is_loaded(users[i], addresses));
        cupel_each_in (Address, address, users[i], addresses) {
            snprintf(email, sizeof email, "a%zu%d", 2 - i, (int)number++);
            assert_text(address->email, email);
            assert_int_equal(*address->user_id, users[i]->id);
        }
        assert_int_equal(number, 2 - i);
    }
    assert_nothing_sent(graph);
}

static void test_contained(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    assert_users_with_addresses(
        graph,
        cupel_text_columns(cupel_text_sql("SELECT addresses.id, users.id, users.name, email, "
                                          "user_id" USERS_AND_ADDRESSES),
                           cupel_attr(Address, id), cupel_attr(User, id), cupel_attr(User, name),
                           cupel_attr(Address, email), cupel_attr(Address, user_id)));
    assert_users_with_addresses(
        graph, cupel_text_sql("SELECT users.id AS users_id, users.name AS users_name, addresses.id "
                              "AS addresses_id, addresses.email AS addresses_email, "
                              "addresses.user_id AS addresses_user_id" USERS_AND_ADDRESSES));
    assert_users_with_addresses(
        graph, cupel_text_sql("SELECT addresses.id AS addresses_id, users.id, name, email, "
                              "user_id" USERS_AND_ADDRESSES));
}

/* Whose a column is has to be said. */
static void test_contained_mistakes(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_query *users = cupel_options(USERS, cupel_contains_eager(cupel_attr(User, addresses)));
    assert_null(cupel_all(cupel_from_statement(
        users, cupel_text_sql("SELECT users.*, addresses.*" USERS_AND_ADDRESSES))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "several columns 'id'; call the one of User 'users_id'"));
    assert_null(cupel_all(cupel_from_statement(
        users, cupel_text_sql("SELECT users.id, name, email, user_id" USERS_AND_ADDRESSES))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(strstr(cupel_error_text(graph->session), "it is called 'addresses_id'"));
}

/* A struct twice: the other one is an alias, whose name its labels begin with. */
static void test_contained_alias(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "INSERT INTO nodes (id, data, parent_id) VALUES (1, 'root', NULL), "
                     "(2, 'leaf', 1)");
    cupel_alias *up = cupel_aliased(graph->session, Node, "up");
    cupel_query *nodes =
        cupel_options(cupel_query(graph->session, Node),
                      cupel_contains_eager(cupel_of_type(cupel_attr(Node, parent), up)));
    cupel_expr *const statements[] = {
        cupel_text_sql("SELECT n.id, n.data, n.parent_id, up.id AS up_id, up.data AS up_data, "
                       "up.parent_id AS up_parent_id FROM nodes n JOIN nodes up ON up.id = "
                       "n.parent_id"),
        cupel_text_columns(cupel_text_sql("SELECT up.id, up.data, n.id, n.data, n.parent_id FROM "
                                          "nodes n JOIN nodes up ON up.id = n.parent_id"),
                           cupel_alias_attr(up, Node, id), cupel_alias_attr(up, Node, data),
                           cupel_attr(Node, id), cupel_attr(Node, data),
                           cupel_attr(Node, parent_id)),
    };
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        cupel_expunge_all(graph->session);
        Node *leaf = cupel_one(cupel_from_statement(nodes, statements[i]));
        if (!leaf)
            fail_msg("%s", cupel_error_text(graph->session));
        graph_sent_count(graph);
        assert_text(leaf->data, "leaf");
        Node *root = cupel_load(leaf, parent).item;
        assert_non_null(root);
        assert_text(root->data, "root");
        assert_nothing_sent(graph);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_results),         GRAPH_TEST(test_labels),
        GRAPH_TEST(test_wrong_results),   GRAPH_TEST(test_merge),
        GRAPH_TEST(test_contained),       GRAPH_TEST(test_contained_mistakes),
        GRAPH_TEST(test_contained_alias),
    };
    return cmocka_run_group_tests_name("orm/query_instances", tests, NULL, NULL);
}
