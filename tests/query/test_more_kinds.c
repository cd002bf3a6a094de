/*
 * test_more_kinds.c - operators around '%', NOT of NOT, CASE, functions by any case of letters, and what meets where kinds of queries do.
 */
#include "names.h"

QUERY(X001,
      IDS(cupel_like(cupel_plus(NAME, FULL), "x"), cupel_startswith(cupel_plus(NAME, FULL), "x"),
          cupel_contains(cupel_plus(NAME, FULL), "x"), cupel_ilike(cupel_plus(NAME, FULL), "x"),
          cupel_in(cupel_plus(NAME, FULL), "x"), cupel_like(NAME, cupel_plus(NAME, FULL)),
          cupel_startswith(NAME, cupel_plus(NAME, FULL)),
          cupel_contains(NAME, cupel_plus(FULL, "x"))))

QUERY(X002,
      IDS(cupel_endswith(NAME, cupel_plus(AGE, 1)), cupel_match(cupel_plus(NAME, FULL), "x"),
          cupel_op(cupel_plus(NAME, FULL), "~", "x"),
          cupel_between(cupel_plus(NAME, FULL), "a", "b"), cupel_is(cupel_plus(NAME, FULL), NULL)))

QUERY(X003, IDS(cupel_startswith(cupel_label(cupel_plus(NAME, FULL), "z"), "x"),
                cupel_startswith(cupel_func("lower", cupel_plus(NAME, FULL)), "q"),
                cupel_not(cupel_startswith(cupel_plus(NAME, FULL), "q")),
                cupel_startswith(cupel_literal("abc"), cupel_plus(NAME, FULL)),
                cupel_startswith(cupel_plus(AGE, 1), "q")))

QUERY(X004, IDS(cupel_startswith(cupel_op(NAME, "||", FULL), "q"),
                cupel_startswith(cupel_case(cupel_eq(NAME, "x"), "y"), "q"),
                cupel_contains(cupel_cast(NAME, CUPEL_STRING), "x"),
                cupel_startswith(cupel_negate(AGE), "q"),
                cupel_startswith(NAME, cupel_op(NAME, "||", FULL)),
                cupel_contains(NAME, cupel_like(NAME, "x"))))

QUERY(X005, cupel_filter(SEL(OID), cupel_not(cupel_not(cupel_attr(Order, isopen))),
                         cupel_not(cupel_not(cupel_not(cupel_attr(Order, isopen)))),
                         cupel_not(cupel_eq(cupel_attr(Order, isopen), cupel_true())),
                         cupel_and(cupel_not(cupel_attr(Order, isopen)), cupel_attr(Order, isopen)),
                         cupel_not(cupel_and(cupel_attr(Order, isopen),
                                             cupel_not(cupel_attr(Order, isopen))))))

QUERY(X006,
      IDS(cupel_not(cupel_not(cupel_gt(AGE, 3))), cupel_not(cupel_not(cupel_like(NAME, "x"))),
          cupel_not(cupel_not(cupel_func("f", NAME))),
          cupel_not(cupel_not(cupel_op(NAME, "~", "x"))), cupel_not(cupel_not(cupel_any(R_ADDR))),
          cupel_not(cupel_not(cupel_and(cupel_eq(ID, 1), cupel_eq(NAME, "x")))),
          cupel_not(cupel_not(cupel_in(NAME, "1"))),
          cupel_not(cupel_not(cupel_between(NAME, "1", "2")))))

QUERY(X007, SEL(cupel_case(cupel_gt(AGE, 3), cupel_plus(AGE, 1), cupel_plus(AGE, 2)),
                cupel_case(cupel_and(cupel_gt(AGE, 3), cupel_lt(AGE, 5)), cupel_eq(NAME, "x"),
                           cupel_eq(AGE, 3))))

