/*
 * Every function that makes a query of a query, given every kind of argument: what makes no sense is refused with a
 * code and a text when the query is compiled, and nothing crashes, leaks or stays behind in the session.
 */
#include "bad_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cupel_query *twice(const cupel_query *query, void *data)
{
    (void)data;
    return cupel_distinct(query);
}

/* ---- functions --------------------------------------------------------------------------------- */

/* One argument goes where the function takes a value of any kind. */
typedef cupel_query *(*value_function)(const cupel_query *query, cupel_value value);

#define WITH_LIST(name, function)                                         \
    static cupel_query *name(const cupel_query *query, cupel_value value) \
    {                                                                     \
        return function(query, 1, &value);                                \
    }
WITH_LIST(do_filter, cupel_filter_values)
WITH_LIST(do_order, cupel_order_by_values)
WITH_LIST(do_group, cupel_group_by_values)
WITH_LIST(do_having, cupel_having_values)
WITH_LIST(do_params, cupel_params_values)
WITH_LIST(do_from, cupel_select_from_values)
WITH_LIST(do_entity_from, cupel_select_entity_from_values)
WITH_LIST(do_entities, cupel_with_entities_values)
WITH_LIST(do_columns, cupel_add_columns_values)
WITH_LIST(do_distinct, cupel_distinct_values)
WITH_LIST(do_correlate, cupel_correlate_values)
WITH_LIST(do_except, cupel_correlate_except_values)
WITH_LIST(do_only, cupel_only_values_of)
WITH_LIST(do_options, cupel_options_values)

static cupel_query *do_join(const cupel_query *query, cupel_value value)
{
    return cupel_join_value(query, value, NULL);
}

static cupel_query *do_on(const cupel_query *query, cupel_value value)
{
    bool expression = value.kind == CUPEL_KIND_EXPRESSION;
    return cupel_join_value(
        query, cupel_value_expression(cupel_entity_of(Address)),
        &(const cupel_join_options){ .on = expression ? value.as.expression
                                                      : cupel_eq(cupel_attr(User, id), value) });
}

static cupel_query *do_hint(const cupel_query *query, cupel_value value)
{
    return cupel_with_hint_value(query, value, "/* %(name)s */", "sqlite");
}

static cupel_query *do_by_name(const cupel_query *query, cupel_value value)
{
    return cupel_filter_by_name_value(query, "name", value);
}

static cupel_query *do_in(const cupel_query *query, cupel_value value)
{
    const cupel_value values[] = { cupel_value_expression(cupel_attr(User, id)), value };
    return cupel_filter(query, cupel_in_values(CUPEL_OPERATOR_IN, 2, values));
}

static cupel_query *do_equal(const cupel_query *query, cupel_value value)
{
    return cupel_filter(query, cupel_eq(cupel_attr(User, name), value));
}

static cupel_query *do_limit(const cupel_query *query, cupel_value value)
{
    return cupel_limit_by(query, value.kind == CUPEL_KIND_EXPRESSION ? value.as.expression
                                                                     : cupel_literal(value));
}

/* ---- functions that take a value -------------------------------------------------------------- */

static const struct {
    const char *name;
    value_function function;
    const char *outcomes;
} value_functions[] = {
    { "filter", do_filter, ".aaa.rrrrra.rraaa.." },
    { "order_by", do_order, ".aca.r..u...rrr...." },
    { "group_by", do_group, ".aca.r..u...rrr...." },
    { "having", do_having, ".aaa.rrrrra.rraaa.." },
    { "params", do_params, "aaaaaaaaaaaaaaaaaa." },
    { "select_from", do_from, "aaaaaa..u.aaaaaaaaa" },
    { "select_entity_from", do_entity_from, "aaaaaaaaa.aaaaaaaaa" },
    { "with_entities", do_entities, "..aa.r..u...rrr...." },
    { "add_columns", do_columns, "..aa.r..u...rrr...." },
    { "distinct_on", do_distinct, "...a.r..u...rrr...." },
    { "correlate", do_correlate, ".aaaaa..u.aaaaaaaaa" },
    { "correlate_except", do_except, ".aaaaa..u.aaaaaaaaa" },
    { "only_values", do_only, "..aa.r..u...rrr...." },
    { "options", do_options, "aaaaaaaaaaaaa.aaaaa" },
    { "join", do_join, "aaaaa.ffufaaaaaaaaa" },
    { "join on", do_on, "...a..rrrr..rrr...." },
    { "with_hint", do_hint, "aaaaaa..u.aaaaaaaaa" },
    { "filter_by_name", do_by_name, "...a.rrrrr..rrr...." },
    { "in", do_in, "...a.rrrrr..rrr...." },
    { "eq", do_equal, "...a.rrrrr..rrr...." },
    { "limit_by", do_limit, "...a.rrrrr..rrr...." },
};

