/*
 * test_order_of_calls.c - what may be called after what: each function of a query after each other one that
 * matters to it, with the checks and with cupel_enable_assertions(false).  Run on SQLite.
 */
#include "names.h"

#include "../support/failing_alloc.h"

#include <cupel/rows.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- what was called before -------------------------------------------------------------------- */

enum { PRIORS = 13 };

static cupel_query *prior(int which, cupel_session *session, const cupel_query *users)
{
    switch (which) {
    case 1: return cupel_filter(users, cupel_eq(ID, 1));
    case 2: return cupel_order_by(users, ID);
    case 3: return cupel_group_by(users, ID);
    case 4: return cupel_having(cupel_group_by(users, ID), cupel_gt(ID, 1));
    case 5: return cupel_limit(users, 2);
    case 6: return cupel_offset(users, 1);
    case 7: return cupel_distinct(users);
    case 8: return cupel_join(users, R_ADDR);
    case 9: return cupel_select_from(users, E(User));
    case 10: return cupel_from_statement(users, cupel_text_sql("SELECT * FROM users"));
    case 11: return cupel_union(users, USERS);
    case 12: return cupel_from_self(users);
    default: return cupel_enable_eagerloads(users, true);
    }
}

/* ---- what is called now ------------------------------------------------------------------------ */

/* A query, or NULL where it was run at once. */
typedef cupel_query *(*step)(cupel_session *session, const cupel_query *query);

#define STEP(name, ...)                                                        \
    static cupel_query *name(cupel_session *session, const cupel_query *query) \
    {                                                                          \
        (void)session;                                                         \
        return __VA_ARGS__;                                                    \
    }
#define RUN(name, ...)                                                         \
    static cupel_query *name(cupel_session *session, const cupel_query *query) \
    {                                                                          \
        (void)session;                                                         \
        (void)__VA_ARGS__;                                                     \
        return NULL;                                                           \
    }

STEP(do_filter, cupel_filter(query, cupel_eq(NAME, "x")))
STEP(do_filter_by, cupel_filter_by(query, User, name, "x"))
STEP(do_by_name, cupel_filter_by_name(query, "id", 3))
STEP(do_order_by, cupel_order_by(query, NAME))
STEP(do_group_by, cupel_group_by(query, NAME))
STEP(do_having, cupel_having(query, cupel_gt(ID, 2)))
STEP(do_join, cupel_join(query, R_ORD))
STEP(do_outerjoin, cupel_outerjoin(query, R_ORD))
STEP(do_reset, cupel_reset_joinpoint(query))
STEP(do_select_from, cupel_select_from(query, E(User)))
STEP(do_entity_from,
     cupel_select_entity_from(query, cupel_subquery_source(cupel_subquery_of(USERS, NULL))))
STEP(do_limit, cupel_limit(query, 1))
STEP(do_offset, cupel_offset(query, 1))
STEP(do_limit_by, cupel_limit_by(query, cupel_literal(1)))
STEP(do_offset_by, cupel_offset_by(query, cupel_literal(1)))
STEP(do_slice, cupel_slice(query, 0, 1))
STEP(do_distinct, cupel_distinct(query))
STEP(do_statement, cupel_from_statement(query, cupel_text_sql("SELECT * FROM users")))
STEP(do_entities, cupel_with_entities(query, ID))
STEP(do_columns, cupel_add_columns(query, NAME))
STEP(do_lock, cupel_with_for_update(query))
STEP(do_options, cupel_options(query, cupel_joinedload(R_ADDR)))
STEP(do_union, cupel_union(query, USERS))
STEP(do_from_self, cupel_from_self(query))
STEP(do_subquery, cupel_select(session, cupel_subquery_of(query, NULL)))
STEP(do_exists, cupel_filter(USERS, cupel_exists(query)))
RUN(do_get, cupel_query_get(query, 1))
RUN(do_update, cupel_update_rows(query, CUPEL_SYNCHRONIZE_NOT, cupel_assign("name", "x")))
RUN(do_delete, cupel_delete_rows(query, CUPEL_SYNCHRONIZE_NOT))
RUN(do_count, cupel_count(query))
RUN(do_first, cupel_first(query))

