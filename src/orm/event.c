/*
 * orm/event.c - listeners of a session.
 */
#include "orm/event.h"

cupel_code cupel_listen(cupel_session *session, cupel_event_kind kind, const cupel_mapping *mapping,
                        cupel_listener listener, void *data)
{
    cupel_code code = cu_session_begin_call(session);
    if (code != CUPEL_OK)
        return code;
    if (!listener || (unsigned)kind >= CUPEL_EVENT_KIND_COUNT)
        return cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT, "cupel_listen: %s",
                            listener ? "there is no such kind of event" : "the listener is NULL");
    cu_listening added = { kind, mapping, listener, data };
    if (!cu_vector_push(&session->listeners, added))
        return cu_error_no_memory(&session->error);
    session->event_mask |= UINT32_C(1) << kind;
    return CUPEL_OK;
}

/* A listener may have set the session's error itself; else it gets one. */
static cupel_code stopped(cupel_session *session, const cupel_event *event, cupel_code code)
{
    if (cu_error_code(&session->error) == code)
        return code;
    return cu_error_set(&session->error, code, "a listener of the session stopped %s%s with %s",
                        event->object ? "what was to be done to a " : "it",
                        event->object ? ((const cupel_object *)event->object)->state->mapping->name
                                      : "",
                        cupel_code_name(code));
}

cupel_code cu_event_fire(cupel_session *session, const cupel_event *event)
{
    const cupel_mapping *mapping =
        event->object ? ((const cupel_object *)event->object)->state->mapping : NULL;
    for (size_t i = 0; i < session->listeners.count; i++) {
        const cu_listening listening = session->listeners.items[i]; /* the list may grow */
        if (listening.kind != event->kind || (listening.mapping && listening.mapping != mapping))
            continue;
        cupel_code code = listening.listener(event, listening.data);
        if (code != CUPEL_OK)
            return stopped(session, event, code);
    }
    return CUPEL_OK;
}

cupel_code cu_event_of(cupel_session *session, cupel_event_kind kind, cupel_state *state)
{
    if (!cu_event_wanted(session, kind))
        return CUPEL_OK;
    return cu_event_fire(
        session,
        &(cupel_event){ .kind = kind, .session = session, .object = state ? state->object : NULL });
}
