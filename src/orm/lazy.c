/*
 * orm/lazy.c - loading a relationship when it is asked for.
 */
#include "orm/birth.h"
#include "orm/event.h"
#include "orm/instance.h"
#include "orm/kept_options.h"
#include "orm/load.h"
#include "orm/load_related.h"
#include "orm/query_run.h"
#include "orm/related.h"
#include "orm/relationship.h"
#include <cupel/relationship.h>
#include <stdio.h>

/* ---- by key ------------------------------------------------------------------------------------ */

bool cu_related_target_key(const cupel_state *state, const cu_relationship *relationship,
                           cupel_value *key)
{
    const cu_mapper *target = relationship->target;
    for (size_t i = 0; i < target->key_count; i++)
        for (size_t j = 0; j < relationship->pair_count; j++)
            if (relationship->pairs[j].far_property == target->keys[i]) {
                key[i] = cu_state_value(state, relationship->pairs[j].near_property->attribute);
                if (key[i].kind == CUPEL_KIND_NULL)
                    return false;
            }
    return true;
}

/* Whether the columns a relationship depends on are known. */
static bool knows_keys(const cupel_state *state, const cu_relationship *relationship)
{
    for (size_t i = 0; i < relationship->pair_count; i++)
        if (!cu_state_knows(state, relationship->pairs[i].near_property->index))
            return false;
    return true;
}

bool cu_related_find_present(cupel_state *state, const cu_relationship *relationship,
                             cupel_object **out)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    *out = NULL;
    if (!relationship->uses_get || !knows_keys(state, relationship))
        return false;
    if (!cu_related_target_key(state, relationship, key))
        return true;
    const cu_mapper *target = relationship->target;
    cu_identity_table *table = cu_session_identities(state->session, target);
    if (table && cu_identity_of_values(target, key, &buffer, &identity)) {
        cupel_state *found = cu_identity_find(table, target, &identity);
        *out = found && cu_mapping_is(found->mapping, target->mapping) ? found->object : NULL;
    }
    cu_identity_buffer_free(&buffer);
    return *out != NULL;
}

/* ---- by a query -------------------------------------------------------------------------------- */

