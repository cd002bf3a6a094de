/*
 * test_nested.c - what a query inside another takes from it: deferred columns,
 * labels, correlated tables, criteria.
 */
#include "names.h"

QUERY(N001, SEL(cupel_subquery_of(cupel_query(session, Vertex), NULL)))
QUERY(N002, SEL(cupel_subquery_of(cupel_options(USERS, cupel_defer(NAME)), NULL)))
QUERY(N003, cupel_filter(cupel_union(cupel_query(session, Vertex),
                                     cupel_filter(cupel_query(session, Vertex),
                                                  cupel_eq(cupel_attr(Vertex, id), 1))),
                         cupel_eq(cupel_attr(Vertex, note), "x")))
QUERY(N004,
      cupel_filter(cupel_from_self(cupel_options(USERS, cupel_load_only(NAME))), cupel_gt(AGE, 1)))
QUERY(N005, SEL(cupel_label(ID, "users_id"), AID, ID))
QUERY(N006, SEL(cupel_label(NAME, "x"), cupel_label(EMAIL, "x")))
QUERY(N007, SEL(cupel_subquery_of(SEL(cupel_label(NAME, "x"), cupel_label(EMAIL, "x")), NULL)))
static cupel_query *N008(cupel_session *session)
{
    cupel_expr *l = cupel_label(NAME, "n");
    cupel_keep(l);
    return cupel_order_by(SEL(l), cupel_desc(l));
}

static cupel_query *N009(cupel_session *session)
{
    cupel_expr *l = cupel_label(NAME, "n");
    cupel_keep(l);
    cupel_keep(l);
    return cupel_group_by(cupel_order_by(SEL(l), cupel_nulls_last(cupel_desc(l))), l);
}

static cupel_query *N010(cupel_session *session)
{
    cupel_expr *l = cupel_label(NAME, "n");
    cupel_keep(l);
    cupel_keep(l);
    return cupel_order_by(SEL(l), cupel_func("lower", l), l);
}

QUERY(N011,
      cupel_select(session, cupel_subquery_of(cupel_join(SEL(E(User), E(Address)), R_ADDR), NULL)))
static cupel_query *N012(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(
        cupel_set_label_style(SEL(E(User), E(Address)), CUPEL_LABEL_TABLE_COLUMN), NULL);
    return SEL(cupel_c(s, "users_id"), cupel_c(s, "addresses_id"));
}

QUERY(N013, SEL(cupel_func("lower", NAME), cupel_func("lower", NAME),
                cupel_label(cupel_func("lower", FULL), "lower_1")))
QUERY(N014, cupel_filter(cupel_select_from(SEL(ID), E(User), E(Address)), cupel_eq(ID, AUSER)))
QUERY(N015, cupel_select_from(SEL(NAME), cupel_subquery_source(cupel_subquery_of(
                                             cupel_filter(USERS, cupel_gt(AGE, 1)), NULL))))
QUERY(N016, SEL(cupel_exists(cupel_filter(USERS, cupel_gt(AGE, 1))),
                cupel_label(cupel_scalar_subquery(SEL(COUNT(AID))), "n")))
QUERY(N017, IDS(cupel_between(ID, cupel_scalar_subquery(SEL(cupel_func("min", AID))),
                              cupel_scalar_subquery(SEL(cupel_func("max", AID))))))
QUERY(N018,
      cupel_order_by(
          SEL(cupel_plus(cupel_func("coalesce",
                                    cupel_scalar_subquery(cupel_filter(SEL(cupel_func("max", AID)),
                                                                       cupel_eq(AUSER, ID))),
                                    0),
                         AGE)),
          cupel_scalar_subquery(cupel_filter(SEL(cupel_func("min", OID)), cupel_eq(OUSER, ID)))))
QUERY(N019, SEL(cupel_case(cupel_exists(cupel_filter(SEL(AID), cupel_eq(AUSER, ID))), "y", "n")))
QUERY(N020,
      cupel_having(cupel_group_by(cupel_join(USERS, R_ADDR), E(User)), cupel_gt(COUNT(AID), 1)))
QUERY(N021, cupel_order_by(cupel_order_by(cupel_order_by(USERS, NULL), ID), NULL))
QUERY(N022, cupel_order_by(cupel_filter(cupel_query(session, Part),
                                        cupel_eq(cupel_attr(Part, quantity), NULL)),
                           cupel_nulls_first(cupel_asc(cupel_attr(Part, part))),
                           cupel_desc(cupel_attr(Part, sub_part))))
QUERY(N023, cupel_group_by(cupel_join(cupel_with_entities(USERS, E(Address), COUNT(ID)), R_USER),
                           E(Address)))
