/*
 * support/statements.c - collecting log records as text.
 */
#include "statements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool test_is_control(const char *sql)
{
    static const char *const words[] = { "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static void test_add_text(cu_test_statements *log, char *text)
{
    if (log->count == CU_TEST_STATEMENTS_MOST) {
        free(text);
        return;
    }
    log->texts[log->count++] = text;
}

void cu_test_statements_log(void *data, const cupel_log_record *record)
{
    cu_test_statements *log = data;
    char parameters[4000], outcome[60] = "", *text = NULL;
    if (record->kind != CUPEL_LOG_STATEMENT) {
        if ((log->connections || record->kind == CUPEL_LOG_WARNING) &&
            asprintf(&text, "-- %s", record->text) > 0)
            test_add_text(log, text);
        return;
    }
    cupel_log_parameters(record, parameters, sizeof parameters);
    bool control = test_is_control(record->text) && record->code == CUPEL_OK;
    if (record->code != CUPEL_OK)
        snprintf(outcome, sizeof outcome, " %s", cupel_code_name(record->code));
    else if (record->rows >= 0)
        snprintf(outcome, sizeof outcome, " %lld %s", (long long)record->rows,
                 record->rows == 1 ? "row" : "rows");
    log->time = log->time || record->nanoseconds > 0;
    if (asprintf(&text, "%s%s%s%s", record->text, control ? "" : " ", control ? "" : parameters,
                 outcome) > 0)
        test_add_text(log, text);
}

void cu_test_statements_clear(cu_test_statements *log)
{
    for (size_t i = 0; i < log->count; i++)
        free(log->texts[i]);
    log->count = 0;
}

void cu_test_statements_expect_list(cu_test_statements *log, const char *const *expected,
                                    size_t count)
{
    size_t same = 0;
    while (same < count && same < log->count && strcmp(expected[same], log->texts[same]) == 0)
        same++;
    if (same == count && same == log->count) {
        cu_test_statements_clear(log);
        return;
    }
    for (size_t i = same; i < count; i++)
        print_error("expected: %s\n", expected[i]);
    for (size_t i = same; i < log->count; i++)
        print_error("sent:     %s\n", log->texts[i]);
    cu_test_statements_clear(log);
    fail_msg("%zu statements were as expected, the rest was not", same);
}
