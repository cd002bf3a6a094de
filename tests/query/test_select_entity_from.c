/*
 * test_select_entity_from.c - what a query selects, read from a subquery, an alias or a table of the program's.
 */
#include "names.h"

#define FROM(query, source) cupel_select_entity_from(query, source)

/* (users with number 7) */
static cupel_expr *seventh(cupel_session *session)
{
    return cupel_subquery_source(
        cupel_subquery_of(cupel_filter(cupel_query(session, User), cupel_eq(ID, 7)), NULL));
}
#define SEVENTH seventh(session)

QUERY(F001, cupel_order_by(cupel_filter(FROM(USERS, SEVENTH), cupel_eq(NAME, "z")), ID))
QUERY(F002, cupel_filter(FROM(SEL(NAME), SEVENTH), cupel_gt(AGE, 2)))
QUERY(F003, cupel_join(FROM(USERS, SEVENTH), R_ADDR))
QUERY(F004, cupel_filter(cupel_join(FROM(SEL(E(User), E(Address)), SEVENTH), R_ADDR),
                         cupel_eq(EMAIL, "z")))
QUERY(F005, FROM(USERS, cupel_aliased(session, User, NULL)))
QUERY(F006, cupel_filter(FROM(USERS, SEVENTH), cupel_any(R_ADDR, cupel_eq(EMAIL, "z"))))
QUERY(F007,
      cupel_having(cupel_group_by(FROM(SEL(COUNT(ID)), SEVENTH), NAME), cupel_gt(COUNT(ID), 0)))
QUERY(F008, cupel_from_self(cupel_limit(FROM(USERS, SEVENTH), 2)))
QUERY(F009, cupel_options(FROM(USERS, SEVENTH), cupel_joinedload(R_ADDR)))
QUERY(F010, cupel_limit(cupel_options(FROM(USERS, SEVENTH), cupel_joinedload(R_ADDR)), 2))
QUERY(F011, FROM(ADDRESSES, SEVENTH))
QUERY(F012, cupel_filter(FROM(SEL(AID, NAME), SEVENTH), cupel_eq(AUSER, ID)))
QUERY(F013, cupel_filter_by(FROM(USERS, SEVENTH), User, name, "z"))
QUERY(F014, FROM(USERS, cupel_subquery_source(cupel_subquery_of(cupel_union(USERS, USERS), NULL))))
QUERY(F015,
      cupel_filter(FROM(USERS, cupel_subquery_source(cupel_cte(USERS, "c"))), cupel_eq(ID, 2)))
QUERY(F016, cupel_distinct(cupel_order_by(FROM(SEL(NAME, cupel_plus(ID, 1)), SEVENTH),
                                          cupel_plus(ID, 1))))
QUERY(F017, cupel_with_entities(FROM(USERS, SEVENTH), AGE))
QUERY(F018, cupel_add_columns(FROM(USERS, SEVENTH), AGE))
QUERY(F019, FROM(cupel_query(session, Engineer),
                 cupel_subquery_source(cupel_subquery_of(cupel_query(session, Engineer), NULL))))
QUERY(F020, FROM(cupel_query(session, Manager),
                 cupel_subquery_source(cupel_subquery_of(cupel_query(session, Manager), NULL))))
QUERY(F021, FROM(cupel_query(session, Employee),
                 cupel_subquery_source(cupel_subquery_of(cupel_query(session, Employee), NULL))))
QUERY(F022, FROM(SEL(COUNT(ID)), SEVENTH))
QUERY(F023, cupel_with_for_update(FROM(USERS, SEVENTH)))
QUERY(F024,
      cupel_filter(FROM(SEL(E(User), E(Address)), cupel_subquery_source(cupel_subquery_of(
                                                      cupel_join(SEL(E(User), E(Address)), R_ADDR),
                                                      NULL, .with_labels = true))),
                   cupel_gt(AID, 3)))

static cupel_query *F025(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, User, NULL);
    return cupel_join(FROM(SEL(E(User), other), SEVENTH), other,
                      .on = cupel_gt(cupel_alias_attr(other, User, id), ID));
}

static cupel_query *F026(cupel_session *session)
{
    cupel_alias *alias = cupel_aliased(session, User, NULL);
    return FROM(cupel_select(session, alias),
                cupel_subquery_source(cupel_subquery_of(cupel_select(session, alias), NULL)));
}

QUERY(F027,
      cupel_params(FROM(USERS, cupel_subquery_source(cupel_subquery_of(
                                   cupel_filter(USERS, cupel_gt(ID, cupel_bind("x", 0))), NULL))),
                   cupel_bind("x", 4)))

/* Where order of calls is not checked, what was said before means the same. */
QUERY(F028,
      FROM(cupel_order_by(cupel_filter(cupel_enable_assertions(USERS, false), cupel_lt(ID, 9)),
                          NAME),
           SEVENTH))
QUERY(F041, FROM(cupel_distinct_on(cupel_enable_assertions(USERS, false), NAME), SEVENTH))
QUERY(F029, FROM(cupel_select_from(cupel_enable_assertions(USERS, false), E(User)), SEVENTH))

/* Criteria of a struct, and which rows are its, hold in the subquery, or else of the alias. */
QUERY(F037, cupel_options(FROM(USERS, cupel_aliased(session, User, NULL)),
                          cupel_with_loader_criteria(E(User), cupel_gt(AGE, 20))))
QUERY(F038, cupel_options(FROM(USERS, cupel_subquery_source(cupel_subquery_of(USERS, NULL))),
                          cupel_with_loader_criteria(E(User), cupel_gt(AGE, 20))))
QUERY(F039, FROM(cupel_query(session, Manager), cupel_aliased(session, Employee, NULL)))
QUERY(F040, FROM(cupel_with_polymorphic_all(cupel_query(session, Employee)),
                 cupel_subquery_source(cupel_subquery_of(
                     cupel_with_polymorphic_all(cupel_query(session, Employee)), NULL))))

/* Mistakes. */
QUERY(F030, FROM(cupel_filter(USERS, cupel_eq(ID, 1)), SEVENTH))
QUERY(F031, FROM(FROM(USERS, SEVENTH), SEVENTH))
QUERY(F032, FROM(USERS, E(User)))
QUERY(F033, cupel_select_entity_from(USERS, SEVENTH, SEVENTH))
QUERY(F034, FROM(USERS, cupel_text_sql("users")))
QUERY(F035, FROM(USERS, cupel_subquery_source(cupel_subquery_of(SEL(ID, NAME), NULL))))
QUERY(F036, FROM(cupel_join(cupel_enable_assertions(USERS, false), R_ADDR), SEVENTH))

int main(void)
{
    static const query_case cases[] = {
        CASE(F001), CASE(F002), CASE(F003), CASE(F004), CASE(F005), CASE(F006), CASE(F007),
        CASE(F008), CASE(F009), CASE(F010), CASE(F011), CASE(F012), CASE(F013), CASE(F014),
        CASE(F015), CASE(F016), CASE(F017), CASE(F018), CASE(F019), CASE(F020), CASE(F021),
        CASE(F022), CASE(F023), CASE(F024), CASE(F025), CASE(F026), CASE(F027), CASE(F028),
        CASE(F029), CASE(F030), CASE(F031), CASE(F032), CASE(F033), CASE(F034), CASE(F035),
        CASE(F036), CASE(F037), CASE(F038), CASE(F039), CASE(F040), CASE(F041),
    };
    return run_cases("query/select_entity_from", cases, sizeof cases / sizeof cases[0]);
}
