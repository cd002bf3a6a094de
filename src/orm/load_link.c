/*
 * orm/load_link.c - relationships loaded out of a query's own rows: the entities
 * of a row into those they are for.
 *
 * What is known already, or was changed, is left alone (but for
 * populate_existing).  An instance's collection is emptied when the first row of
 * a run brings something for it, and filled by the rows that follow.
 */
#include "orm/load_related.h"
#include "orm/related.h"

#define SEARCHED \
    16 /* items that are looked at one by one; where there are more, they are looked up */

/* An item of a collection; NULL: how many of them can be looked up. */
typedef struct link_key {
    const cu_collection *collection;
    const cupel_object *item;
} link_key;

static bool note_link(cu_seen *linked, const cu_collection *collection, const cupel_object *item,
                      void *value)
{
    const link_key key = { collection, item };
    const void *copy = cu_arena_copy(&linked->arena, &key, sizeof key);
    return copy && cu_map_put(&linked->keys, copy, sizeof key, value);
}

static bool look_up_linked(cu_seen *linked, cu_link *link, const cupel_object *item, bool *found)
{
    const cu_collection *collection = link->collection;
    const link_key whole = { collection, NULL }, key = { collection, item };
    if (!link->indexed)
        link->indexed = cu_map_get(&linked->keys, &whole, sizeof whole);
    if (!link->indexed) {
        size_t *indexed = cu_arena_alloc_zero(&linked->arena, sizeof *indexed);
        if (!indexed || !note_link(linked, collection, NULL, indexed))
            return false;
        link->indexed = indexed;
    }
    for (; *link->indexed < collection->items.count; ++*link->indexed)
        if (!note_link(linked, collection, collection->items.items[*link->indexed], link->indexed))
            return false;
    *found = cu_map_get(&linked->keys, &key, sizeof key) != NULL;
    return true;
}

/* Whether a collection has an item that a row brings; false: no memory. */
static bool find_linked(cu_query_run *run, cu_link *link, const cupel_object *item, bool *found)
{
    const cu_objects *items = &link->collection->items;
    size_t count = items->count;
    *found = count > 0 && items->items[count - 1] == item;
    if (*found || !run->plan->crossed)
        return true;
    if (count > SEARCHED)
        return look_up_linked(&run->linked, link, item, found);
    while (!*found && count > 0)
        *found = items->items[--count] == item;
    return true;
}

/* The collection of a parent that is to be filled, emptied where this is the first row for it; NULL: it is not. */
static cupel_code find_collection(cu_query_run *run, cupel_state *parent,
                                  const cu_relationship *relationship, size_t expected,
                                  cu_collection **out)
{
    cu_collection *collection = cu_related_collection(parent, relationship->index);
    *out = NULL;
    if (!collection || collection->run != run->number) {
        if (!run->populate_existing && !cu_related_is_open(parent, relationship->attribute))
            return CUPEL_OK;
        collection = cu_related_begin(parent, relationship->attribute, expected);
    }
    bool empty = collection && collection->items.count == 0;
    if (!collection || (empty && !cu_collection_reserve(collection, expected)))
        return cu_error_no_memory(&run->session->error);
    collection->run = run->number;
    *out = collection;
    return CUPEL_OK;
}

/* Collections of one relationship are mostly about as long as each other; but where they are not, not much is lost. */
#define EXPECTED_MOST 64

/* Goes to the collection of another parent, for an item or for none. */
static cupel_code open_link(cu_query_run *run, cu_link *link, cupel_state *parent,
                            const cu_relationship *relationship, bool item)
{
    size_t last = item && link->collection ? link->collection->items.count : 0;
    cupel_code code =
        find_collection(run, parent, relationship, CU_MIN(last, EXPECTED_MOST), &link->collection);
    link->parent = code == CUPEL_OK ? parent : NULL;
    link->indexed = NULL;
    return code;
}

static inline cupel_code link_item(cu_query_run *run, cu_link *link, cupel_state *parent,
                                   const cu_relationship *relationship, cupel_object *item)
{
    if (CU_UNLIKELY(link->parent != parent)) {
        cupel_code code = open_link(run, link, parent, relationship, item != NULL);
        if (code != CUPEL_OK)
            return code;
    }
    bool found;
    if (!link->collection || !item)
        return CUPEL_OK;
    bool enough = find_linked(run, link, item, &found);
    if (enough && !found)
        enough = cu_related_add(parent, relationship->attribute, link->collection, item);
    return enough ? CUPEL_OK : cu_error_no_memory(&run->session->error);
}

cupel_code cu_link_many(cu_query_run *run, cu_link *link, cupel_state *parent,
                        const cu_relationship *relationship, cupel_object *item)
{
    return link_item(run, link, parent, relationship, item);
}

cupel_code cu_link_row(cu_query_run *run)
{
    const cu_load_plan *plan = run->plan;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < plan->entity_count && code == CUPEL_OK; i++) {
        const cu_load_entity *entity = &plan->entities[i];
        if (entity->parent == CU_NO_PARENT || !run->entities[entity->parent])
            continue;
        cupel_state *parent = run->entities[entity->parent]->state;
        const cu_relationship *relationship = entity->relationship;
        /* a struct that has not got it, or whose table has not; or a listener took it out */
        if (!cu_mapping_is(parent->mapping, relationship->parent->mapping) || !parent->mapper ||
            !parent->mapper->relationships[relationship->index])
            continue;
        if (relationship->to_many)
            code = link_item(run, &run->links[i], parent, relationship, run->entities[i]);
        else if (run->populate_existing || cu_related_is_open(parent, relationship->attribute))
            cu_related_put_one(parent, relationship->attribute, run->entities[i]);
    }
    return code;
}
