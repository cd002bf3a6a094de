#include "sql/cache.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A statement whose SQL is a number. */
static cu_compiled *numbered(uint64_t number)
{
    char sql[32];
    snprintf(sql, sizeof sql, "SELECT %llu", (unsigned long long)number);
    cu_compiled *compiled = cu_compiled_text(sql, 0, false);
    assert_non_null(compiled);
    return compiled;
}

static void put(cu_statement_cache *cache, uint64_t number)
{
    cu_compiled *compiled = numbered(number);
    cu_cache_put(cache, &number, 1, compiled);
    cu_compiled_release(compiled);
}

/* Whether the cache has the statement of a number; it must be the right one. */
static bool has(cu_statement_cache *cache, uint64_t number)
{
    char sql[32];
    snprintf(sql, sizeof sql, "SELECT %llu", (unsigned long long)number);
    cu_compiled *compiled = cu_cache_get(cache, &number, 1);
    if (compiled)
        assert_string_equal(compiled->sql, sql);
    cu_compiled_release(compiled);
    return compiled != NULL;
}

static void test_get_and_put(void **state)
{
    (void)state;
    cu_statement_cache cache;
    assert_true(cu_cache_init(&cache, 10));
    assert_false(has(&cache, 1));
    put(&cache, 1);
    put(&cache, 2);
    assert_true(has(&cache, 1));
    assert_true(has(&cache, 2));
    assert_false(has(&cache, 3));
    assert_int_equal(cache.entries, 2);
    assert_int_equal(cache.hits, 2);
    assert_int_equal(cache.misses, 2);
    assert_true(cache.bytes > 2 * sizeof(cu_compiled));
    cu_cache_clear(&cache);
    assert_false(has(&cache, 1));
    assert_int_equal(cache.entries, 0);
    assert_int_equal(cache.bytes, 0);
    put(&cache, 1);
    assert_true(has(&cache, 1));
    cu_cache_free(&cache);
}

static void test_keys_are_compared_in_full(void **state)
{
    (void)state;
    cu_statement_cache cache;
    uint64_t words[] = { 1, 2, 3 }, others[] = { 1, 2, 4 };
    assert_true(cu_cache_init(&cache, 10));
    cu_compiled *three = numbered(3), *two = numbered(2), *none = numbered(0);
    cu_cache_put(&cache, words, 3, three);
    cu_cache_put(&cache, words, 2, two);
    cu_cache_put(&cache, words, 0, none);
    const struct {
        const uint64_t *words;
        size_t count;
        cu_compiled *expected;
    } cases[] = { { words, 3, three }, { words, 2, two },   { words, 0, none },
                  { words, 1, NULL },  { others, 3, NULL }, { others, 2, two } };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_compiled *found = cu_cache_get(&cache, cases[i].words, cases[i].count);
        assert_ptr_equal(found, cases[i].expected);
        cu_compiled_release(found);
    }
    cu_compiled_release(three);
    cu_compiled_release(two);
    cu_compiled_release(none);
    cu_cache_free(&cache);
}

static void test_least_recently_used_goes_first(void **state)
{
    (void)state;
    cu_statement_cache cache;
    assert_true(cu_cache_init(&cache, 3));
    put(&cache, 1);
    put(&cache, 2);
    put(&cache, 3);
    assert_true(has(&cache, 1));
    put(&cache, 4); /* 2 is the one used longest ago */
    assert_false(has(&cache, 2));
    assert_true(has(&cache, 3));
    assert_true(has(&cache, 1));
    assert_true(has(&cache, 4));
    put(&cache, 5);
    assert_false(has(&cache, 3));
    assert_int_equal(cache.entries, 3);
    cu_cache_free(&cache);
}

static void test_dropped_statements_live_on(void **state)
{
    (void)state;
    cu_statement_cache cache;
    uint64_t word = 1;
    assert_true(cu_cache_init(&cache, 1));
    put(&cache, 1);
    cu_compiled *compiled = cu_cache_get(&cache, &word, 1);
    put(&cache, 2);
    assert_false(has(&cache, 1));
    cu_cache_free(&cache);
    assert_string_equal(compiled->sql, "SELECT 1");
    cu_compiled_release(compiled);
}

