/*
 * Text is no number: an attribute takes values of its own type.
 */
// gcc: makes integer from pointer without a cast
// clang: incompatible pointer to integer conversion
#include "user.h"

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, id, 5);
#else
    cupel_set(user, id, "ed");
#endif
}
