/*
 * test_language.c - locks, hints, LIMIT, relationships in conditions, statements
 * that write, expressions: in each other.
 */
#include "names.h"

QUERY(L001, cupel_with_for_update(USERS, .of = ID))
QUERY(L002, cupel_with_for_update(cupel_join(SEL(E(User), E(Address)), R_ADDR),
                                  .of = cupel_tuple(E(User), E(Address)), .nowait = true))
static cupel_query *L003(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, "aa");
    return cupel_with_for_update(cupel_join(USERS, a, .on = R_ADDR), .of = cupel_entity(a),
                                 .skip_locked = true, .read = true);
}

QUERY(L004, cupel_with_for_update(SEL(ID), .key_share = true, .nowait = true, .of = E(User)))
QUERY(L005, cupel_filter(USERS, cupel_in(ID, cupel_with_for_update(SEL(AUSER)))))
QUERY(L006, cupel_union(cupel_with_for_update(USERS), USERS))
QUERY(L007, cupel_with_for_update(cupel_offset(cupel_limit(cupel_order_by(USERS, ID), 3), 2),
                                  .skip_locked = true))
static cupel_query *L008(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, "uu");
    return cupel_suffix_with(
        cupel_prefix_with(
            cupel_with_statement_hint(
                cupel_with_hint(cupel_with_hint(SEL(a), a, "USE INDEX (x_%(name)s)", "mysql"), a,
                                "NOLOCK", "mssql"),
                "OPTION (RECOMPILE)", "mssql"),
            "HIGH_PRIORITY", "mysql"),
        "-- end", NULL);
}

QUERY(L009, cupel_with_hint(cupel_with_hint(cupel_with_hint(cupel_join(USERS, R_ADDR), E(Address),
                                                            "USE INDEX (b)", "mysql"),
                                            E(User), "FULL(%(name)s)", "oracle"),
                            E(Address), "INDEX(%(name)s q)", "oracle"))
QUERY(L010, cupel_join(cupel_with_hint(USERS, E(User), "ONLY", "postgresql"), R_ADDR))
QUERY(L011, cupel_limit(USERS, 5))
QUERY(L012, cupel_offset(USERS, 5))
QUERY(L013,
      cupel_with_entities(
          cupel_from_self(cupel_offset(
              cupel_limit(cupel_order_by(cupel_filter(SEL(ID, NAME), cupel_gt(AGE, 1)), NAME), 5),
              2)),
          ID))
QUERY(L014, cupel_slice(cupel_slice(USERS, 5, 10), 2, 4))
QUERY(L015, cupel_slice(cupel_limit(USERS, 7), 1, 3))
QUERY(L016, cupel_slice(cupel_offset(USERS, 7), 1, CUPEL_OPEN))
QUERY(L017, cupel_offset_by(cupel_offset(cupel_limit_by(cupel_limit(USERS, 7), NULL), 2), NULL))
QUERY(L018, IDS(cupel_eq(ID, cupel_scalar_subquery(cupel_offset(
                                 cupel_limit(cupel_order_by(SEL(AUSER), AID), 1), 1)))))
QUERY(L019, cupel_limit(SEL(COUNT(ID)), 0))
QUERY(L020,
      cupel_offset(
          cupel_limit(
              cupel_order_by(
                  cupel_having(cupel_having(cupel_group_by(cupel_outerjoin(SEL(NAME, COUNT(AID)),
                                                                           R_ADDR),
                                                           NAME),
                                            cupel_ge(COUNT(AID), 2)),
                               cupel_lt(cupel_func("max", AID), 100)),
                  cupel_desc(COUNT(AID)), NAME),
              3),
          1))
QUERY(L021, cupel_filter(ADDRESSES, cupel_with_parent(user_5(session), addresses)))
QUERY(L022,
      cupel_filter(cupel_query(session, Keyword), cupel_with_parent(item_7(session), keywords)))
QUERY(L023,
      cupel_filter(
          USERS,
          cupel_any(R_ORD,
                    cupel_and(cupel_gt(TOTAL, 5),
                              cupel_any(R_ITEMS,
                                        cupel_any(R_KEYW,
                                                  cupel_eq(cupel_attr(Keyword, keyword), "k")))))))
