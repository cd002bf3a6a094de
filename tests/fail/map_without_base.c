/*
 * A mapped struct begins with its cupel_object.
 */
// gcc: the first member of a mapped struct must be
// clang: the first member of a mapped struct must be
#include <cupel.h>

typedef struct User User;

struct User {
#ifdef GOOD
    cupel_object base;
    cupel_int id;
#else
    cupel_int id;
    cupel_object base;
#endif
    cupel_text name;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));
