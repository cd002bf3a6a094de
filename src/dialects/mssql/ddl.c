/*
 * dialects/mssql/ddl.c - the types of Microsoft SQL Server's columns, and what
 * tables there can have.
 */
#include "dialects/mssql/ddl.h"

#include "dialects/mssql/sql.h"
#include "sql/type.h"

static cupel_code write_mssql_type(cu_buffer *buffer, const cu_table_column *column,
                                   cu_error *error)
{
    const cupel_type *type = &column->type;
    if (type->id == CUPEL_ENUM)
        cu_buffer_printf(buffer, "VARCHAR(%zu)", cu_enum_width(type->enumeration));
    else
        cu_type_write(buffer, cu_sql_mssql.type_names[type->id], type);
    if (type->id == CUPEL_STRING && type->length == 0)
        cu_buffer_add(buffer, "(max)");
    if (type->collation && cu_type_is_text(type->id)) {
        cu_buffer_add(buffer, " COLLATE ");
        if (!cu_collation_quote(&cu_sql_mssql, buffer, type->collation))
            return cu_error_set(error, CUPEL_COMPILE_ERROR,
                                "'%s' cannot be a collation on dialect mssql", type->collation);
    }
    return CUPEL_OK;
}

static void write_mssql_autoincrement(cu_buffer *buffer, const cu_table_column *column)
{
    if (!column->options.server_default && !column->options.sequence)
        cu_buffer_add(buffer, " IDENTITY");
}

static const char *mssql_nullable_text(const cu_table_column *column)
{
    return column->options.computed ? NULL : " NULL";
}

static const cu_ddl_part mssql_parts[] = { CU_DDL_TYPE,          CU_DDL_COMPUTED, CU_DDL_NULLABLE,
                                           CU_DDL_AUTOINCREMENT, CU_DDL_DEFAULT,  CU_DDL_END };

const cu_ddl_dialect cu_ddl_mssql = {
    .column_parts = mssql_parts,
    .partial_indexes = true,
    .enum_checks = true,
    .computed = "AS",
    .stored = "PERSISTED",
    .computed_untyped = true,
    .sequence_defaults = true,
    .sequence_open = "NEXT VALUE FOR ",
    .sequence_close = "",
    .on_delete = 1u << CUPEL_NO_ACTION | 1u << CUPEL_CASCADE | 1u << CUPEL_SET_NULL |
                 1u << CUPEL_SET_DEFAULT,
    .on_update = 1u << CUPEL_NO_ACTION | 1u << CUPEL_CASCADE | 1u << CUPEL_SET_NULL |
                 1u << CUPEL_SET_DEFAULT,
    .numeric_needs_precision = true,
    .write_type = write_mssql_type,
    .write_autoincrement = write_mssql_autoincrement,
    .nullable_text = mssql_nullable_text,
};
