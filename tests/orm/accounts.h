/*
 * accounts.h - accounts and their entries in a session, for tests that map them
 * each in its own way: Account has .name and .entries, Entry has .amount.
 * Included behind their mappings.
 */
#ifndef CU_TEST_ORM_ACCOUNTS_H
#define CU_TEST_ORM_ACCOUNTS_H

#include "graph.h"

#include <stdlib.h>

static inline Entry *new_entry(int64_t amount)
{
    return cupel_new(Entry, .amount = amount);
}

/* Three accounts, with 10 and 5, with 7, and with nothing. */
static inline int accounts_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Account, Entry);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cupel_add_all(
        graph->session,
        cupel_new(Account, .name = "a", .entries = CUPEL_ITEMS(Entry, new_entry(10), new_entry(5))),
        cupel_new(Account, .name = "b", .entries = CUPEL_ITEMS(Entry, new_entry(7))),
        cupel_new(Account, .name = "c"));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define ACCOUNTS_TEST(test) cmocka_unit_test_setup_teardown(test, accounts_setup, graph_teardown)

#endif
