/*
 * NULL where none is allowed: an error that can be asked for, never a crash.
 */
#include "graph.h"

#include <string.h>

static void test_connections(void **state)
{
    (void)state;
    cupel_connection *none = NULL;
    assert_int_equal(cupel_connection_set_isolation(none, CUPEL_SERIALIZABLE),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_begin_twophase(none, "x"), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_prepare(none), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_connection_recover_twophase(none));
    assert_int_equal(cupel_connection_commit_prepared(none, "x"), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_rollback_prepared(none, "x"), CUPEL_INVALID_ARGUMENT);
    cupel_names_free(NULL);
}

static void test_sessions(void **state)
{
    (void)state;
    cupel_session *none = NULL;
    assert_int_equal(cupel_begin_twophase(none, "x"), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_prepare(none), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_commit(none), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_rollback(none), CUPEL_INVALID_ARGUMENT);
    assert_false(cupel_in_transaction(none));
    cupel_session_close(none);
}

static cupel_code work(cupel_session *session, void *data)
{
    (void)session;
    (void)data;
    return CUPEL_OK;
}

static void test_transactions(void **state)
{
    graph_fixture *graph = *state;
    assert_int_equal(cupel_run_transaction(NULL, graph->engine, work, NULL),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_run_transaction(graph->registry, NULL, work, NULL),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_run_transaction(graph->registry, graph->engine, NULL, NULL),
                     CUPEL_INVALID_ARGUMENT);
}

static void test_inspectors(void **state)
{
    (void)state;
    cupel_inspector *none = NULL;
    size_t count = 5;
    assert_null(cupel_get_table_names(none, NULL));
    assert_null(cupel_get_view_names(none, NULL));
    assert_null(cupel_get_sequence_names(none, NULL));
    assert_null(cupel_get_schema_names(none));
    assert_null(cupel_get_default_schema_name(none));
    assert_null(cupel_get_table(none, "t", NULL));
    assert_null(cupel_get_columns(none, "t", NULL, &count));
    assert_null(cupel_get_pk_constraint(none, "t", NULL));
    assert_null(cupel_get_foreign_keys(none, "t", NULL, &count));
    assert_null(cupel_get_unique_constraints(none, "t", NULL, &count));
    assert_null(cupel_get_check_constraints(none, "t", NULL, &count));
    assert_null(cupel_get_indexes(none, "t", NULL, &count));
    assert_int_equal(count, 0);
    assert_false(cupel_has_table(none, "t", NULL));
    cupel_inspector_clear(none);
    cupel_inspector_close(none);
}

static void test_builders(void **state)
{
    (void)state;
    cupel_mapping_builder_constraint(NULL, CUPEL_ITEM_UNIQUE, NULL);
    cupel_mapping_builder_table_options(NULL, NULL);
    cupel_mapping_builder_options(NULL, NULL);
    assert_int_equal(
        cupel_mapping_builder_relationship(NULL, "a", "B", true, CUPEL_NEXT_OFFSET, NULL),
        SIZE_MAX);
    assert_null(cupel_mapping_build(NULL));
    cupel_mapping_builder_free(NULL);
    cupel_mapping_free(NULL);
}

/* Queries and statements carry the mistake to where they are run. */
static void test_queries(void **state)
{
    graph_fixture *graph = *state;
    int64_t key = 7;
    assert_false(cupel_insert_key(NULL, &key));
    assert_int_equal(key, 7);
    assert_null(cupel_all(cupel_execution_option(NULL, "a", 1)));
    assert_null(cupel_all(cupel_offset_by(NULL, NULL)));
    assert_null(cupel_all(cupel_execution_option(cupel_query(graph->session, User), NULL, 1)));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    cupel_query *query = cupel_filter(cupel_query(graph->session, User),
                                      cupel_eq(cupel_subquery_attr(NULL, User, id), 1));
    assert_null(cupel_all(query));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_connections), GRAPH_TEST(test_sessions), GRAPH_TEST(test_transactions),
        GRAPH_TEST(test_inspectors),  GRAPH_TEST(test_builders), GRAPH_TEST(test_queries),
    };
    return cmocka_run_group_tests_name("orm/null", tests, NULL, NULL);
}
