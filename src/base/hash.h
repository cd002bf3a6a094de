/*
 * base/hash.h - hashing: xxHash behind names of our own.
 */
#ifndef CU_BASE_HASH_H
#define CU_BASE_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/common.h"

static inline uint64_t cu_hash_bytes(const void *data, size_t length)
{
    return XXH3_64bits(data, length);
}

/* A good mix of one number; never used where an attacker chooses the numbers to collide. */
static inline uint64_t cu_hash_number(uint64_t number)
{
    number ^= number >> 32;
    number *= 0x9E3779B97F4A7C15u;
    number ^= number >> 29;
    number *= 0xBF58476D1CE4E5B9u;
    return number ^ number >> 32;
}

#endif
