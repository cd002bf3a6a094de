/*
 * test_clauses.c - what is selected, ORDER BY, GROUP BY, DISTINCT, LIMIT, the
 * order of calls, joins.
 */
#include "expect.h"

#define USERS cupel_query(session, User)
#define NAME  cupel_attr(User, name)
#define AGE   cupel_attr(User, age)
#define ID    cupel_attr(User, id)
#define EMAIL cupel_attr(Address, email_address)
#define BY_ID cupel_order_by(USERS, ID)

QUERY(Q001, cupel_select(session, cupel_entity_of(User), cupel_entity_of(Address)))
QUERY(Q002, USERS)
QUERY(Q004, cupel_select(session, ID, NAME))
QUERY(Q005, cupel_select(session, cupel_entity_of(User), cupel_entity_of(Address)))
/* columns that belong together have no row of their own in C */
QUERY(Q008, cupel_select(session, ID, NAME, AGE))
QUERY(Q007, cupel_select(session, cupel_literal(5), cupel_text_sql("1 + 1")))
QUERY(Q010, cupel_with_session(cupel_filter(USERS, cupel_eq(ID, 5)), session))
QUERY(Q011, cupel_add_columns(USERS, EMAIL, cupel_label(cupel_func("lower", NAME), "lname")))
QUERY(Q013, cupel_add_entity(USERS, Address))

static cupel_query *Q014(cupel_session *session)
{
    cupel_alias *alias = cupel_aliased(session, Address, NULL);
    return cupel_add_columns(cupel_join(USERS, alias, .on = cupel_attr(User, addresses)), alias);
}

static cupel_query *Q016(cupel_session *session)
{
    cupel_query *query = cupel_order_by(cupel_filter(USERS, cupel_like(NAME, "%ed%")), ID);
    query = cupel_join(query, cupel_entity_of(Address), .on = cupel_attr(User, addresses));
    query = cupel_order_by(cupel_with_entities(query, EMAIL), NULL);
    return cupel_filter(query, cupel_eq(ID, 5));
}

/* ---- order, groups, distinct --------------------------------------------------------------------- */

QUERY(Q119, cupel_order_by(USERS, ID, cupel_desc(NAME)))
QUERY(Q121, cupel_order_by(BY_ID, NULL))
QUERY(Q122,
      cupel_order_by(USERS, cupel_nulls_first(cupel_desc(AGE)), cupel_nulls_last(cupel_asc(NAME))))
QUERY(Q124, cupel_order_by(cupel_select(session, cupel_label(NAME, "l")),
                           cupel_desc(cupel_label_reference("l"))))
QUERY(Q125, cupel_order_by(cupel_select(session, NAME), "nosuch thing"))
QUERY(Q127,
      cupel_group_by(cupel_group_by(cupel_select(session, cupel_func("count", ID)), NAME), NULL))
QUERY(Q128, cupel_having(cupel_group_by(cupel_join(cupel_select(session, ID),
                                                   cupel_attr(User, addresses)),
                                        ID),
                         cupel_gt(cupel_func("count", cupel_attr(Address, id)), 2)))
QUERY(Q130, cupel_distinct(cupel_select(session, NAME)))
QUERY(Q131, cupel_order_by(cupel_distinct(cupel_select(session, ID)), NAME))
QUERY(Q133, cupel_order_by(cupel_distinct_on(USERS, NAME, AGE), NAME))
QUERY(Q134, cupel_select(session, cupel_func("count", cupel_distinct_of(NAME))))
QUERY(Q136, cupel_offset(BY_ID, 5))
QUERY(Q137, cupel_offset(cupel_limit(BY_ID, 5), 10))
QUERY(Q139, cupel_limit_by(USERS, cupel_bind("n", 3)))
QUERY(Q140, cupel_slice(BY_ID, 1, 3))
QUERY(Q142, cupel_slice(USERS, 0, 3))
QUERY(Q143, cupel_slice(USERS, 3, CUPEL_OPEN))
QUERY(Q145, cupel_slice(BY_ID, 4, 5))

/* ---- calls out of order -------------------------------------------------------------------------- */

