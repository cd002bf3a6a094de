/*
 * test_combinations.c - set operations, from_self, join points, eager loading with
 * LIMIT, subqueries, CTEs, windows: in each other.
 */
#include "names.h"

QUERY(K001,
      cupel_limit(
          cupel_order_by(cupel_union_all(
                             cupel_limit(cupel_order_by(cupel_filter(USERS, cupel_gt(ID, 1)), NAME),
                                         3),
                             cupel_limit(cupel_filter(USERS, cupel_lt(ID, 9)), 2)),
                         ID),
          4))
QUERY(K002, cupel_filter(cupel_order_by(cupel_union(SEL(ID, NAME), SEL(AID, EMAIL)), NAME),
                         cupel_gt(ID, 2)))
QUERY(K003,
      cupel_filter(cupel_join(cupel_filter(cupel_from_self(cupel_filter(cupel_join(USERS, R_ADDR),
                                                                        cupel_eq(EMAIL, "x"))),
                                           cupel_eq(NAME, "y")),
                              R_ORD),
                   cupel_gt(TOTAL, 5)))
QUERY(K004,
      cupel_filter(cupel_from_self(cupel_limit(
                       cupel_order_by(
                           cupel_join(cupel_from_self(cupel_limit(cupel_order_by(USERS, NAME), 5)),
                                      R_ADDR),
                           AID),
                       2)),
                   cupel_eq(ID, 3)))
QUERY(K005,
      cupel_order_by(cupel_filter(cupel_from_self(cupel_join(SEL(E(User), E(Address)), R_ADDR)),
                                  cupel_eq(EMAIL, "e")),
                     ID))
QUERY(K006, cupel_intersect(cupel_union(SEL(ID), SEL(AUSER)),
                            cupel_union_all(SEL(OUSER), SEL(cupel_attr(Order, address_id)))))
QUERY(K007, cupel_order_by(cupel_union(SEL(cupel_label(NAME, "n")), SEL(EMAIL)), "n"))
QUERY(K008, cupel_union_all(SEL(COUNT(ID)), SEL(COUNT(AID))))
QUERY(K009, cupel_filter(USERS, cupel_in(ID, cupel_union(SEL(AUSER), SEL(OUSER)))))
static cupel_query *K010(cupel_session *session)
{
    cupel_subquery *x = cupel_subquery_of(cupel_union(SEL(ID), SEL(AUSER)), NULL);
    return cupel_join(USERS, x, .on = cupel_eq(cupel_c(x, "users_id"), ID));
}

QUERY(K011, cupel_limit(cupel_options(cupel_union(USERS, cupel_filter(USERS, cupel_eq(ID, 2))),
                                      cupel_joinedload(R_ADDR)),
                        3))
QUERY(K012,
      cupel_having(cupel_group_by(
                       cupel_with_entities(cupel_union(USERS, cupel_filter(USERS, cupel_eq(ID, 2))),
                                           COUNT(ID), NAME),
                       NAME),
                   cupel_gt(COUNT(ID), 1)))
QUERY(K013, cupel_filter(cupel_except(USERS, cupel_filter(USERS, cupel_eq(AGE, NULL))),
                         cupel_not(cupel_any(R_ADDR, cupel_like(EMAIL, "x%")))))
static cupel_query *K014(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, "ua");
    return cupel_order_by(
        cupel_union(cupel_filter(SEL(a), cupel_eq(cupel_alias_attr(a, User, id), 1)),
                    cupel_filter(SEL(a), cupel_eq(cupel_alias_attr(a, User, id), 2))),
        cupel_alias_attr(a, User, name));
}

QUERY(K015, cupel_union_all(SEL(ID, cupel_label(cupel_literal("x"), "k")),
                            SEL(AID, cupel_label(cupel_literal("y"), "k"))))
QUERY(K016, cupel_order_by(cupel_distinct(cupel_union(USERS, USERS)), AGE))
QUERY(K017,
      cupel_options(cupel_join(cupel_union(cupel_join(USERS, R_ADDR), cupel_join(USERS, R_ORD)),
                               R_ADDR),
                    cupel_contains_eager(R_ADDR)))
QUERY(K018,
      cupel_select_from(SEL(COUNT(cupel_star())),
                        cupel_subquery_source(cupel_subquery_of(cupel_union(USERS, USERS), NULL))))
