/*
 * What a query says of itself, its options by name, limits that are expressions,
 * and single values out of it.
 */
#include "graph.h"

#include <string.h>

#define USERS cupel_query(graph->session, User)
#define NAME  cupel_attr(User, name)

static void check_column(const cupel_column_description *column, const char *name,
                         const cupel_mapping *mapping, cupel_type_id type, bool entity,
                         bool aliased)
{
    if (name)
        assert_string_equal(column->name, name);
    else
        assert_null(column->name);
    assert_ptr_equal(column->mapping, mapping);
    assert_int_equal(column->type ? column->type->id : CUPEL_UNTYPED, type);
    assert_int_equal(column->entity, entity);
    assert_int_equal(column->aliased, aliased);
    assert_non_null(column->expression);
}

static void test_descriptions(void **state)
{
    graph_fixture *graph = *state;
    size_t count;
    const cupel_column_description *columns = cupel_column_descriptions(USERS, &count);
    assert_int_equal(count, 1);
    check_column(&columns[0], "User", &User_mapping, CUPEL_UNTYPED, true, false);

    cupel_alias *other = cupel_aliased(graph->session, User, "other");
    cupel_query *query = cupel_select(graph->session, cupel_entity_of(User), cupel_attr(User, id),
                                      other, cupel_alias_attr(other, User, name),
                                      cupel_label(cupel_func("lower", NAME), "low"),
                                      cupel_plus(cupel_attr(User, id), 1));
    columns = cupel_column_descriptions(query, &count);
    assert_int_equal(count, 6);
    check_column(&columns[0], "User", &User_mapping, CUPEL_UNTYPED, true, false);
    check_column(&columns[1], "id", &User_mapping, CUPEL_INTEGER, false, false);
    check_column(&columns[2], "other", &User_mapping, CUPEL_UNTYPED, true, true);
    check_column(&columns[3], "name", &User_mapping, CUPEL_STRING, false, true);
    check_column(&columns[4], "low", NULL, CUPEL_STRING, false, false);
    check_column(&columns[5], NULL, NULL, CUPEL_INTEGER, false, false);
    /* what is there can be selected again */
    cupel_query *again = cupel_select(graph->session, cupel_keep(columns[1].expression));
    assert_non_null(cupel_sql(again, "sqlite"));

    query = cupel_add_columns(cupel_with_entities(query, NAME), cupel_entity_of(Address));
    columns = cupel_column_descriptions(query, &count);
    assert_int_equal(count, 2);
    check_column(&columns[0], "name", &User_mapping, CUPEL_STRING, false, false);
    check_column(&columns[1], "Address", &Address_mapping, CUPEL_UNTYPED, true, false);

    assert_null(cupel_column_descriptions(cupel_limit(USERS, -1), &count));
    assert_int_equal(count, 0);
    assert_null(cupel_column_descriptions(NULL, &count));
    /* without a session types of columns are not known */
    query = cupel_select(NULL, NAME);
    columns = cupel_column_descriptions(query, &count);
    assert_int_equal(count, 1);
    check_column(&columns[0], "name", &User_mapping, CUPEL_UNTYPED, false, false);
    cupel_query_free(query);
}

static void test_rows_or_instances(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    assert_true(cupel_is_single_entity(USERS));
    assert_false(cupel_is_single_entity(cupel_select(graph->session, NAME)));
    assert_false(cupel_is_single_entity(
        cupel_select(graph->session, cupel_entity_of(User), cupel_entity_of(Address))));
    cupel_query *rows = cupel_only_return_rows(USERS, true);
    assert_false(cupel_is_single_entity(rows));
    const cupel_row **all = cupel_all_rows(rows);
    assert_int_equal(cupel_array_count(all), 2);
    assert_non_null(cupel_row_entity(all[0], "User"));
    assert_true(cupel_is_single_entity(cupel_only_return_rows(rows, false)));
    assert_int_equal(cupel_get_label_style(USERS), CUPEL_LABEL_DEFAULT);
    assert_int_equal(cupel_get_label_style(cupel_set_label_style(USERS, CUPEL_LABEL_NONE)),
                     CUPEL_LABEL_NONE);
}

