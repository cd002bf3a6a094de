/*
 * sql/cache.c - a hash table with chains, and a list through all entries from
 * the one used last to the one used longest ago.
 *
 * Keys are hashed before the lock is taken, and what falls out is freed after
 * it is given back.  The table grows with what is in it; where there is no
 * memory for that, chains grow longer instead.
 */
#include "sql/cache.h"

#include "base/alloc.h"
#include "base/hash.h"

#define CACHE_FIRST_BUCKETS 64

struct cu_cache_entry {
    struct cu_cache_entry *next;          /* in its bucket */
    struct cu_cache_entry *newer, *older; /* by last use */
    cu_compiled *compiled;
    uint64_t hash;
    size_t bytes; /* of the entry and of what was compiled */
    size_t count;
    uint64_t words[];
};

typedef struct cu_cache_entry cache_entry;

bool cu_cache_init(cu_statement_cache *cache, size_t capacity)
{
    *cache = (cu_statement_cache){ .capacity = capacity };
    if (pthread_mutex_init(&cache->lock, NULL) != 0)
        return false;
    if (capacity == 0)
        return true;
    cache->buckets = cu_alloc_array(CACHE_FIRST_BUCKETS, sizeof(cache_entry *));
    if (cache->buckets) {
        cache->bucket_count = CACHE_FIRST_BUCKETS;
        return true;
    }
    pthread_mutex_destroy(&cache->lock);
    return false;
}

void cu_cache_free(cu_statement_cache *cache)
{
    cu_cache_clear(cache);
    cu_free(cache->buckets);
    cache->buckets = NULL;
    cache->bucket_count = 0;
    pthread_mutex_destroy(&cache->lock);
}

/* ---- the list by last use ---------------------------------------------------------------------- */

static void cache_unlist(cu_statement_cache *cache, cache_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void cache_list_newest(cu_statement_cache *cache, cache_entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

/* ---- the table --------------------------------------------------------------------------------- */

static cache_entry **cache_bucket(const cu_statement_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static cache_entry *cache_find(const cu_statement_cache *cache, uint64_t hash,
                               const uint64_t *words, size_t count)
{
    cache_entry *entry = *cache_bucket(cache, hash);
    while (entry && (entry->hash != hash || entry->count != count ||
                     memcmp(entry->words, words, count * sizeof *words) != 0))
        entry = entry->next;
    return entry;
}

static void cache_grow(cu_statement_cache *cache)
{
    size_t count = cache->bucket_count * 2, old_count = cache->bucket_count;
    cache_entry **buckets = cu_alloc_array(count, sizeof(cache_entry *)), **old = cache->buckets;
    if (!buckets)
        return;
    cache->buckets = buckets;
    cache->bucket_count = count;
    for (size_t i = 0; i < old_count; i++) {
        for (cache_entry *entry = old[i], *next; entry; entry = next) {
            cache_entry **bucket = cache_bucket(cache, entry->hash);
            next = entry->next;
            entry->next = *bucket;
            *bucket = entry;
        }
    }
    cu_free(old);
}

/* Takes the entry used longest ago out; the caller frees it. */
static cache_entry *cache_take_oldest(cu_statement_cache *cache)
{
    cache_entry *entry = cache->oldest, **link = cache_bucket(cache, entry->hash);
    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    cache_unlist(cache, entry);
    cache->entries--;
    cache->bytes -= entry->bytes;
    return entry;
}

static void cache_entry_free(cache_entry *entry)
{
    if (entry)
        cu_compiled_release(entry->compiled);
    cu_free(entry);
}

/* ---- use --------------------------------------------------------------------------------------- */

cu_compiled *cu_cache_get(cu_statement_cache *cache, const uint64_t *words, size_t count)
{
    uint64_t hash = cu_hash_bytes(words, count * sizeof *words);
    cu_compiled *compiled = NULL;
    pthread_mutex_lock(&cache->lock);
    cache_entry *entry = cache->bucket_count > 0 ? cache_find(cache, hash, words, count) : NULL;
    if (entry) {
        cache->hits++;
        if (entry != cache->newest) {
            cache_unlist(cache, entry);
            cache_list_newest(cache, entry);
        }
        compiled = cu_compiled_reference(entry->compiled);
    } else {
        cache->misses++;
    }
    pthread_mutex_unlock(&cache->lock);
    return compiled;
}

static cache_entry *cache_entry_new(uint64_t hash, const uint64_t *words, size_t count,
                                    cu_compiled *compiled)
{
    if (count > (SIZE_MAX - sizeof(cache_entry)) / sizeof *words)
        return NULL;
    size_t size = sizeof(cache_entry) + count * sizeof *words;
    cache_entry *entry = cu_alloc(size);
    if (!entry)
        return NULL;
    *entry = (cache_entry){ .compiled = cu_compiled_reference(compiled),
                            .hash = hash,
                            .bytes = size + sizeof *compiled + compiled->arena.bytes,
                            .count = count };
    memcpy(entry->words, words, count * sizeof *words);
    return entry;
}

void cu_cache_put(cu_statement_cache *cache, const uint64_t *words, size_t count,
                  cu_compiled *compiled)
{
    uint64_t hash = cu_hash_bytes(words, count * sizeof *words);
    cache_entry *entry = cache->capacity > 0 ? cache_entry_new(hash, words, count, compiled) : NULL;
    cache_entry *dropped = entry;
    if (!entry)
        return;
    pthread_mutex_lock(&cache->lock);
    /* Where two threads compiled the same at once, connections have prepared the first one perhaps: it stays. */
    if (!cache_find(cache, hash, words, count)) {
        dropped = cache->entries == cache->capacity ? cache_take_oldest(cache) : NULL;
        if (cache->entries == cache->bucket_count)
            cache_grow(cache);
        cache_entry **bucket = cache_bucket(cache, hash);
        entry->next = *bucket;
        *bucket = entry;
        cache_list_newest(cache, entry);
        cache->entries++;
        cache->bytes += entry->bytes;
    }
    pthread_mutex_unlock(&cache->lock);
    cache_entry_free(dropped);
}

void cu_cache_clear(cu_statement_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache_entry *entry = cache->newest;
    if (cache->bucket_count > 0)
        memset(cache->buckets, 0, cache->bucket_count * sizeof *cache->buckets);
    cache->newest = cache->oldest = NULL;
    cache->entries = cache->bytes = 0;
    pthread_mutex_unlock(&cache->lock);
    for (cache_entry *older; entry; entry = older) {
        older = entry->older;
        cache_entry_free(entry);
    }
}
