/*
 * test_more_loading.c - what is loaded with what a query finds.
 */
#include "names.h"

QUERY(H030,
      cupel_options(USERS,
                    cupel_joinedload(R_ADDR, cupel_joinedload(R_USER, cupel_joinedload(R_ORD)))))

QUERY(H031,
      cupel_filter(
          cupel_options(USERS,
                        cupel_joinedload(R_ORD, cupel_joinedload(R_ITEMS, cupel_joinedload(R_KEYW)),
                                         cupel_joinedload(cupel_attr(Order, address)))),
          cupel_eq(ID, 3)))

QUERY(H032,
      cupel_order_by(cupel_options(cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                   cupel_contains_eager(
                                       R_ORD,
                                       cupel_contains_eager(R_ITEMS, cupel_joinedload(R_KEYW)))),
                     cupel_attr(Item, id)))

QUERY(H034,
      cupel_limit(cupel_options(cupel_join(SEL(NAME, E(Order)), R_ORD), cupel_joinedload(R_ITEMS)),
                  2))

QUERY(H035,
      cupel_offset(
          cupel_limit(cupel_order_by(cupel_options(cupel_join(ORDERS, cupel_attr(Order, user)),
                                                   cupel_contains_eager(cupel_attr(Order, user),
                                                                        cupel_joinedload(R_ADDR))),
                                     NAME, OID),
                      5),
          2))

QUERY(H036,
      cupel_limit(
          cupel_filter(cupel_options(NODES,
                                     cupel_joinedload(cupel_attr(Node, parent),
                                                      cupel_joinedload(cupel_attr(Node, parent))),
                                     cupel_joinedload(cupel_attr(Node, children))),
                       cupel_eq(DATA, "x")),
          2))

QUERY(H037,
      cupel_limit(cupel_order_by(cupel_options(cupel_query(session, Item),
                                               cupel_joinedload(R_KEYW)),
                                 cupel_desc(cupel_attr(Item, description)), cupel_attr(Item, id)),
                  3))

QUERY(H038,
      cupel_limit(cupel_order_by(cupel_options(cupel_distinct(USERS), cupel_joinedload(R_ADDR)),
                                 cupel_desc(cupel_func("lower", NAME))),
                  3))

QUERY(H039,
      cupel_limit(cupel_order_by(
                      cupel_options(
                          cupel_group_by(cupel_outerjoin(SEL(E(User), cupel_label(COUNT(OID), "n")),
                                                         R_ORD),
                                         E(User)),
                          cupel_joinedload(R_ADDR)),
                      cupel_desc(cupel_label_reference("n")), ID),
                  2))

QUERY(H040,
      cupel_limit(cupel_order_by(cupel_options(cupel_query(session, Company),
                                               cupel_joinedload(cupel_of_type(
                                                   cupel_attr(Company, employees), E(Engineer)))),
                                 cupel_attr(Company, name)),
                  1))

QUERY(H041, cupel_limit(cupel_options(USERS, cupel_joinedload_inner(R_ADDR),
                                      cupel_joinedload(R_ORD, cupel_joinedload_inner(R_ITEMS))),
                        2))

QUERY(H042,
      cupel_order_by(
          cupel_options(USERS, cupel_joinedload(cupel_related_and(R_ADDR, cupel_like(EMAIL, "a%"))),
                        cupel_defer(FULL), cupel_joinedload(R_ORD, cupel_load_only(TOTAL))),
          AGE))

QUERY(H043,
      cupel_filter(cupel_options(USERS,
                                 cupel_with_loader_criteria(
                                     E(Order), cupel_eq(cupel_attr(Order, isopen), cupel_true())),
                                 cupel_joinedload(R_ORD)),
                   cupel_any(R_ORD, cupel_gt(TOTAL, 3))))

QUERY(H044,
      cupel_from_self(cupel_options(USERS, cupel_load_only(NAME), cupel_lazyload(cupel_star()))))

QUERY(H045, cupel_order_by(cupel_options(cupel_query(session, Vertex),
                                         cupel_undefer(cupel_attr(Vertex, note)),
                                         cupel_defer(cupel_attr(Vertex, tag))),
                           cupel_attr(Vertex, note)))

QUERY(H046, cupel_options(cupel_query(session, Vertex), cupel_load_only(cupel_attr(Vertex, xsum))))

QUERY(H047,
      cupel_limit(cupel_enable_eagerloads(cupel_options(USERS, cupel_joinedload(R_ADDR)), false),
                  2))

QUERY(H049,
      cupel_order_by(cupel_from_self(cupel_limit(
                         cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)), ID), 3)),
                     cupel_desc(NAME)))

QUERY(H050,
      cupel_distinct(cupel_order_by(cupel_filter(cupel_options(ADDRESSES, cupel_joinedload(R_USER)),
                                                 cupel_has(R_USER, cupel_eq(NAME, "x"))),
                                    AID)))

QUERY(H051, cupel_filter(USERS, cupel_in(ID, cupel_limit(cupel_order_by(SEL(ID), NAME), 2))))

QUERY(H052, cupel_order_by(cupel_with_for_update(cupel_options(USERS, cupel_joinedload(R_ORD)),
                                                 .of = E(User), .skip_locked = true),
                           ID))

int main(void)
{
    static const query_case cases[] = {
        CASE(H030), CASE(H031), CASE(H032), CASE(H034), CASE(H035), CASE(H036), CASE(H037),
        CASE(H038), CASE(H039), CASE(H040), CASE(H041), CASE(H042), CASE(H043), CASE(H044),
        CASE(H045), CASE(H046), CASE(H047), CASE(H049), CASE(H050), CASE(H051), CASE(H052),
    };
    return run_cases("query/more_loading", cases, sizeof cases / sizeof cases[0]);
}