static void test_first_stays(void **state)
{
    (void)state;
    cu_statement_cache cache;
    uint64_t word = 1;
    cu_compiled *first = numbered(1), *second = numbered(1);
    assert_true(cu_cache_init(&cache, 10));
    cu_cache_put(&cache, &word, 1, first);
    cu_cache_put(&cache, &word, 1, second);
    cu_compiled *found = cu_cache_get(&cache, &word, 1);
    assert_ptr_equal(found, first);
    assert_int_equal(cache.entries, 1);
    cu_compiled_release(found);
    cu_compiled_release(first);
    cu_compiled_release(second);
    cu_cache_free(&cache);
}

static void test_capacity_0(void **state)
{
    (void)state;
    cu_statement_cache cache;
    assert_true(cu_cache_init(&cache, 0));
    put(&cache, 1);
    assert_false(has(&cache, 1));
    assert_int_equal(cache.entries, 0);
    cu_cache_clear(&cache);
    cu_cache_free(&cache);
}

static void test_many(void **state)
{
    (void)state;
    cu_statement_cache cache;
    assert_true(cu_cache_init(&cache, 2000));
    for (uint64_t i = 0; i < 5000; i++)
        put(&cache, i);
    assert_int_equal(cache.entries, 2000);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(has(&cache, i), i >= 3000);
    cu_cache_free(&cache);
}

static void *use_cache(void *data)
{
    cu_statement_cache *cache = data;
    for (uint64_t i = 0; i < 2000; i++) {
        uint64_t number = i * 7 % 64;
        cu_compiled *compiled = cu_cache_get(cache, &number, 1);
        if (!compiled) {
            compiled = cu_compiled_text("SELECT", 0, false);
            if (!compiled)
                return NULL;
            cu_cache_put(cache, &number, 1, compiled);
        }
        cu_compiled_release(compiled);
    }
    return data;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    cu_statement_cache cache;
    pthread_t threads[THREADS];
    assert_true(cu_cache_init(&cache, 32));
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_cache, &cache), 0);
    void *results[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], &results[i]);
    for (size_t i = 0; i < THREADS; i++)
        assert_non_null(results[i]);
    assert_int_equal(cache.entries, 32);
    assert_int_equal(cache.hits + cache.misses, THREADS * 2000);
    cu_cache_free(&cache);
}

/* Where memory is short, nothing is kept, and what is kept stays right. */
static void test_no_memory(void **state)
{
    (void)state;
    cu_statement_cache cache;
    cu_test_alloc_fail_at(1, false);
    assert_false(cu_cache_init(&cache, 10));
    cu_test_alloc_fail_at(0, false);
    assert_true(cu_cache_init(&cache, 1000));
    uint64_t word = 1;
    cu_compiled *compiled = numbered(1);
    cu_test_alloc_fail_at(1, false);
    cu_cache_put(&cache, &word, 1, compiled);
    cu_test_alloc_fail_at(0, false);
    cu_compiled_release(compiled);
    assert_false(has(&cache, 1));
    for (uint64_t i = 0; i < 64; i++)
        put(&cache, i);
    /* The table cannot grow: its chains do. */
    compiled = numbered(64);
    word = 64;
    cu_test_alloc_fail_at(2, false);
    cu_cache_put(&cache, &word, 1, compiled);
    assert_int_equal(cu_test_alloc_count(), 2);
    cu_test_alloc_fail_at(0, false);
    cu_compiled_release(compiled);
    for (uint64_t i = 0; i <= 64; i++)
        assert_true(has(&cache, i));
    put(&cache, 65);
    for (uint64_t i = 0; i <= 65; i++)
        assert_true(has(&cache, i));
    cu_cache_free(&cache);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_get_and_put),
        TEST(test_keys_are_compared_in_full),
        TEST(test_least_recently_used_goes_first),
        TEST(test_dropped_statements_live_on),
        TEST(test_first_stays),
        TEST(test_capacity_0),
        TEST(test_many),
        TEST(test_threads),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
