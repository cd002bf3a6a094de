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
struct cu_cursor_record;

/* ---- checkout ---------------------------------------------------------------------------------- */

/* From and back to the pool.  Returning rolls back what is open.  NULL with `error` set on failure. */
cupel_connection *cu_connection_checkout(cupel_engine *engine, cu_error *error);
void cu_connection_return(cupel_connection *connection);
/* Marks it broken: it is closed instead of going back; with it go all idle ones of its pool. */
void cu_connection_invalidate(cupel_connection *connection);

/* ---- transactions ------------------------------------------------------------------------------ */

/* No-op where one is open already (a later wish to write cannot be granted then: the driver decides). */
cupel_code cu_connection_begin(cupel_connection *connection, cupel_begin_kind kind,
                               cu_error *error);
/* The same, never a no-op. */
cupel_code cu_connection_begin_with(cupel_connection *connection,
                                    const cupel_begin_options *options, cu_error *error);
/* In two phases; `xid` NULL: a name is made up. */
cupel_code cu_connection_begin_twophase(cupel_connection *connection, const char *xid,
                                        cu_error *error);
/* After a failure the transaction is gone, but for INVALID_REQUEST. */
cupel_code cu_connection_prepare(cupel_connection *connection, cu_error *error);
/*
 * No-op where none is open.  After a failure the transaction is still open where the database kept it (see
 * cu_connection_in_transaction).
 */
cupel_code cu_connection_commit(cupel_connection *connection, cu_error *error);
/* Never leaves a transaction open: where ROLLBACK fails, the connection is closed when it is returned. */
cupel_code cu_connection_rollback(cupel_connection *connection, cu_error *error);
bool cu_connection_in_transaction(const cupel_connection *connection);

/*
 * SAVEPOINT cupel_<level>, the end of it and of those in it, and the way back to it, after which it is still there: the
 * next SAVEPOINT of its level ends it first.
 */
cupel_code cu_connection_savepoint(cupel_connection *connection, int level, cu_error *error);
cupel_code cu_connection_release_savepoint(cupel_connection *connection, int level,
                                           cu_error *error);
cupel_code cu_connection_rollback_to_savepoint(cupel_connection *connection, int level,
                                               cu_error *error);

/* ---- statements -------------------------------------------------------------------------------- */

/* Runs SQL without parameters (DDL, PRAGMA); logged like any other. */
cupel_code cu_connection_run(cupel_connection *connection, const char *sql, cu_error *error);
/* Runs a query without parameters that is not worth keeping; *found is whether it gives a row. */
cupel_code cu_connection_ask(cupel_connection *connection, const char *sql, bool *found,
                             cu_error *error);

/* A statement being run.  Starts as { 0 }; close it on every path. */
typedef struct cu_cursor {
    cupel_connection *connection; /* NULL: closed */
    const cu_compiled *compiled;
    struct cu_prepared *prepared;
    cupel_driver_statement *statement;
    size_t column_count;  /* of its rows */
    const uint8_t *kinds; /* the kind to read each column as; NULL: as they come */
    bool started, done;
    int64_t rows;                 /* read so far */
    int64_t changes;              /* once done */
    const cupel_value *values;    /* what is bound */
    size_t sets;                  /* of values: more than 1 while they are run together */
    struct cu_cursor_record *log; /* what will be told to who listens; NULL where nobody does */
} cu_cursor;

/*
 * Prepares (or finds prepared) `compiled`, binds `values` (one a slot, already of native kinds; they and their text and
 * blobs must stay valid until the cursor is closed or executed again) and makes it ready to step.  After a failure the
 * cursor is closed.  `compiled` must live as long as the cursor is open.
 */
cupel_code cu_cursor_open(cu_cursor *cursor, cupel_connection *connection,
                          const cu_compiled *compiled, const cupel_value *values, cu_error *error);
/* Before the first step: the rows will be read so many at a time, and other things done in between. */
void cu_cursor_stream(cu_cursor *cursor, size_t rows);
/* Whether there is a row now: *row is false at the end. */
cupel_code cu_cursor_step(cu_cursor *cursor, bool *row, cu_error *error);
/* The current row, each column in the kind asked for by cursor->kinds or as it is; borrowed until the next step. */
cupel_code cu_cursor_read(cu_cursor *cursor, cupel_value *values, cu_error *error);
/* The same for `count` columns, each into its place in `values`; the rest may be read later. */
cupel_code cu_cursor_read_columns(cu_cursor *cursor, size_t count, const uint32_t *columns,
                                  cupel_value *values, cu_error *error);
/*
 * For a cursor that stays open to run the same statement again with other values (batches); what was bound before is
 * not needed any more.  After a failure it is still open, and can be run again or closed.
 */
cupel_code cu_cursor_again(cu_cursor *cursor, const cupel_value *values, cu_error *error);
/*
 * For many sets of values at a time: prepares `compiled` and makes it ready for cu_cursor_many().  After a failure the
 * cursor is closed.
 */
cupel_code cu_cursor_open_many(cu_cursor *cursor, cupel_connection *connection,
                               const cu_compiled *compiled, cu_error *error);
/*
 * Runs the statement for each of `sets` sets of values, together where the database can do that (else one after the
 * other), to the end; may be called again.  One that gives rows gives one of one column for each set, into `returned`,
 * texts in `arena`.  cu_cursor_changes() is the sum.  After a failure it is not known which were run.
 */
cupel_code cu_cursor_many(cu_cursor *cursor, size_t sets, const cupel_value *values,
                          cupel_value *returned, cu_arena *arena, cu_error *error);
/* The name of a column, as the database gives it. */
const char *cu_cursor_column_name(cu_cursor *cursor, size_t column);
/* After the last step: rows inserted, matched or deleted; the generated key. */
int64_t cu_cursor_changes(const cu_cursor *cursor);
int64_t cu_cursor_last_insert_id(const cu_cursor *cursor);
/*
 * Before the program goes on: logs what was run, where it has come to its end.  Where there are rows to come, it is only
 * echoed, in its place before what the program does with them; it is logged with their number when the cursor is closed.
 */
void cu_cursor_log(cu_cursor *cursor);
/* Logs what was run (a batch once), resets the statement for the next user. */
void cu_cursor_close(cu_cursor *cursor);

/* Adds the statement and its parameters to an error that was set. */
void cu_cursor_describe(const cu_cursor *cursor, cu_error *error);

#endif
