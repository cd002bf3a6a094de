/*
 * server_fixture.h - a connection to a database of its own on a server, for the
 * tests of its driver.  SERVER_VARIABLE is the name of the variable of the
 * environment that has the server's URL.
 */
#ifndef CU_TEST_DIALECTS_SERVER_FIXTURE_H
#define CU_TEST_DIALECTS_SERVER_FIXTURE_H

#include "engine/connection_parts.h"
#include "sql/compiled.h"
#include <cupel/engine.h>

#include "../support/failing_alloc.h"
#include "../support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    cupel_engine *engine;
    cupel_connection *connection;
} fixture;

static cu_test_database database;

static inline int drop_database(void **state)
{
    (void)state;
    cu_test_database_drop(&database);
    return 0;
}

/* The database, made when it is first asked for; skips the test where there is no server. */
static inline const char *database_url(void)
{
    const char *server = cu_test_server_url(SERVER_VARIABLE);
    if (!database.url[0])
        cu_test_database_make(&database, server);
    return database.url;
}

static inline void open_with(fixture *one, const char *url, const cupel_engine_options *options)
{
    *one = (fixture){ .engine = cupel_engine_open_with(url, options) };
    if (cupel_engine_error(one->engine)->code != CUPEL_OK)
        fail_msg("%s", cupel_engine_error(one->engine)->text);
    one->connection = cupel_connect(one->engine);
    if (cupel_connection_error(one->connection)->code != CUPEL_OK)
        fail_msg("%s", cupel_connection_error(one->connection)->text);
}

static inline void open_server(fixture *one)
{
    open_with(one, database_url(), NULL);
}

static inline void close_server(fixture *one)
{
    cupel_connection_close(one->connection);
    cupel_engine_close(one->engine);
}

/* Runs SQL that must work. */
static inline void run(fixture *one, const char *sql)
{
    if (cupel_execute_script(one->connection, sql) != CUPEL_OK)
        fail_msg("%s: %s", sql, cupel_connection_error(one->connection)->text);
}

/* The result of a statement that must work. */
static inline cupel_result *query(fixture *one, const char *sql)
{
    cupel_result *result = cupel_execute(one->connection, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_connection_error(one->connection)->text);
    return result;
}

/* The first number that a statement gives. */
static inline int64_t number(fixture *one, const char *sql)
{
    cupel_result *result = query(one, sql);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t found = cupel_row_int_at(row, 0);
    assert_int_equal(cupel_connection_error(one->connection)->code, CUPEL_OK);
    cupel_result_close(result);
    return found;
}

/* The error of a statement that must fail. */
static inline const cupel_error *failure(fixture *one, const char *sql)
{
    if (cupel_execute(one->connection, sql))
        fail_msg("%s did not fail", sql);
    return cupel_connection_error(one->connection);
}

/* Runs a statement for many sets of values; the error's code. */
static inline cupel_code run_many(fixture *one, const char *sql, size_t slots, size_t sets,
                                  const cupel_value *values, cupel_value *returned,
                                  int64_t *changes, cu_arena *arena)
{
    cu_cursor cursor = { 0 };
    cu_error *error = &one->connection->error;
    cu_error_clear(error);
    cu_compiled *compiled = cu_compiled_text(sql, slots, true);
    assert_non_null(compiled);
    cupel_code code = cu_cursor_open_many(&cursor, one->connection, compiled, error);
    if (code == CUPEL_OK)
        code = cu_cursor_many(&cursor, sets, values, returned, arena, error);
    *changes = cu_cursor_changes(&cursor);
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
    return code;
}

/* What the log says of many sets: how many in all, and their rows; what failed. */
typedef struct many_logged {
    size_t sets, failed;
    int64_t rows;
} many_logged;

