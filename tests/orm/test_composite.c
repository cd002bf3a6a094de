/*
 * Nested structs of columns as one value, and second names of attributes.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Point {
    cupel_int x, y;
} Point;

/* May be missing as a whole: both columns NULL. */
typedef struct Label {
    cupel_text text;
    cupel_null_int size;
} Label;

typedef struct Edge Edge;

typedef struct Vertex {
    cupel_object base;
    cupel_int id;
    Point start;
    Point end;
    Label label;
    union {
        cupel_text note, remark;
    };
    cupel_null_int edge_id;
    union {
        cupel_to_one(Edge) edge, border;
    };
} Vertex;

struct Edge {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Vertex) vertices;
};

CUPEL_MAP(Edge, "edges", CUPEL_COLUMN(Edge, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Edge, vertices, Vertex, .back_populates = "border",
                             .order_by = "remark"));

CUPEL_MAP(Vertex, "vertices", CUPEL_COLUMN(Vertex, id, .primary_key = true),
          CUPEL_COLUMN(Vertex, start.x, .name = "x1"), CUPEL_COLUMN(Vertex, start.y, .name = "y1"),
          CUPEL_COMPOSITE(Vertex, start), CUPEL_COLUMN(Vertex, end.x), CUPEL_COLUMN(Vertex, end.y),
          CUPEL_COMPOSITE(Vertex, end), CUPEL_COLUMN(Vertex, label.text, .deferred = true),
          CUPEL_COLUMN(Vertex, label.size, .deferred = true), CUPEL_COMPOSITE(Vertex, label),
          CUPEL_COLUMN(Vertex, note, .length = 20), CUPEL_SYNONYM(Vertex, remark, note),
          CUPEL_COLUMN(Vertex, edge_id, .foreign_key = "edges.id"),
          CUPEL_RELATIONSHIP(Vertex, edge, Edge, .back_populates = "vertices"),
          CUPEL_SYNONYM(Vertex, border, edge));

/* (1, 2) to (3, 4) with a label; (1, 5) to (1, 5) without; (0, 9) to (7, 7), part of a label. */
static int vertices_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Vertex, Edge);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cupel_add_all(
        graph->session,
        cupel_new(Vertex, .start = { 1, 2 }, .end = { 3, 4 }, .label = { "first", &(int64_t){ 8 } },
                  .remark = "one"),
        cupel_new(Vertex, .start = { 1, 5 }, .end = { 1, 5 }, .note = "two"),
        cupel_new(Vertex, .start = { 0, 9 }, .end = { 7, 7 }, .label = { "third", NULL }));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define VERTICES_TEST(test) cmocka_unit_test_setup_teardown(test, vertices_setup, graph_teardown)

static cupel_query *ids(const graph_fixture *graph)
{
    return cupel_select(graph->session, cupel_attr(Vertex, id));
}

/* The ids that a query finds, as one number: 13 is 1 and 3. */
static void assert_ids(graph_fixture *graph, const cupel_query *query, const char *where, int found)
{
    char expected[400];
    int number = 0;
    cu_test_statements_clear(&graph->log);
    const cupel_row **rows = cupel_all_rows(query);
    if (!rows)
        fail_msg("%s", cupel_error_text(graph->session));
    for (size_t i = 0; i < cupel_array_count(rows); i++)
        number = number * 10 + (int)cupel_row_int(rows[i], 0);
    assert_int_equal(number, found);
    snprintf(expected, sizeof expected, "SELECT vertices.id AS vertices_id FROM vertices %s",
             where);
    assert_sent(graph, expected);
}

static cupel_expr *start(void)
{
    return cupel_attr(Vertex, start);
}

static cupel_expr *at(int64_t x, int64_t y)
{
    return cupel_composite(Vertex, start, &(Point){ .x = x, .y = y });
}

/* ---- conditions ---------------------------------------------------------------------------------- */

