/*
 * CUPEL_VALUE knows the types that columns can have, and refuses all others instead of guessing.
 */
// gcc: '_Generic' selector of type 'struct point' is not compatible with any association
// clang: controlling expression type 'struct point' not compatible with any generic association type
#include <cupel.h>

struct point {
    int x, y;
};

int main(void)
{
    struct point here = { 1, 2 };
#ifdef GOOD
    cupel_value value = CUPEL_VALUE(here.x);
#else
    cupel_value value = CUPEL_VALUE(here);
#endif
    return value.kind == CUPEL_KIND_INT ? 0 : here.y;
}
