#include "base/map.h"

#include "../support/failing_alloc.h"
#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void test_empty(void **state)
{
    (void)state;
    cu_map map = { 0 };
    size_t position = 0;
    assert_null(cu_map_get(&map, "a", 1));
    assert_null(cu_map_get_text(&map, "a"));
    assert_null(cu_map_get_pointer(&map, &map));
    assert_null(cu_map_remove(&map, "a", 1));
    assert_null(cu_map_remove_text(&map, "a"));
    assert_null(cu_map_remove_pointer(&map, &map));
    assert_null(cu_map_next(&map, &position));
    cu_map_clear(&map);
    cu_map_free(&map);
    cu_map_free(&map);
}

static void test_text_keys(void **state)
{
    (void)state;
    int one = 1, two = 2, three = 3;
    cu_map map = { 0 };
    char key[] = "key", same[] = "key";
    assert_true(cu_map_put_text(&map, key, &one));
    assert_ptr_equal(cu_map_get_text(&map, same), &one);
    assert_ptr_equal(cu_map_get(&map, "keys", 3), &one);
    assert_null(cu_map_get_text(&map, "keys"));
    assert_null(cu_map_get_text(&map, ""));
    /* Replaced, and the map refers to the new key. */
    assert_true(cu_map_put_text(&map, same, &two));
    memset(key, 'x', 3);
    assert_ptr_equal(cu_map_get_text(&map, "key"), &two);
    assert_int_equal(map.count, 1);
    assert_true(cu_map_put(&map, "", 0, &three));
    assert_ptr_equal(cu_map_get_text(&map, ""), &three);
    assert_ptr_equal(cu_map_remove_text(&map, ""), &three);
    assert_null(cu_map_remove_text(&map, ""));
    assert_ptr_equal(cu_map_remove(&map, "key", 3), &two);
    assert_int_equal(map.count, 0);
    cu_map_free(&map);
}

static void test_keys_with_nul(void **state)
{
    (void)state;
    int one = 1, two = 2;
    cu_map map = { 0 };
    assert_true(cu_map_put(&map, "a\0b", 3, &one));
    assert_true(cu_map_put(&map, "a\0c", 3, &two));
    assert_ptr_equal(cu_map_get(&map, "a\0b", 3), &one);
    assert_ptr_equal(cu_map_get(&map, "a\0c", 3), &two);
    assert_null(cu_map_get(&map, "a\0", 2));
    cu_map_free(&map);
}

static void test_null_is_no_key_but_a_value(void **state)
{
    (void)state;
    cu_map map = { 0 };
    assert_false(cu_map_put(&map, NULL, 0, &map));
    assert_false(cu_map_put_text(&map, NULL, &map));
    assert_false(cu_map_put_pointer(&map, NULL, &map));
    assert_int_equal(cu_test_alloc_count(), 0);
    assert_true(cu_map_put_text(&map, "a", NULL));
    assert_null(cu_map_get_text(&map, "a"));
    assert_null(cu_map_get_text(&map, NULL));
    assert_null(cu_map_remove_text(&map, NULL));
    assert_null(cu_map_get_pointer(&map, NULL));
    assert_int_equal(map.count, 1);
    size_t position = 0;
    assert_string_equal(cu_map_next(&map, &position)->key, "a");
    assert_null(cu_map_next(&map, &position));
    cu_map_free(&map);
}

static void test_pointer_keys(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    static char places[COUNT]; /* equal contents: only the address counts */
    cu_map map = { 0 };
    for (size_t i = 0; i < COUNT; i += 2)
        assert_true(cu_map_put_pointer(&map, &places[i], &places[COUNT - 1 - i]));
    for (size_t i = 0; i < COUNT; i++)
        assert_ptr_equal(cu_map_get_pointer(&map, &places[i]),
                         i % 2 ? NULL : &places[COUNT - 1 - i]);
    for (size_t i = 0; i < COUNT; i++)
        assert_ptr_equal(cu_map_remove_pointer(&map, &places[i]),
                         i % 2 ? NULL : &places[COUNT - 1 - i]);
    assert_int_equal(map.count, 0);
    cu_map_free(&map);
}