static void test_equal(void **state)
{
    graph_fixture *graph = *state;
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(start(), at(1, 2))),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (1, 2) 1 row", 1);
    assert_ids(graph, cupel_filter_by(ids(graph), Vertex, start, at(1, 2)),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (1, 2) 1 row", 1);
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(at(1, 2), start())),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (1, 2) 1 row", 1);
    assert_ids(graph, cupel_filter(ids(graph), cupel_ne(start(), at(1, 2))),
               "WHERE NOT (vertices.x1 = ? AND vertices.y1 = ?) (1, 2) 2 rows", 23);
    assert_ids(graph, cupel_filter(ids(graph), cupel_not(cupel_eq(start(), at(1, 2)))),
               "WHERE NOT (vertices.x1 = ? AND vertices.y1 = ?) (1, 2) 2 rows", 23);
    assert_ids(graph,
               cupel_filter(ids(graph), cupel_or(cupel_eq(start(), at(1, 2)),
                                                 cupel_eq(cupel_attr(Vertex, id), 3))),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? OR vertices.id = ? (1, 2, 3) 2 rows", 13);
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(start(), cupel_attr(Vertex, end))),
               "WHERE vertices.x1 = vertices.end_x AND vertices.y1 = vertices.end_y () 1 row", 2);
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(start(), cupel_tuple(0, 9))),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (0, 9) 1 row", 3);
    /* one of its columns */
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(cupel_attr(Vertex, start.x), 1)),
               "WHERE vertices.x1 = ? (1) 2 rows", 12);
}

static void test_null(void **state)
{
    graph_fixture *graph = *state;
    cupel_expr *label = cupel_attr(Vertex, label);
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(label, cupel_null())),
               "WHERE vertices.label_text IS NULL AND vertices.label_size IS NULL () 1 row", 2);
    assert_ids(graph,
               cupel_filter(ids(graph), cupel_eq(label, cupel_composite(Vertex, label, NULL))),
               "WHERE vertices.label_text IS NULL AND vertices.label_size IS NULL () 1 row", 2);
    assert_ids(graph, cupel_filter(ids(graph), cupel_is_not(label, cupel_null())),
               "WHERE NOT (vertices.label_text IS NULL AND vertices.label_size IS NULL) () 2 rows",
               13);
    assert_ids(
        graph,
        cupel_filter(ids(graph),
                     cupel_eq(label, cupel_composite(Vertex, label, &(Label){ "third", NULL }))),
        "WHERE vertices.label_text = ? AND vertices.label_size IS NULL ('third') 1 row", 3);
    assert_ids(graph,
               cupel_filter(ids(graph),
                            cupel_is_distinct_from(
                                label, cupel_composite(Vertex, label, &(Label){ "third", NULL }))),
               "WHERE NOT (vertices.label_text IS ? AND vertices.label_size IS NULL) ('third') 2 "
               "rows",
               12);
}

static void test_order(void **state)
{
    graph_fixture *graph = *state;
    assert_ids(graph, cupel_order_by(ids(graph), start()),
               "ORDER BY vertices.x1, vertices.y1 () 3 rows", 312);
    assert_ids(graph, cupel_order_by(ids(graph), cupel_desc(start())),
               "ORDER BY vertices.x1 DESC, vertices.y1 DESC () 3 rows", 213);
    assert_ids(graph, cupel_filter(ids(graph), cupel_lt(start(), at(1, 5))),
               "WHERE (vertices.x1, vertices.y1) < (?, ?) (1, 5) 2 rows", 13);
    assert_ids(
        graph, cupel_filter(ids(graph), cupel_in(start(), at(1, 2), at(0, 9), at(5, 5))),
        "WHERE (vertices.x1, vertices.y1) IN (VALUES (?, ?), (?, ?), (?, ?)) (1, 2, 0, 9, 5, 5) 2 "
        "rows",
        13);
}

