/*
 * The tutorial, T42 to T61: what a query is for, and which rows it wants.
 */
#include "users.h"

#define USERS_BY_ID " ORDER BY users.id"

/* ---- what is selected --------------------------------------------------------------------------- */

static void test_t42_entities(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    static const char *const names[] = { "ed Ed Jones", "wendy Wendy Williams",
                                         "mary Mary Contrary", "fred Fred Flinstone" };
    size_t count = 0;
    cupel_each (User, user, cupel_order_by(cupel_query(one.session, User), cupel_attr(User, id))) {
        char both[100];
        snprintf(both, sizeof both, "%s %s", user->name, user->fullname);
        assert_true(count < 4);
        assert_string_equal(both, names[count++]);
    }
    assert_int_equal(count, 4);
    suite_sent(SELECT_USERS USERS_BY_ID " () 4 rows");
    suite_close(&one);
}

/* The texts in a column of all rows, in the order of the alphabet: these queries are not ordered. */
static void assert_column(const suite *one, const cupel_query *query, const char *column,
                          const char *expected)
{
    const cupel_row **rows = cupel_all_rows(query);
    const char *texts[8];
    char found[200] = "";
    size_t length = 0, count = cupel_array_count(rows);
    if (!rows)
        fail_msg("%s", cupel_error_text(one->session));
    assert_true(count <= 8);
    for (size_t i = 0; i < count; i++) {
        const char *text = cupel_row_text(rows[i], column);
        assert_non_null(text);
        size_t at = i;
        for (; at > 0 && strcmp(texts[at - 1], text) > 0; at--)
            texts[at] = texts[at - 1];
        texts[at] = text;
    }
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i > 0 ? "," : "",
                                   texts[i]);
    assert_string_equal(found, expected);
}

static void test_t43_t45_columns(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    /* T43 */
    const cupel_query *query =
        cupel_select(one.session, cupel_attr(User, name), cupel_attr(User, fullname));
    assert_column(&one, query, "name", "ed,fred,mary,wendy");
    suite_sent("SELECT users.name AS users_name, users.fullname AS users_fullname\nFROM users () 4 "
               "rows");
    assert_column(&one, query, "fullname", "Ed Jones,Fred Flinstone,Mary Contrary,Wendy Williams");
    cu_test_statements_clear(&suite_log);
    /* T44: the instance by the name of its struct */
    query = cupel_select(one.session, cupel_entity_of(User), cupel_attr(User, name));
    size_t count = 0;
    cupel_each_row (row, query) {
        const User *user = cupel_row_entity(row, "User");
        assert_non_null(user);
        assert_string_equal(user->name, cupel_row_text(row, "name"));
        assert_string_equal(user->name, cupel_row_text(row, 1));
        count++;
    }
    assert_int_equal(count, 4);
    suite_sent("SELECT " USER_COLUMNS ", users.name AS users_name__1\nFROM users () 4 rows");
    /* T45 */
    query = cupel_select(one.session, cupel_label(cupel_attr(User, name), "name_label"));
    assert_column(&one, query, "name_label", "ed,fred,mary,wendy");
    suite_sent("SELECT users.name AS name_label\nFROM users () 4 rows");
    suite_close(&one);
}

static void test_t46_alias(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    cupel_alias *alias = cupel_aliased(one.session, User, "user_alias");
    size_t count = 0;
    cupel_each_row (
        row, cupel_select(one.session, cupel_entity(alias), cupel_alias_attr(alias, User, name))) {
        const User *user = cupel_row_entity(row, "user_alias");
        assert_non_null(user);
        assert_string_equal(user->name, cupel_row_text(row, 1));
        count++;
    }
    assert_int_equal(count, 4);
    suite_sent("SELECT user_alias.id AS user_alias_id, user_alias.name AS user_alias_name, "
               "user_alias.fullname AS user_alias_fullname, user_alias.password AS "
               "user_alias_password, user_alias.name AS user_alias_name__1\nFROM users AS "
               "user_alias () 4 rows");
    suite_close(&one);
}

