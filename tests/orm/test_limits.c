#include "graph.h"

#include <stdlib.h>
#include <string.h>

/* What is larger than anybody writes: no stack may overflow, and who cannot take it must say so. */

static cupel_expr *name_is(int number)
{
    return cupel_eq(cupel_attr(User, id), number);
}

/* One OR of many conditions, or a tree of ORs as deep as they are many. */
static cupel_expr *any_of(int count, bool deep)
{
    cupel_expr *all = name_is(0);
    if (deep) {
        for (int i = 1; i < count; i++)
            all = cupel_or(all, name_is(i));
        return all;
    }
    cupel_value *conditions = malloc((size_t)count * sizeof *conditions);
    assert_non_null(conditions);
    cupel_discard(all);
    for (int i = 0; i < count; i++)
        conditions[i] = cupel_value_expression(name_is(i));
    all = cupel_or_values((size_t)count, conditions);
    free(conditions);
    return all;
}

static size_t count_text(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

static void test_many_ors(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    for (int deep = 0; deep < 2; deep++) {
        cupel_query *query = cupel_filter(cupel_query(graph->session, User), any_of(800, deep));
        assert_int_equal(cupel_count(query), 5);
        query = cupel_filter(cupel_query(graph->session, User), any_of(10000, deep));
        const char *sql = cupel_sql(query, "sqlite");
        assert_non_null(sql);
        assert_int_equal(count_text(sql, " OR "), 9999);
        /* SQLite's trees are 1000 levels deep at most: parts of the chain stand in parentheses */
        assert_int_equal(cupel_count(query), 5);
        assert_int_equal(count_text(sql, ") OR ("), 24);
        sql = cupel_sql(query, "postgresql");
        assert_non_null(sql);
        assert_int_equal(count_text(sql, ") OR ("), 0);
        assert_int_equal(cupel_delete_rows(cupel_filter(query, cupel_eq(cupel_attr(User, id), 1)),
                                           CUPEL_SYNCHRONIZE_AUTO),
                         1);
        assert_ok(graph, cupel_rollback(graph->session));
    }
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 5);
}

/* Conditions that are given one by one are as long a chain. */
static void test_many_filters(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    cupel_query *query = cupel_query(graph->session, User);
    for (int i = 0; i < 1500; i++)
        query = cupel_filter(query, cupel_ne(cupel_attr(User, id), i + 4),
                             cupel_and(cupel_gt(cupel_attr(User, id), -i), cupel_true()));
    assert_int_equal(cupel_count(query), 3);
    const char *sql = cupel_sql(query, "sqlite");
    assert_non_null(sql);
    assert_int_equal(count_text(sql, " AND "), 2999);
    assert_int_equal(count_text(sql, ") AND ("), 7);
}

/* Chains may be of any length; what else nests may not. */
static void test_deep_trees(void **state)
{
    graph_fixture *graph = *state;
    cupel_expr *sum = cupel_plus(cupel_attr(User, id), 1);
    cupel_expr *call = cupel_func("abs", cupel_attr(User, id));
    for (int i = 1; i < 10000; i++)
        sum = cupel_plus(sum, 1);
    for (int i = 1; i < 900; i++)
        call = cupel_func("abs", call);
    const char *sql = cupel_sql(cupel_select(graph->session, sum), "sqlite");
    assert_non_null(sql);
    assert_int_equal(count_text(sql, " + "), 10000);
    sql = cupel_sql(cupel_select(graph->session, cupel_keep(call)), "sqlite");
    assert_non_null(sql);
    assert_int_equal(count_text(sql, "abs("), 900);
    for (int i = 900; i < 10000; i++)
        call = cupel_func("abs", call);
    assert_null(cupel_sql(cupel_select(graph->session, call), "sqlite"));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "nested more than 1000 levels"));
}

static void test_nested_subqueries(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *query = cupel_query(graph->session, User);
    for (int i = 0; i < 10; i++)
        query = cupel_from_self(query);
    assert_int_equal(cupel_count(query), 3);
    for (int i = 10; i < 100; i++)
        query = cupel_from_self(query);
    const char *sql = cupel_sql(query, "sqlite");
    assert_non_null(sql);
    assert_int_equal(count_text(sql, "SELECT "), 101);
    /* SQLite's parser has a small stack of its own */
    assert_int_equal(cupel_count(query), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OPERATIONAL_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session), "parser stack overflow"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 3);
}