QUERY(L024, cupel_filter(cupel_filter(ORDERS, cupel_has(cupel_attr(Order, user),
                                                        cupel_any(R_ADDR, cupel_eq(EMAIL, "x")))),
                         cupel_has(cupel_attr(Order, address))))
QUERY(L025,
      cupel_filter(cupel_filter(NODES, cupel_has(cupel_attr(Node, parent), cupel_eq(DATA, "p"))),
                   cupel_any(cupel_attr(Node, children),
                             cupel_any(cupel_attr(Node, children), cupel_eq(DATA, "c")))))
static cupel_query *L026(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Node, "a");
    return cupel_filter(
        cupel_filter(SEL(a), cupel_any(cupel_alias_attr(a, Node, children), cupel_eq(DATA, "z"))),
        cupel_not(cupel_has(cupel_alias_attr(a, Node, parent))));
}

QUERY(L027, cupel_filter(cupel_query(session, Company),
                         cupel_any(cupel_of_type(cupel_attr(Company, employees), E(Engineer)),
                                   cupel_eq(cupel_attr(Engineer, language), "c"))))
QUERY(L028, cupel_filter(cupel_join(cupel_query(session, Company),
                                    cupel_of_type(cupel_attr(Company, employees), E(Manager))),
                         cupel_gt(cupel_attr(Manager, level), 2)))
static cupel_query *L029(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Engineer, "e");
    return cupel_filter(
        cupel_join(cupel_query(session, Company), cupel_of_type(cupel_attr(Company, employees), a)),
        cupel_eq(cupel_alias_attr(a, Engineer, language), "c"));
}

QUERY(L030,
      cupel_filter(cupel_filter(ORDERS, cupel_contains(R_ITEMS, cupel_instance(item_7(session)))),
                   cupel_not(cupel_contains(R_ITEMS, cupel_instance(item_7(session))))))
static cupel_query *L031(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL);
    return cupel_filter(cupel_filter(SEL(a), cupel_eq(cupel_alias_attr(a, Address, user),
                                                      cupel_instance(user_5(session)))),
                        cupel_ne(cupel_alias_attr(a, Address, user), NULL));
}

QUERY(L032, cupel_filter(cupel_outerjoin(SEL(ID), cupel_related_and(R_ADDR, cupel_like(EMAIL, "a%"),
                                                                    cupel_gt(AID, 3))),
                         cupel_eq(AID, NULL)))
static cupel_query *L033(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, NULL);
    return cupel_filter(
        cupel_join(USERS,
                   cupel_related_and(cupel_of_type(R_ADDR, a),
                                     cupel_ne(cupel_alias_attr(a, Address, email_address), "q"))),
        cupel_gt(cupel_alias_attr(a, Address, id), 1));
}

QUERY(L034, cupel_filter(cupel_join(cupel_join(USERS, R_ORD), cupel_attr(Order, address)),
                         cupel_ne(AUSER, ID)))
QUERY(L035,
      cupel_join(cupel_join(USERS, E(Address), .on = cupel_eq(AUSER, ID)), E(Order),
                 .on = cupel_and(cupel_eq(cupel_attr(Order, address_id), AID), cupel_eq(OUSER, ID)),
                 .isouter = true))
QUERY(L036,
      cupel_join(cupel_join(cupel_select_from(SEL(EMAIL), E(User)), R_ADDR), R_ORD, .full = true))
QUERY(L037, cupel_filter(cupel_join(USERS, cupel_table_source(&order_items),
                                    .on = cupel_eq(cupel_column(&order_items, "order_id"), ID)),
                         cupel_eq(cupel_column(&order_items, "item_id"), 4)))
QUERY(L038, cupel_filter(SEL(E(User), cupel_table_source(&order_items)),
                         cupel_eq(cupel_column(&order_items, "item_id"), ID)))
