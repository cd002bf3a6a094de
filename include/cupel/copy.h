/*
 * cupel/copy.h - loading many rows into a table, as fast as the database can.
 *
 *     cupel_copy *copy = cupel_copy_into(connection, "visits", "page", "seconds", "at");
 *     for (...)
 *         (void)cupel_copy_row(copy, page, seconds, at);
 *     int64_t rows = cupel_copy_close(copy);
 *
 * PostgreSQL gets them by COPY, in one statement; others by an INSERT with many
 * sets of values, in one transaction.  Either way all rows are kept, or none.
 * No instances are made, no defaults of the program are applied and no events
 * happen; what the database does for each row (defaults, triggers, constraints)
 * it does.
 */
#ifndef CUPEL_COPY_H
#define CUPEL_COPY_H

#include <cupel/engine.h>

CUPEL_BEGIN_DECLARATIONS

/* Rows on their way. */
typedef struct cupel_copy cupel_copy;

/**
 * Begins to load rows of these columns.  `schema` may be NULL.  Until the end the connection does nothing else: its other
 * functions are INVALID_REQUEST.  In a transaction of the program the rows are part of that, else they have one of their
 * own.
 *
 * Owner: the caller, by cupel_copy_close() or cupel_copy_cancel(); closing the connection cancels it.  NULL: see the
 * connection's error.
 * Errors: INVALID_ARGUMENT (no columns, NULL), INVALID_REQUEST (another is open), what the database reports.
 */
CUPEL_API CUPEL_CHECKED cupel_copy *cupel_copy_open(cupel_connection *connection,
                                                    const char *schema, const char *table,
                                                    size_t count, const char *const *columns);
#define cupel_copy_into(connection, table, ...)                            \
    cupel_copy_open((connection), NULL, (table), CUPEL_COUNT(__VA_ARGS__), \
                    (const char *const[]){ __VA_ARGS__ })

/**
 * Adds a row: one value for each column, in their order, of any type that the column takes; NULL for SQL's NULL.  Values are
 * copied.  `copy` NULL is INVALID_ARGUMENT.  After a failure all further rows fail the same way.
 *
 * Errors (of the connection): INVALID_ARGUMENT (another number of values than of columns, text that is not UTF-8),
 * TYPE_MISMATCH (a value that cannot be sent), what the database reports, which may be about rows before this one.
 */
CUPEL_API cupel_code cupel_copy_values(cupel_copy *copy, size_t count, const cupel_value *values);
#define cupel_copy_row(copy, ...) cupel_copy_values((copy), CUPEL_VALUES(__VA_ARGS__))

/**
 * Ends the load.  How many rows it was; -1 where one of them failed, now or before: then none is kept, and the text of the
 * error says which row it was where the database tells.  `copy` NULL is -1.
 */
CUPEL_API int64_t cupel_copy_close(cupel_copy *copy);

/** Gives the load up: none of its rows is kept.  NULL is allowed. */
CUPEL_API void cupel_copy_cancel(cupel_copy *copy);

CUPEL_END_DECLARATIONS

#endif
