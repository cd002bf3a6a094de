/*
 * Attributes by name in queries for columns, queries around queries, and common table expressions that were put
 * together more than once.
 */
#include "expect.h"

#define ID       cupel_attr(User, id)
#define NAME     cupel_attr(User, name)
#define USERS    cupel_query(session, User)
#define IDS(...) cupel_select(session, __VA_ARGS__)

/* ---- names ---------------------------------------------------------------------------------------- */

QUERY(S101, cupel_filter_by_name(IDS(ID), "name", "x"))
QUERY(S102, cupel_filter_by_name(IDS(cupel_func("count", ID)), "name", "x"))
QUERY(S103,
      cupel_filter_by_name(cupel_select_from(IDS(cupel_func("count", cupel_literal_column("*"))),
                                             cupel_entity_of(User)),
                           "name", "x"))
QUERY(S104, cupel_filter_by_name(cupel_join(IDS(NAME), cupel_attr(User, addresses)),
                                 "email_address", "x"))
QUERY(S105, cupel_filter_by_name(IDS(NAME, cupel_attr(Address, id)), "name", "x"))
QUERY(S106, cupel_filter_by_name(IDS(cupel_label(cupel_plus(ID, 1), "next")), "name", "x"))

static cupel_query *S107(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, User, NULL);
    return cupel_filter_by_name(IDS(cupel_alias_attr(other, User, id)), "name", "x");
}

static cupel_query *S108(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, User, NULL);
    return cupel_filter_by_name(
        cupel_join(USERS, other, .on = cupel_eq(cupel_alias_attr(other, User, id), ID)), "name",
        "x");
}

QUERY(S109, cupel_filter_by_name(cupel_from_self(IDS(ID, NAME)), "name", "x"))

QUERY(S113,
      cupel_filter_by_name(cupel_select_from(IDS(cupel_attr(Address, id)), cupel_entity_of(User)),
                           "name", "x"))
QUERY(S114,
      cupel_filter_by_name(
          cupel_select_from(USERS, cupel_subquery_source(cupel_subquery_of(IDS(ID, NAME), "s"))),
          "name", "x"))
QUERY(S115,
      cupel_filter_by_name(IDS(cupel_func("lower", cupel_func("max", NAME))), "fullname", "x"))
QUERY(S116, cupel_filter_by_name(IDS(cupel_func("count", cupel_column(&order_items, "item_id"))),
                                 "order_id", 3))
QUERY(S117,
      cupel_filter_by_name(IDS(cupel_func("count", ID), cupel_entity_of(Address)), "name", "x"))
QUERY(S118, cupel_filter_by_name(IDS(cupel_case(cupel_gt(ID, 3), 1, 0)), "name", "x"))

/* ---- queries around queries ----------------------------------------------------------------------- */

QUERY(S110,
      cupel_filter(cupel_from_self(cupel_join(IDS(cupel_entity_of(User), cupel_entity_of(Address)),
                                              cupel_attr(User, addresses))),
                   cupel_eq(cupel_attr(Address, id), 3), cupel_eq(NAME, "x")))
QUERY(S111, cupel_filter(cupel_from_self(cupel_query(session, Engineer)),
                         cupel_eq(cupel_attr(Engineer, language), "c")))
QUERY(S112, cupel_join(cupel_join(cupel_select_from(USERS, cupel_entity_of(User)),
                                  cupel_entity_of(Address)),
                       cupel_entity_of(Order), .on = cupel_attr(User, orders)))

/* ---- joins by the foreign keys of structs with several tables, and of subqueries ------------------- */

#define COMPANY cupel_attr(Company, id)
QUERY(S131, cupel_join(IDS(COMPANY), cupel_entity_of(Engineer)))
QUERY(S132, cupel_join(IDS(cupel_attr(Engineer, language)), cupel_entity_of(Company)))
QUERY(S134, cupel_join(IDS(COMPANY), cupel_entity_of(Manager)))
QUERY(S135, cupel_join(cupel_select_from(IDS(COMPANY), cupel_entity_of(Engineer)),
                       cupel_entity_of(Company)))
QUERY(S136, cupel_join(IDS(cupel_attr(Address, id)), cupel_subquery_of(IDS(ID, NAME), "s")))
QUERY(S138, cupel_join(IDS(cupel_attr(Address, id)), cupel_subquery_of(IDS(NAME), "s")))
QUERY(S140, cupel_join(IDS(COMPANY), cupel_entity(cupel_aliased(session, Engineer, NULL))))

/* ---- common table expressions ---------------------------------------------------------------------- */

static cupel_query *S120(cupel_session *session)
{
    cupel_subquery *ids = cupel_cte(IDS(ID), "ids");
    cupel_subquery *more = cupel_cte_union_all(ids, IDS(cupel_attr(Address, id)));
    return IDS(cupel_c(cupel_cte_union(more, IDS(cupel_attr(Order, id))), "id"));
}

static cupel_query *S121(cupel_session *session)
{
    cupel_subquery *ids = cupel_cte(IDS(ID), "ids", .recursive = true);
    cupel_subquery *more = cupel_cte_union_all(
        ids, cupel_filter(IDS(cupel_plus(cupel_c(ids, "id"), 1)), cupel_lt(cupel_c(ids, "id"), 5)));
    return IDS(cupel_c(cupel_cte_union_all(more, IDS(cupel_attr(Order, id))), "id"));
}

int main(void)
{
    static const query_case cases[] = {
        CASE(S101), CASE(S102), CASE(S103), CASE(S104), CASE(S105), CASE(S106), CASE(S107),
        CASE(S108), CASE(S109), CASE(S110), CASE(S111), CASE(S112), CASE(S113), CASE(S114),
        CASE(S115), CASE(S116), CASE(S117), CASE(S118), CASE(S131), CASE(S132), CASE(S134),
        CASE(S135), CASE(S136), CASE(S138), CASE(S140), CASE(S120), CASE(S121),
    };
    return run_cases("query/shapes", cases, sizeof cases / sizeof cases[0]);
}
