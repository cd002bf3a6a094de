/*
 * orm/collection.c - the list of a collection's items.  Taking one out at either
 * end is cheap: at the front, the list begins one place later.
 */
#include "base/alloc.h"
#include "orm/instance.h"
#include "orm/related.h"

/* ---- room -------------------------------------------------------------------------------------- */

/* The places before the first item are room for others again; the items do not move. */
static void regain_skipped(cu_collection *collection)
{
    collection->items.items -= collection->skipped;
    collection->items.capacity += collection->skipped;
    collection->skipped = 0;
}

void cu_collection_clear(cu_collection *collection)
{
    cu_vector_clear(&collection->items);
    regain_skipped(collection);
}

void cu_collection_free_items(cu_collection *collection)
{
    regain_skipped(collection);
    if (collection->items.items != collection->inside)
        cu_vector_free(&collection->items);
}

/* Moves the items into other memory that is larger; false: there is none. */
static bool move_items(cu_collection *collection, size_t wanted)
{
    cu_objects *items = &collection->items;
    cu_objects larger = { .count = items->count };
    if (!cu_vector_reserve(&larger, CU_MAX(wanted, 2 * items->capacity)))
        return false;
    memcpy(larger.items, items->items, items->count * sizeof *items->items);
    cu_collection_free_items(collection);
    *items = larger;
    return true;
}

bool cu_collection_reserve(cu_collection *collection, size_t wanted)
{
    cu_objects *items = &collection->items;
    size_t skipped = collection->skipped;
    if (wanted <= items->capacity)
        return true;
    if (skipped == 0)
        return items->items == collection->inside ? move_items(collection, wanted)
                                                  : cu_vector_reserve(items, wanted);
    /* moving few places back would have to be done again soon */
    bool suffices = wanted <= items->capacity + skipped;
    if (!(suffices && skipped >= items->count / 2) && move_items(collection, wanted))
        return true;
    if (!suffices)
        return false;
    memmove(items->items - skipped, items->items, items->count * sizeof *items->items);
    regain_skipped(collection);
    return true;
}

/* ---- taking out -------------------------------------------------------------------------------- */

/* Places around the last one taken out: programs that go through a collection take out in order. */
#define AROUND ((size_t)64)

static size_t find_around(const cu_collection *collection, const cupel_object *item)
{
    const cu_objects *items = &collection->items;
    size_t from = collection->taken > AROUND ? collection->taken - AROUND : 0;
    size_t to = CU_MIN(items->count, collection->taken + AROUND);
    for (size_t i = from; i < to; i++)
        if (items->items[i] == item)
            return i + 1;
    return 0;
}

size_t cu_collection_find(const cu_collection *collection, const cupel_object *item)
{
    const cu_objects *items = &collection->items;
    bool once = item->state->referrers == 1; /* the first place is the last one */
    size_t to = items->count;
    size_t found = once && to > 2 * AROUND ? find_around(collection, item) : 0;
    if (found > 0)
        return found;
    for (size_t from = 0; to > 0; from++) {
        if (items->items[--to] == item)
            return to + 1;
        if (once && from < to && items->items[from] == item)
            return from + 1;
    }
    return 0;
}

void cu_collection_take(cu_collection *collection, size_t at)
{
    cu_objects *items = &collection->items;
    size_t size = sizeof *items->items;
    collection->taken = at;
    items->count--;
    if (at > items->count / 2) {
        memmove(&items->items[at], &items->items[at + 1], (items->count - at) * size);
        return;
    }
    memmove(&items->items[1], items->items, at * size);
    items->items++;
    items->capacity--;
    collection->skipped++;
}
