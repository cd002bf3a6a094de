/*
 * Every function that makes an expression, an option, an alias, a subquery or a statement, given every kind of
 * argument: what makes no sense is refused with a code and a text, and nothing crashes, leaks or stays behind.
 */
#include "bad_input.h"

#include <cupel/rows.h>

/* ---- operands ---------------------------------------------------------------------------------- */

/* An expression of a value of any kind. */
typedef cupel_expr *(*operand_function)(cupel_value value);

#define OPERAND(name, ...)                     \
    static cupel_expr *name(cupel_value value) \
    {                                          \
        return __VA_ARGS__;                    \
    }
#define ID cupel_value_expression(cupel_attr(User, id))
#define LIST(...)                                                                             \
    sizeof((const cupel_value[]){ __VA_ARGS__ }) / sizeof(cupel_value), (const cupel_value[]) \
    {                                                                                         \
        __VA_ARGS__                                                                           \
    }

static cupel_expr *expression_of(cupel_value value)
{
    return value.kind == CUPEL_KIND_EXPRESSION ? value.as.expression : cupel_literal_value(value);
}

static const cupel_like_options no_escape = { .reserved = 0 };

OPERAND(do_literal, cupel_literal_value(value))
OPERAND(do_bind, cupel_bind_value("given", value))
OPERAND(do_bind_list,
        cupel_in_values(CUPEL_OPERATOR_IN,
                        LIST(ID,
                             cupel_value_expression(cupel_bind_list_values("given", 1, &value)))))
OPERAND(do_text_columns, cupel_text_columns_values(cupel_text_sql("SELECT 1"), 1, &value))
OPERAND(do_label, cupel_label(expression_of(value), "l"))
OPERAND(do_plus, cupel_binary(CUPEL_OPERATOR_ADD, ID, value))
OPERAND(do_less, cupel_binary(CUPEL_OPERATOR_LT, value, ID))
OPERAND(do_is, cupel_binary(CUPEL_OPERATOR_IS, ID, value))
OPERAND(do_match, cupel_binary(CUPEL_OPERATOR_MATCH, ID, value))
OPERAND(do_op, cupel_op_value(ID, "<<", value))
OPERAND(do_not, cupel_unary(CUPEL_OPERATOR_NOT, value))
OPERAND(do_desc, cupel_unary(CUPEL_OPERATOR_DESC, value))
OPERAND(do_distinct_of, cupel_unary(CUPEL_OPERATOR_DISTINCT, value))
OPERAND(do_exists, cupel_unary(CUPEL_OPERATOR_EXISTS, value))
OPERAND(do_any_of, cupel_binary(CUPEL_OPERATOR_EQ, ID,
                                cupel_value_expression(cupel_unary(CUPEL_OPERATOR_ANY, value))))
OPERAND(do_exists_where, cupel_exists_where_values(1, &value))
OPERAND(do_and, cupel_and_values(1, &value))
OPERAND(do_or,
        cupel_or_values(LIST(value, cupel_value_expression(cupel_eq(cupel_attr(User, id), 1)))))
OPERAND(do_like,
        cupel_like_value(CUPEL_OPERATOR_LIKE, CUPEL_LIKE_STARTS_WITH, ID, value, &no_escape))
