/*
 * orm/query_iterate.c - iterating over queries: everything at once, or batch by
 * batch in the same memory.
 *
 * Without cupel_yield_per all rows are read before the first is given out, so
 * that the loop's body may do anything with the session.  With it, the cursor
 * stays open; what a batch loaded, and nobody changed, is freed with the next.
 */
#include "base/alloc.h"
#include "orm/event.h"
#include "orm/load_related.h"

static size_t batch_size(const cupel_query *query)
{
    for (; query; query = query->parent)
        if (query->kind == CU_STEP_YIELD_PER)
            return (size_t)query->of.number;
    return 0;
}

/* ---- batches ----------------------------------------------------------------------------------- */

/* Frees the instances of the last batch that nothing holds. */
static void evict_batch(cu_query_run *run)
{
    for (size_t i = 0; i < run->evictable.count; i++) {
        cupel_state *state = run->evictable.items[i];
        if (!state)
            continue;
        state->flags &= (uint16_t) ~(unsigned)CU_STATE_IN_BATCH;
        if (cu_state_is_evictable(state))
            cu_session_drop(run->session, state);
    }
    cu_vector_clear(&run->evictable);
    cu_vector_clear(&run->batch);
    cu_run_forget_rows(run);
    cu_arena_release(&run->batch_arena, run->batch_mark);
    run->next = 0;
}

void cu_session_leave_batch(const cupel_session *session, cupel_state *state)
{
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_IN_BATCH;
    for (const cu_query_run *run = session->runs; run; run = run->older)
        for (size_t i = 0; i < run->evictable.count; i++)
            if (run->evictable.items[i] == state) {
                run->evictable.items[i] = NULL;
                return;
            }
}

static cupel_code fetch_batch(cu_query_run *run)
{
    cupel_session *session = run->session;
    cu_states *outer = session->batch;
    cupel_code code = CUPEL_OK;
    session->batch = run->batch_size > 0 ? &run->evictable : NULL;
    while (code == CUPEL_OK && !run->done &&
           (run->batch_size == 0 || run->batch.count < run->batch_size)) {
        void *item;
        code = cu_run_next(run, &run->batch_arena, &item);
        run->done = code != CUPEL_OK || !item;
        if (!run->done && !cu_vector_push(&run->batch, item))
            code = cu_error_no_memory(&session->error);
    }
    session->batch = outer;
    /* Its statement is free for others, and in the log before what the loop's body does. */
    if (run->done)
        cu_cursor_close(&run->cursor);
    else
        cu_cursor_log(&run->cursor);
    return code == CUPEL_OK ? cu_load_followed(run) : code;
}

/* ---- cursors ----------------------------------------------------------------------------------- */

static void list_run(cu_query_run *run)
{
    run->older = run->session->runs;
    run->session->runs = run;
    run->listed = true;
}

static void unlist_run(cu_query_run *run)
{
    if (!run->listed)
        return;
    cu_query_run **link = &run->session->runs;
    while (*link != run)
        link = &(*link)->older;
    *link = run->older;
    run->listed = false;
}

/* Whether a query may be read in batches: NULL, or what keeps it from that. */
static const char *batch_fault(const cu_load_plan *plan)
{
    for (size_t i = 0; i < plan->after_count; i++)
        if (plan->afters[i].kind == CUPEL_LOAD_SUBQUERY)
            return "this query loads a relationship by cupel_subqueryload(), whose statement is "
                   "about all rows and would be run again for each batch";
    return plan->collects ? "this query joins a collection, whose rows may go on in the next batch"
                          : NULL;
}

