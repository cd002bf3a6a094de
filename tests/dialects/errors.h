/*
 * errors.h - what a server's error must become.
 */
#ifndef CU_TEST_DIALECTS_ERRORS_H
#define CU_TEST_DIALECTS_ERRORS_H

#include <cupel/error.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct expectation {
    const char *sql;
    cupel_code code;
    cupel_reason reason;
    const char *sqlstate, *constraint, *table, *column;
    int driver_code;
} expectation;

static inline void check_error(const cupel_error *error, const expectation *expected)
{
    if (error->code != expected->code || error->reason != expected->reason)
        fail_msg("%s: %s, %s: %s", expected->sql, cupel_code_name(error->code),
                 cupel_reason_name(error->reason), error->text);
    assert_int_equal(error->driver_code, expected->driver_code);
    assert_string_equal(error->sqlstate, expected->sqlstate);
    assert_string_equal(error->constraint, expected->constraint);
    assert_string_equal(error->table, expected->table);
    assert_string_equal(error->column, expected->column);
    assert_string_equal(error->sql, expected->sql);
    assert_true(strlen(error->text) > 10);
}

#endif
