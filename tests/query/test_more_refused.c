/*
 * test_more_refused.c - calls that make no sense: the errors that they give.
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

static const int32_t one = 1;

#define FULL_STATEMENT cupel_from_statement(USERS, cupel_text_sql("select 1"))

QUERY(E121, cupel_filter(USERS, cupel_eq(R_ADDR, "x")))

QUERY(E122, cupel_filter(USERS, cupel_has(R_ADDR, cupel_eq(AID, 1))))

QUERY(E123, cupel_filter(ADDRESSES, cupel_any(R_USER, cupel_eq(ID, 1))))

QUERY(E124, cupel_filter(USERS, cupel_any(NAME, cupel_eq(AID, 1))))

QUERY(E125, cupel_filter_by_name(USERS, "nosuch", 1))

QUERY(E126, cupel_join(USERS, E(Keyword)))

QUERY(E130, cupel_select_from(cupel_filter(USERS, cupel_eq(ID, 1)), E(Address)))

QUERY(E131, cupel_group_by(cupel_limit(USERS, 2), ID))

QUERY(E132, cupel_filter_by_name(cupel_limit(USERS, 2), "name", "x"))

QUERY(E133, cupel_having(cupel_offset(USERS, 2), cupel_gt(ID, 1)))

QUERY(E135, cupel_order_by(USERS, "nosuch"))

QUERY(E136, cupel_group_by(USERS, "nosuch"))

QUERY(E138, SEL(cupel_c(cupel_subquery_of(USERS, NULL), "nosuch")))

QUERY(E139, cupel_filter(USERS, cupel_eq(ID, cupel_scalar_subquery(USERS))))

QUERY(E141, cupel_union(USERS, SEL(AID)))

QUERY(E142, cupel_options(USERS, cupel_joinedload(R_USER)))

QUERY(E143, cupel_options(USERS, cupel_joinedload(NAME)))

QUERY(E144, cupel_options(USERS, cupel_defer(R_ADDR)))

QUERY(E146, cupel_filter(FULL_STATEMENT, cupel_eq(ID, 1)))

QUERY(E147, cupel_from_self(FULL_STATEMENT))

QUERY(E148, cupel_join(USERS, cupel_aliased(session, Address, NULL), .on = R_ORD))

QUERY(E149, cupel_join(USERS, cupel_of_type(R_ADDR, E(Order))))

QUERY(E150, cupel_join(USERS, R_ADDR, .on = cupel_eq(ID, 1)))

QUERY(E151, cupel_filter(ADDRESSES,
                         cupel_with_parent_along(&user_5(session)->base, cupel_attr(Order, user))))

QUERY(E152, cupel_filter(ADDRESSES, cupel_eq(R_USER, cupel_instance(PENDING(Order, .id = &one)))))

QUERY(E153, cupel_filter(USERS, cupel_contains(R_ADDR, 5)))

QUERY(E154, cupel_filter(USERS, cupel_contains(R_ADDR, cupel_instance(PENDING(Order, .id = &one)))))

QUERY(E155,
      cupel_filter(SEL(ID), cupel_in(cupel_tuple(ID, NAME), cupel_tuple(1), cupel_tuple(2, 3))))

QUERY(E157, cupel_with_for_update(USERS, .of = cupel_literal("x")))

QUERY(E159, cupel_filter(USERS, cupel_or_values(0, NULL)))

QUERY(E161, SEL(cupel_case_values(0, NULL)))

QUERY(E162, SEL(R_ADDR))

QUERY(E163, cupel_order_by(USERS, R_ADDR))

QUERY(E164, cupel_group_by(USERS, R_ORD))

QUERY(E165, SEL(COUNT(R_ADDR)))

QUERY(E166, cupel_distinct_on(USERS, R_ADDR))

QUERY(E167, cupel_with_polymorphic(cupel_query(session, Engineer), E(Manager)))

QUERY(E169, cupel_filter(USERS, cupel_gt(AGE, R_ADDR)))

QUERY(E170, cupel_select_from(USERS, NAME))

QUERY(E171, cupel_params(USERS, cupel_literal(1)))

QUERY(E172, cupel_join(cupel_filter(USERS, R_USER), R_ADDR))

QUERY(E173, SEL(cupel_label(R_ADDR, "x")))

QUERY(E174, cupel_filter(USERS, cupel_not(R_ADDR)))

QUERY(E175, cupel_filter(USERS, cupel_eq(ID, R_USER)))

QUERY(E176, cupel_filter(USERS, cupel_eq(R_USER, E(User))))

int main(void)
{
    static const query_case cases[] = {
        CASE(E121), CASE(E122), CASE(E123), CASE(E124), CASE(E125), CASE(E126), CASE(E130),
        CASE(E131), CASE(E132), CASE(E133), CASE(E135), CASE(E136), CASE(E138), CASE(E139),
        CASE(E141), CASE(E142), CASE(E143), CASE(E144), CASE(E146), CASE(E147), CASE(E148),
        CASE(E149), CASE(E150), CASE(E151), CASE(E152), CASE(E153), CASE(E154), CASE(E155),
        CASE(E157), CASE(E159), CASE(E161), CASE(E162), CASE(E163), CASE(E164), CASE(E165),
        CASE(E166), CASE(E167), CASE(E169), CASE(E170), CASE(E171), CASE(E172), CASE(E173),
        CASE(E174), CASE(E175), CASE(E176),
    };
    return run_cases("query/more_refused", cases, sizeof cases / sizeof cases[0]);
}