QUERY(X008, SEL(cupel_case(cupel_gt(AGE, 3), cupel_and(cupel_gt(AGE, 1), cupel_lt(AGE, 2)),
                           cupel_or(cupel_gt(AGE, 1), cupel_lt(AGE, 2))),
                cupel_case_of(cupel_plus(AGE, 3), 1, cupel_plus(AGE, 1), 2, cupel_negate(AGE),
                              cupel_plus(AGE, ID))))

QUERY(X009, SEL(cupel_case(cupel_gt(AGE, 3), cupel_like(NAME, "x"), cupel_op(NAME, "~", "y")),
                cupel_case(cupel_op(NAME, "~", "y"), 1)))

QUERY(X010,
      SEL(cupel_case(cupel_like(NAME, "y"), cupel_in(NAME, "x"),
                     cupel_not(cupel_attr(Order, isopen)), 2, cupel_attr(Order, isopen), 3),
          cupel_case(cupel_between(AGE, 1, 2), cupel_between(AGE, 1, 2), cupel_between(AGE, 1, 2))))

QUERY(X011, SEL(cupel_case(cupel_func("f", AGE), 1,
                           cupel_case(cupel_gt(AGE, 1), 2, cupel_plus(NAME, FULL))),
                cupel_case_of(cupel_op(NAME, "~", "x"), 1, 2),
                cupel_case_of(cupel_case(cupel_gt(AGE, 3), 1), 1, 2),
                cupel_case_of(cupel_gt(AGE, 3), 1, 2)))

QUERY(X012, SEL(cupel_case(cupel_true(), 1, cupel_false()),
                cupel_case(cupel_eq(AGE, NULL), cupel_null(), cupel_not(cupel_gt(AGE, 3))),
                cupel_plus(cupel_label(cupel_case(cupel_gt(AGE, 3), 1), "x"), 1)))

QUERY(X013,
      SEL(cupel_case(cupel_exists_where(cupel_eq(AID, 1)), cupel_exists_where(cupel_eq(AID, 1)),
                     cupel_exists_where(cupel_eq(AID, 1))),
          cupel_case(cupel_gt(AGE, 3), cupel_startswith(cupel_plus(NAME, FULL), "x"),
                     cupel_contains(NAME, "z")),
          cupel_case(cupel_contains(NAME, "z"), 1),
          cupel_case_of(cupel_plus(NAME, FULL), "x", cupel_plus(AGE, 1))))

QUERY(X014, SEL(cupel_func("sysdate"), cupel_func("localtimestamp"), cupel_func("current_time"),
                cupel_func("CURRENT_DATE"), cupel_func("Now"), cupel_func("COUNT", ID),
                cupel_func("Max", ID), cupel_func("LOWER", NAME), cupel_func("localtime")))

QUERY(X015,
      cupel_group_by(SEL(COUNT(ID)), cupel_func("grouping_sets", cupel_tuple(NAME, FULL), NAME),
                     cupel_func("rollup", NAME), cupel_func("cube", NAME, FULL)))

QUERY(X016,
      IDS(cupel_gt(cupel_op(AGE, "%%", 3), 1), cupel_eq(cupel_plus(cupel_op(AGE, "<<", 1), 2), 3),
          cupel_op(cupel_op(AGE, "&", 1), "|", 2), cupel_op(AGE, "->", cupel_op(ID, "->>", "x")),
          cupel_and(cupel_op(AGE, "&&", 1), cupel_op(AGE, "IS NOT DISTINCT FROM", 2))))

QUERY(X017,
      SEL(cupel_subquery_of(cupel_set_label_style(SEL(ID, AID, NAME), CUPEL_LABEL_NONE), "s")))

QUERY(X018,
      cupel_with_values(cupel_insert_into(session, User),
                        cupel_assign(NAME,
                                     cupel_case(cupel_gt(cupel_scalar_subquery(SEL(COUNT(AID))), 3),
                                                "a", "b")),
                        cupel_assign(AGE, cupel_plus(cupel_literal(1), 2))))

