/*
 * Queries that update and delete: which statements are sent on SQLite, and what
 * is refused.  Their SQL on other databases: test_statement.c.
 */
#include "expect.h"

#include "../support/failing_alloc.h"
#include "../support/statements.h"

#include <cupel/rows.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct rows_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
    cu_test_statements log;
} rows_fixture;

/* Two users; one has two addresses. */
static int rows_setup(void **state)
{
    cu_test_alloc_setup(state);
    rows_fixture *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &made->log);
    made->registry = cupel_registry_open(User, Address, Order, Item, Keyword);
    assert_int_equal(cupel_create_all(made->registry, made->engine), CUPEL_OK);
    made->session = cupel_session_open(made->registry, made->engine);
    cupel_add_all(made->session, cupel_new(User, .name = "ed", .age = &(const int32_t){ 25 }),
                  cupel_new(User, .name = "jack", .age = &(const int32_t){ 30 }));
    if (cupel_commit(made->session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(made->session));
    *state = made;
    return 0;
}

static int rows_teardown(void **state)
{
    rows_fixture *rows = *state;
    cupel_session_close(rows->session);
    cupel_registry_close(rows->registry);
    cupel_engine_close(rows->engine);
    cu_test_statements_clear(&rows->log);
    free(rows);
    return cu_test_alloc_teardown(state);
}

#define USERS    cupel_query(rows->session, User)
#define U(field) cupel_attr(User, field)

/* Both users are loaded, nothing is sent yet. */
static void load_users(rows_fixture *rows, User *users[2])
{
    User **all = cupel_all(cupel_order_by(USERS, U(id)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 2);
    users[0] = all[0];
    users[1] = all[1];
    cu_test_statements_clear(&rows->log);
}

static cupel_query *aged(rows_fixture *rows, int age)
{
    return cupel_filter(USERS, cupel_eq(U(age), age));
}

static void undo(rows_fixture *rows)
{
    assert_int_equal(cupel_rollback(rows->session), CUPEL_OK);
}

/* Q344 to Q349 */
static void test_deletes(void **state)
{
    static const struct {
        cupel_synchronize how;
        const char *sent;
        cupel_instance_state left;
    } cases[] = {
        { CUPEL_SYNCHRONIZE_NOT, "DELETE FROM users WHERE users.age = ? (25) 1 row",
          CUPEL_PERSISTENT },
        { CUPEL_SYNCHRONIZE_FETCH,
          "DELETE FROM users WHERE users.age = ? RETURNING users.id (25) 1 row", CUPEL_DELETED },
        { CUPEL_SYNCHRONIZE_AUTO, "DELETE FROM users WHERE users.age = ? (25) 1 row",
          CUPEL_DELETED },
        { CUPEL_SYNCHRONIZE_EVALUATE, "DELETE FROM users WHERE users.age = ? (25) 1 row",
          CUPEL_DELETED },
    };
    rows_fixture *rows = *state;
    User *users[2];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        load_users(rows, users);
        assert_int_equal(cupel_delete_rows(aged(rows, 25), cases[i].how), 1);
        cu_test_statements_expect(&rows->log, cases[i].sent);
        assert_int_equal(cupel_object_state(users[0]), cases[i].left);
        assert_int_equal(cupel_object_state(users[1]), CUPEL_PERSISTENT);
        undo(rows);
        assert_int_equal(cupel_object_state(users[0]), CUPEL_PERSISTENT);
    }
    load_users(rows, users);
    assert_int_equal(cupel_delete_rows(USERS, CUPEL_SYNCHRONIZE_NOT), 2);
    cu_test_statements_expect(&rows->log, "DELETE FROM users () 2 rows");
}

