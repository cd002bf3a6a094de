/*
 * .lazy_loads of a session: what is loaded by itself is refused, or warned of.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

typedef struct Letter {
    cupel_object base;
    cupel_int id;
    cupel_text subject;
    cupel_text body; /* deferred */
    cupel_null_int user_id;
    cupel_to_one(User) user;
} Letter;

CUPEL_MAP(Letter, "letters", CUPEL_COLUMN(Letter, id, .primary_key = true),
          CUPEL_COLUMN(Letter, subject), CUPEL_COLUMN(Letter, body, .deferred = true),
          CUPEL_COLUMN(Letter, user_id, .foreign_key = "users.id"),
          CUPEL_RELATIONSHIP(Letter, user, User));

typedef struct lazy_fixture {
    cu_test_statements log;
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} lazy_fixture;

static void lazy_renew(lazy_fixture *fixture, cupel_lazy_policy policy)
{
    cupel_session_close(fixture->session);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine, .lazy_loads = policy);
    cu_test_statements_clear(&fixture->log);
}

static void lazy_open(lazy_fixture *fixture, cupel_lazy_policy policy)
{
    *fixture = (lazy_fixture){ 0 };
    fixture->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &fixture->log);
    fixture->registry = cupel_registry_open(User, Address, Profile, Post, Keyword, Letter);
    assert_int_equal(cupel_create_all(fixture->registry, fixture->engine), CUPEL_OK);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
    int64_t user_id = 1;
    cupel_add(fixture->session, cupel_new(User, .id = user_id, .name = "ed"));
    for (int i = 1; i <= 2; i++) {
        cupel_add(fixture->session, cupel_new(Address, .id = i, .email = "e", .user_id = &user_id));
        cupel_add(fixture->session,
                  cupel_new(Letter, .id = i, .subject = "s", .body = "long", .user_id = &user_id));
    }
    assert_int_equal(cupel_commit(fixture->session), CUPEL_OK);
    lazy_renew(fixture, policy);
}

static void lazy_close(lazy_fixture *fixture)
{
    cupel_session_close(fixture->session);
    cupel_registry_close(fixture->registry);
    cupel_engine_close(fixture->engine);
    cu_test_statements_clear(&fixture->log);
}

static void assert_refused(lazy_fixture *fixture, const char *name)
{
    assert_string_equal(cupel_code_name(cupel_error_code(fixture->session)), "LAZY_LOAD_REFUSED");
    assert_int_equal(strncmp(cupel_error_text(fixture->session), name, strlen(name)), 0);
    assert_int_equal(fixture->log.count, 0);
    assert_int_equal(cupel_session_status_of(fixture->session).lazy_loads, 0);
}

/* How many warnings there were of an attribute. */
static size_t warnings(const lazy_fixture *fixture, const char *name)
{
    char start[100];
    size_t count = 0;
    snprintf(start, sizeof start, "-- %s is loaded by itself", name);
    for (size_t i = 0; i < fixture->log.count; i++)
        count += strncmp(fixture->log.texts[i], start, strlen(start)) == 0;
    return count;
}

static void test_relationships_refused(void **state)
{
    (void)state;
    lazy_fixture fixture;
    lazy_open(&fixture, CUPEL_LAZY_LOADS_REFUSED);
    Letter *letter = cupel_first(cupel_query(fixture.session, Letter));
    assert_non_null(letter);
    cu_test_statements_clear(&fixture.log);
    assert_null(cupel_load(letter, user).item);
    assert_refused(&fixture, "Letter.user is not loaded, and the session");
    User *user = cupel_get(fixture.session, User, 1);
    assert_non_null(user);
    cu_test_statements_clear(&fixture.log);
    assert_ptr_equal(cupel_load(letter, user).item, user); /* it is there */
    assert_int_equal(cupel_item_count(user, addresses), -1);
    assert_refused(&fixture, "User.addresses is not loaded");
    cupel_each_in (Address, address, user, addresses)
        fail_msg("%s", address->email);
    assert_refused(&fixture, "User.addresses is not loaded");
    /* what a query loads is loaded, and nothing of it was half done */
    user = cupel_one(cupel_options(cupel_query(fixture.session, User),
                                   cupel_selectinload(cupel_attr(User, addresses))));
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 2);
    lazy_renew(&fixture, CUPEL_LAZY_LOADS_REFUSED);
    user = cupel_one(cupel_options(cupel_query(fixture.session, User),
                                   cupel_immediateload(cupel_attr(User, addresses))));
    assert_non_null(user);
    assert_int_equal(user->addresses.count, 2);
    lazy_close(&fixture);
}

