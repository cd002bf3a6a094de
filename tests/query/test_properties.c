/*
 * Attributes that are expressions, composites and synonyms.
 */
#include "expect.h"

#define VERTICES    cupel_query(session, Vertex)
#define IDS         cupel_select(session, cupel_attr(Vertex, id))
#define START       cupel_attr(Vertex, start)
#define SUM         cupel_attr(Vertex, xsum)
#define AT(x, y)    cupel_composite(Vertex, start, &(Point){ &(int32_t){ x }, &(int32_t){ y } })
#define OTHER(name) cupel_alias_attr(other, Vertex, name)

/* ---- expressions ------------------------------------------------------------------------------- */

QUERY(Q278, VERTICES)
QUERY(M001, cupel_order_by(cupel_filter(VERTICES, cupel_gt(SUM, 3)), cupel_desc(SUM)))
QUERY(M002, cupel_order_by(cupel_select(session, SUM, cupel_plus(SUM, 1)), SUM))
QUERY(M003, cupel_order_by(IDS, SUM))
QUERY(M004, cupel_filter(cupel_from_self(VERTICES), cupel_gt(SUM, 3)))
QUERY(M005, cupel_order_by(cupel_distinct(IDS), SUM))
QUERY(M006,
      cupel_group_by(cupel_select(session, SUM, cupel_func("count", cupel_attr(Vertex, id))), SUM))
QUERY(M007, cupel_filter_by_name(IDS, "xsum", 3))
QUERY(M008, cupel_options(VERTICES, cupel_load_only(SUM)))
QUERY(M009, cupel_options(VERTICES, cupel_defer(SUM), cupel_defer(cupel_attr(Vertex, tag))))

static cupel_query *M010(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, Vertex, NULL);
    return cupel_order_by(
        cupel_filter(cupel_select(session, cupel_entity(other)), cupel_gt(OTHER(xsum), 3)),
        OTHER(xsum));
}

/* ---- composites ---------------------------------------------------------------------------------- */

QUERY(Q281, cupel_filter(IDS, cupel_eq(START, AT(1, 2))))
QUERY(M020, cupel_filter(IDS, cupel_ne(START, AT(1, 2))))
QUERY(M021, cupel_filter(IDS, cupel_eq(START, cupel_null())))
QUERY(M022, cupel_filter(IDS, cupel_ne(START, cupel_null())))
QUERY(M023, cupel_filter(IDS, cupel_eq(START, cupel_composite(Vertex, start,
                                                              &(Point){ &(int32_t){ 1 }, NULL }))))
QUERY(M024, cupel_order_by(IDS, START))
QUERY(M025, cupel_filter_by(IDS, Vertex, start, AT(1, 2)))
QUERY(M026,
      cupel_filter(IDS, cupel_or(cupel_eq(START, AT(1, 2)), cupel_eq(cupel_attr(Vertex, id), 3))))
QUERY(M027, cupel_select(session, SUM, cupel_attr(Vertex, tag), START, cupel_attr(Vertex, label_)))
QUERY(M028, cupel_distinct(cupel_select(session, START)))
QUERY(M029,
      cupel_group_by(cupel_select(session, cupel_func("count", cupel_attr(Vertex, id))), START))
QUERY(M030, cupel_filter(IDS, cupel_in(START, AT(1, 2), AT(3, 4))))
QUERY(M031, cupel_filter(IDS, cupel_lt(START, AT(1, 2))))

static cupel_query *M032(cupel_session *session)
{
    cupel_alias *other = cupel_aliased(session, Vertex, NULL);
    return cupel_filter(IDS, cupel_eq(START, OTHER(start)));
}

/* ---- synonyms ------------------------------------------------------------------------------------ */

QUERY(Q280, cupel_filter(IDS, cupel_eq(cupel_attr(Vertex, tag), "x")))
QUERY(M040, cupel_filter_by_name(IDS, "tag", "x"))
QUERY(M041, cupel_order_by(cupel_select(session, cupel_attr(Vertex, tag)),
                           cupel_desc(cupel_attr(Vertex, tag))))

int main(void)
{
    static const query_case cases[] = {
        CASE(Q278), CASE(M001), CASE(M002), CASE(M003), CASE(M004), CASE(M005), CASE(M006),
        CASE(M007), CASE(M008), CASE(M009), CASE(M010), CASE(Q281), CASE(M020), CASE(M021),
        CASE(M022), CASE(M023), CASE(M024), CASE(M025), CASE(M026), CASE(M027), CASE(M028),
        CASE(M029), CASE(M030), CASE(M031), CASE(M032), CASE(Q280), CASE(M040), CASE(M041),
    };
    return run_cases("query/properties", cases, sizeof cases / sizeof cases[0]);
}
