/*
 * base/vector.c - how the arrays of vector.h grow.
 */
#include "base/vector.h"

#define VECTOR_FIRST_CAPACITY 8

bool cu_vector_grow(void **items, size_t *capacity, size_t wanted, size_t item_size)
{
    size_t doubled =
        CU_MAX(*capacity <= SIZE_MAX / 2 ? *capacity * 2 : SIZE_MAX, (size_t)VECTOR_FIRST_CAPACITY);
    size_t count = CU_MAX(doubled, wanted), size;
    if (__builtin_mul_overflow(count, item_size, &size))
        return false;
    /* The pointer is a Type * to the caller: copied as bytes, whatever its type, as aliasing demands. */
    void *memory;
    memcpy(&memory, (void *)items, sizeof memory);
    memory = cu_realloc(memory, size);
    if (!memory)
        return false;
    memcpy((void *)items, &memory, sizeof memory);
    *capacity = count;
    return true;
}
