/*
 * test_more_language.c - operators, casts, patterns, literals, locks, hints.
 */
#include "names.h"

QUERY(G045,
      cupel_filter(
          SEL(cupel_plus(cupel_cast(AGE, CUPEL_STRING, .length = 10), "y"),
              cupel_cast(TOTAL, CUPEL_DOUBLE), cupel_cast("2020-01-02", CUPEL_DATE),
              cupel_plus(cupel_type_coerce(NAME, CUPEL_INTEGER), 1),
              cupel_cast(NULL, CUPEL_INTEGER)),
          cupel_eq(cupel_cast(cupel_attr(Order, placed), CUPEL_DATE),
                   ((cupel_date_value){ 2020, 1, 2 })),
          cupel_gt(cupel_divide(cupel_cast(AGE, CUPEL_NUMERIC, .precision = 12, .scale = 3), 2),
                   1.5)))

QUERY(G046, cupel_order_by(cupel_filter(SEL(ID), cupel_eq(cupel_collate(NAME, "NOCASE"), "x"),
                                        cupel_like(cupel_collate(NAME, "de_DE"), "a%")),
                           cupel_desc(cupel_collate(NAME, "NOCASE")),
                           cupel_collate(cupel_func("lower", NAME), "x")))

QUERY(G047,
      cupel_order_by(
          cupel_having(
              cupel_group_by(SEL(cupel_label(cupel_extract("year", cupel_attr(Order, placed)), "y"),
                                 COUNT(OID)),
                             "y"),
              cupel_gt(cupel_extract("month", cupel_attr(Order, placed)), 3)),
          cupel_desc(cupel_label_reference("y"))))

QUERY(G048, cupel_filter(SEL(ID),
                         cupel_between(AGE, ID, cupel_scalar_subquery(SEL(cupel_func("max", AID)))),
                         cupel_not(cupel_between(NAME, "a", FULL)),
                         cupel_between(cupel_plus(AGE, 1), 1, cupel_func("abs", ID))))

QUERY(G049, cupel_filter(SEL(ID), cupel_startswith(NAME, "a%", .autoescape = true),
                         cupel_endswith(NAME, FULL),
                         cupel_contains(NAME, "x_y", .escape = "^", .autoescape = true),
                         cupel_not(cupel_startswith(NAME, "b")), cupel_not_like(NAME, "c"),
                         cupel_ilike(NAME, "%D%", .escape = "/")))

QUERY(G050, cupel_filter(SEL(ID), cupel_in(NAME, "a"), cupel_not_in(NAME),
                         cupel_or(cupel_in(AGE), cupel_in(ID, NULL, 3))))

QUERY(G051,
      cupel_filter(SEL(ID), cupel_is_distinct_from(AGE, ID), cupel_is_not_distinct_from(AGE, NULL),
                   cupel_is_not(NAME, NULL), cupel_not(cupel_ne(NAME, NULL)),
                   cupel_not(cupel_is_distinct_from(AGE, ID))))

QUERY(G052, cupel_filter(SEL(ID),
                         cupel_gt(AGE, cupel_times(cupel_scalar_subquery(
                                                       cupel_filter(SEL(AID), cupel_eq(AUSER, ID))),
                                                   2)),
                         cupel_in(AGE, cupel_group_by(SEL(cupel_func("max", OID)), OUSER))))

QUERY(G060, cupel_filter(SEL(OID),
                         cupel_ge(cupel_attr(Order, placed),
                                  ((cupel_datetime_value){ 2020, 1, 2, 3, 4, 5, 0 })),
                         cupel_eq(TOTAL, ((cupel_decimal_value){ "3.50" })),
                         cupel_is(cupel_attr(Order, isopen), cupel_false()), cupel_in(OUSER, 1, 2),
                         cupel_eq(cupel_attr(Order, address_id), NULL)))

QUERY(G061, cupel_offset(cupel_limit(cupel_filter(SEL(ID, cupel_literal("it's"), cupel_literal(3.5),
                                                      cupel_literal(7)),
                                                  cupel_like(NAME, "50%'s"),
                                                  cupel_in(NAME, "a'b", "c\\d"), cupel_in(AGE)),
                                     3),
                         2))

