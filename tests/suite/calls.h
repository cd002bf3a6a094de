/*
 * suite/calls.h - what functions that run queries send: the statements that query/expected.txt has for their number,
 * with the values, on each dialect.
 *
 * A database that is not there stands in for each of the five, so that those without a driver are asked as well.  On the
 * database of this program's run the statements are the same, and what they give is looked at.
 *
 *     static void R011(cupel_session *session)
 *     {
 *         tell_user(cupel_one(...));
 *     }
 *     ...
 *     static const call calls[] = { CALL(R011, "2"), ... };
 *     return run_calls(calls, sizeof calls / sizeof calls[0]);
 */
#ifndef CU_TEST_SUITE_CALLS_H
#define CU_TEST_SUITE_CALLS_H

#include <cupel.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct call {
    const char *name;
    void (*make)(cupel_session *session);
    const char *gives; /* what it tells of the rows of query/data.c, or of its error */
} call;

#define CALL(function, gives)      \
    {                              \
#        function, function, gives \
    }

/* Says what a call gave; blanks come in between. */
__attribute__((format(printf, 1, 2))) void tell(const char *format, ...);

/* A cmocka test for each dialect, and one for the database; what main() returns. */
int run_calls(const call *all, size_t count);

#endif