QUERY(K019, cupel_order_by(cupel_group_by(cupel_with_entities(
                                              cupel_from_self(cupel_filter(USERS, cupel_gt(ID, 5))),
                                              NAME, COUNT(ID)),
                                          NAME),
                           cupel_desc(COUNT(ID))))
QUERY(K020, cupel_filter(cupel_from_self(cupel_from_self(cupel_distinct(USERS))), cupel_eq(ID, 1)))
QUERY(K021,
      cupel_order_by(
          cupel_filter(cupel_from_self(cupel_group_by(SEL(ID, cupel_label(cupel_plus(AGE, 1), "n"),
                                                          cupel_func("max", AGE)),
                                                      ID)),
                       cupel_gt(ID, 1)),
          "n"))
QUERY(K022, cupel_filter(cupel_join(cupel_from_self(cupel_filter(NODES, cupel_eq(DATA, "a"))),
                                    cupel_attr(Node, children), .aliased = true),
                         cupel_eq(DATA, "b")))
QUERY(K023,
      cupel_order_by(
          cupel_filter(cupel_reset_joinpoint(cupel_filter(
                           cupel_join(cupel_filter(cupel_join(NODES, cupel_attr(Node, children),
                                                              .aliased = true),
                                                   cupel_eq(DATA, "x")),
                                      cupel_attr(Node, children), .aliased = true,
                                      .from_joinpoint = true),
                           cupel_eq(DATA, "y"))),
                       cupel_eq(DATA, "z")),
          NID))
QUERY(K024,
      cupel_order_by(cupel_filter(cupel_join(cupel_join(USERS, R_ORD, .aliased = true), R_ITEMS,
                                             .aliased = true, .from_joinpoint = true),
                                  cupel_eq(cupel_attr(Item, description), "q")),
                     cupel_attr(Item, id)))
QUERY(K025, cupel_filter(cupel_join(cupel_filter(cupel_join(USERS, R_ADDR, .aliased = true),
                                                 cupel_eq(EMAIL, "a")),
                                    R_ADDR, .aliased = true),
                         cupel_eq(EMAIL, "b")))
QUERY(K026, cupel_options(cupel_order_by(cupel_from_self(cupel_limit(USERS, 3)), NAME),
                          cupel_joinedload(R_ADDR)))
QUERY(K027,
      cupel_filter(cupel_filter(cupel_from_self(USERS), cupel_any(R_ADDR, cupel_eq(EMAIL, "z"))),
                   cupel_any(R_ORD,
                             cupel_any(R_ITEMS, cupel_eq(cupel_attr(Item, description), "w")))))
QUERY(K028,
      cupel_offset(
          cupel_limit(cupel_order_by(cupel_options(USERS,
                                                   cupel_joinedload(
                                                       R_ORD,
                                                       cupel_joinedload(R_ITEMS,
                                                                        cupel_joinedload(R_KEYW)))),
                                     cupel_desc(NAME)),
                      2),
          1))
QUERY(K029, cupel_limit(cupel_order_by(cupel_filter(cupel_options(USERS, cupel_joinedload(R_ADDR),
                                                                  cupel_joinedload(R_ORD)),
                                                    cupel_gt(ID, 1)),
                                       AGE, NAME),
                        5))
QUERY(K030,
      cupel_limit(cupel_order_by(cupel_options(ADDRESSES,
                                               cupel_joinedload(R_USER, cupel_joinedload(R_ORD))),
                                 EMAIL),
                  5))
QUERY(K031,
      cupel_limit(cupel_order_by(cupel_options(ADDRESSES, cupel_joinedload(R_USER)), EMAIL), 5))
QUERY(K032,
      cupel_limit(cupel_order_by(cupel_options(cupel_join(USERS, R_ORD), cupel_joinedload(R_ADDR)),
                                 cupel_desc(TOTAL)),
                  3))
QUERY(K033, cupel_limit(cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)),
                                       cupel_func("lower", NAME)),
                        3))
QUERY(K034, cupel_order_by(cupel_distinct(cupel_options(USERS, cupel_joinedload(R_ADDR))), NAME))
QUERY(K035,
      cupel_limit(
          cupel_order_by(
              cupel_options(
                  cupel_group_by(cupel_join(SEL(E(User), cupel_label(COUNT(OID), "c")), R_ORD), ID),
                  cupel_joinedload(R_ADDR)),
              "c"),
          1))
