/*
 * test_more_mixed.c - keys of several columns, negations, reversed operands, paths through many tables, what ON says.
 */
#include "names.h"

static const int32_t one = 1, two = 2;

static cupel_query *E001(cupel_session *session)
{
    cupel_alias *p2 = cupel_aliased(session, Part, NULL);
    return cupel_order_by(
        cupel_filter(
            cupel_join(cupel_query(session, Part), p2,
                       .on = cupel_and(
                           cupel_eq(cupel_alias_attr(p2, Part, part), cupel_attr(Part, sub_part)),
                           cupel_ne(cupel_alias_attr(p2, Part, sub_part), cupel_attr(Part, part)))),
            cupel_in(cupel_tuple(cupel_attr(Part, part), cupel_attr(Part, sub_part)),
                     cupel_filter(SEL(cupel_alias_attr(p2, Part, part),
                                      cupel_alias_attr(p2, Part, sub_part)),
                                  cupel_gt(cupel_alias_attr(p2, Part, quantity), 1)))),
        cupel_attr(Part, part), cupel_attr(Part, sub_part));
}

static cupel_query *E002(cupel_session *session)
{
    cupel_subquery *m = cupel_subquery_of(
        cupel_group_by(
            SEL(cupel_attr(VersionedFoo, id),
                cupel_label(cupel_func("max", cupel_attr(VersionedFoo, version_id)), "v")),
            cupel_attr(VersionedFoo, id)),
        "latest");
    return cupel_order_by(
        cupel_filter(
            cupel_join(
                cupel_query(session, VersionedFoo), m,
                .on = cupel_and(cupel_eq(cupel_c(m, "id"), cupel_attr(VersionedFoo, id)),
                                cupel_eq(cupel_c(m, "v"), cupel_attr(VersionedFoo, version_id)))),
            cupel_like(cupel_attr(VersionedFoo, data), "x%")),
        cupel_attr(VersionedFoo, id));
}

static cupel_query *E003(cupel_session *session)
{
    cupel_alias *i = cupel_aliased(session, Item, NULL);
    return cupel_filter(
        ORDERS, cupel_any(cupel_of_type(R_ITEMS, i), cupel_gt(cupel_alias_attr(i, Item, id), 3)),
        cupel_not(cupel_any(
            R_ITEMS, cupel_and(cupel_lt(cupel_attr(Item, id), 9),
                               cupel_any(R_KEYW, cupel_eq(cupel_attr(Keyword, keyword), "k"))))));
}

QUERY(E004, cupel_filter(ADDRESSES,
                         cupel_has(R_USER,
                                   cupel_and(cupel_gt(AGE, 3),
                                             cupel_any(R_ORD, cupel_has(cupel_attr(Order, address),
                                                                        cupel_eq(EMAIL, "z")))))))

static cupel_query *E005(cupel_session *session)
{
    cupel_alias *sa = cupel_aliased_to(
        session, Address, cupel_subquery_of(cupel_filter(ADDRESSES, cupel_gt(AID, 3)), NULL), NULL);
    return cupel_join(
        USERS, cupel_related_and(cupel_of_type(R_ADDR, sa),
                                 cupel_ne(cupel_alias_attr(sa, Address, email_address), "q")));
}

QUERY(E006,
      cupel_filter(cupel_outerjoin(cupel_outerjoin(cupel_outerjoin(USERS, R_ORD), R_ITEMS), R_KEYW),
                   cupel_eq(cupel_attr(Keyword, id), NULL)))

QUERY(E007, cupel_order_by(cupel_reset_joinpoint(
                               cupel_filter(cupel_outerjoin(ORDERS, R_ITEMS, .aliased = true),
                                            cupel_eq(cupel_attr(Item, description), "x"))),
                           OID))

QUERY(E008, cupel_filter(cupel_join(cupel_filter(cupel_join(USERS, R_ADDR, .aliased = true),
                                                 cupel_eq(EMAIL, "x")),
                                    R_USER, .aliased = true, .from_joinpoint = true),
                         cupel_eq(NAME, "y")))

