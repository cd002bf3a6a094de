/*
 * DISTINCT, which can only be ordered by what is selected: what a query is ordered by is selected, too.
 */
#include "expect.h"

#define USERS     cupel_query(session, User)
#define USER_IDS  cupel_select(session, cupel_attr(User, id))
#define NAME      cupel_attr(User, name)
#define AGE       cupel_attr(User, age)
#define LOWER     cupel_func("lower", NAME)
#define EMAIL     cupel_attr(Address, email_address)
#define ADDRESSES cupel_attr(User, addresses)

QUERY(S001, cupel_order_by(cupel_distinct(USER_IDS), cupel_desc(NAME)))
QUERY(S002, cupel_order_by(cupel_distinct(USER_IDS), cupel_nulls_last(cupel_desc(NAME)), AGE))
QUERY(S003, cupel_order_by(cupel_distinct(cupel_select(session, cupel_attr(User, id),
                                                       cupel_label(LOWER, "low"))),
                           cupel_label_reference("low"), cupel_desc(AGE)))
QUERY(S004, cupel_order_by(cupel_distinct(USER_IDS), cupel_text_sql("age"), cupel_desc(LOWER)))
QUERY(S005, cupel_order_by(cupel_distinct(USER_IDS), cupel_label(LOWER, "low")))
QUERY(S006, cupel_order_by(cupel_join(cupel_distinct(USERS), ADDRESSES), cupel_desc(EMAIL)))
QUERY(S007, cupel_order_by(cupel_distinct(cupel_select(session, NAME, AGE)), cupel_desc(AGE)))
QUERY(S008,
      cupel_limit(cupel_order_by(cupel_join(cupel_distinct(cupel_options(
                                                USERS, cupel_joinedload(cupel_attr(User, orders)))),
                                            ADDRESSES),
                                 cupel_desc(EMAIL)),
                  2))

int main(void)
{
    static const query_case cases[] = {
        CASE(S001), CASE(S002), CASE(S003), CASE(S004),
        CASE(S005), CASE(S006), CASE(S007), CASE(S008),
    };
    return run_cases("query/distinct", cases, sizeof cases / sizeof cases[0]);
}
