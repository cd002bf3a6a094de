#include "base/arena.h"

#include "../support/failing_alloc.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#include <cmocka.h>

#if CU_POISONS
#    include <sanitizer/asan_interface.h>
#endif

/* A block that must be there, written from end to end. */
static char *filled_block(cu_arena *arena, size_t size)
{
    char *memory = cu_arena_alloc(arena, size);
    assert_non_null(memory);
    return memset(memory, 0xFF, size);
}

/* A text that must be there and say this. */
static void check_text(const char *text, const char *expected)
{
    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void test_takes_no_memory_before_use(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_arena_free(&arena);
    cu_arena zeroed = { 0 };
    assert_int_equal(cu_test_alloc_count(), 0);
    assert_non_null(cu_arena_alloc(&zeroed, 1));
    assert_int_equal(cu_test_alloc_bytes(), 4096);
    cu_arena_free(&zeroed);
}

static void test_blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static unsigned char *blocks[COUNT];
    cu_arena arena;
    cu_arena_init(&arena, 100);
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 61;
        blocks[i] = cu_arena_alloc(&arena, size);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % 8, 0);
        memset(blocks[i], (int)(i % 251), size ? size : 1);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < (i % 61 ? i % 61 : 1); j++)
            assert_int_equal(blocks[i][j], i % 251);
    assert_int_equal(arena.bytes, cu_test_alloc_bytes());
    assert_true(cu_test_alloc_live() < 40);
    cu_arena_free(&arena);
    assert_int_equal(arena.bytes, 0);
    assert_int_equal(arena.chunk_size, 100);
}

static void test_chunks_grow_to_a_limit(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    size_t largest = 0, before = 0;
    for (int i = 0; i < 100000; i++) {
        assert_non_null(cu_arena_alloc(&arena, 16));
        largest = CU_MAX(largest, arena.bytes - before);
        before = arena.bytes;
    }
    assert_int_equal(largest, 65536);
    cu_arena_free(&arena);
    /* A larger first chunk is not made smaller. */
    cu_arena_init(&arena, 200000);
    for (int i = 0; i < 30000; i++)
        assert_non_null(cu_arena_alloc(&arena, 16));
    assert_int_equal(arena.bytes % 200000, 0);
    cu_arena_free(&arena);
}

static void test_large_blocks_keep_the_shared_chunk(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    void *large_first = cu_arena_alloc(&arena, 50000);
    assert_non_null(large_first);
    cu_arena_mark only_large = cu_arena_mark_now(&arena);
    char *small = filled_block(&arena, 8);
    size_t bytes = arena.bytes;
    cu_arena_mark mark = cu_arena_mark_now(&arena);
    filled_block(&arena, 1000000);
    filled_block(&arena, 100000);
    char *next = filled_block(&arena, 8);
    assert_true(next > small && next < small + 100);
    assert_int_equal(cu_test_alloc_live(), 4);
    cu_arena_release(&arena, mark);
    assert_int_equal(arena.bytes, bytes);
    assert_int_equal(cu_test_alloc_live(), 2);
    assert_ptr_equal(cu_arena_alloc(&arena, 8), next);
    cu_arena_release(&arena, only_large);
    assert_int_equal(cu_test_alloc_live(), 1);
    assert_non_null(cu_arena_alloc(&arena, 8));
    cu_arena_free(&arena);
    assert_int_equal(cu_test_alloc_live(), 0);
}

static void test_middling_blocks_make_larger_chunks(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 16);
    filled_block(&arena, 10000);
    assert_int_equal(cu_test_alloc_live(), 1);
    filled_block(&arena, 5000);
    assert_int_equal(cu_test_alloc_live(), 1);
    cu_arena_free(&arena);
}

static void test_release_to_marks(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 256);
    cu_arena_mark empty = cu_arena_mark_now(&arena);
    char *kept = cu_arena_strdup(&arena, "kept");
    assert_non_null(kept);
    for (int round = 0; round < 50; round++) {
        cu_arena_mark mark = cu_arena_mark_now(&arena);
        size_t bytes = arena.bytes;
        for (int i = 0; i < round * 10; i++)
            filled_block(&arena, 40);
        cu_arena_mark inner = cu_arena_mark_now(&arena);
        filled_block(&arena, 20000);
        cu_arena_release(&arena, inner);
        cu_arena_release(&arena, mark);
        cu_arena_release(&arena, mark);
        assert_int_equal(arena.bytes, bytes);
    }
    assert_string_equal(kept, "kept");
    cu_arena_release(&arena, empty);
    assert_int_equal(arena.bytes, 0);
    assert_non_null(cu_arena_alloc(&arena, 1));
    cu_arena_free(&arena);
}

static void test_zeroed_and_copied(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    char *memory = cu_arena_alloc_zero(&arena, 100), *array = cu_arena_alloc_array(&arena, 5, 9);
    assert_non_null(memory);
    assert_non_null(array);
    for (int i = 0; i < 100; i++)
        assert_int_equal(memory[i], 0);
    for (int i = 0; i < 45; i++)
        assert_int_equal(array[i], 0);
    assert_memory_equal(cu_arena_copy(&arena, "a\0b", 3), "a\0b", 3);
    assert_non_null(cu_arena_copy(&arena, NULL, 0));
    assert_non_null(cu_arena_alloc_zero(&arena, 0));
    check_text(cu_arena_strdup(&arena, "text"), "text");
    check_text(cu_arena_strdup(&arena, ""), "");
    check_text(cu_arena_strndup(&arena, "text", 2), "te");
    assert_memory_equal(cu_arena_strndup(&arena, "a\0b", 3), "a\0b", 4);
    assert_null(cu_arena_strdup(&arena, NULL));
    assert_null(cu_arena_strndup(&arena, NULL, 3));
    assert_false(arena.failed);
    cu_arena_free(&arena);
}

