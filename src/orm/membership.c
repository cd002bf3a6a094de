/*
 * orm/membership.c - instances coming into a session and leaving it: adding,
 * deleting, expunging.
 */
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/cascade.h"
#include "orm/inherit.h"
#include "orm/instance.h"
#include "orm/related.h"
#include "orm/relationship.h"
#include "orm/session.h"

/* ---- in and out -------------------------------------------------------------------------------- */

bool cu_session_mark_dirty(cupel_session *session, cupel_state *state)
{
    if (state->flags & CU_STATE_DIRTY)
        return true;
    if (!cu_states_push(&session->dirty, state))
        return false;
    state->place = (uint32_t)session->dirty.count - 1;
    state->flags |= CU_STATE_DIRTY;
    return true;
}

void cu_session_unmark_dirty(cupel_session *session, cupel_state *state)
{
    if (!(state->flags & CU_STATE_DIRTY))
        return;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_DIRTY;
    session->dirty.items[state->place] = NULL;
}

bool cu_session_enter(cupel_session *session, cupel_state *state)
{
    cu_identity_table *table = cu_session_identities(session, state->mapper);
    if (!table || !cu_identity_reserve(table, 1))
        return false;
    cu_session_admit(session, table, state);
    return true;
}

static void stop_deleting(cupel_session *session, cupel_state *state)
{
    cu_states *states = &session->deleting;
    if (!(state->flags & CU_STATE_DELETING))
        return;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_DELETING;
    size_t at = state->place; /* of one that is changed too, its place in the list of those */
    if (at >= states->count || states->items[at] != state)
        for (at = 0; states->items[at] != state;)
            at++;
    states->items[at] = NULL;
}

/* Whether the transaction may need an instance again that left a relationship. */
static bool is_held(const cupel_state *state, const cupel_session *session)
{
    return state->flags & CU_STATE_BORN ? (state->flags & CU_STATE_HELD) != 0
                                        : state->held_in == session->transaction;
}

/* Whether the memory of an instance that left its session is needed there: it may also be of the row that is being read. */
static bool is_needed(const cupel_state *state, const cupel_session *session)
{
    return state->referrers > 0 || session->reading > 0 || is_held(state, session);
}

void cu_session_leave(cupel_session *session, cupel_state *state)
{
    bool held = is_held(state, session);
    cu_session_unmark_dirty(session, state);
    stop_deleting(session, state);
    if (state->lifecycle == CUPEL_PENDING) {
        session->pending.items[state->place] = NULL;
    } else if (state->lifecycle == CUPEL_PERSISTENT) {
        if (state->epoch != session->epoch)
            state->flags |= CU_STATE_EXPIRED;
        cu_state_settle(state);
        cu_identity_remove(cu_session_identities(session, state->mapper), state);
        session->instances--;
    }
    if (state->flags & CU_STATE_IN_BATCH)
        cu_session_leave_batch(session, state);
    if (state->entered)
        session->entered.items[state->entered - 1] = NULL;
    state->entered = 0;
    if (state->flags & CU_STATE_BORN)
        session->born.items[state->born_place] = NULL;
    cu_state_end_birth(state);
    state->held_in = held ? session->transaction : 0;
    if (state->lifecycle == CUPEL_DELETED) {
        session->died.items[state->place] = NULL;
        state->flags |= CU_STATE_BURIED;
    }
    cu_transaction_forget_state(state);
    state->lifecycle = state->lifecycle == CUPEL_PENDING ? CUPEL_TRANSIENT : CUPEL_DETACHED;
    state->session = NULL;
    state->mapper = NULL; /* the registry may close before the instance is freed */
}

/* ---- adding ------------------------------------------------------------------------------------ */

static cupel_code add_pending(cupel_session *session, cupel_state *state)
{
    if (!cu_inheritance_identify(state) || !cu_states_push(&session->pending, state))
        return cu_error_no_memory(&session->error);
    state->place = (uint32_t)session->pending.count - 1;
    state->session = session;
    state->lifecycle = CUPEL_PENDING;
    return CUPEL_OK;
}