QUERY(L039, cupel_join(cupel_join(ORDERS, cupel_table_source(&order_items)), E(Item)))
QUERY(L040,
      cupel_join(SEL(cupel_attr(Engineer, language), cupel_attr(Company, name)), E(Company),
                 .on = cupel_eq(cupel_attr(Company, id), cupel_attr(Engineer, base.company_id))))
QUERY(L041, cupel_limit(cupel_order_by(cupel_filter(cupel_query(session, Engineer),
                                                    cupel_eq(cupel_attr(Engineer, base.name), "x")),
                                       cupel_attr(Engineer, base.id)),
                        2))
QUERY(L042, cupel_filter(SEL(COUNT(cupel_attr(Manager, base.id))),
                         cupel_eq(cupel_attr(Manager, level), 1)))
QUERY(L043, cupel_limit(cupel_options(cupel_query(session, Company),
                                      cupel_joinedload(cupel_attr(Company, employees))),
                        2))
QUERY(L044,
      cupel_options(cupel_query(session, Company),
                    cupel_joinedload(cupel_of_type(cupel_attr(Company, employees), E(Engineer)))))
QUERY(L045, cupel_do_update(cupel_on_conflict(cupel_with_values(cupel_insert_into(session, User),
                                                                cupel_assign(NAME, "a"),
                                                                cupel_assign(AGE, 1)),
                                              .columns = { NAME }),
                            cupel_assign(AGE, cupel_plus(cupel_excluded(AGE), 1))))
QUERY(L046, cupel_do_update(cupel_on_conflict(cupel_with_values(cupel_insert_into(session, User),
                                                                cupel_assign(NAME, "a"),
                                                                cupel_assign(AGE, 1)),
                                              .columns = { NAME }, .index_where = cupel_gt(AGE, 3),
                                              .where = cupel_lt(AGE, 9)),
                            cupel_assign(AGE, 5), cupel_assign(FULL, "x")))
QUERY(L047, cupel_with_values(cupel_filter(cupel_filter(cupel_update_of(session, User),
                                                        cupel_eq(ID, AUSER)),
                                           cupel_eq(EMAIL, "x")),
                              cupel_assign(NAME, EMAIL)))
QUERY(L048, cupel_filter(cupel_filter(cupel_delete_from(session, User), cupel_eq(ID, AUSER)),
                         cupel_eq(EMAIL, "x")))
static cupel_query *L049(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, Address, "aa");
    return cupel_filter(cupel_delete_from(session, User),
                        cupel_eq(ID, cupel_alias_attr(a, Address, user_id)));
}

static cupel_query *L050(cupel_session *session)
{
    cupel_subquery *s =
        cupel_subquery_of(cupel_group_by(SEL(AUSER, cupel_label(COUNT(AID), "n")), AUSER), "s");
    return cupel_with_values(
        cupel_filter(cupel_update_of(session, User), cupel_eq(ID, cupel_c(s, "user_id"))),
        cupel_assign(AGE, cupel_c(s, "n")));
}

QUERY(L051, cupel_filter(cupel_with_values(cupel_update_of(session, User),
                                           cupel_assign(AGE, cupel_scalar_subquery(cupel_filter(
                                                                 SEL(cupel_func("max", AID)),
                                                                 cupel_eq(AUSER, ID))))),
                         cupel_exists_where(cupel_eq(AUSER, ID))))
QUERY(L052, cupel_with_values(cupel_with_values(cupel_insert_into(session, User),
                                                cupel_assign(NAME, "a"), cupel_assign(AGE, 1)),
                              cupel_assign(NAME, "b"), cupel_assign(AGE, 2)))
QUERY(L053,
      cupel_with_values(cupel_insert_into(session, User),
                        cupel_assign(NAME, cupel_func("upper", "x")),
                        cupel_assign(AGE, cupel_scalar_subquery(SEL(cupel_func("max", AGE))))))
QUERY(L054, cupel_with_query(cupel_insert_into(session, Address),
                             cupel_union(SEL(ID, NAME), SEL(AGE, FULL)), AUSER, EMAIL))