static void test_t47_slices(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *users = cupel_order_by(cupel_query(one.session, User), cupel_attr(User, id));
    assert_names(&one, cupel_slice(users, 1, 3), "wendy mary");
    suite_sent(SELECT_USERS USERS_BY_ID "\nLIMIT ? OFFSET ? (2, 1) 2 rows");
    /* T47b: an empty one, one item, counting from the end, behind the last */
    assert_names(&one, cupel_slice(users, 2, 2), "");
    suite_sent(SELECT_USERS USERS_BY_ID "\nLIMIT ? OFFSET ? (0, 2) 0 rows");
    User *second = cupel_item_at(users, 1);
    assert_user(second, "wendy", "Wendy Williams", "foobar");
    suite_sent(SELECT_USERS USERS_BY_ID "\nLIMIT ? OFFSET ? (1, 1) 1 row");
    assert_null(cupel_item_at(users, -1));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_slice(users, -2, CUPEL_OPEN)));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_nothing_sent();
    assert_null(cupel_item_at(users, 99));
    assert_failed(&one, CUPEL_NO_RESULT_FOUND);
    suite_sent(SELECT_USERS USERS_BY_ID "\nLIMIT ? OFFSET ? (1, 99) 0 rows");
    suite_close(&one);
}

/* ---- which rows --------------------------------------------------------------------------------- */

static void test_t48_t50_filters(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *names = cupel_select(one.session, cupel_attr(User, name));
    /* T48; the compiler knows the attribute, by name it is looked up */
    assert_column(&one, cupel_filter_by(names, User, fullname, "Ed Jones"), "name", "ed");
    suite_sent("SELECT users.name AS users_name\nFROM users\nWHERE users.fullname = ? ('Ed Jones') "
               "1 row");
    assert_column(&one, cupel_filter_by_name(names, "fullname", "Ed Jones"), "name", "ed");
    suite_sent("SELECT users.name AS users_name\nFROM users\nWHERE users.fullname = ? ('Ed Jones') "
               "1 row");
    assert_null(cupel_all_rows(cupel_filter_by_name(names, "nosuch", "x")));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_nothing_sent();
    /* T49 */
    assert_column(&one, cupel_filter(names, cupel_eq(cupel_attr(User, fullname), "Ed Jones")),
                  "name", "ed");
    suite_sent("SELECT users.name AS users_name\nFROM users\nWHERE users.fullname = ? ('Ed Jones') "
               "1 row");
    /* T50: the first one stays as it was */
    const cupel_query *eds =
        cupel_filter(cupel_query(one.session, User), cupel_eq(cupel_attr(User, name), "ed"));
    const cupel_query *joneses =
        cupel_filter(eds, cupel_eq(cupel_attr(User, fullname), "Ed Jones"));
    assert_names(&one, joneses, "ed");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? AND users.fullname = ? ('ed', 'Ed Jones') 1 "
                            "row");
    assert_names(&one, eds, "ed");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? ('ed') 1 row");
    suite_close(&one);
}

/* A condition, what it is in SQL, the values bound, how many rows, and whose. */
#define check(condition, sql, values, rows, names)                               \
    do {                                                                         \
        assert_names(&one, cupel_filter(users, condition), names);               \
        suite_sent(SELECT_USERS "\nWHERE " sql USERS_BY_ID " " values " " rows); \
    } while (0)

