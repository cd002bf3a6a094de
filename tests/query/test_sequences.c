/*
 * test_sequences.c - values of sequences, and the parts of dates and times that databases do not call by one name.
 */
#include "names.h"

static const cupel_sequence numbers = { .name = "order_numbers" };
static const cupel_sequence awkward = { .name = "it's a \"number\"", .schema = "my shop" };

#define PLACED cupel_attr(Order, placed)

QUERY(W001, SEL(cupel_next_value(&numbers)))
QUERY(W002, SEL(cupel_label(cupel_plus(cupel_next_value(&numbers), 10), "n"), NAME))
QUERY(W003, SEL(cupel_next_value(&awkward), cupel_next_value(&numbers)))
QUERY(W004,
      cupel_with_values(cupel_insert_into(session, Order),
                        cupel_assign(OID, cupel_next_value(&numbers)), cupel_assign(OUSER, 5)))
QUERY(W005, cupel_filter(cupel_with_values(cupel_update_of(session, User),
                                           cupel_assign(AGE, cupel_next_value(&numbers))),
                         cupel_eq(ID, 7)))
QUERY(W006, cupel_with_query(cupel_insert_into(session, Order), SEL(cupel_next_value(&numbers), ID),
                             OID, OUSER))
QUERY(W007, SEL(cupel_next_value(NULL)))
QUERY(W008, SEL(cupel_next_value(&(cupel_sequence){ .schema = "no name" })))

QUERY(W010, SEL(cupel_extract("isodow", PLACED), cupel_extract("week", PLACED),
                cupel_extract("quarter", PLACED)))
QUERY(W011, cupel_filter(SEL(OID), cupel_gt(cupel_plus(cupel_extract("epoch", PLACED), 1), 5),
                         cupel_eq(cupel_times(cupel_extract("dow", PLACED), 2), 4)))
QUERY(W012, SEL(cupel_extract("doy", cupel_func("now"))))

int main(void)
{
    const query_case cases[] = { CASE(W001), CASE(W002), CASE(W003), CASE(W004),
                                 CASE(W005), CASE(W006), CASE(W007), CASE(W008),
                                 CASE(W010), CASE(W011), CASE(W012) };
    return run_cases("query/sequences", cases, sizeof cases / sizeof cases[0]);
}
