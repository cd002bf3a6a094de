/*
 * test_more_joins.c - joins: of aliases, of structs that inherit, of subqueries, from join points.
 */
#include "names.h"

static const int32_t one = 1, two = 2;

static cupel_query *B001(cupel_session *session)
{
    cupel_alias *c = cupel_aliased(session, Node, "c"), *g = cupel_aliased(session, Node, "g");
    return cupel_filter(cupel_join(cupel_join(NODES, c, .on = cupel_attr(Node, children)), g,
                                   .on = cupel_alias_attr(c, Node, children)),
                        cupel_eq(DATA, "a"), cupel_eq(cupel_alias_attr(c, Node, data), "b"),
                        cupel_eq(cupel_alias_attr(g, Node, data), "c"));
}

static cupel_query *B002(cupel_session *session)
{
    cupel_alias *c = cupel_aliased(session, Node, NULL), *p = cupel_aliased(session, Node, NULL);
    return cupel_order_by(
        cupel_outerjoin(cupel_join(cupel_select_from(SEL(DATA, cupel_alias_attr(c, Node, data),
                                                         cupel_alias_attr(p, Node, data)),
                                                     c),
                                   E(Node), .on = cupel_alias_attr(c, Node, parent)),
                        p, .on = cupel_attr(Node, parent)),
        cupel_desc(cupel_alias_attr(p, Node, data)));
}

static cupel_query *B003(cupel_session *session)
{
    cupel_alias *i = cupel_aliased(session, Item, NULL), *k = cupel_aliased(session, Keyword, "kk");
    return cupel_having(
        cupel_group_by(cupel_filter(cupel_join(cupel_join(ORDERS, i, .on = R_ITEMS), k,
                                               .on = cupel_alias_attr(i, Item, keywords)),
                                    cupel_in(cupel_alias_attr(k, Keyword, keyword), "a", "b")),
                       OID),
        cupel_eq(COUNT(cupel_alias_attr(k, Keyword, id)), 2));
}

QUERY(B004, cupel_filter(cupel_join(cupel_join(cupel_join(ORDERS, R_ITEMS), R_KEYW),
                                    cupel_attr(Order, user)),
                         cupel_eq(cupel_attr(Keyword, keyword), "k"), cupel_eq(NAME, "n")))

static cupel_query *B005(cupel_session *session)
{
    cupel_alias *k1 = cupel_aliased(session, Keyword, NULL),
                *k2 = cupel_aliased(session, Keyword, NULL);
    return cupel_filter(
        cupel_join(cupel_join(cupel_query(session, Item), cupel_of_type(R_KEYW, k1)),
                   cupel_of_type(R_KEYW, k2)),
        cupel_eq(cupel_alias_attr(k1, Keyword, keyword), "a"),
        cupel_eq(cupel_alias_attr(k2, Keyword, keyword), "b"));
}

QUERY(B006, cupel_join(cupel_join(USERS, cupel_related_and(R_ADDR, cupel_like(EMAIL, "%@x")),
                                  .isouter = true),
                       cupel_related_and(R_ORD, cupel_eq(cupel_attr(Order, isopen), true),
                                         cupel_or(cupel_gt(TOTAL, 5), cupel_eq(TOTAL, NULL)))))

static cupel_query *B007(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, NULL);
    return cupel_order_by(cupel_filter(cupel_join(cupel_query(session, Company),
                                                  cupel_of_type(cupel_attr(Company, employees), e)),
                                       cupel_eq(cupel_alias_attr(e, Engineer, language), "c"),
                                       cupel_eq(cupel_alias_attr(e, Engineer, base.name), "x")),
                          cupel_alias_attr(e, Engineer, base.id));
}

QUERY(B008,
      cupel_filter(cupel_outerjoin(SEL(cupel_attr(Company, name), cupel_attr(Engineer, language)),
                                   cupel_of_type(cupel_attr(Company, employees), E(Engineer))),
                   cupel_or(cupel_eq(cupel_attr(Engineer, language), NULL),
                            cupel_eq(cupel_attr(Engineer, base.name), "q"))))

QUERY(B009, cupel_filter(cupel_join(SEL(E(Company), E(Manager)),
                                    cupel_of_type(cupel_attr(Company, employees), E(Manager))),
                         cupel_between(cupel_attr(Manager, level), 1, 3)))

QUERY(B010, cupel_filter(cupel_query(session, Company),
                         cupel_any(cupel_of_type(cupel_attr(Company, employees), E(Manager)),
                                   cupel_gt(cupel_attr(Manager, level), 2)),
                         cupel_not(cupel_any(cupel_attr(Company, employees),
                                             cupel_eq(cupel_attr(Employee, name), "z")))))

static cupel_query *B011(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, NULL);
    return cupel_filter(cupel_query(session, Company),
                        cupel_any(cupel_of_type(cupel_attr(Company, employees), e),
                                  cupel_eq(cupel_alias_attr(e, Engineer, language), "x")));
}

