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

static bool has_already(const cu_collection *collection, const cupel_object *item, bool crossed)
{
    size_t count = collection->items.count;
    if (count > 0 && collection->items.items[count - 1] == item)
        return true;
    while (crossed && count > 0)
        if (collection->items.items[--count] == item)
            return true;
    return false;
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
    cu_collection *collection = link->collection;
    if (!collection || !item || has_already(collection, item, run->plan->crossed))
        return CUPEL_OK;
    return cu_related_add(parent, relationship->attribute, collection, item)
               ? CUPEL_OK
               : cu_error_no_memory(&run->session->error);
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
        if (relationship->to_many)
            code = link_item(run, &run->links[i], parent, relationship, run->entities[i]);
        else if (run->populate_existing || cu_related_is_open(parent, relationship->attribute))
            cu_related_put_one(parent, relationship->attribute, run->entities[i]);
    }
    return code;
}
