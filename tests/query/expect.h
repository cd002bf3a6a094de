/*
 * expect.h - queries compared with the SQL and the values that expected.txt has
 * for their number, on every dialect it has them for.
 *
 *     QUERY(Q017, cupel_filter(cupel_query(session, User), cupel_eq(cupel_attr(User, id), 5)))
 *     ...
 *     int main(void)
 *     {
 *         const query_case cases[] = { CASE(Q017), ... };
 *         return run_cases("query/filter", cases, sizeof cases / sizeof cases[0]);
 *     }
 */
#ifndef CU_TEST_QUERY_EXPECT_H
#define CU_TEST_QUERY_EXPECT_H

#include "models.h"

typedef struct query_case {
    const char *name;
    cupel_query *(*make)(cupel_session *session);
    cupel_sql_options options;
} query_case;

#define CASE(function)                      \
    {                                       \
        .name = #function, .make = function \
    }
#define STATEMENT(function)                                                  \
    {                                                                        \
        .name = #function, .make = function, .options = {.statement = true } \
    }
/* With the values in the SQL. */
#define LITERALS(function)                                                  \
    {                                                                       \
        .name = #function, .make = function, .options = {.literals = true } \
    }
#define QUERY(name, ...)                             \
    static cupel_query *name(cupel_session *session) \
    {                                                \
        return __VA_ARGS__;                          \
    }

/* A cmocka test for each case, and one more for the lot: each is compiled for all dialects, with any allocation failing. */
int run_cases(const char *group, const query_case *cases, size_t count);

#endif
