/*
 * A number is no text: an attribute takes values of its own type.
 */
// gcc: makes pointer from integer without a cast
// clang: incompatible integer to pointer conversion
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, name, "ed");
#else
    cupel_set(user, name, 5);
#endif
}