static cupel_query *B012(cupel_session *session)
{
    cupel_subquery *sub = cupel_subquery_of(
        cupel_limit(cupel_order_by(cupel_filter(ADDRESSES, cupel_like(EMAIL, "a%")), AID), 3),
        NULL);
    cupel_alias *aa = cupel_aliased_to(session, Address, sub, "rec");
    return cupel_order_by(cupel_outerjoin(SEL(E(User), aa), aa, .on = R_ADDR),
                          cupel_alias_attr(aa, Address, id));
}

static cupel_query *B013(cupel_session *session)
{
    cupel_subquery *sub = cupel_subquery_of(
        cupel_having(cupel_group_by(SEL(AUSER, cupel_label(COUNT(AID), "n")), AUSER),
                     cupel_gt(COUNT(AID), 1)),
        "cnt");
    return cupel_order_by(
        cupel_filter(
            cupel_outerjoin(SEL(E(User), cupel_func("coalesce", cupel_c(sub, "n"), 0)), sub),
            cupel_or(cupel_gt(cupel_c(sub, "n"), 3), cupel_eq(cupel_c(sub, "n"), NULL))),
        cupel_desc(cupel_c(sub, "n")), ID);
}

QUERY(B014,
      cupel_filter_by_name(
          cupel_join(cupel_join(USERS, cupel_table_source(&order_items),
                                .on = cupel_eq(cupel_column(&order_items, "order_id"), ID),
                                .isouter = true),
                     E(Item),
                     .on = cupel_eq(cupel_attr(Item, id), cupel_column(&order_items, "item_id"))),
          "description", "d"))

QUERY(B015, cupel_filter(cupel_join(cupel_join(cupel_select_from(SEL(NAME, EMAIL), E(Order)),
                                               cupel_attr(Order, user)),
                                    cupel_attr(Order, address)),
                         cupel_gt(TOTAL, 5)))

QUERY(B016,
      cupel_group_by(cupel_outerjoin(cupel_select_from(SEL(COUNT(AID)), E(User)), R_ADDR), ID))

QUERY(B018, cupel_join(cupel_join(ADDRESSES, E(User),
                                  .on = cupel_and(cupel_eq(ID, AUSER), cupel_gt(AGE, 3))),
                       E(Order), .on = cupel_eq(cupel_attr(Order, address_id), AID), .full = true))

static cupel_query *B019(cupel_session *session)
{
    cupel_subquery *sub = cupel_subquery_of(
        cupel_filter(cupel_query(session, Engineer), cupel_eq(cupel_attr(Engineer, language), "c")),
        NULL);
    cupel_alias *e = cupel_aliased_to(session, Engineer, sub, NULL);
    return cupel_order_by(
        cupel_filter(SEL(e), cupel_eq(cupel_alias_attr(e, Engineer, base.name), "x")),
        cupel_alias_attr(e, Engineer, language));
}

QUERY(B020,
      cupel_order_by(
          cupel_filter_by_name(
              cupel_reset_joinpoint(cupel_filter_by_name(
                  cupel_filter(cupel_join(cupel_filter(cupel_join(NODES, cupel_attr(Node, children),
                                                                  .aliased = true),
                                                       cupel_eq(DATA, "b")),
                                          cupel_attr(Node, children), .aliased = true,
                                          .from_joinpoint = true),
                               cupel_eq(DATA, "c")),
                  "data", "d")),
              "data", "a"),
          NID))

QUERY(B021, cupel_filter(cupel_join(cupel_join(cupel_join(USERS, R_ORD, .aliased = true), R_ITEMS,
                                               .aliased = true, .from_joinpoint = true),
                                    R_KEYW, .aliased = true, .from_joinpoint = true),
                         cupel_eq(cupel_attr(Keyword, keyword), "k"),
                         cupel_eq(cupel_attr(Item, description), "d"), cupel_gt(TOTAL, 3),
                         cupel_eq(NAME, "n")))

QUERY(B022,
      cupel_filter(cupel_join(cupel_reset_joinpoint(cupel_filter(cupel_outerjoin(USERS, R_ADDR,
                                                                                 .aliased = true),
                                                                 cupel_eq(AID, NULL))),
                              R_ADDR),
                   cupel_eq(EMAIL, "e")))

static cupel_query *B025(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, "select");
    return cupel_order_by(cupel_filter(SEL(cupel_label(cupel_alias_attr(ua, User, id), "order"),
                                           cupel_label(cupel_alias_attr(ua, User, name), "Name")),
                                       cupel_gt(cupel_alias_attr(ua, User, age), 1)),
                          cupel_alias_attr(ua, User, name));
}

