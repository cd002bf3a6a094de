/*
 * orm/merge.c - merging: the state of instances onto the session's own instances
 * of the same rows, along relationships that cascade MERGE.
 *
 * First every instance that is reached gets its counterpart in the session, with
 * its columns; then relationships are set between the counterparts.  So graphs
 * with cycles, and deep ones, are no trouble.
 */
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/instance.h"
#include "orm/kept_options.h"
#include "orm/load.h"
#include "orm/query.h"
#include "orm/related.h"
#include "orm/relationship.h"
#include <cupel/relationship.h>

/* One merge: what was reached, in order, and what it became. */
typedef struct merge_work {
    cupel_session *session;
    bool load; /* false: what is merged is what the database has, nobody has to look */
    cu_vector(const cupel_state *) from;
    cu_map to; /* cupel_state -> cupel_object */
} merge_work;

/* ---- one instance ------------------------------------------------------------------------------ */

/* The key of an instance as values; false where it has no row and a part of the key is not set. */
static bool key_values(const cupel_state *state, const cu_mapper *mapper, cupel_value *key)
{
    bool has_row = state->lifecycle == CUPEL_PERSISTENT || state->lifecycle == CUPEL_DETACHED;
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_property *property = mapper->keys[i];
        key[i] = has_row ? cu_state_committed(state, property->attribute)
                         : cu_state_value(state, property->attribute);
        if (key[i].kind == CUPEL_KIND_NULL || (!has_row && !cu_bit(state->bits, property->index)))
            return false;
    }
    return true;
}

/* Copies what `from` has onto `to`; columns that are expired or were never set are left alone. */
static cupel_code merge_columns(const merge_work *merge, const cupel_state *from, cupel_state *to,
                                const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->property_count; i++) {
        const cu_property *property = &mapper->properties[i];
        if (!cu_state_knows(from, property->index))
            continue;
        cupel_value value = cu_state_value(from, property->attribute);
        bool enough;
        if (merge->load) {
            enough = cu_instance_set(to, property->attribute, &value);
        } else {
            enough = cu_state_store(to, property->attribute, &value);
            cu_bit_set(cu_known(to), property->index);
        }
        if (!enough)
            return cu_error_no_memory(&merge->session->error);
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

/* A persistent instance of a row that is taken to be there. */
static cupel_code make_persistent(cupel_session *session, const cupel_state *from,
                                  cupel_object **out)
{
    *out = cupel_new_instance(from->mapping, NULL);
    if (!*out)
        return cu_error_no_memory(&session->error);
    cupel_state *state = (*out)->state;
    cu_mapper *mapper = cu_session_mapper(session, from->mapping);
    state->mapper = mapper;
    state->lifecycle = CUPEL_DETACHED;
    if (cu_state_set_identity(state, &from->identity) && cu_session_enter(session, state)) {
        state->epoch = session->epoch;
        return CUPEL_OK;
    }
    cu_state_free(state);
    *out = NULL;
    return cu_error_no_memory(&session->error);
}

static cupel_code check_clean(const merge_work *merge, const cupel_state *from)
{
    bool clean = from->lifecycle == CUPEL_DETACHED || from->lifecycle == CUPEL_PERSISTENT;
    for (size_t i = 0; i < from->words && clean; i++)
        clean = from->bits[from->words + i] == 0;
    if (clean)
        return CUPEL_OK;
    return cu_error_set(&merge->session->error, CUPEL_INVALID_REQUEST,
                        "cupel_merge_without_load: the %s has changes or no row; only what is the "
                        "same as its row can be merged without a look at that",
                        from->mapping->name);
}

static cupel_code find_counterpart(const merge_work *merge, const cupel_state *from,
                                   const cu_mapper *mapper, cupel_object **out)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cupel_session *session = merge->session;
    if (!merge->load) {
        cupel_code code = check_clean(merge, from);
        if (code != CUPEL_OK)
            return code;
        cu_identity_table *table = cu_session_identities(session, mapper);
        cupel_state *found = table ? cu_identity_find(table, mapper, &from->identity) : NULL;
        if (found && found->mapping != from->mapping)
            return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                "cupel_merge_without_load: the session has this %s as %s",
                                from->mapping->name, found->mapping->name);
        *out = found ? found->object : NULL;
        return found ? CUPEL_OK : make_persistent(session, from, out);
    }
    cupel_code code = CUPEL_OK;
    if (key_values(from, mapper, key))
        code = cu_session_get(session, mapper, mapper->key_count, key,
                              CU_QUERY_NO_AUTOFLUSH | CU_QUERY_OWN_TABLE, out);
    if (code == CUPEL_OK && !*out)
        code = make_pending(session, from->mapping, out);
    return code;
}

static cupel_code check_version(const merge_work *merge, const cupel_state *from,
                                const cupel_state *to, const cu_mapper *mapper)
{
    const cu_property *version = mapper->version;
    if (!version || !merge->load || to->lifecycle != CUPEL_PERSISTENT ||
        !cu_state_knows(from, version->index))
        return CUPEL_OK;
    cupel_value theirs = cu_state_value(from, version->attribute);
    cupel_value ours = cu_state_value(to, version->attribute);
    if (cupel_value_equal(&theirs, &ours))
        return CUPEL_OK;
    return cu_error_set(&merge->session->error, CUPEL_STALE_DATA,
                        "cupel_merge: the %s is version %lld, the row is version %lld: somebody "
                        "else changed it",
                        from->mapping->name, (long long)theirs.as.integer,
                        (long long)ours.as.integer);
}

