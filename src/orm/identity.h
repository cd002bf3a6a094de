/*
 * orm/identity.h - the identity map: from primary key to the one instance a
 * session has for a row.  One table a mapper; open addressing.
 *
 * Integer keys, by far the most common, are their own hash, and neighbours stay
 * neighbours: rows mostly come in the order of their keys, and the table is
 * walked through in order.  What lies above the table's size is mixed in, so that
 * keys in large steps spread as well.
 */
#ifndef CU_ORM_IDENTITY_H
#define CU_ORM_IDENTITY_H

#include "base/arena.h"
#include "orm/state.h"

typedef struct cu_identity_entry {
    uint64_t hash;      /* integer keys: the number itself */
    cupel_state *state; /* NULL: free */
} cu_identity_entry;

typedef struct cu_identity_table {
    cu_identity_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    unsigned bits;   /* its logarithm */
    size_t count;
    bool crowded; /* keys do not spread well: it should grow before it is full */
    bool tangled; /* that does not help: it should be mixed before the next one is put in */
    bool mixed;   /* neighbours are no neighbours any more */
} cu_identity_table;

void cu_identity_table_free(cu_identity_table *table);

/* The identity of a number. */
static inline cu_identity cu_identity_of_number(int64_t number)
{
    return (cu_identity){ .hash = (uint64_t)number, .key = { .number = number } };
}

/*
 * The identity of key values (of mapper->key_count values, of the kinds their attributes have).  For other keys than one
 * integer, bytes are written into `buffer`; false when memory is short.
 */
typedef struct cu_identity_buffer {
    unsigned char inside[64];
    unsigned char *bytes;
    size_t capacity;
} cu_identity_buffer;

bool cu_identity_of_values(const cu_mapper *mapper, const cupel_value *values,
                           cu_identity_buffer *buffer, cu_identity *out);
void cu_identity_buffer_free(cu_identity_buffer *buffer);

/* The instance of a key, or NULL. */
cupel_state *cu_identity_find(const cu_identity_table *table, const cu_mapper *mapper,
                              const cu_identity *identity);

/* Makes room for `more` entries where there is none; false when memory is short. */
bool cu_identity_grow(cu_identity_table *table, size_t more);
/* Puts an entry where another is at home. */
void cu_identity_place(cu_identity_table *table, const cu_identity_entry *entry);
void cu_identity_remove(cu_identity_table *table, cupel_state *state);

/* Where an entry belongs, if it is free. */
static inline size_t cu_identity_home(const cu_identity_table *table, uint64_t hash)
{
    if (CU_UNLIKELY(table->mixed)) {
        hash = (hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15);
        return (size_t)(hash ^ hash >> 29) & (table->capacity - 1);
    }
    uint64_t above = hash >> table->bits;
    return (size_t)(hash + above * UINT64_C(0x9E3779B97F4A7C15)) & (table->capacity - 1);
}

/* How many entries may be in it. */
static inline size_t cu_identity_limit(const cu_identity_table *table)
{
    return table->tangled ? 0 : table->crowded ? table->capacity / 2 : table->capacity / 8 * 7;
}

/* Whether there is room for `more` entries; false when memory is short. */
static inline bool cu_identity_reserve(cu_identity_table *table, size_t more)
{
    return table->count + more <= cu_identity_limit(table) || cu_identity_grow(table, more);
}

/* Puts an entry in. */
static inline void cu_identity_put(cu_identity_table *table, const cu_identity_entry *entry)
{
    cu_identity_entry *home = &table->entries[cu_identity_home(table, entry->hash)];
    if (CU_LIKELY(!home->state))
        *home = *entry;
    else
        cu_identity_place(table, entry);
    table->count++;
}

/* Puts state in under state->identity, which no other may have; room must have been reserved. */
static inline void cu_identity_insert(cu_identity_table *table, cupel_state *state)
{
    cu_identity_entry entry = { .hash = state->identity.hash, .state = state };
    cu_identity_put(table, &entry);
}

/* The instance of an integer key, or NULL. */
static inline cupel_state *cu_identity_find_number(const cu_identity_table *table,
                                                   const cu_mapper *mapper,
                                                   const cu_identity *identity)
{
    if (table->count == 0)
        return NULL;
    const cu_identity_entry *home = &table->entries[cu_identity_home(table, identity->hash)];
    return !home->state || home->hash == identity->hash ? home->state
                                                        : cu_identity_find(table, mapper, identity);
}

/* Adds a value to a key of several: its kind, how long it is, and bytes that are the same for equal values. */
void cu_identity_add_value(cu_buffer *key, const cupel_value *value);

/* A hash of one value, the same for values of the same bytes. */
uint64_t cu_identity_value_hash(const cupel_value *value);

/* The hash of key bytes. */
uint64_t cu_identity_hash(const void *bytes, size_t length);

/* Gives `state` an identity of its own (bytes are copied); false: no memory. */
bool cu_state_copy_identity(cupel_state *state, const cu_identity *identity);
static inline bool cu_state_set_identity(cupel_state *state, const cu_identity *identity)
{
    if (!state->mapper->integer_key)
        return cu_state_copy_identity(state, identity);
    state->identity = *identity;
    return true;
}

/* The key as text for messages: "(5,)", "('a', 2)". */
void cu_identity_describe(const cupel_state *state, cu_buffer *buffer);

#endif
