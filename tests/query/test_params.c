/*
 * test_params.c - named parameters and named lists: given late, given to queries inside queries.
 */
#include "names.h"

#define IDS_IN(list) IDS(cupel_in(ID, list))

static cupel_query *chosen(cupel_session *session)
{
    return cupel_filter(SEL(AUSER), cupel_gt(AID, cupel_bind("n", 100)));
}

QUERY(W020, cupel_params(IDS_IN(cupel_bind_list_required("ids")), cupel_bind_list("ids", 3, 5)))
QUERY(W021, IDS_IN(cupel_bind_list("ids", 3, 5)))
QUERY(W022, cupel_params(IDS(cupel_not_in(ID, cupel_bind_list("ids", 3, 5))),
                         cupel_bind_list_values("ids", 0, NULL)))
QUERY(W023, cupel_params(IDS(cupel_in(cupel_tuple(ID, NAME), cupel_bind_list_required("keys"))),
                         cupel_bind_list("keys", cupel_tuple(1, "a"), cupel_tuple(2, "b"))))
/* the same list twice, once deep inside */
QUERY(W024,
      cupel_params(IDS(cupel_in(ID, cupel_filter(SEL(AUSER),
                                                 cupel_in(AID, cupel_bind_list_required("ids")))),
                       cupel_not_in(ID, cupel_bind_list_required("ids"))),
                   cupel_bind_list("ids", 7, 8, 9)))
QUERY(W025, cupel_params(IDS_IN(cupel_bind_list_required("ids")), cupel_bind_list("ids", 1),
                         cupel_bind_list("ids", 2, 3)))
/* values that a query inside has; the one around it counts more */
QUERY(W026, IDS_IN(cupel_params(chosen(session), cupel_bind("n", 5))))
QUERY(W027,
      cupel_params(IDS_IN(cupel_params(chosen(session), cupel_bind("n", 5))), cupel_bind("n", 6)))
QUERY(W028, SEL(cupel_exists(cupel_params(chosen(session), cupel_bind("n", 5)))))
QUERY(W029, SEL(cupel_c(cupel_subquery_of(cupel_params(chosen(session), cupel_bind("n", 5)), "s"),
                        "user_id")))
QUERY(W030,
      SEL(cupel_c(cupel_cte(cupel_params(chosen(session), cupel_bind("n", 5)), "s"), "user_id")))
QUERY(W031, cupel_union(SEL(ID), cupel_params(chosen(session), cupel_bind("n", 5))))
QUERY(W032,
      IDS_IN(cupel_params(cupel_filter(SEL(AUSER), cupel_in(AID, cupel_bind_list_required("ids"))),
                          cupel_bind_list("ids", 4, 5))))
/* what a list cannot be */
QUERY(W033, IDS(cupel_eq(ID, cupel_bind_list("ids", 1, 2))))
QUERY(W034, IDS_IN(cupel_bind_list("no name", 1, 2)))
QUERY(W035, IDS_IN(cupel_bind_list("ids", 1, cupel_attr(User, age))))
QUERY(W036, IDS_IN(cupel_bind_list("ids", cupel_tuple(1, 2), cupel_tuple(1, 2))))
QUERY(W037, IDS_IN(cupel_bind_list_required(NULL)))
QUERY(W038, IDS_IN(cupel_bind_list_values("ids", 2, NULL)))
QUERY(W039, cupel_params(IDS_IN(cupel_bind_list_required("ids")), cupel_attr(User, id)))

int main(void)
{
    const query_case cases[] = { CASE(W020), CASE(W021), CASE(W022), CASE(W023), CASE(W024),
                                 CASE(W025), CASE(W026), CASE(W027), CASE(W028), CASE(W029),
                                 CASE(W030), CASE(W031), CASE(W032), CASE(W033), CASE(W034),
                                 CASE(W035), CASE(W036), CASE(W037), CASE(W038), CASE(W039) };
    return run_cases("query/params", cases, sizeof cases / sizeof cases[0]);
}
