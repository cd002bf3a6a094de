/*
 * The tutorial, T94 to T106: joins, aliases, subqueries.
 */
#include "addresses.h"

#define JOIN_ADDRESSES " JOIN addresses ON users.id = addresses.user_id"
#define USERS_BY_ID    " ORDER BY users.id "

/* T96: related to nothing. */
typedef struct Lone {
    cupel_object base;
    cupel_int x;
} Lone;

CUPEL_MAP(Lone, "lone", CUPEL_COLUMN(Lone, x, .primary_key = true));

/* ---- joins ------------------------------------------------------------------------------------- */

static void test_t94_implicit(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_row *row = cupel_one_row(
        cupel_filter(cupel_select(one.session, cupel_entity_of(User), cupel_entity_of(Address)),
                     cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id)),
                     cupel_eq(cupel_attr(Address, email_address), "jack@google.com")));
    assert_non_null(row);
    assert_user(cupel_row_entity(row, "User"), "jack", "Jack Bean", "gjffdd");
    const Address *address = cupel_row_entity(row, "Address");
    assert_non_null(address);
    assert_string_equal(address->email_address, "jack@google.com");
    suite_sent("SELECT " USER_COLUMNS ", " ADDRESS_COLUMNS
               "\nFROM users, addresses\nWHERE users.id = addresses.user_id AND "
               "addresses.email_address = ? ('jack@google.com') 1 row");
    suite_close(&one);
}

static void test_t95_t101_joins(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *users = cupel_query(one.session, User);
    const cupel_query *by_id = cupel_order_by(users, cupel_attr(User, id));
    /* T95 */
    assert_names(&one,
                 cupel_filter(cupel_join(users, cupel_entity_of(Address)),
                              cupel_eq(cupel_attr(Address, email_address), "jack@google.com")),
                 "jack");
    suite_sent(SELECT_USERS JOIN_ADDRESSES
               "\nWHERE addresses.email_address = ? ('jack@google.com') 1 row");
    /* T97 to T100: told how; two rows, one Jack */
    const cupel_query *joins[] = {
        cupel_join(by_id, cupel_entity_of(Address),
                   .on = cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id))),
        cupel_join(by_id, cupel_attr(User, addresses)),
        cupel_join(by_id, cupel_entity_of(Address), .on = cupel_attr(User, addresses)),
        cupel_join(by_id, cupel_attribute_named(&User_mapping, "addresses")),
    };
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        assert_names(&one, joins[i], "jack");
        suite_sent(SELECT_USERS JOIN_ADDRESSES USERS_BY_ID "() 2 rows");
    }
    /* T101 */
    assert_names(&one, cupel_outerjoin(by_id, cupel_attr(User, addresses)), ALL_NAMES);
    suite_sent(SELECT_USERS " LEFT OUTER" JOIN_ADDRESSES USERS_BY_ID "() 6 rows");
    suite_close(&one);
}

static void test_t96_no_way(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &User_mapping, &Address_mapping,
                                                     &Lone_mapping };
    suite one;
    suite_open(&one, 3, mappings);
    assert_null(cupel_all(cupel_join(cupel_query(one.session, User), cupel_entity_of(Lone))));
    assert_failed(&one, CUPEL_NO_FOREIGN_KEYS);
    suite_nothing_sent();
    suite_close(&one);
}

static void test_t102_select_from(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *query =
        cupel_join(cupel_select_from(
                       cupel_select(one.session, cupel_entity_of(User), cupel_entity_of(Address)),
                       cupel_entity_of(Address)),
                   cupel_entity_of(User));
    const cupel_row **rows = cupel_all_rows(cupel_order_by(query, cupel_attr(Address, id)));
    assert_int_equal(cupel_array_count(rows), 2);
    for (int i = 0; i < 2; i++) {
        assert_user(cupel_row_entity(rows[i], 0), "jack", "Jack Bean", "gjffdd");
        const Address *address = cupel_row_entity(rows[i], 1);
        assert_non_null(address);
        assert_string_equal(address->email_address, i == 0 ? "jack@google.com" : "j25@yahoo.com");
    }
    suite_sent("SELECT " USER_COLUMNS ", " ADDRESS_COLUMNS
               "\nFROM addresses JOIN users ON users.id = addresses.user_id ORDER BY addresses.id "
               "() 2 rows");
    suite_close(&one);
}

/* ---- aliases and subqueries --------------------------------------------------------------------- */

