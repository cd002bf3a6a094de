#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_parts(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_error error;
    cu_error_init(&error);
    cupel_connection *connection = cu_connection_checkout(engine, &error);
    assert_non_null(connection);
    assert_ptr_equal(connection->engine, engine);
    assert_ptr_equal(connection->engine->dialect, &cu_test_dialect);
    assert_false(cu_connection_in_transaction(connection));
    cu_connection_return(connection);
    cupel_engine_close(engine);
}

/* What comes back is as it was when new. */
static void test_returned_clean(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_error error;
    cu_error_init(&error);
    cu_compiled *compiled = cu_compiled_text("SELECT 3", 0, false);
    assert_non_null(compiled);
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    assert_non_null(cupel_execute(connection, "SELECT 2"));
    assert_non_null(cupel_execute(connection, "SELECT 2"));
    cu_cursor cursor = { 0 }; /* forgotten */
    assert_int_equal(cu_cursor_open(&cursor, connection, compiled, NULL, &error), CUPEL_OK);
    assert_null(cupel_execute(connection, "BAD"));
    cupel_connection_close(connection);
    cupel_connection *again = cupel_connect(engine);
    assert_ptr_equal(again, connection);
    assert_int_equal(cupel_connection_error(again)->code, CUPEL_OK);
    assert_null(again->results);
    assert_false(cu_connection_in_transaction(again));
    for (cu_prepared *prepared = again->prepared.newest; prepared; prepared = prepared->older)
        assert_false(prepared->busy);
    assert_int_equal(cupel_connection_begin(again), CUPEL_OK);
    cupel_connection_close(again);
    cu_compiled_release(compiled);
    cupel_engine_close(engine);
    cu_error_free(&error);
}

static void test_invalidate(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = cupel_connect(engine), *two = cupel_connect(engine);
    cupel_connection_close(two);
    cu_connection_invalidate(one);
    cu_connection_invalidate(one);
    assert_int_equal(cu_fake.open, 1);
    assert_int_equal(cupel_engine_pool_status(engine).invalidated, 1);
    assert_int_equal(cupel_connection_begin(one), CUPEL_DISCONNECTED);
    assert_null(cupel_execute(one, "SELECT 1"));
    assert_int_equal(cupel_connection_error(one)->code, CUPEL_DISCONNECTED);
    cupel_connection_close(one);
    assert_int_equal(cu_fake.open, 0);
    cupel_engine_close(engine);
}

/* A connection that was lost is left alone: no ROLLBACK is sent to it. */
static void test_lost_ones_are_left_alone(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    cu_fake.dead = true;
    assert_int_equal(cupel_execute_script(connection, "X"), CUPEL_DISCONNECTED);
    int executes = cu_fake.executes;
    cupel_connection_close(connection);
    assert_int_equal(cu_fake.executes, executes);
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cupel_engine *engine = cu_test_fake_open(NULL);
        cu_test_alloc_fail_at(n, false);
        cupel_connection *connection = cupel_connect(engine);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(cupel_connection_error(connection)->code,
                         over ? CUPEL_OK : CUPEL_NO_MEMORY);
        assert_int_equal(cupel_connection_begin(connection), over ? CUPEL_OK : CUPEL_NO_MEMORY);
        cupel_connection_close(connection);
        cupel_engine_close(engine);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
}

static int set_up(void **state)
{
    cu_test_fake_reset();
    return cu_test_alloc_setup(state);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_parts),      TEST(test_returned_clean),
        TEST(test_invalidate), TEST(test_lost_ones_are_left_alone),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
