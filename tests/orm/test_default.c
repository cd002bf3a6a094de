/*
 * Values of columns that programs do not set: constants, functions, the
 * database's own; and the ones that do not fit.
 */
#include "graph.h"

#include <string.h>

static cupel_value next_number(void *data)
{
    return cupel_value_int(++*(int64_t *)data);
}

static cupel_value no_value(void *data)
{
    (void)data;
    return cupel_value_null();
}

static cupel_value some_text(void *data)
{
    return cupel_value_text(data);
}

static int64_t counter, changes;
static char wrong_text[] = "not a number";

typedef struct Made {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_bool flag;
    cupel_int number;
    cupel_int counted;
    cupel_null_int nothing;
    cupel_decimal price;
    cupel_json notes;
    cupel_null_double real;
    cupel_text server;
    cupel_null_int twice;
    cupel_int changed;
} Made;

CUPEL_MAP(Made, "made", CUPEL_COLUMN(Made, id, .primary_key = true),
          CUPEL_COLUMN(Made, name, .default_value = CUPEL_DEFAULT_TEXT("it's")),
          CUPEL_COLUMN(Made, flag, .default_value = CUPEL_DEFAULT_INT(1)),
          CUPEL_COLUMN(Made, number, .default_value = CUPEL_DEFAULT_INT(7)),
          CUPEL_COLUMN(Made, counted, .default_function = next_number, .default_data = &counter),
          CUPEL_COLUMN(Made, nothing, .default_function = no_value),
          CUPEL_COLUMN(Made, price, .default_value = CUPEL_DEFAULT_TEXT("1.50"), .precision = 6,
                       .scale = 2),
          CUPEL_COLUMN(Made, notes, .default_value = CUPEL_DEFAULT_TEXT("{}")),
          CUPEL_COLUMN(Made, real, .default_value = CUPEL_DEFAULT_DOUBLE(0.5)),
          CUPEL_COLUMN(Made, server, .server_default = "'from there'"),
          CUPEL_COLUMN(Made, twice, .computed = "number * 2"),
          CUPEL_COLUMN(Made, changed, .default_value = CUPEL_DEFAULT_INT(0),
                       .update_function = next_number, .default_data = &changes));

typedef struct Misfit {
    cupel_object base;
    cupel_int id;
    cupel_int number;
} Misfit;

CUPEL_MAP(Misfit, "misfits", CUPEL_COLUMN(Misfit, id, .primary_key = true),
          CUPEL_COLUMN(Misfit, number, .default_function = some_text, .default_data = wrong_text));

/* What the database makes is fetched with the flush; a row that is gone already may be deleted. */
typedef struct Eager {
    cupel_object base;
    cupel_int id;
    cupel_text server;
    cupel_int number;
    cupel_null_int twice;
} Eager;

CUPEL_MAP(Eager, "eager", CUPEL_COLUMN(Eager, id, .primary_key = true),
          CUPEL_COLUMN(Eager, server, .server_default = "'from there'"),
          CUPEL_COLUMN(Eager, number), CUPEL_COLUMN(Eager, twice, .computed = "number * 2"),
          CUPEL_MAPPER_OPTIONS(.eager_defaults = true, .confirm_deleted_rows_off = true));

/* A column that only the struct which inherits has, in the table of both. */
typedef struct Paper {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_text kind;
} Paper;

typedef struct Letter {
    Paper base;
    cupel_null_int changed;
} Letter;

CUPEL_MAP(Paper, "papers", CUPEL_COLUMN(Paper, id, .primary_key = true), CUPEL_COLUMN(Paper, title),
          CUPEL_COLUMN(Paper, kind),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "paper"));

CUPEL_MAP_CHILD(Letter, Paper, NULL,
                CUPEL_COLUMN(Letter, changed, .update_function = next_number,
                             .default_data = &changes),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "letter"));

static int made_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Made, Misfit, Eager, Paper, Letter);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    counter = changes = 0;
    return 0;
}

#define MADE_TEST(test) cmocka_unit_test_setup_teardown(test, made_setup, graph_teardown)