static cupel_query *K036(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, "aa");
    return cupel_order_by(cupel_options(cupel_outerjoin(USERS, a, .on = R_ADDR),
                                        cupel_contains_eager(cupel_of_type(R_ADDR, a))),
                          cupel_alias_attr(a, Address, id));
}

QUERY(K037, cupel_filter(cupel_options(cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                       cupel_contains_eager(R_ORD, cupel_contains_eager(R_ITEMS))),
                         cupel_eq(cupel_attr(Item, id), 3)))
QUERY(K038, cupel_filter(cupel_options(cupel_join(USERS, R_ORD),
                                       cupel_contains_eager(R_ORD, cupel_joinedload(R_ITEMS))),
                         cupel_eq(OID, 3)))
QUERY(K039,
      cupel_filter(cupel_options(NODES,
                                 cupel_joinedload(cupel_attr(Node, children),
                                                  cupel_joinedload(cupel_attr(Node, children)))),
                   cupel_eq(NPARENT, NULL)))
static cupel_query *K040(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Node, "p");
    return cupel_filter(
        cupel_options(cupel_join(NODES, a, .on = cupel_attr(Node, parent)),
                      cupel_contains_eager(cupel_of_type(cupel_attr(Node, parent), a))),
        cupel_eq(cupel_alias_attr(a, Node, data), "r"));
}

QUERY(K041, cupel_limit(cupel_options(USERS, cupel_joinedload_inner(R_ADDR)), 2))
QUERY(K042, cupel_options(USERS, cupel_joinedload(cupel_related_and(R_ADDR, cupel_ne(EMAIL, "x")))))
QUERY(K043,
      cupel_limit(cupel_options(ORDERS,
                                cupel_joinedload(R_ITEMS,
                                                 cupel_load_only(cupel_attr(Item, description))),
                                cupel_defer(TOTAL)),
                  2))
QUERY(K044, cupel_with_for_update(cupel_options(USERS, cupel_joinedload(R_ADDR)), .of = E(User)))
QUERY(K045, cupel_with_for_update(cupel_limit(cupel_options(USERS, cupel_joinedload(R_ADDR)), 1)))
static cupel_query *K046(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL);
    return cupel_limit(cupel_order_by(cupel_options(SEL(a), cupel_joinedload(cupel_alias_attr(
                                                                a, User, addresses))),
                                      cupel_alias_attr(a, User, name)),
                       2);
}

QUERY(K047, cupel_options(cupel_join(SEL(E(Address), E(User)), R_USER), cupel_joinedload(R_ORD)))
static cupel_query *K048(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(NID, NPARENT), cupel_eq(NPARENT, NULL)), "tree",
                                  .recursive = true);
    cupel_subquery *t = cupel_cte_union_all(
        c, cupel_join(SEL(NID, NPARENT), c, .on = cupel_eq(NPARENT, cupel_c(c, "id"))));
    return cupel_limit(
        cupel_order_by(cupel_join(NODES, t, .on = cupel_eq(cupel_c(t, "id"), NID)), NID), 5);
}

static cupel_query *K049(cupel_session *session)
{
    cupel_subquery *a =
        cupel_cte(cupel_group_by(SEL(AUSER, cupel_label(COUNT(AID), "n")), AUSER), "ac");
    cupel_subquery *b = cupel_cte(
        cupel_group_by(SEL(OUSER, cupel_label(cupel_func("sum", TOTAL), "t")), OUSER), "oc");
    return cupel_filter(
        cupel_outerjoin(cupel_outerjoin(SEL(E(User), cupel_c(a, "n"), cupel_c(b, "t")), a,
                                        .on = cupel_eq(cupel_c(a, "user_id"), ID)),
                        b, .on = cupel_eq(cupel_c(b, "user_id"), ID)),
        cupel_gt(cupel_c(a, "n"), cupel_c(b, "t")));
}

static cupel_query *K050(cupel_session *session)
{
    cupel_subquery *a = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 5)), "a1");
    cupel_subquery *b =
        cupel_cte(cupel_filter(SEL(AUSER), cupel_in(AUSER, SEL(cupel_c(a, "id")))), "a2");
    return cupel_filter(ORDERS, cupel_in(OUSER, SEL(cupel_c(b, "user_id"))));
}

