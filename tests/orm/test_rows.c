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
    assert_sent(
        graph,
        "UPDATE users SET name=? WHERE users.name = ? RETURNING users.id ('new', 'u0') 1 row");
    assert_string_equal(first->name, "new");
    assert_string_equal(second->name, "u1");
    assert_true(cupel_is_loaded(first, name));
    assert_true(cupel_is_loaded(second, name));
    /* Nothing is left to be flushed. */
    assert_false(cupel_is_modified(first));
    assert_nothing_sent(graph);
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
    assert_sent(graph, "DELETE FROM addresses WHERE EXISTS (SELECT 1 FROM users WHERE users.id = "
                       "addresses.user_id AND users.name = ?) RETURNING addresses.id ('u1') 1 row");
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

static cupel_value two(void *data)
{
    (void)data;
    return cupel_value_int(2);
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
    assert_int_equal(cupel_delete_rows(cupel_filter(USERS, cupel_eq(cupel_attr(User, id),
                                                                    cupel_attr(Address, user_id))),
                                       CUPEL_SYNCHRONIZE_AUTO),
                     -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_NOT_SUPPORTED);
    assert_non_null(strstr(cupel_error_text(graph->session), "'addresses'"));
    assert_int_equal(cupel_delete_rows(USERS, (cupel_synchronize)17), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(
        cupel_update_rows(USERS, (cupel_synchronize)17, cupel_assign(cupel_attr(User, name), "x")),
        -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    const cupel_value assignment =
        cupel_value_expression(cupel_assign(cupel_attr(User, name), "x"));
    assert_int_equal(cupel_update_rows_with(USERS, CUPEL_SYNCHRONIZE_AUTO,
                                            &(cupel_update_options){ .mysql_limit = -1 }, 1,
                                            &assignment),
                     -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_AUTO, cupel_null()), -1);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "a cupel_assign(column, value), not NULL or another constant"));
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

/* What cannot be evaluated is refused, or asked of the database. */
static void test_evaluation_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *first = cupel_get(graph->session, User, 1);
    assert_non_null(first);
    const char *const reasons[] = { "a function",   "a query inside", "a query inside",
                                    "SQL text",     "a collation",    "a CASE",
                                    "a CAST",       "an operator",    "a parameter that",
                                    "another table" };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        cupel_query *inside = cupel_select(graph->session, cupel_attr(Address, user_id));
        cupel_expr *conditions[] = {
            cupel_eq(cupel_func("upper", cupel_attr(User, name)), "U1"),
            cupel_in(cupel_attr(User, id), inside),
            cupel_any(cupel_attr(User, addresses), NULL),
            cupel_text_sql("users.id = 2"),
            cupel_eq(cupel_collate(cupel_attr(User, name), "NOCASE"), "U1"),
            cupel_eq(cupel_case(cupel_eq(cupel_attr(User, id), 2), 1, 0), 1),
            cupel_eq(cupel_cast(cupel_attr(User, id), CUPEL_STRING), "2"),
            cupel_op(cupel_attr(User, id), ">>", 1),
            cupel_eq(cupel_attr(User, id), cupel_bind_callable("two", two, NULL)),
            cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id)),
        };
        cupel_query *query = cupel_filter(USERS, cupel_keep(conditions[i]));
        for (size_t j = 0; j < sizeof conditions / sizeof conditions[0]; j++)
            cupel_discard(conditions[j]);
        graph_sent_count(graph);
        assert_int_equal(cupel_update_rows(query, CUPEL_SYNCHRONIZE_EVALUATE,
                                           cupel_assign(cupel_attr(User, name), "y")),
                         -1);
        assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
        if (!strstr(cupel_error_text(graph->session), reasons[i]))
            fail_msg("%zu: %s", i, cupel_error_text(graph->session));
        assert_nothing_sent(graph);
        if (cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO,
                              cupel_assign(cupel_attr(User, name), "y")) != 1)
            fail_msg("%zu: %s", i, cupel_error_text(graph->session));
        assert_int_equal(graph_writes(graph)->count, 1);
        assert_non_null(strstr(graph->log.texts[0], "RETURNING users.id"));
        assert_ok(graph, cupel_rollback(graph->session));
    }
}