static cupel_query *E009(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 1)), "c"),
                   *q = cupel_subquery_of(
                       cupel_group_by(
                           cupel_join(SEL(cupel_c(c, "id"), cupel_label(COUNT(AID), "n")),
                                      E(Address), .on = cupel_eq(AUSER, cupel_c(c, "id"))),
                           cupel_c(c, "id")),
                       "s");
    return cupel_join(SEL(E(User), cupel_c(q, "n")), q, .on = cupel_eq(cupel_c(q, "id"), ID));
}

static cupel_query *E010(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(cupel_filter(SEL(ID), cupel_gt(AGE, 1)), "c");
    return cupel_union(
        SEL(NAME, cupel_label(cupel_scalar_subquery(cupel_filter(SEL(COUNT(cupel_c(c, "id"))),
                                                                 cupel_eq(cupel_c(c, "id"), ID))),
                              "n")),
        SEL(EMAIL, cupel_scalar_subquery(SEL(cupel_func("max", cupel_c(c, "id"))))));
}

QUERY(E012,
      cupel_order_by(SEL(ID), cupel_over(cupel_func("row_number"),
                                         .partition_by = cupel_case(cupel_gt(AGE, 3), "a", "b"),
                                         .order_by = NAME)))

static cupel_query *E013(cupel_session *session)
{
    cupel_expr *l = cupel_label(cupel_func("coalesce", cupel_func("sum", TOTAL), 0), "t");
    cupel_keep(l);
    cupel_keep(l);
    return cupel_order_by(
        cupel_having(cupel_group_by(cupel_outerjoin(SEL(ID, l), R_ORD), ID), cupel_gt(l, 5)),
        cupel_desc(l), ID);
}

QUERY(E014, cupel_filter(SEL(cupel_minus(5, AGE), cupel_plus("x", NAME), cupel_divide(10, AGE),
                             cupel_times(2, cupel_plus(AGE, ID)),
                             cupel_minus(cupel_minus(AGE, 1), cupel_minus(2, ID)),
                             cupel_negate(cupel_negate(AGE))),
                         cupel_lt(5, AGE), cupel_eq("a", NAME), cupel_ne(NULL, NAME)))

QUERY(E015,
      cupel_filter(SEL(ID),
                   cupel_not(cupel_and(cupel_gt(AGE, 1),
                                       cupel_not(cupel_or(cupel_eq(ID, 2), cupel_eq(NAME, "x"))))),
                   cupel_not(cupel_in(ID, SEL(AUSER))),
                   cupel_not(cupel_any(R_ADDR, cupel_gt(AID, 2))),
                   cupel_not(cupel_exists(cupel_filter(ORDERS, cupel_eq(OUSER, ID)))),
                   cupel_not(cupel_between(AGE, 1, 2))))

QUERY(E016, cupel_filter(SEL(ID), cupel_or(cupel_eq(ID, 1), cupel_false()),
                         cupel_and(cupel_true(), cupel_eq(AGE, 3)),
                         cupel_or(cupel_and(cupel_eq(ID, 1), cupel_true()),
                                  cupel_and(cupel_eq(ID, 2), cupel_gt(AGE, 1))),
                         cupel_not(cupel_or(cupel_false(), cupel_eq(NAME, "x")))))

QUERY(E017, cupel_filter(SEL(ID), cupel_in(ID, AGE, 5, cupel_func("abs", ID)),
                         cupel_in(cupel_tuple(ID, AGE), cupel_tuple(AGE, 1), cupel_tuple(2, 3)),
                         cupel_in(ID, cupel_union(SEL(AUSER), SEL(OUSER)))))

QUERY(E018, cupel_filter(SEL(ID), cupel_contains(NAME, FULL),
                         cupel_startswith(NAME, cupel_func("lower", FULL)),
                         cupel_like(NAME, cupel_plus(FULL, "%")),
                         cupel_not(cupel_endswith(NAME, "x", .autoescape = true)),
                         cupel_ilike(FULL, cupel_func("upper", "q"))))