static cupel_query *K051(cupel_session *session)
{
    cupel_subquery *a = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 5)), "a1");
    cupel_subquery *s =
        cupel_subquery_of(cupel_filter(SEL(cupel_c(a, "id")), cupel_lt(cupel_c(a, "id"), 9)), NULL);
    return cupel_filter(cupel_filter(ADDRESSES, cupel_in(AUSER, SEL(cupel_c(s, "id")))),
                        cupel_exists_where(cupel_eq(cupel_c(a, "id"), AID)));
}

static cupel_query *K052(cupel_session *session)
{
    cupel_subquery *a = cupel_cte(cupel_filter(SEL(cupel_label(ID, "x")), cupel_gt(AGE, 5)), NULL);
    return SEL(a);
}

static cupel_query *K053(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(
        cupel_limit(cupel_order_by(cupel_filter(USERS, cupel_gt(AGE, 3)), NAME), 5), "top");
    cupel_alias *a = cupel_aliased_to(session, User, c, NULL);
    return cupel_filter(cupel_join(SEL(a), cupel_alias_attr(a, User, addresses)),
                        cupel_eq(cupel_alias_attr(a, User, name), "z"));
}

static cupel_query *K054(cupel_session *session)
{
    cupel_subquery *c =
        cupel_cte(cupel_filter(SEL(cupel_attr(Part, part), cupel_attr(Part, sub_part),
                                   cupel_attr(Part, quantity)),
                               cupel_eq(cupel_attr(Part, part), "our part")),
                  "inc", .recursive = true);
    cupel_alias *pa = cupel_aliased(session, Part, "p");
    cupel_subquery *ia = cupel_subquery_alias(c, "pr");
    cupel_subquery *t = cupel_cte_union_all(
        c, cupel_filter(SEL(cupel_alias_attr(pa, Part, part), cupel_alias_attr(pa, Part, sub_part),
                            cupel_alias_attr(pa, Part, quantity)),
                        cupel_eq(cupel_alias_attr(pa, Part, part), cupel_c(ia, "sub_part"))));
    return cupel_group_by(SEL(cupel_c(t, "sub_part"),
                              cupel_label(cupel_func("sum", cupel_c(t, "quantity")), "total")),
                          cupel_c(t, "sub_part"));
}

static cupel_query *K055(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 1)), "c");
    return cupel_union(IDS(cupel_in(ID, SEL(cupel_c(c, "id")))),
                       cupel_filter(SEL(AID), cupel_in(AID, SEL(cupel_c(c, "id")))));
}

static cupel_query *K056(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(SEL(ID), "c");
    return cupel_filter(cupel_from_self(SEL(cupel_c(c, "id"))), cupel_gt(cupel_c(c, "id"), 1));
}

static cupel_query *K057(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(SEL(ID, NAME), "c", .nesting = true);
    cupel_subquery *d = cupel_cte(
        cupel_join(SEL(cupel_c(c, "id")), E(Address), .on = cupel_eq(AUSER, cupel_c(c, "id"))),
        "d");
    return cupel_join(SEL(cupel_c(d, "id")), E(Order), .on = cupel_eq(OUSER, cupel_c(d, "id")));
}

static cupel_query *K058(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(IDS(cupel_eq(NAME, "x")), "doomed");
    return cupel_filter(cupel_delete_from(session, Address),
                        cupel_in(AUSER, SEL(cupel_c(c, "id"))));
}

static cupel_query *K059(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(SEL(cupel_label(cupel_func("max", AGE), "m")), "mx");
    return cupel_with_values(
        cupel_filter(cupel_update_of(session, User),
                     cupel_lt(AGE, cupel_scalar_subquery(SEL(cupel_c(c, "m"))))),
        cupel_assign(AGE, cupel_scalar_subquery(SEL(cupel_c(c, "m")))));
}

static cupel_query *K060(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID, NAME), cupel_gt(AGE, 1)), "src");
    return cupel_with_query(cupel_insert_into(session, Address),
                            SEL(cupel_c(c, "id"), cupel_c(c, "name")), AUSER, EMAIL);
}

static cupel_query *K061(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(
        cupel_limit(
            cupel_order_by(
                cupel_having(cupel_group_by(SEL(AUSER, cupel_label(COUNT("*"), "n")), AUSER),
                             cupel_gt(COUNT("*"), 2)),
                AUSER),
            10),
        "counts");
    return cupel_offset(cupel_order_by(cupel_join(SEL(E(User), cupel_c(s, "n")), s,
                                                  .on = cupel_eq(ID, cupel_c(s, "user_id"))),
                                       cupel_desc(cupel_c(s, "n"))),
                        3);
}

