/*
 * orm/related_change.c - changing relationships as programs do: both sides of
 * them, and the session that what is added comes into.
 */
#include "base/alloc.h"
#include "orm/cascade.h"
#include "orm/event.h"
#include "orm/instance.h"
#include "orm/keyed.h"
#include "orm/query_run.h"
#include "orm/related.h"
#include "orm/relationship.h"
#include <cupel/relationship.h>
#include <stdarg.h>
#include <stdio.h>

/* ---- the other side ------------------------------------------------------------------------------ */

static bool names_side(const cupel_attribute *attribute, const char *name,
                       const cupel_mapping *target)
{
    const cupel_relationship_options *options = &attribute->as.relationship;
    const char *other = options->backref ? options->backref : options->back_populates;
    return cu_text_equal(other, name) && cu_mapping_is_named(target, attribute->target);
}

const cupel_attribute *cu_other_side(const cupel_state *state, const cupel_attribute *attribute,
                                     const cupel_state *item)
{
    if (attribute->as.relationship.viewonly)
        return NULL;
    if (state->mapper) {
        const cu_relationship *relationship =
            state->mapper->relationships[cu_attribute_index(attribute)];
        return relationship && relationship->inverse && !relationship->inverse->options->viewonly
                   ? relationship->inverse->attribute
                   : NULL;
    }
    /* in no session: by what the two mappings say of each other */
    for (size_t i = 0; i < cu_mapping_count(item->mapping); i++) {
        const cupel_attribute *other = cu_mapping_attribute(item->mapping, i);
        if (cu_is_relationship(other) && !other->as.relationship.viewonly &&
            (names_side(attribute, other->name, item->mapping) ||
             names_side(other, attribute->name, state->mapping)))
            return other;
    }
    return NULL;
}

/* Adds `owner` to, or takes it out of, the other side of its attribute at `item`. */
static bool other_add(cupel_state *owner, const cupel_attribute *attribute, cupel_state *item)
{
    const cupel_attribute *other = cu_other_side(owner, attribute, item);
    if (!other)
        return true;
    return other->type == CUPEL_ATTRIBUTE_TO_MANY ? cu_related_append(item, other, owner->object)
                                                  : cu_related_set_one(item, other, owner->object);
}

/* The target that a to-one has, without SQL: in memory, or found by its foreign key in the identity map. */
static cupel_object *known_one(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    if (state->lifecycle != CUPEL_PERSISTENT || cu_state_knows(state, index))
        return cu_related_one(state, attribute);
    const cu_relationship *relationship = state->mapper->relationships[index];
    cupel_object *found = NULL;
    if (relationship && relationship->uses_get)
        cu_related_find_present(state, relationship, &found);
    return found;
}

static bool other_remove(cupel_state *owner, const cupel_attribute *attribute, cupel_state *item)
{
    const cupel_attribute *other = cu_other_side(owner, attribute, item);
    if (!other)
        return true;
    if (other->type == CUPEL_ATTRIBUTE_TO_MANY)
        return cu_related_remove(item, other, owner->object);
    return known_one(item, other) != owner->object || cu_related_set_one(item, other, NULL);
}

/* An item that comes to a new owner leaves the one it had, where there can be one only. */
static bool leave_owner(cupel_state *owner, const cupel_attribute *attribute, cupel_state *item)
{
    const cupel_attribute *other = cu_other_side(owner, attribute, item);
    if (!other || other->type == CUPEL_ATTRIBUTE_TO_MANY)
        return true;
    cupel_object *old = known_one(item, other);
    if (!old || old == owner->object)
        return true;
    return attribute->type == CUPEL_ATTRIBUTE_TO_MANY
               ? cu_related_remove(old->state, attribute, item->object)
               : cu_related_set_one(old->state, attribute, NULL);
}

void cu_related_unlink(cupel_state *state)
{
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (!cu_is_relationship(attribute))
            continue;
        cupel_object *const *items;
        size_t count = cu_related_items(state, attribute, &items);
        for (size_t j = 0; j < count; j++)
            other_remove(state, attribute, items[j]->state);
    }
    cu_related_release(state);
}

/* ---- errors ------------------------------------------------------------------------------------ */

