/*
 * Attributes that are SQL expressions, declared wrongly: all mistakes are told at once.
 */
#include "graph.h"

#include <string.h>

typedef struct Wrong {
    cupel_object base;
    cupel_int id;
    cupel_int nothing, faulty, column, lent, aliased, unsaid;
} Wrong;

CUPEL_DECLARE(Wrong);
static cupel_session *wrong_session;

static cupel_expr *wrong_nothing(void)
{
    return NULL;
}

static cupel_expr *wrong_faulty(void)
{
    return cupel_plus(cupel_attr(Wrong, id), cupel_attribute_named(&Wrong_mapping, "idd"));
}

static cupel_expr *wrong_text(void)
{
    return cupel_func("lower", "X");
}

static cupel_expr *wrong_lent(void)
{
    return cupel_scalar_subquery(
        cupel_select(wrong_session, cupel_func("count", cupel_attr(User, id))));
}

static cupel_expr *wrong_aliased(void)
{
    return cupel_alias_attr(cupel_aliased(wrong_session, User, NULL), User, id);
}

static cupel_expr *wrong_unsaid(void)
{
    return cupel_plus(cupel_attr(Wrong, id), cupel_bind_required("unsaid"));
}

CUPEL_MAP(Wrong, "wrongs", CUPEL_COLUMN(Wrong, id, .primary_key = true),
          CUPEL_COLUMN_PROPERTY(Wrong, nothing, wrong_nothing),
          CUPEL_COLUMN_PROPERTY(Wrong, faulty, wrong_faulty),
          CUPEL_COLUMN_PROPERTY(Wrong, column, wrong_text, .unique = true, .foreign_key = "a.b"),
          CUPEL_COLUMN_PROPERTY(Wrong, lent, wrong_lent),
          CUPEL_COLUMN_PROPERTY(Wrong, aliased, wrong_aliased),
          CUPEL_COLUMN_PROPERTY(Wrong, unsaid, wrong_unsaid));

typedef struct Circle {
    cupel_object base;
    cupel_int id;
    cupel_int text, stray;
    cupel_int circle, around;
} Circle;

CUPEL_DECLARE(Circle);

static cupel_expr *circle_circle(void)
{
    return cupel_plus(cupel_attr(Circle, around), 1);
}

static cupel_expr *circle_around(void)
{
    return cupel_plus(cupel_attr(Circle, circle), 1);
}

static cupel_expr *circle_stray(void)
{
    return cupel_plus(cupel_attr(Wrong, id), 1);
}

CUPEL_MAP(Circle, "circles", CUPEL_COLUMN(Circle, id, .primary_key = true),
          CUPEL_COLUMN_PROPERTY(Circle, text, wrong_text),
          CUPEL_COLUMN_PROPERTY(Circle, stray, circle_stray),
          CUPEL_COLUMN_PROPERTY(Circle, circle, circle_circle),
          CUPEL_COLUMN_PROPERTY(Circle, around, circle_around));

static void assert_mistakes(cupel_registry *registry, const char *expected)
{
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry), expected);
    cupel_registry_close(registry);
}

static void test_mistakes(void **state)
{
    graph_fixture *graph = *state;
    wrong_session = graph->session;
    assert_mistakes(
        cupel_registry_open(Wrong),
        "7 mistakes:\n"
        "Wrong.column is an expression, not a column, and cannot have .unique\n"
        "Wrong.column is an expression, not a column, and cannot have .foreign_key\n"
        "Wrong.nothing: its function gave NULL instead of an expression\n"
        "Wrong.faulty: Wrong has no attribute 'idd'\n"
        "Wrong.lent: its expression has a query, an alias or an instance of a session, which may "
        "be closed before the registry; make queries with NULL for the session\n"
        "Wrong.aliased: its expression has a query, an alias or an instance of a session, which "
        "may be closed before the registry; make queries with NULL for the session\n"
        "Wrong.unsaid: its expression has a parameter without a value, which no query can give it");
    assert_mistakes(
        cupel_registry_open(Circle),
        "4 mistakes:\n"
        "Circle.text is a int, which cannot hold the values of an expression of type string\n"
        "Circle.stray: Wrong is not in the session's registry; open the registry with it\n"
        "Circle.circle: Circle.circle is an expression that needs itself\n"
        "Circle.around: Circle.around is an expression that needs itself");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_mistakes),
    };
    return cmocka_run_group_tests_name("orm/column_property_mistakes", tests, NULL, NULL);
}
