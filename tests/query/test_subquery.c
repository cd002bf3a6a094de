/*
 * test_subquery.c - aliases, subqueries, EXISTS, common table expressions, set
 * operations, queries from themselves.
 */
#include "expect.h"

static cupel_query *alias_and_column(cupel_session *session, const char *name)
{
    cupel_alias *alias = cupel_aliased(session, User, name);
    return cupel_select(session, cupel_entity(alias), cupel_alias_attr(alias, User, name));
}
QUERY(Q197, alias_and_column(session, "user_alias"))

static cupel_query *Q199(cupel_session *session)
{
    cupel_query *query =
        cupel_filter(cupel_query(session, Address),
                     cupel_ne(cupel_attr(Address, email_address), "j25@yahoo.com"));
    cupel_alias *alias = cupel_aliased_to(session, Address, cupel_subquery_of(query, NULL), NULL);
    return cupel_join(cupel_select(session, cupel_entity_of(User), cupel_entity(alias)),
                      cupel_entity(alias), .on = cupel_attr(User, addresses));
}

/* SELECT all of a subquery */
static cupel_query *select_all(cupel_session *session, const cupel_subquery *subquery)
{
    return cupel_select(session, cupel_subquery_source(subquery));
}

QUERY(Q200, select_all(session,
                       cupel_subquery_of(cupel_filter(cupel_select(session, cupel_attr(User, name)),
                                                      cupel_gt(cupel_attr(User, age), 3)),
                                         NULL)))
QUERY(Q202,
      select_all(session, cupel_subquery_of(cupel_join(cupel_select(session, cupel_entity_of(User),
                                                                    cupel_entity_of(Address)),
                                                       cupel_attr(User, addresses)),
                                            NULL, .with_labels = true)))
QUERY(Q203,
      select_all(session, cupel_subquery_of(cupel_filter(cupel_select(session, cupel_attr(User, id),
                                                                      cupel_attr(Address, user_id)),
                                                         cupel_eq(cupel_attr(User, id),
                                                                  cupel_attr(Address, user_id))),
                                            NULL, .reduce_columns = true)))

static cupel_query *Q205(cupel_session *session)
{
    cupel_subquery *counts = cupel_subquery_of(
        cupel_group_by(cupel_select(session, cupel_attr(Address, user_id),
                                    cupel_label(cupel_func("count", "*"), "address_count")),
                       cupel_attr(Address, user_id)),
        NULL);
    cupel_query *query =
        cupel_select(session, cupel_entity_of(User), cupel_c(counts, "address_count"));
    query = cupel_outerjoin(query, counts,
                            .on = cupel_eq(cupel_attr(User, id), cupel_c(counts, "user_id")));
    return cupel_order_by(query, cupel_attr(User, id));
}

static cupel_query *addresses_of_user(cupel_session *session, cupel_expr *what)
{
    return cupel_filter(cupel_select(session, what),
                        cupel_eq(cupel_attr(Address, user_id), cupel_attr(User, id)));
}

static cupel_expr *address_count(void)
{
    return cupel_func("count", cupel_attr(Address, id));
}

QUERY(Q206, cupel_select(session, cupel_attr(User, name),
                         cupel_scalar_subquery(cupel_correlate(
                             addresses_of_user(session, address_count()), cupel_entity_of(User)))))
QUERY(Q208,
      cupel_select(session, cupel_attr(User, name),
                   cupel_label(cupel_scalar_subquery(addresses_of_user(session, address_count())),
                               "n")))
QUERY(Q209, cupel_filter(cupel_query(session, User),
                         cupel_exists(addresses_of_user(session, cupel_attr(Address, id)))))
QUERY(Q211,
      cupel_filter(cupel_select(session, cupel_attr(User, id)),
                   cupel_eq(cupel_attr(User, age),
                            cupel_correlate(addresses_of_user(session,
                                                              cupel_func("max",
                                                                         cupel_attr(Address, id))),
                                            NULL))))

static cupel_query *freds(cupel_session *session)
{
    return cupel_filter(cupel_query(session, User), cupel_eq(cupel_attr(User, name), "fred"));
}
QUERY(Q212, cupel_select(session, cupel_exists(freds(session))))
QUERY(Q214, cupel_filter(cupel_select(session, cupel_literal(true)), cupel_exists(freds(session))))

/* ---- common table expressions -------------------------------------------------------------------- */

static cupel_subquery *old_names(cupel_session *session)
{
    return cupel_cte(cupel_filter(cupel_select(session, cupel_attr(User, name)),
                                  cupel_gt(cupel_attr(User, age), 3)),
                     "old");
}
QUERY(Q215, cupel_filter(cupel_select(session, cupel_attr(User, name)),
                         cupel_exists_where(cupel_eq(cupel_attr(Address, user_id),
                                                     cupel_attr(User, id)))))