static void test_defaults(void **state)
{
    graph_fixture *graph = *state;
    Made *made = cupel_new_instance(&Made_mapping, NULL),
         *other = cupel_new_instance(&Made_mapping, NULL);
    assert_non_null(made);
    assert_non_null(other);
    cupel_set(other, name, "own");
    cupel_set(other, counted, 100);
    cupel_set(other, server, "own too");
    assert_ok(graph, cupel_add(graph->session, made));
    assert_ok(graph, cupel_add(graph->session, other));
    assert_ok(graph, cupel_flush(graph->session));
    assert_text(made->name, "it's");
    assert_true(made->flag);
    assert_int_equal(made->number, 7);
    assert_int_equal(made->counted, 1);
    assert_null(made->nothing);
    assert_text(made->price.digits, "1.50");
    assert_text(made->notes.text, "{}");
    assert_true(*made->real == 0.5);
    /* what the database made is fetched when asked for */
    assert_text(cupel_load(made, server), "from there");
    assert_non_null(cupel_load(made, twice));
    assert_int_equal(*made->twice, 14);
    assert_text(other->name, "own");
    assert_int_equal(other->counted, 100);
    assert_text(cupel_load(other, server), "own too");
    assert_int_equal(counter, 1);
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(made, name), "it's");
}

static void test_at_update(void **state)
{
    graph_fixture *graph = *state;
    Made *made = cupel_new_instance(&Made_mapping, NULL);
    assert_non_null(made);
    assert_ok(graph, cupel_add(graph->session, made));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(made, changed), 0);
    cupel_set(made, number, 8);
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(made->changed, 1);
    assert_int_equal(*cupel_load(made, twice), 16);
    cupel_set(made, number, 9);
    cupel_set(made, changed, 50);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(made, changed), 50);
    /* nothing changed: nothing is written */
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(changes, 1);
}

static void test_misfit(void **state)
{
    graph_fixture *graph = *state;
    Misfit *misfit = cupel_new_instance(&Misfit_mapping, NULL);
    assert_non_null(misfit);
    assert_ok(graph, cupel_add(graph->session, misfit));
    assert_code(graph, cupel_flush(graph->session), CUPEL_TYPE_MISMATCH);
    assert_non_null(
        strstr(cupel_error_text(graph->session), "Misfit.number: its default is of kind text"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Misfit)), 0);
}

static void test_fetched_at_flush(void **state)
{
    graph_fixture *graph = *state;
    Eager *one = cupel_new(Eager, .number = 4), *two = cupel_new(Eager, .server = "own");
    assert_non_null(one);
    assert_non_null(two);
    assert_ok(graph, cupel_add_all(graph->session, one, two));
    assert_ok(graph, cupel_flush(graph->session));
    cu_test_statements_clear(&graph->log);
    assert_true(cupel_is_loaded(one, server));
    assert_text(one->server, "from there");
    assert_non_null(one->twice);
    assert_int_equal(*one->twice, 8);
    assert_text(two->server, "own");
    assert_non_null(two->twice);
    assert_int_equal(*two->twice, 0);
    cupel_set(one, number, 5);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE eager SET number=? WHERE eager.id = ? (5, 1) 1 row",
                "SELECT eager.id AS eager_id, eager.twice AS eager_twice FROM eager WHERE eager.id "
                "= ? (1) 1 row");
    assert_non_null(one->twice);
    assert_int_equal(*one->twice, 10);
    /* a change that leaves nothing to be asked asks nothing */
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
}

static void test_gone_before(void **state)
{
    graph_fixture *graph = *state;
    Eager *eager = cupel_new(Eager, .number = 4);
    assert_non_null(eager);
    assert_ok(graph, cupel_add(graph->session, eager));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(eager, number), 4);
    graph_run(graph, "DELETE FROM eager");
    assert_ok(graph, cupel_delete(graph->session, eager));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_object_state(eager), CUPEL_DETACHED);
    /* changing it is another matter */
    eager = cupel_new(Eager, .number = 4);
    assert_non_null(eager);
    assert_ok(graph, cupel_add(graph->session, eager));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(eager, number), 4);
    graph_run(graph, "DELETE FROM eager");
    cupel_set(eager, number, 5);
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* A new instance takes over the row of a deleted one: what the database makes is not made again. */
static void test_row_switch(void **state)
{
    graph_fixture *graph = *state;
    Eager *old = cupel_new(Eager, .id = 1, .server = "of the old one", .number = 4);
    assert_ok(graph, cupel_add(graph->session, old));
    Made *first = cupel_new(Made, .id = 1, .name = "n", .number = 5, .server = "s", .changed = 9);
    assert_ok(graph, cupel_add(graph->session, first));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_delete(graph->session, old));
    assert_ok(graph, cupel_delete(graph->session, first));
    Eager *fresh = cupel_new(Eager, .id = 1, .number = 6);
    assert_ok(graph, cupel_add(graph->session, fresh));
    Made *second = cupel_new(Made, .id = 1);
    assert_ok(graph, cupel_add(graph->session, second));
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    for (size_t i = 0; i < graph->log.count; i++)
        assert_null(strstr(graph->log.texts[i], "server="));
    assert_text(cupel_load(fresh, server), "of the old one");
    assert_non_null(cupel_load(fresh, twice));
    assert_int_equal(*fresh->twice, 12);
    assert_text(cupel_load(second, server), "s");
    /* all others are as an INSERT makes them */
    assert_text(cupel_load(second, name), "it's");
    assert_int_equal(cupel_load(second, number), 7);
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(fresh, server), "of the old one");
    assert_text(cupel_load(second, name), "it's");
    /* what is set is written */
    assert_ok(graph, cupel_delete(graph->session, fresh));
    Eager *third = cupel_new(Eager, .id = 1, .server = "own");
    assert_ok(graph, cupel_add(graph->session, third));
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(third, server), "own");
    assert_int_equal(cupel_load(third, number), 0);
}

