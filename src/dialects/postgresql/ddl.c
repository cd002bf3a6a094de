/*
 * dialects/postgresql/ddl.c - the types of PostgreSQL's columns, and what
 * tables there can have.
 */
#include "dialects/postgresql/ddl.h"

#include "dialects/postgresql/sql.h"
#include "sql/type.h"

static cupel_code write_postgresql_type(cu_buffer *buffer, const cu_table_column *column,
                                        cu_error *error)
{
    const cupel_type *type = &column->type;
    if (type->id != CUPEL_ENUM) {
        cu_type_write(buffer, cu_sql_postgresql.type_names[type->id], type);
    } else {
        if (!type->enumeration || !type->enumeration->name)
            return cu_error_set(error, CUPEL_COMPILE_ERROR,
                                "PostgreSQL ENUM type requires a name; give CUPEL_ENUM_TYPE one");
        cu_identifier_quote(&cu_sql_postgresql, buffer, type->enumeration->name);
    }
    if (type->collation && (type->id == CUPEL_STRING || type->id == CUPEL_TEXT)) {
        cu_buffer_add(buffer, " COLLATE ");
        cu_identifier_quote_always(&cu_sql_postgresql, buffer, type->collation);
    }
    return CUPEL_OK;
}

/* A sequence of its own takes the place of the one that SERIAL makes. */
static const char *serial_type(const cu_table_column *column)
{
    if (column->options.sequence || column->options.server_default || column->options.identity)
        return NULL;
    switch (column->type.id) {
    case CUPEL_SMALL_INTEGER: return "SMALLSERIAL";
    case CUPEL_BIG_INTEGER: return "BIGSERIAL";
    default: return "SERIAL";
    }
}

static void write_postgresql_options(cu_buffer *buffer, const cu_table *table)
{
    if (table->options.partition_by)
        cu_buffer_printf(buffer, " PARTITION BY %s", table->options.partition_by);
    if (!table->options.tablespace)
        return;
    cu_buffer_add(buffer, " TABLESPACE ");
    cu_identifier_quote(&cu_sql_postgresql, buffer, table->options.tablespace);
}

static const cu_ddl_part postgresql_parts[] = { CU_DDL_TYPE, CU_DDL_DEFAULT, CU_DDL_COMPUTED,
                                                CU_DDL_NULLABLE, CU_DDL_END };

const cu_ddl_dialect cu_ddl_postgresql = {
    .column_parts = postgresql_parts,
    .comments = CU_DDL_SEPARATE_COMMENTS,
    .index_method = CU_DDL_INDEX_METHOD_FIRST,
    .partial_indexes = true,
    .deferrable = 1u << CU_CONSTRAINT_PRIMARY_KEY | 1u << CU_CONSTRAINT_FOREIGN_KEY |
                  1u << CU_CONSTRAINT_UNIQUE | 1u << CU_CONSTRAINT_EXCLUDE,
    .exclusions = true,
    .partitions = true,
    .always_stored = true,
    .identity = true,
    .sequence_defaults = true,
    .write_type = write_postgresql_type,
    .autoincrement_type = serial_type,
    .write_table_options = write_postgresql_options,
};
