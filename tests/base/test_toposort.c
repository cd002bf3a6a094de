#include "base/toposort.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_order(size_t count, const cu_edge *edges, size_t n_edges,
                        const uint32_t *expected)
{
    uint32_t order[64];
    assert_int_equal(cu_toposort(count, edges, n_edges, order, NULL), CU_TOPOSORT_DONE);
    assert_memory_equal(order, expected, count * sizeof *order);
}

static void test_nothing(void **state)
{
    (void)state;
    size_t length = 7;
    assert_int_equal(cu_toposort(0, NULL, 0, NULL, &length), CU_TOPOSORT_DONE);
    assert_int_equal(length, 7);
    assert_int_equal(cu_test_alloc_count(), 0);
}

static void test_without_edges(void **state)
{
    (void)state;
    check_order(4, NULL, 0, (uint32_t[]){ 0, 1, 2, 3 });
    const cu_edge self[] = { { 2, 2 }, { 0, 0 } };
    check_order(4, self, 2, (uint32_t[]){ 0, 1, 2, 3 });
}

static void test_keeps_order_where_it_can(void **state)
{
    (void)state;
    const cu_edge last_first[] = { { 3, 0 } };
    check_order(4, last_first, 1, (uint32_t[]){ 1, 2, 3, 0 });
    const cu_edge backwards[] = { { 3, 2 }, { 2, 1 }, { 1, 0 } };
    check_order(4, backwards, 3, (uint32_t[]){ 3, 2, 1, 0 });
    const cu_edge twice[] = { { 1, 0 }, { 1, 0 }, { 1, 0 } };
    check_order(3, twice, 3, (uint32_t[]){ 1, 0, 2 });
    const cu_edge diamond[] = { { 4, 2 }, { 4, 1 }, { 2, 0 }, { 1, 0 } };
    check_order(5, diamond, 4, (uint32_t[]){ 3, 4, 1, 2, 0 });
}

static void test_names_a_cycle(void **state)
{
    (void)state;
    uint32_t order[10];
    size_t length = 0;
    const cu_edge pair[] = { { 1, 2 }, { 2, 1 } };
    assert_int_equal(cu_toposort(4, pair, 2, order, &length), CU_TOPOSORT_CYCLE);
    assert_int_equal(length, 2);
    assert_memory_equal(order, ((uint32_t[]){ 1, 2 }), 2 * sizeof *order);
    /* 5 before 3 before 7 before 5; others hang on it or lead to it. */
    const cu_edge edges[] = { { 5, 3 }, { 3, 7 }, { 7, 5 }, { 5, 0 }, { 0, 1 },
                              { 2, 5 }, { 9, 2 }, { 1, 4 }, { 6, 6 } };
    assert_int_equal(cu_toposort(10, edges, CU_LENGTH(edges), order, &length), CU_TOPOSORT_CYCLE);
    assert_int_equal(length, 3);
    assert_memory_equal(order, ((uint32_t[]){ 3, 7, 5 }), 3 * sizeof *order);
    assert_int_equal(cu_toposort(10, edges, CU_LENGTH(edges), order, NULL), CU_TOPOSORT_CYCLE);
}

static bool has_edge(const cu_edge *edges, size_t n_edges, uint32_t before, uint32_t after)
{
    for (size_t i = 0; i < n_edges; i++)
        if (edges[i].before == before && edges[i].after == after)
            return true;
    return false;
}

/* The lowest number not yet written whose needs are; -1 where there is none.  Slow, and plain to see right. */
static int next_by_looking(size_t count, const cu_edge *edges, size_t n_edges, const bool *written)
{
    for (size_t number = 0; number < count; number++) {
        bool ready = !written[number];
        for (size_t i = 0; ready && i < n_edges; i++)
            ready =
                edges[i].after != number || edges[i].before == number || written[edges[i].before];
        if (ready)
            return (int)number;
    }
    return -1;
}

static void test_random_graphs(void **state)
{
    (void)state;
    srand(1);
    size_t cycles = 0;
    for (int round = 0; round < 3000; round++) {
        enum { MOST = 24 };
        size_t count = 1 + (size_t)rand() % MOST,
               n_edges = (size_t)rand() % (count + count / 2 + 1);
        cu_edge edges[MOST * 2];
        uint32_t order[MOST];
        bool written[MOST] = { false };
        size_t length = 0, done = 0;
        for (size_t i = 0; i < n_edges; i++)
            edges[i] =
                (cu_edge){ (uint32_t)rand() % (uint32_t)count, (uint32_t)rand() % (uint32_t)count };
        cu_toposort_result result = cu_toposort(count, edges, n_edges, order, &length);
        for (int next; (next = next_by_looking(count, edges, n_edges, written)) >= 0; done++) {
            written[next] = true;
            assert_true(result != CU_TOPOSORT_DONE || order[done] == (uint32_t)next);
        }
        assert_int_equal(result, done == count ? CU_TOPOSORT_DONE : CU_TOPOSORT_CYCLE);
        if (result == CU_TOPOSORT_DONE)
            continue;
        cycles++;
        assert_in_range(length, 2, count);
        for (size_t i = 0; i < length; i++) {
            assert_true(has_edge(edges, n_edges, order[i], order[(i + 1) % length]));
            for (size_t j = 0; j < i; j++)
                assert_int_not_equal(order[i], order[j]);
            assert_true(order[i] >= order[0]);
        }
    }
    assert_in_range(cycles, 300, 2700);
}

static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    static cu_edge edges[2 * COUNT];
    static uint32_t order[COUNT], place[COUNT];
    /* A tree upside down, and a chain backwards through its even numbers. */
    size_t n_edges = 0;
    for (uint32_t i = 0; i + 1 < COUNT; i++)
        edges[n_edges++] = (cu_edge){ COUNT - 1 - i / 2, COUNT - 2 - i };
    for (uint32_t i = 2; i < COUNT; i += 2)
        edges[n_edges++] = (cu_edge){ i, i - 2 };
    size_t length;
    assert_int_equal(cu_toposort(COUNT, edges, n_edges, order, &length), CU_TOPOSORT_DONE);
    for (uint32_t i = 0; i < COUNT; i++)
        place[order[i]] = i;
    for (size_t i = 0; i < n_edges; i++)
        assert_true(place[edges[i].before] < place[edges[i].after]);
    /* One edge more makes it all one cycle's. */
    edges[n_edges++] = (cu_edge){ 0, COUNT - 1 };
    assert_int_equal(cu_toposort(COUNT, edges, n_edges, order, &length), CU_TOPOSORT_CYCLE);
    assert_true(length >= 2);
}

static void test_every_allocation_failing(void **state)
{
    (void)state;
    const cu_edge edges[] = { { 1, 0 } };
    uint32_t order[2];
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        cu_toposort_result result = cu_toposort(2, edges, 1, order, NULL);
        bool tried = cu_test_alloc_count() >= n;
        assert_int_equal(result, tried ? CU_TOPOSORT_NO_MEMORY : CU_TOPOSORT_DONE);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (!tried)
            break;
    }
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_nothing),
        TEST(test_without_edges),
        TEST(test_keeps_order_where_it_can),
        TEST(test_names_a_cycle),
        TEST(test_random_graphs),
        TEST(test_many),
        TEST(test_every_allocation_failing),
    };
    return cmocka_run_group_tests_name("base/toposort", tests, NULL, NULL);
}