QUERY(X019, cupel_join(cupel_join(cupel_query(session, Company), cupel_attr(Company, employees)),
                       cupel_of_type(cupel_attr(Company, employees), E(Engineer))))

QUERY(X020, cupel_join(cupel_query(session, Employee), E(Engineer)))

QUERY(X021, cupel_filter(SEL(ID),
                         cupel_between(cupel_plus(AGE, 1), cupel_minus(ID, 1), cupel_func("f", ID)),
                         cupel_not_between(AGE, 1, 2),
                         cupel_between(cupel_scalar_subquery(SEL(COUNT(OID))), 1, AGE)))

QUERY(X022, cupel_outerjoin(cupel_join(cupel_outerjoin(USERS, R_ORD), cupel_attr(Order, address)),
                            E(Item), .on = cupel_eq(cupel_attr(Item, id), OID), .full = true))

static cupel_query *X023(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Node, NULL), *b = cupel_aliased(session, Node, NULL),
                *c = cupel_aliased(session, Node, NULL);
    return cupel_filter(
        cupel_outerjoin(
            cupel_join(cupel_outerjoin(SEL(E(Node), c), a, .on = cupel_attr(Node, children)), b,
                       .on = cupel_alias_attr(a, Node, parent)),
            c, .on = cupel_alias_attr(b, Node, children)),
        cupel_eq(cupel_alias_attr(c, Node, data), cupel_alias_attr(a, Node, data)));
}

static cupel_query *X024(cupel_session *session)
{
    cupel_alias *i = cupel_aliased(session, Item, NULL);
    return cupel_filter(cupel_outerjoin(cupel_join(ORDERS, cupel_of_type(R_ITEMS, i)),
                                        cupel_alias_attr(i, Item, keywords)),
                        cupel_eq(cupel_attr(Keyword, keyword), "x"),
                        cupel_any(cupel_alias_attr(i, Item, keywords),
                                  cupel_ne(cupel_attr(Keyword, keyword), "y")));
}

QUERY(X025, cupel_filter(USERS, cupel_any(R_ORD, cupel_and(cupel_gt(TOTAL, AGE),
                                                           cupel_has(cupel_attr(Order, address),
                                                                     cupel_eq(AUSER, ID))))))

QUERY(X026,
      cupel_filter(SEL(cupel_any(R_ADDR), cupel_label(cupel_any(R_ORD, cupel_gt(TOTAL, 3)), "big"),
                       cupel_not(cupel_any(R_ADDR))),
                   cupel_gt(ID, 1)))

QUERY(X027,
      cupel_order_by(USERS, cupel_desc(cupel_any(R_ADDR)), cupel_case(cupel_any(R_ORD), 1, 2)))

QUERY(X028, cupel_order_by(cupel_union(cupel_limit(cupel_order_by(SEL(ID, NAME), NAME), 3),
                                       cupel_offset(cupel_order_by(SEL(AID, EMAIL), EMAIL), 2)),
                           NAME, ID))

QUERY(X029, cupel_filter(cupel_union(SEL(E(User), AID), SEL(E(User), OID)), cupel_gt(AID, 3),
                         cupel_eq(NAME, "x")))

QUERY(X030, cupel_join(cupel_union(USERS, cupel_filter(USERS, cupel_any(R_ADDR))), E(Order),
                       .on = cupel_and(cupel_eq(OUSER, ID), cupel_gt(TOTAL, AGE))))

static cupel_query *X031(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL), *b = cupel_aliased(session, User, NULL);
    return cupel_filter(
        cupel_union(cupel_filter(SEL(a), cupel_eq(cupel_alias_attr(a, User, id), 1)),
                    cupel_filter(SEL(b), cupel_eq(cupel_alias_attr(b, User, id), 2))),
        cupel_eq(cupel_alias_attr(a, User, name), "x"));
}

static cupel_query *X032(cupel_session *session)
{
    cupel_alias *n = cupel_aliased(session, Node, NULL);
    return cupel_outerjoin(
        cupel_from_self(cupel_filter(SEL(n), cupel_gt(cupel_alias_attr(n, Node, id), 3))),
        cupel_alias_attr(n, Node, parent));
}

