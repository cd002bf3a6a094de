/*
 * Changes that went around cupel_set(): debug builds find them at the next flush,
 * other builds keep nothing for that.
 */
#include "graph.h"

#include "orm/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Box {
    cupel_object base;
    cupel_text code;
    cupel_int shelf;
    cupel_bool flag;
    cupel_int16 small;
    cupel_double real;
    cupel_date day;
    cupel_uuid mark;
    cupel_text label;
    cupel_blob bytes;
    cupel_decimal exact;
    cupel_json notes;
    cupel_null_int16 may_small;
    cupel_null_int count;
    cupel_null_datetime moment;
} Box;

CUPEL_MAP(Box, "sealed_boxes", CUPEL_COLUMN(Box, code, .primary_key = true, .length = 10),
          CUPEL_COLUMN(Box, shelf, .primary_key = true, .autoincrement = CUPEL_NO),
          CUPEL_COLUMN(Box, flag), CUPEL_COLUMN(Box, small), CUPEL_COLUMN(Box, real),
          CUPEL_COLUMN(Box, day), CUPEL_COLUMN(Box, mark),
          CUPEL_COLUMN(Box, label, .nullable = true), CUPEL_COLUMN(Box, bytes),
          CUPEL_COLUMN(Box, exact), CUPEL_COLUMN(Box, notes, .deferred = true),
          CUPEL_COLUMN(Box, may_small), CUPEL_COLUMN(Box, count), CUPEL_COLUMN(Box, moment));

static int seal_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->engine = cupel_engine_open("sqlite://");
    fixture->registry = cupel_registry_open(Box);
    assert_int_equal(cupel_create_all(fixture->registry, fixture->engine), CUPEL_OK);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
    Box *box = cupel_new(Box, .code = "a'b", .shelf = 7, .label = "old", .bytes = { "\1\2\3", 3 },
                         .exact = { "1.50" }, .notes = { "{}" }, .count = &(int64_t){ 0 },
                         .day = { 2020, 2, 29 });
    assert_ok(fixture, cupel_add(fixture->session, box));
    assert_ok(fixture, cupel_commit(fixture->session));
    *state = fixture;
    return 0;
}

static int seal_teardown(void **state)
{
    graph_fixture *fixture = *state;
    cupel_session_close(fixture->session);
    cupel_registry_close(fixture->registry);
    cupel_engine_close(fixture->engine);
    free(fixture);
    return cu_test_alloc_teardown(state);
}

/* What the compiler refuses to write in a program that does not insist. */
#define WRITE(object, field, ...)                                                  \
    do {                                                                           \
        const __typeof__((object)->field) written_ = __VA_ARGS__;                  \
        memcpy((void *)(uintptr_t) & (object)->field, &written_, sizeof written_); \
    } while (0)

static Box *box_of(graph_fixture *fixture)
{
    Box *box = cupel_get(fixture->session, Box, "a'b", 7);
    if (!box)
        fail_msg("%s", cupel_error_text(fixture->session));
    return box;
}

#ifdef CUPEL_DEBUG

/* The flush reports the change to an attribute, once; what the row has is loaded again then. */
static void expect_report(graph_fixture *fixture, const char *attribute)
{
    char start[100];
    assert_code(fixture, cupel_flush(fixture->session), CUPEL_INVALID_REQUEST);
    snprintf(start, sizeof start,
             "Box.%s of the instance with key ('a''b', 7) was changed around cupel_set()",
             attribute);
    assert_memory_equal(cupel_error_text(fixture->session), start, strlen(start));
    assert_code(fixture, cupel_flush(fixture->session), CUPEL_PENDING_ROLLBACK);
    assert_ok(fixture, cupel_rollback(fixture->session));
    assert_ok(fixture, cupel_flush(fixture->session));
}