static void test_t51_t56_comparisons(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *users = cupel_order_by(cupel_query(one.session, User), cupel_attr(User, id));
    /* T51, T52, T53 */
    check(cupel_eq(cupel_attr(User, name), "ed"), "users.name = ?", "('ed')", "1 row", "ed");
    check(cupel_ne(cupel_attr(User, name), "ed"), "users.name != ?", "('ed')", "3 rows",
          "wendy mary fred");
    check(cupel_like(cupel_attr(User, name), "%ed%"), "users.name LIKE ?", "('%ed%')", "2 rows",
          "ed fred");
    /* T54, and T54b: nothing is in an empty list */
    check(cupel_in(cupel_attr(User, name), "ed", "wendy", "jack"), "users.name IN (?, ?, ?)",
          "('ed', 'wendy', 'jack')", "2 rows", "ed wendy");
    check(cupel_in(cupel_attr(User, name)), "users.name IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)",
          "()", "0 rows", "");
    /* T55 */
    check(cupel_in(cupel_attr(User, name),
                   cupel_filter(cupel_select(one.session, cupel_attr(User, name)),
                                cupel_like(cupel_attr(User, name), "%ed%"))),
          "users.name IN (SELECT users.name\nFROM users\nWHERE users.name LIKE ?)", "('%ed%')",
          "2 rows", "ed fred");
    /* T56 */
    check(cupel_not(cupel_in(cupel_attr(User, name), "ed", "wendy", "jack")),
          "(users.name NOT IN (?, ?, ?))", "('ed', 'wendy', 'jack')", "2 rows", "mary fred");
    suite_close(&one);
}

static void test_t57_t60_null_and_or(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *users = cupel_order_by(cupel_query(one.session, User), cupel_attr(User, id));
    /* T57, T57b, T58, T58b */
    check(cupel_eq(cupel_attr(User, name), NULL), "users.name IS NULL", "()", "0 rows", "");
    check(cupel_is(cupel_attr(User, name), NULL), "users.name IS NULL", "()", "0 rows", "");
    check(cupel_ne(cupel_attr(User, name), NULL), "users.name IS NOT NULL", "()", "4 rows",
          "ed wendy mary fred");
    check(cupel_is_not(cupel_attr(User, name), NULL), "users.name IS NOT NULL", "()", "4 rows",
          "ed wendy mary fred");
    /* T59, T59b, T59c: three ways of AND */
    check(cupel_and(cupel_eq(cupel_attr(User, name), "ed"),
                    cupel_eq(cupel_attr(User, fullname), "Ed Jones")),
          "users.name = ? AND users.fullname = ?", "('ed', 'Ed Jones')", "1 row", "ed");
    assert_names(&one,
                 cupel_filter(users, cupel_eq(cupel_attr(User, name), "ed"),
                              cupel_eq(cupel_attr(User, fullname), "Ed Jones")),
                 "ed");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? AND users.fullname = ?" USERS_BY_ID
                            " ('ed', 'Ed Jones') 1 row");
    assert_names(&one,
                 cupel_filter(cupel_filter(users, cupel_eq(cupel_attr(User, name), "ed")),
                              cupel_eq(cupel_attr(User, fullname), "Ed Jones")),
                 "ed");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? AND users.fullname = ?" USERS_BY_ID
                            " ('ed', 'Ed Jones') 1 row");
    /* T60 */
    check(
        cupel_or(cupel_eq(cupel_attr(User, name), "ed"), cupel_eq(cupel_attr(User, name), "wendy")),
        "users.name = ? OR users.name = ?", "('ed', 'wendy')", "2 rows", "ed wendy");
    suite_close(&one);
}

static void test_t61_match(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    const cupel_query *matching =
        cupel_filter(cupel_query(one.session, User), cupel_match(cupel_attr(User, name), "wendy"));
    if (suite_is("postgresql")) {
        assert_names(&one, matching, "wendy");
    } else {
        /* SQLite has it for tables of its own kind, MariaDB for columns with such an index. */
        assert_null(cupel_all(matching));
        assert_failed(&one, CUPEL_OPERATIONAL_ERROR);
    }
    suite_sent(SELECT_USERS "\nWHERE users.name MATCH ? ('wendy') OPERATIONAL_ERROR");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t42_entities),        SUITE_TEST(test_t43_t45_columns),
        SUITE_TEST(test_t46_alias),           SUITE_TEST(test_t47_slices),
        SUITE_TEST(test_t48_t50_filters),     SUITE_TEST(test_t51_t56_comparisons),
        SUITE_TEST(test_t57_t60_null_and_or), SUITE_TEST(test_t61_match),
    };
    return cmocka_run_group_tests_name("suite/tutorial_filter", tests, NULL, suite_end);
}
