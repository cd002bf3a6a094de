/*
 * dialects/mysql/driver.h - what the driver's files share.
 */
#ifndef CU_DIALECTS_MYSQL_DRIVER_H
#define CU_DIALECTS_MYSQL_DRIVER_H

#include "base/arena.h"
#include "dialects/mysql/client.h"
#include <cupel/sys/driver.h>
#include <stdatomic.h>

struct cupel_driver_connection {
    MYSQL *mysql;
    const cupel_driver_url *url; /* for a second connection, which interrupts this one */
    char *host;                  /* the one of its hosts that answered; NULL: this machine */
    int port;
    cupel_driver_statement *pending; /* its rows are on their way: nothing else can be sent */
    int64_t changes, last_insert_id; /* of the statement that ended last */
    size_t packet_limit;             /* bytes the server takes at once */
    int64_t read_timeout;            /* seconds that the server may be silent; 0: for ever */
    bool has_bulk;                   /* it takes many sets of parameters at once */
    bool lost;                       /* the server is gone */
    bool transaction_unknown;        /* a failure may have ended the transaction */
    atomic_bool busy;                /* a statement is being run */
    unsigned long thread;            /* the server's number of this connection */
};

/* How a column is read. */
typedef enum cu_mysql_form {
    CU_MYSQL_NULL,
    CU_MYSQL_TINY,
    CU_MYSQL_SHORT,
    CU_MYSQL_LONG,
    CU_MYSQL_LONG_LONG,
    CU_MYSQL_FLOAT,
    CU_MYSQL_DOUBLE,
    CU_MYSQL_DATE,
    CU_MYSQL_TIME,
    CU_MYSQL_DATETIME,
    CU_MYSQL_TIMESTAMP,
    CU_MYSQL_DECIMAL,
    CU_MYSQL_TEXT,
    CU_MYSQL_JSON,
    CU_MYSQL_BLOB,
    CU_MYSQL_BIT
} cu_mysql_form;

typedef struct cu_mysql_column {
    uint8_t form; /* a cu_mysql_form */
    bool is_unsigned;
    char text[32]; /* of a date with zeros in it, in the current row */
} cu_mysql_column;

/* A row that was put aside because something else had to be sent. */
typedef struct cu_mysql_saved_row {
    struct cu_mysql_saved_row *next;
    cupel_value cells[];
} cu_mysql_saved_row;

struct cupel_driver_statement {
    cupel_driver_connection *connection;
    MYSQL_STMT *native;
    char *sql; /* to prepare it again */
    size_t sql_length;

    size_t parameter_count;
    MYSQL_BIND *binds;
    MYSQL_TIME *times; /* of parameters that are dates and times */
    cupel_value *parameters;

    char *indicators; /* for many sets of values, made when first needed: which are NULL */
    uint8_t *kinds;   /* of each parameter in all of the sets */
    enum enum_field_types *types;
    const struct maria_bulk *bulk; /* what is being sent */

    size_t column_count;
    cu_mysql_column *columns;
    char **
        names; /* of columns that were renamed since it was prepared, one block; NULL: as prepared */
    cupel_value *cells; /* of the current row */
    char *bytes;        /* their texts and blobs, each with a NUL behind it */
    size_t byte_capacity;

    unsigned long fetch_rows; /* at a time, with a cursor of the server; 0: all, as they come */
    bool has_cursor;          /* so it was prepared */
    bool returns_rows;        /* this time */
    bool running;             /* sent since it was reset */
    bool done;
    int64_t rows; /* read so far */

    cu_arena saved_arena;
    cu_mysql_saved_row *saved,
        **saved_end;       /* rows still to be given out; saved_end NULL: none was put aside */
    bool saved_failed;     /* there were more, and putting them aside failed: */
    cu_error *saved_error; /* NULL: for want of memory */
};

extern const cupel_driver cu_driver_mysql;

/* ---- connect.c --------------------------------------------------------------------------------- */

cupel_code cu_mysql_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                            cupel_driver_error *error);
void cu_mysql_close(cupel_driver_connection *connection);
void cu_mysql_interrupt(cupel_driver_connection *connection);

/* ---- bind.c ------------------------------------------------------------------------------------ */

cupel_code cu_mysql_bind(cupel_driver_connection *connection, cupel_driver_statement *statement,
                         size_t count, const cupel_value *values, cupel_driver_error *error);

/* Makes the parameter of that place ready to be sent; false where it cannot be. */
bool cu_mysql_bind_value(cupel_driver_statement *statement, size_t place);

/* ---- bulk.c ------------------------------------------------------------------------------------ */

/* Whether the server takes many sets of parameters at once. */
bool cu_mysql_has_bulk(MYSQL *mysql);
cupel_code cu_mysql_run_many(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             size_t sets, size_t count, const cupel_value *values,
                             cupel_value *returned, size_t *done, int64_t *changes,
                             cupel_driver_error *error);

/* ---- row.c ------------------------------------------------------------------------------------- */

/* Looks at what columns the result has, and makes room for a row. */
cupel_code cu_mysql_describe_row(cupel_driver_statement *statement, cu_error *error);
/* Keeps the names the server just gave, where the client library would forget them. */
cupel_code cu_mysql_note_names(cupel_driver_statement *statement, cu_error *error);
/* What libmariadb calls for each column of a row; `data` is the statement. */
void cu_mysql_read_column(void *data, unsigned int place, unsigned char **row);
/* Copies texts and blobs of the current row to where they stay. */
cupel_code cu_mysql_keep_row(cupel_driver_statement *statement, cu_error *error);
/* The value of a cell in the kind wanted. */
void cu_mysql_give(const cupel_value *cell, uint8_t wanted, cupel_value *value);

/* ---- aside.c ----------------------------------------------------------------------------------- */

/*
 * Reads all rows that are still to come, so that the connection is free; they are given out later.  The cells of the
 * current row stay: their owner may not have read them yet.
 */
void cu_mysql_put_aside(cupel_driver_connection *connection);
/* Gives out the next of the rows that were put aside. */
cupel_step cu_mysql_step_saved(cupel_driver_statement *statement, cu_error *error);
void cu_mysql_forget_saved(cupel_driver_statement *statement);
/* Frees the connection before anything is sent; DISCONNECTED where it is lost. */
cupel_code cu_mysql_begin_sending(cupel_driver_connection *connection, cu_error *error);
/* The first cell of the current row, with a copy of its text that is kept until the statement is reset. */
bool cu_mysql_save_cell(cupel_driver_statement *statement, cupel_value *value);
/* Reads what is still to come to its end, and forgets it. */
void cu_mysql_drop_rest(cupel_driver_connection *connection, cupel_driver_statement *statement);
/* Procedures give several results: all but the first are passed over. */
void cu_mysql_skip_more(cupel_driver_statement *statement);

/* ---- error.c ----------------------------------------------------------------------------------- */

/* Describes the failure that the connection, or the statement where it is not NULL, reported last. */
cupel_code cu_mysql_fail(cupel_driver_connection *connection, MYSQL_STMT *statement,
                         cu_error *error);

#endif
