/*
 * A store with shelves, boxes and labels: what programs do all day, on any
 * database.  Results only; what SQL it takes is asserted elsewhere.
 */
#include "suite.h"

#include "../support/temporary.h"

#include <float.h>
#include <stdio.h>

typedef struct Shelf Shelf;
typedef struct Box Box;
typedef struct Label Label;
typedef struct Sample Sample;

struct Shelf {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Box) boxes;
};

struct Box {
    cupel_object base;
    cupel_int id;
    cupel_text content;
    cupel_int weight;
    cupel_null_int shelf_id;
    cupel_to_one(Shelf) shelf;
    cupel_to_many(Label) labels;
};

struct Label {
    cupel_object base;
    cupel_int id;
    cupel_text word;
    cupel_to_many(Box) boxes;
};

/* One attribute of every type, nullable ones too. */
struct Sample {
    cupel_object base;
    cupel_int id;
    cupel_bool truth;
    cupel_int16 small;
    cupel_int32 middle;
    cupel_int large;
    cupel_double real;
    cupel_text text;
    cupel_blob bytes;
    cupel_decimal exact;
    cupel_date day;
    cupel_time hour;
    cupel_datetime moment;
    cupel_timestamp instant;
    cupel_interval length;
    cupel_uuid key;
    cupel_json notes;
    cupel_null_bool no_truth;
    cupel_null_int no_large;
    cupel_null_double no_real;
    cupel_null_date no_day;
    cupel_null_uuid no_key;
};