#define FULL_STATEMENT cupel_from_statement(USERS, cupel_text_sql("select * from users"))

QUERY(Q148, cupel_filter(cupel_limit(USERS, 5), cupel_eq(ID, 1)))
QUERY(Q149, cupel_order_by(cupel_limit(USERS, 5), ID))
QUERY(Q151, cupel_having(cupel_limit(cupel_select(session, ID), 5), cupel_gt(ID, 1)))
QUERY(Q152, cupel_join(cupel_limit(USERS, 5), cupel_attr(User, addresses)))
QUERY(Q154, cupel_filter(FULL_STATEMENT, cupel_eq(ID, 1)))
QUERY(Q155, cupel_limit(FULL_STATEMENT, 1))
QUERY(Q158, cupel_select_from(cupel_filter(cupel_query(session, Address),
                                           cupel_eq(cupel_attr(Address, id), 1)),
                              cupel_entity_of(User)))

/* ---- joins ------------------------------------------------------------------------------------- */

#define NODES    cupel_query(session, Node)
#define CHILDREN cupel_attr(Node, children)
#define DATA     cupel_attr(Node, data)

QUERY(Q181, cupel_join(cupel_select_from(USERS, cupel_entity_of(User)), cupel_entity_of(Address)))
QUERY(Q194, cupel_join(USERS, cupel_text_sql("addresses"),
                       .on = cupel_text_sql("users.id = addresses.user_id")))
QUERY(J005, cupel_filter(cupel_join(NODES, CHILDREN, .aliased = true), cupel_eq(DATA, "b")))
QUERY(Q169, cupel_filter(cupel_join(cupel_join(NODES, CHILDREN, .aliased = true), CHILDREN,
                                    .aliased = true, .from_joinpoint = true),
                         cupel_eq(DATA, "c")))
QUERY(Q170,
      cupel_filter(cupel_reset_joinpoint(cupel_filter(cupel_join(NODES, CHILDREN, .aliased = true),
                                                      cupel_eq(DATA, "b"))),
                   cupel_eq(DATA, "a")))
/* conditions before a join keep what they mean; a join that is no continuation ends the join point */
QUERY(J001, cupel_filter(cupel_join(cupel_filter(NODES, cupel_eq(DATA, "a")), CHILDREN,
                                    .aliased = true, .isouter = true),
                         cupel_eq(DATA, NULL)))
QUERY(J002, cupel_filter(cupel_join(cupel_join(NODES, CHILDREN, .aliased = true),
                                    cupel_attr(Node, parent), .aliased = true),
                         cupel_eq(DATA, "p")))
QUERY(J003, cupel_filter(cupel_join(USERS, cupel_entity_of(Address), .aliased = true,
                                    .on = cupel_eq(ID, cupel_attr(Address, user_id))),
                         cupel_eq(EMAIL, "x"), cupel_eq(NAME, "n")))
QUERY(J004,
      cupel_filter_by_name(cupel_reset_joinpoint(cupel_filter_by_name(
                               cupel_join(USERS, cupel_attr(User, addresses), .aliased = true),
                               "email_address", "x")),
                           "name", "n"))

QUERY(Q161, cupel_join(USERS, cupel_attr(User, addresses)))
QUERY(Q163,
      cupel_join(USERS, cupel_entity_of(Address), .on = cupel_eq(ID, cupel_attr(Address, user_id))))
QUERY(Q164, cupel_join(USERS, cupel_entity_of(Address), .on = cupel_attr(User, addresses)))
QUERY(Q166, cupel_join(cupel_join(USERS, cupel_attr(User, orders)), cupel_attr(Order, items)))
QUERY(Q167, cupel_join(USERS, cupel_entity_of(Address), .on = cupel_attr(User, addresses)))

