/*
 * Subqueries, common table expressions and the like with rows, and what is wrong
 * with how they are used.  Their SQL is compared in tests/query.
 */
#include "graph.h"

#include <string.h>

static void fill_tree(graph_fixture *graph)
{
    Node *root = cupel_new(Node, .data = "root");
    Node *left = cupel_new(Node, .data = "left"), *right = cupel_new(Node, .data = "right");
    cupel_append(root, children, left);
    cupel_append(root, children, right);
    cupel_append(left, children, cupel_new(Node, .data = "leaf"));
    cupel_add_all(graph->session, root, cupel_new(Node, .data = "other"));
    assert_ok(graph, cupel_commit(graph->session));
}

/* All nodes below one, however deep. */
static cupel_subquery *below(cupel_session *session, const char *data)
{
    cupel_subquery *found =
        cupel_cte(cupel_filter(cupel_query(session, Node), cupel_eq(cupel_attr(Node, data), data)),
                  "found", .recursive = true);
    cupel_query *children = cupel_join(
        cupel_query(session, Node), found,
        .on = cupel_eq(cupel_attr(Node, parent_id), cupel_subquery_attr(found, Node, id)));
    return cupel_cte_union_all(found, children);
}

static void test_recursive(void **state)
{
    graph_fixture *graph = *state;
    fill_tree(graph);
    cupel_subquery *found = below(graph->session, "left");
    cupel_query *query =
        cupel_select(graph->session, cupel_aliased_to(graph->session, Node, found, NULL));
    Node **nodes = cupel_all(cupel_order_by(query, cupel_c(found, "id")));
    assert_non_null(nodes);
    assert_int_equal(cupel_array_count(nodes), 2);
    assert_string_equal(nodes[0]->data, "left");
    assert_string_equal(nodes[1]->data, "leaf");
    assert_ptr_equal(cupel_load(nodes[1], parent).item, nodes[0]);
    /* The same CTE twice in one statement, the second time under another name. */
    cupel_subquery *again = cupel_subquery_alias(found, "again");
    int64_t pairs =
        cupel_count(cupel_join(cupel_select(graph->session, cupel_c(found, "id")), again,
                               .on = cupel_le(cupel_c(found, "id"), cupel_c(again, "id"))));
    assert_int_equal(pairs, 3);
}

/* Queries put to a CTE one after the other; what selects from the one it was has all of it. */
static void test_put_together(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    cupel_subquery *one = cupel_cte(cupel_select(session, cupel_label(cupel_literal(1), "n")),
                                    "numbers", .recursive = true);
    cupel_query *next = cupel_filter(cupel_select(session, cupel_plus(cupel_c(one, "n"), 1)),
                                     cupel_lt(cupel_c(one, "n"), 4));
    cupel_subquery *counted = cupel_cte_union_all(one, next);
    int64_t number = 0;
    assert_true(
        cupel_scalar_int(cupel_select(session, cupel_func("max", cupel_c(counted, "n"))), &number));
    assert_int_equal(number, 4);
    /* both names are the same CTE */
    cupel_subquery *with_ten =
        cupel_cte_union_all(counted, cupel_select(session, cupel_literal(10)));
    cupel_query *both =
        cupel_filter(cupel_select(session, cupel_c(one, "n"), cupel_c(with_ten, "n")),
                     cupel_gt(cupel_c(one, "n"), 3));
    assert_text(cupel_sql(both, "sqlite", .literals = true),
                "WITH RECURSIVE numbers(n) AS (SELECT 1 AS n\nUNION ALL SELECT numbers.n + 1 AS "
                "anon_1\nFROM numbers\nWHERE numbers.n < 4\nUNION ALL SELECT 10 AS anon_2)\n"
                "SELECT numbers.n AS numbers_n, numbers.n AS numbers_n__1\nFROM numbers\nWHERE "
                "numbers.n > 3");
    /* but not where two things were put to it */
    cupel_subquery *other = cupel_cte_union(counted, cupel_select(session, cupel_literal(20)));
    assert_null(cupel_all_rows(cupel_select(session, cupel_c(other, "n"), cupel_c(with_ten, "n"))));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(session), "numbers"));
    /* one operation after the other, as they were called */
    cupel_subquery *plain =
        cupel_cte(cupel_select(session, cupel_label(cupel_literal(1), "n")), "plain");
    plain = cupel_cte_union_all(plain, cupel_select(session, cupel_literal(1)));
    plain = cupel_cte_union(plain, cupel_select(session, cupel_literal(2)),
                            cupel_select(session, cupel_literal(2)));
    plain = cupel_cte_union_all(plain, cupel_select(session, cupel_literal(2)));
    assert_true(
        cupel_scalar_int(cupel_select(session, cupel_func("sum", cupel_c(plain, "n"))), &number));
    assert_int_equal(number, 1 + 2 + 2);
}

