/*
 * Any number of rows, read some at a time, take the memory of a few batches.
 */
#include "graph.h"

#include <string.h>

/* More rows than the table has: out of nothing. */
static cupel_expr *many_rows(void)
{
    return cupel_text_sql("WITH RECURSIVE counted (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                          "counted WHERE i < :rows) SELECT i AS id, 'name ' || i AS name "
                          "FROM counted");
}

enum { BATCH = 100, FEW = 5 * BATCH, MANY = 60000 };

/* The most memory in use while so many rows are gone through. */
static size_t most_bytes(graph_fixture *graph, bool instances, int rows)
{
    size_t most = 0;
    int64_t seen = 0;
    cupel_query *query =
        instances ? cupel_query(graph->session, User)
                  : cupel_select(graph->session, cupel_attr(User, id), cupel_attr(User, name));
    query = cupel_params(cupel_from_statement(query, many_rows()), cupel_bind("rows", rows));
    query = cupel_yield_per(query, BATCH);
    cupel_cursor cursor = cupel_cursor_open(query);
    assert_non_null(cursor.run);
    for (;;) {
        const User *user = instances ? cupel_cursor_next(&cursor) : NULL;
        const cupel_row *row = instances ? NULL : cupel_cursor_row(&cursor);
        if (!user && !row)
            break;
        seen++;
        assert_int_equal(instances ? user->id : cupel_row_int(row, 0), seen);
        if (cu_test_alloc_bytes() > most)
            most = cu_test_alloc_bytes();
    }
    cupel_cursor_close(&cursor);
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(seen, rows);
    return most;
}

static void check_flat(graph_fixture *graph, bool instances)
{
    cupel_scope(graph->session)
    {
        most_bytes(graph, instances, FEW); /* what is made once */
    }
    size_t few = 0, many = 0;
    cupel_scope(graph->session)
    {
        few = most_bytes(graph, instances, FEW);
    }
    cupel_scope(graph->session)
    {
        many = most_bytes(graph, instances, MANY);
    }
    /* 120 times the rows; names of more digits */
    if (many > few + few / 4 + 4096)
        fail_msg("%d rows take %zu bytes, %d take %zu", FEW, few, MANY, many);
}

static void test_instances(void **state)
{
    check_flat(*state, true);
}

static void test_rows(void **state)
{
    check_flat(*state, false);
}

/* Told once, when its rows are counted: behind what was done with them. */
static void test_log(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_sent_count(graph);
    int seen = 0;
    cupel_query *users =
        cupel_order_by(cupel_select(graph->session, cupel_attr(User, id)), cupel_attr(User, id));
    cupel_each_row (row, cupel_yield_per(users, 2)) {
        assert_int_equal(cupel_row_int(row, 0), ++seen);
        if (seen == 1)
            assert_true(cupel_count(cupel_query(graph->session, User)) == 3);
    }
    assert_int_equal(seen, 3);
    assert_sent(graph,
                "SELECT count(*) AS count_1 FROM (SELECT users.id AS users_id, users.name AS "
                "users_name FROM users) AS anon_1 () 1 row",
                "SELECT users.id AS users_id FROM users ORDER BY users.id () 3 rows");
}

