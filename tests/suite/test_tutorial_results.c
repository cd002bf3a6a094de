/*
 * The tutorial, T62 to T76: lists and scalars, textual SQL, counting.
 */
#include "users.h"

#define SELECT_REST                                                                     \
    "SELECT users.id AS users_id, users.fullname AS users_fullname, users.password AS " \
    "users_password\nFROM users\nWHERE users.id = ? "
#define LIKE_ED "\nWHERE users.name LIKE ? ORDER BY users.id "

static cupel_query *users_like_ed(const suite *one)
{
    return cupel_order_by(
        cupel_filter(cupel_query(one->session, User), cupel_like(cupel_attr(User, name), "%ed")),
        cupel_attr(User, id));
}

/* ---- lists and scalars -------------------------------------------------------------------------- */

static void test_t62_t63_all_and_first(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *query = users_like_ed(&one);
    /* T62 */
    User **all = cupel_all(query);
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 2);
    assert_user(all[0], "ed", "Ed Jones", "f8s7ccs");
    assert_user(all[1], "fred", "Fred Flinstone", "blah");
    assert_null(all[2]);
    suite_sent(SELECT_USERS LIKE_ED "('%ed') 2 rows");
    /* T63 */
    assert_ptr_equal(cupel_first(query), all[0]);
    suite_sent(SELECT_USERS "\nWHERE users.name LIKE ? ORDER BY users.id\nLIMIT ? OFFSET ? ('%ed', "
                            "1, 0) 1 row");
    assert_null(cupel_first(cupel_filter_by(cupel_query(one.session, User), User, id, 99)));
    assert_failed(&one, CUPEL_OK);
    suite_sent(SELECT_USERS "\nWHERE users.id = ?\nLIMIT ? OFFSET ? (99, 1, 0) 0 rows");
    suite_close(&one);
}

#define NO_ED "\nWHERE users.name LIKE ? AND users.id = ? ORDER BY users.id ('%ed', 99) 0 rows"

static void test_t64_t66_one(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *query = users_like_ed(&one);
    const cupel_query *none = cupel_filter(query, cupel_eq(cupel_attr(User, id), 99));
    /* T64, T65 */
    assert_null(cupel_one(query));
    assert_failed(&one, CUPEL_MULTIPLE_RESULTS_FOUND);
    suite_sent(SELECT_USERS LIKE_ED "('%ed') 2 rows");
    assert_null(cupel_one(none));
    assert_failed(&one, CUPEL_NO_RESULT_FOUND);
    suite_sent(SELECT_USERS NO_ED);
    /* T66 */
    assert_null(cupel_one_or_none(none));
    assert_failed(&one, CUPEL_OK);
    suite_sent(SELECT_USERS NO_ED);
    assert_null(cupel_one_or_none(query));
    assert_failed(&one, CUPEL_MULTIPLE_RESULTS_FOUND);
    suite_sent(SELECT_USERS LIKE_ED "('%ed') 2 rows");
    suite_close(&one);
}

static void test_t67_scalar(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *ids = cupel_select(one.session, cupel_attr(User, id));
    int64_t id = 0;
    assert_true(cupel_scalar(
        cupel_order_by(cupel_filter_by(ids, User, name, "ed"), cupel_attr(User, id)), &id));
    assert_int_equal(id, 1);
    suite_sent("SELECT users.id AS users_id\nFROM users\nWHERE users.name = ? ORDER BY users.id "
               "('ed') 1 row");
    assert_false(cupel_scalar(cupel_filter_by(ids, User, id, 99), &id));
    assert_failed(&one, CUPEL_OK);
    suite_sent("SELECT users.id AS users_id\nFROM users\nWHERE users.id = ? (99) 0 rows");
    assert_false(cupel_scalar(ids, &id));
    assert_failed(&one, CUPEL_MULTIPLE_RESULTS_FOUND);
    suite_sent("SELECT users.id AS users_id\nFROM users () 2 rows");
    suite_close(&one);
}

/* ---- textual SQL -------------------------------------------------------------------------------- */

static void test_t68_t69_text(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *users = cupel_query(one.session, User);
    /* T68; a text that was not said to be SQL is a value, and no condition */
    assert_names(
        &one, cupel_order_by(cupel_filter(users, cupel_text_sql("id<224")), cupel_text_sql("id")),
        "ed wendy mary fred");
    suite_sent(SELECT_USERS "\nWHERE id<224 ORDER BY id () 4 rows");
    assert_null(cupel_all(cupel_filter(users, "id<224")));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_nothing_sent();
    /* T69 */
    const cupel_query *query = cupel_order_by(
        cupel_filter(users, cupel_text_sql("id<:value and name=:name")), cupel_attr(User, id));
    assert_user(
        cupel_one(cupel_params(query, cupel_bind("value", 224), cupel_bind("name", "fred"))),
        "fred", "Fred Flinstone", "blah");
    suite_sent(SELECT_USERS "\nWHERE id<? and name=? ORDER BY users.id (224, 'fred') 1 row");
    assert_null(cupel_one(query));
    assert_failed(&one, CUPEL_STATEMENT_ERROR);
    assert_string_equal(cupel_error_text(one.session),
                        "parameter 'value' has no value; give it one with cupel_params(query, "
                        "cupel_bind(\"value\", value))");
    suite_nothing_sent();
    suite_close(&one);
}

