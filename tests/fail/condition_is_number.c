/*
 * A condition is an expression: what C compares is a number, and means nothing to a database.
 */
// gcc: static assertion failed: "a number is no condition
// clang: static_assert failed.*a number is no condition
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));

cupel_query *choose(const cupel_query *users, bool named);
cupel_query *choose(const cupel_query *users, bool named)
{
#ifdef GOOD
    cupel_expr *condition = named ? cupel_ne(cupel_attr(User, name), NULL) : NULL;
    cupel_query *found = cupel_filter(users, condition, NULL, cupel_true());
    return cupel_having(found, cupel_or(cupel_eq(cupel_attr(User, id), 1), named));
#else
    cupel_query *found = cupel_filter(users, cupel_attr(User, id) == NULL);
    found = cupel_filter(found, cupel_exists_where(named));
    return cupel_having(found, 1);
#endif
}