CUPEL_MAP(Shelf, "shelf", CUPEL_COLUMN(Shelf, id, .primary_key = true),
          CUPEL_COLUMN(Shelf, name, .length = 40, .unique = true, .nullable = CUPEL_NO),
          CUPEL_RELATIONSHIP(Shelf, boxes, Box, .back_populates = "shelf", .order_by = "id",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_TABLE(box_label, "box label", /* a name that needs quotes */
            CUPEL_TABLE_COLUMN("box", .foreign_key = "box.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("label", .foreign_key = "label.id", .primary_key = true));

CUPEL_MAP(Box, "box", CUPEL_COLUMN(Box, id, .primary_key = true),
          CUPEL_COLUMN(Box, content, .length = 40), CUPEL_COLUMN(Box, weight),
          CUPEL_COLUMN(Box, shelf_id, .foreign_key = "shelf.id"),
          CUPEL_RELATIONSHIP(Box, shelf, Shelf, .back_populates = "boxes"),
          CUPEL_RELATIONSHIP(Box, labels, Label, .secondary = &box_label, .backref = "boxes",
                             .order_by = "word"));

CUPEL_MAP(Label, "label", CUPEL_COLUMN(Label, id, .primary_key = true),
          CUPEL_COLUMN(Label, word, .length = 40), CUPEL_BACKREF(Label, boxes, Box));

CUPEL_MAP(Sample, "sample", CUPEL_COLUMN(Sample, id, .primary_key = true),
          CUPEL_COLUMN(Sample, truth), CUPEL_COLUMN(Sample, small), CUPEL_COLUMN(Sample, middle),
          CUPEL_COLUMN(Sample, large, .type = CUPEL_BIG_INTEGER), CUPEL_COLUMN(Sample, real),
          CUPEL_COLUMN(Sample, text, .type = CUPEL_TEXT), CUPEL_COLUMN(Sample, bytes),
          CUPEL_COLUMN(Sample, exact, .precision = 20, .scale = 4), CUPEL_COLUMN(Sample, day),
          CUPEL_COLUMN(Sample, hour), CUPEL_COLUMN(Sample, moment), CUPEL_COLUMN(Sample, instant),
          CUPEL_COLUMN(Sample, length), CUPEL_COLUMN(Sample, key), CUPEL_COLUMN(Sample, notes),
          CUPEL_COLUMN(Sample, no_truth), CUPEL_COLUMN(Sample, no_large, .type = CUPEL_BIG_INTEGER),
          CUPEL_COLUMN(Sample, no_real), CUPEL_COLUMN(Sample, no_day),
          CUPEL_COLUMN(Sample, no_key));

static const cupel_mapping *const store_mappings[] = { &Shelf_mapping, &Box_mapping, &Label_mapping,
                                                       &Sample_mapping };

static void open_store(suite *store)
{
    suite_open(store, 4, store_mappings);
}

/* Three shelves of four boxes, each box with the label of its weight and a common one. */
static void fill_store(suite *store)
{
    Label *common = cupel_new(Label, .word = "common"), *labels[4];
    for (int i = 0; i < 4; i++) {
        char word[20];
        snprintf(word, sizeof word, "label %d", i);
        labels[i] = cupel_new(Label, .word = word);
    }
    for (int i = 0; i < 3; i++) {
        char name[20];
        snprintf(name, sizeof name, "shelf %d", i);
        Shelf *shelf = cupel_new(Shelf, .name = name);
        for (int j = 0; j < 4; j++) {
            char content[20];
            snprintf(content, sizeof content, "box %d.%d", i, j);
            Box *box = cupel_new(Box, .content = content, .weight = j);
            cupel_append(shelf, boxes, box);
            cupel_append(box, labels, common);
            cupel_append(box, labels, labels[j]);
        }
        cupel_add(store->session, shelf);
    }
    suite_ok(store, cupel_commit(store->session));
    cupel_expunge_all(store->session);
}

static int64_t count_rows(suite *store, const cupel_mapping *mapping)
{
    int64_t count = cupel_count(cupel_query_mapping(store->session, mapping));
    if (count < 0)
        fail_msg("%s", cupel_error_text(store->session));
    return count;
}

/* ---- the unit of work -------------------------------------------------------------------------- */

static void test_graph(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    assert_int_equal(count_rows(&store, &Shelf_mapping), 3);
    assert_int_equal(count_rows(&store, &Box_mapping), 12);
    assert_int_equal(count_rows(&store, &Label_mapping), 5);
    Shelf *shelf =
        cupel_one(cupel_filter_by(cupel_query(store.session, Shelf), Shelf, name, "shelf 1"));
    assert_non_null(shelf);
    int seen = 0;
    cupel_each_in (Box, box, shelf, boxes) {
        assert_int_equal(box->weight, seen++);
        cupel_load(box, labels);
        assert_int_equal(box->labels.count, 2);
        assert_string_equal(box->labels.items[0]->word, "common");
    }
    assert_int_equal(seen, 4);
    suite_close(&store);
}

static void test_changes(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    Box *box = cupel_one(cupel_filter_by(cupel_query(store.session, Box), Box, content, "box 0.2"));
    assert_non_null(box);
    cupel_set(box, weight, 77);
    cupel_set(box, content, "it's \xC3\xBC \\ \"here\" %");
    suite_ok(&store, cupel_commit(store.session));
    assert_int_equal(cupel_load(box, weight), 77);
    suite_text(cupel_load(box, content), "it's \xC3\xBC \\ \"here\" %");
    /* Taken out of its collection it is an orphan, and its rows in between go with it. */
    Shelf *shelf = cupel_load(box, shelf).item;
    assert_non_null(shelf);
    suite_ok(&store, cupel_remove(shelf, boxes, box));
    suite_ok(&store, cupel_commit(store.session));
    assert_int_equal(count_rows(&store, &Box_mapping), 11);
    cupel_delete(store.session, shelf);
    suite_ok(&store, cupel_commit(store.session));
    assert_int_equal(count_rows(&store, &Box_mapping), 8);
    assert_int_equal(count_rows(&store, &Shelf_mapping), 2);
    assert_int_equal(count_rows(&store, &Label_mapping), 5);
    suite_close(&store);
}

static void test_rollback(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    Shelf *shelf =
        cupel_first(cupel_order_by(cupel_query(store.session, Shelf), cupel_attr(Shelf, id)));
    assert_non_null(shelf);
    cupel_set(shelf, name, "changed");
    Shelf *fresh = cupel_new(Shelf, .name = "fresh");
    cupel_add(store.session, fresh);
    suite_ok(&store, cupel_flush(store.session));
    assert_int_equal(count_rows(&store, &Shelf_mapping), 4);
    suite_ok(&store, cupel_rollback(store.session));
    assert_int_equal(count_rows(&store, &Shelf_mapping), 3);
    suite_text(cupel_load(shelf, name), "shelf 0");
    cupel_free(fresh);
    /* A savepoint saves what came before it. */
    cupel_set(shelf, name, "kept");
    suite_ok(&store, cupel_begin_nested(store.session));
    cupel_add(store.session, cupel_new(Shelf, .name = "shelf 1"));
    assert_int_equal(cupel_flush(store.session), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(cupel_session_error(store.session)->reason, CUPEL_REASON_UNIQUE);
    suite_ok(&store, cupel_rollback_nested(store.session));
    suite_ok(&store, cupel_commit(store.session));
    suite_text(cupel_load(shelf, name), "kept");
    assert_int_equal(count_rows(&store, &Shelf_mapping), 3);
    suite_close(&store);
}

/* More than any driver sends at once, their keys known afterwards. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    suite store;
    open_store(&store);
    Box **boxes = calloc(MANY, sizeof *boxes);
    assert_non_null(boxes);
    Shelf *shelf = cupel_new(Shelf, .name = "long");
    cupel_add(store.session, shelf);
    for (int i = 0; i < MANY; i++) {
        boxes[i] = cupel_new(Box, .content = i % 7 == 0 ? NULL : "thing", .weight = i);
        cupel_append(shelf, boxes, boxes[i]);
    }
    suite_ok(&store, cupel_commit(store.session));
    for (int i = 1; i < MANY; i++)
        assert_true(cupel_load(boxes[i], id) > cupel_load(boxes[i - 1], id));
    for (int i = 0; i < MANY; i++)
        cupel_set(boxes[i], weight, i * 2);
    suite_ok(&store, cupel_commit(store.session));
    int64_t sum = 0;
    assert_true(cupel_scalar(
        cupel_select(store.session, cupel_func("sum", cupel_attr(Box, weight))), &sum));
    assert_int_equal(sum, (int64_t)MANY * (MANY - 1));
    int64_t seen = 0;
    cupel_each (
        Box, box,
        cupel_yield_per(cupel_order_by(cupel_query(store.session, Box), cupel_attr(Box, id)), 250))
        assert_int_equal(box->weight, 2 * seen++);
    assert_int_equal(seen, MANY);
    for (int i = 0; i < MANY; i++)
        cupel_delete(store.session, boxes[i]);
    suite_ok(&store, cupel_commit(store.session));
    assert_int_equal(count_rows(&store, &Box_mapping), 0);
    free(boxes);
    suite_close(&store);
}

/* ---- queries ----------------------------------------------------------------------------------- */

static void expect_boxes(suite *store, const cupel_query *query, const char *expected)
{
    char found[400] = "";
    size_t length = 0;
    Box **boxes = cupel_all(query);
    if (!boxes)
        fail_msg("%s", cupel_error_text(store->session));
    for (size_t i = 0; boxes[i]; i++) {
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i > 0 ? " " : "",
                                   boxes[i]->content + strlen("box "));
    }
    assert_string_equal(found, expected);
}

static void test_queries(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    const cupel_query *boxes =
        cupel_order_by(cupel_query(store.session, Box), cupel_attr(Box, content));
    const int64_t weights[] = { 0, 3 };
    expect_boxes(&store, cupel_filter(boxes, cupel_like(cupel_attr(Box, content), "box 2%")),
                 "2.0 2.1 2.2 2.3");
    expect_boxes(&store, cupel_filter(boxes, cupel_ilike(cupel_attr(Box, content), "BOX 2.1")),
                 "2.1");
    expect_boxes(&store,
                 cupel_filter(boxes, cupel_in_array(cupel_attr(Box, weight), weights, 2),
                              cupel_startswith(cupel_attr(Box, content), "box 1")),
                 "1.0 1.3");
    expect_boxes(&store, cupel_filter(boxes, cupel_in(cupel_attr(Box, weight))), "");
    expect_boxes(&store,
                 cupel_filter(boxes, cupel_between(cupel_attr(Box, weight), 1, 2),
                              cupel_not(cupel_contains(cupel_attr(Box, content), "0."))),
                 "1.1 1.2 2.1 2.2");
    expect_boxes(&store, cupel_slice(boxes, 2, 5), "0.2 0.3 1.0");
    expect_boxes(&store, cupel_offset(boxes, 10), "2.2 2.3");
    expect_boxes(&store,
                 cupel_filter(cupel_join(boxes, cupel_attr(Box, shelf)),
                              cupel_eq(cupel_attr(Shelf, name), "shelf 2"),
                              cupel_gt(cupel_attr(Box, weight), 2)),
                 "2.3");
    expect_boxes(&store,
                 cupel_filter(boxes, cupel_any(cupel_attr(Box, labels),
                                               cupel_eq(cupel_attr(Label, word), "label 2"))),
                 "0.2 1.2 2.2");
    expect_boxes(&store,
                 cupel_filter(boxes, cupel_has(cupel_attr(Box, shelf),
                                               cupel_eq(cupel_attr(Shelf, name), "shelf 0"))),
                 "0.0 0.1 0.2 0.3");
    expect_boxes(&store,
                 cupel_order_by(cupel_union(cupel_filter(cupel_query(store.session, Box),
                                                         cupel_eq(cupel_attr(Box, weight), 1)),
                                            cupel_filter(cupel_query(store.session, Box),
                                                         cupel_eq(cupel_attr(Box, weight), 2))),
                                cupel_attr(Box, content)),
                 "0.1 0.2 1.1 1.2 2.1 2.2");
    suite_close(&store);
}

static void test_rows(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    cupel_subquery *weights = cupel_subquery_of(
        cupel_group_by(
            cupel_select(store.session, cupel_attr(Box, shelf_id),
                         cupel_label(cupel_func("sum", cupel_attr(Box, weight)), "total"),
                         cupel_label(cupel_func("count", cupel_star()), "boxes")),
            cupel_attr(Box, shelf_id)),
        "weights");
    cupel_query *query =
        cupel_join(cupel_select(store.session, cupel_entity_of(Shelf), cupel_c(weights, "total"),
                                cupel_c(weights, "boxes")),
                   weights, .on = cupel_eq(cupel_attr(Shelf, id), cupel_c(weights, "shelf_id")));
    int rows = 0;
    cupel_each_row (row, cupel_order_by(query, cupel_attr(Shelf, name))) {
        const Shelf *shelf = cupel_row_entity(row, "Shelf");
        assert_int_equal(shelf->name[6], '0' + rows);
        assert_int_equal(cupel_row_int(row, "total"), 6);
        assert_int_equal(cupel_row_int(row, 2), 4);
        rows++;
    }
    assert_int_equal(rows, 3);
    suite_close(&store);
}

static void check_loaded(suite *store, cupel_option *option)
{
    cupel_query *query = cupel_options(cupel_query(store->session, Shelf), option);
    Shelf **shelves = cupel_all(cupel_order_by(query, cupel_attr(Shelf, id)));
    if (!shelves)
        fail_msg("%s", cupel_error_text(store->session));
    assert_int_equal(cupel_array_count(shelves), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(cupel_is_loaded(shelves[i], boxes));
        assert_int_equal(shelves[i]->boxes.count, 4);
        for (int j = 0; j < 4; j++) {
            assert_int_equal(shelves[i]->boxes.items[j]->weight, j);
            assert_true(cupel_is_loaded(shelves[i]->boxes.items[j], labels));
            assert_int_equal(shelves[i]->boxes.items[j]->labels.count, 2);
        }
    }
    cupel_expunge_all(store->session);
}

static void test_loading(void **state)
{
    (void)state;
    suite store;
    open_store(&store);
    fill_store(&store);
    check_loaded(&store, cupel_selectinload(cupel_attr(Shelf, boxes),
                                            cupel_selectinload(cupel_attr(Box, labels))));
    check_loaded(&store, cupel_joinedload(cupel_attr(Shelf, boxes),
                                          cupel_joinedload(cupel_attr(Box, labels))));
    check_loaded(&store, cupel_subqueryload(cupel_attr(Shelf, boxes),
                                            cupel_selectinload(cupel_attr(Box, labels))));
    suite_close(&store);
}

/* ---- types ------------------------------------------------------------------------------------- */

static void test_types(void **state)
{
    (void)state;
    static const bool truth = true;
    static const int64_t large = INT64_MIN;
    static const double real = -DBL_MAX;
    static const cupel_date_value day = { 1969, 12, 31 };
    static const cupel_uuid_value key = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                            0 } };
    suite store;
    open_store(&store);
    /* MariaDB's TIMESTAMP ends in 2038. */
    int64_t instant = suite_is("mariadb") ? INT64_C(2147483646000001) : INT64_C(4102444800000001);
    Sample *one = cupel_new(
        Sample, .truth = true, .small = INT16_MIN, .middle = INT32_MAX, .large = INT64_MAX,
        .real = 0.1, .text = "it's \xF0\x9F\x98\x80", .bytes = { "\0\xFF", 2 },
        .exact = { "-1234567890.1250" }, .day = { 2040, 2, 29 }, .hour = { 23, 59, 59, 999999 },
        .moment = { 1900, 1, 1, 0, 0, 1, 500000 }, .instant = { instant },
        .length = { INT64_C(-90061000001) }, .key = key, .notes = { "{\"a\": [1, null]}" },
        .no_truth = &truth, .no_large = &large, .no_real = &real, .no_day = &day, .no_key = &key);
    Sample *none = cupel_new(Sample, .text = "", .exact = { "0.0000" }, .day = { 1, 1, 1 },
                             .moment = { 9999, 12, 31, 23, 59, 59, 999999 }, .instant = { 1000000 },
                             .notes = { "null" }, .bytes = { "", 0 });
    cupel_add_all(store.session, one, none);
    suite_ok(&store, cupel_commit(store.session));
    int64_t first = cupel_load(one, id), second = cupel_load(none, id);
    cupel_expunge_all(store.session);
    const Sample *back = cupel_get(store.session, Sample, first);
    if (!back)
        fail_msg("%s", cupel_error_text(store.session));
    assert_true(back->truth);
    assert_int_equal(back->small, INT16_MIN);
    assert_int_equal(back->middle, INT32_MAX);
    assert_int_equal(back->large, INT64_MAX);
    assert_true(back->real == 0.1);
    assert_string_equal(back->text, "it's \xF0\x9F\x98\x80");
    assert_int_equal(back->bytes.size, 2);
    assert_memory_equal(back->bytes.data, "\0\xFF", 2);
    assert_int_equal(cupel_decimal_compare(back->exact.digits, "-1234567890.125"), 0);
    assert_int_equal(back->day.year * 10000 + back->day.month * 100 + back->day.day, 20400229);
    assert_int_equal(back->hour.microsecond, 999999);
    assert_int_equal(back->moment.year, 1900);
    assert_int_equal(back->moment.microsecond, 500000);
    assert_int_equal(back->instant.microseconds, instant);
    assert_int_equal(back->length.microseconds, INT64_C(-90061000001));
    assert_memory_equal(&back->key, &key, sizeof key);
    assert_non_null(strstr(back->notes.text, "[1, null]"));
    assert_true(*back->no_truth);
    assert_int_equal(*back->no_large, INT64_MIN);
    assert_true(*back->no_real == -DBL_MAX);
    assert_int_equal(back->no_day->year, 1969);
    assert_memory_equal(back->no_key, &key, sizeof key);
    back = cupel_get(store.session, Sample, second);
    assert_non_null(back);
    assert_false(back->truth);
    assert_string_equal(back->text, "");
    assert_int_equal(back->bytes.size, 0);
    assert_int_equal(back->day.year, 1);
    assert_int_equal(back->moment.year, 9999);
    assert_int_equal(back->instant.microseconds, 1000000);
    assert_null(back->no_truth);
    assert_null(back->no_large);
    assert_null(back->no_real);
    assert_null(back->no_day);
    assert_null(back->no_key);
    /* They can be looked for, too. */
    assert_int_equal(
        cupel_count(cupel_filter(
            cupel_query(store.session, Sample), cupel_eq(cupel_attr(Sample, key), key),
            cupel_eq(cupel_attr(Sample, no_day), day), cupel_eq(cupel_attr(Sample, truth), true),
            cupel_lt(cupel_attr(Sample, exact), ((cupel_decimal_value){ "-1.5" })))),
        1);
    suite_close(&store);
}

/* ---- two sessions at once -------------------------------------------------------------------------- */

static void test_two_sessions(void **state)
{
    (void)state;
    suite store;
    bool in_file = suite_is("sqlite"); /* in memory there is one connection */
    cu_test_folder folder;
    if (in_file)
        cu_test_folder_make(&folder);
    suite_open_at(&store, in_file ? cu_test_folder_url(&folder, "store.db", "") : suite_url(), 4,
                  store_mappings);
    fill_store(&store);
    cupel_session *other = cupel_session_open(store.registry, store.engine);
    Shelf *mine =
        cupel_first(cupel_order_by(cupel_query(store.session, Shelf), cupel_attr(Shelf, id)));
    assert_non_null(mine);
    suite_ok(&store, cupel_commit(store.session));
    Shelf *theirs = cupel_get(other, Shelf, cupel_load(mine, id));
    assert_non_null(theirs);
    suite_ok(&store, cupel_commit(store.session));
    cupel_delete(other, theirs);
    assert_int_equal(cupel_commit(other), CUPEL_OK);
    cupel_expire_all(store.session);
    suite_ok(&store, cupel_commit(store.session));
    assert_int_equal(cupel_refresh(store.session, mine), CUPEL_OBJECT_DELETED);
    suite_ok(&store, cupel_rollback(store.session));
    cupel_session_close(other);
    suite_close(&store);
    if (in_file)
        cu_test_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_graph),   SUITE_TEST(test_changes), SUITE_TEST(test_rollback),
        SUITE_TEST(test_many),    SUITE_TEST(test_queries), SUITE_TEST(test_rows),
        SUITE_TEST(test_loading), SUITE_TEST(test_types),   SUITE_TEST(test_two_sessions),
    };
    return cmocka_run_group_tests_name("suite/store", tests, NULL, suite_end);
}
