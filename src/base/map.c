/*
 * base/map.c - linear probing in a table at most three quarters full.
 *
 * A removed entry leaves no tombstone: the entries behind it that probing had
 * pushed past its place move back.  So lookups never slow down with use.
 */
#include "base/map.h"

#include "base/alloc.h"
#include "base/hash.h"

#define MAP_FIRST_CAPACITY 8

/* A key with its hash; a pointer key is compared as a pointer, as bytes otherwise. */
typedef struct map_key {
    const void *key;
    size_t length;
    uint64_t hash;
    bool is_pointer;
} map_key;

static map_key map_bytes_key(const void *key, size_t length)
{
    return (map_key){ key, length, key ? cu_hash_bytes(key, length) : 0, false };
}

static map_key map_text_key(const char *key)
{
    return map_bytes_key(key, key ? strlen(key) : 0);
}

static map_key map_pointer_key(const void *key)
{
    return (map_key){ key, 0, cu_hash_number((uintptr_t)key), true };
}

static bool map_key_matches(const cu_map_entry *entry, const map_key *key)
{
    if (entry->hash != key->hash || entry->length != key->length)
        return false;
    return entry->key == key->key ||
           (!key->is_pointer && memcmp(entry->key, key->key, key->length) == 0);
}

/* The place of the key, or the free place where it would go; the table has a free place. */
static size_t map_find(const cu_map *map, const map_key *key)
{
    size_t mask = map->capacity - 1, place = (size_t)key->hash & mask;
    while (map->entries[place].key && !map_key_matches(&map->entries[place], key))
        place = (place + 1) & mask;
    return place;
}

static void *map_get_key(const cu_map *map, map_key key)
{
    if (map->count == 0 || !key.key)
        return NULL;
    return map->entries[map_find(map, &key)].value;
}

/* Moves the entries to a table twice as large. */
static bool map_grow(cu_map *map)
{
    cu_map larger = { .capacity = map->capacity ? map->capacity * 2 : MAP_FIRST_CAPACITY,
                      .count = map->count };
    larger.entries = cu_alloc_array(larger.capacity, sizeof *larger.entries);
    if (!larger.entries)
        return false;
    for (size_t i = 0; i < map->capacity; i++) {
        if (!map->entries[i].key)
            continue;
        size_t place = (size_t)map->entries[i].hash & (larger.capacity - 1);
        while (larger.entries[place].key)
            place = (place + 1) & (larger.capacity - 1);
        larger.entries[place] = map->entries[i];
    }
    cu_free(map->entries);
    *map = larger;
    return true;
}

static bool map_put_key(cu_map *map, map_key key, void *value)
{
    if (!key.key)
        return false;
    size_t place = map->capacity ? map_find(map, &key) : 0;
    if (map->capacity == 0 ||
        (!map->entries[place].key && map->count + 1 > map->capacity / 4 * 3)) {
        if (!map_grow(map))
            return false;
        place = map_find(map, &key);
    }
    cu_map_entry *entry = &map->entries[place];
    if (!entry->key)
        map->count++;
    *entry = (cu_map_entry){ key.key, key.length, key.hash, value };
    return true;
}

/* Frees a place, moving back the entries behind it that cannot be found past a gap. */
static void map_close_gap(cu_map *map, size_t gap)
{
    size_t mask = map->capacity - 1;
    for (size_t place = (gap + 1) & mask; map->entries[place].key; place = (place + 1) & mask) {
        size_t wanted = (size_t)map->entries[place].hash & mask;
        /* It stays where its wanted place lies between the gap and itself, going round. */
        if (((place - wanted) & mask) < ((place - gap) & mask))
            continue;
        map->entries[gap] = map->entries[place];
        gap = place;
    }
    map->entries[gap] = (cu_map_entry){ 0 };
}

static void *map_remove_key(cu_map *map, map_key key)
{
    if (map->count == 0 || !key.key)
        return NULL;
    size_t place = map_find(map, &key);
    if (!map->entries[place].key)
        return NULL;
    void *value = map->entries[place].value;
    map_close_gap(map, place);
    map->count--;
    return value;
}

void cu_map_free(cu_map *map)
{
    cu_free(map->entries);
    *map = (cu_map){ 0 };
}

void cu_map_clear(cu_map *map)
{
    if (map->count > 0)
        memset(map->entries, 0, map->capacity * sizeof *map->entries);
    map->count = 0;
}

void *cu_map_get(const cu_map *map, const void *key, size_t length)
{
    return map_get_key(map, map_bytes_key(key, length));
}

void *cu_map_get_text(const cu_map *map, const char *key)
{
    return map_get_key(map, map_text_key(key));
}

void *cu_map_get_pointer(const cu_map *map, const void *key)
{
    return map_get_key(map, map_pointer_key(key));
}

bool cu_map_put(cu_map *map, const void *key, size_t length, void *value)
{
    return map_put_key(map, map_bytes_key(key, length), value);
}

bool cu_map_put_text(cu_map *map, const char *key, void *value)
{
    return map_put_key(map, map_text_key(key), value);
}

bool cu_map_put_pointer(cu_map *map, const void *key, void *value)
{
    return map_put_key(map, map_pointer_key(key), value);
}

void *cu_map_remove(cu_map *map, const void *key, size_t length)
{
    return map_remove_key(map, map_bytes_key(key, length));
}

void *cu_map_remove_text(cu_map *map, const char *key)
{
    return map_remove_key(map, map_text_key(key));
}

void *cu_map_remove_pointer(cu_map *map, const void *key)
{
    return map_remove_key(map, map_pointer_key(key));
}

const cu_map_entry *cu_map_next(const cu_map *map, size_t *position)
{
    while (*position < map->capacity) {
        const cu_map_entry *entry = &map->entries[(*position)++];
        if (entry->key)
            return entry;
    }
    return NULL;
}
