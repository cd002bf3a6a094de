/*
 * Names that end what they stand in and go on with SQL of their own, in every
 * place that takes a name: each stays a name, on any database.
 */
#include "suite.h"

#define ATTACK   "a'\"`]); DROP TABLE victims; --"
#define PLACE(n) ATTACK " " #n

typedef struct Victim {
    cupel_object base;
    cupel_int id;
    cupel_text name;
} Victim;

enum mood { GOOD, BAD };
CUPEL_ENUM_TYPE(mood_type, PLACE(t), { PLACE(good), GOOD }, { PLACE(bad), BAD });

typedef struct Odd Odd;
struct Odd {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int number;
    const enum mood mood;
    cupel_null_int victim_id;
    cupel_null_int other_id;
    cupel_to_one(Odd) other;
    cupel_to_many(Odd) others;
};

CUPEL_MAP(Victim, "victims", CUPEL_COLUMN(Victim, id, .primary_key = true),
          CUPEL_COLUMN(Victim, name, .length = 20));

CUPEL_MAP(Odd, ATTACK,
          CUPEL_COLUMN(Odd, id, .primary_key = true, .name = PLACE(id), .comment = ATTACK),
          CUPEL_COLUMN(Odd, name, .name = PLACE(nm), .length = 100),
          CUPEL_COLUMN(Odd, number, .name = PLACE(no)),
          CUPEL_COLUMN(Odd, mood, .name = PLACE(md), .enumeration = &mood_type),
          CUPEL_COLUMN(Odd, victim_id, .name = PLACE(vi), .foreign_key = "victims.id",
                       .foreign_key_name = PLACE(fk)),
          CUPEL_COLUMN(Odd, other_id, .name = PLACE(ot), .foreign_key = ATTACK "." PLACE(id)),
          CUPEL_UNIQUE(.columns = { PLACE(nm) }, .name = PLACE(uq)),
          CUPEL_INDEX(.columns = { PLACE(no), PLACE(vi) }, .name = PLACE(ix)),
          CUPEL_CHECK(.sql = "1 = 1", .name = PLACE(ck)), CUPEL_TABLE_OPTIONS(.comment = ATTACK),
          CUPEL_RELATIONSHIP(Odd, other, Odd, .back_populates = "others"),
          CUPEL_RELATIONSHIP(Odd, others, Odd, .back_populates = "other"));

static void open_odd(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Victim_mapping, &Odd_mapping };
    suite_open(one, 2, mappings);
    suite_ok(one, cupel_add(one->session, cupel_new(Victim, .name = "first")));
    suite_ok(one, cupel_commit(one->session));
}