cupel_code cu_related_error(cupel_state *state, cupel_code code, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!state->session) {
        cu_state_set_error(state, code, "%s", text);
        return code;
    }
    cu_error_set(&state->session->error, code, "%s", text);
    return cu_session_keep_fault(state->session);
}

static cupel_code related_no_memory(cupel_state *state)
{
    return cu_related_error(state, CUPEL_NO_MEMORY, "out of memory while %s was changed",
                            state->mapping->name);
}

void cu_related_begin_call(cupel_state *state)
{
    if (state->session)
        cu_error_clear(&state->session->error);
}

const cupel_attribute *cu_related_find(cupel_state *state, size_t offset, bool to_many,
                                       const char *function)
{
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    if (attribute && cu_is_relationship(attribute) &&
        (attribute->type == CUPEL_ATTRIBUTE_TO_MANY) == to_many)
        return attribute;
    cu_related_error(state, CUPEL_INVALID_ARGUMENT, "%s: %s has no %s relationship at offset %zu",
                     function, state->mapping->name, to_many ? "to-many" : "to-one", offset);
    return NULL;
}

cupel_code cu_related_check_item(cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_object *item)
{
    const char *owner = state->mapping->name;
    if (!item)
        return cu_related_error(state, CUPEL_INVALID_ARGUMENT,
                                "%s.%s: the item is NULL (cupel_new returns NULL when memory is "
                                "short)",
                                owner, attribute->name);
    if (!cu_state_of(item))
        return cu_related_error(state, CUPEL_UNMAPPED_INSTANCE,
                                "%s.%s: the item was not made by cupel_new or loaded by a session",
                                owner, attribute->name);
    if (!cu_mapping_is_named(item->state->mapping, attribute->target))
        return cu_related_error(state, CUPEL_INVALID_ARGUMENT,
                                "%s.%s: the item is of struct %s, not %s", owner, attribute->name,
                                item->state->mapping->name, attribute->target);
    if (state->session && item->state->session && item->state->session != state->session)
        return cu_related_error(state, CUPEL_INVALID_REQUEST,
                                "%s.%s: the item is in another session; expunge it there first, or "
                                "use cupel_merge()",
                                owner, attribute->name);
    const cu_mapper *mapper = item->state->mapper;
    const cupel_attribute *other =
        mapper && mapper->lacks_relationships ? cu_other_side(state, attribute, item->state) : NULL;
    if (other && !mapper->relationships[cu_attribute_index(other)])
        return cu_related_error(state, CUPEL_INVALID_ARGUMENT, CU_LACKS_RELATIONSHIP,
                                mapper->mapping->name, other->name, mapper->table->full_name,
                                other->target);
    return CUPEL_OK;
}

/* ---- single parents ------------------------------------------------------------------------------ */

bool cu_related_has(const cupel_state *state, const cupel_attribute *attribute,
                    const cupel_object *item)
{
    if (!cu_state_of(item) || item->state->referrers == 0)
        return false; /* no list has it */
    if (attribute->type != CUPEL_ATTRIBUTE_TO_MANY)
        return cu_related_one(state, attribute) == item;
    const cu_collection *collection = cu_related_collection(state, cu_attribute_index(attribute));
    bool known;
    bool has = cu_keyed_has(collection, item, &known);
    return known ? has : collection && cu_collection_find(collection, item) > 0;
}

bool cu_related_has_other_parent(const cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_state *item)
{
    if (!state->session || item->referrers == 0)
        return false;
    const cu_identity_table *table = cu_session_identities(state->session, state->mapper);
    for (size_t i = 0; table && i < table->capacity; i++) {
        const cupel_state *other = table->entries[i].state;
        if (other && other != state && cu_mapping_is(other->mapping, attribute->mapping) &&
            cu_related_has(other, attribute, item->object))
            return true;
    }
    for (size_t i = 0; i < state->session->pending.count; i++) {
        const cupel_state *other = state->session->pending.items[i];
        if (other && other != state && cu_mapping_is(other->mapping, attribute->mapping) &&
            cu_related_has(other, attribute, item->object))
            return true;
    }
    return false;
}