static cupel_query *X033(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(USERS, cupel_gt(AGE, 3)), "old"),
                   *d = cupel_subquery_alias(c, "o2");
    cupel_alias *a = cupel_aliased_to(session, User, c, NULL),
                *b = cupel_aliased_to(session, User, d, NULL);
    return cupel_join(cupel_filter(SEL(a, b), cupel_lt(cupel_alias_attr(a, User, id),
                                                       cupel_alias_attr(b, User, id))),
                      cupel_alias_attr(a, User, addresses));
}

static cupel_query *X034(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 3)), "c");
    return cupel_union(cupel_filter(USERS, cupel_in(ID, SEL(cupel_c(c, "id")))),
                       cupel_filter(USERS, cupel_not_in(ID, SEL(cupel_c(c, "id")))));
}

static cupel_query *X035(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(
        cupel_filter(SEL(NID, cupel_label(cupel_literal(0), "depth")), cupel_eq(NPARENT, NULL)),
        "tree", .recursive = true);
    cupel_alias *n = cupel_aliased(session, Node, "n");
    c = cupel_cte_union_all(
        c, cupel_join(SEL(cupel_alias_attr(n, Node, id), cupel_plus(cupel_c(c, "depth"), 1)), c,
                      .on = cupel_eq(cupel_alias_attr(n, Node, parent_id), cupel_c(c, "id"))));
    return cupel_order_by(
        cupel_join(SEL(E(Node), cupel_c(c, "depth")), c, .on = cupel_eq(NID, cupel_c(c, "id"))),
        cupel_c(c, "depth"), NID);
}

static cupel_query *X036(cupel_session *session)
{
    cupel_alias *o = cupel_aliased(session, Order, NULL);
    return cupel_filter(
        SEL(o, E(User)),
        cupel_eq(cupel_alias_attr(o, Order, total),
                 cupel_scalar_subquery(cupel_correlate(
                     cupel_filter(SEL(cupel_func("max", TOTAL)),
                                  cupel_eq(OUSER, cupel_alias_attr(o, Order, user_id)),
                                  cupel_eq(OUSER, ID)),
                     o))));
}

static cupel_query *X037(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 3)), "c", .nesting = true);
    cupel_subquery *q =
        cupel_subquery_of(cupel_filter(SEL(AUSER), cupel_in(AUSER, SEL(cupel_c(c, "id")))), NULL);
    return cupel_join(USERS, q, .on = cupel_eq(cupel_c(q, "user_id"), ID));
}

QUERY(X038, cupel_offset(
                cupel_limit(cupel_order_by(cupel_options(cupel_distinct(cupel_join(USERS, R_ADDR)),
                                                         cupel_joinedload(R_ORD)),
                                           cupel_desc(EMAIL), ID),
                            3),
                1))

QUERY(X039,
      cupel_options(cupel_limit(cupel_order_by(USERS, cupel_func("lower", NAME), cupel_desc(AGE),
                                               cupel_case(cupel_gt(AGE, 3), 1, 0),
                                               cupel_label(NAME, "q")),
                                3),
                    cupel_joinedload(R_ADDR)))

QUERY(X040,
      cupel_limit(cupel_options(
                      cupel_order_by(cupel_group_by(cupel_add_columns(cupel_outerjoin(USERS, R_ORD),
                                                                      COUNT(OID)),
                                                    ID),
                                     ID),
                      cupel_joinedload(R_ADDR)),
                  2))

static cupel_query *X041(cupel_session *session)
{
    cupel_alias *u = cupel_aliased(session, User, "u"), *a = cupel_aliased(session, Address, NULL);
    return cupel_limit(
        cupel_order_by(
            cupel_options(
                cupel_outerjoin(SEL(u), a, .on = cupel_alias_attr(u, User, addresses)),
                cupel_contains_eager(cupel_of_type(cupel_alias_attr(u, User, addresses), a)),
                cupel_joinedload(cupel_alias_attr(u, User, orders))),
            cupel_alias_attr(a, Address, id)),
        2);
}

