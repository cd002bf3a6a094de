/*
 * A composite is set to a struct of its own type.
 */
// gcc: makes integer from pointer without a cast
// clang: incompatible pointer to integer conversion
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

void move(Vertex *vertex);
void move(Vertex *vertex)
{
#ifdef GOOD
    cupel_set(vertex, start, &(Point){ 0, 0 });
#else
    cupel_set(vertex, start, &(Size){ 0, 0 });
#endif
}
