/*
 * schema/ddl_object.c - CREATE and DROP of what is no table: views, types,
 * sequences; and comments, which are statements of their own.
 */
#include "schema/ddl_write.h"

/* ---- views ------------------------------------------------------------------------------------- */

cupel_code cu_ddl_create_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                              cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_add(buffer,
                  view->options.materialized ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ");
    cu_ddl_write_table_name(&writer, view);
    for (size_t i = 0; i < view->columns.count; i++) {
        cu_buffer_add(buffer, i > 0 ? ", " : " (");
        cu_ddl_write_name(&writer, view->columns.items[i]->name, false);
    }
    cu_buffer_printf(buffer, ") AS %s", view->options.view);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_drop_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                            cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_add(buffer, view->options.materialized ? "DROP MATERIALIZED VIEW " : "DROP VIEW ");
    cu_ddl_write_table_name(&writer, view);
    return cu_ddl_finish(&writer);
}

/* ---- types ------------------------------------------------------------------------------------- */

static cupel_code write_enum_statement(const cu_sql_dialect *sql, const char *verb,
                                       const cupel_enum *enumeration, bool names, cu_buffer *buffer,
                                       cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    if (!enumeration->name)
        return cu_error_set(error, CUPEL_COMPILE_ERROR,
                            "an enumeration without a name cannot be a type of %s; name it in "
                            "CUPEL_ENUM_TYPE",
                            sql->name);
    cu_buffer_add(buffer, verb);
    cu_ddl_write_name(&writer, enumeration->name, false);
    if (names) {
        cu_buffer_add(buffer, " AS ENUM (");
        cu_ddl_write_enum_names(sql, buffer, enumeration, ", ");
        cu_buffer_add_char(buffer, ')');
    }
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_create_enum(const cu_sql_dialect *sql, const cupel_enum *enumeration,
                              cu_buffer *buffer, cu_error *error)
{
    return write_enum_statement(sql, "CREATE TYPE ", enumeration, true, buffer, error);
}

cupel_code cu_ddl_drop_enum(const cu_sql_dialect *sql, const cupel_enum *enumeration,
                            cu_buffer *buffer, cu_error *error)
{
    return write_enum_statement(sql, "DROP TYPE ", enumeration, false, buffer, error);
}

/* The name is SQL, as it stands in the column. */
cupel_code cu_ddl_create_domain(const cu_sql_dialect *sql, const cu_table_column *column,
                                cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_printf(buffer, "CREATE DOMAIN %s AS %s", column->options.type_sql,
                     column->options.domain);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_drop_domain(const cu_sql_dialect *sql, const cu_table_column *column,
                              cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_printf(buffer, "DROP DOMAIN %s", column->options.type_sql);
    return cu_ddl_finish(&writer);
}

/* ---- sequences --------------------------------------------------------------------------------- */

static cupel_code write_sequence_statement(const cu_sql_dialect *sql, const char *verb,
                                           const cupel_sequence *sequence, const char *options,
                                           cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_add(buffer, verb);
    cu_ddl_write_qualified(&writer, sequence->schema, sequence->name, false);
    if (options)
        cu_buffer_printf(buffer, " %s", options);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_create_sequence(const cu_sql_dialect *sql, const cupel_sequence *sequence,
                                  cu_buffer *buffer, cu_error *error)
{
    return write_sequence_statement(sql, "CREATE SEQUENCE ", sequence, sequence->options, buffer,
                                    error);
}

cupel_code cu_ddl_default_sequence(const cu_sql_dialect *sql, const cu_table_column *column,
                                   cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer name;
    cu_buffer_init(&name, CU_BUFFER_MAXIMUM);
    cu_ddl_write_sequence_name(&name, sql, column);
    cu_buffer_add(buffer, "ALTER TABLE ");
    cu_ddl_write_table_name(&writer, column->table);
    cu_buffer_add(buffer, " ALTER COLUMN ");
    cu_ddl_write_name(&writer, column->column.name, false);
    cu_buffer_add(buffer, " SET DEFAULT nextval(");
    cu_literal_quote(sql, buffer, cu_buffer_text(&name), name.length);
    cu_buffer_add_char(buffer, ')');
    buffer->failed |= name.failed;
    cu_buffer_free(&name);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_drop_sequence(const cu_sql_dialect *sql, const cupel_sequence *sequence,
                                cu_buffer *buffer, cu_error *error)
{
    return write_sequence_statement(sql, "DROP SEQUENCE ", sequence, NULL, buffer, error);
}

/* ---- comments ---------------------------------------------------------------------------------- */

cupel_code cu_ddl_comment(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                          const cu_table *table, size_t number, cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, ddl, buffer, error);
    const char *comment = table->options.comment;
    const cu_table_column *column = NULL;
    if (ddl->comments != CU_DDL_SEPARATE_COMMENTS)
        return CUPEL_OK;
    /* The table's own is the first. */
    if (comment && number-- > 0)
        comment = NULL;
    for (size_t i = 0; !comment && i < table->columns.count; i++) {
        column = cu_table_column_at(table, i);
        if (column->options.comment && number-- == 0)
            comment = column->options.comment;
    }
    if (!comment)
        return CUPEL_OK;
    cu_buffer_add(buffer, column                        ? "COMMENT ON COLUMN "
                          : !table->options.view        ? "COMMENT ON TABLE "
                          : table->options.materialized ? "COMMENT ON MATERIALIZED VIEW "
                                                        : "COMMENT ON VIEW ");
    cu_ddl_write_table_name(&writer, table);
    if (column) {
        cu_buffer_add_char(buffer, '.');
        cu_ddl_write_name(&writer, column->column.name, false);
    }
    cu_buffer_add(buffer, " IS ");
    cu_literal_quote(sql, buffer, comment, strlen(comment));
    return cu_ddl_finish(&writer);
}
