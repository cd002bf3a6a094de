/*
 * orm/load_related.c - relationships loaded with a query by statements that
 * follow it.
 */
#include "orm/load_related.h"
#include "base/alloc.h"
#include "orm/load.h"
#include "orm/load_follow.h"
#include "orm/option.h"
#include "orm/query_related.h"
#include "orm/related.h"
#include <cupel/join.h>
#include <cupel/relationship.h>

#include <string.h>

#define EMBEDDED 8  /* statements in each other */
#define RANGE    50 /* that are worth a look whether they are consecutive */

static cupel_code no_memory_for(cu_query_run *run)
{
    return cu_error_no_memory(&run->session->error);
}

/* ---- what follows ------------------------------------------------------------------------------ */

cupel_code cu_note_followed(cu_query_run *run)
{
    const cu_load_plan *plan = run->plan;
    if (!run->followed) {
        run->followed = cu_alloc_array(plan->entity_count, sizeof *run->followed);
        if (!run->followed)
            return no_memory_for(run);
    }
    for (size_t i = 0; i < plan->entity_count; i++) {
        cu_states *states = &run->followed[i];
        if (!plan->entities[i].followed || !run->entities[i])
            continue;
        cupel_state *state = run->entities[i]->state;
        if (states->count > 0 && states->items[states->count - 1] == state)
            continue;
        if (!cu_states_push(states, state))
            return no_memory_for(run);
    }
    return CUPEL_OK;
}

/* Parents that lack a relationship, each once; the entity's instances may be of structs that have not got it. */
static bool lacking(cu_query_run *run, const cu_load_after *after, cu_states *out)
{
    const cu_states *states = &run->followed[after->entity];
    uint32_t mark = cu_walk_mark();
    for (size_t i = 0; i < states->count; i++) {
        cupel_state *state = states->items[i];
        if (state->mark == mark ||
            !cu_mapping_is(state->mapping, after->relationship->parent->mapping))
            continue;
        state->mark = mark;
        /* rows of another table, which have no such relationship; or a listener took it out */
        if (!state->mapper || !state->mapper->relationships[after->relationship->index])
            continue;
        if ((run->populate_existing || cu_related_is_open(state, after->relationship->attribute)) &&
            !cu_states_push(out, state))
            return false;
    }
    return true;
}

static const cupel_expr *option_of(const cu_follow_up *follow, uint32_t number)
{
    return follow->run->options.items[number];
}

/* The query with all that options say about what it loads. */
static cupel_query *with_options(cupel_query *query, const cu_follow_up *follow)
{
    const cu_load_after *after = follow->after;
    for (size_t i = 0; i < after->option_count; i++) {
        const cupel_expr *option = option_of(follow, after->options[i]);
        query = cu_query_with_options(query, 1, &option);
    }
    return query;
}

/* A query whose item number `output` is the target, with options and what they say of the relationship. */
static cupel_query *as_said(cupel_query *query, const cu_follow_up *follow, size_t output)
{
    uint32_t more = follow->after->more;
    query = cu_query_with_children(with_options(query, follow), output, follow->after->child_count,
                                   follow->after->children);
    return more == CU_NO_OPTION
               ? query
               : cu_query_with_conditions(query, cu_item(option_of(follow, more), 0));
}

/* ---- selectin ---------------------------------------------------------------------------------- */

cupel_value cu_key_operand(size_t count, const cupel_value *values)
{
    return count == 1 ? values[0] : cupel_value_expression(cupel_tuple_values(count, values));
}

/* Whether keys, each there once, are all the numbers from *low to *high. */
static bool is_range(const cupel_value *keys, size_t count, int64_t *low, int64_t *high)
{
    *low = INT64_MAX;
    *high = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        *low = CU_MIN(*low, keys[i].as.integer);
        *high = CU_MAX(*high, keys[i].as.integer);
    }
    return count > 0 && (uint64_t)*high - (uint64_t)*low == count - 1;
}

