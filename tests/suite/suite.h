/*
 * suite.h - what the programs of this folder share: they run on any database,
 * the one of CUPEL_TEST_URL, or in memory where there is none.
 */
#ifndef CU_TEST_SUITE_H
#define CU_TEST_SUITE_H

#include <cupel.h>

#include "../support/failing_alloc.h"
#include "../support/server.h"
#include "../support/statements.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct suite {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} suite;

/* An empty database of the program's own on a server; dropped by suite_end. */
static cu_test_database suite_database;

static inline const char *suite_url(void)
{
    const char *url = getenv("CUPEL_TEST_URL");
    if (!url || !*url)
        return "sqlite://";
    if (strncmp(url, "sqlite", 6) == 0)
        return url;
    if (!suite_database.url[0])
        cu_test_database_make(&suite_database, url);
    return suite_database.url;
}

static inline bool suite_is(const char *dialect)
{
    return strncmp(suite_url(), dialect, strlen(dialect)) == 0;
}

/* Whether SQLite reads numbers to their last digit: it does so by long doubles, which valgrind makes plain ones. */
static inline bool suite_reads_exactly(void)
{
    volatile long double one = 1, little = LDBL_EPSILON;
    return one + little != one;
}

static inline int suite_end(void **state)
{
    (void)state;
    cu_test_database_drop(&suite_database);
    return 0;
}

/* What the engine of suite_open has sent to the database. */
static cu_test_statements suite_log;

/*
 * Exactly these statements were sent since the last time.  They are SQLite's: on another database they are
 * forgotten, and only what they gave is looked at.
 */
#define suite_sent(...) \
    (suite_is("sqlite") ? suite_sent_list(__VA_ARGS__) : cu_test_statements_clear(&suite_log))
#define suite_sent_list(...) cu_test_statements_expect(&suite_log, __VA_ARGS__)

/* None was sent since the last time, on no database. */
static inline void suite_nothing_sent(void)
{
    cu_test_statements_expect_none(&suite_log);
}

/* How many were sent since the last time. */
static inline size_t suite_sent_count(void)
{
    size_t count = suite_log.count;
    cu_test_statements_clear(&suite_log);
    return count;
}

/* A text that must be there, and be this one. */
static inline void suite_text(const char *text, const char *expected)
{
    assert_non_null(text);
    assert_string_equal(text, expected);
}

/* Ends the test with the error of a session where a code is not CUPEL_OK. */
static inline void suite_ok(const suite *one, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s: %s", cupel_code_name(code), cupel_error_text(one->session));
}

/* The tables of these mappings in this database, made anew, and a session for them. */
static inline void suite_open_at(suite *one, const char *url, size_t count,
                                 const cupel_mapping *const *mappings)
{
    *one = (suite){ .engine = cupel_engine_open(url, .log = cu_test_statements_log,
                                                .log_data = &suite_log) };
    one->registry = cupel_registry_open_with(count, mappings, NULL);
    if (cupel_registry_configure(one->registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    if (cupel_drop_all(one->registry, one->engine) != CUPEL_OK ||
        cupel_create_all(one->registry, one->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    one->session = cupel_session_open(one->registry, one->engine);
    cu_test_statements_clear(&suite_log);
}

/* The same in the database of all tests. */
static inline void suite_open(suite *one, size_t count, const cupel_mapping *const *mappings)
{
    suite_open_at(one, suite_url(), count, mappings);
}

/* What the session says went wrong with what was done last; CUPEL_OK where nothing did. */
static inline void assert_failed(const suite *one, cupel_code code)
{
    assert_string_equal(cupel_code_name(cupel_error_code(one->session)), cupel_code_name(code));
}

/* A text attribute of all that a query gives, with blanks in between. */
#define assert_texts(one, query, Type, field, expected) \
    suite_expect_texts((one), (query), offsetof(Type, field), (expected))
static inline void suite_expect_texts(const suite *one, const cupel_query *query, size_t offset,
                                      const char *expected)
{
    char found[400] = "";
    size_t length = 0;
    char *const *all = cupel_all(query);
    if (!all)
        fail_msg("%s", cupel_error_text(one->session));
    for (size_t i = 0; all[i]; i++) {
        const char *text = NULL;
        memcpy(&text, all[i] + offset, sizeof text);
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i > 0 ? " " : "",
                                   text ? text : "NULL");
        assert_true(length < sizeof found);
    }
    assert_string_equal(found, expected);
}

static inline void suite_close(suite *one)
{
    cupel_session_close(one->session);
    cupel_registry_close(one->registry);
    cupel_engine_close(one->engine);
    cu_test_statements_clear(&suite_log);
}

#define SUITE_TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

#endif
