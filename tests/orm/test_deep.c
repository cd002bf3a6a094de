/*
 * Chains of 10,000: every cascade goes down all of them, and none recurses on the stack.
 */
#include "graph.h"

#include <pthread.h>
#include <stdlib.h>

#define DEPTH 10000

typedef struct Link Link;

struct Link {
    cupel_object base;
    cupel_int id;
    cupel_null_int above_id;
    cupel_to_one(Link) above;
    cupel_to_many(Link) below;
};

CUPEL_MAP(Link, "links", CUPEL_COLUMN(Link, id, .primary_key = true),
          CUPEL_COLUMN(Link, above_id, .foreign_key = "links.id", .index = true),
          CUPEL_RELATIONSHIP(Link, above, Link, .back_populates = "below", .remote_side = "id"),
          CUPEL_RELATIONSHIP(Link, below, Link, .back_populates = "above",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

typedef struct chain {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
    Link *links[DEPTH];
} chain;

static void chain_ok(const chain *one, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->session));
}

/* A chain in the session, not written yet. */
static int chain_setup(void **state)
{
    cu_test_alloc_setup(state);
    chain *one = calloc(1, sizeof *one);
    assert_non_null(one);
    *state = one;
    one->engine = cupel_engine_open("sqlite://");
    one->registry = cupel_registry_open(Link);
    one->session = cupel_session_open(one->registry, one->engine);
    assert_int_equal(cupel_create_all(one->registry, one->engine), CUPEL_OK);
    for (int i = 0; i < DEPTH; i++) {
        one->links[i] = cupel_new(Link, .id = i + 1);
        assert_non_null(one->links[i]);
        if (i > 0)
            assert_int_equal(cupel_append(one->links[i - 1], below, one->links[i]), CUPEL_OK);
    }
    chain_ok(one, cupel_add(one->session, one->links[0]));
    return 0;
}

static int chain_teardown(void **state)
{
    chain *one = *state;
    cupel_session_close(one->session);
    cupel_registry_close(one->registry);
    cupel_engine_close(one->engine);
    free(one);
    return cu_test_alloc_teardown(state);
}

static void test_written(void **state)
{
    chain *one = *state;
    assert_true(cupel_in_session(one->session, one->links[DEPTH - 1]));
    chain_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_count(cupel_query(one->session, Link)), DEPTH);
    assert_int_equal(*cupel_load(one->links[DEPTH - 1], above_id), DEPTH - 1);
    /* loaded again, link by link */
    cupel_expunge_all(one->session);
    Link *link = cupel_get(one->session, Link, 1);
    int depth = 0;
    for (; link; depth++) {
        cupel_load(link, below);
        link = link->below.count > 0 ? link->below.items[0] : NULL;
    }
    assert_int_equal(depth, DEPTH);
}

static void test_deleted(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_commit(one->session));
    chain_ok(one, cupel_delete(one->session, one->links[0]));
    chain_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_count(cupel_query(one->session, Link)), 0);
    assert_int_equal(cupel_object_state(one->links[DEPTH - 1]), CUPEL_DETACHED);
}

/* An orphan takes all below it along. */
static void test_cut(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_flush(one->session));
    chain_ok(one, cupel_remove(one->links[0], below, one->links[1]));
    chain_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_count(cupel_query(one->session, Link)), 1);
}

static void test_expunged_and_added(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_flush(one->session));
    chain_ok(one, cupel_expunge(one->session, one->links[0]));
    assert_int_equal(cupel_object_state(one->links[DEPTH - 1]), CUPEL_DETACHED);
    chain_ok(one, cupel_add(one->session, one->links[0]));
    assert_int_equal(cupel_object_state(one->links[DEPTH - 1]), CUPEL_PERSISTENT);
}

static void test_expired_and_refreshed(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_flush(one->session));
    chain_ok(one, cupel_expire(one->session, one->links[0]));
    assert_false(cupel_is_loaded(one->links[DEPTH - 1], above_id));
    chain_ok(one, cupel_refresh(one->session, one->links[0]));
    assert_true(cupel_is_loaded(one->links[0], above_id));
}

static void test_merged(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_flush(one->session));
    cupel_session *other = cupel_session_open(one->registry, one->engine);
    Link *copy = cupel_merge_without_load(other, one->links[0]);
    assert_non_null(copy);
    assert_ptr_not_equal(copy, one->links[0]);
    assert_non_null(cupel_get(other, Link, DEPTH));
    assert_int_equal(cupel_session_status_of(other).statements, 0);
    assert_int_equal(cupel_session_status_of(other).instances, DEPTH);
    cupel_session_close(other);
}

/* Writes, loads and deletes all in a session of its thread; who waits for it asserts. */
static void *work_on_chain(void *data)
{
    chain *one = data;
    cupel_session *session = cupel_session_open(one->registry, one->engine);
    cupel_code code = cupel_add(session, one->links[0]);
    if (code == CUPEL_OK)
        code = cupel_flush(session);
    if (code == CUPEL_OK)
        code = cupel_expire(session, one->links[0]);
    for (Link *at = one->links[0]; at && code == CUPEL_OK;) {
        code = cupel_load_attribute(&at->base, offsetof(Link, below));
        at = at->below.count > 0 ? at->below.items[0] : NULL;
    }
    if (code == CUPEL_OK)
        code = cupel_delete(session, one->links[0]);
    if (code == CUPEL_OK)
        code = cupel_commit(session);
    cupel_session_close(session);
    return code == CUPEL_OK ? one : NULL;
}

/* 26 bytes of stack for each of them: no function can be called so deep. */
static void test_little_stack(void **state)
{
    chain *one = *state;
    pthread_attr_t attributes;
    pthread_t thread;
    void *done = NULL;
    chain_ok(one, cupel_expunge(one->session, one->links[0]));
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, work_on_chain, one), 0);
    assert_int_equal(pthread_join(thread, &done), 0);
    pthread_attr_destroy(&attributes);
    assert_ptr_equal(done, one);
    assert_int_equal(cupel_count(cupel_query(one->session, Link)), 0);
}

#define CHAIN_TEST(test) cmocka_unit_test_setup_teardown(test, chain_setup, chain_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHAIN_TEST(test_written),
        CHAIN_TEST(test_deleted),
        CHAIN_TEST(test_cut),
        CHAIN_TEST(test_expunged_and_added),
        CHAIN_TEST(test_expired_and_refreshed),
        CHAIN_TEST(test_merged),
        CHAIN_TEST(test_little_stack),
    };
    return cmocka_run_group_tests_name("orm/deep", tests, NULL, NULL);
}
