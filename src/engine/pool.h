/*
 * engine/pool.h - the connections of an engine, for all threads.
 */
#ifndef CU_ENGINE_POOL_H
#define CU_ENGINE_POOL_H

#include "engine/connection_parts.h"

typedef struct cu_pool_of_connections cu_pool_of_connections;

/* For an engine whose options are settled.  NULL: no memory. */
cu_pool_of_connections *cu_connection_pool_new(cupel_engine *engine);
/* Closes idle connections; none may be checked out.  NULL is allowed. */
void cu_connection_pool_free(cu_pool_of_connections *pool);

/* A connection, from the idle ones, a new one or, where all are in use, the next to be returned.  NULL: see `error`. */
cupel_connection *cu_connection_pool_take(cu_pool_of_connections *pool, cu_error *error);
/* Takes it back, for whoever waits; closes it where it is broken or there are enough. */
void cu_connection_pool_give(cu_pool_of_connections *pool, cupel_connection *connection);
/* Closes all connections opened before now: idle ones at once, others when they come back.  `why` is for the log. */
void cu_connection_pool_renew(cu_pool_of_connections *pool, const char *why);

cupel_pool_status cu_connection_pool_status(cu_pool_of_connections *pool);

#endif