QUERY(X042, cupel_options(USERS, cupel_joinedload(R_ORD, cupel_joinedload_inner(
                                                             R_ITEMS, cupel_joinedload(R_KEYW)))))

QUERY(X043,
      cupel_options(USERS,
                    cupel_joinedload(cupel_related_and(R_ORD, cupel_gt(TOTAL, 3)),
                                     cupel_joinedload(cupel_related_and(
                                         R_ITEMS, cupel_ne(cupel_attr(Item, description), "x"))))))

QUERY(X044, cupel_options(cupel_join(USERS, R_ADDR),
                          cupel_with_loader_criteria(E(Address), cupel_ne(EMAIL, "x")),
                          cupel_with_loader_criteria(E(User), cupel_gt(AGE, 3)),
                          cupel_joinedload(R_ADDR)))

QUERY(X045, cupel_options(cupel_query(session, Engineer),
                          cupel_with_loader_criteria(E(Employee),
                                                     cupel_ne(cupel_attr(Employee, name), "x"))))

QUERY(X046, SEL(cupel_over(cupel_func("row_number"),
                           .partition_by = cupel_list(NAME, cupel_func("lower", FULL)),
                           .order_by = cupel_list(cupel_desc(AGE), cupel_nulls_last(ID))),
                cupel_over(cupel_func("lag", AGE, 1), .order_by = ID)))

QUERY(X047,
      SEL(cupel_over(cupel_aggregate_filter(COUNT(ID), cupel_gt(AGE, 3)), .partition_by = NAME),
          cupel_label(cupel_aggregate_filter(cupel_func("sum", AGE),
                                             cupel_and(cupel_gt(AGE, 3), cupel_ne(NAME, "x"))),
                      "s")))

QUERY(X048, cupel_filter(SEL(cupel_plus(cupel_over(cupel_func("sum", AGE), .order_by = ID), 1),
                             cupel_times(2, cupel_over(cupel_func("rank"), .order_by = ID)),
                             cupel_label(cupel_over(cupel_func("max", AGE)), "m")),
                         cupel_gt(ID, 1)))

QUERY(X049, SEL(cupel_case(cupel_gt(AGE, 3), cupel_case_of(ID, 1, "x", 2, "y"),
                           cupel_scalar_subquery(cupel_limit(SEL(EMAIL), 1))),
                cupel_label(cupel_case(cupel_or(cupel_gt(AGE, 3), cupel_lt(ID, 1)),
                                       cupel_literal_column("1"), cupel_literal_column("0")),
                            "k")))

QUERY(X050, cupel_order_by(SEL(ID), cupel_desc(cupel_nulls_last(AGE)),
                           cupel_nulls_first(cupel_asc(cupel_func("lower", NAME))),
                           cupel_desc(cupel_plus(AGE, 1)), cupel_desc(cupel_gt(AGE, 3)),
                           cupel_collate(NAME, "c"),
                           cupel_desc(cupel_collate(cupel_func("lower", NAME), "c")),
                           cupel_desc(cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)),
                                                                         cupel_eq(AUSER, ID))))))

static cupel_query *X051(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, NULL),
                *f = cupel_aliased(session, Engineer, NULL);
    return cupel_filter(
        SEL(e, cupel_alias_attr(f, Engineer, language)),
        cupel_eq(cupel_alias_attr(e, Engineer, base.company_id),
                 cupel_alias_attr(f, Engineer, base.company_id)),
        cupel_ne(cupel_alias_attr(e, Engineer, language), cupel_alias_attr(f, Engineer, language)));
}

