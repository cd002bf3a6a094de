/*
 * test_more_dialects.c - what databases write differently, with each other.
 */
#include "names.h"

QUERY(Y001, cupel_limit(SEL(NAME), 3))

QUERY(Y002, cupel_distinct(cupel_offset(cupel_limit(cupel_order_by(SEL(NAME), ID), 3), 2)))

QUERY(Y003, cupel_offset(cupel_order_by(SEL(NAME), ID), 2))

QUERY(Y004,
      cupel_limit(cupel_order_by(
                      cupel_filter(SEL(ID),
                                   cupel_in(ID, cupel_limit(cupel_order_by(SEL(AUSER), AID), 2))),
                      ID),
                  1))

QUERY(Y005, SEL(cupel_scalar_subquery(cupel_limit(cupel_order_by(SEL(NAME), ID), 1))))

QUERY(Y006, SEL(cupel_subquery_of(cupel_order_by(USERS, NAME), NULL)))

QUERY(Y007, cupel_limit(cupel_from_self(cupel_order_by(USERS, NAME)), 2))

QUERY(Y008, cupel_union(cupel_order_by(USERS, NAME), cupel_order_by(USERS, ID)))

QUERY(Y009, SEL(ID, cupel_divide(AGE, 2), cupel_modulo(AGE, 3), cupel_plus(NAME, "x"),
                cupel_func("length", NAME), cupel_func("char_length", NAME), cupel_func("now"),
                cupel_ilike(NAME, "A%")))

QUERY(Y010,
      cupel_filter(SEL(ID), cupel_is_distinct_from(NAME, "x"), cupel_is_not_distinct_from(AGE, ID)))

QUERY(Y011, SEL(cupel_exists(USERS), cupel_attr(Order, isopen),
                cupel_not(cupel_attr(Order, isopen)), cupel_gt(AGE, 3)))

QUERY(Y012, cupel_filter(cupel_filter(SEL(ID), cupel_true()), cupel_false()))

QUERY(Y013, SEL(cupel_case(cupel_gt(AGE, 3), cupel_true(), cupel_false())))

QUERY(Y014, cupel_filter(SEL(ID), cupel_match(NAME, "x y")))

QUERY(Y016, SEL(cupel_cast(AGE, CUPEL_TEXT), cupel_cast(AGE, CUPEL_STRING, .length = 20),
                cupel_cast(NAME, CUPEL_BLOB), cupel_cast(AGE, CUPEL_SMALL_INTEGER),
                cupel_cast(AGE, CUPEL_BIG_INTEGER), cupel_cast(AGE, CUPEL_BOOLEAN),
                cupel_cast(NAME, CUPEL_DATETIME), cupel_cast(NAME, CUPEL_TIME),
                cupel_cast(AGE, CUPEL_FLOAT), cupel_cast(AGE, CUPEL_NUMERIC)))

QUERY(Y017, cupel_limit(cupel_filter(SEL(ID), cupel_in(NAME, "0", "1", "2", "3", "4"),
                                     cupel_not_in(AGE, 1, 2)),
                        2))

QUERY(Y018,
      cupel_offset(cupel_limit(cupel_order_by(cupel_having(cupel_group_by(SEL(COUNT(ID)), NAME),
                                                           cupel_gt(COUNT(ID), 1)),
                                              COUNT(ID)),
                               2),
                   1))

QUERY(Y019,
      cupel_offset(cupel_limit(cupel_order_by(cupel_options(USERS, cupel_joinedload(R_ADDR)), NAME),
                               2),
                   1))

QUERY(Y020, cupel_order_by(cupel_group_by(SEL(cupel_label(NAME, "limit"), cupel_label(AGE, "order"),
                                              cupel_label(ID, "a b"), cupel_label(FULL, "UPPER"),
                                              cupel_label(cupel_func("max", ID), "x\"y")),
                                          "limit", "order", "a b", "UPPER"),
                           "a b", cupel_desc(cupel_label_reference("UPPER"))))

