/*
 * cupel/error.h - error codes, and the record of what went wrong.
 *
 * Functions that can fail return a cupel_code or a pointer that is NULL on
 * failure.  The details stay where the work was done: on the session, the
 * engine, the registry, the connection or, for an instance in no session, on
 * the instance.  cupel_error(x) reads them; the next call on the same object
 * that can fail clears them.
 */
#ifndef CUPEL_ERROR_H
#define CUPEL_ERROR_H

#include <cupel/common.h>

CUPEL_BEGIN_DECLARATIONS

/* What kind of failure; SQLAlchemy's exception of the same meaning in brackets where its name differs. */
typedef enum cupel_code {
    CUPEL_OK = 0,
    CUPEL_NO_MEMORY,              /* an allocation failed; nothing was half done */
    CUPEL_INVALID_ARGUMENT,       /* an argument that can never be right [ArgumentError] */
    CUPEL_INVALID_REQUEST,        /* right in itself, but not in this state or order */
    CUPEL_COMPILE_ERROR,          /* the statement cannot be written in SQL of this database */
    CUPEL_STATEMENT_ERROR,        /* the statement cannot be run: a parameter without value, say */
    CUPEL_NO_RESULT_FOUND,        /* one row was required, there was none */
    CUPEL_MULTIPLE_RESULTS_FOUND, /* one row was required, there were several */
    CUPEL_NO_SUCH_COLUMN,         /* a row has no column of that name or position */
    CUPEL_TYPE_MISMATCH,          /* a value is not of the type asked for */

    /* what databases answer */
    CUPEL_INTEGRITY_ERROR,   /* a constraint was violated: see cupel_reason */
    CUPEL_OPERATIONAL_ERROR, /* the database could not do it: locked, full, gone, no such table ... */
    CUPEL_PROGRAMMING_ERROR, /* the SQL is wrong */
    CUPEL_DATA_ERROR,        /* a value is out of range or malformed */
    CUPEL_INTERNAL_ERROR,    /* the database reports trouble inside itself */
    CUPEL_NOT_SUPPORTED,     /* this database, or this version of it, has no such feature */
    CUPEL_DATABASE_ERROR,    /* any other error of a database */
    CUPEL_INTERFACE_ERROR,   /* the client library was used wrongly or is missing a function */
    CUPEL_DISCONNECTED,      /* the connection was lost; a new transaction may succeed */
    CUPEL_TIMEOUT,           /* no connection of the pool came free in time */

    /* the session's own */
    CUPEL_FLUSH_ERROR,       /* the changes contradict each other */
    CUPEL_STALE_DATA,        /* a row to be changed was not there, or was changed by another */
    CUPEL_PENDING_ROLLBACK,  /* an earlier flush failed: roll back first */
    CUPEL_OBJECT_DELETED,    /* the row of an instance is gone */
    CUPEL_DETACHED_INSTANCE, /* what was asked needs a session, and the instance is in none */
    CUPEL_UNMAPPED_INSTANCE, /* not an instance made or loaded by cupel */
    CUPEL_UNMAPPED_TYPE,     /* the registry does not know this mapping [UnmappedClassError] */
    CUPEL_LAZY_LOAD_REFUSED, /* a relationship or column that is set to raise was not loaded */

    /* configuration */
    CUPEL_MAPPING_ERROR,          /* mistakes in mappings, all of them in the text */
    CUPEL_NO_SUCH_MODULE,         /* no dialect or driver of that name */
    CUPEL_NO_REFERENCED_TABLE,    /* a foreign key names a table or column nobody declared */
    CUPEL_NO_FOREIGN_KEYS,        /* two tables to be joined have no foreign key between them */
    CUPEL_AMBIGUOUS_FOREIGN_KEYS, /* they have several */
    CUPEL_CIRCULAR_DEPENDENCY     /* rows or tables that need each other first */
} cupel_code;

/* What exactly, where a database tells; finer than the code and the same for all databases. */
typedef enum cupel_reason {
    CUPEL_REASON_NONE = 0,
    CUPEL_REASON_UNIQUE,      /* a unique constraint, a unique index or a primary key */
    CUPEL_REASON_NOT_NULL,    /* NULL where none is allowed */
    CUPEL_REASON_FOREIGN_KEY, /* the row referred to is missing, or is still referred to */
    CUPEL_REASON_CHECK,       /* a check constraint */
    CUPEL_REASON_EXCLUSION,   /* an exclusion constraint */
    CUPEL_REASON_LOCKED,      /* another connection holds the lock past the timeout */
    CUPEL_REASON_DEADLOCK,    /* the database chose this transaction to end a deadlock: retry it */
    CUPEL_REASON_SERIALIZATION, /* the transaction collided with another: retry it */
    CUPEL_REASON_READ_ONLY,     /* the database, the transaction or the file cannot be written */
    CUPEL_REASON_DISK_FULL,     /* no space is left, or the database reached its size limit */
    CUPEL_REASON_CORRUPT,       /* the file is damaged or is no database */
    CUPEL_REASON_CANNOT_OPEN,   /* the file or server cannot be opened or reached */
    CUPEL_REASON_ACCESS_DENIED, /* wrong user, password or privilege */
    CUPEL_REASON_NO_SUCH_TABLE, /* a table, view or schema does not exist */
    CUPEL_REASON_INTERRUPTED,   /* the statement was cancelled */
    CUPEL_REASON_STATEMENT_TIMEOUT, /* it took too long; DISCONNECTED: the server was silent */
    CUPEL_REASON_TOO_LARGE,         /* a value, statement or number of parameters beyond a limit */
    CUPEL_REASON_TOO_MANY_CONNECTIONS,
    CUPEL_REASON_INVALID_TEXT, /* text that is not UTF-8 */
    CUPEL_REASON_SYNTAX        /* the database could not parse the SQL */
} cupel_reason;

/* All that is known of a failure.  Texts are "" where not known, never NULL. */
typedef struct cupel_error {
    cupel_code code;
    cupel_reason reason;
    int driver_code;        /* the driver's own number, 0 where it has none */
    char sqlstate[6];       /* five characters where the database has them */
    const char *text;       /* what happened, where, and how to mend it; one or more sentences */
    const char *sql;        /* the statement that failed */
    const char *parameters; /* its parameters as text, or a note that they are hidden */
    const char *constraint; /* the violated constraint's name, where the database tells */
    const char *table;      /* its table */
    const char *column;     /* its column, or several with ", " between */
} cupel_error;

/**
 * The name of a code without its prefix, such as "INTEGRITY_ERROR"; "UNKNOWN" for other numbers.
 *
 * Owner: static text.
 */
CUPEL_API const char *cupel_code_name(cupel_code code);

/** The name of a reason without its prefix, such as "NOT_NULL".  Owner: static text. */
CUPEL_API const char *cupel_reason_name(cupel_reason reason);

CUPEL_END_DECLARATIONS

#endif
