/*
 * base/toposort.h - things in an order in which each comes after what it needs.
 */
#ifndef CU_BASE_TOPOSORT_H
#define CU_BASE_TOPOSORT_H

#include "base/common.h"

/* `before` must come before `after`; both are numbers from 0 to count - 1. */
typedef struct cu_edge {
    uint32_t before, after;
} cu_edge;

typedef enum cu_toposort_result {
    CU_TOPOSORT_DONE,
    CU_TOPOSORT_CYCLE,
    CU_TOPOSORT_NO_MEMORY
} cu_toposort_result;

/*
 * Writes the numbers 0 to count - 1 into order[], each after all that must come before it, and
 * otherwise in ascending order (so the same input gives the same order, and equal things keep theirs).
 * An edge from a number to itself is ignored.  On a cycle, order[] holds one of its cycles, first to last
 * from its lowest number on, and *cycle_length (where not NULL) its length.  Linear in count + edges, but for a heap.
 */
cu_toposort_result cu_toposort(size_t count, const cu_edge *edges, size_t n_edges, uint32_t *order,
                               size_t *cycle_length);

#endif
