/*
 * cupel/alloc.h - where cupel takes its memory from.
 *
 * All memory of the library comes through one hook, malloc by default.  A
 * program may put its own allocator there; the library's tests put one that
 * fails on demand.  Memory that client libraries of databases take (SQLite,
 * libpq, libmariadb) is theirs to configure.
 */
#ifndef CUPEL_ALLOC_H
#define CUPEL_ALLOC_H

#include <cupel/common.h>

CUPEL_BEGIN_DECLARATIONS

/* An allocator: three functions that behave as malloc, realloc and free do, and a pointer for them. */
typedef struct cupel_allocator {
    void *(*allocate)(void *data, size_t size); /* NULL where there is no memory */
    void *(*reallocate)(void *data, void *memory,
                        size_t size);          /* memory may be NULL; on NULL it stays valid */
    void (*release)(void *data, void *memory); /* memory may be NULL */
    void *data;                                /* passed to each of them */
} cupel_allocator;

/**
 * Makes the library use `allocator` (copied) from now on; NULL goes back to malloc.  Call it before
 * any other function of cupel, or when everything cupel has made was freed: memory from one
 * allocator must not reach another.  Not safe while other threads use cupel.
 */
CUPEL_API void cupel_set_allocator(const cupel_allocator *allocator);

CUPEL_END_DECLARATIONS

#endif