static inline void log_many(void *data, const cupel_log_record *record)
{
    many_logged *logged = data;
    if (record->kind != CUPEL_LOG_STATEMENT || strncmp(record->text, "INSERT INTO logged", 18) != 0)
        return;
    if (record->code != CUPEL_OK) {
        logged->failed += record->sets;
        return;
    }
    logged->sets += record->sets;
    /* of no record more rows or fewer than sets */
    assert_int_equal(record->rows, record->sets);
    logged->rows += record->rows;
    assert_int_equal(record->values_per_set, 1);
    assert_non_null(record->values);
    for (size_t i = 1; i < record->sets; i++)
        assert_int_equal(record->values[i].as.integer, record->values[0].as.integer + (int64_t)i);
}

/* Sets that go together are in the log each with its values, those that fail together as what failed. */
static inline void check_many_logged(const char *insert, const char *returning)
{
    enum { sets = 2500 };
    static cupel_value values[sets], returned[sets];
    fixture one;
    cu_arena arena;
    int64_t changes;
    many_logged logged = { 0 };
    open_with(&one, database_url(),
              &(cupel_engine_options){ .log = log_many, .log_data = &logged });
    cu_arena_init(&arena, 0);
    for (int i = 0; i < sets; i++)
        values[i] = cupel_value_int(i);
    run(&one, "DROP TABLE IF EXISTS logged; CREATE TABLE logged (n INT PRIMARY KEY)");
    assert_int_equal(run_many(&one, insert, 1, sets, values, NULL, &changes, &arena), CUPEL_OK);
    assert_int_equal(logged.sets, sets);
    assert_int_equal(logged.rows, sets);
    run(&one, "DELETE FROM logged");
    logged = (many_logged){ 0 };
    assert_int_equal(run_many(&one, returning, 1, sets, values, returned, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(returned[sets - 1].as.integer, sets - 1);
    assert_int_equal(logged.sets, sets);
    assert_int_equal(logged.rows, sets);
    run(&one, "DELETE FROM logged WHERE n <> 15");
    logged = (many_logged){ 0 };
    assert_int_equal(run_many(&one, insert, 1, 20, values, NULL, &changes, &arena),
                     CUPEL_INTEGRITY_ERROR);
    assert_int_equal(logged.sets, 0);
    assert_int_equal(logged.failed, 20);
    cu_arena_free(&arena);
    close_server(&one);
}

/* A test: connecting, with each allocation failing once. */
static inline void test_connect_without_memory(void **state)
{
    (void)state;
    const char *url = database_url();
    for (size_t n = 1;; n++) {
        cupel_engine *engine = cupel_engine_open(url);
        cu_error error;
        cu_error_init(&error);
        assert_int_equal(cupel_engine_error(engine)->code, CUPEL_OK);
        cu_test_alloc_fail_at(n, false);
        cupel_connection *connection = cu_connection_checkout(engine, &error);
        size_t count = cu_test_alloc_count();
        cu_test_alloc_fail_at(0, false);
        if (connection)
            cu_connection_return(connection);
        else
            assert_int_equal(cu_error_code(&error), CUPEL_NO_MEMORY);
        cu_error_free(&error);
        cupel_engine_close(engine);
        if (count < n)
            break;
    }
}

/* Tries a connection that cannot be had, which must be for that reason and with that in its text. */
static inline void check_refused(const char *url, cupel_reason reason, const char *text)
{
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    const cupel_error *error = cupel_connection_error(connection);
    if (error->code != CUPEL_OPERATIONAL_ERROR || error->reason != reason ||
        !strstr(error->text, text))
        fail_msg("%s, %s: %s", cupel_code_name(error->code), cupel_reason_name(error->reason),
                 error->text);
    assert_null(strstr(error->text, "s3cret"));
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

/* Checks the names of a row's columns, with blanks between. */
static inline void check_names(const cupel_row *row, const char *expected)
{
    char names[100] = "";
    for (size_t i = 0; i < cupel_row_count(row); i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "",
                 cupel_row_name(row, i));
    assert_string_equal(names, expected);
}

#define SERVER_TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

#endif