static void test_by_name(void **state)
{
    graph_fixture *graph = *state;
    assert_ids(graph, cupel_filter_by_name(ids(graph), "start", at(1, 5)),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (1, 5) 1 row", 2);
    cupel_alias *other = cupel_aliased(graph->session, Vertex, "other");
    cupel_query *query =
        cupel_filter(cupel_select(graph->session, cupel_alias_attr(other, Vertex, id)),
                     cupel_eq(cupel_alias_attr(other, Vertex, start), at(1, 5)));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_array_count(cupel_all_rows(query)), 1);
    assert_sent(graph, "SELECT other.id AS other_id FROM vertices AS other WHERE other.x1 = ? AND "
                       "other.y1 = ? (1, 5) 1 row");
    cupel_subquery *inner = cupel_subquery_of(cupel_query(graph->session, Vertex), "inside");
    query = cupel_filter(cupel_select(graph->session, cupel_subquery_attr(inner, Vertex, id)),
                         cupel_eq(cupel_subquery_attr(inner, Vertex, start), at(0, 9)));
    const cupel_row *row = cupel_first_row(query);
    assert_non_null(row);
    assert_int_equal(cupel_row_int(row, 0), 3);
}

static void test_columns(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query = cupel_order_by(
        cupel_select(graph->session, cupel_attr(Vertex, id), start(), cupel_attr(Vertex, end.y)),
        cupel_attr(Vertex, id));
    const cupel_row **rows = cupel_all_rows(query);
    assert_int_equal(cupel_array_count(rows), 3);
    assert_sent(graph, "SELECT vertices.id AS vertices_id, vertices.x1 AS vertices_x1, vertices.y1 "
                       "AS vertices_y1, vertices.end_y AS vertices_end_y FROM vertices ORDER BY "
                       "vertices.id () 3 rows");
    assert_int_equal(cupel_row_count(rows[0]), 4);
    assert_int_equal(cupel_row_int(rows[1], 2), 5);
    assert_int_equal(cupel_row_find(rows[0], "start.y"), 2);
    cu_test_statements_clear(&graph->log);
    query = cupel_group_by(
        cupel_select(graph->session, cupel_func("count", cupel_attr(Vertex, id))), start());
    assert_int_equal(cupel_array_count(cupel_all_rows(query)), 3);
    assert_sent(graph, "SELECT count(vertices.id) AS count_1 FROM vertices GROUP BY vertices.x1, "
                       "vertices.y1 () 3 rows");
    cu_test_statements_clear(&graph->log);
    assert_int_equal(
        cupel_array_count(cupel_all_rows(cupel_distinct(cupel_select(graph->session, start())))),
        3);
    assert_sent(graph, "SELECT DISTINCT vertices.x1 AS vertices_x1, vertices.y1 AS vertices_y1 "
                       "FROM vertices () 3 rows");
}

/* ---- instances ----------------------------------------------------------------------------------- */

static void test_set(void **state)
{
    graph_fixture *graph = *state;
    Vertex *vertex = cupel_get(graph->session, Vertex, 1);
    assert_non_null(vertex);
    assert_int_equal(vertex->start.y, 2);
    assert_false(cupel_is_modified(vertex));
    cupel_set(vertex, start, &(Point){ 1, 20 });
    assert_true(cupel_history_of(vertex, start).changed);
    assert_true(cupel_history_of(vertex, start).old_known);
    assert_false(cupel_history_of(vertex, end).changed);
    assert_true(cupel_history_of(vertex, end).known);
    assert_int_equal(cupel_history_of(vertex, start.y).old_value.as.integer, 2);
    assert_false(cupel_history_of(vertex, start.x).changed);
    const Point end = { 30, 40 };
    cupel_set(vertex, end, &end);
    cupel_set(vertex, label, NULL);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "UPDATE vertices SET y1=?, end_x=?, end_y=?, label_text=?, label_size=? WHERE "
                "vertices.id = ? (20, 30, 40, NULL, NULL, 1) 1 row");
    assert_false(cupel_history_of(vertex, start).changed);
    /* one member alone */
    cupel_set(vertex, end.x, 31);
    assert_true(cupel_history_of(vertex, end).changed);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_load(vertex, start).y, 2);
    assert_int_equal(cupel_load(vertex, end).x, 3);
    /* the same as it was: nothing to write */
    cupel_set(vertex, start, &(Point){ 1, 2 });
    assert_false(cupel_is_modified(vertex));
    cupel_set(vertex, label, (&(Label){ "new", &(int64_t){ 1 } }));
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(vertex, label).text, "new");
    assert_non_null(vertex->label.size);
    assert_int_equal(*vertex->label.size, 1);
}

