/*
 * A struct that inherits from another one begins with it.
 */
// gcc: static assertion failed: "a struct that inherits must begin with its parent: User base"
// clang: static_assert failed.*a struct that inherits must begin with its parent: User base
#include "user.h"

typedef struct Admin Admin;

struct Admin {
#ifdef GOOD
    User base;
#else
    cupel_object base;
#endif
    cupel_int level;
};

CUPEL_MAP_CHILD(Admin, User, "admins", CUPEL_COLUMN(Admin, level));
