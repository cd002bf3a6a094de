/*
 * test_options.c - loader options: what is loaded with a query's rows.
 */
#include "expect.h"

#define USERS     cupel_query(session, User)
#define ORDERS    cupel_query(session, Order)
#define ADDRESSES cupel_attr(User, addresses)

QUERY(Q259,
      cupel_options(USERS, cupel_joinedload(cupel_attr(User, orders),
                                            cupel_joinedload_inner(cupel_attr(Order, items)))))
QUERY(Q260,
      cupel_offset(cupel_limit(cupel_order_by(cupel_options(USERS, cupel_joinedload(ADDRESSES)),
                                              cupel_attr(User, name)),
                               3),
                   1))
QUERY(Q262, cupel_filter(cupel_options(cupel_join(USERS, ADDRESSES), cupel_joinedload(ADDRESSES)),
                         cupel_eq(cupel_attr(Address, email_address), "x")))
QUERY(Q263, cupel_distinct(cupel_options(USERS, cupel_joinedload(ADDRESSES))))
QUERY(Q265, cupel_options(ORDERS, cupel_joinedload(cupel_attr(Order, items))))
QUERY(Q266, cupel_options(cupel_filter(cupel_join(cupel_query(session, Address),
                                                  cupel_attr(Address, user)),
                                       cupel_eq(cupel_attr(User, name), "jack")),
                          cupel_contains_eager(cupel_attr(Address, user))))
QUERY(Q268, cupel_enable_eagerloads(cupel_options(USERS, cupel_joinedload(ADDRESSES)), false))
QUERY(Q269,
      cupel_filter_by(cupel_options(USERS, cupel_subqueryload(ADDRESSES)), User, name, "jack"))
QUERY(Q271, cupel_options(USERS, cupel_load_only(cupel_attr(User, name))))
QUERY(Q272, cupel_options(USERS, cupel_defer(cupel_attr(User, fullname))))
QUERY(Q274,
      cupel_options(USERS, cupel_raiseload(ADDRESSES), cupel_lazyload(cupel_attr(User, orders))))
QUERY(Q275, cupel_options(USERS, cupel_with_loader_criteria(cupel_entity_of(User),
                                                            cupel_gt(cupel_attr(User, age), 3))))

/* options of relationships that the query has no entity of */
QUERY(Q277, cupel_options(cupel_select(session, cupel_attr(User, id)), cupel_joinedload(ADDRESSES)))

/* ---- criteria wherever the entity occurs --------------------------------------------------------- */

#define CRITERIA                                         \
    cupel_with_loader_criteria(cupel_entity_of(Address), \
                               cupel_ne(cupel_attr(Address, email_address), "x"))

QUERY(C001,
      cupel_options(cupel_join(cupel_select(session, cupel_attr(User, id)), ADDRESSES), CRITERIA))
QUERY(C002, cupel_options(cupel_options(USERS, cupel_joinedload(ADDRESSES)), CRITERIA))
QUERY(C003, cupel_options(cupel_outerjoin(cupel_select(session, cupel_attr(User, id)),
                                          cupel_entity_of(Address)),
                          CRITERIA))

/* ---- columns that only structs which inherit have ------------------------------------------------ */

#define STAFF cupel_query(session, Employee)

QUERY(P001, cupel_options(cupel_with_polymorphic(STAFF, cupel_entity_of(Engineer)),
                          cupel_defer(cupel_attr(Engineer, language))))
QUERY(P002, cupel_options(cupel_with_polymorphic_all(STAFF),
                          cupel_load_only(cupel_attr(Engineer, language)),
                          cupel_load_only(cupel_attr(Employee, name))))
QUERY(P003,
      cupel_options(cupel_with_polymorphic_all(STAFF), cupel_load_only(cupel_attr(Employee, name))))
QUERY(P004, cupel_options(STAFF, cupel_selectin_polymorphic(cupel_entity_of(Employee),
                                                            cupel_entity_of(Engineer),
                                                            cupel_entity_of(Manager))))
/* the last option that names a column counts */
QUERY(P005,
      cupel_options(USERS, cupel_load_only(cupel_attr(User, name)),
                    cupel_load_only(cupel_attr(User, age)), cupel_defer(cupel_attr(User, name))))
QUERY(P006, cupel_options(USERS, cupel_undefer(cupel_attr(User, age)),
                          cupel_load_only(cupel_attr(User, name))))

int main(void)
{
    static const query_case cases[] = {
        CASE(Q259), CASE(Q260), CASE(Q262), CASE(Q263), CASE(Q265), CASE(Q266),
        CASE(Q268), CASE(Q269), CASE(Q271), CASE(Q272), CASE(Q274), CASE(Q277),
        CASE(Q275), CASE(C001), CASE(C002), CASE(C003), CASE(P001), CASE(P002),
        CASE(P003), CASE(P004), CASE(P005), CASE(P006),
    };
    return run_cases("query/options", cases, sizeof cases / sizeof cases[0]);
}
