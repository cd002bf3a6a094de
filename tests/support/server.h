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

#endif