/* Gives an instance its counterpart; what is in the session already is its own. */
static cupel_code merge_one(merge_work *merge, const cupel_state *from)
{
    cupel_object *to = NULL;
    cupel_code code = CUPEL_OK;
    if (cu_map_get_pointer(&merge->to, from))
        return CUPEL_OK;
    cu_mapper *mapper = cu_session_mapper(merge->session, from->mapping);
    if (!mapper)
        return cu_error_code(&merge->session->error);
    if (from->session == merge->session) {
        to = from->object;
    } else {
        (void)cu_state_now(from); /* it has no row where that was taken back */
        code = find_counterpart(merge, from, mapper, &to);
        if (code == CUPEL_OK && to)
            code = check_version(merge, from, to->state, mapper);
        if (code == CUPEL_OK && to)
            code = merge_columns(merge, from, to->state, mapper);
        if (code == CUPEL_OK && to)
            cu_state_keep_options(to->state, from->kept_options);
    }
    if (code == CUPEL_OK &&
        (!cu_map_put_pointer(&merge->to, from, to) || !cu_vector_push(&merge->from, from)))
        code = cu_error_no_memory(&merge->session->error);
    return code;
}

/* ---- relationships ----------------------------------------------------------------------------- */

/* Whether a relationship of an instance is to be merged: it is in memory. */
static bool is_merged(const cupel_state *from, const cu_relationship *relationship)
{
    return relationship && cu_cascades(relationship, CUPEL_CASCADE_MERGE) &&
           cu_state_knows(from, relationship->index);
}

static cupel_code reach_related(merge_work *merge, const cupel_state *from, const cu_mapper *mapper)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < mapper->attribute_count; i++) {
        const cu_relationship *relationship = mapper->relationships[i];
        cupel_object *const *items;
        if (!is_merged(from, relationship))
            continue;
        size_t count = cu_related_items(from, relationship->attribute, &items);
        for (size_t j = 0; j < count && code == CUPEL_OK; j++)
            code = merge_one(merge, items[j]->state);
    }
    return code;
}

static cupel_code relate_many(merge_work *merge, const cupel_state *from, cupel_object *to,
                              const cu_relationship *relationship)
{
    cupel_object *const *items;
    size_t count = cu_related_items(from, relationship->attribute, &items);
    void **merged = cu_alloc_array(count + 1, sizeof *merged);
    if (!merged)
        return cu_error_no_memory(&merge->session->error);
    for (size_t i = 0; i < count; i++)
        merged[i] = cu_map_get_pointer(&merge->to, items[i]->state);
    cupel_code code = CUPEL_OK;
    if (merge->load)
        code = cupel_replace_items(to, relationship->attribute->offset, count, merged);
    else if (!cu_related_fill(to->state, relationship->attribute, count,
                              (cupel_object *const *)merged))
        code = cu_error_no_memory(&merge->session->error);
    cu_free(merged);
    return code;
}

static cupel_code relate_one(merge_work *merge, const cupel_state *from, cupel_object *to,
                             const cu_relationship *relationship)
{
    const cupel_object *item = cu_related_one(from, relationship->attribute);
    cupel_object *merged = item ? cu_map_get_pointer(&merge->to, item->state) : NULL;
    if (!merge->load) {
        cu_related_put_one(to->state, relationship->attribute, merged);
        return CUPEL_OK;
    }
    cupel_set_related(to, relationship->attribute->offset, merged);
    return cu_error_code(&merge->session->error);
}

static cupel_code relate(merge_work *merge, const cupel_state *from)
{
    cupel_object *to = cu_map_get_pointer(&merge->to, from);
    const cu_mapper *mapper = cu_session_mapper(merge->session, from->mapping);
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; to->state != from && i < mapper->attribute_count && code == CUPEL_OK; i++) {
        const cu_relationship *relationship = mapper->relationships[i];
        if (is_merged(from, relationship))
            code = relationship->to_many ? relate_many(merge, from, to, relationship)
                                         : relate_one(merge, from, to, relationship);
    }
    return code;
}

/* ---- all --------------------------------------------------------------------------------------- */

static cupel_code merge_graph(merge_work *merge, const cupel_state *start)
{
    cupel_code code = merge_one(merge, start);
    for (size_t i = 0; i < merge->from.count && code == CUPEL_OK; i++) {
        const cupel_state *from = merge->from.items[i];
        if (from->session != merge->session)
            code = reach_related(merge, from, cu_session_mapper(merge->session, from->mapping));
    }
    for (size_t i = 0; i < merge->from.count && code == CUPEL_OK; i++)
        code = relate(merge, merge->from.items[i]);
    return code;
}

static void *merge_instance(cupel_session *session, const cupel_object *instance, bool load)
{
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
    merge_work merge = { .session = session, .load = load };
    bool autoflush = session->autoflush;
    session->autoflush = false; /* half a graph is not to be written */
    cupel_code code = merge_graph(&merge, state);
    session->autoflush = autoflush;
    void *merged = code == CUPEL_OK ? cu_map_get_pointer(&merge.to, state) : NULL;
    cu_vector_free(&merge.from);
    cu_map_free(&merge.to);
    return merged;
}

void *cupel_merge_instance(cupel_session *session, const cupel_object *instance)
{
    return merge_instance(session, instance, true);
}

void *cupel_merge_instance_without_load(cupel_session *session, const cupel_object *instance)
{
    return merge_instance(session, instance, false);
}
