/*
 * orm/cascade.c - along relationships, by lists of what is still to be done
 * instead of recursion: graphs may be deep.
 */
#include "orm/cascade.h"
#include "orm/birth.h"
#include "orm/related.h"
#include "orm/relationship.h"

/* The related instances of one instance by one relationship, to the end of the list. */
static bool add_related(cu_states *list, const cupel_state *state,
                        const cu_relationship *relationship)
{
    cupel_object *const *items;
    size_t count = cu_related_items(state, relationship->attribute, &items);
    for (size_t i = 0; i < count; i++)
        if (!cu_states_push(list, items[i]->state))
            return false;
    return true;
}

static cupel_code follow(cupel_session *session, cu_states *list, const cupel_state *state,
                         int cascade, bool load)
{
    const cu_mapper *mapper = state->mapper;
    for (size_t i = 0; mapper && i < mapper->attribute_count; i++) {
        const cu_relationship *relationship = mapper->relationships[i];
        if (!relationship || !cu_cascades(relationship, cascade))
            continue;
        if (load && state->lifecycle == CUPEL_PERSISTENT && !(state->flags & CU_STATE_DELETING) &&
            relationship->options->passive_deletes != CUPEL_YES &&
            !cu_state_knows(state, relationship->index)) {
            cupel_code code = cu_load_related_always((cupel_state *)(uintptr_t)state, relationship);
            if (code != CUPEL_OK)
                return code;
        }
        if (!add_related(list, state, relationship))
            return cu_error_no_memory(&session->error);
    }
    return CUPEL_OK;
}

/* ---- adding ------------------------------------------------------------------------------------ */

cupel_code cu_cascade_save_update(cupel_session *session, cupel_state *state)
{
    cu_states list = { 0 };
    cupel_code code = follow(session, &list, state, CUPEL_CASCADE_SAVE_UPDATE, false);
    for (size_t i = 0; i < list.count && code == CUPEL_OK; i++) {
        if (list.items[i]->session == session)
            continue;
        code = cu_session_add_one(session, list.items[i]);
        if (code == CUPEL_OK)
            code = follow(session, &list, list.items[i], CUPEL_CASCADE_SAVE_UPDATE, false);
    }
    cu_states_free(&list);
    return code;
}

/* ---- reaching ---------------------------------------------------------------------------------- */

/* Nothing is done yet: what leaves knows its relationships no more. */
static bool is_reached(const cupel_session *session, cupel_state *state)
{
    if (state->session != session || (state->flags & CU_STATE_LEAVING))
        return false;
    state->flags |= CU_STATE_LEAVING;
    return true;
}

cupel_code cu_cascade_reach(cupel_session *session, cupel_state *state, int cascade, bool load,
                            cu_states *list)
{
    if (!cu_states_push(list, state))
        return cu_error_no_memory(&session->error);
    cupel_code code = CUPEL_OK;
    size_t walked = 0; /* those before it are marked, and each is there once */
    state->flags |= CU_STATE_LEAVING;
    for (size_t end = 1; walked < end && code == CUPEL_OK; walked++) {
        code = follow(session, list, list->items[walked], cascade, load);
        size_t kept = end;
        for (size_t j = end; j < list->count; j++)
            if (is_reached(session, list->items[j]))
                list->items[kept++] = list->items[j];
        list->count = end = kept;
    }
    for (size_t i = 0; i < list->count; i++)
        list->items[i]->flags &= (uint16_t) ~(unsigned)CU_STATE_LEAVING;
    return code;
}

/* ---- deleting ---------------------------------------------------------------------------------- */

static cupel_code delete_reached(cupel_session *session, cupel_state *state)
{
    if (state->session != session || (state->flags & CU_STATE_DELETING))
        return CUPEL_OK;
    if (state->lifecycle == CUPEL_PENDING) { /* it has no row, and will have none */
        cu_session_leave(session, state);
        cu_session_keep(session, state);
        return CUPEL_OK;
    }
    return state->lifecycle == CUPEL_PERSISTENT ? cu_session_delete_one(session, state) : CUPEL_OK;
}

cupel_code cu_cascade_delete(cupel_session *session, cupel_state *state)
{
    cu_states list = { 0 };
    if (state->flags & CU_STATE_DELETING)
        return CUPEL_OK;
    /* All are found first: loading what is related may flush, which must not delete the half of them. */
    cupel_code code = cu_cascade_reach(session, state, CUPEL_CASCADE_DELETE, true, &list);
    for (size_t i = 1; i < list.count && code == CUPEL_OK; i++)
        code = delete_reached(session, list.items[i]);
    cu_states_free(&list);
    return code == CUPEL_OK ? cu_session_delete_one(session, state) : code;
}

/* ---- expunging --------------------------------------------------------------------------------- */

cupel_code cu_cascade_expunge(cupel_session *session, cupel_state *state)
{
    cu_states list = { 0 };
    cupel_code code = cu_cascade_reach(session, state, CUPEL_CASCADE_EXPUNGE, false, &list);
    if (code == CUPEL_OK && !cu_births_note(&list))
        code = cu_error_no_memory(&session->error);
    for (size_t i = 0; i < list.count && code == CUPEL_OK; i++)
        cu_session_give(session, list.items[i]);
    cu_states_free(&list);
    return code;
}