static cupel_code check_single_parent(cupel_state *state, const cupel_attribute *attribute,
                                      const cupel_state *item)
{
    if (!attribute->as.relationship.single_parent ||
        !cu_related_has_other_parent(state, attribute, item))
        return CUPEL_OK;
    return cu_related_error(state, CUPEL_INVALID_REQUEST,
                            "%s.%s is .single_parent, and the %s is another one's already; take it "
                            "out there first",
                            state->mapping->name, attribute->name, item->mapping->name);
}

/* ---- cascades of a change ------------------------------------------------------------------------ */

static bool cascades(const cupel_state *state, const cupel_attribute *attribute, int cascade)
{
    const cu_relationship *relationship =
        state->mapper->relationships[cu_attribute_index(attribute)];
    return relationship && cu_cascades(relationship, cascade);
}

/* What comes into a relationship of an instance in a session comes into that session. */
static cupel_code cascade_in(cupel_state *state, const cupel_attribute *attribute,
                             cupel_state *item)
{
    cupel_session *session = state->session;
    if (!session || item->session == session ||
        !cascades(state, attribute, CUPEL_CASCADE_SAVE_UPDATE))
        return CUPEL_OK;
    cupel_code code = cu_session_add_one(session, item);
    if (code == CUPEL_OK)
        code = cu_cascade_save_update(session, item);
    return code == CUPEL_OK ? code : cu_session_keep_fault(session);
}

static void leave_as_orphan(cupel_state *state, const cupel_attribute *attribute, cupel_state *item)
{
    cupel_session *session = state->session;
    if (!session || item->session != session || item->lifecycle != CUPEL_PENDING ||
        !cascades(state, attribute, CUPEL_CASCADE_DELETE_ORPHAN) ||
        cu_related_has_other_parent(state, attribute, item))
        return;
    cu_session_leave(session, item);
    cu_session_keep(session, item);
}

/* A pending instance that is nobody's child any more is not inserted, from whichever side it was taken out. */
static void cascade_out(cupel_state *state, const cupel_attribute *attribute, cupel_state *item)
{
    const cupel_attribute *other = cu_other_side(state, attribute, item);
    leave_as_orphan(state, attribute, item);
    if (other && state->session)
        leave_as_orphan(item, other, state);
}

/* Tells listeners what is about to happen to a relationship; CUPEL_OK: go on. */
static cupel_code announce(cupel_state *state, const cupel_attribute *attribute,
                           cupel_event_kind kind, cupel_object *item)
{
    cupel_session *session = state->session;
    if (!session || !cu_event_wanted(session, kind))
        return CUPEL_OK;
    cupel_code code = cu_event_fire(session, &(cupel_event){ .kind = kind,
                                                             .session = session,
                                                             .object = state->object,
                                                             .attribute = attribute->name,
                                                             .item = item });
    return code == CUPEL_OK ? code : cu_session_keep_fault(session);
}

/* ---- to one ------------------------------------------------------------------------------------ */

/* The old target of a to-one about to be set; loaded, without a flush, where its row would have to be changed. */
static cupel_object *old_target(cupel_state *state, const cupel_attribute *attribute)
{
    if (state->lifecycle == CUPEL_PERSISTENT && state->session &&
        !cu_state_knows(state, cu_attribute_index(attribute))) {
        const cu_relationship *relationship =
            state->mapper->relationships[cu_attribute_index(attribute)];
        bool writes = !relationship->options->viewonly &&
                      (relationship->direction != CU_MANY_TO_ONE ||
                       cu_cascades(relationship, CUPEL_CASCADE_DELETE_ORPHAN));
        if (writes || relationship->options->active_history) {
            bool autoflush = cupel_set_autoflush(state->session, false);
            (void)cu_load_related_before(state, attribute);
            cupel_set_autoflush(state->session, autoflush);
        }
    }
    return known_one(state, attribute);
}