QUERY(E019,
      cupel_group_by(cupel_order_by(SEL(cupel_case(cupel_eq(AGE, NULL), NULL,
                                                   cupel_lt(AGE, cupel_case(cupel_gt(ID, 1), 2, 3)),
                                                   NAME),
                                        cupel_case_of(NAME, "a", 1, "b", 2, AGE)),
                                    cupel_desc(cupel_case(cupel_gt(AGE, 1), ID))),
                     cupel_case(cupel_eq(ID, 1), "z", "y")))

QUERY(E020, cupel_filter(SEL(OID), cupel_is(cupel_attr(Order, isopen), cupel_true()),
                         cupel_is_not(cupel_attr(Order, isopen), cupel_false()),
                         cupel_ne(cupel_attr(Order, isopen), cupel_false()),
                         cupel_not(cupel_is(cupel_attr(Order, isopen), NULL)),
                         cupel_eq(cupel_attr(Order, isopen), cupel_attr(Order, isopen)),
                         cupel_eq(TOTAL, cupel_null())))

QUERY(E021, cupel_params(
                cupel_having(cupel_order_by(cupel_group_by(SEL(ID, cupel_text_sql("count(*) AS n")),
                                                           cupel_text_sql("1"), ID),
                                            cupel_text_sql("n DESC"), ID),
                             cupel_text_sql("count(*) > :k")),
                cupel_bind("k", 3)))

QUERY(E022, cupel_limit_by(cupel_params(cupel_filter(SEL(ID), cupel_eq(NAME, cupel_bind("y", "q")),
                                                     cupel_eq(FULL, cupel_bind("y", "q"))),
                                        cupel_bind("y", "r")),
                           cupel_bind("m", 3)))

QUERY(E023, cupel_limit(cupel_order_by(cupel_options(cupel_distinct_on(USERS, NAME),
                                                     cupel_joinedload(R_ADDR)),
                                       NAME, cupel_desc(AGE)),
                        2))

static cupel_query *E024(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_options(cupel_distinct_on(SEL(ua), cupel_alias_attr(ua, User, name)),
                      cupel_joinedload(cupel_alias_attr(ua, User, orders))),
        cupel_alias_attr(ua, User, name));
}

QUERY(E025, cupel_order_by(cupel_distinct(cupel_options(cupel_join(USERS, R_ORD),
                                                        cupel_joinedload(R_ADDR))),
                           cupel_desc(TOTAL), ID))

QUERY(E026,
      cupel_options(cupel_order_by(cupel_from_self(cupel_options(USERS, cupel_joinedload(R_ADDR))),
                                   NAME),
                    cupel_joinedload(R_ORD)))

static cupel_query *E028(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(
        cupel_options(SEL(ua), cupel_load_only(cupel_alias_attr(ua, User, name)),
                      cupel_joinedload(cupel_alias_attr(ua, User, orders), cupel_defer(TOTAL))),
        cupel_gt(cupel_alias_attr(ua, User, age), 1));
}

static cupel_query *E029(cupel_session *session)
{
    cupel_alias *aa = cupel_aliased(session, Address, NULL);
    return cupel_options(cupel_join(SEL(E(User), aa), aa, .on = R_ADDR),
                         cupel_with_loader_criteria(E(Address), cupel_ne(EMAIL, "x")));
}

QUERY(E030, cupel_filter(cupel_join(cupel_options(cupel_query(session, Company),
                                                  cupel_with_loader_criteria(
                                                      E(Employee),
                                                      cupel_ne(cupel_attr(Employee, name), "x"))),
                                    cupel_of_type(cupel_attr(Company, employees), E(Manager))),
                         cupel_gt(cupel_attr(Manager, level), 1)))

static cupel_query *E031(cupel_session *session)
{
    cupel_subquery *c =
        cupel_cte(cupel_limit(cupel_prefix_with(
                                  cupel_with_for_update(cupel_filter(SEL(ID), cupel_gt(AGE, 1))),
                                  "PRE", NULL),
                              3),
                  "c");
    return cupel_with_for_update(cupel_join(ADDRESSES, c, .on = cupel_eq(cupel_c(c, "id"), AUSER)),
                                 .of = E(Address));
}

