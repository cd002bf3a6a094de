/*
 * test_more_paths.c - aliases in every clause, conditions along several relationships, structs that inherit, attributes that are expressions, loading there and back.
 */
#include "names.h"

static cupel_query *Z001(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, "u"),
                *aa = cupel_aliased(session, Address, "ad");
    return cupel_filter(
        cupel_from_self(cupel_limit(
            cupel_order_by(
                cupel_having(
                    cupel_group_by(
                        cupel_outerjoin(
                            SEL(ua, cupel_label(COUNT(cupel_alias_attr(aa, Address, id)), "n")), aa,
                            .on = cupel_alias_attr(ua, User, addresses)),
                        cupel_entity(ua)),
                    cupel_ge(COUNT(cupel_alias_attr(aa, Address, id)), 0)),
                cupel_desc(cupel_label_reference("n")), cupel_alias_attr(ua, User, id)),
            3)),
        cupel_ne(cupel_alias_attr(ua, User, name), "x"));
}

static cupel_query *Z002(cupel_session *session)
{
    cupel_subquery *q = cupel_subquery_of(
                       cupel_group_by(
                           cupel_outerjoin(SEL(ID, cupel_label(COUNT(AID), "n")), R_ADDR), ID),
                       NULL),
                   *r = cupel_subquery_of(SEL(cupel_label(cupel_func("avg", cupel_c(q, "n")), "a")),
                                          NULL);
    return cupel_filter(
        cupel_join(SEL(E(User), cupel_c(q, "n")), q, .on = cupel_eq(cupel_c(q, "id"), ID)),
        cupel_gt(cupel_c(q, "n"), cupel_scalar_subquery(SEL(cupel_c(r, "a")))));
}

QUERY(Z003,
      cupel_filter(USERS,
                   cupel_in(ID, cupel_intersect(
                                    cupel_union(cupel_filter(SEL(AUSER), cupel_like(EMAIL, "a%")),
                                                cupel_filter(SEL(OUSER), cupel_gt(TOTAL, 5))),
                                    SEL(ID)))))

QUERY(Z004,
      cupel_offset(
          cupel_limit(cupel_order_by(cupel_union_all(cupel_join(SEL(NAME, EMAIL), R_ADDR),
                                                     cupel_join(SEL(cupel_attr(Item, description),
                                                                    cupel_attr(Keyword, keyword)),
                                                                R_KEYW)),
                                     NAME),
                      5),
          1))

QUERY(Z006,
      cupel_filter(cupel_filter(NODES, cupel_in(NID, cupel_distinct(SEL(NPARENT)))),
                   cupel_not(cupel_in(NID, cupel_filter(SEL(NPARENT), cupel_ne(NPARENT, NULL))))))

static cupel_query *Z007(cupel_session *session)
{
    cupel_alias *n = cupel_aliased(session, Node, NULL);
    return cupel_order_by(
        cupel_filter(NODES, cupel_gt(cupel_scalar_subquery(cupel_filter(
                                         SEL(COUNT(cupel_alias_attr(n, Node, id))),
                                         cupel_eq(cupel_alias_attr(n, Node, parent_id), NID))),
                                     2)),
        cupel_desc(cupel_scalar_subquery(
            cupel_correlate(cupel_filter(SEL(cupel_func("max", cupel_alias_attr(n, Node, id))),
                                         cupel_eq(cupel_alias_attr(n, Node, parent_id), NID)),
                            E(Node)))));
}

QUERY(Z008,
      cupel_distinct(cupel_filter(cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                  cupel_any(R_KEYW, cupel_eq(cupel_attr(Keyword, keyword), "k")),
                                  cupel_any(R_KEYW, cupel_gt(cupel_attr(Keyword, id), 2)))))

QUERY(Z009,
      cupel_filter(ORDERS,
                   cupel_has(cupel_attr(Order, user),
                             cupel_any(R_ADDR, cupel_eq(AID, cupel_attr(Order, address_id))))))

QUERY(Z010, cupel_filter(ORDERS, cupel_has(cupel_attr(Order, user), cupel_eq(NAME, "x")),
                         cupel_has(cupel_attr(Order, address)),
                         cupel_not(cupel_has(cupel_attr(Order, user)))))

static cupel_query *Z011(cupel_session *session)
{
    cupel_alias *oa = cupel_aliased(session, Order, NULL);
    return cupel_filter(USERS,
                        cupel_any(cupel_of_type(R_ORD, oa),
                                  cupel_and(cupel_gt(cupel_alias_attr(oa, Order, total), 3),
                                            cupel_any(cupel_alias_attr(oa, Order, items),
                                                      cupel_eq(cupel_attr(Item, id),
                                                               cupel_alias_attr(oa, Order, id))))));
}

