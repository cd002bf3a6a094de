/*
 * cupel/common.h - what every other header needs: linkage and checking
 * attributes, and the names of the types whose contents are cupel's own.
 *
 * How to read the comments of these headers.  Each function says what it does
 * and then, where it applies:
 *
 *   Owner:  who frees what it returns, and until when it is valid;
 *   Errors: the codes it sets (cupel/error.h) and where they are kept;
 *   Since:  the version that brought it, where later than 0.1.
 *
 * A pointer argument may not be NULL unless its comment says so; a NULL where
 * none is allowed is the error CUPEL_INVALID_ARGUMENT, never a crash.  Text is
 * UTF-8, ends with a NUL, and is copied unless the comment says "borrowed".
 */
#ifndef CUPEL_COMMON_H
#define CUPEL_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#    define CUPEL_BEGIN_DECLARATIONS extern "C" {
#    define CUPEL_END_DECLARATIONS   }
#else
#    define CUPEL_BEGIN_DECLARATIONS
#    define CUPEL_END_DECLARATIONS
#endif

/* Marks what the shared library exports. */
#define CUPEL_API __attribute__((visibility("default")))
/* The result says whether it worked: ignoring it is a mistake. */
#define CUPEL_CHECKED __attribute__((warn_unused_result))
/* Argument number `text` is a printf format for the arguments from number `first` on. */
#define CUPEL_PRINTF(text, first) __attribute__((format(printf, text, first)))
/* A function that a macro defines, of which a program may need only some. */
#define CUPEL_UNUSED_ __attribute__((unused))

CUPEL_BEGIN_DECLARATIONS

/* The contents of these are private to the library; headers named beside them hold their functions. */
typedef struct cupel_engine cupel_engine;         /* engine.h: URL, dialect, pool, caches */
typedef struct cupel_connection cupel_connection; /* engine.h: one checked-out connection */
typedef struct cupel_result cupel_result; /* engine.h: rows of a statement run without a session */
typedef struct cupel_registry
    cupel_registry; /* registry.h: mappings and tables that belong together */
typedef struct cupel_session cupel_session;   /* session.h: identity map and unit of work */
typedef struct cupel_state cupel_state;       /* instance.h: what a session knows of one instance */
typedef struct cupel_query cupel_query;       /* query.h: one step of a generative query */
typedef struct cupel_subquery cupel_subquery; /* subquery.h: a query to select from */
typedef struct cupel_alias cupel_alias;       /* query.h: a mapped struct under another name */
typedef struct cupel_row cupel_row;           /* row.h: one row of a query for columns */

/* How a transaction begins. */
typedef enum cupel_begin_kind {
    CUPEL_BEGIN_DEFAULT,  /* for reading, or where it makes no difference */
    CUPEL_BEGIN_WRITE,    /* something will be written: SQLite takes the write lock at once */
    CUPEL_BEGIN_READ_ONLY /* nothing will be written: the database refuses to (READ_ONLY) */
} cupel_begin_kind;

/* What a transaction sees of others. */
typedef enum cupel_isolation {
    CUPEL_ISOLATION_UNSET = 0, /* the engine's, else the database's own */
    CUPEL_READ_UNCOMMITTED,
    CUPEL_READ_COMMITTED,
    CUPEL_REPEATABLE_READ,
    CUPEL_SERIALIZABLE,
    CUPEL_AUTOCOMMIT /* there is no transaction: each statement is kept as soon as it ran */
} cupel_isolation;

/* How a transaction begins; leave out what may stay at its default. */
typedef struct cupel_begin_options {
    int reserved;
    cupel_begin_kind kind;
    cupel_isolation isolation;
} cupel_begin_options;

CUPEL_END_DECLARATIONS

#endif