QUERY(E032,
      SEL(cupel_subquery_of(cupel_set_label_style(cupel_join(cupel_join(SEL(ID, AID, OID), R_ADDR),
                                                             R_ORD),
                                                  CUPEL_LABEL_TABLE_COLUMN),
                            "q")))

QUERY(E033, SEL(cupel_subquery_of(cupel_filter(SEL(ID, NAME, AID, AUSER), cupel_eq(ID, AUSER),
                                               cupel_eq(ID, AID)),
                                  NULL, .reduce_columns = true)))

static cupel_query *E034(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    cupel_subquery *l =
        cupel_subquery_of(cupel_filter(SEL(cupel_label(cupel_func("max", TOTAL), "m")),
                                       cupel_eq(OUSER, cupel_alias_attr(ua, User, id))),
                          "l", .lateral = true);
    return cupel_order_by(cupel_outerjoin(SEL(cupel_alias_attr(ua, User, name), cupel_c(l, "m")), l,
                                          .on = cupel_true()),
                          cupel_c(l, "m"));
}

QUERY(E035,
      cupel_limit(cupel_order_by(cupel_filter(cupel_query(session, Vertex),
                                              cupel_ne(cupel_attr(Vertex, start),
                                                       cupel_composite(Vertex, start,
                                                                       &(Point){ &one, &two })),
                                              cupel_between(cupel_attr(Vertex, xsum), 1, 5),
                                              cupel_in(cupel_attr(Vertex, tag), "a", "b")),
                                 cupel_desc(cupel_attr(Vertex, xsum))),
                  2))

QUERY(E036, cupel_limit(cupel_order_by(
                            cupel_filter(cupel_with_polymorphic(cupel_query(session, Employee),
                                                                E(Engineer)),
                                         cupel_or(cupel_eq(cupel_attr(Engineer, language), "c"),
                                                  cupel_eq(cupel_attr(Employee, name), "x"))),
                            cupel_desc(cupel_attr(Engineer, language)), cupel_attr(Employee, id)),
                        3))

QUERY(E037,
      cupel_filter(USERS,
                   cupel_exists(cupel_limit(
                       cupel_order_by(cupel_filter(ADDRESSES, cupel_eq(AUSER, ID)), AID), 1)),
                   cupel_exists(cupel_from_self(SEL(OUSER))),
                   cupel_eq(ID, cupel_scalar_subquery(cupel_limit(cupel_union(SEL(AID), SEL(OID)),
                                                                  1)))))

QUERY(E038, cupel_order_by(cupel_filter(SEL(cupel_label(cupel_label(NAME, "n"), "m"),
                                            cupel_func("lower", cupel_label(NAME, "z"))),
                                        cupel_eq(cupel_label(NAME, "n"), "x")),
                           cupel_func("lower", cupel_label(NAME, "n"))))

QUERY(E039,
      cupel_filter(SEL(ID), cupel_eq(cupel_type_coerce(AGE, CUPEL_STRING), "5"),
                   cupel_eq(cupel_cast(NAME, CUPEL_INTEGER), AGE),
                   cupel_in(cupel_cast(AGE, CUPEL_NUMERIC, .precision = 5, .scale = 1), 1.5, 2),
                   cupel_lt(cupel_type_coerce(cupel_literal("7"), CUPEL_INTEGER), AGE),
                   cupel_eq(cupel_func("coalesce", cupel_cast(NAME, CUPEL_DATE),
                                       ((cupel_date_value){ 2020, 1, 1 })),
                            ((cupel_date_value){ 2020, 2, 3 }))))

QUERY(E040,
      cupel_filter(
          SEL(E(User),
              cupel_func("greatest",
                         cupel_scalar_subquery(cupel_filter(SEL(COUNT(OID)), cupel_eq(OUSER, ID))),
                         3)),
          cupel_in(cupel_scalar_subquery(cupel_filter(SEL(COUNT(OID)), cupel_eq(OUSER, ID))), 1,
                   2)))

