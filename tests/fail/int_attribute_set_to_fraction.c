/*
 * A fraction is no whole number: nothing is cut off in silence.
 */
// gcc: static assertion failed: "the value is of another type than the attribute"
// clang: static_assert failed.*the value is of another type than the attribute
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_double weight;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, weight));

void change(User *user);
void change(User *user)
{
#ifdef GOOD
    cupel_set(user, weight, 3);
    cupel_set(user, weight, 3.7f);
    cupel_set(user, id, 3L);
#else
    cupel_set(user, id, 3.7);
#endif
}