static cupel_query *Y021(cupel_session *session)
{
    cupel_alias *t = cupel_aliased(session, User, "Group");
    cupel_subquery *c =
        cupel_cte(cupel_filter(SEL(cupel_label(cupel_alias_attr(t, User, id), "select"),
                                   cupel_alias_attr(t, User, name)),
                               cupel_gt(cupel_alias_attr(t, User, age), 1)),
                  "Order By");
    return cupel_order_by(cupel_filter(SEL(cupel_c(c, "select"), cupel_c(c, "name")),
                                       cupel_gt(cupel_c(c, "select"), 1)),
                          cupel_desc(cupel_c(c, "select")));
}

static cupel_query *Y022(cupel_session *session)
{
    cupel_subquery *t =
        cupel_subquery_of(SEL(cupel_label(ID, "a.b"), cupel_label(NAME, "c%d")), "x y");
    return cupel_limit(cupel_filter(SEL(cupel_c(t, "a.b"), cupel_c(t, "c%d")),
                                    cupel_like(cupel_c(t, "c%d"), "50%")),
                       1);
}

QUERY(Y024, cupel_filter(SEL(cupel_literal_column("'a%b'"), NAME), cupel_like(NAME, "%%x%")))

QUERY(Y025,
      cupel_order_by(SEL(ID), cupel_desc(cupel_collate(NAME, "utf8_bin")), cupel_nulls_first(AGE),
                     cupel_nulls_last(cupel_desc(ID)), cupel_func("random")))

QUERY(Y026,
      cupel_with_hint(
          cupel_join(cupel_with_hint(cupel_with_hint(cupel_with_hint(SEL(ID), E(User),
                                                                     "WITH (NOLOCK)", "mssql"),
                                                     E(User), "FORCE INDEX (x)", "mysql"),
                                     E(User), "IX", "sybase"),
                     R_ADDR),
          E(Address), "USE INDEX (y)", "mysql"))

QUERY(Y027, cupel_limit(cupel_order_by(cupel_with_for_update(USERS, .nowait = true), ID), 2))

QUERY(Y028, cupel_with_for_update(USERS, .read = true, .nowait = true))

QUERY(Y029,
      cupel_filter(SEL(ID),
                   cupel_eq(ID, cupel_scalar_subquery(cupel_filter(SEL(OUSER), cupel_eq(OID, 1)))),
                   cupel_eq(cupel_scalar_subquery(cupel_filter(SEL(OUSER), cupel_eq(OID, 2))), ID),
                   cupel_gt(cupel_scalar_subquery(SEL(COUNT(OID))), 3)))

QUERY(Y030,
      cupel_filter(SEL(ID),
                   cupel_or(cupel_eq(ID, 0), cupel_eq(ID, 1), cupel_eq(ID, 2), cupel_eq(ID, 3)),
                   cupel_and(cupel_ne(AGE, 0), cupel_ne(AGE, 1), cupel_ne(AGE, 2))))

QUERY(Y031, SEL(cupel_literal(NULL), cupel_null(), cupel_true(), cupel_false(), cupel_literal(3.0),
                cupel_literal(((cupel_decimal_value){ "1.10" })),
                cupel_literal(((cupel_date_value){ 2020, 1, 2 })),
                cupel_literal(((cupel_blob_value){ "ab", 2 }))))

QUERY(Y032, cupel_filter(SEL(cupel_literal(3.0), cupel_literal(((cupel_decimal_value){ "1.10" })),
                             cupel_literal(((cupel_date_value){ 2020, 1, 2 })), cupel_true(),
                             cupel_null()),
                         cupel_eq(NAME, "a\\'b")))

QUERY(Y033,
      cupel_limit(cupel_filter(SEL(ID), cupel_eq(NAME, "x"), cupel_eq(AGE, NULL), cupel_ne(AGE, 4)),
                  3))