QUERY(Z012, cupel_order_by(cupel_group_by(cupel_outerjoin(SEL(cupel_attr(Company, name),
                                                              COUNT(cupel_attr(Employee, id))),
                                                          cupel_attr(Company, employees)),
                                          cupel_attr(Company, name)),
                           cupel_desc(COUNT(cupel_attr(Employee, id)))))

QUERY(Z013, cupel_with_entities(
                cupel_from_self(cupel_limit(
                    cupel_order_by(cupel_filter(cupel_query(session, Employee),
                                                cupel_in(cupel_attr(Employee, type), "a", "b")),
                                   cupel_attr(Employee, name)),
                    2)),
                cupel_attr(Employee, id), cupel_attr(Employee, name)))

QUERY(Z014, cupel_order_by(cupel_filter(SEL(cupel_attr(Engineer, base.id),
                                            cupel_attr(Engineer, base.name),
                                            cupel_attr(Engineer, language)),
                                        cupel_eq(cupel_attr(Engineer, base.company_id), 3)),
                           cupel_attr(Engineer, language), cupel_attr(Engineer, base.name)))

QUERY(Z015, cupel_limit(
                cupel_order_by(cupel_filter(cupel_join(cupel_query(session, Engineer), E(Company),
                                                       .on = cupel_eq(cupel_attr(Company, id),
                                                                      cupel_attr(Engineer,
                                                                                 base.company_id))),
                                            cupel_eq(cupel_attr(Company, name), "x")),
                               cupel_attr(Engineer, base.id)),
                1))

QUERY(Z016, cupel_filter(cupel_query(session, Manager),
                         cupel_in(cupel_attr(Manager, base.id),
                                  cupel_filter(SEL(cupel_attr(Manager, base.id)),
                                               cupel_gt(cupel_attr(Manager, level), 1)))))

QUERY(Z017, cupel_filter(cupel_query(session, Employee),
                         cupel_exists(cupel_filter(cupel_query(session, Manager),
                                                   cupel_eq(cupel_attr(Manager, base.company_id),
                                                            cupel_attr(Employee, company_id))))))

static cupel_query *Z018(cupel_session *session)
{
    cupel_alias *m = cupel_aliased(session, Manager, NULL);
    return cupel_filter(
        cupel_outerjoin(SEL(E(Employee), m), m,
                        .on = cupel_eq(cupel_alias_attr(m, Manager, base.company_id),
                                       cupel_attr(Employee, company_id))),
        cupel_or(cupel_eq(cupel_alias_attr(m, Manager, level), NULL),
                 cupel_gt(cupel_alias_attr(m, Manager, level), 1)));
}

static cupel_query *Z019(cupel_session *session)
{
    cupel_alias *m = cupel_aliased(session, Manager, "boss");
    return cupel_filter(
        SEL(cupel_alias_attr(m, Manager, base.name), cupel_attr(Engineer, language)),
        cupel_eq(cupel_alias_attr(m, Manager, base.company_id),
                 cupel_attr(Engineer, base.company_id)));
}

QUERY(Z020, cupel_union(cupel_query(session, Manager),
                        cupel_filter(cupel_query(session, Manager),
                                     cupel_gt(cupel_attr(Manager, level), 1))))

QUERY(Z021, SEL(COUNT(cupel_attr(Manager, base.id)), cupel_func("max", cupel_attr(Manager, level))))

QUERY(Z022, SEL(cupel_subquery_of(cupel_query(session, Manager), NULL)))

QUERY(Z023,
      cupel_order_by(cupel_distinct(SEL(cupel_attr(Manager, level))), cupel_attr(Manager, level)))

QUERY(Z024,
      cupel_group_by(cupel_outerjoin(SEL(E(Company), COUNT(cupel_attr(Manager, base.id))),
                                     E(Manager),
                                     .on = cupel_and(cupel_eq(cupel_attr(Manager, base.company_id),
                                                              cupel_attr(Company, id)),
                                                     cupel_gt(cupel_attr(Manager, level), 1))),
                     E(Company)))

QUERY(Z025,
      cupel_order_by(cupel_having(cupel_group_by(cupel_filter(SEL(cupel_attr(Vertex, id)),
                                                              cupel_gt(cupel_attr(Vertex, xsum),
                                                                       cupel_attr(Vertex, id))),
                                                 cupel_attr(Vertex, xsum), cupel_attr(Vertex, id)),
                                  cupel_gt(cupel_func("sum", cupel_attr(Vertex, xsum)), 3)),
                     cupel_desc(cupel_attr(Vertex, xsum))))

QUERY(Z026, cupel_order_by(cupel_distinct(cupel_query(session, Vertex)), cupel_attr(Vertex, xsum)))

QUERY(Z027, SEL(cupel_subquery_of(SEL(cupel_attr(Vertex, xsum)), NULL)))

QUERY(Z028,
      SEL(cupel_subquery_of(cupel_filter(SEL(cupel_attr(Vertex, xsum), cupel_attr(Vertex, start)),
                                         cupel_eq(cupel_attr(Vertex, tag), "a")),
                            NULL)))

