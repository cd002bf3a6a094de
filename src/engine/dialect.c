/*
 * engine/dialect.c - finding dialects by name.
 */
#include "engine/dialect.h"
#include "base/buffer.h"

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

cupel_code cu_dialect_unknown(const char *name, bool connects, cu_error *error)
{
    cu_buffer names;
    cu_buffer_init(&names, 1000);
    for (const cu_dialect *const *dialect = cu_dialects; *dialect; dialect++) {
        if (connects && !(*dialect)->driver)
            continue;
        cu_buffer_printf(&names, "%s%s", names.length ? ", " : "", (*dialect)->sql->name);
        for (const char *const *other = (*dialect)->schemes; other && *other; other++)
            cu_buffer_printf(&names, " (or %s)", *other);
    }
    cupel_code code =
        cu_error_set(error, CUPEL_NO_SUCH_MODULE, "there is no dialect '%.100s'; there are: %s",
                     name ? name : "NULL", cu_buffer_text(&names));
    cu_buffer_free(&names);
    return code;
}