QUERY(L055, cupel_with_values(cupel_filter(cupel_update_of(session, User),
                                           cupel_in(ID, cupel_limit(SEL(AUSER), 3))),
                              cupel_assign(NAME, NULL), cupel_assign(AGE, cupel_plus(AGE, 1))))
QUERY(L056, cupel_returning(cupel_with_values(cupel_filter(cupel_update_of(session, User),
                                                           cupel_eq(ID, 1)),
                                              cupel_assign(AGE, 5)),
                            ID, cupel_label(cupel_plus(AGE, 1), "n")))
QUERY(L057,
      cupel_returning(cupel_filter(cupel_delete_from(session, User), cupel_eq(ID, 1)), ID, NAME))
QUERY(L058,
      cupel_returning(cupel_with_values(cupel_insert_into(session, User), cupel_assign(NAME, "x")),
                      E(User)))
QUERY(L059, cupel_prefix_with(cupel_filter(cupel_delete_from(session, User),
                                           cupel_not(cupel_exists_where(cupel_eq(AUSER, ID)))),
                              "LOW_PRIORITY", "mysql"))
QUERY(L060, cupel_with_values(cupel_filter(cupel_filter(cupel_update_of(session, User),
                                                        cupel_eq(ID, AUSER)),
                                           cupel_eq(cupel_attr(Order, address_id), AID)),
                              cupel_assign(AGE, OID)))
QUERY(L061, SEL(cupel_cast(AGE, CUPEL_NUMERIC, .precision = 10, .scale = 2),
                cupel_cast(NAME, CUPEL_INTEGER), cupel_cast(cupel_literal("2"), CUPEL_BIG_INTEGER),
                cupel_cast(cupel_attr(Order, placed), CUPEL_DATE), cupel_cast(AGE, CUPEL_TEXT),
                cupel_cast(AGE, CUPEL_BOOLEAN)))
QUERY(L062,
      cupel_order_by(IDS(cupel_eq(cupel_concat(cupel_cast(AGE, CUPEL_STRING, .length = 5), "x"),
                                  "5x")),
                     cupel_desc(cupel_cast(NAME, CUPEL_INTEGER))))
QUERY(L063, cupel_filter(SEL(cupel_label(cupel_type_coerce(AGE, CUPEL_STRING), "t"),
                             cupel_type_coerce(cupel_literal(5), CUPEL_STRING)),
                         cupel_eq(cupel_type_coerce(NAME, CUPEL_INTEGER), 7)))
QUERY(L064, cupel_order_by(cupel_having(cupel_group_by(IDS(cupel_eq(cupel_func("lower", NAME),
                                                                    cupel_func("lower", "X"))),
                                                       cupel_func("length", NAME)),
                                        cupel_gt(cupel_func("avg", AGE),
                                                 cupel_times(cupel_func("min", AGE), 2))),
                           cupel_func("abs", cupel_minus(AGE, 5)),
                           cupel_desc(cupel_func("coalesce", NAME, "z"))))
QUERY(L065,
      cupel_order_by(SEL(cupel_label(cupel_case(cupel_gt(AGE, 65), "old", cupel_gt(AGE, 18), NAME),
                                     "k"),
                         cupel_case_of(NAME, "a", 1, "b", 2)),
                     cupel_case(cupel_eq(AGE, NULL), 1, 0)))
QUERY(L066, cupel_filter(SEL(cupel_extract("month", cupel_attr(Order, placed)),
                             cupel_extract("epoch", cupel_attr(Order, placed)),
                             cupel_extract("dow", cupel_attr(Order, placed))),
                         cupel_eq(cupel_extract("year", cupel_attr(Order, placed)), 2020)))
QUERY(L067,
      cupel_filter(
          cupel_filter(cupel_filter(cupel_filter(IDS(cupel_like(NAME, "%x/%%", .escape = "/")),
                                                 cupel_not_ilike(NAME, "Q%", .escape = "^")),
                                    cupel_startswith(NAME, FULL)),
                       cupel_not(cupel_endswith(NAME, "z"))),
          cupel_contains(NAME, "a/b%c", .autoescape = true)))