/* What is wrong with a condition is said of the function that it was given to. */
static void test_wrong_conditions(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    const cupel_query *users = cupel_query(session, User);
    assert_null(cupel_all(cupel_filter(users, users)));
    assert_string_equal(cupel_error_text(session),
                        "cupel_filter: a query is no condition; cupel_exists() makes one of it");
    assert_null(cupel_all(cupel_having(users, "name = 'x'")));
    assert_non_null(strstr(cupel_error_text(session), "cupel_having: the text 'name = 'x'' is no"));
    assert_null(cupel_all(cupel_filter(users, cupel_not(users))));
    assert_non_null(strstr(cupel_error_text(session), "NOT: a query is no condition"));
}

static void test_arguments(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    const cupel_query *users = cupel_query(session, User);
    for (size_t i = 0; i < sizeof value_functions / sizeof value_functions[0]; i++) {
        char found[ARGUMENT_COUNT + 1] = "";
        for (int kind = 0; kind < ARGUMENT_COUNT; kind++)
            found[kind] = outcome(input, value_functions[i].function(users, argument(input, kind)));
        if (strcmp(found, value_functions[i].outcomes) != 0)
            fail_msg("%s: \"%s\" should be \"%s\"", value_functions[i].name, found,
                     value_functions[i].outcomes);
    }
    assert_int_equal(cupel_count(users), 3);
}

/* ---- queries that are wrong already -------------------------------------------------------------- */

static cupel_query *poisoned_query(const bad_input *input)
{
    return cupel_filter(cupel_query(input->graph->session, User), cupel_bind("no name", 1));
}

/* Each function of a query alone, number `which`; NULL past the last. */
static bool plain_step(const cupel_query *query, int which, cupel_query **out)
{
    switch (which) {
    case 0: *out = cupel_reset_joinpoint(query); break;
    case 1: *out = cupel_distinct(query); break;
    case 2: *out = cupel_limit(query, 3); break;
    case 3: *out = cupel_offset(query, 3); break;
    case 4: *out = cupel_slice(query, 1, 2); break;
    case 5: *out = cupel_only_return_rows(query, true); break;
    case 6: *out = cupel_with_transformation(query, twice, NULL); break;
    case 7: *out = cupel_prefix_with(query, "x", NULL); break;
    case 8: *out = cupel_suffix_with(query, "x", NULL); break;
    case 9: *out = cupel_with_statement_hint(query, "x", NULL); break;
    case 10: *out = cupel_set_label_style(query, CUPEL_LABEL_NONE); break;
    case 11: *out = cupel_enable_eagerloads(query, false); break;
    case 12: *out = cupel_enable_assertions(query, false); break;
    case 13: *out = cupel_autoflush(query, false); break;
    case 14: *out = cupel_populate_existing(query); break;
    case 15: *out = cupel_yield_per(query, 5); break;
    case 16: *out = cupel_execution_option(query, "a", 1); break;
    case 17: *out = cupel_with_for_update(query); break;
    case 18: *out = cupel_from_self(query); break;
    case 19: *out = cupel_union(query, query); break;
    case 20: *out = cupel_from_statement(query, cupel_text_sql("SELECT 1")); break;
    case 21: *out = cupel_with_polymorphic_all(query); break;
    case 22: *out = cupel_filter_by_name(query, "name", "x"); break;
    case 23: *out = cupel_limit_by(query, cupel_literal(1)); break;
    case 24: *out = cupel_offset_by(query, NULL); break;
    default: return false;
    }
    return true;
}

static void expect_fault(const bad_input *input, const char *text, const char *what)
{
    const cupel_error *error = cupel_session_error(input->graph->session);
    if (error->code == CUPEL_OK || !strstr(error->text, text))
        fail_msg("%s: %s: %s", what, cupel_code_name(error->code), error->text);
}