cupel_query *cu_related_in_order(cupel_query *query, const cu_relationship *relationship)
{
    cupel_value order[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = CU_MIN(relationship->order_count, CU_LENGTH(order));
    for (size_t i = 0; i < count; i++) {
        cupel_expr *attribute =
            cu_property_expression(relationship->target, relationship->order[i].property);
        order[i] = cupel_value_expression(relationship->order[i].descending ? cupel_desc(attribute)
                                                                            : attribute);
    }
    return count > 0 ? cupel_order_by_values(query, count, order) : query;
}

cupel_query *cu_related_rows(cupel_state *state, const cu_relationship *relationship)
{
    cupel_query *query = cupel_query_mapping(state->session, relationship->target->mapping);
    cupel_value parent = cupel_value_expression(
        cupel_with_parent_at(state->object, relationship->attribute->offset));
    query = cupel_filter_values(query, 1, &parent);
    return cu_related_in_order(query, relationship);
}

static cupel_code run_related(cupel_state *state, const cu_relationship *relationship,
                              cupel_query *query, cu_objects *found)
{
    cupel_session *session = state->session;
    cu_query_run run;
    bool flushing = session->flushing;
    if (flushing) /* the flush itself asks, and must not flush for that */
        query = cupel_autoflush(query, false);
    session->flushing = false;
    session->committed = flushing; /* rows still have the keys that are about to change */
    const cupel_query *asked = flushing ? query /* what it has to know of, whoever hides it */
                                        : cu_event_query(query, CUPEL_EVENT_BEFORE_QUERY, state,
                                                         relationship->attribute->name);
    cupel_code code = cu_run_open(&run, asked);
    session->flushing = flushing;
    session->committed = false;
    if (code != CUPEL_OK)
        return code;
    for (;;) {
        void *item;
        code = cu_run_next(&run, &session->arena, &item);
        if (code != CUPEL_OK || !item)
            break;
        if (!cu_vector_push(found, item)) {
            code = cu_error_no_memory(&session->error);
            break;
        }
    }
    if (code == CUPEL_OK && !flushing)
        code = cu_load_followed(&run);
    cu_run_close(&run);
    return code;
}

cupel_code cu_load_related_by(cupel_state *state, const cu_relationship *relationship,
                              cupel_query *query)
{
    cupel_session *session = state->session;
    const cupel_attribute *attribute = relationship->attribute;
    cu_objects found = { 0 };
    cu_session_mark mark = cu_session_mark_now(session);
    cupel_code code = run_related(state, relationship,
                                  query ? query : cu_related_rows(state, relationship), &found);
    cu_session_release(session, mark);
    if (code == CUPEL_OK &&
        (state->session != session || cu_state_knows(state, relationship->index))) {
        /* a listener took it out; or the flush before the query, or what it loaded, has brought it already */
    } else if (code == CUPEL_OK && relationship->to_many) {
        if (!cu_related_fill(state, attribute, found.count, found.items))
            code = cu_error_no_memory(&session->error);
    } else if (code == CUPEL_OK) {
        if (found.count > 1)
            cu_load_warn_several(state, relationship);
        cu_related_put_one(state, attribute, found.count > 0 ? found.items[0] : NULL);
    }
    cu_vector_free(&found);
    return code;
}

/* ---- when asked for ------------------------------------------------------------------------------ */

static cupel_code refuse(cupel_state *state, const cu_relationship *relationship)
{
    return cu_error_set(&state->session->error, CUPEL_LAZY_LOAD_REFUSED,
                        "%s.%s is not loaded, and set to raise when it is asked for; load it with "
                        "an option of the query, such as cupel_selectinload()",
                        state->mapping->name, relationship->attribute->name);
}

static cupel_code ask_query(cupel_state *state, const cu_relationship *relationship)
{
    return cu_error_set(&state->session->error, CUPEL_INVALID_REQUEST,
                        "%s.%s is a %s relationship: read it with cupel_related()",
                        state->mapping->name, relationship->attribute->name,
                        relationship->lazy == CUPEL_LAZY_DYNAMIC ? "dynamic" : "write-only");
}

cupel_code cu_load_permit(cupel_state *state, const cupel_attribute *attribute)
{
    cupel_session *session = state->session;
    bool refused = session->options.lazy_loads == CUPEL_LAZY_LOADS_REFUSED;
    char text[400];
    if (session->options.lazy_loads == CUPEL_LAZY_LOADS_ALLOWED || session->needs ||
        session->flushing)
        return CUPEL_OK;
    const char *option = cu_is_relationship(attribute) ? "cupel_selectinload()" : "cupel_undefer()";
    if (refused)
        return cu_error_set(&session->error, CUPEL_LAZY_LOAD_REFUSED,
                            "%s.%s is not loaded, and the session was opened to refuse lazy loads; "
                            "load it with an option of the query, such as %s",
                            state->mapping->name, attribute->name, option);
    if (!cu_engine_logs(session->engine))
        return CUPEL_OK;
    snprintf(text, sizeof text,
             "%.100s.%.100s is loaded by itself, for one instance; load it with an option of the "
             "query, such as %s",
             state->mapping->name, attribute->name, option);
    cu_engine_log(session->engine, &(cupel_log_record){ .kind = CUPEL_LOG_WARNING, .text = text });
    return CUPEL_OK;
}

void cu_load_warn_several(const cupel_state *state, const cu_relationship *relationship)
{
    cupel_engine *engine = state->session->engine;
    char text[400];
    if (!cu_engine_logs(engine))
        return;
    snprintf(text, sizeof text,
             "%.100s.%.100s is a to-one relationship, but several rows of '%.100s' refer to one "
             "instance; the first is taken",
             state->mapping->name, relationship->attribute->name,
             relationship->target->table->full_name);
    cu_engine_log(engine, &(cupel_log_record){ .kind = CUPEL_LOG_WARNING, .text = text });
}

/* By a query, with what the options of the query said that the instance came from. */
static cupel_code load_as_kept(cupel_state *state, const cu_relationship *relationship)
{
    cu_session_mark mark = cu_session_mark_now(state->session);
    cupel_query *query = cu_kept_apply(cu_related_rows(state, relationship), state, relationship);
    cupel_code code = cu_load_related_by(state, relationship, query);
    cu_session_release(state->session, mark);
    return code;
}

/* Whether that is how to load it; a flush has to know of all there is, whatever hides it. */
static bool is_as_kept(cupel_state *state, const cu_relationship *relationship)
{
    cupel_object *found;
    cu_kept_effect effect =
        state->session->flushing ? CU_KEPT_NOTHING : cu_kept_effect_on(state, relationship);
    return effect == CU_KEPT_CONDITIONS ||
           (effect == CU_KEPT_OPTIONS && !cu_related_find_present(state, relationship, &found));
}

/* Finds it in the session, or by SQL. */
static cupel_code load_now(cupel_state *state, const cu_relationship *relationship, bool refused)
{
    cupel_session *session = state->session;
    cupel_object *found = NULL;
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < relationship->pair_count && code == CUPEL_OK; i++)
        code = cupel_load_attribute(state->object,
                                    relationship->pairs[i].near_property->attribute->offset);
    if (code != CUPEL_OK || state->session != session)
        return code;

    if (relationship->uses_get && !cu_related_target_key(state, relationship, key)) {
        cu_related_put_one(state, relationship->attribute, NULL);
        return CUPEL_OK;
    }
    bool as_kept = is_as_kept(state, relationship);
    if (refused || session->options.lazy_loads != CUPEL_LAZY_LOADS_ALLOWED) {
        bool present = !as_kept && cu_related_find_present(state, relationship, &found);
        code = present   ? CUPEL_OK
               : refused ? refuse(state, relationship)
                         : cu_load_permit(state, relationship->attribute);
        if (code != CUPEL_OK)
            return code;
    }
    session->lazy_loads += relationship->uses_get && !as_kept ? 0 : 1;
    if (as_kept)
        return load_as_kept(state, relationship);
    if (!relationship->uses_get)
        return cu_load_related_by(state, relationship, NULL);
    int64_t statements = session->statements;
    code = cu_session_get(session, relationship->target, relationship->target->key_count, key,
                          CU_QUERY_OWN_TABLE, &found);
    session->lazy_loads += session->statements > statements;
    if (code == CUPEL_OK && state->session == session &&
        !cu_state_knows(state, relationship->index))
        cu_related_put_one(state, relationship->attribute, found);
    return code;
}

