/*
 * schema/ddl.c - CREATE TABLE and its kin, for any dialect.
 *
 * Names and literals are quoted; conditions, defaults and computed columns are
 * SQL that the program declared, and are written as they are.
 */
#include "schema/ddl.h"

#include "base/hash.h"
#include "base/utf8.h"

/* A statement being written; the first failure stays. */
typedef struct ddl_writer {
    const cu_sql_dialect *sql;
    const cu_ddl_dialect *ddl;
    cu_buffer *buffer;
    size_t start; /* where the statement begins in the buffer */
    cu_error *error;
    cupel_code code;
} ddl_writer;

static ddl_writer begin_ddl(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl, cu_buffer *buffer,
                            cu_error *error)
{
    return (ddl_writer){ .sql = sql,
                         .ddl = ddl,
                         .buffer = buffer,
                         .start = buffer->length,
                         .error = error,
                         .code = CUPEL_OK };
}

static cupel_code finish_ddl(ddl_writer *writer)
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
static void write_cut_name(ddl_writer *writer, const char *name, size_t length)
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

static void write_ddl_name(ddl_writer *writer, const char *name, bool generated)
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

static void write_table_name(ddl_writer *writer, const cu_table *table)
{
    if (table->options.schema) {
        write_ddl_name(writer, table->options.schema, false);
        cu_buffer_add_char(writer->buffer, '.');
    }
    write_ddl_name(writer, table->from.name, false);
}

static void write_column_names(ddl_writer *writer, cu_table_column *const *columns, size_t count)
{
    cu_buffer_add_char(writer->buffer, '(');
    for (size_t i = 0; i < count; i++) {
        cu_buffer_add(writer->buffer, i > 0 ? ", " : "");
        write_ddl_name(writer, columns[i]->column.name, false);
    }
    cu_buffer_add_char(writer->buffer, ')');
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

/* ---- constraints ------------------------------------------------------------------------------- */

/* An action the database does not have is left out: what would be done is refused then, and nothing gets lost. */
static bool has_action(uint32_t actions, unsigned action, size_t count)
{
    return action > 0 && action < count && (actions == 0 || (actions >> action & 1));
}

/* What a foreign key is followed by. */
static void write_actions(ddl_writer *writer, const cu_constraint *constraint)
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
static void write_deferrable(ddl_writer *writer, const cu_constraint *constraint)
{
    if (!(writer->ddl->deferrable >> constraint->kind & 1))
        return;
    if (constraint->deferrable || constraint->initially_deferred)
        cu_buffer_add(writer->buffer, " DEFERRABLE");
    if (constraint->initially_deferred)
        cu_buffer_add(writer->buffer, " INITIALLY DEFERRED");
}

static void write_foreign_key(ddl_writer *writer, const cu_constraint *constraint)
{
    cu_buffer_add(writer->buffer, "FOREIGN KEY");
    write_column_names(writer, constraint->columns, constraint->column_count);
    cu_buffer_add(writer->buffer, " REFERENCES ");
    if (writer->ddl->local_names)
        write_ddl_name(writer, constraint->referenced->from.name, false);
    else
        write_table_name(writer, constraint->referenced);
    cu_buffer_add_char(writer->buffer, ' ');
    write_column_names(writer, constraint->references, constraint->column_count);
    write_actions(writer, constraint);
}

/* A key of marked columns begins with the one that is generated: MySQL needs it there, and nobody else minds. */
static void write_key_columns(ddl_writer *writer, const cu_constraint *key)
{
    size_t first = 0;
    for (size_t i = 0; key->of_column && i < key->column_count; i++)
        if (key->columns[i]->autoincrement)
            first = i;
    cu_buffer_add_char(writer->buffer, '(');
    write_ddl_name(writer, key->columns[first]->column.name, false);
    for (size_t i = 0; i < key->column_count; i++) {
        if (i == first)
            continue;
        cu_buffer_add(writer->buffer, ", ");
        write_ddl_name(writer, key->columns[i]->column.name, false);
    }
    cu_buffer_add_char(writer->buffer, ')');
}

static void write_constraint_name(ddl_writer *writer, const char *name, bool generated)
{
    if (!name)
        return;
    cu_buffer_add(writer->buffer, "CONSTRAINT ");
    write_ddl_name(writer, name, generated);
    cu_buffer_add_char(writer->buffer, ' ');
}

static void write_constraint(ddl_writer *writer, const cu_constraint *constraint)
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
    default: cu_buffer_printf(writer->buffer, "CHECK (%s)", constraint->sql); break;
    }
    write_deferrable(writer, constraint);
}