QUERY(Q217, cupel_select(session, cupel_c(old_names(session), "name")))

static cupel_query *Q218(cupel_session *session)
{
    cupel_subquery *old = old_names(session), *again = cupel_subquery_alias(old, "d");
    return cupel_join(cupel_select(session, cupel_c(old, "name")), again,
                      .on = cupel_eq(cupel_c(again, "name"), cupel_c(old, "name")));
}

static cupel_query *Q220(cupel_session *session)
{
    cupel_subquery *inner =
        cupel_cte(cupel_select(session, cupel_attr(User, name)), "inner_", .nesting = true);
    cupel_subquery *outer = cupel_cte(cupel_select(session, cupel_c(inner, "name")), "outer_");
    return cupel_select(session, cupel_c(outer, "name"));
}

static cupel_query *Q221(cupel_session *session)
{
    cupel_subquery *old = cupel_cte(
        cupel_filter(cupel_query(session, User), cupel_gt(cupel_attr(User, age), 3)), "old");
    return cupel_select(session, cupel_aliased_to(session, User, old, NULL));
}

/* ---- set operations ---------------------------------------------------------------------------- */

static cupel_query *user_id_is(cupel_session *session, int id)
{
    return cupel_filter(cupel_select(session, cupel_attr(User, id)),
                        cupel_eq(cupel_attr(User, id), id));
}
QUERY(Q223, cupel_union(user_id_is(session, 1), user_id_is(session, 2), user_id_is(session, 3)))
QUERY(Q224, cupel_union(cupel_union(user_id_is(session, 1), user_id_is(session, 2)),
                        user_id_is(session, 3)))

static cupel_query *user_ids(cupel_session *session)
{
    return cupel_select(session, cupel_attr(User, id));
}

static cupel_query *owner_ids(cupel_session *session)
{
    return cupel_select(session, cupel_attr(Address, user_id));
}
QUERY(Q226, cupel_union(cupel_limit(cupel_order_by(user_ids(session), cupel_attr(User, name)), 3),
                        cupel_limit(cupel_order_by(user_ids(session), cupel_attr(User, id)), 2)))
QUERY(Q227, cupel_union_all(cupel_select(session, cupel_attr(User, name)),
                            cupel_select(session, cupel_attr(Address, email_address))))
QUERY(Q229, cupel_intersect_all(user_ids(session), owner_ids(session)))
QUERY(Q230, cupel_except(user_ids(session), owner_ids(session)))
QUERY(Q232, cupel_except(cupel_union(user_ids(session), owner_ids(session)),
                         cupel_select(session, cupel_attr(Order, user_id))))
QUERY(Q233,
      cupel_filter(cupel_join(cupel_union(cupel_filter(cupel_query(session, User),
                                                       cupel_eq(cupel_attr(User, name), "bar")),
                                          cupel_filter(cupel_query(session, User),
                                                       cupel_eq(cupel_attr(User, age), 3))),
                              cupel_attr(User, addresses)),
                   cupel_eq(cupel_attr(Address, email_address), "x")))

/* ---- from itself --------------------------------------------------------------------------------- */

QUERY(Q235, cupel_group_by(cupel_with_entities(
                               cupel_from_self(cupel_filter(cupel_query(session, User),
                                                            cupel_gt(cupel_attr(User, age), 2))),
                               cupel_attr(User, name), cupel_func("count", "*")),
                           cupel_attr(User, name)))
QUERY(Q236,
      cupel_select_entity_from(
          cupel_query(session, User),
          cupel_subquery_source(cupel_subquery_of(
              cupel_filter(cupel_query(session, User), cupel_eq(cupel_attr(User, id), 7)), NULL))))

int main(void)
{
    static const query_case cases[] = {
        CASE(Q197), CASE(Q199), CASE(Q200), CASE(Q202), CASE(Q203), CASE(Q205), CASE(Q206),
        CASE(Q208), CASE(Q209), CASE(Q211), CASE(Q212), CASE(Q214), CASE(Q215), CASE(Q217),
        CASE(Q218), CASE(Q220), CASE(Q221), CASE(Q223), CASE(Q224), CASE(Q226), CASE(Q227),
        CASE(Q229), CASE(Q230), CASE(Q232), CASE(Q233), CASE(Q235), CASE(Q236),
    };
    return run_cases("query/subquery", cases, sizeof cases / sizeof cases[0]);
}
