/*
 * orm/event.h - telling listeners what a session does.
 */
#ifndef CU_ORM_EVENT_H
#define CU_ORM_EVENT_H

#include "orm/session.h"

/* Whether anybody listens to a kind of event: asked on hot paths. */
static inline bool cu_event_wanted(const cupel_session *session, cupel_event_kind kind)
{
    return (session->event_mask >> kind) & 1;
}

/* Calls the listeners; the first code that is not CUPEL_OK, as the session's error, ends it. */
cupel_code cu_event_fire(cupel_session *session, const cupel_event *event);
/* Of an instance, or (state NULL) of the session. */
cupel_code cu_event_of(cupel_session *session, cupel_event_kind kind, cupel_state *state);

/*
 * The query to be run instead of `query`, once listeners have seen it; one that carries their fault where they refuse.
 * `owner` and `attribute`: what it is loaded for; NULL: it is the program's.
 */
const cupel_query *cu_event_query(const cupel_query *query, cupel_event_kind kind,
                                  cupel_state *owner, const char *attribute);

#endif
