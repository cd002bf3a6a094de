/*
 * What stands for several columns, on any database: composites and keys of several columns, written, selected, grouped
 * by, compared and looked for as one.
 */
#include "suite.h"

typedef struct Spot {
    cupel_null_int32 x, y;
} Spot;

typedef struct Route Route;
typedef struct Place Place;
typedef struct Visit Visit;

struct Route {
    cupel_object base;
    cupel_int id;
    Spot from, to;
    cupel_text name;
};

/* Its key is declared the other way round than the columns that refer to it. */
struct Place {
    cupel_object base;
    cupel_int row;
    cupel_int seat;
    cupel_to_many(Visit) visits;
};

struct Visit {
    cupel_object base;
    cupel_int id;
    cupel_null_int seat;
    cupel_null_int row;
    cupel_text guest;
    cupel_to_one(Place) place;
};

CUPEL_MAP(Route, "routes", CUPEL_COLUMN(Route, id, .primary_key = true),
          CUPEL_COLUMN(Route, from.x, .name = "x1"), CUPEL_COLUMN(Route, from.y, .name = "y1"),
          CUPEL_COMPOSITE(Route, from), CUPEL_COLUMN(Route, to.x, .name = "x2"),
          CUPEL_COLUMN(Route, to.y, .name = "y2"), CUPEL_COMPOSITE(Route, to),
          CUPEL_COLUMN(Route, name, .length = 20), CUPEL_UNIQUE(.columns = { "x1", "y1" }));
CUPEL_MAP(Place, "places", CUPEL_COLUMN(Place, row, .primary_key = true),
          CUPEL_COLUMN(Place, seat, .primary_key = true),
          CUPEL_UNIQUE(.columns = { "seat", "row" }),
          CUPEL_RELATIONSHIP(Place, visits, Visit, .back_populates = "place"));
CUPEL_MAP(Visit, "visits", CUPEL_COLUMN(Visit, id, .primary_key = true), CUPEL_COLUMN(Visit, seat),
          CUPEL_COLUMN(Visit, row), CUPEL_COLUMN(Visit, guest, .length = 20),
          CUPEL_FOREIGN_KEY(.columns = { "seat", "row" },
                            .references = { "places.seat", "places.row" }),
          CUPEL_RELATIONSHIP(Visit, place, Place, .back_populates = "visits"));

static const cupel_mapping *const mappings[] = { &Route_mapping, &Place_mapping, &Visit_mapping };

#define ID         cupel_attr(Route, id)
#define FROM       cupel_attr(Route, from)
#define TO         cupel_attr(Route, to)
#define NAME       cupel_attr(Route, name)
#define AT(x_, y_) cupel_composite(Route, from, &(Spot){ &(int32_t){ x_ }, &(int32_t){ y_ } })

/* Three routes: from (1, 1), from (2, 2), and from nowhere. */
static void open_routes(suite *one)
{
    suite_open(one, 3, mappings);
    const cupel_value columns[] = { CUPEL_VALUE(ID), CUPEL_VALUE(FROM), CUPEL_VALUE(TO),
                                    CUPEL_VALUE(NAME) };
    const cupel_value rows[] = {
        CUPEL_VALUE(1), CUPEL_VALUE(AT(1, 1)), CUPEL_VALUE(AT(9, 9)), CUPEL_VALUE("a"),
        CUPEL_VALUE(2), CUPEL_VALUE(AT(2, 2)), CUPEL_VALUE(AT(9, 9)), CUPEL_VALUE("b"),
        CUPEL_VALUE(3), cupel_value_null(),    CUPEL_VALUE(AT(2, 2)), CUPEL_VALUE("c"),
    };
    assert_int_equal(
        cupel_run(cupel_with_rows(cupel_insert_into(one->session, Route), 4, columns, 3, rows)), 3);
}

/* The ids of the routes that a condition holds for, as one number: 13 are the first and the third. */
static int ids_where(suite *one, cupel_expr *condition)
{
    Route **found =
        cupel_all(cupel_order_by(cupel_filter(cupel_query(one->session, Route), condition), ID));
    int ids = 0;
    if (!found)
        fail_msg("%s", cupel_error_text(one->session));
    for (size_t i = 0; i < cupel_array_count(found); i++)
        ids = ids * 10 + (int)found[i]->id;
    return ids;
}

static void test_written(void **state)
{
    (void)state;
    suite one;
    open_routes(&one);
    Route *third = cupel_get(one.session, Route, 3);
    assert_non_null(third);
    assert_null(third->from.x);
    assert_int_equal(*third->to.y, 2);
    /* out of a query: each that leads somewhere, on from there */
    assert_int_equal(cupel_run(cupel_with_query(
                         cupel_insert_into(one.session, Route),
                         cupel_filter(cupel_select(one.session, cupel_plus(ID, 10), TO, FROM, NAME),
                                      cupel_eq(ID, 1)),
                         ID, FROM, TO, NAME)),
                     1);
    assert_int_equal(ids_where(&one, cupel_eq(FROM, AT(9, 9))), 11);
    suite_close(&one);
}

static void test_conflicts(void **state)
{
    (void)state;
    suite one;
    open_routes(&one);
    cupel_query *insert = cupel_with_values(cupel_insert_into(one.session, Route),
                                            cupel_assign(ID, 5), cupel_assign(FROM, AT(2, 2)),
                                            cupel_assign(TO, AT(7, 8)), cupel_assign(NAME, "new"));
    assert_true(cupel_run(cupel_do_update(cupel_on_conflict(insert, .columns = { FROM }),
                                          cupel_assign(TO, cupel_excluded(TO)))) > 0);
    assert_int_equal(ids_where(&one, cupel_eq(TO, AT(7, 8))), 2);
    assert_int_equal(cupel_count(cupel_query(one.session, Route)), 3);
    suite_close(&one);
}

