#include "engine/engine.h"

#include "../support/failing_alloc.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static cupel_engine_options settle(cupel_engine_options options, bool in_memory)
{
    cu_error error;
    cu_error_init(&error);
    assert_int_equal(cu_engine_options_settle(&options, in_memory, &error), CUPEL_OK);
    cu_error_free(&error);
    return options;
}

static void test_defaults(void **state)
{
    (void)state;
    cupel_engine_options options = settle((cupel_engine_options){ 0 }, false);
    assert_int_equal(options.pool, CUPEL_POOL_QUEUE);
    assert_int_equal(options.pool_size, 5);
    assert_int_equal(options.max_overflow, 10);
    assert_int_equal(options.pool_timeout, 30000);
    assert_int_equal(options.pool_recycle, 0);
    assert_int_equal(options.statement_cache_size, 512);
    assert_int_equal(options.prepared_cache_size, 128);
    assert_false(options.echo);
}

static void test_in_memory(void **state)
{
    (void)state;
    cupel_engine_options options = settle(
        (cupel_engine_options){ .pool_size = 7, .pool_recycle = 5, .pool_pre_ping = true }, true);
    assert_int_equal(options.pool, CUPEL_POOL_SINGLE);
    assert_int_equal(options.pool_size, 1);
    assert_int_equal(options.max_overflow, 0);
    assert_int_equal(options.pool_recycle, 0);
    assert_false(options.pool_pre_ping);
    options = settle((cupel_engine_options){ .pool = CUPEL_POOL_QUEUE }, true);
    assert_int_equal(options.pool, CUPEL_POOL_QUEUE);
    assert_int_equal(options.pool_size, 5);
}

static void test_kinds(void **state)
{
    (void)state;
    cupel_engine_options options =
        settle((cupel_engine_options){ .pool = CUPEL_POOL_SINGLE, .pool_recycle = 5 }, false);
    assert_int_equal(options.pool_size, 1);
    assert_int_equal(options.max_overflow, 0);
    assert_int_equal(options.pool_recycle, 5);
    options = settle((cupel_engine_options){ .pool = CUPEL_POOL_NONE }, false);
    assert_int_equal(options.pool_size, 0);
    assert_int_equal(options.max_overflow, INT_MAX);
}

static void test_none(void **state)
{
    (void)state;
    cupel_engine_options options =
        settle((cupel_engine_options){ .max_overflow = CUPEL_NO_OVERFLOW,
                                       .statement_cache_size = CUPEL_NO_CACHE,
                                       .prepared_cache_size = CUPEL_NO_CACHE },
               false);
    assert_int_equal(options.max_overflow, 0);
    assert_int_equal(options.statement_cache_size, 0);
    assert_int_equal(options.prepared_cache_size, 0);
    /* The sum is still a number. */
    options = settle((cupel_engine_options){ .pool_size = 100, .max_overflow = INT_MAX }, false);
    assert_int_equal(options.max_overflow, INT_MAX - 100);
}

static void test_echo_file(void **state)
{
    (void)state;
    cupel_engine_options options = settle((cupel_engine_options){ .echo_file = stderr }, false);
    assert_true(options.echo);
}

static void test_wrong(void **state)
{
    (void)state;
    static const struct {
        cupel_engine_options options;
        const char *name;
    } cases[] = {
        { { .pool_size = -1 }, ".pool_size" },
        { { .max_overflow = -2 }, ".max_overflow" },
        { { .pool_timeout = -1 }, ".pool_timeout" },
        { { .pool_recycle = -1 }, ".pool_recycle" },
        { { .statement_cache_size = -2 }, ".statement_cache_size" },
        { { .prepared_cache_size = INT_MIN }, ".prepared_cache_size" },
        { { .pool = (cupel_pool_kind)4 }, ".pool " },
        { { .pool = (cupel_pool_kind)-1 }, ".pool " },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_engine_options options = cases[i].options;
        cu_error error;
        cu_error_init(&error);
        assert_int_equal(cu_engine_options_settle(&options, false, &error), CUPEL_INVALID_ARGUMENT);
        assert_non_null(strstr(error.public.text, cases[i].name));
        cu_error_free(&error);
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_defaults), TEST(test_in_memory), TEST(test_kinds),
        TEST(test_none),     TEST(test_echo_file), TEST(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
