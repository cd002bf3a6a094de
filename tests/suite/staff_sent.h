/*
 * staff_sent.h - what was sent, a statement on one line.
 */
#ifndef CU_TEST_STAFF_SENT_H
#define CU_TEST_STAFF_SENT_H

#include "suite.h"

/* A statement on one line. */
static inline void staff_fold(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        bool blank = *from == '\n' || *from == '\t' || *from == ' ';
        if (!blank || (to > text && to[-1] != ' '))
            *to++ = blank ? ' ' : *from;
    }
    *to = '\0';
}

/* Exactly these statements were sent to SQLite, besides what begins and ends transactions; how many rows is left out. */
#define staff_sent(...)                                   \
    staff_sent_list((const char *const[]){ __VA_ARGS__ }, \
                    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))
static inline void staff_sent_list(const char *const *expected, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < suite_log.count && suite_is("sqlite"); i++) {
        char *text = suite_log.texts[i];
        if (strncmp(text, "BEGIN", 5) == 0 || strncmp(text, "COMMIT", 6) == 0)
            continue;
        staff_fold(text);
        if (found >= count)
            fail_msg("one more was sent: %s", text);
        size_t length = strlen(expected[found]);
        if (strncmp(text, expected[found], length) != 0 || text[length] != ' ')
            fail_msg("expected: %s\nsent:     %s", expected[found], text);
        found++;
    }
    if (suite_is("sqlite"))
        assert_int_equal(found, count);
    cu_test_statements_clear(&suite_log);
}

#endif