QUERY(Z029, cupel_filter(cupel_options(cupel_query(session, Vertex),
                                       cupel_defer(cupel_attr(Vertex, xsum))),
                         cupel_eq(cupel_attr(Vertex, xsum), 3)))

QUERY(Z030,
      cupel_filter(SEL(cupel_plus(cupel_attr(Vertex, xsum), 1),
                       cupel_func("abs", cupel_attr(Vertex, xsum)),
                       cupel_label(cupel_attr(Vertex, xsum), "q")),
                   cupel_gt(cupel_times(cupel_attr(Vertex, xsum), 2), cupel_attr(Vertex, xsum))))

static cupel_query *Z031(cupel_session *session)
{
    cupel_alias *va = cupel_aliased(session, Vertex, NULL);
    return cupel_filter(SEL(cupel_attr(Vertex, xsum), cupel_alias_attr(va, Vertex, xsum)),
                        cupel_lt(cupel_attr(Vertex, xsum), cupel_alias_attr(va, Vertex, xsum)));
}

QUERY(Z032, cupel_filter(cupel_query(session, Vertex),
                         cupel_in(cupel_attr(Vertex, id),
                                  cupel_filter(SEL(cupel_attr(Vertex, xsum)),
                                               cupel_gt(cupel_attr(Vertex, xsum), 2)))))

QUERY(Z033, cupel_order_by(cupel_union(cupel_query(session, Vertex),
                                       cupel_filter(cupel_query(session, Vertex),
                                                    cupel_gt(cupel_attr(Vertex, xsum), 2))),
                           cupel_attr(Vertex, xsum)))

QUERY(Z034,
      cupel_limit(
          cupel_filter(cupel_options(USERS, cupel_joinedload(
                                                R_ORD, cupel_joinedload(cupel_attr(Order, user),
                                                                        cupel_joinedload(R_ADDR)))),
                       cupel_lt(ID, 3)),
          1))

QUERY(Z035,
      cupel_filter(cupel_options(cupel_query(session, Item),
                                 cupel_joinedload(R_KEYW,
                                                  cupel_joinedload(cupel_attr(Keyword, items)))),
                   cupel_eq(cupel_attr(Item, id), 1)))

QUERY(Z036, cupel_limit(cupel_order_by(cupel_options(cupel_query(session, Keyword),
                                                     cupel_joinedload(cupel_attr(Keyword, items),
                                                                      cupel_joinedload(R_KEYW))),
                                       cupel_attr(Keyword, keyword)),
                        2))

static cupel_query *Z038(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_limit(
        cupel_order_by(cupel_options(cupel_join(SEL(E(Address), ua), ua, .on = R_USER),
                                     cupel_joinedload(cupel_alias_attr(ua, User, orders)),
                                     cupel_joinedload(R_USER)),
                       cupel_alias_attr(ua, User, name)),
        2);
}

QUERY(Z039, cupel_with_entities(cupel_options(cupel_join(ADDRESSES, R_USER),
                                              cupel_contains_eager(R_USER, cupel_load_only(NAME))),
                                AID, NAME))

QUERY(Z040,
      cupel_options(cupel_limit(cupel_order_by(cupel_join(cupel_add_columns(USERS,
                                                                            cupel_plus(ID, 1), AID),
                                                          R_ADDR),
                                               cupel_plus(ID, 1)),
                                2),
                    cupel_joinedload(R_ORD)))

QUERY(Z041, cupel_options(cupel_having(cupel_group_by(USERS, ID), cupel_gt(cupel_func("count"), 1)),
                          cupel_joinedload(R_ADDR)))

QUERY(Z042,
      cupel_group_by(
          cupel_group_by(cupel_order_by(cupel_order_by(cupel_order_by(USERS, ID), NULL), NAME), ID),
          NULL))

int main(void)
{
    static const query_case cases[] = {
        CASE(Z001), CASE(Z002), CASE(Z003), CASE(Z004), CASE(Z006), CASE(Z007), CASE(Z008),
        CASE(Z009), CASE(Z010), CASE(Z011), CASE(Z012), CASE(Z013), CASE(Z014), CASE(Z015),
        CASE(Z016), CASE(Z017), CASE(Z018), CASE(Z019), CASE(Z020), CASE(Z021), CASE(Z022),
        CASE(Z023), CASE(Z024), CASE(Z025), CASE(Z026), CASE(Z027), CASE(Z028), CASE(Z029),
        CASE(Z030), CASE(Z031), CASE(Z032), CASE(Z033), CASE(Z034), CASE(Z035), CASE(Z036),
        CASE(Z038), CASE(Z039), CASE(Z040), CASE(Z041), CASE(Z042),
    };
    return run_cases("query/more_paths", cases, sizeof cases / sizeof cases[0]);
}
