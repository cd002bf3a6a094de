/*
 * engine/list.h - lists of values, as the one text that a database takes apart
 * where a placeholder for each value would be too many.
 */
#ifndef CU_ENGINE_LIST_H
#define CU_ENGINE_LIST_H

#include "engine/dialect.h"

/* How a database reads a list. */
struct cu_list_form {
    const char *database; /* who reads it, for messages */
    char open, close;     /* around the values, which commas separate */
    uint32_t kinds;       /* of values that there can be: bit (1 << kind) */
    void (*add)(cu_buffer *buffer, const cupel_value *value); /* writes one, of such a kind */
};

/*
 * Makes a list of values of `type` the one value that the dialect's SQL expects; text in `arena`.  The dialect has a
 * form for lists.  NOT_SUPPORTED: not for values of this kind; DATA_ERROR: it gets longer than a text may be; else
 * what cu_bind_value() says of a value.
 */
cupel_code cu_list_encode(const cu_dialect *dialect, const cupel_type *type,
                          const cupel_value *values, size_t count, cupel_value *out,
                          cu_arena *arena, cu_error *error);

#endif