static cupel_query *X052(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, NULL),
                *c = cupel_aliased(session, Company, NULL);
    return cupel_filter(
        cupel_join(SEL(c, e), cupel_of_type(cupel_alias_attr(c, Company, employees), e)),
        cupel_eq(cupel_alias_attr(e, Engineer, language), cupel_alias_attr(c, Company, name)));
}

static cupel_query *X053(cupel_session *session)
{
    cupel_alias *v = cupel_aliased(session, Vertex, "v");
    return cupel_order_by(
        cupel_filter(SEL(v, cupel_alias_attr(v, Vertex, xsum)),
                     cupel_eq(cupel_alias_attr(v, Vertex, tag), "t"),
                     cupel_gt(cupel_alias_attr(v, Vertex, xsum), cupel_attr(Vertex, xsum))),
        cupel_alias_attr(v, Vertex, xsum));
}

static cupel_query *X054(cupel_session *session)
{
    cupel_subquery *q = cupel_subquery_of(cupel_query(session, Vertex), "q");
    cupel_alias *v = cupel_aliased_to(session, Vertex, q, NULL);
    return cupel_filter(SEL(v), cupel_gt(cupel_alias_attr(v, Vertex, xsum), 3),
                        cupel_eq(cupel_alias_attr(v, Vertex, tag), "x"));
}

QUERY(X055, SEL(cupel_label(cupel_attr(Vertex, xsum), "a"),
                cupel_plus(cupel_attr(Vertex, xsum), cupel_attr(Vertex, xsum)),
                cupel_negate(cupel_attr(Vertex, xsum)),
                cupel_case(cupel_gt(cupel_attr(Vertex, xsum), 1), cupel_attr(Vertex, xsum), 0),
                cupel_cast(cupel_attr(Vertex, xsum), CUPEL_STRING),
                cupel_over(cupel_func("sum", cupel_attr(Vertex, xsum)),
                           .order_by = cupel_attr(Vertex, xsum))))

static cupel_query *X056(cupel_session *session)
{
    cupel_alias *u = cupel_aliased(session, User, NULL), *v = cupel_aliased(session, User, NULL);
    return cupel_join(
        cupel_join(cupel_join(SEL(u, v), E(Order), .on = cupel_alias_attr(u, User, orders)),
                   cupel_attr(Order, address)),
        v, .on = R_USER);
}

QUERY(X057, cupel_filter(cupel_join(cupel_join(USERS, R_ORD, .aliased = true), R_ITEMS,
                                    .aliased = true, .from_joinpoint = true),
                         cupel_eq(cupel_attr(Item, description), "x"), cupel_gt(TOTAL, 3)))

QUERY(X058, cupel_having(cupel_group_by(cupel_join(SEL(NAME, COUNT(AID)), R_ADDR, .aliased = true),
                                        EMAIL),
                         cupel_gt(COUNT(AID), 1)))

static cupel_query *X059(cupel_session *session)
{
    cupel_alias *n = cupel_aliased(session, Node, NULL);
    return cupel_join(
        SEL(n),
        cupel_of_type(cupel_alias_attr(n, Node, children), cupel_aliased(session, Node, "kid")),
        .isouter = true);
}

static cupel_query *X060(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL), *u = cupel_aliased(session, User, NULL);
    return cupel_filter(cupel_join(cupel_join(ORDERS, cupel_of_type(cupel_attr(Order, address), a)),
                                   cupel_of_type(cupel_alias_attr(a, Address, user), u)),
                        cupel_eq(cupel_alias_attr(u, User, id), OUSER),
                        cupel_any(cupel_alias_attr(u, User, orders), cupel_gt(TOTAL, 5)));
}

QUERY(X061, cupel_do_update(cupel_on_conflict(cupel_with_values(cupel_insert_into(session, User),
                                                                cupel_assign(ID, 1),
                                                                cupel_assign(NAME, "x")),
                                              .columns = { ID }),
                            cupel_assign(NAME, cupel_excluded(NAME)),
                            cupel_assign(AGE, cupel_plus(AGE, 1))))

