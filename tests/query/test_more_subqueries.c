/*
 * test_more_subqueries.c - queries inside others: as values, CTEs, windows, LATERAL.
 */
#include "names.h"

QUERY(G001, cupel_options(cupel_join(SEL(E(User), E(Address)), R_ADDR), cupel_joinedload(R_ORD)))

QUERY(G002, cupel_join(cupel_join(SEL(ID, AID, OID, cupel_label(ID, "id_1")), R_ADDR), R_ORD))

static cupel_query *G003(cupel_session *session)
{
    cupel_subquery *q =
        cupel_subquery_of(cupel_join(SEL(E(User), AID, cupel_label(EMAIL, "name")), R_ADDR), NULL);
    return cupel_filter(SEL(q), cupel_gt(cupel_c(q, "id_1"), 3), cupel_eq(cupel_c(q, "name"), "x"));
}

static cupel_query *G004(cupel_session *session)
{
    cupel_subquery *q =
        cupel_subquery_of(cupel_join(SEL(E(User), E(Address)), R_ADDR), "ua", .with_labels = true);
    return cupel_order_by(cupel_filter(SEL(cupel_c(q, "users_id"), cupel_c(q, "addresses_id")),
                                       cupel_eq(cupel_c(q, "users_name"), "x")),
                          cupel_desc(cupel_c(q, "addresses_id")));
}

QUERY(G005, SEL(cupel_subquery_of(cupel_join(SEL(E(User), E(Address)), R_ADDR), NULL,
                                  .reduce_columns = true)))

QUERY(G006,
      SEL(cupel_subquery_of(cupel_filter(SEL(E(Order), cupel_table_source(&order_items)),
                                         cupel_eq(OID, cupel_column(&order_items, "order_id"))),
                            NULL, .reduce_columns = true)))

QUERY(G010,
      cupel_order_by(
          cupel_having(
              cupel_group_by(
                  cupel_filter(SEL(NAME, cupel_label(cupel_scalar_subquery(cupel_filter(
                                                         SEL(COUNT(AID)), cupel_eq(AUSER, ID))),
                                                     "n")),
                               cupel_gt(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)),
                                                                           cupel_eq(AUSER, ID))),
                                        1)),
                  NAME, cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID)))),
              cupel_lt(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID))),
                       9)),
          cupel_desc(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID))))))

QUERY(G011, cupel_options(cupel_limit(cupel_order_by(USERS,
                                                     cupel_scalar_subquery(cupel_filter(
                                                         SEL(COUNT(AID)), cupel_eq(AUSER, ID))),
                                                     ID),
                                      2),
                          cupel_joinedload(R_ADDR)))

static cupel_query *G012(cupel_session *session)
{
    cupel_expr *l = cupel_label(
        cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID))), "cnt");
    cupel_keep(l);
    cupel_keep(l);
    return cupel_filter(cupel_order_by(SEL(E(User), l), cupel_desc(l)), cupel_gt(l, 2));
}

QUERY(
    G013,
    SEL(cupel_case(
            cupel_gt(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID))), 3),
            "many",
            cupel_eq(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)), cupel_eq(AUSER, ID))), 0),
            "none", cupel_func("lower", "SOME")),
        cupel_func("coalesce", cupel_scalar_subquery(cupel_filter(SEL(NAME), cupel_eq(ID, 1))),
                   "x")))

QUERY(G014,
      cupel_join(ADDRESSES, E(User),
                 .on = cupel_eq(ID, cupel_scalar_subquery(cupel_correlate(
                                        cupel_filter(SEL(cupel_func("min", OUSER)),
                                                     cupel_eq(cupel_attr(Order, address_id), AID)),
                                        E(Address))))))

QUERY(G015,
      cupel_filter(USERS,
                   cupel_in(cupel_tuple(ID, NAME),
                            cupel_filter(SEL(AUSER, EMAIL), cupel_gt(AID, 2))),
                   cupel_not(cupel_in(cupel_tuple(ID, AGE), cupel_tuple(1, 2), cupel_tuple(3, 4)))))

