/*
 * cupel/sys/driver.h - for writers of drivers: how cupel talks to the client
 * library of one database.
 *
 * A driver is a table of functions.  cupel calls it with one connection from
 * one thread at a time.  A function that fails returns a code other than
 * CUPEL_OK and fills `error` through cupel_driver_fail(); it must leave the
 * connection either usable or marked as lost (CUPEL_DISCONNECTED).  This
 * interface may change with any minor version; `format` tells which it is.
 */
#ifndef CUPEL_SYS_DRIVER_H
#define CUPEL_SYS_DRIVER_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

#define CUPEL_DRIVER_FORMAT 2

/* What a driver knows of one connection and of one prepared statement. */
typedef struct cupel_driver_connection cupel_driver_connection;
typedef struct cupel_driver_statement cupel_driver_statement;

/* Where failures are written; see cupel_driver_fail(). */
typedef struct cu_error cupel_driver_error;

/* What a failure was, as far as the driver can tell; texts are copied, NULL is "not known". */
typedef struct cupel_driver_failure {
    cupel_code code;
    cupel_reason reason;
    int driver_code;
    const char *sqlstate;
    const char *text;
    const char *constraint, *table, *column;
} cupel_driver_failure;

/** Writes a failure into `error` and returns its code. */
CUPEL_API cupel_code cupel_driver_fail(cupel_driver_error *error,
                                       const cupel_driver_failure *failure);

/* The parts of a parsed URL that a connection needs; NULL where the URL does not have them. */
typedef struct cupel_driver_url {
    const char *user, *password, *host, *database;
    int port;                                               /* 0: the default */
    const char *const *option_names, *const *option_values; /* of the query string, decoded */
    size_t options;
} cupel_driver_url;

/* What cupel asks a driver about how a statement's column is to be read. */
typedef struct cupel_driver_column {
    uint32_t kind; /* the cupel_kind wanted; CUPEL_KIND_NULL: as it comes */
} cupel_driver_column;

typedef enum cupel_step {
    CUPEL_STEP_ROW,  /* a row can be read */
    CUPEL_STEP_DONE, /* no more rows */
    CUPEL_STEP_FAILED
} cupel_step;

typedef struct cupel_driver {
    uint32_t format;     /* CUPEL_DRIVER_FORMAT */
    const char *name;    /* "sqlite" */
    const char *version; /* of the client library, as it says itself */

    /* Connects.  Options it does not know are CUPEL_INVALID_ARGUMENT, naming the option. */
    cupel_code (*connect)(const cupel_driver_url *url, cupel_driver_connection **out,
                          cupel_driver_error *error);
    void (*close)(cupel_driver_connection *connection);
    /* Whether the server still answers; for pre-ping. */
    bool (*ping)(cupel_driver_connection *connection);
    /* As a number: 3.40.1 is 34001 hundred and so on: major * 10000 + minor * 100 + patch. */
    int (*server_version)(cupel_driver_connection *connection);

    /* Runs SQL that has no parameters and gives no rows; several statements at once where the database can. */
    cupel_code (*execute)(cupel_driver_connection *connection, const char *sql, size_t length,
                          cupel_driver_error *error);
    /* The SQL that begins a transaction of this kind, for execute() and for the log. */
    const char *(*begin_sql)(cupel_driver_connection *connection, cupel_begin_kind kind);

    cupel_code (*prepare)(cupel_driver_connection *connection, const char *sql, size_t length,
                          cupel_driver_statement **out, cupel_driver_error *error);
    void (*finalize)(cupel_driver_connection *connection, cupel_driver_statement *statement);
    /*
     * Binds all parameters.  Text and blobs stay where they are until reset() or the next bind(): they need not be
     * copied.  Values are of the kinds the dialect's type table gives; a kind that cannot be sent is
     * CUPEL_INTERFACE_ERROR.
     */
    cupel_code (*bind)(cupel_driver_connection *connection, cupel_driver_statement *statement,
                       size_t count, const cupel_value *values, cupel_driver_error *error);
    /*
     * Before the first step(): rows will be read about `rows` at a time, with other statements and pauses in between; all
     * of them at once may be too many for memory.  Holds until reset().  NULL: it makes no difference.
     */
    void (*stream)(cupel_driver_connection *connection, cupel_driver_statement *statement,
                   size_t rows);
    /* Runs on, to the next row or the end.  After DONE or FAILED the statement must be reset before reuse. */
    cupel_step (*step)(cupel_driver_connection *connection, cupel_driver_statement *statement,
                       cupel_driver_error *error);
    /*
     * Runs the statement for several sets of `count` values at once, as bind() and step() would for one after the other:
     * for as many of the first of `sets` as can go together, which is *done; 0 where they cannot.  A statement that gives
     * rows gives one of one column for each set: they go to `returned`, their texts into memory of their own that is valid
     * until reset().  *changes: of all of them.  After a failure it is not known which were run.  NULL: there is no such way.
     */
    cupel_code (*run_many)(cupel_driver_connection *connection, cupel_driver_statement *statement,
                           size_t sets, size_t count, const cupel_value *values,
                           cupel_value *returned, size_t *done, int64_t *changes,
                           cupel_driver_error *error);
    /*
     * Reads `count` columns of the current row: those whose numbers are in `columns`, or the first ones where that is
     * NULL.  A column's number is its place in `kinds` (NULL: as they come) and in `values`: the wanted kind, or what the
     * database holds where that cannot be had without loss (the caller converts or complains).  A row may be read piece
     * by piece.  Text and blobs are valid until the next step() or reset().
     */
    cupel_code (*read)(cupel_driver_connection *connection, cupel_driver_statement *statement,
                       size_t count, const uint32_t *columns, const uint8_t *kinds,
                       cupel_value *values, cupel_driver_error *error);
    /* Makes the statement ready to be bound and run again; never fails. */
    void (*reset)(cupel_driver_connection *connection, cupel_driver_statement *statement);

    /* Of a prepared statement: how many columns its rows have (0: gives no rows), and their names. */
    size_t (*column_count)(cupel_driver_connection *connection, cupel_driver_statement *statement);
    const char *(*column_name)(cupel_driver_connection *connection,
                               cupel_driver_statement *statement, size_t column);
    size_t (*parameter_count)(cupel_driver_connection *connection,
                              cupel_driver_statement *statement);

    /* After a statement: rows it inserted, matched or deleted; the key it generated last. */
    int64_t (*changes)(cupel_driver_connection *connection);
    int64_t (*last_insert_id)(cupel_driver_connection *connection);

    /* Whether a transaction is open in the database (it may have rolled back by itself). */
    bool (*in_transaction)(cupel_driver_connection *connection);
    /* From any thread: makes a running statement end with CUPEL_REASON_INTERRUPTED. */
    void (*interrupt)(cupel_driver_connection *connection);

    /*
     * Many rows into a table: `sql` begins it, copy_end() ends it, also after a failure in between; in between nothing else
     * is asked of the connection.  keep false: no row is kept, and a failure to do so is none.  NULL, all of them: there is
     * no such way.
     */
    cupel_code (*copy_begin)(cupel_driver_connection *connection, const char *sql,
                             cupel_driver_error *error);
    cupel_code (*copy_row)(cupel_driver_connection *connection, size_t count,
                           const cupel_value *values, cupel_driver_error *error);
    cupel_code (*copy_end)(cupel_driver_connection *connection, bool keep, int64_t *rows,
                           cupel_driver_error *error);
} cupel_driver;

CUPEL_END_DECLARATIONS

#endif
