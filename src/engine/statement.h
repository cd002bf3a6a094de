/*
 * engine/statement.h - the prepared statements of one connection.
 */
#ifndef CU_ENGINE_STATEMENT_H
#define CU_ENGINE_STATEMENT_H

#include "base/error.h"
#include "sql/compiled.h"
#include <cupel/engine.h>
#include <cupel/sys/driver.h>

/* A prepared statement.  There are several of the same id where cursors over it were open at the same time. */
typedef struct cu_prepared {
    uint64_t id; /* of the compiled statement */
    cupel_driver_statement *statement;
    size_t column_count;
    struct cu_prepared *next;          /* in its bucket */
    struct cu_prepared *newer, *older; /* by last use */
    bool busy;                         /* a cursor has it */
} cu_prepared;

typedef struct cu_prepared_cache {
    cu_prepared **buckets; /* NULL until the first statement */
    size_t bucket_count;   /* a power of two */
    cu_prepared *newest, *oldest;
    size_t count, capacity;
} cu_prepared_cache;

/* A statement that no cursor has, prepared now if need be; it is the caller's until given back. */
cu_prepared *cu_prepared_take(cupel_connection *connection, const cu_compiled *compiled,
                              cu_error *error);
/* Resets it, for the next one. */
void cu_prepared_give(cupel_connection *connection, cu_prepared *prepared);
/* Takes all statements away from cursors that still have them. */
void cu_prepared_take_back(cupel_connection *connection);
void cu_prepared_free_all(cupel_connection *connection);

#endif
