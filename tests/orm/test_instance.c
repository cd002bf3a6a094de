/*
 * Instances: what attributes take and refuse, by member, by pointer and by name,
 * and what is known of them.
 */
#include "graph.h"

#include <string.h>

typedef struct Box {
    cupel_object base;
    cupel_int id;
    cupel_bool flag;
    cupel_int16 small;
    cupel_int32 middle;
    cupel_double real;
    cupel_decimal exact;
    cupel_json notes;
    cupel_null_bool may_flag;
    cupel_null_int16 may_small;
    cupel_null_int32 may_middle;
    cupel_null_int may_large;
    cupel_null_double may_real;
    cupel_null_date day;
    cupel_null_time hour;
    cupel_null_datetime moment;
    cupel_null_timestamp instant;
    cupel_null_interval length;
    cupel_null_uuid key;
} Box;

CUPEL_MAP(Box, "boxes", CUPEL_COLUMN(Box, id, .primary_key = true), CUPEL_COLUMN(Box, flag),
          CUPEL_COLUMN(Box, small), CUPEL_COLUMN(Box, middle), CUPEL_COLUMN(Box, real),
          CUPEL_COLUMN(Box, exact), CUPEL_COLUMN(Box, notes), CUPEL_COLUMN(Box, may_flag),
          CUPEL_COLUMN(Box, may_small), CUPEL_COLUMN(Box, may_middle), CUPEL_COLUMN(Box, may_large),
          CUPEL_COLUMN(Box, may_real), CUPEL_COLUMN(Box, day), CUPEL_COLUMN(Box, hour),
          CUPEL_COLUMN(Box, moment), CUPEL_COLUMN(Box, instant), CUPEL_COLUMN(Box, length),
          CUPEL_COLUMN(Box, key));

/* A member of the struct is not mapped: programs may have some of their own. */
typedef struct Half {
    cupel_object base;
    cupel_int id;
    cupel_int own;
} Half;

CUPEL_MAP(Half, "halves", CUPEL_COLUMN(Half, id, .primary_key = true));

static cupel_code set_named(Box *box, const char *name, cupel_value value)
{
    return cupel_set_named(&box->base, name, &value);
}

#define TRANSIENT_TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