static cupel_query *Q172(cupel_session *session)
{
    cupel_alias *one = cupel_aliased(session, Address, NULL);
    cupel_alias *two = cupel_aliased(session, Address, NULL);
    cupel_query *query = cupel_join(USERS, one, .on = cupel_attr(User, addresses));
    query = cupel_join(query, two, .on = cupel_attr(User, addresses));
    query =
        cupel_filter(query, cupel_eq(cupel_alias_attr(one, Address, email_address), "ed@foo.com"));
    return cupel_filter(query,
                        cupel_eq(cupel_alias_attr(two, Address, email_address), "ed@bar.com"));
}

static cupel_query *Q173(cupel_session *session)
{
    cupel_alias *one = cupel_aliased(session, Address, NULL);
    cupel_alias *two = cupel_aliased(session, Address, NULL);
    cupel_query *query = cupel_join(USERS, cupel_of_type(cupel_attr(User, addresses), one));
    query = cupel_join(query, cupel_of_type(cupel_attr(User, addresses), two));
    query = cupel_filter(query, cupel_eq(cupel_alias_attr(one, Address, email_address), "x"));
    return cupel_filter(query, cupel_eq(cupel_alias_attr(two, Address, email_address), "y"));
}
QUERY(Q175, cupel_outerjoin(USERS, cupel_related_and(cupel_attr(User, addresses),
                                                     cupel_ne(EMAIL, "foo@bar.com"))))

static cupel_query *Q176(cupel_session *session)
{
    cupel_subquery *found = cupel_subquery_of(
        cupel_filter(cupel_query(session, Address), cupel_eq(EMAIL, "ed@foo.com")), NULL);
    return cupel_join(USERS, found, .on = cupel_eq(ID, cupel_c(found, "user_id")));
}
QUERY(Q178, cupel_filter(cupel_join(cupel_select_from(cupel_query(session, Address),
                                                      cupel_entity_of(User)),
                                    cupel_attr(User, addresses)),
                         cupel_eq(NAME, "ed")))
QUERY(Q179, cupel_join(cupel_select_from(cupel_select(session, cupel_entity_of(User),
                                                      cupel_entity_of(Address)),
                                         cupel_entity_of(Address)),
                       cupel_entity_of(User)))
QUERY(Q182, cupel_join(USERS, cupel_attr(User, addresses), .isouter = true))
QUERY(Q184, cupel_outerjoin(USERS, cupel_attr(User, addresses)))
QUERY(Q185, cupel_outerjoin(USERS, cupel_attr(User, addresses), .full = true))

static cupel_query *Q187(cupel_session *session)
{
    cupel_alias *parent = cupel_aliased(session, Node, "p");
    return cupel_filter(
        cupel_join(cupel_query(session, Node), parent, .on = cupel_attr(Node, parent)),
        cupel_eq(cupel_alias_attr(parent, Node, data), "root"));
}
QUERY(Q188, cupel_join(USERS, cupel_entity_of(Address)))
QUERY(Q190, cupel_join(cupel_join(cupel_query(session, Order), cupel_entity_of(User)),
                       cupel_entity_of(Address)))
QUERY(Q191, cupel_join(cupel_select(session, cupel_entity_of(User), cupel_entity_of(Address)),
                       cupel_entity_of(Order)))
QUERY(Q193, cupel_join(USERS, NAME))
QUERY(Q196, cupel_filter(cupel_filter(cupel_select(session, cupel_entity_of(User),
                                                   cupel_entity_of(Address)),
                                      cupel_eq(ID, cupel_attr(Address, user_id))),
                         cupel_eq(EMAIL, "jack@google.com")))

/* ---- structs that inherit ------------------------------------------------------------------------ */

#define OF_C cupel_eq(cupel_attr(Engineer, language), "c")

QUERY(Q283, cupel_query(session, Employee))
QUERY(Q284, cupel_query(session, Manager))
QUERY(Q286, cupel_filter(cupel_with_polymorphic_all(cupel_query(session, Employee)), OF_C))
QUERY(Q287, cupel_filter(cupel_join(cupel_query(session, Company),
                                    cupel_of_type(cupel_attr(Company, employees),
                                                  cupel_entity_of(Engineer))),
                         OF_C))
QUERY(Q289, cupel_join(cupel_query(session, Company), cupel_entity_of(Engineer),
                       .on = cupel_attr(Company, employees)))