QUERY(L068, cupel_filter(cupel_filter(IDS(cupel_op(NAME, "REGEXP", "^a")),
                                      cupel_eq(cupel_op(AGE, "&", 4), 4)),
                         cupel_ne(cupel_op(cupel_plus(AGE, 1), "|", cupel_times(ID, 2)), 0)))
QUERY(L069, IDS(cupel_or(cupel_eq(NAME, "a"),
                         cupel_and(cupel_gt(AGE, 1), cupel_or(cupel_lt(ID, 5), cupel_gt(ID, 9))),
                         cupel_not(cupel_or(cupel_eq(AGE, 2), cupel_eq(AGE, 3))),
                         cupel_not(cupel_in(NAME, "x")))))
QUERY(L070,
      cupel_filter(cupel_filter(cupel_filter(SEL(ID), cupel_or(cupel_false(), cupel_eq(ID, 1))),
                                cupel_and(cupel_eq(ID, 2), cupel_false())),
                   cupel_or(cupel_eq(ID, 3), cupel_true())))
QUERY(L071,
      cupel_filter(cupel_filter(cupel_filter(cupel_filter(IDS(cupel_not(cupel_and(
                                                              cupel_eq(ID, 1), cupel_eq(AGE, 2)))),
                                                          cupel_not(cupel_like(NAME, "a"))),
                                             cupel_not(cupel_between(NAME, "a", "b"))),
                                cupel_not(cupel_eq(AGE, NULL))),
                   cupel_not(cupel_not(cupel_gt(ID, 1)))))
QUERY(L072, cupel_filter(SEL(OID), cupel_attr(Order, isopen), cupel_not(cupel_attr(Order, isopen)),
                         cupel_eq(cupel_attr(Order, isopen), cupel_true()),
                         cupel_ne(cupel_attr(Order, isopen), cupel_false()),
                         cupel_is(cupel_attr(Order, isopen), NULL),
                         cupel_not(cupel_eq(cupel_attr(Order, isopen), cupel_true()))))
QUERY(L073, SEL(cupel_negate(AGE), cupel_minus(AGE, cupel_minus(ID, 1)),
                cupel_times(AGE, cupel_plus(ID, 2)), cupel_divide(cupel_plus(AGE, 1), 2),
                cupel_modulo(AGE, 5), cupel_negate(cupel_plus(AGE, 1)),
                cupel_concat(cupel_concat(NAME, "a"), FULL), cupel_concat("p", NAME)))
QUERY(L074, IDS(cupel_is_distinct_from(AGE, NULL), cupel_is_not_distinct_from(AGE, ID),
                cupel_not(cupel_is_distinct_from(AGE, 3))))
QUERY(L075, IDS(cupel_gt(AGE, 5), cupel_le(AGE, ID), cupel_eq(ID, 7)))
QUERY(L076, cupel_order_by(SEL(cupel_label(NAME, "a b"), cupel_label(AGE, "group")),
                           cupel_desc(cupel_label_reference("a b")), "group"))
static cupel_query *L077(cupel_session *session)
{
    cupel_expr *l = cupel_label(cupel_plus(AGE, 1), "nx");
    for (int i = 0; i < 4; i++)
        cupel_keep(l);
    return cupel_order_by(
        cupel_having(cupel_group_by(cupel_filter(SEL(l), cupel_gt(l, 3)), l), cupel_lt(l, 9)),
        cupel_desc(l));
}

QUERY(L078, SEL(ID, AID, OID, cupel_label(ID, "users_id")))
QUERY(L079, SEL(NAME, NAME, cupel_func("max", AGE), cupel_func("max", ID), cupel_plus(AGE, 1),
                cupel_plus(AGE, 2), cupel_literal("x"), cupel_literal("y")))
QUERY(L080, SEL(COUNT(cupel_distinct_of(NAME)), cupel_func("sum", cupel_distinct_of(AGE)),
                COUNT(cupel_tuple(ID, AGE))))
