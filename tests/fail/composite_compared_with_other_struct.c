/*
 * A composite is compared with a struct of its own type.
 */
// gcc: pointer type mismatch
// clang: pointer type mismatch
#include "vertex.h"

cupel_expr *at_origin(void);
cupel_expr *at_origin(void)
{
#ifdef GOOD
    return cupel_eq(cupel_attr(Vertex, start), cupel_composite(Vertex, start, &(Point){ 0, 0 }));
#else
    return cupel_eq(cupel_attr(Vertex, start), cupel_composite(Vertex, start, &(Size){ 0, 0 }));
#endif
}