static cupel_code set_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cupel_object *old = old_target(state, attribute);
    if (old == item && (item || cu_state_knows(state, cu_attribute_index(attribute))))
        return cu_state_knows(state, cu_attribute_index(attribute)) ||
                       cu_related_set_one(state, attribute, item)
                   ? CUPEL_OK
                   : related_no_memory(state);
    cupel_code code = item ? check_single_parent(state, attribute, item->state) : CUPEL_OK;
    if (code == CUPEL_OK)
        code = announce(state, attribute, CUPEL_EVENT_SET, item);
    if (code != CUPEL_OK)
        return code;
    if ((old && !other_remove(state, attribute, old->state)) ||
        (item && (!leave_owner(state, attribute, item->state) ||
                  !other_add(state, attribute, item->state))) ||
        !cu_related_set_one(state, attribute, item))
        return related_no_memory(state);
    code = item ? cascade_in(state, attribute, item->state) : CUPEL_OK;
    if (old)
        cascade_out(state, attribute, old->state);
    return code;
}

void cupel_set_related(cupel_object *instance, size_t offset, const void *item)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return;
    cu_related_begin_call(state);
    const cupel_attribute *attribute = cu_related_find(state, offset, false, "cupel_set");
    cupel_object *object = (cupel_object *)(uintptr_t)item;
    if (attribute && (!object || cu_related_check_item(state, attribute, object) == CUPEL_OK))
        set_one(state, attribute, object);
}

/* ---- to many ----------------------------------------------------------------------------------- */

/* Whether a collection does not take an item it has already. */
static bool is_set(const cupel_attribute *attribute)
{
    const cupel_relationship_options *options = &attribute->as.relationship;
    return options->collection > CUPEL_COLLECTION_LIST || options->keyed_by;
}

static cupel_code remove_item(cupel_state *state, const cupel_attribute *attribute,
                              cupel_object *item)
{
    cupel_code code = announce(state, attribute, CUPEL_EVENT_REMOVE, item);
    if (code != CUPEL_OK)
        return code;
    if (!other_remove(state, attribute, item->state) || !cu_related_remove(state, attribute, item))
        return related_no_memory(state);
    cascade_out(state, attribute, item->state);
    return CUPEL_OK;
}

/* An item of a keyed collection leaves it when another one with its key comes. */
static cupel_code make_way(cupel_state *state, const cupel_attribute *attribute,
                           const cupel_object *item)
{
    if (!attribute->as.relationship.keyed_by)
        return CUPEL_OK;
    cupel_object *same = cu_keyed_find_same(state, attribute, item);
    return same && same != item ? remove_item(state, attribute, same) : CUPEL_OK;
}

static cupel_code append(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cupel_code code = check_single_parent(state, attribute, item->state);
    if (code == CUPEL_OK)
        code = make_way(state, attribute, item);
    if (code != CUPEL_OK || (is_set(attribute) && cu_related_has(state, attribute, item)))
        return code;
    code = announce(state, attribute, CUPEL_EVENT_APPEND, item);
    if (code != CUPEL_OK)
        return code;
    if (!leave_owner(state, attribute, item->state) || !other_add(state, attribute, item->state) ||
        !cu_related_append(state, attribute, item))
        return related_no_memory(state);
    code = cascade_in(state, attribute, item->state);
    if (code != CUPEL_OK && item->state->session != state->session) {
        /* the session does not take it: it stays out of the collection, too, for the caller may free it */
        other_remove(state, attribute, item->state);
        cu_related_remove(state, attribute, item);
    }
    return code;
}

/* Loads a collection where that is possible and was not done; queries do for those that are read by queries only. */
static cupel_code load_collection(cupel_state *state, const cupel_attribute *attribute)
{
    cupel_lazy lazy = attribute->as.relationship.lazy;
    if (lazy == CUPEL_LAZY_DYNAMIC || lazy == CUPEL_LAZY_WRITE_ONLY || lazy == CUPEL_LAZY_NOLOAD)
        return CUPEL_OK;
    return cu_load_related_before(state, attribute);
}

cupel_code cupel_append_item(cupel_object *owner, size_t offset, cupel_object *item)
{
    cupel_state *state = cu_state_of(owner);
    if (!state)
        return owner ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT;
    cu_related_begin_call(state);
    const cupel_attribute *attribute = cu_related_find(state, offset, true, "cupel_append");
    cupel_code code =
        attribute ? cu_related_check_item(state, attribute, item) : CUPEL_INVALID_ARGUMENT;
    /* whether a set has the item, or a map its key, only the whole of it can tell */
    if (code == CUPEL_OK && is_set(attribute) && state->session)
        code = load_collection(state, attribute);
    return code == CUPEL_OK ? append(state, attribute, item) : code;
}

