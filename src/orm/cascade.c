/*
 * orm/cascade.c - along relationships.
 */
#include "orm/cascade.h"

cupel_code cu_cascade_save_update(cupel_session *session, cupel_state *state)
{
    (void)session;
    (void)state;
    return CUPEL_OK;
}

cupel_code cu_cascade_delete(cupel_session *session, cupel_state *state)
{
    return cu_session_delete_one(session, state);
}

cupel_code cu_cascade_expunge(cupel_session *session, cupel_state *state)
{
    cu_session_leave(session, state);
    return CUPEL_OK;
}
