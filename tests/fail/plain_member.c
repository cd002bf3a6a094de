/*
 * A column's member that anybody may assign to: the database would not hear of it.
 */
// gcc: static assertion failed: "declare the member User.views by a type of cupel/attribute.h
// clang: static_assert failed.*declare the member User.views by a type
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
#ifdef GOOD
    cupel_int views;
#else
    int64_t views;
#endif
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, views));