static cupel_query *B026(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(SEL(ua),
                        cupel_any(cupel_alias_attr(ua, User, addresses), cupel_eq(EMAIL, "x")),
                        cupel_any(cupel_alias_attr(ua, User, orders),
                                  cupel_any(R_ITEMS, cupel_eq(cupel_attr(Item, id), 3))));
}

static cupel_query *B027(cupel_session *session)
{
    cupel_alias *na = cupel_aliased(session, Node, NULL);
    return cupel_filter(SEL(na), cupel_has(cupel_alias_attr(na, Node, parent), cupel_eq(DATA, "r")),
                        cupel_not(cupel_any(cupel_alias_attr(na, Node, children))));
}

static cupel_query *B028(cupel_session *session)
{
    cupel_alias *ka = cupel_aliased(session, Keyword, NULL);
    return cupel_filter(
        cupel_filter(SEL(ka), cupel_any(cupel_alias_attr(ka, Keyword, items),
                                        cupel_eq(cupel_attr(Item, description), "z"))),
        cupel_contains(cupel_alias_attr(ka, Keyword, items), cupel_instance(item_7(session))));
}

static cupel_query *B029(cupel_session *session)
{
    cupel_alias *oa = cupel_aliased(session, Order, NULL);
    return cupel_filter(
        SEL(oa), cupel_eq(cupel_alias_attr(oa, Order, user), cupel_instance(user_5(session))),
        cupel_eq(cupel_alias_attr(oa, Order, address), NULL),
        cupel_has(cupel_alias_attr(oa, Order, user), cupel_eq(NAME, "q")));
}

static cupel_query *B030(cupel_session *session)
{
    cupel_alias *va = cupel_aliased(session, Vertex, NULL);
    return cupel_order_by(
        cupel_filter(SEL(va),
                     cupel_eq(cupel_alias_attr(va, Vertex, start),
                              cupel_composite(Vertex, start, &(Point){ &one, &two })),
                     cupel_gt(cupel_alias_attr(va, Vertex, xsum), 3),
                     cupel_eq(cupel_alias_attr(va, Vertex, tag), "t")),
        cupel_alias_attr(va, Vertex, xsum), cupel_alias_attr(va, Vertex, start));
}

QUERY(H020, cupel_outerjoin(SEL(E(Company), E(Manager)),
                            cupel_of_type(cupel_attr(Company, employees), E(Manager))))

QUERY(H021, cupel_filter(cupel_outerjoin(SEL(cupel_attr(Company, name), cupel_attr(Manager, level)),
                                         E(Manager),
                                         .on = cupel_eq(cupel_attr(Manager, base.company_id),
                                                        cupel_attr(Company, id))),
                         cupel_gt(cupel_attr(Company, id), 1)))

QUERY(H022, cupel_join(SEL(cupel_attr(Company, name), cupel_attr(Manager, level)),
                       cupel_attr(Company, employees)))

QUERY(H023, cupel_filter(SEL(E(Company), E(Manager)),
                         cupel_eq(cupel_attr(Manager, base.company_id), cupel_attr(Company, id))))

static cupel_query *H024(cupel_session *session)
{
    cupel_alias *m = cupel_aliased(session, Manager, NULL);
    return cupel_filter(
        cupel_outerjoin(SEL(E(Company), m), cupel_of_type(cupel_attr(Company, employees), m)),
        cupel_gt(cupel_alias_attr(m, Manager, level), 1));
}

QUERY(H025, cupel_with_entities(
                cupel_outerjoin(cupel_select_from(SEL(cupel_attr(Manager, level)), E(Company)),
                                cupel_of_type(cupel_attr(Company, employees), E(Manager))),
                cupel_attr(Company, name), cupel_attr(Manager, base.name)))

QUERY(H026,
      cupel_group_by(cupel_outerjoin(cupel_select_from(SEL(COUNT(cupel_attr(Manager, base.id))),
                                                       E(Company)),
                                     E(Manager)),
                     cupel_attr(Company, id)))

QUERY(H027, cupel_filter(cupel_from_self(cupel_join(cupel_query(session, Manager), E(Company))),
                         cupel_gt(cupel_attr(Manager, level), 1)))

int main(void)
{
    static const query_case cases[] = {
        CASE(B001), CASE(B002), CASE(B003), CASE(B004), CASE(B005), CASE(B006), CASE(B007),
        CASE(B008), CASE(B009), CASE(B010), CASE(B011), CASE(B012), CASE(B013), CASE(B014),
        CASE(B015), CASE(B016), CASE(B018), CASE(B019), CASE(B020), CASE(B021), CASE(B022),
        CASE(B025), CASE(B026), CASE(B027), CASE(B028), CASE(B029), CASE(B030), CASE(H020),
        CASE(H021), CASE(H022), CASE(H023), CASE(H024), CASE(H025), CASE(H026), CASE(H027),
    };
    return run_cases("query/more_joins", cases, sizeof cases / sizeof cases[0]);
}
