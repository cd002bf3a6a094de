/*
 * The SQL of queries as text: names too long or too odd for a label, clauses on
 * lines of their own, and more parameters than a database takes.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

/* 58 and 55 letters: together more than any database takes. */
#define LONG_TABLE "a_table_whose_name_is_as_long_as_names_may_be_in_databases_"
#define LONG_ONE   "a_column_whose_name_is_nearly_as_long_as_the_table_has_"

typedef struct Wide {
    cupel_object base;
    cupel_int id;
    cupel_int first;
    cupel_int second;
} Wide;

CUPEL_MAP(Wide, LONG_TABLE, CUPEL_COLUMN(Wide, id, .primary_key = true),
          CUPEL_COLUMN(Wide, first, .name = LONG_ONE "1"),
          CUPEL_COLUMN(Wide, second, .name = LONG_ONE "2"));

typedef struct Odd {
    cupel_object base;
    cupel_int id;
    cupel_int size;
} Odd;

CUPEL_MAP(Odd, "100% (of) $ x", CUPEL_COLUMN(Odd, id, .primary_key = true),
          CUPEL_COLUMN(Odd, size, .name = "size \"%\" in `m`"));

static int names_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Wide, Odd);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

#define NAMES_TEST(test) cmocka_unit_test_setup_teardown(test, names_setup, graph_teardown)

/* The labels behind AS, one after the other. */
static size_t next_label(const char **at, char *label, size_t size)
{
    const char *found = strstr(*at, " AS ");
    if (!found)
        return 0;
    found += 4;
    size_t length = strcspn(found, ", \n");
    assert_true(length < size);
    memcpy(label, found, length);
    label[length] = '\0';
    *at = found + length;
    return length;
}

static void test_long_names(void **state)
{
    graph_fixture *graph = *state;
    const char *sql = cupel_sql(cupel_query(graph->session, Wide), "postgresql");
    char labels[3][200];
    assert_non_null(sql);
    for (size_t i = 0; i < 3; i++) {
        size_t length = next_label(&sql, labels[i], sizeof labels[i]);
        assert_true(length > 0 && length <= 63);
    }
    assert_string_not_equal(labels[1], labels[2]);
    sql = cupel_sql(cupel_query(graph->session, Wide), "mysql");
    assert_non_null(sql);
    for (size_t i = 0; i < 3; i++)
        assert_true(next_label(&sql, labels[i], sizeof labels[i]) <= 64);
    /* and they are found again */
    Wide *wide = cupel_new(Wide, .first = 1, .second = 2);
    assert_ok(graph, cupel_add(graph->session, wide));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    wide = cupel_one(cupel_from_self(cupel_query(graph->session, Wide)));
    assert_non_null(wide);
    assert_int_equal(wide->first, 1);
    assert_int_equal(wide->second, 2);
}

static void test_odd_names(void **state)
{
    graph_fixture *graph = *state;
    assert_ok(graph, cupel_add(graph->session, cupel_new(Odd, .size = 7)));
    cupel_alias *alias = cupel_aliased(graph->session, Odd, NULL);
    cupel_query *query = cupel_filter(cupel_select(graph->session, cupel_entity(alias)),
                                      cupel_gt(cupel_alias_attr(alias, Odd, size), 5));
    Odd *odd = cupel_one(query);
    if (!odd)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(odd->size, 7);
    const char *sql = cupel_sql(query, "sqlite");
    assert_non_null(sql);
    assert_non_null(strstr(sql, "FROM \"100% (of) $ x\" AS \"100% (of) $ x_1\""));
    sql = cupel_sql(query, "mysql");
    assert_non_null(sql);
    assert_non_null(strstr(sql, "FROM `100% (of) $ x` AS `100% (of) $ x_1`"));
    sql = cupel_sql(cupel_select(graph->session, cupel_func("f$x", 1)), "sqlite");
    assert_text(sql, "SELECT f$x(?) AS f_x_1");
}

