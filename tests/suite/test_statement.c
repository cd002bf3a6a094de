/*
 * INSERT, UPDATE and DELETE statements, run on any database: rows, queries,
 * conflicts, several tables, defaults, RETURNING.
 */
#include "suite.h"

#include <cupel/statement.h>
#include <stdio.h>

typedef struct Maker Maker;

typedef struct Tool {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int price;
    cupel_text maker;
    cupel_int made;
    cupel_text mood;
    cupel_null_int touched;
} Tool;

struct Maker {
    cupel_object base;
    cupel_text name;
    cupel_int discount;
};

static int64_t made_so_far, touched_so_far;

static cupel_value next_made(void *data)
{
    (void)data;
    return cupel_value_int(++made_so_far);
}

static cupel_value next_touched(void *data)
{
    (void)data;
    return cupel_value_int(++touched_so_far);
}

CUPEL_MAP(Tool, "tools", CUPEL_COLUMN(Tool, id, .primary_key = true),
          CUPEL_COLUMN(Tool, name, .length = 40, .unique = true), CUPEL_COLUMN(Tool, price),
          CUPEL_COLUMN(Tool, maker, .length = 40),
          CUPEL_COLUMN(Tool, made, .default_function = next_made),
          CUPEL_COLUMN(Tool, mood, .length = 10, .default_value = CUPEL_DEFAULT_TEXT("new")),
          CUPEL_COLUMN(Tool, touched, .update_function = next_touched));

CUPEL_MAP(Maker, "makers", CUPEL_COLUMN(Maker, name, .length = 40, .primary_key = true),
          CUPEL_COLUMN(Maker, discount));

