/*
 * engine/dialect.c - finding dialects by name.
 */
#include "engine/dialect.h"

const cu_dialect *cu_dialect_find(const char *scheme, size_t length)
{
    const char *plus = memchr(scheme, '+', length);
    if (plus)
        length = (size_t)(plus - scheme);
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++) {
        const char *name = (*dialect)->sql->name;
        if (strlen(name) == length && memcmp(name, scheme, length) == 0)
            return *dialect;
    }
    return NULL;
}

const cu_dialect *cu_dialect_at(size_t index)
{
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++, index--)
        if (index == 0)
            return *dialect;
    return NULL;
}