static void close_odd(suite *one)
{
    cupel_rollback(one->session);
    if (cupel_count(cupel_query(one->session, Victim)) != 1)
        fail_msg("the victims are gone: %s", cupel_error_text(one->session));
    cupel_session_close(one->session);
    one->session = NULL;
    if (cupel_drop_all(one->registry, one->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    suite_close(one);
}

/* Tables, columns, keys, constraints, indexes, enumerations and comments: made, used and reflected. */
static void test_schema(void **state)
{
    (void)state;
    suite one;
    open_odd(&one);
    Odd *odd = cupel_new(Odd, .name = ATTACK, .mood = BAD);
    suite_ok(&one, cupel_add(one.session, odd));
    cupel_append(odd, others, cupel_new(Odd, .name = "second", .number = &(int64_t){ 2 }));
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    odd = cupel_one(cupel_options(cupel_filter_by(cupel_query(one.session, Odd), Odd, name, ATTACK),
                                  cupel_joinedload(cupel_attr(Odd, others))));
    if (!odd) {
        fail_msg("%s", cupel_error_text(one.session));
        return;
    }
    assert_int_equal(odd->mood, BAD);
    assert_int_equal(odd->others.count, 1);
    cupel_set(odd, number, 5);
    cupel_delete(one.session, odd->others.items[0]);
    suite_ok(&one, cupel_commit(one.session));
    cupel_rollback(one.session);
    cupel_inspector *inspector = cupel_inspect(one.engine);
    assert_true(cupel_has_table(inspector, ATTACK, NULL));
    size_t count = 0;
    const cupel_table_item *columns = cupel_get_columns(inspector, ATTACK, NULL, &count);
    if (!columns) {
        fail_msg("%s", cupel_inspector_error(inspector)->text);
        return;
    }
    assert_int_equal(count, 6);
    suite_text(columns[0].name, PLACE(id));
    assert_non_null(cupel_get_table(inspector, ATTACK, NULL));
    assert_false(cupel_has_table(inspector, ATTACK, ATTACK));
    cupel_inspector_close(inspector);
    close_odd(&one);
}

/* Names that a statement makes up. */
static void test_query(void **state)
{
    (void)state;
    suite one;
    open_odd(&one);
    suite_ok(&one, cupel_add(one.session, cupel_new(Odd, .name = ATTACK)));
    suite_ok(&one, cupel_flush(one.session));
    cupel_session *session = one.session;
    cupel_alias *alias = cupel_aliased(session, Odd, PLACE(alias));
    cupel_subquery *sub = cupel_subquery_of(
        cupel_select(session, cupel_label(cupel_attr(Odd, id), PLACE(label))), PLACE(sub));
    cupel_subquery *cte =
        cupel_cte(cupel_select(session, cupel_label(cupel_attr(Odd, id), PLACE(c))), PLACE(cte));
    cupel_query *query = cupel_order_by(
        cupel_filter(cupel_select(session, cupel_label(cupel_alias_attr(alias, Odd, name), ATTACK),
                                  cupel_c(sub, PLACE(label)), cupel_c(cte, PLACE(c))),
                     cupel_eq(cupel_alias_attr(alias, Odd, id), cupel_c(sub, PLACE(label))),
                     cupel_eq(cupel_c(cte, PLACE(c)), cupel_c(sub, PLACE(label)))),
        ATTACK);
    const cupel_row *row = cupel_one_row(query);
    if (!row)
        fail_msg("%s", cupel_error_text(session));
    suite_text(cupel_row_text(row, ATTACK), ATTACK);
    assert_true(cupel_row_int(row, PLACE(label)) > 0);
    assert_int_equal(cupel_row_int(row, PLACE(none)), 0);
    assert_failed(&one, CUPEL_NO_SUCH_COLUMN);
    suite_ok(&one, cupel_flush(session));
    close_odd(&one);
}

/* Names of something that is not there. */
static void test_unknown(void **state)
{
    (void)state;
    suite one;
    open_odd(&one);
    cupel_session *session = one.session;
    cupel_query *odds = cupel_query(session, Odd);
    assert_null(cupel_all(cupel_order_by(odds, ATTACK)));
    assert_failed(&one, CUPEL_COMPILE_ERROR);
    assert_null(cupel_all(cupel_filter_by_name_value(odds, ATTACK, cupel_value_int(1))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(cupel_filter(odds, cupel_eq(cupel_bind(ATTACK, 1), 1))));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_filter(odds, cupel_eq(cupel_func(ATTACK, 1), 1))));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_filter(odds, cupel_op(cupel_attr(Odd, id), "= 1 OR 1", 1))));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(
        cupel_count(cupel_filter(odds, cupel_eq(cupel_collate(cupel_attr(Odd, name), ATTACK), ""))),
        -1);
    cupel_rollback(session);
    cupel_connection *connection = cupel_connect(one.engine);
    assert_null(cupel_copy_into(connection, ATTACK, ATTACK, ATTACK));
    (void)cupel_connection_begin_twophase(connection, ATTACK);
    cupel_connection_close(connection);
    close_odd(&one);
}

/* Values, wherever they may stand. */
static void test_values(void **state)
{
    (void)state;
    suite one;
    open_odd(&one);
    cupel_session *session = one.session;
    suite_ok(&one, cupel_add(session, cupel_new(Odd, .name = ATTACK)));
    cupel_expr *const conditions[] = {
        cupel_eq(cupel_attr(Odd, name), ATTACK),
        cupel_in(cupel_attr(Odd, name), "x", ATTACK),
        cupel_startswith(cupel_attr(Odd, name), ATTACK),
        cupel_contains(cupel_attr(Odd, name), ATTACK, .autoescape = true),
        cupel_between(cupel_attr(Odd, name), ATTACK, ATTACK),
        cupel_eq(cupel_func("lower", cupel_attr(Odd, name)), cupel_func("lower", ATTACK)),
        cupel_eq(cupel_coalesce(NULL, cupel_attr(Odd, name), ATTACK), ATTACK),
    };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        cupel_query *query = cupel_filter(cupel_query(session, Odd), conditions[i]);
        if (cupel_count(query) != 1)
            fail_msg("condition %zu: %s", i, cupel_error_text(session));
        /* And written into the SQL, as a person would run it. */
        const char *sql = cupel_sql(query, NULL, .literals = true);
        cupel_result *result = sql ? cupel_session_execute(session, sql) : NULL;
        if (!result || !cupel_result_next(result))
            fail_msg("condition %zu: %s", i, sql ? sql : cupel_error_text(session));
        cupel_result_close(result);
    }
    close_odd(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_schema),
        SUITE_TEST(test_query),
        SUITE_TEST(test_unknown),
        SUITE_TEST(test_values),
    };
    return cmocka_run_group_tests_name("suite/injection", tests, NULL, suite_end);
}
