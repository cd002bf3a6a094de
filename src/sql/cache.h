/*
 * sql/cache.h - from structural key to compiled statement, least recently used
 * first out, safe for threads.
 */
#ifndef CU_SQL_CACHE_H
#define CU_SQL_CACHE_H

#include "sql/compiled.h"
#include <pthread.h>

struct cu_cache_entry;

typedef struct cu_statement_cache {
    pthread_mutex_t lock;
    struct cu_cache_entry **buckets;
    size_t bucket_count; /* a power of two */
    struct cu_cache_entry *newest, *oldest;
    size_t entries, capacity;
    size_t bytes;
    int64_t hits, misses;
} cu_statement_cache;

/* False: no memory.  capacity 0: nothing is kept. */
bool cu_cache_init(cu_statement_cache *cache, size_t capacity);
void cu_cache_free(cu_statement_cache *cache);

/* The compiled statement with a reference for the caller, or NULL. */
cu_compiled *cu_cache_get(cu_statement_cache *cache, const uint64_t *words, size_t count);
/* Keeps it (with a reference of its own).  Where memory is short it is simply not kept. */
void cu_cache_put(cu_statement_cache *cache, const uint64_t *words, size_t count,
                  cu_compiled *compiled);
void cu_cache_clear(cu_statement_cache *cache);

#endif
