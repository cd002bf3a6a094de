/*
 * base/unique.c - a counter.
 */
#include "base/unique.h"
#include <stdatomic.h>

uint64_t cu_unique_number(void)
{
    static atomic_uint_fast64_t last;
    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

uint32_t cu_unique_mark(void)
{
    uint32_t mark = (uint32_t)cu_unique_number();
    return mark > 0 ? mark : (uint32_t)cu_unique_number();
}
