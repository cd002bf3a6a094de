/*
 * test_more_sets.c - set operations and queries around queries, with aliases in them.
 */
#include "names.h"

QUERY(B040,
      cupel_limit(cupel_order_by(cupel_union_all(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                             cupel_filter(USERS, cupel_eq(ID, 2))),
                                                 cupel_filter(USERS, cupel_eq(ID, 3))),
                                 NAME),
                  2))

QUERY(B041, cupel_filter(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                     cupel_except(cupel_filter(USERS, cupel_eq(ID, 2)),
                                                  cupel_filter(USERS, cupel_eq(ID, 3)))),
                         cupel_eq(NAME, "n")))

QUERY(B042,
      cupel_union_all(cupel_filter(USERS, cupel_eq(ID, 1)),
                      cupel_limit(cupel_order_by(cupel_filter(USERS, cupel_eq(ID, 2)), ID), 1),
                      cupel_offset(cupel_limit(cupel_filter(USERS, cupel_eq(ID, 3)), 2), 1)))

QUERY(B043,
      cupel_order_by(cupel_filter(cupel_join(cupel_except(cupel_intersect(
                                                              cupel_filter(USERS, cupel_eq(ID, 1)),
                                                              cupel_filter(USERS, cupel_eq(ID, 2)),
                                                              cupel_filter(USERS, cupel_eq(ID, 3))),
                                                          cupel_filter(USERS, cupel_eq(ID, 1))),
                                             R_ADDR),
                                  cupel_eq(EMAIL, "e")),
                     AID))

QUERY(B044, cupel_distinct(cupel_with_entities(
                cupel_join(cupel_join(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                  cupel_filter(USERS, cupel_eq(ID, 2))),
                                      R_ORD),
                           R_ITEMS),
                NAME, cupel_attr(Item, id))))

QUERY(B045, cupel_order_by(cupel_options(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                     cupel_filter(USERS, cupel_eq(ID, 2))),
                                         cupel_joinedload(R_ADDR), cupel_joinedload(R_ORD)),
                           cupel_desc(NAME)))

QUERY(B046, cupel_order_by(
                cupel_from_self(cupel_limit(
                    cupel_filter(cupel_from_self(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                             cupel_filter(USERS, cupel_eq(ID, 2)))),
                                 cupel_gt(AGE, 3)),
                    2)),
                NAME))

QUERY(B047,
      cupel_order_by(cupel_filter(cupel_union_all(SEL(cupel_label(ID, "k"), NAME), SEL(AID, EMAIL)),
                                  cupel_eq(NAME, "x")),
                     "k"))

QUERY(B048, cupel_order_by(cupel_union(cupel_group_by(SEL(cupel_label(COUNT(ID), "n"), NAME), NAME),
                                       cupel_group_by(SEL(COUNT(AID), EMAIL), EMAIL)),
                           cupel_desc(cupel_label_reference("n"))))

QUERY(B049,
      cupel_filter(ADDRESSES,
                   cupel_in(AUSER,
                            cupel_with_entities(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                            cupel_filter(USERS, cupel_eq(ID, 2))),
                                                ID))))

QUERY(B050, cupel_filter(cupel_join(ADDRESSES, E(User)),
                         cupel_exists(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                  cupel_filter(USERS, cupel_eq(ID, 2))))))

static cupel_query *B051(cupel_session *session)
{
    cupel_alias *ua =
        cupel_aliased_to(session, User,
                         cupel_subquery_of(cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)),
                                                       cupel_filter(USERS, cupel_eq(ID, 2))),
                                           NULL),
                         NULL);
    return cupel_filter(cupel_join(SEL(ua), cupel_alias_attr(ua, User, addresses)),
                        cupel_gt(AID, 1));
}

static cupel_query *B052(cupel_session *session)
{
    cupel_subquery *q = cupel_subquery_of(
        cupel_union(cupel_filter(USERS, cupel_eq(ID, 1)), cupel_filter(USERS, cupel_eq(ID, 2))),
        NULL, .with_labels = true);
    return SEL(cupel_subquery_attr(q, User, name));
}

QUERY(B053,
      cupel_order_by(cupel_filter(cupel_union(cupel_join(SEL(E(User), E(Address)), R_ADDR),
                                              cupel_outerjoin(SEL(E(User), E(Address)), R_ADDR)),
                                  cupel_eq(EMAIL, "x"), cupel_eq(NAME, "y")),
                     AID, ID))

QUERY(B054, cupel_filter(cupel_join(cupel_union(cupel_filter(NODES, cupel_eq(DATA, "a")),
                                                cupel_filter(NODES, cupel_eq(DATA, "b"))),
                                    cupel_attr(Node, children), .aliased = true),
                         cupel_eq(DATA, "c")))

