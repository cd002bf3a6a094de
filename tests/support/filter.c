/*
 * support/filter.c - runs some tests of a program: those whose name matches the pattern in CUPEL_TEST, where
 * '*' stands for any text and '?' for any character.
 *
 *     CUPEL_TEST='test_push_*' build/gcc/tests/test_base_vector
 *
 * scripts/check-oom runs tests one by one so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

__attribute__((constructor)) static void filter_by_environment(void)
{
    const char *pattern = getenv("CUPEL_TEST");
    if (pattern)
        cmocka_set_test_filter(pattern);
}
