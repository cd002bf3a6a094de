/*
 * test_dialects.c - what databases write differently from each other, and values
 * in the text of a statement.
 */
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#define USERS cupel_query(session, User)
#define ID    cupel_attr(User, id)
#define NAME  cupel_attr(User, name)
#define AGE   cupel_attr(User, age)

/* A condition or a value on its own. */
#define WHERE(...)  cupel_filter(cupel_select(session, ID), __VA_ARGS__)
#define SELECT(...) cupel_select(session, __VA_ARGS__)

/* ---- how many rows ------------------------------------------------------------------------------- */

#define BY_ID cupel_order_by(cupel_select(session, ID, cupel_label(cupel_plus(AGE, 1), "next")), ID)

QUERY(D001, cupel_limit(USERS, 5))
QUERY(D002, cupel_limit(BY_ID, 5))
QUERY(D003, cupel_offset(cupel_limit(BY_ID, 5), 10))
QUERY(D004, cupel_offset(cupel_limit(USERS, 5), 10))
QUERY(D005, cupel_distinct(cupel_limit(SELECT(NAME), 5)))
QUERY(D006, WHERE(cupel_in(ID, cupel_limit(SELECT(cupel_attr(Address, user_id)), 3))))
/* what is in a subquery has no order there unless it is limited */
QUERY(D007, SELECT(cupel_c(cupel_subquery_of(cupel_order_by(SELECT(ID), NAME), "s"), "id")))
QUERY(D008, SELECT(cupel_c(cupel_subquery_of(cupel_limit(cupel_order_by(SELECT(ID), NAME), 3), "s"),
                           "id")))
QUERY(D009, cupel_limit(SELECT(cupel_text_sql("1 + 1"), ID), 3))
QUERY(D010, cupel_with_for_update(cupel_limit(SELECT(ID), 3)))
QUERY(D011, cupel_with_for_update(cupel_limit(SELECT(ID), 3), .of = cupel_entity_of(User)))

/* ---- FROM, WITH, hints --------------------------------------------------------------------------- */

static cupel_query *D020(cupel_session *session)
{
    cupel_subquery *roots = cupel_cte(cupel_filter(cupel_select(session, cupel_attr(Node, id)),
                                                   cupel_eq(cupel_attr(Node, id), 1)),
                                      "roots", .recursive = true);
    cupel_query *more =
        cupel_join(cupel_select(session, cupel_attr(Node, id)), roots,
                   .on = cupel_eq(cupel_attr(Node, parent_id), cupel_c(roots, "id")));
    return cupel_select(session, cupel_c(cupel_cte_union_all(roots, more), "id"));
}
QUERY(D021, cupel_except(SELECT(ID), SELECT(cupel_attr(Address, user_id))))
QUERY(D022, cupel_except_all(SELECT(ID), SELECT(cupel_attr(Address, user_id))))
QUERY(D023, cupel_with_hint(cupel_with_hint(SELECT(ID), cupel_entity_of(User), "INDEX(%(name)s i)",
                                            "oracle"),
                            cupel_entity_of(User), "WITH (NOLOCK)", "mssql"))
QUERY(D024, SELECT(cupel_literal(1)))
QUERY(D025, cupel_filter(SELECT(cupel_literal(1)), cupel_eq(cupel_literal(1), 1)))

static cupel_query *D026(cupel_session *session)
{
    cupel_alias *odd = cupel_aliased(session, User, "_x]\"");
    return cupel_select(session, cupel_alias_attr(odd, User, id));
}

/* ---- expressions ------------------------------------------------------------------------------- */

QUERY(D040, WHERE(cupel_eq(cupel_modulo(AGE, 2), 1)))
QUERY(D041, WHERE(cupel_eq(cupel_modulo(cupel_modulo(AGE, cupel_plus(ID, 1)), 2), 1)))
QUERY(D042, WHERE(cupel_eq(cupel_concat(cupel_concat(NAME, "x"), NAME), "y")))
QUERY(D043, WHERE(cupel_is_distinct_from(NAME, "x")))
QUERY(D044, WHERE(cupel_match(NAME, "x")))
QUERY(D045, WHERE(cupel_not(cupel_match(NAME, "x"))))
QUERY(D046, SELECT(cupel_extract("year", cupel_attr(Order, placed)),
                   cupel_extract("doy", cupel_attr(Order, placed))))
