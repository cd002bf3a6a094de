/*
 * schema/ddl.c - CREATE TABLE, its columns and constraints, and indexes, for any
 * dialect.
 *
 * Names and literals are quoted; conditions, defaults and computed columns are
 * SQL that the program declared, and are written as they are.
 */
#include "schema/ddl_write.h"

/* ---- constraints ------------------------------------------------------------------------------- */

static void write_column_names(cu_ddl_writer *writer, cu_table_column *const *columns, size_t count)
{
    cu_buffer_add_char(writer->buffer, '(');
    for (size_t i = 0; i < count; i++) {
        cu_buffer_add(writer->buffer, i > 0 ? ", " : "");
        cu_ddl_write_name(writer, columns[i]->column.name, false);
    }
    cu_buffer_add_char(writer->buffer, ')');
}

/* An action the database does not have is left out: what would be done is refused then, and nothing gets lost. */
static bool has_action(uint32_t actions, unsigned action, size_t count)
{
    return action > 0 && action < count && (actions == 0 || (actions >> action & 1));
}

/* What a foreign key is followed by. */
static void write_actions(cu_ddl_writer *writer, const cu_constraint *constraint)
{
    static const char *const actions[] = {
        [CUPEL_NO_ACTION] = "NO ACTION",     [CUPEL_RESTRICT] = "RESTRICT",
        [CUPEL_CASCADE] = "CASCADE",         [CUPEL_SET_NULL] = "SET NULL",
        [CUPEL_SET_DEFAULT] = "SET DEFAULT",
    };
    const cu_ddl_dialect *ddl = writer->ddl;
    if (has_action(ddl->on_delete, (unsigned)constraint->on_delete, CU_LENGTH(actions)))
        cu_buffer_printf(writer->buffer, " ON DELETE %s", actions[constraint->on_delete]);
    if (has_action(ddl->on_update, (unsigned)constraint->on_update, CU_LENGTH(actions)))
        cu_buffer_printf(writer->buffer, " ON UPDATE %s", actions[constraint->on_update]);
}

/* Where constraints cannot wait, they are checked at once: stricter, so nothing wrong gets in. */
static void write_deferrable(cu_ddl_writer *writer, const cu_constraint *constraint)
{
    if (!(writer->ddl->deferrable >> constraint->kind & 1))
        return;
    if (constraint->deferrable || constraint->initially_deferred)
        cu_buffer_add(writer->buffer, " DEFERRABLE");
    if (constraint->initially_deferred)
        cu_buffer_add(writer->buffer, " INITIALLY DEFERRED");
}

static void write_foreign_key(cu_ddl_writer *writer, const cu_constraint *constraint)
{
    cu_buffer_add(writer->buffer, "FOREIGN KEY");
    write_column_names(writer, constraint->columns, constraint->column_count);
    cu_buffer_add(writer->buffer, " REFERENCES ");
    if (writer->ddl->local_names)
        cu_ddl_write_name(writer, constraint->referenced->from.name, false);
    else
        cu_ddl_write_table_name(writer, constraint->referenced);
    cu_buffer_add_char(writer->buffer, ' ');
    write_column_names(writer, constraint->references, constraint->column_count);
    write_actions(writer, constraint);
}

/* A key of marked columns begins with the one that is generated: MySQL needs it there, and nobody else minds. */
static void write_key_columns(cu_ddl_writer *writer, const cu_constraint *key)
{
    size_t first = 0;
    for (size_t i = 0; key->of_column && i < key->column_count; i++)
        if (key->columns[i]->autoincrement)
            first = i;
    cu_buffer_add_char(writer->buffer, '(');
    cu_ddl_write_name(writer, key->columns[first]->column.name, false);
    for (size_t i = 0; i < key->column_count; i++) {
        if (i == first)
            continue;
        cu_buffer_add(writer->buffer, ", ");
        cu_ddl_write_name(writer, key->columns[i]->column.name, false);
    }
    cu_buffer_add_char(writer->buffer, ')');
}

static void write_constraint_name(cu_ddl_writer *writer, const char *name, bool generated)
{
    if (!name)
        return;
    cu_buffer_add(writer->buffer, "CONSTRAINT ");
    cu_ddl_write_name(writer, name, generated);
    cu_buffer_add_char(writer->buffer, ' ');
}