/* The rows of these keys: IN, or, where that says the same, BETWEEN, which databases find with less work. */
static cupel_expr *in_keys(const cu_follow_up *follow, cupel_value left, const cupel_value *keys,
                           size_t count)
{
    int64_t low, high;
    return follow->by_identity && count >= RANGE && is_range(keys, count, &low, &high)
               ? cupel_between(left, low, high)
               : cupel_in_list(CUPEL_OPERATOR_IN, left, count, keys);
}

cupel_query *cu_query_filtered(cupel_query *query, cupel_expr *condition)
{
    cupel_value value = cupel_value_expression(condition);
    return cupel_filter_values(query, 1, &value);
}

static cupel_value attribute_value(const cu_mapper *mapper, const cu_property *property)
{
    return cupel_value_expression(cu_property_expression(mapper, property));
}

/* SELECT foreign key, target FROM target WHERE foreign key IN (keys) */
static cupel_query *select_children(cu_follow_up *follow, const cupel_value *keys, size_t count)
{
    const cu_relationship *relationship = follow->after->relationship;
    cupel_value items[CUPEL_CONSTRAINT_COLUMNS + 1], columns[CUPEL_CONSTRAINT_COLUMNS];
    size_t pairs = relationship->pair_count;
    for (size_t i = 0; i < pairs; i++) {
        items[i] = attribute_value(relationship->target, relationship->pairs[i].far_property);
        columns[i] = attribute_value(relationship->target, relationship->pairs[i].far_property);
    }
    items[pairs] = cupel_value_expression(cupel_entity_expression(relationship->target->mapping));
    cupel_query *query = cupel_select_values(follow->run->session, pairs + 1, items);
    return cu_query_filtered(query, in_keys(follow, cu_key_operand(pairs, columns), keys, count));
}

/* SELECT parent's key, target FROM parent JOIN target WHERE parent's key IN (keys) */
static cupel_query *select_through(cu_follow_up *follow, const cupel_value *keys, size_t count)
{
    const cu_relationship *relationship = follow->after->relationship;
    cupel_session *session = follow->run->session;
    const cupel_mapping *mapping = relationship->parent->mapping;
    cupel_alias *alias = cupel_alias_of(session, mapping, NULL);
    cupel_value items[CUPEL_CONSTRAINT_COLUMNS + 1], from;
    size_t pairs = relationship->pair_count;
    for (size_t i = 0; i < pairs; i++)
        items[i] = cupel_value_expression(cupel_alias_attribute_at(
            alias, mapping, relationship->pairs[i].near_property->attribute->offset));
    items[pairs] = cupel_value_expression(cupel_entity_expression(relationship->target->mapping));
    cupel_query *query = cupel_select_values(session, pairs + 1, items);
    from = cupel_value_expression(cupel_entity(alias));
    query = cupel_select_from_values(query, 1, &from);
    query = cupel_join_value(query,
                             cupel_value_expression(cupel_alias_attribute_at(
                                 alias, mapping, relationship->attribute->offset)),
                             NULL);
    return cu_query_filtered(query, in_keys(follow, cu_key_operand(pairs, items), keys, count));
}

/* Whether the target's own columns tell whose it is: its foreign key, or the key that the parents' is of. */
static bool is_direct(const cu_relationship *relationship)
{
    return relationship->uses_get ||
           (relationship->direction == CU_ONE_TO_MANY && relationship->simple);
}

static cupel_code load_chunk(cu_follow_up *follow, const cupel_value *keys, size_t count)
{
    const cu_relationship *relationship = follow->after->relationship;
    cupel_query *query = is_direct(relationship) ? select_children(follow, keys, count)
                                                 : select_through(follow, keys, count);
    size_t pairs = relationship->pair_count;
    query =
        cupel_autoflush(as_said(cu_related_in_order(query, relationship), follow, pairs), false);
    return cu_follow_run(follow, query, pairs, 0);
}