/* Rows out of queries put together have the defaults, too. */
static void test_from_queries(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *numbers = cupel_union_all(cupel_select(graph->session, cupel_literal(30)),
                                           cupel_select(graph->session, cupel_literal(40)));
    cupel_query *insert =
        cupel_with_query(cupel_insert_into(graph->session, Made), numbers, cupel_attr(Made, id));
    int64_t rows = cupel_run(insert);
    if (rows != 2)
        fail_msg("%d rows: %s", (int)rows, cupel_error_text(graph->session));
    Made *made = cupel_get(graph->session, Made, 40);
    assert_non_null(made);
    assert_string_equal(made->name, "it's");
    assert_int_equal(made->number, 7);
    assert_true(made->flag);
    assert_string_equal(made->server, "from there");
    assert_int_equal(*made->twice, 14);
}

/* Rows of several structs are written at once: what only some of them have is known of these. */
static void test_update_of_parents(void **state)
{
    graph_fixture *graph = *state;
    Paper *paper = cupel_new(Paper, .title = "paper");
    Letter *letter = cupel_new(Letter, .base.title = "letter");
    assert_true(paper && letter);
    cupel_add_all(graph->session, paper, letter);
    assert_ok(graph, cupel_commit(graph->session));
    static const cupel_synchronize ways[] = { CUPEL_SYNCHRONIZE_AUTO, CUPEL_SYNCHRONIZE_FETCH };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const char *title = i == 0 ? "first" : "second";
        assert_non_null(cupel_load(paper, title));
        assert_non_null(cupel_load(letter, base.title));
        int64_t written = cupel_update_rows(cupel_query(graph->session, Paper), ways[i],
                                            cupel_assign(cupel_attr(Paper, title), title));
        if (written != 2)
            fail_msg("%s", cupel_error_text(graph->session));
        assert_text(cupel_load(paper, title), title);
        assert_text(cupel_load(letter, base.title), title);
        assert_non_null(cupel_load(letter, changed));
        assert_int_equal(*letter->changed, changes);
    }
}

/* Also what is assigned by its name: an instance of the parent, which is smaller, has no place for it. */
static void test_update_of_childrens_columns(void **state)
{
    graph_fixture *graph = *state;
    Paper *paper = cupel_new(Paper, .title = "paper");
    Letter *letter = cupel_new(Letter, .base.title = "letter");
    assert_true(paper && letter);
    cupel_add_all(graph->session, paper, letter);
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(paper, title), "paper");
    assert_null(cupel_load(letter, changed));
    int64_t written = cupel_update_rows(cupel_query(graph->session, Paper), CUPEL_SYNCHRONIZE_AUTO,
                                        cupel_assign("changed", 77));
    if (written != 2)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_text(paper->title, "paper");
    assert_non_null(letter->changed);
    assert_int_equal(*letter->changed, 77);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_text(cupel_load(paper, title), "paper");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MADE_TEST(test_from_queries),
        MADE_TEST(test_defaults),
        MADE_TEST(test_at_update),
        MADE_TEST(test_misfit),
        MADE_TEST(test_fetched_at_flush),
        MADE_TEST(test_gone_before),
        MADE_TEST(test_row_switch),
        MADE_TEST(test_update_of_parents),
        MADE_TEST(test_update_of_childrens_columns),
    };
    return cmocka_run_group_tests_name("orm/default", tests, NULL, NULL);
}
