/*
 * The tutorial, T18 to T41: instances, sessions, adding, changing, rolling back.
 */
#include "users.h"

#define INSERT_USER "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?) "
#define ONE_BY_NAME "\nWHERE users.name = ?\nLIMIT ? OFFSET ? "

/* ---- instances --------------------------------------------------------------------------------- */

static void test_t18_t21_instances(void **state)
{
    (void)state;
    /* T18: attributes by name; the compiler refuses others, and where names are data the call does */
    User *ed = cupel_new(User, .name = "ed", .fullname = "Ed Jones", .password = "edspassword");
    assert_user(ed, "ed", "Ed Jones", "edspassword");
    cupel_value value = cupel_value_text("x");
    assert_int_equal(cupel_set_named(CUPEL_OBJECT(ed), "nosuch", &value), CUPEL_NO_SUCH_COLUMN);
    /* T19: what was not set reads as nothing */
    assert_int_equal(ed->id, 0);
    assert_false(cupel_is_loaded(ed, id));
    cupel_free(ed);
    /* T20, T21: no code but the program's own runs when one is made; changes are seen from there on */
    User *wendy = cupel_new(User, .name = "wendy");
    assert_non_null(wendy);
    assert_null(wendy->password);
    cupel_set(wendy, password, "foobar");
    assert_non_null(wendy->password);
    assert_string_equal(wendy->password, "foobar");
    assert_true(cupel_is_loaded(wendy, password));
    cupel_free(wendy);
}

static void test_t22_t24_sessions(void **state)
{
    (void)state;
    suite one;
    users_open(&one);
    cupel_session *session = cupel_session_open(one.registry, one.engine, .no_autoflush = true);
    assert_false(cupel_in_transaction(session));
    assert_int_equal(cupel_engine_pool_status(one.engine).in_use, 0);
    suite_nothing_sent();
    cupel_session_close(session);
    suite_nothing_sent();
    suite_close(&one);
}

/* ---- adding ------------------------------------------------------------------------------------ */

static User *add_ed(suite *one)
{
    User *ed = cupel_new(User, .name = "ed", .fullname = "Ed Jones", .password = "edspassword");
    assert_non_null(ed);
    suite_ok(one, cupel_add(one->session, ed));
    return ed;
}

static void test_t25_t29_one(void **state)
{
    (void)state;
    suite one;
    users_open(&one);
    /* T25: pending, and nothing sent */
    User *ed = add_ed(&one);
    User **pending = (User **)cupel_session_new(one.session);
    assert_non_null(pending);
    assert_ptr_equal(pending[0], ed);
    assert_null(pending[1]);
    assert_int_equal(ed->id, 0);
    assert_int_equal(cupel_object_state(ed), CUPEL_PENDING);
    suite_nothing_sent();
    /* T26, T27: the query flushes first */
    User *ours = cupel_first(cupel_filter_by(cupel_query(one.session, User), User, name, "ed"));
    assert_user(ours, "ed", "Ed Jones", "edspassword");
    suite_sent("BEGIN IMMEDIATE", INSERT_USER "('ed', 'Ed Jones', 'edspassword') 1 row",
               SELECT_USERS ONE_BY_NAME "('ed', 1, 0) 1 row");
    /* T28: it is the one that was added */
    assert_ptr_equal(ours, ed);
    assert_int_equal(ours->id, 1);
    /* T29: another one of the same key */
    suite_ok(&one, cupel_expunge(one.session, ed));
    assert_non_null(cupel_get(one.session, User, 1));
    assert_int_equal(cupel_add(one.session, ed), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(one.session),
                        "cannot add User with key (1): another instance with that key is in the "
                        "session already; use cupel_merge() to copy this one onto it");
    cupel_free(ed);
    suite_close(&one);
}

/* Whether the users are these, in this order. */
static void assert_users(void **users, const char *first, const char *second, const char *third)
{
    const char *const expected[] = { first, second, third };
    assert_non_null(users);
    size_t count = 0;
    for (; count < 3 && expected[count]; count++) {
        assert_non_null(users[count]);
        assert_string_equal(((User *)users[count])->name, expected[count]);
    }
    assert_null(users[count]);
}

