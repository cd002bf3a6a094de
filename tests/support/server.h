/*
 * support/server.h - a database server for tests, and an empty database of it.
 *
 * The runner starts the servers and puts the URL of each into the environment:
 * CUPEL_POSTGRESQL_URL, CUPEL_MARIADB_URL.  Where there is none the tests that
 * need it are skipped; where there is one they fail if nothing answers there.
 */
#ifndef CU_TEST_SUPPORT_SERVER_H
#define CU_TEST_SUPPORT_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The URL in the environment; skips the running test where there is none. */
const char *cu_test_server_url(const char *variable);

/* A database of its own for one test program. */
typedef struct cu_test_database {
    char url[1000]; /* "" until it was made */
    char name[64];
    char server[1000];
} cu_test_database;

/* Makes an empty database on the server of that URL; the test fails where that cannot be done. */
void cu_test_database_make(cu_test_database *database, const char *server_url);
void cu_test_database_drop(cu_test_database *database);
/* Its URL with an option more, "name=value"; valid until the next call. */
const char *cu_test_database_with(const cu_test_database *database, const char *option);

/* ---- a server of one's own, to be mistreated ----------------------------------------------------- */

typedef struct cu_test_server {
    char folder[64];
    char url[1000];
    const char *kind;
    char port[8];     /* where it listens with TLS; "": nowhere */
    char primary[64]; /* of a replica: the folder of the server that it follows */
} cu_test_server;

/* Starts a server of that kind ("mariadb") in a folder of its own; again after it was stopped or killed. */
void cu_test_server_start(cu_test_server *server, const char *kind);
/* One that listens on 127.0.0.1 with TLS, too; scripts/start-server says what it has for that. */
void cu_test_server_start_tls(cu_test_server *server, const char *kind);
/* A replica of a PostgreSQL server that runs, for reading only. */
void cu_test_server_start_standby(cu_test_server *server, const cu_test_server *primary);
void cu_test_server_restart(cu_test_server *server);
/* Ends it, as it should end or as a crash does; returns when it is gone. */
void cu_test_server_stop(const cu_test_server *server);
void cu_test_server_kill(const cu_test_server *server);
/* The process that start-server started; where connections have processes of their own, it is none of these. */
pid_t cu_test_server_process(const cu_test_server *server);
/* Stops it and removes its folder. */
void cu_test_server_remove(cu_test_server *server);

/*
 * Something between a client and a server on Unix sockets that passes on what both say, until it has passed on `limit`
 * bytes from the server; then it closes both connections in mid-message.
 */
typedef struct cu_test_proxy cu_test_proxy;

cu_test_proxy *cu_test_proxy_open(const char *path, const char *server_path, size_t limit);
/* Bytes from the server that were passed on; closes it. */
size_t cu_test_proxy_close(cu_test_proxy *proxy);

#endif
