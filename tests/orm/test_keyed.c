/*
 * Long collections by keys of all kinds: numbers that are written differently
 * are one key, and an item may be in several such collections.
 */
#include "graph.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Scale Scale;
typedef struct Weight Weight;

struct Scale {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Weight) by_mass;
    cupel_to_many(Weight) by_price;
    cupel_to_many(Weight) by_day;
};

struct Weight {
    cupel_object base;
    cupel_int id;
    cupel_null_double mass;
    cupel_decimal price;
    cupel_null_date day;
    cupel_null_int mass_id;
    cupel_null_int price_id;
    cupel_null_int day_id;
};

CUPEL_DECLARE(Scale);
CUPEL_DECLARE(Weight);

CUPEL_MAP(Scale, "scales", CUPEL_COLUMN(Scale, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Scale, by_mass, Weight, .foreign_keys = "weights.mass_id",
                             .order_by = "id", .keyed_by = "mass"),
          CUPEL_RELATIONSHIP(Scale, by_price, Weight, .foreign_keys = "weights.price_id",
                             .order_by = "id", .keyed_by = "price"),
          CUPEL_RELATIONSHIP(Scale, by_day, Weight, .foreign_keys = "weights.day_id",
                             .order_by = "id", .keyed_by = "day"));
CUPEL_MAP(Weight, "weights", CUPEL_COLUMN(Weight, id, .primary_key = true),
          CUPEL_COLUMN(Weight, mass), CUPEL_COLUMN(Weight, price, .precision = 10, .scale = 2),
          CUPEL_COLUMN(Weight, day), CUPEL_COLUMN(Weight, mass_id, .foreign_key = "scales.id"),
          CUPEL_COLUMN(Weight, price_id, .foreign_key = "scales.id"),
          CUPEL_COLUMN(Weight, day_id, .foreign_key = "scales.id"));

enum { WEIGHTS = 40 };

/* A scale whose weights are in all of its collections. */
static int scale_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Scale, Weight);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    Scale *scale = cupel_new(Scale);
    assert_non_null(scale);
    assert_ok(graph, cupel_add(graph->session, scale));
    for (int i = 0; i < WEIGHTS; i++) {
        char price[20];
        snprintf(price, sizeof price, "%d.50", i);
        Weight *weight = cupel_new(Weight);
        assert_non_null(weight);
        cupel_set(weight, mass, i - 1.0);
        cupel_set(weight, price, ((cupel_decimal_value){ price }));
        cupel_set(weight, day, ((cupel_date_value){ 2000 + i, 1, 31 }));
        assert_ok(graph, cupel_append(scale, by_mass, weight));
        assert_ok(graph, cupel_append(scale, by_price, weight));
        assert_ok(graph, cupel_append(scale, by_day, weight));
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

static Scale *the_scale(graph_fixture *graph)
{
    Scale *scale = cupel_get(graph->session, Scale, 1);
    assert_non_null(scale);
    assert_int_equal(cupel_item_count(scale, by_mass), WEIGHTS);
    assert_int_equal(cupel_item_count(scale, by_price), WEIGHTS);
    assert_int_equal(cupel_item_count(scale, by_day), WEIGHTS);
    return scale;
}

#define PRICED(scale, text) cupel_item_keyed((scale), by_price, ((cupel_decimal_value){ (text) }))

/* 0 is -0, NaN is NaN, 1.5 is 1.50. */
static void test_same_numbers(void **state)
{
    graph_fixture *graph = *state;
    Scale *scale = the_scale(graph);
    Weight *zero = cupel_item_keyed(scale, by_mass, 0.0);
    assert_non_null(zero);
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, -0.0), zero);
    assert_int_equal(zero->id, 2);
    assert_null(cupel_item_keyed(scale, by_mass, (double)NAN));
    Weight *seventh = cupel_item_keyed(scale, by_mass, 6.0);
    assert_non_null(seventh);
    assert_int_equal(seventh->id, 8);
    assert_ptr_equal(PRICED(scale, "7.5"), seventh);
    assert_ptr_equal(PRICED(scale, "7.50"), seventh);
    assert_ptr_equal(PRICED(scale, "07.500"), seventh);
    assert_null(PRICED(scale, "7.51"));
    assert_ptr_equal(cupel_item_keyed(scale, by_day, ((cupel_date_value){ 2007, 1, 31 })), seventh);
    cupel_set(seventh, mass, (double)NAN);
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, (double)NAN), seventh);
    assert_null(cupel_item_keyed(scale, by_mass, 6.0));
    assert_ok(graph, cupel_rollback(graph->session));
}

/* What leaves one collection is in the others still, by the keys it has. */
static void test_in_several(void **state)
{
    graph_fixture *graph = *state;
    Scale *scale = the_scale(graph);
    Weight *weight = cupel_item_keyed(scale, by_mass, 3.0);
    assert_non_null(weight);
    assert_ptr_equal(PRICED(scale, "4.5"), weight);
    assert_ptr_equal(cupel_item_keyed(scale, by_day, ((cupel_date_value){ 2004, 1, 31 })), weight);
    assert_ok(graph, cupel_remove(scale, by_mass, weight)); /* filed first */
    assert_null(cupel_item_keyed(scale, by_mass, 3.0));
    assert_ptr_equal(PRICED(scale, "4.5"), weight);
    cupel_set(weight, price, ((cupel_decimal_value){ "1000" }));
    assert_null(PRICED(scale, "4.5"));
    assert_ptr_equal(PRICED(scale, "1000.00"), weight);
    assert_ok(graph, cupel_append(scale, by_mass, weight));
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, 3.0), weight);
    assert_ok(graph, cupel_clear(scale, by_day));
    assert_ptr_equal(PRICED(scale, "1000"), weight);
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, 3.0), weight);
    /* another one with its key takes its place */
    Weight *heavy = cupel_new(Weight, .price = { "1000" });
    assert_non_null(heavy);
    assert_ok(graph, cupel_append(scale, by_price, heavy));
    assert_ptr_equal(PRICED(scale, "1000"), heavy);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(scale, by_price), WEIGHTS);
    assert_null(cupel_load(weight, price_id));
}

/* One that the program frees is found by nobody. */
static void test_freed(void **state)
{
    graph_fixture *graph = *state;
    Scale *scale = cupel_new(Scale);
    assert_non_null(scale);
    Weight *weights[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
        weights[i] = cupel_new(Weight);
        assert_non_null(weights[i]);
        cupel_set(weights[i], mass, (double)i);
        assert_int_equal(cupel_append(scale, by_mass, weights[i]), CUPEL_OK);
    }
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, 20.0), weights[20]);
    assert_int_equal(cupel_remove(scale, by_mass, weights[20]), CUPEL_OK);
    cupel_free(weights[20]);
    assert_null(cupel_item_keyed(scale, by_mass, 20.0));
    assert_ptr_equal(cupel_item_keyed(scale, by_mass, 39.0), weights[39]);
    cupel_free(scale);
    for (int i = 0; i < WEIGHTS; i++)
        if (i != 20)
            cupel_free(weights[i]);
    (void)graph;
}

int main(void)
{
#define SCALE_TEST(test) cmocka_unit_test_setup_teardown(test, scale_setup, graph_teardown)
    const struct CMUnitTest tests[] = {
        SCALE_TEST(test_same_numbers),
        SCALE_TEST(test_in_several),
        SCALE_TEST(test_freed),
    };
    return cmocka_run_group_tests_name("orm/keyed", tests, NULL, NULL);
}
