/*
 * orm/cascade.c - along relationships, by lists of what is still to be done
 * instead of recursion: graphs may be deep.
 */
#include "orm/cascade.h"
#include "orm/related.h"
#include "orm/relationship.h"

/* What is done to a related instance; *go_on whether to those related to it in turn. */
typedef cupel_code (*cascade_function)(cupel_session *session, cupel_state *state, bool *go_on);

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
    for (size_t i = 0; mapper && i < mapper->mapping->count; i++) {
        const cu_relationship *relationship = mapper->relationships[i];
        if (!relationship || !cu_cascades(relationship, cascade))
            continue;
        if (load && state->lifecycle == CUPEL_PERSISTENT &&
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

/* Does something to everything that a cascade reaches from an instance. */
static cupel_code cascade_from(cupel_session *session, cupel_state *start, int cascade, bool load,
                               cascade_function function)
{
    cu_states list = { 0 };
    cupel_code code = follow(session, &list, start, cascade, load);
    for (size_t i = 0; i < list.count && code == CUPEL_OK; i++) {
        cupel_state *state = list.items[i];
        bool go_on = false;
        code = function(session, state, &go_on);
        if (code == CUPEL_OK && go_on)
            code = follow(session, &list, state, cascade, load);
    }
    cu_states_free(&list);
    return code;
}

/* ---- adding ------------------------------------------------------------------------------------ */

static cupel_code add_reached(cupel_session *session, cupel_state *state, bool *go_on)
{
    *go_on = state->session != session;
    return *go_on ? cu_session_add_one(session, state) : CUPEL_OK;
}

cupel_code cu_cascade_save_update(cupel_session *session, cupel_state *state)
{
    return cascade_from(session, state, CUPEL_CASCADE_SAVE_UPDATE, false, add_reached);
}

/* ---- deleting ---------------------------------------------------------------------------------- */

static cupel_code delete_reached(cupel_session *session, cupel_state *state, bool *go_on)
{
    if (state->session != session || (state->flags & CU_STATE_DELETING))
        return CUPEL_OK;
    if (state->lifecycle == CUPEL_PENDING) { /* it has no row, and will have none */
        cu_session_leave(session, state);
        cu_session_keep(session, state);
        return CUPEL_OK;
    }
    if (state->lifecycle != CUPEL_PERSISTENT)
        return CUPEL_OK;
    *go_on = true;
    return cu_session_delete_one(session, state);
}

cupel_code cu_cascade_delete(cupel_session *session, cupel_state *state)
{
    if (state->flags & CU_STATE_DELETING)
        return CUPEL_OK;
    cupel_code code = cascade_from(session, state, CUPEL_CASCADE_DELETE, true, delete_reached);
    return code == CUPEL_OK ? cu_session_delete_one(session, state) : code;
}

/* ---- expunging --------------------------------------------------------------------------------- */

/* Nothing is done yet: what leaves knows its relationships no more. */
static cupel_code reach(cupel_session *session, cupel_state *state, bool *go_on)
{
    *go_on = state->session == session && !(state->flags & CU_STATE_LEAVING);
    if (*go_on)
        state->flags |= CU_STATE_LEAVING;
    return CUPEL_OK;
}

/* An instance and all that a cascade reaches from it in the session, each once. */
bool cu_cascade_reach(cupel_session *session, cupel_state *state, int cascade, cu_states *list)
{
    bool enough = cu_states_push(list, state);
    bool go_on;
    state->flags |= CU_STATE_LEAVING;
    for (size_t i = 0; i < list->count && enough; i++) {
        size_t before = list->count, kept = before;
        enough = follow(session, list, list->items[i], cascade, false) == CUPEL_OK;
        for (size_t j = before; j < list->count; j++) {
            reach(session, list->items[j], &go_on);
            if (go_on)
                list->items[kept++] = list->items[j];
        }
        list->count = kept;
    }
    for (size_t i = 0; i < list->count; i++)
        list->items[i]->flags &= (uint16_t) ~(unsigned)CU_STATE_LEAVING;
    return enough;
}

cupel_code cu_cascade_expunge(cupel_session *session, cupel_state *state)
{
    cu_states list = { 0 };
    bool enough = cu_cascade_reach(session, state, CUPEL_CASCADE_EXPUNGE, &list);
    for (size_t i = 0; i < list.count && enough; i++)
        cu_session_leave(session, list.items[i]);
    cu_states_free(&list);
    return enough ? CUPEL_OK : cu_error_no_memory(&session->error);
}