QUERY(D047, SELECT(cupel_func("now"), cupel_func("char_length", NAME), cupel_func("length", NAME)))
QUERY(D048, WHERE(cupel_eq(cupel_collate(NAME, "x; y"), "ED")))
QUERY(D049, SELECT(cupel_cast(ID, CUPEL_BOOLEAN), cupel_cast(ID, CUPEL_SMALL_INTEGER),
                   cupel_cast(ID, CUPEL_INTEGER), cupel_cast(ID, CUPEL_BIG_INTEGER),
                   cupel_cast(ID, CUPEL_FLOAT), cupel_cast(ID, CUPEL_DOUBLE),
                   cupel_cast(ID, CUPEL_NUMERIC, .precision = 10, .scale = 2)))
QUERY(D050, SELECT(cupel_cast(ID, CUPEL_STRING, .length = 10), cupel_cast(ID, CUPEL_STRING),
                   cupel_cast(ID, CUPEL_TEXT), cupel_cast(ID, CUPEL_BLOB),
                   cupel_cast(ID, CUPEL_UUID), cupel_cast(ID, CUPEL_JSON)))
QUERY(D051,
      SELECT(cupel_cast(ID, CUPEL_DATE), cupel_cast(ID, CUPEL_TIME), cupel_cast(ID, CUPEL_DATETIME),
             cupel_cast(ID, CUPEL_TIMESTAMP), cupel_cast(ID, CUPEL_INTERVAL)))

/* ---- windows, groups, arrays ----------------------------------------------------------------------- */

#define SUM cupel_func("sum", AGE)

QUERY(D080, SELECT(cupel_over(SUM, .order_by = ID, .rows = true, .frame_start = -2, .frame_end = 0),
                   cupel_over(SUM, .partition_by = cupel_list(NAME, AGE), .order_by = ID,
                              .range = true, .frame_start = CUPEL_UNBOUNDED, .frame_end = 3),
                   cupel_over(SUM, .rows = true, .frame_start = 1, .frame_end = CUPEL_UNBOUNDED),
                   cupel_over(SUM)))
QUERY(D081, SELECT(cupel_within_group(cupel_func("percentile_cont", 0.5), cupel_desc(AGE)),
                   cupel_aggregate_filter(cupel_func("count", cupel_star()), cupel_gt(AGE, 3))))
QUERY(D082,
      WHERE(cupel_eq(ID, cupel_any_of(cupel_scalar_subquery(SELECT(cupel_attr(Address, user_id))))),
            cupel_gt(ID, cupel_all_of(cupel_scalar_subquery(SELECT(cupel_attr(Order, user_id)))))))
QUERY(D083, WHERE(cupel_eq(cupel_op(NAME, "->", "a"), cupel_op(cupel_plus(ID, 1), "#", 2))))

static cupel_query *D084(cupel_session *session)
{
    cupel_query *newest =
        cupel_limit(cupel_order_by(cupel_filter(SELECT(cupel_attr(Address, email_address)),
                                                cupel_eq(cupel_attr(Address, user_id), ID)),
                                   cupel_desc(cupel_attr(Address, id))),
                    1);
    cupel_subquery *lateral = cupel_subquery_of(newest, "newest", .lateral = true);
    return cupel_join(SELECT(ID, cupel_c(lateral, "email_address")), lateral, .on = cupel_true());
}

/* ---- values in the text --------------------------------------------------------------------------- */

#define DAY  ((cupel_date_value){ 2001, 2, 3 })
#define NOON ((cupel_time_value){ 12, 0, 5, 0 })
#define WHEN ((cupel_datetime_value){ 2001, 2, 3, 12, 0, 5, 1200 })