/* Whether what the query gives can be iterated over as the program means to. */
static cupel_code check_iterated(const cu_query_run *run, const cupel_mapping *wanted)
{
    cu_error *error = &run->session->error;
    const char *fault = run->batch_size > 0 ? batch_fault(run->plan) : NULL;
    if (fault)
        return cu_error_set(error, CUPEL_INVALID_REQUEST,
                            "cupel_yield_per: %s; load it with cupel_selectinload(), or say "
                            "cupel_enable_eagerloads(query, false)",
                            fault);
    if (run->rows || !wanted)
        return CUPEL_OK;
    const cupel_mapping *given = run->plan->entities[0].mapper->mapping;
    return cu_mapping_is(given, wanted)
               ? CUPEL_OK
               : cu_error_set(error, CUPEL_INVALID_REQUEST,
                              "cupel_each (%s, ...): this query gives %s; where %s inherits from "
                              "that, loop over %s, and ask each by cupel_as()",
                              wanted->name, given->name, wanted->name, given->name);
}

cupel_cursor cupel_cursor_open(const cupel_query *query)
{
    return cupel_cursor_open_of(query, NULL);
}

cupel_cursor cupel_cursor_open_of(const cupel_query *query, const cupel_mapping *mapping)
{
    cupel_cursor cursor = { NULL };
    cu_query_run *run = cu_alloc(sizeof *run);
    if (!run) {
        if (query && query->session)
            cu_error_no_memory(&query->session->error);
        return cursor;
    }
    query = cu_event_query(query, CUPEL_EVENT_BEFORE_QUERY, NULL, NULL);
    if (cu_run_open(run, query) != CUPEL_OK) {
        cu_free(run);
        return cursor;
    }
    run->batch_size = batch_size(query);
    bool enough = run->batch_size == 0 || cu_run_keep_values(run);
    if (!enough)
        cu_error_no_memory(&run->session->error);
    if (!enough || check_iterated(run, mapping) != CUPEL_OK) {
        cu_run_close(run);
        cu_free(run);
        return cursor;
    }
    if (run->batch_size > 0)
        cu_cursor_stream(&run->cursor, run->batch_size);
    run->batch_mark = cu_arena_mark_now(&run->batch_arena);
    list_run(run);
    cursor.run = run;
    return cursor;
}

void cupel_cursor_close(cupel_cursor *cursor)
{
    if (!cursor || !cursor->run)
        return;
    cu_query_run *run = cursor->run;
    cursor->run = NULL;
    if (run->batch_size > 0)
        evict_batch(run);
    unlist_run(run);
    cu_run_close(run);
    cu_free(run);
}

static void *next_item(cupel_cursor *cursor, bool rows)
{
    cu_query_run *run = cursor ? cursor->run : NULL;
    if (!run)
        return NULL;
    if (rows)
        run->rows = true;
    if (run->rows != rows) {
        cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                     "this query gives rows, not instances: iterate with cupel_each_row()");
        return NULL;
    }
    if (run->next == run->batch.count && !run->done) {
        if (run->next > 0)
            evict_batch(run);
        if (fetch_batch(run) != CUPEL_OK)
            return NULL;
    }
    if (run->next == run->batch.count && run->cut)
        cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                     "the transaction ended in the middle of a query with cupel_yield_per(): the "
                     "rest of its rows cannot be read; commit after the loop, or without "
                     "cupel_yield_per()");
    return run->next < run->batch.count ? run->batch.items[run->next++] : NULL;
}

void *cupel_cursor_next(cupel_cursor *cursor)
{
    return next_item(cursor, false);
}

const cupel_row *cupel_cursor_row(cupel_cursor *cursor)
{
    return next_item(cursor, true);
}

/* The transaction is about to end: what still reads from the database cannot go on. */
void cu_session_end_runs(cupel_session *session)
{
    for (cu_query_run *run = session->runs; run; run = run->older)
        if (!run->done) {
            cu_cursor_close(&run->cursor);
            run->done = run->cut = true;
        }
}

void cu_session_free_runs(cupel_session *session, cu_query_run *until)
{
    while (session->runs != until) {
        cupel_cursor cursor = { session->runs };
        cupel_cursor_close(&cursor);
    }
}
