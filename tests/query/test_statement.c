/*
 * INSERT, UPDATE and DELETE in SQL, on each dialect: the update and delete
 * expressions of queries, and statements with values, rows, queries, conflicts,
 * several tables and RETURNING.
 */
#include "expect.h"

#include <cupel/statement.h>

#define INTO(Type)         cupel_insert_into(session, Type)
#define U(field)           cupel_attr(User, field)
#define ADDR(field)        cupel_attr(Address, field)
#define SET(column, value) cupel_assign(column, value)

/* ---- what queries update and delete -------------------------------------------------------------- */

QUERY(Q344, cupel_filter(cupel_delete_from(session, User), cupel_eq(U(age), 25)))
QUERY(Q347, Q344(session))
QUERY(Q349, cupel_delete_from(session, User))
QUERY(Q356, cupel_filter(cupel_delete_from(session, User), cupel_eq(U(id), ADDR(user_id)),
                         cupel_eq(ADDR(email_address), "x")))
QUERY(Q358, cupel_with_values(cupel_filter(cupel_update_of(session, User), cupel_eq(U(age), 25)),
                              SET(U(age), cupel_minus(U(age), 10))))
QUERY(Q359, cupel_with_values(cupel_filter(cupel_update_of(session, User), cupel_eq(U(age), 25)),
                              SET("age", cupel_minus(U(age), 10))))
QUERY(Q361, cupel_with_values(cupel_filter(cupel_update_of(session, User), cupel_eq(U(age), 25)),
                              SET(U(name), "x"), SET(U(age), NULL)))
QUERY(Q362, cupel_with_values(cupel_update_of(session, User), SET(U(name), "a"), SET(U(age), 3)))
QUERY(Q364, cupel_with_values(cupel_update_of(session, User), SET("nosuch", 1)))
QUERY(Q365, cupel_with_values(cupel_filter(cupel_update_of(session, User),
                                           cupel_eq(U(id), ADDR(user_id))),
                              SET(U(name), ADDR(email_address))))

/* ---- INSERT ------------------------------------------------------------------------------------ */

QUERY(I01, INTO(User))
QUERY(I02, cupel_with_values(INTO(User), SET(U(name), "x"), SET(U(age), 5)))
QUERY(I03, cupel_with_values(I02(session), SET(U(age), cupel_func("abs", -2)), SET(U(name), "y")))
QUERY(I04, cupel_with_values(INTO(User), SET(U(name), cupel_func("lower", "X")),
                             SET(U(age), cupel_select(session, cupel_func("max", U(age))))))
QUERY(I05, cupel_with_query(INTO(User),
                            cupel_filter(cupel_select(session, ADDR(email_address), ADDR(id)),
                                         cupel_gt(ADDR(id), 3)),
                            U(name), U(age)))
QUERY(I06, cupel_returning(cupel_with_values(INTO(User), SET(U(name), "x")), U(id), U(name)))
QUERY(I07, cupel_prefix_with(cupel_with_values(INTO(User), SET(U(name), "x")), "IGNORE", "mysql"))
QUERY(I08, cupel_with_values(INTO(User), SET(U(age), NULL)))
QUERY(I09, cupel_with_values(cupel_insert_table(session, &order_items),
                             SET(cupel_column(&order_items, "order_id"), 1),
                             SET(cupel_column(&order_items, "item_id"), 2)))
QUERY(I10,
      cupel_returning(cupel_with_values(INTO(User), SET(U(name), "x")),
                      cupel_label(cupel_func("upper", U(name)), "loud"), cupel_entity_of(User)))

static cupel_query *many_rows(cupel_session *session)
{
    const cupel_value columns[] = { cupel_value_expression(U(id)),
                                    cupel_value_expression(U(name)) };
    const cupel_value values[] = {
        cupel_value_int(1), cupel_value_text("a"), cupel_value_int(2),
        cupel_value_null(), cupel_value_int(3),    cupel_value_text("c")
    };
    return cupel_with_rows(INTO(User), 2, columns, 3, values);
}
QUERY(I11, many_rows(session))

