#include "engine/client.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "../support/failing_alloc.h"

typedef int (*compare_function)(const char *left, const char *right);
typedef struct text_functions {
    compare_function compare, compare_any_case;
} text_functions;

static const char *const text_names[] = { "strcmp", "strcasecmp" };
static const char *const c_library[] = { "libmissing.so.1", "libc.so.6", NULL };

static int opened_times;

static void note_opened(void)
{
    opened_times++;
}

static void test_open(void **state)
{
    (void)state;
    text_functions functions = { 0 };
    cu_client client = { .database = "C",
                         .files = c_library,
                         .package = "libc6",
                         .names = text_names,
                         .count = 2,
                         .functions = &functions,
                         .opened = note_opened };
    cu_error error;
    cu_error_init(&error);
    opened_times = 0;
    assert_int_equal(cu_client_open(&client, &error), CUPEL_OK);
    assert_int_equal(functions.compare("a", "A") != 0, 1);
    assert_int_equal(functions.compare_any_case("a", "A"), 0);
    /* Once is enough. */
    assert_int_equal(cu_client_open(&client, &error), CUPEL_OK);
    assert_int_equal(opened_times, 1);
    assert_int_equal(cu_error_code(&error), CUPEL_OK);
    cu_error_free(&error);
}

static void test_no_library(void **state)
{
    (void)state;
    static const char *const files[] = { "libmissing.so.1", "libmissing.so", NULL };
    text_functions functions = { 0 };
    cu_client client = { .database = "Missing",
                         .files = files,
                         .package = "libmissing1",
                         .names = text_names,
                         .count = 2,
                         .functions = &functions,
                         .opened = note_opened };
    cu_error error;
    cu_error_init(&error);
    opened_times = 0;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(cu_client_open(&client, &error), CUPEL_NO_SUCH_MODULE);
        assert_non_null(strstr(error.public.text,
                               "the client library of Missing cannot be opened; install the "
                               "package libmissing1 (libmissing.so.1: "));
        cu_error_clear(&error);
    }
    assert_int_equal(opened_times, 0);
    assert_null(functions.compare);
    cu_error_free(&error);
}

static void test_no_function(void **state)
{
    (void)state;
    static const char *const names[] = { "strcmp", "strcmp_of_tomorrow" };
    text_functions functions = { 0 };
    cu_client client = { .database = "C",
                         .files = c_library,
                         .package = "libc6",
                         .names = names,
                         .count = 2,
                         .functions = &functions,
                         .opened = note_opened };
    cu_error error;
    cu_error_init(&error);
    opened_times = 0;
    assert_int_equal(cu_client_open(&client, &error), CUPEL_NO_SUCH_MODULE);
    assert_string_equal(error.public.text,
                        "the client library of C has no function 'strcmp_of_tomorrow'; it is too "
                        "old: install a newer version of the package libc6");
    assert_int_equal(opened_times, 0);
    assert_false(client.ready);
    cu_error_free(&error);
}

static text_functions shared_functions;
static cu_client shared_client = { .database = "C",
                                   .files = c_library,
                                   .package = "libc6",
                                   .names = text_names,
                                   .count = 2,
                                   .functions = &shared_functions,
                                   .opened = note_opened };

static void *open_shared(void *data)
{
    cu_error error;
    cu_error_init(&error);
    bool *worked = data;
    *worked = cu_client_open(&shared_client, &error) == CUPEL_OK &&
              shared_functions.compare("b", "b") == 0;
    cu_error_free(&error);
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    pthread_t threads[8];
    bool worked[8] = { false };
    opened_times = 0;
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_shared, &worked[i]), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 8; i++)
        assert_true(worked[i]);
    assert_int_equal(opened_times, 1);
}

#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_open),
        TEST(test_no_library),
        TEST(test_no_function),
        TEST(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
