/*
 * base/arena.c - chunks with a bump pointer, marks, and poison for
 * AddressSanitizer.
 *
 * The chunks form a stack.  A block too large for a shared chunk gets a chunk
 * of its own on top of the stack, while the free space of the shared chunk
 * below stays in use; each chunk remembers which shared chunk was in use when
 * it was pushed, so that releasing to a mark finds it again.
 */
#include "base/arena.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

#define ARENA_RED_ZONE      (CU_POISONS ? 8 : 0) /* poisoned bytes after each block */

#define ARENA_DEFAULT_CHUNK ((size_t)4 << 10)
#define ARENA_GROWTH_LIMIT  ((size_t)64 << 10)
/* Blocks above this would waste too much of a shared chunk.  Built for that, each has a chunk of its own. */
#ifdef CUPEL_SEPARATE
#    define ARENA_SHARED_LIMIT ((size_t)0)
#else
#    define ARENA_SHARED_LIMIT (ARENA_GROWTH_LIMIT / 4)
#endif

struct cu_arena_chunk {
    cu_arena_chunk *previous;
    cu_arena_chunk *shared; /* where small blocks came from since this was pushed; NULL: nowhere */
    char *end;
    size_t padding; /* the blocks begin at a multiple of 16 */
};

void cu_arena_init(cu_arena *arena, size_t first_chunk)
{
    *arena = (cu_arena){ .first_chunk = first_chunk, .chunk_size = first_chunk };
}

void cu_arena_free(cu_arena *arena)
{
    cu_arena_release(arena, (cu_arena_mark){ NULL, NULL });
    cu_arena_init(arena, arena->first_chunk);
}

void cu_arena_reset(cu_arena *arena)
{
    cu_arena_chunk *first = arena->chunk;
    while (first && first->previous)
        first = first->previous;
    if (!first || first->shared != first) {
        cu_arena_free(arena);
        return;
    }
    cu_arena_release(arena, (cu_arena_mark){ first, (char *)(first + 1) });
    arena->failed = false;
}

/* Pushes a chunk with room for `room` bytes, a multiple of 8; the room is poisoned. */
static cu_arena_chunk *arena_push_chunk(cu_arena *arena, size_t room)
{
    size_t size = sizeof(cu_arena_chunk) + room;
    cu_arena_chunk *chunk = cu_alloc(size);
    if (!chunk) {
        arena->failed = true;
        return NULL;
    }
    chunk->previous = arena->chunk;
    chunk->shared = arena->chunk ? arena->chunk->shared : NULL;
    chunk->end = (char *)(chunk + 1) + room;
    arena->chunk = chunk;
    arena->bytes += size;
    CU_POISON(chunk + 1, room);
    return chunk;
}

/* Pushes a chunk that has at least `room` bytes, and more for the blocks to come. */
static bool arena_push_shared(cu_arena *arena, size_t room)
{
    size_t size = arena->chunk_size ? arena->chunk_size : ARENA_DEFAULT_CHUNK;
    size = (size + 7) & ~(size_t)7;
    while (size < sizeof(cu_arena_chunk) + room)
        size *= 2;
    cu_arena_chunk *chunk = arena_push_chunk(arena, size - sizeof(cu_arena_chunk));
    if (!chunk)
        return false;
    chunk->shared = chunk;
    arena->next = (char *)(chunk + 1);
    arena->end = chunk->end;
    arena->chunk_size = CU_MAX(size, CU_MIN(size * 2, ARENA_GROWTH_LIMIT));
    return true;
}

void *cu_arena_alloc_slow(cu_arena *arena, size_t size)
{
    size_t wanted = size ? size : 1;
    if (wanted > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size_t room = ((wanted + 7) & ~(size_t)7) + ARENA_RED_ZONE;
    char *memory;
    if (room > (size_t)(arena->end - arena->next) && room > ARENA_SHARED_LIMIT) {
        cu_arena_chunk *own = arena_push_chunk(arena, room);
        if (!own)
            return NULL;
        memory = (char *)(own + 1);
    } else {
        if (room > (size_t)(arena->end - arena->next) && !arena_push_shared(arena, room))
            return NULL;
        memory = arena->next;
        arena->next += room;
    }
    CU_UNPOISON(memory, wanted);
    return memory;
}

#if CU_POISONS
void *cu_arena_alloc(cu_arena *arena, size_t size)
{
    return cu_arena_alloc_slow(arena, size);
}
#endif

void *cu_arena_alloc_zero(cu_arena *arena, size_t size)
{
    void *memory = cu_arena_alloc(arena, size);
    if (memory)
        memset(memory, 0, size ? size : 1);
    return memory;
}

void *cu_arena_alloc_array(cu_arena *arena, size_t count, size_t size)
{
    size_t product;
    if (__builtin_mul_overflow(count, size, &product)) {
        arena->failed = true;
        return NULL;
    }
    return cu_arena_alloc_zero(arena, product);
}

void *cu_arena_copy(cu_arena *arena, const void *data, size_t size)
{
    void *memory = cu_arena_alloc(arena, size);
    if (memory && size > 0)
        memcpy(memory, data, size);
    return memory;
}

char *cu_arena_strdup(cu_arena *arena, const char *text)
{
    return text ? cu_arena_copy(arena, text, strlen(text) + 1) : NULL;
}

char *cu_arena_strndup(cu_arena *arena, const char *text, size_t length)
{
    if (!text)
        return NULL;
    /* A length without room for the NUL is one that no memory has. */
    char *copy = cu_arena_alloc(arena, length == SIZE_MAX ? length : length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *cu_arena_printf(cu_arena *arena, const char *format, ...)
{
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < 0) {
        arena->failed = true;
        return NULL;
    }
    size_t size = (size_t)length + 1;
    if (size <= sizeof small)
        return cu_arena_copy(arena, small, size);
    char *text = cu_arena_alloc(arena, size);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return text;
}

cu_arena_mark cu_arena_mark_now(const cu_arena *arena)
{
    return (cu_arena_mark){ arena->chunk, arena->next };
}

void cu_arena_release(cu_arena *arena, cu_arena_mark mark)
{
    while (arena->chunk != mark.chunk) {
        cu_arena_chunk *chunk = arena->chunk;
        size_t room = (size_t)(chunk->end - (char *)(chunk + 1));
        arena->chunk = chunk->previous;
        arena->bytes -= sizeof *chunk + room;
        CU_UNPOISON(chunk + 1, room);
        cu_free(chunk);
    }
    cu_arena_chunk *shared = arena->chunk ? arena->chunk->shared : NULL;
    arena->next = mark.next;
    arena->end = shared ? shared->end : NULL;
    if (shared)
        CU_POISON(arena->next, (size_t)(arena->end - arena->next));
}