static cupel_query *B055(cupel_session *session)
{
    cupel_alias *c = cupel_aliased(session, Node, NULL);
    return cupel_filter(cupel_join(cupel_union(NODES, cupel_filter(NODES, cupel_gt(NID, 1))), c,
                                   .on = cupel_attr(Node, parent)),
                        cupel_eq(cupel_alias_attr(c, Node, data), "q"), cupel_eq(DATA, "w"));
}

QUERY(B056,
      cupel_order_by(
          cupel_filter(cupel_union(cupel_filter(cupel_query(session, Engineer),
                                                cupel_eq(cupel_attr(Engineer, language), "c")),
                                   cupel_filter(cupel_query(session, Engineer),
                                                cupel_eq(cupel_attr(Engineer, base.name), "z"))),
                       cupel_eq(cupel_attr(Engineer, language), "d")),
          cupel_attr(Engineer, base.name)))

QUERY(B057,
      cupel_limit(cupel_union_all(cupel_options(ORDERS, cupel_joinedload(cupel_attr(Order, user)),
                                                cupel_joinedload(R_ITEMS)),
                                  ORDERS),
                  2))

QUERY(B060, cupel_having(cupel_group_by(cupel_with_entities(cupel_from_self(cupel_join(
                                                                SEL(E(User), E(Address)), R_ADDR)),
                                                            EMAIL, COUNT(ID)),
                                        EMAIL),
                         cupel_gt(COUNT(ID), 1)))

QUERY(B061,
      cupel_options(cupel_filter(cupel_join(cupel_from_self(cupel_limit(
                                                cupel_order_by(cupel_join(USERS, R_ADDR), AID), 3)),
                                            R_ADDR),
                                 cupel_gt(AID, 2)),
                    cupel_contains_eager(R_ADDR)))

QUERY(B062,
      cupel_with_entities(
          cupel_from_self(cupel_limit(
              cupel_order_by(cupel_filter(cupel_from_self(cupel_group_by(
                                              cupel_outerjoin(SEL(ID, cupel_label(COUNT(AID), "n")),
                                                              R_ADDR),
                                              ID)),
                                          cupel_gt(ID, 1)),
                             "n"),
              2)),
          ID))

QUERY(B063, cupel_filter(cupel_reset_joinpoint(cupel_filter(
                             cupel_join(cupel_from_self(cupel_filter(
                                            NODES, cupel_eq(cupel_attr(Node, parent), NULL))),
                                        cupel_attr(Node, children), .aliased = true),
                             cupel_eq(DATA, "x"))),
                         cupel_eq(DATA, "y")))

QUERY(B064, cupel_filter(cupel_from_self(cupel_distinct_on(USERS, NAME)), cupel_gt(AGE, 3)))