static void check_where(graph_fixture *graph, const cupel_query *query, const char *sql)
{
    cupel_query *other = cupel_select(graph->session, cupel_literal_column("1"));
    const char *text =
        cupel_sql(cupel_filter(other, cupel_whereclause(query)), "sqlite", .literals = true);
    const char *where = text ? strstr(text, "WHERE ") : NULL;
    assert_string_equal(where ? where + 6 : "", sql);
}

static void test_whereclause(void **state)
{
    graph_fixture *graph = *state;
    assert_null(cupel_whereclause(USERS));
    assert_null(cupel_whereclause(NULL));
    assert_null(cupel_whereclause(cupel_limit(USERS, -1)));
    cupel_query *query =
        cupel_filter(USERS, cupel_eq(NAME, "ed"), cupel_gt(cupel_attr(User, id), 5));
    check_where(graph, query, "users.name = 'ed' AND users.id > 5");
    query = cupel_filter(query, cupel_or(cupel_lt(cupel_attr(User, id), 9), cupel_eq(NAME, NULL)));
    check_where(graph, query,
                "users.name = 'ed' AND users.id > 5 AND (users.id < 9 OR users.name IS NULL)");
    check_where(graph, cupel_filter_by_name(USERS, "name", "x"), "users.name = 'x'");
    query = cupel_join(cupel_filter_by_name(USERS, "name", "x"), cupel_attr(User, addresses));
    check_where(graph, cupel_filter_by_name(query, "email", "e"),
                "users.name = 'x' AND addresses.email = 'e'");
    cupel_alias *alias = cupel_aliased(graph->session, User, "a");
    query = cupel_filter_by_name(cupel_select(graph->session, alias), "name", "x");
    check_where(graph, query, "a.name = 'x'");
    query = cupel_join(USERS, cupel_of_type(cupel_attr(User, addresses),
                                            cupel_aliased(graph->session, Address, "b")));
    check_where(graph, cupel_filter_by_name(query, "email", "e"), "b.email = 'e'");
    query = cupel_filter_by_name(cupel_select(graph->session, cupel_alias_attr(alias, User, id)),
                                 "name", "x");
    check_where(graph, query, "a.name = 'x'");
    query = cupel_filter_by_name(
        cupel_select(graph->session, cupel_func("max", cupel_plus(1, cupel_attr(User, id)))),
        "name", "x");
    check_where(graph, query, "users.name = 'x'");
    query =
        cupel_filter_by_name(cupel_select_from(cupel_select(graph->session, cupel_attr(User, id)),
                                               cupel_entity_of(Address)),
                             "email", "x");
    check_where(graph, query, "addresses.email = 'x'");
    query = cupel_filter_by_name(cupel_select(graph->session, cupel_literal(1)), "name", "x");
    assert_null(cupel_sql(cupel_filter(USERS, cupel_whereclause(query)), NULL));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "'name'"));
    /* those of a query that became a subquery are inside */
    query = cupel_filter(cupel_from_self(cupel_filter(USERS, cupel_eq(NAME, "in"))),
                         cupel_eq(NAME, "out"));
    check_where(graph, query, "users.name = 'out'");
}

