/*
 * engine/cursor_fixture.h - a connection to run statements on, and what tests of cursors do with it.
 */
#ifndef CU_TEST_ENGINE_CURSOR_FIXTURE_H
#define CU_TEST_ENGINE_CURSOR_FIXTURE_H

#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* SQLite in memory with a table of rows (a, b), and what it is sent. */
typedef struct cursor_fixture {
    cupel_engine *engine;
    cupel_connection *connection;
    cu_test_statements log;
    cu_arena arena;
    cu_error error;
} cursor_fixture;

static inline void cursor_make_with(cursor_fixture *fixture, bool listens, bool hides)
{
    *fixture = (cursor_fixture){ 0 };
    cu_error_init(&fixture->error);
    cu_arena_init(&fixture->arena, 0);
    fixture->engine = cupel_engine_open_with(
        "sqlite://", &(cupel_engine_options){ .log = listens ? cu_test_statements_log : NULL,
                                              .log_data = &fixture->log,
                                              .hide_parameters = hides });
    fixture->connection = cu_connection_checkout(fixture->engine, &fixture->error);
    assert_non_null(fixture->connection);
    assert_int_equal(cu_connection_run(fixture->connection,
                                       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE)",
                                       &fixture->error),
                     CUPEL_OK);
    cu_test_statements_clear(&fixture->log);
}

static inline void cursor_make(cursor_fixture *fixture)
{
    cursor_make_with(fixture, true, false);
}

static inline void cursor_destroy(cursor_fixture *fixture)
{
    cu_connection_return(fixture->connection);
    cupel_engine_close(fixture->engine);
    cu_arena_free(&fixture->arena);
    cu_error_free(&fixture->error);
    cu_test_statements_clear(&fixture->log);
}

static inline cu_compiled *cursor_compile(const char *sql, size_t slots)
{
    cu_compiled *compiled = cu_compiled_text(sql, slots, true);
    assert_non_null(compiled);
    return compiled;
}

static inline void cursor_open(cursor_fixture *fixture, cu_cursor *cursor, cu_compiled *compiled,
                               const cupel_value *values)
{
    if (cu_cursor_open(cursor, fixture->connection, compiled, values, &fixture->error) != CUPEL_OK)
        fail_msg("%s", fixture->error.public.text);
}

static inline bool cursor_step(cursor_fixture *fixture, cu_cursor *cursor)
{
    bool row;
    if (cu_cursor_step(cursor, &row, &fixture->error) != CUPEL_OK)
        fail_msg("%s", fixture->error.public.text);
    return row;
}

/* Inserts rows with these texts. */
static inline void cursor_fill(cursor_fixture *fixture, const char *const *texts, size_t count)
{
    cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    for (size_t i = 0; i < count; i++) {
        cupel_value value = cupel_value_text(texts[i]);
        if (i == 0)
            cursor_open(fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture->error), CUPEL_OK);
        assert_false(cursor_step(fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    cu_compiled_release(insert);
    cu_test_statements_clear(&fixture->log);
}

static const char *const cursor_letters[] = { "x", "y", "z" };

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

#endif