/* A letter for each of what was called before, in that order: '.' may be called, 'r' is INVALID_REQUEST. */
static const struct {
    const char *name;
    step function;
    const char *checked, *unchecked;
} cases[] = {
    /*                                   pfoghlodjssuf */
    { "filter", do_filter, ".....rr...r..", "............." },
    { "filter_by", do_filter_by, ".....rr...r..", "............." },
    { "filter_by_name", do_by_name, ".....rr...r..", "............." },
    { "order_by", do_order_by, ".....rr...r..", "............." },
    { "group_by", do_group_by, ".....rr...r..", "............." },
    { "having", do_having, ".....rr...r..", "............." },
    { "join", do_join, ".....rr...r..", "............." },
    { "outerjoin", do_outerjoin, ".....rr...r..", "............." },
    { "reset_joinpoint", do_reset, "..........r..", "............." },
    { "select_from", do_select_from, ".rrrrrrrrrrrr", "............." },
    { "select_entity_from", do_entity_from, ".rrrrrrrrrrrr", "........r...." },
    { "limit", do_limit, "..........r..", "............." },
    { "offset", do_offset, "..........r..", "............." },
    { "limit_by", do_limit_by, "..........r..", "............." },
    { "offset_by", do_offset_by, "..........r..", "............." },
    { "slice", do_slice, "..........r..", "............." },
    { "distinct", do_distinct, "..........r..", "............." },
    { "from_statement", do_statement, ".rrrrrrrrrrrr", "............." },
    { "with_entities", do_entities, ".............", "............." },
    { "add_columns", do_columns, ".............", "............." },
    { "with_for_update", do_lock, "..........r..", "............." },
    { "options", do_options, ".............", "............." },
    { "union", do_union, "..........r..", "..........r.." },
    { "from_self", do_from_self, "..........r..", "..........r.." },
    { "subquery", do_subquery, "..........r..", "..........r.." },
    { "exists", do_exists, "..........r..", "..........r.." },
    { "get", do_get, ".r.rrrr.rrrrr", "............." },
    { "update", do_update, "..rrrrrrrrrrr", "..rrrrrrrrrrr" },
    { "delete", do_delete, "..rrrrrrrrrrr", "..rrrrrrrrrrr" },
    { "count", do_count, "..........r..", "..........r.." },
    { "first", do_first, ".............", "............." },
};

typedef struct order_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} order_fixture;

static char outcome(order_fixture *order, step function, int which, bool checked)
{
    cupel_session *session = order->session;
    const cupel_query *users = cupel_enable_assertions(USERS, checked);
    cupel_query *made = function(session, prior(which, session, users));
    const char *sql = made ? cupel_sql(made, "sqlite") : NULL;
    cupel_code code = cupel_error_code(session);
    assert_true(!made || (sql != NULL) == (code == CUPEL_OK));
    assert_int_equal(cupel_rollback(session), CUPEL_OK);
    return code == CUPEL_OK ? '.' : code == CUPEL_INVALID_REQUEST ? 'r' : '?';
}

static void check(order_fixture *order, bool checked)
{
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *expected = checked ? cases[i].checked : cases[i].unchecked;
        char found[PRIORS + 1] = "";
        for (int which = 0; which < PRIORS; which++)
            cupel_scope(order->session)
            {
                found[which] = outcome(order, cases[i].function, which, checked);
            }
        if (strcmp(found, expected) != 0) {
            print_error("%s: %s should be %s\n", cases[i].name, found, expected);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_checked(void **state)
{
    check(*state, true);
}

static void test_unchecked(void **state)
{
    check(*state, false);
}

static int order_setup(void **state)
{
    static order_fixture order;
    cu_test_alloc_setup(state);
    order.engine = cupel_engine_open("sqlite://");
    order.registry = cupel_registry_open(User, Address, Order, Item, Keyword);
    if (cupel_create_all(order.registry, order.engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(order.registry));
    order.session = cupel_session_open(order.registry, order.engine);
    *state = &order;
    return 0;
}

static int order_teardown(void **state)
{
    order_fixture *order = *state;
    cupel_session_close(order->session);
    cupel_registry_close(order->registry);
    cupel_engine_close(order->engine);
    return cu_test_alloc_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_checked, order_setup, order_teardown),
        cmocka_unit_test_setup_teardown(test_unchecked, order_setup, order_teardown),
    };
    return cmocka_run_group_tests_name("query/order_of_calls", tests, NULL, NULL);
}
