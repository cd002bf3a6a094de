/*
 * sql/type.h - SQL types inside the library: defaults, and the check that a
 * value can go where a type is expected.
 */
#ifndef CU_SQL_TYPE_H
#define CU_SQL_TYPE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include <cupel/type.h>

/* A static plain type of each id, for expressions whose type has no details. */
const cupel_type *cu_type_of(cupel_type_id id);

/* The type of a value on its own: INT is INTEGER, TEXT is STRING ...; UNTYPED for NULL and expressions. */
const cupel_type *cu_type_of_value(const cupel_value *value);

/* The kind of value in C that a type is read into. */
cupel_kind cu_type_kind(cupel_type_id id);

static inline bool cu_type_is_text(cupel_type_id id)
{
    return id == CUPEL_STRING || id == CUPEL_TEXT || id == CUPEL_ENUM;
}

static inline bool cu_type_is_integer(cupel_type_id id)
{
    return id == CUPEL_INTEGER || id == CUPEL_SMALL_INTEGER || id == CUPEL_BIG_INTEGER;
}

static inline bool cu_type_is_number(cupel_type_id id)
{
    return cu_type_is_integer(id) || id == CUPEL_NUMERIC || id == CUPEL_DOUBLE || id == CUPEL_FLOAT;
}

/* The type that an integer is bound as which is compared with a value of a type: it may be more than that can hold. */
static inline const cupel_type *cu_type_of_compared(const cupel_type *type)
{
    return type && cu_type_is_integer(type->id) ? cu_type_of(CUPEL_BIG_INTEGER) : type;
}

/*
 * Turns `value` into the kind that `type` is stored as (an int into a bool, a text into a date, a number of an
 * enumeration into its name ...) or says why that is impossible: TYPE_MISMATCH for a kind that can never go there,
 * DATA_ERROR for a value out of range or malformed, INVALID_ARGUMENT with INVALID_TEXT for text that is not UTF-8.
 * NULL fits every type; every value fits an untyped place (text is still checked).  Text it has to make is allocated
 * in `arena`.  `what` names the place for the message ("column users.name", "parameter 2").
 */
cupel_code cu_type_adjust(const cupel_type *type, cupel_value *value, cu_arena *arena,
                          const char *what, cu_error *error);

/*
 * The reverse, for a value read from a database: turns what the driver gave into the kind of `type`, exactly or not
 * at all: DATA_ERROR where the database holds something else.
 */
cupel_code cu_type_read(const cupel_type *type, cupel_value *value, cu_arena *arena,
                        const char *what, cu_error *error);

/* Puts a copy of a value's text or bytes in place of them; false when memory is short. */
bool cu_value_copy(cu_arena *arena, cupel_value *value);

/* The number of an enumeration's name, and the name of a number; false and NULL where there is none. */
bool cu_enum_value(const cupel_enum *enumeration, const char *name, size_t length, int *out);
const char *cu_enum_name(const cupel_enum *enumeration, int64_t value);

/* SQL's name of a type, then in parentheses what it has of length, or of precision and scale. */
void cu_type_write(cu_buffer *buffer, const char *name, const cupel_type *type);

/* Characters of the longest name; at least 1. */
size_t cu_enum_width(const cupel_enum *enumeration);

#endif