QUERY(G016, cupel_filter(SEL(ID),
                         cupel_eq(ID, cupel_scalar_subquery(cupel_limit(
                                          cupel_filter(SEL(AUSER), cupel_eq(EMAIL, NAME)), 1))),
                         cupel_is(cupel_scalar_subquery(
                                      cupel_limit(cupel_filter(SEL(OID), cupel_eq(OUSER, ID)), 1)),
                                  NULL)))

QUERY(G017, SEL(cupel_exists(cupel_filter(SEL(ID), cupel_gt(AGE, 1))),
                cupel_label(cupel_exists(cupel_filter(ADDRESSES, cupel_eq(AUSER, 5))), "e"),
                cupel_not(cupel_exists(ORDERS))))

QUERY(G018, cupel_filter(USERS, cupel_exists(cupel_filter(cupel_join(USERS, R_ADDR),
                                                          cupel_eq(EMAIL, "x")))))

static cupel_query *G019(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(
        USERS, cupel_exists(cupel_filter(cupel_join(SEL(ua), cupel_alias_attr(ua, User, addresses)),
                                         cupel_eq(cupel_alias_attr(ua, User, age), AGE),
                                         cupel_eq(EMAIL, "x"))));
}

QUERY(G020,
      cupel_filter(USERS,
                   cupel_exists(cupel_group_by(
                       cupel_having(cupel_filter(cupel_join(ORDERS, R_ITEMS), cupel_eq(OUSER, ID)),
                                    cupel_gt(COUNT(cupel_attr(Item, id)), 2)),
                       OID))))

static cupel_query *G025(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID, NAME), cupel_gt(AGE, 3)), "old"),
                   *x = cupel_subquery_alias(c, "x"), *y = cupel_subquery_alias(c, "y");
    return cupel_filter(SEL(cupel_c(x, "id"), cupel_c(y, "name")),
                        cupel_lt(cupel_c(x, "id"), cupel_c(y, "id")));
}

static cupel_query *G026(cupel_session *session)
{
    cupel_subquery *c =
        cupel_cte(cupel_filter(SEL(cupel_label(NID, "id"), cupel_label(cupel_literal(0), "depth")),
                               cupel_eq(NPARENT, NULL)),
                  "t", .recursive = true);
    cupel_alias *n = cupel_aliased(session, Node, NULL);
    c = cupel_cte_union_all(
        c, cupel_filter(SEL(cupel_alias_attr(n, Node, id), cupel_plus(cupel_c(c, "depth"), 1)),
                        cupel_eq(cupel_alias_attr(n, Node, parent_id), cupel_c(c, "id"))));
    return cupel_limit(
        cupel_order_by(cupel_filter(cupel_join(SEL(E(Node), cupel_c(c, "depth")), c,
                                               .on = cupel_eq(cupel_c(c, "id"), NID)),
                                    cupel_lt(cupel_c(c, "depth"), 5)),
                       cupel_desc(cupel_c(c, "depth")), NID),
        10);
}

static cupel_query *G027(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(USERS, cupel_gt(AGE, 3)), "grown");
    cupel_alias *ua = cupel_aliased_to(session, User, c, NULL);
    return cupel_limit(
        cupel_options(cupel_join(SEL(ua, E(Address)), E(Address),
                                 .on = cupel_eq(AUSER, cupel_alias_attr(ua, User, id))),
                      cupel_joinedload(cupel_alias_attr(ua, User, orders))),
        3);
}

static cupel_query *G028(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(
        cupel_group_by(SEL(AUSER, cupel_label(cupel_func("max", AID), "m")), AUSER), NULL);
    return cupel_order_by(
        cupel_outerjoin(
            cupel_filter(USERS, cupel_in(ID, cupel_filter(SEL(cupel_c(c, "user_id")),
                                                          cupel_gt(cupel_c(c, "m"), 5)))),
            c, .on = cupel_eq(cupel_c(c, "user_id"), ID)),
        cupel_c(c, "m"));
}