/* ---- what the SELECT is told --------------------------------------------------------------------- */

#define USER_IDS cupel_select(session, ID)

QUERY(Q238, cupel_distinct(cupel_prefix_with(cupel_prefix_with(USER_IDS, "/*+ BKA(t1) */", NULL),
                                             "SQL_NO_CACHE", "mysql")))
QUERY(Q239, cupel_suffix_with(cupel_limit(cupel_order_by(USER_IDS, ID), 1), "/* tail */", NULL))
QUERY(Q241, cupel_with_hint(USER_IDS, cupel_entity_of(User), "USE INDEX (ix_name)", "mysql"))
QUERY(Q242, cupel_with_hint(USER_IDS, cupel_entity_of(User), "FORCE INDEX (%(name)s_ix)", "mysql"))
QUERY(Q244, cupel_with_hint(USER_IDS, cupel_entity_of(User), "bogus", "postgresql"))
QUERY(Q245, cupel_with_statement_hint(cupel_with_statement_hint(USER_IDS, "/* stmt */", NULL),
                                      "/* pg */", "postgresql"))
QUERY(Q247, cupel_with_for_update(USER_IDS, .nowait = true))
QUERY(Q248, cupel_with_for_update(USER_IDS, .read = true))
QUERY(Q250, cupel_with_for_update(USER_IDS, .skip_locked = true))
QUERY(Q251, cupel_with_for_update(cupel_populate_existing(USERS), .nowait = true,
                                  .of = cupel_entity_of(User)))
QUERY(Q253, cupel_with_for_update(USER_IDS, .key_share = true))
QUERY(Q254, cupel_with_for_update(USER_IDS, .read = true, .key_share = true, .skip_locked = true))
QUERY(Q256, cupel_filter_by(cupel_options(USERS, cupel_joinedload(cupel_attr(User, addresses))),
                            User, name, "jack"))
QUERY(Q257, cupel_options(cupel_query(session, Address),
                          cupel_joinedload_inner(cupel_attr(Address, user))))

/* ---- columns ----------------------------------------------------------------------------------- */

#define COLUMN(...) cupel_select(session, __VA_ARGS__)

QUERY(Q370, COLUMN(cupel_func("count", cupel_star())))
QUERY(Q371, COLUMN(cupel_func("count", "*")))
QUERY(Q373, COLUMN(cupel_over(cupel_func("row_number"), .partition_by = NAME, .order_by = ID)))
QUERY(Q374, COLUMN(cupel_aggregate_filter(cupel_func("sum", AGE), cupel_gt(ID, 3))))
QUERY(Q376,
      COLUMN(cupel_label(cupel_case(cupel_gt(AGE, 65), "old", cupel_gt(AGE, 18), "adult", "child"),
                         "k")))
QUERY(Q377, COLUMN(cupel_case_of(NAME, "a", 1, "b", 2, 0)))
QUERY(Q379, COLUMN(cupel_type_coerce(AGE, CUPEL_STRING)))
QUERY(Q380, COLUMN(cupel_null()))
QUERY(Q382, COLUMN(cupel_label(NAME, "a b")))
QUERY(Q383, COLUMN(cupel_label(NAME, "select")))
QUERY(Q385, COLUMN(cupel_func("current_timestamp")))
QUERY(Q386, COLUMN(cupel_func("char_length", NAME)))
QUERY(Q388, COLUMN(cupel_label(cupel_is(ID, NULL), "f")))
QUERY(Q389, COLUMN(cupel_desc(NAME)))

/* ---- parameters and statements ------------------------------------------------------------------- */

QUERY(Q310, cupel_params(cupel_filter(USERS, cupel_eq(ID, cupel_bind_required("i")),
                                      cupel_eq(NAME, cupel_bind_required("n"))),
                         cupel_bind("i", 5), cupel_bind("n", "x")))