QUERY(L081, cupel_order_by(IDS(cupel_eq(cupel_collate(NAME, "NOCASE"), "x")),
                           cupel_nulls_first(cupel_desc(cupel_collate(NAME, "de_DE")))))
QUERY(L082, cupel_params(IDS(cupel_text_sql("users.name = :n AND x = '::y' AND z::int = 3")),
                         cupel_bind("n", "v")))
QUERY(L083,
      cupel_params(cupel_from_statement(
                       USERS,
                       cupel_text_columns(cupel_text_sql("select id, name from users where id=:i"),
                                          ID, NAME)),
                   cupel_bind("i", 4)))
QUERY(L084, cupel_filter(SEL(cupel_label(cupel_literal_column("1"), "one"),
                             cupel_literal_column("current_user"), cupel_text_sql("2")),
                         cupel_eq(cupel_literal_column("x"), 5)))
QUERY(L085, cupel_params(IDS(cupel_eq(ID, cupel_bind("a", 5)), cupel_eq(AGE, cupel_bind("a", 5)),
                             cupel_eq(NAME, cupel_bind_required("b"))),
                         cupel_bind("b", "z"), cupel_bind("a", 6)))
QUERY(L086, IDS(cupel_gt(AGE, cupel_all_of(cupel_scalar_subquery(SEL(AID)))),
                cupel_eq(AGE, cupel_any_of(cupel_scalar_subquery(SEL(OID))))))
QUERY(L087, IDS(cupel_match(NAME, "a & b"), cupel_not(cupel_match(NAME, "c"))))
static cupel_query *L088(cupel_session *session)
{
    static const int32_t one = 1, two = 2, three = 3, four = 4;
    return cupel_order_by(
        cupel_filter(cupel_filter(SEL(cupel_attr(Vertex, id)),
                                  cupel_eq(cupel_attr(Vertex, start),
                                           cupel_composite(Vertex, start, &(Point){ &one, &two }))),
                     cupel_ne(cupel_attr(Vertex, start),
                              cupel_composite(Vertex, start, &(Point){ &three, &four }))),
        cupel_attr(Vertex, xsum));
}

QUERY(L089, cupel_order_by(
                cupel_filter(cupel_from_self(cupel_filter(cupel_query(session, Vertex),
                                                          cupel_eq(cupel_attr(Vertex, tag), "q"))),
                             cupel_gt(cupel_attr(Vertex, xsum), 3)),
                cupel_attr(Vertex, tag)))
QUERY(L090, cupel_filter(cupel_options(USERS, cupel_defer(NAME),
                                       cupel_joinedload(R_ADDR, cupel_defer(EMAIL))),
                         cupel_eq(ID, 1)))
static cupel_query *L091(cupel_session *session)
{
    cupel_alias *a = cupel_aliased(session, User, "uu");
    return cupel_with_for_update(
        SEL(a), .of = cupel_tuple(cupel_alias_attr(a, User, name), cupel_entity(a)));
}

#define ENGINEERS cupel_query(session, Engineer)
#define LANGUAGE  cupel_attr(Engineer, language)
QUERY(L092, cupel_with_for_update(ENGINEERS, .of = E(Engineer)))
QUERY(L093, cupel_with_for_update(ENGINEERS, .of = LANGUAGE))
QUERY(L094, cupel_with_for_update(ENGINEERS, .of = cupel_attr(Engineer, base.name)))
QUERY(L095, cupel_with_for_update(USERS, .of = cupel_tuple(ID, NAME, AID)))
static cupel_query *L096(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, "ee");
    return cupel_with_for_update(SEL(e), .of = cupel_entity(e));
}

static cupel_query *L097(cupel_session *session)
{
    cupel_alias *e = cupel_aliased(session, Engineer, "ee");
    return cupel_with_for_update(SEL(e), .of = cupel_alias_attr(e, Engineer, base.name));
}

