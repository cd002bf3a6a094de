/*
 * schema/ddl_write.c - beginning and ending a statement of DDL, and the names in
 * it.
 *
 * A name that is too long for the database is refused; one that cupel made is
 * cut, so that it still differs from others.
 */
#include "schema/ddl_write.h"

#include "base/hash.h"
#include "base/utf8.h"

cu_ddl_writer cu_ddl_begin(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl, cu_buffer *buffer,
                           cu_error *error)
{
    return (cu_ddl_writer){ .sql = sql,
                            .ddl = ddl,
                            .buffer = buffer,
                            .start = buffer->length,
                            .error = error,
                            .code = CUPEL_OK };
}

cupel_code cu_ddl_finish(cu_ddl_writer *writer)
{
    if (writer->code == CUPEL_OK && writer->buffer->failed)
        writer->code =
            writer->buffer->too_long
                ? cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                               "the statement is longer than %zu bytes", writer->buffer->maximum)
                : cu_error_no_memory(writer->error);
    if (writer->code != CUPEL_OK)
        cu_buffer_truncate(writer->buffer, writer->start);
    return writer->code;
}

/* ---- names ------------------------------------------------------------------------------------- */

#define HASH_DIGITS 4

/* A generated name that is too long: its beginning, and what tells it from others that begin so. */
static void write_cut_name(cu_ddl_writer *writer, const char *name, size_t length)
{
    char cut[256];
    size_t kept = CU_MIN(writer->sql->identifier_limit, sizeof cut - 1) - HASH_DIGITS - 1;
    kept = cu_utf8_cut(name, length, kept);
    uint64_t hash = cu_hash_bytes(name, length);
    memcpy(cut, name, kept);
    cut[kept++] = '_';
    for (size_t i = 0; i < HASH_DIGITS; i++, hash >>= 4)
        cut[kept++] = "0123456789abcdef"[hash & 15];
    cut[kept] = '\0';
    cu_identifier_quote(writer->sql, writer->buffer, cut);
}

void cu_ddl_write_name(cu_ddl_writer *writer, const char *name, bool generated)
{
    size_t length = strlen(name), limit = writer->sql->identifier_limit;
    if (limit == 0 || length <= limit)
        cu_identifier_quote(writer->sql, writer->buffer, name);
    else if (generated)
        write_cut_name(writer, name, length);
    else if (writer->code == CUPEL_OK)
        writer->code = cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                                    "the name '%s' is longer than the %zu bytes that %s has for "
                                    "names",
                                    name, limit, writer->sql->name);
}

void cu_ddl_write_qualified(cu_ddl_writer *writer, const char *schema, const char *name,
                            bool generated)
{
    if (schema) {
        cu_ddl_write_name(writer, schema, false);
        cu_buffer_add_char(writer->buffer, '.');
    }
    cu_ddl_write_name(writer, name, generated);
}

void cu_ddl_write_table_name(cu_ddl_writer *writer, const cu_table *table)
{
    cu_ddl_write_qualified(writer, table->options.schema, table->from.name, false);
}

void cu_ddl_write_enum_names(const cu_sql_dialect *sql, cu_buffer *buffer,
                             const cupel_enum *enumeration, const char *separator)
{
    for (size_t i = 0; i < enumeration->count; i++) {
        const char *name = enumeration->items[i].name;
        cu_buffer_add(buffer, i > 0 ? separator : "");
        cu_literal_quote(sql, buffer, name, strlen(name));
    }
}

void cu_ddl_write_sequence_name(cu_buffer *buffer, const cu_sql_dialect *sql,
                                const cu_table_column *column)
{
    if (column->table->options.schema) {
        cu_identifier_quote(sql, buffer, column->table->options.schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_identifier_quote(sql, buffer, column->options.sequence);
}
