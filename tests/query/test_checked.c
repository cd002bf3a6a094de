/*
 * test_checked.c - the order of calls, what joins and relationships cannot do, and
 * what each refuses, on every dialect.
 */
#include "names.h"

QUERY(V001,
      cupel_filter_by_name(cupel_join(cupel_select_from(SEL(EMAIL), E(User)), E(Address)), "id", 3))
QUERY(V002, cupel_filter_by_name(cupel_select_from(SEL(EMAIL), E(User)), "name", "x"))
QUERY(V003,
      cupel_slice(cupel_offset(cupel_limit(cupel_distinct(cupel_limit(USERS, 3)), 4), 1), 0, 2))
QUERY(V004, cupel_group_by(cupel_limit(SEL(ID), 3), ID))
QUERY(V005, cupel_order_by(cupel_from_statement(USERS, cupel_text_sql("x")), ID))
QUERY(V006, cupel_group_by(cupel_from_statement(USERS, cupel_text_sql("x")), ID))
QUERY(V007, cupel_having(cupel_from_statement(USERS, cupel_text_sql("x")), cupel_gt(ID, 1)))
QUERY(V008, cupel_join(cupel_from_statement(USERS, cupel_text_sql("x")), R_ADDR))
QUERY(V009, cupel_offset(cupel_from_statement(USERS, cupel_text_sql("x")), 2))
QUERY(V010, cupel_distinct(cupel_from_statement(USERS, cupel_text_sql("x"))))
QUERY(V011, cupel_slice(cupel_from_statement(USERS, cupel_text_sql("x")), 1, 2))
QUERY(V012, cupel_from_statement(cupel_filter(USERS, cupel_eq(ID, 1)), cupel_text_sql("x")))
QUERY(V013, cupel_having(cupel_limit(SEL(ID), 3), cupel_gt(ID, 1)))
QUERY(V014, cupel_order_by(cupel_offset(USERS, 3), ID))
QUERY(V015, cupel_join(NODES, E(Node)))
QUERY(V016, cupel_filter(USERS, cupel_eq(R_ADDR, cupel_instance(user_5(session)))))
QUERY(V017, cupel_filter(ADDRESSES, cupel_any(R_USER, cupel_eq(ID, 1))))
QUERY(V018, cupel_filter(USERS, cupel_has(R_ADDR, cupel_eq(AID, 1))))
QUERY(V019, cupel_filter(ORDERS, cupel_contains(cupel_attr(Order, address),
                                                cupel_instance(user_5(session)))))
QUERY(V020, SEL(E(User), cupel_scalar_subquery(SEL(AID, AUSER))))
QUERY(V021, SEL(cupel_subquery_of(cupel_from_statement(USERS, cupel_text_sql("x")), NULL)))
QUERY(V022,
      cupel_join(cupel_order_by(cupel_filter(cupel_limit(cupel_enable_assertions(USERS, false), 2),
                                             cupel_eq(ID, 1)),
                                ID),
                 R_ADDR))
QUERY(V023, cupel_filter(cupel_from_statement(cupel_enable_assertions(USERS, false),
                                              cupel_text_sql("select 1")),
                         cupel_eq(ID, 1)))
QUERY(V024, cupel_options(cupel_outerjoin(USERS, cupel_related_and(R_ADDR, cupel_gt(AID, 1))),
                          cupel_contains_eager(R_ADDR)))
QUERY(V025, cupel_options(USERS, cupel_joinedload(R_ITEMS)))
QUERY(V026, cupel_filter(cupel_filter(USERS, cupel_ilike(NAME, "a%")), cupel_is_not(NAME, "b")))
QUERY(V027, cupel_group_by(
                cupel_group_by(
                    cupel_order_by(cupel_order_by(cupel_order_by(USERS,
                                                                 cupel_nulls_first(cupel_asc(NAME)),
                                                                 cupel_nulls_last(AGE)),
                                                  NULL),
                                   cupel_desc(ID)),
                    ID),
                NULL))
QUERY(V028, cupel_join(ORDERS, E(Address)))
QUERY(V029, cupel_select_from(cupel_filter(cupel_select_from(USERS, E(User)), cupel_eq(ID, 1)),
                              E(Address)))
QUERY(V030, cupel_limit(cupel_order_by(cupel_with_polymorphic(cupel_query(session, Employee),
                                                              E(Engineer)),
                                       cupel_attr(Engineer, language)),
                        3))
QUERY(V031, cupel_with_polymorphic_all(cupel_query(session, Employee)))
int main(void)
{
    static const query_case cases[] = {
        CASE(V001), CASE(V002), CASE(V003), CASE(V004), CASE(V005), CASE(V006), CASE(V007),
        CASE(V008), CASE(V009), CASE(V010), CASE(V011), CASE(V012), CASE(V013), CASE(V014),
        CASE(V015), CASE(V016), CASE(V017), CASE(V018), CASE(V019), CASE(V020), CASE(V021),
        CASE(V022), CASE(V023), CASE(V024), CASE(V025), CASE(V026), CASE(V027), CASE(V028),
        CASE(V029), CASE(V030), CASE(V031),
    };
    return run_cases("query/checked", cases, sizeof cases / sizeof cases[0]);
}
