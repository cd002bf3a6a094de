/*
 * base/map.h - hash tables: keys are bytes (borrowed, not copied) or pointers,
 * values are pointers.  Open addressing with linear probing; no tombstones.
 */
#ifndef CU_BASE_MAP_H
#define CU_BASE_MAP_H

#include "base/common.h"

typedef struct cu_map_entry {
    const void *key; /* NULL: the place is free */
    size_t length;   /* of the key in bytes; 0 for a pointer key */
    uint64_t hash;
    void *value;
} cu_map_entry;

typedef struct cu_map {
    cu_map_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
} cu_map;

/* A map starts as { 0 }.  It has keys of one sort only, and no key is NULL. */
void cu_map_free(cu_map *map);
void cu_map_clear(cu_map *map); /* keeps the memory */

/* The value, or NULL. */
void *cu_map_get(const cu_map *map, const void *key, size_t length);
void *cu_map_get_text(const cu_map *map, const char *key);
void *cu_map_get_pointer(const cu_map *map, const void *key);

/*
 * Sets the value of a key, new or not; false when memory is short, with nothing changed.  The map
 * refers to the key passed last, so a value that holds its own key can be replaced and freed.
 */
bool cu_map_put(cu_map *map, const void *key, size_t length, void *value);
bool cu_map_put_text(cu_map *map, const char *key, void *value);
bool cu_map_put_pointer(cu_map *map, const void *key, void *value);

/* Takes a key out; the value it had, or NULL. */
void *cu_map_remove(cu_map *map, const void *key, size_t length);
void *cu_map_remove_text(cu_map *map, const char *key);
void *cu_map_remove_pointer(cu_map *map, const void *key);

/* Entries one after the other, in no order: start with *position = 0; NULL at the end. */
const cu_map_entry *cu_map_next(const cu_map *map, size_t *position);

#endif