static void test_t103_aliases(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    cupel_alias *first = cupel_aliased(one.session, Address, NULL);
    cupel_alias *second = cupel_aliased(one.session, Address, NULL);
    const cupel_query *query = cupel_select(one.session, cupel_attr(User, name),
                                            cupel_alias_attr(first, Address, email_address),
                                            cupel_alias_attr(second, Address, email_address));
    query = cupel_join(query, first, .on = cupel_attr(User, addresses));
    query = cupel_join(query, second, .on = cupel_attr(User, addresses));
    query = cupel_filter(
        query, cupel_eq(cupel_alias_attr(first, Address, email_address), "jack@google.com"),
        cupel_eq(cupel_alias_attr(second, Address, email_address), "j25@yahoo.com"));
    const cupel_row *row = cupel_one_row(query);
    assert_non_null(row);
    assert_string_equal(cupel_row_text(row, 0), "jack");
    assert_string_equal(cupel_row_text(row, 1), "jack@google.com");
    assert_string_equal(cupel_row_text(row, 2), "j25@yahoo.com");
    suite_sent("SELECT users.name AS users_name, addresses_1.email_address AS "
               "addresses_1_email_address, addresses_2.email_address AS addresses_2_email_address\n"
               "FROM users JOIN addresses AS addresses_1 ON users.id = addresses_1.user_id JOIN "
               "addresses AS addresses_2 ON users.id = addresses_2.user_id\n"
               "WHERE addresses_1.email_address = ? AND addresses_2.email_address = ? "
               "('jack@google.com', 'j25@yahoo.com') 1 row");
    suite_close(&one);
}

static void test_t104_t105_subquery(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    const cupel_query *counts =
        cupel_select(one.session, cupel_attr(Address, user_id),
                     cupel_label(cupel_func("count", cupel_star()), "address_count"));
    cupel_subquery *stmt =
        cupel_subquery_of(cupel_group_by(counts, cupel_attr(Address, user_id)), NULL);
    const cupel_query *numbers =
        cupel_select(one.session, cupel_entity_of(User), cupel_c(stmt, "address_count"));
    numbers = cupel_outerjoin(numbers, stmt,
                              .on = cupel_eq(cupel_attr(User, id), cupel_c(stmt, "user_id")));
    static const char *const names[] = { "ed", "wendy", "mary", "fred", "jack" };
    size_t count = 0;
    cupel_each_row (row, cupel_order_by(numbers, cupel_attr(User, id))) {
        const User *user = cupel_row_entity(row, "User");
        assert_non_null(user);
        assert_true(count < 5);
        assert_string_equal(user->name, names[count++]);
        assert_int_equal(cupel_row_is_null(row, "address_count"), count < 5);
        if (count == 5)
            assert_int_equal(cupel_row_int(row, "address_count"), 2);
    }
    assert_int_equal(count, 5);
    suite_sent("SELECT " USER_COLUMNS ", anon_1.address_count AS anon_1_address_count\n"
               "FROM users LEFT OUTER JOIN (SELECT addresses.user_id AS user_id, count(*) AS "
               "address_count\nFROM addresses GROUP BY addresses.user_id) AS anon_1 ON users.id = "
               "anon_1.user_id ORDER BY users.id () 5 rows");
    /* T105: it has these columns and no others */
    assert_int_equal(cupel_expression_code(cupel_c(stmt, "user_id")), CUPEL_OK);
    assert_int_equal(cupel_expression_code(cupel_c(stmt, "address_count")), CUPEL_OK);
    assert_null(cupel_all_rows(cupel_select(one.session, cupel_c(stmt, "id"))));
    assert_failed(&one, CUPEL_NO_SUCH_COLUMN);
    suite_close(&one);
}

static void test_t106_entity(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    cupel_subquery *stmt = cupel_subquery_of(
        cupel_filter(cupel_query(one.session, Address),
                     cupel_ne(cupel_attr(Address, email_address), "j25@yahoo.com")),
        NULL);
    cupel_alias *alias = cupel_aliased_to(one.session, Address, stmt, NULL);
    const cupel_row *row = cupel_one_row(
        cupel_join(cupel_select(one.session, cupel_entity_of(User), cupel_entity(alias)), alias,
                   .on = cupel_attr(User, addresses)));
    assert_non_null(row);
    assert_user(cupel_row_entity(row, 0), "jack", "Jack Bean", "gjffdd");
    const Address *address = cupel_row_entity(row, 1);
    assert_non_null(address);
    assert_string_equal(address->email_address, "jack@google.com");
    suite_sent("SELECT " USER_COLUMNS
               ", anon_1.id AS anon_1_id, anon_1.email_address AS anon_1_email_address, "
               "anon_1.user_id AS anon_1_user_id\nFROM users JOIN (SELECT addresses.id AS id, "
               "addresses.email_address AS email_address, addresses.user_id AS user_id\nFROM "
               "addresses\nWHERE addresses.email_address != ?) AS anon_1 ON users.id = "
               "anon_1.user_id ('j25@yahoo.com') 1 row");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t94_implicit), SUITE_TEST(test_t95_t101_joins),
        SUITE_TEST(test_t96_no_way),   SUITE_TEST(test_t102_select_from),
        SUITE_TEST(test_t103_aliases), SUITE_TEST(test_t104_t105_subquery),
        SUITE_TEST(test_t106_entity),
    };
    return cmocka_run_group_tests_name("suite/tutorial_joins", tests, NULL, suite_end);
}
