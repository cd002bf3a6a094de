/*
 * Chains of 10,000: every cascade goes down all of them, and none recurses on the stack.
 */
#include "graph.h"

#include <pthread.h>
#include <stdio.h>
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

/* The same, asking the database for each; and upwards, from the last. */
static void test_merged_by_loading(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_commit(one->session));
    for (int i = 0; i < DEPTH; i++) { /* what is not loaded is not merged */
        cupel_object *object = &one->links[i]->base;
        chain_ok(one, cupel_load_attribute(object, offsetof(Link, below)));
        chain_ok(one, cupel_load_attribute(object, offsetof(Link, above)));
    }
    chain_ok(one, cupel_expunge(one->session, one->links[0]));
    chain_ok(one, cupel_rollback(one->session)); /* the connection is free for another session */
    for (int up = 0; up < 2; up++) {
        cupel_session *other = cupel_session_open(one->registry, one->engine);
        Link *copy = cupel_merge(other, one->links[up ? DEPTH - 1 : 0]);
        if (!copy)
            fail_msg("%s", cupel_error_text(other));
        assert_int_equal(cupel_session_status_of(other).instances, DEPTH);
        int64_t statements = cupel_session_status_of(other).statements;
        chain_ok(one, cupel_flush(other)); /* there is nothing to write */
        assert_int_equal(cupel_session_status_of(other).statements, statements);
        cupel_session_close(other);
    }
    chain_ok(one, cupel_add(one->session, one->links[0])); /* which frees them */
}

/* From the last upwards: what is new above it comes along. */
static void test_added_from_below(void **state)
{
    chain *one = *state;
    chain_ok(one, cupel_expunge(one->session, one->links[0]));
    assert_int_equal(cupel_object_state(one->links[DEPTH - 1]), CUPEL_TRANSIENT);
    chain_ok(one, cupel_add(one->session, one->links[DEPTH - 1]));
    assert_int_equal(cupel_object_state(one->links[0]), CUPEL_PENDING);
    chain_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_count(cupel_query(one->session, Link)), DEPTH);
}

/* ---- upwards, along a to-one --------------------------------------------------------------------- */

typedef struct Rung Rung;

struct Rung {
    cupel_object base;
    cupel_int id;
    cupel_null_int above_id;
    cupel_to_one(Rung) above;
};