/* Members of set operations that have an order or a limit, or are set operations, run everywhere. */
static void test_members(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    cupel_query *ids = cupel_select(graph->session, cupel_attr(User, id));
    cupel_query *first = cupel_limit(cupel_order_by(ids, cupel_attr(User, id)), 2);
    cupel_query *last = cupel_limit(cupel_order_by(ids, cupel_desc(cupel_attr(User, id))), 2);
    cupel_query *ends = cupel_union(first, last);
    assert_int_equal(cupel_count(ends), 4);
    assert_int_equal(cupel_count(cupel_except(ids, ends)), 1);
    assert_int_equal(cupel_count(cupel_intersect(ends, last)), 2);
    assert_int_equal(cupel_count(cupel_union_all(ends, first, cupel_union_all(first, last))), 10);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
}

/* What was built once is used by two queries. */
static void test_used_twice(void **state)
{
    graph_fixture *graph = *state;
    fill_tree(graph);
    cupel_subquery *inner = cupel_subquery_of(
        cupel_filter(cupel_select(graph->session, cupel_attr(Node, id), cupel_attr(Node, data)),
                     cupel_ne(cupel_attr(Node, data), "other")),
        "inner_nodes");
    assert_int_equal(cupel_count(cupel_select(graph->session, cupel_c(inner, "data"))), 4);
    const cupel_row *row =
        cupel_first_row(cupel_order_by(cupel_select(graph->session, cupel_subquery_source(inner)),
                                       cupel_desc(cupel_c(inner, "data"))));
    assert_non_null(row);
    assert_string_equal(cupel_row_text(row, "data"), "root");
}

static void test_set_operations(void **state)
{
    graph_fixture *graph = *state;
    fill_tree(graph);
#define NAMED(name) \
    cupel_filter(cupel_query(graph->session, Node), cupel_eq(cupel_attr(Node, data), name))
    cupel_query *either = cupel_union(NAMED("left"), NAMED("right"), NAMED("left"));
    Node **nodes = cupel_all(cupel_order_by(either, cupel_attr(Node, data)));
    assert_non_null(nodes);
    assert_int_equal(cupel_array_count(nodes), 2);
    assert_string_equal(nodes[1]->data, "right");
    assert_int_equal(cupel_count(cupel_union_all(NAMED("left"), NAMED("left"))), 2);
    assert_int_equal(cupel_count(cupel_except(cupel_query(graph->session, Node), either)), 3);
    assert_int_equal(cupel_count(cupel_intersect(either, NAMED("right"))), 1);
    /* What comes afterwards is about the whole. */
    cupel_query *joined = cupel_join(either, cupel_attr(Node, children));
    assert_int_equal(cupel_count(joined), 1);
    assert_int_equal(cupel_count(cupel_filter(cupel_from_self(cupel_limit(either, 1)),
                                              cupel_eq(cupel_attr(Node, data), "nothing"))),
                     0);
}

/* ---- what is wrong ------------------------------------------------------------------------------- */

static void expect_error(graph_fixture *graph, const cupel_query *query, cupel_code code,
                         const char *part)
{
    if (cupel_all_rows(query))
        fail_msg("not refused: %s", part);
    const cupel_error *error = cupel_session_error(graph->session);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("%s: %s", cupel_code_name(error->code), error->text);
}

