/*
 * cupel/option.h - how a query loads what it finds: relationships and columns.
 *
 *     cupel_options(query, cupel_selectinload(cupel_attr(User, orders),
 *                                             cupel_joinedload(cupel_attr(Order, items))),
 *                          cupel_defer(cupel_attr(User, photo)))
 *
 * An option of a relationship may have options in it, which are for what it
 * loads, with the query or later, when it is asked for.  Where several options
 * are for one attribute the last one counts.  An option is an expression: given
 * to a query or to another option it is taken over (cupel_keep() allows one use
 * more).
 *
 * Where instances may be of structs that inherit from the one that is asked for,
 * options can be for attributes that only those have, and touch no others:
 *
 *     cupel_options(cupel_query(session, Employee), cupel_selectinload(cupel_attr(Engineer, machines)))
 *
 * A join for one needs its columns in the rows, by cupel_with_polymorphic() or
 * cupel_of_type(); where they are not, CUPEL_LOAD_SELECTIN takes its place, and
 * for a mapping's .lazy it waits to be asked for.
 *
 * For later, an instance keeps what the query that made it says of its
 * relationships: options in options, the conditions of cupel_related_and(), and
 * cupel_with_loader_criteria(), with their values.  A query that finds the
 * instance in the session changes that only with cupel_populate_existing().  It
 * stays when the instance expires or leaves its session, and a merged instance
 * has it too.  What a flush or the cascade of a delete looks for is not narrowed
 * by it.  An option for cupel_star(), and one in which an alias, another query,
 * an instance or a named parameter is, counts for what the query itself loads.
 */
#ifndef CUPEL_OPTION_H
#define CUPEL_OPTION_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

typedef struct cupel_expr cupel_option;

typedef enum cupel_load_kind {
    CUPEL_LOAD_DEFAULT,      /* as the mapping says; for the options in it */
    CUPEL_LOAD_LAZY,         /* when first asked for */
    CUPEL_LOAD_JOINED,       /* in the same statement, by LEFT OUTER JOIN */
    CUPEL_LOAD_JOINED_INNER, /* the same by JOIN: parents without related rows are not found */
    CUPEL_LOAD_SUBQUERY,     /* by a second statement that embeds the first */
    CUPEL_LOAD_SELECTIN,     /* by statements with the keys of up to 500 parents each */
    CUPEL_LOAD_IMMEDIATE,    /* by a statement for each parent */
    CUPEL_LOAD_RAISE,        /* asking for it is LAZY_LOAD_REFUSED */
    CUPEL_LOAD_RAISE_ON_SQL, /* the same, unless the session has what is asked for */
    CUPEL_LOAD_NONE,         /* reads as none */
    CUPEL_LOAD_CONTAINS,     /* out of a join that the query has already */
    CUPEL_LOAD_ONLY,         /* of the columns of their struct only these, and the primary key */
    CUPEL_LOAD_DEFER,        /* without these columns */
    CUPEL_LOAD_UNDEFER,      /* with these columns, which the mapping defers */
    CUPEL_LOAD_UNDEFER_GROUP,
    CUPEL_LOAD_CRITERIA,
    CUPEL_LOAD_EXPRESSION, /* an attribute without a column: from an expression */
    CUPEL_LOAD_POLYMORPHIC /* columns of structs that inherit: by statements of their own */
} cupel_load_kind;

/**
 * An option: values[0] is the relationship (or cupel_star(): all that no other option is for, on all levels), the others
 * are options for what it loads; or for columns, values are the column attributes.
 *
 * Owner: the caller, until it is given to something.  Never NULL: what is wrong is reported by the query that it is
 * given to.
 */
CUPEL_API cupel_option *cupel_option_values(cupel_load_kind kind, size_t count,
                                            const cupel_value *values);
