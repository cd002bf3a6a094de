/*
 * cupel.c - the library's side: rows as instances, written as programs write it.
 */
#include "bench.h"
#include "model.h"
#include <stdio.h>

/* ---- the side as a whole ------------------------------------------------------------------------- */

bool bench_cupel_open(bench_cupel *side, const char *url)
{
    side->engine = cupel_engine_open(url);
    side->registry = cupel_registry_open(Item, Parent, Child);
    if (cupel_error_code(side->engine) == CUPEL_OK && cupel_error_code(side->registry) == CUPEL_OK)
        return true;
    fprintf(stderr, "cupel: %s %s\n", cupel_error_text(side->engine),
            cupel_error_text(side->registry));
    return false;
}

void bench_cupel_close(bench_cupel *side)
{
    cupel_registry_close(side->registry);
    cupel_engine_close(side->engine);
    *side = (bench_cupel){ 0 };
}

bool bench_cupel_script(bench_cupel *side, const char *sql)
{
    cupel_connection *connection = cupel_connect(side->engine);
    cupel_code code = cupel_connection_begin(connection);
    if (code == CUPEL_OK)
        code = cupel_execute_script(connection, sql);
    if (code == CUPEL_OK)
        code = cupel_connection_commit(connection);
    if (code != CUPEL_OK)
        fprintf(stderr, "cupel: %s\n", cupel_error_text(connection));
    cupel_connection_close(connection);
    return code == CUPEL_OK;
}

bool bench_cupel_scalar(bench_cupel *side, const char *sql, int64_t *out)
{
    cupel_connection *connection = cupel_connect(side->engine);
    cupel_result *result = cupel_execute(connection, sql);
    const cupel_row *row = cupel_result_next(result);
    *out = row ? cupel_row_int(row, 0) : 0;
    if (!row)
        fprintf(stderr, "cupel: %s\n", cupel_error_text(connection));
    bool good = row != NULL;
    cupel_result_close(result);
    cupel_connection_close(connection);
    return good;
}

bool bench_cupel_done(cupel_session *session)
{
    bool good = cupel_error_code(session) == CUPEL_OK;
    if (!good)
        fprintf(stderr, "cupel: %s\n", cupel_error_text(session));
    cupel_session_close(session);
    return good;
}

static uint64_t touch(const Item *item)
{
    return bench_touch(item->id, item->name, item->quantity, item->price, item->note);
}

/* ---- reading ----------------------------------------------------------------------------------- */

bool bench_cupel_load(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    Item **items = cupel_all(cupel_query(session, Item));
    *digest = 0;
    for (Item **item = items; item && *item; item++)
        *digest += touch(*item);
    return bench_cupel_done(session);
}

bool bench_cupel_get(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    for (size_t i = 0; i < task->size; i++) {
        cupel_session *session = cupel_session_open(side->registry, side->engine);
        const Item *item = cupel_get(session, Item, bench_scattered_key(i, task->size));
        if (item)
            *digest += touch(item);
        if (!bench_cupel_done(session))
            return false;
    }
    return true;
}

bool bench_cupel_first(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    for (size_t i = 0; i < task->size; i++) {
        const char *name = bench_name((size_t)bench_scattered_key(i, task->size) - 1);
        const Item *item =
            cupel_first(cupel_filter_by(cupel_query(session, Item), Item, name, name));
        if (!item)
            break;
        *digest += touch(item);
    }
    return bench_cupel_done(session);
}

bool bench_cupel_stream(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    uint64_t sum = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    cupel_each (Item, item, cupel_yield_per(cupel_query(session, Item), 1000))
        sum += touch(item);
    *digest = sum;
    return bench_cupel_done(session);
}

/* ---- writing ----------------------------------------------------------------------------------- */

bool bench_cupel_insert(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    for (size_t i = 0; i < task->size; i++)
        cupel_add(session,
                  cupel_new(Item, .name = bench_name(i), .quantity = (int64_t)i % 1000,
                            .price = (double)i * 0.25, .note = i % 4 ? "a note on an item" : NULL));
    cupel_commit(session);
    return bench_cupel_done(session);
}

bool bench_cupel_update(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    Item **items = cupel_all(cupel_query(session, Item));
    for (Item **item = items; item && *item; item++) {
        *digest += touch(*item);
        cupel_set(*item, quantity, (*item)->quantity + task->round);
    }
    cupel_commit(session);
    return bench_cupel_done(session);
}

/* ---- compiling --------------------------------------------------------------------------------- */

/* A join with three filters, an IN of five, an order and a limit. */
static cupel_query *make_join(cupel_session *session, int64_t number)
{
    cupel_query *query = cupel_join(cupel_query(session, Child), cupel_attr(Child, parent));
    query = cupel_filter(query, cupel_gt(cupel_attr(Child, amount), number));
    query = cupel_filter(query, cupel_like(cupel_attr(Parent, name), "parent%"),
                         cupel_ne(cupel_attr(Child, name), "child"));
    query = cupel_filter(query, cupel_in(cupel_attr(Child, parent_id), number, number + 1,
                                         number + 2, number + 3, number + 4));
    query = cupel_order_by(query, cupel_attr(Parent, name), cupel_attr(Child, id));
    return cupel_limit(query, 10);
}

bool bench_cupel_compile(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    for (size_t i = 0; i < task->size; i++) {
        cupel_scope(session)
        {
            cupel_cursor cursor = cupel_cursor_open(make_join(session, (int64_t)i));
            *digest += cursor.run != NULL;
            cupel_cursor_close(&cursor);
        }
    }
    return bench_cupel_done(session);
}

bool bench_cupel_compile_new(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    for (size_t i = 0; i < task->size; i++) {
        cupel_scope(session)
        {
            const char *sql = cupel_sql(make_join(session, (int64_t)i), NULL);
            *digest += sql != NULL;
        }
    }
    return bench_cupel_done(session);
}
