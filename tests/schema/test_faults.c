#include "schema/faults.h"

#include "support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_none(void **state)
{
    (void)state;
    cu_faults faults;
    cu_error error;
    cu_faults_init(&faults);
    cu_error_init(&error);
    assert_int_equal(cu_faults_report(&faults, &error), CUPEL_OK);
    assert_int_equal(error.public.code, CUPEL_OK);
    cu_faults_free(&faults);
}

static void test_one_and_several(void **state)
{
    (void)state;
    cu_faults faults;
    cu_error error;
    cu_faults_init(&faults);
    cu_error_init(&error);
    cu_fault_add(&faults, CUPEL_NO_REFERENCED_TABLE, "no table '%s'", "a\nb\rc");
    assert_int_equal(cu_faults_report(&faults, &error), CUPEL_NO_REFERENCED_TABLE);
    assert_string_equal(error.public.text, "no table 'a b c'");
    cu_fault_add(&faults, CUPEL_INVALID_ARGUMENT, "second");
    cu_fault_add(&faults, CUPEL_MAPPING_ERROR, "third %d", 3);
    assert_int_equal(faults.count, 3);
    /* The code of the first. */
    assert_int_equal(cu_faults_report(&faults, &error), CUPEL_NO_REFERENCED_TABLE);
    assert_string_equal(error.public.text, "3 mistakes:\nno table 'a b c'\nsecond\nthird 3");
    /* Lack of memory outweighs them all: they may come from it. */
    cu_fault_no_memory(&faults);
    assert_int_equal(cu_faults_report(&faults, &error), CUPEL_NO_MEMORY);
    cu_error_free(&error);
    cu_faults_free(&faults);
}

static void test_very_many(void **state)
{
    (void)state;
    cu_faults faults;
    cu_error error;
    cu_faults_init(&faults);
    cu_error_init(&error);
    for (int i = 0; i < 100000; i++)
        cu_fault_add(&faults, CUPEL_INVALID_ARGUMENT, "a mistake with number %d", i);
    assert_int_equal(cu_faults_report(&faults, &error), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(strncmp(error.public.text, "100000 mistakes:\na mistake", 26), 0);
    cu_error_free(&error);
    cu_faults_free(&faults);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_faults faults;
        cu_error error;
        cu_faults_init(&faults);
        cu_error_init(&error);
        cu_test_alloc_fail_at(n, false);
        cu_fault_add(&faults, CUPEL_INVALID_ARGUMENT, "one");
        cu_fault_add(&faults, CUPEL_INVALID_ARGUMENT, "two");
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(cu_faults_report(&faults, &error),
                         all ? CUPEL_INVALID_ARGUMENT : CUPEL_NO_MEMORY);
        assert_int_equal(faults.count, 2);
        cu_error_free(&error);
        cu_faults_free(&faults);
        if (all)
            break;
    }
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_none),
        TEST(test_one_and_several),
        TEST(test_very_many),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