QUERY(E041,
      cupel_filter(cupel_with_entities(
                       cupel_join(cupel_select_from(SEL(E(User), E(Address)), E(User)), R_ADDR),
                       cupel_func("count")),
                   cupel_gt(AID, 1)))

QUERY(E042, cupel_filter(cupel_select_from(ADDRESSES, E(User)), cupel_eq(AUSER, ID)))

static cupel_query *E043(cupel_session *session)
{
    cupel_subquery *q = cupel_subquery_of(cupel_filter(USERS, cupel_gt(AGE, 1)), NULL);
    return cupel_join(cupel_select_from(SEL(cupel_c(q, "name"), AID), cupel_subquery_source(q)),
                      E(Address), .on = cupel_eq(AUSER, cupel_c(q, "id")));
}

static cupel_query *E044(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased_to(
        session, User, cupel_subquery_of(cupel_filter(USERS, cupel_gt(AGE, 1)), NULL), NULL);
    return cupel_order_by(
        cupel_filter(SEL(ua), cupel_any(cupel_alias_attr(ua, User, addresses), cupel_gt(AID, 1)),
                     cupel_any(cupel_alias_attr(ua, User, orders), cupel_any(R_ITEMS))),
        cupel_alias_attr(ua, User, id));
}

static cupel_query *E045(cupel_session *session)
{
    cupel_alias *n1 = cupel_aliased(session, Node, "n1"), *n2 = cupel_aliased(session, Node, "n2");
    return cupel_having(
        cupel_group_by(
            cupel_filter(cupel_join(SEL(n1), n2, .on = cupel_alias_attr(n1, Node, children)),
                         cupel_any(cupel_alias_attr(n2, Node, children), cupel_eq(DATA, "x")),
                         cupel_has(cupel_alias_attr(n1, Node, parent)),
                         cupel_not(cupel_has(cupel_alias_attr(n2, Node, parent),
                                             cupel_eq(cupel_alias_attr(n1, Node, data), "y")))),
            cupel_alias_attr(n1, Node, id)),
        cupel_gt(COUNT(cupel_alias_attr(n2, Node, id)), 1));
}

QUERY(E046,
      cupel_filter(NODES,
                   cupel_any(cupel_attr(Node, children),
                             cupel_any(cupel_attr(Node, children),
                                       cupel_has(cupel_attr(Node, parent), cupel_eq(DATA, "x"))))))

QUERY(E047,
      cupel_limit(
          cupel_order_by(
              cupel_group_by(
                  cupel_filter(
                      cupel_join(cupel_join(cupel_join(cupel_query(session, Keyword),
                                                       cupel_attr(Keyword, items)),
                                            cupel_table_source(&order_items),
                                            .on = cupel_eq(cupel_column(&order_items, "item_id"),
                                                           cupel_attr(Item, id))),
                                 E(Order),
                                 .on = cupel_eq(OID, cupel_column(&order_items, "order_id"))),
                      cupel_attr(Order, isopen)),
                  cupel_attr(Keyword, keyword), cupel_attr(Keyword, id)),
              cupel_desc(COUNT(OID))),
          5))

QUERY(E048,
      cupel_outerjoin(
          cupel_outerjoin(
              cupel_outerjoin(cupel_select_from(SEL(NAME, EMAIL, cupel_attr(Item, description)),
                                                E(User)),
                              R_ADDR),
              E(Order),
              .on = cupel_and(cupel_eq(OUSER, ID), cupel_eq(cupel_attr(Order, address_id), AID))),
          R_ITEMS))

QUERY(E049, cupel_filter(SEL(ID), cupel_eq(cupel_op(AGE, "&", 3), cupel_op(AGE, "|", 1)),
                         cupel_op(NAME, "~*", "x"),
                         cupel_gt(cupel_times(cupel_op(cupel_plus(AGE, 1), "^", 2), 3), 1),
                         cupel_not(cupel_op(NAME, "REGEXP", "y")), cupel_op(AGE, "@>", ID)))