#    define expect_found(fixture, field, ...)                     \
        do {                                                      \
            Box *box_ = box_of(fixture);                          \
            WRITE(box_, field, __VA_ARGS__);                      \
            expect_report(fixture, #field);                       \
            assert_true(cupel_load(box_, shelf) == 7);            \
            assert_true(cupel_is_loaded(box_of(fixture), shelf)); \
        } while (0)

static void test_each_type(void **state)
{
    graph_fixture *fixture = *state;
    static const char other[] = "new";
    static const int64_t number = 0;
    expect_found(fixture, flag, true);
    expect_found(fixture, small, -1);
    expect_found(fixture, real, 0.5);
    expect_found(fixture, day, { 2020, 3, 1 });
    expect_found(fixture, mark, { { [15] = 1 } });
    expect_found(fixture, label, other);
    expect_found(fixture, label, NULL);
    expect_found(fixture, bytes, { other, 3 });
    expect_found(fixture, bytes, { box_of(fixture)->bytes.data, 2 });
    expect_found(fixture, bytes, { NULL, 0 });
    expect_found(fixture, exact, { "1.5" });
    expect_found(fixture, notes, { "[]" });
    expect_found(fixture, may_small, &(int16_t){ 0 });
    expect_found(fixture, count, NULL);
    expect_found(fixture, count, &number); /* the same value, elsewhere */
    expect_found(fixture, moment, &(cupel_datetime_value){ .year = 2020 });
    assert_text(box_of(fixture)->label, "old");
    assert_int_equal(*box_of(fixture)->count, 0);
    assert_null(box_of(fixture)->moment);
}

/* What a pointer of the library's points to. */
static void test_in_place(void **state)
{
    graph_fixture *fixture = *state;
    Box *box = box_of(fixture);
    ((char *)(uintptr_t)box->label)[0] = 'O';
    expect_report(fixture, "label");
    assert_text(cupel_load(box, label), "old");
    ((unsigned char *)(uintptr_t)box->bytes.data)[2] = 4;
    expect_report(fixture, "bytes");
    *(int64_t *)(uintptr_t)cupel_load(box, count) = 1;
    expect_report(fixture, "count");
    assert_int_equal(*cupel_load(box, count), 0);
}

/* The program's own memory is not read: it may be gone. */
static void test_gone_memory(void **state)
{
    graph_fixture *fixture = *state;
    Box *box = box_of(fixture);
    char *text = malloc(10);
    assert_non_null(text);
    memcpy(text, "gone", 5);
    WRITE(box, label, text);
    free(text);
    expect_report(fixture, "label");
    assert_text(cupel_load(box, label), "old");
}

/* A key that was changed is not named by it; without it, nothing can be loaded into this instance any more. */
static void test_key(void **state)
{
    graph_fixture *fixture = *state;
    Box *box = box_of(fixture);
    WRITE(box, shelf, 8);
    assert_code(fixture, cupel_commit(fixture->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(fixture->session), "Box.shelf was changed around"));
    assert_ok(fixture, cupel_rollback(fixture->session));
    assert_ok(fixture, cupel_expunge(fixture->session, box));
    cupel_free(box);
    assert_int_equal(box_of(fixture)->shelf, 7);
}

/* One that was changed as it should be, too, and one without a row. */
static void test_changed_and_pending(void **state)
{
    graph_fixture *fixture = *state;
    Box *box = box_of(fixture);
    cupel_set(box, label, "set");
    WRITE(box, flag, true);
    expect_report(fixture, "flag");
    assert_text(cupel_load(box, label), "old");
    assert_false(box->flag);
    cupel_set(box, flag, true);
    assert_ok(fixture, cupel_flush(fixture->session));
    Box *young = cupel_new(Box, .code = "young", .shelf = 1);
    assert_ok(fixture, cupel_add(fixture->session, young));
    WRITE(young, small, 5);
    assert_code(fixture, cupel_flush(fixture->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(fixture->session),
                           "Box.small of a pending instance was changed around cupel_set()"));
}

/* All that the library writes itself is sealed. */
static void test_library_writes(void **state)
{
    graph_fixture *fixture = *state;
    Box *box = box_of(fixture);
    for (int i = 0; i < 2; i++) {
        cupel_set(box, label, "one");
        cupel_set(box, may_small, 3);
        assert_ok(fixture, cupel_flush(fixture->session));
        cupel_set(box, label, "two");
        cupel_set(box, may_small, NULL);
        assert_ok(fixture,
                  i == 0 ? cupel_rollback(fixture->session) : cupel_commit(fixture->session));
        assert_ok(fixture, cupel_flush(fixture->session));
        assert_text(cupel_load(box, label), i == 0 ? "old" : "two");
        assert_ok(fixture, cupel_flush(fixture->session));
    }
    assert_ok(fixture, cupel_refresh(fixture->session, box));
    assert_ok(fixture, cupel_expunge(fixture->session, box));
    assert_ok(fixture, cupel_add(fixture->session, box));
    assert_ok(fixture, cupel_flush(fixture->session));
}

#else

/* Nothing is kept, nothing is looked for. */
static void test_costs_nothing(void **state)
{
    graph_fixture *fixture = *state;
    assert_int_equal(cu_state_size(1) - cu_state_size(0), 2 * sizeof(uint64_t));
    WRITE(box_of(fixture), flag, true);
    assert_ok(fixture, cupel_flush(fixture->session));
    assert_true(box_of(fixture)->flag);
}

#endif

#define SEAL_TEST(test) cmocka_unit_test_setup_teardown(test, seal_setup, seal_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef CUPEL_DEBUG
        SEAL_TEST(test_each_type),           SEAL_TEST(test_in_place),
        SEAL_TEST(test_gone_memory),         SEAL_TEST(test_key),
        SEAL_TEST(test_changed_and_pending), SEAL_TEST(test_library_writes),
#else
        SEAL_TEST(test_costs_nothing),
#endif
    };
    return cmocka_run_group_tests_name("orm/seal", tests, NULL, NULL);
}
