/*
 * sqlite.c - the program written by hand on SQLite's C API: rows of one table.
 */
#include "sqlite.h"
#include "rows.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const statement_sql[HAND_STATEMENTS] = {
    [HAND_BEGIN] = "BEGIN",
    [HAND_COMMIT] = "COMMIT",
    [HAND_LOAD] = "SELECT id, name, quantity, price, note FROM items",
    [HAND_GET] = "SELECT id, name, quantity, price, note FROM items WHERE id = ?",
    [HAND_FIRST] = "SELECT id, name, quantity, price, note FROM items WHERE name = ? LIMIT ?",
    [HAND_INSERT] = "INSERT INTO items (name, quantity, price, note) VALUES (?, ?, ?, ?)",
    [HAND_UPDATE] = "UPDATE items SET quantity = ? WHERE id = ?",
    [HAND_PARENTS] = "SELECT id, name FROM parents ORDER BY id",
    [HAND_CHILDREN] = "SELECT id, parent_id, name, amount FROM children ORDER BY parent_id",
    [HAND_CHILDREN_OF] = "SELECT id, parent_id, name, amount FROM children WHERE parent_id = ?",
    [HAND_INSERT_PARENT] = "INSERT INTO parents (name) VALUES (?)",
    [HAND_INSERT_CHILD] = "INSERT INTO children (parent_id, name, amount) VALUES (?, ?, ?)",
    [HAND_DELETE_PARENT] = "DELETE FROM parents WHERE id = ?",
    [HAND_DELETE_CHILD] = "DELETE FROM children WHERE id = ?",
};

/* ---- connections --------------------------------------------------------------------------------- */

bool hand_failed(const bench_connection *connection)
{
    fprintf(stderr, "by hand: %s\n", sqlite3_errmsg(connection->database));
    return false;
}

static void hand_close(bench_connection *connection)
{
    for (size_t i = 0; i < HAND_STATEMENTS; i++)
        sqlite3_finalize(connection->statements[i]);
    sqlite3_finalize(connection->joined);
    sqlite3_close(connection->database);
    free(connection);
}

static bool hand_script(bench_connection *connection, const char *sql)
{
    return sqlite3_exec(connection->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           hand_failed(connection);
}

/* With the settings that the library's connections have. */
static bench_connection *hand_open(const char *url)
{
    static const char scheme[] = "sqlite:///";
    const char *path = strncmp(url, scheme, strlen(scheme)) == 0 ? url + strlen(scheme) : "";
    bench_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(*path ? path : ":memory:", &connection->database, flags, NULL) ==
            SQLITE_OK &&
        hand_script(connection, *path ? "PRAGMA journal_mode = wal; PRAGMA synchronous = normal"
                                      : "PRAGMA foreign_keys = on") &&
        hand_script(connection, "PRAGMA foreign_keys = on"))
        return connection;
    hand_failed(connection);
    hand_close(connection);
    return NULL;
}

static bool hand_scalar(bench_connection *connection, const char *sql, int64_t *out)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(connection->database, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    *out = good ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return good || hand_failed(connection);
}

/* ---- statements -------------------------------------------------------------------------------- */

sqlite3_stmt *hand_prepare(bench_connection *connection, hand_statement number)
{
    sqlite3_stmt **statement = &connection->statements[number];
    if (!*statement && sqlite3_prepare_v3(connection->database, statement_sql[number], -1,
                                          SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK)
        hand_failed(connection);
    return *statement;
}

bool hand_run(bench_connection *connection, sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    return result == SQLITE_DONE || hand_failed(connection);
}

bool hand_begin(bench_connection *connection)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_BEGIN);
    return statement && hand_run(connection, statement);
}

bool hand_commit(bench_connection *connection)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_COMMIT);
    return statement && hand_run(connection, statement);
}

char *hand_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? strdup(text) : NULL;
}

/* ---- items ------------------------------------------------------------------------------------- */