QUERY(E050, cupel_filter(SEL(COUNT(cupel_distinct_of(NAME)),
                             COUNT(cupel_distinct_of(cupel_tuple(NAME, AGE))),
                             cupel_divide(cupel_func("sum", AGE), COUNT(ID)),
                             cupel_plus(cupel_func("max", cupel_func("length", NAME)), 1)),
                         cupel_eq(cupel_modulo(AGE, 2), 0)))

QUERY(E101, cupel_join(cupel_query(session, Company),
                       cupel_related_and(cupel_of_type(cupel_attr(Company, employees), E(Manager)),
                                         cupel_gt(cupel_attr(Manager, level), 1))))

QUERY(E102,
      cupel_options(cupel_outerjoin(cupel_query(session, Company),
                                    cupel_related_and(cupel_of_type(cupel_attr(Company, employees),
                                                                    E(Manager)),
                                                      cupel_gt(cupel_attr(Manager, level), 1))),
                    cupel_with_loader_criteria(E(Manager),
                                               cupel_ne(cupel_attr(Manager, base.name), "x"))))

QUERY(E103,
      cupel_options(
          cupel_join(cupel_query(session, Company), E(Manager),
                     .on = cupel_eq(cupel_attr(Manager, base.company_id), cupel_attr(Company, id))),
          cupel_with_loader_criteria(E(Manager), cupel_ne(cupel_attr(Manager, base.name), "x"))))

QUERY(E104,
      cupel_filter(cupel_options(cupel_query(session, Manager),
                                 cupel_with_loader_criteria(
                                     E(Manager), cupel_ne(cupel_attr(Manager, base.name), "x"))),
                   cupel_gt(cupel_attr(Manager, level), 1)))

QUERY(E105, cupel_options(cupel_join(USERS, cupel_related_and(R_ADDR, cupel_gt(AID, 1))),
                          cupel_with_loader_criteria(E(Address), cupel_ne(EMAIL, "x"))))

QUERY(E106, cupel_options(USERS, cupel_joinedload(cupel_related_and(R_ADDR, cupel_gt(AID, 1))),
                          cupel_with_loader_criteria(E(Address), cupel_ne(EMAIL, "x"))))

QUERY(E107, cupel_filter(USERS, cupel_any(cupel_related_and(R_ADDR, cupel_gt(AID, 1)),
                                          cupel_eq(EMAIL, "q"))))

QUERY(E108, cupel_options(cupel_filter(USERS, cupel_any(R_ADDR, cupel_eq(EMAIL, "q"))),
                          cupel_with_loader_criteria(E(Address), cupel_gt(AID, 1))))

QUERY(E109, cupel_filter(cupel_query(session, Company),
                         cupel_any(cupel_of_type(cupel_attr(Company, employees), E(Manager)))))

int main(void)
{
    static const query_case cases[] = {
        CASE(E001), CASE(E002), CASE(E003), CASE(E004), CASE(E005), CASE(E006), CASE(E007),
        CASE(E008), CASE(E009), CASE(E010), CASE(E012), CASE(E013), CASE(E014), CASE(E015),
        CASE(E016), CASE(E017), CASE(E018), CASE(E019), CASE(E020), CASE(E021), CASE(E022),
        CASE(E023), CASE(E024), CASE(E025), CASE(E026), CASE(E028), CASE(E029), CASE(E030),
        CASE(E031), CASE(E032), CASE(E033), CASE(E034), CASE(E035), CASE(E036), CASE(E037),
        CASE(E038), CASE(E039), CASE(E040), CASE(E041), CASE(E042), CASE(E043), CASE(E044),
        CASE(E045), CASE(E046), CASE(E047), CASE(E048), CASE(E049), CASE(E050), CASE(E101),
        CASE(E102), CASE(E103), CASE(E104), CASE(E105), CASE(E106), CASE(E107), CASE(E108),
        CASE(E109),
    };
    return run_cases("query/more_mixed", cases, sizeof cases / sizeof cases[0]);
}
