/*
 * cupel/engine.h - the way to a database: URL, pool of connections, and SQL run
 * without a session.
 *
 * An engine is made once per database and shared by all threads.  Opening one
 * connects to nothing; the first statement does.
 */
#ifndef CUPEL_ENGINE_H
#define CUPEL_ENGINE_H

#include <cupel/expression.h>
#include <cupel/log.h>
#include <cupel/row.h>
#include <stdio.h>

CUPEL_BEGIN_DECLARATIONS

/* How connections are kept. */
typedef enum cupel_pool_kind {
    CUPEL_POOL_UNSET = 0, /* QUEUE; SINGLE for a database in memory */
    CUPEL_POOL_QUEUE,  /* up to .pool_size stay open, .max_overflow more are opened when needed */
    CUPEL_POOL_SINGLE, /* one connection, opened once and kept; others wait for it */
    CUPEL_POOL_NONE    /* each checkout opens one, each return closes it */
} cupel_pool_kind;

/* Leave out what may stay at its default. */
typedef struct cupel_engine_options {
    int reserved;
    bool echo;              /* write each statement to standard output */
    FILE *echo_file;        /* ... or there */
    cupel_log_function log; /* gets a record of each statement and connection event */
    void *log_data;         /* passed to it */
    bool hide_parameters;   /* keep bound values out of logs and error texts */
    cupel_pool_kind pool;
    int pool_size;      /* default 5 */
    int max_overflow;   /* default 10; CUPEL_NO_OVERFLOW for none */
    int pool_timeout;   /* milliseconds to wait for a connection; default 30000 */
    int pool_recycle;   /* seconds after which a connection is replaced; default: never */
    bool pool_pre_ping; /* ask the server whether it is there at each checkout */
    bool
        pool_first_out; /* hand out the connection that waited longest instead of the last returned */
    int statement_cache_size; /* compiled statements kept, default 512; CUPEL_NO_CACHE for none */
    int prepared_cache_size; /* prepared statements kept by each connection, default 128; as above */
    cupel_isolation isolation; /* of all transactions; default: the database's own */
    bool read_only;            /* all transactions are CUPEL_BEGIN_READ_ONLY */
} cupel_engine_options;

#define CUPEL_NO_OVERFLOW (-1)
#define CUPEL_NO_CACHE    (-1)

/**
 * An engine for a URL:
 *
 *     sqlite://                      in memory          sqlite:///:memory:  the same
 *     sqlite:///shop.db              a relative path    sqlite:////var/lib/shop.db  an absolute one
 *     sqlite:///shop.db?busy_timeout=10000&journal_mode=delete
 *
 * docs/databases.md lists the options of each database.  Never NULL: a wrong URL or option gives an engine whose
 * cupel_error_code() says so and with which every operation fails the same way.
 *
 * Owner: the caller, by cupel_engine_close().
 * Errors: INVALID_ARGUMENT (malformed URL, unknown option), NO_SUCH_MODULE (unknown dialect), NO_MEMORY.
 */
CUPEL_API cupel_engine *cupel_engine_open_with(const char *url,
                                               const cupel_engine_options *options);
#define cupel_engine_open(...) CUPEL_ENGINE_OPEN_(__VA_ARGS__, .reserved = 0)
#define CUPEL_ENGINE_OPEN_(url, ...) \
    cupel_engine_open_with((url), &(const cupel_engine_options){ __VA_ARGS__ })

/** Gives the engine up: connections close at once, or when the sessions that use them close.  NULL is allowed. */
CUPEL_API void cupel_engine_close(cupel_engine *engine);

/** The last error of the engine itself (not of its sessions and connections).  Owner: the engine. */
CUPEL_API const cupel_error *cupel_engine_error(const cupel_engine *engine);

/** The URL with its password replaced by ***, and the name of the dialect.  Owner: the engine. */
CUPEL_API const char *cupel_engine_url(const cupel_engine *engine);
CUPEL_API const char *cupel_engine_dialect(const cupel_engine *engine);

/* A pool at one moment. */
typedef struct cupel_pool_status {
    int size;       /* as configured */
    int idle;       /* open and not in use */
    int in_use;     /* checked out */
    int waiting;    /* threads waiting for one */
    int64_t opened; /* since the engine was opened */
    int64_t checkouts;
    int64_t timeouts;
    int64_t invalidated;
} cupel_pool_status;

/** How the pool is now; all 0 for NULL. */
CUPEL_API cupel_pool_status cupel_engine_pool_status(const cupel_engine *engine);

/** Closes all idle connections; those in use are closed when returned.  For after a fork, or a server's restart. */
CUPEL_API void cupel_engine_dispose(cupel_engine *engine);

/* The cache of compiled statements at one moment. */
typedef struct cupel_cache_status {
    int entries, capacity;
    int64_t hits, misses;
    size_t bytes;
} cupel_cache_status;

/** How the cache is now; all 0 for NULL. */
CUPEL_API cupel_cache_status cupel_engine_cache_status(const cupel_engine *engine);

/* ---- SQL without a session --------------------------------------------------------------------- */

/**
 * Takes a connection out of the pool.  Never NULL: where none is to be had, cupel_connection_error() says why and
 * every operation with it fails the same way.  For one thread at a time.
 *
 * Owner: the caller, by cupel_connection_close(), which returns it to the pool.
 * Errors (of the connection): TIMEOUT, OPERATIONAL_ERROR, NO_SUCH_MODULE, NO_MEMORY and what the engine's state is.
 */
CUPEL_API cupel_connection *cupel_connect(cupel_engine *engine);

/** Rolls back what was not committed and returns the connection to its pool.  Results of it end.  NULL is allowed. */
CUPEL_API void cupel_connection_close(cupel_connection *connection);