static void test_next_meets_each_once(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static char met[COUNT];
    memset(met, 0, sizeof met);
    cu_map map = { 0 };
    for (size_t i = 0; i < COUNT; i++)
        assert_true(cu_map_put_pointer(&map, &met[i], &met[i]));
    size_t position = 0;
    for (const cu_map_entry *entry; (entry = cu_map_next(&map, &position));) {
        assert_ptr_equal(entry->key, entry->value);
        assert_int_equal(entry->length, 0);
        ++*(char *)entry->value;
    }
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(met[i], 1);
    size_t capacity = map.capacity;
    cu_map_clear(&map);
    assert_int_equal(map.count, 0);
    assert_int_equal(map.capacity, capacity);
    position = 0;
    assert_null(cu_map_next(&map, &position));
    assert_null(cu_map_get_pointer(&map, &met[3]));
    cu_map_free(&map);
}

/* Random puts and removes, compared with an array that knows what must be there. */
static void test_agrees_with_a_plain_array(void **state)
{
    (void)state;
    enum { KEYS = 300 };
    static char keys[KEYS][16];
    void *expected[KEYS] = { NULL };
    size_t count = 0;
    cu_map map = { 0 };
    for (int i = 0; i < KEYS; i++)
        snprintf(keys[i], sizeof keys[i], "k%d", i);
    for (int step = 0; step < 200000; step++) {
        uint64_t random = cu_test_random();
        /* Phases of mostly growing and mostly shrinking. */
        bool put = (random >> 40) % 10 < ((step / 3000) % 2 ? 3 : 7);
        size_t key = (size_t)(random % KEYS);
        if (put) {
            void *value = &expected[(random >> 20) % KEYS];
            assert_true(cu_map_put_text(&map, keys[key], value));
            count += !expected[key];
            expected[key] = value;
        } else {
            assert_ptr_equal(cu_map_remove_text(&map, keys[key]), expected[key]);
            count -= expected[key] != NULL;
            expected[key] = NULL;
        }
        assert_int_equal(map.count, count);
        if (step % 500 == 0)
            for (int i = 0; i < KEYS; i++)
                assert_ptr_equal(cu_map_get_text(&map, keys[i]), expected[i]);
    }
    cu_map_free(&map);
}

static void test_load_stays_below_three_quarters(void **state)
{
    (void)state;
    static char places[100000];
    cu_map map = { 0 };
    for (size_t i = 0; i < sizeof places; i++) {
        assert_true(cu_map_put_pointer(&map, &places[i], &map));
        assert_true(map.count * 4 <= map.capacity * 3);
        assert_int_equal(map.capacity & (map.capacity - 1), 0);
    }
    assert_int_equal(map.count, sizeof places);
    cu_map_free(&map);
}

static void test_every_allocation_failing(void **state)
{
    (void)state;
    static char places[100];
    for (size_t n = 1;; n++) {
        cu_map map = { 0 };
        size_t failed = 0;
        cu_test_alloc_fail_at(n, false);
        for (size_t i = 0; i < sizeof places; i++) {
            size_t count = map.count;
            if (!cu_map_put_pointer(&map, &places[i], &places[i])) {
                failed++;
                assert_int_equal(map.count, count);
                assert_null(cu_map_get_pointer(&map, &places[i]));
                /* A key that is there needs no memory. */
                assert_true(i == 0 || cu_map_put_pointer(&map, &places[0], &places[0]));
                assert_true(cu_map_put_pointer(&map, &places[i], &places[i]));
            }
        }
        bool tried = cu_test_alloc_count() >= n;
        assert_int_equal(failed, tried);
        assert_int_equal(map.count, sizeof places);
        for (size_t i = 0; i < sizeof places; i++)
            assert_ptr_equal(cu_map_get_pointer(&map, &places[i]), &places[i]);
        cu_map_free(&map);
        if (!tried)
            break;
    }
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_empty),
        TEST(test_text_keys),
        TEST(test_keys_with_nul),
        TEST(test_null_is_no_key_but_a_value),
        TEST(test_pointer_keys),
        TEST(test_next_meets_each_once),
        TEST(test_agrees_with_a_plain_array),
        TEST(test_load_stays_below_three_quarters),
        TEST(test_every_allocation_failing),
    };
    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