static void test_load(void **state)
{
    graph_fixture *graph = *state;
    Vertex *vertex = cupel_get(graph->session, Vertex, 3);
    assert_non_null(vertex);
    assert_true(cupel_is_loaded(vertex, start));
    assert_false(cupel_is_loaded(vertex, label));
    assert_text(cupel_load(vertex, label).text, "third");
    assert_true(cupel_is_loaded(vertex, label));
    assert_null(vertex->label.size);
    assert_int_equal(cupel_expire_attribute(graph->session, vertex, start), CUPEL_OK);
    assert_false(cupel_is_loaded(vertex, start));
    assert_false(cupel_is_loaded(vertex, start.y));
    assert_true(cupel_is_loaded(vertex, end));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_load(vertex, start).y, 9);
    assert_sent(graph, "SELECT vertices.id AS vertices_id, vertices.x1 AS vertices_x1, vertices.y1 "
                       "AS vertices_y1 FROM vertices WHERE vertices.id = ? (3) 1 row");
    /* options */
    graph_renew(graph);
    Vertex **found = cupel_all(cupel_order_by(
        cupel_options(cupel_query(graph->session, Vertex), cupel_load_only(cupel_attr(Vertex, end)),
                      cupel_undefer(cupel_attr(Vertex, label))),
        cupel_attr(Vertex, id)));
    assert_int_equal(cupel_array_count(found), 3);
    assert_sent(graph, "SELECT vertices.id AS vertices_id, vertices.end_x AS vertices_end_x, "
                       "vertices.end_y AS vertices_end_y, vertices.label_text AS "
                       "vertices_label_text, vertices.label_size AS vertices_label_size FROM "
                       "vertices ORDER BY vertices.id () 3 rows");
    assert_false(cupel_is_loaded(found[0], start));
    assert_text(found[0]->label.text, "first");
}

static void test_where_null_must_not_be(void **state)
{
    graph_fixture *graph = *state;
    Vertex *vertex = cupel_get(graph->session, Vertex, 1);
    assert_non_null(vertex);
    cupel_set(vertex, start, NULL);
    assert_int_equal(cupel_flush(graph->session), CUPEL_TYPE_MISMATCH);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "Vertex.start.x cannot be set to NULL: it is int"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_load(vertex, start).x, 1);
}

/* UPDATE and DELETE by it, for instances that are loaded too. */
static void test_bulk(void **state)
{
    graph_fixture *graph = *state;
    Vertex *vertex = cupel_get(graph->session, Vertex, 1);
    assert_non_null(vertex);
    cupel_query *query =
        cupel_filter(cupel_query(graph->session, Vertex), cupel_eq(start(), at(1, 2)));
    assert_int_equal(cupel_update_rows(query, CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Vertex, start.y), 3)),
                     1);
    assert_int_equal(vertex->start.y, 3);
    query = cupel_filter(cupel_query(graph->session, Vertex), cupel_ne(start(), at(1, 3)));
    assert_int_equal(cupel_delete_rows(query, CUPEL_SYNCHRONIZE_EVALUATE), 2);
}

