/*
 * sqlite.h - the program written by hand on SQLite's C API: a connection with
 * its prepared statements, and rows as malloc'd structs.
 */
#ifndef CUPEL_BENCH_SQLITE_H
#define CUPEL_BENCH_SQLITE_H

#include "bench.h"
#include <sqlite3.h>

/* The statements it prepares, each once. */
typedef enum hand_statement {
    HAND_BEGIN,
    HAND_COMMIT,
    HAND_LOAD,
    HAND_GET,
    HAND_FIRST,
    HAND_INSERT,
    HAND_UPDATE,
    HAND_PARENTS,
    HAND_CHILDREN,
    HAND_CHILDREN_OF,
    HAND_INSERT_PARENT,
    HAND_INSERT_CHILD,
    HAND_DELETE_PARENT,
    HAND_DELETE_CHILD,
    HAND_STATEMENTS
} hand_statement;

struct bench_connection {
    sqlite3 *database;
    sqlite3_stmt *statements[HAND_STATEMENTS];
    sqlite3_stmt *joined; /* of the job `compile` */
    char joined_sql[1000];
};

/* The prepared statement; NULL, having said why, where SQLite does not take it. */
sqlite3_stmt *hand_prepare(bench_connection *connection, hand_statement number);

/* Runs a statement that gives no rows, and resets it. */
bool hand_run(bench_connection *connection, sqlite3_stmt *statement);
bool hand_begin(bench_connection *connection);
bool hand_commit(bench_connection *connection);

/* Says what SQLite says; false. */
bool hand_failed(const bench_connection *connection);

/* A copy of a column's text, to be freed; NULL for NULL. */
char *hand_text(sqlite3_stmt *statement, int column);

bool hand_eager(bench_connection *connection, const bench_task *task, uint64_t *digest);
bool hand_lazy(bench_connection *connection, const bench_task *task, uint64_t *digest);
bool hand_graph(bench_connection *connection, const bench_task *task, uint64_t *digest);
bool hand_delete(bench_connection *connection, const bench_task *task, uint64_t *digest);

#endif