/* Whether CREATE TABLE lists a constraint after the columns. */
static bool is_listed(const ddl_writer *writer, const cu_constraint *constraint)
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

static void begin_line(ddl_writer *writer)
{
    cu_buffer_add(writer->buffer, ",\n\t");
}

/* The key, then what was declared for the table, then what came with its columns. */
static void write_constraints(ddl_writer *writer, const cu_table *table)
{
    if (table->primary_key && !(writer->ddl->key_in_column && writer->ddl->key_in_column(table))) {
        begin_line(writer);
        write_constraint(writer, table->primary_key);
    }
    for (int of_column = 0; of_column < 2; of_column++) {
        for (size_t i = 0; i < table->constraints.count; i++) {
            const cu_constraint *constraint = table->constraints.items[i];
            if (constraint == table->primary_key || constraint->of_column != of_column ||
                !is_listed(writer, constraint))
                continue;
            begin_line(writer);
            write_constraint(writer, constraint);
        }
    }
}

/* Enumerations where they are no types: text that is one of the names. */
static void write_enum_checks(ddl_writer *writer, const cu_table *table)
{
    for (size_t i = 0; i < table->columns.count; i++) {
        const cu_table_column *column = cu_table_column_at(table, i);
        if (column->type.id != CUPEL_ENUM || !column->type.enumeration)
            continue;
        begin_line(writer);
        write_constraint_name(writer, column->check_name, true);
        cu_buffer_add(writer->buffer, "CHECK (");
        write_ddl_name(writer, column->column.name, false);
        cu_buffer_add(writer->buffer, " IN (");
        cu_ddl_write_enum_names(writer->sql, writer->buffer, column->type.enumeration, ", ");
        cu_buffer_add(writer->buffer, "))");
    }
}

/* ---- columns ----------------------------------------------------------------------------------- */

static void write_column_type(ddl_writer *writer, const cu_table_column *column)
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
        writer->code = ddl->write_type(writer->buffer, column, writer->error);
}

