/*
 * Attributes that are SQL expressions over subqueries, their aliases and common
 * table expressions, all of which belong to the registry.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Team Team;
typedef struct Member Member;

struct Team {
    cupel_object base;
    cupel_int id;
    cupel_null_int counted; /* by a subquery */
    cupel_null_int again;   /* by an alias of it */
    cupel_null_int chain;   /* by a common table expression that is its own */
};

struct Member {
    cupel_object base;
    cupel_int id;
    cupel_null_int team_id;
};

CUPEL_DECLARE(Team);
CUPEL_DECLARE(Member);

static cupel_subquery *member_counts(void)
{
    cupel_query *counts =
        cupel_select(NULL, cupel_attr(Member, team_id),
                     cupel_label(cupel_func("count", cupel_attr(Member, id)), "members"));
    return cupel_subquery_of(cupel_group_by(counts, cupel_attr(Member, team_id)), "counts");
}

static cupel_expr *count_in(const cupel_subquery *counts)
{
    return cupel_scalar_subquery(
        cupel_filter(cupel_select(NULL, cupel_c(counts, "members")),
                     cupel_eq(cupel_c(counts, "team_id"), cupel_attr(Team, id))));
}

static cupel_expr *team_counted(void)
{
    return count_in(member_counts());
}

static cupel_expr *team_again(void)
{
    return count_in(cupel_subquery_alias(member_counts(), "again"));
}

/* 1, 2, ... 5 */
static cupel_expr *team_chain(void)
{
    cupel_subquery *numbers = cupel_cte(cupel_select(NULL, cupel_label(cupel_literal(1), "n")),
                                        "numbers", .recursive = true);
    numbers = cupel_cte_union_all(
        numbers, cupel_filter(cupel_select(NULL, cupel_plus(cupel_c(numbers, "n"), 1)),
                              cupel_lt(cupel_c(numbers, "n"), 5)));
    return cupel_scalar_subquery(
        cupel_select(NULL, cupel_plus(cupel_func("max", cupel_c(numbers, "n")), 0)));
}

CUPEL_MAP(Team, "teams", CUPEL_COLUMN(Team, id, .primary_key = true),
          CUPEL_COLUMN_PROPERTY(Team, counted, team_counted),
          CUPEL_COLUMN_PROPERTY(Team, again, team_again),
          CUPEL_COLUMN_PROPERTY(Team, chain, team_chain));
CUPEL_MAP(Member, "members", CUPEL_COLUMN(Member, id, .primary_key = true),
          CUPEL_COLUMN(Member, team_id, .foreign_key = "teams.id"));

static void test_subqueries(void **state)
{
    graph_fixture *graph = *state;
    cupel_registry *registry = cupel_registry_open(Team, Member);
    if (cupel_create_all(registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(registry));
    for (int round = 0; round < 2; round++) { /* it outlives the sessions that use it */
        cupel_session *session = cupel_session_open(registry, graph->engine);
        if (round == 0) {
            cupel_add(session, cupel_new(Team));
            cupel_add(session, cupel_new(Team));
            assert_int_equal(cupel_flush(session), CUPEL_OK);
            for (int64_t i = 0; i < 3; i++)
                cupel_add(session, cupel_new(Member, .team_id = &(int64_t){ 1 + i / 2 }));
            assert_int_equal(cupel_commit(session), CUPEL_OK);
        }
        Team **teams = cupel_all(cupel_order_by(cupel_query(session, Team), cupel_attr(Team, id)));
        if (!teams)
            fail_msg("%s", cupel_error_text(session));
        assert_int_equal(cupel_array_count(teams), 2);
        for (int64_t i = 0; i < 2; i++) {
            assert_true(teams[i]->counted && teams[i]->again && teams[i]->chain);
            assert_int_equal(*teams[i]->counted, 2 - i);
            assert_int_equal(*teams[i]->again, 2 - i);
            assert_int_equal(*teams[i]->chain, 5);
        }
        cupel_session_close(session);
    }
    cupel_registry_close(registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = { GRAPH_TEST(test_subqueries) };
    return cmocka_run_group_tests_name("orm/column_property_subquery", tests, NULL, NULL);
}
