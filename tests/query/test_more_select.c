/*
 * test_more_select.c - what queries are for: rows of everything, labels, groups, orders.
 */
#include "names.h"

static cupel_query *A001(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, "Mixed Case");
    return cupel_order_by(cupel_group_by(SEL(ua, cupel_alias_attr(ua, User, name),
                                             COUNT(cupel_alias_attr(ua, User, id))),
                                         cupel_entity(ua)),
                          cupel_desc(COUNT(cupel_alias_attr(ua, User, id))),
                          cupel_alias_attr(ua, User, name));
}

QUERY(A002, cupel_join(SEL(E(User), ID, cupel_label(AID, "id"), cupel_func("lower", EMAIL),
                           cupel_times(AGE, 2), cupel_plus(NAME, "x")),
                       R_ADDR))

QUERY(A003, cupel_select_from(SEL(cupel_func("count"), COUNT(ID),
                                  cupel_func("coalesce", cupel_func("max", AGE), 0),
                                  cupel_literal_column("'k'"), cupel_text_sql("3 AS three"),
                                  cupel_label(cupel_literal("v"), "lit")),
                              E(User)))

QUERY(A004, cupel_filter(SEL(cupel_table_source(&order_items), E(Item)),
                         cupel_eq(cupel_column(&order_items, "item_id"), cupel_attr(Item, id))))

QUERY(A005,
      cupel_order_by(cupel_join(cupel_add_columns(SEL(ID), EMAIL,
                                                  cupel_label(cupel_over(cupel_func("row_number"),
                                                                         .order_by = AID),
                                                              "rn")),
                                E(Address)),
                     "rn"))

static cupel_query *A006(cupel_session *session)
{
    cupel_alias *aa = cupel_aliased(session, Address, NULL);
    return cupel_filter(
        cupel_outerjoin(
            cupel_join(cupel_add_entity(cupel_add_columns(USERS, aa), Order), aa, .on = R_ADDR),
            R_ORD),
        cupel_is(cupel_alias_attr(aa, Address, email_address), NULL));
}

static cupel_query *A007(cupel_session *session)
{
    cupel_subquery *sub = cupel_subquery_of(cupel_filter(USERS, cupel_gt(AGE, 3)), NULL);
    cupel_alias *ua = cupel_aliased_to(session, User, sub, NULL);
    return cupel_order_by(cupel_filter(cupel_add_columns(ADDRESSES, ua),
                                       cupel_eq(cupel_alias_attr(ua, User, id), AUSER)),
                          cupel_desc(cupel_alias_attr(ua, User, name)));
}

QUERY(A008, cupel_order_by(cupel_group_by(cupel_with_entities(
                                              cupel_order_by(cupel_filter(cupel_join(USERS, R_ADDR),
                                                                          cupel_gt(AID, 1)),
                                                             AID),
                                              COUNT(cupel_distinct_of(ID)), EMAIL),
                                          EMAIL),
                           NULL))

QUERY(A009, cupel_limit(
                cupel_order_by(
                    cupel_having(cupel_group_by(cupel_with_entities(
                                                    cupel_join(cupel_join(USERS, R_ORD), R_ITEMS),
                                                    cupel_attr(Item, id), cupel_func("sum", TOTAL)),
                                                cupel_attr(Item, id)),
                                 cupel_gt(cupel_func("sum", TOTAL), 10)),
                    cupel_desc(cupel_func("sum", TOTAL))),
                3))

QUERY(A010, SEL(cupel_attr(Vertex, start), cupel_attr(Vertex, xsum), cupel_attr(Vertex, tag)))

QUERY(A011, cupel_order_by(cupel_group_by(SEL(cupel_label(cupel_attr(Vertex, xsum), "q"),
                                              cupel_func("max", cupel_attr(Vertex, xsum))),
                                          cupel_attr(Vertex, xsum)),
                           "q"))

QUERY(A012, SEL(cupel_attr(Manager, base.name), cupel_attr(Engineer, language)))

QUERY(A013, cupel_filter(cupel_join(SEL(E(Manager), E(Company)), E(Company),
                                    .on = cupel_eq(cupel_attr(Company, id),
                                                   cupel_attr(Manager, base.company_id))),
                         cupel_eq(cupel_attr(Company, name), "x")))

QUERY(A014, cupel_join(SEL(cupel_not(cupel_attr(Order, isopen)), cupel_negate(TOTAL),
                           cupel_not(cupel_gt(AGE, 3)), cupel_is(NAME, NULL)),
                       cupel_attr(Order, user)))

QUERY(A037, cupel_order_by(USERS, cupel_nulls_last(cupel_desc(NAME)), cupel_asc(AGE),
                           cupel_desc(cupel_func("lower", FULL))))

QUERY(A038,
      cupel_order_by(cupel_group_by(SEL(cupel_label(NAME, "n"), cupel_label(COUNT(ID), "c")), "n"),
                     cupel_desc(cupel_label_reference("c")), "n"))

QUERY(A039, cupel_having(
                cupel_having(cupel_group_by(cupel_filter(SEL(cupel_label(cupel_plus(AGE, 1), "n")),
                                                         cupel_gt(AGE, 1)),
                                            cupel_label(cupel_plus(AGE, 1), "n")),
                             cupel_gt(COUNT(ID), 1)),
                cupel_lt(cupel_func("max", ID), 9)))