/* All that run a query, or ask something of it, give nothing; the session says why, where there is one. */
static void expect_nothing(const bad_input *input, const cupel_query *query, const char *text)
{
    cupel_session *session = input->graph->session;
    cupel_value value = cupel_value_int(7);
    int64_t integer = 7, key = 7;
    double real = 7;
    bool truth = true;
    const char *string = "7";
    int number = 0;
    /* Told by its number: the text of a macro's argument would be long. */
#define NOTHING(call)                                \
    do {                                             \
        char what[20];                               \
        bool nothing_ = (call);                      \
        snprintf(what, sizeof what, "%d", ++number); \
        if (!nothing_)                               \
            fail_msg("call %s", what);               \
        if (text)                                    \
            expect_fault(input, text, what);         \
        cupel_session_reset(session);                \
    } while (0)
    NOTHING(!cupel_all(query));
    NOTHING(!cupel_all_rows(query));
    NOTHING(!cupel_first(query));
    NOTHING(!cupel_first_row(query));
    NOTHING(!cupel_one(query));
    NOTHING(!cupel_one_row(query));
    NOTHING(!cupel_one_or_none(query));
    NOTHING(!cupel_one_or_none_row(query));
    NOTHING(!cupel_scalar_value(query, &value));
    NOTHING(!cupel_scalar_int(query, &integer));
    NOTHING(!cupel_scalar_double(query, &real));
    NOTHING(!cupel_scalar_bool(query, &truth));
    NOTHING(!cupel_scalar_text(query, &string));
    NOTHING(!cupel_first_value(query, cupel_attr(User, id), &value));
    NOTHING(cupel_count(query) == -1);
    NOTHING(cupel_any_rows(query) == -1);
    NOTHING(!cupel_item_at(query, 1));
    NOTHING(!cupel_query_get(query, 1));
    NOTHING(!cupel_cursor_open(query).run);
    NOTHING(!cupel_sql(query, "sqlite"));
    NOTHING(!cupel_sql_parameters(query, "sqlite"));
    NOTHING(cupel_delete_rows(query, CUPEL_SYNCHRONIZE_AUTO) == -1);
    NOTHING(cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO, cupel_assign("name", "x")) == -1);
    NOTHING(cupel_run(query) == -1);
    NOTHING(!cupel_insert_key(query, &key));
    assert_int_equal(key, 7);
}

static void test_wrong_queries(void **state)
{
    const bad_input *input = *state;
    cupel_query *made, *of_none, *query = poisoned_query(input);
    expect_nothing(input, NULL, NULL);
    expect_nothing(input, query, "no name");
    for (int i = 0; plain_step(NULL, i, &of_none); i++) {
        char what[20];
        snprintf(what, sizeof what, "step %d", i);
        assert_null(cupel_all(of_none));
        assert_int_equal(cupel_count(of_none), -1);
        assert_true(plain_step(poisoned_query(input), i, &made));
        assert_null(cupel_sql(made, "sqlite"));
        expect_fault(input, "no name", what);
    }
    for (size_t i = 0; i < sizeof value_functions / sizeof value_functions[0]; i++)
        for (int kind = 0; kind < ARGUMENT_COUNT; kind++) {
            made = value_functions[i].function(NULL, argument(input, kind));
            assert_null(cupel_all(made));
            made = value_functions[i].function(poisoned_query(input), argument(input, kind));
            assert_null(cupel_sql(made, "sqlite"));
            expect_fault(input, "no name", value_functions[i].name);
        }
}

/* A query without a session is printed and run by nobody; all that is made of it is freed with it. */
static void test_without_session(void **state)
{
    const bad_input *input = *state;
    cupel_query *free_one = cupel_query(NULL, User), *made;
    expect_nothing(input, free_one, NULL);
    for (int i = 0; plain_step(free_one, i, &made); i++)
        assert_null(cupel_all(made));
    for (size_t i = 0; i < sizeof value_functions / sizeof value_functions[0]; i++)
        for (int kind = 0; kind < ARGUMENT_COUNT; kind++)
            assert_null(cupel_all(value_functions[i].function(free_one, argument(input, kind))));
    assert_int_equal(cupel_count(cupel_with_session(free_one, input->graph->session)), 3);
    cupel_query_free(free_one);
}

#define BAD_TEST(test) cmocka_unit_test_setup_teardown(test, bad_setup, bad_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BAD_TEST(test_arguments),
        BAD_TEST(test_wrong_conditions),
        BAD_TEST(test_wrong_queries),
        BAD_TEST(test_without_session),
    };
    return cmocka_run_group_tests_name("orm/bad_input", tests, NULL, NULL);
}
