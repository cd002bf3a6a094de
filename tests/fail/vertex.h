/*
 * vertex.h - a struct with a composite, and a struct that is another, with which programs of this folder make their
 * mistakes.
 */
#ifndef CU_TEST_FAIL_VERTEX_H
#define CU_TEST_FAIL_VERTEX_H

#include <cupel.h>

typedef struct Vertex Vertex;

typedef struct Point {
    cupel_int x, y;
} Point;

typedef struct Size {
    cupel_int width, height;
} Size;

struct Vertex {
    cupel_object base;
    cupel_int id;
    Point start;
};

CUPEL_MAP(Vertex, "vertices", CUPEL_COLUMN(Vertex, id, .primary_key = true),
          CUPEL_COLUMN(Vertex, start.x), CUPEL_COLUMN(Vertex, start.y),
          CUPEL_COMPOSITE(Vertex, start));

#endif
