/*
 * engine/clock.h - time that only goes forward, in nanoseconds.
 */
#ifndef CU_ENGINE_CLOCK_H
#define CU_ENGINE_CLOCK_H

#include "base/common.h"
#include <time.h>

#define CU_NANOSECONDS_PER_SECOND INT64_C(1000000000)

static inline int64_t cu_clock_read(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * CU_NANOSECONDS_PER_SECOND + now.tv_nsec;
}

static inline int64_t cu_clock_now(void)
{
    return cu_clock_read(CLOCK_MONOTONIC);
}

/* The same to some milliseconds, in next to no time. */
static inline int64_t cu_clock_coarse(void)
{
    return cu_clock_read(CLOCK_MONOTONIC_COARSE);
}

#endif