/* schema.name of the sequence of a column. */
static void write_sequence_name(cu_buffer *buffer, const cu_sql_dialect *sql,
                                const cu_table_column *column)
{
    if (column->table->options.schema) {
        cu_identifier_quote(sql, buffer, column->table->options.schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_identifier_quote(sql, buffer, column->options.sequence);
}

static void write_column_default(ddl_writer *writer, const cu_table_column *column)
{
    if (column->options.identity && writer->ddl->identity)
        cu_buffer_printf(writer->buffer, " GENERATED %s AS IDENTITY",
                         column->options.identity == CUPEL_IDENTITY_ALWAYS ? "ALWAYS"
                                                                           : "BY DEFAULT");
    else if (column->options.sequence && !column->options.server_default &&
             writer->ddl->sequence_open) {
        cu_buffer_printf(writer->buffer, " DEFAULT %s", writer->ddl->sequence_open);
        write_sequence_name(writer->buffer, writer->sql, column);
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

static void write_column_computed(ddl_writer *writer, const cu_table_column *column)
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

static void write_column_nullable(ddl_writer *writer, const cu_table_column *column)
{
    const char *text = " NOT NULL";
    if (column->nullable)
        text = writer->ddl->nullable_text ? writer->ddl->nullable_text(column) : NULL;
    cu_buffer_add(writer->buffer, text ? text : "");
}

static void write_column_comment(ddl_writer *writer, const cu_table_column *column)
{
    const char *comment = column->options.comment;
    if (!comment)
        return;
    cu_buffer_add(writer->buffer, " COMMENT ");
    cu_literal_quote(writer->sql, writer->buffer, comment, strlen(comment));
}

static void write_column_autoincrement(ddl_writer *writer, const cu_table_column *column)
{
    if (column->autoincrement && writer->ddl->write_autoincrement)
        writer->ddl->write_autoincrement(writer->buffer, column);
}

/* Checks of a column stand with it. */
static void write_column_checks(ddl_writer *writer, const cu_table_column *column)
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

static void write_ddl_column(ddl_writer *writer, const cu_table_column *column)
{
    static void (*const parts[CU_DDL_PART_COUNT])(ddl_writer *, const cu_table_column *) = {
        [CU_DDL_TYPE] = write_column_type,
        [CU_DDL_DEFAULT] = write_column_default,
        [CU_DDL_COMPUTED] = write_column_computed,
        [CU_DDL_NULLABLE] = write_column_nullable,
        [CU_DDL_COMMENT] = write_column_comment,
        [CU_DDL_AUTOINCREMENT] = write_column_autoincrement,
    };
    write_ddl_name(writer, column->column.name, false);
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
    ddl_writer writer = begin_ddl(sql, ddl, buffer, error);
    cu_buffer_add(buffer, "CREATE TABLE ");
    write_table_name(&writer, table);
    cu_buffer_add(buffer, " (");
    for (size_t i = 0; i < table->columns.count && writer.code == CUPEL_OK; i++) {
        cu_buffer_add(buffer, i > 0 ? ",\n\t" : "\n\t");
        write_ddl_column(&writer, cu_table_column_at(table, i));
    }
    write_constraints(&writer, table);
    if (ddl->enum_checks)
        write_enum_checks(&writer, table);
    cu_buffer_add(buffer, "\n)");
    if (ddl->write_table_options)
        ddl->write_table_options(buffer, table);
    return finish_ddl(&writer);
}

cupel_code cu_ddl_create_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                              cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    cu_buffer_add(buffer,
                  view->options.materialized ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ");
    write_table_name(&writer, view);
    for (size_t i = 0; i < view->columns.count; i++) {
        cu_buffer_add(buffer, i > 0 ? ", " : " (");
        write_ddl_name(&writer, view->columns.items[i]->name, false);
    }
    cu_buffer_printf(buffer, ") AS %s", view->options.view);
    return finish_ddl(&writer);
}

cupel_code cu_ddl_drop_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                            cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    cu_buffer_add(buffer, view->options.materialized ? "DROP MATERIALIZED VIEW " : "DROP VIEW ");
    write_table_name(&writer, view);
    return finish_ddl(&writer);
}

cupel_code cu_ddl_drop_table(const cu_sql_dialect *sql, const cu_table *table, cu_buffer *buffer,
                             cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    cu_buffer_add(buffer, "DROP TABLE ");
    write_table_name(&writer, table);
    return finish_ddl(&writer);
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
    ddl_writer writer = begin_ddl(sql, ddl, buffer, error);
    const char *schema = index->table->options.schema;
    if (index->sql && index->unique && !ddl->partial_indexes)
        writer.code = cu_error_set(error, CUPEL_COMPILE_ERROR,
                                   "(in table '%s'): the index '%s' is unique for some rows only, "
                                   "which %s does not have",
                                   index->table->from.name, index->name, sql->name);
    const char *kind = index_kind(ddl, index);
    cu_buffer_printf(buffer, "CREATE %s%s%sINDEX ", index->unique ? "UNIQUE " : "",
                     kind ? kind : "", kind ? " " : "");
    if (schema && ddl->local_names) {
        write_ddl_name(&writer, schema, false);
        cu_buffer_add_char(buffer, '.');
    }
    write_ddl_name(&writer, index->name, index->generated_name);
    cu_buffer_add(buffer, " ON ");
    if (ddl->local_names)
        write_ddl_name(&writer, index->table->from.name, false);
    else
        write_table_name(&writer, index->table);
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
    return finish_ddl(&writer);
}

cupel_code cu_ddl_add_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                 const cu_constraint *constraint, cu_buffer *buffer,
                                 cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, ddl, buffer, error);
    cu_buffer_add(buffer, "ALTER TABLE ");
    write_table_name(&writer, constraint->table);
    cu_buffer_add(buffer, " ADD ");
    write_constraint(&writer, constraint);
    return finish_ddl(&writer);
}

cupel_code cu_ddl_drop_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                  const cu_constraint *constraint, cu_buffer *buffer,
                                  cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, ddl, buffer, error);
    bool foreign = constraint->kind == CU_CONSTRAINT_FOREIGN_KEY;
    if (!constraint->name)
        return cu_error_set(error, CUPEL_COMPILE_ERROR,
                            "(in table '%s'): %s without a name cannot be dropped",
                            constraint->table->from.name, cu_constraint_describe(constraint->kind));
    cu_buffer_add(buffer, "ALTER TABLE ");
    write_table_name(&writer, constraint->table);
    cu_buffer_printf(buffer, " DROP %s ",
                     foreign && ddl->drop_foreign_key ? ddl->drop_foreign_key : "CONSTRAINT");
    write_ddl_name(&writer, constraint->name, constraint->generated_name);
    return finish_ddl(&writer);
}