/* What is about more than one batch is refused; by keys, it is loaded batch by batch. */
static void test_eager(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    graph_renew(graph);
    cupel_query *users =
        cupel_yield_per(cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id)), 2);
    cupel_query *joined = cupel_join(users, cupel_attr(User, addresses));
    cupel_each (User, user,
                cupel_options(joined, cupel_contains_eager(cupel_attr(User, addresses))))
        fail_msg("%s was given", user->name);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    cupel_option *refused[] = { cupel_subqueryload(cupel_attr(User, addresses)),
                                cupel_joinedload(cupel_attr(User, addresses)),
                                cupel_subqueryload(cupel_attr(User, profile)) };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cupel_query *query = cupel_options(users, refused[i]);
        cupel_each (User, user, query)
            fail_msg("%s was given", user->name);
        assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
        assert_non_null(strstr(cupel_error_text(graph->session), "cupel_selectinload()"));
        int given = 0;
        cupel_each (User, user, cupel_enable_eagerloads(query, false))
            given += !cupel_is_loaded(user, addresses);
        assert_int_equal(given, 5);
    }
    graph_sent_count(graph);
    int given = 0;
    size_t related = 0;
    cupel_each (User, user, cupel_options(users, cupel_selectinload(cupel_attr(User, addresses)))) {
        assert_true(cupel_is_loaded(user, addresses));
        given++;
        related += user->addresses.count;
    }
    assert_int_equal(given, 5);
    assert_int_equal(related, 10);
    assert_int_equal(graph_sent_count(graph), 4); /* three batches */
}

/* ---- who goes with a batch, and who stays -------------------------------------------------------- */

enum { OWNERS = 60, OWNED = OWNERS * (OWNERS - 1) / 2 };

static cupel_query *addresses(graph_fixture *graph)
{
    return cupel_yield_per(
        cupel_order_by(cupel_query(graph->session, Address), cupel_attr(Address, id)), BATCH);
}

/* Rows that have the same instance again, and one that the program had before. */
static void test_repeated(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, OWNERS);
    const User *mine = cupel_get(graph->session, User, 30);
    assert_non_null(mine);
    cupel_query *pairs =
        cupel_select(graph->session, cupel_entity_of(User), cupel_entity_of(Address));
    pairs = cupel_join(pairs, cupel_attr(User, addresses));
    pairs = cupel_yield_per(cupel_order_by(pairs, cupel_attr(Address, id)), BATCH);
    int seen = 0;
    cupel_each_row (row, pairs) {
        const User *user = cupel_row_entity(row, 0);
        const Address *address = cupel_row_entity(row, 1);
        assert_true(user && address && *address->user_id == user->id);
        assert_true(user == mine || user->id != 30);
        seen++;
    }
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(seen, OWNED);
    assert_int_equal(cupel_session_status_of(graph->session).instances, 1);
    assert_text(mine->name, "u29");
}

/* Instances that the program takes out, and frees, meanwhile. */
static void test_expunged(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, OWNERS);
    int seen = 0;
    cupel_each (Address, address, addresses(graph)) {
        assert_int_equal(address->id, ++seen);
        assert_ok(graph, cupel_expunge(graph->session, address));
        cupel_free(address);
    }
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(seen, OWNED);
    cupel_each (Address, address, addresses(graph)) {
        assert_true(address->id <= OWNED);
        cupel_expunge_all(graph->session);
    }
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(cupel_session_status_of(graph->session).instances, 0);
}

/* What an outer iteration has given stays while an inner one goes on. */
static void test_within(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, OWNERS);
    int seen = 0;
    cupel_query *users =
        cupel_yield_per(cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id)), 7);
    cupel_each (User, user, users) {
        int id = ++seen;
        assert_int_equal(user->id, id);
        cupel_query *pairs =
            cupel_select(graph->session, cupel_entity_of(User), cupel_entity_of(Address));
        pairs = cupel_yield_per(cupel_join(pairs, cupel_attr(User, addresses)), BATCH);
        if (id % 20 == 0)
            cupel_each_row (row, pairs)
                assert_non_null(cupel_row_entity(row, 0));
        assert_int_equal(user->id, id);
    }
    assert_ok(graph, cupel_error_code(graph->session));
    assert_int_equal(seen, OWNERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_instances), GRAPH_TEST(test_rows),     GRAPH_TEST(test_log),
        GRAPH_TEST(test_eager),     GRAPH_TEST(test_repeated), GRAPH_TEST(test_expunged),
        GRAPH_TEST(test_within),
    };
    return cmocka_run_group_tests_name("orm/yield_per", tests, NULL, NULL);
}