static hand_item *read_item(sqlite3_stmt *statement)
{
    hand_item *item = malloc(sizeof *item);
    if (!item)
        return NULL;
    item->id = sqlite3_column_int64(statement, 0);
    item->name = hand_text(statement, 1);
    item->quantity = sqlite3_column_int64(statement, 2);
    item->price = sqlite3_column_double(statement, 3);
    item->note = hand_text(statement, 4);
    return item;
}

static bool read_items(bench_connection *connection, hand_items *items)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_LOAD);
    if (!statement)
        return false;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        if (!hand_add_item(items, read_item(statement)))
            break;
    sqlite3_reset(statement);
    return result == SQLITE_DONE || hand_failed(connection);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static bool hand_load(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_items items = { 0 };
    *digest = 0;
    bool good = read_items(connection, &items);
    for (size_t i = 0; i < items.count; i++)
        *digest += hand_touch_item(items.items[i]);
    hand_free_items(&items);
    return good;
}

static bool hand_get(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    for (size_t i = 0; i < task->size; i++) {
        sqlite3_stmt *statement = hand_prepare(connection, HAND_GET);
        if (!statement ||
            sqlite3_bind_int64(statement, 1, bench_scattered_key(i, task->size)) != SQLITE_OK)
            return false;
        hand_item *item = NULL;
        if (sqlite3_step(statement) == SQLITE_ROW)
            item = read_item(statement);
        sqlite3_reset(statement);
        *digest += hand_touch_item(item);
        hand_free_item(item);
    }
    return true;
}

/* As in a session, what was found is kept to the end. */
static bool hand_first(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_items items = { 0 };
    *digest = 0;
    bool good = hand_begin(connection);
    for (size_t i = 0; i < task->size && good; i++) {
        const char *name = bench_name((size_t)bench_scattered_key(i, task->size) - 1);
        sqlite3_stmt *statement = hand_prepare(connection, HAND_FIRST);
        if (!statement || sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC) != SQLITE_OK ||
            sqlite3_bind_int64(statement, 2, 1) != SQLITE_OK)
            return false;
        hand_item *item = NULL;
        if (sqlite3_step(statement) == SQLITE_ROW)
            item = read_item(statement);
        sqlite3_reset(statement);
        *digest += hand_touch_item(item);
        good = hand_add_item(&items, item);
    }
    hand_free_items(&items);
    return hand_commit(connection) && good;
}

static bool hand_stream(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    sqlite3_stmt *statement = hand_prepare(connection, HAND_LOAD);
    if (!statement)
        return false;
    uint64_t sum = 0;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        hand_item *item = read_item(statement);
        sum += hand_touch_item(item);
        hand_free_item(item);
    }
    sqlite3_reset(statement);
    *digest = sum;
    return result == SQLITE_DONE || hand_failed(connection);
}

/* ---- writing ----------------------------------------------------------------------------------- */

static bool insert_item(bench_connection *connection, hand_item *item)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_INSERT);
    if (!statement || !item)
        return false;
    sqlite3_bind_text(statement, 1, item->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, item->quantity);
    sqlite3_bind_double(statement, 3, item->price);
    if (item->note)
        sqlite3_bind_text(statement, 4, item->note, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, 4);
    if (!hand_run(connection, statement))
        return false;
    item->id = sqlite3_last_insert_rowid(connection->database);
    return true;
}

static bool hand_insert(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_items items = { 0 };
    *digest = 0;
    bool good = hand_begin(connection);
    for (size_t i = 0; i < task->size && good; i++)
        good = hand_add_item(&items, hand_make_item(i));
    for (size_t i = 0; i < items.count && good; i++)
        good = insert_item(connection, items.items[i]);
    good = hand_commit(connection) && good;
    hand_free_items(&items);
    return good;
}

static bool update_item(bench_connection *connection, hand_item *item, int64_t by)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_UPDATE);
    item->quantity += by;
    if (!statement)
        return false;
    sqlite3_bind_int64(statement, 1, item->quantity);
    sqlite3_bind_int64(statement, 2, item->id);
    return hand_run(connection, statement) && sqlite3_changes(connection->database) == 1;
}