static cupel_query *recent(cupel_session *session)
{
    return cupel_filter(cupel_select(session, ADDR(user_id)), cupel_gt(ADDR(id), 2));
}

static cupel_query *insert_cte(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(recent(session), "c");
    return cupel_with_query(INTO(User), cupel_select(session, cupel_c(c, "user_id")), U(id));
}
QUERY(I12, insert_cte(session))

/* ---- conflicts ----------------------------------------------------------------------------------- */

static cupel_query *three(cupel_session *session)
{
    return cupel_with_values(INTO(User), SET(U(id), 1), SET(U(name), "x"), SET(U(age), 3));
}
QUERY(C01, cupel_on_conflict(three(session)))
QUERY(C02, cupel_on_conflict(three(session), .columns = { U(id) }))
QUERY(C03, cupel_do_update(cupel_on_conflict(three(session), .columns = { U(id) }),
                           SET(U(name), cupel_excluded(U(name))),
                           SET(U(age), cupel_plus(U(age), cupel_excluded(U(age))))))
QUERY(C04, cupel_do_update(cupel_on_conflict(three(session), .columns = { U(id) },
                                             .where = cupel_ne(U(name), cupel_excluded(U(name)))),
                           SET(U(name), cupel_excluded(U(name)))))
QUERY(C05, cupel_do_update(cupel_on_conflict(three(session), .columns = { U(id), U(name) },
                                             .index_where = cupel_gt(U(age), 5)),
                           SET(U(name), "lit")))
QUERY(C06,
      cupel_on_conflict(cupel_with_query(
          INTO(User),
          cupel_filter(cupel_select(session, ADDR(id), ADDR(email_address)), cupel_gt(ADDR(id), 0)),
          U(id), U(name))))
QUERY(C07,
      cupel_returning(cupel_do_update(cupel_on_conflict(three(session), .constraint = "uq"),
                                      SET(U(name), cupel_func("upper", cupel_excluded(U(name))))),
                      U(id)))
QUERY(C08, cupel_on_conflict(cupel_with_query(INTO(User), cupel_select(session, ADDR(id)), U(id))))

QUERY(C09, cupel_on_conflict(cupel_with_query(INTO(User),
                                              cupel_select(session, cupel_plus(U(id), 1), U(name)),
                                              U(id), U(name)),
                             .columns = { U(id) }))

/* ---- UPDATE and DELETE --------------------------------------------------------------------------- */

QUERY(U01, cupel_returning(cupel_with_values(cupel_filter(cupel_update_of(session, User),
                                                          cupel_eq(U(id), 3)),
                                             SET(U(name), "x")),
                           U(id)))
QUERY(U02,
      cupel_with_values(cupel_filter(cupel_update_of(session, User), cupel_eq(U(id), ADDR(user_id)),
                                     cupel_eq(ADDR(email_address), "q")),
                        SET(U(name), ADDR(email_address)), SET(U(age), 4)))

static cupel_query *update_alias(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL);
    return cupel_with_values(cupel_filter(cupel_update_of(session, User),
                                          cupel_eq(U(id), cupel_alias_attr(a, Address, user_id))),
                             SET(U(name), cupel_alias_attr(a, Address, email_address)));
}
QUERY(U03, update_alias(session))

static cupel_query *delete_alias(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL);
    return cupel_filter(cupel_delete_from(session, User),
                        cupel_eq(U(id), cupel_alias_attr(a, Address, user_id)));
}
QUERY(U04, delete_alias(session))
QUERY(U05,
      cupel_with_values(cupel_update_of(session, User),
                        SET(U(name),
                            cupel_limit(cupel_filter(cupel_select(session, ADDR(email_address)),
                                                     cupel_eq(ADDR(user_id), U(id))),
                                        1))))
QUERY(U06, cupel_filter(cupel_delete_from(session, User),
                        cupel_exists(cupel_filter(cupel_query(session, Address),
                                                  cupel_eq(ADDR(user_id), U(id))))))

