/*
 * orm/scope.c - scopes: what a session handed out since is freed; and looking
 * at what is in a session.
 */
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/query_run.h"
#include "orm/unit_of_work.h"

/* ---- scopes ------------------------------------------------------------------------------------ */

cupel_code cupel_scope_begin(cupel_session *session, cupel_scope_kind kind)
{
    cupel_code code = cu_session_begin_call(session);
    if (code != CUPEL_OK)
        return code;
    cu_scope scope = { .kind = kind,
                       .entered = session->entered.count,
                       .mark = cu_arena_mark_now(&session->arena),
                       .queries = session->queries,
                       .runs = session->runs };
    if (!cu_vector_push(&session->scopes, scope)) {
        cu_session_note_fault(session, CUPEL_NO_MEMORY, "out of memory while a scope was begun");
        return cu_error_no_memory(&session->error);
    }
    if (kind == CUPEL_SCOPE_EVICT) {
        session->evicting++;
        cu_pages_break(&session->pages); /* so that whole pages come free */
    }
    return CUPEL_OK;
}

cu_session_mark cu_session_mark_now(cupel_session *session)
{
    return (cu_session_mark){ cu_arena_mark_now(&session->arena), session->queries,
                              session->set_aside };
}

void cu_session_release(cupel_session *session, cu_session_mark mark)
{
    if (session->following && session->set_aside != mark.set_aside)
        return; /* one of the queries is still to be followed */
    cu_query_end_all(session, mark.queries);
    cu_arena_release(&session->arena, mark.arena);
}

/* Evicts one that came into the session since a scope began; it may have been all that referred to others. */
static void evict_entered(cupel_session *session, size_t place)
{
    cupel_state *state = session->entered.items[place];
    if (state && cu_state_is_evictable(state))
        cu_session_drop(session, state);
}

/* Evicts the instances that came into the session since a scope began; an outer one may evict the others. */
static void evict_since(cupel_session *session, size_t begin)
{
    cu_states *entered = &session->entered;
    size_t kept = begin;
    for (size_t i = begin; i < entered->count; i++)
        evict_entered(session, i);
    for (size_t i = entered->count; i > begin; i--)
        evict_entered(session, i - 1);
    for (size_t i = begin; i < entered->count; i++) {
        cupel_state *state = entered->items[i];
        if (!state)
            continue;
        state->entered = session->evicting > 0 ? (uint32_t)kept + 1 : 0;
        if (session->evicting > 0)
            entered->items[kept++] = state;
    }
    entered->count = kept;
}

void cupel_scope_end(cupel_session *session)
{
    if (!session || cu_session_is_stand_in(session) || session->scopes.count == 0)
        return;
    cu_scope scope = cu_vector_pop(&session->scopes);
    cu_session_free_runs(session, scope.runs);
    cu_query_end_all(session, scope.queries);
    cu_arena_release(&session->arena, scope.mark);
    if (scope.kind == CUPEL_SCOPE_EVICT) {
        session->evicting--;
        evict_since(session, scope.entered);
    }
}

/* ---- looking ----------------------------------------------------------------------------------- */

/* The instances of a list as an array of the session. */
static void **instances_of(cupel_session *session, cu_states *const *lists, size_t list_count,
                           bool (*chosen)(const cupel_state *state))
{
    cu_vector(void *) items = { 0 };
    bool enough = true;
    if (cu_session_begin_call(session) != CUPEL_OK)
        return NULL;
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < lists[i]->count; j++) {
            cupel_state *state = lists[i]->items[j];
            if (state && (!chosen || chosen(state)))
                enough = enough && cu_vector_push(&items, (void *)state->object);
        }
    void **array = enough ? cu_array_new(&session->arena, items.items, items.count) : NULL;
    cu_vector_free(&items);
    if (!array)
        cu_error_no_memory(&session->error);
    return array;
}

static bool has_net_changes(const cupel_state *state)
{
    return !(state->flags & CU_STATE_DELETING) && cu_state_has_net_changes(state);
}

void **cupel_session_new(cupel_session *session)
{
    cu_states *lists[] = { session ? &session->pending : NULL };
    return instances_of(session, lists, 1, NULL);
}

void **cupel_session_dirty(cupel_session *session)
{
    cu_states *lists[] = { session ? &session->dirty : NULL };
    return instances_of(session, lists, 1, has_net_changes);
}

void **cupel_session_deleted(cupel_session *session)
{
    cu_states *lists[] = { session ? &session->deleting : NULL };
    return instances_of(session, lists, 1, NULL);
}

void **cupel_session_all(cupel_session *session)
{
    cu_states all = { 0 };
    bool enough = true;
    if (cu_session_begin_call(session) != CUPEL_OK)
        return NULL;
    for (size_t i = 0; i < session->identity_count; i++)
        for (size_t j = 0; j < session->identities[i].capacity; j++)
            if (session->identities[i].entries[j].state)
                enough = enough && cu_states_push(&all, session->identities[i].entries[j].state);
    cu_states *lists[] = { &all, &session->pending };
    void **array = enough ? instances_of(session, lists, 2, NULL) : NULL;
    cu_states_free(&all);
    if (!enough)
        cu_error_no_memory(&session->error);
    return array;
}

cupel_instance_state cupel_session_state_of(const cupel_session *session,
                                            const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    if (!state)
        return CUPEL_TRANSIENT;
    bool elsewhere = state->session && state->session != session;
    return elsewhere ? CUPEL_TRANSIENT : cu_state_now(state);
}

bool cupel_session_has(const cupel_session *session, const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state && session && state->session == session && state->lifecycle != CUPEL_DELETED;
}

static size_t count_of(const cu_states *states)
{
    size_t count = 0;
    for (size_t i = 0; i < states->count; i++)
        count += states->items[i] != NULL;
    return count;
}

cupel_session_status cupel_session_status_of(const cupel_session *session)
{
    cupel_session_status status = { 0 };
    if (!session || cu_session_is_stand_in(session))
        return status;
    status.instances = session->instances;
    status.pending = count_of(&session->pending);
    status.dirty = count_of(&session->dirty);
    status.deleted = count_of(&session->deleting);
    status.bytes = session->pages.bytes + session->arena.bytes + session->changes_arena.bytes;
    status.statements = session->statements;
    status.lazy_loads = session->lazy_loads;
    return status;
}

bool cupel_set_autoflush(cupel_session *session, bool autoflush)
{
    if (!session || cu_session_is_stand_in(session))
        return false;
    bool before = session->autoflush;
    session->autoflush = autoflush;
    return before;
}
