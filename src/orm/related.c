/*
 * orm/related.c - the related instances that an instance knows of: storing,
 * recording changes, comparing with what was before.
 */
#include "orm/related.h"
#include "base/alloc.h"
#include "orm/instance.h"
#include "orm/keyed.h"

/* ---- members ----------------------------------------------------------------------------------- */

static bool is_many(const cupel_attribute *attribute)
{
    return attribute->type == CUPEL_ATTRIBUTE_TO_MANY;
}

static void show(cupel_state *state, const cu_collection *collection)
{
    const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, collection->index);
    cu_many_member *member = cu_member(state, attribute->offset);
    if (!is_many(attribute))
        return; /* the record only says how it is loaded */
    member->items = collection->items.items;
    member->count = collection->items.count;
}

static void refer(cupel_object *object)
{
    if (object)
        object->state->referrers++;
}

/* The transaction of an owner that was changed knows of what left it, for the next flush and for a rollback. */
static void hold(const cupel_state *owner, cupel_state *item)
{
    if (!owner->session || !owner->changes)
        return;
    if (item->flags & CU_STATE_BORN)
        item->flags |= CU_STATE_HELD;
    else
        item->held_in = owner->session->transaction;
}

static void unrefer(const cupel_state *owner, const cupel_object *item)
{
    if (!item)
        return;
    item->state->referrers--;
    hold(owner, item->state);
}

static void write_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cupel_object **member = cu_member(state, attribute->offset);
    unrefer(state, *member);
    refer(item);
    *member = item;
}

cu_collection *cu_related_collection(const cupel_state *state, size_t index)
{
    cu_collection *collection = state->related;
    while (collection && collection->index != index)
        collection = collection->next;
    return collection;
}

/* A record with room for some items; of instances in a session, in pages like theirs. */
static cu_collection *new_collection(cupel_session *session, size_t room)
{
    cu_page *page = NULL;
    size_t size = offsetof(cu_collection, inside) + room * sizeof(cupel_object *);
    cu_collection *collection =
        session ? cu_pages_alloc(&session->pages, size, &page) : cu_alloc(size);
    if (!collection)
        return NULL;
    memset(collection, 0, offsetof(cu_collection, inside));
    collection->page = page;
    collection->items.items = room > 0 ? collection->inside : NULL;
    collection->items.capacity = room;
    return collection;
}

/* The most items that a record is made with room for. */
#define ROOM_MOST 64

static cu_collection *make_collection(cupel_state *state, const cupel_attribute *attribute,
                                      size_t expected)
{
    size_t index = cu_attribute_index(attribute);
    cu_collection *collection = cu_related_collection(state, index);
    if (collection)
        return collection;
    collection = new_collection(state->session, CU_MIN(expected, ROOM_MOST));
    if (!collection)
        return NULL;
    collection->index = (uint32_t)index;
    collection->next = state->related;
    state->related = collection;
    return collection;
}

size_t cu_related_items(const cupel_state *state, const cupel_attribute *attribute,
                        cupel_object *const **items)
{
    void *member = cu_member(state, attribute->offset);
    if (is_many(attribute)) {
        *items = ((cu_many_member *)member)->items;
        return ((cu_many_member *)member)->count;
    }
    *items = member;
    return **items != NULL;
}

/* ---- lists of items ---------------------------------------------------------------------------- */

static bool push(cu_objects *objects, cupel_object *item)
{
    return cu_vector_push(objects, item);
}

static bool add_related_item(cupel_state *state, cu_collection *collection, cupel_object *item)
{
    if (!cu_collection_reserve(collection, collection->items.count + 1))
        return false;
    push(&collection->items, item);
    refer(item);
    show(state, collection);
    return true;
}

static size_t find_item(const cu_objects *objects, const cupel_object *item)
{
    size_t at = objects->count;
    while (at > 0 && objects->items[at - 1] != item)
        at--;
    return at; /* index + 1; 0: none */
}

static bool take_item(cu_objects *objects, const cupel_object *item)
{
    size_t at = find_item(objects, item);
    if (at == 0)
        return false;
    memmove(&objects->items[at - 1], &objects->items[at],
            (objects->count - at) * sizeof(cupel_object *));
    objects->count--;
    return true;
}

static void empty(cupel_state *state, cu_collection *collection)
{
    cu_keyed_drop(collection);
    for (size_t i = 0; i < collection->items.count; i++)
        unrefer(state, collection->items.items[i]);
    cu_collection_clear(collection);
    cu_vector_clear(&collection->removed);
    collection->queued = false;
    show(state, collection);
}

/* ---- recording --------------------------------------------------------------------------------- */

static bool is_related_tracked(const cupel_state *state)
{
    return state->lifecycle == CUPEL_PERSISTENT || state->lifecycle == CUPEL_DETACHED;
}

