/*
 * test_filter.c - conditions: operators, relationships, parents.
 */
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define IDS(...) cupel_filter(cupel_select(session, cupel_attr(User, id)), __VA_ARGS__)
#define USERS    cupel_query(session, User)
#define NAME     cupel_attr(User, name)
#define AGE      cupel_attr(User, age)
#define ID       cupel_attr(User, id)

QUERY(Q017, cupel_filter(USERS, cupel_eq(NAME, "ed")))
QUERY(Q019, cupel_filter(cupel_filter(USERS, cupel_eq(NAME, "ed")),
                         cupel_eq(cupel_attr(User, fullname), "Ed Jones")))
QUERY(Q020, cupel_filter_values(USERS, 0, NULL))
QUERY(Q022, cupel_filter(USERS, "id < 3"))
QUERY(Q023, cupel_filter(USERS, cupel_null()))
QUERY(Q025, cupel_filter_by(cupel_filter_by(USERS, User, name, "some name"), User, id, 5))
QUERY(Q026,
      cupel_filter_by_name(cupel_join(USERS, cupel_attr(User, addresses)), "email_address", "x"))
QUERY(Q028, cupel_filter_by(USERS, User, name, NULL))
QUERY(Q029, cupel_filter_by_name(USERS, "nosuch", 1))

/* Instances of the session that stand for rows. */
static User *user_5(cupel_session *session)
{
    static const int32_t id = 5;
    User *user = cupel_new(User, .id = &id);
    assert_non_null(user);
    cupel_add(session, user);
    return user;
}

static Address *address_3(cupel_session *session)
{
    static const int32_t id = 3, user_id = 5;
    Address *address = cupel_new(Address, .id = &id, .user_id = &user_id, .email_address = "a");
    assert_non_null(address);
    cupel_add(session, address);
    return address;
}

static Item *item_7(cupel_session *session)
{
    static const int32_t id = 7;
    Item *item = cupel_new(Item, .id = &id);
    assert_non_null(item);
    cupel_add(session, item);
    return item;
}

static Order *order_9(cupel_session *session)
{
    static const int32_t id = 9;
    Order *order = cupel_new(Order, .id = &id);
    assert_non_null(order);
    cupel_add(session, order);
    return order;
}

QUERY(Q031, cupel_filter_by(cupel_query(session, Address), Address, user,
                            cupel_instance(user_5(session))))
QUERY(Q032, IDS(cupel_ne(NAME, "ed")))
QUERY(Q034, IDS(cupel_not_like(NAME, "%ed%")))
QUERY(Q035, IDS(cupel_ilike(NAME, "%ED%")))
QUERY(Q037, IDS(cupel_in(NAME)))
QUERY(Q038, IDS(cupel_not_in(NAME)))
QUERY(Q040,
      IDS(cupel_in(NAME, cupel_filter(cupel_select(session, NAME), cupel_like(NAME, "%ed%")))))
QUERY(Q041, IDS(cupel_not(cupel_in(NAME, "ed", "wendy", "jack"))))
QUERY(Q043, IDS(cupel_is(NAME, NULL)))
QUERY(Q044, IDS(cupel_ne(NAME, NULL)))
QUERY(Q046, IDS(cupel_and(cupel_eq(NAME, "ed"), cupel_eq(cupel_attr(User, fullname), "Ed Jones"))))
QUERY(Q047, IDS(cupel_or(cupel_eq(NAME, "ed"), cupel_eq(NAME, "wendy"))))
QUERY(Q049, IDS(cupel_or(cupel_and(cupel_eq(NAME, "ed"), cupel_eq(AGE, 3)), cupel_eq(ID, 1))))
QUERY(Q050, IDS(cupel_not(cupel_and(cupel_eq(ID, 1), cupel_eq(AGE, 2)))))
QUERY(Q052, IDS(cupel_not(cupel_eq(ID, 1))))
QUERY(Q053, IDS(cupel_not(cupel_gt(ID, 1))))
QUERY(Q055, IDS(cupel_between(AGE, 3, 9)))
QUERY(Q056, IDS(cupel_not(cupel_between(AGE, 3, 9))))
QUERY(Q058, IDS(cupel_endswith(NAME, "d", .autoescape = true)))
QUERY(Q059, IDS(cupel_contains(NAME, "a%b", .autoescape = true)))
QUERY(Q061, IDS(cupel_eq(cupel_concat(NAME, "x"), "edx")))
QUERY(Q062, IDS(cupel_eq(cupel_concat(NAME, cupel_attr(User, fullname)), "x")))
QUERY(Q064, IDS(cupel_gt(cupel_times(cupel_plus(AGE, 1), 2), 7)))
QUERY(Q065, IDS(cupel_gt(cupel_divide(AGE, 2), 7)))
QUERY(Q067, IDS(cupel_lt(cupel_negate(AGE), 0)))
QUERY(Q068, IDS(cupel_eq(cupel_minus(AGE, cupel_minus(ID, 3)), 0)))
QUERY(Q070, IDS(cupel_is_not_distinct_from(NAME, "x")))
QUERY(Q071, IDS(cupel_in(cupel_tuple(ID, AGE), cupel_tuple(1, 2), cupel_tuple(3, 4))))
QUERY(Q073, IDS(cupel_eq(cupel_op(NAME, "->>", "k"), "x")))
QUERY(Q074, IDS(cupel_eq(cupel_collate(NAME, "NOCASE"), "ED")))
QUERY(Q076, IDS(cupel_eq(cupel_cast(AGE, CUPEL_STRING, .length = 10), "3")))
QUERY(Q077, IDS(cupel_eq(cupel_case(cupel_gt(AGE, 65), "old", "young"), "old")))
QUERY(Q079, IDS(cupel_attr(Order, isopen)))
QUERY(Q080, IDS(cupel_not(cupel_attr(Order, isopen))))
QUERY(Q082, IDS(cupel_is(cupel_attr(Order, isopen), cupel_true())))
QUERY(Q083, IDS(cupel_true()))
QUERY(Q085, IDS(cupel_and(cupel_true(), cupel_eq(ID, 1))))
QUERY(Q086, IDS(cupel_or(cupel_false(), cupel_eq(ID, 1))))
QUERY(Q088,
      IDS(cupel_eq(AGE, cupel_scalar_subquery(cupel_select(session, cupel_func("max", AGE))))))
