/*
 * count.c - an allocator that counts, for the library: blocks asked for, bytes
 * in use, and the most there ever were.
 */
#include "bench.h"
#include <stdlib.h>

/* In front of each block; keeps what follows aligned for anything. */
typedef union block_head {
    size_t size;
    _Alignas(16) char room[16];
} block_head;

static bench_counts counts;

static void took(size_t size)
{
    counts.allocations++;
    counts.live += size;
    if (counts.live > counts.peak)
        counts.peak = counts.live;
}

static void *count_reallocate(void *data, void *memory, size_t size)
{
    (void)data;
    block_head *head = memory ? (block_head *)memory - 1 : NULL;
    size_t before = head ? head->size : 0;
    head = realloc(head, sizeof *head + size);
    if (!head)
        return NULL;
    counts.live -= before;
    head->size = size;
    took(size);
    return head + 1;
}

static void *count_allocate(void *data, size_t size)
{
    return count_reallocate(data, NULL, size);
}

static void count_release(void *data, void *memory)
{
    (void)data;
    if (!memory)
        return;
    block_head *head = (block_head *)memory - 1;
    counts.live -= head->size;
    free(head);
}

void bench_count_begin(void)
{
    static const cupel_allocator allocator = { count_allocate, count_reallocate, count_release,
                                               NULL };
    counts = (bench_counts){ 0 };
    cupel_set_allocator(&allocator);
}

/* What is in use now is the base line. */
void bench_count_restart(void)
{
    counts = (bench_counts){ .live = counts.live, .peak = counts.live };
}

bench_counts bench_count_now(void)
{
    return counts;
}

void bench_count_end(void)
{
    cupel_set_allocator(NULL);
}
