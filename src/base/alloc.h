/*
 * base/alloc.h - the one door to memory: everything the library allocates goes
 * through the hook of <cupel/alloc.h>, so that a program can replace it and
 * tests can make it fail.
 */
#ifndef CU_BASE_ALLOC_H
#define CU_BASE_ALLOC_H

#include "base/common.h"
#include <cupel/alloc.h>

/* NULL when memory is short.  A size of 0 counts as 1, so NULL always means failure. */
void *cu_alloc(size_t size);
void *cu_alloc_zero(size_t size);
/* count * size bytes, zeroed; NULL too where the product overflows. */
void *cu_alloc_array(size_t count, size_t size);
/* As realloc: on NULL the old block is still there. */
void *cu_realloc(void *memory, size_t size);
void cu_free(void *memory);
/* A copy; NULL when memory is short or text is NULL. */
char *cu_strdup(const char *text);
/* The same of exactly `length` bytes, NULs among them, with a NUL after them. */
char *cu_strndup(const char *text, size_t length);

#endif
