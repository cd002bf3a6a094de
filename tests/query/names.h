/*
 * names.h - short names for what queries about the models are made of, for tests that put many of these together.
 */
#ifndef CU_TEST_QUERY_NAMES_H
#define CU_TEST_QUERY_NAMES_H

#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define E(T)      cupel_entity_of(T)
#define USERS     cupel_query(session, User)
#define ADDRESSES cupel_query(session, Address)
#define ORDERS    cupel_query(session, Order)
#define NODES     cupel_query(session, Node)
#define ID        cupel_attr(User, id)
#define NAME      cupel_attr(User, name)
#define FULL      cupel_attr(User, fullname)
#define AGE       cupel_attr(User, age)
#define AID       cupel_attr(Address, id)
#define EMAIL     cupel_attr(Address, email_address)
#define AUSER     cupel_attr(Address, user_id)
#define OID       cupel_attr(Order, id)
#define OUSER     cupel_attr(Order, user_id)
#define TOTAL     cupel_attr(Order, total)
#define NID       cupel_attr(Node, id)
#define NPARENT   cupel_attr(Node, parent_id)
#define DATA      cupel_attr(Node, data)
#define R_ADDR    cupel_attr(User, addresses)
#define R_ORD     cupel_attr(User, orders)
#define R_ITEMS   cupel_attr(Order, items)
#define R_KEYW    cupel_attr(Item, keywords)
#define R_USER    cupel_attr(Address, user)
#define SEL(...)  cupel_select(session, __VA_ARGS__)
#define IDS(...)  cupel_filter(SEL(ID), __VA_ARGS__)
#define COUNT(x)  cupel_func("count", x)

/* Instances with a key, pending in the session. */
static inline User *user_5(cupel_session *session)
{
    static const int32_t id = 5;
    User *user = cupel_new(User, .id = &id);
    assert_non_null(user);
    cupel_add(session, user);
    return user;
}

static inline Item *item_7(cupel_session *session)
{
    static const int32_t id = 7;
    Item *item = cupel_new(Item, .id = &id);
    assert_non_null(item);
    cupel_add(session, item);
    return item;
}

#endif