static void test_printf(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    check_text(cu_arena_printf(&arena, "%s is %d", "six", 6), "six is 6");
    check_text(cu_arena_printf(&arena, "%s", ""), "");
    /* Lengths around that of the text it tries first. */
    for (int length = 250; length < 260; length++) {
        char *text = cu_arena_printf(&arena, "%*d", length, 7);
        assert_non_null(text);
        assert_int_equal(strlen(text), length);
        assert_int_equal(text[length - 1], '7');
    }
    char *long_text = cu_arena_printf(&arena, "%*d", 100000, 7);
    assert_non_null(long_text);
    assert_int_equal(strlen(long_text), 100000);
    assert_false(arena.failed);
    cu_arena_free(&arena);
}

static void test_printf_that_cannot_be(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    const wchar_t no_character[] = { (wchar_t)0x7FFFFFFF, 0 };
    assert_null(cu_arena_printf(&arena, "%ls", no_character));
    assert_true(arena.failed);
    cu_arena_free(&arena);
    assert_false(arena.failed);
}

static void test_failure_is_sticky(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_test_alloc_fail_at(1, false);
    assert_null(cu_arena_alloc(&arena, 1));
    assert_true(arena.failed);
    assert_non_null(cu_arena_alloc(&arena, 1));
    assert_true(arena.failed);
    cu_arena_release(&arena, (cu_arena_mark){ NULL, NULL });
    assert_true(arena.failed);
    cu_arena_free(&arena);
    assert_false(arena.failed);
}

static bool do_everything(cu_arena *arena)
{
    bool ok = cu_arena_alloc(arena, 5000) && cu_arena_alloc_zero(arena, 9000) &&
              cu_arena_alloc_array(arena, 100, 100) && cu_arena_copy(arena, "x", 1) &&
              cu_arena_alloc(arena, 100000) && cu_arena_printf(arena, "%*d", 30000, 1) &&
              cu_arena_printf(arena, "%*d", 200, 1);
    for (int i = 0; ok && i < 1000; i++)
        ok = cu_arena_strdup(arena, "seventeen letters") &&
             cu_arena_strndup(arena, "seventeen letters", 9);
    return ok;
}

static void test_every_allocation_failing(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_arena arena;
        cu_arena_init(&arena, 0);
        cu_test_alloc_fail_at(n, false);
        bool ok = do_everything(&arena);
        bool tried = cu_test_alloc_count() >= n;
        assert_int_equal(ok, !tried);
        assert_int_equal(arena.failed, tried);
        cu_arena_free(&arena);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (!tried)
            break;
        assert_true(n < 100);
    }
}

static void test_impossible_sizes(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    assert_null(cu_arena_alloc(&arena, SIZE_MAX));
    assert_true(arena.failed);
    cu_arena_free(&arena);
    assert_null(cu_arena_alloc_array(&arena, SIZE_MAX / 2, 3));
    assert_true(arena.failed);
    cu_arena_free(&arena);
    assert_null(cu_arena_strndup(&arena, "x", SIZE_MAX));
    assert_true(arena.failed);
    cu_arena_free(&arena);
    assert_null(cu_arena_alloc(&arena, SIZE_MAX / 2 - 100));
    assert_true(arena.failed);
    cu_arena_free(&arena);
}

#if CU_POISONS
static void test_poison(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_arena_mark empty = cu_arena_mark_now(&arena);
    char *first = filled_block(&arena, 13);
    assert_false(__asan_address_is_poisoned(first));
    assert_false(__asan_address_is_poisoned(first + 12));
    assert_true(__asan_address_is_poisoned(first + 13));
    cu_arena_mark mark = cu_arena_mark_now(&arena);
    char *second = filled_block(&arena, 8);
    assert_true(second >= first + 16 + 8);
    assert_true(__asan_address_is_poisoned(second - 1));
    assert_true(__asan_address_is_poisoned(second + 8));
    cu_arena_release(&arena, mark);
    assert_true(__asan_address_is_poisoned(second));
    assert_false(__asan_address_is_poisoned(first));
    char *large = filled_block(&arena, 100001);
    assert_false(__asan_address_is_poisoned(large + 100000));
    assert_true(__asan_address_is_poisoned(large + 100001));
    cu_arena_release(&arena, empty);
    cu_arena_free(&arena);
}
#endif

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_takes_no_memory_before_use),
        TEST(test_blocks_are_aligned_and_apart),
        TEST(test_chunks_grow_to_a_limit),
        TEST(test_large_blocks_keep_the_shared_chunk),
        TEST(test_middling_blocks_make_larger_chunks),
        TEST(test_release_to_marks),
        TEST(test_zeroed_and_copied),
        TEST(test_printf),
        TEST(test_printf_that_cannot_be),
        TEST(test_failure_is_sticky),
        TEST(test_every_allocation_failing),
        TEST(test_impossible_sizes),
#if CU_POISONS
        TEST(test_poison),
#endif
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
