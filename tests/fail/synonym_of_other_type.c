/*
 * A synonym is of the type of its attribute: the same bytes are no number and text at once.
 */
// gcc: a synonym is of the type of its attribute
// clang: a synonym is of the type of its attribute
#include <cupel.h>

typedef struct User User;

#ifdef GOOD
struct User {
    cupel_object base;
    cupel_int id;
    union {
        cupel_int age, years;
    };
};
#else
struct User {
    cupel_object base;
    cupel_int id;
    union {
        cupel_int age;
        cupel_double years;
    };
};
#endif

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, age),
          CUPEL_SYNONYM(User, years, age));