static cupel_code add_detached(cupel_session *session, cupel_state *state)
{
    cu_identity_table *table = cu_session_identities(session, state->mapper);
    if (!table)
        return cu_error_no_memory(&session->error);
    if (cu_identity_find(table, state->mapper, &state->identity)) {
        cu_buffer key;
        cu_buffer_init(&key, 1000);
        cu_identity_describe(state, &key);
        cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                     "cannot add %s with key %s: another instance with that key is in the session "
                     "already; use cupel_merge() to copy this one onto it",
                     state->mapping->name, cu_buffer_text(&key));
        cu_buffer_free(&key);
        return CUPEL_INVALID_REQUEST;
    }
    if (!cu_session_enter(session, state))
        return cu_error_no_memory(&session->error);
    state->epoch = session->epoch;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_EXPIRED;
    for (size_t i = 0; i < state->words; i++)
        if (cu_modified(state)[i] && !cu_session_mark_dirty(session, state)) {
            cu_session_leave(session, state);
            return cu_error_no_memory(&session->error);
        }
    return CUPEL_OK;
}

/* What setting attributes reported while the instance was in no session. */
static void take_fault(cupel_session *session, cupel_state *state)
{
    if (!(state->flags & CU_STATE_FAULT))
        return;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_FAULT;
    if (state->error && cu_error_code(state->error) != CUPEL_OK)
        cu_session_note_fault(session, cu_error_code(state->error), state->error->public.text);
    else
        cu_session_note_fault(session, CUPEL_NO_MEMORY, "out of memory while an attribute was set");
}

/* What was put into relationships that the mapping turns out not to have could not be written. */
static cupel_code check_relationships(cupel_session *session, const cupel_state *state,
                                      const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->first_own && mapper->lacks_relationships; i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapper->mapping, i);
        cupel_object *const *items;
        if (cu_is_relationship(attribute) && !mapper->relationships[i] &&
            cu_related_items(state, attribute, &items) > 0)
            return cu_error_set(&session->error, CUPEL_INVALID_REQUEST, CU_LACKS_RELATIONSHIP,
                                mapper->mapping->name, attribute->name, mapper->table->full_name,
                                attribute->target);
    }
    return CUPEL_OK;
}

static cupel_code take_in(cupel_session *session, cupel_state *state)
{
    if (state->session == session) {
        stop_deleting(session, state); /* adding again takes a delete back */
        return CUPEL_OK;
    }
    if (state->session)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "this %s is in another session already; expunge it there first, or use "
                            "cupel_merge()",
                            state->mapping->name);
    cu_mapper *mapper = cu_session_mapper(session, state->mapping);
    if (!mapper || check_relationships(session, state, mapper) != CUPEL_OK)
        return cu_error_code(&session->error);
    cupel_session *keeper = state->keeper;
    uint16_t lent = state->flags & CU_STATE_LENT;
    cu_state_unkeep(state);
    state->mapper = mapper;
    cupel_code code = cu_state_now(state) == CUPEL_DETACHED ? add_detached(session, state)
                                                            : add_pending(session, state);
    if (code == CUPEL_OK) {
        take_fault(session, state);
        cu_birth_return(session, state);
        return code;
    }
    state->mapper = NULL;
    if (keeper)
        cu_session_keep(keeper, state);
    state->flags |= lent;
    return code;
}

/* Its row is gone: what was an instance of it does not become a row again by itself. */
static cupel_code refuse_deleted(cupel_session *session, const cupel_state *state)
{
    return cu_error_set(
        &session->error, CUPEL_INVALID_REQUEST,
        "cannot add this %s: its row was deleted; make a new one with cupel_new()%s",
        state->mapping->name,
        state->session ? ", or take the deletion back by cupel_rollback()" : "");
}

