/*
 * Queries: what the functions that build them refuse, and what running them
 * gives where there is not what was asked for.
 */
#include "graph.h"

#include <string.h>

#define USERS cupel_query(graph->session, User)
#define NAME  cupel_attr(User, name)
#define ID    cupel_attr(User, id)

static void assert_error_at(const graph_fixture *graph, cupel_code code, const char *part, int line)
{
    const cupel_error *error = cupel_session_error(graph->session);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("line %d: %s: %s", line, cupel_code_name(error->code), error->text);
}
#define assert_error(code, part) assert_error_at(graph, CUPEL_##code, (part), __LINE__)

/* The fault of a query appears when it is run, however, and in all that is made of it. */
#define assert_refused(query, code, part)                      \
    do {                                                       \
        const cupel_query *refused_ = (query);                 \
        assert_non_null(refused_);                             \
        assert_null(cupel_all(refused_));                      \
        assert_error(code, part);                              \
        assert_null(cupel_all_rows(cupel_distinct(refused_))); \
        assert_error(code, part);                              \
        assert_int_equal(cupel_count(refused_), -1);           \
        assert_error(code, part);                              \
        assert_null(cupel_sql(refused_, NULL));                \
        assert_error(code, part);                              \
    } while (0)

static cupel_expr *poisoned(void)
{
    return cupel_bind("no name", 1);
}

static void test_criteria_refused(void **state)
{
    graph_fixture *graph = *state;
    assert_refused(cupel_filter(USERS, "id < 3"), INVALID_ARGUMENT, "SQL text must be given");
    assert_refused(cupel_filter(USERS, cupel_value_int(5)), INVALID_ARGUMENT, "");
    assert_refused(cupel_filter(USERS, poisoned()), INVALID_ARGUMENT, "no name");
    assert_refused(cupel_filter(USERS, cupel_eq(ID, 1), poisoned(), cupel_func("a b")),
                   INVALID_ARGUMENT, "no name");
    assert_refused(cupel_having(cupel_group_by(USERS, ID), "1"), INVALID_ARGUMENT, "text");
    assert_refused(cupel_order_by(USERS, poisoned()), INVALID_ARGUMENT, "no name");
    assert_refused(cupel_group_by(USERS, ""), INVALID_ARGUMENT, "text is missing");
    assert_refused(cupel_filter_by_name(USERS, NULL, 1), INVALID_ARGUMENT, "the name is NULL");
    assert_refused(cupel_filter_by_name(USERS, "1=1; --", 1), INVALID_REQUEST, "1=1; --");
    assert_refused(cupel_limit(USERS, -1), INVALID_ARGUMENT, "cupel_limit: -1 is negative");
    assert_refused(cupel_offset(USERS, INT64_MIN), INVALID_ARGUMENT, "is negative");
    assert_refused(cupel_slice(USERS, -1, 3), INVALID_ARGUMENT, "negative");
    assert_refused(cupel_slice(USERS, 1, -3), INVALID_ARGUMENT, "negative");
    assert_refused(cupel_yield_per(USERS, 0), INVALID_ARGUMENT, "at least one row");
    assert_refused(cupel_params(USERS, 5), INVALID_ARGUMENT, "item 1 is not a cupel_bind");
    assert_refused(cupel_params(USERS, cupel_bind("a", 1), ID), INVALID_ARGUMENT, "item 2");
    assert_refused(cupel_params(USERS, cupel_literal(1)), INVALID_ARGUMENT, "item 1");
    assert_refused(cupel_params(USERS, poisoned()), INVALID_ARGUMENT, "no name");
    assert_refused(cupel_from_statement(USERS, NULL), INVALID_ARGUMENT, "cupel_text_sql()");
    assert_refused(cupel_from_statement(USERS, cupel_func("now")), INVALID_ARGUMENT, "cupel_text_");
    assert_refused(cupel_from_statement(USERS, cupel_text_sql("")), INVALID_ARGUMENT, "empty");
    assert_refused(cupel_prefix_with(USERS, NULL, NULL), INVALID_ARGUMENT, "text is NULL");
    assert_refused(cupel_suffix_with(USERS, NULL, NULL), INVALID_ARGUMENT, "text is NULL");
    assert_refused(cupel_with_statement_hint(USERS, NULL, NULL), INVALID_ARGUMENT, "text is NULL");
    assert_refused(cupel_with_hint(USERS, cupel_entity_of(User), NULL, NULL), INVALID_ARGUMENT,
                   "text is NULL");
    assert_refused(cupel_with_transformation(USERS, NULL, NULL), INVALID_ARGUMENT, "");
}

