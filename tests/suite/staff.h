/*
 * staff.h - structs that begin with one another, in one table.
 */
#ifndef CU_TEST_STAFF_H
#define CU_TEST_STAFF_H

#include "suite.h"

typedef struct Company Company;
typedef struct Employee Employee;
typedef struct Manager Manager;
typedef struct Chief Chief;
typedef struct Clerk Clerk;

struct Company {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int head_id;
    cupel_to_many(Employee) employees;
    cupel_to_one(Manager) head;
};

struct Employee {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int company_id;
    cupel_null_int boss_id;
    cupel_to_one(Company) company;
    cupel_to_one(Manager) boss;
};

struct Manager {
    Employee base;
    cupel_null_int level;
    cupel_text car;
    cupel_to_many(Employee) team;
};

struct Chief {
    Manager base;
    cupel_null_double bonus;
};

struct Clerk {
    Employee base;
    cupel_int desk;
};

CUPEL_DECLARE(Company);
CUPEL_DECLARE(Employee);
CUPEL_DECLARE(Manager);
CUPEL_DECLARE(Chief);
CUPEL_DECLARE(Clerk);

/* ---- what was sent ----------------------------------------------------------------------------- */

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