CUPEL_MAP(Rung, "rungs", CUPEL_COLUMN(Rung, id, .primary_key = true),
          CUPEL_COLUMN(Rung, above_id, .foreign_key = "rungs.id", .index = true),
          CUPEL_RELATIONSHIP(Rung, above, Rung, .remote_side = "id", .single_parent = true,
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

static int64_t rungs_there(cupel_session *session)
{
    return cupel_count(cupel_query(session, Rung));
}

/* Each cascade from the lowest rung: its own leads up to the highest. */
static void test_upwards(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Rung);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    Rung **rungs = calloc(DEPTH, sizeof *rungs), *top, *low;
    assert_non_null(rungs);
    for (int i = 0; i < DEPTH; i++) {
        rungs[i] = cupel_new(Rung, .id = i + 1, .above = { i > 0 ? rungs[i - 1] : NULL });
        assert_non_null(rungs[i]);
    }
    top = rungs[0];
    low = rungs[DEPTH - 1];
    assert_int_equal(cupel_add(session, low), CUPEL_OK);
    assert_int_equal(cupel_object_state(top), CUPEL_PENDING);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    assert_int_equal(rungs_there(session), DEPTH);
    assert_int_equal(*low->above_id, DEPTH - 1);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    /* Out of the session and in again. */
    assert_int_equal(cupel_expunge(session, low), CUPEL_OK);
    assert_int_equal(cupel_object_state(top), CUPEL_DETACHED);
    assert_int_equal(cupel_add(session, low), CUPEL_OK);
    assert_int_equal(cupel_object_state(top), CUPEL_PERSISTENT);
    /* Expired, and read again by one question each. */
    assert_int_equal(cupel_expire(session, low), CUPEL_OK);
    assert_false(cupel_is_loaded(top, above_id));
    for (Rung *rung = low, *next; rung; rung = next) {
        next = cupel_load(rung, above).item;
        assert_true(cupel_is_loaded(rung, id));
    }
    int64_t statements = cupel_session_status_of(session).statements;
    assert_int_equal(cupel_refresh(session, low), CUPEL_OK);
    /* It is read at once, what is above when it is asked for. */
    assert_int_equal(cupel_session_status_of(session).statements - statements, 1);
    assert_true(cupel_is_loaded(low, above_id));
    assert_false(cupel_is_loaded(top, above_id));
    /* Cut in the middle: what was above is an orphan, and takes what is above it along. */
    cupel_set(rungs[DEPTH / 2], above, NULL);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    assert_int_equal(rungs_there(session), DEPTH - DEPTH / 2);
    assert_int_equal(cupel_rollback(session), CUPEL_OK);
    /* Deleted from below. */
    free(rungs);
    assert_int_equal(rungs_there(session), DEPTH);
    assert_int_equal(cupel_delete(session, low), CUPEL_OK);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    assert_int_equal(rungs_there(session), 0);
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}

/* ---- loaded with one, each after the other -------------------------------------------------------- */

/* A string of beads, or a circle: each loads both of its neighbours. */
#define BEADS(Type, table, how)                                                              \
    typedef struct Type Type;                                                                \
    struct Type {                                                                            \
        cupel_object base;                                                                   \
        cupel_int id;                                                                        \
        cupel_null_int next_id;                                                              \
        cupel_to_one(Type) next;                                                             \
        cupel_to_many(Type) before;                                                          \
    };                                                                                       \
    CUPEL_MAP(Type, table, CUPEL_COLUMN(Type, id, .primary_key = true),                      \
              CUPEL_COLUMN(Type, next_id, .foreign_key = table ".id", .index = true),        \
              CUPEL_RELATIONSHIP(Type, next, Type, .back_populates = "before",               \
                                 .remote_side = "id", .lazy = how, .join_depth = 2 * DEPTH), \
              CUPEL_RELATIONSHIP(Type, before, Type, .back_populates = "next", .lazy = how,  \
                                 .join_depth = 2 * DEPTH));                                  \
    static void load_##Type(cupel_session *session, int64_t from)                            \
    {                                                                                        \
        Type *bead = cupel_get(session, Type, from);                                         \
        if (!bead)                                                                           \
            fail_msg("%s", cupel_error_text(session));                                       \
        assert_int_equal(cupel_session_status_of(session).instances, DEPTH);                 \
        for (int i = 0; i < DEPTH; i++) {                                                    \
            bead = cupel_get(session, Type, i + 1);                                          \
            assert_true(cupel_is_loaded(bead, next) && cupel_is_loaded(bead, before));       \
            if (bead->next.item)                                                             \
                assert_ptr_equal(bead->next.item->before.items[0], bead);                    \
        }                                                                                    \
    }

BEADS(SelectinBead, "selectin_beads", CUPEL_LAZY_SELECTIN)
BEADS(SubqueryBead, "subquery_beads", CUPEL_LAZY_SUBQUERY)
BEADS(ImmediateBead, "immediate_beads", CUPEL_LAZY_IMMEDIATE)

static void bead_sql(cupel_session *session, const char *sql)
{
    cupel_result *result = cupel_session_execute(session, sql);
    assert_non_null(result);
    cupel_result_close(result);
}

static void test_loaded(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        void (*load)(cupel_session *session, int64_t from);
    } sorts[] = { { "selectin_beads", load_SelectinBead },
                  { "subquery_beads", load_SubqueryBead },
                  { "immediate_beads", load_ImmediateBead } };
    cupel_registry *registry = cupel_registry_open(SelectinBead, SubqueryBead, ImmediateBead);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        for (int circle = 0; circle < 2; circle++) {
            char sql[256];
            cupel_session *session = cupel_session_open(registry, engine);
            snprintf(sql, sizeof sql, "DELETE FROM %s", sorts[i].table);
            bead_sql(session, sql);
            snprintf(
                sql, sizeof sql,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                "INSERT INTO %s SELECT i, CASE WHEN i < %d THEN i + 1 WHEN %d THEN 1 END FROM n",
                DEPTH, sorts[i].table, DEPTH, circle);
            bead_sql(session, sql);
            assert_int_equal(cupel_commit(session), CUPEL_OK);
            for (int from = 0; from < 3; from++) {
                cupel_expunge_all(session);
                sorts[i].load(session, from == 0 ? 1 : from == 1 ? DEPTH : DEPTH / 2);
            }
            cupel_session_close(session);
        }
    cupel_registry_close(registry);
    cupel_engine_close(engine);
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
        CHAIN_TEST(test_merged_by_loading),
        CHAIN_TEST(test_added_from_below),
        cmocka_unit_test_setup_teardown(test_upwards, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_loaded, cu_test_alloc_setup, cu_test_alloc_teardown),
        CHAIN_TEST(test_little_stack),
    };
    return cmocka_run_group_tests_name("orm/deep", tests, NULL, NULL);
}