/* ---- types, sequences, comments ---------------------------------------------------------------- */

static cupel_code write_enum_statement(const cu_sql_dialect *sql, const char *verb,
                                       const cupel_enum *enumeration, bool names, cu_buffer *buffer,
                                       cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    if (!enumeration->name)
        return cu_error_set(error, CUPEL_COMPILE_ERROR,
                            "an enumeration without a name cannot be a type of %s; name it in "
                            "CUPEL_ENUM_TYPE",
                            sql->name);
    cu_buffer_add(buffer, verb);
    write_ddl_name(&writer, enumeration->name, false);
    if (names) {
        cu_buffer_add(buffer, " AS ENUM (");
        cu_ddl_write_enum_names(sql, buffer, enumeration, ", ");
        cu_buffer_add_char(buffer, ')');
    }
    return finish_ddl(&writer);
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

static cupel_code write_sequence_statement(const cu_sql_dialect *sql, const char *verb,
                                           const cupel_sequence *sequence, const char *options,
                                           cu_buffer *buffer, cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    cu_buffer_add(buffer, verb);
    if (sequence->schema) {
        write_ddl_name(&writer, sequence->schema, false);
        cu_buffer_add_char(buffer, '.');
    }
    write_ddl_name(&writer, sequence->name, false);
    if (options)
        cu_buffer_printf(buffer, " %s", options);
    return finish_ddl(&writer);
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
    ddl_writer writer = begin_ddl(sql, NULL, buffer, error);
    cu_buffer name;
    cu_buffer_init(&name, CU_BUFFER_MAXIMUM);
    write_sequence_name(&name, sql, column);
    cu_buffer_add(buffer, "ALTER TABLE ");
    write_table_name(&writer, column->table);
    cu_buffer_add(buffer, " ALTER COLUMN ");
    write_ddl_name(&writer, column->column.name, false);
    cu_buffer_add(buffer, " SET DEFAULT nextval(");
    cu_literal_quote(sql, buffer, cu_buffer_text(&name), name.length);
    cu_buffer_add_char(buffer, ')');
    buffer->failed |= name.failed;
    cu_buffer_free(&name);
    return finish_ddl(&writer);
}

cupel_code cu_ddl_drop_sequence(const cu_sql_dialect *sql, const cupel_sequence *sequence,
                                cu_buffer *buffer, cu_error *error)
{
    return write_sequence_statement(sql, "DROP SEQUENCE ", sequence, NULL, buffer, error);
}

cupel_code cu_ddl_comment(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                          const cu_table *table, size_t number, cu_buffer *buffer, cu_error *error)
{
    ddl_writer writer = begin_ddl(sql, ddl, buffer, error);
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
    write_table_name(&writer, table);
    if (column) {
        cu_buffer_add_char(buffer, '.');
        write_ddl_name(&writer, column->column.name, false);
    }
    cu_buffer_add(buffer, " IS ");
    cu_literal_quote(sql, buffer, comment, strlen(comment));
    return finish_ddl(&writer);
}