QUERY(K062,
      cupel_filter(
          USERS,
          cupel_in(ID, cupel_filter(SEL(AUSER),
                                    cupel_in(AID, cupel_filter(SEL(cupel_attr(Order, address_id)),
                                                               cupel_eq(OUSER, ID)))))))
static cupel_query *K063(cupel_session *session)
{
    cupel_expr *i = cupel_scalar_subquery(cupel_limit(
        cupel_order_by(cupel_correlate(cupel_filter(SEL(TOTAL), cupel_eq(OUSER, ID)), E(User)),
                       cupel_desc(TOTAL)),
        1));
    cupel_keep(i);
    cupel_keep(i);
    return cupel_order_by(cupel_filter(SEL(NAME, cupel_label(i, "top")), cupel_gt(i, 5)),
                          cupel_desc(i));
}

QUERY(K064, cupel_filter(SEL(E(User), cupel_exists(cupel_filter(SEL(AID), cupel_eq(AUSER, ID)))),
                         cupel_not(cupel_exists(cupel_filter(SEL(AID), cupel_eq(AUSER, ID))))))
QUERY(K065,
      cupel_filter(SEL(NAME),
                   cupel_exists(cupel_filter(
                       cupel_filter(ADDRESSES, cupel_eq(AUSER, ID)),
                       cupel_exists(cupel_filter(ORDERS,
                                                 cupel_eq(cupel_attr(Order, address_id), AID)))))))
static cupel_query *K066(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        SEL(E(User), cupel_label(cupel_scalar_subquery(
                                     cupel_filter(SEL(COUNT(cupel_alias_attr(a, User, id))),
                                                  cupel_lt(cupel_alias_attr(a, User, age), AGE))),
                                 "rank")),
        "rank");
}

static cupel_query *K067(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(cupel_filter(USERS, cupel_gt(AGE, 5)), NULL);
    cupel_alias *a = cupel_aliased_to(session, User, s, "x");
    return cupel_filter(cupel_outerjoin(SEL(a), cupel_alias_attr(a, User, addresses)),
                        cupel_eq(AID, NULL));
}

static cupel_query *K068(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(cupel_join(SEL(ID, NAME, AID, EMAIL), R_ADDR), NULL);
    return SEL(cupel_c(s, "id"), cupel_c(s, "id_1"), cupel_c(s, "name"));
}

QUERY(K069, SEL(cupel_subquery_of(SEL(cupel_func("max", AGE), cupel_func("max", AID),
                                      cupel_label(cupel_literal("k"), "k")),
                                  NULL)))
QUERY(K070,
      SEL(cupel_c(cupel_subquery_of(cupel_limit(cupel_options(USERS, cupel_joinedload(R_ADDR)), 3),
                                    NULL),
                  "name")))
QUERY(K071, cupel_filter(USERS, cupel_eq(AGE, cupel_scalar_subquery(cupel_correlate(
                                                  SEL(cupel_func("max", AGE)), NULL)))))
QUERY(K072,
      cupel_filter(USERS,
                   cupel_eq(ID, cupel_scalar_subquery(cupel_limit(
                                    cupel_correlate_except(
                                        cupel_filter(SEL(AUSER), cupel_eq(AUSER, ID)), E(Address)),
                                    1)))))
static cupel_query *K073(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(
        cupel_limit(
            cupel_order_by(cupel_filter(SEL(OID, TOTAL), cupel_eq(OUSER, ID)), cupel_desc(OID)), 2),
        "lo", .lateral = true);
    return cupel_outerjoin(SEL(E(User), cupel_c(s, "total")), s, .on = cupel_true());
}

static cupel_query *K074(cupel_session *session)
{
    cupel_subquery *s =
        cupel_subquery_of(cupel_filter(SEL(TOTAL), cupel_eq(OUSER, ID)), NULL, .lateral = true);
    return SEL(ID, cupel_c(s, "total"));
}

QUERY(K075, cupel_filter(USERS, cupel_in(cupel_tuple(ID, NAME), SEL(AUSER, EMAIL))))
QUERY(K076, IDS(cupel_in(cupel_tuple(ID, NAME))))
QUERY(K077, IDS(cupel_not_in(cupel_tuple(ID, NAME))))
QUERY(K078, cupel_filter(IDS(cupel_eq(cupel_tuple(ID, AGE), cupel_tuple(1, 2))),
                         cupel_gt(cupel_tuple(ID, AGE), cupel_tuple(AGE, 5))))