cupel_code cu_session_add_one(cupel_session *session, cupel_state *state)
{
    cupel_code code = cu_session_check_flushing(session);
    if (code != CUPEL_OK)
        return code;
    return state->flags & CU_STATE_BURIED ? refuse_deleted(session, state)
                                          : take_in(session, state);
}

static cupel_code add_instance(cupel_session *session, cupel_object *instance)
{
    if (!instance)
        return cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_add: the instance is NULL (cupel_new returns NULL when memory "
                            "is short)");
    if (!cu_state_of(instance))
        return cu_error_set(&session->error, CUPEL_UNMAPPED_INSTANCE,
                            "cupel_add: the struct was not made by cupel_new or loaded by a "
                            "session");
    if (instance->state->session == session && instance->state->lifecycle == CUPEL_DELETED)
        return refuse_deleted(session, instance->state);
    cupel_code code = cu_session_add_one(session, instance->state);
    return code == CUPEL_OK ? cu_cascade_save_update(session, instance->state) : code;
}

cupel_code cupel_add_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = cu_session_begin_call(session);
    if (code != CUPEL_OK)
        return code;
    code = add_instance(session, instance);
    return code == CUPEL_OK ? code : cu_session_keep_fault(session);
}

cupel_code cupel_add_instances(cupel_session *session, size_t count, void *const *instances)
{
    cupel_code code = cu_session_begin_call(session);
    if (code != CUPEL_OK)
        return code;
    cu_error first;
    cu_error_init(&first);
    /* The others are added all the same: made in the call itself, nobody else has them. */
    for (size_t i = 0; i < count; i++)
        if (add_instance(session, instances ? instances[i] : NULL) != CUPEL_OK &&
            cu_error_code(&first) == CUPEL_OK)
            cu_error_copy(&first, &session->error);
    if (cu_error_code(&first) != CUPEL_OK) {
        cu_error_copy(&session->error, &first);
        code = cu_session_keep_fault(session);
    }
    cu_error_free(&first);
    return code;
}

/* ---- deleting ---------------------------------------------------------------------------------- */

cupel_code cu_session_delete_one(cupel_session *session, cupel_state *state)
{
    if (state->flags & CU_STATE_DELETING)
        return CUPEL_OK;
    if (!cu_states_push(&session->deleting, state))
        return cu_error_no_memory(&session->error);
    if (!(state->flags & CU_STATE_DIRTY))
        state->place = (uint32_t)session->deleting.count - 1;
    state->flags |= CU_STATE_DELETING;
    return CUPEL_OK;
}

cupel_code cupel_delete_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = cu_session_begin_work(session);
    if (code != CUPEL_OK)
        return code;
    cupel_state *state = cu_state_of(instance);
    if (!instance)
        code = cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_delete: the instance is NULL");
    else if (!state)
        code = cu_error_set(&session->error, CUPEL_UNMAPPED_INSTANCE,
                            "cupel_delete: the struct was not made by cupel_new or loaded by a "
                            "session");
    else if (state->session && state->session != session)
        code = cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "cupel_delete: this %s is in another session; delete it there",
                            state->mapping->name);
    else if (cu_state_now(state) == CUPEL_DETACHED)
        code = take_in(session, state);
    else if (state->lifecycle != CUPEL_PERSISTENT)
        code = cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "cupel_delete: this %s is %s: only an instance with a row can be "
                            "deleted (a pending one is taken out with cupel_expunge)",
                            state->mapping->name,
                            cupel_state_name((cupel_instance_state)state->lifecycle));
    if (code == CUPEL_OK)
        code = cu_cascade_delete(session, state);
    return code == CUPEL_OK ? code : cu_session_keep_fault(session);
}

/* ---- expunging --------------------------------------------------------------------------------- */

void cu_session_keep(cupel_session *session, cupel_state *state)
{
    state->keeper = session;
    state->previous_kept = NULL;
    state->next_kept = session->kept;
    if (session->kept)
        session->kept->previous_kept = state;
    session->kept = state;
}

