/*
 * orm/dependency.c - relationships in a flush: finding what changed, deleting
 * orphans, and carrying keys from parents to children.
 */
#include "orm/dependency.h"
#include "orm/cascade.h"
#include "orm/instance.h"

/* ---- collecting -------------------------------------------------------------------------------- */

static cupel_code note_relation(cu_unit_of_work *work, cupel_state *state,
                                const cu_relationship *relationship,
                                const cu_related_changes *changes, bool deleting)
{
    cu_relation_work *relation = cu_arena_alloc_zero(&work->arena, sizeof *relation);
    if (!relation)
        return cu_error_no_memory(&work->session->error);
    relation->state = state;
    relation->relationship = relationship;
    relation->changes = *changes;
    relation->deleting = deleting;
    relation->next_of_state = cu_map_get_pointer(&work->by_state, state);
    if (!cu_map_put_pointer(&work->by_state, state, relation))
        return cu_error_no_memory(&work->session->error);
    *work->relations_end = relation;
    work->relations_end = &relation->next;
    return CUPEL_OK;
}

static cupel_code note_orphan(cu_unit_of_work *work, const cu_relationship *relationship,
                              cupel_state *parent, cupel_state *child)
{
    cu_orphan orphan = { child, relationship, parent };
    /* a child that goes, too, has to let go of its parent only where it may go after it */
    if (child->lifecycle != CUPEL_PERSISTENT ||
        ((child->flags & CU_STATE_DELETING) && !relationship->options->post_update))
        return CUPEL_OK;
    if (!cu_vector_push(&work->orphans, orphan) || !cu_session_mark_dirty(work->session, child))
        return cu_error_no_memory(&work->session->error);
    return CUPEL_OK;
}

/* Whether a child that left a parent has another one, by the other side of the relationship. */
static bool has_new_parent(const cu_relationship *relationship, const cupel_state *parent,
                           const cupel_state *child)
{
    const cu_relationship *inverse = relationship->inverse;
    if (!inverse || inverse->to_many)
        return false;
    const cupel_object *now = cu_related_one(child, inverse->attribute);
    return now && now != parent->object;
}

static cupel_code lose_child(cu_unit_of_work *work, const cu_relationship *relationship,
                             cupel_state *parent, cupel_state *child)
{
    cupel_session *session = work->session;
    if (child->session != session || has_new_parent(relationship, parent, child))
        return CUPEL_OK;
    if (!cu_cascades(relationship, CUPEL_CASCADE_DELETE_ORPHAN))
        return relationship->direction == CU_ONE_TO_MANY
                   ? note_orphan(work, relationship, parent, child)
                   : CUPEL_OK;
    if (cu_related_has_other_parent(parent, relationship->attribute, child))
        return CUPEL_OK;
    if (child->lifecycle == CUPEL_PERSISTENT)
        return cu_cascade_delete(session, child);
    if (child->lifecycle == CUPEL_PENDING) {
        cu_session_leave(session, child);
        cu_session_keep(session, child);
    }
    return CUPEL_OK;
}

/* Children that have a row and get or lose a parent take part, so that they are in order. */
static cupel_code touch_children(cu_unit_of_work *work, const cu_relationship *relationship,
                                 const cu_objects *children)
{
    if (relationship->direction != CU_ONE_TO_MANY)
        return CUPEL_OK;
    for (size_t i = 0; i < children->count; i++) {
        cupel_state *child = children->items[i]->state;
        if (child->session == work->session && child->lifecycle == CUPEL_PERSISTENT &&
            !(child->flags & CU_STATE_DELETING) && !cu_session_mark_dirty(work->session, child))
            return cu_error_no_memory(&work->session->error);
    }
    return CUPEL_OK;
}

/* A many-to-one that was set to nothing without ever being loaded: only the foreign key tells that this is a change. */
static bool clears_unknown(const cupel_state *state, const cu_relationship *relationship)
{
    if (relationship->direction != CU_MANY_TO_ONE || state->lifecycle != CUPEL_PERSISTENT ||
        cu_related_one(state, relationship->attribute))
        return false;
    for (size_t i = 0; i < relationship->pair_count; i++) {
        const cu_property *key = relationship->pairs[i].near_property;
        if (!cu_state_knows(state, key->index) ||
            cu_state_value(state, key->attribute).kind != CUPEL_KIND_NULL)
            return true;
    }
    return false;
}

