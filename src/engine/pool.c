/*
 * engine/pool.c - handing out connections and taking them back.
 *
 * Connections are idle, in use or being opened; together there are never more
 * than the limit (pool_size and max_overflow).  Who finds none waits in a queue,
 * and what comes back goes to the first in it: a connection, or where that had
 * to be closed, the right to open one.  So nobody is overtaken, and while
 * somebody waits nothing is idle.
 *
 * The lock is never held while the database is talked to or the log is called.
 */
#include "engine/pool.h"

#include "base/alloc.h"
#include "engine/clock.h"

/* A thread that waits for a connection; lives on its stack. */
typedef struct pool_waiter {
    struct pool_waiter *next, *previous;
    pthread_cond_t granted;
    cupel_connection *connection;
    bool may_open;
} pool_waiter;

/* A list of connections through their links. */
typedef struct pool_list {
    cupel_connection *first, *last;
    int count;
} pool_list;

struct cu_pool_of_connections {
    cupel_engine *engine;
    pthread_mutex_t lock;
    pool_list idle; /* the last is the one returned last */
    pool_list out;  /* the first was taken first */
    int opening;
    pool_waiter *first_waiter, *last_waiter;
    int waiting, most_idle, limit;
    uint64_t generation; /* connections of another are closed instead of used */
    int64_t opened, checkouts, timeouts, invalidated;
};

/* ---- lists ------------------------------------------------------------------------------------- */

static void pool_append(pool_list *list, cupel_connection *connection)
{
    connection->next = NULL;
    connection->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = connection;
    list->last = connection;
    list->count++;
}

static cupel_connection *pool_unlink(pool_list *list, cupel_connection *connection)
{
    *(connection->previous ? &connection->previous->next : &list->first) = connection->next;
    *(connection->next ? &connection->next->previous : &list->last) = connection->previous;
    connection->next = connection->previous = NULL;
    list->count--;
    return connection;
}

static void pool_queue(cu_pool_of_connections *pool, pool_waiter *waiter)
{
    waiter->previous = pool->last_waiter;
    *(waiter->previous ? &waiter->previous->next : &pool->first_waiter) = waiter;
    pool->last_waiter = waiter;
    pool->waiting++;
}

static void pool_unqueue(cu_pool_of_connections *pool, pool_waiter *waiter)
{
    *(waiter->previous ? &waiter->previous->next : &pool->first_waiter) = waiter->next;
    *(waiter->next ? &waiter->next->previous : &pool->last_waiter) = waiter->previous;
    pool->waiting--;
}

static int pool_total(const cu_pool_of_connections *pool)
{
    return pool->idle.count + pool->out.count + pool->opening;
}

/* ---- life -------------------------------------------------------------------------------------- */

cu_pool_of_connections *cu_connection_pool_new(cupel_engine *engine)
{
    cu_pool_of_connections *pool = cu_alloc_zero(sizeof *pool);
    if (!pool)
        return NULL;
    pool->engine = engine;
    pool->most_idle = engine->options.pool_size;
    pool->limit = engine->options.pool_size + engine->options.max_overflow;
    if (pthread_mutex_init(&pool->lock, NULL) == 0)
        return pool;
    cu_free(pool);
    return NULL;
}

void cu_connection_pool_free(cu_pool_of_connections *pool)
{
    if (!pool)
        return;
    cu_connection_pool_renew(pool, "closed: so is the engine");
    pthread_mutex_destroy(&pool->lock);
    cu_free(pool);
}

/* A connection is closed or could not be opened: somebody else may open one. */
static void pool_grant_opening(cu_pool_of_connections *pool)
{
    pool_waiter *waiter = pool->first_waiter;
    if (!waiter)
        return;
    pool_unqueue(pool, waiter);
    waiter->may_open = true;
    pool->opening++;
    pthread_cond_signal(&waiter->granted);
}

/* Closes a connection that is counted as being opened: its place is taken until it is closed. */
static void pool_close(cu_pool_of_connections *pool, cupel_connection *connection, const char *why)
{
    cu_connection_close(connection, why);
    pthread_mutex_lock(&pool->lock);
    pool->opening--;
    pool_grant_opening(pool);
    pthread_mutex_unlock(&pool->lock);
}