static bool note_snapshot(cupel_state *state, uint32_t index, bool known,
                          const cu_collection *collection)
{
    cupel_value value = cupel_value_null();
    if (known) {
        size_t count = collection->items.count;
        cu_snapshot *snapshot = cu_arena_alloc(&state->session->changes_arena,
                                               sizeof *snapshot + count * sizeof *snapshot->items);
        if (!snapshot)
            return false;
        snapshot->count = count;
        if (count > 0)
            memcpy(snapshot->items, collection->items.items, count * sizeof *snapshot->items);
        value.as.data = snapshot;
    }
    return cu_transaction_note(state->session, state, index, known, &value);
}

static bool keep_before(cu_collection *collection)
{
    cu_vector_clear(&collection->before);
    for (size_t i = 0; i < collection->items.count; i++)
        if (!push(&collection->before, collection->items.items[i]))
            return false;
    collection->has_before = true;
    return true;
}

/* Notes what a relationship is before it changes; false where memory is short. */
static bool track(cupel_state *state, const cupel_attribute *attribute, cu_collection *collection)
{
    uint32_t index = (uint32_t)cu_attribute_index(attribute);
    cu_state_settle(state);
    if (!is_related_tracked(state) || attribute->as.relationship.viewonly ||
        cu_bit(cu_modified(state), index))
        return true;
    bool known = cu_bit(cu_known(state), index);
    if (state->session) {
        if (!cu_session_mark_dirty(state->session, state))
            return false;
        cupel_value old = { .kind = CUPEL_KIND_NULL };
        old.as.instance = collection ? NULL : cu_related_one(state, attribute);
        if (!(collection ? note_snapshot(state, index, known, collection)
                         : cu_transaction_note(state->session, state, index, known, &old)))
            return false;
    } else if (collection && known && !keep_before(collection)) {
        return false;
    }
    cu_bit_set(cu_modified(state), index);
    return true;
}

/* Whether all of a collection is in memory: loaded, or of an instance that has no row yet. */
static bool is_complete(cupel_state *state, size_t index)
{
    return !is_related_tracked(state) || cu_bit(cu_known(state), index);
}

/* ---- changing one side -------------------------------------------------------------------------- */

bool cu_related_set_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    if (!track(state, attribute, NULL))
        return false;
    write_one(state, attribute, item);
    cu_bit_set(cu_known(state), cu_attribute_index(attribute));
    return true;
}

/* A first change of an unknown collection: what is left of older times goes. */
static void begin_queue(cupel_state *state, cu_collection *collection)
{
    if (collection->queued)
        return;
    empty(state, collection);
    collection->queued = true;
}

bool cu_related_append(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cu_collection *collection = make_collection(state, attribute, 0);
    if (!collection || !track(state, attribute, collection))
        return false;
    if (!is_complete(state, collection->index)) {
        begin_queue(state, collection);
        if (take_item(&collection->removed, item))
            return true;
    }
    if (!add_related_item(state, collection, item))
        return false;
    if (!is_related_tracked(state))
        cu_bit_set(cu_known(state), collection->index);
    return true;
}

bool cu_related_remove(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cu_collection *collection = make_collection(state, attribute, 0);
    if (!collection || !track(state, attribute, collection))
        return false;
    bool complete = is_complete(state, collection->index);
    if (!complete)
        begin_queue(state, collection);
    size_t at = cu_collection_find(collection, item);
    if (at > 0) {
        cu_keyed_leave(collection, at - 1, item);
        cu_collection_take(collection, at - 1);
        unrefer(state, item);
        show(state, collection);
        return true;
    }
    if (complete || find_item(&collection->removed, item))
        return true;
    hold(state, item->state);
    return push(&collection->removed, item);
}

void cu_related_arrange(cupel_state *state, const cupel_attribute *attribute, size_t count,
                        void *const *items)
{
    cu_collection *collection = cu_related_collection(state, cu_attribute_index(attribute));
    if (!collection || collection->items.count != count)
        return;
    cu_keyed_drop(collection);
    for (size_t i = 0; i < count; i++)
        collection->items.items[i] = items[i];
}

/* ---- loading ----------------------------------------------------------------------------------- */

void cu_related_put_one(cupel_state *state, const cupel_attribute *attribute, cupel_object *item)
{
    cu_state_settle(state);
    write_one(state, attribute, item);
    cu_bit_set(cu_known(state), cu_attribute_index(attribute));
}

bool cu_related_is_open(const cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    if (cu_state_knows(state, index))
        return false;
    if (state->epoch != state->session->epoch || !is_many(attribute))
        return true;
    const cu_collection *collection = cu_related_collection(state, index);
    return !collection || !collection->queued;
}