static void test_t70_t72_statements(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    /* T70: columns by their names */
    const cupel_query *query = cupel_from_statement(
        cupel_query(one.session, User), cupel_text_sql("SELECT * FROM users where name=:name"));
    assert_user(cupel_one(cupel_params(query, cupel_bind("name", "ed"))), "ed", "Ed Jones",
                "f8s7ccs");
    suite_sent("SELECT * FROM users where name=? ('ed') 1 row");
    /* T71: by where they stand */
    cupel_expr *statement = cupel_text_columns(
        cupel_text_sql("SELECT name, id, fullname, password FROM users where name=:name"),
        cupel_attr(User, name), cupel_attr(User, id), cupel_attr(User, fullname),
        cupel_attr(User, password));
    query = cupel_from_statement(cupel_query(one.session, User), statement);
    assert_user(cupel_one(cupel_params(query, cupel_bind("name", "ed"))), "ed", "Ed Jones",
                "f8s7ccs");
    suite_sent("SELECT name, id, fullname, password FROM users where name=? ('ed') 1 row");
    /* T72: rows in the order of the query */
    statement = cupel_text_columns(cupel_text_sql("SELECT name, id FROM users where name=:name"),
                                   cupel_attr(User, name), cupel_attr(User, id));
    query = cupel_from_statement(
        cupel_select(one.session, cupel_attr(User, id), cupel_attr(User, name)), statement);
    const cupel_row *row = cupel_one_row(cupel_params(query, cupel_bind("name", "ed")));
    assert_non_null(row);
    assert_int_equal(cupel_row_int(row, 0), 1);
    assert_string_equal(cupel_row_text(row, 1), "ed");
    suite_sent("SELECT name, id FROM users where name=? ('ed') 1 row");
    suite_close(&one);
}

static void test_t72b_missing_columns(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *users = cupel_query(one.session, User);
    /* without the primary key */
    assert_null(cupel_all(cupel_from_statement(users, cupel_text_sql("SELECT name FROM users"))));
    assert_failed(&one, CUPEL_NO_SUCH_COLUMN);
    suite_sent("SELECT name FROM users () 0 rows");
    /* without others: they are loaded when asked for, each row by a statement */
    User **found = cupel_all(
        cupel_from_statement(users, cupel_text_sql("SELECT id, name FROM users ORDER BY id")));
    assert_int_equal(cupel_array_count(found), 4);
    suite_sent("SELECT id, name FROM users ORDER BY id () 4 rows");
    static const char *const passwords[] = { "f8s7ccs", "foobar", "xxg527", "blah" };
    for (size_t i = 0; i < 4; i++)
        suite_text(cupel_load(found[i], password), passwords[i]);
    suite_sent(SELECT_REST "(1) 1 row", SELECT_REST "(2) 1 row", SELECT_REST "(3) 1 row",
               SELECT_REST "(4) 1 row");
    suite_close(&one);
}

/* ---- counting ----------------------------------------------------------------------------------- */

static void test_t73_t76_counting(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    /* T73 */
    assert_int_equal(cupel_count(cupel_filter(cupel_query(one.session, User),
                                              cupel_like(cupel_attr(User, name), "%ed"))),
                     2);
    suite_sent("SELECT count(*) AS count_1\nFROM (" SELECT_USERS
               "\nWHERE users.name LIKE ?) AS anon_1 ('%ed') 1 row");
    /* T74 */
    size_t groups = 0;
    cupel_each_row (
        row, cupel_group_by(cupel_select(one.session, cupel_func("count", cupel_attr(User, name)),
                                         cupel_attr(User, name)),
                            cupel_attr(User, name))) {
        assert_int_equal(cupel_row_int(row, 0), 1);
        assert_non_null(cupel_row_text(row, "name"));
        groups++;
    }
    assert_int_equal(groups, 4);
    suite_sent("SELECT count(users.name) AS count_1, users.name AS users_name\nFROM users GROUP BY "
               "users.name () 4 rows");
    /* T75 */
    int64_t count = 0;
    assert_true(
        cupel_scalar(cupel_select_from(cupel_select(one.session, cupel_func("count", cupel_star())),
                                       cupel_entity_of(User)),
                     &count));
    assert_int_equal(count, 4);
    suite_sent("SELECT count(*) AS count_1\nFROM users () 1 row");
    /* T76 */
    count = 0;
    assert_true(
        cupel_scalar(cupel_select(one.session, cupel_func("count", cupel_attr(User, id))), &count));
    assert_int_equal(count, 4);
    suite_sent("SELECT count(users.id) AS count_1\nFROM users () 1 row");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t62_t63_all_and_first),
        SUITE_TEST(test_t64_t66_one),
        SUITE_TEST(test_t67_scalar),
        SUITE_TEST(test_t68_t69_text),
        SUITE_TEST(test_t70_t72_statements),
        SUITE_TEST(test_t72b_missing_columns),
        SUITE_TEST(test_t73_t76_counting),
    };
    return cmocka_run_group_tests_name("suite/tutorial_results", tests, NULL, suite_end);
}
