/*
 * engine/engine.h - what an engine is made of.
 */
#ifndef CU_ENGINE_ENGINE_H
#define CU_ENGINE_ENGINE_H

#include "engine/dialect.h"
#include "engine/url.h"
#include "sql/cache.h"
#include <cupel/engine.h>
#include <pthread.h>

struct cu_pool_of_connections;

struct cupel_engine {
    atomic_uint references; /* the program's and one of each session and connection */
    cu_arena arena;         /* URL */
    cu_url url;
    const cu_dialect *dialect;    /* NULL where the URL was wrong */
    const cupel_driver *driver;   /* found at the first connect */
    cupel_engine_options options; /* defaults filled in */
    struct cu_pool_of_connections *pool;
    cu_statement_cache cache; /* has its own lock */
    cu_error error;           /* how opening failed; constant after */
    pthread_mutex_t lock;     /* of `driver` and echo output */
};

void cu_engine_reference(cupel_engine *engine);
void cu_engine_release(cupel_engine *engine);

/* Whether anybody wants to know what is run; checked before anything is formatted. */
static inline bool cu_engine_logs(const cupel_engine *engine)
{
    return engine->options.echo || engine->options.log;
}

/* Passes a record to the log callback and the echo. */
void cu_engine_log(cupel_engine *engine, const cupel_log_record *record);

#endif