/* A query of some levels, each of them made in another way. */
static cupel_query *nested(cupel_session *session, int way, int levels)
{
    cupel_query *query = cupel_select(session, cupel_attr(User, id));
    cupel_expr *related = cupel_eq(cupel_attr(User, id), 1);
    for (int i = 0; i < levels; i++) {
        cupel_query *outer = cupel_select(session, cupel_attr(User, id));
        switch (way) {
        case 0: query = cupel_union(query, outer); break;
        case 1: query = cupel_from_self(query); break;
        case 2: query = cupel_filter(outer, cupel_in(cupel_attr(User, id), query)); break;
        case 3: query = cupel_filter(outer, cupel_exists(query)); break;
        case 4:
            query = cupel_select(session, cupel_label(cupel_scalar_subquery(query), "value"));
            break;
        case 5: query = cupel_select(session, cupel_c(cupel_subquery_of(query, "s"), "id")); break;
        case 6: query = cupel_select(session, cupel_c(cupel_cte(query, NULL), "id")); break;
        default:
            related = cupel_any(cupel_attr(User, addresses),
                                cupel_has(cupel_attr(Address, user), related));
            break;
        }
    }
    if (way > 6)
        return cupel_filter(query, related);
    cupel_discard(related);
    return query;
}

/* Any number of levels gives SQL, or says that it is too much; none needs more of the stack than a thread has. */
static void test_levels(void **state)
{
    graph_fixture *graph = *state;
    for (int way = 0; way < 8; way++) {
        const int levels[] = { 99, way % 3 == 0 ? 20000 : 1000 };
        for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
            cupel_scope(graph->session)
            {
                const char *sql = cupel_sql(nested(graph->session, way, levels[i]), "postgresql");
                if (levels[i] < 100) {
                    assert_non_null(sql);
                    assert_true(count_text(sql, "SELECT ") > (size_t)levels[i]);
                } else {
                    assert_null(sql);
                    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
                    assert_non_null(strstr(cupel_error_text(graph->session), "levels deep"));
                }
            }
    }
}

static void test_too_many_parameters(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *query = cupel_filter(cupel_query(graph->session, User), any_of(40000, false));
    assert_null(cupel_all(query));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_COMPILE_ERROR);
    assert_non_null(strstr(cupel_error_text(graph->session), "40000 parameters"));
    /* a list of any length goes as one */
    enum { MANY = 100000 };
    int64_t *numbers = malloc(MANY * sizeof *numbers);
    assert_non_null(numbers);
    for (int i = 0; i < MANY; i++)
        numbers[i] = MANY - i;
    query = cupel_filter(cupel_query(graph->session, User),
                         cupel_in_array(cupel_attr(User, id), numbers, MANY));
    free(numbers);
    assert_int_equal(cupel_count(query), 3);
}

/* Rows of keys that lie across each other in the identity map, and are taken out of it in all orders. */
static void test_rows_of_keys(void **state)
{
    enum { ROWS = 4000 };
    graph_fixture *graph = *state;
    for (int start = 5000; start < 9000; start += 700) {
        char sql[256];
        graph_run(graph, "DELETE FROM users");
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                 "INSERT INTO users (id, name) SELECT i + %d, 'u' FROM n",
                 ROWS - 1, start);
        graph_run(graph, sql);
        assert_ok(graph, cupel_commit(graph->session));
        graph_renew(graph);
        User **users =
            cupel_all(cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id)));
        assert_non_null(users);
        assert_int_equal(cupel_array_count(users), ROWS);
        cu_test_statements_clear(&graph->log);
        for (int i = 0; i < ROWS; i++)
            assert_ptr_equal(cupel_get(graph->session, User, start + i), users[i]);
        assert_nothing_sent(graph);
        for (int i = 0; i < ROWS; i += 2) { /* from the front, and from the back */
            User *user = users[i % 4 ? ROWS - i : i];
            assert_true(cupel_in_session(graph->session, user));
            assert_ok(graph, cupel_expunge(graph->session, user));
            cupel_free(user);
        }
        for (int i = 1; i < ROWS; i += 2)
            assert_ptr_equal(cupel_get(graph->session, User, start + i), users[i]);
        assert_nothing_sent(graph);
        assert_int_equal(cupel_session_status_of(graph->session).instances, ROWS / 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_many_ors),
        GRAPH_TEST(test_many_filters),
        GRAPH_TEST(test_deep_trees),
        GRAPH_TEST(test_nested_subqueries),
        GRAPH_TEST(test_too_many_parameters),
        GRAPH_TEST(test_rows_of_keys),
        GRAPH_TEST(test_levels),
    };
    return cmocka_run_group_tests_name("orm/limits", tests, NULL, NULL);
}
