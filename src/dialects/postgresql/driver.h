/*
 * dialects/postgresql/driver.h - what the driver's files share.
 */
#ifndef CU_DIALECTS_POSTGRESQL_DRIVER_H
#define CU_DIALECTS_POSTGRESQL_DRIVER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "dialects/postgresql/client.h"
#include <cupel/sys/driver.h>
#include <stdatomic.h>

/* Types of the server that values are sent as and read from by themselves. */
enum {
    CU_OID_UNKNOWN = 0, /* of a parameter: the server decides by where it stands */
    CU_OID_BOOL = 16,
    CU_OID_BYTEA = 17,
    CU_OID_CHAR = 18,
    CU_OID_NAME = 19,
    CU_OID_INT8 = 20,
    CU_OID_INT2 = 21,
    CU_OID_INT4 = 23,
    CU_OID_TEXT = 25,
    CU_OID_OID = 26,
    CU_OID_JSON = 114,
    CU_OID_XML = 142,
    CU_OID_FLOAT4 = 700,
    CU_OID_FLOAT8 = 701,
    CU_OID_UNKNOWN_TEXT = 705,
    CU_OID_BPCHAR = 1042,
    CU_OID_VARCHAR = 1043,
    CU_OID_DATE = 1082,
    CU_OID_TIME = 1083,
    CU_OID_TIMESTAMP = 1114,
    CU_OID_TIMESTAMPTZ = 1184,
    CU_OID_INTERVAL = 1186,
    CU_OID_NUMERIC = 1700,
    CU_OID_UUID = 2950,
    CU_OID_JSONB = 3802
};

/* Bytes of a BEGIN that can wait. */
#define CU_POSTGRESQL_BEGIN_SIZE 96

struct cupel_driver_connection {
    PGconn *native;
    PGcancel *cancel; /* to interrupt it from another thread */
    uint64_t last_statement;
    int64_t changes; /* of the statement that ended last */
    atomic_bool busy, interrupted;
    bool has_statement_timeout; /* the URL set one */
    bool was_silent;            /* for longer than it may be, and given up */
    int64_t read_timeout;       /* seconds that the server may be silent; 0: for ever */
    cu_buffer lines, field; /* of a COPY: what is to be sent, and the value that is being written */
    char begin[CU_POSTGRESQL_BEGIN_SIZE]; /* BEGIN, to be sent with what comes first; "": it was */
    bool harmless;                        /* what was run since holds nothing and changed nothing */
    bool undoing;                         /* ROLLBACK was sent, and its answer not read yet */
    bool read_committed;                  /* that is what BEGIN means; as of `settings` */
    uint64_t settings;                    /* how often they may have been changed; at least 1 */
};

/* How a column is read. */
typedef enum cu_postgresql_form {
    CU_FORM_TEXT, /* the bytes are the text */
    CU_FORM_BOOL,
    CU_FORM_INT2,
    CU_FORM_INT4,
    CU_FORM_INT8,
    CU_FORM_OID,
    CU_FORM_FLOAT4,
    CU_FORM_FLOAT8,
    CU_FORM_NUMERIC,
    CU_FORM_BYTEA,
    CU_FORM_DATE,
    CU_FORM_TIME,
    CU_FORM_TIMESTAMP,
    CU_FORM_TIMESTAMPTZ,
    CU_FORM_INTERVAL,
    CU_FORM_UUID,
    CU_FORM_JSON,
    CU_FORM_JSONB,
    CU_FORM_OTHER /* a type that only its text tells of: the whole result is sent as text */
} cu_postgresql_form;

struct cupel_driver_statement {
    cupel_driver_connection *connection;
    char *sql;
    char name[32]; /* on the server */
    bool prepared; /* there */
    bool stale;    /* for other types than the values have now */
    bool is_query; /* it can have a cursor */
    bool harmless; /* it only reads: no function that might do more, no lock */
    bool plain;    /* all that it names can be seen in its text */
    bool changes_settings;
    bool alone;        /* nothing that it reads does more; as of `asked` */
    uint64_t asked;    /* what `settings` was then */
    size_t parameters; /* how many the SQL has */

    Oid *types;    /* that the parameters were declared as */
    bool *untyped; /* those that are of any type where they stand; NULL: none */
    const char **values;
    int *lengths, *formats;
    size_t *places; /* of values in bytes */
    cu_buffer bytes;

    size_t column_count;
    uint8_t *forms; /* cu_postgresql_form of each column */
    char **names;   /* one block */
    bool as_text;   /* rows come as text */

    PGresult *result; /* the rows that are here */
    int row, row_count;
    cu_arena cells;    /* of the current row, what is not as libpq has it */
    size_t fetch_rows; /* with a cursor, so many at a time; 0: all at once */
    bool has_cursor, started, done;
};

extern const cupel_driver cu_driver_postgresql;

/* ---- connect.c --------------------------------------------------------------------------------- */

cupel_code cu_postgresql_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                                 cupel_driver_error *error);
void cu_postgresql_close(cupel_driver_connection *connection);

/* ---- bind.c ------------------------------------------------------------------------------------ */

/* Makes values ready to be sent; *again: as other types than the statement was prepared with. */
cupel_code cu_postgresql_encode_values(cupel_driver_statement *statement, size_t count,
                                       const cupel_value *values, bool *again, cu_error *error);

/* ---- scan.c ------------------------------------------------------------------------------------ */

/* How many parameters ($1, $2 ...) SQL has. */
size_t cu_postgresql_count_parameters(const char *sql);
/* Which of them nothing in the SQL says the type of: statement->untyped.  False: no memory. */
bool cu_postgresql_find_untyped(cupel_driver_statement *statement);

