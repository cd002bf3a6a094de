/*
 * engine/bind.c - converting values for a type and a dialect.
 */
#include "engine/bind.h"

cupel_code cu_bind_convert(const cu_dialect *dialect, const cupel_type *type, cupel_value *value,
                           cu_arena *arena, const char *what, cu_error *error)
{
    const cupel_type *used = type ? type : cu_type_of(CUPEL_UNTYPED);
    cupel_code code = cu_type_adjust(used, value, arena, what, error);
    if (code != CUPEL_OK || (dialect->native_kinds >> value->kind & 1))
        return code;
    code = dialect->encode(used, value, arena, error);
    if (code != CUPEL_OK && code != CUPEL_NO_MEMORY)
        cu_error_prefix(error, "%s: ", what);
    return code;
}
