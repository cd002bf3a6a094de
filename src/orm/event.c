/*
 * orm/event.c - listeners of a session.
 */
#include "orm/event.h"
#include "orm/query.h"

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
    const char *name =
        event->object ? ((const cupel_object *)event->object)->state->mapping->name : "";
    return cu_error_set(&session->error, code, "a listener of the session stopped %s%s%s%s with %s",
                        event->attribute ? "a change of "
                        : event->object  ? "what was to be done to a "
                                         : "it",
                        name, event->attribute ? "." : "", event->attribute ? event->attribute : "",
                        cupel_code_name(code));
}

/* Whether what a listener answers counts: what is done already cannot be stopped. */
static bool can_stop(cupel_event_kind kind)
{
    switch (kind) {
    case CUPEL_EVENT_AFTER_FLUSH:
    case CUPEL_EVENT_AFTER_INSERT:
    case CUPEL_EVENT_AFTER_UPDATE:
    case CUPEL_EVENT_AFTER_DELETE:
    case CUPEL_EVENT_LOAD:
    case CUPEL_EVENT_REFRESH:
    case CUPEL_EVENT_AFTER_COMMIT:
    case CUPEL_EVENT_AFTER_ROLLBACK: return false;
    default: return true;
    }
}

/* What a listener asks for is loaded for it, whatever is being loaded around it. */
static cupel_code tell(const cu_listening *listening, const cupel_event *event)
{
    cupel_session *session = event->session;
    struct cu_following *following = session->following;
    const cu_followed_path *path = session->path;
    bool reads = event->kind == CUPEL_EVENT_LOAD || event->kind == CUPEL_EVENT_REFRESH;
    session->following = NULL;
    session->path = NULL;
    session->reading += reads;
    cupel_code code = listening->listener(event, listening->data);
    session->reading -= reads;
    session->following = following;
    session->path = path;
    return code;
}

cupel_code cu_event_fire(cupel_session *session, const cupel_event *event)
{
    const cupel_mapping *mapping =
        event->object ? ((const cupel_object *)event->object)->state->mapping : NULL;
    for (size_t i = 0; i < session->listeners.count; i++) {
        const cu_listening listening = session->listeners.items[i]; /* the list may grow */
        if (listening.kind != event->kind || (listening.mapping && listening.mapping != mapping))
            continue;
        cupel_code code = tell(&listening, event);
        if (code != CUPEL_OK && can_stop(event->kind))
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

/* ---- queries ----------------------------------------------------------------------------------- */

static const cupel_mapping *mapping_of_item(const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    switch (cu_kind(expression)) {
    case CU_NODE_ENTITY: return node->a.pointer;
    case CU_NODE_ALIAS: return ((const cupel_alias *)node->a.pointer)->mapping;
    case CU_NODE_ATTRIBUTE: return ((const cupel_attribute *)(const void *)expression)->mapping;
    case CU_NODE_ALIAS_ATTRIBUTE: return ((const cupel_attribute *)node->b.pointer)->mapping;
    case CU_NODE_CHILD_ATTRIBUTE: return node->a.pointer;
    case CU_NODE_LABEL: return mapping_of_item(cu_item(expression, 0));
    default: return NULL;
    }
}

/* The mapping of the first thing a query is for that has one. */
static const cupel_mapping *mapping_of_query(const cupel_query *query)
{
    const cupel_query *step = query;
    while (step->parent && step->kind != CU_STEP_ENTITIES)
        step = step->parent;
    if (step->kind == CU_STEP_ENTITY)
        return step->of.mapping;
    const cupel_mapping *mapping = NULL;
    for (size_t i = 0; i < step->count && !mapping; i++)
        mapping = mapping_of_item(step->items[i].expression);
    return mapping;
}

/* Whether instances are asked for, and what is put in the place of that gives others. */
static bool is_of_another(const cupel_query *query, const cupel_query *replaced)
{
    const cupel_mapping *wanted = mapping_of_query(query), *given = mapping_of_query(replaced);
    return !((query->flags | replaced->flags) & (CU_QUERY_ROWS | CU_QUERY_POISONED)) && wanted &&
           !(given && cu_mapping_is(given, wanted));
}

/* A query that listeners have left; NULL, or one of another sort, is their mistake. */
static const cupel_query *check_replaced(const cupel_query *query, const cupel_query *replaced)
{
    const char *fault = !replaced                             ? "no query"
                        : replaced->session != query->session ? "a query of another session"
                        : (replaced->flags ^ query->flags) & CU_QUERY_ROWS
                            ? "a query with another sort of result"
                        : is_of_another(query, replaced) ? "a query for another struct"
                                                         : NULL;
    if (!fault || (replaced && (replaced->flags & CU_QUERY_POISONED)))
        return cu_query_step(query->session, replaced, CU_STEP_FLAG, CU_QUERY_ANNOUNCED, 0, NULL);
    return cu_query_fail(query->session, query, CUPEL_INVALID_REQUEST,
                         "a listener of the session put %s in the place of a query", fault);
}

const cupel_query *cu_event_query(const cupel_query *query, cupel_event_kind kind,
                                  cupel_state *owner, const char *attribute)
{
    cupel_session *session = query ? query->session : NULL;
    if (!session || !cu_event_wanted(session, kind) || session->announcing ||
        (query->flags & (CU_QUERY_POISONED | CU_QUERY_ANNOUNCED | CU_QUERY_WRITES)) ||
        cu_session_begin_work(session) != CUPEL_OK)
        return query;
    const cupel_mapping *mapping = mapping_of_query(query);
    const cupel_query *replaced = query;
    const cupel_event event = { .kind = kind,
                                .session = session,
                                .object = owner ? owner->object : NULL,
                                .attribute = attribute,
                                .query = &replaced };
    cupel_code code = CUPEL_OK;
    session->announcing = true;
    for (size_t i = 0; i < session->listeners.count && code == CUPEL_OK; i++) {
        const cu_listening listening = session->listeners.items[i];
        if (listening.kind == kind && (!listening.mapping || listening.mapping == mapping))
            code = tell(&listening, &event);
    }
    session->announcing = false;
    if (code == CUPEL_OK)
        return check_replaced(query, replaced);
    if (cu_error_code(&session->error) == code)
        return cu_query_fail(session, query, code, "%s", session->error.public.text);
    char what[160];
    cu_query_describe(query, what, sizeof what);
    return cu_query_fail(session, query, code, "a listener of the session refused %s%s%s with %s",
                         what, attribute ? ", for " : "", attribute ? attribute : "",
                         cupel_code_name(code));
}