static void test_mistakes(void **state)
{
    graph_fixture *graph = *state;
    fill_tree(graph);
    cupel_session *session = graph->session;
    cupel_query *names = cupel_select(session, cupel_attr(Node, data));
    cupel_subquery *inner = cupel_subquery_of(names, "inner_nodes");
    expect_error(graph, cupel_select(session, cupel_c(inner, "nothing")), CUPEL_NO_SUCH_COLUMN,
                 "its columns are data");
    expect_error(graph, cupel_select(session, cupel_subquery_attr(inner, Node, id)),
                 CUPEL_NO_SUCH_COLUMN, "'id'");
    expect_error(graph, cupel_select(session, cupel_aliased_to(session, Node, inner, NULL)),
                 CUPEL_INVALID_REQUEST, "part of the primary key");
    expect_error(graph, cupel_select(session, cupel_c(NULL, "x")), CUPEL_INVALID_ARGUMENT,
                 "subquery is NULL");
    expect_error(graph, cupel_select(session, cupel_c(inner, "")), CUPEL_INVALID_ARGUMENT,
                 "name of the column");
    expect_error(graph, cupel_select(session, cupel_subquery_source(cupel_subquery_of(NULL, "x"))),
                 CUPEL_INVALID_ARGUMENT, "NULL");
    expect_error(graph, cupel_compound(names, CUPEL_UNION, 0, NULL), CUPEL_INVALID_ARGUMENT,
                 "no other queries");
    expect_error(graph, cupel_union(names, NULL), CUPEL_INVALID_ARGUMENT, "NULL");
    expect_error(
        graph,
        cupel_union(names, cupel_select(session, cupel_attr(Node, id), cupel_attr(Node, data))),
        CUPEL_INVALID_REQUEST, "as many");
    cupel_query *textual =
        cupel_from_statement(cupel_query(session, Node), cupel_text_sql("SELECT * FROM nodes"));
    expect_error(graph, cupel_select(session, cupel_c(cupel_subquery_of(textual, NULL), "id")),
                 CUPEL_INVALID_REQUEST, "cannot be selected from; write the SELECT");
    expect_error(graph, cupel_select(session, cupel_subquery_source(cupel_cte_union(inner, names))),
                 CUPEL_INVALID_REQUEST, "no CTE");
    expect_error(graph, cupel_set_label_style(names, (cupel_label_style)9), CUPEL_INVALID_ARGUMENT,
                 "style");
    expect_error(graph, cupel_prefix_with(names, NULL, NULL), CUPEL_INVALID_ARGUMENT, "NULL");
    expect_error(graph, cupel_with_transformation(names, NULL, NULL), CUPEL_INVALID_ARGUMENT,
                 "NULL");
    assert_null(cupel_aliased_to(session, Node, NULL, NULL));
    assert_int_equal(cupel_session_error(session)->code, CUPEL_INVALID_ARGUMENT);
}

static void test_shape(void **state)
{
    graph_fixture *graph = *state;
    fill_tree(graph);
    cupel_query *nodes = cupel_query(graph->session, Node);
    assert_true(cupel_is_single_entity(nodes));
    assert_false(cupel_is_single_entity(cupel_only_return_rows(nodes, true)));
    assert_true(
        cupel_is_single_entity(cupel_only_return_rows(cupel_only_return_rows(nodes, true), false)));
    assert_false(cupel_is_single_entity(cupel_add_columns(nodes, cupel_attr(Node, id))));
    /* rows are given where there is more than an instance in each, whatever is asked for */
    cupel_query *more = cupel_add_columns(nodes, cupel_attr(Node, id));
    assert_ptr_equal(cupel_only_return_rows(more, false), more);
    assert_false(cupel_is_single_entity(cupel_only_return_rows(more, false)));
    assert_true(cupel_is_single_entity(cupel_with_entities(
        cupel_select(graph->session, cupel_attr(Node, id)), cupel_entity_of(Node))));
    assert_false(cupel_is_single_entity(cupel_select(graph->session, cupel_attr(Node, id))));
    assert_false(cupel_is_single_entity(NULL));
    assert_int_equal(cupel_get_label_style(nodes), CUPEL_LABEL_DEFAULT);
    assert_int_equal(cupel_get_label_style(cupel_set_label_style(nodes, CUPEL_LABEL_NONE)),
                     CUPEL_LABEL_NONE);
    /* Without checks a filter after a limit is one before it. */
    Node **first = cupel_all(cupel_filter(cupel_limit(cupel_enable_assertions(nodes, false), 5),
                                          cupel_eq(cupel_attr(Node, data), "leaf")));
    assert_non_null(first);
    assert_int_equal(cupel_array_count(first), 1);
    /* Columns of a table that is only described. */
    assert_int_equal(cupel_count(cupel_select(graph->session, cupel_table_source(&friendships))),
                     0);
}

