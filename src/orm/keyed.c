/*
 * orm/keyed.c - the index of a keyed collection.
 */
#include "orm/keyed.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "orm/identity.h"
#include "orm/instance.h"
#include <math.h>

/* One item in one index. */
typedef struct cu_key_node cu_key_node;
struct cu_key_node {
    cu_key_node *next, **link;  /* with the same home, or aside; where it hangs */
    cu_key_node *next_of_state; /* of the same item in other indexes */
    cu_key_index *index;
    cupel_state *state; /* NULL: it was freed */
    uint64_t hash;
    uint64_t number; /* grows along the collection */
    bool aside;
};

struct cu_key_index {
    cu_key_node **homes;
    size_t capacity;    /* of homes: a power of two */
    size_t count;       /* nodes; so many of the collection, from its begin, have one */
    cu_key_node *aside; /* those whose items were written */
    uint64_t last_number;
};

/* Collections up to this length are searched faster item by item. */
#define FEW 16

/* ---- keys -------------------------------------------------------------------------------------- */

/* The attribute that items of a mapping are found by. */
static const cupel_attribute *key_attribute(const cupel_attribute *attribute,
                                            const cupel_mapping *mapping)
{
    const cupel_attribute *key =
        cu_mapping_attribute_named(mapping, attribute->as.relationship.keyed_by);
    return key && key->kind == CUPEL_ITEM_COLUMN ? key : NULL;
}

static cupel_value key_of(const cupel_state *state, const cupel_attribute *by)
{
    return by ? cu_state_value(state, by) : cupel_value_null();
}

/* The same for values that cupel_value_equal takes for equal. */
static uint64_t key_hash(const cupel_value *key)
{
    if (key->kind == CUPEL_KIND_DECIMAL)
        return 0; /* 1.0 is 1.00 */
    if (key->kind == CUPEL_KIND_DOUBLE && (isnan(key->as.real) || key->as.real == 0))
        return 0; /* 0 is -0, and any NaN any other */
    return cu_identity_value_hash(key);
}

/* ---- nodes ------------------------------------------------------------------------------------- */

/* Hangs a node in front of a list. */
static void hang_node(cu_key_node **list, cu_key_node *node)
{
    node->next = *list;
    node->link = list;
    if (node->next)
        node->next->link = &node->next;
    *list = node;
}

static void file_node(cu_key_index *index, cu_key_node *node)
{
    hang_node(&index->homes[node->hash & (index->capacity - 1)], node);
}

/* Takes a node out of where it is filed, or out of those aside. */
static void unfile_node(cu_key_node *node)
{
    *node->link = node->next;
    if (node->next)
        node->next->link = node->link;
}

static void detach_node(cu_key_node *node)
{
    if (!node->state)
        return;
    cu_key_node **link = &node->state->keyed;
    while (*link != node)
        link = &(*link)->next_of_state;
    *link = node->next_of_state;
}

static void free_nodes(cu_key_node *node)
{
    while (node) {
        cu_key_node *next = node->next;
        detach_node(node);
        cu_free(node);
        node = next;
    }
}

void cu_keyed_drop(cu_collection *collection)
{
    cu_key_index *index = collection->keys;
    if (!index)
        return;
    collection->keys = NULL;
    for (size_t i = 0; i < index->capacity; i++)
        free_nodes(index->homes[i]);
    free_nodes(index->aside);
    cu_free(index->homes);
    cu_free(index);
}

void cu_keyed_set_aside(cupel_state *state)
{
    for (cu_key_node *node = state->keyed; node; node = node->next_of_state) {
        if (node->aside)
            continue;
        unfile_node(node);
        node->aside = true;
        hang_node(&node->index->aside, node);
    }
}

void cu_keyed_forget(cupel_state *state)
{
    for (cu_key_node *node = state->keyed; node; node = node->next_of_state)
        node->state = NULL;
    state->keyed = NULL;
}

static cu_key_node *node_in(const cu_key_index *index, const cupel_state *state)
{
    cu_key_node *node = state->keyed;
    while (node && node->index != index)
        node = node->next_of_state;
    return node;
}

bool cu_keyed_has(const cu_collection *collection, const cupel_object *item, bool *known)
{
    const cu_key_index *index = collection ? collection->keys : NULL;
    *known = index && index->count == collection->items.count;
    return *known && node_in(index, item->state);
}

void cu_keyed_leave(cu_collection *collection, size_t place, const cupel_object *item)
{
    cu_key_index *index = collection->keys;
    if (!index || place >= index->count)
        return;
    cu_key_node *node = node_in(index, item->state);
    if (!node) {
        cu_keyed_drop(collection);
        return;
    }
    unfile_node(node);
    detach_node(node);
    cu_free(node);
    index->count--;
}

