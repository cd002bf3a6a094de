/*
 * orm/load_follow.c - rows of a statement that follows another: to whose
 * relationship each of them belongs.
 */
#include "orm/load_follow.h"
#include "orm/load_related.h"
#include "orm/related.h"

/* ---- finding parents --------------------------------------------------------------------------- */

/* Whether what related rows refer to is the number that parents are known by in the identity map. */
static bool is_by_identity(const cu_follow_up *follow)
{
    const cu_relationship *relationship = follow->after->relationship;
    const cu_mapper *mapper = relationship->parent;
    if (relationship->pair_count != 1 || !mapper->integer_key ||
        cu_follow_near(follow, 0) != mapper->keys[0])
        return false;
    for (size_t i = 0; i < follow->parents->count; i++) {
        const cupel_state *state = follow->parents->items[i];
        cupel_value value = cu_state_value(state, mapper->keys[0]->attribute);
        if (state->mapper != mapper || value.kind != CUPEL_KIND_INT ||
            value.as.integer != state->identity.key.number)
            return false;
    }
    return true;
}

bool cu_follow_index(cu_follow_up *follow)
{
    follow->by_identity = is_by_identity(follow);
    follow->distinct = *follow->parents;
    if (follow->by_identity)
        return true;
    size_t count = follow->after->relationship->pair_count;
    follow->distinct = (cu_states){ .items = cu_arena_alloc_array(
                                        &follow->arena, follow->parents->count, sizeof(void *)) };
    bool enough = follow->distinct.items != NULL;
    for (size_t i = 0; i < follow->parents->count && enough; i++) {
        cu_buffer key;
        cu_buffer_init(&key, CU_BUFFER_MAXIMUM);
        cupel_state *state = follow->parents->items[i];
        for (size_t j = 0; j < count; j++) {
            cupel_value value = cu_state_value(state, cu_follow_near(follow, j)->attribute);
            cu_identity_add_value(&key, &value);
        }
        cu_same_key *entry = cu_arena_alloc_zero(&follow->arena, sizeof *entry);
        const void *copy = key.failed ? NULL : cu_arena_copy(&follow->arena, key.text, key.length);
        enough = entry && copy;
        if (enough) {
            entry->state = state;
            entry->next = cu_map_get(&follow->by_key, copy, key.length);
            if (!entry->next)
                follow->distinct.items[follow->distinct.count++] = state;
            enough = cu_map_put(&follow->by_key, copy, key.length, entry);
        }
        cu_buffer_free(&key);
    }
    return enough;
}

/* The parents whose key is in the columns from `first` on of the current row. */
static cu_same_key *look_up_parents(const cu_follow_up *follow, size_t first, bool *enough)
{
    cu_buffer key;
    cu_same_key *found = NULL;
    const cu_load_plan *plan = follow->rows.plan;
    cu_buffer_init(&key, CU_BUFFER_MAXIMUM);
    for (size_t j = 0; j < follow->after->relationship->pair_count; j++) {
        cupel_value value = follow->rows.cells[plan->outputs[first + j].index];
        uint32_t kind = cu_attribute_type(cu_follow_near(follow, j)->type)->kind;
        if (value.kind == CUPEL_KIND_INT && kind == CUPEL_KIND_BOOL)
            value = cupel_value_bool(value.as.integer != 0);
        else if (value.kind == CUPEL_KIND_TEXT &&
                 (kind == CUPEL_KIND_DECIMAL || kind == CUPEL_KIND_JSON))
            value.kind = kind;
        cu_identity_add_value(&key, &value);
    }
    *enough = !key.failed;
    if (*enough)
        found = cu_map_get(&follow->by_key, key.text, key.length);
    cu_buffer_free(&key);
    return found;
}

/* The parent whose key is a number; NULL: it is gone meanwhile, or of a struct that has no such relationship. */
static cu_same_key *parent_of_number(cu_follow_up *follow, int64_t number)
{
    const cu_mapper *mapper = follow->after->relationship->parent;
    cu_identity identity = cu_identity_of_number(number);
    const cu_identity_table *table = cu_session_identities(follow->run->session, mapper);
    cupel_state *state = table ? cu_identity_find(table, mapper, &identity) : NULL;
    follow->found.state = state;
    return state && cu_mapping_is(state->mapping, mapper->mapping) ? &follow->found : NULL;
}

static cu_same_key *parents_of_row(cu_follow_up *follow, size_t first, bool *enough)
{
    const cupel_value *value = &follow->rows.cells[follow->rows.plan->outputs[first].index];
    bool number = follow->after->relationship->pair_count == 1 && value->kind == CUPEL_KIND_INT;
    *enough = true;
    if (number && follow->has_last && value->as.integer == follow->last_number)
        return follow->last_parents;
    cu_same_key *parents = number && follow->by_identity
                               ? parent_of_number(follow, value->as.integer)
                               : look_up_parents(follow, first, enough);
    follow->has_last = number && *enough;
    follow->last_number = value->as.integer;
    follow->last_parents = parents;
    return parents;
}

/* ---- giving ------------------------------------------------------------------------------------ */

cupel_code cu_follow_give(cu_follow_up *follow, cupel_state *parent, cupel_object *item)
{
    const cu_relationship *relationship = follow->after->relationship;
    if (!parent->session)
        return CUPEL_OK; /* a listener took it out */
    if (relationship->to_many)
        return cu_link_many(follow->run, &follow->link, parent, relationship, item);
    const cupel_object *first = item ? cu_related_one(parent, relationship->attribute) : NULL;
    if (first && first != item)
        cu_load_warn_several(parent, relationship);
    else
        cu_related_put_one(parent, relationship->attribute, item);
    return CUPEL_OK;
}

/* Whether the values of keys may have to be converted: integers are what they are. */
static bool has_other_keys(const cu_follow_up *follow)
{
    for (size_t i = 0; i < follow->after->relationship->pair_count; i++)
        if (cu_attribute_type(cu_follow_near(follow, i)->type)->kind != CUPEL_KIND_INT)
            return true;
    return false;
}

cupel_code cu_follow_run(cu_follow_up *follow, cupel_query *query, size_t entity, size_t first)
{
    cupel_session *session = follow->run->session;
    cupel_code code = cu_run_open(&follow->rows, query);
    if (code != CUPEL_OK)
        return code;
    follow->rows.rows = has_other_keys(follow);
    follow->rows.populate_existing = follow->run->populate_existing;
    for (bool more = true; more && code == CUPEL_OK;) {
        bool enough;
        code = cu_run_step(&follow->rows, &more);
        if (code != CUPEL_OK || !more)
            break;
        cupel_object *item = follow->rows.entities[follow->rows.plan->outputs[entity].index];
        cu_same_key *parents = parents_of_row(follow, first, &enough);
        if (!enough)
            code = cu_error_no_memory(&session->error);
        for (; parents && code == CUPEL_OK; parents = parents->next)
            code = cu_follow_give(follow, parents->state, item);
    }
    if (code == CUPEL_OK)
        code = cu_load_followed(&follow->rows);
    cu_run_close(&follow->rows);
    return code;
}

/* Nothing is known to be related, until rows tell otherwise. */
cupel_code cu_follow_begin(cu_follow_up *follow)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < follow->parents->count && code == CUPEL_OK; i++)
        code = cu_follow_give(follow, follow->parents->items[i], NULL);
    return code;
}
