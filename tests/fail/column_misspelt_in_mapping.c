/*
 * A column for an attribute that the struct does not have.
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

#ifdef GOOD
CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));
#else
CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, nmae));
#endif

const cupel_mapping *mapping_of_user(void);
const cupel_mapping *mapping_of_user(void)
{
    return &User_mapping;
}
