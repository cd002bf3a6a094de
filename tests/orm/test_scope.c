/*
 * orm/test_scope.c - what scopes free at their end, and what they must not.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct Item {
    cupel_object base;
    cupel_int id, value;
    cupel_text name;
} Item;

CUPEL_MAP(Item, "items", CUPEL_COLUMN(Item, id, .primary_key = true), CUPEL_COLUMN(Item, value),
          CUPEL_COLUMN(Item, name));

typedef struct scope_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} scope_fixture;

#define ITEMS 50

static void make(scope_fixture *fixture)
{
    fixture->engine = cupel_engine_open("sqlite://");
    fixture->registry = cupel_registry_open(Item);
    assert_int_equal(cupel_create_all(fixture->registry, fixture->engine), CUPEL_OK);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
    for (int i = 0; i < ITEMS; i++)
        cupel_add(fixture->session, cupel_new(Item, .value = i, .name = "some name"));
    assert_int_equal(cupel_commit(fixture->session), CUPEL_OK);
    cupel_session_close(fixture->session);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
}

static void destroy(scope_fixture *fixture)
{
    cupel_session_close(fixture->session);
    cupel_registry_close(fixture->registry);
    cupel_engine_close(fixture->engine);
}

static size_t instances(const scope_fixture *fixture)
{
    return cupel_session_status_of(fixture->session).instances;
}

static void test_evicts_what_was_loaded(void **state)
{
    (void)state;
    scope_fixture fixture;
    make(&fixture);
    Item *before = cupel_get(fixture.session, Item, 1);
    assert_non_null(before);
    cupel_scope_evict(fixture.session)
    {
        assert_int_equal(cupel_array_count(cupel_all(cupel_query(fixture.session, Item))), ITEMS);
        assert_int_equal(instances(&fixture), ITEMS);
    }
    assert_int_equal(instances(&fixture), 1);
    assert_ptr_equal(cupel_get(fixture.session, Item, 1), before);
    destroy(&fixture);
}

static void test_keeps_what_changed(void **state)
{
    (void)state;
    scope_fixture fixture;
    make(&fixture);
    cupel_scope_evict(fixture.session)
    {
        Item *item = cupel_get(fixture.session, Item, 2);
        assert_non_null(item);
        cupel_set(item, value, 99);
        assert_non_null(cupel_get(fixture.session, Item, 3));
        cupel_add(fixture.session, cupel_new(Item, .name = "new"));
    }
    assert_int_equal(instances(&fixture), 1);
    assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    Item *item = cupel_get(fixture.session, Item, 2);
    assert_non_null(item);
    assert_int_equal(item->value, 99);
    assert_int_equal(cupel_count(cupel_query(fixture.session, Item)), ITEMS + 1);
    destroy(&fixture);
}

/* What an inner scope could not evict, as it was not committed yet, the outer one does. */
static void test_nested(void **state)
{
    (void)state;
    scope_fixture fixture;
    make(&fixture);
    cupel_scope_evict(fixture.session)
    {
        for (int i = 0; i < 10; i++)
            cupel_scope_evict(fixture.session)
            {
                cupel_add(fixture.session, cupel_new(Item, .name = "new"));
                assert_non_null(cupel_get(fixture.session, Item, i + 1));
                assert_int_equal(cupel_flush(fixture.session), CUPEL_OK);
            }
        assert_int_equal(instances(&fixture), 10);
        cupel_scope(fixture.session) assert_non_null(cupel_get(fixture.session, Item, 20));
        assert_int_equal(instances(&fixture), 11);
        assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    }
    assert_int_equal(instances(&fixture), 0);
    destroy(&fixture);
}

/* What leaves the session inside of a scope is no more its business. */
static void test_leaving(void **state)
{
    (void)state;
    scope_fixture fixture;
    make(&fixture);
    Item *mine = NULL, *back = NULL;
    cupel_scope_evict(fixture.session)
    {
        mine = cupel_get(fixture.session, Item, 1);
        back = cupel_get(fixture.session, Item, 2);
        assert_non_null(mine);
        assert_non_null(back);
        assert_int_equal(cupel_expunge(fixture.session, mine), CUPEL_OK);
        assert_int_equal(cupel_expunge(fixture.session, back), CUPEL_OK);
        assert_int_equal(cupel_add(fixture.session, back), CUPEL_OK);
    }
    assert_string_equal(mine->name, "some name");
    cupel_free(mine);
    assert_int_equal(instances(&fixture), 0);
    destroy(&fixture);
}

/* Scopes are as cheap in a session with many instances as in one with few. */
static void test_many_scopes(void **state)
{
    (void)state;
    scope_fixture fixture;
    make(&fixture);
    for (int i = 0; i < 20000; i++)
        cupel_scope_evict(fixture.session) cupel_add(fixture.session, cupel_new(Item, .value = i));
    assert_int_equal(cupel_flush(fixture.session), CUPEL_OK);
    size_t bytes = cu_test_alloc_bytes();
    for (int i = 0; i < 20000; i++)
        cupel_scope_evict(fixture.session)
            assert_non_null(cupel_get(fixture.session, Item, i % ITEMS + 1));
    assert_int_equal(instances(&fixture), 20000);
    assert_true(cu_test_alloc_bytes() < bytes + 100000);
    destroy(&fixture);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_evicts_what_was_loaded),
        TEST(test_keeps_what_changed),
        TEST(test_nested),
        TEST(test_leaving),
        TEST(test_many_scopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