static void write_constraint(cu_ddl_writer *writer, const cu_constraint *constraint)
{
    write_constraint_name(writer, constraint->name, constraint->generated_name);
    switch (constraint->kind) {
    case CU_CONSTRAINT_PRIMARY_KEY:
        cu_buffer_add(writer->buffer, "PRIMARY KEY ");
        write_key_columns(writer, constraint);
        break;
    case CU_CONSTRAINT_FOREIGN_KEY: write_foreign_key(writer, constraint); break;
    case CU_CONSTRAINT_UNIQUE:
        cu_buffer_add(writer->buffer, "UNIQUE ");
        write_column_names(writer, constraint->columns, constraint->column_count);
        break;
    case CU_CONSTRAINT_EXCLUDE:
        if (!writer->ddl->exclusions)
            writer->code = cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                                        "(in table '%s'): %s has no exclusion constraints",
                                        constraint->table->from.name, writer->sql->name);
        cu_buffer_printf(writer->buffer, "EXCLUDE %s", constraint->keys);
        break;
    default: cu_buffer_printf(writer->buffer, "CHECK (%s)", constraint->sql); break;
    }
    write_deferrable(writer, constraint);
}

/* Whether CREATE TABLE lists a constraint after the columns. */
static bool is_table_line(const cu_ddl_writer *writer, const cu_constraint *constraint)
{
    switch (constraint->kind) {
    case CU_CONSTRAINT_INDEX: return false;
    case CU_CONSTRAINT_CHECK: return !constraint->of_column;
    case CU_CONSTRAINT_FOREIGN_KEY:
        if (constraint->needs_alter && writer->sql->capabilities & CU_CAN_ALTER_CONSTRAINTS)
            return false;
        return !writer->ddl->local_names || cu_text_equal(constraint->table->options.schema,
                                                          constraint->referenced->options.schema);
    default: return true;
    }
}

/* A line in the parentheses of CREATE TABLE, which the first one opens. */
static void begin_line(cu_ddl_writer *writer, bool *open)
{
    cu_buffer_add(writer->buffer, *open ? ",\n\t" : " (\n\t");
    *open = true;
}

/* Whether the key has a line: not where the column says it all, or the table that this is a partition of. */
static bool lists_key(const cu_ddl_writer *writer, const cu_table *table)
{
    if (!table->primary_key || (writer->ddl->key_in_column && writer->ddl->key_in_column(table)))
        return false;
    return !table->divided || !writer->ddl->partitions || !table->divided->primary_key;
}

/* The key, then what was declared for the table, then what came with its columns. */
static void write_constraints(cu_ddl_writer *writer, const cu_table *table, bool *open)
{
    if (lists_key(writer, table)) {
        begin_line(writer, open);
        write_constraint(writer, table->primary_key);
    }
    for (int of_column = 0; of_column < 2; of_column++) {
        for (size_t i = 0; i < table->constraints.count; i++) {
            const cu_constraint *constraint = table->constraints.items[i];
            if (constraint == table->primary_key || constraint->of_column != of_column ||
                !is_table_line(writer, constraint))
                continue;
            begin_line(writer, open);
            write_constraint(writer, constraint);
        }
    }
}

/* Enumerations where they are no types: text that is one of the names. */
static void write_enum_checks(cu_ddl_writer *writer, const cu_table *table, bool *open)
{
    for (size_t i = 0; i < table->columns.count; i++) {
        const cu_table_column *column = cu_table_column_at(table, i);
        if (column->type.id != CUPEL_ENUM || !column->type.enumeration)
            continue;
        begin_line(writer, open);
        write_constraint_name(writer, column->check_name, true);
        cu_buffer_add(writer->buffer, "CHECK (");
        cu_ddl_write_name(writer, column->column.name, false);
        cu_buffer_add(writer->buffer, " IN (");
        cu_ddl_write_enum_names(writer->sql, writer->buffer, column->type.enumeration, ", ");
        cu_buffer_add(writer->buffer, "))");
    }
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* The type by the dialect; what it would take and then cut is refused. */
static void write_own_type(cu_ddl_writer *writer, const cu_table_column *column)
{
    const cu_ddl_dialect *ddl = writer->ddl;
    const cupel_type *type = &column->type;
    if (ddl->string_needs_length && type->id == CUPEL_STRING && type->length == 0)
        writer->code =
            cu_error_set(writer->error, CUPEL_COMPILE_ERROR, "%s requires a length on dialect %s",
                         ddl->string_needs_length, writer->sql->name);
    else if (ddl->numeric_needs_precision && type->id == CUPEL_NUMERIC && type->precision == 0)
        writer->code =
            cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                         "NUMERIC requires a precision on dialect %s, which otherwise keeps no "
                         "digit behind the point",
                         writer->sql->name);
    else
        writer->code = ddl->write_type(writer->buffer, column, writer->error);
}

static void write_column_type(cu_ddl_writer *writer, const cu_table_column *column)
{
    const cu_ddl_dialect *ddl = writer->ddl;
    const char *text = column->options.type_sql;
    if (!text && column->autoincrement && ddl->autoincrement_type)
        text = ddl->autoincrement_type(column);
    if (text && !*text)
        return; /* SQLite's columns need none */
    if (column->options.computed && ddl->computed_untyped)
        return;
    cu_buffer_add_char(writer->buffer, ' ');
    if (text)
        cu_buffer_add(writer->buffer, text);
    else if (column->type.id == CUPEL_UNTYPED)
        writer->code = cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                                    "the column has no type; give it a .type, or a .foreign_key to "
                                    "take the type from");
    else
        write_own_type(writer, column);
}