QUERY(N024,
      cupel_filter(cupel_join(cupel_join(cupel_add_entity(cupel_add_columns(USERS, AID,
                                                                            cupel_label(NAME, "nn"),
                                                                            cupel_literal(3)),
                                                          Order),
                                         R_ADDR),
                              R_ORD),
                   cupel_gt(TOTAL, 1)))
static cupel_query *N025(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL), *b = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_filter(cupel_filter(SEL(a, b), cupel_lt(cupel_alias_attr(a, User, id),
                                                      cupel_alias_attr(b, User, id))),
                     cupel_eq(cupel_alias_attr(a, User, name), cupel_alias_attr(b, User, name))),
        cupel_alias_attr(a, User, id), cupel_desc(cupel_alias_attr(b, User, id)));
}

QUERY(N026, cupel_limit(cupel_options(cupel_join(cupel_options(USERS, cupel_with_loader_criteria(
                                                                          E(Address),
                                                                          cupel_ne(EMAIL, "x"))),
                                                 R_ADDR),
                                      cupel_joinedload(R_ADDR)),
                        2))
QUERY(N027, cupel_options(cupel_filter(USERS, cupel_any(R_ADDR)),
                          cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))
QUERY(N028, cupel_options(cupel_filter(USERS, cupel_in(ID, SEL(AUSER))),
                          cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))
QUERY(N029, cupel_filter(cupel_from_self(cupel_filter(USERS, cupel_gt(AGE, 1))),
                         cupel_exists(cupel_filter(ADDRESSES, cupel_eq(AUSER, ID)))))
QUERY(N030,
      cupel_order_by(
          cupel_filter(cupel_from_self(USERS),
                       cupel_eq(AGE, cupel_scalar_subquery(cupel_filter(SEL(cupel_func("max", AID)),
                                                                        cupel_eq(AUSER, ID))))),
          cupel_scalar_subquery(cupel_filter(SEL(COUNT(OID)), cupel_eq(OUSER, ID)))))
QUERY(N031, cupel_filter(cupel_from_self(cupel_join(SEL(E(User), E(Address)), R_ADDR)),
                         cupel_any(R_ADDR, cupel_eq(EMAIL, "x"))))
QUERY(N032, cupel_filter(cupel_from_self(USERS),
                         cupel_in(ID, cupel_filter(SEL(AUSER), cupel_eq(EMAIL, "q")))))
QUERY(N033, cupel_filter(cupel_join(NODES, cupel_attr(Node, children), .aliased = true),
                         cupel_any(cupel_attr(Node, children), cupel_eq(DATA, "x"))))
QUERY(N034,
      cupel_filter(NODES,
                   cupel_any(cupel_attr(Node, children),
                             cupel_in(NID, cupel_filter(SEL(AID), cupel_eq(AUSER, NPARENT))))))
QUERY(N035, cupel_filter(USERS, cupel_gt(AGE, cupel_scalar_subquery(SEL(cupel_func("avg", AGE))))))
static cupel_query *N036(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, NULL);
    return cupel_filter(USERS,
                        cupel_gt(AGE, cupel_scalar_subquery(cupel_filter(
                                          SEL(cupel_func("avg", cupel_alias_attr(a, User, age))),
                                          cupel_eq(cupel_alias_attr(a, User, name), NAME)))));
}

QUERY(N037, cupel_options(SEL(AUSER), cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))
QUERY(N038,
      cupel_options(SEL(COUNT(AID)), cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))
QUERY(N039, cupel_options(SEL(E(User), cupel_scalar_subquery(cupel_filter(SEL(COUNT(AID)),
                                                                          cupel_eq(AUSER, ID)))),
                          cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))
static cupel_query *N040(cupel_session *session)
{
    cupel_subquery *s = cupel_subquery_of(cupel_filter(ADDRESSES, cupel_lt(AID, 9)), NULL);
    return cupel_options(
        cupel_join(SEL(E(User), cupel_c(s, "id")), s, .on = cupel_eq(cupel_c(s, "user_id"), ID)),
        cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1)));
}

static cupel_query *N041(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL);
    return cupel_options(SEL(a), cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1)));
}

QUERY(N042, cupel_options(cupel_union_all(cupel_filter(USERS, cupel_eq(NAME, "a")),
                                          cupel_filter(USERS, cupel_eq(NAME, "b"))),
                          cupel_with_loader_criteria(E(User), cupel_gt(ID, 1))))
QUERY(N043, cupel_filter(cupel_from_self(cupel_filter(cupel_query(session, Employee),
                                                      cupel_eq(cupel_attr(Employee, name), "x"))),
                         cupel_eq(cupel_attr(Employee, type), "y")))