static cupel_query *update_cte(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(recent(session), "c");
    return cupel_with_values(
        cupel_filter(cupel_update_of(session, User), cupel_eq(U(id), cupel_c(c, "user_id"))),
        SET(U(age), 1));
}
QUERY(U07, update_cte(session))

static cupel_query *delete_cte(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(recent(session), "c");
    return cupel_filter(cupel_delete_from(session, User),
                        cupel_in(U(id), cupel_select(session, cupel_c(c, "user_id"))));
}
QUERY(U08, delete_cte(session))
QUERY(U09, cupel_with_values(cupel_update_of(session, User), SET(U(age), 3),
                             SET(U(name), cupel_concat(U(name), "x"))))
QUERY(U10,
      cupel_returning(cupel_filter(cupel_delete_from(session, User), cupel_eq(U(id), 3)), U(id)))
QUERY(U11, cupel_returning(cupel_filter(cupel_delete_from(session, User),
                                        cupel_eq(U(id), ADDR(user_id))),
                           U(id)))

/* ---- what is refused ----------------------------------------------------------------------------- */

QUERY(R01, cupel_limit(cupel_delete_from(session, User), 1))
QUERY(R02, cupel_filter(INTO(User), cupel_eq(U(id), 1)))
QUERY(R03, cupel_with_values(cupel_delete_from(session, User), SET(U(age), 1)))
QUERY(R04, cupel_with_values(INTO(User), SET(ADDR(id), 1)))
QUERY(R05, cupel_with_values(I02(session), SET(U(name), "only")))
QUERY(R06, cupel_with_values(INTO(User), SET(U(age), 1), SET(U(age), 2)))
QUERY(R07, cupel_with_values(INTO(User), U(age)))
QUERY(R08, cupel_with_values(I05(session), SET(U(age), 2)))
QUERY(R09, cupel_with_query(INTO(User), cupel_query(session, Address), U(id)))
QUERY(R10, cupel_update_of(session, User))
QUERY(R11, cupel_do_update(three(session), SET(U(age), 1)))
QUERY(R12, cupel_returning(cupel_query(session, User), U(id)))
QUERY(R13, cupel_filter(cupel_query(session, User), cupel_in(U(id), I06(session))))
QUERY(R14, cupel_insert_mapping(session, NULL))
QUERY(R15, cupel_join(cupel_delete_from(session, User), U(addresses)))
QUERY(R16, cupel_do_update(cupel_on_conflict(three(session)),
                           SET(U(age), cupel_excluded(cupel_plus(U(age), 1)))))
QUERY(R17, cupel_with_query(INTO(User), NULL, U(id)))
QUERY(R18, cupel_with_rows(INTO(User), 0, NULL, 0, NULL))

int main(void)
{
    const query_case cases[] = {
        CASE(Q344), CASE(Q347), CASE(Q349), CASE(Q356), CASE(Q358), CASE(Q359), CASE(Q361),
        CASE(Q362), CASE(Q364), CASE(Q365), CASE(I01),  CASE(I02),  CASE(I03),  CASE(I04),
        CASE(I05),  CASE(I06),  CASE(I07),  CASE(I08),  CASE(I09),  CASE(I10),  CASE(I11),
        CASE(I12),  CASE(C01),  CASE(C02),  CASE(C03),  CASE(C04),  CASE(C05),  CASE(C06),
        CASE(C07),  CASE(C08),  CASE(C09),  CASE(U01),  CASE(U02),  CASE(U03),  CASE(U04),
        CASE(U05),  CASE(U06),  CASE(U07),  CASE(U08),  CASE(U09),  CASE(U10),  CASE(U11),
        CASE(R01),  CASE(R02),  CASE(R03),  CASE(R04),  CASE(R05),  CASE(R06),  CASE(R07),
        CASE(R08),  CASE(R09),  CASE(R10),  CASE(R11),  CASE(R12),  CASE(R13),  CASE(R14),
        CASE(R15),  CASE(R16),  CASE(R17),  CASE(R18),
    };
    return run_cases("query/statement", cases, sizeof cases / sizeof cases[0]);
}
