/*
 * addresses.h - the tables of the tutorial's second half, users with addresses,
 * and who is in them.  Tests are named after the steps of the tutorial, T77 to
 * T127, and with what else ADDRESSES_OPTIONS says of User.addresses, to T133.
 */
#ifndef CU_TEST_SUITE_ADDRESSES_H
#define CU_TEST_SUITE_ADDRESSES_H

#include "suite.h"

typedef struct User User;
typedef struct Address Address;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
    cupel_to_many(Address) addresses;
};

struct Address {
    cupel_object base;
    cupel_int id;
    cupel_text email_address;
    cupel_null_int user_id;
    cupel_to_one(User) user;
};

#ifndef ADDRESSES_OPTIONS
#    define ADDRESSES_OPTIONS .order_by = "id"
#endif

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true),
          CUPEL_COLUMN(User, name, .length = 50), CUPEL_COLUMN(User, fullname, .length = 50),
          CUPEL_COLUMN(User, password, .length = 12),
          CUPEL_RELATIONSHIP(User, addresses, Address, .back_populates = "user",
                             ADDRESSES_OPTIONS));

CUPEL_MAP(Address, "addresses", CUPEL_COLUMN(Address, id, .primary_key = true),
          CUPEL_COLUMN(Address, email_address, .length = 50, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Address, user_id, .foreign_key = "users.id"),
          CUPEL_RELATIONSHIP(Address, user, User, .back_populates = "addresses"));

/* The columns of the two, and a query for each. */
#define USER_COLUMNS                                                                     \
    "users.id AS users_id, users.name AS users_name, users.fullname AS users_fullname, " \
    "users.password AS users_password"
#define ADDRESS_COLUMNS                                                                  \
    "addresses.id AS addresses_id, addresses.email_address AS addresses_email_address, " \
    "addresses.user_id AS addresses_user_id"
#define SELECT_USERS     "SELECT " USER_COLUMNS "\nFROM users"
#define SELECT_ADDRESSES "SELECT " ADDRESS_COLUMNS "\nFROM addresses"

/* Everybody, and everybody's addresses. */
#define ALL_NAMES  "ed wendy mary fred jack"
#define ALL_EMAILS "jack@google.com j25@yahoo.com"

/* Empty tables. */
static inline void addresses_open(suite *one)
{
    static const cupel_mapping *const mappings[] = { &User_mapping, &Address_mapping };
    suite_open(one, 2, mappings);
}

/* Another session, which has nothing yet, in a transaction; no statement is remembered. */
static inline void addresses_begin_anew(suite *one)
{
    cupel_session_close(one->session);
    one->session = cupel_session_open(one->registry, one->engine);
    suite_ok(one, cupel_begin(one->session, CUPEL_BEGIN_DEFAULT));
    cu_test_statements_clear(&suite_log);
}

/* Ed, Wendy, Mary and Fred. */
static inline void addresses_fill_users(suite *one)
{
    cupel_add_all(
        one->session, cupel_new(User, .name = "ed", .fullname = "Ed Jones", .password = "f8s7ccs"),
        cupel_new(User, .name = "wendy", .fullname = "Wendy Williams", .password = "foobar"),
        cupel_new(User, .name = "mary", .fullname = "Mary Contrary", .password = "xxg527"),
        cupel_new(User, .name = "fred", .fullname = "Fred Flinstone", .password = "blah"));
    suite_ok(one, cupel_commit(one->session));
}

/* Jack (id 0: the database gives him one) and his two addresses, which the session has not loaded afterwards. */
static inline void addresses_add_jack(suite *one, int64_t id)
{
    cupel_add(
        one->session,
        cupel_new(User, .id = id, .name = "jack", .fullname = "Jack Bean", .password = "gjffdd",
                  .addresses =
                      CUPEL_ITEMS(Address, cupel_new(Address, .email_address = "jack@google.com"),
                                  cupel_new(Address, .email_address = "j25@yahoo.com"))));
    suite_ok(one, cupel_commit(one->session));
    addresses_begin_anew(one);
}

/* All five of them, and Jack's two addresses. */
static inline void addresses_open_filled(suite *one)
{
    addresses_open(one);
    addresses_fill_users(one);
    addresses_add_jack(one, 0);
}

static inline User *user_named(const suite *one, const char *name)
{
    User *user = cupel_one(cupel_filter_by(cupel_query(one->session, User), User, name, name));
    if (!user)
        fail_msg("%s", cupel_error_text(one->session));
    return user;
}

static inline void assert_user(const User *user, const char *name, const char *fullname,
                               const char *password)
{
    assert_non_null(user);
    assert_string_equal(user->name, name);
    assert_string_equal(user->fullname, fullname);
    assert_string_equal(user->password, password);
}

/* The user's addresses are loaded, and are the two. */
static inline void assert_addresses(const User *user)
{
    assert_non_null(user);
    assert_true(cupel_is_loaded((User *)(uintptr_t)user, addresses));
    assert_int_equal(user->addresses.count, 2);
    assert_string_equal(user->addresses.items[0]->email_address, "jack@google.com");
    assert_string_equal(user->addresses.items[1]->email_address, "j25@yahoo.com");
}

#define assert_names(one, query, expected) assert_texts(one, query, User, name, expected)
#define assert_emails(one, query, expected) \
    assert_texts(one, query, Address, email_address, expected)

#endif
