/*
 * dialects/sqlite/ddl.c - the types of SQLite's columns.
 *
 * A declared type only gives a column its affinity: what SQLite would rather
 * store.  The names here are those people know, as long as their affinity loses
 * nothing; tables that are STRICT take five names only.
 */
#include "dialects/sqlite/ddl.h"

#include "dialects/sqlite/sql.h"
#include "sql/type.h"

/* Of that many digits SQLite keeps each when it makes a number of them. */
#define EXACT_DIGITS 15

static const char *const type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "BOOLEAN",
    [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",
    [CUPEL_BIG_INTEGER] = "BIGINT",
    [CUPEL_FLOAT] = "FLOAT",
    [CUPEL_DOUBLE] = "DOUBLE",
    [CUPEL_NUMERIC] = "NUMERIC",
    [CUPEL_STRING] = "VARCHAR",
    [CUPEL_TEXT] = "TEXT",
    [CUPEL_BLOB] = "BLOB",
    [CUPEL_DATE] = "DATE",
    [CUPEL_TIME] = "TIME",
    [CUPEL_DATETIME] = "DATETIME",
    [CUPEL_TIMESTAMP] = "TIMESTAMP",
    [CUPEL_INTERVAL] = "BIGINT",
    [CUPEL_UUID] = "CHAR(32)",
    /* JSON alone has the affinity of numbers, which would make 1.5 of the document 1.50. */
    [CUPEL_JSON] = "JSON_TEXT",
};

static const char *const strict_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "INTEGER",  [CUPEL_SMALL_INTEGER] = "INTEGER",
    [CUPEL_INTEGER] = "INTEGER",  [CUPEL_BIG_INTEGER] = "INTEGER",
    [CUPEL_FLOAT] = "REAL",       [CUPEL_DOUBLE] = "REAL",
    [CUPEL_NUMERIC] = "TEXT",     [CUPEL_STRING] = "TEXT",
    [CUPEL_TEXT] = "TEXT",        [CUPEL_BLOB] = "BLOB",
    [CUPEL_DATE] = "TEXT",        [CUPEL_TIME] = "TEXT",
    [CUPEL_DATETIME] = "TEXT",    [CUPEL_TIMESTAMP] = "TEXT",
    [CUPEL_INTERVAL] = "INTEGER", [CUPEL_UUID] = "TEXT",
    [CUPEL_JSON] = "TEXT",        [CUPEL_ENUM] = "TEXT",
};

/* AUTOINCREMENT is only for a key that is declared with its column. */
static bool is_key_in_column(const cu_table *table)
{
    return table->options.autoincrement && table->primary_key->column_count == 1 &&
           table->primary_key->columns[0]->autoincrement;
}

static void write_key_in_column(cu_buffer *buffer, const cu_table *table)
{
    if (table->primary_key->name) {
        cu_buffer_add(buffer, " CONSTRAINT ");
        cu_identifier_quote(&cu_sql_sqlite, buffer, table->primary_key->name);
    }
    cu_buffer_add(buffer, " PRIMARY KEY AUTOINCREMENT");
}

/* Whether decimals of a type have to be kept as text, in order by a collation of the driver. */
static bool is_decimal_text(const cu_table_column *column)
{
    const cupel_type *type = &column->type;
    return type->id == CUPEL_NUMERIC &&
           (column->table->options.strict || type->precision < 1 || type->precision > EXACT_DIGITS);
}

static cupel_code write_sqlite_type(cu_buffer *buffer, const cu_table_column *column,
                                    cu_error *error)
{
    const cupel_type *type = &column->type;
    if (column->autoincrement && column->table->primary_key->column_count > 1)
        return cu_error_set(error, CUPEL_COMPILE_ERROR,
                            "SQLite does not support autoincrement for composite primary keys");
    if (column->table->options.strict)
        cu_buffer_add(buffer, strict_names[type->id]);
    else if (column->autoincrement)
        cu_buffer_add(buffer, "INTEGER"); /* by exactly this name the key is the rowid */
    else if (is_decimal_text(column))
        cu_type_write(buffer, "DECIMAL_TEXT", type);
    else if (type->id == CUPEL_ENUM)
        cu_buffer_printf(buffer, "VARCHAR(%zu)", cu_enum_width(type->enumeration));
    else
        cu_type_write(buffer, type_names[type->id], type);
    if (column->autoincrement && is_key_in_column(column->table)) {
        write_key_in_column(buffer, column->table);
    } else if (is_decimal_text(column)) {
        cu_buffer_add(buffer, " COLLATE " CU_SQLITE_DECIMAL_COLLATION);
    } else if (type->collation && cu_type_is_text(type->id)) {
        cu_buffer_add(buffer, " COLLATE ");
        cu_identifier_quote_always(&cu_sql_sqlite, buffer, type->collation);
    }
    return CUPEL_OK;
}

static void write_sqlite_options(cu_buffer *buffer, const cu_table *table)
{
    const cupel_table_options *options = &table->options;
    if (options->without_rowid)
        cu_buffer_add(buffer, " WITHOUT ROWID");
    if (options->strict)
        cu_buffer_add(buffer, options->without_rowid ? ", STRICT" : " STRICT");
}

static const cu_ddl_part sqlite_parts[] = { CU_DDL_TYPE, CU_DDL_DEFAULT, CU_DDL_NULLABLE,
                                            CU_DDL_COMPUTED, CU_DDL_END };

const cu_ddl_dialect cu_ddl_sqlite = {
    .column_parts = sqlite_parts,
    .local_names = true,
    .partial_indexes = true,
    .deferrable = 1u << CU_CONSTRAINT_FOREIGN_KEY,
    .enum_checks = true,
    .write_type = write_sqlite_type,
    .write_table_options = write_sqlite_options,
    .key_in_column = is_key_in_column,
};
