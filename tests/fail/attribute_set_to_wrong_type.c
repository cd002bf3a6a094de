/*
 * A number is no text: an attribute takes values of its own type.
 */
// gcc: makes pointer from integer without a cast
// clang: incompatible integer to pointer conversion
#include "user.h"

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, name, "ed");
#else
    cupel_set(user, name, 5);
#endif
}
