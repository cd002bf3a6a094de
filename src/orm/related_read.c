/*
 * orm/related_read.c - reading relationships as programs do: the items of
 * collections, loaded where they are not, and what was changed.
 */
#include "orm/instance.h"
#include "orm/keyed.h"
#include "orm/query_run.h"
#include "orm/related.h"
#include <cupel/relationship.h>

/* The items of a collection, loaded where they are not; NULL with an error. */
static const cupel_attribute *ready_items(cupel_object *owner, size_t offset, const char *function)
{
    cupel_state *state = cu_state_of(owner);
    if (!state)
        return NULL;
    cu_related_begin_call(state);
    const cupel_attribute *attribute = cu_related_find(state, offset, true, function);
    return attribute && cu_load_related(state, attribute) == CUPEL_OK ? attribute : NULL;
}

cupel_items cupel_items_begin(cupel_object *owner, size_t offset)
{
    bool ready = ready_items(owner, offset, "cupel_each_in") != NULL;
    return (cupel_items){ .owner = owner, .offset = offset, .open = ready };
}

void *cupel_items_next(cupel_items *items)
{
    if (!items || !items->open)
        return NULL;
    const cu_many_member *member = (const void *)((const char *)items->owner + items->offset);
    /* where the last item is still in its place go on behind it; else another one has moved there */
    if (items->last && items->index < member->count && member->items[items->index] == items->last)
        items->index++;
    items->last = items->index < member->count ? member->items[items->index] : NULL;
    return (void *)(uintptr_t)items->last;
}

int64_t cupel_item_count_at(cupel_object *owner, size_t offset)
{
    const cupel_attribute *attribute = ready_items(owner, offset, "cupel_item_count");
    cupel_object *const *items;
    return attribute ? (int64_t)cu_related_items(owner->state, attribute, &items) : -1;
}

bool cupel_has_item_at(cupel_object *owner, size_t offset, const cupel_object *item)
{
    const cupel_attribute *attribute = ready_items(owner, offset, "cupel_has_item");
    return attribute && item && cu_related_has(owner->state, attribute, item);
}

void *cupel_item_keyed_at(cupel_object *owner, size_t offset, cupel_value key)
{
    const cupel_attribute *attribute = ready_items(owner, offset, "cupel_item_keyed");
    if (!attribute)
        return NULL;
    if (attribute->as.relationship.keyed_by)
        return cu_keyed_find(owner->state, attribute, &key);
    cu_related_error(owner->state, CUPEL_INVALID_REQUEST,
                     "cupel_item_keyed: %s.%s is not keyed; say by which attribute with .keyed_by",
                     owner->state->mapping->name, attribute->name);
    return NULL;
}

cupel_related_history cupel_related_history_at(cupel_object *owner, size_t offset)
{
    cupel_related_history history = { .known = false };
    cupel_state *state = cu_state_of(owner);
    const cupel_attribute *attribute = state ? cu_instance_attribute_at(state, offset) : NULL;
    cu_related_changes changes;
    if (!attribute || !cu_is_relationship(attribute))
        return history;
    history.known = cu_state_knows(state, cu_attribute_index(attribute));
    if (!state->session ||
        !cu_related_find_changes(state, attribute, &state->session->arena, &changes))
        return history;
    cu_arena *arena = &state->session->arena;
    history.added_count = changes.added.count;
    history.removed_count = changes.removed.count;
    history.unchanged_count = changes.unchanged.count;
    history.added = cu_array_new(arena, (void *const *)changes.added.items, changes.added.count);
    history.removed =
        cu_array_new(arena, (void *const *)changes.removed.items, changes.removed.count);
    history.unchanged =
        cu_array_new(arena, (void *const *)changes.unchanged.items, changes.unchanged.count);
    return history;
}
