/*
 * A new instance is initialized by the names of its attributes.
 */
// gcc: has no member named 'nmae'
// clang: field designator 'nmae' does not refer to any field
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));

User *make(void);
User *make(void)
{
#ifdef GOOD
    return cupel_new(User, .name = "ed");
#else
    return cupel_new(User, .nmae = "ed");
#endif
}
