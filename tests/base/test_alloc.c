/*
 * The allocator hook, and the failing allocator of the tests themselves.
 */
#include "base/alloc.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_all_zero(const char *memory, size_t size)
{
    assert_non_null(memory);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(memory[i], 0);
}

static void test_default_allocator(void **state)
{
    (void)state;
    char *memory = cu_alloc(10);
    assert_non_null(memory);
    memset(memory, 'x', 10);
    memory = cu_realloc(memory, 100000);
    assert_non_null(memory);
    assert_memory_equal(memory, "xxxxxxxxxx", 10);
    cu_free(memory);
    cu_free(NULL);
}

static void test_size_zero_is_no_failure(void **state)
{
    (void)state;
    void *one = cu_alloc(0), *two = cu_alloc_zero(0), *three = cu_alloc_array(0, 0);
    void *four = cu_realloc(NULL, 0);
    assert_non_null(one);
    assert_non_null(two);
    assert_non_null(three);
    assert_non_null(four);
    assert_ptr_not_equal(one, two);
    assert_int_equal(cu_test_alloc_live(), 4);
    assert_int_equal(cu_test_alloc_bytes(), 4);
    cu_free(one);
    cu_free(two);
    cu_free(three);
    cu_free(four);
}

static void test_zeroed_memory(void **state)
{
    (void)state;
    char *memory = cu_alloc_zero(100), *array = cu_alloc_array(7, 13);
    check_all_zero(memory, 100);
    check_all_zero(array, 91);
    cu_free(memory);
    cu_free(array);
}

static void test_array_overflow(void **state)
{
    (void)state;
    assert_null(cu_alloc_array(SIZE_MAX / 2, 3));
    assert_null(cu_alloc_array(SIZE_MAX, SIZE_MAX));
    assert_int_equal(cu_test_alloc_count(), 0);
}

static void test_copies_of_text(void **state)
{
    (void)state;
    char *copy = cu_strdup("gr\xC3\xBC\xC3\x9F"), *part = cu_strndup("abcdef", 3);
    char *empty = cu_strndup("abc", 0), *with_nul = cu_strndup("a\0b", 3);
    assert_non_null(copy);
    assert_non_null(part);
    assert_non_null(empty);
    assert_non_null(with_nul);
    assert_string_equal(copy, "gr\xC3\xBC\xC3\x9F");
    assert_string_equal(part, "abc");
    assert_string_equal(empty, "");
    assert_memory_equal(with_nul, "a\0b", 4);
    cu_free(copy);
    cu_free(part);
    cu_free(empty);
    cu_free(with_nul);
    assert_null(cu_strdup(NULL));
    assert_null(cu_strndup(NULL, 0));
    assert_null(cu_strndup("x", SIZE_MAX));
}

static void test_failure_is_null(void **state)
{
    (void)state;
    void *block = cu_alloc(8);
    assert_non_null(block);
    memcpy(block, "12345678", 8);
    cu_test_alloc_fail_at(1, true);
    assert_null(cu_alloc(1));
    assert_null(cu_alloc_zero(1));
    assert_null(cu_alloc_array(1, 1));
    assert_null(cu_realloc(block, 16));
    assert_null(cu_strdup("a"));
    assert_null(cu_strndup("a", 1));
    assert_int_equal(cu_test_alloc_count(), 6);
    assert_memory_equal(block, "12345678", 8);
    cu_free(block);
}

/* ---- an allocator of a program ----------------------------------------------------------------- */

static struct {
    int allocated, reallocated, released;
} calls;

static void *counting_allocate(void *data, size_t size)
{
    assert_ptr_equal(data, &calls);
    calls.allocated++;
    return malloc(size);
}

static void *counting_reallocate(void *data, void *memory, size_t size)
{
    assert_ptr_equal(data, &calls);
    calls.reallocated++;
    return realloc(memory, size);
}

static void counting_release(void *data, void *memory)
{
    assert_ptr_equal(data, &calls);
    calls.released++;
    free(memory);
}

static void test_own_allocator(void **state)
{
    (void)state;
    const cupel_allocator counting = { counting_allocate, counting_reallocate, counting_release,
                                       &calls };
    cupel_set_allocator(&counting);
    cu_free(cu_realloc(cu_alloc(1), 2));
    cu_free(NULL);
    cupel_set_allocator(NULL);
    cu_free(cu_alloc(1));
    assert_int_equal(calls.allocated, 1);
    assert_int_equal(calls.reallocated, 1);
    assert_int_equal(calls.released, 1);
}

/* ---- the failing allocator --------------------------------------------------------------------- */

static void test_fails_once(void **state)
{
    (void)state;
    cu_test_alloc_fail_at(2, false);
    void *one = cu_alloc(1), *two = cu_alloc(2), *three = cu_alloc(3);
    assert_non_null(one);
    assert_null(two);
    assert_non_null(three);
    assert_int_equal(cu_test_alloc_count(), 3);
    assert_int_equal(cu_test_alloc_live(), 2);
    assert_int_equal(cu_test_alloc_bytes(), 4);
    cu_free(one);
    cu_free(three);
    cu_test_alloc_fail_at(0, true);
    assert_int_equal(cu_test_alloc_count(), 0);
    void *four = cu_alloc(4);
    assert_non_null(four);
    cu_free(four);
}

static void test_finds_leaks_in_any_order(void **state)
{
    (void)state;
    void *blocks[5];
    for (size_t i = 0; i < 5; i++)
        blocks[i] = cu_alloc(i + 1);
    static const size_t order[] = { 2, 0, 4, 1, 3 };
    for (size_t i = 0; i < 5; i++) {
        cu_free(blocks[order[i]]);
        assert_int_equal(cu_test_alloc_live(), 4 - i);
    }
    assert_int_equal(cu_test_alloc_bytes(), 0);
}

static void test_driven_by_environment(void **state)
{
    (void)state;
    setenv("CUPEL_FAIL_ALLOC", "2", 1);
    cu_test_alloc_install();
    void *one = cu_alloc(1), *two = cu_alloc(1), *three = cu_alloc(1);
    assert_non_null(one);
    assert_null(two);
    assert_non_null(three);
    cu_free(one);
    cu_free(three);
    cu_test_alloc_uninstall();

    setenv("CUPEL_FAIL_ALLOC_FROM", "1", 1);
    cu_test_alloc_install();
    assert_null(cu_alloc(1));
    assert_null(cu_alloc(1));
    cu_test_alloc_uninstall();
    unsetenv("CUPEL_FAIL_ALLOC");
    unsetenv("CUPEL_FAIL_ALLOC_FROM");
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_allocator),
        TEST(test_size_zero_is_no_failure),
        TEST(test_zeroed_memory),
        TEST(test_array_overflow),
        TEST(test_copies_of_text),
        TEST(test_failure_is_null),
        cmocka_unit_test(test_own_allocator),
        TEST(test_fails_once),
        TEST(test_finds_leaks_in_any_order),
        cmocka_unit_test(test_driven_by_environment),
    };
    return cmocka_run_group_tests_name("base/alloc", tests, NULL, NULL);
}