static void test_t30_t37_several(void **state)
{
    (void)state;
    suite one;
    users_open(&one);
    User *ed = add_ed(&one);
    suite_ok(&one, cupel_flush(one.session));
    cu_test_statements_clear(&suite_log);
    /* T30 */
    suite_ok(
        &one,
        cupel_add_all(
            one.session,
            cupel_new(User, .name = "wendy", .fullname = "Wendy Williams", .password = "foobar"),
            cupel_new(User, .name = "mary", .fullname = "Mary Contrary", .password = "xxg527"),
            cupel_new(User, .name = "fred", .fullname = "Fred Flinstone", .password = "blah")));
    cupel_set(ed, password, "f8s7ccs");
    /* T31, T32 */
    assert_users(cupel_session_dirty(one.session), "ed", NULL, NULL);
    assert_user((User *)cupel_session_dirty(one.session)[0], "ed", "Ed Jones", "f8s7ccs");
    assert_users(cupel_session_new(one.session), "wendy", "mary", "fred");
    suite_nothing_sent();
    /* T33: rows of one shape go by one statement */
    suite_ok(&one, cupel_commit(one.session));
    suite_sent("UPDATE users SET password=? WHERE users.id = ? ('f8s7ccs', 1) 1 row",
               INSERT_USER "(('wendy', 'Wendy Williams', 'foobar'), ('mary', 'Mary Contrary', "
                           "'xxg527'), ('fred', 'Fred Flinstone', 'blah')) 3 rows",
               "COMMIT");
    /* T34: the connection is the pool's again */
    assert_false(cupel_in_transaction(one.session));
    assert_int_equal(cupel_engine_pool_status(one.engine).in_use, 0);
    /* T35: loaded anew when asked for */
    assert_false(cupel_is_loaded(ed, name));
    assert_int_equal(cupel_load(ed, id), 1);
    suite_text(cupel_load(ed, name), "ed");
    suite_sent("BEGIN", SELECT_USERS "\nWHERE users.id = ? (1) 1 row");
    /* T36 */
    User *jack = cupel_new(User, .name = "jack");
    assert_int_equal(cupel_object_state(jack), CUPEL_TRANSIENT);
    suite_ok(&one, cupel_add(one.session, jack));
    assert_int_equal(cupel_object_state(jack), CUPEL_PENDING);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(cupel_object_state(jack), CUPEL_PERSISTENT);
    /* T37: the key that the database generated is there after the flush */
    assert_int_equal(jack->id, 5);
    suite_ok(&one, cupel_delete(one.session, jack));
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(cupel_object_state(jack), CUPEL_DELETED);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_object_state(jack), CUPEL_DETACHED);
    suite_close(&one);
}

/* ---- rolling back ------------------------------------------------------------------------------ */

static void test_t38_t41_rollback(void **state)
{
    (void)state;
    suite one;
    users_open_filled(&one);
    User *ed = cupel_get(one.session, User, 1);
    assert_non_null(ed);
    cu_test_statements_clear(&suite_log);
    /* T38: the change and the new one are written before the query */
    cupel_set(ed, name, "Edwardo");
    User *fake = cupel_new(User, .name = "fakeuser", .fullname = "Invalid", .password = "12345");
    suite_ok(&one, cupel_add(one.session, fake));
    const cupel_query *users = cupel_order_by(cupel_query(one.session, User), cupel_attr(User, id));
    assert_names(&one,
                 cupel_filter(cupel_query(one.session, User),
                              cupel_in(cupel_attr(User, name), "Edwardo", "fakeuser")),
                 "Edwardo fakeuser");
    suite_sent("UPDATE users SET name=? WHERE users.id = ? ('Edwardo', 1) 1 row",
               INSERT_USER "('fakeuser', 'Invalid', '12345') 1 row",
               SELECT_USERS "\nWHERE users.name IN (?, ?) ('Edwardo', 'fakeuser') 2 rows");
    /* T39: the old value is there without a statement */
    suite_ok(&one, cupel_rollback(one.session));
    assert_string_equal(ed->name, "ed");
    suite_sent("ROLLBACK");
    suite_text(cupel_load(ed, name), "ed");
    suite_sent("BEGIN", SELECT_USERS "\nWHERE users.id = ? (1) 1 row");
    /* T40 */
    assert_false(cupel_in_session(one.session, fake));
    assert_int_equal(cupel_object_state(fake), CUPEL_TRANSIENT);
    cupel_free(fake);
    /* T41 */
    assert_names(&one,
                 cupel_filter(cupel_query(one.session, User),
                              cupel_in(cupel_attr(User, name), "ed", "fakeuser")),
                 "ed");
    suite_sent(SELECT_USERS "\nWHERE users.name IN (?, ?) ('ed', 'fakeuser') 1 row");
    assert_names(&one, users, "ed wendy mary fred");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t18_t21_instances), SUITE_TEST(test_t22_t24_sessions),
        SUITE_TEST(test_t25_t29_one),       SUITE_TEST(test_t30_t37_several),
        SUITE_TEST(test_t38_t41_rollback),
    };
    return cmocka_run_group_tests_name("suite/tutorial_session", tests, NULL, suite_end);
}