cupel_code cupel_remove_item(cupel_object *owner, size_t offset, cupel_object *item)
{
    cupel_state *state = cu_state_of(owner);
    if (!state)
        return owner ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT;
    cu_related_begin_call(state);
    const cupel_attribute *attribute = cu_related_find(state, offset, true, "cupel_remove");
    cupel_code code =
        attribute ? cu_related_check_item(state, attribute, item) : CUPEL_INVALID_ARGUMENT;
    if (code == CUPEL_OK)
        code = load_collection(state, attribute);
    if (code != CUPEL_OK)
        return code;
    bool complete = cu_state_knows(state, cu_attribute_index(attribute)) ||
                    state->lifecycle == CUPEL_TRANSIENT || state->lifecycle == CUPEL_PENDING;
    if (complete && !cu_related_has(state, attribute, item))
        return cu_related_error(state, CUPEL_INVALID_REQUEST,
                                "cupel_remove: the %s is not in %s.%s", item->state->mapping->name,
                                state->mapping->name, attribute->name);
    return remove_item(state, attribute, item);
}

/* ---- the whole collection ------------------------------------------------------------------------ */

/* Takes out what is not wanted, from the end, and appends what is not there. */
static cupel_code exchange(cupel_state *state, const cupel_attribute *attribute, size_t count,
                           void *const *wanted)
{
    cu_related_changes changes = { { 0 }, { 0 }, { 0 } };
    cupel_object *const *items;
    size_t before = cu_related_items(state, attribute, &items);
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cupel_code code =
        cu_related_compare(items, before, (cupel_object *const *)wanted, count, &arena, &changes)
            ? CUPEL_OK
            : related_no_memory(state);
    for (size_t i = changes.removed.count; i > 0 && code == CUPEL_OK; i--)
        code = remove_item(state, attribute, changes.removed.items[i - 1]);
    for (size_t i = 0; i < changes.added.count && code == CUPEL_OK; i++)
        code = append(state, attribute, changes.added.items[i]);
    cu_arena_free(&arena);
    return code;
}

cupel_code cupel_replace_items(cupel_object *owner, size_t offset, size_t count, void *const *items)
{
    cupel_state *state = cu_state_of(owner);
    if (!state)
        return owner ? CUPEL_UNMAPPED_INSTANCE : CUPEL_INVALID_ARGUMENT;
    cu_related_begin_call(state);
    const cupel_attribute *attribute = cu_related_find(state, offset, true, "cupel_replace");
    cupel_code code = attribute ? CUPEL_OK : CUPEL_INVALID_ARGUMENT;
    if (code == CUPEL_OK && !items && count > 0)
        return cu_related_check_item(state, attribute, NULL);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = cu_related_check_item(state, attribute, items[i]);
    if (code == CUPEL_OK)
        code = load_collection(state, attribute);
    if (code == CUPEL_OK)
        code = exchange(state, attribute, count, items);
    if (code == CUPEL_OK)
        cu_related_arrange(state, attribute, count, items);
    return code;
}

/* ---- of new instances ---------------------------------------------------------------------------- */

bool cu_instance_relate_initial(cupel_state *state, const void *initial)
{
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (!cu_is_relationship(attribute))
            continue;
        const void *member = (const char *)initial + attribute->offset;
        cupel_object *const *items = member;
        size_t count = *items != NULL;
        if (attribute->type == CUPEL_ATTRIBUTE_TO_MANY) {
            count = ((const cu_many_member *)member)->count;
            items = ((const cu_many_member *)member)->items;
        }
        if (!items && count > 0)
            (void)cu_related_check_item(state, attribute, NULL);
        for (size_t j = 0; items && j < count; j++) {
            if (cu_related_check_item(state, attribute, items[j]) != CUPEL_OK)
                continue; /* the instance has the error, and the flush reports it */
            cupel_code code = attribute->type == CUPEL_ATTRIBUTE_TO_MANY
                                  ? append(state, attribute, items[j])
                                  : set_one(state, attribute, items[j]);
            if (code == CUPEL_NO_MEMORY)
                return false;
        }
    }
    return true;
}
