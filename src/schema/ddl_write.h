/*
 * schema/ddl_write.h - what the files that write DDL have in common.
 */
#ifndef CU_SCHEMA_DDL_WRITE_H
#define CU_SCHEMA_DDL_WRITE_H

#include "schema/ddl.h"

/* A statement being written; the first failure stays. */
typedef struct cu_ddl_writer {
    const cu_sql_dialect *sql;
    const cu_ddl_dialect *ddl; /* NULL where the statement needs nothing of it */
    cu_buffer *buffer;
    size_t start; /* where the statement begins in the buffer */
    cu_error *error;
    cupel_code code;
} cu_ddl_writer;

cu_ddl_writer cu_ddl_begin(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl, cu_buffer *buffer,
                           cu_error *error);
/* What became of it; on failure the buffer is as it was. */
cupel_code cu_ddl_finish(cu_ddl_writer *writer);

/* A name, in quotes where it needs them; one that is too long is cut where it is generated, else an error. */
void cu_ddl_write_name(cu_ddl_writer *writer, const char *name, bool generated);
/* schema.name; without a schema the name alone. */
void cu_ddl_write_qualified(cu_ddl_writer *writer, const char *schema, const char *name,
                            bool generated);
void cu_ddl_write_table_name(cu_ddl_writer *writer, const cu_table *table);
/* schema.name of the sequence of a column. */
void cu_ddl_write_sequence_name(cu_buffer *buffer, const cu_sql_dialect *sql,
                                const cu_table_column *column);

#endif
