/*
 * model.c - mappings, tables and their rows.
 */
#include "model.h"
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

CUPEL_MAP(Item, "items", CUPEL_COLUMN(Item, id, .primary_key = true),
          CUPEL_COLUMN(Item, name, .nullable = CUPEL_NO), CUPEL_COLUMN(Item, quantity),
          CUPEL_COLUMN(Item, price), CUPEL_COLUMN(Item, note));

CUPEL_MAP(Parent, "parents", CUPEL_COLUMN(Parent, id, .primary_key = true),
          CUPEL_COLUMN(Parent, name, .nullable = CUPEL_NO),
          CUPEL_RELATIONSHIP(Parent, children, Child, .back_populates = "parent",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_MAP(Child, "children", CUPEL_COLUMN(Child, id, .primary_key = true),
          CUPEL_COLUMN(Child, parent_id, .foreign_key = "parents.id", .index = true),
          CUPEL_COLUMN(Child, name, .nullable = CUPEL_NO), CUPEL_COLUMN(Child, amount),
          CUPEL_RELATIONSHIP(Child, parent, Parent, .back_populates = "children"));

/* ---- SQL --------------------------------------------------------------------------------------- */

static const char create_sql[] =
    "DROP TABLE IF EXISTS children;"
    "DROP TABLE IF EXISTS parents;"
    "DROP TABLE IF EXISTS items;"
    "CREATE TABLE items (id %s NOT NULL PRIMARY KEY, name VARCHAR NOT NULL,"
    " quantity INTEGER NOT NULL, price FLOAT NOT NULL, note VARCHAR);"
    "CREATE TABLE parents (id %s NOT NULL PRIMARY KEY, name VARCHAR NOT NULL);"
    "CREATE TABLE children (id %s NOT NULL PRIMARY KEY,"
    " parent_id INTEGER NOT NULL REFERENCES parents (id), name VARCHAR NOT NULL,"
    " amount INTEGER NOT NULL);"
    "CREATE INDEX children_parent_id ON children (parent_id);";

/* What is in the tables, as one number. */
const char bench_sum_sql[] =
    "SELECT (SELECT count(*) + coalesce(sum(id * 3 + quantity * 7 + length(name) +"
    " coalesce(length(note), 5)), 0) FROM items) +"
    " (SELECT count(*) + coalesce(sum(id * 3 + length(name)), 0) FROM parents) +"
    " (SELECT count(*) + coalesce(sum(id * 3 + parent_id * 7 + amount + length(name)), 0)"
    " FROM children)";

#define BENCH_NUMBERS \
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %zu) SELECT "

/* By name for `first`; the tables that are written have no such index. */
static const char items_sql[] =
    "DROP INDEX IF EXISTS items_name;"
    "INSERT INTO items (id, name, quantity, price, note) " BENCH_NUMBERS
    "i, 'item ' || i, i %% 1000, i * 0.25,"
    " CASE WHEN i %% 4 = 0 THEN NULL ELSE 'a note on item ' || i END FROM n;"
    "CREATE INDEX items_name ON items (name);";

static const char parents_sql[] =
    "INSERT INTO parents (id, name) " BENCH_NUMBERS "i, 'parent ' || i FROM n;"
    "INSERT INTO children (id, parent_id, name, amount) " BENCH_NUMBERS
    "i, (i - 1) / %d + 1, 'child ' || i, i %% 100 FROM n;";

#define SQL_ROOM 2000

char *bench_create_sql(const bench_hand *hand)
{
    char *sql = malloc(SQL_ROOM);
    if (sql)
        snprintf(sql, SQL_ROOM, create_sql, hand->key_type, hand->key_type, hand->key_type);
    return sql;
}

char *bench_fill_sql(const bench_hand *hand, bench_rows rows, size_t size)
{
    char *sql = malloc(SQL_ROOM);
    if (!sql)
        return NULL;
    int used = snprintf(sql, SQL_ROOM, "%s", hand->empty_sql);
    if (rows == BENCH_ITEMS)
        used += snprintf(sql + used, SQL_ROOM - (size_t)used, items_sql, size);
    else if (rows == BENCH_PARENTS)
        used += snprintf(sql + used, SQL_ROOM - (size_t)used, parents_sql, size,
                         size * BENCH_CHILDREN, BENCH_CHILDREN);
    snprintf(sql + used, SQL_ROOM - (size_t)used, "%s", hand->ready_sql);
    return sql;
}

/* ---- names and keys ------------------------------------------------------------------------------ */

#define NAME_ROOM 32

static char (*names)[NAME_ROOM];

bool bench_names_make(size_t count)
{
    names = malloc((count + 1) * sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        snprintf(names[i], NAME_ROOM, "item %zu", i + 1);
    return names != NULL;
}

void bench_names_free(void)
{
    free(names);
    names = NULL;
}

const char *bench_name(size_t index)
{
    return names[index];
}

int64_t bench_scattered_key(size_t index, size_t count)
{
    return (int64_t)(index * 7919 % count) + 1; /* 7919 is a prime number */
}
