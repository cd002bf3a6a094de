/*
 * cupel/join.h - joins in queries.
 */
#ifndef CUPEL_JOIN_H
#define CUPEL_JOIN_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/* How cupel_join joins.  Leave out what does not apply. */
typedef struct cupel_join_options {
    int reserved;
    cupel_expr *on; /* the condition, or a relationship attribute; none: by foreign keys */
    bool isouter;   /* LEFT OUTER JOIN */
    bool full;      /* FULL OUTER JOIN */
    bool aliased;   /* under an anonymous name, which conditions that follow mean: the join point */
    bool from_joinpoint; /* a relationship of what was joined last, by whatever name */
} cupel_join_options;

/**
 * Joins: along a relationship (cupel_attr(User, addresses), cupel_of_type(), cupel_related_and()), or to a mapped
 * struct (cupel_entity_of), an alias, a subquery or a table, by .on or else by the one foreign key there is.
 *
 *     cupel_join(query, cupel_attr(User, addresses))
 *     cupel_outerjoin(query, cupel_entity_of(Address), .on = cupel_eq(cupel_attr(User, id), cupel_attr(Address, user_id)))
 *
 * What follows by cupel_filter_by_name() is looked up in what was joined last.
 *
 * With .aliased, conditions given afterwards that speak of the struct mean the alias, until the next join without
 * .from_joinpoint, or cupel_reset_joinpoint(); those given before do not:
 *
 *     query = cupel_join(nodes, cupel_attr(Node, children), .aliased = true);
 *     query = cupel_join(query, cupel_attr(Node, children), .aliased = true, .from_joinpoint = true);
 *     query = cupel_filter(query, cupel_eq(cupel_attr(Node, data), "grandchild"));
 *
 * Errors (of the query, when it runs): NO_FOREIGN_KEYS, AMBIGUOUS_FOREIGN_KEYS (say .on), INVALID_REQUEST (nothing, or
 * several things, to join from: say cupel_select_from).
 */
CUPEL_API cupel_query *cupel_join_value(const cupel_query *query, cupel_value target,
                                        const cupel_join_options *options);
#define cupel_join(...)      CUPEL_JOIN_(__VA_ARGS__, .reserved = 0)
#define cupel_outerjoin(...) CUPEL_JOIN_(__VA_ARGS__, .isouter = true)
#define CUPEL_JOIN_(query, target, ...) \
    cupel_join_value((query), CUPEL_VALUE(target), &(const cupel_join_options){ __VA_ARGS__ })

/** Conditions that follow are about what the query is for again, and so is cupel_filter_by_name(). */
CUPEL_API cupel_query *cupel_reset_joinpoint(const cupel_query *query);

CUPEL_END_DECLARATIONS

#endif