/* Q358 to Q362 */
static void test_updates(void **state)
{
    rows_fixture *rows = *state;
    User *users[2];
    load_users(rows, users);
    assert_int_equal(cupel_update_rows(aged(rows, 25), CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(U(age), cupel_minus(U(age), 10))),
                     1);
    cu_test_statements_expect(
        &rows->log, "UPDATE users SET age=(users.age - ?) WHERE users.age = ? (10, 25) 1 row");
    assert_int_equal(*users[0]->age, 25);
    undo(rows);
    load_users(rows, users);
    assert_int_equal(cupel_update_rows(aged(rows, 25), CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign("age", cupel_minus(U(age), 10))),
                     1);
    cu_test_statements_expect(
        &rows->log, "UPDATE users SET age=(users.age - ?) WHERE users.age = ? (10, 25) 1 row");
    assert_int_equal(*users[0]->age, 15);
    assert_int_equal(*users[1]->age, 30);
    undo(rows);
    load_users(rows, users);
    assert_int_equal(cupel_update_rows(aged(rows, 25), CUPEL_SYNCHRONIZE_AUTO,
                                       cupel_assign("name", "x"), cupel_assign("age", NULL)),
                     1);
    cu_test_statements_expect(
        &rows->log, "UPDATE users SET name=?, age=? WHERE users.age = ? ('x', NULL, 25) 1 row");
    assert_string_equal(users[0]->name, "x");
    assert_null(users[0]->age);
    undo(rows);
    load_users(rows, users);
    assert_int_equal(cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_NOT, cupel_assign(U(name), "a"),
                                       cupel_assign(U(age), 3)),
                     2);
    cu_test_statements_expect(&rows->log, "UPDATE users SET name=?, age=? ('a', 3) 2 rows");
}

static void expect_fault(rows_fixture *rows, int64_t count, cupel_code code)
{
    assert_int_equal(count, -1);
    if (cupel_error_code(rows->session) != code)
        fail_msg("%s: %s", cupel_code_name(cupel_error_code(rows->session)),
                 cupel_error_text(rows->session));
    cu_test_statements_expect_none(&rows->log);
}

/* Q350, Q352, Q353, Q355, Q356, Q364, Q367, Q368 */
static void test_what_is_refused(void **state)
{
    rows_fixture *rows = *state;
    User *users[2];
    load_users(rows, users);
    const cupel_query *refused[] = {
        cupel_limit(USERS, 1),           cupel_offset(USERS, 1),
        cupel_join(USERS, U(addresses)), cupel_select_from(USERS, cupel_entity_of(Address)),
        cupel_distinct(USERS),           cupel_order_by(USERS, U(id)),
        cupel_group_by(USERS, U(id)),    cupel_from_self(USERS),
        cupel_filter(USERS, NULL, NULL),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        expect_fault(rows, cupel_delete_rows(refused[i], CUPEL_SYNCHRONIZE_AUTO),
                     CUPEL_INVALID_REQUEST);
        expect_fault(
            rows, cupel_update_rows(refused[i], CUPEL_SYNCHRONIZE_AUTO, cupel_assign("name", "x")),
            CUPEL_INVALID_REQUEST);
    }
    cupel_query *inside = cupel_filter(
        USERS, cupel_in(U(id), cupel_select(rows->session, cupel_attr(Address, user_id))));
    expect_fault(rows, cupel_delete_rows(inside, CUPEL_SYNCHRONIZE_EVALUATE),
                 CUPEL_INVALID_REQUEST);
    cupel_query *two = cupel_filter(USERS, cupel_eq(U(id), cupel_attr(Address, user_id)));
    expect_fault(rows, cupel_delete_rows(two, CUPEL_SYNCHRONIZE_NOT), CUPEL_NOT_SUPPORTED);
    expect_fault(rows, cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_NOT, cupel_assign("nosuch", 1)),
                 CUPEL_COMPILE_ERROR);
    expect_fault(rows,
                 cupel_update_rows(cupel_select(rows->session, U(id)), CUPEL_SYNCHRONIZE_NOT,
                                   cupel_assign("name", "x")),
                 CUPEL_INVALID_ARGUMENT);
    expect_fault(rows,
                 cupel_update_rows(USERS, CUPEL_SYNCHRONIZE_NOT, cupel_assign(U(addresses), "x")),
                 CUPEL_INVALID_REQUEST);
    /* With names of parameters, which must be there. */
    cupel_query *named = cupel_filter(USERS, cupel_eq(U(name), cupel_bind_required("who")));
    expect_fault(rows, cupel_delete_rows(named, CUPEL_SYNCHRONIZE_EVALUATE), CUPEL_INVALID_REQUEST);
    assert_int_equal(
        cupel_delete_rows(cupel_params(named, cupel_bind("who", "ed")), CUPEL_SYNCHRONIZE_EVALUATE),
        1);
    assert_int_equal(cupel_object_state(users[0]), CUPEL_DELETED);
}

#define ROWS_TEST(test) cmocka_unit_test_setup_teardown(test, rows_setup, rows_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROWS_TEST(test_deletes),
        ROWS_TEST(test_updates),
        ROWS_TEST(test_what_is_refused),
    };
    return cmocka_run_group_tests_name("query/rows", tests, NULL, NULL);
}