void cu_state_unkeep(cupel_state *state)
{
    if (!state->keeper)
        return;
    if (state->previous_kept)
        state->previous_kept->next_kept = state->next_kept;
    else
        state->keeper->kept = state->next_kept;
    if (state->next_kept)
        state->next_kept->previous_kept = state->previous_kept;
    state->keeper = NULL;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_LENT;
    state->changes = NULL;
    state->epoch = state->place = 0;
}

void cu_session_give(cupel_session *session, cupel_state *state)
{
    cu_session_leave(session, state);
    if (is_needed(state, session)) {
        cu_session_keep(session, state);
        state->flags |= CU_STATE_LENT;
    }
}

cupel_code cupel_expunge_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = cu_session_begin_change(session);
    if (code != CUPEL_OK)
        return code;
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return cu_error_set(&session->error,
                            instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT,
                            "cupel_expunge: %s",
                            instance ? "the struct was not made by cupel" : "the instance is NULL");
    if (state->session != session)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "cupel_expunge: this %s is not in the session", state->mapping->name);
    return cu_cascade_expunge(session, state);
}

void cupel_expunge_all(cupel_session *session)
{
    if (cu_session_begin_change(session) != CUPEL_OK)
        return;
    if (cu_births_note(&session->born))
        cu_session_expunge_all(session);
    else
        cu_error_no_memory(&session->error);
}

void cu_session_leave_all(cupel_session *session, const cu_states *states)
{
    for (size_t i = 0; i < states->count; i++)
        if (states->items[i]) {
            cupel_state *state = states->items[i];
            cu_session_leave(session, state);
            cu_session_keep(session, state);
        }
}

void cu_session_expunge_all(cupel_session *session)
{
    cu_session_leave_all(session, &session->pending);
    cu_session_leave_all(session, &session->died);
    for (size_t i = 0; i < session->identity_count; i++) {
        cu_identity_table *table = &session->identities[i];
        cu_identity_table emptied = *table;
        *table = (cu_identity_table){ 0 }; /* taking out one by one would move the others */
        for (size_t j = 0; j < emptied.capacity; j++) {
            cupel_state *state = emptied.entries[j].state;
            if (!state)
                continue;
            cu_session_leave(session, state);
            cu_session_keep(session, state);
        }
        cu_identity_table_free(&emptied);
    }
    cu_vector_clear(&session->pending);
    cu_vector_clear(&session->dirty);
    cu_vector_clear(&session->deleting);
    /* a savepoint counts on the places that those had who came before it, though they are empty now */
    cu_level none = { 0 };
    const cu_level *level =
        session->levels.count > 0 ? &session->levels.items[session->levels.count - 1] : &none;
    session->died.count = level->died;
    if (session->strays.count == 0) /* those may come back to their places */
        session->born.count = level->born;
}

/* ---- evicting ---------------------------------------------------------------------------------- */

bool cu_state_is_evictable(const cupel_state *state)
{
    return state->session && state->lifecycle == CUPEL_PERSISTENT && !state->changes &&
           state->referrers == 0 && state->held_in != state->session->transaction &&
           !(state->flags & (CU_STATE_DIRTY | CU_STATE_DELETING | CU_STATE_BORN));
}

void cu_session_drop(cupel_session *session, cupel_state *state)
{
    cu_related_release(state);
    cu_session_leave(session, state);
    cu_state_free(state);
}

/* ---- freeing ----------------------------------------------------------------------------------- */

void cupel_free_instance(cupel_object *instance)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return;
    if (state->session) {
        cu_session_note_fault(state->session, CUPEL_INVALID_REQUEST,
                              "cupel_free was called for an instance that is in this session; "
                              "expunge it first, or leave it to the session");
        return;
    }
    cu_related_unlink(state);
    if (state->keeper && is_needed(state, state->keeper)) {
        state->flags &= (uint16_t) ~(unsigned)CU_STATE_LENT; /* its keeper frees it in the end */
        return;
    }
    cu_state_unkeep(state);
    cu_state_free(state);
}
