/*
 * support/statements.h - what a piece of work sent to the database.
 *
 *     cu_test_statements log = { 0 };
 *     cupel_engine *engine = cupel_engine_open(url, .log = cu_test_statements_log, .log_data = &log);
 *     ...
 *     cu_test_statements_expect(&log, "BEGIN", "INSERT INTO t (a) VALUES (?) (5) 1 row", "COMMIT");
 *
 * A statement is its SQL and, unless it only begins, ends or marks a transaction, its parameters as
 * cupel_log_parameters() writes them, then how many rows it changed or gave, or how it failed:
 * "SELECT 1 () 1 row", "SELECT x () OPERATIONAL_ERROR".  Expecting empties the list.
 */
#ifndef CU_TEST_SUPPORT_STATEMENTS_H
#define CU_TEST_SUPPORT_STATEMENTS_H

#include <cupel/log.h>

#define CU_TEST_STATEMENTS_MOST 1000

typedef struct cu_test_statements {
    char *texts[CU_TEST_STATEMENTS_MOST];
    size_t count;
    bool connections; /* records of connections too, as "-- opened" */
    bool time;        /* each statement took some */
} cu_test_statements;

/* For .log, with a cu_test_statements as .log_data. */
void cu_test_statements_log(void *data, const cupel_log_record *record);

/* Fails the test unless exactly these were sent, in this order. */
void cu_test_statements_expect_list(cu_test_statements *log, const char *const *expected,
                                    size_t count);
#define cu_test_statements_expect(log, ...)                                       \
    cu_test_statements_expect_list((log), (const char *const[]){ __VA_ARGS__ },   \
                                   sizeof((const char *const[]){ __VA_ARGS__ }) / \
                                       sizeof(const char *))
/* Nothing was sent. */
#define cu_test_statements_expect_none(log) cu_test_statements_expect_list((log), NULL, 0)

/* Forgets what was sent. */
void cu_test_statements_clear(cu_test_statements *log);

#endif