/* The values of a parent that its related rows refer to; false where one of them is NULL. */
static bool parent_key(const cu_follow_up *follow, const cupel_state *state, cupel_value *values)
{
    for (size_t i = 0; i < follow->after->relationship->pair_count; i++) {
        values[i] = cu_state_value(state, cu_follow_near(follow, i)->attribute);
        if (values[i].kind == CUPEL_KIND_NULL)
            return false;
    }
    return true;
}

static cupel_code load_selectin(cu_follow_up *follow)
{
    cupel_value *keys = cu_alloc_array(CU_LOAD_CHUNK, sizeof *keys);
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    size_t pairs = follow->after->relationship->pair_count;
    cupel_code code = keys && cu_follow_index(follow)
                          ? cu_follow_begin(follow)
                          : cu_error_no_memory(&follow->run->session->error);
    size_t count = 0;
    for (size_t i = 0; i < follow->distinct.count && code == CUPEL_OK; i++) {
        if (parent_key(follow, follow->distinct.items[i], values))
            keys[count++] = cu_key_operand(pairs, values);
        if (count == CU_LOAD_CHUNK || (count > 0 && i + 1 == follow->distinct.count)) {
            code = load_chunk(follow, keys, count);
            count = 0;
        }
    }
    cu_free(keys);
    return code;
}

cupel_code cu_load_instances(const cu_query_run *run, const cupel_query *query)
{
    cu_query_run rows;
    cupel_code code = cu_run_open(&rows, query);
    if (code != CUPEL_OK)
        return code;
    rows.populate_existing = run->populate_existing;
    for (bool more = true; more && code == CUPEL_OK;)
        code = cu_run_step(&rows, &more);
    if (code == CUPEL_OK)
        code = cu_load_followed(&rows);
    cu_run_close(&rows);
    return code;
}

/* ---- to one, by key ------------------------------------------------------------------------------ */

static cupel_code load_keys(cu_follow_up *follow, const cupel_value *keys, size_t count)
{
    const cu_mapper *target = follow->after->relationship->target;
    cupel_value attributes[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < target->key_count; i++)
        attributes[i] = attribute_value(target, target->keys[i]);
    cupel_query *query = cupel_query_mapping(follow->run->session, target->mapping);
    query = cu_query_filtered(
        query, in_keys(follow, cu_key_operand(target->key_count, attributes), keys, count));
    query = cupel_autoflush(with_options(query, follow), false);
    return cu_load_instances(follow->run, query);
}

/* The target that a parent refers to, with its key; *out NULL: it refers to none, *known false, or to one that is not here. */
static cupel_code target_in_memory(cu_follow_up *follow, const cupel_state *parent,
                                   cupel_value *key, bool *known, cupel_object **out)
{
    cupel_session *session = follow->run->session;
    const cu_mapper *target = follow->after->relationship->target;
    cu_identity_table *table = cu_session_identities(session, target);
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    *out = NULL;
    *known = cu_related_target_key(parent, follow->after->relationship, key);
    if (!*known)
        return CUPEL_OK;
    bool enough = table && cu_identity_of_values(target, key, &buffer, &identity);
    cupel_state *found = enough ? cu_identity_find(table, target, &identity) : NULL;
    if (found && found->epoch == session->epoch && cu_mapping_is(found->mapping, target->mapping))
        *out = found->object;
    cu_identity_buffer_free(&buffer);
    return enough ? CUPEL_OK : cu_error_no_memory(&session->error);
}

/* The keys of a chunk that were asked for last: one after the other they are mostly the same. */
enum { RECENT = 8 };
typedef struct recent_keys {
    cupel_value values[RECENT][CUPEL_CONSTRAINT_COLUMNS];
    size_t count, next;
} recent_keys;

