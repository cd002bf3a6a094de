/*
 * An attribute that the struct does not have is not set.
 */
// gcc: has no member named 'nmae'
// clang: no member named 'nmae' in '(struct )?User'
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
    cupel_set(user, nmae, "ed");
#endif
}
