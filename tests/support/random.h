/*
 * support/random.h - numbers that look random and are the same in each run.
 */
#ifndef CU_TEST_SUPPORT_RANDOM_H
#define CU_TEST_SUPPORT_RANDOM_H

#include <stdint.h>

/* The next of a program's random numbers; all 64 bits vary. */
static inline uint64_t cu_test_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

#endif
