/*
 * Queries that listeners of the session see, change and refuse.
 */
#include "graph.h"

#include <string.h>

#define USERS cupel_query(graph->session, User)

typedef struct heard_query {
    int count;
    void *object;
    const char *attribute;
} heard_query;

/* Users called "hidden" are for nobody. */
static cupel_code hide(const cupel_event *event, void *data)
{
    heard_query *heard = data;
    heard->count++;
    heard->object = event->object;
    heard->attribute = event->attribute;
    *event->query = cupel_filter(cupel_enable_assertions(*event->query, false),
                                 cupel_ne(cupel_attr(User, name), "hidden"));
    return CUPEL_OK;
}

static void fill(graph_fixture *graph)
{
    graph_fill(graph, 3);
    graph_run(graph, "UPDATE users SET name = 'hidden' WHERE id = 3");
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
}

static void test_criteria(void **state)
{
    graph_fixture *graph = *state;
    heard_query heard = { 0 };
    fill(graph);
    assert_int_equal(cupel_count(USERS), 3);
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, hide, &heard));
    assert_int_equal(cupel_array_count(cupel_all(USERS)), 2);
    assert_int_equal(cupel_count(USERS), 2);
    assert_int_equal(heard.count, 2);
    assert_null(heard.object);
    cupel_query *last = cupel_order_by(USERS, cupel_desc(cupel_attr(User, id)));
    User *user = cupel_first(last);
    assert_non_null(user);
    assert_string_equal(user->name, "u1");
    assert_ptr_equal(cupel_item_at(last, 0), user);
    assert_ptr_equal(cupel_one(cupel_limit(last, 1)), user);
    assert_null(cupel_one_or_none(cupel_filter_by(USERS, User, name, "hidden")));
    assert_int_equal(cupel_any_rows(cupel_filter_by(USERS, User, name, "hidden")), 0);
    int seen = 0;
    cupel_each (User, each, USERS)
        seen += each->id > 0;
    assert_int_equal(seen, 2);
    int64_t most;
    assert_true(cupel_scalar(cupel_select(graph->session, cupel_label(cupel_attr(User, id), "n")),
                             &most) == false);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_MULTIPLE_RESULTS_FOUND);
    cupel_value value;
    assert_true(cupel_first_value(last, cupel_attr(User, id), &value));
    assert_int_equal(value.as.integer, 2);
    cupel_alias *alias = cupel_aliased(graph->session, User, NULL);
    int before = heard.count;
    assert_non_null(cupel_all(cupel_select(graph->session, alias)));
    assert_int_equal(heard.count, before + 1);
    assert_non_null(
        cupel_all_rows(cupel_select(graph->session, cupel_alias_attr(alias, User, name))));
    assert_int_equal(heard.count, before + 2);
    assert_non_null(cupel_all_rows(cupel_select(graph->session, cupel_entity_of(User))));
    assert_int_equal(heard.count, before + 3);
    before += 2;
    /* queries of others are not theirs, and loads by key none */
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 3);
    assert_non_null(cupel_get(graph->session, User, 3));
    assert_int_equal(heard.count, before + 1);
}

static void test_lazy_load(void **state)
{
    graph_fixture *graph = *state;
    heard_query heard = { 0 };
    fill(graph);
    Address *address =
        cupel_one(cupel_filter_by(cupel_query(graph->session, Address), Address, email, "a10"));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, NULL, hide, &heard));
    User *user = cupel_get(graph->session, User, 2);
    assert_non_null(address);
    assert_non_null(user);
    assert_ptr_equal(cupel_load(address, user).item, user);
    assert_int_equal(heard.count, 0); /* by key, and by the identity map */
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_int_equal(heard.count, 1);
    assert_ptr_equal(heard.object, user);
    assert_string_equal(heard.attribute, "addresses");
}

static cupel_code count_queries(const cupel_event *event, void *data)
{
    ++*(int *)data;
    /* which is not announced itself */
    assert_true(cupel_count(cupel_query(event->session, Address)) >= 0);
    return CUPEL_OK;
}

