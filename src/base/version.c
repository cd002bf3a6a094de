/*
 * base/version.c - the version the library was compiled as.
 */
#include <cupel/version.h>

const char *cupel_version(void)
{
    return CUPEL_VERSION;
}

int cupel_version_number(void)
{
    return CUPEL_VERSION_NUMBER;
}
