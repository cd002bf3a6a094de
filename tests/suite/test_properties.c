/*
 * Attributes that are SQL expressions, composites and synonyms, on any
 * database: what they give, also of structs that inherit.
 */
#include "suite.h"

typedef struct Mark Mark;
typedef struct Parcel Parcel;
typedef struct Crate Crate;

typedef struct Extent {
    cupel_int width, height;
} Extent;

/* Of a parcel whose place is known: else both are NULL. */
typedef struct Place {
    cupel_text shelf;
    cupel_null_date since;
} Place;

struct Mark {
    cupel_object base;
    cupel_int id;
    cupel_null_int parcel_id;
    cupel_text text;
    cupel_to_one(Parcel) parcel;
};

struct Parcel {
    cupel_object base;
    cupel_int id;
    cupel_text type;
    Extent extent;
    Place place;
    union {
        cupel_text sender, origin;
    };
    cupel_int mark_count; /* of its marks */
    cupel_text title;     /* the sender, in brackets */
    cupel_int area;
    cupel_to_many(Mark) marks;
};

struct Crate {
    Parcel base;
    cupel_int depth;
    cupel_int volume; /* of a column here and an expression of the parent */
};

CUPEL_DECLARE(Mark);
CUPEL_DECLARE(Parcel);
CUPEL_DECLARE(Crate);

static cupel_expr *parcel_mark_count(void)
{
    return cupel_scalar_subquery(
        cupel_filter(cupel_select(NULL, cupel_func("count", cupel_attr(Mark, id))),
                     cupel_eq(cupel_attr(Mark, parcel_id), cupel_attr(Parcel, id))));
}

static cupel_expr *parcel_title(void)
{
    return cupel_concat(cupel_concat(cupel_literal("<"), cupel_attr(Parcel, sender)), ">");
}

static cupel_expr *parcel_area(void)
{
    return cupel_times(cupel_attr(Parcel, extent.width), cupel_attr(Parcel, extent.height));
}

static cupel_expr *crate_volume(void)
{
    return cupel_times(cupel_attr(Crate, base.area), cupel_attr(Crate, depth));
}

CUPEL_MAP(Mark, "marks", CUPEL_COLUMN(Mark, id, .primary_key = true),
          CUPEL_COLUMN(Mark, parcel_id, .foreign_key = "parcels.id"),
          CUPEL_COLUMN(Mark, text, .length = 20),
          CUPEL_RELATIONSHIP(Mark, parcel, Parcel, .back_populates = "marks"));

