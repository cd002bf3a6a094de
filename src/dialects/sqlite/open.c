/*
 * dialects/sqlite/open.c - opening a database and setting it up.
 *
 * A connection is used by one thread at a time, so SQLite's own mutex is left
 * out.  Names in double quotes are names, never texts that nobody quoted.
 */
#include "base/alloc.h"
#include "base/buffer.h"
#include "base/decimal.h"
#include "dialects/sqlite/ddl.h"
#include "dialects/sqlite/driver.h"
#include "dialects/sqlite/options.h"
#include <stdio.h>

/* SQLite's own limits for `PRAGMA name = value` are far below. */
#define SQLITE_PRAGMA_LENGTH 100

/* ---- collation --------------------------------------------------------------------------------- */

/* Decimals as numbers, in front of what is none, which goes by its bytes. */
static int sqlite_compare_decimals(void *data, int left_length, const void *left, int right_length,
                                   const void *right)
{
    (void)data;
    size_t left_size = (size_t)left_length, right_size = (size_t)right_length;
    bool left_valid = cu_decimal_valid(left, left_size);
    bool right_valid = cu_decimal_valid(right, right_size);
    if (left_valid && right_valid)
        return cu_decimal_compare(left, left_size, right, right_size);
    if (left_valid != right_valid)
        return left_valid ? -1 : 1;
    int order = memcmp(left, right, CU_MIN(left_size, right_size));
    return order != 0 ? order : (left_size > right_size) - (left_size < right_size);
}

/* ---- pragmas ----------------------------------------------------------------------------------- */

/* Runs a pragma once; `answer` gets what it says. */
static int sqlite_ask_pragma(sqlite3 *database, const char *sql, char *answer, size_t size)
{
    sqlite3_stmt *statement;
    int result = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    answer[0] = '\0';
    if (result != SQLITE_OK)
        return result;
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        snprintf(answer, size, "%s", text ? text : "");
    }
    int failed = sqlite3_finalize(statement);
    return failed != SQLITE_OK ? failed : SQLITE_OK;
}

/* Changing the journal can meet a lock that SQLite does not wait for: here it is waited for. */
static int sqlite_ask_patiently(const cupel_driver_connection *connection, const char *sql,
                                char *answer, size_t size)
{
    int waited = 0, result = sqlite_ask_pragma(connection->database, sql, answer, size);
    while ((result & 255) == SQLITE_BUSY && waited < connection->busy_timeout) {
        waited += sqlite3_sleep(CU_MIN(5, connection->busy_timeout));
        result = sqlite_ask_pragma(connection->database, sql, answer, size);
    }
    return result;
}

/* What a database that cannot have a write-ahead log says to the default that is one. */
static bool sqlite_is_refusal(int result)
{
    int primary = result & 255;
    return primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN;
}

static cupel_code sqlite_run_pragma(const cupel_driver_connection *connection,
                                    const cu_sqlite_pragma *pragma, char *answer, size_t size,
                                    cu_error *error)
{
    char sql[SQLITE_PRAGMA_LENGTH];
    if (pragma->word)
        snprintf(sql, sizeof sql, "PRAGMA %s = %s", pragma->name, pragma->word);
    else
        snprintf(sql, sizeof sql, "PRAGMA %s = %lld", pragma->name, (long long)pragma->number);
    int result = sqlite_ask_patiently(connection, sql, answer, size);
    if (result == SQLITE_OK || (!pragma->asked && sqlite_is_refusal(result)))
        return CUPEL_OK;
    cu_sqlite_fail(connection->database, connection->busy_timeout, result, error);
    cu_error_prefix(error, "%s: ", sql);
    return cu_error_code(error);
}

/* The journal: what the URL asks for must be so; the default need not. */
static cupel_code sqlite_set_journal(const cupel_driver_connection *connection,
                                     const cu_sqlite_options *options, bool *log_ahead,
                                     cu_error *error)
{
    const cu_sqlite_pragma *pragma = &options->pragmas[CU_SQLITE_JOURNAL_MODE];
    char answer[20] = "";
    if (!pragma->name || (!pragma->asked && sqlite3_db_readonly(connection->database, NULL) == 1))
        return CUPEL_OK;
    cupel_code code = sqlite_run_pragma(connection, pragma, answer, sizeof answer, error);
    *log_ahead = strcmp(answer, "wal") == 0;
    if (code == CUPEL_OK && pragma->asked && strcmp(answer, pragma->word) != 0)
        code = cu_error_set(error, CUPEL_OPERATIONAL_ERROR,
                            "journal_mode=%s cannot be had: the database keeps '%s'", pragma->word,
                            answer);
    return code;
}