QUERY(Q089, IDS(cupel_eq(ID, cupel_bind("uid", 7))))

/* ---- relationships ------------------------------------------------------------------------------- */

#define ADDRESS_IDS(...) cupel_filter(cupel_select(session, cupel_attr(Address, id)), __VA_ARGS__)
#define ORDER_IDS(...)   cupel_filter(cupel_select(session, cupel_attr(Order, id)), __VA_ARGS__)
#define NODE_IDS(...)    cupel_filter(cupel_select(session, cupel_attr(Node, id)), __VA_ARGS__)

QUERY(Q091, ADDRESS_IDS(cupel_eq(cupel_attr(Address, user), cupel_instance(user_5(session)))))
QUERY(Q092, ADDRESS_IDS(cupel_ne(cupel_attr(Address, user), cupel_instance(user_5(session)))))
QUERY(Q094, ADDRESS_IDS(cupel_ne(cupel_attr(Address, user), NULL)))
QUERY(Q095, IDS(cupel_contains(cupel_attr(User, addresses), cupel_instance(address_3(session)))))
QUERY(Q097, IDS(cupel_any(cupel_attr(User, addresses))))
QUERY(Q098, IDS(cupel_any(cupel_attr(User, addresses),
                          cupel_eq(cupel_attr(Address, email_address), "bar"))))
QUERY(Q100, IDS(cupel_not(cupel_any(cupel_attr(User, addresses),
                                    cupel_eq(cupel_attr(Address, email_address), "bar")))))
QUERY(Q101, ADDRESS_IDS(cupel_has(cupel_attr(Address, user), cupel_eq(NAME, "ed"))))
QUERY(Q103,
      ORDER_IDS(cupel_any(cupel_attr(Order, items), cupel_eq(cupel_attr(Item, description), "x"))))
QUERY(Q104, ORDER_IDS(cupel_contains(cupel_attr(Order, items), cupel_instance(item_7(session)))))
QUERY(Q106, NODE_IDS(cupel_any(cupel_attr(Node, children), cupel_eq(cupel_attr(Node, data), "x"))))
QUERY(Q107, NODE_IDS(cupel_has(cupel_attr(Node, parent), cupel_eq(cupel_attr(Node, data), "x"))))
QUERY(Q109, IDS(cupel_has(cupel_attr(User, addresses))))
QUERY(Q110, IDS(cupel_eq(cupel_attr(User, addresses), cupel_instance(user_5(session)))))
QUERY(Q112, ADDRESS_IDS(cupel_with_parent(user_5(session), addresses)))
QUERY(Q113, IDS(cupel_any(cupel_attr(User, orders),
                          cupel_any(cupel_attr(Order, items), cupel_eq(cupel_attr(Item, id), 4)))))
QUERY(Q115,
      cupel_filter(cupel_query(session, Address), cupel_with_parent(user_5(session), addresses)))

static cupel_query *Q116(cupel_session *session)
{
    cupel_alias *alias = cupel_aliased(session, Address, NULL);
    return cupel_filter(cupel_select(session, alias),
                        cupel_with_parent_along(&user_5(session)->base,
                                                cupel_of_type(cupel_attr(User, addresses), alias)));
}
QUERY(Q118, cupel_filter(cupel_query(session, Item), cupel_with_parent(order_9(session), items)))

int main(void)
{
    static const query_case cases[] = {
        CASE(Q017), CASE(Q019), CASE(Q020), CASE(Q022), CASE(Q023), CASE(Q025), CASE(Q026),
        CASE(Q028), CASE(Q029), CASE(Q031), CASE(Q032), CASE(Q034), CASE(Q035), CASE(Q037),
        CASE(Q038), CASE(Q040), CASE(Q041), CASE(Q043), CASE(Q044), CASE(Q046), CASE(Q047),
        CASE(Q049), CASE(Q050), CASE(Q052), CASE(Q053), CASE(Q055), CASE(Q056), CASE(Q058),
        CASE(Q059), CASE(Q061), CASE(Q062), CASE(Q064), CASE(Q065), CASE(Q067), CASE(Q068),
        CASE(Q070), CASE(Q071), CASE(Q073), CASE(Q074), CASE(Q076), CASE(Q077), CASE(Q079),
        CASE(Q080), CASE(Q082), CASE(Q083), CASE(Q085), CASE(Q086), CASE(Q088), CASE(Q089),
        CASE(Q091), CASE(Q092), CASE(Q094), CASE(Q095), CASE(Q097), CASE(Q098), CASE(Q100),
        CASE(Q101), CASE(Q103), CASE(Q104), CASE(Q106), CASE(Q107), CASE(Q109), CASE(Q110),
        CASE(Q112), CASE(Q113), CASE(Q115), CASE(Q116), CASE(Q118),
    };
    return run_cases("query/filter", cases, sizeof cases / sizeof cases[0]);
}
