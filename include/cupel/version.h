/*
 * cupel/version.h - which version of the headers a program was compiled with,
 * and which version of the library it runs with.
 */
#ifndef CUPEL_VERSION_H
#define CUPEL_VERSION_H

#include <cupel/common.h>

#define CUPEL_VERSION_MAJOR 0
#define CUPEL_VERSION_MINOR 1
#define CUPEL_VERSION_PATCH 0
#define CUPEL_VERSION       "0.1.0"
/* One number that grows with every version, for #if: 0.1.0 is 100. */
#define CUPEL_VERSION_NUMBER \
    (CUPEL_VERSION_MAJOR * 10000 + CUPEL_VERSION_MINOR * 100 + CUPEL_VERSION_PATCH)

CUPEL_BEGIN_DECLARATIONS

/**
 * The version of the library the program runs with, such as "0.1.0"; compare with CUPEL_VERSION.
 *
 * Owner: static text.
 */
CUPEL_API const char *cupel_version(void);

/** The same as one number, to be compared with CUPEL_VERSION_NUMBER. */
CUPEL_API int cupel_version_number(void);

CUPEL_END_DECLARATIONS

#endif
