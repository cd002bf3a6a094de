/*
 * A new instance is initialized by the names of its attributes.
 */
// gcc: has no member named 'nmae'
// clang: field designator 'nmae' does not refer to any field
#include "user.h"

User *make(void);
User *make(void)
{
#ifdef GOOD
    return cupel_new(User, .name = "ed");
#else
    return cupel_new(User, .nmae = "ed");
#endif
}