static cupel_code find_saved(cu_unit_of_work *work, cupel_state *state,
                             const cu_relationship *relationship)
{
    cu_related_changes changes;
    if (!cu_related_find_changes(state, relationship->attribute, &work->arena, &changes))
        return cu_error_no_memory(&work->session->error);
    if (changes.added.count == 0 && changes.removed.count == 0 && changes.unchanged.count == 0 &&
        !clears_unknown(state, relationship))
        return CUPEL_OK;
    cupel_code code = note_relation(work, state, relationship, &changes, false);
    if (code == CUPEL_OK)
        code = touch_children(work, relationship, &changes.added);
    for (size_t i = 0; i < changes.removed.count && code == CUPEL_OK; i++)
        code = lose_child(work, relationship, state, changes.removed.items[i]->state);
    return code;
}

/* All that an instance about to be deleted has to let go; loaded where that is needed. */
static cupel_code find_deleted(cu_unit_of_work *work, cupel_state *state,
                               const cu_relationship *relationship)
{
    cu_related_changes changes, all = { { 0 }, { 0 }, { 0 } };
    bool later = relationship->options->post_update;
    bool matters = relationship->direction == CU_MANY_TO_MANY ||
                   (relationship->direction == CU_ONE_TO_MANY &&
                    (later || !cu_cascades(relationship, CUPEL_CASCADE_DELETE)));
    if (!matters && !later)
        return CUPEL_OK;
    if (matters && relationship->options->passive_deletes != CUPEL_YES &&
        !cu_state_knows(state, relationship->index)) {
        cupel_code code = cu_load_related_always(state, relationship);
        if (code != CUPEL_OK)
            return code;
    }
    if (!cu_related_find_changes(state, relationship->attribute, &work->arena, &changes))
        return cu_error_no_memory(&work->session->error);
    /* what was added since the last flush has no row; what was taken out has one still */
    all.removed = changes.unchanged;
    cupel_code code = CUPEL_OK;
    if (relationship->direction == CU_ONE_TO_MANY) {
        for (size_t i = 0; i < changes.unchanged.count && code == CUPEL_OK; i++)
            code = note_orphan(work, relationship, state, changes.unchanged.items[i]->state);
        for (size_t i = 0; i < changes.removed.count && code == CUPEL_OK; i++) {
            cupel_state *child = changes.removed.items[i]->state;
            code = lose_child(work, relationship, state, child);
            if (code == CUPEL_OK && later)
                code = note_orphan(work, relationship, state, child);
        }
        return code;
    }
    code = note_relation(work, state, relationship, &all, true);
    all.removed = changes.removed;
    return code == CUPEL_OK && changes.removed.count > 0
               ? note_relation(work, state, relationship, &all, true)
               : code;
}

/* What a new instance refers to is all that matters: its foreign keys are taken from there when it is inserted. */
static bool is_plain_reference(const cupel_state *state, const cu_relationship *relationship)
{
    return state->lifecycle == CUPEL_PENDING && relationship->direction == CU_MANY_TO_ONE &&
           !relationship->options->post_update &&
           !cu_cascades(relationship, CUPEL_CASCADE_DELETE_ORPHAN);
}

static cupel_code find_of_state(cu_unit_of_work *work, cupel_state *state, bool deleting)
{
    const cu_mapper *mapper = state->mapper;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < mapper->written_count && code == CUPEL_OK; i++) {
        const cu_relationship *relationship = mapper->written[i];
        if (deleting)
            code = find_deleted(work, state, relationship);
        else if (is_plain_reference(state, relationship))
            continue;
        else if (state->lifecycle == CUPEL_PENDING ||
                 cu_bit(cu_modified(state), relationship->index))
            code = find_saved(work, state, relationship);
    }
    return code;
}

