/*
 * dialects/postgresql/copy.c - COPY FROM STDIN: rows as lines of text, a tab
 * between values, which the server reads as the types of its columns.
 */
#include "dialects/postgresql/driver.h"
#include "dialects/postgresql/types.h"

/* Bytes that are collected before they are handed to libpq. */
#define COPY_BYTES 65536

/* What stands for a character behind a backslash; 0: it needs none. */
static char escape_of(char character)
{
    switch (character) {
    case '\\': return '\\';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return '\0';
    }
}

/* Adds a value as COPY's text has it; false where it is of a kind that has no text. */
static bool add_field(cu_buffer *out, cu_buffer *scratch, const cupel_value *value)
{
    if (value->kind == CUPEL_KIND_NULL) {
        cu_buffer_add(out, "\\N");
        return true;
    }
    cu_buffer_clear(scratch);
    if (!cu_postgresql_add_text(scratch, value))
        return false;
    const char *text = cu_buffer_text(scratch);
    size_t start = 0;
    for (size_t i = 0; i < scratch->length; i++) {
        char escape = escape_of(text[i]);
        if (!escape)
            continue;
        cu_buffer_add_length(out, text + start, i - start);
        cu_buffer_add_char(out, '\\');
        cu_buffer_add_char(out, escape);
        start = i + 1;
    }
    cu_buffer_add_length(out, text + start, scratch->length - start);
    out->failed |= scratch->failed;
    return true;
}

/* Hands over what was collected. */
static cupel_code flush_lines(cupel_driver_connection *connection, cu_error *error)
{
    cu_buffer *lines = &connection->lines;
    if (lines->failed)
        return lines->too_long
                   ? cu_error_set(error, CUPEL_DATA_ERROR, "a row is longer than %zu bytes as text",
                                  lines->maximum)
                   : cu_error_no_memory(error);
    if (lines->length == 0)
        return CUPEL_OK;
    atomic_store(&connection->busy, true);
    int sent =
        cu_postgresql.put_copy_data(connection->native, cu_buffer_text(lines), (int)lines->length);
    cu_postgresql_flush(connection);
    atomic_store(&connection->busy, false);
    cu_buffer_clear(lines);
    return sent == 1 && !connection->was_silent ? CUPEL_OK
                                                : cu_postgresql_fail(connection, NULL, error);
}

cupel_code cu_postgresql_copy_begin(cupel_driver_connection *connection, const char *sql,
                                    cupel_driver_error *error)
{
    cupel_code code = cu_postgresql_start(connection, error);
    if (code != CUPEL_OK)
        return code;
    connection->harmless = false;
    connection->changes = 0;
    PGresult *result = NULL;
    if (cu_postgresql.send_query(connection->native, sql))
        result = cu_postgresql_next_result(connection);
    if (!result || cu_postgresql.result_status(result) != PGRES_COPY_IN) {
        code = cu_postgresql_fail(connection, result, error);
        cu_postgresql.clear(cu_postgresql_last_result(connection, 1));
    }
    cu_postgresql.clear(result);
    if (code != CUPEL_OK)
        return code;
    cu_buffer_init(&connection->lines, CU_BUFFER_MAXIMUM);
    cu_buffer_init(&connection->field, CU_BUFFER_MAXIMUM);
    return CUPEL_OK;
}

cupel_code cu_postgresql_copy_row(cupel_driver_connection *connection, size_t count,
                                  const cupel_value *values, cupel_driver_error *error)
{
    cu_buffer *lines = &connection->lines;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            cu_buffer_add_char(lines, '\t');
        if (!add_field(lines, &connection->field, &values[i]))
            return cu_error_set(error, CUPEL_TYPE_MISMATCH,
                                "value %zu of the row is of kind %s, which cannot be sent", i + 1,
                                cupel_kind_name((cupel_kind)values[i].kind));
    }
    cu_buffer_add_char(lines, '\n');
    return lines->length < COPY_BYTES && !lines->failed ? CUPEL_OK : flush_lines(connection, error);
}

/* What went wrong, and with which line. */
static cupel_code copy_failed(cupel_driver_connection *connection, const PGresult *result,
                              cu_error *error)
{
    const char *where = result ? cu_postgresql.result_error_field(result, PG_DIAG_CONTEXT) : NULL;
    cupel_code code = cu_postgresql_fail(connection, result, error);
    if (where && code != CUPEL_NO_MEMORY)
        cu_error_prefix(error, "%s: ", where);
    return code;
}

cupel_code cu_postgresql_copy_end(cupel_driver_connection *connection, bool keep, int64_t *rows,
                                  cupel_driver_error *error)
{
    cupel_code code = keep ? flush_lines(connection, error) : CUPEL_OK;
    const char *reason = !keep ? "given up" : code != CUPEL_OK ? "a row failed" : NULL;
    atomic_store(&connection->busy, true);
    if (cu_postgresql.put_copy_end(connection->native, reason) != 1 && code == CUPEL_OK)
        code = cu_postgresql_fail(connection, NULL, error);
    for (PGresult *result; (result = cu_postgresql_next_result(connection)) != NULL;) {
        ExecStatusType status = cu_postgresql.result_status(result);
        if (status == PGRES_COMMAND_OK)
            *rows = connection->changes = cu_postgresql_rows_changed(result);
        else if (code == CUPEL_OK && !reason)
            code = copy_failed(connection, result, error);
        cu_postgresql.clear(result);
        if (status == PGRES_COPY_IN) /* the connection is lost: there is no end to be seen */
            break;
    }
    atomic_store(&connection->busy, false);
    cu_buffer_free(&connection->lines);
    cu_buffer_free(&connection->field);
    return code;
}