CUPEL_TABLE(logbook, "logbook",
            CUPEL_TABLE_COLUMN("number", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("entry", .type = CUPEL_STRING, .length = 40),
            CUPEL_TABLE_COLUMN("weight", .type = CUPEL_INTEGER,
                               .default_value = CUPEL_DEFAULT_INT(7)));

CUPEL_TABLE(unknown, "unknown", CUPEL_TABLE_COLUMN("number", .type = CUPEL_INTEGER));

#define T(field) cupel_attr(Tool, field)
#define M(field) cupel_attr(Maker, field)

static void open_tools(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Tool_mapping, &Maker_mapping };
    *one = (suite){ .engine = cupel_engine_open(suite_url()) };
    one->registry = cupel_registry_open_with(2, mappings, NULL);
    assert_int_equal(cupel_registry_add_table(one->registry, &logbook), CUPEL_OK);
    if (cupel_registry_configure(one->registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    if (cupel_drop_all(one->registry, one->engine) != CUPEL_OK ||
        cupel_create_all(one->registry, one->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    one->session = cupel_session_open(one->registry, one->engine);
    made_so_far = touched_so_far = 0;
}

static void expect_run(suite *one, const cupel_query *statement, int64_t expected)
{
    int64_t count = cupel_run(statement);
    if (count != expected)
        fail_msg("%d rows, not %d: %s", (int)count, (int)expected, cupel_error_text(one->session));
}

/* "name:price name:price ..." of all tools in order of their names. */
static void expect_tools(suite *one, const char *expected)
{
    char found[400] = "";
    size_t length = 0;
    cupel_each_row (row, cupel_order_by(cupel_select(one->session, T(name), T(price)), T(name))) {
        length += (size_t)snprintf(found + length, sizeof found - length,
                                   "%s%s:", length > 0 ? " " : "", cupel_row_text(row, 0));
        if (!cupel_row_is_null(row, 1))
            length += (size_t)snprintf(found + length, sizeof found - length, "%d",
                                       (int)cupel_row_int(row, 1));
    }
    assert_string_equal(found, expected);
}

static cupel_query *tool(suite *one, const char *name, int price)
{
    return cupel_with_values(cupel_insert_into(one->session, Tool), cupel_assign(T(name), name),
                             cupel_assign(T(price), price));
}

static bool is_mysql(void)
{
    return suite_is("mysql") || suite_is("mariadb");
}

static void test_insert(void **state)
{
    (void)state;
    suite one;
    int64_t key = 0, other = 0;
    open_tools(&one);
    expect_run(&one, tool(&one, "saw", 5), 1);
    assert_true(cupel_insert_key(tool(&one, "axe", 7), &key));
    assert_true(cupel_insert_key(tool(&one, "awl", 2), &other));
    assert_int_equal(other, key + 1);
    Tool *axe = cupel_get(one.session, Tool, key);
    assert_non_null(axe);
    assert_string_equal(axe->name, "axe");
    assert_string_equal(axe->mood, "new");
    assert_int_equal(axe->made, 2);
    assert_null(axe->touched);
    /* Several rows, expressions among them; each has a default of its own. */
    cupel_query *rows = cupel_with_values(tool(&one, "pin", 1),
                                          cupel_assign("price", cupel_plus(cupel_literal(40), 2)),
                                          cupel_assign("name", cupel_func("lower", "NUT")));
    expect_run(&one, rows, 2);
    expect_tools(&one, "awl:2 axe:7 nut:42 pin:1 saw:5");
    int64_t distinct = 0;
    assert_true(cupel_scalar(
        cupel_select(one.session, cupel_func("count", cupel_distinct_of(T(made)))), &distinct));
    assert_int_equal(distinct, 5);
    /* The same statement with other values; NULL; a named parameter. */
    expect_run(&one,
               cupel_params(cupel_with_values(cupel_insert_into(one.session, Tool),
                                              cupel_assign(T(name), cupel_bind_required("name")),
                                              cupel_assign(T(price), NULL)),
                            cupel_bind("name", "gad")),
               1);
    expect_tools(&one, "awl:2 axe:7 gad: nut:42 pin:1 saw:5");
    assert_int_equal(cupel_run(tool(&one, "saw", 1)), -1);
    assert_int_equal(cupel_error_code(one.session), CUPEL_INTEGRITY_ERROR);
    suite_close(&one);
}

static void test_many_rows(void **state)
{
    (void)state;
    enum { ROWS = 500 };
    suite one;
    static cupel_value values[ROWS * 2];
    static char names[ROWS][12];
    open_tools(&one);
    for (int i = 0; i < ROWS; i++) {
        snprintf(names[i], sizeof names[i], "tool %d", i);
        values[2 * i] = cupel_value_text(names[i]);
        values[2 * i + 1] = i % 3 == 0 ? cupel_value_null() : cupel_value_int(i);
    }
    const cupel_value columns[] = { cupel_value_expression(T(name)),
                                    cupel_value_expression(T(price)) };
    expect_run(&one,
               cupel_with_rows(cupel_insert_into(one.session, Tool), 2, columns, ROWS, values),
               ROWS);
    assert_int_equal(cupel_count(cupel_query(one.session, Tool)), ROWS);
    assert_int_equal(
        cupel_count(cupel_filter(cupel_query(one.session, Tool), cupel_eq(T(price), NULL))),
        ROWS / 3 + 1);
    suite_close(&one);
}

static void test_from_query(void **state)
{
    (void)state;
    suite one;
    open_tools(&one);
    expect_run(&one, tool(&one, "saw", 5), 1);
    expect_run(&one, tool(&one, "axe", 7), 1);
    cupel_query *cheap = cupel_filter(
        cupel_select(one.session, cupel_concat(T(name), "!"), T(price)), cupel_lt(T(price), 6));
    expect_run(&one,
               cupel_with_query(cupel_insert_into(one.session, Tool), cheap, T(name), T(price)), 1);
    expect_tools(&one, "axe:7 saw:5 saw!:5");
    const char *mood = NULL;
    assert_true(cupel_scalar(
        cupel_filter(cupel_select(one.session, T(mood)), cupel_eq(T(name), "saw!")), &mood));
    assert_string_equal(mood, "new");
    /* Out of two queries put together; what has defaults gets them, too. */
    cupel_query *dear = cupel_filter(
        cupel_select(one.session, cupel_concat(T(name), "?"), T(price)), cupel_gt(T(price), 6));
    expect_run(
        &one,
        cupel_with_query(
            cupel_insert_into(one.session, Tool),
            cupel_union_all(
                dear, cupel_filter(cupel_select(one.session, cupel_concat(T(name), "+"), T(price)),
                                   cupel_gt(T(price), 6))),
            T(name), T(price)),
        2);
    int64_t fresh = 0;
    assert_true(cupel_scalar(cupel_filter(cupel_select(one.session, cupel_func("count", T(id))),
                                          cupel_eq(T(mood), "new")),
                             &fresh));
    assert_int_equal(fresh, 5);
    expect_run(
        &one, cupel_filter(cupel_delete_from(one.session, Tool), cupel_in(T(name), "axe?", "axe+")),
        2);
    /* Into a table that is not mapped. */
    expect_run(&one,
               cupel_with_query(cupel_insert_table(one.session, &logbook),
                                cupel_select(one.session, T(name)),
                                cupel_column(&logbook, "entry")),
               3);
    int64_t key = 0;
    assert_true(cupel_insert_key(
        cupel_with_values(cupel_insert_table(one.session, &logbook), cupel_assign("entry", "last")),
        &key));
    assert_true(key >= 4);
    int64_t weight = 0;
    assert_true(cupel_scalar(
        cupel_select(one.session, cupel_func("sum", cupel_column(&logbook, "weight"))), &weight));
    assert_int_equal(weight, 28);
    expect_run(&one,
               cupel_with_values(cupel_filter(cupel_update_table(one.session, &logbook),
                                              cupel_eq(cupel_column(&logbook, "entry"), "last")),
                                 cupel_assign(cupel_column(&logbook, "weight"), 1)),
               1);
    expect_run(&one,
               cupel_filter(cupel_delete_table(one.session, &logbook),
                            cupel_eq(cupel_column(&logbook, "weight"), 1)),
               1);
    suite_close(&one);
}

static void test_conflicts(void **state)
{
    (void)state;
    suite one;
    open_tools(&one);
    expect_run(&one, tool(&one, "saw", 5), 1);
    cupel_query *both = cupel_with_values(tool(&one, "saw", 9), cupel_assign(T(name), "axe"),
                                          cupel_assign(T(price), 7));
    assert_int_equal(cupel_run(both), -1);
    suite_ok(&one, cupel_rollback(one.session));
    expect_run(&one, tool(&one, "saw", 5), 1);
    /* MySQL counts rows that it leaves out as well, and those it updates twice. */
    expect_run(&one, cupel_on_conflict(both, .columns = { T(name) }), is_mysql() ? 2 : 1);
    expect_tools(&one, "axe:7 saw:5");
    expect_run(&one, cupel_on_conflict(both), is_mysql() ? 2 : 0);
    cupel_query *sum =
        cupel_do_update(cupel_on_conflict(both, .columns = { T(name) }),
                        cupel_assign(T(price), cupel_plus(T(price), cupel_excluded(T(price)))));
    expect_run(&one, sum, is_mysql() ? 4 : 2);
    expect_tools(&one, "axe:14 saw:14");
    int64_t touched = 0;
    assert_true(cupel_scalar(cupel_select(one.session, cupel_func("count", T(touched))), &touched));
    assert_int_equal(touched, 2);
    cupel_query *where =
        cupel_do_update(cupel_on_conflict(both, .columns = { T(name) },
                                          .where = cupel_ne(cupel_excluded(T(price)), 9)),
                        cupel_assign(T(price), 0));
    if (is_mysql()) {
        assert_int_equal(cupel_run(where), -1);
        assert_int_equal(cupel_error_code(one.session), CUPEL_NOT_SUPPORTED);
    } else {
        expect_run(&one, where, 1);
        expect_tools(&one, "axe:0 saw:14");
    }
    /* The key of the row that was updated instead. */
    int64_t key = 0, saw = 0;
    assert_true(cupel_scalar(
        cupel_filter(cupel_select(one.session, T(id)), cupel_eq(T(name), "saw")), &saw));
    expect_run(&one, tool(&one, "zax", 1), 1);
    cupel_query *upsert = cupel_do_update(
        cupel_on_conflict(tool(&one, "saw", 1), .columns = { T(name) }), cupel_assign(T(price), 6));
    assert_int_equal(cupel_insert_key(upsert, &key), !is_mysql());
    assert_int_equal(key, is_mysql() ? 0 : saw);
    /* Out of a query without a WHERE. */
    expect_run(&one,
               cupel_on_conflict(cupel_with_query(cupel_insert_into(one.session, Tool),
                                                  cupel_select(one.session, T(name)), T(name)),
                                 .columns = { T(name) }),
               is_mysql() ? 3 : 0);
    suite_close(&one);
}

static void test_two_tables(void **state)
{
    (void)state;
    suite one;
    open_tools(&one);
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = { "saw", "axe", "pin" };
        static const char *const makers[] = { "Ada", "Bea", "Ada" };
        cupel_query *insert = cupel_with_values(
            cupel_insert_into(one.session, Tool), cupel_assign(T(name), names[i]),
            cupel_assign(T(price), 10 * (i + 1)), cupel_assign(T(maker), makers[i]));
        expect_run(&one, insert, 1);
    }
    expect_run(&one,
               cupel_with_values(cupel_insert_into(one.session, Maker),
                                 cupel_assign(M(name), "Ada"), cupel_assign(M(discount), 3)),
               1);
    expect_run(&one,
               cupel_with_values(
                   cupel_filter(cupel_update_of(one.session, Tool), cupel_eq(T(maker), M(name))),
                   cupel_assign(T(price), cupel_minus(T(price), M(discount)))),
               2);
    expect_tools(&one, "axe:20 pin:27 saw:7");
    /* With instances of the rows in the session. */
    Tool *saw = cupel_first(cupel_filter(cupel_query(one.session, Tool), cupel_eq(T(name), "saw")));
    assert_non_null(saw);
    const cupel_query *discounted = cupel_filter(
        cupel_query(one.session, Tool), cupel_eq(T(maker), M(name)), cupel_gt(M(discount), 2));
    assert_int_equal(
        cupel_update_rows(discounted, CUPEL_SYNCHRONIZE_AUTO, cupel_assign(T(price), M(discount))),
        2);
    assert_int_equal(*cupel_load(saw, price), 3);
    assert_true(*cupel_load(saw, touched) > 0);
    cupel_query *gone =
        cupel_filter(cupel_delete_from(one.session, Tool), cupel_eq(T(maker), M(name)));
    if (suite_is("sqlite")) {
        assert_int_equal(cupel_run(gone), -1);
        assert_int_equal(cupel_error_code(one.session), CUPEL_NOT_SUPPORTED);
        suite_close(&one);
        return;
    }
    expect_run(&one, gone, 2);
    expect_tools(&one, "axe:20");
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

static void test_returning(void **state)
{
    (void)state;
    suite one;
    open_tools(&one);
    cupel_query *both = cupel_with_values(tool(&one, "saw", 9), cupel_assign(T(name), "axe"),
                                          cupel_assign(T(price), 7));
    cupel_query *insert =
        cupel_returning(both, T(name), cupel_label(cupel_times(T(price), 2), "twice"));
    const cupel_row **rows = cupel_all_rows(insert);
    if (!rows)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_array_count(rows), 2);
    assert_string_equal(cupel_row_text(rows[0], "name"), "saw");
    assert_int_equal(cupel_row_int(rows[1], "twice"), 14);
    /* Instances. */
    Tool *pin = cupel_one(cupel_returning(tool(&one, "pin", 1), cupel_entity_of(Tool)));
    if (!pin)
        fail_msg("%s", cupel_error_text(one.session));
    assert_string_equal(pin->name, "pin");
    assert_string_equal(pin->mood, "new");
    assert_int_equal(cupel_object_state(pin), CUPEL_PERSISTENT);
    assert_ptr_equal(cupel_get(one.session, Tool, pin->id), pin);
    cupel_query *update =
        cupel_with_values(cupel_filter(cupel_update_of(one.session, Tool), cupel_gt(T(price), 5)),
                          cupel_assign(T(price), cupel_negate(T(price))));
    if (!is_mysql()) {
        int seen = 0;
        cupel_each_row (row, cupel_returning(update, T(price), T(touched))) {
            assert_true(cupel_row_int(row, 0) < 0);
            assert_int_equal(cupel_row_int(row, "touched"), 1);
            seen++;
        }
        assert_int_equal(seen, 2);
    } else {
        assert_null(cupel_all_rows(cupel_returning(update, T(price))));
        assert_int_equal(cupel_error_code(one.session), CUPEL_NOT_SUPPORTED);
        assert_non_null(strstr(cupel_error_text(one.session), "no UPDATE ... RETURNING"));
        expect_run(&one, update, 2);
    }
    int64_t price = 0;
    assert_true(cupel_scalar(
        cupel_returning(
            cupel_filter(cupel_delete_from(one.session, Tool), cupel_eq(T(name), "axe")), T(price)),
        &price));
    assert_int_equal(price, -7);
    expect_tools(&one, "pin:1 saw:-9");
    /* Instances that are deleted; nothing is there to be returned. */
    assert_ptr_equal(cupel_one(cupel_returning(cupel_filter(cupel_delete_from(one.session, Tool),
                                                            cupel_eq(T(name), "pin")),
                                               cupel_entity_of(Tool))),
                     pin);
    const cupel_row **none = cupel_all_rows(cupel_returning(
        cupel_filter(cupel_delete_from(one.session, Tool), cupel_eq(T(name), "pin")), T(id)));
    assert_int_equal(cupel_array_count(none), 0);
    assert_int_equal(cupel_error_code(one.session), CUPEL_OK);
    /* INSERT ... SELECT, and one whose rows are there already. */
    rows = cupel_all_rows(cupel_returning(
        cupel_with_query(cupel_insert_into(one.session, Tool),
                         cupel_select(one.session, cupel_concat(T(name), "2"), T(price)), T(name),
                         T(price)),
        T(name)));
    if (!rows)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_array_count(rows), 1);
    assert_string_equal(cupel_row_text(rows[0], "name"), "saw2");
    /* SQL of the program; its columns may be known only with the first row. */
    Tool *hoe = cupel_one(cupel_from_statement(
        cupel_query(one.session, Tool),
        cupel_text_sql("INSERT INTO tools (id, name, price, made) VALUES (900, 'hoe', 4, 0) "
                       "RETURNING id, price, name")));
    if (!hoe)
        fail_msg("%s", cupel_error_text(one.session));
    assert_string_equal(hoe->name, "hoe");
    assert_non_null(hoe->price);
    assert_int_equal(*hoe->price, 4);
    rows = cupel_all_rows(cupel_from_statement(
        cupel_select(one.session, T(name), T(price)),
        cupel_text_sql("DELETE FROM tools WHERE price = 4 RETURNING price, name")));
    if (!rows)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_array_count(rows), 1);
    assert_int_equal(cupel_row_int(rows[0], "price"), 4);
    assert_string_equal(cupel_row_text(rows[0], 0), "hoe");
    suite_close(&one);
}

static cupel_code count_query(const cupel_event *event, void *data)
{
    (void)event;
    ++*(int *)data;
    return CUPEL_OK;
}

/* Listeners of queries are not told of statements that write. */
static void test_listeners(void **state)
{
    (void)state;
    suite one;
    int heard = 0;
    open_tools(&one);
    suite_ok(&one, cupel_listen(one.session, CUPEL_EVENT_BEFORE_QUERY, NULL, count_query, &heard));
    expect_run(&one, tool(&one, "saw", 9), 1);
    assert_int_equal(
        cupel_array_count(cupel_all_rows(cupel_returning(tool(&one, "axe", 9), T(name)))), 1);
    assert_int_equal(heard, 0);
    assert_true(cupel_count(cupel_query(one.session, Tool)) > 0);
    assert_int_equal(heard, 1);
    suite_close(&one);
}

static void test_refused(void **state)
{
    (void)state;
    suite one;
    int64_t key = 5;
    open_tools(&one);
    expect_run(&one, tool(&one, "saw", 9), 1);
    const cupel_value column = cupel_value_expression(T(name)), value = cupel_value_text("x");
    const struct {
        const cupel_query *statement;
        cupel_code code;
    } cases[] = {
        { cupel_query(one.session, Tool), CUPEL_INVALID_REQUEST },
        { cupel_filter(cupel_delete_from(one.session, Tool), NULL), CUPEL_INVALID_REQUEST },
        { cupel_delete_table(one.session, NULL), CUPEL_INVALID_ARGUMENT },
        { cupel_with_values(cupel_update_of(one.session, Tool), cupel_assign("price", 1),
                            cupel_assign("nothing", 2)),
          CUPEL_COMPILE_ERROR },
        { cupel_update_of(one.session, Tool), CUPEL_INVALID_REQUEST },
        { cupel_with_values_list(cupel_insert_into(one.session, Tool), 0, NULL),
          CUPEL_INVALID_ARGUMENT },
        { cupel_with_values(cupel_insert_into(one.session, Tool), 5), CUPEL_INVALID_ARGUMENT },
        { cupel_with_rows(cupel_insert_into(one.session, Tool), 1, &column, 0, &value),
          CUPEL_INVALID_ARGUMENT },
        { cupel_with_query(cupel_with_query(cupel_insert_into(one.session, Tool),
                                            cupel_select(one.session, T(name)), T(name)),
                           cupel_select(one.session, T(name)), T(name)),
          CUPEL_INVALID_REQUEST },
        { cupel_with_query(cupel_insert_into(one.session, Tool), NULL, T(name)),
          CUPEL_INVALID_ARGUMENT },
        { cupel_with_values(tool(&one, "x", 1), cupel_assign(T(name), "y"),
                            cupel_assign(T(maker), "z")),
          CUPEL_INVALID_ARGUMENT },
        { cupel_delete_table(one.session, &unknown), CUPEL_INVALID_REQUEST },
        { cupel_returning(cupel_insert_into(one.session, Tool), "name"), CUPEL_INVALID_ARGUMENT },
        { cupel_suffix_with(tool(&one, "x", 1), "/* end */", NULL), CUPEL_INVALID_REQUEST },
        { cupel_with_hint(tool(&one, "x", 1), cupel_entity_of(Tool), "USE INDEX (a)", NULL),
          CUPEL_INVALID_REQUEST },
        { cupel_with_statement_hint(tool(&one, "x", 1), "OPTION (FAST)", NULL),
          CUPEL_INVALID_REQUEST },
        { cupel_prefix_with(tool(&one, "x", 1), NULL, NULL), CUPEL_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(cupel_run(cases[i].statement), -1);
        if (cupel_error_code(one.session) != cases[i].code)
            fail_msg("%zu: %s", i, cupel_error_text(one.session));
    }
    assert_int_equal(cupel_run(NULL), -1);
    assert_int_equal(cupel_run(cupel_with_values(NULL, cupel_assign(T(name), "x"))), -1);
    assert_int_equal(cupel_run(cupel_with_rows(NULL, 1, &column, 1, &value)), -1);
    assert_int_equal(cupel_run(cupel_with_query(NULL, NULL, T(name))), -1);
    assert_int_equal(cupel_run(cupel_on_conflict(NULL)), -1);
    assert_int_equal(cupel_run(cupel_do_update(NULL, cupel_assign(T(name), "x"))), -1);
    assert_int_equal(cupel_run(cupel_returning(NULL, T(name))), -1);
    assert_false(cupel_insert_key(cupel_insert_into(one.session, Tool), NULL));
    assert_int_equal(cupel_count(cupel_delete_from(one.session, Tool)), -1);
    assert_int_equal(cupel_any_rows(cupel_delete_from(one.session, Tool)), -1);
    assert_null(cupel_all(cupel_delete_from(one.session, Tool)));
    assert_non_null(strstr(cupel_error_text(one.session), "this statement gives no instances"));
    assert_false(cupel_insert_key(cupel_delete_from(one.session, Tool), &key));
    assert_false(cupel_insert_key(
        cupel_with_values(cupel_insert_into(one.session, Maker), cupel_assign(M(name), "x")),
        &key));
    assert_int_equal(cupel_error_code(one.session), CUPEL_INVALID_REQUEST);
    assert_int_equal(key, 5);
    assert_int_equal(cupel_delete_rows(cupel_filter(cupel_query(one.session, Tool), NULL),
                                       CUPEL_SYNCHRONIZE_NOT),
                     -1);
    assert_int_equal(cupel_error_code(one.session), CUPEL_INVALID_REQUEST);
    expect_tools(&one, "saw:9");
    expect_run(&one, cupel_filter(cupel_delete_from(one.session, Tool), cupel_true()), 1);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_insert),    SUITE_TEST(test_many_rows),  SUITE_TEST(test_from_query),
        SUITE_TEST(test_conflicts), SUITE_TEST(test_two_tables), SUITE_TEST(test_returning),
        SUITE_TEST(test_listeners), SUITE_TEST(test_refused),
    };
    return cmocka_run_group_tests_name("suite/statement", tests, NULL, suite_end);
}
