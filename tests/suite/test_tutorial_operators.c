/*
 * The tutorial, T107 to T117: EXISTS, and the operators of relationships.
 */
#include "addresses.h"

/* The only name that a query for users.name gives. */
static void assert_only(const suite *one, const cupel_query *query, const char *expected)
{
    const char *name = NULL;
    if (!cupel_scalar(query, &name))
        fail_msg("%s", cupel_error_text(one->session));
    assert_string_equal(name, expected);
}

#define SELECT_NAMES "SELECT users.name AS users_name\nFROM users\nWHERE "

static void test_t107_t109_exists(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *names = cupel_select(one.session, cupel_attr(User, name));
    /* T107 */
    const cupel_query *theirs =
        cupel_filter(cupel_query(one.session, Address),
                     cupel_eq(cupel_attr(Address, user_id), cupel_attr(User, id)));
    assert_only(&one, cupel_filter(names, cupel_exists(theirs)), "jack");
    suite_sent(SELECT_NAMES
               "EXISTS (SELECT 1\nFROM addresses\nWHERE addresses.user_id = users.id) () 1 row");
    /* T108, T109 */
    assert_only(&one, cupel_filter(names, cupel_any(cupel_attr(User, addresses))), "jack");
    suite_sent(SELECT_NAMES
               "EXISTS (SELECT 1\nFROM addresses\nWHERE users.id = addresses.user_id) () 1 row");
    assert_only(
        &one,
        cupel_filter(names, cupel_any(cupel_attr(User, addresses),
                                      cupel_like(cupel_attr(Address, email_address), "%google%"))),
        "jack");
    suite_sent(SELECT_NAMES "EXISTS (SELECT 1\nFROM addresses\nWHERE users.id = addresses.user_id "
                            "AND addresses.email_address LIKE ?) ('%google%') 1 row");
    suite_close(&one);
}

static void assert_refused(const suite *one, cupel_expr *condition, const char *text)
{
    assert_null(cupel_all(cupel_filter(cupel_query(one->session, User), condition)));
    assert_failed(one, CUPEL_INVALID_REQUEST);
    if (!strstr(cupel_error_text(one->session), text))
        fail_msg("'%s' is not in '%s'", text, cupel_error_text(one->session));
    suite_nothing_sent();
}

static void test_t110_has(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    assert_emails(&one,
                  cupel_filter(cupel_query(one.session, Address),
                               cupel_not(cupel_has(cupel_attr(Address, user),
                                                   cupel_eq(cupel_attr(User, name), "jack")))),
                  "");
    suite_sent(SELECT_ADDRESSES "\nWHERE NOT (EXISTS (SELECT 1\nFROM users\nWHERE users.id = "
                                "addresses.user_id AND users.name = ?)) ('jack') 0 rows");
    /* T110b: each only for its own kind of relationship */
    User *jack = user_named(&one, "jack");
    cu_test_statements_clear(&suite_log);
    assert_refused(&one, cupel_any(cupel_attr(Address, user)), "cupel_has()");
    assert_refused(&one, cupel_has(cupel_attr(User, addresses)), "cupel_any()");
    assert_refused(&one, cupel_contains(cupel_attr(Address, user), cupel_instance(jack)),
                   "cupel_eq()");
    assert_refused(&one, cupel_eq(cupel_attr(User, addresses), cupel_instance(jack)),
                   "cupel_contains(attribute");
    suite_close(&one);
}

static void test_t111_t113_many_to_one(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    User *jack = user_named(&one, "jack");
    cu_test_statements_clear(&suite_log);
    const cupel_query *addresses = cupel_query(one.session, Address);
    assert_int_equal(cupel_count(addresses), 2);
    cu_test_statements_clear(&suite_log);
    /* T111, T112 */
    User **all = cupel_all(
        cupel_filter(addresses, cupel_eq(cupel_attr(Address, user), cupel_instance(jack))));
    assert_int_equal(cupel_array_count(all), 2);
    suite_sent(SELECT_ADDRESSES "\nWHERE ? = addresses.user_id (5) 2 rows");
    assert_emails(
        &one, cupel_filter(addresses, cupel_ne(cupel_attr(Address, user), cupel_instance(jack))),
        "");
    suite_sent(SELECT_ADDRESSES
               "\nWHERE addresses.user_id != ? OR addresses.user_id IS NULL (5) 0 rows");
    /* T113, T113b */
    assert_emails(&one, cupel_filter(addresses, cupel_eq(cupel_attr(Address, user), NULL)), "");
    suite_sent(SELECT_ADDRESSES "\nWHERE addresses.user_id IS NULL () 0 rows");
    all = cupel_all(cupel_filter(addresses, cupel_ne(cupel_attr(Address, user), NULL)));
    assert_int_equal(cupel_array_count(all), 2);
    suite_sent(SELECT_ADDRESSES "\nWHERE addresses.user_id IS NOT NULL () 2 rows");
    suite_close(&one);
}

static void test_t114_t117_operators(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    User *jack = user_named(&one, "jack");
    assert_int_equal(cupel_item_count(jack, addresses), 2);
    cu_test_statements_clear(&suite_log);
    const cupel_query *users = cupel_query(one.session, User);
    const cupel_query *addresses = cupel_query(one.session, Address);
    const Address *his = jack->addresses.items[0];
    /* T114, T114b */
    assert_names(
        &one, cupel_filter(users, cupel_contains(cupel_attr(User, addresses), cupel_instance(his))),
        "jack");
    suite_sent(SELECT_USERS "\nWHERE users.id = ? (5) 1 row");
    assert_int_equal(
        cupel_array_count(cupel_all(cupel_filter(
            users, cupel_not(cupel_contains(cupel_attr(User, addresses), cupel_instance(his)))))),
        4);
    suite_sent(SELECT_USERS "\nWHERE users.id != ? (5) 4 rows");
    /* T115, T116 */
    assert_names(
        &one,
        cupel_filter(users, cupel_any(cupel_attr(User, addresses),
                                      cupel_eq(cupel_attr(Address, email_address), "bar"))),
        "");
    suite_sent(SELECT_USERS "\nWHERE EXISTS (SELECT 1\nFROM addresses\nWHERE users.id = "
                            "addresses.user_id AND addresses.email_address = ?) ('bar') 0 rows");
    assert_emails(&one,
                  cupel_filter(addresses, cupel_has(cupel_attr(Address, user),
                                                    cupel_eq(cupel_attr(User, name), "ed"))),
                  "");
    suite_sent(SELECT_ADDRESSES "\nWHERE EXISTS (SELECT 1\nFROM users\nWHERE users.id = "
                                "addresses.user_id AND users.name = ?) ('ed') 0 rows");
    /* T117 */
    assert_int_equal(
        cupel_array_count(cupel_all(cupel_filter(addresses, cupel_with_parent(jack, addresses)))),
        2);
    suite_sent(SELECT_ADDRESSES "\nWHERE ? = addresses.user_id (5) 2 rows");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t107_t109_exists),
        SUITE_TEST(test_t110_has),
        SUITE_TEST(test_t111_t113_many_to_one),
        SUITE_TEST(test_t114_t117_operators),
    };
    return cmocka_run_group_tests_name("suite/tutorial_operators", tests, NULL, suite_end);
}