CUPEL_MAP(Parcel, "parcels", CUPEL_COLUMN(Parcel, id, .primary_key = true),
          CUPEL_COLUMN(Parcel, type, .length = 10), CUPEL_COLUMN(Parcel, extent.width),
          CUPEL_COLUMN(Parcel, extent.height), CUPEL_COMPOSITE(Parcel, extent),
          CUPEL_COLUMN(Parcel, place.shelf, .length = 10), CUPEL_COLUMN(Parcel, place.since),
          CUPEL_COMPOSITE(Parcel, place), CUPEL_COLUMN(Parcel, sender, .length = 20),
          CUPEL_SYNONYM(Parcel, origin, sender),
          CUPEL_COLUMN_PROPERTY(Parcel, mark_count, parcel_mark_count),
          CUPEL_COLUMN_PROPERTY(Parcel, title, parcel_title, .length = 30),
          CUPEL_COLUMN_PROPERTY(Parcel, area, parcel_area, .deferred = true),
          CUPEL_RELATIONSHIP(Parcel, marks, Mark, .back_populates = "parcel", .order_by = "id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "parcel"));

CUPEL_MAP_CHILD(Crate, Parcel, "crates", CUPEL_COLUMN(Crate, depth),
                CUPEL_COLUMN_PROPERTY(Crate, volume, crate_volume),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "crate"));

static Mark *new_mark(const char *text)
{
    return cupel_new(Mark, .text = text);
}

/* Two parcels and two crates, with two, no, one and three marks. */
static void open_parcels(suite *one)
{
    const cupel_mapping *const mappings[] = { &Mark_mapping, &Parcel_mapping, &Crate_mapping };
    suite_open(one, 3, mappings);
    cupel_add_all(one->session,
                  cupel_new(Parcel, .extent = { 2, 3 }, .sender = "ann",
                            .place = { "A1", &(cupel_date_value){ 2020, 2, 29 } },
                            .marks = CUPEL_ITEMS(Mark, new_mark("up"), new_mark("heavy"))),
                  cupel_new(Parcel, .extent = { 2, 1 }, .origin = "bob", .place = { "B7", NULL }));
    suite_ok(one, cupel_flush(one->session));
    cupel_add_all(one->session, cupel_new(Crate,
                                          .base = { .extent = { 4, 5 },
                                                    .sender = "cy",
                                                    .marks = CUPEL_ITEMS(Mark, new_mark("up")) },
                                          .depth = 6));
    suite_ok(one, cupel_flush(one->session));
    cupel_add_all(one->session,
                  cupel_new(Crate,
                            .base = { .extent = { 1, 1 },
                                      .sender = "dee",
                                      .marks = CUPEL_ITEMS(Mark, new_mark("a"), new_mark("b"),
                                                           new_mark("up")) },
                            .depth = 9));
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
}

/* The senders' first letters in the order in which a query finds them. */
static void assert_found(const suite *one, const cupel_query *query, const char *expected)
{
    char found[10] = "";
    Parcel **parcels = cupel_all(query);
    if (!parcels)
        fail_msg("%s", cupel_error_text(one->session));
    for (size_t i = 0; i < cupel_array_count(parcels); i++)
        found[i] = parcels[i]->sender ? parcels[i]->sender[0] : '-';
    assert_string_equal(found, expected);
}

static cupel_query *parcels(const suite *one)
{
    return cupel_order_by(cupel_query(one->session, Parcel), cupel_attr(Parcel, id));
}

static cupel_query *where(const suite *one, cupel_expr *condition)
{
    return cupel_filter(parcels(one), condition);
}

/* ---- expressions ------------------------------------------------------------------------------- */

static void test_expressions(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    Parcel **found = cupel_all(parcels(one));
    assert_int_equal(cupel_array_count(found), 4);
    assert_int_equal(found[0]->mark_count, 2);
    assert_int_equal(found[1]->mark_count, 0);
    suite_text(found[2]->title, "<cy>");
    assert_false(cupel_is_loaded(found[2], area));
    assert_int_equal(cupel_load(found[2], area), 20);
    assert_int_equal(cupel_load((Crate *)found[2], volume), 120);
    assert_found(one, where(one, cupel_gt(cupel_attr(Parcel, mark_count), 1)), "ad");
    assert_found(one, where(one, cupel_eq(cupel_attr(Parcel, title), "<bob>")), "b");
    assert_found(one,
                 cupel_order_by(cupel_query(one->session, Parcel),
                                cupel_desc(cupel_attr(Parcel, mark_count))),
                 "dacb");
    assert_found(
        one,
        cupel_limit(cupel_order_by(cupel_options(cupel_query(one->session, Parcel),
                                                 cupel_joinedload(cupel_attr(Parcel, marks))),
                                   cupel_attr(Parcel, mark_count)),
                    2),
        "bc");
    const cupel_row **rows = cupel_all_rows(
        cupel_order_by(cupel_group_by(cupel_select(one->session, cupel_attr(Parcel, area),
                                                   cupel_func("count", cupel_attr(Parcel, id))),
                                      cupel_attr(Parcel, area)),
                       cupel_attr(Parcel, area)));
    assert_int_equal(cupel_array_count(rows), 4);
    assert_int_equal(cupel_row_int(rows[3], 0), 20);
    suite_close(one);
}

static void test_refreshed(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    Parcel *parcel = cupel_get(one->session, Parcel, 1);
    assert_non_null(parcel);
    assert_int_equal(parcel->mark_count, 2);
    cupel_append(parcel, marks, new_mark("new"));
    cupel_set(parcel, sender, "eve");
    suite_ok(one, cupel_flush(one->session));
    assert_false(cupel_is_loaded(parcel, title));
    suite_text(cupel_load(parcel, title), "<eve>");
    assert_int_equal(parcel->mark_count, 3);
    suite_ok(one, cupel_rollback(one->session));
    suite_text(cupel_load(parcel, title), "<ann>");
    assert_int_equal(cupel_load(parcel, mark_count), 2);
    suite_close(one);
}

static void test_inherited(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    cupel_query *query =
        cupel_filter(cupel_query(one->session, Crate), cupel_gt(cupel_attr(Crate, volume), 100));
    Crate **found = cupel_all(query);
    if (!found)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(found), 1);
    assert_int_equal(found[0]->volume, 120);
    assert_int_equal(found[0]->base.mark_count, 1);
    suite_text(found[0]->base.title, "<cy>");
    assert_found(one,
                 cupel_order_by(cupel_filter(cupel_query(one->session, Crate),
                                             cupel_gt(cupel_attr(Crate, base.mark_count), 0)),
                                cupel_attr(Crate, volume)),
                 "dc");
    cupel_alias *other = cupel_aliased(one->session, Crate, "other");
    const cupel_row **rows = cupel_all_rows(
        cupel_order_by(cupel_filter(cupel_select(one->session, cupel_entity(other)),
                                    cupel_gt(cupel_alias_attr(other, Crate, volume), 5)),
                       cupel_alias_attr(other, Crate, volume)));
    if (!rows)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(rows), 2);
    const Crate *first = cupel_row_entity(rows[0], 0);
    assert_int_equal(first->volume, 9);
    assert_int_equal(first->base.mark_count, 3);
    /* with the parents */
    cupel_expunge_all(one->session);
    Parcel **all = cupel_all(cupel_order_by(
        cupel_with_polymorphic(cupel_query(one->session, Parcel), cupel_entity_of(Crate)),
        cupel_attr(Parcel, id)));
    if (!all)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(all), 4);
    assert_int_equal(cupel_load((Crate *)all[3], volume), 9);
    /* along a relationship */
    cupel_expunge_all(one->session);
    Mark **marks = cupel_all(cupel_order_by(
        cupel_options(cupel_query(one->session, Mark), cupel_joinedload(cupel_attr(Mark, parcel))),
        cupel_attr(Mark, id)));
    if (!marks)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(marks), 6);
    assert_int_equal(marks[0]->parcel.item->mark_count, 2);
    suite_text(marks[5]->parcel.item->title, "<dee>");
    suite_close(one);
}

