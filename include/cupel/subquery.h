/*
 * cupel/subquery.h - queries as something to select from: subqueries, common
 * table expressions, and queries put together by UNION and its kin.
 *
 *     cupel_query *counts = cupel_group_by(cupel_select(session, cupel_attr(Address, user_id),
 *         cupel_label(cupel_func("count", cupel_star()), "address_count")), cupel_attr(Address, user_id));
 *     cupel_subquery *stmt = cupel_subquery_of(counts, NULL);
 *     cupel_query *query = cupel_select(session, cupel_entity_of(User), cupel_c(stmt, "address_count"));
 *     query = cupel_outerjoin(query, stmt, .on = cupel_eq(cupel_attr(User, id), cupel_c(stmt, "user_id")));
 *
 * They live as long as the session of their query and are not taken over: use one
 * as often as you like.  Nothing here returns NULL; what is wrong with a query, or
 * the lack of memory, comes out where the query it is used in is run.
 */
#ifndef CUPEL_SUBQUERY_H
#define CUPEL_SUBQUERY_H

#include <cupel/session.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- subqueries -------------------------------------------------------------------------------- */

typedef enum cupel_materialized {
    CUPEL_MATERIALIZED_UNSET = 0,
    CUPEL_MATERIALIZED_YES,
    CUPEL_MATERIALIZED_NO
} cupel_materialized;

typedef struct cupel_subquery_options {
    int reserved;        /* leave out */
    bool with_labels;    /* columns are named users_id instead of id */
    bool reduce_columns; /* of columns with one name that must be equal, only the first */
    bool lateral;        /* it sees what stands before it in FROM */
    bool recursive;      /* CTE: it may select from itself (cupel_cte_union) */
    bool nesting;        /* CTE: its WITH is written where it is used, not in front of all */
    cupel_materialized materialized; /* CTE: AS MATERIALIZED, AS NOT MATERIALIZED */
} cupel_subquery_options;

/**
 * The query as a subquery: (SELECT ...) AS name; name NULL: an anonymous one (anon_1).  Its columns are those the
 * query gives in rows; relationships that the query would load eagerly are not in it.
 *
 *     cupel_subquery_of(query, "latest", .with_labels = true)
 *
 * Errors: INVALID_REQUEST (a query with a textual statement).
 */
CUPEL_API cupel_subquery *cupel_subquery_with(const cupel_query *query, const char *name,
                                              const cupel_subquery_options *options);
#define cupel_subquery_of(...) CUPEL_SUBQUERY_(__VA_ARGS__, .reserved = 0)
#define CUPEL_SUBQUERY_(query, name, ...) \
    cupel_subquery_with((query), (name), &(const cupel_subquery_options){ __VA_ARGS__ })

/**
 * The rows of several mapped structs that are each in a table of their own: a SELECT of each, put together by UNION ALL, as a
 * subquery called `name` (NULL: anonymously).  It has a column for each name that one of the tables has, which is NULL in
 * rows of the others, and a column `kind` (NULL: "type") with the .polymorphic_identity of the struct, or its name where it
 * has none.  Where all of them have a .polymorphic_on attribute in a column of that name, that is it.
 *
 *     cupel_polymorphic_union(session, "staff", NULL, cupel_entity_of(Employee), cupel_entity_of(Engineer))
 *
 * Session NULL makes one for queries without a session.  Errors (of the query that it is used in): INVALID_ARGUMENT (an
 * item is no mapped struct), INVALID_REQUEST (the rows of one are found in its parent's table, too; a table has a column
 * called `kind`).
 */
CUPEL_API cupel_subquery *cupel_polymorphic_union_of(cupel_session *session, const char *name,
                                                     const char *kind, size_t count,
                                                     const cupel_value *structs);
#define cupel_polymorphic_union(session, name, kind, ...) \
    cupel_polymorphic_union_of((session), (name), (kind), CUPEL_VALUES(__VA_ARGS__))

/**
 * The query as a common table expression: WITH name AS (SELECT ...) in front of the statement it is used in, once,
 * however often it is used.
 *
 *     cupel_cte(query, "parts", .recursive = true)
 */
CUPEL_API cupel_subquery *cupel_cte_with(const cupel_query *query, const char *name,
                                         const cupel_subquery_options *options);
#define cupel_cte(...) CUPEL_CTE_(__VA_ARGS__, .reserved = 0)
#define CUPEL_CTE_(query, name, ...) \
    cupel_cte_with((query), (name), &(const cupel_subquery_options){ __VA_ARGS__ })

/**
 * The CTE with more queries put to it, which may select from `cte` itself: what makes it recursive.
 *
 *     cupel_subquery *parts = cupel_cte(roots, "parts", .recursive = true);
 *     cupel_subquery *all = cupel_cte_union_all(parts, cupel_join(parts_of, parts, .on = ...));
 */