static void test_selected_refused(void **state)
{
    graph_fixture *graph = *state;
    cupel_expr *nothing = NULL;
    assert_refused(cupel_select(graph->session, "id"), INVALID_ARGUMENT, "item 1 is plain text");
    assert_refused(cupel_select(graph->session, ID, nothing), INVALID_ARGUMENT, "item 2 is a NULL");
    assert_refused(cupel_select(graph->session, ID, poisoned()), INVALID_ARGUMENT, "no name");
    assert_refused(cupel_select_values(graph->session, 0, NULL), INVALID_ARGUMENT,
                   "nothing to select");
    assert_refused(cupel_query_mapping(graph->session, NULL), INVALID_ARGUMENT, "mapping is NULL");
    assert_refused(cupel_with_entities(USERS, "id"), INVALID_ARGUMENT, "item 1 is plain text");
    assert_refused(cupel_with_entities_values(USERS, 0, NULL), INVALID_ARGUMENT, "");
    assert_refused(cupel_add_columns(USERS, "id"), INVALID_ARGUMENT, "item 1 is plain text");
    assert_refused(cupel_add_columns(USERS, cupel_func("f", nothing)), INVALID_ARGUMENT,
                   "operand 2");
    assert_refused(cupel_select(graph->session, cupel_attr(User, addresses)), INVALID_REQUEST, "");
}

/* The order of calls. */
static void test_order_refused(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *limited = cupel_limit(USERS, 1);
    cupel_query *textual = cupel_from_statement(USERS, cupel_text_sql("SELECT * FROM users"));
    assert_refused(cupel_filter(limited, cupel_eq(ID, 1)), INVALID_REQUEST, "LIMIT or OFFSET");
    assert_refused(cupel_order_by(limited, ID), INVALID_REQUEST, "cupel_order_by is called on");
    assert_refused(cupel_join(limited, cupel_attr(User, posts)), INVALID_REQUEST, "cupel_join");
    assert_refused(cupel_filter_by_name(limited, "id", 1), INVALID_REQUEST, "cupel_filter_by_name");
    assert_refused(cupel_from_statement(limited, cupel_text_sql("SELECT 1")), INVALID_REQUEST,
                   "cupel_from_statement");
    assert_refused(cupel_select_from(cupel_filter(USERS, cupel_eq(ID, 1)), cupel_entity_of(User)),
                   INVALID_REQUEST, "has criteria already");
    assert_null(cupel_all(cupel_limit(textual, 1)));
    assert_error(INVALID_REQUEST, "full statement");
    assert_null(cupel_all(cupel_filter(textual, cupel_eq(ID, 1))));
    assert_error(INVALID_REQUEST, "full statement");
    assert_int_equal(cupel_count(textual), -1);
    assert_error(INVALID_REQUEST, "cupel_array_count() on what cupel_all() gives");
    assert_null(cupel_query_get(cupel_filter(USERS, cupel_eq(ID, 1)), 1));
    assert_error(INVALID_REQUEST, "has criteria already");
    assert_null(cupel_query_get(cupel_select(graph->session, ID), 1));
    assert_error(INVALID_REQUEST, "only for a query of one mapped struct");
    assert_null(cupel_query_get(USERS, 1, 2));
    assert_error(INVALID_REQUEST, "2 values");
}