QUERY(A040,
      cupel_order_by(cupel_distinct(SEL(NAME)), AGE, cupel_func("lower", NAME), cupel_desc(NAME)))

QUERY(A041, cupel_limit(cupel_order_by(cupel_distinct_on(USERS, NAME), NAME, cupel_desc(ID)), 2))

static cupel_query *A042(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(
        cupel_distinct_on(SEL(ua), cupel_alias_attr(ua, User, name),
                          cupel_func("lower", cupel_alias_attr(ua, User, fullname))),
        cupel_alias_attr(ua, User, name));
}

QUERY(A043, cupel_order_by(cupel_distinct(SEL(ID, NAME)), cupel_label(NAME, "zz")))

QUERY(A044,
      cupel_offset(cupel_limit(cupel_order_by(cupel_distinct(cupel_join(USERS, R_ADDR)), EMAIL), 3),
                   1))

QUERY(A045,
      cupel_offset_by(cupel_limit_by(SEL(ID), cupel_plus(cupel_literal(3), 2)), cupel_bind("o", 4)))

QUERY(A046, cupel_limit_by(SEL(ID), cupel_scalar_subquery(SEL(COUNT(AID)))))

QUERY(A047, cupel_limit(cupel_slice(cupel_slice(cupel_order_by(SEL(ID), ID), 2, 10), 1, 3), 7))

QUERY(A048, cupel_params(cupel_params(IDS(cupel_eq(NAME, cupel_bind_required("n")),
                                          cupel_text_sql("age > :a")),
                                      cupel_bind("n", "x"), cupel_bind("a", 3)),
                         cupel_bind("a", 4)))

static cupel_query *H060(cupel_session *session)
{
    cupel_alias *ua = cupel_aliased(session, User, NULL);
    return cupel_order_by(cupel_group_by(SEL(cupel_func("count"), ua), cupel_entity(ua)),
                          cupel_alias_attr(ua, User, name));
}

static cupel_query *H061(cupel_session *session)
{
    cupel_expr *l = cupel_label(cupel_times(AGE, 2), "dbl");
    cupel_keep(l);
    cupel_keep(l);
    cupel_keep(l);
    return cupel_order_by(
        cupel_having(cupel_group_by(SEL(l, cupel_func("count")), l), cupel_gt(l, 4)),
        cupel_nulls_last(cupel_desc(l)));
}

static cupel_query *H062(cupel_session *session)
{
    cupel_expr *l = cupel_label(cupel_func("lower", NAME), "lo");
    cupel_keep(l);
    return cupel_order_by(cupel_distinct(cupel_add_columns(USERS, l)), l, cupel_desc(ID));
}

static cupel_query *H063(cupel_session *session)
{
    cupel_expr *l = cupel_label(COUNT(AID), "n");
    cupel_keep(l);
    return cupel_order_by(
        cupel_from_self(cupel_limit(
            cupel_order_by(cupel_group_by(cupel_outerjoin(SEL(ID, l), R_ADDR), ID), cupel_desc(l)),
            2)),
        cupel_desc(cupel_label_reference("n")));
}

QUERY(H064,
      cupel_order_by(cupel_group_by(SEL(cupel_label(cupel_case(cupel_gt(AGE, 3), "a", "b"), "k"),
                                        cupel_func("sum", AGE)),
                                    "k"),
                     "k"))

QUERY(H065, cupel_order_by(SEL(cupel_label(NAME, "users_id"), ID), "users_id"))

QUERY(H066, SEL(ID, ID, cupel_label(ID, "x"), cupel_label(ID, "x")))

QUERY(H067, SEL(cupel_func("max", ID), cupel_func("max", ID),
                cupel_label(cupel_func("max", ID), "max_1")))

QUERY(H068, cupel_from_self(SEL(cupel_label(cupel_literal_column("1"), "one"),
                                cupel_literal_column("2"), ID)))

QUERY(H069,
      SEL(cupel_func("foo.bar", ID), cupel_func("current_date"), cupel_func("now"),
          cupel_func("current_timestamp"), cupel_func("random"), cupel_func("char_length", NAME),
          cupel_func("concat", NAME, "x"), cupel_func("nullif", AGE, 0)))

/* SQL that is a name is the name of its column, and is given it where quotes make a difference */
QUERY(H090, cupel_from_self(SEL(cupel_literal_column("größe"), cupel_literal_column("Height"),
                                cupel_literal_column("width"), cupel_literal_column("1a"))))

int main(void)
{
    static const query_case cases[] = {
        CASE(A001), CASE(A002), CASE(A003), CASE(A004), CASE(A005), CASE(A006), CASE(A007),
        CASE(A008), CASE(A009), CASE(A010), CASE(A011), CASE(A012), CASE(A013), CASE(A014),
        CASE(A037), CASE(A038), CASE(A039), CASE(A040), CASE(A041), CASE(A042), CASE(A043),
        CASE(A044), CASE(A045), CASE(A046), CASE(A047), CASE(A048), CASE(H060), CASE(H061),
        CASE(H062), CASE(H063), CASE(H064), CASE(H065), CASE(H066), CASE(H067), CASE(H068),
        CASE(H069), CASE(H090),
    };
    return run_cases("query/more_select", cases, sizeof cases / sizeof cases[0]);
}
