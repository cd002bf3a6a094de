/*
 * test_more_criteria.c - conditions: by name, on relationships, with queries inside, of instances.
 */
#include "names.h"

/* An instance with a key, pending in the session. */
#define PENDING(Type, ...)                         \
    __extension__({                                \
        Type *made = cupel_new(Type, __VA_ARGS__); \
        assert_non_null(made);                     \
        cupel_add(session, made);                  \
        made;                                      \
    })

static const int32_t two = 2, three = 3, five = 5, nine = 9;

QUERY(A020,
      IDS(cupel_or(cupel_eq(AGE, 1), cupel_and(cupel_eq(AGE, 2), cupel_eq(NAME, "x"))),
          cupel_and(cupel_or(cupel_eq(ID, 1), cupel_eq(ID, 2)), cupel_not(cupel_eq(NAME, NULL)))))

QUERY(A021,
      IDS(cupel_not(cupel_or(cupel_eq(ID, 1), cupel_and(cupel_gt(AGE, 2), cupel_like(NAME, "x")))),
          cupel_not(cupel_and(cupel_eq(ID, 1), cupel_or(cupel_gt(AGE, 2))))))

QUERY(A022, IDS(cupel_not(cupel_in(ID, 1, 2)), cupel_not(cupel_between(ID, 1, 5)),
                cupel_not(cupel_ilike(NAME, "x%")), cupel_not(cupel_is(AGE, NULL)),
                cupel_not(cupel_is_distinct_from(AGE, 3))))

QUERY(A023, IDS(cupel_eq(cupel_gt(AGE, 3), cupel_lt(ID, 5))))

QUERY(A024, IDS(cupel_gt(cupel_minus(cupel_times(cupel_plus(AGE, 1), 2), 3),
                         cupel_divide(cupel_minus(ID, cupel_minus(AGE, 1)), cupel_times(ID, 2)))))

QUERY(A025, IDS(cupel_like(cupel_concat(NAME, FULL), "a%"),
                cupel_in(cupel_plus(cupel_plus(NAME, FULL), "z"), "q", "r"),
                cupel_eq(cupel_modulo(AGE, 3), 1), cupel_gt(cupel_op(AGE, "<<", 2), 1),
                cupel_lt(cupel_negate(AGE), cupel_negate(cupel_plus(ID, 1)))))

QUERY(A026, cupel_filter_by_name(cupel_filter_by_name(cupel_join(ADDRESSES, R_USER), "name", "n"),
                                 "age", NULL))

QUERY(A027, cupel_filter(cupel_filter_by_name(cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                              "description", "d"),
                         cupel_gt(ID, 1)))

QUERY(A028, cupel_filter_by_name(cupel_reset_joinpoint(cupel_join(USERS, R_ADDR)), "name", "n"))

static cupel_query *A029(cupel_session *session)
{
    cupel_alias *aa = cupel_aliased(session, Address, "aa");
    return cupel_filter_by_name(cupel_join(USERS, aa, .on = R_ADDR), "email_address", "e");
}

QUERY(A030, cupel_filter_by_name(ADDRESSES, "user", cupel_instance(user_5(session))))

QUERY(A031, cupel_filter_by_name(NODES, "parent", NULL))

QUERY(A032, cupel_filter(NODES, cupel_ne(cupel_attr(Node, parent),
                                         cupel_instance(PENDING(Node, .id = &five)))))

QUERY(A033,
      cupel_filter(ORDERS, cupel_eq(cupel_attr(Order, user), cupel_instance(user_5(session))),
                   cupel_ne(cupel_attr(Order, address), NULL), cupel_any(R_ITEMS),
                   cupel_not(cupel_any(
                       R_ITEMS, cupel_any(R_KEYW, cupel_eq(cupel_attr(Keyword, keyword), "k"))))))

QUERY(A034, cupel_filter(USERS, cupel_contains(R_ADDR, cupel_instance(PENDING(Address, .id = &three,
                                                                              .user_id = &nine)))))

QUERY(A035,
      cupel_filter(NODES,
                   cupel_contains(cupel_attr(Node, children),
                                  cupel_instance(PENDING(Node, .id = &three, .parent_id = &nine)))))

QUERY(A036,
      cupel_filter(
          cupel_filter(cupel_query(session, Keyword),
                       cupel_any(cupel_attr(Keyword, items), cupel_in(cupel_attr(Item, id), 1, 2))),
          cupel_not(cupel_contains(cupel_attr(Keyword, items), cupel_instance(item_7(session))))))