/* NULL for a query gives a query that carries that fault; nothing that it was given is lost. */
static void test_null_queries(void **state)
{
    graph_fixture *graph = *state;
    const cupel_query *const none = NULL;
    cupel_value value = cupel_value_int(1), *got = &value;
    int64_t number = 7;
    double real = 7;
    bool truth = true;
    const char *text = "x";
    const cupel_query *made[] = {
        cupel_filter(none, cupel_func("now")),
        cupel_filter_by_name(none, "a", cupel_func("now")),
        cupel_order_by(none, cupel_func("now")),
        cupel_group_by(none, cupel_func("now")),
        cupel_having(none, cupel_func("now")),
        cupel_distinct(none),
        cupel_distinct_on(none, cupel_func("now")),
        cupel_limit(none, 1),
        cupel_offset(none, 1),
        cupel_slice(none, 1, 2),
        cupel_params(none, cupel_bind("a", 1)),
        cupel_params(none, cupel_func("now")),
        cupel_from_statement(none, cupel_text_sql("SELECT 1")),
        cupel_select_from(none, cupel_entity_of(User)),
        cupel_with_entities(none, cupel_func("now")),
        cupel_add_columns(none, cupel_func("now")),
        cupel_only_return_rows(none, true),
        cupel_with_transformation(none, NULL, NULL),
        cupel_with_for_update(none, .nowait = true),
        cupel_prefix_with(none, "x", NULL),
        cupel_with_hint(none, cupel_entity_of(User), "x", NULL),
        cupel_correlate(none, cupel_entity_of(User)),
        cupel_correlate_except(none, cupel_entity_of(User)),
        cupel_set_label_style(none, CUPEL_LABEL_NONE),
        cupel_enable_eagerloads(none, false),
        cupel_enable_assertions(none, false),
        cupel_autoflush(none, true),
        cupel_populate_existing(none),
        cupel_yield_per(none, 1),
        cupel_options(none, cupel_selectinload(cupel_attr(User, posts))),
        cupel_join(none, cupel_attr(User, posts), .on = cupel_func("now")),
        cupel_from_self(none),
        cupel_union(none, USERS),
        cupel_with_session(none, graph->session),
    };
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        assert_non_null(made[i]);
        assert_null(cupel_all(made[i]));
        assert_null(cupel_query_session(made[i]));
    }
    assert_null(cupel_all(none));
    assert_null(cupel_all_rows(none));
    assert_null(cupel_first(none));
    assert_null(cupel_first_row(none));
    assert_null(cupel_one(none));
    assert_null(cupel_one_row(none));
    assert_null(cupel_one_or_none(none));
    assert_null(cupel_one_or_none_row(none));
    assert_null(cupel_item_at(none, 0));
    assert_null(cupel_query_get(none, 1));
    assert_null(cupel_sql(none, NULL));
    assert_null(cupel_sql_parameters(none, NULL));
    assert_int_equal(cupel_count(none), -1);
    assert_int_equal(cupel_any_rows(none), -1);
    assert_false(cupel_scalar(none, got));
    assert_int_equal(value.kind, CUPEL_KIND_NULL);
    assert_false(cupel_scalar(none, &number));
    assert_int_equal(number, 0);
    assert_false(cupel_scalar(none, &real));
    assert_false(cupel_scalar(none, &truth));
    assert_false(truth);
    assert_false(cupel_scalar(none, &text));
    assert_null(text);
    assert_false(cupel_is_single_entity(none));
    assert_int_equal(cupel_get_label_style(none), CUPEL_LABEL_DEFAULT);
    cupel_cursor cursor = cupel_cursor_open(none);
    assert_null(cursor.run);
    assert_null(cupel_cursor_next(&cursor));
    assert_null(cupel_cursor_row(&cursor));
    assert_null(cupel_cursor_next(NULL));
    cupel_cursor_close(&cursor);
    cupel_cursor_close(NULL);
    cupel_query_free(NULL);
    cupel_expr *exists = cupel_exists(none);
    assert_int_equal(cupel_expression_code(exists), CUPEL_INVALID_ARGUMENT);
    cupel_discard(exists);
}

/* ---- subqueries -------------------------------------------------------------------------------------- */

