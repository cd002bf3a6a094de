/*
 * rows.c - rows in the memory of programs written by hand.
 */
#include "rows.h"
#include <stdlib.h>
#include <string.h>

/* Makes room for one more pointer in an array. */
static bool make_room(void *array, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? *capacity * 2 : 8;
    void *items;
    memcpy(&items, array, sizeof items);
    items = realloc(items, larger * sizeof(void *));
    if (!items)
        return false;
    memcpy(array, &items, sizeof items);
    *capacity = larger;
    return true;
}

/* ---- items ------------------------------------------------------------------------------------- */

void hand_free_item(hand_item *item)
{
    if (!item)
        return;
    free(item->name);
    free(item->note);
    free(item);
}

uint64_t hand_touch_item(const hand_item *item)
{
    return item ? bench_touch(item->id, item->name, item->quantity, item->price, item->note) : 0;
}

bool hand_add_item(hand_items *items, hand_item *item)
{
    if (!item || !make_room(&items->items, items->count, &items->capacity))
        return false;
    items->items[items->count++] = item;
    return true;
}

void hand_free_items(hand_items *items)
{
    for (size_t i = 0; i < items->count; i++)
        hand_free_item(items->items[i]);
    free(items->items);
}

hand_item *hand_make_item(size_t i)
{
    hand_item *item = malloc(sizeof *item);
    if (!item)
        return NULL;
    *item = (hand_item){ .name = strdup(bench_name(i)),
                         .quantity = (int64_t)i % 1000,
                         .price = (double)i * 0.25,
                         .note = i % 4 ? strdup("a note on an item") : NULL };
    return item;
}

/* ---- parents and children ----------------------------------------------------------------------- */

static void free_child(hand_child *child)
{
    free(child->name);
    free(child);
}

void hand_free_parents(hand_parents *parents)
{
    for (size_t i = 0; i < parents->count; i++) {
        hand_parent *parent = parents->items[i];
        for (size_t j = 0; j < parent->count; j++)
            free_child(parent->children[j]);
        free(parent->children);
        free(parent->name);
        free(parent);
    }
    free(parents->items);
}

bool hand_add_parent(hand_parents *parents, hand_parent *parent)
{
    if (!parent || !make_room(&parents->items, parents->count, &parents->capacity))
        return false;
    parents->items[parents->count++] = parent;
    return true;
}

bool hand_add_child(hand_parent *parent, hand_child *child)
{
    if (!child || !make_room(&parent->children, parent->count, &parent->capacity))
        return false;
    child->parent = parent;
    parent->children[parent->count++] = child;
    return true;
}

uint64_t hand_touch_parent(const hand_parent *parent)
{
    uint64_t sum = (uint64_t)parent->id + (unsigned char)parent->name[0];
    for (size_t i = 0; i < parent->count; i++) {
        const hand_child *child = parent->children[i];
        sum += (uint64_t)child->id * 31 + (uint64_t)child->parent_id + (uint64_t)child->amount +
               (unsigned char)child->name[0];
    }
    return sum;
}

hand_parent *hand_make_parent(const char *name)
{
    hand_parent *parent = calloc(1, sizeof *parent);
    if (!parent)
        return NULL;
    parent->name = strdup(name);
    for (size_t i = 0; i < BENCH_CHILDREN; i++) {
        hand_child *child = calloc(1, sizeof *child);
        if (!hand_add_child(parent, child))
            break;
        child->name = strdup(name);
        child->amount = (int64_t)i;
    }
    return parent;
}
