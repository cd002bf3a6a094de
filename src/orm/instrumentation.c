/*
 * orm/instrumentation.c - what instances know of their rows, said by the
 * program: values that count as loaded, and whether there is a row.
 */
#include <cupel/instrumentation.h>

#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/composite.h"
#include "orm/instance.h"
#include "orm/related.h"

/* ---- calls ------------------------------------------------------------------------------------- */

/* The state of an instance that a call is for; NULL with *code. */
static cupel_state *begin_instrumenting(const cupel_object *instance, cupel_code *code)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        *code = instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT;
    else if (state->session && !state->session->flushing)
        cu_error_clear(&state->session->error);
    return state;
}

static cupel_code refuse_attribute(cupel_state *state, const char *function, const char *wanted)
{
    return cu_state_report(state, CUPEL_INVALID_ARGUMENT, "%s: %s has no %s there", function,
                           state->mapping->name, wanted);
}

static bool has_row(const cupel_state *state)
{
    return state->lifecycle == CUPEL_PERSISTENT || state->lifecycle == CUPEL_DETACHED ||
           state->lifecycle == CUPEL_DELETED;
}

/* ---- values that count as loaded ----------------------------------------------------------------- */

/* What was changed and not flushed has not happened. */
static void forget_change(cupel_state *state, size_t index)
{
    cu_state_settle(state);
    for (cu_change *change = state->keeper ? NULL : state->changes; change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            change->index = CU_CHANGE_NONE;
    cu_bit_clear(cu_modified(state), index);
}

static bool is_key(const cupel_state *state, const cupel_attribute *attribute)
{
    if (!state->mapper)
        return attribute->as.column.primary_key;
    return state->mapper->by_index[cu_attribute_index(attribute)]->key;
}

cupel_code cupel_set_committed_value(cupel_object *instance, size_t offset, cupel_value value)
{
    cupel_code code = CUPEL_OK;
    cupel_state *state = begin_instrumenting(instance, &code);
    if (!state)
        return code;
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    if (!attribute || attribute->kind != CUPEL_ITEM_COLUMN)
        return refuse_attribute(state, "cupel_set_committed", "column attribute");
    size_t index = cu_attribute_index(attribute);
    if (has_row(state) && is_key(state, attribute))
        return cu_state_report(state, CUPEL_INVALID_REQUEST,
                               "cupel_set_committed: %s.%s is part of the primary key by which its "
                               "row is found",
                               state->mapping->name, attribute->name);
    code = cu_instance_fit(state, attribute, &value, false);
    if (code != CUPEL_OK)
        return code;
    cu_state_settle(state);
    if (!cu_state_store(state, attribute, &value))
        return cu_state_report(state, CUPEL_NO_MEMORY, "out of memory while an attribute was set");
    forget_change(state, index);
    cu_bit_set(cu_known(state), index);
    return CUPEL_OK;
}

/* The relationship at an offset; NULL. */
static const cupel_attribute *relationship_at(const cupel_state *state, size_t offset,
                                              cupel_attribute_type type)
{
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    return attribute && cu_is_relationship(attribute) && attribute->type == type ? attribute : NULL;
}

/* What counts as loaded is where the owner is. */
static cupel_code check_committed(cupel_state *state, const cupel_attribute *attribute,
                                  const cupel_object *item)
{
    cupel_code code = cu_related_check_item(state, attribute, item);
    if (code != CUPEL_OK || !state->session || item->state->session == state->session)
        return code;
    return cu_state_report(state, CUPEL_INVALID_REQUEST,
                           "%s.%s: the %s is in no session, so that it was not loaded; use "
                           "cupel_set() or cupel_append(), which add it",
                           state->mapping->name, attribute->name, item->state->mapping->name);
}

cupel_code cupel_set_committed_target(cupel_object *instance, size_t offset, cupel_object *target)
{
    cupel_code code = CUPEL_OK;
    cupel_state *state = begin_instrumenting(instance, &code);
    if (!state)
        return code;
    const cupel_attribute *attribute = relationship_at(state, offset, CUPEL_ATTRIBUTE_TO_ONE);
    if (!attribute)
        return refuse_attribute(state, "cupel_set_committed_one", "to-one relationship");
    code = target ? check_committed(state, attribute, target) : CUPEL_OK;
    if (code != CUPEL_OK)
        return code;
    forget_change(state, cu_attribute_index(attribute));
    cu_related_put_one(state, attribute, target);
    return CUPEL_OK;
}

/* The items, of a set each once; the count.  By marks: lists may be long. */
static size_t copy_items(const cupel_attribute *attribute, size_t count, void *const *items,
                         cupel_object **copy)
{
    bool once = attribute->as.relationship.collection == CUPEL_COLLECTION_SET;
    uint32_t mark = cu_walk_mark();
    size_t copied = 0;
    for (size_t i = 0; i < count; i++) {
        cupel_object *item = items[i];
        if (once && item->state->mark == mark)
            continue;
        item->state->mark = mark;
        copy[copied++] = item;
    }
    return copied;
}

cupel_code cupel_set_committed_list(cupel_object *instance, size_t offset, size_t count,
                                    void *const *items)
{
    cupel_code code = CUPEL_OK;
    cupel_state *state = begin_instrumenting(instance, &code);
    if (!state)
        return code;
    const cupel_attribute *attribute = relationship_at(state, offset, CUPEL_ATTRIBUTE_TO_MANY);
    if (!attribute || (!items && count > 0))
        return refuse_attribute(state, "cupel_set_committed_items",
                                attribute ? "item to take: the array is NULL" : "collection");
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = check_committed(state, attribute, items[i]);
    if (code != CUPEL_OK)
        return code;
    cupel_object **copy =
        cu_alloc_array(count + 1, sizeof *copy); /* it may be the collection's own */
    size_t copied = copy ? copy_items(attribute, count, items, copy) : 0;
    if (copy && cu_related_replace(state, attribute, copied, copy))
        forget_change(state, cu_attribute_index(attribute));
    else
        code = cu_state_report(state, CUPEL_NO_MEMORY, "out of memory while %s was filled",
                               attribute->name);
    cu_free(copy);
    return code;
}

/* ---- what is to be written ----------------------------------------------------------------------- */

static cupel_code flag_column(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    const char *fault = attribute->as.column.expression || attribute->as.column.query_expression
                            ? "is an SQL expression: nothing is written for it"
                        : !cu_state_knows(state, index)
                            ? "is not known; cupel_load() it, or cupel_set() it"
                            : NULL;
    if (!has_row(state))
        return CUPEL_OK;
    if (fault)
        return cu_state_report(state, CUPEL_INVALID_REQUEST, "cupel_flag_modified: %s.%s %s",
                               state->mapping->name, attribute->name, fault);
    return cu_instance_flag(state, attribute)
               ? CUPEL_OK
               : cu_state_report(state, CUPEL_NO_MEMORY, "out of memory while a change was noted");
}

static cupel_code unset_column(cupel_state *state, const cupel_attribute *attribute)
{
    const cupel_value nothing = cupel_value_null();
    if (has_row(state))
        return cu_state_report(state, CUPEL_INVALID_REQUEST,
                               "cupel_unset: this %s has a row, in which %s is something; "
                               "cupel_set() it to NULL",
                               state->mapping->name, attribute->name);
    (void)cu_state_store(state, attribute, &nothing); /* nothing is copied */
    cu_bit_clear(cu_known(state), cu_attribute_index(attribute));
    return CUPEL_OK;
}

/* Does something to a column, or to all columns of a composite. */
static cupel_code each_column(const cupel_object *instance, size_t offset, const char *name,
                              cupel_code (*function)(cupel_state *state,
                                                     const cupel_attribute *column))
{
    cupel_code code = CUPEL_OK;
    cupel_state *state = begin_instrumenting(instance, &code);
    if (!state)
        return code;
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    if (attribute && cu_is_composite(attribute))
        return cu_composite_each(state, attribute, function);
    return attribute && attribute->kind == CUPEL_ITEM_COLUMN
               ? function(state, attribute)
               : refuse_attribute(state, name, "column attribute");
}

cupel_code cupel_flag_modified_at(cupel_object *instance, size_t offset)
{
    return each_column(instance, offset, "cupel_flag_modified", flag_column);
}

cupel_code cupel_unset_at(cupel_object *instance, size_t offset)
{
    return each_column(instance, offset, "cupel_unset", unset_column);
}

/* ---- whether there is a row ---------------------------------------------------------------------- */

/* Nothing is left of the row that there was. */
static void forget_row(cupel_state *state)
{
    cu_birth_forget(state);
    if (state->flags & CU_STATE_KEY_BYTES)
        cu_free((void *)(uintptr_t)state->identity.key.bytes);
    state->identity = (cu_identity){ 0 };
    state->flags &= (uint16_t) ~(unsigned)(CU_STATE_KEY_BYTES | CU_STATE_BURIED | CU_STATE_EXPIRED |
                                           CU_STATE_GENERATED_KEY | CU_STATE_PARTLY);
    memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
    cu_related_settle(state);
    state->lifecycle = CUPEL_TRANSIENT;
}

cupel_code cupel_make_transient_instance(cupel_object *instance)
{
    cupel_code code = CUPEL_OK;
    cupel_state *state = begin_instrumenting(instance, &code);
    if (!state)
        return code;
    if (state->session)
        cu_session_leave(state->session, state);
    cu_state_unkeep(state);
    forget_row(state);
    return CUPEL_OK;
}

/* What the primary key of a transient instance says; the error is the session's. */
static cupel_code take_identity(cupel_session *session, cupel_state *state, cu_mapper *mapper)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_property *property = mapper->keys[i];
        key[i] = cu_state_value(state, property->attribute);
        if (key[i].kind == CUPEL_KIND_NULL || !cu_bit(state->bits, property->index))
            return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                "cupel_make_transient_to_detached: %s.%s is part of the primary "
                                "key and was not set",
                                state->mapping->name, property->attribute->name);
    }
    cu_identity_buffer buffer = { .bytes = NULL };
    cu_identity identity;
    state->mapper = mapper;
    bool enough = cu_identity_of_values(mapper, key, &buffer, &identity) &&
                  cu_state_set_identity(state, &identity);
    state->mapper = NULL;
    cu_identity_buffer_free(&buffer);
    return enough ? CUPEL_OK : cu_error_no_memory(&session->error);
}

cupel_code cupel_make_transient_to_detached_instance(cupel_session *session, cupel_object *instance)
{
    cupel_code code = cu_session_begin_call(session);
    cupel_state *state = cu_state_of(instance);
    if (code != CUPEL_OK)
        return code;
    if (!state)
        return cu_error_set(&session->error,
                            instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT,
                            "cupel_make_transient_to_detached: %s",
                            instance ? "the struct was not made by cupel" : "the instance is NULL");
    if (state->session || cu_state_now(state) != CUPEL_TRANSIENT)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "cupel_make_transient_to_detached: this %s is %s, not transient",
                            state->mapping->name,
                            cupel_state_name((cupel_instance_state)state->lifecycle));
    cu_mapper *mapper = cu_session_mapper(session, state->mapping);
    code = mapper ? take_identity(session, state, mapper) : cu_error_code(&session->error);
    if (code == CUPEL_OK)
        state->lifecycle = CUPEL_DETACHED;
    return code;
}

bool cupel_instance_was_deleted(const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state && (state->lifecycle == CUPEL_DELETED || (state->flags & CU_STATE_BURIED) != 0);
}
