/*
 * test_run.c - queries that are run on a database without rows: by key, by index, from a parent, with parameters.
 */
#include "expect.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct run_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
    size_t count; /* of statements */
} run_fixture;

static void note(void *data, const cupel_log_record *record)
{
    run_fixture *run = data;
    if (record->kind == CUPEL_LOG_STATEMENT && strncmp(record->text, "BEGIN", 5) != 0)
        run->count++;
}

static int run_setup(void **state)
{
    static run_fixture run;
    cu_test_alloc_install();
    run.engine = cupel_engine_open("sqlite://", .log = note, .log_data = &run);
    run.registry = cupel_registry_open(User, Address, Order, Item, Keyword, Node, Part,
                                       VersionedFoo, Company, Vertex, Employee, Engineer, Manager);
    if (cupel_create_all(run.registry, run.engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(run.registry));
    run.session = cupel_session_open(run.registry, run.engine);
    run.count = 0;
    *state = &run;
    return 0;
}

static int run_teardown(void **state)
{
    run_fixture *run = *state;
    cupel_session_close(run->session);
    cupel_registry_close(run->registry);
    cupel_engine_close(run->engine);
    cu_test_alloc_uninstall();
    return 0;
}

/* One statement was sent; which, suite/test_calls.c knows. */
static void check_sent(run_fixture *run)
{
    assert_int_equal(run->count, 1);
    run->count = 0;
}

#define USERS     cupel_query(session, User)
#define ID        cupel_attr(User, id)
#define ADDRESSES cupel_attr(User, addresses)
#define EAGER     cupel_options(USERS, cupel_joinedload(ADDRESSES))

static void test_get(void **state)
{
    run_fixture *run = *state;
    cupel_session *session = run->session;
    assert_null(cupel_get(session, VersionedFoo, 5, 10));
    check_sent(run);
    assert_null(cupel_query_get(EAGER, 6));
    check_sent(run);
    assert_null(cupel_query_get(cupel_with_for_update(USERS), 5));
    check_sent(run);
    /* the wrong number of values, and a query with criteria */
    assert_null(cupel_get(session, VersionedFoo, 5));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    cupel_query *filtered = cupel_filter(USERS, cupel_eq(ID, 1));
    assert_null(cupel_query_get(filtered, 5));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_int_equal(run->count, 0);
    assert_null(cupel_query_get(cupel_enable_assertions(filtered, false), 5));
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    assert_int_equal(run->count, 1);
    /* what the session has is not asked for */
    User *user = cupel_new(User, .name = "ed");
    assert_non_null(user);
    cupel_add(session, user);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    run->count = 0;
    assert_ptr_equal(cupel_get(session, User, *user->id), user);
    assert_int_equal(run->count, 0);
}

static void refuses_key(run_fixture *run, const void *found, cupel_code code, const char *part)
{
    const cupel_error *error = cupel_session_error(run->session);
    assert_null(found);
    assert_int_equal(error->code, code);
    if (!strstr(error->text, part))
        fail_msg("%s", error->text);
    assert_int_equal(run->count, 0);
}

static cupel_value seven(void *data)
{
    (*(int *)data)++;
    return cupel_value_int(7);
}

/* The parts of a key by their names, in any order. */
static void test_get_by_names(void **state)
{
    run_fixture *run = *state;
    cupel_session *session = run->session;
    int called = 0;
    VersionedFoo *foo = cupel_new(VersionedFoo, .id = 7, .version_id = 3, .data = "x");
    assert_non_null(foo);
    cupel_add(session, foo);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_session_reset(session);
    run->count = 0;
    foo = cupel_get(session, VersionedFoo, cupel_bind("version_id", 3), cupel_bind("id", 7));
    assert_non_null(foo);
    assert_string_equal(foo->data, "x");
    assert_int_equal(run->count, 1);
    /* it is in the session now, however it is asked for */
    cupel_query *foos = cupel_query(session, VersionedFoo);
    assert_ptr_equal(cupel_get(session, VersionedFoo, 7, 3), foo);
    assert_ptr_equal(cupel_query_get(foos, cupel_bind_callable("id", seven, &called),
                                     cupel_bind("version_id", 3)),
                     foo);
    assert_int_equal(called, 1);
    assert_int_equal(run->count, 1);
    /* by a query with something to say about loading, which asks again */
    assert_ptr_equal(cupel_query_get(cupel_with_for_update(foos), cupel_bind("version_id", 3),
                                     cupel_bind("id", 7)),
                     foo);
    assert_int_equal(run->count, 2);
    run->count = 0;
#define REFUSED(code, part, ...) \
    refuses_key(run, cupel_get(session, VersionedFoo, __VA_ARGS__), CUPEL_##code, part)
    /* Q329 */
    REFUSED(INVALID_REQUEST,
            "'x' is no part of the key; the primary key of VersionedFoo is id, "
            "version_id",
            cupel_bind("id", 5), cupel_bind("x", 10));
    REFUSED(INVALID_REQUEST, "'data' is no part of the key", cupel_bind("data", "x"));
    REFUSED(INVALID_REQUEST, "'version_id' is missing", cupel_bind("id", 5));
    REFUSED(INVALID_REQUEST, "'id' is given twice", cupel_bind("id", 5), cupel_bind("id", 5));
    REFUSED(INVALID_REQUEST, "'id' has no value", cupel_bind_required("id"));
    REFUSED(INVALID_ARGUMENT, "all plain or all cupel_bind", cupel_bind("id", 5), 10);
    REFUSED(INVALID_ARGUMENT, "all plain or all cupel_bind", 5, cupel_bind("version_id", 5));
    REFUSED(INVALID_ARGUMENT, "all plain or all cupel_bind", cupel_literal(5),
            cupel_attr(User, id));
    REFUSED(INVALID_ARGUMENT, "no name", cupel_bind("no name", 5), cupel_bind("id", 5));
    REFUSED(INVALID_REQUEST, "3 values", 1, 2, 3);
    REFUSED(TYPE_MISMATCH, "id", cupel_bind("id", "five"), cupel_bind("version_id", 1));
    /* what is given is taken over though nothing is done with it */
    assert_null(cupel_get(NULL, VersionedFoo, cupel_bind("id", 5), cupel_bind("version_id", 5)));
    assert_null(cupel_query_get(NULL, cupel_bind("id", 5)));
    assert_null(cupel_query_get(cupel_limit(foos, -1), cupel_bind("id", 5)));
    /* a key with a NULL in it is no row's */
    assert_null(
        cupel_get(session, VersionedFoo, cupel_bind("version_id", NULL), cupel_bind("id", 7)));
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
}

static void test_slices(void **state)
{
    run_fixture *run = *state;
    cupel_session *session = run->session;
    assert_null(cupel_item_at(cupel_order_by(USERS, ID), 4));
    assert_int_equal(cupel_error_code(session), CUPEL_NO_RESULT_FOUND);
    check_sent(run);
    assert_null(cupel_item_at(USERS, -1));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_array_count(cupel_all(cupel_slice(USERS, 3, 3))), 0);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
}

static void test_from_parent(void **state)
{
    run_fixture *run = *state;
    cupel_session *session = run->session;
    User *user = cupel_new(User, .name = "ed");
    assert_non_null(user);
    cupel_append(user, addresses, cupel_new(Address, .email_address = "e"));
    cupel_add(session, user);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    run->count = 0;
    assert_int_equal(cupel_array_count(cupel_all(cupel_filter(cupel_query(session, Address),
                                                              cupel_with_parent(user, addresses)))),
                     1);
    assert_int_equal(cupel_count(cupel_related(user, addresses)), 1);
    assert_int_equal(run->count, 2);
}

static void test_missing_parameter(void **state)
{
    run_fixture *run = *state;
    cupel_session *session = run->session;
    cupel_query *query = cupel_filter(USERS, cupel_eq(ID, cupel_bind_required("i")));
    assert_null(cupel_all(query));
    assert_int_equal(cupel_error_code(session), CUPEL_STATEMENT_ERROR);
    assert_non_null(cupel_sql(query, "sqlite"));
    assert_int_equal(cupel_array_count(cupel_all(cupel_params(query, cupel_bind("i", 1)))), 0);
}

/* A clause a line; subqueries further in. */
static void test_pretty(void **state)
{
    cupel_session *session = ((run_fixture *)*state)->session;
    cupel_query *inner = cupel_filter(cupel_select(session, ID), cupel_gt(ID, 2));
    cupel_query *query = cupel_limit(
        cupel_order_by(cupel_filter(USERS, cupel_in(ID, inner)), cupel_desc(cupel_attr(User, id))),
        3);
    const char *sql =
        cupel_sql(cupel_with_entities(query, ID), "postgresql", .pretty = true, .literals = true);
    assert_non_null(sql);
    assert_string_equal(sql, "SELECT users.id AS users_id\n"
                             "FROM users\n"
                             "WHERE users.id IN (SELECT users.id\n"
                             "    FROM users\n"
                             "    WHERE users.id > 2)\n"
                             "ORDER BY users.id DESC\n"
                             "LIMIT 3");
}

#define RUN_TEST(test) cmocka_unit_test_setup_teardown(test, run_setup, run_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN_TEST(test_get),         RUN_TEST(test_get_by_names),      RUN_TEST(test_slices),
        RUN_TEST(test_from_parent), RUN_TEST(test_missing_parameter), RUN_TEST(test_pretty),
    };
    return cmocka_run_group_tests_name("query/run", tests, NULL, NULL);
}