cupel_code cu_load_related_always(cupel_state *state, const cu_relationship *relationship)
{
    return cu_load_related_by(state, relationship, NULL);
}

static cupel_code load_detached(cupel_state *state, const cupel_attribute *attribute)
{
    return cu_state_report(
        state, CUPEL_DETACHED_INSTANCE,
        "%s.%s of an instance that is in no session is not loaded; add the instance "
        "to a session, or load the relationship before it leaves",
        state->mapping->name, attribute->name);
}

cupel_code cu_load_related_now(cupel_state *state, const cu_relationship *relationship)
{
    cupel_session *session = state->session; /* which a listener may take it out of */
    bool needed = session->needs;
    session->needs = true;
    cupel_code code = load_now(state, relationship, false);
    session->needs = needed;
    return code;
}

cupel_code cu_load_related_before(cupel_state *state, const cupel_attribute *attribute)
{
    if (!state->session)
        return cu_load_related(state, attribute);
    cupel_session *session = state->session; /* which a listener may take it out of */
    bool needed = session->needs;
    session->needs = true;
    cupel_code code = cu_load_related(state, attribute);
    session->needs = needed;
    return code;
}

cupel_code cu_load_related(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    if (cu_state_knows(state, index) || state->lifecycle == CUPEL_TRANSIENT ||
        state->lifecycle == CUPEL_PENDING)
        return CUPEL_OK;
    if (!state->session)
        return cu_state_now(state) == CUPEL_TRANSIENT ? CUPEL_OK : load_detached(state, attribute);
    if (state->lifecycle == CUPEL_DELETED)
        return cu_error_set(&state->session->error, CUPEL_OBJECT_DELETED, "this %s was deleted",
                            state->mapping->name);
    cupel_code code = cu_session_begin_work(state->session);
    if (code != CUPEL_OK)
        return code;
    const cu_relationship *relationship = state->mapper->relationships[index];
    const cu_collection *collection = cu_related_collection(state, index);
    cupel_lazy lazy =
        collection && collection->lazy != CUPEL_LAZY_UNSET ? collection->lazy : relationship->lazy;
    switch (lazy) {
    case CUPEL_LAZY_RAISE: return refuse(state, relationship);
    case CUPEL_LAZY_DYNAMIC:
    case CUPEL_LAZY_WRITE_ONLY: return ask_query(state, relationship);
    case CUPEL_LAZY_NOLOAD:
        if (relationship->to_many)
            return cu_related_fill(state, attribute, 0, NULL)
                       ? CUPEL_OK
                       : cu_error_no_memory(&state->session->error);
        cu_related_put_one(state, attribute, NULL);
        return CUPEL_OK;
    default: return load_now(state, relationship, lazy == CUPEL_LAZY_RAISE_ON_SQL);
    }
}

/* ---- as a query -------------------------------------------------------------------------------- */

cupel_query *cupel_related_query(cupel_object *owner, size_t offset)
{
    cupel_state *state = cu_state_of(owner);
    const cupel_attribute *attribute = state ? cu_instance_attribute_at(state, offset) : NULL;
    /* without a session the query is nobody's: one that is always there */
    if (!state)
        return &cu_null_query;
    if (!state->session) {
        cu_state_report(state, CUPEL_DETACHED_INSTANCE, "cupel_related: this %s is in no session",
                        state->mapping->name);
        return &cu_detached_query;
    }
    if (!attribute || !cu_is_relationship(attribute))
        return cu_query_fail(state->session, NULL, CUPEL_INVALID_ARGUMENT,
                             "cupel_related: %s has no relationship there", state->mapping->name);
    return cu_related_rows(state, state->mapper->relationships[cu_attribute_index(attribute)]);
}