QUERY(A050, IDS(cupel_in(ID)))

QUERY(A051,
      cupel_filter(USERS,
                   cupel_eq(AGE, cupel_scalar_subquery(cupel_correlate(
                                     cupel_filter(SEL(cupel_func("max", AID)), cupel_eq(AUSER, ID)),
                                     E(User))))))

static cupel_query *A052(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(SEL(ua),
                        cupel_exists(cupel_correlate(
                            cupel_filter(ADDRESSES, cupel_eq(AUSER, cupel_alias_attr(ua, User, id)),
                                         cupel_eq(EMAIL, NAME)),
                            ua)));
}

static cupel_query *A053(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_filter(
        SEL(ua),
        cupel_exists(cupel_correlate_except(
            cupel_filter(ADDRESSES, cupel_eq(AUSER, cupel_alias_attr(ua, User, id))), E(Address))));
}

QUERY(A054,
      cupel_filter(USERS, cupel_in(ID, cupel_correlate(cupel_filter(SEL(AUSER), cupel_eq(AID, AGE)),
                                                       NULL))))

QUERY(A055, cupel_order_by(cupel_filter(cupel_filter(ADDRESSES,
                                                     cupel_with_parent(user_5(session), addresses)),
                                        cupel_gt(AID, 2)),
                           cupel_desc(AID)))

static cupel_query *A056(cupel_session *session)
{
    cupel_alias *aa = cupel_aliased(session, Address, NULL);
    return cupel_filter(SEL(aa),
                        cupel_with_parent_along(&user_5(session)->base, cupel_of_type(R_ADDR, aa)));
}

QUERY(A057,
      cupel_filter(cupel_join(cupel_filter(cupel_query(session, Item),
                                           cupel_with_parent(PENDING(Order, .id = &five), items)),
                              R_KEYW),
                   cupel_eq(cupel_attr(Keyword, keyword), "k")))

QUERY(A058,
      cupel_filter(NODES, cupel_with_parent(PENDING(Node, .id = &five, .parent_id = &two), parent)))

QUERY(A059,
      cupel_group_by(cupel_with_entities(cupel_from_self(cupel_filter(
                                             cupel_from_self(cupel_filter(USERS, cupel_eq(ID, 5))),
                                             cupel_eq(NAME, "x"))),
                                         NAME, COUNT(ID)),
                     NAME))

QUERY(A060, cupel_filter(cupel_order_by(cupel_from_self(SEL(cupel_label(NAME, "foo"), ID)), "foo"),
                         cupel_eq(NAME, "q")))

/* ---- by other names -------------------------------------------------------------------------------- */

QUERY(A061, cupel_where(cupel_where(USERS, cupel_eq(NAME, "x")), cupel_gt(ID, 2), cupel_lt(ID, 9)))

/* The conditions of a query in another one. */
static cupel_query *A062(cupel_session *session)
{
    cupel_query *users = cupel_filter_by(cupel_filter(USERS, cupel_gt(ID, 1)), User, name, "x");
    return cupel_filter(cupel_join(ADDRESSES, R_USER), cupel_not(cupel_whereclause(users)));
}

/* What is made of a query leaves it as it is. */
static cupel_query *A063(cupel_session *session)
{
    cupel_query *users = cupel_filter(USERS, cupel_gt(ID, 2));
    cupel_query *changed =
        cupel_limit(cupel_join(cupel_filter(users, cupel_eq(NAME, "x")), R_ADDR), 1);
    return cupel_sql(changed, NULL) ? cupel_order_by(users, ID) : changed;
}

int main(void)
{
    static const query_case cases[] = {
        CASE(A020), CASE(A021), CASE(A022), CASE(A023), CASE(A024), CASE(A025), CASE(A026),
        CASE(A027), CASE(A028), CASE(A029), CASE(A030), CASE(A031), CASE(A032), CASE(A033),
        CASE(A034), CASE(A035), CASE(A036), CASE(A050), CASE(A051), CASE(A052), CASE(A053),
        CASE(A054), CASE(A055), CASE(A056), CASE(A057), CASE(A058), CASE(A059), CASE(A060),
        CASE(A061), CASE(A062), CASE(A063),
    };
    return run_cases("query/more_criteria", cases, sizeof cases / sizeof cases[0]);
}
