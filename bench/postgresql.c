/*
 * postgresql.c - the program written by hand on libpq: statements prepared
 * once, values and rows in binary, rows written through a pipeline.
 */
#include "rows.h"
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Statements sent before their results are read. */
#define PIPELINED 1000

typedef enum pg_statement {
    PG_LOAD,
    PG_GET,
    PG_INSERT,
    PG_PARENTS,
    PG_CHILDREN,
    PG_INSERT_PARENT,
    PG_INSERT_CHILD,
    PG_STATEMENTS
} pg_statement;

static const char *const statement_sql[PG_STATEMENTS] = {
    [PG_LOAD] = "SELECT id, name, quantity, price, note FROM items",
    [PG_GET] = "SELECT id, name, quantity, price, note FROM items WHERE id = $1",
    [PG_INSERT] = "INSERT INTO items (name, quantity, price, note) VALUES ($1, $2, $3, $4) "
                  "RETURNING id",
    [PG_PARENTS] = "SELECT id, name FROM parents ORDER BY id",
    [PG_CHILDREN] = "SELECT id, parent_id, name, amount FROM children ORDER BY parent_id",
    [PG_INSERT_PARENT] = "INSERT INTO parents (name) VALUES ($1) RETURNING id",
    [PG_INSERT_CHILD] = "INSERT INTO children (parent_id, name, amount) VALUES ($1, $2, $3) "
                        "RETURNING id",
};

struct bench_connection {
    PGconn *native;
    bool prepared[PG_STATEMENTS];
};

/* ---- connections --------------------------------------------------------------------------------- */

static bool pg_failed(const bench_connection *connection)
{
    fprintf(stderr, "by hand: %s\n", PQerrorMessage(connection->native));
    return false;
}

static void pg_close(bench_connection *connection)
{
    PQfinish(connection->native);
    free(connection);
}

static bench_connection *pg_open(const char *url)
{
    bench_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->native = PQconnectdb(url);
    if (PQstatus(connection->native) == CONNECTION_OK)
        return connection;
    pg_failed(connection);
    pg_close(connection);
    return NULL;
}

