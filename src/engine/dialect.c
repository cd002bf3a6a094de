/*
 * engine/dialect.c - finding dialects by name.
 */
#include "engine/dialect.h"

static bool dialect_is_named(const char *name, const char *scheme, size_t length)
{
    return strlen(name) == length && memcmp(name, scheme, length) == 0;
}

const cu_dialect *cu_dialect_find(const char *scheme, size_t length)
{
    const char *plus = memchr(scheme, '+', length);
    if (plus)
        length = (size_t)(plus - scheme);
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++)
        if (dialect_is_named((*dialect)->sql->name, scheme, length))
            return *dialect;
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++)
        for (const char *const *name = (*dialect)->schemes; name && *name; name++)
            if (dialect_is_named(*name, scheme, length))
                return *dialect;
    return NULL;
}

bool cu_dialect_has_driver(const cu_dialect *dialect, const char *name)
{
    for (const char *const *known = dialect->driver_names; known && *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

const cu_dialect *cu_dialect_at(size_t index)
{
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++, index--)
        if (index == 0)
            return *dialect;
    return NULL;
}