static void assert_poison(cupel_expr *expression, cupel_code code, const char *part)
{
    assert_int_equal(cupel_expression_code(expression), code);
    assert_non_null(strstr(cupel_expression_text(expression), part));
    cupel_discard(expression);
}

static void test_subqueries_refused(void **state)
{
    graph_fixture *graph = *state;
    const cupel_query *none = NULL, *users = USERS;
    cupel_subquery *nothing = cupel_subquery_of(none, "x");
    cupel_subquery *plain = cupel_subquery_of(users, "x");
    assert_poison(cupel_c(nothing, "id"), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_c(NULL, "id"), CUPEL_INVALID_ARGUMENT, "cupel_c: the subquery is NULL");
    assert_poison(cupel_c(cupel_subquery_alias(NULL, "y"), "id"), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_c(cupel_cte(none, "y"), "id"), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_c(cupel_cte_union(NULL, users), "id"), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_subquery_attr(NULL, User, id), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_subquery_attr(plain, User, addresses), CUPEL_INVALID_ARGUMENT,
                  "no such column attribute");
    assert_poison(cupel_subquery_attribute_at(plain, NULL, 0), CUPEL_INVALID_ARGUMENT,
                  "no such column attribute");
    assert_poison(cupel_subquery_source(NULL), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_scalar_subquery(NULL), CUPEL_INVALID_ARGUMENT, "the query is NULL");
    assert_refused(cupel_select(graph->session, cupel_c(plain, "none")), NO_SUCH_COLUMN, "none");
    assert_refused(cupel_select(graph->session, cupel_c(plain, NULL)), INVALID_ARGUMENT, "missing");
    assert_refused(cupel_select(graph->session, cupel_subquery_attr(plain, Post, id)),
                   NO_SUCH_COLUMN, "");
    assert_refused(cupel_select(graph->session, cupel_c(cupel_cte_union(plain, users), "id")),
                   INVALID_REQUEST, "is no CTE");
    assert_refused(cupel_filter(users, cupel_eq(ID, cupel_scalar_subquery(
                                                        cupel_query(graph->session, Keyword)))),
                   INVALID_REQUEST, "column");
    const cupel_query *textual = cupel_from_statement(users, cupel_text_sql("SELECT * FROM users"));
    assert_refused(cupel_select(graph->session, cupel_c(cupel_subquery_of(textual, NULL), "id")),
                   INVALID_REQUEST, "");
    assert_refused(cupel_compound(users, (cupel_set_operation)0, 1, &users), INVALID_ARGUMENT,
                   "0 is no set operation");
    assert_refused(cupel_compound(users, CUPEL_UNION, 0, NULL), INVALID_ARGUMENT, "no other");
    assert_refused(cupel_compound(users, CUPEL_UNION, 1, &none), INVALID_ARGUMENT, "");
    assert_refused(cupel_union(users, cupel_select(graph->session, ID)), INVALID_REQUEST, "");
    const cupel_query *many[65];
    for (size_t i = 0; i < 65; i++)
        many[i] = users;
    assert_refused(cupel_compound(users, CUPEL_UNION, 65, many), INVALID_ARGUMENT, "65 queries");
}

static void test_joins_refused(void **state)
{
    graph_fixture *graph = *state;
    cupel_alias *posts = cupel_aliased(graph->session, Post, NULL);
    assert_refused(cupel_join(USERS, "addresses"), INVALID_ARGUMENT, "");
    assert_refused(cupel_join(USERS, (cupel_expr *)NULL), INVALID_ARGUMENT, "");
    assert_refused(cupel_join(USERS, cupel_attr(User, posts), .on = cupel_eq(ID, 1)),
                   INVALID_REQUEST, "a relationship has a condition of its own");
    assert_refused(cupel_join(USERS, cupel_entity_of(Address), .on = cupel_attr(User, posts)),
                   INVALID_REQUEST, "User.posts is to Post, not to the target given");
    assert_refused(cupel_join(USERS, cupel_of_type(cupel_attr(User, addresses), posts)),
                   INVALID_REQUEST, "the alias is of Post, but User.addresses is to Address");
    assert_refused(cupel_join(USERS, cupel_entity_of(Keyword)), NO_FOREIGN_KEYS, "");
    assert_refused(
        cupel_join(cupel_select(graph->session, cupel_literal(1)), cupel_entity_of(User)),
        INVALID_REQUEST, "");
    assert_refused(cupel_join(USERS, cupel_entity_of(Post), .on = poisoned()), INVALID_ARGUMENT,
                   "no name");
    assert_refused(cupel_join(USERS, ID), INVALID_ARGUMENT, "");
    assert_refused(cupel_select_from(USERS, ID), INVALID_ARGUMENT, "");
    assert_refused(cupel_select_from(USERS, "users"), INVALID_ARGUMENT, "");
}