static void write_column_default(cu_ddl_writer *writer, const cu_table_column *column)
{
    if (column->options.identity && writer->ddl->identity) {
        cu_buffer_printf(writer->buffer, " GENERATED %s AS IDENTITY",
                         column->options.identity == CUPEL_IDENTITY_ALWAYS ? "ALWAYS"
                                                                           : "BY DEFAULT");
        if (column->options.identity_options)
            cu_buffer_printf(writer->buffer, " (%s)", column->options.identity_options);
    } else if (column->options.sequence && !column->options.server_default &&
               writer->ddl->sequence_open) {
        cu_buffer_printf(writer->buffer, " DEFAULT %s", writer->ddl->sequence_open);
        cu_ddl_write_sequence_name(writer->buffer, writer->sql, column);
        cu_buffer_add(writer->buffer, writer->ddl->sequence_close);
    }
    if (!column->options.server_default)
        return;
    cu_buffer_add(writer->buffer, " DEFAULT ");
    if (writer->ddl->write_default)
        writer->ddl->write_default(writer->buffer, column);
    else
        cu_buffer_add(writer->buffer, column->options.server_default);
}

static void write_column_computed(cu_ddl_writer *writer, const cu_table_column *column)
{
    if (!column->options.computed)
        return;
    const cu_ddl_dialect *ddl = writer->ddl;
    const char *stored = ddl->stored ? ddl->stored : "STORED";
    cu_buffer_printf(writer->buffer, " %s (%s)",
                     ddl->computed ? ddl->computed : "GENERATED ALWAYS AS",
                     column->options.computed);
    if (!column->options.stored && !ddl->always_stored)
        return;
    if (!*stored)
        writer->code = cu_error_set(writer->error, CUPEL_COMPILE_ERROR,
                                    "%s does not store computed columns; leave .stored out",
                                    writer->sql->name);
    else
        cu_buffer_printf(writer->buffer, " %s", stored);
}

static void write_column_nullable(cu_ddl_writer *writer, const cu_table_column *column)
{
    const char *text = " NOT NULL";
    if (column->nullable)
        text = writer->ddl->nullable_text ? writer->ddl->nullable_text(column) : NULL;
    cu_buffer_add(writer->buffer, text ? text : "");
}

static void write_column_comment(cu_ddl_writer *writer, const cu_table_column *column)
{
    const char *comment = column->options.comment;
    if (!comment)
        return;
    cu_buffer_add(writer->buffer, " COMMENT ");
    cu_literal_quote(writer->sql, writer->buffer, comment, strlen(comment));
}

static void write_column_autoincrement(cu_ddl_writer *writer, const cu_table_column *column)
{
    if (column->autoincrement && writer->ddl->write_autoincrement)
        writer->ddl->write_autoincrement(writer->buffer, column);
}

/* Checks of a column stand with it. */
static void write_column_checks(cu_ddl_writer *writer, const cu_table_column *column)
{
    const cu_table *table = column->table;
    for (size_t i = 0; i < table->constraints.count; i++) {
        const cu_constraint *constraint = table->constraints.items[i];
        if (constraint->kind != CU_CONSTRAINT_CHECK || !constraint->of_column ||
            constraint->columns[0] != column)
            continue;
        cu_buffer_add_char(writer->buffer, ' ');
        write_constraint(writer, constraint);
    }
}

static void write_ddl_column(cu_ddl_writer *writer, const cu_table_column *column)
{
    static void (*const parts[CU_DDL_PART_COUNT])(cu_ddl_writer *, const cu_table_column *) = {
        [CU_DDL_TYPE] = write_column_type,
        [CU_DDL_DEFAULT] = write_column_default,
        [CU_DDL_COMPUTED] = write_column_computed,
        [CU_DDL_NULLABLE] = write_column_nullable,
        [CU_DDL_COMMENT] = write_column_comment,
        [CU_DDL_AUTOINCREMENT] = write_column_autoincrement,
    };
    cu_ddl_write_name(writer, column->column.name, false);
    for (const cu_ddl_part *part = writer->ddl->column_parts; *part != CU_DDL_END; part++)
        if (writer->code == CUPEL_OK)
            parts[*part](writer, column);
    if (writer->code == CUPEL_OK)
        write_column_checks(writer, column);
    if (writer->code != CUPEL_OK)
        cu_error_prefix(writer->error, "(in table '%s', column '%s'): ", column->table->from.name,
                        column->column.name);
}

/* ---- statements -------------------------------------------------------------------------------- */