static void test_by_name(void **state)
{
    (void)state;
    Box *box = cupel_new(Box, .id = 1);
    assert_non_null(box);
    cupel_value got;
    assert_int_equal(set_named(box, "flag", cupel_value_int(1)), CUPEL_OK);
    assert_true(box->flag);
    assert_int_equal(set_named(box, "flag", cupel_value_int(2)), CUPEL_TYPE_MISMATCH);
    assert_int_equal(set_named(box, "small", cupel_value_bool(true)), CUPEL_OK);
    assert_int_equal(box->small, 1);
    assert_int_equal(set_named(box, "small", cupel_value_int(-32768)), CUPEL_OK);
    assert_int_equal(set_named(box, "small", cupel_value_int(32768)), CUPEL_DATA_ERROR);
    assert_int_equal(set_named(box, "small", cupel_value_int(-32769)), CUPEL_DATA_ERROR);
    assert_int_equal(box->small, -32768);
    assert_int_equal(set_named(box, "middle", cupel_value_int(INT64_C(1) << 31)), CUPEL_DATA_ERROR);
    assert_object_error(box, CUPEL_DATA_ERROR, "Box.middle cannot hold 2147483648");
    assert_int_equal(set_named(box, "middle", cupel_value_int(INT32_MIN)), CUPEL_OK);
    assert_int_equal(set_named(box, "middle", cupel_value_null()), CUPEL_TYPE_MISMATCH);
    assert_object_error(box, CUPEL_TYPE_MISMATCH, "Box.middle cannot be set to NULL");
    assert_int_equal(set_named(box, "middle", cupel_value_text("5")), CUPEL_TYPE_MISMATCH);
    assert_int_equal(set_named(box, "real", cupel_value_int(3)), CUPEL_OK);
    assert_true(box->real == 3.0);
    assert_int_equal(set_named(box, "exact", cupel_value_text("1.50")), CUPEL_OK);
    assert_text(box->exact.digits, "1.50");
    assert_int_equal(set_named(box, "notes", cupel_value_text("{}")), CUPEL_OK);
    assert_int_equal(set_named(box, "notes", cupel_value_text_length("{\0}", 3)),
                     CUPEL_INVALID_ARGUMENT);
    assert_object_error(box, CUPEL_INVALID_ARGUMENT, "Box.notes: the text has a NUL at byte 1");
    assert_text(box->notes.text, "{}");
    assert_int_equal(set_named(box, "may_large", cupel_value_int(INT64_MIN)), CUPEL_OK);
    assert_true(*box->may_large == INT64_MIN);
    assert_int_equal(set_named(box, "may_large", cupel_value_null()), CUPEL_OK);
    assert_null(box->may_large);

    assert_int_equal(cupel_get_named(&box->base, "real", &got), CUPEL_OK);
    assert_int_equal(got.kind, CUPEL_KIND_DOUBLE);
    assert_int_equal(cupel_get_named(&box->base, "may_large", &got), CUPEL_OK);
    assert_int_equal(got.kind, CUPEL_KIND_NULL);
    assert_int_equal(set_named(box, "nothing", got), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(set_named(box, NULL, got), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(cupel_get_named(&box->base, "nothing", &got), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(cupel_get_named(&box->base, NULL, &got), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(cupel_set_named(&box->base, "real", NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_set_named(NULL, "real", &got), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_get_named(&box->base, "real", NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_get_named(NULL, "real", &got), CUPEL_INVALID_ARGUMENT);
    cupel_free(box);
}

/* Nullable attributes take a value, or a pointer to one, or NULL. */
static void test_pointers(void **state)
{
    (void)state;
    static const bool flag = true;
    static const int16_t small = -3;
    static const int32_t middle = 70000;
    static const int64_t large = INT64_MAX;
    static const double real = 0.25;
    static const cupel_date_value day = { 1969, 12, 31 };
    static const cupel_time_value hour = { 23, 59, 59, 999999 };
    static const cupel_datetime_value moment = { 2038, 1, 19, 3, 14, 8, 0 };
    static const cupel_timestamp_value instant = { -1 };
    static const cupel_interval_value length = { 86400000000 };
    static const cupel_uuid_value key = { { 1, 2, 3 } };
    Box *box = cupel_new(Box, .id = 1);
    assert_non_null(box);
    cupel_set(box, may_flag, &flag);
    cupel_set(box, may_small, &small);
    cupel_set(box, may_middle, &middle);
    cupel_set(box, may_large, &large);
    cupel_set(box, may_real, &real);
    cupel_set(box, day, &day);
    cupel_set(box, hour, &hour);
    cupel_set(box, moment, &moment);
    cupel_set(box, instant, &instant);
    cupel_set(box, length, &length);
    cupel_set(box, key, &key);
    assert_true(*box->may_flag);
    assert_int_equal(*box->may_small, -3);
    assert_int_equal(*box->may_middle, 70000);
    assert_true(*box->may_large == INT64_MAX);
    assert_true(*box->may_real == 0.25);
    assert_int_equal(cupel_date_compare(*box->day, day), 0);
    assert_int_equal(cupel_time_compare(*box->hour, hour), 0);
    assert_int_equal(cupel_datetime_compare(*box->moment, moment), 0);
    assert_true(box->instant->microseconds == -1);
    assert_true(box->length->microseconds == 86400000000);
    assert_int_equal(cupel_uuid_compare(*box->key, key), 0);
    /* the values are copies: another may be set from the instance's own */
    cupel_set(box, may_small, box->may_small);
    assert_int_equal(*box->may_small, -3);
    cupel_set(box, may_flag, (const bool *)NULL);
    cupel_set(box, may_small, (const int16_t *)NULL);
    cupel_set(box, may_middle, (const int32_t *)NULL);
    cupel_set(box, may_large, (const int64_t *)NULL);
    cupel_set(box, may_real, (const double *)NULL);
    cupel_set(box, day, (const cupel_date_value *)NULL);
    cupel_set(box, hour, (const cupel_time_value *)NULL);
    cupel_set(box, moment, (const cupel_datetime_value *)NULL);
    cupel_set(box, instant, (const cupel_timestamp_value *)NULL);
    cupel_set(box, length, (const cupel_interval_value *)NULL);
    cupel_set(box, key, (const cupel_uuid_value *)NULL);
    assert_null(box->may_flag);
    assert_null(box->may_small);
    assert_null(box->may_middle);
    assert_null(box->may_large);
    assert_null(box->may_real);
    assert_null(box->day);
    assert_null(box->hour);
    assert_null(box->moment);
    assert_null(box->instant);
    assert_null(box->length);
    assert_null(box->key);
    assert_null(cupel_object_error(box));
    cupel_free(box);
}

static void test_wrong_offsets(void **state)
{
    (void)state;
    cupel_value one = cupel_value_int(1);
    Half *half = cupel_new(Half, .id = 1);
    assert_non_null(half);
    cupel_set_value(&half->base, offsetof(Half, own), &one);
    assert_object_error(half, CUPEL_INVALID_ARGUMENT, "");
    assert_object_error(half, CUPEL_INVALID_ARGUMENT, "Half has no column attribute");
    cupel_set_value(&half->base, 100000, &one);
    cupel_set_value(NULL, offsetof(Half, id), &one);
    cupel_set_value(&half->base, offsetof(Half, id), NULL);
    assert_int_equal(half->id, 1);
    assert_false(cupel_attribute_is_loaded(&half->base, offsetof(Half, own)));
    assert_false(cupel_attribute_is_loaded(NULL, 0));
    assert_false(cupel_history_of(half, own).changed);
    assert_false(cupel_attribute_history(NULL, 0).known);
    assert_int_equal(cupel_expression_code(cupel_attribute_named(&Half_mapping, "id")), CUPEL_OK);
    cupel_free(half);
    cupel_free((Half *)NULL);
}

/* Attributes as expressions, of what is not mapped or no mapping at all. */
static void assert_poison(cupel_expr *expression, cupel_code code, const char *part)
{
    assert_int_equal(cupel_expression_code(expression), code);
    assert_non_null(strstr(cupel_expression_text(expression), part));
    cupel_discard(expression);
}

static void test_expressions_refused(void **state)
{
    (void)state;
    cupel_mapping old = Half_mapping;
    old.format = 77;
    Half plain = { .id = 1 };
    assert_poison(cupel_attr(Half, own), CUPEL_INVALID_REQUEST, "that is not mapped");
    assert_poison(cupel_attribute_at(NULL, 0), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_attribute_at(&old, offsetof(Half, id)), CUPEL_INVALID_ARGUMENT, "format");
    assert_poison(cupel_attribute_named(&Half_mapping, "own"), CUPEL_INVALID_REQUEST,
                  "Half has no attribute 'own'");
    assert_poison(cupel_attribute_named(&Half_mapping, NULL), CUPEL_INVALID_REQUEST, "'NULL'");
    assert_poison(cupel_attribute_named(&old, "id"), CUPEL_INVALID_ARGUMENT, "format");
    assert_poison(cupel_entity_expression(NULL), CUPEL_INVALID_ARGUMENT, "cupel_entity_of");
    assert_poison(cupel_entity_expression(&old), CUPEL_INVALID_ARGUMENT, "cupel_entity_of");
    assert_poison(cupel_instance(&plain), CUPEL_UNMAPPED_INSTANCE, "not made by cupel_new");
    assert_ptr_equal(cupel_instance((Half *)NULL), cupel_null());
    assert_poison(cupel_column(NULL, "id"), CUPEL_INVALID_ARGUMENT, "NULL");
    assert_poison(cupel_column(&post_keywords, "nothing"), CUPEL_INVALID_REQUEST,
                  "table 'post_keywords' has no column 'nothing'");
    assert_poison(cupel_column(&post_keywords, NULL), CUPEL_INVALID_REQUEST, "'NULL'");
    assert_poison(cupel_table_source(NULL), CUPEL_INVALID_ARGUMENT, "NULL");
    cupel_table strange = post_keywords;
    strange.format = 99;
    assert_poison(cupel_table_source(&strange), CUPEL_INVALID_ARGUMENT, "another version");
    assert_poison(cupel_column(&strange, "post_id"), CUPEL_INVALID_ARGUMENT, "format");
    assert_null(cupel_new_instance(NULL, NULL));
    assert_null(cupel_new_instance(&old, NULL));
}

/* Columns of a described table in a query. */
static void test_table_columns(void **state)
{
    graph_fixture *graph = *state;
    Post *post = cupel_new(Post, .headline = "h");
    cupel_append(post, keywords, cupel_new(Keyword, .word = "a"));
    cupel_append(post, keywords, cupel_new(Keyword, .word = "b"));
    assert_ok(graph, cupel_add(graph->session, post));
    cupel_query *query =
        cupel_order_by(cupel_select(graph->session, cupel_column(&post_keywords, "keyword_id")),
                       cupel_desc(cupel_column(&post_keywords, "keyword_id")));
    const cupel_row **rows = cupel_all_rows(query);
    assert_int_equal(cupel_array_count(rows), 2);
    assert_int_equal(cupel_row_int(rows[0], "keyword_id"), 2);
    assert_int_equal(cupel_row_int(rows[1], 0), 1);
}

/* ---- faults of instances ------------------------------------------------------------------------- */

/* What a set refused is reported by the next flush of the session the instance is in. */
static void test_fault_at_flush(void **state)
{
    graph_fixture *graph = *state;
    cupel_value wrong = cupel_value_int(7);
    User *user = cupel_new(User, .name = "a");
    cupel_set_value(&user->base, offsetof(User, name), &wrong);
    assert_object_error(user, CUPEL_TYPE_MISMATCH, "");
    assert_ok(graph, cupel_add(graph->session, user));
    assert_code(graph, cupel_flush(graph->session), CUPEL_TYPE_MISMATCH);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.name cannot be set to int"));
    assert_ok(graph, cupel_rollback(graph->session));
    User *other = cupel_new(User, .name = "b");
    assert_ok(graph, cupel_add(graph->session, other));
    assert_ok(graph, cupel_flush(graph->session));
    cupel_set_value(&other->base, offsetof(User, name), &wrong);
    assert_text(other->name, "b");
    assert_code(graph, cupel_flush(graph->session), CUPEL_TYPE_MISMATCH);
    assert_ok(graph, cupel_rollback(graph->session));
    /* the session has it at once; where the program looks, the flush does not report it again */
    assert_ok(graph, cupel_add(graph->session, other));
    cupel_set_value(&other->base, offsetof(User, name), &wrong);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_TYPE_MISMATCH);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.name cannot be set to int"));
    assert_ok(graph, cupel_flush(graph->session));
}

/* An instance that is in a session is not freed. */
static void test_free_refused(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "a");
    assert_ok(graph, cupel_add(graph->session, user));
    cupel_free(user);
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_REQUEST);
    assert_text(user->name, "a");
}

/* ---- history ---------------------------------------------------------------------------------------- */

static void test_history(void **state)
{
    graph_fixture *graph = *state;
    User *fresh = cupel_new(User, .name = "new");
    cupel_history history = cupel_history_of(fresh, name);
    assert_true(history.changed);
    assert_true(history.known);
    assert_false(history.old_known);
    assert_text(history.new_value.as.text, "new");
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_ok(graph, cupel_commit(graph->session));
    history = cupel_history_of(fresh, name);
    assert_false(history.known);
    assert_false(history.changed);
    cupel_load(fresh, name);
    assert_true(cupel_history_of(fresh, name).known);
    cupel_set(fresh, name, "second");
    cupel_set(fresh, name, "third");
    history = cupel_history_of(fresh, name);
    assert_true(history.changed);
    assert_true(history.old_known);
    assert_text(history.old_value.as.text, "new");
    assert_text(history.new_value.as.text, "third");
    /* set back: nothing changed after all, and nothing is written */
    cupel_set(fresh, name, "new");
    assert_false(cupel_history_of(fresh, name).changed);
    assert_true(cupel_is_modified(fresh));
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    assert_false(cupel_is_modified(fresh));
    assert_false(cupel_instance_is_modified(NULL));
    /* relationships have a history of their own */
    assert_false(cupel_history_of(fresh, addresses).known);
    /* not loaded before it was set: the old value is not known */
    assert_ok(graph, cupel_expire(graph->session, fresh));
    cupel_set(fresh, name, "fourth");
    history = cupel_history_of(fresh, name);
    assert_true(history.changed);
    assert_false(history.old_known);
    assert_int_equal(history.old_value.kind, CUPEL_KIND_NULL);
}

/* ---- by name: errors are told at once, and once ---------------------------------------------------- */

static cupel_code refuse_set(const cupel_event *event, void *data)
{
    (void)data;
    return event->value->kind == CUPEL_KIND_TEXT ? CUPEL_DATA_ERROR : CUPEL_OK;
}

static void test_named_in_session(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "ed");
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_value text = cupel_value_text("fred"), number = cupel_value_int(5), out;
    assert_code(graph, cupel_set_named(&user->base, "nmae", &text), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.nmae is no column attribute"));
    assert_code(graph, cupel_get_named(&user->base, "addresses", &out), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(strstr(cupel_error_text(graph->session), "but a relationship"));
    assert_code(graph, cupel_set_named(&user->base, "name", NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_set_named(&user->base, NULL, &text), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(cupel_set_named(NULL, "name", &text), CUPEL_INVALID_ARGUMENT);
    /* handled, and nobody looked at the error: the flush has nothing to report */
    assert_int_equal(cupel_set_named(&user->base, "name", &number), CUPEL_TYPE_MISMATCH);
    assert_int_equal(cupel_set_named(&user->base, "name", &text), CUPEL_OK);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_get_named(&user->base, "name", &out), CUPEL_OK);
    assert_text(out.as.text, "fred");
    assert_code(graph, cupel_set_named(&user->base, "name", &number), CUPEL_TYPE_MISMATCH);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.name cannot be set to"));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, refuse_set, NULL));
    assert_int_equal(cupel_set_named(&user->base, "name", &text), CUPEL_DATA_ERROR);
    assert_ok(graph, cupel_commit(graph->session));
}

static void test_named_in_none(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "ed");
    assert_non_null(user);
    cupel_value text = cupel_value_text("fred"), number = cupel_value_int(5);
    assert_int_equal(cupel_set_named(&user->base, "nmae", &text), CUPEL_NO_SUCH_COLUMN);
    assert_non_null(cupel_object_error(user));
    assert_non_null(strstr(cupel_object_error(user)->text, "User.nmae is no column attribute"));
    assert_int_equal(cupel_set_named(&user->base, "name", &number), CUPEL_TYPE_MISMATCH);
    assert_int_equal(cupel_object_error(user)->code, CUPEL_TYPE_MISMATCH);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    /* what cupel_set() was given is told by the flush, whatever else was reported since */
    User *other = cupel_new(User);
    assert_non_null(other);
    cupel_set_value(&other->base, offsetof(User, name), &number);
    assert_int_equal(cupel_set_named(&other->base, "nmae", &text), CUPEL_NO_SUCH_COLUMN);
    cupel_add(graph->session, other);
    assert_int_not_equal(cupel_flush(graph->session), CUPEL_OK);
}

static void test_state_names(void **state)
{
    (void)state;
    assert_text(cupel_state_name(CUPEL_TRANSIENT), "transient");
    assert_text(cupel_state_name(CUPEL_PENDING), "pending");
    assert_text(cupel_state_name(CUPEL_PERSISTENT), "persistent");
    assert_text(cupel_state_name(CUPEL_DELETED), "deleted");
    assert_text(cupel_state_name(CUPEL_DETACHED), "detached");
    assert_text(cupel_state_name((cupel_instance_state)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRANSIENT_TEST(test_by_name),       TRANSIENT_TEST(test_pointers),
        TRANSIENT_TEST(test_wrong_offsets), TRANSIENT_TEST(test_expressions_refused),
        GRAPH_TEST(test_table_columns),     GRAPH_TEST(test_fault_at_flush),
        GRAPH_TEST(test_free_refused),      GRAPH_TEST(test_named_in_session),
        GRAPH_TEST(test_named_in_none),     GRAPH_TEST(test_history),
        TRANSIENT_TEST(test_state_names),
    };
    return cmocka_run_group_tests_name("orm/instance", tests, NULL, NULL);
}