cu_collection *cu_related_begin(cupel_state *state, const cupel_attribute *attribute,
                                size_t expected)
{
    cu_collection *collection = make_collection(state, attribute, expected);
    if (!collection)
        return NULL;
    cu_state_settle(state);
    empty(state, collection);
    cu_bit_set(cu_known(state), collection->index);
    return collection;
}

/* The note of the first change that was made while the collection was unknown learns what it really was. */
static bool complete_note(cupel_state *state, uint32_t index, size_t count,
                          cupel_object *const *items)
{
    cu_change *note = NULL;
    for (cu_change *change = cu_state_changes(state); change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            note = change;
    if (!note)
        return true;
    cu_snapshot *snapshot = cu_arena_alloc(&state->session->changes_arena,
                                           sizeof *snapshot + count * sizeof *snapshot->items);
    if (!snapshot)
        return false;
    snapshot->count = count;
    if (count > 0)
        memcpy(snapshot->items, items, count * sizeof *snapshot->items);
    note->known = true;
    note->value.as.data = snapshot;
    return true;
}

/* Loaded items first, without those taken out; then what was added and is not among them.  By marks: lists may be long. */
static bool fill_queued(cupel_state *state, cu_collection *collection, size_t count,
                        cupel_object *const *items)
{
    cu_objects added = collection->items;
    cu_objects merged = { 0 };
    uint32_t mark = cu_walk_mark(); /* mark: taken out; + 1: in the list */
    if (!cu_vector_reserve(&merged, count + added.count + 1) ||
        !complete_note(state, collection->index, count, items)) {
        cu_vector_free(&merged);
        return false;
    }
    for (size_t i = 0; i < collection->removed.count; i++)
        collection->removed.items[i]->state->mark = mark;
    for (size_t i = 0; i < count; i++)
        if (items[i]->state->mark != mark) {
            items[i]->state->mark = mark + 1;
            push(&merged, items[i]);
            refer(items[i]);
        }
    for (size_t i = 0; i < added.count; i++)
        if (added.items[i]->state->mark == mark + 1) {
            unrefer(state, added.items[i]);
        } else {
            added.items[i]->state->mark = mark + 1;
            push(&merged, added.items[i]);
        }
    cu_keyed_drop(collection);
    cu_collection_free_items(collection);
    collection->items = merged;
    cu_vector_clear(&collection->removed);
    collection->queued = false;
    show(state, collection);
    cu_bit_set(cu_known(state), collection->index);
    return true;
}

bool cu_related_fill(cupel_state *state, const cupel_attribute *attribute, size_t count,
                     cupel_object *const *items)
{
    cu_collection *collection = make_collection(state, attribute, count);
    if (!collection)
        return false;
    cu_state_settle(state);
    if (collection->queued)
        return fill_queued(state, collection, count, items);
    if (!cu_collection_reserve(collection, count))
        return false;
    cu_related_begin(state, attribute, count);
    for (size_t i = 0; i < count; i++)
        add_related_item(state, collection, items[i]);
    return true;
}

bool cu_related_replace(cupel_state *state, const cupel_attribute *attribute, size_t count,
                        cupel_object *const *items)
{
    cu_collection *collection = make_collection(state, attribute, count);
    if (!collection || !cu_collection_reserve(collection, count))
        return false;
    cu_state_settle(state);
    cu_related_expire_one(state, collection->index);
    return cu_related_fill(state, attribute, count, items);
}

bool cu_related_set_lazy(cupel_state *state, const cupel_attribute *attribute, cupel_lazy lazy)
{
    cu_collection *collection = make_collection(state, attribute, 0);
    if (collection)
        collection->lazy = lazy;
    return collection != NULL;
}

/* ---- what changed ------------------------------------------------------------------------------ */

/* The items before the first change since the last flush; false where that is not known. */
static bool find_before(const cupel_state *state, const cupel_attribute *attribute,
                        cupel_object *const **items, size_t *count)
{
    const cu_change *note = NULL;
    size_t index = cu_attribute_index(attribute);
    const cu_collection *collection = cu_related_collection(state, index);
    for (const cu_change *change = cu_state_changes(state); change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            note = change;
    *count = 0;
    if (is_many(attribute) && note && note->known) {
        const cu_snapshot *snapshot = note->value.as.data;
        *items = snapshot->items;
        *count = snapshot->count;
    } else if (is_many(attribute) && !note && collection && collection->has_before) {
        *items = collection->before.items;
        *count = collection->before.count;
    } else if (!is_many(attribute) && note && note->known) {
        *items = (cupel_object *const *)(const void *)&note->value.as.instance;
        *count = note->value.as.instance != NULL;
    } else {
        return false;
    }
    return true;
}

static bool arena_push(cu_arena *arena, cu_objects *objects, cupel_object *item)
{
    if (objects->count == objects->capacity) {
        size_t capacity = objects->capacity ? objects->capacity * 2 : 8;
        cupel_object **items = cu_arena_alloc_array(arena, capacity, sizeof *items);
        if (!items)
            return false;
        if (objects->count > 0)
            memcpy(items, objects->items, objects->count * sizeof *items);
        objects->items = items;
        objects->capacity = capacity;
    }
    objects->items[objects->count++] = item;
    return true;
}

/* By marks, in one pass each. */
bool cu_related_compare(cupel_object *const *before, size_t before_count, cupel_object *const *now,
                        size_t now_count, cu_arena *arena, cu_related_changes *changes)
{
    uint32_t mark = cu_walk_mark(); /* mark: before; + 1: both; + 2: added */
    bool enough = true;
    for (size_t i = 0; i < before_count; i++)
        before[i]->state->mark = mark;
    for (size_t i = 0; i < now_count && enough; i++) {
        uint32_t *at = &now[i]->state->mark;
        if (*at == mark) {
            *at = mark + 1;
            enough = arena_push(arena, &changes->unchanged, now[i]);
        } else if (*at != mark + 1 && *at != mark + 2) {
            *at = mark + 2;
            enough = arena_push(arena, &changes->added, now[i]);
        }
    }
    for (size_t i = 0; i < before_count && enough; i++)
        if (before[i]->state->mark == mark) {
            before[i]->state->mark = mark + 3; /* once, where it was in the list twice */
            enough = arena_push(arena, &changes->removed, before[i]);
        }
    return enough;
}

bool cu_related_find_changes(const cupel_state *state, const cupel_attribute *attribute,
                             cu_arena *arena, cu_related_changes *changes)
{
    size_t index = cu_attribute_index(attribute);
    cupel_object *const *now, *const *before = NULL;
    size_t before_count = 0;
    size_t count = cu_related_items(state, attribute, &now);
    *changes = (cu_related_changes){ { 0 }, { 0 }, { 0 } };
    const cu_collection *collection = cu_related_collection(state, index);
    bool known = cu_state_knows(state, index);
    if (!known && !(collection && collection->queued))
        return true; /* what is in memory is of older times */
    if (is_related_tracked(state) && !cu_bit(cu_modified((cupel_state *)(uintptr_t)state), index)) {
        before = now;
        before_count = count;
    } else if (is_related_tracked(state)) {
        find_before(state, attribute, &before, &before_count);
    }
    if (!cu_related_compare(before, before_count, now, count, arena, changes))
        return false;
    for (size_t i = 0; collection && collection->queued && i < collection->removed.count; i++)
        if (!arena_push(arena, &changes->removed, collection->removed.items[i]))
            return false;
    return true;
}

/* ---- forgetting -------------------------------------------------------------------------------- */

void cu_related_expire_one(cupel_state *state, size_t index)
{
    cu_collection *collection = cu_related_collection(state, index);
    if (!collection)
        return;
    if (collection->queued)
        empty(state, collection);
    collection->has_before = false;
}

void cu_related_expire(cupel_state *state)
{
    for (cu_collection *collection = state->related; collection; collection = collection->next)
        cu_related_expire_one(state, collection->index);
}

void cu_related_settle(cupel_state *state)
{
    for (cu_collection *collection = state->related; collection; collection = collection->next) {
        collection->queued = false;
        collection->has_before = false;
        cu_vector_clear(&collection->removed);
    }
}

void cu_related_restore(cupel_state *state, const cu_change *change)
{
    const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, change->index);
    if (!is_many(attribute)) {
        write_one(state, attribute, (cupel_object *)(uintptr_t)change->value.as.instance);
        return;
    }
    cu_collection *collection = cu_related_collection(state, change->index);
    const cu_snapshot *snapshot = change->known ? change->value.as.data : NULL;
    if (!collection)
        return;
    empty(state, collection);
    for (size_t i = 0; snapshot && i < snapshot->count; i++)
        add_related_item(state, collection, snapshot->items[i]); /* it had room for them before */
}

void cu_related_release(cupel_state *state)
{
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (cu_is_relationship(attribute) && !is_many(attribute))
            write_one(state, attribute, NULL);
    }
    for (cu_collection *collection = state->related; collection; collection = collection->next)
        empty(state, collection);
}

void cu_related_free(cupel_state *state)
{
    while (state->related) {
        cu_collection *collection = state->related;
        state->related = collection->next;
        cu_keyed_drop(collection);
        cu_collection_free_items(collection);
        cu_vector_free(&collection->removed);
        cu_vector_free(&collection->before);
        if (collection->page)
            cu_page_free_block(collection->page);
        else
            cu_free(collection);
    }
}