/* Assigned as a whole: a value, another composite, NULL; in statements, too. */
static void test_assigned(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    Vertex *vertex = cupel_get(session, Vertex, 1);
    assert_non_null(vertex);
    cupel_query *query = cupel_filter(cupel_query(session, Vertex), cupel_eq(start(), at(1, 2)));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_update_rows(query, CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(start(), at(8, 9)),
                                       cupel_assign(cupel_attr(Vertex, note), "moved"),
                                       cupel_assign(cupel_attr(Vertex, end), start()),
                                       cupel_assign(cupel_attr(Vertex, label), NULL)),
                     1);
    assert_sent(graph,
                "UPDATE vertices SET x1=?, y1=?, note=?, end_x=vertices.x1, end_y=vertices.y1, "
                "label_text=?, label_size=? WHERE vertices.x1 = ? AND vertices.y1 = ? "
                "(8, 9, 'moved', NULL, NULL, 1, 2) 1 row");
    assert_int_equal(vertex->start.x, 8);
    assert_int_equal(vertex->start.y, 9);
    assert_string_equal(vertex->note, "moved");
    assert_int_equal(cupel_load(vertex, end).x, 1);
    assert_int_equal(cupel_load(vertex, end).y, 2);
    assert_null(cupel_load(vertex, label).text);
    cupel_query *insert = cupel_with_values(cupel_insert_into(session, Vertex),
                                            cupel_assign(start(), cupel_tuple(5, 6)),
                                            cupel_assign(cupel_attr(Vertex, end), at(7, 8)));
    assert_int_equal(cupel_run(insert), 1);
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(start(), at(5, 6))),
               "WHERE vertices.x1 = ? AND vertices.y1 = ? (5, 6) 1 row", 4);
    assert_int_equal(
        cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO, cupel_assign(start(), cupel_tuple(1))),
        -1);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(cupel_error_text(session),
                           "Vertex.start is a composite of 2 columns; what can be assigned"));
    assert_int_equal(cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO, cupel_assign(start(), 5)),
                     -1);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_ARGUMENT);
}

/* ---- second names -------------------------------------------------------------------------------- */

static void test_synonym(void **state)
{
    graph_fixture *graph = *state;
    assert_ids(graph, cupel_filter(ids(graph), cupel_eq(cupel_attr(Vertex, remark), "two")),
               "WHERE vertices.note = ? ('two') 1 row", 2);
    assert_ids(graph, cupel_filter_by_name(ids(graph), "remark", "two"),
               "WHERE vertices.note = ? ('two') 1 row", 2);
    assert_ids(graph, cupel_order_by(ids(graph), cupel_desc(cupel_attr(Vertex, remark))),
               "ORDER BY vertices.note DESC () 3 rows", 213);
    Vertex *vertex = cupel_get(graph->session, Vertex, 1);
    assert_non_null(vertex);
    assert_text(vertex->remark, "one");
    cupel_set(vertex, remark, "uno");
    assert_text(vertex->note, "uno");
    assert_true(cupel_history_of(vertex, note).changed);
    cupel_value value;
    assert_int_equal(cupel_get_named(&vertex->base, "remark", &value), CUPEL_OK);
    assert_text(value.as.text, "uno");
    value = cupel_value_text("eins");
    assert_int_equal(cupel_set_named(&vertex->base, "remark", &value), CUPEL_OK);
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(vertex, note), "eins");
    /* of a relationship */
    Edge *edge = cupel_new(Edge);
    cupel_set(vertex, border, edge);
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_load(vertex, edge).item, edge);
    assert_ids(graph,
               cupel_filter(ids(graph), cupel_eq(cupel_attr(Vertex, border), cupel_instance(edge))),
               "WHERE ? = vertices.edge_id (1) 1 row", 1);
    cupel_each_in (Vertex, each, edge, vertices)
        assert_ptr_equal(each, vertex);
    cupel_set(vertex, border, NULL);
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(vertex, edge).item);
}

/* ---- at run time, mistakes ----------------------------------------------------------------------- */

