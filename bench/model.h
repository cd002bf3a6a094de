/*
 * model.h - the mapped structs of the benchmark.
 */
#ifndef CUPEL_BENCH_MODEL_H
#define CUPEL_BENCH_MODEL_H

#include <cupel.h>

typedef struct Item Item;
typedef struct Parent Parent;
typedef struct Child Child;

/* Five columns: two texts, one of them NULL now and then. */
struct Item {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_int quantity;
    cupel_double price;
    cupel_text note;
};

struct Parent {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Child) children;
};

struct Child {
    cupel_object base;
    cupel_int id, parent_id;
    cupel_text name;
    cupel_int amount;
    cupel_to_one(Parent) parent;
};

CUPEL_DECLARE(Item);
CUPEL_DECLARE(Parent);
CUPEL_DECLARE(Child);

#endif
