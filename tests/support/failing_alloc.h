/*
 * support/failing_alloc.h - an allocator for tests: it counts, it finds leaks
 * and it fails on demand.  It goes in through the public cupel_set_allocator.
 *
 * To try every allocation of a piece of work:
 *
 *     cu_test_alloc_install();
 *     for (size_t n = 1;; n++) {
 *         cu_test_alloc_fail_at(n, false);
 *         bool worked = work();
 *         if (cu_test_alloc_count() < n)
 *             break;                      // work() does not allocate n times: all were tried
 *         assert_false(worked);
 *         assert_int_equal(cu_test_alloc_live(), 0);
 *     }
 *     cu_test_alloc_uninstall();
 *
 * From outside a program, the environment does the same to a test that knows nothing of it:
 * CUPEL_FAIL_ALLOC=n fails allocation n after each install, CUPEL_FAIL_ALLOC_FROM=n that and all
 * later ones.  A test that calls cu_test_alloc_fail_at itself overrides them.  With CUPEL_ALLOC_REPORT set, each
 * uninstall prints on standard error how many allocations there were.  scripts/check-oom uses all three.
 *
 * CUPEL_FAIL_EACH=depth: each allocation that differs from those before in its `depth` innermost callers fails in a
 * copy of the program, which goes on to the end of the test while the program itself waits for it.  scripts/coverage
 * uses that: the lines that copies run count.  Copies share files and connections with the program, so its own
 * results mean nothing then.
 *
 * New memory is filled with a pattern, a block that grows always moves, and freed memory is
 * overwritten: whoever counts on zeroed memory or keeps old pointers is found out.
 */
#ifndef CU_TEST_SUPPORT_FAILING_ALLOC_H
#define CU_TEST_SUPPORT_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* Makes cupel use this allocator, from a count of 0; reads the environment. */
void cu_test_alloc_install(void);

/*
 * Starts counting again from 0.  Allocation n from now on (the first is 1) fails, and with from_then_on
 * all after it too; n = 0: none does.  Growing a block counts as an allocation, freeing does not.
 */
void cu_test_alloc_fail_at(size_t n, bool from_then_on);

/* Allocations asked for since install or the last cu_test_alloc_fail_at, failed ones included. */
size_t cu_test_alloc_count(void);

/* Blocks that were allocated and not freed, and their bytes. */
size_t cu_test_alloc_live(void);
size_t cu_test_alloc_bytes(void);

/*
 * Makes cupel use malloc again.  Blocks still live are leaks: they are listed on standard error, each with
 * its number, and the running test fails.  Where the environment makes allocations fail, an assertion may have cut
 * the test short; then they are listed, and freed.
 */
void cu_test_alloc_uninstall(void);

/* Install and uninstall as cmocka wants them: cmocka_unit_test_setup_teardown(test, these). */
int cu_test_alloc_setup(void **state);
int cu_test_alloc_teardown(void **state);

#endif