QUERY(X062,
      cupel_filter(cupel_with_values(cupel_update_of(session, User),
                                     cupel_assign(AGE, cupel_scalar_subquery(cupel_filter(
                                                           SEL(COUNT(AID)), cupel_eq(AUSER, ID)))),
                                     cupel_assign(NAME, NULL)),
                   cupel_exists(cupel_filter(ORDERS, cupel_eq(OUSER, ID)))))

static cupel_query *X063(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID, NAME), cupel_gt(AGE, 3)), "old");
    return cupel_filter(
        cupel_with_values(
            cupel_update_of(session, Address),
            cupel_assign(EMAIL, cupel_scalar_subquery(cupel_filter(
                                    SEL(cupel_c(c, "name")), cupel_eq(cupel_c(c, "id"), AUSER))))),
        cupel_in(AUSER, SEL(cupel_c(c, "id"))));
}

static cupel_query *X064(cupel_session *session)
{
    cupel_alias *u = cupel_aliased(session, User, "u2");
    return cupel_filter(cupel_with_values(cupel_update_of(session, User),
                                          cupel_assign(AGE, cupel_alias_attr(u, User, age))),
                        cupel_eq(cupel_alias_attr(u, User, id), cupel_plus(ID, 1)));
}

static cupel_query *X065(cupel_session *session)
{
    cupel_subquery *q =
        cupel_subquery_of(cupel_group_by(SEL(AUSER, cupel_label(COUNT(AID), "n")), AUSER), "cnt");
    return cupel_filter(
        cupel_with_values(cupel_update_of(session, User), cupel_assign(AGE, cupel_c(q, "n"))),
        cupel_eq(cupel_c(q, "user_id"), ID));
}

QUERY(X066, cupel_union_all(USERS, USERS))

QUERY(X067, cupel_filter(cupel_union_all(USERS, USERS), cupel_gt(AGE, 1)))

QUERY(X068, cupel_from_self(cupel_join(USERS, R_ADDR)))

QUERY(X069, cupel_union_all(cupel_query(session, Engineer), cupel_query(session, Engineer)))

static cupel_query *X070(cupel_session *session)
{
    cupel_alias *u = cupel_aliased_to(session, User,
                                      cupel_subquery_of(cupel_union_all(USERS, USERS), NULL), NULL);
    return SEL(u);
}

QUERY(X071, cupel_union_all(cupel_query(session, Vertex), cupel_query(session, Vertex)))

QUERY(X072, cupel_union_all(cupel_query(session, Employee), cupel_query(session, Employee)))

QUERY(X073, cupel_join(SEL(E(User), E(Address)), E(Order),
                       .on = cupel_and(cupel_eq(OUSER, ID),
                                       cupel_eq(cupel_attr(Order, address_id), AID))))

QUERY(X074, cupel_join(SEL(E(User), E(Address)), E(Order), .on = cupel_gt(OID, 3)))

QUERY(X075, cupel_join(cupel_join(SEL(E(User), E(Item)), R_ADDR), E(Order),
                       .on = cupel_and(cupel_eq(OUSER, ID),
                                       cupel_eq(cupel_attr(Order, address_id), AID))))

static cupel_query *X076(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL), *b = cupel_aliased(session, User, NULL);
    return cupel_join(SEL(a, b), E(Order), .on = cupel_eq(OUSER, cupel_alias_attr(b, User, id)));
}

QUERY(X077, cupel_join(cupel_join(SEL(E(User), E(Address)), E(Order), .on = cupel_eq(OUSER, ID)),
                       E(Item), .on = cupel_eq(cupel_attr(Item, id), AID)))

QUERY(X078, cupel_join(SEL(E(User), E(Address)), E(Order),
                       .on = cupel_and(cupel_eq(OUSER, ID), cupel_any(R_ITEMS))))

QUERY(X079, IDS(cupel_lt(cupel_op(NAME, "<", "x"), 3)))

QUERY(X080, SEL(ID, cupel_op(NAME, "=", "x")))

