/*
 * base/error.h - the error record that engines, registries and sessions keep.
 *
 * A record owns its texts.  Setting one cannot fail: where memory for the text
 * is short, a static text stands in and the code is kept.
 */
#ifndef CU_BASE_ERROR_H
#define CU_BASE_ERROR_H

#include "base/common.h"
#include <cupel/error.h>
#include <stdarg.h>

typedef struct cu_error {
    cupel_error public; /* what cupel_error() shows; its texts are these */
    char *text, *sql, *parameters, *constraint, *table, *column;
} cu_error;

/* A record of a code and a static text, as an initializer: what programs see of it, and the whole of it. */
#define CU_ERROR_SHOWN(error_code, error_text)                                                     \
    {                                                                                              \
        .code = (error_code), .text = (error_text), .sql = "", .parameters = "", .constraint = "", \
        .table = "", .column = "",                                                                 \
    }
#define CU_ERROR_RECORD(error_code, error_text)           \
    {                                                     \
        .public = CU_ERROR_SHOWN(error_code, error_text), \
    }

void cu_error_init(cu_error *error);
void cu_error_free(cu_error *error);
/* Back to CUPEL_OK; cheap where it is already. */
void cu_error_clear(cu_error *error);

/*
 * Replaces what the record says and returns `code`, so that a function can `return cu_error_set(...)`.  The arguments
 * may be texts of the record itself.  CUPEL_OK clears it.
 */
cupel_code cu_error_set(cu_error *error, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);
cupel_code cu_error_set_v(cu_error *error, cupel_code code, const char *format, va_list arguments);
void cu_error_note_no_memory(cu_error *error);

/* What it returns is seen by who calls it, and by tools that follow the paths of the code. */
static inline cupel_code cu_error_no_memory(cu_error *error)
{
    cu_error_note_no_memory(error);
    return CUPEL_NO_MEMORY;
}

/* Adds to a record that was set; one at CUPEL_OK stays as it is.  A text that is NULL is not known. */
void cu_error_set_reason(cu_error *error, cupel_reason reason);
void cu_error_set_sql(cu_error *error, const char *sql, const char *parameters);
void cu_error_set_driver(cu_error *error, int driver_code, const char *sqlstate);
void cu_error_set_constraint(cu_error *error, const char *constraint, const char *table,
                             const char *column);
/* Puts a sentence in front of the text ("Raised by autoflush before query X: "). */
void cu_error_prefix(cu_error *error, const char *format, ...) CUPEL_PRINTF(2, 3);

/* Makes `to` say what `from` says. */
cupel_code cu_error_copy(cu_error *to, const cu_error *from);

static inline cupel_code cu_error_code(const cu_error *error)
{
    return error->public.code;
}

#endif