static void test_options_refused(void **state)
{
    graph_fixture *graph = *state;
    cupel_expr *nothing = NULL;
    assert_refused(cupel_options(USERS, cupel_selectinload(nothing)), INVALID_ARGUMENT, "NULL");
    assert_refused(cupel_options(USERS, cupel_selectinload(ID)), INVALID_ARGUMENT, "");
    assert_refused(cupel_options(USERS, cupel_selectinload("posts")), INVALID_ARGUMENT, "");
    assert_refused(cupel_options(USERS, cupel_load_only(cupel_attr(User, posts))), INVALID_ARGUMENT,
                   "");
    assert_refused(cupel_options(USERS, cupel_joinedload(poisoned())), INVALID_ARGUMENT, "no name");
    assert_refused(cupel_options(USERS, cupel_option_values(CUPEL_LOAD_LAZY, 0, NULL)),
                   INVALID_ARGUMENT, "it has no items");
    assert_refused(cupel_options(USERS, cupel_undefer_group(NULL, "g")), INVALID_ARGUMENT,
                   "cupel_undefer_group");
    assert_refused(cupel_options(USERS, cupel_undefer_group(cupel_entity_of(User), NULL)),
                   INVALID_ARGUMENT, "the name of a group");
    assert_refused(cupel_options(USERS, cupel_undefer_group(poisoned(), "g")), INVALID_ARGUMENT,
                   "no name");
    assert_refused(cupel_options(USERS, cupel_eq(ID, 1)), INVALID_ARGUMENT, "");
    assert_refused(cupel_options(USERS, 5), INVALID_ARGUMENT, "");
}

/* ---- results ------------------------------------------------------------------------------------------ */