CUPEL_API cupel_subquery *cupel_cte_compound(const cupel_subquery *cte, bool all, size_t count,
                                             const cupel_query *const *queries);
#define cupel_cte_union(cte, ...)     CUPEL_CTE_COMPOUND_(cte, false, __VA_ARGS__)
#define cupel_cte_union_all(cte, ...) CUPEL_CTE_COMPOUND_(cte, true, __VA_ARGS__)
#define CUPEL_CTE_COMPOUND_(cte, all, ...)                     \
    cupel_cte_compound((cte), (all), CUPEL_COUNT(__VA_ARGS__), \
                       (const cupel_query *const[]){ __VA_ARGS__ })

/** The same subquery or CTE under another name, to use it twice in one query; name NULL: an anonymous one. */
CUPEL_API cupel_subquery *cupel_subquery_alias(const cupel_subquery *subquery, const char *name);

/**
 * A column of a subquery by its name: that of the attribute's column, of the label, of the function.  A name it does
 * not have is NO_SUCH_COLUMN when the query is run.
 */
CUPEL_API cupel_expr *cupel_c(const cupel_subquery *subquery, const char *name);

/** The column of a subquery that shows an attribute. */
CUPEL_API cupel_expr *cupel_subquery_attribute_at(const cupel_subquery *subquery,
                                                  const cupel_mapping *mapping, size_t offset);
#define cupel_subquery_attr(subquery, Type, field) \
    cupel_subquery_attribute_at((subquery), &Type##_mapping, CUPEL_OFFSET_(Type, field))

/** All that a subquery has: to select its columns, or to select from it and join to it. */
CUPEL_API cupel_expr *cupel_subquery_source(const cupel_subquery *subquery);

/**
 * A mapped struct read from a subquery (or CTE) that selects its columns, at least its primary key:
 * cupel_aliased_to(session, Address, stmt, NULL).  With a name, from the subquery under that name.
 *
 * Owner: the session.
 */
CUPEL_API cupel_alias *cupel_alias_to(cupel_session *session, const cupel_mapping *mapping,
                                      const cupel_subquery *subquery, const char *name);
#define cupel_aliased_to(session, Type, subquery, name) \
    cupel_alias_to((session), &Type##_mapping, (subquery), (name))

/**
 * A query as a value: (SELECT ...) wherever an expression can stand.  More than one column is INVALID_REQUEST when it
 * is run.  cupel_label(cupel_scalar_subquery(query), "n") selects it.
 */
CUPEL_API cupel_expr *cupel_scalar_subquery(const cupel_query *query);

/* ---- queries put together ------------------------------------------------------------------------ */

typedef enum cupel_set_operation {
    CUPEL_UNION = 1,
    CUPEL_UNION_ALL,
    CUPEL_INTERSECT,
    CUPEL_INTERSECT_ALL,
    CUPEL_EXCEPT,
    CUPEL_EXCEPT_ALL
} cupel_set_operation;

/**
 * SELECT ... FROM (query UNION others), for the same things as `query`: what is added to it afterwards is about what
 * the whole gives.  Called on the result again it nests.  Databases differ in what they take: SQLite has no ALL but
 * for UNION, and refuses members with ORDER BY or LIMIT.
 *
 *     cupel_query *either = cupel_union(eds, wendys);
 *
 * Errors: INVALID_ARGUMENT (no others, one that is NULL).
 */
CUPEL_API cupel_query *cupel_compound(const cupel_query *query, cupel_set_operation operation,
                                      size_t count, const cupel_query *const *others);
#define cupel_union(query, ...)         CUPEL_COMPOUND_(query, CUPEL_UNION, __VA_ARGS__)
#define cupel_union_all(query, ...)     CUPEL_COMPOUND_(query, CUPEL_UNION_ALL, __VA_ARGS__)
#define cupel_intersect(query, ...)     CUPEL_COMPOUND_(query, CUPEL_INTERSECT, __VA_ARGS__)
#define cupel_intersect_all(query, ...) CUPEL_COMPOUND_(query, CUPEL_INTERSECT_ALL, __VA_ARGS__)
#define cupel_except(query, ...)        CUPEL_COMPOUND_(query, CUPEL_EXCEPT, __VA_ARGS__)
#define cupel_except_all(query, ...)    CUPEL_COMPOUND_(query, CUPEL_EXCEPT_ALL, __VA_ARGS__)
#define CUPEL_COMPOUND_(query, operation, ...)                   \
    cupel_compound((query), operation, CUPEL_COUNT(__VA_ARGS__), \
                   (const cupel_query *const[]){ __VA_ARGS__ })

/** SELECT ... FROM (query), for the same things: what is added afterwards is about its result. */
CUPEL_API cupel_query *cupel_from_self(const cupel_query *query);

CUPEL_END_DECLARATIONS

#endif
