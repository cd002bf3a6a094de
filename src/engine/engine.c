/*
 * engine/engine.c - opening and closing engines.
 *
 * An engine lives as long as anybody has it: the program until it closes it,
 * each session and each connection that is checked out.  One that could not be
 * opened is an engine too; it has no dialect and no pool, and its error says
 * why.
 */
#include "engine/engine.h"

#include "base/alloc.h"
#include "engine/pool.h"

/* Stands in where there is no memory for an engine; never written to. */
static cupel_engine engine_no_memory = {
    .references = 1,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .cache = { .lock = PTHREAD_MUTEX_INITIALIZER },
    .error = CU_ERROR_RECORD(CUPEL_NO_MEMORY, "Memory is short."),
};

/* ---- opening ----------------------------------------------------------------------------------- */

/* The dialect a URL names, with the driver it names. */
static const cu_dialect *engine_find_dialect(const cu_url *url, cu_error *error)
{
    const cu_dialect *dialect = cu_dialect_find(url->dialect, strlen(url->dialect));
    if (!dialect) {
        cu_dialect_unknown(url->dialect, true, error);
        return NULL;
    }
    if (!dialect->driver) {
        cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                     "cupel writes SQL for '%s', but has no driver to connect with",
                     dialect->sql->name);
        return NULL;
    }
    if (!url->driver || cu_dialect_has_driver(dialect, url->driver))
        return dialect;
    cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                 "the dialect '%s' has no driver '%.100s'; leave it out of the URL", url->dialect,
                 url->driver);
    return NULL;
}

static cupel_code engine_set_up(cupel_engine *engine, const cu_dialect *dialect, const char *url)
{
    cu_error *error = &engine->error;
    cupel_code code = cu_url_parse(url, &engine->arena, &engine->url, error);
    if (code != CUPEL_OK)
        return code;
    if (!dialect)
        dialect = engine_find_dialect(&engine->url, error);
    if (!dialect)
        return cu_error_code(error);
    if (dialect->check_url)
        code = dialect->check_url(&engine->url.parts, error);
    engine->in_memory = dialect->in_memory && dialect->in_memory(&engine->url.parts);
    if (code == CUPEL_OK)
        code = cu_engine_options_settle(&engine->options, engine->in_memory, error);
    if (code != CUPEL_OK)
        return code;
    cu_statement_cache cache;
    if (!cu_cache_init(&cache, (size_t)engine->options.statement_cache_size))
        return cu_error_no_memory(error);
    cu_cache_free(&engine->cache);
    engine->cache = cache;
    engine->dialect = dialect;
    engine->pool = cu_connection_pool_new(engine);
    return engine->pool ? CUPEL_OK : cu_error_no_memory(error);
}

cupel_engine *cu_engine_open_dialect(const cu_dialect *dialect, const char *url,
                                     const cupel_engine_options *options)
{
    cupel_engine *engine = cu_alloc_zero(sizeof *engine);
    if (!engine)
        return &engine_no_memory;
    if (pthread_mutex_init(&engine->lock, NULL) != 0) {
        cu_free(engine);
        return &engine_no_memory;
    }
    if (!cu_cache_init(&engine->cache, 0)) {
        pthread_mutex_destroy(&engine->lock);
        cu_free(engine);
        return &engine_no_memory;
    }
    atomic_init(&engine->references, 1);
    cu_arena_init(&engine->arena, 512);
    cu_error_init(&engine->error);
    if (options)
        engine->options = *options;
    if (engine_set_up(engine, dialect, url) != CUPEL_OK)
        engine->dialect = NULL;
    return engine;
}

cupel_engine *cupel_engine_open_with(const char *url, const cupel_engine_options *options)
{
    return cu_engine_open_dialect(NULL, url, options);
}

/* ---- counting ---------------------------------------------------------------------------------- */

void cu_engine_reference(cupel_engine *engine)
{
    if (engine != &engine_no_memory)
        atomic_fetch_add_explicit(&engine->references, 1, memory_order_relaxed);
}

void cu_engine_release(cupel_engine *engine)
{
    if (!engine || engine == &engine_no_memory ||
        atomic_fetch_sub_explicit(&engine->references, 1, memory_order_acq_rel) != 1)
        return;
    cu_connection_pool_free(engine->pool);
    cu_cache_free(&engine->cache);
    cu_error_free(&engine->error);
    cu_arena_free(&engine->arena);
    pthread_mutex_destroy(&engine->lock);
    cu_free(engine);
}

void cupel_engine_close(cupel_engine *engine)
{
    cu_engine_release(engine);
}

/* ---- the driver -------------------------------------------------------------------------------- */

const cupel_driver *cu_engine_driver(cupel_engine *engine, cu_error *error)
{
    pthread_mutex_lock(&engine->lock);
    const cupel_driver *driver = engine->driver;
    if (!driver)
        driver = engine->dialect->driver(error);
    if (driver && driver->format != CUPEL_DRIVER_FORMAT) {
        cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                     "the driver '%s' is of format %u, this version of cupel needs %d",
                     driver->name, (unsigned)driver->format, CUPEL_DRIVER_FORMAT);
        driver = NULL;
    }
    engine->driver = driver;
    pthread_mutex_unlock(&engine->lock);
    return driver;
}

/* ---- asking ------------------------------------------------------------------------------------ */

static const cupel_error engine_missing =
    CU_ERROR_SHOWN(CUPEL_INVALID_ARGUMENT, "the engine is NULL");

const cupel_error *cupel_engine_error(const cupel_engine *engine)
{
    return engine ? &engine->error.public : &engine_missing;
}

const char *cupel_engine_url(const cupel_engine *engine)
{
    return engine && engine->url.shown ? engine->url.shown : "";
}

const char *cupel_engine_dialect(const cupel_engine *engine)
{
    return engine && engine->dialect ? engine->dialect->sql->name : "";
}

cupel_pool_status cupel_engine_pool_status(const cupel_engine *engine)
{
    static const cupel_pool_status none = { 0 };
    return engine && engine->pool ? cu_connection_pool_status(engine->pool) : none;
}

void cupel_engine_dispose(cupel_engine *engine)
{
    if (engine && engine->pool)
        cu_connection_pool_renew(engine->pool, "closed: the pool was emptied");
}

cupel_cache_status cupel_engine_cache_status(const cupel_engine *engine)
{
    if (!engine)
        return (cupel_cache_status){ 0 };
    /* Only the lock in it is written to. */
    cu_statement_cache *cache = &((cupel_engine *)(uintptr_t)engine)->cache;
    pthread_mutex_lock(&cache->lock);
    cupel_cache_status status = { .entries = (int)cache->entries,
                                  .capacity = (int)cache->capacity,
                                  .hits = cache->hits,
                                  .misses = cache->misses,
                                  .bytes = cache->bytes };
    pthread_mutex_unlock(&cache->lock);
    return status;
}
