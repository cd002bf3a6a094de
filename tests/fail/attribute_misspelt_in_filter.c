/*
 * A condition on an attribute that the struct does not have.
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

cupel_query *change(const cupel_query *query);
cupel_query *change(const cupel_query *query)
{
#ifdef GOOD
    return cupel_filter_by(query, User, name, "ed");
#else
    return cupel_filter_by(query, User, nmae, "ed");
#endif
}