/* An instance that does not know enough expires; one that was changed keeps nothing it was not given. */
static void test_undecided(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *first = cupel_get(graph->session, User, 1), *second = cupel_get(graph->session, User, 2);
    assert_non_null(first);
    assert_non_null(second);
    assert_string_equal(cupel_load(second, name), "u1");
    cupel_load(first, name);
    cupel_expire_attribute(graph->session, first, name);
    assert_int_equal(cupel_delete_rows(named(graph, "u0"), CUPEL_SYNCHRONIZE_EVALUATE), 1);
    assert_int_equal(cupel_object_state(first), CUPEL_PERSISTENT);
    assert_int_equal(cupel_object_state(second), CUPEL_PERSISTENT);
    assert_true(cupel_is_loaded(second, name));
    assert_false(cupel_is_loaded(first, id));
    assert_code(graph, cupel_refresh(graph->session, first), CUPEL_OBJECT_DELETED);
    assert_ok(graph, cupel_rollback(graph->session));
    /* Without a flush conditions see what the rows have, and what is assigned wins. */
    cupel_load(second, name);
    cupel_no_autoflush(graph->session)
    {
        cupel_set(second, name, "changed");
        graph_sent_count(graph);
        assert_int_equal(cupel_update_rows(named(graph, "u1"), CUPEL_SYNCHRONIZE_EVALUATE,
                                           cupel_assign(cupel_attr(User, name), "written")),
                         1);
        assert_sent(graph, "UPDATE users SET name=? WHERE users.name = ? ('written', 'u1') 1 row");
    }
    assert_string_equal(cupel_load(second, name), "written");
}

/* What belongs to an instance, by its key. */
static void test_related(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *owner = cupel_get(graph->session, User, 3);
    assert_non_null(owner);
    Address **all =
        cupel_all(cupel_order_by(cupel_query(graph->session, Address), cupel_attr(Address, id)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 3);
    cupel_load(owner, name);
    graph_sent_count(graph);
    cupel_query *owned = cupel_filter(cupel_query(graph->session, Address),
                                      cupel_eq(cupel_attr(Address, user), cupel_instance(owner)));
    assert_int_equal(cupel_update_rows(owned, CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Address, email), "same")),
                     2);
    assert_sent(graph,
                "UPDATE addresses SET email=? WHERE ? = addresses.user_id ('same', 3) 2 rows");
    assert_string_equal(all[0]->email, "a10");
    assert_string_equal(all[1]->email, "same");
    assert_string_equal(all[2]->email, "same");
    assert_int_equal(cupel_delete_rows(cupel_filter(cupel_query(graph->session, Address),
                                                    cupel_eq(cupel_attr(Address, user), NULL)),
                                       CUPEL_SYNCHRONIZE_EVALUATE),
                     0);
}

/* One statement over two tables. */
static void test_two_tables(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    cupel_query *query =
        cupel_filter(USERS, cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id)),
                     cupel_eq(cupel_attr(Address, email), "a10"));
    User *second = cupel_get(graph->session, User, 2);
    assert_non_null(second);
    graph_sent_count(graph);
    assert_int_equal(
        cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO,
                          cupel_assign(cupel_attr(User, name), cupel_attr(Address, email))),
        1);
    assert_sent(graph,
                "UPDATE users SET name=addresses.email FROM addresses WHERE users.id = "
                "addresses.user_id AND addresses.email = ? RETURNING users.id ('a10') 1 row");
    assert_string_equal(cupel_load(second, name), "a10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_update),     GRAPH_TEST(test_synchronize_update),
        GRAPH_TEST(test_delete),     GRAPH_TEST(test_flushes),
        GRAPH_TEST(test_refused),    GRAPH_TEST(test_evaluation_refused),
        GRAPH_TEST(test_undecided),  GRAPH_TEST(test_related),
        GRAPH_TEST(test_two_tables),
    };
    return cmocka_run_group_tests_name("orm/rows", tests, NULL, NULL);
}
