/*
 * Attributes are changed by cupel_set(), which notices; an assignment would not be.
 */
// gcc: assignment of read-only member 'id'
// clang: cannot assign to non-static data member 'id' with const-qualified type
#include "user.h"

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, id, 5);
#else
    user->id = 5;
#endif
}
