/*
 * rows.h - rows as programs written by hand have them: a malloc'd struct each,
 * with copies of its texts.
 */
#ifndef CUPEL_BENCH_ROWS_H
#define CUPEL_BENCH_ROWS_H

#include "bench.h"

typedef struct hand_item {
    int64_t id;
    char *name;
    int64_t quantity;
    double price;
    char *note;
} hand_item;

typedef struct hand_items {
    hand_item **items;
    size_t count, capacity;
} hand_items;

void hand_free_item(hand_item *item);
/* What a program does with an item; 0 for NULL. */
uint64_t hand_touch_item(const hand_item *item);
/* False where memory is short, or the item is NULL for that. */
bool hand_add_item(hand_items *items, hand_item *item);
void hand_free_items(hand_items *items);
/* A new one, to be inserted. */
hand_item *hand_make_item(size_t i);

typedef struct hand_parent hand_parent;

typedef struct hand_child {
    int64_t id, parent_id;
    char *name;
    int64_t amount;
    hand_parent *parent;
} hand_child;

struct hand_parent {
    int64_t id;
    char *name;
    hand_child **children;
    size_t count, capacity;
};

typedef struct hand_parents {
    hand_parent **items;
    size_t count, capacity;
} hand_parents;

bool hand_add_parent(hand_parents *parents, hand_parent *parent);
bool hand_add_child(hand_parent *parent, hand_child *child);
void hand_free_parents(hand_parents *parents);
uint64_t hand_touch_parent(const hand_parent *parent);
/* A new one with its children, to be inserted. */
hand_parent *hand_make_parent(const char *name);

#endif