static void test_results(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *users = cupel_order_by(USERS, ID);
    cupel_query *none = cupel_filter(users, cupel_eq(NAME, "nobody"));
    cupel_query *names = cupel_order_by(cupel_select(graph->session, NAME, ID), ID);
    User *user = cupel_item_at(users, 1);
    assert_non_null(user);
    assert_text(user->name, "u1");
    const cupel_row *row = cupel_item_at(names, 2);
    assert_non_null(row);
    assert_text(cupel_row_text(row, "name"), "u2");
    assert_null(cupel_item_at(users, 3));
    assert_error(NO_RESULT_FOUND, "there is no item 3");
    assert_null(cupel_item_at(users, INT64_MAX));
    assert_error(NO_RESULT_FOUND, "there is no item");
    assert_null(cupel_item_at(users, -1));
    assert_error(INVALID_ARGUMENT, "index -1 is negative");
    assert_null(cupel_one(none));
    assert_error(NO_RESULT_FOUND, "exactly one was required");
    assert_null(cupel_one_or_none(none));
    assert_error(OK, "");
    assert_null(cupel_one(users));
    assert_error(MULTIPLE_RESULTS_FOUND, "where exactly one was required");
    assert_null(cupel_one_or_none(users));
    assert_error(MULTIPLE_RESULTS_FOUND, "where one or none was required");
    assert_null(cupel_one_row(names));
    assert_error(MULTIPLE_RESULTS_FOUND, "");
    assert_null(cupel_one_or_none_row(names));
    assert_error(MULTIPLE_RESULTS_FOUND, "");
    assert_ptr_equal(cupel_one_or_none(cupel_filter(users, cupel_eq(ID, 2))), user);
    row = cupel_one_or_none_row(cupel_filter(names, cupel_eq(ID, 2)));
    assert_non_null(row);
    assert_null(cupel_first(none));
    assert_error(OK, "");
    assert_int_equal(cupel_any_rows(users), 1);
    assert_int_equal(cupel_any_rows(none), 0);
    assert_int_equal(cupel_any_rows(cupel_filter(users, poisoned())), -1);
    assert_error(INVALID_ARGUMENT, "no name");
    /* rows where instances were asked for, and the other way round */
    assert_null(cupel_all(names));
    assert_error(INVALID_REQUEST, "this query gives rows, not instances");
    assert_null(cupel_get(graph->session, User, "one"));
    assert_error(TYPE_MISMATCH, "cupel_get: User.id: a value of kind text does not fit");
    assert_null(cupel_first(names));
    assert_error(INVALID_REQUEST, "rows, not instances");
    assert_int_equal(cupel_array_count(cupel_all_rows(users)), 3);
    cupel_cursor cursor = cupel_cursor_open(names);
    assert_null(cupel_cursor_next(&cursor));
    assert_error(INVALID_REQUEST, "iterate with cupel_each_row()");
    assert_non_null(cupel_cursor_row(&cursor));
    cupel_cursor_close(&cursor);
    assert_null(cupel_all_rows(cupel_from_statement(cupel_select(graph->session, NAME),
                                                    cupel_text_sql("SELECT id FROM users"))));
    assert_error(NO_SUCH_COLUMN, "the statement has no column 'name'");
    assert_null(cupel_all(cupel_from_statement(USERS, cupel_text_sql("SELECT name FROM users"))));
    assert_error(NO_SUCH_COLUMN, "part of the primary key of User");
}

static void test_scalars(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_query *one = cupel_filter(cupel_select(graph->session, NAME), cupel_eq(ID, 1));
    cupel_value value;
    int64_t number;
    double real;
    bool truth;
    const char *text;
    assert_true(cupel_scalar(one, &value));
    assert_text(value.as.text, "u0");
    assert_true(cupel_scalar(one, &text));
    assert_text(text, "u0");
    assert_false(cupel_scalar(one, &number));
    assert_error(TYPE_MISMATCH, "");
    assert_false(cupel_scalar(one, &real));
    assert_error(TYPE_MISMATCH, "");
    assert_false(cupel_scalar(one, &truth));
    assert_error(TYPE_MISMATCH, "");
    assert_false(cupel_scalar(cupel_select(graph->session, ID), &number));
    assert_error(MULTIPLE_RESULTS_FOUND, "");
    assert_false(cupel_scalar(cupel_filter(one, cupel_eq(NAME, "nobody")), &number));
    assert_error(OK, "");
    cupel_query *half = cupel_select(graph->session, cupel_type_coerce(0.5, CUPEL_DOUBLE));
    assert_true(cupel_scalar(half, &real));
    assert_true(real == 0.5);
    assert_true(cupel_scalar(cupel_select(graph->session, cupel_gt(2, 1)), &truth));
    assert_true(truth);
    cupel_query *null = cupel_select(graph->session, cupel_null());
    assert_true(cupel_scalar(null, &value));
    assert_int_equal(value.kind, CUPEL_KIND_NULL);
    assert_true(cupel_scalar(null, &number));
    assert_int_equal(number, 0);
    assert_true(cupel_scalar(null, &text));
    assert_null(text);
}