static void test_columns_refused(void **state)
{
    (void)state;
    lazy_fixture fixture;
    lazy_open(&fixture, CUPEL_LAZY_LOADS_REFUSED);
    Letter *letter = cupel_get(fixture.session, Letter, 1);
    assert_non_null(letter);
    cu_test_statements_clear(&fixture.log);
    assert_null(cupel_load(letter, body));
    assert_refused(&fixture, "Letter.body is not loaded, and the session");
    assert_non_null(strstr(cupel_error_text(fixture.session), "cupel_undefer()"));
    cupel_value value;
    assert_int_equal(cupel_get_named(&letter->base, "body", &value), CUPEL_LAZY_LOAD_REFUSED);
    letter = cupel_first(cupel_options(cupel_query(fixture.session, Letter),
                                       cupel_undefer(cupel_attr(Letter, body))));
    assert_non_null(letter);
    assert_text(letter->body, "long");
    /* left out by an option */
    lazy_renew(&fixture, CUPEL_LAZY_LOADS_REFUSED);
    letter = cupel_first(cupel_options(cupel_query(fixture.session, Letter),
                                       cupel_defer(cupel_attr(Letter, subject))));
    assert_non_null(letter);
    cu_test_statements_clear(&fixture.log);
    assert_null(cupel_load(letter, subject));
    assert_refused(&fixture, "Letter.subject is not loaded");
    /* expired is not left out */
    cupel_expire_all(fixture.session);
    assert_text(cupel_load(letter, subject), "s");
    lazy_close(&fixture);
}

/* Changes that have to know what was there before, and flushes, load what they need. */
static void test_needed(void **state)
{
    (void)state;
    lazy_fixture fixture;
    lazy_open(&fixture, CUPEL_LAZY_LOADS_REFUSED);
    User *user = cupel_get(fixture.session, User, 1);
    assert_non_null(user);
    cupel_set(user, profile, cupel_new(Profile, .motto = "m"));
    assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    cupel_each (Letter, letter, cupel_query(fixture.session, Letter))
        cupel_set(letter, user, NULL);
    assert_int_equal(cupel_delete(fixture.session, user), CUPEL_OK);
    if (cupel_commit(fixture.session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(fixture.session));
    assert_int_equal(cupel_count(cupel_query(fixture.session, User)), 0);
    assert_int_equal(cupel_count(cupel_query(fixture.session, Address)), 0);
    lazy_close(&fixture);
}

static void test_warnings(void **state)
{
    (void)state;
    lazy_fixture fixture;
    lazy_open(&fixture, CUPEL_LAZY_LOADS_WARN);
    cupel_each (Letter, letter, cupel_query(fixture.session, Letter)) {
        assert_text(cupel_load(letter, body), "long");
        assert_int_equal(cupel_item_count(cupel_load(letter, user).item, addresses), 2);
    }
    assert_int_equal(cupel_error_code(fixture.session), CUPEL_OK);
    assert_int_equal(warnings(&fixture, "Letter.body"), 2);
    assert_int_equal(warnings(&fixture, "Letter.user"), 1);
    assert_int_equal(warnings(&fixture, "User.addresses"), 1);
    assert_int_equal(cupel_session_status_of(fixture.session).lazy_loads, 4);
    lazy_renew(&fixture, CUPEL_LAZY_LOADS_ALLOWED);
    Letter *letter = cupel_get(fixture.session, Letter, 1);
    assert_non_null(letter);
    assert_text(cupel_load(letter, body), "long");
    assert_int_equal(warnings(&fixture, "Letter.body"), 0);
    assert_int_equal(cupel_session_status_of(fixture.session).lazy_loads, 1);
    lazy_close(&fixture);
}

#define LAZY_TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAZY_TEST(test_relationships_refused),
        LAZY_TEST(test_columns_refused),
        LAZY_TEST(test_needed),
        LAZY_TEST(test_warnings),
    };
    return cmocka_run_group_tests_name("orm/lazy_loads", tests, NULL, NULL);
}
