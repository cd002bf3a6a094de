/*
 * dialects/sqlite/driver.h - what the driver's files share.
 */
#ifndef CU_DIALECTS_SQLITE_DRIVER_H
#define CU_DIALECTS_SQLITE_DRIVER_H

#include "base/error.h"
#include "base/vector.h"
#include <cupel/sys/driver.h>
#include <sqlite3.h>

#define CU_SQLITE_CONTROLS 4

struct cupel_driver_connection {
    sqlite3 *database;
    sqlite3_stmt *controls[CU_SQLITE_CONTROLS]; /* BEGIN and the like, prepared when first used */
    int64_t changes;                            /* of the statement that ended last */
    int busy_timeout;
};

struct cupel_driver_statement {
    sqlite3_stmt *statement;
    bool writes;
    bool running;                     /* stepped since it was reset */
    int64_t changes_before;           /* of the connection in all, when it began */
    cu_vector(sqlite3_value *) cells; /* where the values of its last row were */
    bool in_line;                     /* ... which is one after the other */
};

extern const cupel_driver cu_driver_sqlite;

/* Opens the database and sets it up. */
cupel_code cu_sqlite_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                             cupel_driver_error *error);
void cu_sqlite_close(cupel_driver_connection *connection);

/* Describes the failure that SQLite reported with `result`, last thing it did on this database (NULL: no memory). */
cupel_code cu_sqlite_fail(sqlite3 *database, int busy_timeout, int result, cu_error *error);

#endif
