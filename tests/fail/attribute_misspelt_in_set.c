/*
 * An attribute that the struct does not have is not set.
 */
// gcc: has no member named 'nmae'
// clang: no member named 'nmae' in '(struct )?User'
#include "user.h"

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, name, "ed");
#else
    cupel_set(user, nmae, "ed");
#endif
}
