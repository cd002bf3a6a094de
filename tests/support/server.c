#include "server.h"

#include <cupel/engine.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const char *cu_test_server_url(const char *variable)
{
    const char *url = getenv(variable);
    if (!url || !*url) {
        print_message("# %s is not set: there is no server to test with\n", variable);
        skip();
    }
    return url;
}

/* The URL with another database. */
static void set_database(char *out, size_t size, const char *url, const char *name)
{
    const char *authority = strstr(url, "://");
    assert_non_null(authority);
    const char *end = url + strlen(url), *question = strchr(authority, '?');
    const char *slash = strchr(authority + 3, '/');
    if (!question)
        question = end;
    if (!slash || slash > question)
        slash = question;
    int length = snprintf(out, size, "%.*s/%s%s", (int)(slash - url), url, name, question);
    assert_true(length > 0 && (size_t)length < size);
}

/* Runs one statement on the server. */
static void run_on_server(const char *url, const char *sql)
{
    cupel_engine *engine = cupel_engine_open(url, .pool = CUPEL_POOL_NONE);
    cupel_connection *connection = cupel_connect(engine);
    if (cupel_execute_script(connection, sql) != CUPEL_OK)
        fail_msg("%s: %s", sql, cupel_connection_error(connection)->text);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

void cu_test_database_make(cu_test_database *database, const char *server_url)
{
    char sql[200];
    *database = (cu_test_database){ .url = "" };
    snprintf(database->server, sizeof database->server, "%s", server_url);
    snprintf(database->name, sizeof database->name, "cupel_test_%ld", (long)getpid());
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", database->name);
    run_on_server(server_url, sql);
    set_database(database->url, sizeof database->url, server_url, database->name);
}

void cu_test_database_drop(cu_test_database *database)
{
    char sql[200];
    if (!database->url[0])
        return;
    snprintf(sql, sizeof sql, "DROP DATABASE %s", database->name);
    run_on_server(database->server, sql);
    database->url[0] = '\0';
}

const char *cu_test_database_with(const cu_test_database *database, const char *option)
{
    static char url[1200];
    snprintf(url, sizeof url, "%s%c%s", database->url, strchr(database->url, '?') ? '&' : '?',
             option);
    return url;
}