static void test_rows_written(void **state)
{
    graph_fixture *graph = *state;
    heard_query heard = { 0 };
    int queries = 0;
    fill(graph);
    graph_run(graph, "DELETE FROM addresses");
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_UPDATE_ROWS, &User_mapping, hide, &heard);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_DELETE_ROWS, &User_mapping, hide, &heard);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, NULL, count_queries, &queries);
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(User, name), "x")),
                     2);
    assert_int_equal(cupel_delete_rows(USERS, CUPEL_SYNCHRONIZE_AUTO), 2);
    assert_int_equal(heard.count, 2);
    assert_int_equal(queries, 0);
    assert_int_equal(cupel_count(USERS), 1);
    assert_int_equal(queries, 1);
}

static cupel_code refuse(const cupel_event *event, void *data)
{
    (void)event, (void)data;
    return CUPEL_INVALID_REQUEST;
}

static cupel_code replace(const cupel_event *event, void *data)
{
    *event->query = data;
    return CUPEL_OK;
}

static void test_refusing(void **state)
{
    graph_fixture *graph = *state;
    fill(graph);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, refuse, NULL);
    assert_null(cupel_all(USERS));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(graph->session),
                        "a listener of the session refused a query for User with INVALID_REQUEST");
    assert_int_equal(cupel_count(USERS), -1);
    assert_null(cupel_first(USERS));
    assert_int_equal(cupel_count(cupel_query(graph->session, Address)), 3);

    graph_renew(graph);
    cupel_query *rows = cupel_select(graph->session, cupel_attr(User, id));
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, replace, rows);
    assert_null(cupel_all(USERS));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "another sort of result"));
    assert_int_equal(cupel_array_count(cupel_all_rows(rows)), 3);

    graph_renew(graph);
    cupel_query *others = cupel_query(graph->session, Address);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, replace, others);
    assert_null(cupel_all(USERS));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "a query for another struct"));
    assert_int_equal(cupel_array_count(cupel_all(others)), 3);

    graph_renew(graph);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, NULL, replace, NULL);
    assert_null(cupel_all(USERS));
    assert_non_null(strstr(cupel_error_text(graph->session), "no query"));
}

/* A listener that asks for what is not there: the error is that of its own call. */
static cupel_code ask_in_vain(const cupel_event *event, void *data)
{
    ++*(int *)data;
    assert_null(
        cupel_one(cupel_filter_by(cupel_query(event->session, Keyword), Keyword, word, "none")));
    return cupel_error_code(event->session);
}

static void test_errors_of_listeners(void **state)
{
    graph_fixture *graph = *state;
    int asked = 0;
    fill(graph);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_COMMIT, NULL, ask_in_vain, &asked);
    assert_code(graph, cupel_commit(graph->session), CUPEL_NO_RESULT_FOUND);
    assert_null(strstr(cupel_error_text(graph->session), "listener"));
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, ask_in_vain, &asked);
    assert_null(cupel_all(USERS));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_NO_RESULT_FOUND);
    assert_null(strstr(cupel_error_text(graph->session), "listener"));
    assert_int_equal(asked, 2);
    /* and one that only says no */
    graph_renew(graph);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_COMMIT, NULL, refuse, NULL);
    assert_code(graph, cupel_commit(graph->session), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(graph->session),
                        "a listener of the session stopped it with INVALID_REQUEST");
    graph_renew(graph);
    cupel_listen(graph->session, CUPEL_EVENT_BEFORE_INSERT, NULL, refuse, NULL);
    assert_ok(graph, cupel_add(graph->session, cupel_new(Keyword, .word = "w")));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "a listener of the session stopped what was to be done to a Keyword "
                           "with INVALID_REQUEST"));
    assert_ok(graph, cupel_rollback(graph->session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_criteria),
        GRAPH_TEST(test_lazy_load),
        GRAPH_TEST(test_rows_written),
        GRAPH_TEST(test_refusing),
        GRAPH_TEST(test_errors_of_listeners),
    };
    return cmocka_run_group_tests_name("orm/query_event", tests, NULL, NULL);
}
