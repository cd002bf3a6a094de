/*
 * schema/ddl.h - CREATE and DROP as SQL text.
 */
#ifndef CU_SCHEMA_DDL_H
#define CU_SCHEMA_DDL_H

#include "schema/table.h"
#include "sql/compile.h"

/* What one database says differently. */
typedef struct cu_ddl_dialect {
    /* The type of a column, "VARCHAR(50)", into `buffer`; COMPILE_ERROR where the type cannot be had. */
    cupel_code (*write_type)(cu_buffer *buffer, const cupel_type *type, cu_error *error);
    /* What follows a column's type and NOT NULL where the key is generated; NULL: nothing. */
    void (*write_autoincrement)(cu_buffer *buffer, const cu_table_column *column);
    /* Stands in place of the type for a generated key ("SERIAL"); NULL: the type. */
    const char *(*autoincrement_type)(const cu_table_column *column);
    /* What follows the closing parenthesis (WITHOUT ROWID, ENGINE=...); NULL: nothing. */
    void (*write_table_options)(cu_buffer *buffer, const cu_table *table);
} cu_ddl_dialect;

/* Each writes one statement without a semicolon; COMPILE_ERROR names table and column. */
cupel_code cu_ddl_create_table(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                               const cu_table *table, cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_table(const cu_sql_dialect *sql, const cu_table *table, cu_buffer *buffer,
                             cu_error *error);
cupel_code cu_ddl_create_index(const cu_sql_dialect *sql, const cu_constraint *index,
                               cu_buffer *buffer, cu_error *error);
/* ALTER TABLE ... ADD CONSTRAINT, DROP CONSTRAINT, for foreign keys of a cycle. */
cupel_code cu_ddl_add_constraint(const cu_sql_dialect *sql, const cu_constraint *constraint,
                                 cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_constraint(const cu_sql_dialect *sql, const cu_constraint *constraint,
                                  cu_buffer *buffer, cu_error *error);

#endif
