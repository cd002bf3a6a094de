/*
 * base/common.h - small things every source file uses.
 */
#ifndef CU_BASE_COMMON_H
#define CU_BASE_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CU_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define CU_MIN(a, b)     ((a) < (b) ? (a) : (b))
#define CU_MAX(a, b)     ((a) > (b) ? (a) : (b))
#define CU_LIKELY(x)     __builtin_expect(!!(x), 1)
#define CU_UNLIKELY(x)   __builtin_expect(!!(x), 0)
#define CU_NOINLINE      __attribute__((noinline)) /* what is rare does not burden what is not */

static inline bool cu_text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

#endif
