#include "server.h"

#include <arpa/inet.h>
#include <cupel/engine.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
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
    static int number;
    char sql[200];
    *database = (cu_test_database){ .url = "" };
    snprintf(database->server, sizeof database->server, "%s", server_url);
    snprintf(database->name, sizeof database->name, "cupel_test_%ld_%d", (long)getpid(), ++number);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", database->name);
    run_on_server(server_url, sql);
    set_database(database->url, sizeof database->url, server_url, database->name);
}

void cu_test_database_drop(cu_test_database *database)
{
    char sql[200];
    if (!database->url[0])
        return;
    /* A test that failed may have left connections open, for which the servers would wait. */
    bool force = strncmp(database->server, "postgres", strlen("postgres")) == 0;
    snprintf(sql, sizeof sql, "%sDROP DATABASE %s%s",
             force ? "" : "SET SESSION lock_wait_timeout = 2; ", database->name,
             force ? " WITH (FORCE)" : "");
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

/* ---- a server of one's own ----------------------------------------------------------------------- */

/* Runs a script; what it prints goes to `out`. */
static void run_script(const char *const *arguments, char *out, size_t size)
{
    int ends[2], status = 0;
    size_t length = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(ends[1]);
    for (ssize_t got;
         length + 1 < size && (got = read(ends[0], out + length, size - 1 - length)) > 0;)
        length += (size_t)got;
    out[length] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s failed: %s", arguments[0], out);
}

void cu_test_server_restart(cu_test_server *server)
{
    const char *third = server->primary[0] ? server->primary : server->port;
    const char *const arguments[] = { CUPEL_TEST_SCRIPTS "/start-server", server->kind,
                                      server->folder, *third ? third : NULL, NULL };
    run_script(arguments, server->url, sizeof server->url);
    server->url[strcspn(server->url, "\n")] = '\0';
    assert_true(server->url[0] != '\0');
}

/* Makes its folder, and nothing in it. */
static void make_server(cu_test_server *server, const char *kind)
{
    *server = (cu_test_server){ .kind = kind };
    snprintf(server->folder, sizeof server->folder, "/tmp/cupel-server-XXXXXX");
    assert_non_null(mkdtemp(server->folder));
}

void cu_test_server_start(cu_test_server *server, const char *kind)
{
    make_server(server, kind);
    cu_test_server_restart(server);
}

void cu_test_server_start_standby(cu_test_server *server, const cu_test_server *primary)
{
    make_server(server, "standby");
    snprintf(server->primary, sizeof server->primary, "%s", primary->folder);
    cu_test_server_restart(server);
}

/* A port that nobody listens at now. */
static unsigned free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    close(listener);
    return ntohs(address.sin_port);
}

void cu_test_server_start_tls(cu_test_server *server, const char *kind)
{
    make_server(server, kind);
    snprintf(server->port, sizeof server->port, "%u", free_port());
    cu_test_server_restart(server);
}

static void stop_server(const cu_test_server *server, bool crash)
{
    char out[1000];
    const char *const gently[] = { CUPEL_TEST_SCRIPTS "/stop-server", server->folder, NULL };
    const char *const hard[] = { CUPEL_TEST_SCRIPTS "/stop-server", "--kill", server->folder,
                                 NULL };
    run_script(crash ? hard : gently, out, sizeof out);
}

void cu_test_server_stop(const cu_test_server *server)
{
    stop_server(server, false);
}

void cu_test_server_kill(const cu_test_server *server)
{
    stop_server(server, true);
}

pid_t cu_test_server_process(const cu_test_server *server)
{
    char path[100];
    int process = 0;
    snprintf(path, sizeof path, "%s/pid", server->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &process), 1);
    fclose(file);
    assert_true(process > 1);
    return process;
}

void cu_test_server_remove(cu_test_server *server)
{
    char out[1000];
    const char *const arguments[] = { "/bin/rm", "-rf", server->folder, NULL };
    if (!server->folder[0])
        return;
    stop_server(server, true);
    run_script(arguments, out, sizeof out);
    server->folder[0] = '\0';
}
