/*
 * cupel/rows.h - UPDATE and DELETE of all rows that a query finds, by one
 * statement, without loading them.
 *
 *     int64_t changed = cupel_update_rows(cupel_filter(cupel_query(session, User), condition),
 *                                         CUPEL_SYNCHRONIZE_AUTO,
 *                                         cupel_assign(cupel_attr(User, age), cupel_plus(cupel_attr(User, age), 1)));
 *
 * The session is flushed first.  Relationships are not followed: what happens to
 * rows that refer to those deleted is the database's business.  The query is for
 * one mapped struct and has conditions, but no joins, order, groups or limits.
 */
#ifndef CUPEL_ROWS_H
#define CUPEL_ROWS_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/* What is done with instances that the session has already of the rows that are written. */
typedef enum cupel_synchronize {
    CUPEL_SYNCHRONIZE_AUTO = 0, /* the best there is: FETCH */
    CUPEL_SYNCHRONIZE_FETCH, /* a SELECT finds their keys first; they are deleted, or what was assigned expires */
    CUPEL_SYNCHRONIZE_NOT /* nothing: they keep what they have until they expire */
} cupel_synchronize;

/** column = value, for cupel_update_rows; the value may be an expression over the row's columns. */
CUPEL_API cupel_expr *cupel_assign_value(cupel_value column, cupel_value value);
#define cupel_assign(column, value) cupel_assign_value(CUPEL_VALUE(column), CUPEL_VALUE(value))

/**
 * Updates the rows; how many the conditions found, -1 on failure.  Columns are set in the order given.
 *
 * Errors: INVALID_REQUEST (a query with joins, order, groups or limits), INVALID_ARGUMENT (no assignments, one that is
 * not of the struct's column), NOT_SUPPORTED (conditions over other tables outside of EXISTS and IN), what flushing and
 * the database report.
 */
CUPEL_API int64_t cupel_update_rows_values(const cupel_query *query, cupel_synchronize synchronize,
                                           size_t count, const cupel_value *assignments);
#define cupel_update_rows(query, synchronize, ...) \
    cupel_update_rows_values((query), (synchronize), CUPEL_VALUES(__VA_ARGS__))

/** Deletes the rows; how many, -1 on failure.  Errors as above. */
CUPEL_API int64_t cupel_delete_rows(const cupel_query *query, cupel_synchronize synchronize);

CUPEL_END_DECLARATIONS

#endif
