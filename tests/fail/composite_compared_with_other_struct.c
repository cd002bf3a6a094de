/*
 * A composite is compared with a struct of its own type.
 */
// gcc: pointer type mismatch
// clang: pointer type mismatch
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

cupel_expr *at_origin(void);
cupel_expr *at_origin(void)
{
#ifdef GOOD
    return cupel_eq(cupel_attr(Vertex, start), cupel_composite(Vertex, start, &(Point){ 0, 0 }));
#else
    return cupel_eq(cupel_attr(Vertex, start), cupel_composite(Vertex, start, &(Size){ 0, 0 }));
#endif
}
