/*
 * Relationships by a foreign key of two columns: each way to load them as an option, with a limit, what is written, and
 * both sides of a table between.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Hall Hall;
typedef struct Seat Seat;
typedef struct Guest Guest;

/* A seat is known by its hall's city and number; guests have seats, and seats guests. */
struct Hall {
    cupel_object base;
    cupel_text city;
    cupel_int number;
    cupel_to_many(Seat) seats;
    cupel_to_many(Seat) joined;
};

struct Seat {
    cupel_object base;
    cupel_int id;
    cupel_text city;
    cupel_null_int number;
    cupel_to_one(Hall) hall;
    cupel_to_many(Guest) guests;
};

struct Guest {
    cupel_object base;
    cupel_text first;
    cupel_text last;
    cupel_to_many(Seat) seats;
};

CUPEL_DECLARE(Seat);
CUPEL_DECLARE(Guest);

CUPEL_TABLE(bookings, "bookings",
            CUPEL_TABLE_COLUMN("seat_id", .foreign_key = "seats.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("first", .type = CUPEL_STRING, .length = 20, .primary_key = true),
            CUPEL_TABLE_COLUMN("last", .type = CUPEL_STRING, .length = 20, .primary_key = true),
            CUPEL_FOREIGN_KEY(.columns = { "first", "last" },
                              .references = { "guests.first", "guests.last" }));

CUPEL_MAP(Hall, "halls", CUPEL_COLUMN(Hall, city, .length = 20, .primary_key = true),
          CUPEL_COLUMN(Hall, number, .primary_key = true),
          CUPEL_RELATIONSHIP(Hall, seats, Seat, .back_populates = "hall", .order_by = "id"),
          CUPEL_RELATIONSHIP(Hall, joined, Seat, .viewonly = true, .lazy = CUPEL_LAZY_JOINED));

CUPEL_MAP(Seat, "seats", CUPEL_COLUMN(Seat, id, .primary_key = true),
          CUPEL_COLUMN(Seat, city, .length = 20), CUPEL_COLUMN(Seat, number),
          CUPEL_FOREIGN_KEY(.columns = { "city", "number" },
                            .references = { "halls.city", "halls.number" }),
          CUPEL_RELATIONSHIP(Seat, hall, Hall, .back_populates = "seats"),
          CUPEL_RELATIONSHIP(Seat, guests, Guest, .secondary = &bookings, .back_populates = "seats",
                             .order_by = "last, first"));

CUPEL_MAP(Guest, "guests", CUPEL_COLUMN(Guest, first, .length = 20, .primary_key = true),
          CUPEL_COLUMN(Guest, last, .length = 20, .primary_key = true),
          CUPEL_RELATIONSHIP(Guest, seats, Seat, .secondary = &bookings, .back_populates = "guests",
                             .order_by = "id"));

/* Halls ("a", 1), ("a", 2) and ("b", 1) with 2, 1 and 0 seats; the two of the first are Ann Lee's, and Bob Lee's is one. */
static int halls_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Hall, Seat, Guest);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    Guest *ann = cupel_new(Guest, .first = "ann", .last = "lee");
    Guest *bob = cupel_new(Guest, .first = "bob", .last = "lee");
    Seat *one = cupel_new(Seat, .id = 1), *two = cupel_new(Seat, .id = 2);
    assert_true(ann && bob && one && two);
    assert_ok(graph, cupel_append(one, guests, bob));
    assert_ok(graph, cupel_append(one, guests, ann));
    assert_ok(graph, cupel_append(two, guests, ann));
    Hall *first = cupel_new(Hall, .city = "a", .number = 1, .seats = CUPEL_ITEMS(Seat, one, two));
    assert_non_null(first);
    cupel_add_all(graph->session, first,
                  cupel_new(Hall, .city = "a", .number = 2,
                            .seats = CUPEL_ITEMS(Seat, cupel_new(Seat, .id = 3))),
                  cupel_new(Hall, .city = "b", .number = 1));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

static cupel_query *halls(const graph_fixture *graph)
{
    return cupel_order_by(cupel_query(graph->session, Hall), cupel_attr(Hall, city),
                          cupel_attr(Hall, number));
}

