/*
 * base/vector.h - arrays that grow, of any type, by macro.
 *
 *     cu_vector(int) numbers = { 0 };
 *     if (!cu_vector_push(&numbers, 5))
 *         return CUPEL_NO_MEMORY;
 *     cu_vector_free(&numbers);
 */
#ifndef CU_BASE_VECTOR_H
#define CU_BASE_VECTOR_H

#include "base/alloc.h"

#define cu_vector(Type)         \
    struct {                    \
        Type *items;            \
        size_t count, capacity; \
    }

/* Makes room for `wanted` items in all; false when memory is short, with nothing changed. */
bool cu_vector_grow(void **items, size_t *capacity, size_t wanted, size_t item_size);

#define cu_vector_reserve(vector, wanted)                                             \
    ((wanted) <= (vector)->capacity ||                                                \
     cu_vector_grow((void **)(void *)&(vector)->items, &(vector)->capacity, (wanted), \
                    sizeof *(vector)->items))

/* Appends; false when memory is short. */
#define cu_vector_push(vector, item)                     \
    (cu_vector_reserve((vector), (vector)->count + 1) && \
     ((vector)->items[(vector)->count++] = (item), true))

#define cu_vector_last(vector)  ((vector)->items[(vector)->count - 1])
#define cu_vector_pop(vector)   ((vector)->items[--(vector)->count])

#define cu_vector_clear(vector) ((void)((vector)->count = 0))

#define cu_vector_free(vector)                                                                   \
    (cu_free((vector)->items), (vector)->items = NULL, (vector)->count = (vector)->capacity = 0, \
     (void)0)

#endif