/* Part of a user's row in a table of its own, with the same key. */
typedef struct Detail {
    cupel_object base;
    cupel_int id;
} Detail;

CUPEL_MAP(Detail, "details",
          CUPEL_COLUMN(Detail, id, .primary_key = true, .foreign_key = "users.id"));

static void assert_reduced(cupel_query *query, const char *expected)
{
    cupel_session *session = cupel_query_session(query);
    const cupel_subquery *reduced = cupel_subquery_of(query, "s", .reduce_columns = true);
    const char *sql = cupel_sql(cupel_select(session, cupel_subquery_source(reduced)), "sqlite");
    if (!sql)
        fail_msg("%s", cupel_error_text(session));
    assert_string_equal(sql, expected);
}

/* Of columns that have one name and must be equal, the first stays, or the one that others refer to. */
static void test_reduced(void **state)
{
    graph_fixture *graph = *state;
    cupel_registry *registry = cupel_registry_open(User, Address, Profile, Post, Keyword, Detail);
    cupel_session *session = cupel_session_open(registry, graph->engine);
    cupel_expr *equal = cupel_eq(cupel_attr(Address, user_id), cupel_attr(Profile, user_id));
#define BOTH() cupel_select(session, cupel_attr(Address, user_id), cupel_attr(Profile, user_id))
    assert_reduced(cupel_filter(BOTH(), cupel_keep(equal), cupel_gt(cupel_attr(Profile, id), 3)),
                   "SELECT s.user_id AS s_user_id\nFROM (SELECT addresses.user_id AS user_id\nFROM "
                   "addresses, profiles\nWHERE addresses.user_id = profiles.user_id AND "
                   "profiles.id > ?) AS s");
    assert_reduced(
        cupel_filter(BOTH(), cupel_eq(cupel_attr(Profile, user_id), cupel_attr(Address, user_id))),
        "SELECT s.user_id AS s_user_id\nFROM (SELECT addresses.user_id AS user_id\nFROM "
        "addresses, profiles\nWHERE profiles.user_id = addresses.user_id) AS s");
    /* they may differ: nothing, another comparison, or only one of two conditions */
    const char *kept = "SELECT s.user_id AS s_user_id, s.user_id_1 AS s_user_id_1\nFROM (SELECT "
                       "addresses.user_id AS user_id, profiles.user_id AS user_id_1\nFROM "
                       "addresses, profiles%s) AS s";
    char expected[400];
    snprintf(expected, sizeof expected, kept, "");
    assert_reduced(BOTH(), expected);
    snprintf(expected, sizeof expected, kept, "\nWHERE addresses.user_id <= profiles.user_id");
    assert_reduced(
        cupel_filter(BOTH(), cupel_le(cupel_attr(Address, user_id), cupel_attr(Profile, user_id))),
        expected);
    snprintf(expected, sizeof expected, kept,
             "\nWHERE addresses.user_id = profiles.user_id OR profiles.id = ?");
    assert_reduced(cupel_filter(BOTH(), cupel_or(equal, cupel_eq(cupel_attr(Profile, id), 3))),
                   expected);
#undef BOTH
    /* a foreign key says it without a condition, in whatever order they come */
    assert_reduced(cupel_filter(cupel_select(session, cupel_attr(Detail, id), cupel_attr(User, id)),
                                cupel_gt(cupel_attr(Detail, id), 1)),
                   "SELECT s.id AS s_id\nFROM (SELECT users.id AS id\nFROM users, details\nWHERE "
                   "details.id > ?) AS s");
    assert_reduced(cupel_select(session, cupel_attr(User, id), cupel_attr(Detail, id)),
                   "SELECT s.id AS s_id\nFROM (SELECT users.id AS id\nFROM users) AS s");
    cupel_session_close(session);
    cupel_registry_close(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_recursive),    GRAPH_TEST(test_used_twice), GRAPH_TEST(test_set_operations),
        GRAPH_TEST(test_mistakes),     GRAPH_TEST(test_shape),      GRAPH_TEST(test_reduced),
        GRAPH_TEST(test_put_together), GRAPH_TEST(test_members),
    };
    return cmocka_run_group_tests_name("orm/subquery", tests, NULL, NULL);
}
