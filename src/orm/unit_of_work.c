/*
 * orm/unit_of_work.c - flushing: collecting what changed, ordering it, writing it.
 */
#include "orm/unit_of_work.h"
#include "base/alloc.h"
#include <stdlib.h>

/* ---- collecting -------------------------------------------------------------------------------- */

static bool any(const cu_states *states)
{
    for (size_t i = 0; i < states->count; i++)
        if (states->items[i])
            return true;
    return false;
}

static bool collect(cu_unit_of_work *work, const cu_states *states, size_t list_offset)
{
    for (size_t i = 0; i < states->count; i++) {
        cupel_state *state = states->items[i];
        if (!state)
            continue;
        cu_mapper_work *of = &work->works[state->mapper->number];
        of->mapper = state->mapper;
        if (!cu_states_push((cu_states *)(void *)((char *)of + list_offset), state))
            return false;
    }
    return true;
}

/* Changed instances without those that are deleted or that have their old values again. */
static bool collect_updates(cu_unit_of_work *work, const cu_states *states)
{
    for (size_t i = 0; i < states->count; i++) {
        cupel_state *state = states->items[i];
        if (!state || (state->flags & CU_STATE_DELETING) || !cu_state_has_net_changes(state))
            continue;
        cu_mapper_work *of = &work->works[state->mapper->number];
        of->mapper = state->mapper;
        if (!cu_states_push(&of->updates, state))
            return false;
    }
    return true;
}

static int by_rank(const void *left, const void *right)
{
    const cu_mapper_work *a = *(cu_mapper_work *const *)left, *b = *(cu_mapper_work *const *)right;
    return a->mapper->rank < b->mapper->rank ? -1 : a->mapper->rank > b->mapper->rank;
}

static bool begin_work(cu_unit_of_work *work, cupel_session *session)
{
    size_t count = session->registry->mappers.count;
    *work = (cu_unit_of_work){ .session = session, .dialect = session->engine->dialect };
    cu_arena_init(&work->arena, 0);
    work->works = cu_alloc_array(count, sizeof *work->works);
    work->order = cu_alloc_array(count, sizeof *work->order);
    if (!work->works || !work->order ||
        !collect(work, &session->pending, offsetof(cu_mapper_work, inserts)) ||
        !collect_updates(work, &session->dirty) ||
        !collect(work, &session->deleting, offsetof(cu_mapper_work, deletes)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (work->works[i].mapper)
            work->order[work->count++] = &work->works[i];
    qsort(work->order, work->count, sizeof *work->order, by_rank);
    return true;
}

static void end_work(cu_unit_of_work *work)
{
    for (size_t i = 0; i < work->session->registry->mappers.count && work->works; i++) {
        cu_states_free(&work->works[i].inserts);
        cu_states_free(&work->works[i].updates);
        cu_states_free(&work->works[i].deletes);
    }
    cu_free(work->works);
    cu_free(work->order);
    cu_arena_free(&work->arena);
}

/* ---- writing ----------------------------------------------------------------------------------- */

static cupel_code write_all(cu_unit_of_work *work)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < work->count && code == CUPEL_OK; i++) {
        code = cu_persist_updates(work, work->order[i]);
        if (code == CUPEL_OK)
            code = cu_persist_inserts(work, work->order[i]);
    }
    for (size_t i = work->count; i > 0 && code == CUPEL_OK; i--)
        code = cu_persist_deletes(work, work->order[i - 1]);
    return code;
}

/* What was changed is in the database now. */
static void settle_dirty(cupel_session *session)
{
    for (size_t i = 0; i < session->dirty.count; i++) {
        cupel_state *state = session->dirty.items[i];
        if (!state)
            continue;
        state->flags &= (uint16_t) ~(unsigned)CU_STATE_DIRTY;
        memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
        for (cu_change *change = state->changes; change && !change->flushed;
             change = change->older_of_state)
            change->flushed = true;
    }
    cu_vector_clear(&session->dirty);
}

static cupel_code flush(cupel_session *session)
{
    cu_unit_of_work work;
    cupel_code code = CUPEL_OK;
    if (!begin_work(&work, session))
        code = cu_error_no_memory(&session->error);
    if (code == CUPEL_OK)
        code = cu_session_begin(session, CUPEL_BEGIN_WRITE);
    if (code == CUPEL_OK)
        code = write_all(&work);
    end_work(&work);
    if (code == CUPEL_OK) {
        settle_dirty(session);
        cu_vector_clear(&session->pending);
        cu_vector_clear(&session->deleting);
    }
    return code;
}

cupel_code cu_session_flush(cupel_session *session)
{
    if (cu_error_code(&session->fault) != CUPEL_OK) {
        cu_error_copy(&session->error, &session->fault);
        cu_session_fail(session);
        return cu_error_code(&session->error);
    }
    if (!any(&session->pending) && !any(&session->deleting) && !any(&session->dirty))
        return CUPEL_OK;
    session->flushing = true;
    cupel_code code = flush(session);
    session->flushing = false;
    if (code != CUPEL_OK)
        cu_session_fail(session);
    return code;
}

cupel_code cu_session_autoflush(cupel_session *session, const char *what)
{
    if (!session->autoflush || session->flushing)
        return CUPEL_OK;
    cupel_code code = cu_session_flush(session);
    if (code != CUPEL_OK)
        cu_error_prefix(&session->error,
                        "raised by the autoflush before %s (cupel_no_autoflush delays it): ", what);
    return code;
}

cupel_code cupel_flush(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    return code == CUPEL_OK ? cu_session_flush(session) : code;
}

bool cupel_session_is_modified(const cupel_session *session)
{
    if (!session)
        return false;
    if (any(&session->pending) || any(&session->deleting))
        return true;
    for (size_t i = 0; i < session->dirty.count; i++)
        if (session->dirty.items[i] && cu_state_has_net_changes(session->dirty.items[i]))
            return true;
    return false;
}