static const cupel_mapping *built_mapping(const char *third)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Made", "vertices", NULL, 0);
    assert_non_null(builder);
    const cupel_column_options key = { .primary_key = true };
    cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, &key);
    cupel_mapping_builder_column(builder, "x1", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, NULL);
    cupel_mapping_builder_column(builder, "y1", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, NULL);
    cupel_mapping_builder_composite(builder, "start", 2, (const char *const[]){ "x1", third });
    cupel_mapping_builder_synonym(builder, "begin", "start");
    const cupel_mapping *mapping = cupel_mapping_build(builder);
    assert_non_null(mapping);
    return mapping;
}

static void test_at_run_time(void **state)
{
    graph_fixture *graph = *state;
    const cupel_mapping *mapping = built_mapping("y1");
    cupel_registry *registry = cupel_registry_open_with(1, &mapping, NULL);
    cupel_session *session = cupel_session_open(registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    cupel_query *query =
        cupel_filter(cupel_select(session, cupel_attribute_named(mapping, "id"),
                                  cupel_attribute_named(mapping, "begin")),
                     cupel_eq(cupel_attribute_named(mapping, "start"), cupel_tuple(1, 5)));
    const cupel_row *row = cupel_one_row(cupel_filter_by_name(query, "begin", cupel_tuple(1, 5)));
    if (!row)
        fail_msg("%s", cupel_error_text(session));
    assert_int_equal(cupel_row_int(row, 0), 2);
    assert_int_equal(cupel_row_int(row, 2), 5);
    assert_sent(graph, "SELECT vertices.id AS vertices_id, vertices.x1 AS vertices_x1, vertices.y1 "
                       "AS vertices_y1 FROM vertices WHERE vertices.x1 = ? AND vertices.y1 = ? AND "
                       "vertices.x1 = ? AND vertices.y1 = ? (1, 5, 1, 5) 1 row");
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_mapping_free(mapping);
}

/* What there is of a mapping, in the order of its lines: columns are of that kind. */
static void test_attributes(void **state)
{
    static const struct {
        cupel_item_kind kind;
        const char *name;
    } expected[] = {
        { CUPEL_ITEM_COLUMN, "id" },         { CUPEL_ITEM_COLUMN, "start.x" },
        { CUPEL_ITEM_COLUMN, "start.y" },    { CUPEL_ITEM_COMPOSITE, "start" },
        { CUPEL_ITEM_COLUMN, "end.x" },      { CUPEL_ITEM_COLUMN, "end.y" },
        { CUPEL_ITEM_COMPOSITE, "end" },     { CUPEL_ITEM_COLUMN, "label.text" },
        { CUPEL_ITEM_COLUMN, "label.size" }, { CUPEL_ITEM_COMPOSITE, "label" },
        { CUPEL_ITEM_COLUMN, "note" },       { CUPEL_ITEM_SYNONYM, "remark" },
        { CUPEL_ITEM_COLUMN, "edge_id" },    { CUPEL_ITEM_RELATIONSHIP, "edge" },
        { CUPEL_ITEM_SYNONYM, "border" },
    };
    (void)state;
    assert_int_equal(Vertex_mapping.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < Vertex_mapping.count; i++) {
        assert_int_equal(Vertex_mapping.attributes[i].kind, expected[i].kind);
        assert_string_equal(Vertex_mapping.attributes[i].name, expected[i].name);
        assert_ptr_equal(Vertex_mapping.attributes[i].mapping, &Vertex_mapping);
    }
}

typedef struct Wrong {
    cupel_object base;
    cupel_int id;
    Point nowhere;
    union {
        cupel_int a, b, c;
    };
} Wrong;

CUPEL_MAP(Wrong, "wrongs", CUPEL_COLUMN(Wrong, id, .primary_key = true),
          CUPEL_COMPOSITE(Wrong, nowhere), CUPEL_SYNONYM(Wrong, a, b), CUPEL_SYNONYM(Wrong, b, a),
          { .kind = CUPEL_ITEM_SYNONYM, .name = "id", .target = "id" },
          { .kind = CUPEL_ITEM_SYNONYM, .name = "d", .target = "e" },
          { .kind = CUPEL_ITEM_SYNONYM, .name = "f" },
          { .kind = CUPEL_ITEM_SYNONYM, .target = "a" });

/* A composite has 16 columns at most. */
static void check_made_of_many(void)
{
    static const char *const names[] = { "c0", "c1",  "c2",  "c3",  "c4",  "c5",  "c6",  "c7", "c8",
                                         "c9", "c10", "c11", "c12", "c13", "c14", "c15", "c16" };
    const cupel_column_options key = { .primary_key = true };
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Made", "vertices", NULL, 0);
    for (size_t i = 0; i < 17; i++)
        cupel_mapping_builder_column(builder, names[i], CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                     i == 0 ? &key : NULL);
    cupel_mapping_builder_composite(builder, "most", 16, names);
    cupel_mapping_builder_composite(builder, "many", 17, names);
    const cupel_mapping *mapping = cupel_mapping_build(builder);
    assert_non_null(mapping);
    cupel_registry *registry = cupel_registry_open_with(1, &mapping, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry),
                        "Made.many is a composite of 17 columns; 16 are possible");
    cupel_registry_close(registry);
    cupel_mapping_free(mapping);
}

