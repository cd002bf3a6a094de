#include "graph.h"

#include "base/alloc.h"
#include "orm/spare.h"

#include <string.h>

/* ---- blocks ------------------------------------------------------------------------------------ */

static void test_blocks(void **state)
{
    (void)state;
    cu_spares spares;
    assert_true(cu_spares_init(&spares, 16384));
    char *small = cu_spares_take(&spares, 4096), *large = cu_spares_take(&spares, 16384);
    assert_non_null(small);
    assert_non_null(large);
    memset(small, 1, 4096);
    memset(large, 2, 16384);
    cu_spares_give(&spares, small, 4096);
    assert_int_equal(spares.bytes, 4096);
    cu_spares_give(&spares, large, 16384); /* more than is kept */
    assert_int_equal(spares.bytes, 4096);
    assert_ptr_equal(cu_spares_take(&spares, 4096), small);
    memset(small, 3, 4096);
    assert_int_equal(spares.bytes, 0);
    cu_spares_give(&spares, small, 4096);
    cu_spares_free(&spares);
}

static void test_other_sizes(void **state)
{
    (void)state;
    cu_spares spares;
    assert_true(cu_spares_init(&spares, CU_SPARE_LIMIT));
    const size_t sizes[] = { 1, 4095, 4097, CU_SPARE_LARGEST * 2 };
    for (size_t i = 0; i < CU_LENGTH(sizes); i++) {
        void *block = cu_spares_take(&spares, sizes[i]);
        assert_non_null(block);
        cu_spares_give(&spares, block, sizes[i]);
        assert_int_equal(spares.bytes, 0);
    }
    void *block = cu_spares_take(NULL, 4096);
    assert_non_null(block);
    cu_spares_give(NULL, block, 4096);
    cu_spares_free(&spares);
}

/* ---- sessions ---------------------------------------------------------------------------------- */

static cupel_code never(const cupel_event *event, void *data)
{
    (void)event;
    ++*(int *)data;
    return CUPEL_OK;
}

/* A session leaves nothing to the one that takes over its memory. */
static void test_nothing_left(void **state)
{
    graph_fixture *graph = *state;
    int heard = 0;
    graph_fill(graph, 3);
    cupel_session_close(graph->session);
    cupel_session *session = graph->session =
        cupel_session_open(graph->registry, graph->engine, .no_autoflush = true);
    assert_ok(graph, cupel_listen(session, CUPEL_EVENT_LOAD, NULL, never, &heard));
    const User *first = cupel_get(session, User, 1);
    assert_non_null(first);
    assert_int_equal(heard, 1);
    assert_ok(graph, cupel_add(session, cupel_new(User, .name = "pending")));
    assert_ok(graph, cupel_begin_nested(session));
    assert_int_equal(cupel_add_instance(session, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_ARGUMENT);
    cupel_session_close(session);

    session = graph->session = cupel_session_open(graph->registry, graph->engine);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    assert_false(cupel_session_is_modified(session));
    cu_test_statements_clear(&graph->log);
    const User *again = cupel_get(session, User, 1);
    assert_non_null(again);
    assert_int_equal(heard, 1);
    assert_int_equal(graph_sent_count(graph), 1); /* it was not there */
    assert_ok(graph, cupel_add(session, cupel_new(User, .name = "flushed")));
    assert_int_equal(cupel_count(cupel_query(session, User)), 4); /* autoflush is on again */
    assert_ok(graph, cupel_rollback(session));
}

/* The second time, a session that loads a little takes no memory at all. */
static size_t allocations_of_get(graph_fixture *graph)
{
    cu_test_alloc_fail_at(0, false);
    cupel_session *session = cupel_session_open(graph->registry, graph->engine);
    const User *user = cupel_get(session, User, 1);
    bool found = user && user->id == 1;
    cupel_session_close(session);
    assert_true(found);
    return cu_test_alloc_count();
}

static void test_no_allocation(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_session_close(graph->session);
    graph->session = NULL;
    (void)allocations_of_get(graph);
    size_t logged = allocations_of_get(graph); /* the log of the fixture allocates */
    for (int i = 0; i < 100; i++)
        assert_int_equal(allocations_of_get(graph), logged);
}

/* A program may keep nothing. */
static void test_nothing_kept(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry = cupel_registry_open_with(
        0, NULL, &(const cupel_registry_options){ .memory_kept = CUPEL_NO_MEMORY_KEPT });
    assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
    cupel_session_close(cupel_session_open(registry, engine));
    size_t live = cu_test_alloc_live();
    cupel_session *session = cupel_session_open(registry, engine);
    assert_true(cu_test_alloc_live() > live);
    cupel_session_close(session);
    assert_int_equal(cu_test_alloc_live(), live);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_blocks, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_other_sizes, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
        GRAPH_TEST(test_nothing_left),
        GRAPH_TEST(test_no_allocation),
        cmocka_unit_test_setup_teardown(test_nothing_kept, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests_name("orm/spare", tests, NULL, NULL);
}