static cupel_code sqlite_run_pragmas(const cupel_driver_connection *connection,
                                     const cu_sqlite_options *options, cu_error *error)
{
    static const cu_sqlite_pragma normal = { "synchronous", "normal", 0, false };
    bool log_ahead = false;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < CU_SQLITE_PRAGMA_COUNT && code == CUPEL_OK; i++) {
        const cu_sqlite_pragma *pragma = &options->pragmas[i];
        char answer[20];
        /* With a write-ahead log this loses no consistency, and saves a wait at each commit. */
        if (i == CU_SQLITE_SYNCHRONOUS && !pragma->name && log_ahead)
            pragma = &normal;
        if (i == CU_SQLITE_JOURNAL_MODE)
            code = sqlite_set_journal(connection, options, &log_ahead, error);
        else if (pragma->name)
            code = sqlite_run_pragma(connection, pragma, answer, sizeof answer, error);
    }
    return code;
}

/* ---- opening ----------------------------------------------------------------------------------- */

static int sqlite_open_file(const cu_sqlite_options *options, sqlite3 **database)
{
    static const int flags[] = { [CU_SQLITE_READ_ONLY] = SQLITE_OPEN_READONLY,
                                 [CU_SQLITE_READ_WRITE] = SQLITE_OPEN_READWRITE,
                                 [CU_SQLITE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                 [CU_SQLITE_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };
    int wanted = flags[options->mode] | SQLITE_OPEN_NOMUTEX;
    cu_buffer path;
    cu_buffer_init(&path, 1 << 20);
    /* A file may be called "file:x" or ":x"; SQLite would take that for something else. */
    if (options->file && (options->file[0] == ':' || strncmp(options->file, "file:", 5) == 0))
        cu_buffer_add(&path, "./");
    cu_buffer_add(&path, options->file ? options->file : ":memory:");
    int result =
        path.failed ? SQLITE_NOMEM : sqlite3_open_v2(cu_buffer_text(&path), database, wanted, NULL);
    cu_buffer_free(&path);
    return result;
}

static int sqlite_configure(const cupel_driver_connection *connection,
                            const cu_sqlite_options *options)
{
    sqlite3 *database = connection->database;
    int result = sqlite3_extended_result_codes(database, 1);
    if (result == SQLITE_OK)
        result = sqlite3_busy_timeout(database, options->busy_timeout);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY,
                                   options->foreign_keys ? 1 : 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_create_collation_v2(database, CU_SQLITE_DECIMAL_COLLATION, SQLITE_UTF8,
                                             NULL, sqlite_compare_decimals, NULL);
    return result;
}

cupel_code cu_sqlite_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                             cupel_driver_error *error)
{
    cu_sqlite_options options;
    cupel_code code = cu_sqlite_options_read(url, &options, error);
    if (code != CUPEL_OK)
        return code;
    cupel_driver_connection *connection = cu_alloc_zero(sizeof *connection);
    if (!connection)
        return cu_error_no_memory(error);
    connection->busy_timeout = options.busy_timeout;
    int result = sqlite_open_file(&options, &connection->database);
    if (result == SQLITE_OK)
        result = sqlite_configure(connection, &options);
    if (result != SQLITE_OK)
        code = cu_sqlite_fail(connection->database, options.busy_timeout, result, error);
    else
        code = sqlite_run_pragmas(connection, &options, error);
    if (code == CUPEL_OK)
        *out = connection;
    else
        cu_sqlite_close(connection);
    return code;
}

void cu_sqlite_close(cupel_driver_connection *connection)
{
    for (size_t i = 0; i < CU_SQLITE_CONTROLS; i++)
        sqlite3_finalize(connection->controls[i]);
    sqlite3_close_v2(connection->database);
    cu_free(connection);
}
