/*
 * engine/bind.h - values on their way to a driver.
 */
#ifndef CU_ENGINE_BIND_H
#define CU_ENGINE_BIND_H

#include "base/utf8.h"
#include "engine/dialect.h"
#include "sql/type.h"

/* The slow way: checks and converts for the type, then encodes for the dialect. */
cupel_code cu_bind_convert(const cu_dialect *dialect, const cupel_type *type, cupel_value *value,
                           cu_arena *arena, const char *what, cu_error *error);

/*
 * Makes a value ready to be bound as `type` (NULL: as it is): of a kind the driver takes, text checked to be UTF-8.
 * Text stays where it is unless it has to be made.  `what` names the place for messages.
 */
static inline cupel_code cu_bind_value(const cu_dialect *dialect, const cupel_type *type,
                                       cupel_value *value, cu_arena *arena, const char *what,
                                       cu_error *error)
{
    cupel_type_id id = type ? type->id : CUPEL_UNTYPED;
    switch (value->kind) {
    case CUPEL_KIND_NULL: return CUPEL_OK;
    case CUPEL_KIND_INT:
        if (id == CUPEL_INTEGER || id == CUPEL_BIG_INTEGER || id == CUPEL_UNTYPED)
            return CUPEL_OK;
        break;
    case CUPEL_KIND_DOUBLE:
        if (id == CUPEL_DOUBLE || id == CUPEL_UNTYPED)
            return CUPEL_OK;
        break;
    case CUPEL_KIND_TEXT:
        if ((id == CUPEL_STRING || id == CUPEL_TEXT || id == CUPEL_UNTYPED) &&
            cu_utf8_valid(value->as.text, value->length, NULL))
            return CUPEL_OK;
        break;
    default: break;
    }
    return cu_bind_convert(dialect, type, value, arena, what, error);
}

#endif
