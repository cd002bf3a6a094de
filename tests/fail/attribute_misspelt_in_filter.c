/*
 * A condition on an attribute that the struct does not have.
 */
// gcc: has no member named 'nmae'
// clang: no member named 'nmae' in '(struct )?User'
#include "user.h"

cupel_query *change(const cupel_query *query);
cupel_query *change(const cupel_query *query)
{
#ifdef GOOD
    return cupel_filter_by(query, User, name, "ed");
#else
    return cupel_filter_by(query, User, nmae, "ed");
#endif
}
