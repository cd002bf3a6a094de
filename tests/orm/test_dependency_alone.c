/*
 * Relationships without cascades: what is not in the session has no part in a
 * flush; and children whose foreign key cannot be NULL.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Crate Crate;
typedef struct Bottle Bottle;
typedef struct Label Label;

struct Crate {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Bottle) bottles;
};

struct Bottle {
    cupel_object base;
    cupel_int id;
    cupel_null_int crate_id;
    cupel_to_one(Crate) crate;
    cupel_to_many(Label) labels;
};

struct Label {
    cupel_object base;
    cupel_int id;
    cupel_int bottle_id;
};

CUPEL_DECLARE(Crate);
CUPEL_DECLARE(Bottle);
CUPEL_DECLARE(Label);

CUPEL_MAP(Crate, "crates", CUPEL_COLUMN(Crate, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Crate, bottles, Bottle, .back_populates = "crate", .order_by = "id",
                             .cascade = CUPEL_CASCADE_NONE));
CUPEL_MAP(Bottle, "bottles", CUPEL_COLUMN(Bottle, id, .primary_key = true),
          CUPEL_COLUMN(Bottle, crate_id, .foreign_key = "crates.id"),
          CUPEL_RELATIONSHIP(Bottle, crate, Crate, .back_populates = "bottles",
                             .cascade = CUPEL_CASCADE_NONE),
          CUPEL_RELATIONSHIP(Bottle, labels, Label, .order_by = "id"));
CUPEL_MAP(Label, "labels", CUPEL_COLUMN(Label, id, .primary_key = true),
          CUPEL_COLUMN(Label, bottle_id, .foreign_key = "bottles.id"));

static int crates_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Crate, Bottle, Label);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

/* The target is not in the session: it has no key to refer to. */
static void test_target_outside(void **state)
{
    graph_fixture *graph = *state;
    Crate *crate = cupel_new(Crate);
    Bottle *bottle = cupel_new(Bottle);
    assert_non_null(crate);
    assert_non_null(bottle);
    cupel_set(bottle, crate, crate);
    assert_ok(graph, cupel_add(graph->session, bottle));
    assert_int_equal(cupel_object_state(crate), CUPEL_TRANSIENT);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO bottles (crate_id) VALUES (?) (NULL) 1 row");
    assert_int_equal(cupel_object_state(crate), CUPEL_TRANSIENT);
    /* the same where the row is there already */
    Bottle *other = cupel_new(Bottle);
    assert_non_null(other);
    assert_ok(graph, cupel_add(graph->session, other));
    assert_ok(graph, cupel_commit(graph->session));
    cu_test_statements_clear(&graph->log);
    cupel_set(other, crate, crate);
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    /* once it is there, it counts */
    assert_ok(graph, cupel_add(graph->session, crate));
    cupel_set(other, crate, NULL);
    cupel_set(other, crate, crate);
    assert_ok(graph, cupel_commit(graph->session));
    const int64_t *key = cupel_load(other, crate_id);
    assert_true(key && *key == 1);
}

/* The children are not in the session: they are not inserted. */
static void test_children_outside(void **state)
{
    graph_fixture *graph = *state;
    Crate *crate = cupel_new(Crate);
    Bottle *in = cupel_new(Bottle), *out = cupel_new(Bottle);
    assert_true(crate && in && out);
    assert_int_equal(cupel_append(crate, bottles, in), CUPEL_OK);
    assert_int_equal(cupel_append(crate, bottles, out), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, crate));
    assert_ok(graph, cupel_add(graph->session, in));
    assert_int_equal(cupel_object_state(out), CUPEL_TRANSIENT);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO crates DEFAULT VALUES () 1 row",
                "INSERT INTO bottles (crate_id) VALUES (?) (1) 1 row");
    assert_null(out->crate_id);
    /* one that is taken out and deleted is not written before */
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(crate, bottles), 1);
    assert_int_equal(cupel_item_count(in, labels), 0);
    assert_ok(graph, cupel_remove(crate, bottles, in));
    assert_ok(graph, cupel_append(crate, bottles, in));
    assert_ok(graph, cupel_delete(graph->session, in));
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "DELETE FROM bottles WHERE bottles.id = ? (1) 1 row");
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(out);
}

/* A foreign key that has no room for NULL. */
static void test_not_null(void **state)
{
    graph_fixture *graph = *state;
    Bottle *bottle = cupel_new(Bottle);
    Label *label = cupel_new(Label);
    assert_true(bottle && label);
    assert_int_equal(cupel_append(bottle, labels, label), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, bottle));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(bottle, labels), 1);
    assert_ok(graph, cupel_remove(bottle, labels, label));
    assert_code(graph, cupel_flush(graph->session), CUPEL_FLUSH_ERROR);
    assert_string_equal(
        cupel_error_text(graph->session),
        "Bottle.labels: an instance of Label lost its parent, but Label.bottle_id, the foreign "
        "key, cannot be NULL; delete it, or cascade DELETE or DELETE_ORPHAN");
    assert_ok(graph, cupel_rollback(graph->session));
    assert_ok(graph, cupel_delete(graph->session, bottle));
    assert_code(graph, cupel_flush(graph->session), CUPEL_FLUSH_ERROR);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_ok(graph, cupel_delete(graph->session, bottle));
    assert_ok(graph, cupel_delete(graph->session, label));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Label)), 0);
}

int main(void)
{
#define CRATES_TEST(test) cmocka_unit_test_setup_teardown(test, crates_setup, graph_teardown)
    const struct CMUnitTest tests[] = {
        CRATES_TEST(test_target_outside),
        CRATES_TEST(test_children_outside),
        CRATES_TEST(test_not_null),
    };
    return cmocka_run_group_tests_name("orm/dependency_alone", tests, NULL, NULL);
}