static cupel_query *first_only(const cupel_query *query, void *data)
{
    (void)data;
    return cupel_filter(query, cupel_eq(ID, 1));
}
QUERY(Q311, cupel_filter(USERS, cupel_eq(ID, cupel_bind_required("i"))))
QUERY(Q313, cupel_with_transformation(USERS, first_only, NULL))
QUERY(Q314, cupel_params(cupel_from_statement(USERS, cupel_text_sql("SELECT * FROM users WHERE "
                                                                    "name=:name")),
                         cupel_bind("name", "ed")))
QUERY(Q305, cupel_only_return_rows(USERS, true))

/* ---- as a statement of its own ------------------------------------------------------------------- */

QUERY(Q290, cupel_filter(USERS, cupel_eq(ID, 1)))
QUERY(Q292, cupel_order_by(cupel_distinct(cupel_select(session, ID)), NAME))
QUERY(Q293, cupel_set_label_style(USERS, CUPEL_LABEL_TABLE_COLUMN))
QUERY(Q299,
      cupel_set_label_style(cupel_enable_eagerloads(
                                cupel_options(USERS, cupel_joinedload(cupel_attr(User, addresses))),
                                false),
                            CUPEL_LABEL_TABLE_COLUMN))
QUERY(Q295,
      cupel_set_label_style(cupel_select(session, cupel_entity_of(User), cupel_entity_of(Address)),
                            CUPEL_LABEL_NONE))
QUERY(Q296,
      cupel_set_label_style(cupel_select(session, cupel_entity_of(User), cupel_entity_of(Address)),
                            CUPEL_LABEL_DISAMBIGUATE))

int main(void)
{
    static const query_case cases[] = {
        CASE(Q001),      CASE(Q002),      CASE(Q004),      CASE(Q005),      CASE(Q008),
        CASE(Q007),      CASE(Q010),      CASE(Q011),      CASE(Q013),      CASE(Q014),
        CASE(Q016),      CASE(Q119),      CASE(Q121),      CASE(Q122),      CASE(Q124),
        CASE(Q125),      CASE(Q127),      CASE(Q128),      CASE(Q130),      CASE(Q131),
        CASE(Q133),      CASE(Q134),      CASE(Q136),      CASE(Q137),      CASE(Q139),
        CASE(Q140),      CASE(Q142),      CASE(Q143),      CASE(Q145),      CASE(Q148),
        CASE(Q149),      CASE(Q151),      CASE(Q152),      CASE(Q154),      CASE(Q155),
        CASE(Q158),      CASE(Q181),      CASE(Q194),      CASE(J005),      CASE(Q169),
        CASE(Q170),      CASE(J001),      CASE(J002),      CASE(J003),      CASE(J004),
        CASE(Q161),      CASE(Q163),      CASE(Q164),      CASE(Q166),      CASE(Q167),
        CASE(Q172),      CASE(Q173),      CASE(Q175),      CASE(Q176),      CASE(Q178),
        CASE(Q179),      CASE(Q182),      CASE(Q184),      CASE(Q185),      CASE(Q187),
        CASE(Q188),      CASE(Q190),      CASE(Q191),      CASE(Q193),      CASE(Q196),
        CASE(Q283),      CASE(Q284),      CASE(Q286),      CASE(Q287),      CASE(Q289),
        CASE(Q238),      CASE(Q239),      CASE(Q241),      CASE(Q242),      CASE(Q244),
        CASE(Q245),      CASE(Q247),      CASE(Q248),      CASE(Q250),      CASE(Q251),
        CASE(Q253),      CASE(Q254),      CASE(Q256),      CASE(Q257),      CASE(Q305),
        CASE(Q310),      CASE(Q311),      CASE(Q313),      CASE(Q314),      CASE(Q370),
        CASE(Q371),      CASE(Q373),      CASE(Q374),      CASE(Q376),      CASE(Q377),
        CASE(Q379),      CASE(Q380),      CASE(Q382),      CASE(Q383),      CASE(Q385),
        CASE(Q386),      CASE(Q388),      CASE(Q389),      STATEMENT(Q290), STATEMENT(Q292),
        STATEMENT(Q293), STATEMENT(Q295), STATEMENT(Q299), STATEMENT(Q296),
    };
    return run_cases("query/clauses", cases, sizeof cases / sizeof cases[0]);
}