void cu_connection_pool_renew(cu_pool_of_connections *pool, const char *why)
{
    pthread_mutex_lock(&pool->lock);
    cupel_connection *connection = pool->idle.first;
    pool->generation++;
    pool->invalidated += pool->idle.count;
    pool->opening += pool->idle.count;
    pool->idle = (pool_list){ 0 };
    pthread_mutex_unlock(&pool->lock);
    for (cupel_connection *next; connection; connection = next) {
        next = connection->next;
        pool_close(pool, connection, why);
    }
}

cupel_pool_status cu_connection_pool_status(cu_pool_of_connections *pool)
{
    pthread_mutex_lock(&pool->lock);
    cupel_pool_status status = { .size = pool->most_idle,
                                 .idle = pool->idle.count,
                                 .in_use = pool->out.count,
                                 .waiting = pool->waiting,
                                 .opened = pool->opened,
                                 .checkouts = pool->checkouts,
                                 .timeouts = pool->timeouts,
                                 .invalidated = pool->invalidated };
    pthread_mutex_unlock(&pool->lock);
    return status;
}

/* ---- waiting ----------------------------------------------------------------------------------- */

/* Says who has what, where nobody gave anything back in time.  The pool is locked. */
static void pool_explain_timeout(const cu_pool_of_connections *pool, cu_error *error)
{
    const cupel_engine_options *options = &pool->engine->options;
    const cupel_connection *oldest = pool->out.first;
    char since[100] = "";
    if (oldest)
        snprintf(since, sizeof since, ", longest for %.1f s by %s (0x%llx)",
                 (double)(cu_clock_coarse() - oldest->taken_at) / CU_NANOSECONDS_PER_SECOND,
                 pthread_equal(oldest->holder, pthread_self()) ? "this same thread" : "thread",
                 (unsigned long long)(uintptr_t)oldest->holder);
    if (pool->engine->in_memory && options->pool == CUPEL_POOL_SINGLE)
        cu_error_set(error, CUPEL_TIMEOUT,
                     "the connection did not come free within %d ms: an in-memory database has one "
                     "connection, and it is in use%s; %d more wait.  Close the session or "
                     "connection that has it, or use a file, as in sqlite:///name.db",
                     options->pool_timeout, since, pool->waiting);
    else
        cu_error_set(error, CUPEL_TIMEOUT,
                     "no connection came free within %d ms: the pool may have %d (.pool_size = %d, "
                     ".max_overflow = %d), and %d are in use%s; %d are being opened, %d more wait. "
                     " Close sessions and connections that are done, or give the pool more",
                     options->pool_timeout, pool->limit, options->pool_size, options->max_overflow,
                     pool->out.count, since, pool->opening, pool->waiting);
}

/* Waits in the queue until something is granted or the time is over.  The pool is locked. */
static cupel_code pool_wait(cu_pool_of_connections *pool, pool_waiter *waiter, cu_error *error)
{
    pthread_condattr_t attributes;
    int64_t end = cu_clock_now() + (int64_t)pool->engine->options.pool_timeout * 1000000;
    struct timespec deadline = { .tv_sec = (time_t)(end / CU_NANOSECONDS_PER_SECOND),
                                 .tv_nsec = (long)(end % CU_NANOSECONDS_PER_SECOND) };
    if (pthread_condattr_init(&attributes) != 0)
        return cu_error_no_memory(error);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    int failed = pthread_cond_init(&waiter->granted, &attributes);
    pthread_condattr_destroy(&attributes);
    if (failed)
        return cu_error_no_memory(error);
    pool_queue(pool, waiter);
    while (!failed && !waiter->connection && !waiter->may_open)
        failed = pthread_cond_timedwait(&waiter->granted, &pool->lock, &deadline);
    /* What was granted at the last moment counts. */
    if (!waiter->connection && !waiter->may_open) {
        pool_unqueue(pool, waiter);
        pool->timeouts++;
        pool_explain_timeout(pool, error);
    }
    pthread_cond_destroy(&waiter->granted);
    return waiter->connection || waiter->may_open ? CUPEL_OK : CUPEL_TIMEOUT;
}

/* ---- taking ------------------------------------------------------------------------------------ */