static bool hand_update(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_items items = { 0 };
    *digest = 0;
    bool good = hand_begin(connection) && read_items(connection, &items);
    for (size_t i = 0; i < items.count && good; i++) {
        *digest += hand_touch_item(items.items[i]);
        good = update_item(connection, items.items[i], task->round);
    }
    good = hand_commit(connection) && good;
    hand_free_items(&items);
    return good;
}

/* ---- compiling --------------------------------------------------------------------------------- */

/* The SQL that the library makes of the job's query. */
static void print_join(char *sql, size_t size)
{
    static const char columns[] = "children.id AS children_id, "
                                  "children.parent_id AS children_parent_id, "
                                  "children.name AS children_name, "
                                  "children.amount AS children_amount";
    snprintf(sql, size,
             "SELECT %s \nFROM %s JOIN %s ON %s.id = %s.parent_id \n"
             "WHERE %s.%s > ? AND %s.%s LIKE ? AND %s.%s != ? AND %s.%s IN (%s) "
             "ORDER BY %s.%s, %s.%s\n LIMIT ? OFFSET ?",
             columns, "children", "parents", "parents", "children", "children", "amount", "parents",
             "name", "children", "name", "children", "parent_id", "?, ?, ?, ?, ?", "parents",
             "name", "children", "id");
}

static void bind_join(sqlite3_stmt *statement, int64_t number)
{
    int place = 1;
    sqlite3_bind_int64(statement, place++, number);
    sqlite3_bind_text(statement, place++, "parent%", -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, place++, "child", -1, SQLITE_STATIC);
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(statement, place++, number + i);
    sqlite3_bind_int64(statement, place++, 10);
    sqlite3_bind_int64(statement, place, 0);
}

static bool hand_compile(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    char sql[sizeof connection->joined_sql];
    *digest = 0;
    for (size_t i = 0; i < task->size; i++) {
        print_join(sql, sizeof sql);
        if (!connection->joined || strcmp(sql, connection->joined_sql) != 0) {
            sqlite3_finalize(connection->joined);
            memcpy(connection->joined_sql, sql, sizeof sql);
            if (sqlite3_prepare_v3(connection->database, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                   &connection->joined, NULL) != SQLITE_OK)
                return hand_failed(connection);
        }
        bind_join(connection->joined, (int64_t)i);
        sqlite3_reset(connection->joined);
        *digest += 1;
    }
    return true;
}

static bool hand_compile_new(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    char sql[sizeof connection->joined_sql];
    *digest = 0;
    for (size_t i = 0; i < task->size; i++) {
        sqlite3_stmt *statement;
        print_join(sql, sizeof sql);
        if (sqlite3_prepare_v3(connection->database, sql, -1, 0, &statement, NULL) != SQLITE_OK)
            return hand_failed(connection);
        sqlite3_finalize(statement);
        *digest += 1;
    }
    return true;
}

const bench_hand bench_sqlite = {
    .database = "sqlite",
    .url = "sqlite://",
    .key_type = "INTEGER",
    .empty_sql = "DELETE FROM children; DELETE FROM parents; DELETE FROM items;",
    .ready_sql = "",
    .open = hand_open,
    .close = hand_close,
    .script = hand_script,
    .scalar = hand_scalar,
    .work = { [BENCH_LOAD] = hand_load,
              [BENCH_GET] = hand_get,
              [BENCH_FIRST] = hand_first,
              [BENCH_INSERT] = hand_insert,
              [BENCH_UPDATE] = hand_update,
              [BENCH_STREAM] = hand_stream,
              [BENCH_COMPILE] = hand_compile,
              [BENCH_COMPILE_NEW] = hand_compile_new,
              [BENCH_EAGER_SELECTIN] = hand_eager,
              [BENCH_EAGER_JOINED] = hand_eager,
              [BENCH_GRAPH] = hand_graph,
              [BENCH_LAZY] = hand_lazy,
              [BENCH_DELETE] = hand_delete },
};