static void test_pretty(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *inner = cupel_limit(cupel_select(graph->session, cupel_attr(Odd, id)), 3);
    cupel_query *query = cupel_order_by(
        cupel_filter(cupel_query(graph->session, Odd), cupel_in(cupel_attr(Odd, id), inner)),
        cupel_attr(Odd, id));
    const char *sql = cupel_sql(query, "sqlite", .pretty = true, .literals = true);
    assert_non_null(sql);
    assert_text(sql, "SELECT \"100% (of) $ x\".id AS \"100% (of) $ x_id\", \"100% (of) $ "
                     "x\".\"size \"\"%\"\" in `m`\" AS \"100% (of) $ x_size \"\"%\"\" in `m`\"\n"
                     "FROM \"100% (of) $ x\"\n"
                     "WHERE \"100% (of) $ x\".id IN (SELECT \"100% (of) $ x\".id\n"
                     "    FROM \"100% (of) $ x\"\n"
                     "    LIMIT 3 OFFSET 0)\n"
                     "ORDER BY \"100% (of) $ x\".id");
}

/* No database takes so many; said before anything is sent. */
static void test_too_many_parameters(void **state)
{
    graph_fixture *graph = *state;
    size_t count = 70000;
    cupel_value *values = calloc(count, sizeof *values);
    assert_non_null(values);
    values[0] = cupel_value_text("max");
    for (size_t i = 1; i < count; i++)
        values[i] = cupel_value_int((int64_t)i);
    cupel_query *query = cupel_select(graph->session, cupel_function_values(count, values));
    free(values);
    static const char *const dialects[] = { "sqlite", "postgresql", "mysql" };
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        assert_null(cupel_sql(query, dialects[i]));
        assert_int_equal(cupel_error_code(graph->session), CUPEL_COMPILE_ERROR);
        assert_non_null(strstr(cupel_error_text(graph->session), "69999 parameters"));
    }
    graph_sent_count(graph);
    assert_null(cupel_all_rows(query));
    assert_int_equal(graph_sent_count(graph), 0);
    /* a list of any length is fine: it goes as one */
    int64_t *numbers = calloc(count, sizeof *numbers);
    assert_non_null(numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (int64_t)i;
    query = cupel_filter(cupel_query(graph->session, Odd),
                         cupel_in_array(cupel_attr(Odd, id), numbers, count));
    assert_int_equal(cupel_count(query), 0);
    free(numbers);
}

static size_t count_in(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

/* Oracle takes 1000 values in a list; longer ones are several, around which are parentheses. */
static void test_lists_in_parts(void **state)
{
    graph_fixture *graph = *state;
    int64_t numbers[2001];
    for (int i = 0; i < 2001; i++)
        numbers[i] = i;
    cupel_query *all = cupel_query(graph->session, Odd);
    static const struct {
        size_t count;
        bool negated;
        size_t parts;
        const char *end;
    } cases[] = {
        { 1000, false, 1, ", 999)" },
        { 1001, false, 2, " IN (1000))" },
        { 2000, true, 2, ", 1999))" },
        { 2001, true, 3, " NOT IN (2000))" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool negated = cases[i].negated;
        cupel_expr *id = cupel_attr(Odd, id);
        cupel_query *query =
            cupel_filter(all, negated ? cupel_not_in_array(id, numbers, cases[i].count)
                                      : cupel_in_array(id, numbers, cases[i].count));
        const char *sql = cupel_sql(query, "oracle", .literals = true);
        assert_non_null(sql);
        assert_int_equal(count_in(sql, negated ? " NOT IN (" : " IN ("), cases[i].parts);
        assert_int_equal(count_in(sql, negated ? ") AND " : ") OR "), cases[i].parts - 1);
        assert_int_equal(count_in(sql, "WHERE ("), cases[i].parts > 1);
        assert_string_equal(sql + strlen(sql) - strlen(cases[i].end), cases[i].end);
        /* bound, the last value is repeated up to a length that several lists share */
        sql = cupel_sql(query, "oracle");
        assert_non_null(sql);
        assert_int_equal(count_in(sql, ":"), cases[i].count > 1024 ? 2048 : 1024);
        assert_int_equal(count_in(sql, " IN (:1001,"), 1);
        assert_non_null(sql = cupel_sql(query, "mssql", .literals = true));
        assert_int_equal(count_in(sql, " IN ("), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NAMES_TEST(test_long_names),     NAMES_TEST(test_odd_names),
        NAMES_TEST(test_pretty),         NAMES_TEST(test_too_many_parameters),
        NAMES_TEST(test_lists_in_parts),
    };
    return cmocka_run_group_tests_name("orm/query_sql", tests, NULL, NULL);
}