static void test_mistakes(void **state)
{
    graph_fixture *graph = *state;
    cupel_registry *registry = cupel_registry_open(Wrong);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry),
                        "7 mistakes:\n"
                        "Wrong.a is a synonym of 'b', which is no attribute of Wrong\n"
                        "Wrong.b is a synonym of 'a', which is no attribute of Wrong\n"
                        "Wrong.id is mapped twice\n"
                        "Wrong.d is a synonym of 'e', which is no attribute of Wrong\n"
                        "Wrong: attribute number 7 ('f') is a synonym without a name, or of "
                        "nothing\n"
                        "Wrong: attribute number 8 ('') is a synonym without a name, or of "
                        "nothing\n"
                        "Wrong.nowhere is a composite without columns; map members of it, such as "
                        "CUPEL_COLUMN(Wrong, nowhere.x)");
    cupel_registry_close(registry);
    const cupel_mapping *mapping = built_mapping("z1");
    registry = cupel_registry_open_with(1, &mapping, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry),
                        "Made.start is made of 'z1', which is no column attribute of Made");
    cupel_registry_close(registry);
    cupel_mapping_free(mapping);
    check_made_of_many();
    /* what a composite cannot be compared with */
    cupel_expr *const conditions[] = { cupel_eq(start(), 5),
                                       cupel_eq(start(), cupel_tuple(1, 2, 3)),
                                       cupel_lt(start(), "x") };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        assert_null(cupel_all_rows(cupel_filter(ids(graph), conditions[i])));
        assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
        assert_non_null(
            strstr(cupel_error_text(graph->session),
                   "Vertex.start is a composite of 2 columns; it can be compared with"));
    }
    cupel_expr *const wrong[] = { cupel_composite_value(&Vertex_mapping, 8, NULL),
                                  cupel_composite_value(NULL, 8, NULL) };
    assert_int_equal(cupel_expression_code(wrong[0]), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_expression_code(wrong[1]), CUPEL_INVALID_ARGUMENT);
    cupel_discard(wrong[0]);
    cupel_discard(wrong[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VERTICES_TEST(test_equal),      VERTICES_TEST(test_null),
        VERTICES_TEST(test_order),      VERTICES_TEST(test_by_name),
        VERTICES_TEST(test_columns),    VERTICES_TEST(test_set),
        VERTICES_TEST(test_load),       VERTICES_TEST(test_where_null_must_not_be),
        VERTICES_TEST(test_bulk),       VERTICES_TEST(test_assigned),
        VERTICES_TEST(test_synonym),    VERTICES_TEST(test_at_run_time),
        VERTICES_TEST(test_attributes), VERTICES_TEST(test_mistakes),
    };
    return cmocka_run_group_tests_name("orm/composite", tests, NULL, NULL);
}
