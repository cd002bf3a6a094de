/*
 * orm/merge.c - merging: the state of one instance onto the session's own
 * instance of the same row.
 */
#include "orm/instance.h"
#include "orm/load.h"
#include "orm/query.h"

/* The key of an instance as values; false where a part of it is not set. */
static bool key_values(const cupel_state *state, const cu_mapper *mapper, cupel_value *key)
{
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_property *property = mapper->keys[i];
        key[i] = cu_state_value(state, property->attribute);
        if (key[i].kind == CUPEL_KIND_NULL || !cu_bit(state->bits, property->index))
            return false;
    }
    return true;
}

/* Copies what `from` has onto `to`; columns that are expired or were never set are left alone. */
static cupel_code merge_columns(cupel_session *session, const cupel_state *from, cupel_state *to,
                                const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->property_count; i++) {
        const cu_property *property = &mapper->properties[i];
        if (!cu_state_knows(from, property->index))
            continue;
        cupel_value value = cu_state_value(from, property->attribute);
        if (!cu_instance_set(to, property->attribute, &value))
            return cu_error_no_memory(&session->error);
    }
    return CUPEL_OK;
}

/* A new pending instance for what has no row yet. */
static cupel_code make_pending(cupel_session *session, const cupel_mapping *mapping,
                               cupel_object **out)
{
    *out = cupel_new_instance(mapping, NULL);
    if (!*out)
        return cu_error_no_memory(&session->error);
    cupel_code code = cu_session_add_one(session, (*out)->state);
    if (code != CUPEL_OK) {
        cu_state_free((*out)->state);
        *out = NULL;
    }
    return code;
}

cupel_code cu_session_merge_one(cupel_session *session, const cupel_state *from, cupel_object **out)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    *out = NULL;
    cu_mapper *mapper = cu_session_mapper(session, from->mapping);
    if (!mapper)
        return cu_error_code(&session->error);
    cupel_code code = CUPEL_OK;
    if (key_values(from, mapper, key))
        code = cu_session_get(session, mapper, mapper->key_count, key, CU_QUERY_NO_AUTOFLUSH, out);
    if (code == CUPEL_OK && !*out)
        code = make_pending(session, from->mapping, out);
    if (code == CUPEL_OK)
        code = merge_columns(session, from, (*out)->state, mapper);
    return code;
}

void *cupel_merge_instance(cupel_session *session, const cupel_object *instance)
{
    cupel_object *merged = NULL;
    if (cu_session_begin_work(session) != CUPEL_OK)
        return NULL;
    const cupel_state *state = cu_state_of(instance);
    if (!state) {
        cu_error_set(&session->error, instance ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT,
                     "cupel_merge: %s",
                     instance ? "the struct was not made by cupel" : "the instance is NULL");
        return NULL;
    }
    if (state->session == session)
        return (void *)(uintptr_t)instance;
    return cu_session_merge_one(session, state, &merged) == CUPEL_OK ? merged : NULL;
}
