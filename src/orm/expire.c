/*
 * orm/expire.c - expiring, refreshing, and loading attributes when they are
 * asked for.
 */
#include "orm/birth.h"
#include "orm/cascade.h"
#include "orm/composite.h"
#include "orm/instance.h"
#include "orm/load.h"
#include "orm/related.h"

/* ---- loading what is asked for ------------------------------------------------------------------- */

/* What is not known of a group of deferred columns, or of all others; bits of attributes. */
static void missing_attributes(const cupel_state *state, const cu_property *property,
                               uint64_t *wanted)
{
    const cu_mapper *mapper = state->mapper;
    const char *group = property->attribute->as.column.deferred_group;
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *other = mapper->selected[i];
        if (other->formula && !other->expression)
            continue; /* only a query can say what it is */
        bool together = property->deferred
                            ? other == property ||
                                  (group && other->deferred &&
                                   cu_text_equal(other->attribute->as.column.deferred_group, group))
                            : !other->deferred;
        if (together && !cu_bit(state->bits, other->index))
            cu_bit_set(wanted, other->index);
    }
}

static cupel_code detached(cupel_state *state, const cupel_attribute *attribute)
{
    const char *why = "was never loaded", *mend = "load the attribute before it leaves";
    if (attribute->as.column.deferred) {
        why = "is deferred, and was not asked for";
        mend = "have it loaded with the rest (cupel_undefer() in cupel_options() of the query)";
    } else if (state->flags & CU_STATE_EXPIRED) {
        why = "was expired when the instance left its session (by a commit or rollback)";
    }
    return cu_state_report(
        state, CUPEL_DETACHED_INSTANCE,
        "%s.%s of an instance that is in no session is not loaded; it %s. Add the "
        "instance to a session, or %s",
        state->mapping->name, attribute->name, why, mend);
}

/* Whether an instance is more than an expired one. */
static bool knows_anything(const cupel_state *state)
{
    uint64_t known = 0;
    for (size_t i = 0; i < state->words; i++)
        known |= state->bits[i];
    return known != 0;
}

static cupel_code load_column(cupel_state *state, const cupel_attribute *attribute, size_t index)
{
    uint64_t wanted[CU_STATE_WORDS];
    cupel_session *session = state->session;
    const cu_property *property = state->mapper->by_index[index];
    cupel_code code = cu_session_begin_work(session);
    if (code != CUPEL_OK)
        return code;
    cu_state_settle(state);
    if (property->deferred || (state->flags & CU_STATE_PARTLY && knows_anything(state)))
        code = cu_load_permit(state, attribute);
    if (code != CUPEL_OK)
        return code;
    session->lazy_loads++;
    memset(wanted, 0, state->words * sizeof *wanted);
    missing_attributes(state, property, wanted);
    bool everything = !property->deferred && !knows_anything(state);
    return cu_load_attributes(session, state, everything ? NULL : wanted, false);
}

static cupel_code load_one(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    if (cu_is_relationship(attribute))
        return cu_load_related(state, attribute);
    if (cu_state_knows(state, index) || state->lifecycle == CUPEL_TRANSIENT ||
        state->lifecycle == CUPEL_PENDING || attribute->as.column.query_expression)
        return CUPEL_OK; /* known, in no row, or a query's to say */
    if (!state->session)
        return cu_state_now(state) == CUPEL_TRANSIENT ? CUPEL_OK : detached(state, attribute);
    if (state->lifecycle == CUPEL_DELETED)
        return cu_error_set(&state->session->error, CUPEL_OBJECT_DELETED, "this %s was deleted",
                            state->mapping->name);
    return load_column(state, attribute, index);
}

cupel_code cupel_load_attribute(cupel_object *instance, size_t offset)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT;
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    if (!attribute)
        return CUPEL_NO_SUCH_COLUMN;
    return cu_is_composite(attribute) ? cu_composite_each(state, attribute, load_one)
                                      : load_one(state, attribute);
}

/* ---- expiring ---------------------------------------------------------------------------------- */

static cupel_code check_persistent(cupel_session *session, const cupel_object *instance,
                                   const char *function)
{
    cupel_code code = cu_session_begin_work(session);
    const cupel_state *state = cu_state_of(instance);
    if (code != CUPEL_OK)
        return code;
    if (!state)
        return cu_error_set(
            &session->error, instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT, "%s: %s",
            function, instance ? "the struct was not made by cupel" : "the instance is NULL");
    if (state->session != session || state->lifecycle != CUPEL_PERSISTENT)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "%s: this %s is not persistent in the session", function,
                            state->mapping->name);
    return CUPEL_OK;
}

void cu_session_forget_changes(cupel_session *session, cupel_state *state)
{
    cu_session_unmark_dirty(session, state);
    memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
    for (cu_change *change = state->changes; change && !change->flushed;
         change = change->older_of_state)
        change->flushed = true;
}

static void expire_one(cupel_session *session, cupel_state *state)
{
    cu_state_settle(state);
    cu_session_forget_changes(session, state);
    memset(cu_known(state), 0, state->words * sizeof(uint64_t));
    cu_related_expire(state);
}

static cupel_code expire(cupel_session *session, cupel_state *state)
{
    cu_states list = { 0 };
    cupel_code code = cu_cascade_reach(session, state, CUPEL_CASCADE_REFRESH_EXPIRE, false, &list);
    for (size_t i = 0; i < list.count && code == CUPEL_OK; i++)
        if (list.items[i]->lifecycle == CUPEL_PERSISTENT)
            expire_one(session, list.items[i]);
    cu_states_free(&list);
    return code;
}

cupel_code cupel_expire_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = check_persistent(session, instance, "cupel_expire");
    return code == CUPEL_OK ? expire(session, instance->state) : code;
}

static cupel_code expire_column(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    cu_state_settle(state);
    for (cu_change *change = state->changes; change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            change->index = CU_CHANGE_NONE;
    cu_bit_clear(cu_modified(state), index);
    cu_bit_clear(cu_known(state), index);
    if (cu_is_relationship(attribute))
        cu_related_expire_one(state, index);
    return CUPEL_OK;
}

cupel_code cupel_expire_attribute_at(cupel_session *session, cupel_object *instance, size_t offset)
{
    cupel_code code = check_persistent(session, instance, "cupel_expire_attribute");
    if (code != CUPEL_OK)
        return code;
    cupel_state *state = instance->state;
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    if (!attribute)
        return cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_expire_attribute: %s has no attribute there",
                            state->mapping->name);
    return cu_is_composite(attribute) ? cu_composite_each(state, attribute, expire_column)
                                      : expire_column(state, attribute);
}

void cupel_expire_all(cupel_session *session)
{
    if (cu_session_begin_change(session) != CUPEL_OK)
        return;
    for (size_t i = 0; i < session->dirty.count; i++)
        if (session->dirty.items[i])
            cu_session_forget_changes(session, session->dirty.items[i]);
    cu_vector_clear(&session->dirty);
    session->epoch++;
}

cupel_code cupel_refresh_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = check_persistent(session, instance, "cupel_refresh");
    if (code != CUPEL_OK)
        return code;
    code = expire(session, instance->state);
    if (code != CUPEL_OK)
        return code;
    return cu_load_attributes(session, instance->state, NULL, true);
}