static bool pg_script(bench_connection *connection, const char *sql)
{
    PGresult *result = PQexec(connection->native, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || pg_failed(connection);
}

static bool pg_scalar(bench_connection *connection, const char *sql, int64_t *out)
{
    PGresult *result = PQexec(connection->native, sql);
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    *out = good ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return good || pg_failed(connection);
}

static const char *pg_name(pg_statement number)
{
    static const char *const names[PG_STATEMENTS] = { "load",     "get",    "insert", "parents",
                                                      "children", "parent", "child" };
    return names[number];
}

static bool pg_prepare(bench_connection *connection, pg_statement number)
{
    if (connection->prepared[number])
        return true;
    PGresult *result =
        PQprepare(connection->native, pg_name(number), statement_sql[number], 0, NULL);
    connection->prepared[number] = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return connection->prepared[number] || pg_failed(connection);
}

/* ---- values ------------------------------------------------------------------------------------ */

/* The parameters of one statement. */
typedef struct pg_values {
    const char *pointers[4];
    int lengths[4];
    uint32_t numbers[4];
    uint64_t reals[4];
} pg_values;

static const int all_binary[4] = { 1, 1, 1, 1 };

static void put_integer(pg_values *values, size_t at, int64_t number)
{
    values->numbers[at] = htobe32((uint32_t)number);
    values->pointers[at] = (const char *)&values->numbers[at];
    values->lengths[at] = 4;
}

static void put_double(pg_values *values, size_t at, double number)
{
    memcpy(&values->reals[at], &number, sizeof number);
    values->reals[at] = htobe64(values->reals[at]);
    values->pointers[at] = (const char *)&values->reals[at];
    values->lengths[at] = 8;
}

static void put_text(pg_values *values, size_t at, const char *text)
{
    values->pointers[at] = text;
    values->lengths[at] = text ? (int)strlen(text) : 0;
}

static int64_t integer_at(const PGresult *result, int row, int column)
{
    uint32_t number;
    memcpy(&number, PQgetvalue(result, row, column), sizeof number);
    return (int32_t)be32toh(number);
}

static double double_at(const PGresult *result, int row, int column)
{
    uint64_t bits;
    double number;
    memcpy(&bits, PQgetvalue(result, row, column), sizeof bits);
    bits = be64toh(bits);
    memcpy(&number, &bits, sizeof number);
    return number;
}

static char *text_at(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? NULL : strdup(PQgetvalue(result, row, column));
}

/* All rows of a statement; NULL, having said why, where it failed. */
static PGresult *pg_rows(bench_connection *connection, pg_statement number, int count,
                         const pg_values *values)
{
    if (!pg_prepare(connection, number))
        return NULL;
    PGresult *result =
        PQexecPrepared(connection->native, pg_name(number), count, values ? values->pointers : NULL,
                       values ? values->lengths : NULL, all_binary, 1);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return result;
    PQclear(result);
    pg_failed(connection);
    return NULL;
}

/* ---- items ------------------------------------------------------------------------------------- */

static hand_item *item_at(const PGresult *result, int row)
{
    hand_item *item = malloc(sizeof *item);
    if (item)
        *item = (hand_item){ .id = integer_at(result, row, 0),
                             .name = text_at(result, row, 1),
                             .quantity = integer_at(result, row, 2),
                             .price = double_at(result, row, 3),
                             .note = text_at(result, row, 4) };
    return item;
}

static bool pg_load(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_items items = { 0 };
    *digest = 0;
    PGresult *result = pg_rows(connection, PG_LOAD, 0, NULL);
    bool good = result != NULL;
    for (int row = 0; good && row < PQntuples(result); row++)
        good = hand_add_item(&items, item_at(result, row));
    PQclear(result);
    for (size_t i = 0; i < items.count; i++)
        *digest += hand_touch_item(items.items[i]);
    hand_free_items(&items);
    return good;
}

static bool pg_get(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    for (size_t i = 0; i < task->size; i++) {
        pg_values values;
        put_integer(&values, 0, bench_scattered_key(i, task->size));
        PGresult *result = pg_rows(connection, PG_GET, 1, &values);
        if (!result)
            return false;
        hand_item *item = PQntuples(result) == 1 ? item_at(result, 0) : NULL;
        PQclear(result);
        *digest += hand_touch_item(item);
        hand_free_item(item);
    }
    return true;
}

/* ---- pipelines --------------------------------------------------------------------------------- */

/* Fills the values of row number `at`, and takes its generated key. */
typedef struct pg_writer {
    pg_statement statement;
    int parameters;
    void (*values)(void *rows, size_t at, pg_values *out);
    void (*take)(void *rows, size_t at, int64_t key);
    void *rows;
} pg_writer;

static bool send_rows(bench_connection *connection, const pg_writer *writer, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        pg_values values;
        writer->values(writer->rows, i, &values);
        if (!PQsendQueryPrepared(connection->native, pg_name(writer->statement), writer->parameters,
                                 values.pointers, values.lengths, all_binary, 1))
            return pg_failed(connection);
    }
    return PQpipelineSync(connection->native) || pg_failed(connection);
}

static bool take_rows(bench_connection *connection, const pg_writer *writer, size_t from, size_t to)
{
    bool good = true;
    for (size_t i = from; i < to; i++) {
        PGresult *result = PQgetResult(connection->native);
        if (PQresultStatus(result) == PGRES_TUPLES_OK)
            writer->take(writer->rows, i, integer_at(result, 0, 0));
        else
            good = good && pg_failed(connection);
        PQclear(result);
        PQclear(PQgetResult(connection->native)); /* NULL: the end of one statement's results */
    }
    PQclear(PQgetResult(connection->native)); /* of the synchronisation */
    return good;
}

static bool pg_write(bench_connection *connection, const pg_writer *writer, size_t count)
{
    if (!pg_prepare(connection, writer->statement) || !PQenterPipelineMode(connection->native))
        return false;
    bool good = true;
    for (size_t from = 0; from < count && good; from += PIPELINED) {
        size_t to = from + PIPELINED < count ? from + PIPELINED : count;
        good = send_rows(connection, writer, from, to) && take_rows(connection, writer, from, to);
    }
    return PQexitPipelineMode(connection->native) && good;
}

static void item_values(void *rows, size_t at, pg_values *out)
{
    const hand_item *item = ((hand_items *)rows)->items[at];
    put_text(out, 0, item->name);
    put_integer(out, 1, item->quantity);
    put_double(out, 2, item->price);
    put_text(out, 3, item->note);
}

static void take_item(void *rows, size_t at, int64_t key)
{
    ((hand_items *)rows)->items[at]->id = key;
}