static void test_rows(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    Parcel *parcel = cupel_get(one->session, Parcel, 2);
    assert_non_null(parcel);
    suite_text(parcel->title, "<bob>");
    cupel_query *query = cupel_filter(cupel_query(one->session, Parcel),
                                      cupel_eq(cupel_attr(Parcel, title), "<bob>"));
    assert_int_equal(cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO,
                                       cupel_assign(cupel_attr(Parcel, sender), "fay")),
                     1);
    suite_text(cupel_load(parcel, title), "<fay>");
    suite_close(one);
}

/* ---- composites and synonyms --------------------------------------------------------------------- */

#define EXTENT(...) cupel_composite(Parcel, extent, &(Extent){ __VA_ARGS__ })
#define PLACE(...)  cupel_composite(Parcel, place, &(Place){ __VA_ARGS__ })

static void test_composites(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    cupel_expr *extent = cupel_attr(Parcel, extent), *place = cupel_attr(Parcel, place);
    const cupel_date_value since = { 2020, 2, 29 };
    assert_found(one, where(one, cupel_eq(extent, EXTENT(2, 1))), "b");
    assert_found(one, where(one, cupel_ne(extent, EXTENT(2, 1))), "acd");
    assert_found(one, where(one, cupel_lt(extent, EXTENT(2, 3))), "bd");
    assert_found(one, where(one, cupel_ge(extent, EXTENT(2, 3))), "ac");
    assert_found(one, where(one, cupel_in(extent, EXTENT(4, 5), EXTENT(2, 3))), "ac");
    assert_found(one, where(one, cupel_not_in(extent, EXTENT(4, 5), EXTENT(2, 3))), "bd");
    assert_found(one, cupel_order_by(cupel_query(one->session, Parcel), cupel_desc(extent)),
                 "cabd");
    assert_found(one, where(one, cupel_eq(place, PLACE("A1", &since))), "a");
    assert_found(one, where(one, cupel_eq(place, PLACE("B7", NULL))), "b");
    assert_found(one, where(one, cupel_eq(place, cupel_null())), "cd");
    assert_found(one, where(one, cupel_is_distinct_from(place, PLACE("B7", NULL))), "acd");
    Parcel *parcel = cupel_get(one->session, Parcel, 1);
    assert_non_null(parcel);
    cupel_set(parcel, extent, &(Extent){ 7, 8 });
    cupel_set(parcel, place, NULL);
    suite_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_load(parcel, extent).height, 8);
    assert_null(cupel_load(parcel, place).shelf);
    assert_null(parcel->place.since);
    assert_found(one, where(one, cupel_eq(place, cupel_null())), "acd");
    suite_close(one);
}

static void test_synonyms(void **state)
{
    suite opened, *one = &opened;
    (void)state;
    open_parcels(one);
    assert_found(one, where(one, cupel_eq(cupel_attr(Parcel, origin), "bob")), "b");
    assert_found(one, cupel_filter_by_name(parcels(one), "origin", "ann"), "a");
    Parcel *parcel = cupel_get(one->session, Parcel, 2);
    assert_non_null(parcel);
    cupel_set(parcel, origin, "gil");
    suite_ok(one, cupel_commit(one->session));
    assert_found(one, where(one, cupel_eq(cupel_attr(Parcel, sender), "gil")), "g");
    suite_close(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_expressions), SUITE_TEST(test_refreshed),  SUITE_TEST(test_inherited),
        SUITE_TEST(test_rows),        SUITE_TEST(test_composites), SUITE_TEST(test_synonyms),
    };
    return cmocka_run_group_tests_name("suite/properties", tests, NULL, suite_end);
}