/* Whether a key is one of them; from then on it is. */
static bool is_asked(recent_keys *recent, const cupel_value *key, size_t width)
{
    for (size_t i = 0; i < recent->count; i++) {
        size_t same = 0;
        while (same < width && cupel_value_equal(&recent->values[i][same], &key[same]))
            same++;
        if (same == width)
            return true;
    }
    memcpy(recent->values[recent->next], key, width * sizeof *key);
    recent->next = (recent->next + 1) % RECENT;
    recent->count += recent->count < RECENT;
    return false;
}

/* Whether the target is whatever has the key, so that one that is there already will do. */
static bool is_by_keys(const cu_load_after *after)
{
    return after->relationship->uses_get && after->more == CU_NO_OPTION;
}

static cupel_code load_by_keys(cu_follow_up *follow)
{
    const cu_relationship *relationship = follow->after->relationship;
    size_t width = relationship->target->key_count;
    cupel_value *keys = cu_alloc_array(CU_LOAD_CHUNK, sizeof *keys);
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cupel_code code = keys ? CUPEL_OK : cu_error_no_memory(&follow->run->session->error);
    recent_keys recent = { .count = 0 };
    cupel_object *target;
    size_t count = 0;
    bool known;
    for (size_t i = 0; i < follow->parents->count && code == CUPEL_OK; i++) {
        code = target_in_memory(follow, follow->parents->items[i], key, &known, &target);
        if (code != CUPEL_OK) {
            cu_discard_values(count, keys);
            break;
        }
        if (known && !target && !is_asked(&recent, key, width))
            keys[count++] = cu_key_operand(width, key);
        if (count == CU_LOAD_CHUNK || (count > 0 && i + 1 == follow->parents->count)) {
            code = load_keys(follow, keys, count);
            count = recent.count = recent.next = 0;
        }
    }
    for (size_t i = 0; i < follow->parents->count && code == CUPEL_OK; i++) {
        cupel_state *parent = follow->parents->items[i];
        code = target_in_memory(follow, parent, key, &known, &target);
        if (code == CUPEL_OK && parent->session)
            cu_related_put_one(parent, relationship->attribute, target);
    }
    cu_free(keys);
    return code;
}

/* ---- subquery ---------------------------------------------------------------------------------- */

/* Whether many parents may refer to the same, and the query can give that once; which rows a limit counts stays. */
static bool can_be_distinct(const cu_relationship *relationship, const cupel_query *query)
{
    return relationship->direction == CU_MANY_TO_ONE &&
           !(query->flags & (CU_QUERY_LIMITED | CU_QUERY_DISTINCT | CU_QUERY_LOCKING));
}

/* The query that is followed, for nothing but the columns that related rows refer to. */
static cupel_query *reduced(cu_follow_up *follow)
{
    const cu_relationship *relationship = follow->after->relationship;
    const cupel_query *query = follow->run->query;

    cupel_value items[CUPEL_CONSTRAINT_COLUMNS], null = cupel_value_null();
    for (size_t i = 0; i < relationship->pair_count; i++)
        items[i] = attribute_value(relationship->parent, relationship->pairs[i].near_property);
    cupel_query *made = cu_query_step(query->session, query, CU_STEP_SELECT, CU_QUERY_ROWS,
                                      relationship->pair_count, items);
    if (!(query->flags & CU_QUERY_LIMITED) && (query->flags & CU_QUERY_ORDERED))
        made = cupel_order_by_values(made, 1, &null);
    return can_be_distinct(relationship, query) ? cupel_distinct(made) : made;
}

static cupel_code load_subquery(cu_follow_up *follow)
{
    const cu_relationship *relationship = follow->after->relationship;
    cupel_session *session = follow->run->session;
    if (!cu_follow_index(follow))
        return cu_error_no_memory(&session->error);
    cupel_value inner = cupel_value_query(reduced(follow));
    cupel_query *query = cu_query_step(session, NULL, CU_STEP_EMBED, CU_QUERY_ROWS, 1, &inner);
    if (query->kind == CU_STEP_EMBED)
        query->of.pointer = relationship;
    query = cupel_autoflush(as_said(cu_related_in_order(query, relationship), follow, 0), false);
    cupel_code code = cu_follow_begin(follow);
    return code == CUPEL_OK ? cu_follow_run(follow, query, 0, 1) : code;
}