QUERY(G062,
      cupel_filter(SEL(ID),
                   cupel_in(cupel_tuple(ID, NAME), cupel_tuple(1, "x'y"), cupel_tuple(2, "z")),
                   cupel_startswith(NAME, "a")))

static cupel_query *G065(cupel_session *session)
{
    cupel_alias *aa = cupel_aliased(session, Address, "My Alias");
    return cupel_with_for_update(
        cupel_with_hint(
            cupel_with_hint(cupel_with_hint(cupel_join(SEL(E(User), aa), aa, .on = R_ADDR), aa,
                                            "USE INDEX (%(name)s_ix)", "mysql"),
                            aa, "INDEX(%(name)s x)", "oracle"),
            aa, "NOLOCK", "mssql"),
        .of = cupel_entity(aa));
}

QUERY(G066,
      cupel_limit(cupel_with_for_update(cupel_join(USERS, R_ADDR),
                                        .of = cupel_tuple(E(User), E(Address)), .nowait = true),
                  3))

QUERY(G067,
      cupel_distinct(cupel_order_by(cupel_with_for_update(SEL(NAME), .read = true, .of = NAME),
                                    NAME)))

QUERY(G068,
      cupel_filter(cupel_with_for_update(cupel_options(ORDERS,
                                                       cupel_joinedload(cupel_attr(Order, user))),
                                         .of = E(Order)),
                   cupel_eq(OID, 3)))

QUERY(G069, cupel_prefix_with(
                cupel_suffix_with(
                    cupel_prefix_with(
                        cupel_with_statement_hint(
                            cupel_with_hint(cupel_filter(cupel_with_for_update(USERS, .read = true,
                                                                               .key_share = true,
                                                                               .skip_locked = true),
                                                         cupel_in(ID, 1, 2)),
                                            E(User), "FULL(%(name)s)", "oracle"),
                            "OPTION (FAST 10)", "mssql"),
                        "/*+ x */", NULL),
                    "-- y", NULL),
                "SQL_NO_CACHE", "mysql"))

QUERY(G070, cupel_with_for_update(cupel_filter(
                USERS,
                cupel_exists(cupel_with_for_update(cupel_filter(ADDRESSES, cupel_eq(AUSER, ID)))))))

QUERY(G071, cupel_with_for_update(cupel_suffix_with(
                cupel_limit(cupel_prefix_with(cupel_prefix_with(cupel_distinct(USERS), "A", NULL),
                                              "B", NULL),
                            2),
                "C", NULL)))

QUERY(G072, cupel_suffix_with(cupel_options(cupel_limit(cupel_prefix_with(USERS, "PRE", NULL), 2),
                                            cupel_joinedload(R_ADDR)),
                              "SUF", NULL))

QUERY(G073, cupel_with_statement_hint(
                cupel_options(cupel_limit(cupel_with_hint(USERS, E(User), "ix", "mysql"), 2),
                              cupel_joinedload(R_ADDR)),
                "SH", NULL))

QUERY(G074, cupel_from_self(cupel_with_statement_hint(
                cupel_suffix_with(cupel_prefix_with(USERS, "PRE", NULL), "SUF", NULL), "SH", NULL)))

QUERY(G075, cupel_union(cupel_suffix_with(cupel_prefix_with(USERS, "PRE", NULL), "SUF", NULL),
                        cupel_with_statement_hint(USERS, "SH", NULL)))

int main(void)
{
    static const query_case cases[] = {
        CASE(G045), CASE(G046), CASE(G047),     CASE(G048),     CASE(G049),     CASE(G050),
        CASE(G051), CASE(G052), LITERALS(G060), LITERALS(G061), LITERALS(G062), CASE(G065),
        CASE(G066), CASE(G067), CASE(G068),     CASE(G069),     CASE(G070),     CASE(G071),
        CASE(G072), CASE(G073), CASE(G074),     CASE(G075),
    };
    return run_cases("query/more_language", cases, sizeof cases / sizeof cases[0]);
}