OPERAND(do_in_list, cupel_in_list(CUPEL_OPERATOR_IN, ID, 1, &value))
OPERAND(do_in_left, cupel_in_list(CUPEL_OPERATOR_IN, value, LIST(cupel_value_int(1))))
OPERAND(do_in_array, cupel_in_value_array(CUPEL_OPERATOR_IN, ID, &value, 1))
OPERAND(do_in_ints, cupel_in_int_array(CUPEL_OPERATOR_IN, value, (const int64_t[]){ 1 }, 1))
OPERAND(do_in_texts, cupel_in_text_array(CUPEL_OPERATOR_IN, value, (const char *const[]){ "a" }, 1))
OPERAND(do_between, cupel_between_values(CUPEL_OPERATOR_BETWEEN, ID, value, cupel_value_int(1)))
OPERAND(do_tuple, cupel_tuple_values(LIST(ID, value)))
OPERAND(do_collate, cupel_collate_value(value, "NOCASE"))
OPERAND(do_function, cupel_function_values(LIST(cupel_value_text("lower"), value)))
OPERAND(do_cast, cupel_cast_value(value, &(const cupel_type){ .id = CUPEL_INTEGER }))
OPERAND(do_coerce, cupel_type_coerce_value(value, &(const cupel_type){ .id = CUPEL_INTEGER }))
OPERAND(do_when, cupel_case_values(LIST(value, cupel_value_int(1))))
OPERAND(do_then, cupel_case_of_values(LIST(ID, cupel_value_int(1), value)))
OPERAND(do_extract, cupel_extract_value("year", value))
OPERAND(do_partition, cupel_over(cupel_func("rank"), .partition_by = expression_of(value)))
OPERAND(do_over, cupel_over(expression_of(value)))
OPERAND(do_filter, cupel_aggregate_filter(cupel_func("count"), expression_of(value)))
OPERAND(do_filtered, cupel_aggregate_filter(expression_of(value), cupel_true()))
OPERAND(do_within, cupel_within_group(cupel_func("mode"), expression_of(value)))
OPERAND(do_any,
        cupel_related_any_values(LIST(cupel_value_expression(cupel_attr(User, addresses)), value)))
OPERAND(do_any_left, cupel_related_any_values(1, &value))
OPERAND(do_has,
        cupel_related_has_values(LIST(cupel_value_expression(cupel_attr(Address, user)), value)))

static const struct {
    const char *name;
    operand_function function;
    const char *outcomes;
} operands[] = {
    { "literal", do_literal, "...a.r..u...rrr...." },
    { "bind", do_bind, "...aaaaaaaaaaaaaaaa" },
    { "bind_list", do_bind_list, "...aaaaaaaaaaaaaaaa" },
    { "text_columns", do_text_columns, "rrrarrrrrrrrrrrrrrr" },
    { "label", do_label, "...a.rrrrr..rrr...." },
    { "plus", do_plus, "...a.rrrrr..rrr...." },
    { "lt", do_less, "...a.rrrrr..rrr...." },
    { "is", do_is, "...a.rrrrr..rrr...." },
    { "match", do_match, "...a.rrrrr..rrr...." },
    { "op", do_op, "...a.rrrrr..rrr...." },
    { "not", do_not, "aaaa.rrrrra.rraaa.." },
    { "desc", do_desc, ".aca.rrrrr..rrr...." },
    { "distinct_of", do_distinct_of, "...a.rrrrr..rrr...." },
    { "exists", do_exists, "aaaaaaaaaa.aaaaaaaa" },
    { "any_of", do_any_of, "...a.rrrrr..rrr...." },
    { "exists_where", do_exists_where, "aaaa.rrrrra.rraaa.." },
    { "and", do_and, "aaaa.r..u.a.rraaa.." },
    { "or", do_or, ".aaa.rrrrra.rraaa.." },
    { "startswith", do_like, "...a.rrrrr..rrr...." },
    { "in_list", do_in_list, "...a.rrrrr..rrr...." },
    { "in", do_in_left, "...a.rrrrr..rrr.a.." },
    { "in_array", do_in_array, "...a.rrrrr..rrr...." },
    { "in ints", do_in_ints, "...a.rrrrr..rrr.a.." },
    { "in texts", do_in_texts, "...a.rrrrr..rrr.a.." },
    { "between", do_between, "...a.rrrrr..rrr...." },
    { "tuple", do_tuple, "...a.rrrrr...rr...." },
    { "collate", do_collate, "...a.rrrrr..rrr...." },
    { "func", do_function, "...a.rrrrr..rrr...." },
    { "cast", do_cast, "...a.rrrrr..rrr...." },
    { "type_coerce", do_coerce, "...a.rrrrr..rrr...." },
    { "case", do_when, "...a.rrrrr..rrr...." },
    { "case_of", do_then, "...a.rrrrr..rrr...." },
    { "extract", do_extract, "...a.rrrrr..rrr...." },
    { "over partition", do_partition, "...a.rrrrr..rrr...." },
    { "over", do_over, "aaaaaaaaaaaaaaaaaaa" },
    { "filter", do_filter, "...a.rrrrr..rrr...." },
    { "filtered", do_filtered, "aaaaaaaaaaaaaaaaaaa" },
    { "within_group", do_within, "...a.rrrrr..rrr...." },
    { "any", do_any, ".aaa.rrrrra.rraaa.." },
    { "any of", do_any_left, "rrrar.rrrrrrrrrrrrr" },
    { "has", do_has, ".aaa.rrrrra.rraaa.." },
};