/* ---- filing ------------------------------------------------------------------------------------ */

/* Makes homes for so many nodes; false: no memory. */
static bool make_homes(cu_key_index *index, size_t wanted)
{
    if (wanted <= index->capacity)
        return true;
    size_t capacity = 64;
    while (capacity < wanted)
        capacity *= 2;
    cu_key_node **homes = cu_alloc_array(capacity, sizeof(cu_key_node *));
    if (!homes)
        return false;
    cu_key_index larger = *index;
    larger.homes = homes;
    larger.capacity = capacity;
    for (size_t i = 0; i < index->capacity; i++)
        for (cu_key_node *next, *node = index->homes[i]; node; node = next) {
            next = node->next;
            file_node(&larger, node);
        }
    cu_free(index->homes);
    *index = larger;
    return true;
}

static void file_by_key(cu_key_index *index, cu_key_node *node, const cupel_attribute *by)
{
    cupel_value key = key_of(node->state, by);
    node->hash = key_hash(&key);
    node->aside = false;
    file_node(index, node);
}

static void file_aside(cu_key_index *index, const cupel_attribute *attribute)
{
    cu_key_node *node = index->aside;
    index->aside = NULL;
    while (node) {
        cu_key_node *next = node->next;
        file_by_key(index, node,
                    node->state ? key_attribute(attribute, node->state->mapping) : NULL);
        node = next;
    }
}

static bool file_items(cu_key_index *index, const cupel_attribute *attribute,
                       const cu_objects *items)
{
    const cupel_mapping *mapping = NULL;
    const cupel_attribute *by = NULL;
    if (!make_homes(index, items->count))
        return false;
    while (index->count < items->count) {
        cupel_state *state = items->items[index->count]->state;
        cu_key_node *node = cu_alloc(sizeof *node);
        if (!node)
            return false;
        if (state->mapping != mapping) {
            mapping = state->mapping;
            by = key_attribute(attribute, mapping);
        }
        *node = (cu_key_node){ .next_of_state = state->keyed, .index = index, .state = state };
        node->number = ++index->last_number;
        state->keyed = node;
        file_by_key(index, node, by);
        index->count++;
    }
    return true;
}

/* The index of a long collection, with all its items as they are now; NULL: there is none. */
static cu_key_index *ready_index(cu_collection *collection, const cupel_attribute *attribute)
{
    if (!collection || collection->items.count <= FEW)
        return NULL;
    if (!collection->keys)
        collection->keys = cu_alloc_zero(sizeof *collection->keys);
    if (!collection->keys)
        return NULL;
    file_aside(collection->keys, attribute);
    if (!file_items(collection->keys, attribute, &collection->items))
        cu_keyed_drop(collection);
    return collection->keys;
}

/* ---- searching --------------------------------------------------------------------------------- */

static cupel_object *find_filed(const cu_key_index *index, const cupel_attribute *attribute,
                                const cupel_value *key)
{
    uint64_t hash = key_hash(key);
    const cu_key_node *found = NULL;
    for (const cu_key_node *node = index->homes[hash & (index->capacity - 1)]; node;
         node = node->next) {
        if (!node->state || node->hash != hash || (found && found->number < node->number))
            continue;
        cupel_value value = key_of(node->state, key_attribute(attribute, node->state->mapping));
        if (cupel_value_equal(&value, key))
            found = node;
    }
    return found ? found->state->object : NULL;
}

cupel_object *cu_keyed_find(const cupel_state *state, const cupel_attribute *attribute,
                            const cupel_value *key)
{
    const cu_key_index *index =
        ready_index(cu_related_collection(state, cu_attribute_index(attribute)), attribute);
    if (index)
        return find_filed(index, attribute, key);
    cupel_object *const *items;
    size_t count = cu_related_items(state, attribute, &items);
    const cupel_mapping *mapping = NULL;
    const cupel_attribute *by = NULL;
    for (size_t i = 0; i < count; i++) {
        if (items[i]->state->mapping != mapping) {
            mapping = items[i]->state->mapping;
            by = key_attribute(attribute, mapping);
        }
        cupel_value value = key_of(items[i]->state, by);
        if (cupel_value_equal(&value, key))
            return items[i];
    }
    return NULL;
}

cupel_object *cu_keyed_find_same(const cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_object *item)
{
    cupel_value key = key_of(item->state, key_attribute(attribute, item->state->mapping));
    return cu_keyed_find(state, attribute, &key);
}