cupel_code cu_ddl_create_table(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                               const cu_table *table, cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, ddl, buffer, error);
    bool partition = table->divided && ddl->partitions, open = false;
    cu_buffer_add(buffer, "CREATE TABLE ");
    cu_ddl_write_table_name(&writer, table);
    if (partition) {
        cu_buffer_add(buffer, " PARTITION OF ");
        cu_ddl_write_table_name(&writer, table->divided);
    }
    /* The columns of a partition are those of the table that it is one of. */
    for (size_t i = 0; i < table->columns.count && writer.code == CUPEL_OK && !partition; i++) {
        begin_line(&writer, &open);
        write_ddl_column(&writer, cu_table_column_at(table, i));
    }
    write_constraints(&writer, table, &open);
    if (ddl->enum_checks)
        write_enum_checks(&writer, table, &open);
    cu_buffer_add(buffer, open ? "\n)" : "");
    if (partition)
        cu_buffer_printf(buffer, " %s", table->options.partition_values);
    if (ddl->write_table_options)
        ddl->write_table_options(buffer, table);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_drop_table(const cu_sql_dialect *sql, const cu_table *table, cu_buffer *buffer,
                             cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, NULL, buffer, error);
    cu_buffer_add(buffer, "DROP TABLE ");
    cu_ddl_write_table_name(&writer, table);
    return cu_ddl_finish(&writer);
}

/* The method of an index where it is said before INDEX; NULL. */
static const char *index_kind(const cu_ddl_dialect *ddl, const cu_constraint *index)
{
    for (const char *const *kind = ddl->index_kinds; kind && index->method && *kind; kind++)
        if (strcmp(*kind, index->method) == 0)
            return *kind;
    return NULL;
}

cupel_code cu_ddl_create_index(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                               const cu_constraint *index, cu_buffer *buffer, cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, ddl, buffer, error);
    const char *schema = index->table->options.schema;
    if (index->sql && index->unique && !ddl->partial_indexes)
        writer.code = cu_error_set(error, CUPEL_COMPILE_ERROR,
                                   "(in table '%s'): the index '%s' is unique for some rows only, "
                                   "which %s does not have",
                                   index->table->from.name, index->name, sql->name);
    const char *kind = index_kind(ddl, index);
    cu_buffer_printf(buffer, "CREATE %s%s%sINDEX ", index->unique ? "UNIQUE " : "",
                     kind ? kind : "", kind ? " " : "");
    cu_ddl_write_qualified(&writer, ddl->local_names ? schema : NULL, index->name,
                           index->generated_name);
    cu_buffer_add(buffer, " ON ");
    if (ddl->local_names)
        cu_ddl_write_name(&writer, index->table->from.name, false);
    else
        cu_ddl_write_table_name(&writer, index->table);
    cu_buffer_add_char(buffer, ' ');
    if (index->method && ddl->index_method == CU_DDL_INDEX_METHOD_FIRST)
        cu_buffer_printf(buffer, "USING %s ", index->method);
    if (index->keys)
        cu_buffer_add(buffer, index->keys);
    else
        write_column_names(&writer, index->columns, index->column_count);
    if (index->method && !kind && ddl->index_method == CU_DDL_INDEX_METHOD_LAST)
        cu_buffer_printf(buffer, " USING %s", index->method);
    /* An index over all rows serves those of a condition too. */
    if (index->sql && ddl->partial_indexes)
        cu_buffer_printf(buffer, " WHERE %s", index->sql);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_add_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                 const cu_constraint *constraint, cu_buffer *buffer,
                                 cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, ddl, buffer, error);
    cu_buffer_add(buffer, "ALTER TABLE ");
    cu_ddl_write_table_name(&writer, constraint->table);
    cu_buffer_add(buffer, " ADD ");
    write_constraint(&writer, constraint);
    return cu_ddl_finish(&writer);
}

cupel_code cu_ddl_drop_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                  const cu_constraint *constraint, cu_buffer *buffer,
                                  cu_error *error)
{
    cu_ddl_writer writer = cu_ddl_begin(sql, ddl, buffer, error);
    bool foreign = constraint->kind == CU_CONSTRAINT_FOREIGN_KEY;
    if (!constraint->name)
        return cu_error_set(error, CUPEL_COMPILE_ERROR,
                            "(in table '%s'): %s without a name cannot be dropped",
                            constraint->table->from.name, cu_constraint_describe(constraint->kind));
    cu_buffer_add(buffer, "ALTER TABLE ");
    cu_ddl_write_table_name(&writer, constraint->table);
    cu_buffer_printf(buffer, " DROP %s ",
                     foreign && ddl->drop_foreign_key ? ddl->drop_foreign_key : "CONSTRAINT");
    cu_ddl_write_name(&writer, constraint->name, constraint->generated_name);
    return cu_ddl_finish(&writer);
}
