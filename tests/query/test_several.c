/*
 * Composites and many-to-one relationships where columns stand: each is the columns that it has, in lists of what is
 * selected, grouped and ordered by, written and returned, in tuples, and in IN.
 */
#include "expect.h"

#define START     cupel_attr(Vertex, start)
#define ID        cupel_attr(Vertex, id)
#define AT(x, y)  cupel_composite(Vertex, start, &(Point){ &(int32_t){ x }, &(int32_t){ y } })
#define IDS       cupel_select(session, ID)
#define INSERT    cupel_insert_into(session, Vertex)
#define ADDRESSES cupel_query(session, Address)
#define OWNER     cupel_attr(Address, user)
#define COUNT(x)  cupel_func("count", x)

/* ---- composites ---------------------------------------------------------------------------------- */

QUERY(O001, cupel_filter(IDS, cupel_in(cupel_tuple(ID, START), cupel_tuple(1, AT(2, 3)),
                                       cupel_tuple(4, 5, 6))))
QUERY(O002, cupel_filter(IDS, cupel_eq(cupel_tuple(ID, START), cupel_tuple(1, AT(2, 3)))))
QUERY(O003, cupel_filter(IDS, cupel_not_in(cupel_tuple(START), AT(2, 3))))
QUERY(O004, cupel_select(session,
                         cupel_over(cupel_func("row_number"), .partition_by = cupel_list(ID, START),
                                    .order_by = cupel_desc(START))))
QUERY(O005, cupel_select(session, cupel_over(cupel_func("rank"), .partition_by = START)))
QUERY(O006, cupel_select(session, cupel_label(START, "place")))
QUERY(O007, cupel_add_columns(IDS, START))
QUERY(O008, cupel_only_values(cupel_query(session, Vertex), START))
QUERY(O009, cupel_distinct_on(IDS, START))
QUERY(O010, cupel_with_query(INSERT, cupel_select(session, START, cupel_attr(Vertex, tag)), START,
                             cupel_attr(Vertex, tag)))
QUERY(O011, cupel_with_query(INSERT, IDS, START))

static cupel_query *O012(cupel_session *session)
{
    const cupel_value columns[] = { CUPEL_VALUE(ID), CUPEL_VALUE(START) };
    const cupel_value rows[] = { CUPEL_VALUE(1), CUPEL_VALUE(AT(2, 3)), CUPEL_VALUE(4),
                                 cupel_value_null() };
    return cupel_with_rows(INSERT, 2, columns, 2, rows);
}

/* no value of a row is one for a composite */
static cupel_query *O013(cupel_session *session)
{
    const cupel_value columns[] = { CUPEL_VALUE(ID), CUPEL_VALUE(START) };
    const cupel_value rows[] = { CUPEL_VALUE(1), CUPEL_VALUE(AT(2, 3)), CUPEL_VALUE(4),
                                 CUPEL_VALUE(5) };
    return cupel_with_rows(INSERT, 2, columns, 2, rows);
}

QUERY(O014, cupel_on_conflict(cupel_with_values(INSERT, cupel_assign(START, AT(1, 2))),
                              .columns = { START }))
QUERY(O015, cupel_do_update(cupel_on_conflict(cupel_with_values(INSERT, cupel_assign(ID, 7),
                                                                cupel_assign(START, AT(1, 2))),
                                              .columns = { ID }),
                            cupel_assign(START, cupel_excluded(START))))
QUERY(O016, cupel_returning(cupel_with_values(INSERT, cupel_assign(START, AT(1, 2))), ID, START))

/* ---- relationships ------------------------------------------------------------------------------- */

static cupel_expr *user(cupel_session *session, int32_t id)
{
    User *made = cupel_new(User, .id = &id, .name = "u");
    if (!made || cupel_add(session, made) != CUPEL_OK)
        return NULL;
    return cupel_instance(made);
}

QUERY(O020, cupel_filter(ADDRESSES, cupel_in(OWNER, user(session, 1), user(session, 2))))
QUERY(O021, cupel_filter(ADDRESSES, cupel_not_in(OWNER, user(session, 1))))
QUERY(O022, cupel_filter(ADDRESSES, cupel_in(OWNER, cupel_select(session, cupel_attr(User, id)))))
QUERY(O023, cupel_filter(ADDRESSES, cupel_in(cupel_tuple(OWNER, cupel_attr(Address, email_address)),
                                             cupel_tuple(user(session, 1), "a"),
                                             cupel_tuple(user(session, 2), "b"))))
QUERY(O024,
      cupel_having(cupel_group_by(cupel_select(session, OWNER, COUNT(cupel_attr(Address, id))),
                                  OWNER),
                   cupel_gt(COUNT(cupel_attr(Address, id)), 1)))
QUERY(O025, cupel_order_by(ADDRESSES, cupel_desc(OWNER)))
QUERY(O026,
      cupel_select(session, cupel_over(COUNT(cupel_attr(Address, id)), .partition_by = OWNER)))
QUERY(O027, cupel_filter(ADDRESSES, cupel_in_list(CUPEL_OPERATOR_IN, CUPEL_VALUE(OWNER), 0, NULL)))

static cupel_query *O028(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, Address, NULL);
    return cupel_group_by(cupel_select(session, COUNT(cupel_alias_attr(other, Address, id))),
                          cupel_alias_attr(other, Address, user));
}

/* a collection has no column of its own, another struct is no owner, a number is no instance */
QUERY(O030, cupel_group_by(cupel_select(session, COUNT(cupel_attr(User, id))),
                           cupel_attr(User, addresses)))
QUERY(O031, cupel_filter(cupel_query(session, User),
                         cupel_in(cupel_attr(User, addresses), user(session, 1))))
QUERY(O032, cupel_filter(cupel_query(session, Order),
                         cupel_in(cupel_attr(Order, address), user(session, 1))))
QUERY(O033, cupel_filter(ADDRESSES, cupel_in(OWNER, 1, 2)))
QUERY(O034, cupel_select(session, COUNT(OWNER)))

int main(void)
{
    static const query_case cases[] = {
        CASE(O001), CASE(O002), CASE(O003), CASE(O004), CASE(O005), CASE(O006),
        CASE(O007), CASE(O008), CASE(O009), CASE(O010), CASE(O011), CASE(O012),
        CASE(O013), CASE(O014), CASE(O015), CASE(O016), CASE(O020), CASE(O021),
        CASE(O022), CASE(O023), CASE(O024), CASE(O025), CASE(O026), CASE(O027),
        CASE(O028), CASE(O030), CASE(O031), CASE(O032), CASE(O033), CASE(O034),
    };
    return run_cases("query/several", cases, sizeof cases / sizeof cases[0]);
}
