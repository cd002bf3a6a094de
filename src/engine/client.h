/*
 * engine/client.h - client libraries of database servers, opened when the first
 * connection needs one.
 *
 * cupel is built with the header of a client library and linked without it: a
 * program that never connects to a server needs none of its packages.  Which
 * functions a driver calls is a list, so that their types are the header's:
 *
 *     #define FUNCTIONS(X) X(PQconnectdb) X(PQfinish)
 *     #define MEMBER(function) __typeof__(&function) function;
 *     #define NAME(function) #function,
 *     static struct { FUNCTIONS(MEMBER) } functions;
 *     static const char *const names[] = { FUNCTIONS(NAME) };
 */
#ifndef CU_ENGINE_CLIENT_H
#define CU_ENGINE_CLIENT_H

#include "base/error.h"

typedef struct cu_client {
    const char *database;     /* "PostgreSQL" */
    const char *const *files; /* names of the shared library, tried in this order; ends with NULL */
    const char *package;      /* Debian's, for the message */
    const char *const *names; /* of its functions */
    size_t count;             /* of names */
    void *functions;          /* an array or struct of `count` pointers to functions, filled in */
    void (*opened)(void);     /* called once, when all are there; NULL: nothing */
    _Atomic bool ready;       /* starts false */
} cu_client;

/*
 * Opens the library and finds its functions, unless that was done before.  It stays open until the process ends.  Safe
 * for threads.  NO_SUCH_MODULE where there is no library, or one without a function that is needed.
 */
cupel_code cu_client_open(cu_client *client, cu_error *error);

#endif