QUERY(K079, cupel_filter(IDS(cupel_not_in(ID, cupel_filter(SEL(AUSER), cupel_ne(AUSER, NULL)))),
                         cupel_not(cupel_in(ID))))
QUERY(K080, IDS(cupel_in(NAME, "a", NULL, "b")))
QUERY(K081, IDS(cupel_in(AGE, 1, ID, cupel_func("abs", AGE))))
QUERY(K082, SEL(ID,
                cupel_label(cupel_over(cupel_func("rank"), .partition_by = cupel_list(NAME, AGE),
                                       .order_by = cupel_list(cupel_desc(ID), AGE)),
                            "r"),
                cupel_over(cupel_func("lag", AGE, 1), .order_by = ID, .range = true,
                           .frame_start = CUPEL_UNBOUNDED, .frame_end = 0)))
static cupel_query *K083(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(
        SEL(ID, cupel_label(cupel_over(cupel_func("row_number"), .partition_by = NAME,
                                       .order_by = cupel_nulls_last(cupel_desc(AGE))),
                            "rn")),
        NULL);
    return cupel_filter(cupel_join(USERS, s, .on = cupel_eq(cupel_c(s, "id"), ID)),
                        cupel_eq(cupel_c(s, "rn"), 1));
}

QUERY(K084, SEL(cupel_over(cupel_aggregate_filter(cupel_func("sum", AGE),
                                                  cupel_and(cupel_gt(ID, 1), cupel_lt(ID, 5))),
                           .order_by = ID, .rows = true, .frame_start = -1, .frame_end = 1)))
QUERY(K085, cupel_having(cupel_group_by(
                             SEL(cupel_label(cupel_within_group(cupel_func("percentile_cont", 0.5),
                                                                cupel_list(cupel_desc(AGE), ID)),
                                             "m"),
                                 cupel_label(COUNT(cupel_distinct_of(ID)), "c")),
                             NAME),
                         cupel_gt(COUNT(cupel_distinct_of(ID)), 1)))
QUERY(K086, SEL(cupel_over(cupel_within_group(cupel_func("mode"), AGE), .partition_by = NAME)))
QUERY(K087, cupel_limit(cupel_order_by(cupel_distinct_on(USERS, NAME, cupel_func("lower", FULL)),
                                       NAME, cupel_func("lower", FULL), cupel_desc(AGE)),
                        3))
QUERY(K088, cupel_filter(cupel_from_self(cupel_distinct_on(USERS, NAME)), cupel_gt(AGE, 3)))
QUERY(K089, cupel_distinct_on(SEL(ID), NAME))
int main(void)
{
    static const query_case cases[] = {
        CASE(K001), CASE(K002), CASE(K003), CASE(K004), CASE(K005), CASE(K006), CASE(K007),
        CASE(K008), CASE(K009), CASE(K010), CASE(K011), CASE(K012), CASE(K013), CASE(K014),
        CASE(K015), CASE(K016), CASE(K017), CASE(K018), CASE(K019), CASE(K020), CASE(K021),
        CASE(K022), CASE(K023), CASE(K024), CASE(K025), CASE(K026), CASE(K027), CASE(K028),
        CASE(K029), CASE(K030), CASE(K031), CASE(K032), CASE(K033), CASE(K034), CASE(K035),
        CASE(K036), CASE(K037), CASE(K038), CASE(K039), CASE(K040), CASE(K041), CASE(K042),
        CASE(K043), CASE(K044), CASE(K045), CASE(K046), CASE(K047), CASE(K048), CASE(K049),
        CASE(K050), CASE(K051), CASE(K052), CASE(K053), CASE(K054), CASE(K055), CASE(K056),
        CASE(K057), CASE(K058), CASE(K059), CASE(K060), CASE(K061), CASE(K062), CASE(K063),
        CASE(K064), CASE(K065), CASE(K066), CASE(K067), CASE(K068), CASE(K069), CASE(K070),
        CASE(K071), CASE(K072), CASE(K073), CASE(K074), CASE(K075), CASE(K076), CASE(K077),
        CASE(K078), CASE(K079), CASE(K080), CASE(K081), CASE(K082), CASE(K083), CASE(K084),
        CASE(K085), CASE(K086), CASE(K087), CASE(K088), CASE(K089),
    };
    return run_cases("query/combinations", cases, sizeof cases / sizeof cases[0]);
}
