/*
 * engine/statement.c - finding prepared statements, making and dropping them.
 *
 * Statements are found by the number of what was compiled, which no two have in
 * a process.  Only statements that no cursor has can be dropped: while loops
 * nest deeper than the cache is large, it is larger than its capacity.
 */
#include "engine/statement.h"

#include "base/alloc.h"
#include "engine/connection_parts.h"

#define PREPARED_BUCKETS_MAXIMUM 4096

static bool prepared_make_buckets(cu_prepared_cache *cache)
{
    size_t count = 8;
    while (count < cache->capacity && count < PREPARED_BUCKETS_MAXIMUM)
        count *= 2;
    cache->buckets = cu_alloc_array(count, sizeof *cache->buckets);
    cache->bucket_count = cache->buckets ? count : 0;
    return cache->buckets != NULL;
}

static cu_prepared **prepared_bucket(const cu_prepared_cache *cache, uint64_t id)
{
    return &cache->buckets[id & (cache->bucket_count - 1)];
}

/* ---- the list by last use ---------------------------------------------------------------------- */

static void prepared_unlist(cu_prepared_cache *cache, cu_prepared *prepared)
{
    *(prepared->newer ? &prepared->newer->older : &cache->newest) = prepared->older;
    *(prepared->older ? &prepared->older->newer : &cache->oldest) = prepared->newer;
}

static void prepared_list_newest(cu_prepared_cache *cache, cu_prepared *prepared)
{
    prepared->newer = NULL;
    prepared->older = cache->newest;
    *(prepared->older ? &prepared->older->newer : &cache->oldest) = prepared;
    cache->newest = prepared;
}

/* ---- dropping ---------------------------------------------------------------------------------- */

static void prepared_free(cupel_connection *connection, cu_prepared *prepared)
{
    connection->driver->finalize(connection->native, prepared->statement);
    cu_free(prepared);
}

static void prepared_drop(cupel_connection *connection, cu_prepared *prepared)
{
    cu_prepared_cache *cache = &connection->prepared;
    cu_prepared **link = prepared_bucket(cache, prepared->id);
    while (*link != prepared)
        link = &(*link)->next;
    *link = prepared->next;
    prepared_unlist(cache, prepared);
    cache->count--;
    prepared_free(connection, prepared);
}

/* Makes room: drops what was used longest ago and no cursor has. */
static void prepared_shrink(cupel_connection *connection, size_t most)
{
    cu_prepared_cache *cache = &connection->prepared;
    for (cu_prepared *prepared = cache->oldest, *newer; prepared && cache->count > most;
         prepared = newer) {
        newer = prepared->newer;
        if (!prepared->busy)
            prepared_drop(connection, prepared);
    }
}

void cu_prepared_take_back(cupel_connection *connection)
{
    for (cu_prepared *prepared = connection->prepared.newest; prepared; prepared = prepared->older)
        if (prepared->busy) {
            connection->driver->reset(connection->native, prepared->statement);
            prepared->busy = false;
        }
    prepared_shrink(connection, connection->prepared.capacity);
}

void cu_prepared_free_all(cupel_connection *connection)
{
    cu_prepared_cache *cache = &connection->prepared;
    for (cu_prepared *prepared = cache->newest, *older; prepared; prepared = older) {
        older = prepared->older;
        prepared_free(connection, prepared);
    }
    cu_free(cache->buckets);
    *cache = (cu_prepared_cache){ .capacity = cache->capacity };
}

/* ---- making ------------------------------------------------------------------------------------ */

/* A statement that has as many placeholders as will be bound: anything else is the program's SQL. */
static cupel_code prepared_check(cupel_connection *connection, const cu_compiled *compiled,
                                 cupel_driver_statement *statement, cu_error *error)
{
    size_t count = connection->driver->parameter_count(connection->native, statement);
    if (count == compiled->slot_count)
        return CUPEL_OK;
    return cu_error_set(error, CUPEL_STATEMENT_ERROR,
                        "the database sees %zu parameters in the statement where there are %zu; "
                        "write parameters as :name, and each ':' that begins none as '\\:'",
                        count, compiled->slot_count);
}

static cu_prepared *prepared_make(cupel_connection *connection, const cu_compiled *compiled,
                                  cu_error *error)
{
    cu_prepared_cache *cache = &connection->prepared;
    const cupel_driver *driver = connection->driver;
    cupel_driver_statement *statement = NULL;
    if (!cache->buckets && !prepared_make_buckets(cache)) {
        cu_error_no_memory(error);
        return NULL;
    }
    if (driver->prepare(connection->native, compiled->sql, compiled->sql_length, &statement,
                        error) != CUPEL_OK)
        return NULL;
    cu_prepared *prepared = NULL;
    if (prepared_check(connection, compiled, statement, error) == CUPEL_OK) {
        prepared = cu_alloc(sizeof *prepared);
        if (!prepared)
            cu_error_no_memory(error);
    }
    if (!prepared) {
        driver->finalize(connection->native, statement);
        return NULL;
    }
    if (cache->count >= cache->capacity)
        prepared_shrink(connection, cache->capacity > 0 ? cache->capacity - 1 : 0);
    cu_prepared **bucket = prepared_bucket(cache, compiled->id);
    *prepared = (cu_prepared){ .id = compiled->id,
                               .statement = statement,
                               .column_count = driver->column_count(connection->native, statement),
                               .next = *bucket };
    *bucket = prepared;
    prepared_list_newest(cache, prepared);
    cache->count++;
    return prepared;
}

/* ---- use --------------------------------------------------------------------------------------- */

cu_prepared *cu_prepared_take(cupel_connection *connection, const cu_compiled *compiled,
                              cu_error *error)
{
    cu_prepared_cache *cache = &connection->prepared;
    cu_prepared *prepared = cache->buckets ? *prepared_bucket(cache, compiled->id) : NULL;
    while (prepared && (prepared->id != compiled->id || prepared->busy))
        prepared = prepared->next;
    if (!prepared) {
        prepared = prepared_make(connection, compiled, error);
        if (!prepared)
            return NULL;
    } else if (prepared != cache->newest) {
        prepared_unlist(cache, prepared);
        prepared_list_newest(cache, prepared);
    }
    prepared->busy = true;
    return prepared;
}

void cu_prepared_give(cupel_connection *connection, cu_prepared *prepared)
{
    cu_prepared_cache *cache = &connection->prepared;
    connection->driver->reset(connection->native, prepared->statement);
    prepared->busy = false;
    if (CU_UNLIKELY(cache->count > cache->capacity))
        prepared_shrink(connection, cache->capacity);
}
