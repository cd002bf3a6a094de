/*
 * base/arena.h - memory that is freed together: chunks with a bump pointer.
 *
 * An arena frees everything at once, or everything since a mark.  What lives
 * in it can register a function to be called first (to close a statement, to
 * drop a reference).  Failure is sticky: once memory ran out, `failed` stays
 * set until the arena is freed, so that a builder can check once at its end.
 * Under AddressSanitizer each block is followed by poisoned bytes and released
 * memory is poisoned, so that errors show although malloc sees only chunks.
 */
#ifndef CU_BASE_ARENA_H
#define CU_BASE_ARENA_H

#include "base/common.h"
#include "base/poison.h"
#include <cupel/common.h>

typedef struct cu_arena_chunk cu_arena_chunk;

/* A zeroed arena is one too. */
typedef struct cu_arena {
    cu_arena_chunk *chunk; /* newest first */
    char *next, *end;      /* free space of the newest chunk that is not one large block's own */
    size_t first_chunk;    /* as given to init */
    size_t chunk_size;     /* of the next chunk; grows up to a limit */
    size_t bytes;          /* taken from the allocator in all */
    bool failed;
} cu_arena;

/* A point to go back to. */
typedef struct cu_arena_mark {
    cu_arena_chunk *chunk;
    char *next;
} cu_arena_mark;

/* Takes no memory yet.  first_chunk is the size of the first chunk in bytes; 0 for a default of 4 KiB. */
void cu_arena_init(cu_arena *arena, size_t first_chunk);
/* Frees everything; the arena is as after init. */
void cu_arena_free(cu_arena *arena);
/* The same, but what the first chunk was, if that was a shared one, stays for what comes. */
void cu_arena_reset(cu_arena *arena);

/* What cu_arena_alloc does where the newest chunk has no room for `size`, and for a size of 0. */
void *cu_arena_alloc_slow(cu_arena *arena, size_t size);

/* Aligned to 8 bytes; not zeroed; never inline under AddressSanitizer.  NULL when memory is short.  A size of 0 counts as 1. */
#if CU_POISONS
void *cu_arena_alloc(cu_arena *arena, size_t size);
#else
static inline void *cu_arena_alloc(cu_arena *arena, size_t size)
{
    /* The room is a multiple of 8, so what fits also fits rounded up; 0 - 1 is too large to fit. */
    if (CU_UNLIKELY(size - 1 >= (size_t)(arena->end - arena->next)))
        return cu_arena_alloc_slow(arena, size);
    void *memory = arena->next;
    arena->next += (size + 7) & ~(size_t)7;
    return memory;
}
#endif
void *cu_arena_alloc_zero(cu_arena *arena, size_t size);
void *cu_arena_alloc_array(cu_arena *arena, size_t count,
                           size_t size); /* zeroed, overflow checked */
void *cu_arena_copy(cu_arena *arena, const void *data, size_t size);
/* Copies of text (strndup: of exactly `length` bytes); NULL for NULL (which is no failure) and when memory is short. */
char *cu_arena_strdup(cu_arena *arena, const char *text);
char *cu_arena_strndup(cu_arena *arena, const char *text, size_t length);
char *cu_arena_printf(cu_arena *arena, const char *format, ...) CUPEL_PRINTF(2, 3);

cu_arena_mark cu_arena_mark_now(const cu_arena *arena);
/* Frees what was allocated since the mark. */
void cu_arena_release(cu_arena *arena, cu_arena_mark mark);

#endif
