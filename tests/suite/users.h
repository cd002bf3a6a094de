/*
 * users.h - the table of the tutorial's first half, and the four users that are
 * in it.  Tests are named after the steps of the tutorial, T1 to T76.
 */
#ifndef CU_TEST_SUITE_USERS_H
#define CU_TEST_SUITE_USERS_H

#include "suite.h"

typedef struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
} User;

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true),
          CUPEL_COLUMN(User, name, .length = 50), CUPEL_COLUMN(User, fullname, .length = 50),
          CUPEL_COLUMN(User, password, .length = 12));

/* The columns of a query for users, and the same with its FROM. */
#define USER_COLUMNS                                                                     \
    "users.id AS users_id, users.name AS users_name, users.fullname AS users_fullname, " \
    "users.password AS users_password"
#define SELECT_USERS "SELECT " USER_COLUMNS "\nFROM users"

/* An empty table. */
static inline void users_open(suite *one)
{
    static const cupel_mapping *const mappings[] = { &User_mapping };
    suite_open(one, 1, mappings);
}

/* Ed, Wendy, Mary and Fred, in a session that has none of them; no statement is remembered. */
static inline void users_open_filled(suite *one)
{
    users_open(one);
    cupel_add_all(
        one->session, cupel_new(User, .name = "ed", .fullname = "Ed Jones", .password = "f8s7ccs"),
        cupel_new(User, .name = "wendy", .fullname = "Wendy Williams", .password = "foobar"),
        cupel_new(User, .name = "mary", .fullname = "Mary Contrary", .password = "xxg527"),
        cupel_new(User, .name = "fred", .fullname = "Fred Flinstone", .password = "blah"));
    suite_ok(one, cupel_commit(one->session));
    cupel_session_close(one->session);
    one->session = cupel_session_open(one->registry, one->engine);
    /* The first statement of a transaction is not what most steps are about. */
    suite_ok(one, cupel_begin(one->session, CUPEL_BEGIN_DEFAULT));
    cu_test_statements_clear(&suite_log);
}

static inline void assert_user(const User *user, const char *name, const char *fullname,
                               const char *password)
{
    assert_non_null(user);
    assert_string_equal(user->name, name);
    assert_string_equal(user->fullname, fullname);
    assert_string_equal(user->password, password);
}

/* The names of the users that a query gives are these, with blanks in between. */
#define assert_names(one, query, expected) assert_texts(one, query, User, name, expected)

#endif
