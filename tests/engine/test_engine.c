#include "engine/engine.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"
#include "../support/temporary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void test_open(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite:///nowhere/at/all.db?busy_timeout=1");
    /* Nothing is connected to yet. */
    assert_int_equal(cupel_engine_error(engine)->code, CUPEL_OK);
    assert_string_equal(cupel_engine_error(engine)->text, "");
    assert_string_equal(cupel_engine_url(engine), "sqlite:///nowhere/at/all.db?busy_timeout=1");
    assert_string_equal(cupel_engine_dialect(engine), "sqlite");
    cupel_pool_status pool = cupel_engine_pool_status(engine);
    assert_int_equal(pool.size, 5);
    assert_int_equal(pool.opened, 0);
    cupel_cache_status cache = cupel_engine_cache_status(engine);
    assert_int_equal(cache.capacity, 512);
    assert_int_equal(cache.entries, 0);
    cupel_engine_close(engine);
}

static void test_in_memory(void **state)
{
    (void)state;
    static const char *const urls[] = { "sqlite://", "sqlite:///",
                                        "sqlite:///:memory:", "sqlite:///x.db?mode=memory" };
    for (size_t i = 0; i < CU_LENGTH(urls); i++) {
        cupel_engine *engine = cupel_engine_open(urls[i]);
        assert_int_equal(cupel_engine_error(engine)->code, CUPEL_OK);
        assert_true(engine->in_memory);
        assert_int_equal(cupel_engine_pool_status(engine).size, 1);
        cupel_engine_close(engine);
    }
}

static void expect_failure(const char *url, const cupel_engine_options *options, cupel_code code,
                           const char *text)
{
    cupel_engine *engine = cupel_engine_open_with(url, options);
    assert_non_null(engine);
    assert_int_equal(cupel_engine_error(engine)->code, code);
    if (!strstr(cupel_engine_error(engine)->text, text))
        fail_msg("%s", cupel_engine_error(engine)->text);
    assert_string_equal(cupel_engine_dialect(engine), "");
    /* Every use of it fails the same way. */
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, code);
    assert_string_equal(cupel_connection_error(connection)->text, cupel_engine_error(engine)->text);
    assert_int_equal(cupel_connection_begin(connection), code);
    assert_int_equal(cupel_execute_script(connection, "SELECT 1"), code);
    assert_null(cupel_execute(connection, "SELECT 1"));
    cupel_connection_close(connection);
    cupel_pool_status pool = cupel_engine_pool_status(engine);
    assert_int_equal(pool.size, 0);
    assert_int_equal(cupel_engine_cache_status(engine).capacity, 0);
    cupel_engine_dispose(engine);
    cupel_engine_close(engine);
}

static void test_failures(void **state)
{
    (void)state;
    expect_failure(NULL, NULL, CUPEL_INVALID_ARGUMENT, "is NULL");
    expect_failure("shop.db", NULL, CUPEL_INVALID_ARGUMENT, "'://'");
    expect_failure("sqlite://shop.db", NULL, CUPEL_INVALID_ARGUMENT, "sqlite:///name.db");
    expect_failure("nosuch://h/d", NULL, CUPEL_NO_SUCH_MODULE, "no dialect 'nosuch'; there are: ");
    expect_failure("oracle://h/d", NULL, CUPEL_NO_SUCH_MODULE,
                   "cupel writes SQL for 'oracle', but has no driver to connect with");
    expect_failure("nosuch://h/d", NULL, CUPEL_NO_SUCH_MODULE, "sqlite");
    expect_failure("sqlite+pysqlite://", NULL, CUPEL_NO_SUCH_MODULE, "no driver 'pysqlite'");
    expect_failure("sqlite:///x?nosuch=1", NULL, CUPEL_INVALID_ARGUMENT, "'nosuch'");
    expect_failure("sqlite://", &(cupel_engine_options){ .pool_size = -3 }, CUPEL_INVALID_ARGUMENT,
                   ".pool_size is -3");
}

static void test_driver_name(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite+sqlite3://");
    assert_int_equal(cupel_engine_error(engine)->code, CUPEL_OK);
    cupel_engine_close(engine);
}

static void test_null(void **state)
{
    (void)state;
    assert_int_equal(cupel_engine_error(NULL)->code, CUPEL_INVALID_ARGUMENT);
    assert_string_equal(cupel_engine_url(NULL), "");
    assert_string_equal(cupel_engine_dialect(NULL), "");
    assert_int_equal(cupel_engine_pool_status(NULL).size, 0);
    assert_int_equal(cupel_engine_cache_status(NULL).capacity, 0);
    cupel_engine_dispose(NULL);
    cupel_engine_close(NULL);
    cupel_connection *connection = cupel_connect(NULL);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_INVALID_ARGUMENT);
    cupel_connection_close(connection);
}