#define cupel_defaultload(...)      CUPEL_OPTION_(DEFAULT, __VA_ARGS__)
#define cupel_lazyload(...)         CUPEL_OPTION_(LAZY, __VA_ARGS__)
#define cupel_joinedload(...)       CUPEL_OPTION_(JOINED, __VA_ARGS__)
#define cupel_joinedload_inner(...) CUPEL_OPTION_(JOINED_INNER, __VA_ARGS__)
#define cupel_subqueryload(...)     CUPEL_OPTION_(SUBQUERY, __VA_ARGS__)
#define cupel_selectinload(...)     CUPEL_OPTION_(SELECTIN, __VA_ARGS__)
#define cupel_immediateload(...)    CUPEL_OPTION_(IMMEDIATE, __VA_ARGS__)
#define cupel_raiseload(...)        CUPEL_OPTION_(RAISE, __VA_ARGS__)
#define cupel_raiseload_on_sql(...) CUPEL_OPTION_(RAISE_ON_SQL, __VA_ARGS__)
#define cupel_noload(...)           CUPEL_OPTION_(NONE, __VA_ARGS__)
/* cupel_contains_eager(cupel_attr(Address, user)), of an alias: cupel_of_type(cupel_attr(Address, user), alias) */
#define cupel_contains_eager(...) CUPEL_OPTION_(CONTAINS, __VA_ARGS__)
#define cupel_load_only(...)      CUPEL_OPTION_(ONLY, __VA_ARGS__)
#define cupel_defer(...)          CUPEL_OPTION_(DEFER, __VA_ARGS__)
#define cupel_undefer(...)        CUPEL_OPTION_(UNDEFER, __VA_ARGS__)
#define CUPEL_OPTION_(kind, ...)  cupel_option_values(CUPEL_LOAD_##kind, CUPEL_VALUES(__VA_ARGS__))

/** All columns of a .deferred_group of an entity: cupel_undefer_group(cupel_entity_of(Book), "texts"). */
CUPEL_API cupel_option *cupel_undefer_group(cupel_expr *entity, const char *group);

/**
 * Conditions that hold wherever the entity occurs: in the query itself, in its joins, in queries inside it, in what its
 * options load, and in what its instances load later.  A to-one that the session has is not asked for, and so not held against them.
 *
 *     cupel_options(query, cupel_with_loader_criteria(cupel_entity_of(Note), cupel_eq(cupel_attr(Note, hidden), false)))
 */
#define cupel_with_loader_criteria(...) CUPEL_OPTION_(CRITERIA, __VA_ARGS__)

/**
 * What an attribute mapped by CUPEL_QUERY_EXPRESSION is in the rows of this query: any expression over them, or a query
 * of one value.  Instances whose attribute is known already keep it, unless with cupel_populate_existing(); it is
 * forgotten when they expire.
 *
 *     cupel_options(query, cupel_with_expression(cupel_attr(User, order_count), cupel_scalar_subquery(orders)))
 */
#define cupel_with_expression(...) CUPEL_OPTION_(EXPRESSION, __VA_ARGS__)

/**
 * Where a query gives instances of a struct, those of structs that inherit from it have their own columns, too: for each
 * of the others that are named, and what is between it and the first (none: for all that inherit), one more statement
 * reads them for up to 500 instances at once.  Options of the query for these structs, of their relationships and columns,
 * are done by that statement.  cupel_with_polymorphic() instead joins their tables in the query itself.  It is an option
 * for what a relationship loads as well.
 *
 *     cupel_options(query, cupel_selectin_polymorphic(cupel_entity_of(Employee), cupel_entity_of(Engineer)),
 *                          cupel_selectinload(cupel_attr(Engineer, machines)))
 *
 * Errors, of the query: INVALID_ARGUMENT (an item is no mapped struct, or does not inherit from the first).
 */
#define cupel_selectin_polymorphic(...) CUPEL_OPTION_(POLYMORPHIC, __VA_ARGS__)

/** Adds options to a query; they take effect when it loads instances. */
CUPEL_API cupel_query *cupel_options_values(const cupel_query *query, size_t count,
                                            const cupel_value *values);
#define cupel_options(query, ...) cupel_options_values((query), CUPEL_VALUES(__VA_ARGS__))

CUPEL_END_DECLARATIONS

#endif
