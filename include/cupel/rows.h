/*
 * cupel/rows.h - UPDATE and DELETE of all rows that a query finds, by one
 * statement, without loading them.
 *
 *     int64_t changed = cupel_update_rows(cupel_filter(cupel_query(session, User), condition),
 *                                         CUPEL_SYNCHRONIZE_AUTO,
 *                                         cupel_assign(cupel_attr(User, age), cupel_plus(cupel_attr(User, age), 1)));
 *
 * The session is flushed first, where autoflush is on.  Relationships are not
 * followed: what happens to rows that refer to those deleted is the database's
 * business.  The query is for one mapped struct and has conditions, but no joins,
 * order, groups or limits.  Conditions may speak of other structs, where the
 * database can do that: UPDATE ... FROM (SQLite, PostgreSQL), UPDATE a, b (MySQL),
 * DELETE ... USING (PostgreSQL, MySQL).
 *
 * Columns that have an .update_function get its value, unless one is assigned.
 * A version counter is left as it is.
 */
#ifndef CUPEL_ROWS_H
#define CUPEL_ROWS_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/*
 * What is done with instances that the session has already of the rows that are written.
 *
 * Deleted ones are deleted; of updated ones, attributes that are loaded get what was assigned, or expire where that
 * cannot be known without the database.  A rollback takes it back.
 */
typedef enum cupel_synchronize {
    CUPEL_SYNCHRONIZE_AUTO = 0, /* EVALUATE where the conditions allow it, else FETCH */
    /*
     * The conditions are evaluated for each instance, as SQL would: with NULL, AND, OR, NOT, comparisons, IN, BETWEEN,
     * LIKE, arithmetic and texts put together.  An instance for which the answer cannot be known - an attribute of the
     * condition is not loaded, or the database's collation decides - expires: it asks the database when it is used.
     * Functions, SQL text, queries and other structs in the conditions are INVALID_REQUEST.
     */
    CUPEL_SYNCHRONIZE_EVALUATE,
    CUPEL_SYNCHRONIZE_FETCH, /* the statement gives the keys of the rows (RETURNING), or a SELECT before it (MySQL) */
    CUPEL_SYNCHRONIZE_NOT /* nothing: they keep what they have until they expire */
} cupel_synchronize;

/**
 * column = value, for cupel_update_rows and statements; the column may be an attribute, a column of a table or its name
 * as text, the value an expression over the row's columns.  It is no value itself: where one is wanted it is
 * INVALID_REQUEST.
 */
CUPEL_API cupel_expr *cupel_assign_value(cupel_value column, cupel_value value);
#define cupel_assign(column, value) cupel_assign_value(CUPEL_VALUE(column), CUPEL_VALUE(value))

/**
 * Updates the rows; how many the conditions found, -1 on failure.  Columns are set in the order given.
 *
 * Errors: INVALID_REQUEST (a query with joins, order, groups or limits; conditions that cannot be evaluated; a primary
 * key that is assigned what cannot be), INVALID_ARGUMENT (no assignments, one that is not of the struct's column), COMPILE_ERROR (a name that no column has),
 * NOT_SUPPORTED (conditions over other tables, where the database has no such UPDATE), what flushing and the database
 * report.
 */
CUPEL_API int64_t cupel_update_rows_values(const cupel_query *query, cupel_synchronize synchronize,
                                           size_t count, const cupel_value *assignments);
#define cupel_update_rows(query, synchronize, ...) \
    cupel_update_rows_values((query), (synchronize), CUPEL_VALUES(__VA_ARGS__))

/* Leave out what may stay at its default. */
typedef struct cupel_update_options {
    int reserved;
    int64_t
        mysql_limit; /* on MySQL so many rows at most; 0: all.  What instances have then expires */
} cupel_update_options;

/** The same with options, which may be NULL. */
CUPEL_API int64_t cupel_update_rows_with(const cupel_query *query, cupel_synchronize synchronize,
                                         const cupel_update_options *options, size_t count,
                                         const cupel_value *assignments);

/** Deletes the rows; how many, -1 on failure.  Errors as above. */
CUPEL_API int64_t cupel_delete_rows(const cupel_query *query, cupel_synchronize synchronize);

CUPEL_END_DECLARATIONS

#endif