QUERY(X081, SEL(ID, cupel_op(AGE, "||", "x")))

QUERY(X082, SEL(ID, cupel_op(AGE, "*", 1.5)))

QUERY(X083, IDS(cupel_eq(cupel_op(AGE, "||", "x"), "25x")))

QUERY(X084, SEL(cupel_case(cupel_gt(AGE, 3), 1, "x"), cupel_case(cupel_gt(AGE, 3), "x", 1)))

QUERY(X085, SEL(cupel_func("coalesce", AGE, NAME), cupel_func("coalesce", NAME, AGE),
                cupel_func("coalesce", AGE, "none")))

QUERY(X086, SEL(cupel_divide(AGE, 2), cupel_divide(TOTAL, 3), cupel_times(TOTAL, AGE),
                cupel_plus(AGE, 1.5), cupel_modulo(AGE, 4), cupel_divide(7, 2)))

QUERY(X087, SEL(cupel_plus(NAME, AGE), cupel_concat(AGE, NAME), cupel_concat(AGE, 1)))

QUERY(X088, SEL(cupel_literal(1.5), cupel_literal(true), cupel_literal("q"), cupel_literal(NULL),
                cupel_plus(cupel_literal(1), 2.5), cupel_literal_column("'abc'"),
                cupel_text_sql("1.5"), cupel_true(), cupel_null()))

QUERY(X089,
      SEL(cupel_negate(TOTAL), cupel_negate(AGE), cupel_func("abs", cupel_negate(TOTAL)),
          cupel_func("round", TOTAL, 1), cupel_func("length", NAME), cupel_func("lower", NAME),
          cupel_func("nullif", NAME, "x"), cupel_func("ifnull", AGE, 0)))

/* Texts in ORDER BY are labels, under ASC and DESC too. */
QUERY(X090, cupel_order_by(cupel_filter(SEL(ID, cupel_label(cupel_plus(AGE, 1), "next")),
                                        cupel_lt(ID, 4)),
                           cupel_desc("next"), cupel_asc("id")))
QUERY(X091, cupel_order_by(SEL(ID), cupel_desc("nothing")))

int main(void)
{
    static const query_case cases[] = {
        CASE(X001), CASE(X002), CASE(X003), CASE(X004), CASE(X005), CASE(X006), CASE(X007),
        CASE(X008), CASE(X009), CASE(X010), CASE(X011), CASE(X012), CASE(X013), CASE(X014),
        CASE(X015), CASE(X016), CASE(X017), CASE(X018), CASE(X019), CASE(X020), CASE(X021),
        CASE(X022), CASE(X023), CASE(X024), CASE(X025), CASE(X026), CASE(X027), CASE(X028),
        CASE(X029), CASE(X030), CASE(X031), CASE(X032), CASE(X033), CASE(X034), CASE(X035),
        CASE(X036), CASE(X037), CASE(X038), CASE(X039), CASE(X040), CASE(X041), CASE(X042),
        CASE(X043), CASE(X044), CASE(X045), CASE(X046), CASE(X047), CASE(X048), CASE(X049),
        CASE(X050), CASE(X051), CASE(X052), CASE(X053), CASE(X054), CASE(X055), CASE(X056),
        CASE(X057), CASE(X058), CASE(X059), CASE(X060), CASE(X061), CASE(X062), CASE(X063),
        CASE(X064), CASE(X065), CASE(X066), CASE(X067), CASE(X068), CASE(X069), CASE(X070),
        CASE(X071), CASE(X072), CASE(X073), CASE(X074), CASE(X075), CASE(X076), CASE(X077),
        CASE(X078), CASE(X079), CASE(X080), CASE(X081), CASE(X082), CASE(X083), CASE(X084),
        CASE(X085), CASE(X086), CASE(X087), CASE(X088), CASE(X089), CASE(X090), CASE(X091),
    };
    return run_cases("query/more_kinds", cases, sizeof cases / sizeof cases[0]);
}
