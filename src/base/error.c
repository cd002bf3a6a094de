/*
 * base/error.c - filling in error records, and the names of codes.
 *
 * A record's public texts point to its own copies, or to static text where
 * there is none to tell or no memory for it.  New texts are complete before old
 * ones go, so that a text can be made of the one it replaces.
 */
#include "base/error.h"

#include "base/alloc.h"

#include <stdio.h>

static const char error_text_lost[] = "(no memory was left to say what happened)";
static const char error_sql_lost[] = "(no memory was left to keep this)";

/* Formatted text in new memory; NULL where there is none or the format cannot be written. */
static char *error_format(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : cu_alloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

/* Makes `owned` a text of the record; where it is NULL, `instead` is shown. */
static void error_put_text(char **place, const char **shown, char *owned, const char *instead)
{
    char *old = *place;
    *place = owned;
    *shown = owned ? owned : instead;
    cu_free(old);
}

/* Copies a text into the record; what is not known or empty takes no memory. */
static void error_copy_text(char **place, const char **shown, const char *text, const char *lost)
{
    bool known = text && *text;
    error_put_text(place, shown, known ? cu_strdup(text) : NULL, known ? lost : "");
}

void cu_error_init(cu_error *error)
{
    *error = (cu_error)CU_ERROR_RECORD(CUPEL_OK, "");
}

void cu_error_free(cu_error *error)
{
    cu_free(error->text);
    cu_free(error->sql);
    cu_free(error->parameters);
    cu_free(error->constraint);
    cu_free(error->table);
    cu_free(error->column);
    cu_error_init(error);
}

void cu_error_clear(cu_error *error)
{
    if (error->public.code != CUPEL_OK)
        cu_error_free(error);
}

/* Starts the record anew with a text that is the record's, or a static one where `text` is NULL. */
static cupel_code error_start(cu_error *error, cupel_code code, char *text, const char *instead)
{
    cu_error_free(error);
    error->public.code = code;
    error_put_text(&error->text, &error->public.text, text, instead);
    return code;
}

cupel_code cu_error_set(cu_error *error, cupel_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    cu_error_set_v(error, code, format, arguments);
    va_end(arguments);
    return code;
}

cupel_code cu_error_set_v(cu_error *error, cupel_code code, const char *format, va_list arguments)
{
    if (code != CUPEL_OK)
        return error_start(error, code, error_format(format, arguments), error_text_lost);
    cu_error_clear(error);
    return code;
}

void cu_error_note_no_memory(cu_error *error)
{
    (void)error_start(error, CUPEL_NO_MEMORY, NULL, "Memory is short.");
}

void cu_error_set_reason(cu_error *error, cupel_reason reason)
{
    if (error->public.code != CUPEL_OK)
        error->public.reason = reason;
}

void cu_error_set_sql(cu_error *error, const char *sql, const char *parameters)
{
    cupel_error *public = &error->public;
    if (public->code == CUPEL_OK)
        return;
    error_copy_text(&error->sql, &public->sql, sql, error_sql_lost);
    error_copy_text(&error->parameters, &public->parameters, parameters, error_sql_lost);
}

void cu_error_set_driver(cu_error *error, int driver_code, const char *sqlstate)
{
    cupel_error *public = &error->public;
    if (public->code == CUPEL_OK)
        return;
    size_t length = sqlstate ? strnlen(sqlstate, sizeof public->sqlstate - 1) : 0;
    public->driver_code = driver_code;
    memset(public->sqlstate, 0, sizeof public->sqlstate);
    if (length > 0)
        memcpy(public->sqlstate, sqlstate, length);
}

void cu_error_set_constraint(cu_error *error, const char *constraint, const char *table,
                             const char *column)
{
    cupel_error *public = &error->public;
    if (public->code == CUPEL_OK)
        return;
    /* Programs compare these names: one that could not be kept is not known. */
    error_copy_text(&error->constraint, &public->constraint, constraint, "");
    error_copy_text(&error->table, &public->table, table, "");
    error_copy_text(&error->column, &public->column, column, "");
}

void cu_error_prefix(cu_error *error, const char *format, ...)
{
    if (error->public.code == CUPEL_OK)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *prefix = error_format(format, arguments);
    va_end(arguments);
    size_t length = prefix ? strlen(prefix) : 0, old_length = strlen(error->public.text);
    char *text = prefix ? cu_realloc(prefix, length + old_length + 1) : NULL;
    if (text) {
        memcpy(text + length, error->public.text, old_length + 1);
        error_put_text(&error->text, &error->public.text, text, "");
    } else {
        cu_free(prefix); /* the text without it says more than none */
    }
}

cupel_code cu_error_copy(cu_error *to, const cu_error *from)
{
    if (to == from)
        return to->public.code;
    const cupel_error *other = &from->public;
    cu_error_clear(to);
    if (other->code == CUPEL_OK)
        return CUPEL_OK;
    /* A text that `from` does not own is static: shown as it is. */
    error_start(to, other->code, cu_strdup(from->text), from->text ? error_text_lost : other->text);
    cu_error_set_reason(to, other->reason);
    cu_error_set_driver(to, other->driver_code, other->sqlstate);
    cu_error_set_sql(to, other->sql, other->parameters);
    cu_error_set_constraint(to, other->constraint, other->table, other->column);
    return other->code;
}

const char *cupel_code_name(cupel_code code)
{
    static const char *const names[] = {
        [CUPEL_OK] = "OK",
        [CUPEL_NO_MEMORY] = "NO_MEMORY",
        [CUPEL_INVALID_ARGUMENT] = "INVALID_ARGUMENT",
        [CUPEL_INVALID_REQUEST] = "INVALID_REQUEST",
        [CUPEL_COMPILE_ERROR] = "COMPILE_ERROR",
        [CUPEL_STATEMENT_ERROR] = "STATEMENT_ERROR",
        [CUPEL_NO_RESULT_FOUND] = "NO_RESULT_FOUND",
        [CUPEL_MULTIPLE_RESULTS_FOUND] = "MULTIPLE_RESULTS_FOUND",
        [CUPEL_NO_SUCH_COLUMN] = "NO_SUCH_COLUMN",
        [CUPEL_TYPE_MISMATCH] = "TYPE_MISMATCH",
        [CUPEL_INTEGRITY_ERROR] = "INTEGRITY_ERROR",
        [CUPEL_OPERATIONAL_ERROR] = "OPERATIONAL_ERROR",
        [CUPEL_PROGRAMMING_ERROR] = "PROGRAMMING_ERROR",
        [CUPEL_DATA_ERROR] = "DATA_ERROR",
        [CUPEL_INTERNAL_ERROR] = "INTERNAL_ERROR",
        [CUPEL_NOT_SUPPORTED] = "NOT_SUPPORTED",
        [CUPEL_DATABASE_ERROR] = "DATABASE_ERROR",
        [CUPEL_INTERFACE_ERROR] = "INTERFACE_ERROR",
        [CUPEL_DISCONNECTED] = "DISCONNECTED",
        [CUPEL_TIMEOUT] = "TIMEOUT",
        [CUPEL_FLUSH_ERROR] = "FLUSH_ERROR",
        [CUPEL_STALE_DATA] = "STALE_DATA",
        [CUPEL_PENDING_ROLLBACK] = "PENDING_ROLLBACK",
        [CUPEL_OBJECT_DELETED] = "OBJECT_DELETED",
        [CUPEL_DETACHED_INSTANCE] = "DETACHED_INSTANCE",
        [CUPEL_UNMAPPED_INSTANCE] = "UNMAPPED_INSTANCE",
        [CUPEL_UNMAPPED_TYPE] = "UNMAPPED_TYPE",
        [CUPEL_LAZY_LOAD_REFUSED] = "LAZY_LOAD_REFUSED",
        [CUPEL_MAPPING_ERROR] = "MAPPING_ERROR",
        [CUPEL_NO_SUCH_MODULE] = "NO_SUCH_MODULE",
        [CUPEL_NO_REFERENCED_TABLE] = "NO_REFERENCED_TABLE",
        [CUPEL_NO_FOREIGN_KEYS] = "NO_FOREIGN_KEYS",
        [CUPEL_AMBIGUOUS_FOREIGN_KEYS] = "AMBIGUOUS_FOREIGN_KEYS",
        [CUPEL_CIRCULAR_DEPENDENCY] = "CIRCULAR_DEPENDENCY",
    };
    return (size_t)code < CU_LENGTH(names) ? names[code] : "UNKNOWN";
}

const char *cupel_reason_name(cupel_reason reason)
{
    static const char *const names[] = {
        [CUPEL_REASON_NONE] = "NONE",
        [CUPEL_REASON_UNIQUE] = "UNIQUE",
        [CUPEL_REASON_NOT_NULL] = "NOT_NULL",
        [CUPEL_REASON_FOREIGN_KEY] = "FOREIGN_KEY",
        [CUPEL_REASON_CHECK] = "CHECK",
        [CUPEL_REASON_EXCLUSION] = "EXCLUSION",
        [CUPEL_REASON_LOCKED] = "LOCKED",
        [CUPEL_REASON_DEADLOCK] = "DEADLOCK",
        [CUPEL_REASON_SERIALIZATION] = "SERIALIZATION",
        [CUPEL_REASON_READ_ONLY] = "READ_ONLY",
        [CUPEL_REASON_DISK_FULL] = "DISK_FULL",
        [CUPEL_REASON_CORRUPT] = "CORRUPT",
        [CUPEL_REASON_CANNOT_OPEN] = "CANNOT_OPEN",
        [CUPEL_REASON_ACCESS_DENIED] = "ACCESS_DENIED",
        [CUPEL_REASON_NO_SUCH_TABLE] = "NO_SUCH_TABLE",
        [CUPEL_REASON_INTERRUPTED] = "INTERRUPTED",
        [CUPEL_REASON_STATEMENT_TIMEOUT] = "STATEMENT_TIMEOUT",
        [CUPEL_REASON_TOO_LARGE] = "TOO_LARGE",
        [CUPEL_REASON_TOO_MANY_CONNECTIONS] = "TOO_MANY_CONNECTIONS",
        [CUPEL_REASON_INVALID_TEXT] = "INVALID_TEXT",
        [CUPEL_REASON_SYNTAX] = "SYNTAX",
    };
    return (size_t)reason < CU_LENGTH(names) ? names[reason] : "UNKNOWN";
}
