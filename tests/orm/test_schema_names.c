/*
 * Structs whose tables are in a schema: names in SQL, labels of columns, and
 * rows read and written there, beside a table of the same name elsewhere.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Ware Ware;
typedef struct Shelf Shelf;
typedef struct Plain Plain;

struct Ware {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int shelf_id;
    cupel_to_one(Shelf) shelf;
};

/* A column that is called as the label of another one. */
struct Shelf {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text store_shelves_name;
    cupel_to_many(Ware) wares;
};

struct Plain {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

CUPEL_DECLARE(Ware);
CUPEL_DECLARE(Shelf);
CUPEL_DECLARE(Plain);

CUPEL_MAP(Ware, "wares", CUPEL_COLUMN(Ware, id, .primary_key = true), CUPEL_COLUMN(Ware, name),
          CUPEL_COLUMN(Ware, shelf_id, .foreign_key = "store.shelves.id"),
          CUPEL_RELATIONSHIP(Ware, shelf, Shelf, .back_populates = "wares"),
          CUPEL_TABLE_OPTIONS(.schema = "store"));
CUPEL_MAP(Shelf, "shelves", CUPEL_COLUMN(Shelf, id, .primary_key = true), CUPEL_COLUMN(Shelf, name),
          CUPEL_COLUMN(Shelf, store_shelves_name),
          CUPEL_RELATIONSHIP(Shelf, wares, Ware, .back_populates = "shelf", .order_by = "id"),
          CUPEL_TABLE_OPTIONS(.schema = "store"));
CUPEL_MAP(Plain, "wares", CUPEL_COLUMN(Plain, id, .primary_key = true), CUPEL_COLUMN(Plain, name));

static int store_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Ware, Shelf, Plain);
    cupel_connection *connection = cupel_connect(graph->engine);
    assert_non_null(connection);
    assert_int_equal(cupel_execute_script(connection, "ATTACH ':memory:' AS store"), CUPEL_OK);
    cupel_connection_close(connection);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

static void expect_sql(cupel_query *query, const char *expected)
{
    char one_line[2000];
    const char *sql = cupel_sql(query, "sqlite");
    assert_non_null(sql);
    assert_true(strlen(sql) < sizeof one_line);
    size_t length = 0;
    for (; sql[length]; length++)
        one_line[length] = (char)(sql[length] == '\n' ? ' ' : sql[length]);
    one_line[length] = '\0';
    assert_string_equal(one_line, expected);
}

static void test_sql(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    expect_sql(cupel_order_by(
                   cupel_filter(cupel_query(session, Ware), cupel_eq(cupel_attr(Ware, name), "x")),
                   cupel_attr(Ware, id)),
               "SELECT store.wares.id AS store_wares_id, store.wares.name AS store_wares_name, "
               "store.wares.shelf_id AS store_wares_shelf_id FROM store.wares WHERE "
               "store.wares.name = ? ORDER BY store.wares.id");
    expect_sql(cupel_join(cupel_query(session, Shelf), cupel_attr(Shelf, wares)),
               "SELECT store.shelves.id AS store_shelves_id, store.shelves.name AS "
               "store_shelves_name_1, store.shelves.store_shelves_name AS "
               "store_shelves_store_shelves_name FROM store.shelves JOIN store.wares ON "
               "store.shelves.id = store.wares.shelf_id");
    expect_sql(cupel_options(cupel_query(session, Ware), cupel_joinedload(cupel_attr(Ware, shelf))),
               "SELECT store.wares.id AS store_wares_id, store.wares.name AS store_wares_name, "
               "store.wares.shelf_id AS store_wares_shelf_id, shelves_1.id AS shelves_1_id, "
               "shelves_1.name AS shelves_1_name, shelves_1.store_shelves_name AS "
               "shelves_1_store_shelves_name FROM store.wares LEFT OUTER JOIN store.shelves AS "
               "shelves_1 ON shelves_1.id = store.wares.shelf_id");
    expect_sql(cupel_filter(cupel_select(session, cupel_entity_of(Ware), cupel_entity_of(Plain)),
                            cupel_eq(cupel_attr(Ware, id), cupel_attr(Plain, id))),
               "SELECT store.wares.id AS store_wares_id, store.wares.name AS store_wares_name, "
               "store.wares.shelf_id AS store_wares_shelf_id, wares.id AS wares_id, wares.name AS "
               "wares_name FROM store.wares, wares WHERE store.wares.id = wares.id");
    expect_sql(cupel_from_self(cupel_limit(cupel_query(session, Shelf), 2)),
               "SELECT anon_1.store_shelves_id AS anon_1_store_shelves_id, "
               "anon_1.store_shelves_name_1 AS anon_1_store_shelves_name_1, "
               "anon_1.store_shelves_store_shelves_name AS "
               "anon_1_store_shelves_store_shelves_name FROM (SELECT store.shelves.id AS "
               "store_shelves_id, store.shelves.name AS store_shelves_name_1, "
               "store.shelves.store_shelves_name AS store_shelves_store_shelves_name FROM "
               "store.shelves LIMIT ? OFFSET ?) AS anon_1");
}

static void test_rows(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    Shelf *shelf = cupel_new(Shelf, .name = "top", .store_shelves_name = "other");
    assert_non_null(shelf);
    assert_ok(graph, cupel_append(shelf, wares, cupel_new(Ware, .name = "tea")));
    assert_ok(graph, cupel_add(session, shelf));
    assert_ok(graph, cupel_add(session, cupel_new(Plain, .name = "plain")));
    assert_ok(graph, cupel_flush(session));
    assert_sent(graph,
                "INSERT INTO store.shelves (name, store_shelves_name) VALUES (?, ?) ('top', "
                "'other') 1 row",
                "INSERT INTO wares (name) VALUES (?) ('plain') 1 row",
                "INSERT INTO store.wares (name, shelf_id) VALUES (?, ?) ('tea', 1) 1 row");
    assert_ok(graph, cupel_commit(session));
    cupel_expunge_all(session);
    shelf = cupel_one(cupel_from_self(cupel_query(session, Shelf)));
    assert_non_null(shelf);
    assert_string_equal(shelf->name, "top");
    assert_string_equal(shelf->store_shelves_name, "other");
    assert_int_equal(cupel_item_count(shelf, wares), 1);
    Ware *tea = shelf->wares.items[0];
    assert_string_equal(tea->name, "tea");
    Plain *plain = cupel_get(session, Plain, 1);
    assert_non_null(plain);
    assert_string_equal(plain->name, "plain");
    cu_test_statements_clear(&graph->log);
    cupel_set(tea, name, "coffee");
    assert_ok(graph, cupel_flush(session));
    assert_sent(graph,
                "UPDATE store.wares SET name=? WHERE store.wares.id = ? ('coffee', 1) 1 row");
    cupel_query *first =
        cupel_filter(cupel_query(session, Ware), cupel_eq(cupel_attr(Ware, id), 1));
    assert_int_equal(cupel_update_rows(first, CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Ware, name), "milk")),
                     1);
    assert_string_equal(tea->name, "milk");
    assert_ok(graph, cupel_delete(session, tea));
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_commit(session));
    assert_sent(graph, "DELETE FROM store.wares WHERE store.wares.id = ? (1) 1 row");
    assert_int_equal(cupel_count(cupel_query(session, Ware)), 0);
    assert_int_equal(cupel_count(cupel_query(session, Plain)), 1);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, store_setup, graph_teardown)
    const struct CMUnitTest tests[] = { STORE_TEST(test_sql), STORE_TEST(test_rows) };
    return cmocka_run_group_tests_name("orm/schema_names", tests, NULL, NULL);
}
