/*
 * engine/connection.h - one connection: transactions, prepared statements, and
 * the cursor through which statements run.
 *
 * A cupel_connection is used by one thread at a time.  It keeps the statements
 * it prepared (by the id of the compiled statement, least recently used ones
 * go first), and hands a second cursor over the same statement a copy of its
 * own, so that loops may nest.
 */
#ifndef CU_ENGINE_CONNECTION_H
#define CU_ENGINE_CONNECTION_H

#include "engine/dialect.h"
#include "sql/compiled.h"
#include <cupel/engine.h>

struct cu_prepared;

/* ---- checkout ---------------------------------------------------------------------------------- */

/* From and back to the pool.  Returning rolls back what is open.  NULL with `error` set on failure. */
cupel_connection *cu_connection_checkout(cupel_engine *engine, cu_error *error);
void cu_connection_return(cupel_connection *connection);
/* Marks it broken: it is closed instead of going back; with it go all idle ones of its pool. */
void cu_connection_invalidate(cupel_connection *connection);

cupel_engine *cu_connection_engine(cupel_connection *connection);
const cu_dialect *cu_connection_dialect(cupel_connection *connection);

/* ---- transactions ------------------------------------------------------------------------------ */

/* No-op where one is open already (a later wish to write cannot be granted then: the driver decides). */
cupel_code cu_connection_begin(cupel_connection *connection, cupel_begin_kind kind,
                               cu_error *error);
cupel_code cu_connection_commit(cupel_connection *connection, cu_error *error);
/* Never leaves a transaction open: where ROLLBACK fails, the connection is invalidated. */
cupel_code cu_connection_rollback(cupel_connection *connection, cu_error *error);
bool cu_connection_in_transaction(const cupel_connection *connection);

/* SAVEPOINT cupel_<level> and its end. */
cupel_code cu_connection_savepoint(cupel_connection *connection, int level, cu_error *error);
cupel_code cu_connection_release_savepoint(cupel_connection *connection, int level,
                                           cu_error *error);
cupel_code cu_connection_rollback_to_savepoint(cupel_connection *connection, int level,
                                               cu_error *error);

/* ---- statements -------------------------------------------------------------------------------- */

/* Runs SQL without parameters (DDL, PRAGMA); logged like any other. */
cupel_code cu_connection_run(cupel_connection *connection, const char *sql, cu_error *error);

/* A statement being run.  Starts as { 0 }; close it on every path. */
typedef struct cu_cursor {
    cupel_connection *connection;
    cu_compiled *compiled;
    struct cu_prepared *prepared;
    cupel_driver_statement *statement;
    size_t column_count;  /* of its rows */
    const uint8_t *kinds; /* the kind to read each column as */
    bool started, done;
    int64_t rows;                     /* read so far */
    int64_t started_at;               /* nanoseconds; 0 where nobody is told the time */
    const cupel_value *logged_values; /* what was bound, for the log; NULL where nobody listens */
    size_t logged_count;
} cu_cursor;

/*
 * Prepares (or finds prepared) `compiled`, binds `values` (one a slot, already of native kinds; text and blobs must
 * stay valid until the cursor is closed or executed again) and makes it ready to step.
 */
cupel_code cu_cursor_open(cu_cursor *cursor, cupel_connection *connection, cu_compiled *compiled,
                          const cupel_value *values, cu_error *error);
/* Whether there is a row now: *row is false at the end. */
cupel_code cu_cursor_step(cu_cursor *cursor, bool *row, cu_error *error);
/* The current row, each column in the kind asked for by cursor->kinds or as it is; borrowed until the next step. */
cupel_code cu_cursor_read(cu_cursor *cursor, cupel_value *values, cu_error *error);
/* For a cursor that stays open to run the same statement again with other values (batches). */
cupel_code cu_cursor_again(cu_cursor *cursor, const cupel_value *values, cu_error *error);
/* The name of a column, as the database gives it. */
const char *cu_cursor_column_name(cu_cursor *cursor, size_t column);
/* After the last step: rows inserted, matched or deleted; the generated key. */
int64_t cu_cursor_changes(const cu_cursor *cursor);
int64_t cu_cursor_last_insert_id(const cu_cursor *cursor);
/* Logs what was run (once per open or again), resets the statement for the next user. */
void cu_cursor_close(cu_cursor *cursor);

/* Sets `error` to `code` with the statement and its parameters as text. */
void cu_cursor_describe(const cu_cursor *cursor, cu_error *error);

#endif