/* A list of the session, which may grow meanwhile; from *done on. */
static cupel_code find_of_list(cu_unit_of_work *work, const cu_states *states, size_t *done,
                               bool deleting)
{
    cupel_code code = CUPEL_OK;
    for (; *done < states->count && code == CUPEL_OK; ++*done) {
        cupel_state *state = states->items[*done];
        if (state && state->mapper->written_count > 0 &&
            (deleting || !(state->flags & CU_STATE_DELETING)))
            code = find_of_state(work, state, deleting);
    }
    return code;
}

cupel_code cu_dependency_find(cu_unit_of_work *work)
{
    cupel_session *session = work->session;
    size_t pending = 0, dirty = 0, deleting = 0;
    cupel_code code = CUPEL_OK;
    while (code == CUPEL_OK && (pending < session->pending.count || dirty < session->dirty.count ||
                                deleting < session->deleting.count)) {
        code = find_of_list(work, &session->deleting, &deleting, true);
        if (code == CUPEL_OK)
            code = find_of_list(work, &session->pending, &pending, false);
        if (code == CUPEL_OK)
            code = find_of_list(work, &session->dirty, &dirty, false);
    }
    return code;
}

/* ---- keys -------------------------------------------------------------------------------------- */

/* Sets a foreign key attribute; the reasons why that may be impossible are the program's. */
static cupel_code set_key(cu_unit_of_work *work, const cu_relationship *relationship,
                          cupel_state *state, const cu_property *property, const cupel_value *value)
{
    const char *why = NULL;
    cupel_value now = cu_state_value(state, property->attribute);
    bool null = value->kind == CUPEL_KIND_NULL;
    bool known = cu_state_knows(state, property->index);
    if (known && cupel_value_equal(&now, value))
        return CUPEL_OK;
    if (null && property->key && state->lifecycle == CUPEL_PERSISTENT)
        why = "is part of its primary key";
    else if (null && !cu_attribute_type(property->type)->nullable)
        why = "cannot be NULL";
    if (why)
        return cu_error_set(
            &work->session->error, CUPEL_FLUSH_ERROR,
            "%s.%s: an instance of %s lost its parent, but %s.%s, the foreign key, %s; delete "
            "it, or cascade DELETE or DELETE_ORPHAN",
            relationship->parent->mapping->name, relationship->attribute->name,
            state->mapping->name, state->mapping->name, property->attribute->name, why);
    return cu_instance_set(state, property->attribute, value)
               ? CUPEL_OK
               : cu_error_no_memory(&work->session->error);
}

cupel_code cu_dependency_check_target(const cu_unit_of_work *work,
                                      const cu_relationship *relationship,
                                      const cupel_state *target)
{
    if (target->mapper->line == relationship->target->line)
        return CUPEL_OK;
    return cu_error_set(&work->session->error, CUPEL_FLUSH_ERROR,
                        "%s.%s: the item is %s, whose rows are in '%s' (.concrete), but the "
                        "foreign key refers to rows of '%s'",
                        relationship->parent->mapping->name, relationship->attribute->name,
                        target->mapping->name, target->mapper->table->full_name,
                        relationship->target->table->full_name);
}

/* The key of the target into the foreign key; NULL where there is no target. */
static cupel_code copy_key(cu_unit_of_work *work, const cu_relationship *relationship,
                           cupel_state *state, const cupel_object *object)
{
    const cupel_state *target = cu_state_of(object);
    if (target && target->session != work->session)
        return CUPEL_OK; /* not in the session, so it has no row to refer to */
    cupel_code code = target ? cu_dependency_check_target(work, relationship, target) : CUPEL_OK;
    for (size_t i = 0; i < relationship->pair_count && code == CUPEL_OK; i++) {
        const cu_pair *pair = &relationship->pairs[i];
        cupel_value value =
            target ? cu_state_value(target, pair->far_property->attribute) : cupel_value_null();
        code = set_key(work, relationship, state, pair->near_property, &value);
    }
    return code;
}

/* Whether a many-to-one has something to say about the foreign key. */
static bool is_said(cupel_state *state, const cu_relationship *relationship)
{
    if (state->lifecycle != CUPEL_PENDING)
        return cu_bit(cu_modified(state), relationship->index);
    return cu_related_one(state, relationship->attribute) != NULL;
}