static bool pg_insert(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_items items = { 0 };
    *digest = 0;
    bool good = pg_script(connection, "BEGIN");
    for (size_t i = 0; i < task->size && good; i++)
        good = hand_add_item(&items, hand_make_item(i));
    const pg_writer writer = { PG_INSERT, 4, item_values, take_item, &items };
    good = good && pg_write(connection, &writer, items.count);
    good = pg_script(connection, good ? "COMMIT" : "ROLLBACK") && good;
    hand_free_items(&items);
    return good;
}

/* ---- parents ----------------------------------------------------------------------------------- */

static bool read_parents(bench_connection *connection, hand_parents *parents)
{
    PGresult *result = pg_rows(connection, PG_PARENTS, 0, NULL);
    bool good = result != NULL;
    for (int row = 0; good && row < PQntuples(result); row++) {
        hand_parent *parent = calloc(1, sizeof *parent);
        if (parent)
            *parent =
                (hand_parent){ .id = integer_at(result, row, 0), .name = text_at(result, row, 1) };
        good = hand_add_parent(parents, parent);
    }
    PQclear(result);
    return good;
}

/* All children, which come in the order of their parents. */
static bool merge_children(bench_connection *connection, hand_parents *parents)
{
    PGresult *result = pg_rows(connection, PG_CHILDREN, 0, NULL);
    bool good = result != NULL;
    size_t at = 0;
    for (int row = 0; good && row < PQntuples(result); row++) {
        hand_child *child = malloc(sizeof *child);
        if (child)
            *child = (hand_child){ .id = integer_at(result, row, 0),
                                   .parent_id = integer_at(result, row, 1),
                                   .name = text_at(result, row, 2),
                                   .amount = integer_at(result, row, 3) };
        while (child && at < parents->count && parents->items[at]->id < child->parent_id)
            at++;
        good = at < parents->count && hand_add_child(parents->items[at], child);
    }
    PQclear(result);
    return good;
}

static bool pg_eager(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    (void)task;
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = pg_script(connection, "BEGIN") && read_parents(connection, &parents) &&
                merge_children(connection, &parents);
    for (size_t i = 0; i < parents.count; i++)
        *digest += hand_touch_parent(parents.items[i]);
    hand_free_parents(&parents);
    return pg_script(connection, "COMMIT") && good;
}

static void parent_values(void *rows, size_t at, pg_values *out)
{
    put_text(out, 0, ((hand_parents *)rows)->items[at]->name);
}

static void take_parent(void *rows, size_t at, int64_t key)
{
    ((hand_parents *)rows)->items[at]->id = key;
}

static hand_child *child_number(void *rows, size_t at)
{
    return ((hand_parents *)rows)->items[at / BENCH_CHILDREN]->children[at % BENCH_CHILDREN];
}

static void child_values(void *rows, size_t at, pg_values *out)
{
    hand_child *child = child_number(rows, at);
    child->parent_id = child->parent->id;
    put_integer(out, 0, child->parent_id);
    put_text(out, 1, child->name);
    put_integer(out, 2, child->amount);
}

static void take_child(void *rows, size_t at, int64_t key)
{
    child_number(rows, at)->id = key;
}

/* Parents first, as their children need the keys. */
static bool pg_graph(bench_connection *connection, const bench_task *task, uint64_t *digest)
{
    hand_parents parents = { 0 };
    *digest = 0;
    bool good = pg_script(connection, "BEGIN");
    for (size_t i = 0; i < task->size && good; i++)
        good = hand_add_parent(&parents, hand_make_parent(bench_name(i)));
    const pg_writer writers[] = {
        { PG_INSERT_PARENT, 1, parent_values, take_parent, &parents },
        { PG_INSERT_CHILD, 3, child_values, take_child, &parents },
    };
    good = good && pg_write(connection, &writers[0], parents.count) &&
           pg_write(connection, &writers[1], parents.count * BENCH_CHILDREN);
    good = pg_script(connection, good ? "COMMIT" : "ROLLBACK") && good;
    hand_free_parents(&parents);
    return good;
}

const bench_hand bench_postgresql = {
    .database = "postgresql",
    .limit = 1.3,
    .key_type = "SERIAL",
    .empty_sql = "TRUNCATE children, parents, items RESTART IDENTITY;",
    .ready_sql = "ANALYZE items, parents, children;",
    .open = pg_open,
    .close = pg_close,
    .script = pg_script,
    .scalar = pg_scalar,
    .work = { [BENCH_LOAD] = pg_load,
              [BENCH_GET] = pg_get,
              [BENCH_INSERT] = pg_insert,
              [BENCH_EAGER_SELECTIN] = pg_eager,
              [BENCH_GRAPH] = pg_graph },
};