static void test_operands(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    int wrong = 0;
    for (size_t i = 0; i < sizeof operands / sizeof operands[0]; i++) {
        char found[ARGUMENT_COUNT + 1] = "";
        for (int kind = 0; kind < ARGUMENT_COUNT; kind++)
            found[kind] =
                outcome(input, cupel_select(session, operands[i].function(argument(input, kind))));
        if (strcmp(found, operands[i].outcomes) != 0) {
            print_error("%s: \"%s\" should be \"%s\"\n", operands[i].name, found,
                        operands[i].outcomes);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(cupel_count(cupel_query(session, User)), 3);
}

/* An assignment says that it is one; a list of nothing is none. */
static void test_no_value(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    static const char *const texts[] = { "an assignment (cupel_assign) cannot stand here",
                                         "cupel_tuple: there is nothing in it",
                                         "cupel_list: there is nothing in it" };
    for (size_t i = 0; i < 3; i++) {
        cupel_expr *wrong =
            i == 0   ? cupel_plus(cupel_attr(User, id), cupel_assign(cupel_attr(User, name), 1))
            : i == 1 ? cupel_tuple_values(0, NULL)
                     : cupel_list_values(0, NULL);
        assert_null(cupel_sql(cupel_select(session, wrong), "sqlite"));
        if (!strstr(cupel_error_text(session), texts[i]))
            fail_msg("%s", cupel_error_text(session));
    }
    /* by its name too, where there is nothing else to look up */
    assert_null(cupel_sql(cupel_select(session, cupel_assign("name", 1)), "sqlite"));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
}

/* ---- whole queries ------------------------------------------------------------------------------- */

static const cupel_query *const no_queries[] = { NULL };

/* Query number `which`; the letter is what becomes of it.  NULL past the last. */
static cupel_query *wrong_query(const bad_input *input, int which, char *letter)
{
    cupel_session *session = input->graph->session;
    const cupel_query *users = cupel_query(session, User);
    cupel_query *poisoned = cupel_filter(users, cupel_bind("no name", 1));
    cupel_query *insert = cupel_insert_into(session, User);
    cupel_subquery *ids = cupel_subquery_of(cupel_select(session, cupel_attr(User, id)), "ids");
    cupel_alias *alias = cupel_aliased(session, User, "u");
#define WRONG(number, expected, ...) \
    case number: {                   \
        *letter = (expected);        \
        return __VA_ARGS__;          \
    }
#define SELECTED(...) cupel_select(session, __VA_ARGS__)
    switch (which) {
        WRONG(0, 'a', cupel_query_mapping(session, NULL))
        WRONG(1, 'u', cupel_query_mapping(session, &Unknown_mapping))
        WRONG(2, 'a', cupel_select_values(session, 0, NULL))
        WRONG(3, 'a', SELECTED(cupel_entity(NULL)))
        WRONG(4, 'a', SELECTED(cupel_alias_attribute_at(NULL, &User_mapping, 0)))
        WRONG(5, 'r', SELECTED(cupel_alias_attribute_at(alias, NULL, 0)))
        WRONG(6, 'r', SELECTED(cupel_alias_attr(alias, Node, id)))
        WRONG(7, 'r', SELECTED(cupel_alias_attribute_at(alias, &User_mapping, 3)))
        WRONG(8, 'a', SELECTED(cupel_entity(cupel_alias_of(session, NULL, "u"))))
        WRONG(9, 'u', SELECTED(cupel_entity(cupel_alias_of(session, &Unknown_mapping, "u"))))
        WRONG(10, 'a', SELECTED(cupel_c(NULL, "id")))
        WRONG(11, 'a', SELECTED(cupel_c(ids, NULL)))
        WRONG(12, 'n', SELECTED(cupel_c(ids, "name")))
        WRONG(13, 'a', SELECTED(cupel_subquery_attr(NULL, User, id)))
        WRONG(14, 'a', SELECTED(cupel_subquery_attribute_at(ids, NULL, 0)))
        WRONG(15, 'a', SELECTED(cupel_subquery_source(NULL)))
        WRONG(16, 'a', SELECTED(cupel_subquery_source(cupel_subquery_of(NULL, "s"))))
        WRONG(17, 'a', SELECTED(cupel_subquery_source(cupel_cte(NULL, "s"))))
        WRONG(18, 'a', SELECTED(cupel_subquery_source(cupel_subquery_of(poisoned, "s"))))
        WRONG(19, 'a', SELECTED(cupel_subquery_source(cupel_cte(poisoned, "s"))))
        WRONG(20, 'a', SELECTED(cupel_subquery_source(cupel_subquery_alias(NULL, "s"))))
        WRONG(21, 'a', SELECTED(cupel_subquery_source(cupel_cte_compound(NULL, true, 1, &users))))
        WRONG(22, 'a',
              SELECTED(cupel_subquery_source(
                  cupel_cte_compound(cupel_cte(users, "c"), true, 1, no_queries))))
        WRONG(23, '.',
              SELECTED(
                  cupel_subquery_source(cupel_cte_compound(cupel_cte(users, "c"), true, 0, NULL))))
        WRONG(24, 'a', SELECTED(cupel_scalar_subquery(NULL)))
        WRONG(25, 'a', SELECTED(cupel_scalar_subquery(poisoned)))
        WRONG(26, 'a', SELECTED(cupel_exists(NULL)))
        WRONG(27, 'a', SELECTED(cupel_exists(poisoned)))
        WRONG(28, 'a', cupel_compound(users, CUPEL_UNION, 1, no_queries))
        WRONG(29, 'a',
              cupel_compound(users, CUPEL_UNION, 1, (const cupel_query *const[]){ poisoned }))
        WRONG(30, 'a', cupel_compound(users, (cupel_set_operation)99, 1, &users))
        WRONG(31, 'r', cupel_union(users, insert))
        WRONG(32, 'r', SELECTED(cupel_exists(insert)))
        WRONG(33, 'a', cupel_from_statement(users, NULL))
        WRONG(34, 'a', cupel_from_statement(users, cupel_bind("no name", 1)))
        WRONG(35, 'a', cupel_from_statement(users, cupel_attr(User, id)))
        WRONG(36, 'a', cupel_filter_by_name(users, NULL, 1))
        WRONG(37, 'r', cupel_filter_by_name(users, "", 1))
        WRONG(38, 'a', cupel_limit(users, -1))
        WRONG(39, 'a', cupel_offset(users, -1))
        WRONG(40, 'a', cupel_slice(users, -1, 2))
        WRONG(41, '.', cupel_slice(users, 3, 2))
        WRONG(42, 'a', cupel_yield_per(users, 0))
        WRONG(43, 'a', cupel_prefix_with(users, NULL, NULL))
        WRONG(44, 'a', cupel_suffix_with(users, NULL, NULL))
        WRONG(45, 'a', cupel_with_hint(users, cupel_entity_of(User), NULL, NULL))
        WRONG(46, 'a', cupel_with_statement_hint(users, NULL, NULL))
        WRONG(47, 'a', cupel_set_label_style(users, (cupel_label_style)99))
        WRONG(48, 'a', cupel_with_transformation(users, NULL, NULL))
        WRONG(49, 'a', cupel_execution_option(users, NULL, 1))
        WRONG(50, 'a', cupel_with_polymorphic_from_all(users, NULL, NULL))
        WRONG(51, 'a', cupel_with_polymorphic_values(users, 0, NULL))
        WRONG(52, '.', cupel_options_values(users, 0, NULL))
        WRONG(53, 'a', cupel_options(users, cupel_option_values((cupel_load_kind)99, 0, NULL)))
        WRONG(54, 'a', cupel_options(users, cupel_undefer_group(NULL, "g")))
        WRONG(55, 'a', cupel_options(users, cupel_undefer_group(cupel_entity_of(User), NULL)))
        WRONG(56, 'a', cupel_filter(users, cupel_with_parent_at(NULL, 0)))
        WRONG(57, 'a', cupel_filter(users, cupel_with_parent_along(&input->stranger->base, NULL)))
        WRONG(58, 'a',
              cupel_filter(users, cupel_with_parent_along(NULL, cupel_attr(User, addresses))))
        WRONG(59, 'a', cupel_join(users, cupel_of_type_values(0, NULL)))
        WRONG(60, 'a', cupel_join(users, cupel_related_and_values(0, NULL)))
        WRONG(61, 'a', cupel_with_for_update(users, .of = cupel_bind("no name", 1)))
        WRONG(62, 'a', cupel_params(users, cupel_bind("no name", 1)))
        WRONG(63, 'a', cupel_insert_mapping(session, NULL))
        WRONG(64, 'u', cupel_insert_mapping(session, &Unknown_mapping))
        WRONG(65, 'a', cupel_insert_table(session, NULL))
        WRONG(66, 'a', cupel_update_mapping(session, NULL))
        WRONG(67, 'a', cupel_update_table(session, NULL))
        WRONG(68, 'a', cupel_delete_mapping(session, NULL))
        WRONG(69, 'a', cupel_delete_table(session, NULL))
        WRONG(70, 'a', cupel_with_values_list(insert, 0, NULL))
        WRONG(71, 'a', cupel_with_values(insert, cupel_bind("no name", 1)))
        WRONG(72, 'a', cupel_with_values(insert, cupel_assign(cupel_bind("no name", 1), 1)))
        WRONG(73, 'a',
              cupel_with_values(insert,
                                cupel_assign(cupel_attr(User, name), cupel_bind("no name", 1))))
        WRONG(74, 'a', cupel_with_rows(insert, 0, NULL, 0, NULL))
        WRONG(75, 'a', cupel_with_query(insert, NULL, cupel_attr(User, name)))
        WRONG(76, 'a', cupel_with_query(insert, poisoned, cupel_attr(User, name)))
        WRONG(77, 'r', cupel_do_update_values(insert, 0, NULL))
        WRONG(78, '.', cupel_returning_values(insert, 0, NULL))
        WRONG(79, 'a', cupel_returning(insert, cupel_bind("no name", 1)))
        WRONG(80, 'r', cupel_with_values(users, cupel_assign(cupel_attr(User, name), "x")))
        WRONG(81, 'r', cupel_returning(users, cupel_attr(User, id)))
        WRONG(82, 'r', cupel_on_conflict(users))
        WRONG(83, 'r', cupel_limit(insert, 1))
        WRONG(84, 'r', SELECTED(cupel_in_list(CUPEL_OPERATOR_IN, ID, 1, NULL)))
        WRONG(85, 'r', SELECTED(cupel_in_int_array(CUPEL_OPERATOR_IN, ID, NULL, 1)))
        WRONG(86, 'r', SELECTED(cupel_in_int32_array(CUPEL_OPERATOR_IN, ID, NULL, 1)))
        WRONG(87, 'r', SELECTED(cupel_in_double_array(CUPEL_OPERATOR_IN, ID, NULL, 1)))
        WRONG(88, 'r', SELECTED(cupel_in_text_array(CUPEL_OPERATOR_IN, ID, NULL, 1)))
        WRONG(89, 'r', SELECTED(cupel_in_value_array(CUPEL_OPERATOR_IN, ID, NULL, 1)))
        WRONG(90, 'a', SELECTED(cupel_in_int_array(CUPEL_OPERATOR_EQ, ID, NULL, 0)))
        WRONG(91, 'a', SELECTED(cupel_in_values(CUPEL_OPERATOR_IN, 0, NULL)))
        WRONG(92, 'a', SELECTED(cupel_binary(CUPEL_OPERATOR_NOT, ID, ID)))
        WRONG(93, 'a', SELECTED(cupel_unary(CUPEL_OPERATOR_EQ, ID)))
        WRONG(94, 'a', SELECTED(cupel_between_values(CUPEL_OPERATOR_EQ, ID, ID, ID)))
        WRONG(95, 'a',
              SELECTED(cupel_like_value(CUPEL_OPERATOR_EQ, CUPEL_LIKE_PATTERN, ID, ID, &no_escape)))
        WRONG(96, 'a', SELECTED(cupel_case_of_values(0, NULL)))
        WRONG(97, 'a', SELECTED(cupel_tuple_values(0, NULL)))
        WRONG(98, 'a', SELECTED(cupel_not(NULL)))
        WRONG(99, 'a', cupel_filter(users, cupel_not((cupel_expr *)NULL)))
        WRONG(
            100, 'r',
            cupel_filter(users, cupel_in(cupel_attr(User, id),
                                         cupel_from_statement(users, cupel_text_sql("SELECT 1")))))
        WRONG(101, 'r',
              cupel_filter(users,
                           cupel_exists(cupel_from_statement(users, cupel_text_sql("SELECT 1")))))
        WRONG(102, 'a',
              cupel_join(users, cupel_of_type(cupel_attr(User, addresses), (cupel_expr *)NULL)))
        WRONG(103, 'a',
              cupel_filter(users, cupel_contains(cupel_attr(User, addresses), (cupel_expr *)NULL)))
    default: return NULL;
    }
}

static void test_queries(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    cupel_query *query;
    char letter = '?';
    int wrong = 0;
    for (int which = 0; (query = wrong_query(input, which, &letter)) != NULL; which++) {
        char found = outcome(input, query);
        if (found != letter) {
            print_error("%d: '%c' should be '%c': %s\n", which, found, letter,
                        cupel_error_text(session));
            wrong++;
        }
        cupel_session_reset(session);
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(cupel_count(cupel_query(session, User)), 3);
}

/* ---- places for what is found, and who asks ------------------------------------------------------ */

static void expect_code(const bad_input *input, cupel_code code, int number)
{
    const cupel_error *error = cupel_session_error(input->graph->session);
    if (error->code != code || strlen(error->text) < 10)
        fail_msg("%d: %s: %s", number, cupel_code_name(error->code), error->text);
    cupel_session_reset(input->graph->session);
}

static void test_asking(void **state)
{
    const bad_input *input = *state;
    cupel_session *session = input->graph->session;
    const cupel_query *ids = cupel_select(session, cupel_attr(User, id));
    const cupel_query *users = cupel_query(session, User);
    cupel_value value = cupel_value_int(7);
    size_t count = 7;
    int number = 0;
#define ASKED(code, call)                   \
    do {                                    \
        number++;                           \
        bool nothing_ = (call);             \
        if (!nothing_)                      \
            fail_msg("call %d", number);    \
        expect_code(input, (code), number); \
    } while (0)
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_scalar_value(ids, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_scalar_int(ids, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_scalar_double(ids, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_scalar_bool(ids, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_scalar_text(ids, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_first_value(users, cupel_attr(User, id), NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_first_value(users, cupel_bind("no name", 1), &value));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_first_value(users, (cupel_expr *)NULL, &value));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_item_at(users, -1));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_instances(users, NULL));
    ASKED(CUPEL_NO_SUCH_MODULE, !cupel_sql(users, "nosuch"));
    ASKED(CUPEL_INVALID_REQUEST, !cupel_cursor_open_of(users, &Address_mapping).run);
    ASKED(CUPEL_UNMAPPED_TYPE, !cupel_get_by_key(session, NULL, 1, &value));
    ASKED(CUPEL_INVALID_REQUEST, !cupel_get_by_key(session, &User_mapping, 0, NULL));
    ASKED(CUPEL_UNMAPPED_TYPE, !cupel_get_by_key(session, &Unknown_mapping, 1, &value));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_get(session, User, cupel_bind("no name", 1)));
    ASKED(CUPEL_INVALID_REQUEST, !cupel_query_get_values(users, 0, NULL));
    ASKED(CUPEL_INVALID_ARGUMENT, !cupel_query_get(users, cupel_bind("no name", 1)));
    ASKED(CUPEL_INVALID_ARGUMENT,
          cupel_update_rows_values(users, CUPEL_SYNCHRONIZE_AUTO, 0, NULL) == -1);
    ASKED(CUPEL_INVALID_ARGUMENT,
          cupel_update_rows(users, CUPEL_SYNCHRONIZE_AUTO,
                            cupel_assign(cupel_bind("no name", 1), 1)) == -1);
    ASKED(CUPEL_INVALID_ARGUMENT,
          cupel_update_rows(users, (cupel_synchronize)99, cupel_assign("name", "x")) == -1);
    ASKED(CUPEL_INVALID_ARGUMENT, cupel_delete_rows(users, (cupel_synchronize)99) == -1);
    /* the dialect of the session */
    assert_non_null(cupel_sql_with(users, NULL, NULL));
    assert_non_null(cupel_sql_parameters(users, NULL));
    /* no session that could say why */
    assert_null(cupel_get_by_key(NULL, &User_mapping, 1, &value));
    assert_null(cupel_aliased(NULL, User, "u"));
    assert_null(cupel_query_session(NULL));
    cupel_query *free_one = cupel_query(NULL, User);
    assert_null(cupel_query_session(free_one));
    cupel_query_free(free_one);
    assert_null(cupel_column_descriptions(NULL, &count));
    assert_null(cupel_whereclause(NULL));
    assert_null(cupel_merge_result(NULL, NULL, true));
    assert_false(cupel_get_execution_option(NULL, "a", &value));
    assert_false(cupel_get_execution_option(users, NULL, &value));
    assert_false(cupel_get_execution_option(users, "a", NULL));
    assert_int_equal(cupel_get_label_style(NULL), CUPEL_LABEL_DEFAULT);
    assert_int_equal(cupel_array_count(NULL), 0);
    assert_null(cupel_cursor_next(NULL));
    assert_null(cupel_cursor_row(NULL));
    assert_null(cupel_cursor_next(&(cupel_cursor){ NULL }));
    assert_null(cupel_cursor_row(&(cupel_cursor){ NULL }));
    cupel_cursor_close(NULL);
    cupel_query_free(NULL);
    assert_null(cupel_all(cupel_with_session(NULL, session)));
    assert_ptr_equal(cupel_with_session(users, NULL), users);
    assert_null(cupel_all(cupel_related_query(NULL, 0)));
    assert_int_equal(cupel_count(users), 3);
}

#define BAD_TEST(test) cmocka_unit_test_setup_teardown(test, bad_setup, bad_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BAD_TEST(test_operands),
        BAD_TEST(test_no_value),
        BAD_TEST(test_queries),
        BAD_TEST(test_asking),
    };
    return cmocka_run_group_tests_name("orm/bad_operands", tests, NULL, NULL);
}