QUERY(D060, SELECT(cupel_literal("it's \\ ?"), cupel_literal(INT64_MIN), cupel_literal(2.5),
                   cupel_literal((bool)true), cupel_null()))
QUERY(D061, SELECT(cupel_literal(DAY), cupel_literal(NOON), cupel_literal(WHEN)))
QUERY(D062, SELECT(cupel_literal(((cupel_timestamp_value){ 0 })),
                   cupel_literal(((cupel_timestamp_value){ -1 })),
                   cupel_literal(((cupel_interval_value){ 90000000 }))))
QUERY(D063, SELECT(cupel_literal(((cupel_blob_value){ "\0'\xff", 3 })),
                   cupel_literal(((cupel_blob_value){ "", 0 })),
                   cupel_literal(((cupel_uuid_value){ { 0x12, 0xab } })),
                   cupel_literal(((cupel_json_value){ "{\"a\": \"it's\"}" }))))
QUERY(D064, WHERE(cupel_eq(cupel_attr(Order, total), ((cupel_decimal_value){ "12.50" })),
                  cupel_eq(cupel_attr(Order, isopen), true), cupel_eq(ID, 5)))
QUERY(D065, SELECT(cupel_literal(((cupel_decimal_value){ "12345678901234567890.5" }))))
QUERY(D066, SELECT(cupel_literal((double)NAN), cupel_literal((double)INFINITY),
                   cupel_literal(-(double)INFINITY)))
QUERY(D067,
      cupel_offset(cupel_limit(cupel_order_by(WHERE(cupel_in(NAME, "a", "b"), cupel_in(ID)), ID),
                               2),
                   1))
QUERY(D068, WHERE(cupel_in(cupel_tuple(ID, NAME), cupel_tuple(1, "a"), cupel_tuple(2, "b"))))
QUERY(D069, cupel_params(WHERE(cupel_eq(NAME, cupel_bind_required("n"))), cupel_bind("n", "x")))
QUERY(D070, WHERE(cupel_eq(NAME, cupel_bind_required("n"))))

static cupel_value seven(void *data)
{
    return cupel_value_int(*(const int *)data);
}

static cupel_query *D071(cupel_session *session)
{
    static const int number = 7;
    return WHERE(cupel_eq(AGE, cupel_bind_callable("n", seven, (void *)(uintptr_t)&number)));
}

static cupel_query *D072(cupel_session *session)
{
    static const int32_t id = 5;
    User *user = cupel_new(User, .id = &id);
    assert_non_null(user);
    cupel_add(session, user);
    return cupel_filter(cupel_select(session, cupel_attr(Address, id)),
                        cupel_eq(cupel_attr(Address, user), cupel_instance(user)));
}

int main(void)
{
    static const query_case cases[] = {
        CASE(D001),     CASE(D002),     CASE(D003),     CASE(D004),     CASE(D005),
        CASE(D006),     CASE(D007),     CASE(D008),     CASE(D009),     CASE(D010),
        CASE(D011),     CASE(D020),     CASE(D021),     CASE(D022),     CASE(D023),
        CASE(D024),     CASE(D025),     CASE(D026),     CASE(D040),     CASE(D041),
        CASE(D042),     CASE(D043),     CASE(D044),     CASE(D045),     CASE(D046),
        CASE(D080),     CASE(D081),     CASE(D082),     CASE(D083),     CASE(D084),
        CASE(D047),     CASE(D048),     CASE(D049),     CASE(D050),     CASE(D051),
        LITERALS(D060), LITERALS(D061), LITERALS(D062), LITERALS(D063), LITERALS(D064),
        LITERALS(D065), LITERALS(D066), LITERALS(D067), LITERALS(D068), LITERALS(D069),
        LITERALS(D070), LITERALS(D071), LITERALS(D072),
    };
    return run_cases("query/dialects", cases, sizeof cases / sizeof cases[0]);
}
