/*
 * dialects/mysql/ddl.c - the types of MySQL's and MariaDB's columns, and what
 * tables there can have.
 *
 * Types are the ones that lose nothing: times with microseconds, texts and blobs
 * of more than 64 KiB.  Where MySQL would silently cut values to a size nobody
 * declared, it is an error.
 */
#include "dialects/mysql/ddl.h"

#include "dialects/mysql/sql.h"
#include "sql/type.h"

static const char *const mysql_type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "BOOL",
    [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",
    [CUPEL_BIG_INTEGER] = "BIGINT",
    [CUPEL_FLOAT] = "FLOAT",
    [CUPEL_DOUBLE] = "DOUBLE",
    [CUPEL_NUMERIC] = "NUMERIC",
    [CUPEL_STRING] = "VARCHAR",
    [CUPEL_TEXT] = "LONGTEXT",
    [CUPEL_BLOB] = "LONGBLOB",
    [CUPEL_DATE] = "DATE",
    [CUPEL_TIME] = "TIME(6)",
    [CUPEL_DATETIME] = "DATETIME(6)",
    [CUPEL_TIMESTAMP] = "TIMESTAMP(6)",
    [CUPEL_INTERVAL] = "BIGINT",
    [CUPEL_UUID] = "CHAR(36)",
    [CUPEL_JSON] = "JSON",
};

static cupel_code write_mysql_type(cu_buffer *buffer, const cu_table_column *column,
                                   cu_error *error)
{
    (void)error; /* what is left can be had */
    const cupel_type *type = &column->type;
    if (type->id == CUPEL_ENUM) {
        cu_buffer_add(buffer, "ENUM(");
        cu_ddl_write_enum_names(&cu_sql_mysql, buffer, type->enumeration, ",");
        cu_buffer_add_char(buffer, ')');
    } else {
        cu_type_write(buffer, mysql_type_names[type->id], type);
    }
    if (type->collation && cu_type_is_text(type->id)) {
        cu_buffer_add(buffer, " COLLATE ");
        cu_identifier_quote(&cu_sql_mysql, buffer, type->collation);
    }
    return CUPEL_OK;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *text, const char *word)
{
    for (; *word; word++, text++)
        if (lower(*text) != *word)
            return false;
    return true;
}

/* Bytes of the text that are the present time in whole seconds. */
static size_t present_length(const char *text)
{
    static const char *const words[] = { "current_timestamp()", "now()", "current_timestamp" };
    for (size_t i = 0; i < CU_LENGTH(words); i++) {
        size_t length = strlen(words[i]);
        if (begins_with(text, words[i]) && text[length] != '(')
            return length;
    }
    return 0;
}

/* A default for a time with microseconds must have them too. */
static void write_mysql_default(cu_buffer *buffer, const cu_table_column *column)
{
    const char *text = column->options.server_default;
    bool quoted = false;
    if (column->options.type_sql ||
        (column->type.id != CUPEL_DATETIME && column->type.id != CUPEL_TIMESTAMP)) {
        cu_buffer_add(buffer, text);
        return;
    }
    while (*text) {
        size_t length = quoted ? 0 : present_length(text);
        quoted ^= *text == '\'';
        if (length > 0)
            cu_buffer_add(buffer, "CURRENT_TIMESTAMP(6)");
        else
            cu_buffer_add_char(buffer, *text);
        text += CU_MAX(length, 1);
    }
}

static void write_mysql_autoincrement(cu_buffer *buffer, const cu_table_column *column)
{
    if (!column->options.server_default)
        cu_buffer_add(buffer, " AUTO_INCREMENT");
}

/* A TIMESTAMP that does not say so is NOT NULL in old versions. */
static const char *mysql_nullable_text(const cu_table_column *column)
{
    return column->type.id == CUPEL_TIMESTAMP ? " NULL" : NULL;
}

static void write_mysql_options(cu_buffer *buffer, const cu_table *table)
{
    const cupel_table_options *options = &table->options;
    const char *separator = "";
    if (options->engine) {
        cu_buffer_printf(buffer, "ENGINE=%s", options->engine);
        separator = " ";
    }
    if (options->charset) {
        cu_buffer_printf(buffer, "%sDEFAULT CHARSET=%s", separator, options->charset);
        separator = " ";
    }
    if (options->collation) {
        cu_buffer_printf(buffer, "%sCOLLATE=%s", separator, options->collation);
        separator = " ";
    }
    if (options->comment) {
        cu_buffer_printf(buffer, "%sCOMMENT=", separator);
        cu_literal_quote(&cu_sql_mysql, buffer, options->comment, strlen(options->comment));
    }
    if (options->partition_by)
        cu_buffer_printf(buffer, " PARTITION BY %s", options->partition_by);
}

static const cu_ddl_part mysql_parts[] = { CU_DDL_TYPE,    CU_DDL_COMPUTED,      CU_DDL_NULLABLE,
                                           CU_DDL_COMMENT, CU_DDL_AUTOINCREMENT, CU_DDL_DEFAULT,
                                           CU_DDL_END };

static const char *const mysql_index_kinds[] = { "FULLTEXT", "SPATIAL", NULL };

const cu_ddl_dialect cu_ddl_mysql = {
    .index_kinds = mysql_index_kinds,
    .column_parts = mysql_parts,
    .comments = CU_DDL_INLINE_COMMENTS,
    .index_method = CU_DDL_INDEX_METHOD_LAST,
    .drop_foreign_key = "FOREIGN KEY",
    .numeric_needs_precision = true,
    .string_needs_length = "VARCHAR",
    .write_type = write_mysql_type,
    .write_default = write_mysql_default,
    .write_autoincrement = write_mysql_autoincrement,
    .nullable_text = mysql_nullable_text,
    .write_table_options = write_mysql_options,
};
