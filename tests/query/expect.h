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
    bool statement; /* cupel_sql(.statement = true) */
} query_case;

#define CASE(name)         \
    {                      \
#        name, name, false \
    }
#define STATEMENT(name)   \
    {                     \
#        name, name, true \
    }
#define QUERY(name, ...)                             \
    static cupel_query *name(cupel_session *session) \
    {                                                \
        return __VA_ARGS__;                          \
    }

/* A cmocka test for each case, and one more for the lot: each is compiled for all dialects, with any allocation failing. */
int run_cases(const char *group, const query_case *cases, size_t count);

#endif