/** The last error of this connection and its results.  Owner: the connection. */
CUPEL_API const cupel_error *cupel_connection_error(const cupel_connection *connection);

/** Begins, ends and undoes a transaction.  Statements outside of one commit by themselves. */
CUPEL_API cupel_code cupel_connection_begin(cupel_connection *connection);
CUPEL_API cupel_code cupel_connection_commit(cupel_connection *connection);
CUPEL_API cupel_code cupel_connection_rollback(cupel_connection *connection);

/**
 * Begins a transaction of some kind or isolation: cupel_connection_begin_as(connection, .isolation = CUPEL_SERIALIZABLE).
 *
 * Errors: INVALID_ARGUMENT (no such kind or level), INVALID_REQUEST (a transaction is open), NOT_SUPPORTED (the database
 * has no such level), what the database reports.
 */
CUPEL_API cupel_code cupel_connection_begin_with(cupel_connection *connection,
                                                 const cupel_begin_options *options);
#define cupel_connection_begin_as(connection, ...) \
    cupel_connection_begin_with((connection),      \
                                &(const cupel_begin_options){ .reserved = 0, __VA_ARGS__ })

/**
 * Sets the isolation of all transactions that this connection begins until it is closed; UNSET: the engine's again.
 *
 * Errors: INVALID_ARGUMENT (no such level), INVALID_REQUEST (a transaction is open), NOT_SUPPORTED (the database has no
 * such level).
 */
CUPEL_API cupel_code cupel_connection_set_isolation(cupel_connection *connection,
                                                    cupel_isolation isolation);

/* ---- transactions in two phases ------------------------------------------------------------------ */

/**
 * Begins a transaction that can be prepared: after cupel_connection_prepare() its changes are kept by the database,
 * whatever happens to it or to the program, until somebody commits them or rolls them back.  So that several databases
 * commit together or not at all: prepare in each, then commit in each.  `xid` is the name of the transaction, of 1 to 64
 * bytes, and unique in the server; NULL: one is made up.
 *
 * cupel_connection_commit() and cupel_connection_rollback() end it, prepared or not.  Closing the connection rolls it back
 * if it was not prepared; if it was, it stays to be recovered.
 *
 * Errors: NOT_SUPPORTED (SQLite), INVALID_ARGUMENT (a name that cannot be), INVALID_REQUEST (a transaction is open).
 */
CUPEL_API cupel_code cupel_connection_begin_twophase(cupel_connection *connection, const char *xid);

/**
 * The first phase: after it nothing but commit or rollback can be done.  PostgreSQL allows it only where the server's
 * max_prepared_transactions is not 0.
 *
 * Errors: INVALID_REQUEST (no such transaction is open, or it is prepared already), what the database reports; then the
 * transaction is rolled back.
 */
CUPEL_API cupel_code cupel_connection_prepare(cupel_connection *connection);

/** The name of the two-phase transaction that is open; "" where none is.  Owner: the connection. */
CUPEL_API const char *cupel_connection_xid(const cupel_connection *connection);

/**
 * The names of all transactions that are prepared in the database (MariaDB: in the server), until NULL.  NULL on failure.
 *
 * Owner: the caller, by cupel_names_free().
 */
CUPEL_API CUPEL_CHECKED char **cupel_connection_recover_twophase(cupel_connection *connection);
CUPEL_API void cupel_names_free(char **names);

/**
 * The second phase by name, from any connection that has no transaction open.
 *
 * Errors: INVALID_REQUEST (a transaction is open), NOT_SUPPORTED (SQLite), what the database reports, as that there is
 * none of that name.
 */
CUPEL_API cupel_code cupel_connection_commit_prepared(cupel_connection *connection,
                                                      const char *xid);
CUPEL_API cupel_code cupel_connection_rollback_prepared(cupel_connection *connection,
                                                        const char *xid);

/* ---- statements ---------------------------------------------------------------------------------- */

/**
 * Runs a statement: SQL text with ":name" parameters, whose values are cupel_bind()s in `parameters`.
 *
 *     cupel_execute(connection, "INSERT INTO t (a) VALUES (:a)", cupel_bind("a", 5));
 *
 * Owner: the connection, until cupel_result_close() or cupel_connection_close(), which frees its results: close none of
 * them after that.  NULL: see the connection's error.
 */
CUPEL_API CUPEL_CHECKED cupel_result *cupel_execute_values(cupel_connection *connection,
                                                           const char *sql, size_t count,
                                                           const cupel_value *parameters);
#define cupel_execute(connection, ...) CUPEL_EXECUTE_(connection, __VA_ARGS__, NULL)
#define CUPEL_EXECUTE_(connection, sql, ...) \
    cupel_execute_values((connection), (sql), CUPEL_VALUES(__VA_ARGS__))

/** Runs one or more statements that have no parameters and whose rows, if any, do not matter. */
CUPEL_API cupel_code cupel_execute_script(cupel_connection *connection, const char *sql);

/** The next row; NULL at the end and on failure (the connection's error tells which).  Valid until the next call. */
CUPEL_API const cupel_row *cupel_result_next(cupel_result *result);

/** Rows the statement inserted, matched or deleted; the key that was generated last, 0 where none was. */
CUPEL_API int64_t cupel_result_changes(const cupel_result *result);
CUPEL_API int64_t cupel_result_last_key(const cupel_result *result);

/**
 * Ends a result, before its last row or behind it, and frees it with the row it gave last.  NULL is allowed.  To be
 * called before its connection, or its session, is closed: they free what is left open.
 */
CUPEL_API void cupel_result_close(cupel_result *result);

CUPEL_END_DECLARATIONS

#endif
