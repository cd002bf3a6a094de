/*
 * A synonym is a member in one place with its attribute, which is what a union is for.
 */
// gcc: a synonym is a member in one place with its attribute
// clang: a synonym is a member in one place with its attribute
#include <cupel.h>

typedef struct User User;

#ifdef GOOD
struct User {
    cupel_object base;
    cupel_int id;
    union {
        cupel_text name, login;
    };
};
#else
struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name, login;
};
#endif

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name),
          CUPEL_SYNONYM(User, login, name));
