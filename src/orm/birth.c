/*
 * orm/birth.c - the record between a session and an instance that left it.
 */
#include "orm/birth.h"

#include "base/alloc.h"
#include "orm/related.h"
#include "orm/session.h"

static void release_birth(cu_birth *birth)
{
    if (atomic_fetch_sub(&birth->references, 1) == 1)
        cu_free(birth);
}

static bool note_birth(cupel_state *state)
{
    cupel_session *session = state->session;
    if (!(state->flags & CU_STATE_BORN) || state->lifecycle != CUPEL_PERSISTENT)
        return true;
    const cu_property *generated = state->mapper->generated;
    bool given = (state->flags & CU_STATE_GENERATED_KEY) && generated;
    cu_birth *birth = cu_alloc_zero(sizeof *birth);
    if (!birth)
        return false;
    birth->number = session->strays.count;
    if (!cu_vector_push(&session->strays, birth)) {
        cu_free(birth);
        return false;
    }
    atomic_store(&birth->references, 2);
    birth->session = session;
    birth->place = state->born_place;
    birth->generated = given ? generated->attribute : NULL;
    state->birth = birth;
    state->flags |= CU_STATE_STRAY;
    return true;
}

void cu_birth_forget(cupel_state *state)
{
    if (!(state->flags & CU_STATE_STRAY))
        return;
    cu_birth *birth = state->birth;
    state->birth = NULL;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_STRAY;
    release_birth(birth);
}

/* The session has nothing to tell any more. */
static void stop_telling(cupel_session *session, cu_birth *birth)
{
    cu_birth *last = cu_vector_pop(&session->strays);
    last->number = birth->number;
    session->strays.items[last->number] = last;
    release_birth(birth);
}

/* It does not leave after all. */
static void take_back_birth(cupel_state *state)
{
    if (!(state->flags & CU_STATE_STRAY))
        return;
    stop_telling(state->session, state->birth);
    cu_birth_forget(state);
}

bool cu_births_note(const cu_states *states)
{
    size_t noted = 0;
    while (noted < states->count && (!states->items[noted] || note_birth(states->items[noted])))
        noted++;
    for (size_t i = 0; noted < states->count && i < noted; i++)
        if (states->items[i])
            take_back_birth(states->items[i]);
    return noted == states->count;
}

void cu_birth_return(cupel_session *session, cupel_state *state)
{
    if (!(state->flags & CU_STATE_STRAY))
        return;
    cu_birth *birth = state->birth;
    if (atomic_load(&birth->end) == CU_BIRTH_OPEN && birth->session == session) {
        bool held = state->held_in == session->transaction;
        session->born.items[birth->place] = state;
        state->born_place = birth->place;
        state->flags |= (uint16_t)(held ? CU_STATE_BORN | CU_STATE_HELD : CU_STATE_BORN);
        stop_telling(session, birth);
    }
    cu_birth_forget(state);
}

void cu_births_end(cupel_session *session, size_t from, cu_birth_end end)
{
    size_t kept = 0;
    for (size_t i = 0; i < session->strays.count; i++) {
        cu_birth *birth = session->strays.items[i];
        if (birth->place < from) {
            birth->number = kept;
            session->strays.items[kept++] = birth;
            continue;
        }
        atomic_store(&birth->end, end);
        release_birth(birth);
    }
    session->strays.count = kept;
}

void cu_birth_settle(cupel_state *state)
{
    if (!(state->flags & CU_STATE_STRAY))
        return;
    const cupel_attribute *generated = state->birth->generated;
    unsigned end = atomic_load(&state->birth->end);
    if (end == CU_BIRTH_OPEN)
        return;
    cu_birth_forget(state);
    if (end == CU_BIRTH_UNDONE)
        cu_state_forget_row(state, generated);
}