/* As options, two levels, against the mapping's ways, which a wildcard turns off; the limit counts halls. */
static void test_options(void **state)
{
    graph_fixture *graph = *state;
    for (int way = 0; way < 4; way++) {
        graph_renew(graph);
        cupel_option *guests = way == 0   ? cupel_joinedload(cupel_attr(Seat, guests))
                               : way == 1 ? cupel_selectinload(cupel_attr(Seat, guests))
                               : way == 2 ? cupel_subqueryload(cupel_attr(Seat, guests))
                                          : cupel_immediateload(cupel_attr(Seat, guests));
        cupel_expr *seats = cupel_attr(Hall, seats);
        cupel_option *option = way == 0   ? cupel_joinedload(seats, guests)
                               : way == 1 ? cupel_selectinload(seats, guests)
                               : way == 2 ? cupel_subqueryload(seats, guests)
                                          : cupel_immediateload(seats, guests);
        cupel_query *query = cupel_options(halls(graph), cupel_lazyload(cupel_star()), option);
        Hall **all = cupel_all(cupel_limit(query, 2));
        if (!all)
            fail_msg("%s", cupel_error_text(graph->session));
        assert_int_equal(cupel_array_count(all), 2);
        assert_int_equal(graph_sent_count(graph), way == 0 ? 1 : way == 3 ? 6 : 3);
        assert_false(cupel_is_loaded(all[0], joined));
        assert_int_equal(all[0]->seats.count, 2);
        assert_int_equal(all[1]->seats.count, 1);
        Seat *one = all[0]->seats.items[0], *two = all[0]->seats.items[1];
        assert_int_equal(one->guests.count, 2);
        assert_string_equal(one->guests.items[0]->first, "ann");
        assert_int_equal(two->guests.count, 1);
        assert_ptr_equal(two->guests.items[0], one->guests.items[0]);
        assert_int_equal(all[1]->seats.items[0]->guests.count, 0);
        assert_ptr_equal(cupel_load(one, hall).item, all[0]);
        assert_nothing_sent(graph);
    }
}

static void test_to_one(void **state)
{
    graph_fixture *graph = *state;
    for (int way = 0; way < 4; way++) {
        graph_renew(graph);
        cupel_option *none = cupel_lazyload(cupel_star());
        cupel_expr *hall = cupel_attr(Seat, hall);
        cupel_option *option = way == 0   ? cupel_joinedload(hall, none)
                               : way == 1 ? cupel_selectinload(hall, none)
                               : way == 2 ? cupel_subqueryload(hall, none)
                                          : cupel_immediateload(hall, none);
        Seat **all = cupel_all(cupel_options(
            cupel_order_by(cupel_query(graph->session, Seat), cupel_attr(Seat, id)), option));
        if (!all)
            fail_msg("%s", cupel_error_text(graph->session));
        assert_int_equal(cupel_array_count(all), 3);
        /* a hall that several seats are in comes once */
        const cu_test_statements *log = graph_writes(graph);
        assert_int_equal(log->count, way == 0 ? 1 : 2);
        assert_non_null(strstr(log->texts[log->count - 1], way == 0 ? ") 3 rows" : ") 2 rows"));
        assert_null(strstr(log->texts[log->count - 1], "('a', 1, 'a', 1"));
        cu_test_statements_clear(&graph->log);
        assert_int_equal(all[0]->hall.item->number, 1);
        assert_ptr_equal(all[1]->hall.item, all[0]->hall.item);
        assert_int_equal(all[2]->hall.item->number, 2);
        assert_nothing_sent(graph);
    }
}

/* A statement in the other: nothing is in order in it that is not one of the columns that are distinct. */
static void test_embedded_twice(void **state)
{
    graph_fixture *graph = *state;
    cupel_option *its = cupel_subqueryload(cupel_attr(Seat, hall), cupel_lazyload(cupel_star()));
    Guest **all = cupel_all(
        cupel_options(cupel_order_by(cupel_query(graph->session, Guest), cupel_attr(Guest, first)),
                      cupel_subqueryload(cupel_attr(Guest, seats), its)));
    if (!all)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(all), 2);
    assert_int_equal(all[0]->seats.count, 2);
    const cu_test_statements *log = graph_writes(graph);
    assert_int_equal(log->count, 3);
    assert_string_equal(
        log->texts[2],
        "SELECT halls.city AS halls_city, halls.number AS halls_number, anon_1.seats_city AS "
        "anon_1_seats_city, anon_1.seats_number AS anon_1_seats_number FROM (SELECT DISTINCT "
        "seats.city AS seats_city, seats.number AS seats_number FROM (SELECT guests.first AS "
        "guests_first, guests.last AS guests_last FROM guests) AS anon_2 JOIN bookings AS "
        "bookings_1 ON anon_2.guests_first = bookings_1.first AND anon_2.guests_last = "
        "bookings_1.last JOIN seats ON seats.id = bookings_1.seat_id) AS anon_1 JOIN halls ON "
        "halls.city = anon_1.seats_city AND halls.number = anon_1.seats_number () 1 row");
    cu_test_statements_clear(&graph->log);
    assert_int_equal(all[0]->seats.items[1]->hall.item->number, 1);
    assert_nothing_sent(graph);
}

