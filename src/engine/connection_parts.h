/*
 * engine/connection_parts.h - what a connection is made of; for the files of
 * the engine.
 *
 * One struct is both the connection to the database and what a program holds
 * while it has it checked out, so that checking out takes no memory.
 */
#ifndef CU_ENGINE_CONNECTION_PARTS_H
#define CU_ENGINE_CONNECTION_PARTS_H

#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/statement.h"

#define CU_XID_SIZE 65

struct cupel_connection {
    const cupel_driver *driver;
    cupel_driver_connection *native; /* NULL: stands in for a connection that could not be had */
    cupel_engine *engine;            /* a reference while it is checked out */
    cu_prepared_cache prepared;
    bool logs; /* somebody wants to know what is run */
    bool in_transaction;
    bool broken;                     /* to be closed when it is returned */
    int savepoints;                  /* set and not ended; they have the levels 1 to this */
    cupel_isolation isolation;       /* of its transactions; UNSET: the engine's */
    cupel_isolation isolation_stays; /* set in the database, where it stays */
    bool read_only_stays;            /* likewise */
    bool automatic;                  /* the transaction is none: AUTOCOMMIT */
    char xid[CU_XID_SIZE];           /* of the two-phase transaction that is open; "" */
    bool prepared_xid;               /* ... and prepared */
    cu_error error;                  /* of the public functions */
    cupel_result *results;
    struct cupel_copy *copy; /* rows are being loaded: nothing else can be done */

    /* the pool's */
    uint64_t generation;
    int64_t opened_at, taken_at; /* coarse nanoseconds */
    pthread_t holder;
    cupel_connection *next, *previous;
};

/* Opens a connection of this engine, outside of any pool; NULL with `error` set. */
cupel_connection *cu_connection_open(cupel_engine *engine, cu_error *error);
/* Closes it; `why` is for the log. */
void cu_connection_close(cupel_connection *connection, const char *why);

/* What to do after the driver reported a failure: the SQL goes into the error, a lost connection out of the pool. */
cupel_code cu_connection_failed(cupel_connection *connection, const char *sql, cu_error *error);

/* Runs the statement that begins a transaction of this kind: the driver's, or `begin` where it is not NULL. */
cupel_code cu_transaction_begin(cupel_connection *connection, const cupel_begin_options *options,
                                const char *begin, cu_error *error);

/* Ends the two-phase transaction that is open (twophase.c). */
cupel_code cu_twophase_commit(cupel_connection *connection, cu_error *error);
cupel_code cu_twophase_rollback(cupel_connection *connection, cu_error *error);
/* Before the connection is returned: what is prepared stays so. */
void cu_twophase_leave(cupel_connection *connection);

/* Ends the results a program left open. */
void cu_connection_end_results(cupel_connection *connection);

/*
 * Runs SQL without parameters, logged.  What is not `measured` has no time in its record.
 */
cupel_code cu_connection_execute(cupel_connection *connection, const char *sql, size_t length,
                                 cu_error *error);

/* Whether a public function can work with this connection; clears the error of the last. */
cupel_code cu_connection_enter(cupel_connection *connection);

#endif
