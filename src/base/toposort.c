/*
 * base/toposort.c - Kahn's algorithm with a heap of what is ready, so that the
 * lowest ready number comes next.
 */
#include "base/toposort.h"

#include "base/alloc.h"

typedef struct toposort {
    size_t count;
    size_t *starts; /* where each number's followers begin in `followers`; one more for the end */
    uint32_t *followers;
    uint32_t *waiting; /* how many each number still waits for */
    uint32_t *heap;    /* ready numbers, lowest first */
    size_t ready;
} toposort;

static void toposort_free(toposort *sort)
{
    cu_free(sort->starts);
    cu_free(sort->followers);
    cu_free(sort->waiting);
    cu_free(sort->heap);
}

/* Lists each number's followers by counting them first. */
static bool toposort_prepare(toposort *sort, size_t count, const cu_edge *edges, size_t n_edges)
{
    *sort = (toposort){ .count = count };
    sort->starts = cu_alloc_array(count + 2, sizeof *sort->starts);
    sort->followers = cu_alloc_array(n_edges, sizeof *sort->followers);
    sort->waiting = cu_alloc_array(count, sizeof *sort->waiting);
    sort->heap = cu_alloc_array(count, sizeof *sort->heap);
    if (!sort->starts || !sort->followers || !sort->waiting || !sort->heap)
        return false;
    /* Counts are kept two places up: filling moves each start up by as many, to where it belongs. */
    for (size_t i = 0; i < n_edges; i++)
        if (edges[i].before != edges[i].after)
            sort->starts[edges[i].before + 2]++;
    for (size_t i = 2; i < count + 2; i++)
        sort->starts[i] += sort->starts[i - 1];
    for (size_t i = 0; i < n_edges; i++) {
        if (edges[i].before == edges[i].after)
            continue;
        sort->followers[sort->starts[edges[i].before + 1]++] = edges[i].after;
        sort->waiting[edges[i].after]++;
    }
    return true;
}

static void toposort_push(toposort *sort, uint32_t number)
{
    size_t place = sort->ready++;
    while (place > 0 && sort->heap[(place - 1) / 2] > number) {
        sort->heap[place] = sort->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    sort->heap[place] = number;
}

static uint32_t toposort_pop(toposort *sort)
{
    uint32_t lowest = sort->heap[0], last = sort->heap[--sort->ready];
    size_t place = 0, child;
    while ((child = place * 2 + 1) < sort->ready) {
        if (child + 1 < sort->ready && sort->heap[child + 1] < sort->heap[child])
            child++;
        if (sort->heap[child] >= last)
            break;
        sort->heap[place] = sort->heap[child];
        place = child;
    }
    sort->heap[place] = last;
    return lowest;
}

/* Writes what can be sorted; how many that were. */
static size_t toposort_run(toposort *sort, uint32_t *order)
{
    size_t done = 0;
    for (size_t i = 0; i < sort->count; i++)
        if (sort->waiting[i] == 0)
            toposort_push(sort, (uint32_t)i);
    while (sort->ready > 0) {
        uint32_t number = toposort_pop(sort);
        order[done++] = number;
        for (size_t i = sort->starts[number]; i < sort->starts[number + 1]; i++)
            if (--sort->waiting[sort->followers[i]] == 0)
                toposort_push(sort, sort->followers[i]);
    }
    return done;
}

/*
 * Finds a cycle among the numbers that still wait: each waits for another of them, so going from one to what it
 * waits for comes round.  Its lowest number is written first.
 */
static size_t toposort_find_cycle(toposort *sort, const cu_edge *edges, size_t n_edges,
                                  uint32_t *order)
{
    uint32_t *needs = sort->heap, number = 0; /* the heap is empty now */
    for (size_t i = n_edges; i-- > 0;) {
        uint32_t before = edges[i].before, after = edges[i].after;
        if (before != after && sort->waiting[before] > 0 && sort->waiting[after] > 0)
            needs[after] = before;
    }
    while (sort->waiting[number] == 0)
        number++;
    for (size_t i = 0; i < sort->count; i++) /* by then the walk is on the cycle */
        number = needs[number];
    uint32_t lowest = number;
    for (uint32_t other = needs[number]; other != number; other = needs[other])
        lowest = CU_MIN(lowest, other);
    size_t length = 0;
    for (uint32_t other = lowest; length == 0 || other != lowest; other = needs[other])
        order[length++] = other;
    /* The walk went from each to what comes before it: behind the first, turn it round. */
    for (size_t i = 1, j = length - 1; i < j; i++, j--) {
        uint32_t swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
    }
    return length;
}

cu_toposort_result cu_toposort(size_t count, const cu_edge *edges, size_t n_edges, uint32_t *order,
                               size_t *cycle_length)
{
    if (n_edges == 0) {
        for (size_t i = 0; i < count; i++)
            order[i] = (uint32_t)i;
        return CU_TOPOSORT_DONE;
    }
    toposort sort;
    cu_toposort_result result = CU_TOPOSORT_NO_MEMORY;
    if (toposort_prepare(&sort, count, edges, n_edges)) {
        result = CU_TOPOSORT_DONE;
        if (toposort_run(&sort, order) < count) {
            size_t length = toposort_find_cycle(&sort, edges, n_edges, order);
            if (cycle_length)
                *cycle_length = length;
            result = CU_TOPOSORT_CYCLE;
        }
    }
    toposort_free(&sort);
    return result;
}
