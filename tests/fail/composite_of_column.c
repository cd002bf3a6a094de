/*
 * A composite is a nested struct; a column by itself is none.
 */
// gcc: a composite is a nested struct, not a column
// clang: a composite is a nested struct, not a column
#include <cupel.h>

typedef struct Vertex Vertex;

struct Vertex {
    cupel_object base;
    cupel_int id;
    struct {
        cupel_int x, y;
    } start;
};

#ifdef GOOD
#    define NESTED start
#else
#    define NESTED id
#endif

CUPEL_MAP(Vertex, "vertices", CUPEL_COLUMN(Vertex, id, .primary_key = true),
          CUPEL_COLUMN(Vertex, start.x), CUPEL_COLUMN(Vertex, start.y),
          CUPEL_COMPOSITE(Vertex, NESTED));
