/*
 * cupel/statement.h - INSERT, UPDATE and DELETE in the expression language.
 *
 *     cupel_query *insert = cupel_with_values(cupel_insert_into(session, User),
 *         cupel_assign(cupel_attr(User, name), "ed"), cupel_assign(cupel_attr(User, age), 32));
 *     int64_t count = cupel_run(insert);
 *
 * A statement is a query (query.h): each function returns a new one, the session
 * owns them, cupel_filter() adds conditions, cupel_params() gives named parameters
 * their values, cupel_prefix_with() puts SQL behind the verb, cupel_sql() prints
 * it for any dialect.  With cupel_returning() it gives rows, as a query does:
 * cupel_all_rows(), cupel_each_row() and their kin, or instances.
 *
 * Statements go to the database as they are: instances that the session has know
 * nothing of them until they expire (rows.h has UPDATE and DELETE that are in step
 * with them), relationships and version counters are left alone.  A query that is
 * run flushes first; so does a statement.  Columns that no value is given for have
 * the defaults that the program or the database has for them.
 */
#ifndef CUPEL_STATEMENT_H
#define CUPEL_STATEMENT_H

#include <cupel/rows.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- beginning --------------------------------------------------------------------------------- */

/** A statement for the table of a mapped struct, or for one that the session's registry knows. */
CUPEL_API cupel_query *cupel_insert_mapping(cupel_session *session, const cupel_mapping *mapping);
CUPEL_API cupel_query *cupel_insert_table(cupel_session *session, const cupel_table *table);
CUPEL_API cupel_query *cupel_update_mapping(cupel_session *session, const cupel_mapping *mapping);
CUPEL_API cupel_query *cupel_update_table(cupel_session *session, const cupel_table *table);
CUPEL_API cupel_query *cupel_delete_mapping(cupel_session *session, const cupel_mapping *mapping);
CUPEL_API cupel_query *cupel_delete_table(cupel_session *session, const cupel_table *table);
#define cupel_insert_into(session, Type) cupel_insert_mapping((session), &Type##_mapping)
#define cupel_update_of(session, Type)   cupel_update_mapping((session), &Type##_mapping)
#define cupel_delete_from(session, Type) cupel_delete_mapping((session), &Type##_mapping)

/* ---- values ------------------------------------------------------------------------------------ */

/**
 * INSERT: a row, of cupel_assign()s; another call is another row, with the same columns.  UPDATE: what is set.  Values
 * may be expressions and queries.
 */
CUPEL_API cupel_query *cupel_with_values_list(const cupel_query *statement, size_t count,
                                              const cupel_value *assignments);
#define cupel_with_values(statement, ...) \
    cupel_with_values_list((statement), CUPEL_VALUES(__VA_ARGS__))

/**
 * INSERT: many rows out of an array of `row_count` times `column_count` values, one row after the other.  A composite is
 * one column here: its values are cupel_composite()s, or NULL.
 */
CUPEL_API cupel_query *cupel_with_rows(const cupel_query *statement, size_t column_count,
                                       const cupel_value *columns, size_t row_count,
                                       const cupel_value *values);

/** INSERT ... SELECT: the rows of a query, into these columns, at most 64; a composite is all of its columns. */
CUPEL_API cupel_query *cupel_with_query_values(const cupel_query *statement,
                                               const cupel_query *query, size_t count,
                                               const cupel_value *columns);
#define cupel_with_query(statement, query, ...) \
    cupel_with_query_values((statement), (query), CUPEL_VALUES(__VA_ARGS__))

/* ---- rows that are there already --------------------------------------------------------------- */

/* Which unique key is meant, and which rows.  Leave out what does not apply. */
typedef struct cupel_conflict_options {
    int reserved;
    cupel_expr *columns[CUPEL_CONSTRAINT_COLUMNS]; /* of the key; none: any key */
    const char *constraint;                        /* PostgreSQL: its name instead */
    cupel_expr *index_where; /* taken over; the condition of a partial index */
    cupel_expr *where;       /* taken over; DO UPDATE: only rows for which this holds */
} cupel_conflict_options;

/**
 * INSERT: a row that has a unique key of a row that is there is left out; or, with cupel_do_update(), that row is
 * updated.
 *
 *     cupel_on_conflict(insert, .columns = { cupel_attr(User, name) })
 *
 * ON CONFLICT (SQLite, PostgreSQL), ON DUPLICATE KEY UPDATE (MySQL, where any unique key is meant, .where is
 * NOT_SUPPORTED, and cupel_run() counts a row that is left out as 1 and one that is updated as 2).
 */
CUPEL_API cupel_query *cupel_on_conflict_with(const cupel_query *statement,
                                              const cupel_conflict_options *options);
#define cupel_on_conflict(...) CUPEL_ON_CONFLICT_(__VA_ARGS__, .reserved = 0)
#define CUPEL_ON_CONFLICT_(statement, ...) \
    cupel_on_conflict_with((statement), &(const cupel_conflict_options){ __VA_ARGS__ })

/** What is set in the row that is there, by cupel_assign()s; cupel_excluded() is what was to be inserted. */
CUPEL_API cupel_query *cupel_do_update_values(const cupel_query *statement, size_t count,
                                              const cupel_value *assignments);
#define cupel_do_update(statement, ...) \
    cupel_do_update_values((statement), CUPEL_VALUES(__VA_ARGS__))

/* ---- running ----------------------------------------------------------------------------------- */

/**
 * The rows that are written give these columns, expressions or instances.  NOT_SUPPORTED where the database has no
 * RETURNING: MariaDB with INSERT, and with DELETE from one table; MySQL itself has none, and says so.  An instance that the session has already keeps what it has, unless cupel_populate_existing().
 */
CUPEL_API cupel_query *cupel_returning_values(const cupel_query *statement, size_t count,
                                              const cupel_value *values);
#define cupel_returning(statement, ...) \
    cupel_returning_values((statement), CUPEL_VALUES(__VA_ARGS__))

/**
 * Runs a statement: how many rows it inserted, matched or deleted, -1 on failure.
 *
 * Errors: INVALID_REQUEST (a query; conditions that are all NULL: say cupel_true() for all rows), INVALID_ARGUMENT
 * (values for other columns than the table's, rows that differ in theirs), NOT_SUPPORTED (what this database has not),
 * what flushing and the database report.
 */
CUPEL_API CUPEL_CHECKED int64_t cupel_run(const cupel_query *statement);

/**
 * Runs an INSERT of one row: the key that the database made for it into *key, which is left alone on failure.
 *
 * Errors: as cupel_run; INVALID_REQUEST (a table without such a key), NO_RESULT_FOUND (not one row was inserted).
 */
CUPEL_API CUPEL_CHECKED bool cupel_insert_key(const cupel_query *insert, int64_t *key);

CUPEL_END_DECLARATIONS

#endif
