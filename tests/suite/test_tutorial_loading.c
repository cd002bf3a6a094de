/*
 * The tutorial, T118 to T127: eager loading, deleting, closing.
 */
#include "addresses.h"

#define BY_NAME "\nWHERE users.name = ?"
#define SUBQUERY_LOAD                                                                            \
    "SELECT " ADDRESS_COLUMNS ", anon_1.users_id AS anon_1_users_id\nFROM (SELECT users.id AS "  \
    "users_id\nFROM users\nWHERE users.name = ?) AS anon_1 JOIN addresses ON anon_1.users_id = " \
    "addresses.user_id ORDER BY addresses.id ('jack') 2 rows"
#define JOINED_COLUMNS                                                                           \
    "addresses_1.id AS addresses_1_id, addresses_1.email_address AS addresses_1_email_address, " \
    "addresses_1.user_id AS addresses_1_user_id"
#define JOINED "LEFT OUTER JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id"

static User *jack_with(const suite *one, cupel_option *option)
{
    User *jack = cupel_one(cupel_filter_by(cupel_options(cupel_query(one->session, User), option),
                                           User, name, "jack"));
    if (!jack)
        fail_msg("%s", cupel_error_text(one->session));
    assert_user(jack, "jack", "Jack Bean", "gjffdd");
    return jack;
}

/* ---- eager loading ------------------------------------------------------------------------------ */

static void test_t118_subqueryload(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    /* T118b */
    User *jack = jack_with(&one, cupel_subqueryload(cupel_attr(User, addresses)));
    suite_sent(SELECT_USERS BY_NAME " ('jack') 1 row", SUBQUERY_LOAD);
    assert_addresses(jack);
    suite_nothing_sent();
    /* T118: a collection that is there already is not loaded again, nor overwritten */
    Address *more = cupel_new(Address, .email_address = "more");
    assert_non_null(more);
    cupel_set_autoflush(one.session, false);
    suite_ok(&one, cupel_append(jack, addresses, more));
    assert_ptr_equal(jack_with(&one, cupel_subqueryload(cupel_attr(User, addresses))), jack);
    assert_int_equal(jack->addresses.count, 3);
    suite_sent(SELECT_USERS BY_NAME " ('jack') 1 row");
    suite_close(&one);
}

static void test_t119_t121_joinedload(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *users = cupel_query(one.session, User);
    const cupel_query *eager = cupel_options(users, cupel_joinedload(cupel_attr(User, addresses)));
    /* T119 */
    assert_addresses(jack_with(&one, cupel_joinedload(cupel_attr(User, addresses))));
    suite_sent("SELECT " USER_COLUMNS ", " JOINED_COLUMNS "\nFROM users " JOINED BY_NAME
               " ORDER BY addresses_1.id ('jack') 2 rows");
    /* T119b: a limit is about users */
    addresses_begin_anew(&one);
    eager = cupel_options(cupel_query(one.session, User),
                          cupel_joinedload(cupel_attr(User, addresses)));
    assert_names(&one, cupel_limit(cupel_order_by(eager, cupel_attr(User, id)), 2), "ed wendy");
    suite_sent("SELECT anon_1.users_id AS anon_1_users_id, anon_1.users_name AS anon_1_users_name, "
               "anon_1.users_fullname AS anon_1_users_fullname, anon_1.users_password AS "
               "anon_1_users_password, " JOINED_COLUMNS "\nFROM (" SELECT_USERS
               " ORDER BY users.id\nLIMIT ? OFFSET ?) AS anon_1 LEFT OUTER JOIN addresses AS "
               "addresses_1 ON anon_1.users_id = addresses_1.user_id ORDER BY anon_1.users_id, "
               "addresses_1.id (2, 0) 2 rows");
    /* T121: what a condition says of addresses is not said of those that are loaded */
    assert_names(&one,
                 cupel_filter(eager, cupel_eq(cupel_attr(Address, email_address), "nobody's")), "");
    suite_sent("SELECT " USER_COLUMNS ", " JOINED_COLUMNS "\nFROM addresses, users " JOINED
               "\nWHERE addresses.email_address = ? ORDER BY addresses_1.id ('nobody''s') 0 rows");
    suite_close(&one);
}

static void test_t120_uniquing(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *users = cupel_query(one.session, User);
    User **all = cupel_all(cupel_options(users, cupel_joinedload(cupel_attr(User, addresses))));
    assert_int_equal(cupel_array_count(all), 5);
    suite_sent("SELECT " USER_COLUMNS ", " JOINED_COLUMNS "\nFROM users " JOINED
               " ORDER BY addresses_1.id () 6 rows");
    assert_int_equal(cupel_count(cupel_outerjoin(users, cupel_attr(User, addresses))), 6);
    suite_sent("SELECT count(*) AS count_1\nFROM (" SELECT_USERS
               " LEFT OUTER JOIN addresses ON users.id = addresses.user_id) AS anon_1 () 1 row");
    all = cupel_all(cupel_join(users, cupel_attr(User, addresses)));
    assert_int_equal(cupel_array_count(all), 1);
    suite_sent(SELECT_USERS " JOIN addresses ON users.id = addresses.user_id () 2 rows");
    const cupel_row **rows = cupel_all_rows(
        cupel_join(cupel_select(one.session, cupel_attr(User, id)), cupel_attr(User, addresses)));
    assert_int_equal(cupel_array_count(rows), 2);
    suite_sent("SELECT users.id AS users_id\nFROM users JOIN addresses ON users.id = "
               "addresses.user_id () 2 rows");
    suite_close(&one);
}