QUERY(N044,
      cupel_order_by(cupel_filter(cupel_from_self(cupel_limit(cupel_query(session, Engineer), 2)),
                                  cupel_eq(cupel_attr(Engineer, language), "c")),
                     cupel_attr(Engineer, base.name)))
QUERY(N045, cupel_filter(cupel_union(cupel_query(session, Manager),
                                     cupel_filter(cupel_query(session, Manager),
                                                  cupel_eq(cupel_attr(Manager, level), 3))),
                         cupel_eq(cupel_attr(Manager, base.name), "z")))
QUERY(N046, SEL(cupel_subquery_of(cupel_query(session, Engineer), NULL)))
QUERY(N047, cupel_filter(cupel_query(session, Company),
                         cupel_in(cupel_attr(Company, id),
                                  cupel_filter(SEL(cupel_attr(Engineer, base.company_id)),
                                               cupel_eq(cupel_attr(Engineer, language), "c")))))
QUERY(N048, SEL(cupel_subquery_of(cupel_with_entities(cupel_filter(USERS, cupel_eq(ID, 1)), NAME,
                                                      cupel_plus(AGE, 1)),
                                  NULL)))
QUERY(N049, cupel_limit(cupel_order_by(cupel_distinct(cupel_filter(
                                           cupel_join(cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                                      R_KEYW),
                                           cupel_in(cupel_attr(Keyword, keyword), "a", "b"))),
                                       NAME),
                        3))
QUERY(N050, cupel_limit(cupel_distinct(cupel_order_by(cupel_join(SEL(ID), R_ORD),
                                                      cupel_attr(Order, placed))),
                        3))
QUERY(N051, cupel_distinct(cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)),
                                          cupel_desc(NAME), cupel_plus(AGE, 1))))
QUERY(N052, cupel_limit(cupel_order_by(cupel_options(SEL(E(User), cupel_label(AGE, "ag")),
                                                     cupel_joinedload(R_ADDR)),
                                       cupel_desc(cupel_label_reference("ag"))),
                        2))
static cupel_query *N053(cupel_session *session)
{
    cupel_expr *l = cupel_label(cupel_func("length", NAME), "len");
    cupel_keep(l);
    return cupel_limit(
        cupel_order_by(cupel_options(SEL(E(User), l), cupel_joinedload(R_ADDR)), cupel_desc(l)), 2);
}

QUERY(N054, cupel_limit(cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)),
                                       cupel_text_sql("users.name")),
                        2))
QUERY(N055, cupel_limit(cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)),
                                       cupel_desc(cupel_scalar_subquery(
                                           cupel_filter(SEL(COUNT(OID)), cupel_eq(OUSER, ID))))),
                        2))
QUERY(N056,
      cupel_order_by(
          cupel_having(
              cupel_group_by(cupel_join(cupel_options(USERS, cupel_joinedload(R_ADDR)), R_ORD), ID),
              cupel_gt(cupel_func("sum", TOTAL), 5)),
          cupel_func("sum", TOTAL)))
QUERY(N057,
      cupel_limit(cupel_filter(cupel_options(USERS,
                                             cupel_joinedload(R_ORD, cupel_joinedload(cupel_attr(
                                                                         Order, address)))),
                               cupel_any(R_ORD, cupel_gt(TOTAL, 3))),
                  1))
int main(void)
{
    static const query_case cases[] = {
        CASE(N001), CASE(N002), CASE(N003), CASE(N004), CASE(N005), CASE(N006), CASE(N007),
        CASE(N008), CASE(N009), CASE(N010), CASE(N011), CASE(N012), CASE(N013), CASE(N014),
        CASE(N015), CASE(N016), CASE(N017), CASE(N018), CASE(N019), CASE(N020), CASE(N021),
        CASE(N022), CASE(N023), CASE(N024), CASE(N025), CASE(N026), CASE(N027), CASE(N028),
        CASE(N029), CASE(N030), CASE(N031), CASE(N032), CASE(N033), CASE(N034), CASE(N035),
        CASE(N036), CASE(N037), CASE(N038), CASE(N039), CASE(N040), CASE(N041), CASE(N042),
        CASE(N043), CASE(N044), CASE(N045), CASE(N046), CASE(N047), CASE(N048), CASE(N049),
        CASE(N050), CASE(N051), CASE(N052), CASE(N053), CASE(N054), CASE(N055), CASE(N056),
        CASE(N057),
    };
    return run_cases("query/nested", cases, sizeof cases / sizeof cases[0]);
}
