/*
 * A walk over a collection gives what is in it.
 */
// gcc: (initialization of|assignment to) 'User \*'.* from incompatible pointer type 'Address \*'
// clang: incompatible pointer types (initializing|assigning to) 'User \*'.* (with an expression of type|from) 'Address \*
#include <cupel.h>

typedef struct User User;
typedef struct Address Address;

struct Address {
    cupel_object base;
    cupel_int id, user_id;
};

struct User {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Address) addresses;
};

int64_t sum(User *user);
int64_t sum(User *user)
{
    int64_t sum = 0;
#ifdef GOOD
    cupel_each_in (Address, address, user, addresses)
        sum += address->id;
#else
    cupel_each_in (User, address, user, addresses)
        sum += address->id;
#endif
    return sum;
}