static void test_t122_t124_others(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    /* T122 */
    const cupel_query *joined =
        cupel_filter(cupel_join(cupel_query(one.session, Address), cupel_attr(Address, user)),
                     cupel_eq(cupel_attr(User, name), "jack"));
    Address **found =
        cupel_all(cupel_options(joined, cupel_contains_eager(cupel_attr(Address, user))));
    assert_int_equal(cupel_array_count(found), 2);
    assert_user(found[0]->user.item, "jack", "Jack Bean", "gjffdd");
    assert_ptr_equal(found[0]->user.item, found[1]->user.item);
    suite_sent("SELECT " ADDRESS_COLUMNS ", " USER_COLUMNS "\nFROM addresses JOIN users ON "
               "users.id = addresses.user_id\nWHERE users.name = ? ('jack') 2 rows");
    /* T123: one in the other */
    addresses_begin_anew(&one);
    User *jack = jack_with(&one, cupel_selectinload(cupel_attr(User, addresses),
                                                    cupel_joinedload(cupel_attr(Address, user))));
    assert_addresses(jack);
    assert_ptr_equal(jack->addresses.items[1]->user.item, jack);
    assert_true(!suite_is("sqlite") || suite_log.count == 2);
    /* T124 */
    addresses_begin_anew(&one);
    jack = jack_with(&one, cupel_selectinload(cupel_attr(User, addresses)));
    suite_sent(SELECT_USERS BY_NAME " ('jack') 1 row",
               "SELECT addresses.user_id AS addresses_user_id, addresses.id AS addresses_id, "
               "addresses.email_address AS addresses_email_address\nFROM addresses\nWHERE "
               "addresses.user_id IN (?) ORDER BY addresses.id (5) 2 rows");
    assert_addresses(jack);
    suite_close(&one);
}

/* ---- deleting, closing -------------------------------------------------------------------------- */

static void test_t125_t126_deleting(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    User *jack = user_named(&one, "jack");
    assert_int_equal(cupel_item_count(jack, addresses), 2);
    cu_test_statements_clear(&suite_log);
    /* T125 */
    suite_ok(&one, cupel_delete(one.session, jack));
    assert_int_equal(
        cupel_count(cupel_filter_by(cupel_query(one.session, User), User, name, "jack")), 0);
    suite_sent("UPDATE addresses SET user_id=? WHERE addresses.id = ? ((NULL, 1), (NULL, 2)) 2 "
               "rows",
               "DELETE FROM users WHERE users.id = ? (5) 1 row",
               "SELECT count(*) AS count_1\nFROM (" SELECT_USERS BY_NAME
               ") AS anon_1 ('jack') 1 row");
    /* T126 */
    assert_int_equal(cupel_count(cupel_filter(cupel_query(one.session, Address),
                                              cupel_in(cupel_attr(Address, email_address),
                                                       "jack@google.com", "j25@yahoo.com"))),
                     2);
    suite_sent("SELECT count(*) AS count_1\nFROM (" SELECT_ADDRESSES
               "\nWHERE addresses.email_address IN (?, ?)) AS anon_1 ('jack@google.com', "
               "'j25@yahoo.com') 1 row");
    suite_close(&one);
}

static void test_t127_closing(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    User *jack = user_named(&one, "jack");
    cu_test_statements_clear(&suite_log);
    cupel_session_reset(one.session);
    suite_sent("ROLLBACK");
    assert_false(cupel_in_session(one.session, jack));
    assert_int_equal(cupel_object_state(jack), CUPEL_DETACHED);
    assert_string_equal(jack->name, "jack");
    suite_text(cupel_load(jack, name), "jack");
    /* What was not loaded cannot be any more. */
    assert_int_equal(cupel_load_attribute(CUPEL_OBJECT(jack), offsetof(User, addresses)),
                     CUPEL_DETACHED_INSTANCE);
    /* T127b: neither can what was expired; what had its row only in that transaction has none */
    User *wendy = user_named(&one, "wendy");
    User *gone = cupel_new(User, .name = "gone");
    assert_non_null(gone);
    suite_ok(&one, cupel_add(one.session, gone));
    suite_ok(&one, cupel_flush(one.session));
    suite_ok(&one, cupel_expire(one.session, wendy));
    cu_test_statements_clear(&suite_log);
    cupel_session_reset(one.session);
    suite_sent("ROLLBACK");
    assert_int_equal(cupel_load_attribute(CUPEL_OBJECT(wendy), offsetof(User, name)),
                     CUPEL_DETACHED_INSTANCE);
    const cupel_error *error = cupel_object_error(wendy);
    assert_non_null(error);
    assert_int_equal(error->code, CUPEL_DETACHED_INSTANCE);
    assert_non_null(strstr(error->text, "User"));
    assert_int_equal(cupel_object_state(gone), CUPEL_TRANSIENT);
    assert_string_equal(gone->name, "gone");
    suite_nothing_sent();
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t118_subqueryload),  SUITE_TEST(test_t119_t121_joinedload),
        SUITE_TEST(test_t120_uniquing),      SUITE_TEST(test_t122_t124_others),
        SUITE_TEST(test_t125_t126_deleting), SUITE_TEST(test_t127_closing),
    };
    return cmocka_run_group_tests_name("suite/tutorial_loading", tests, NULL, suite_end);
}
