#include "base/error.h"
#include <cupel/sys/driver.h>

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_all_that_is_known(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    cupel_driver_failure failure = { .code = CUPEL_INTEGRITY_ERROR,
                                     .reason = CUPEL_REASON_UNIQUE,
                                     .driver_code = 2067,
                                     .sqlstate = "23505",
                                     .text = "100% taken",
                                     .constraint = "uq",
                                     .table = "users",
                                     .column = "name" };
    assert_int_equal(cupel_driver_fail(&error, &failure), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(error.public.code, CUPEL_INTEGRITY_ERROR);
    assert_int_equal(error.public.reason, CUPEL_REASON_UNIQUE);
    assert_int_equal(error.public.driver_code, 2067);
    assert_string_equal(error.public.sqlstate, "23505");
    assert_string_equal(error.public.text, "100% taken");
    assert_string_equal(error.public.constraint, "uq");
    assert_string_equal(error.public.table, "users");
    assert_string_equal(error.public.column, "name");
    cu_error_free(&error);
}

static void test_little_is_known(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    assert_int_equal(cupel_driver_fail(&error, &(cupel_driver_failure){ .code = CUPEL_TIMEOUT }),
                     CUPEL_TIMEOUT);
    assert_string_equal(error.public.text, "the database did not say why");
    assert_string_equal(error.public.table, "");
    /* A failure is one, whatever a driver says. */
    assert_int_equal(cupel_driver_fail(&error, &(cupel_driver_failure){ .code = CUPEL_OK }),
                     CUPEL_DATABASE_ERROR);
    assert_int_equal(cupel_driver_fail(&error, NULL), CUPEL_DATABASE_ERROR);
    assert_int_equal(error.public.code, CUPEL_DATABASE_ERROR);
    assert_int_equal(cupel_driver_fail(NULL, NULL), CUPEL_DATABASE_ERROR);
    cu_error_free(&error);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = { TEST(test_all_that_is_known), TEST(test_little_is_known) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
