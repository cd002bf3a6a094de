/*
 * base/alloc.c - the allocator hook, and malloc behind it by default.
 */
#include "base/alloc.h"

#include <stdlib.h>

static void *system_allocate(void *data, size_t size)
{
    (void)data;
    return malloc(size);
}

static void *system_reallocate(void *data, void *memory, size_t size)
{
    (void)data;
    return realloc(memory, size);
}

static void system_release(void *data, void *memory)
{
    (void)data;
    free(memory);
}

static const cupel_allocator system_allocator = { system_allocate, system_reallocate,
                                                  system_release, NULL };

/* One of the two hooks that are global and change (the other is the log). */
static cupel_allocator current_allocator = { system_allocate, system_reallocate, system_release,
                                             NULL };

void cupel_set_allocator(const cupel_allocator *allocator)
{
    current_allocator = allocator ? *allocator : system_allocator;
}

void *cu_alloc(size_t size)
{
    return current_allocator.allocate(current_allocator.data, size ? size : 1);
}

void *cu_alloc_zero(size_t size)
{
    void *memory = cu_alloc(size);
    if (memory)
        memset(memory, 0, size ? size : 1);
    return memory;
}

void *cu_alloc_array(size_t count, size_t size)
{
    size_t product;
    if (__builtin_mul_overflow(count, size, &product))
        return NULL;
    return cu_alloc_zero(product);
}

void *cu_realloc(void *memory, size_t size)
{
    return current_allocator.reallocate(current_allocator.data, memory, size ? size : 1);
}

void cu_free(void *memory)
{
    if (memory)
        current_allocator.release(current_allocator.data, memory);
}

char *cu_strdup(const char *text)
{
    return text ? cu_strndup(text, strlen(text)) : NULL;
}

char *cu_strndup(const char *text, size_t length)
{
    if (!text || length == SIZE_MAX)
        return NULL;
    char *copy = cu_alloc(length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
