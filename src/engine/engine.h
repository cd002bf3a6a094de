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
    atomic_uint references; /* the program's and one of each session and checked-out connection */
    cu_arena arena;         /* URL */
    cu_url url;
    const cu_dialect *dialect;    /* NULL where the URL was wrong */
    const cupel_driver *driver;   /* found at the first connect */
    cupel_engine_options options; /* defaults filled in */
    bool in_memory;               /* the database lives and dies with its connection */
    struct cu_pool_of_connections *pool;
    cu_statement_cache cache; /* has its own lock */
    cu_error error;           /* how opening failed; constant after */
    pthread_mutex_t lock;     /* of `driver` and echo output */
};

/*
 * What cupel_engine_open_with does, for a dialect that is given rather than found; NULL: the URL's.  The scheme of the URL
 * is not looked at then.
 */
cupel_engine *cu_engine_open_dialect(const cu_dialect *dialect, const char *url,
                                     const cupel_engine_options *options);

void cu_engine_reference(cupel_engine *engine);
void cu_engine_release(cupel_engine *engine);

/* The driver, looked for at the first call; NULL with `error` set. */
const cupel_driver *cu_engine_driver(cupel_engine *engine, cu_error *error);

/* Fills in defaults; INVALID_ARGUMENT for what makes no sense. */
cupel_code cu_engine_options_settle(cupel_engine_options *options, bool in_memory, cu_error *error);

/* Whether anybody wants to know what is run; checked before anything is formatted. */
static inline bool cu_engine_logs(const cupel_engine *engine)
{
    return engine->options.echo || engine->options.log;
}

/* Passes a record to the log callback and the echo. */
void cu_engine_log(cupel_engine *engine, const cupel_log_record *record);
/*
 * The same in two parts, for a statement whose rows come while the program goes on: first it is echoed, then, when its rows
 * are counted, it is logged, and echoed by a line with their number.
 */
void cu_engine_echo(cupel_engine *engine, const cupel_log_record *record);
void cu_engine_log_end(cupel_engine *engine, const cupel_log_record *record);
/* Passes on that something happened to a connection. */
void cu_engine_log_connection(cupel_engine *engine, const char *text);

#endif