/* What is asked of a row by a name or position it does not have, or as what it is not. */
static void test_wrong_getters(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    const cupel_row *row =
        cupel_first_row(cupel_select(graph->session, NAME, ID, cupel_entity_of(User)));
    assert_non_null(row);
    assert_int_equal(cupel_row_find(row, "nothing"), -1);
    assert_int_equal(cupel_row_find(row, NULL), -1);
    assert_null(cupel_row_text(row, "nothing"));
    assert_error(NO_SUCH_COLUMN, "nothing");
    assert_int_equal(cupel_row_int(row, 3), 0);
    assert_error(NO_SUCH_COLUMN, "");
    assert_int_equal(cupel_row_int(row, -1), 0);
    assert_error(NO_SUCH_COLUMN, "");
    assert_int_equal(cupel_row_int(row, "name"), 0);
    assert_error(TYPE_MISMATCH, "name");
    assert_null(cupel_row_entity(row, "name"));
    assert_error(TYPE_MISMATCH, "name");
    assert_null(cupel_row_text(row, "User"));
    assert_error(TYPE_MISMATCH, "User");
    assert_non_null(cupel_row_entity(row, "User"));
    assert_text(cupel_row_name(row, 99), "");
    assert_int_equal(cupel_row_count(NULL), 0);
}

/* ---- other sessions, and none ---------------------------------------------------------------------------- */

static void test_without_session(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_query *loose = cupel_query(NULL, User);
    cupel_query *filtered = cupel_filter(loose, cupel_eq(NAME, "u1"), cupel_func("length", NAME));
    assert_null(cupel_query_session(filtered));
    assert_null(cupel_all(filtered));
    assert_null(cupel_sql(filtered, NULL));
    assert_ptr_equal(cupel_with_session(filtered, NULL), filtered);
    cupel_query *bound = cupel_with_session(filtered, graph->session);
    assert_ptr_equal(cupel_query_session(bound), graph->session);
    User *user = cupel_one(bound);
    assert_non_null(user);
    assert_text(user->name, "u1");
    assert_text(cupel_sql_parameters(bound, "postgresql"), "('u1')");
    assert_null(cupel_sql(bound, "dbase"));
    assert_error(NO_SUCH_MODULE, "there is no dialect 'dbase'");
    /* one that is freed takes all made of it along; those of sessions are left alone */
    cupel_query_free(bound);
    cupel_query_free(filtered);
    cupel_query *wrong = cupel_filter(cupel_select(NULL, ID), poisoned());
    assert_null(cupel_all(wrong));
    cupel_query_free(wrong);
    assert_int_equal(cupel_count(USERS), 2);
}

/* ---- reading in batches -------------------------------------------------------------------------------------- */

static void test_batches(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 9);
    size_t seen = 0;
    cupel_each (User, user, cupel_yield_per(cupel_order_by(USERS, ID), 2)) {
        assert_int_equal(user->id, ++seen);
        assert_true(cupel_session_status_of(graph->session).instances <= 2);
    }
    assert_int_equal(seen, 9);
    assert_error(OK, "");
    /* a transaction that ends in between is told: what is left of its rows is not there any more */
    seen = 0;
    cupel_each (User, user, cupel_yield_per(cupel_order_by(USERS, ID), 2)) {
        assert_non_null(user);
        if (++seen == 1)
            assert_ok(graph, cupel_commit(graph->session));
    }
    assert_int_equal(seen, 2);
    assert_error(INVALID_REQUEST, "the transaction ended in the middle");
    /* without batches all rows are there before the first is given */
    seen = 0;
    cupel_each (User, user, cupel_order_by(USERS, ID)) {
        assert_non_null(user);
        seen++;
        assert_ok(graph, cupel_commit(graph->session));
    }
    assert_int_equal(seen, 9);
    cupel_query *joined = cupel_options(USERS, cupel_joinedload(cupel_attr(User, addresses)));
    cupel_cursor cursor = cupel_cursor_open(cupel_yield_per(joined, 2));
    assert_null(cursor.run);
    assert_error(INVALID_REQUEST, "joins a collection");
    /* left early, closed twice */
    cursor = cupel_cursor_open(cupel_yield_per(USERS, 1));
    assert_non_null(cupel_cursor_next(&cursor));
    cupel_cursor_close(&cursor);
    assert_null(cupel_cursor_next(&cursor));
    cupel_cursor_close(&cursor);
}

/* ---- values that are SQL ----------------------------------------------------------------------------------- */