static void test_compared(void **state)
{
    (void)state;
    suite one;
    open_routes(&one);
    assert_int_equal(ids_where(&one, cupel_in(cupel_tuple(ID, FROM), cupel_tuple(1, AT(1, 1)),
                                              cupel_tuple(2, 2, 2), cupel_tuple(1, 2, 2))),
                     12);
    assert_int_equal(ids_where(&one, cupel_eq(cupel_tuple(ID, FROM), cupel_tuple(2, AT(2, 2)))), 2);
    assert_int_equal(ids_where(&one, cupel_in(cupel_tuple(TO), AT(2, 2))), 3);
    assert_int_equal(ids_where(&one, cupel_in(FROM, cupel_select(one.session, TO))), 2);
    assert_int_equal(ids_where(&one, cupel_not_in(FROM, AT(1, 1))), 2);
    assert_int_equal(ids_where(&one, cupel_in_list(CUPEL_OPERATOR_IN, CUPEL_VALUE(FROM), 0, NULL)),
                     0);
    suite_close(&one);
}

static void test_grouped(void **state)
{
    (void)state;
    suite one;
    open_routes(&one);
    const cupel_row **rows = cupel_all_rows(cupel_order_by(
        cupel_group_by(
            cupel_select(one.session, cupel_label(TO, "target"), cupel_func("count", ID)), TO),
        TO));
    assert_non_null(rows);
    assert_int_equal(cupel_array_count(rows), 2);
    assert_int_equal(cupel_row_count(rows[0]), 3);
    assert_int_equal(cupel_row_int(rows[0], 0), 2);
    assert_int_equal(cupel_row_int(rows[0], 2), 1);
    assert_int_equal(cupel_row_int(rows[1], 2), 2);
    rows = cupel_all_rows(
        cupel_order_by(cupel_select(one.session, ID,
                                    cupel_over(cupel_func("row_number"), .partition_by = TO,
                                               .order_by = cupel_list(cupel_desc(FROM), ID))),
                       ID));
    assert_non_null(rows);
    assert_int_equal(cupel_row_int(rows[0], 1) + cupel_row_int(rows[1], 1), 3);
    assert_int_equal(cupel_row_int(rows[2], 1), 1);
    suite_close(&one);
}

/* ---- keys of several columns --------------------------------------------------------------------- */

static Visit **visits_where(suite *one, size_t count, cupel_expr *condition)
{
    Visit **found = cupel_all(cupel_order_by(
        cupel_filter(cupel_query(one->session, Visit), condition), cupel_attr(Visit, id)));
    if (!found)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(found), count);
    return found;
}

static void test_relationships(void **state)
{
    (void)state;
    suite one;
    suite_open(&one, 3, mappings);
    Place *first = cupel_new(Place, .row = 1, .seat = 2),
          *other = cupel_new(Place, .row = 2, .seat = 1);
    assert_true(first && other);
    static const char *const guests[] = { "a", "b", "c", "d" };
    for (int i = 0; i < 4; i++) {
        Visit *visit = cupel_new(Visit, .guest = guests[i]);
        assert_non_null(visit);
        cupel_add(one.session, visit);
        if (i < 3)
            cupel_set(visit, place, i < 2 ? first : other);
    }
    suite_ok(&one, cupel_commit(one.session));
#define PLACE cupel_attr(Visit, place)
    visits_where(&one, 2, cupel_in(PLACE, cupel_instance(first)));
    visits_where(&one, 3, cupel_in(PLACE, cupel_instance(first), cupel_instance(other)));
    visits_where(&one, 1, cupel_not_in(PLACE, cupel_instance(first)));
    visits_where(&one, 0, cupel_in_list(CUPEL_OPERATOR_IN, CUPEL_VALUE(PLACE), 0, NULL));
    visits_where(&one, 3,
                 cupel_in(PLACE, cupel_select(one.session, cupel_attr(Place, row),
                                              cupel_attr(Place, seat))));
    Visit **found = visits_where(&one, 1,
                                 cupel_in(cupel_tuple(cupel_attr(Visit, guest), PLACE),
                                          cupel_tuple("b", cupel_instance(first)),
                                          cupel_tuple("b", cupel_instance(other))));
    suite_text(found[0]->guest, "b");
    visits_where(&one, 1,
                 cupel_eq(cupel_tuple(PLACE, cupel_attr(Visit, guest)),
                          cupel_tuple(cupel_instance(other), "c")));
    const cupel_row **rows = cupel_all_rows(cupel_order_by(
        cupel_filter(cupel_group_by(cupel_select(one.session, PLACE,
                                                 cupel_func("count", cupel_attr(Visit, id))),
                                    PLACE),
                     cupel_ne(PLACE, cupel_null())),
        PLACE));
    assert_non_null(rows);
    assert_int_equal(cupel_array_count(rows), 2);
    assert_int_equal(cupel_row_count(rows[0]), 3);
    assert_int_equal(cupel_row_int(rows[0], 2), 2);
    assert_int_equal(cupel_row_int(rows[1], 2), 1);
    /* an instance of another struct, or one without a key */
    Visit *visit = found[0];
    assert_null(cupel_all(
        cupel_filter(cupel_query(one.session, Visit), cupel_in(PLACE, cupel_instance(visit)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_written), SUITE_TEST(test_conflicts),     SUITE_TEST(test_compared),
        SUITE_TEST(test_grouped), SUITE_TEST(test_relationships),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