QUERY(Y034, SEL(cupel_over(cupel_func("sum", AGE), .partition_by = cupel_list(NAME, FULL),
                           .order_by = ID, .rows = true, .frame_start = -3, .frame_end = -1),
                cupel_over(cupel_func("ntile", 4), .order_by = ID),
                cupel_over(cupel_func("lead", AGE, 2, 0), .order_by = cupel_desc(ID)),
                cupel_over(cupel_func("sum", AGE), .order_by = ID, .rows = true, .frame_start = 0,
                           .frame_end = CUPEL_UNBOUNDED),
                cupel_over(cupel_func("sum", AGE), .order_by = ID, .range = true,
                           .frame_start = CUPEL_UNBOUNDED, .frame_end = CUPEL_UNBOUNDED)))

QUERY(Y035, SEL(cupel_func("string_agg", NAME, ","), cupel_func("array_agg", ID),
                cupel_within_group(cupel_func("mode"), AGE),
                cupel_func("bool_and", cupel_gt(AGE, 1)), cupel_func("json_build_object", "a", ID)))

QUERY(Y036,
      cupel_limit(cupel_with_statement_hint(
                      cupel_suffix_with(cupel_prefix_with(USERS, "DISTINCT SQL_CALC_FOUND_ROWS",
                                                          "mysql"),
                                        "WITH UR", "oracle"),
                      "OPTION(MAXDOP 1)", "mssql"),
                  1))

static cupel_query *Y037(cupel_session *session)
{
    cupel_subquery *c = cupel_cte(SEL(ID), "c", .nesting = true),
                   *d = cupel_cte(
                       cupel_filter(SEL(cupel_c(c, "id")), cupel_gt(cupel_c(c, "id"), 1)), "d");
    return cupel_filter(ADDRESSES, cupel_in(AUSER, SEL(cupel_c(d, "id"))));
}

static cupel_query *Y038(cupel_session *session)
{
    cupel_subquery *c =
        cupel_cte(cupel_filter(SEL(NID, NPARENT), cupel_eq(NID, 5)), "up", .recursive = true);
    cupel_alias *n = cupel_aliased(session, Node, "n");
    c = cupel_cte_union(
        c, cupel_join(SEL(cupel_alias_attr(n, Node, id), cupel_alias_attr(n, Node, parent_id)), c,
                      .on = cupel_eq(cupel_alias_attr(n, Node, id), cupel_c(c, "parent_id"))));
    return cupel_order_by(cupel_filter(NODES, cupel_in(NID, SEL(cupel_c(c, "id")))), NID);
}

QUERY(Y039, cupel_filter(SEL(ID), cupel_eq(cupel_func("lower", NAME), cupel_func("lower", "X")),
                         cupel_gt(cupel_func("coalesce", AGE, ID, 0), 1),
                         cupel_eq(cupel_func("substr", NAME, 1, 3), "abc"),
                         cupel_eq(cupel_func("round", AGE, 2), 1.5)))

QUERY(Y040, SEL(cupel_negate(cupel_label(AGE, "n")), cupel_negate(cupel_func("sum", AGE)),
                cupel_times(cupel_negate(cupel_plus(AGE, 1)), 2), cupel_minus(AGE, -1),
                cupel_not(cupel_eq(AGE, 1)), cupel_not(cupel_like(NAME, "x"))))

int main(void)
{
    static const query_case cases[] = {
        CASE(Y001), CASE(Y002),     CASE(Y003),     CASE(Y004), CASE(Y005), CASE(Y006), CASE(Y007),
        CASE(Y008), CASE(Y009),     CASE(Y010),     CASE(Y011), CASE(Y012), CASE(Y013), CASE(Y014),
        CASE(Y016), CASE(Y017),     CASE(Y018),     CASE(Y019), CASE(Y020), CASE(Y021), CASE(Y022),
        CASE(Y024), CASE(Y025),     CASE(Y026),     CASE(Y027), CASE(Y028), CASE(Y029), CASE(Y030),
        CASE(Y031), LITERALS(Y032), LITERALS(Y033), CASE(Y034), CASE(Y035), CASE(Y036), CASE(Y037),
        CASE(Y038), CASE(Y039),     CASE(Y040),
    };
    return run_cases("query/more_dialects", cases, sizeof cases / sizeof cases[0]);
}