static cupel_query *B065(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_filter(cupel_from_self(cupel_filter(SEL(E(User), ua),
                                                  cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                     cupel_eq(cupel_alias_attr(ua, User, name), "x"), cupel_eq(NAME, "y")),
        cupel_alias_attr(ua, User, id));
}

QUERY(B066, cupel_filter(cupel_from_self(cupel_filter(USERS, cupel_any(R_ORD, cupel_gt(TOTAL, 3)))),
                         cupel_any(R_ADDR, cupel_eq(AID, AGE))))

static cupel_query *H001(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_filter(cupel_from_self(cupel_filter(SEL(ua, E(User)),
                                                  cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                     cupel_eq(cupel_alias_attr(ua, User, name), "x"), cupel_eq(NAME, "y")),
        ID, cupel_alias_attr(ua, User, id));
}

static cupel_query *H002(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(
        cupel_join(cupel_from_self(cupel_filter(SEL(E(User), ua),
                                                cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                   cupel_alias_attr(ua, User, addresses)),
        cupel_eq(EMAIL, "e"));
}

static cupel_query *H003(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(
        cupel_join(cupel_from_self(cupel_filter(SEL(E(User), ua),
                                                cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                   R_ADDR),
        cupel_eq(EMAIL, "e"), cupel_eq(cupel_alias_attr(ua, User, age), 3));
}

static cupel_query *H004(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_options(
        cupel_limit(cupel_order_by(cupel_filter(SEL(E(User), ua),
                                                cupel_lt(ID, cupel_alias_attr(ua, User, id))),
                                   cupel_alias_attr(ua, User, name)),
                    3),
        cupel_joinedload(cupel_alias_attr(ua, User, addresses)), cupel_joinedload(R_ORD));
}

static cupel_query *H005(cupel_session *session)
{
    cupel_alias *n = cupel_aliased(session, Node, NULL);
    return cupel_group_by(
        cupel_with_entities(
            cupel_from_self(cupel_join(SEL(E(Node), n), n, .on = cupel_attr(Node, parent))),
            cupel_alias_attr(n, Node, data), COUNT(NID)),
        cupel_alias_attr(n, Node, data));
}

static cupel_query *H006(cupel_session *session)
{
    cupel_alias *n = cupel_aliased(session, Node, NULL), *m = cupel_aliased(session, Node, NULL);
    return cupel_order_by(
        cupel_from_self(cupel_filter(
            cupel_from_self(cupel_join(SEL(n, m), m, .on = cupel_alias_attr(n, Node, children))),
            cupel_eq(cupel_alias_attr(n, Node, data), "a"),
            cupel_eq(cupel_alias_attr(m, Node, data), "b"))),
        cupel_alias_attr(m, Node, id), cupel_alias_attr(n, Node, id));
}

static cupel_query *H007(cupel_session *session)
{
    cupel_alias *va = cupel_aliased(session, Vertex, NULL);
    return cupel_order_by(
        cupel_filter(cupel_from_self(
                         cupel_filter(SEL(va, E(Vertex)), cupel_lt(cupel_alias_attr(va, Vertex, id),
                                                                   cupel_attr(Vertex, id)))),
                     cupel_gt(cupel_alias_attr(va, Vertex, xsum), 3),
                     cupel_lt(cupel_attr(Vertex, xsum), 5),
                     cupel_eq(cupel_alias_attr(va, Vertex, tag), "t")),
        cupel_attr(Vertex, tag));
}

QUERY(H008, cupel_filter(cupel_from_self(cupel_from_self(cupel_query(session, Vertex))),
                         cupel_gt(cupel_attr(Vertex, xsum), 3)))

static cupel_query *H009(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_filter(
            cupel_union(
                cupel_filter(SEL(E(User), ua), cupel_lt(ID, cupel_alias_attr(ua, User, id))),
                cupel_filter(SEL(E(User), ua), cupel_eq(AGE, cupel_alias_attr(ua, User, age)))),
            cupel_eq(cupel_alias_attr(ua, User, name), "x")),
        cupel_alias_attr(ua, User, id), ID);
}

static cupel_query *H010(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(cupel_from_self(cupel_filter(SEL(NAME, cupel_alias_attr(ua, User, name)),
                                                     cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                        cupel_eq(cupel_alias_attr(ua, User, name), "x"), cupel_eq(NAME, "q"));
}

static cupel_query *H011(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(cupel_from_self(cupel_filter(SEL(E(User), ua),
                                                     cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
                        cupel_any(cupel_alias_attr(ua, User, addresses), cupel_gt(AID, 3)),
                        cupel_any(R_ORD));
}

static cupel_query *H012(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, NULL);
    return cupel_order_by(
        cupel_filter(cupel_from_self(cupel_filter(
                         SEL(E(Engineer), e), cupel_lt(cupel_attr(Engineer, base.id),
                                                       cupel_alias_attr(e, Engineer, base.id)))),
                     cupel_eq(cupel_alias_attr(e, Engineer, language), "c"),
                     cupel_eq(cupel_attr(Engineer, language), "d")),
        cupel_alias_attr(e, Engineer, base.name));
}

static cupel_query *H013(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_with_entities(
        cupel_filter(
            cupel_from_self(
                cupel_filter(SEL(E(User), ua), cupel_lt(ID, cupel_alias_attr(ua, User, id)))),
            cupel_exists(cupel_filter(ADDRESSES, cupel_eq(AUSER, cupel_alias_attr(ua, User, id))))),
        cupel_alias_attr(ua, User, id), ID);
}

int main(void)
{
    static const query_case cases[] = {
        CASE(B040), CASE(B041), CASE(B042), CASE(B043), CASE(B044), CASE(B045), CASE(B046),
        CASE(B047), CASE(B048), CASE(B049), CASE(B050), CASE(B051), CASE(B052), CASE(B053),
        CASE(B054), CASE(B055), CASE(B056), CASE(B057), CASE(B060), CASE(B061), CASE(B062),
        CASE(B063), CASE(B064), CASE(B065), CASE(B066), CASE(H001), CASE(H002), CASE(H003),
        CASE(H004), CASE(H005), CASE(H006), CASE(H007), CASE(H008), CASE(H009), CASE(H010),
        CASE(H011), CASE(H012), CASE(H013),
    };
    return run_cases("query/more_sets", cases, sizeof cases / sizeof cases[0]);
}