/* ---- row.c ------------------------------------------------------------------------------------- */

cu_postgresql_form cu_postgresql_form_of(Oid type);
/* The value of a cell of the current row in the kind wanted. */
cupel_code cu_postgresql_read_cell(cupel_driver_statement *statement, size_t column, uint8_t wanted,
                                   cupel_value *value, cu_error *error);

/* ---- bulk.c ------------------------------------------------------------------------------------ */

cupel_code cu_postgresql_run_many(cupel_driver_connection *connection,
                                  cupel_driver_statement *statement, size_t sets, size_t count,
                                  const cupel_value *values, cupel_value *returned, size_t *done,
                                  int64_t *changes, cupel_driver_error *error);

/* ---- answer.c ----------------------------------------------------------------------------------- */

/* Waits until all is sent, where waiting has a limit; without one, libpq waits while it sends. */
void cu_postgresql_flush(cupel_driver_connection *connection);
/* PQgetResult(), but for the limit. */
PGresult *cu_postgresql_next_result(cupel_driver_connection *connection);
/*
 * The last result of a command; `sent` is what sending it returned.  NULL: the connection says why.  A COPY is ended at
 * once, and its result is that it was one.
 */
PGresult *cu_postgresql_last_result(cupel_driver_connection *connection, int sent);
/* Whether it is that a COPY has begun. */
bool cu_postgresql_is_copy(const PGresult *result);
/* Runs SQL without parameters; its last result. */
PGresult *cu_postgresql_execute(cupel_driver_connection *connection, const char *sql);

/* ---- transaction.c ------------------------------------------------------------------------------ */

/* Before anything is sent, or the state of the transaction asked for: waits for a ROLLBACK that is under way. */
void cu_postgresql_settle(cupel_driver_connection *connection);
/* The same, and sends the BEGIN that waits. */
cupel_code cu_postgresql_start(cupel_driver_connection *connection, cu_error *error);
/* Whether SQL is a BEGIN that can wait, and does now. */
bool cu_postgresql_begin_later(cupel_driver_connection *connection, const char *sql, size_t length);
/* Whether SQL ends a transaction and there is nothing to wait for. */
bool cu_postgresql_end_early(cupel_driver_connection *connection, const char *sql);
/*
 * Whether a statement that failed can be run once more, as nothing else was done in its transaction; `begin` is the BEGIN
 * that waited before, "" where none did.  Then it waits again.
 */
bool cu_postgresql_can_try_again(cupel_driver_connection *connection, const char *begin);
/* BEGIN and the statement together; its result, or that of BEGIN where that failed; NULL: the connection says why. */
PGresult *cu_postgresql_send_first(cupel_driver_statement *statement);

/* ---- alone.c ------------------------------------------------------------------------------------ */

/* Whether SQL only reads: it is one SELECT without functions, locks and times. */
bool cu_postgresql_is_harmless(const char *sql);
/* Whether all that SQL reads and calls can be told by its names. */
bool cu_postgresql_is_plain(const char *sql);
/* Whether the statement may run while BEGIN goes on waiting. */
bool cu_postgresql_runs_alone(cupel_driver_statement *statement);
/* Whether SQL might change how later statements run. */
bool cu_postgresql_changes_settings(const char *sql);

/* ---- copy.c ------------------------------------------------------------------------------------ */

cupel_code cu_postgresql_copy_begin(cupel_driver_connection *connection, const char *sql,
                                    cupel_driver_error *error);
cupel_code cu_postgresql_copy_row(cupel_driver_connection *connection, size_t count,
                                  const cupel_value *values, cupel_driver_error *error);
cupel_code cu_postgresql_copy_end(cupel_driver_connection *connection, bool keep, int64_t *rows,
                                  cupel_driver_error *error);

/* ---- prepare.c --------------------------------------------------------------------------------- */

cupel_code cu_postgresql_prepare(cupel_driver_connection *connection, const char *sql,
                                 size_t length, cupel_driver_statement **out,
                                 cupel_driver_error *error);
void cu_postgresql_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement);
/* Has the statement prepared for the types of its values. */
cupel_code cu_postgresql_prepare_for(cupel_driver_statement *statement, size_t count,
                                     const cupel_value *values, cu_error *error);
/* Has the statement prepared for the types that its parameters have. */
cupel_code cu_postgresql_prepare_again(cupel_driver_statement *statement, cu_error *error);
/* Takes the statement off the server, where a failed transaction does not keep one from it; the next gets a new name. */
void cu_postgresql_forget_prepared(cupel_driver_connection *connection,
                                   cupel_driver_statement *statement);
void cu_postgresql_forget_columns(cupel_driver_statement *statement);

/* ---- driver.c ---------------------------------------------------------------------------------- */

/* Whether a command was done. */
bool cu_postgresql_succeeded(const PGresult *result);
/* Whether a prepared statement failed as it may where a table was changed since; prepared again, it may not. */
bool cu_postgresql_is_outdated(const PGresult *result);
/* Rows that a command has changed. */
int64_t cu_postgresql_rows_changed(const PGresult *result);

/* ---- error.c ----------------------------------------------------------------------------------- */

/* Whether what the server said of why it refused a connection is understood. */
bool cu_postgresql_refusal_is_clear(const cupel_driver_connection *connection);
/* Says why no connection came about. */
cupel_code cu_postgresql_refused(const cupel_driver_connection *connection, cu_error *error);
/* Describes what a result says went wrong; result NULL: what the connection says. */
cupel_code cu_postgresql_fail(const cupel_driver_connection *connection, const PGresult *result,
                              cu_error *error);

#endif