/* Whether the statement that is followed can be a part of another; databases take only so many, each in the next. */
static bool can_embed(const cu_follow_up *follow)
{
    return !follow->run->plan->by_name && !follow->after->nested &&
           follow->run->session->path->length <= EMBEDDED;
}

/* ---- one by one, and not at all ------------------------------------------------------------------ */

static cupel_code load_one_by_one(cu_follow_up *follow)
{
    const cu_load_after *after = follow->after;
    bool plain = after->option_count == 0 && after->more == CU_NO_OPTION;
    cupel_code code = CUPEL_OK;
    if (!plain && is_by_keys(after))
        return load_by_keys(follow);
    for (size_t i = 0; i < follow->parents->count && code == CUPEL_OK; i++) {
        cupel_state *parent = follow->parents->items[i];
        if (!parent->session)
            continue; /* a listener took it out */
        if (plain)
            code = cu_load_related_now(parent, after->relationship);
        else
            code = cu_load_related_by(
                parent, after->relationship,
                as_said(cu_related_rows(parent, after->relationship), follow, 0));
    }
    return code;
}

static cupel_code set_lazy(cu_follow_up *follow, cupel_lazy lazy)
{
    for (size_t i = 0; i < follow->parents->count; i++)
        if (!cu_related_set_lazy(follow->parents->items[i], follow->after->relationship->attribute,
                                 lazy))
            return cu_error_no_memory(&follow->run->session->error);
    return CUPEL_OK;
}

/* Whether rows of the target have to fulfil what cupel_with_loader_criteria() says. */
static bool has_criteria(const cu_follow_up *follow)
{
    const cu_load_after *after = follow->after;
    for (size_t i = 0; i < after->option_count; i++) {
        const cupel_expr *option = option_of(follow, after->options[i]);
        if (cu_option_is_criteria_for(option, after->relationship->target->mapping))
            return true;
    }
    return false;
}

static cupel_code follow_one(cu_follow_up *follow)
{
    switch (follow->after->kind) {
    case CUPEL_LOAD_SELECTIN:
        return is_by_keys(follow->after) && !has_criteria(follow) ? load_by_keys(follow)
                                                                  : load_selectin(follow);
    case CUPEL_LOAD_SUBQUERY:
        return can_embed(follow) ? load_subquery(follow) : load_selectin(follow);
    case CUPEL_LOAD_IMMEDIATE: return load_one_by_one(follow);
    case CUPEL_LOAD_NONE: return cu_follow_begin(follow);
    case CUPEL_LOAD_RAISE: return set_lazy(follow, CUPEL_LAZY_RAISE);
    case CUPEL_LOAD_RAISE_ON_SQL: return set_lazy(follow, CUPEL_LAZY_RAISE_ON_SQL);
    case CUPEL_LOAD_LAZY: return set_lazy(follow, CUPEL_LAZY_SELECT);
    default: return CUPEL_OK;
    }
}

/* ---- all --------------------------------------------------------------------------------------- */

cupel_code cu_load_along(cu_query_run *run, const cu_load_after *after)
{
    cu_states parents = { 0 };
    cu_follow_up follow = { .run = run, .after = after, .parents = &parents };
    cu_arena_init(&follow.arena, 0);
    cupel_code code = lacking(run, after, &parents) ? CUPEL_OK : no_memory_for(run);
    if (code == CUPEL_OK && parents.count > 0)
        code = follow_one(&follow);
    cu_states_free(&parents);
    cu_map_free(&follow.by_key);
    cu_arena_free(&follow.arena);
    return code;
}
