/*
 * An attribute is filtered by values of its own type, plain ones and pointers to them.
 */
// gcc: static assertion failed: "the value is of another type than the attribute"
// clang: static_assert failed.*the value is of another type than the attribute
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int age;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name),
          CUPEL_COLUMN(User, age));

cupel_query *choose(const cupel_query *users, const char *name, const int64_t *age);
cupel_query *choose(const cupel_query *users, const char *name, const int64_t *age)
{
#ifdef GOOD
    cupel_query *found = cupel_filter_by(users, User, name, name);
    found = cupel_filter_by(found, User, age, age);
    found = cupel_filter_by(found, User, age, NULL);
    return cupel_filter_by(found, User, id, cupel_value_text("7"));
#else
    (void)age;
    cupel_query *found = cupel_filter_by(users, User, name, 5);
    return cupel_filter_by(found, User, age, name);
#endif
}