/* Whatever a program's user types is a value; whatever is a name is quoted. */
static void test_injection(void **state)
{
    graph_fixture *graph = *state;
    static const char attack[] = "x'); DROP TABLE users; --\"`";
    graph_fill(graph, 2);
    User *user = cupel_new(User, .name = attack);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_one(cupel_filter_by(USERS, User, name, attack)), user);
    assert_ptr_equal(cupel_one(cupel_filter(USERS, cupel_startswith(NAME, attack))), user);
    assert_ptr_equal(cupel_one(cupel_filter(USERS, cupel_in(NAME, attack, "'"))), user);
    assert_int_equal(cupel_count(cupel_filter(USERS, cupel_like(NAME, attack, .escape = "'"))), 0);
    const cupel_row *row = cupel_first_row(
        cupel_order_by(cupel_filter(cupel_select(graph->session, cupel_label(NAME, attack)),
                                    cupel_eq(NAME, attack)),
                       attack));
    assert_non_null(row);
    assert_text(cupel_row_text(row, attack), attack);
    cupel_alias *alias = cupel_aliased(graph->session, User, attack);
    assert_int_equal(cupel_count(cupel_select(graph->session, cupel_entity(alias))), 3);
    cupel_subquery *sub = cupel_subquery_of(cupel_select(graph->session, ID), attack);
    assert_int_equal(cupel_count(cupel_select(graph->session, cupel_c(sub, "id"))), 3);
    cupel_subquery *cte = cupel_cte(cupel_select(graph->session, ID), attack);
    assert_int_equal(cupel_count(cupel_select(graph->session, cupel_c(cte, "id"))), 3);
    assert_int_equal(cupel_count(cupel_filter(USERS, cupel_eq(cupel_collate(NAME, attack), "x"))),
                     -1);
    assert_error(OPERATIONAL_ERROR, "no such collation sequence");
    assert_null(cupel_all(cupel_order_by(USERS, attack)));
    assert_error(COMPILE_ERROR, "");
    assert_int_equal(cupel_count(USERS), 3);
}

static void test_bad_text(void **state)
{
    graph_fixture *graph = *state;
    assert_null(cupel_all(cupel_filter(USERS, cupel_eq(NAME, "a\xff"))));
    assert_error(INVALID_ARGUMENT, "not UTF-8 at byte 1");
    assert_ok(graph, cupel_add(graph->session, cupel_new(User, .name = "\xed\xa0\x80")));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_error(INVALID_ARGUMENT, "not UTF-8 at byte 0");
}

static void test_parameters(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_query *open = cupel_filter(USERS, cupel_eq(NAME, cupel_bind_required("who")));
    assert_null(cupel_all(open));
    assert_error(STATEMENT_ERROR, "who");
    assert_text(cupel_sql_parameters(open, NULL), "(NULL)");
    assert_null(cupel_all(cupel_params(open, cupel_bind("whom", "u1"))));
    assert_error(INVALID_REQUEST, "whom");
    User *user = cupel_one(
        cupel_params(cupel_params(open, cupel_bind("who", "u0")), cupel_bind("who", "u1")));
    assert_non_null(user);
    assert_text(user->name, "u1");
    cupel_query *text = cupel_filter(USERS, cupel_text_sql("name = :who"));
    assert_null(cupel_all(text));
    assert_error(STATEMENT_ERROR, "who");
    assert_ptr_equal(cupel_one(cupel_params(text, cupel_bind("who", "u1"))), user);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_criteria_refused),
        GRAPH_TEST(test_selected_refused),
        GRAPH_TEST(test_order_refused),
        GRAPH_TEST(test_null_queries),
        GRAPH_TEST(test_subqueries_refused),
        GRAPH_TEST(test_joins_refused),
        GRAPH_TEST(test_options_refused),
        GRAPH_TEST(test_results),
        GRAPH_TEST(test_scalars),
        GRAPH_TEST(test_wrong_getters),
        GRAPH_TEST(test_without_session),
        GRAPH_TEST(test_batches),
        GRAPH_TEST(test_injection),
        GRAPH_TEST(test_bad_text),
        GRAPH_TEST(test_parameters),
    };
    return cmocka_run_group_tests_name("orm/query", tests, NULL, NULL);
}