static void test_options(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    cupel_value value;
    cupel_query *query = cupel_execution_option(USERS, "colour", "red");
    assert_true(cupel_get_execution_option(query, "colour", &value));
    assert_string_equal(value.as.text, "red");
    assert_false(cupel_get_execution_option(USERS, "colour", &value));
    assert_int_equal(value.kind, CUPEL_KIND_NULL);
    assert_false(cupel_get_execution_option(NULL, "colour", &value));
    query = cupel_execution_option(query, "colour", 7);
    query = cupel_execution_option(query, "stream_results", true);
    assert_true(cupel_get_execution_option(query, "colour", &value));
    assert_int_equal(value.as.integer, 7);
    assert_true(cupel_get_execution_option(query, "stream_results", &value));
    size_t users = 0;
    cupel_each (User, user, query)
        users += user->id > 0;
    assert_int_equal(users, 3);

    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    graph_run(graph, "UPDATE users SET name = 'other' WHERE id = 1");
    assert_non_null(cupel_all(USERS));
    assert_string_equal(user->name, "u0");
    assert_non_null(cupel_all(cupel_execution_option(USERS, "populate_existing", false)));
    assert_string_equal(user->name, "u0");
    assert_non_null(cupel_all(cupel_execution_option(USERS, "populate_existing", true)));
    assert_string_equal(user->name, "other");

    cupel_add(graph->session, cupel_new(User, .name = "new"));
    assert_int_equal(
        cupel_array_count(cupel_all(cupel_execution_option(USERS, "autoflush", false))), 3);
    assert_int_equal(cupel_array_count(cupel_all(USERS)), 4);

    static const char *const wrong[] = { "yield_per", "autoflush", "populate_existing" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(cupel_all(cupel_execution_option(USERS, wrong[i], "much")));
        assert_int_equal(cupel_error_code(graph->session), CUPEL_TYPE_MISMATCH);
    }
    assert_null(cupel_all(cupel_execution_option(USERS, "yield_per", 0)));
    assert_null(cupel_all(cupel_execution_option(USERS, NULL, 1)));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_execution_option(USERS, "a", cupel_func("now"))));
    assert_null(cupel_all(cupel_execution_option((cupel_query *)NULL, "a", cupel_func("now"))));
}

static void test_limits_by_expression(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 5);
    cupel_query *query = cupel_order_by(USERS, cupel_attr(User, id));
    query = cupel_offset_by(cupel_limit_by(query, cupel_bind("n", 2)), cupel_bind("skip", 1));
    User **users = cupel_all(query);
    assert_int_equal(cupel_array_count(users), 2);
    assert_string_equal(cupel_load(users[0], name), "u1");
    users = cupel_all(cupel_params(query, cupel_bind("n", 3), cupel_bind("skip", 0)));
    assert_int_equal(cupel_array_count(users), 3);
    assert_string_equal(cupel_load(users[0], name), "u0");
    /* NULL takes them back */
    assert_int_equal(
        cupel_array_count(cupel_all(cupel_offset_by(cupel_limit_by(query, NULL), NULL))), 5);
    assert_null(cupel_all(cupel_limit_by(NULL, cupel_bind("n", 2))));
}

static void test_values(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 25);
    cupel_value value;
    cupel_query *query = cupel_order_by(USERS, cupel_attr(User, id));
    graph_sent_count(graph);
    assert_true(
        cupel_first_value(cupel_filter(query, cupel_eq(cupel_attr(User, id), 3)), NAME, &value));
    assert_string_equal(value.as.text, "u2");
    assert_sent(graph, "SELECT users.name AS users_name FROM users WHERE users.id = ? ORDER BY "
                       "users.id (3) 1 row");
    assert_false(cupel_first_value(cupel_filter(query, cupel_eq(NAME, "x")), NAME, &value));
    assert_int_equal(value.kind, CUPEL_KIND_NULL);
    assert_false(cupel_first_value((cupel_query *)NULL, NAME, &value));
    int seen = 0;
    cupel_each_row (row, cupel_only_values(query, NAME, cupel_attr(User, id)))
        assert_int_equal(cupel_row_int(row, 1), ++seen);
    assert_int_equal(seen, 25);
    assert_null(cupel_all_rows(cupel_only_values(query, "name")));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_descriptions),         GRAPH_TEST(test_rows_or_instances),
        GRAPH_TEST(test_whereclause),          GRAPH_TEST(test_options),
        GRAPH_TEST(test_limits_by_expression), GRAPH_TEST(test_values),
    };
    return cmocka_run_group_tests_name("orm/query_describe", tests, NULL, NULL);
}