static void test_password_is_hidden(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    assert_string_equal(cupel_engine_url(engine), "fake://user:***@host/name");
    cu_fake.refuse = 1;
    cupel_connection *connection = cupel_connect(engine);
    const cupel_error *error = cupel_connection_error(connection);
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_string_equal(error->text, "connecting to fake://user:***@host/name: refused");
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

static void test_no_driver(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cu_fake.no_module = true;
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_NO_SUCH_MODULE);
    assert_non_null(strstr(cupel_connection_error(connection)->text, "cupel-fake"));
    cupel_connection_close(connection);
    /* Of another version. */
    cu_fake.no_module = false;
    cu_fake.format = CUPEL_DRIVER_FORMAT + 1;
    connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_NO_SUCH_MODULE);
    assert_non_null(strstr(cupel_connection_error(connection)->text, "format"));
    cupel_connection_close(connection);
    /* It is looked for again. */
    cu_fake.format = CUPEL_DRIVER_FORMAT;
    connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OK);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

/* The engine goes with the last that uses it. */
static void test_closed_with_connections_out(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = cupel_connect(engine), *two = cupel_connect(engine);
    cupel_engine_close(engine);
    assert_int_equal(cu_fake.open, 2);
    assert_int_equal(cupel_execute_script(one, "X"), CUPEL_OK);
    cupel_connection_close(one);
    cupel_result *result = cupel_execute(two, "SELECT 3");
    assert_non_null(result);
    assert_non_null(cupel_result_next(result));
    cupel_connection_close(two);
    assert_int_equal(cu_fake.open, 0);
    assert_int_equal(cu_fake.closes, 2);
}

static void test_dispose(void **state)
{
    (void)state;
    cupel_engine *engine = cu_test_fake_open(NULL);
    cupel_connection *one = cupel_connect(engine), *two = cupel_connect(engine);
    cupel_connection_close(one);
    cupel_pool_status status = cupel_engine_pool_status(engine);
    assert_int_equal(status.idle, 1);
    assert_int_equal(status.in_use, 1);
    cupel_engine_dispose(engine);
    assert_int_equal(cu_fake.open, 1);
    assert_int_equal(cupel_execute_script(two, "X"), CUPEL_OK);
    cupel_connection_close(two);
    assert_int_equal(cu_fake.open, 0);
    /* Connections are opened anew. */
    one = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(one)->code, CUPEL_OK);
    cupel_connection_close(one);
    status = cupel_engine_pool_status(engine);
    assert_int_equal(status.idle, 1);
    assert_int_equal(status.opened, 3);
    assert_int_equal(status.checkouts, 3);
    assert_int_equal(status.invalidated, 2);
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        cupel_engine *engine = cupel_engine_open("sqlite:///x.db?cache_size=5");
        bool over = cu_test_alloc_count() < n;
        assert_non_null(engine);
        assert_int_equal(cupel_engine_error(engine)->code, over ? CUPEL_OK : CUPEL_NO_MEMORY);
        if (!over) {
            cupel_connection *connection = cupel_connect(engine);
            assert_int_equal(cupel_connection_error(connection)->code, CUPEL_NO_MEMORY);
            cupel_connection_close(connection);
            cu_engine_reference(engine);
            cu_engine_release(engine);
        }
        cupel_engine_close(engine);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
    cu_test_alloc_fail_at(0, false);
}

/* Where there is no memory for anything, connections say so as well. */
static void test_no_memory_at_all(void **state)
{
    (void)state;
    cu_test_alloc_fail_at(1, true);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_engine_error(engine)->code, CUPEL_NO_MEMORY);
    assert_string_equal(cupel_engine_url(engine), "");
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_NO_MEMORY);
    assert_int_equal(cupel_connection_commit(connection), CUPEL_NO_MEMORY);
    cupel_connection_close(connection);
    cupel_engine_dispose(engine);
    cupel_engine_close(engine);
    cupel_engine_close(engine); /* the stand-in is not counted */
    cu_test_alloc_fail_at(0, false);
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
        TEST(test_open),
        TEST(test_in_memory),
        TEST(test_failures),
        TEST(test_driver_name),
        TEST(test_null),
        TEST(test_password_is_hidden),
        TEST(test_no_driver),
        TEST(test_closed_with_connections_out),
        TEST(test_dispose),
        TEST(test_no_memory),
        TEST(test_no_memory_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