static cupel_code pull_one(cu_unit_of_work *work, cupel_state *state,
                           const cu_relationship *relationship)
{
    return is_said(state, relationship)
               ? copy_key(work, relationship, state, cu_related_one(state, relationship->attribute))
               : CUPEL_OK;
}

cupel_code cu_dependency_pull(cu_unit_of_work *work, cupel_state *state)
{
    const cu_mapper *mapper = state->mapper;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < mapper->written_count && code == CUPEL_OK; i++)
        if (mapper->written[i]->direction == CU_MANY_TO_ONE &&
            !mapper->written[i]->options->post_update)
            code = pull_one(work, state, mapper->written[i]);
    return code;
}

static cupel_code push_to(cu_unit_of_work *work, const cu_relation_work *relation,
                          const cu_objects *children)
{
    const cu_relationship *relationship = relation->relationship;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < children->count && code == CUPEL_OK; i++) {
        cupel_state *child = children->items[i]->state;
        if (child->session != work->session || (child->flags & CU_STATE_DELETING))
            continue;
        for (size_t j = 0; j < relationship->pair_count && code == CUPEL_OK; j++) {
            const cu_pair *pair = &relationship->pairs[j];
            cupel_value key = cu_state_value(relation->state, pair->near_property->attribute);
            code = set_key(work, relationship, child, pair->far_property, &key);
        }
    }
    return code;
}

/* Rows of an association table follow a key that was changed, where the database does not see to that. */
static cupel_code move_links(cu_unit_of_work *work, cupel_state *state,
                             const cu_relationship *relationship)
{
    cu_related_changes changes, moved = { { 0 }, { 0 }, { 0 } };
    cupel_code code = cu_state_knows(state, relationship->index)
                          ? CUPEL_OK
                          : cu_load_related_always(state, relationship);
    if (code != CUPEL_OK)
        return code;
    if (!cu_related_find_changes(state, relationship->attribute, &work->arena, &changes))
        return cu_error_no_memory(&work->session->error);
    moved.unchanged = changes.unchanged;
    code = note_relation(work, state, relationship, &moved, false);
    if (code == CUPEL_OK)
        ((cu_relation_work *)cu_map_get_pointer(&work->by_state, state))->moved = true;
    return code;
}

/* Children follow a key that was changed, also those that nothing else was done to. */
static cupel_code push_new_key(cu_unit_of_work *work, cupel_state *state,
                               const cu_relationship *relationship)
{
    cu_related_changes changes;
    cu_relation_work relation = { .state = state, .relationship = relationship };
    if (!relationship->passive_updates && !cu_state_knows(state, relationship->index)) {
        cupel_code code = cu_load_related_always(state, relationship);
        if (code != CUPEL_OK)
            return code;
    }
    if (!cu_related_find_changes(state, relationship->attribute, &work->arena, &changes))
        return cu_error_no_memory(&work->session->error);
    cupel_code code = push_to(work, &relation, &changes.unchanged);
    return code == CUPEL_OK ? touch_children(work, relationship, &changes.unchanged) : code;
}

/* Whether what the target's foreign key refers to was changed: the primary key, or columns that are unique. */
static bool refers_to_changed(cupel_state *state, const cu_relationship *relationship)
{
    for (size_t i = 0; i < relationship->pair_count; i++)
        if (cu_bit(cu_modified(state), relationship->pairs[i].near_property->index))
            return true;
    return false;
}

cupel_code cu_dependency_push(cu_unit_of_work *work, cupel_state *state, bool updated)
{
    const cu_mapper *mapper = state->mapper;
    cupel_code code = CUPEL_OK;
    if (mapper->written_count == 0)
        return CUPEL_OK;
    const cu_relation_work *relation = cu_map_get_pointer(&work->by_state, state);
    for (; relation && code == CUPEL_OK; relation = relation->next_of_state)
        if (relation->relationship->direction == CU_ONE_TO_MANY && !relation->deleting &&
            !relation->relationship->options->post_update)
            code = push_to(work, relation, &relation->changes.added);
    for (size_t i = 0; updated && i < mapper->written_count && code == CUPEL_OK; i++) {
        const cu_relationship *relationship = mapper->written[i];
        if (relationship->direction == CU_MANY_TO_ONE || !refers_to_changed(state, relationship))
            continue;
        if (relationship->direction == CU_ONE_TO_MANY)
            code = push_new_key(work, state, relationship);
        else if (!relationship->passive_updates)
            code = move_links(work, state, relationship);
    }
    return code;
}

