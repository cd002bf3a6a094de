/*
 * Text is no number: cupel_value_int() takes none.
 */
// gcc: makes integer from pointer without a cast
// clang: incompatible pointer to integer conversion passing
#include <cupel.h>

int main(void)
{
#ifdef GOOD
    cupel_value value = cupel_value_int(5);
#else
    cupel_value value = cupel_value_int("5");
#endif
    return value.kind == CUPEL_KIND_INT ? 0 : 1;
}
