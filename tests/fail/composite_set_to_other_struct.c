/*
 * A composite is set to a struct of its own type.
 */
// gcc: makes integer from pointer without a cast
// clang: incompatible pointer to integer conversion
#include "vertex.h"

void move(Vertex *vertex);
void move(Vertex *vertex)
{
#ifdef GOOD
    cupel_set(vertex, start, &(Point){ 0, 0 });
#else
    cupel_set(vertex, start, &(Size){ 0, 0 });
#endif
}
