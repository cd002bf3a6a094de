/*
 * Whether there were random numbers has to be looked at.
 */
// gcc: ignoring return value of 'cupel_uuid_random'
// clang: ignoring return value of function declared with 'warn_unused_result' attribute
#include <cupel.h>

int main(void)
{
    cupel_uuid_value uuid = { { 0 } };
#ifdef GOOD
    if (!cupel_uuid_random(&uuid))
        return 1;
#else
    cupel_uuid_random(&uuid);
#endif
    return uuid.bytes[0];
}
