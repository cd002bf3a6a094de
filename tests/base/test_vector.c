#include "base/vector.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct large_item {
    char bytes[100];
    int number;
} large_item;

static void test_push_and_pop(void **state)
{
    (void)state;
    cu_vector(int) numbers = { 0 };
    for (int i = 0; i < 100000; i++)
        assert_true(cu_vector_push(&numbers, i));
    assert_int_equal(numbers.count, 100000);
    assert_true(numbers.capacity >= numbers.count);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(numbers.items[i], i);
    assert_int_equal(cu_vector_last(&numbers), 99999);
    assert_int_equal(cu_vector_pop(&numbers), 99999);
    assert_int_equal(numbers.count, 99999);
    size_t capacity = numbers.capacity;
    cu_vector_clear(&numbers);
    assert_int_equal(numbers.count, 0);
    assert_int_equal(numbers.capacity, capacity);
    cu_vector_free(&numbers);
    assert_null(numbers.items);
    assert_int_equal(numbers.capacity, 0);
    cu_vector_free(&numbers);
}

static void test_items_of_other_types(void **state)
{
    (void)state;
    cu_vector(large_item) items = { 0 };
    cu_vector(const char *) texts = { 0 };
    for (int i = 0; i < 100; i++) {
        large_item item = { { (char)i }, i * 2 };
        assert_true(cu_vector_push(&items, item));
        assert_true(cu_vector_push(&texts, i % 2 ? "odd" : "even"));
    }
    for (int i = 0; i < 100; i++) {
        assert_int_equal(items.items[i].bytes[0], i);
        assert_int_equal(items.items[i].number, i * 2);
        assert_string_equal(texts.items[i], i % 2 ? "odd" : "even");
    }
    cu_vector_free(&items);
    cu_vector_free(&texts);
}

static void test_reserve(void **state)
{
    (void)state;
    cu_vector(int) numbers = { 0 };
    size_t nothing = 0;
    assert_true(cu_vector_reserve(&numbers, nothing));
    assert_int_equal(cu_test_alloc_count(), 0);
    assert_true(cu_vector_reserve(&numbers, 1000));
    assert_int_equal(numbers.capacity, 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(cu_vector_push(&numbers, i));
    assert_int_equal(cu_test_alloc_count(), 1);
    cu_vector_free(&numbers);
}

static void test_failure_changes_nothing(void **state)
{
    (void)state;
    cu_vector(int) numbers = { 0 };
    cu_test_alloc_fail_at(1, false);
    assert_false(cu_vector_push(&numbers, 1));
    assert_null(numbers.items);
    assert_int_equal(numbers.count, 0);
    for (int i = 0; i < 8; i++)
        assert_true(cu_vector_push(&numbers, i));
    size_t capacity = numbers.capacity;
    assert_int_equal(capacity, 8);
    cu_test_alloc_fail_at(1, false);
    assert_false(cu_vector_push(&numbers, 8));
    assert_int_equal(numbers.count, 8);
    assert_int_equal(numbers.capacity, capacity);
    assert_int_equal(cu_vector_last(&numbers), 7);
    cu_vector_free(&numbers);
}

static void test_sizes_that_overflow(void **state)
{
    (void)state;
    cu_vector(large_item) items = { 0 };
    assert_false(cu_vector_reserve(&items, SIZE_MAX / 2));
    void *memory = NULL;
    size_t capacity = SIZE_MAX / 2 + 1; /* cannot be doubled */
    assert_false(cu_vector_grow(&memory, &capacity, SIZE_MAX / 2 + 2, 2));
    assert_null(memory);
    assert_int_equal(cu_test_alloc_count(), 0);
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_push_and_pop),
        TEST(test_items_of_other_types),
        TEST(test_reserve),
        TEST(test_failure_changes_nothing),
        TEST(test_sizes_that_overflow),
    };
    return cmocka_run_group_tests_name("base/vector", tests, NULL, NULL);
}