/* Whether a child still has the key of the parent it lost. */
static bool still_refers(const cu_orphan *orphan)
{
    for (size_t i = 0; i < orphan->relationship->pair_count; i++) {
        const cu_pair *pair = &orphan->relationship->pairs[i];
        cupel_value key = cu_state_value(orphan->parent, pair->near_property->attribute);
        cupel_value now = cu_state_value(orphan->child, pair->far_property->attribute);
        if (!cupel_value_equal(&key, &now))
            return false;
    }
    return true;
}

static cupel_code let_go(cu_unit_of_work *work, const cu_orphan *orphan)
{
    const cupel_value null = cupel_value_null();
    cupel_code code = CUPEL_OK;
    if (!still_refers(orphan))
        return CUPEL_OK;
    for (size_t i = 0; i < orphan->relationship->pair_count && code == CUPEL_OK; i++)
        code = set_key(work, orphan->relationship, orphan->child,
                       orphan->relationship->pairs[i].far_property, &null);
    return code;
}

cupel_code cu_dependency_orphan(cu_unit_of_work *work, const cu_mapper *mapper)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < work->orphans.count && code == CUPEL_OK; i++) {
        const cu_orphan *orphan = &work->orphans.items[i];
        if (orphan->child->mapper->line == mapper->line &&
            !orphan->relationship->options->post_update &&
            !(orphan->child->flags & CU_STATE_DELETING))
            code = let_go(work, orphan);
    }
    return code;
}

/* ---- post_update ------------------------------------------------------------------------------- */

static cupel_code update_later(const cu_unit_of_work *work, cu_states *later, cupel_state *state)
{
    return state->session != work->session || state->lifecycle != CUPEL_PERSISTENT ||
                   cu_states_push(later, state)
               ? CUPEL_OK
               : cu_error_no_memory(&work->session->error);
}

/* Each once, and only where something is to be written. */
static void keep_changed(cu_states *later)
{
    uint32_t mark = cu_walk_mark();
    size_t kept = 0;
    for (size_t i = 0; i < later->count; i++) {
        cupel_state *state = later->items[i];
        if (state->mark != mark && cu_state_has_net_changes(state))
            later->items[kept++] = state;
        state->mark = mark;
    }
    later->count = kept;
}

static cupel_code post_update_one(cu_unit_of_work *work, const cu_relation_work *relation,
                                  cu_states *later)
{
    const cu_relationship *relationship = relation->relationship;
    cupel_state *state = relation->state;
    if (relationship->direction == CU_MANY_TO_ONE) {
        const cupel_object *target =
            relation->deleting ? NULL : cu_related_one(state, relationship->attribute);
        cupel_code code = copy_key(work, relationship, state, target);
        return code == CUPEL_OK ? update_later(work, later, state) : code;
    }
    cupel_code code = push_to(work, relation, &relation->changes.added);
    for (size_t i = 0; i < relation->changes.added.count && code == CUPEL_OK; i++)
        code = update_later(work, later, relation->changes.added.items[i]->state);
    return code;
}

cupel_code cu_dependency_post_update(cu_unit_of_work *work, cu_states *later)
{
    cupel_code code = CUPEL_OK;
    for (const cu_relation_work *relation = work->relations; relation && code == CUPEL_OK;
         relation = relation->next)
        if (relation->relationship->options->post_update &&
            relation->state->session == work->session)
            code = post_update_one(work, relation, later);
    /* those that have a new parent refer to the old one no more */
    for (size_t i = 0; i < work->orphans.count && code == CUPEL_OK; i++) {
        const cu_orphan *orphan = &work->orphans.items[i];
        if (!orphan->relationship->options->post_update)
            continue;
        code = let_go(work, orphan);
        if (code == CUPEL_OK)
            code = update_later(work, later, orphan->child);
    }
    keep_changed(later);
    return code;
}