/* What queries say of the table between. */
static void test_operators(void **state)
{
    graph_fixture *graph = *state;
    Guest *bob = cupel_get(graph->session, Guest, "bob", "lee");
    assert_non_null(bob);
    const cupel_query *seats = cupel_query(graph->session, Seat);
    assert_int_equal(cupel_count(cupel_filter(seats, cupel_with_parent(bob, seats))), 1);
    assert_int_equal(cupel_count(cupel_filter(
                         seats, cupel_contains(cupel_attr(Seat, guests), cupel_instance(bob)))),
                     1);
    assert_int_equal(
        cupel_count(cupel_filter(
            seats, cupel_not(cupel_contains(cupel_attr(Seat, guests), cupel_instance(bob))))),
        2);
    assert_int_equal(
        cupel_count(cupel_filter(cupel_query(graph->session, Hall),
                                 cupel_any(cupel_attr(Hall, seats),
                                           cupel_any(cupel_attr(Seat, guests),
                                                     cupel_eq(cupel_attr(Guest, first), "bob"))))),
        1);
    cupel_query *joined = cupel_join(cupel_query(graph->session, Guest), cupel_attr(Guest, seats));
    assert_int_equal(cupel_count(cupel_join(joined, cupel_attr(Seat, hall))), 3);
}

/* Rows: what moves takes both columns along, what is let go has neither, and pairs go by all three. */
static void test_written(void **state)
{
    graph_fixture *graph = *state;
    Hall *hall = cupel_get(graph->session, Hall, "b", 1);
    Seat *one = cupel_get(graph->session, Seat, 1), *two = cupel_get(graph->session, Seat, 2);
    assert_true(hall && one && two);
    assert_int_equal(cupel_item_count(one, guests), 2);
    graph_sent_count(graph);
    cupel_set(one, hall, hall);
    cupel_set(two, hall, NULL);
    assert_ok(graph, cupel_remove(one, guests, one->guests.items[0]));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE seats SET city=? WHERE seats.id = ? ('b', 1) 1 row",
                "UPDATE seats SET city=?, number=? WHERE seats.id = ? (NULL, NULL, 2) 1 row",
                "DELETE FROM bookings WHERE bookings.seat_id = ? AND bookings.first = ? AND "
                "bookings.last = ? (1, 'ann', 'lee') 1 row");
    assert_text(one->city, "b");
    assert_null(two->city);
    assert_null(two->number);
    assert_ok(graph, cupel_delete(graph->session, hall));
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(one, city));
    assert_int_equal(cupel_count(cupel_query(graph->session, Seat)), 3);
}

/* No key is one of NULLs alone; another key differs in any column. */
static void test_no_key(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "UPDATE seats SET number = NULL WHERE id = 1");
    graph_run(graph, "UPDATE seats SET city = NULL, number = NULL WHERE id = 3");
    cupel_query *seats = cupel_query(graph->session, Seat);
    cupel_expr *hall = cupel_attr(Seat, hall);
    assert_int_equal(cupel_count(cupel_filter(seats, cupel_eq(hall, NULL))), 1);
    assert_int_equal(cupel_count(cupel_filter(seats, cupel_ne(hall, NULL))), 2);
    assert_int_equal(cupel_count(cupel_filter_by_name(seats, "hall", NULL)), 1);
    Hall *first = cupel_get(graph->session, Hall, "a", 1);
    assert_non_null(first);
    assert_int_equal(cupel_count(cupel_filter_by_name(seats, "hall", cupel_instance(first))), 1);
    assert_int_equal(cupel_count(cupel_filter(seats, cupel_ne(hall, cupel_instance(first)))), 2);
    Hall *second = cupel_get(graph->session, Hall, "a", 2);
    assert_non_null(second);
    assert_int_equal(cupel_count(cupel_filter(seats, cupel_ne(hall, cupel_instance(second)))), 3);
}

#define HALLS_TEST(test) cmocka_unit_test_setup_teardown(test, halls_setup, graph_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HALLS_TEST(test_options),        HALLS_TEST(test_to_one),  HALLS_TEST(test_operators),
        HALLS_TEST(test_embedded_twice), HALLS_TEST(test_written), HALLS_TEST(test_no_key),
    };
    return cmocka_run_group_tests_name("orm/key_pairs", tests, NULL, NULL);
}
