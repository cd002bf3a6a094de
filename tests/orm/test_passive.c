/*
 * What the database does by itself, and what it leaves to the session: passive deletes and passive updates.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Country Country;
typedef struct Town Town;
typedef struct Road Road;

/* Towns follow a new code by the database's ON UPDATE CASCADE, roads by the session; deleted, both lose their country. */
struct Country {
    cupel_object base;
    cupel_text code;
    cupel_to_many(Town) towns;
    cupel_to_many(Road) roads;
};

struct Town {
    cupel_object base;
    cupel_int id;
    cupel_text code;
    cupel_to_one(Country) country;
};

struct Road {
    cupel_object base;
    cupel_int id;
    cupel_text code;
    cupel_to_one(Country) country;
};

CUPEL_MAP(Country, "countries", CUPEL_COLUMN(Country, code, .length = 2, .primary_key = true),
          CUPEL_RELATIONSHIP(Country, towns, Town, .back_populates = "country",
                             .passive_deletes = CUPEL_YES),
          CUPEL_RELATIONSHIP(Country, roads, Road, .back_populates = "country",
                             .passive_updates = CUPEL_NO));

CUPEL_MAP(Town, "towns", CUPEL_COLUMN(Town, id, .primary_key = true),
          CUPEL_COLUMN(Town, code, .length = 2),
          CUPEL_FOREIGN_KEY(.columns = { "code" }, .references = { "countries.code" },
                            .on_update = CUPEL_CASCADE, .on_delete = CUPEL_SET_NULL),
          CUPEL_RELATIONSHIP(Town, country, Country, .back_populates = "towns"));

CUPEL_MAP(Road, "roads", CUPEL_COLUMN(Road, id, .primary_key = true),
          CUPEL_COLUMN(Road, code, .length = 2),
          CUPEL_FOREIGN_KEY(.columns = { "code" }, .references = { "countries.code" },
                            .deferrable = true, .initially_deferred = true),
          CUPEL_RELATIONSHIP(Road, country, Country, .back_populates = "roads"));

/* Germany with two towns and two roads, in a session that has none of them. */
static int passive_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Country, Town, Road);
    assert_int_equal(cupel_create_all(graph->registry, graph->engine), CUPEL_OK);
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cupel_add(
        graph->session,
        cupel_new(Country, .code = "DE",
                  .towns = CUPEL_ITEMS(Town, cupel_new(Town, .id = 1), cupel_new(Town, .id = 2)),
                  .roads = CUPEL_ITEMS(Road, cupel_new(Road, .id = 1), cupel_new(Road, .id = 2))));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

static Country *germany(graph_fixture *graph)
{
    Country *country = cupel_get(graph->session, Country, "DE");
    assert_non_null(country);
    cu_test_statements_clear(&graph->log);
    return country;
}

static void test_passive_delete(void **state)
{
    graph_fixture *graph = *state;
    Country *country = germany(graph);
    Town *town = cupel_get(graph->session, Town, 1);
    assert_non_null(town);
    cu_test_statements_clear(&graph->log);
    /* towns are not looked at, roads are */
    assert_ok(graph, cupel_delete(graph->session, country));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "SELECT roads.id AS roads_id, roads.code AS roads_code FROM roads WHERE ? = "
                "roads.code ('DE') 2 rows",
                "UPDATE roads SET code=? WHERE roads.id = ? ((NULL, 1), (NULL, 2)) 2 rows",
                "DELETE FROM countries WHERE countries.code = ? ('DE') 1 row");
    /* the database did it */
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(town, code));
    assert_null(cupel_load(town, country).item);
}

/* Towns that the session has are told by it. */
static void test_passive_delete_of_loaded(void **state)
{
    graph_fixture *graph = *state;
    Country *country = germany(graph);
    assert_int_equal(cupel_item_count(country, towns), 2);
    assert_int_equal(cupel_item_count(country, roads), 2);
    Town *town = country->towns.items[0];
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_delete(graph->session, country));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE towns SET code=? WHERE towns.id = ? ((NULL, 1), (NULL, 2)) 2 rows",
                "UPDATE roads SET code=? WHERE roads.id = ? ((NULL, 1), (NULL, 2)) 2 rows",
                "DELETE FROM countries WHERE countries.code = ? ('DE') 1 row");
    assert_null(town->code);
}

static void test_new_key(void **state)
{
    graph_fixture *graph = *state;
    Country *country = germany(graph);
    cupel_set(country, code, "AT");
    assert_ok(graph, cupel_flush(graph->session));
    /* towns are the database's, roads are loaded and told */
    assert_sent(graph,
                "SELECT roads.id AS roads_id, roads.code AS roads_code FROM roads WHERE ? = "
                "roads.code ('DE') 2 rows",
                "UPDATE countries SET code=? WHERE countries.code = ? ('AT', 'DE') 1 row",
                "UPDATE roads SET code=? WHERE roads.id = ? (('AT', 1), ('AT', 2)) 2 rows");
    assert_ok(graph, cupel_commit(graph->session));
    Town *town = cupel_get(graph->session, Town, 2);
    assert_non_null(town);
    assert_string_equal(town->code, "AT");
    assert_ptr_equal(cupel_load(town, country).item, country);
    assert_int_equal(cupel_item_count(country, roads), 2);
    assert_string_equal(country->roads.items[1]->code, "AT");
}

#define PASSIVE_TEST(test) cmocka_unit_test_setup_teardown(test, passive_setup, graph_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PASSIVE_TEST(test_passive_delete),
        PASSIVE_TEST(test_passive_delete_of_loaded),
        PASSIVE_TEST(test_new_key),
    };
    return cmocka_run_group_tests_name("orm/passive", tests, NULL, NULL);
}