/* Notes that this thread has it from now on. */
static void pool_sign_out(cu_pool_of_connections *pool, cupel_connection *connection)
{
    connection->taken_at = cu_clock_coarse();
    connection->holder = pthread_self();
    pool->checkouts++;
}

/* Whether a connection that was idle can be used still. */
static bool pool_is_fresh(cu_pool_of_connections *pool, cupel_connection *connection,
                          uint64_t generation)
{
    const cupel_engine_options *options = &pool->engine->options;
    if (connection->generation != generation)
        return false;
    if (options->pool_recycle > 0 && connection->taken_at - connection->opened_at >=
                                         options->pool_recycle * CU_NANOSECONDS_PER_SECOND)
        return false;
    if (!options->pool_pre_ping || connection->driver->ping(connection->native))
        return true;
    /* What broke this one broke the others. */
    cu_connection_pool_renew(pool, "closed: the database does not answer it any more");
    return false;
}

/* Opens a connection for which there is room: one is counted as being opened. */
static cupel_connection *pool_open(cu_pool_of_connections *pool, cu_error *error)
{
    pthread_mutex_lock(&pool->lock);
    uint64_t generation = pool->generation;
    pthread_mutex_unlock(&pool->lock);
    cupel_connection *connection = cu_connection_open(pool->engine, error);
    pthread_mutex_lock(&pool->lock);
    pool->opening--;
    if (connection) {
        connection->generation = generation;
        pool->opened++;
        pool_append(&pool->out, connection);
        pool_sign_out(pool, connection);
    } else {
        pool_grant_opening(pool);
    }
    pthread_mutex_unlock(&pool->lock);
    return connection;
}

/* Closes a connection that is in use, whose place another one is to take. */
static void pool_replace(cu_pool_of_connections *pool, cupel_connection *connection)
{
    pthread_mutex_lock(&pool->lock);
    pool_unlink(&pool->out, connection);
    pool->opening++;
    pool->invalidated++;
    pool->checkouts--;
    pthread_mutex_unlock(&pool->lock);
    cu_connection_close(connection, "closed: it is too old");
}

cupel_connection *cu_connection_pool_take(cu_pool_of_connections *pool, cu_error *error)
{
    pool_waiter waiter = { 0 };
    cupel_code code = CUPEL_OK;
    bool first_out = pool->engine->options.pool_first_out;
    pthread_mutex_lock(&pool->lock);
    cupel_connection *connection = first_out ? pool->idle.first : pool->idle.last;
    if (connection) {
        pool_append(&pool->out, pool_unlink(&pool->idle, connection));
    } else if (pool_total(pool) < pool->limit) {
        pool->opening++;
    } else {
        code = pool_wait(pool, &waiter, error);
        connection = waiter.connection;
    }
    uint64_t generation = pool->generation;
    if (connection)
        pool_sign_out(pool, connection);
    pthread_mutex_unlock(&pool->lock);
    if (code != CUPEL_OK)
        return NULL;
    if (connection && pool_is_fresh(pool, connection, generation))
        return connection;
    if (connection)
        pool_replace(pool, connection);
    return pool_open(pool, error);
}

/* ---- giving back ------------------------------------------------------------------------------- */

void cu_connection_pool_give(cu_pool_of_connections *pool, cupel_connection *connection)
{
    pthread_mutex_lock(&pool->lock);
    pool_unlink(&pool->out, connection);
    pool_waiter *waiter = pool->first_waiter;
    bool usable = !connection->broken && connection->generation == pool->generation;
    if (usable && waiter) {
        /* It is in use at once, so that nobody takes its place. */
        pool_unqueue(pool, waiter);
        pool_append(&pool->out, connection);
        waiter->connection = connection;
        pthread_cond_signal(&waiter->granted);
    } else if (usable && pool->idle.count < pool->most_idle) {
        pool_append(&pool->idle, connection);
    } else {
        const char *why =
            usable ? "closed: the pool has enough" : "closed: it is broken or too old";
        pool->invalidated += usable ? 0 : 1;
        pool->opening++;
        pthread_mutex_unlock(&pool->lock);
        pool_close(pool, connection, why);
        return;
    }
    pthread_mutex_unlock(&pool->lock);
}
