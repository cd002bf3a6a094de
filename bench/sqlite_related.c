/*
 * sqlite_related.c - the program written by hand on SQLite's C API: parents and
 * their children.
 */
#include "rows.h"
#include "sqlite.h"
#include <stdlib.h>
#include <string.h>

/* ---- reading ----------------------------------------------------------------------------------- */

static hand_parent *read_parent(sqlite3_stmt *statement)
{
    hand_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return NULL;
    parent->id = sqlite3_column_int64(statement, 0);
    parent->name = hand_text(statement, 1);
    return parent;
}

static hand_child *read_child(sqlite3_stmt *statement)
{
    hand_child *child = calloc(1, sizeof *child);
    if (!child)
        return NULL;
    child->id = sqlite3_column_int64(statement, 0);
    child->parent_id = sqlite3_column_int64(statement, 1);
    child->name = hand_text(statement, 2);
    child->amount = sqlite3_column_int64(statement, 3);
    return child;
}

static bool read_parents(bench_connection *connection, hand_parents *parents)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_PARENTS);
    if (!statement)
        return false;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        if (!hand_add_parent(parents, read_parent(statement)))
            break;
    sqlite3_reset(statement);
    return result == SQLITE_DONE || hand_failed(connection);
}

/* All children, which come in the order of their parents. */
static bool merge_children(bench_connection *connection, hand_parents *parents)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_CHILDREN);
    if (!statement)
        return false;
    int result;
    size_t at = 0;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        hand_child *child = read_child(statement);
        while (child && at < parents->count && parents->items[at]->id < child->parent_id)
            at++;
        if (at == parents->count || !hand_add_child(parents->items[at], child))
            break;
    }
    sqlite3_reset(statement);
    return result == SQLITE_DONE || hand_failed(connection);
}

static bool read_children(bench_connection *connection, hand_parent *parent)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_CHILDREN_OF);
    if (!statement || sqlite3_bind_int64(statement, 1, parent->id) != SQLITE_OK)
        return false;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        if (!hand_add_child(parent, read_child(statement)))
            break;
    sqlite3_reset(statement);
    return result == SQLITE_DONE || hand_failed(connection);
}

bool hand_eager(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = hand_begin(connection) && read_parents(connection, &parents) &&
                merge_children(connection, &parents);
    for (size_t i = 0; i < parents.count; i++)
        *digest += hand_touch_parent(parents.items[i]);
    hand_free_parents(&parents);
    return hand_commit(connection) && good;
}

bool hand_lazy(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = hand_begin(connection) && read_parents(connection, &parents);
    for (size_t i = 0; i < parents.count && good; i++) {
        good = read_children(connection, parents.items[i]);
        *digest += hand_touch_parent(parents.items[i]);
    }
    hand_free_parents(&parents);
    return hand_commit(connection) && good;
}

/* ---- writing ----------------------------------------------------------------------------------- */

static bool insert_parent(bench_connection *connection, hand_parent *parent)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_INSERT_PARENT);
    if (!statement)
        return false;
    sqlite3_bind_text(statement, 1, parent->name, -1, SQLITE_STATIC);
    if (!hand_run(connection, statement))
        return false;
    parent->id = sqlite3_last_insert_rowid(connection->database);
    return true;
}

static bool insert_child(bench_connection *connection, hand_child *child)
{
    sqlite3_stmt *statement = hand_prepare(connection, HAND_INSERT_CHILD);
    if (!statement)
        return false;
    child->parent_id = child->parent->id;
    sqlite3_bind_int64(statement, 1, child->parent_id);
    sqlite3_bind_text(statement, 2, child->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, child->amount);
    if (!hand_run(connection, statement))
        return false;
    child->id = sqlite3_last_insert_rowid(connection->database);
    return true;
}

/* Parents first, as their children need the keys. */
bool hand_graph(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = hand_begin(connection);
    for (size_t i = 0; i < task->size && good; i++)
        good = hand_add_parent(&parents, hand_make_parent(bench_name(i)));
    for (size_t i = 0; i < parents.count && good; i++)
        good = insert_parent(connection, parents.items[i]);
    for (size_t i = 0; i < parents.count; i++)
        for (size_t j = 0; j < parents.items[i]->count && good; j++)
            good = insert_child(connection, parents.items[i]->children[j]);
    good = hand_commit(connection) && good;
    hand_free_parents(&parents);
    return good;
}

static bool delete_row(bench_connection *connection, hand_statement number, int64_t id)
{
    sqlite3_stmt *statement = hand_prepare(connection, number);
    return statement && sqlite3_bind_int64(statement, 1, id) == SQLITE_OK &&
           hand_run(connection, statement) && sqlite3_changes(connection->database) == 1;
}

/* Children are read before they are deleted: a program that cascades looks at what goes. */
bool hand_delete(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = hand_begin(connection) && read_parents(connection, &parents);
    for (size_t i = 0; i < parents.count && good; i++)
        good = read_children(connection, parents.items[i]);
    for (size_t i = 0; i < parents.count; i++)
        for (size_t j = 0; j < parents.items[i]->count && good; j++)
            good = delete_row(connection, HAND_DELETE_CHILD, parents.items[i]->children[j]->id);
    for (size_t i = 0; i < parents.count && good; i++)
        good = delete_row(connection, HAND_DELETE_PARENT, parents.items[i]->id);
    good = hand_commit(connection) && good;
    hand_free_parents(&parents);
    return good;
}