QUERY(L098, cupel_with_for_update(cupel_query(session, Vertex), .of = cupel_attr(Vertex, tag)))
QUERY(L099, cupel_with_for_update(cupel_query(session, Vertex), .of = cupel_attr(Vertex, xsum)))
QUERY(L100, cupel_with_for_update(cupel_query(session, Vertex), .of = cupel_attr(Vertex, start)))
QUERY(L101, cupel_with_for_update(USERS, .of = cupel_tuple(ID, R_ADDR)))
QUERY(L102, cupel_with_for_update(USERS, .of = COUNT(ID)))

#define ISOPEN cupel_attr(Order, isopen)
QUERY(L103, cupel_filter(SEL(OID), cupel_label(ISOPEN, "o"), cupel_not(cupel_label(ISOPEN, "o"))))
QUERY(L104, cupel_filter(SEL(ID), cupel_label(cupel_gt(AGE, 3), "grown")))
QUERY(L105, cupel_order_by(SEL(cupel_label(NAME, "n")), cupel_label(NAME, "n")))
QUERY(L106, cupel_order_by(cupel_union(SEL(ID, NAME), SEL(ID, NAME)), "name"))
QUERY(L107, SEL(COUNT(ID), COUNT(ID), COUNT(NAME)))
QUERY(L108, cupel_from_self(SEL(COUNT(ID), COUNT(ID), cupel_text_sql("2"))))
QUERY(L109, SEL(cupel_subquery_of(SEL(cupel_text_sql("2 AS b"), ID, COUNT(ID), COUNT(ID)), NULL)))

QUERY(L110, IDS(cupel_lt(ID, cupel_value_of_unsigned(18446744073709551615u)),
                cupel_eq(AGE, cupel_bind("n", NULL)), cupel_in(AGE, 1, NULL)))
QUERY(L111,
      cupel_params(IDS(cupel_eq(AGE, cupel_bind("n", 3)), cupel_eq(NAME, cupel_bind("t", "x"))),
                   cupel_bind("n", NULL), cupel_bind("t", NULL)))

int main(void)
{
    static const query_case cases[] = {
        CASE(L001), CASE(L002), CASE(L003), CASE(L004), CASE(L005),     CASE(L006),     CASE(L007),
        CASE(L008), CASE(L009), CASE(L010), CASE(L011), CASE(L012),     CASE(L013),     CASE(L014),
        CASE(L015), CASE(L016), CASE(L017), CASE(L018), CASE(L019),     CASE(L020),     CASE(L021),
        CASE(L022), CASE(L023), CASE(L024), CASE(L025), CASE(L026),     CASE(L027),     CASE(L028),
        CASE(L029), CASE(L030), CASE(L031), CASE(L032), CASE(L033),     CASE(L034),     CASE(L035),
        CASE(L036), CASE(L037), CASE(L038), CASE(L039), CASE(L040),     CASE(L041),     CASE(L042),
        CASE(L043), CASE(L044), CASE(L045), CASE(L046), CASE(L047),     CASE(L048),     CASE(L049),
        CASE(L050), CASE(L051), CASE(L052), CASE(L053), CASE(L054),     CASE(L055),     CASE(L056),
        CASE(L057), CASE(L058), CASE(L059), CASE(L060), CASE(L061),     CASE(L062),     CASE(L063),
        CASE(L064), CASE(L065), CASE(L066), CASE(L067), CASE(L068),     CASE(L069),     CASE(L070),
        CASE(L071), CASE(L072), CASE(L073), CASE(L074), CASE(L075),     CASE(L076),     CASE(L077),
        CASE(L078), CASE(L079), CASE(L080), CASE(L081), CASE(L082),     CASE(L083),     CASE(L084),
        CASE(L085), CASE(L086), CASE(L087), CASE(L088), CASE(L089),     CASE(L090),     CASE(L091),
        CASE(L092), CASE(L093), CASE(L094), CASE(L095), CASE(L096),     CASE(L097),     CASE(L098),
        CASE(L099), CASE(L100), CASE(L101), CASE(L102), CASE(L103),     CASE(L104),     CASE(L105),
        CASE(L106), CASE(L107), CASE(L108), CASE(L109), LITERALS(L110), LITERALS(L111),
    };
    return run_cases("query/language", cases, sizeof cases / sizeof cases[0]);
}