static cupel_query *G029(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_limit(SEL(ID), 3), "Top Three");
    return cupel_filter(ADDRESSES,
                        cupel_exists(cupel_filter(SEL(c), cupel_eq(cupel_c(c, "id"), AUSER))));
}

static cupel_query *G030(cupel_session *session)
{
    cupel_subquery *c1 = cupel_cte(cupel_filter(SEL(ID), cupel_gt(ID, 1)), "c1"),
                   *c2 = cupel_cte(
                       cupel_filter(SEL(cupel_c(c1, "id")), cupel_lt(cupel_c(c1, "id"), 9)), "c2");
    return cupel_union(SEL(COUNT(cupel_c(c2, "id"))), SEL(COUNT(cupel_c(c1, "id"))));
}

QUERY(G035,
      SEL(ID,
          cupel_label(cupel_over(cupel_func("sum", AGE), .partition_by = cupel_func("lower", NAME),
                                 .order_by = cupel_list(cupel_desc(ID), AGE), .rows = true,
                                 .frame_start = CUPEL_UNBOUNDED, .frame_end = 0),
                      "run"),
          cupel_over(COUNT(ID)),
          cupel_over(cupel_func("first_value", NAME), .order_by = AGE, .range = true,
                     .frame_start = -2, .frame_end = CUPEL_UNBOUNDED)))

static cupel_query *G036(cupel_session *session)
{
    cupel_subquery *q = cupel_subquery_of(
        SEL(E(Address), cupel_label(cupel_over(cupel_func("row_number"), .partition_by = AUSER,
                                               .order_by = cupel_desc(AID)),
                                    "rn")),
        NULL);
    cupel_alias *aa = cupel_aliased_to(session, Address, q, NULL);
    return cupel_order_by(cupel_filter(SEL(aa), cupel_eq(cupel_c(q, "rn"), 1)),
                          cupel_alias_attr(aa, Address, id));
}

QUERY(G037,
      cupel_order_by(SEL(NAME, cupel_label(cupel_over(cupel_func("rank"), .order_by = AGE), "r")),
                     "r", NAME))

QUERY(G038,
      SEL(cupel_aggregate_filter(COUNT(ID), cupel_gt(AGE, 3)),
          cupel_over(cupel_aggregate_filter(cupel_func("sum", AGE),
                                            cupel_and(cupel_eq(NAME, "x"), cupel_gt(ID, 1))),
                     .partition_by = NAME),
          cupel_within_group(cupel_func("percentile_cont", 0.25), cupel_list(cupel_desc(AGE), ID))))

QUERY(G039, cupel_group_by(SEL(cupel_over(cupel_func("rank"),
                                          .order_by = cupel_desc(cupel_func("sum", AGE))),
                               NAME),
                           NAME))

static cupel_query *G041(cupel_session *session)
{
    cupel_subquery *l = cupel_subquery_of(
        cupel_limit(cupel_order_by(cupel_filter(SEL(cupel_label(EMAIL, "e")), cupel_eq(AUSER, ID)),
                                   cupel_desc(AID)),
                    1),
        "last", .lateral = true);
    return cupel_filter(cupel_join(SEL(NAME, cupel_c(l, "e")), l, .on = cupel_true()),
                        cupel_ne(cupel_c(l, "e"), "x"));
}

int main(void)
{
    static const query_case cases[] = {
        STATEMENT(G001), STATEMENT(G002), CASE(G003), CASE(G004), CASE(G005), CASE(G006),
        CASE(G010),      CASE(G011),      CASE(G012), CASE(G013), CASE(G014), CASE(G015),
        CASE(G016),      CASE(G017),      CASE(G018), CASE(G019), CASE(G020), CASE(G025),
        CASE(G026),      CASE(G027),      CASE(G028), CASE(G029), CASE(G030), CASE(G035),
        CASE(G036),      CASE(G037),      CASE(G038), CASE(G039), CASE(G041),
    };
    return run_cases("query/more_subqueries", cases, sizeof cases / sizeof cases[0]);
}
