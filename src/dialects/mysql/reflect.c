/*
 * dialects/mysql/reflect.c - tables and views out of MySQL's and MariaDB's
 * information_schema.
 *
 * The two differ: MariaDB gives defaults as SQL, MySQL as plain text, and MySQL
 * does not say which table a check belongs to.  An index that the server made for
 * a foreign key by itself is left out: it comes back with the foreign key.
 */
#include "dialects/mysql/reflect.h"

#include "dialects/mysql/sql.h"

#include <strings.h>

/* ---- names ------------------------------------------------------------------------------------- */

static void mysql_add_schema(cu_buffer *buffer, const char *schema)
{
    if (schema)
        cu_literal_quote(&cu_sql_mysql, buffer, schema, strlen(schema));
    else
        cu_buffer_add(buffer, "DATABASE()");
}

static void mysql_add_tables(cu_buffer *buffer, const char *types, const char *schema)
{
    cu_buffer_printf(buffer,
                     "SELECT table_name FROM information_schema.tables WHERE table_type IN (%s) "
                     "AND table_schema = ",
                     types);
    mysql_add_schema(buffer, schema);
    cu_buffer_add(buffer, " ORDER BY table_name");
}

/* A view stands behind those whose names its definition has. */
static void mysql_add_views(cu_buffer *buffer, const char *schema)
{
    cu_buffer_add(buffer,
                  "WITH RECURSIVE v AS (SELECT table_name AS name, view_definition AS definition "
                  "FROM information_schema.views WHERE table_schema = ");
    mysql_add_schema(buffer, schema);
    cu_buffer_add(buffer,
                  "), d AS (SELECT name, 0 AS depth FROM v UNION SELECT v.name, d.depth + 1 FROM d "
                  "JOIN v ON v.name <> d.name AND LOCATE(CONCAT('`', d.name, '`'), v.definition) > "
                  "0 WHERE d.depth < 30) SELECT name FROM d GROUP BY name ORDER BY MAX(depth), "
                  "name");
}

void cu_mysql_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema)
{
    switch (kind) {
    case CU_OBJECT_TABLE:
        mysql_add_tables(buffer, "'BASE TABLE', 'SYSTEM VERSIONED'", schema);
        break;
    case CU_OBJECT_VIEW: mysql_add_views(buffer, schema); break;
    case CU_OBJECT_SEQUENCE:
    case CU_OBJECT_FREE_SEQUENCE: mysql_add_tables(buffer, "'SEQUENCE'", schema); break;
    case CU_OBJECT_SCHEMA:
        cu_buffer_add(buffer, "SELECT schema_name FROM information_schema.schemata ORDER BY "
                              "schema_name");
        break;
    case CU_OBJECT_DEFAULT_SCHEMA: cu_buffer_add(buffer, "SELECT DATABASE()"); break;
    }
}

void cu_mysql_sequence_sql(cu_buffer *buffer, const char *schema, const char *name)
{
    cu_buffer_add(buffer, "SELECT CONCAT('START WITH ', start_value, ' MINVALUE ', minimum_value, "
                          "' MAXVALUE ', maximum_value, ' INCREMENT BY ', increment, ' CACHE ', "
                          "cache_size, IF(cycle_option, ' CYCLE', ' NOCYCLE')) FROM ");
    if (schema) {
        cu_identifier_quote(&cu_sql_mysql, buffer, schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_identifier_quote(&cu_sql_mysql, buffer, name);
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* What the parts of one table share. */
typedef struct maria_table {
    bool is_mariadb, is_divided;
    const char *schema, *collation;
} maria_table;

/* In this order in the rows. */
enum {
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_NULLABLE,
    COLUMN_DEFAULT,
    COLUMN_EXTRA,
    COLUMN_COLLATION,
    COLUMN_COMMENT,
    COLUMN_GENERATED,
    COLUMN_KEY,
    COLUMN_CHECK
};

/* The check that stands with a column in CREATE TABLE is MariaDB's. */
#define MARIA_COLUMNS_SQL(check)                                                                  \
    "SELECT c.column_name, c.column_type, c.is_nullable = 'YES', c.column_default, c.extra, "     \
    "c.collation_name, c.column_comment, c.generation_expression, c.column_key, " check           \
    " FROM information_schema.columns c WHERE c.table_schema = :schema AND c.table_name = :name " \
    "ORDER BY c.ordinal_position"

static const char maria_columns_sql[] = MARIA_COLUMNS_SQL(
    "(SELECT k.check_clause FROM information_schema.check_constraints k WHERE k.constraint_schema "
    "= :schema AND k.table_name = :name AND k.constraint_name = c.column_name AND "
    "k.level = 'Column')");
static const char mysql_columns_sql[] = MARIA_COLUMNS_SQL("NULL");

static const char *maria_text(const cupel_row *row, int position)
{
    return cupel_row_is_null_at(row, position) ? NULL : cupel_row_text_at(row, position);
}

/* A default as SQL. */
static const char *maria_default(cu_reflection *reflection, const maria_table *table,
                                 const char *text, const char *extra)
{
    cu_buffer sql;
    if (!text || (table->is_mariadb && strcmp(text, "NULL") == 0))
        return NULL;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    if (table->is_mariadb || strncasecmp(text, "CURRENT_TIMESTAMP", 17) == 0 ||
        strncmp(text, "b'", 2) == 0)
        cu_buffer_add(&sql, text);
    else if (strstr(extra, "DEFAULT_GENERATED"))
        cu_buffer_printf(&sql, "(%s)", text);
    else
        cu_literal_quote(&cu_sql_mysql, &sql, text, strlen(text));
    const char *update = strstr(extra, "on update ");
    if (update)
        cu_buffer_printf(&sql, " ON UPDATE %s", update + strlen("on update "));
    reflection->scratch.failed |= sql.failed;
    const char *copy = cu_reflect_text(reflection, cu_buffer_text(&sql));
    cu_buffer_free(&sql);
    return copy;
}

/* MariaDB keeps JSON as text with a check. */
static bool maria_is_json(const char *name, const char *type, const char *check)
{
    const char *at = check ? check + strlen("json_valid(`") : NULL;
    return check && strcmp(type, "longtext") == 0 && strncmp(check, "json_valid(`", 12) == 0 &&
           strncmp(at, name, strlen(name)) == 0 && strcmp(at + strlen(name), "`)") == 0;
}

/* What must stand behind the type that CREATE TABLE would not write there. */
static void maria_add_to_type(cu_reflection *reflection, cupel_column_options *options,
                              const char *type, const char *words)
{
    const char *so_far = options->type_sql ? options->type_sql : type;
    options->type_sql = cu_arena_printf(&reflection->scratch, "%s %s", so_far, words);
}

static void maria_set_collation(cu_reflection *reflection, cupel_column_options *options,
                                const maria_table *table, const char *type, const char *collation)
{
    if (!collation || cu_text_equal(collation, table->collation) || options->type == CUPEL_JSON)
        return;
    if (options->type_sql || options->type == CUPEL_ENUM) {
        char words[100];
        snprintf(words, sizeof words, "COLLATE %.80s", collation);
        maria_add_to_type(reflection, options, type, words);
    } else {
        options->collation = cu_reflect_text(reflection, collation);
    }
}

static cupel_code maria_add_column(cu_reflection *reflection, const cupel_row *row, void *data)
{
    const maria_table *table = data;
    cupel_column_options options = { .autoincrement = CUPEL_NO };
    const char *name = cupel_row_text_at(row, COLUMN_NAME);
    const char *type = cupel_row_text_at(row, COLUMN_TYPE);
    const char *extra = cupel_row_text_at(row, COLUMN_EXTRA);
    const char *generated = maria_text(row, COLUMN_GENERATED);
    const char *check = maria_text(row, COLUMN_CHECK);
    cupel_code code = cu_mysql_find_type(reflection, &options, type);
    if (code != CUPEL_OK)
        return code;
    if (maria_is_json(name, type, check))
        options.type = CUPEL_JSON;
    else
        options.check = cu_reflect_text(reflection, check);
    maria_set_collation(reflection, &options, table, type, maria_text(row, COLUMN_COLLATION));
    options.nullable = cupel_row_int_at(row, COLUMN_NULLABLE) ? CUPEL_YES : CUPEL_NO;
    options.comment = cu_reflect_text(reflection, maria_text(row, COLUMN_COMMENT));
    options.server_update = strstr(extra, "on update ") != NULL;
    if (generated && *generated) {
        options.computed = cu_reflect_text(reflection, generated);
        options.stored = strstr(extra, "STORED") || strstr(extra, "PERSISTENT");
    } else {
        options.server_default =
            maria_default(reflection, table, maria_text(row, COLUMN_DEFAULT), extra);
    }
    if (strstr(extra, "auto_increment")) {
        if (strcmp(cupel_row_text_at(row, COLUMN_KEY), "PRI") == 0)
            options.autoincrement = CUPEL_YES;
        else
            maria_add_to_type(reflection, &options, type, "AUTO_INCREMENT");
    }
    cupel_table_builder_column(reflection->builder, name, &options);
    return CUPEL_OK;
}

/* ---- keys and indexes -------------------------------------------------------------------------- */

/* In this order in the rows. */
enum { INDEX_NAME, INDEX_UNIQUE, INDEX_TYPE, INDEX_COLUMN, INDEX_KEYS, INDEX_SPECIAL };

static const char maria_indexes_sql[] =
    "SELECT s.index_name, s.non_unique = 0, s.index_type, s.column_name, k.key_text, k.special "
    "FROM information_schema.statistics s JOIN (SELECT index_name, GROUP_CONCAT(CONCAT('`', "
    "REPLACE(column_name, '`', '``'), '`', IF(index_type IN ('FULLTEXT', 'SPATIAL') OR sub_part IS "
    "NULL, '', CONCAT('(', sub_part, ')')), IF(collation = 'D', ' DESC', '')) ORDER BY "
    "seq_in_index SEPARATOR ', ') AS key_text, MAX(index_type NOT IN ('FULLTEXT', 'SPATIAL') AND "
    "(sub_part IS NOT NULL OR COALESCE(collation, 'A') = 'D')) AS special FROM "
    "information_schema.statistics WHERE table_schema = :schema AND table_name = :name GROUP BY "
    "index_name) k ON k.index_name = s.index_name WHERE s.table_schema = :schema AND s.table_name "
    "= :name AND NOT (s.non_unique AND EXISTS (SELECT 1 FROM information_schema.table_constraints "
    "t WHERE t.table_schema = :schema AND t.table_name = :name AND t.constraint_name = "
    "s.index_name AND t.constraint_type = 'FOREIGN KEY')) ORDER BY s.index_name, s.seq_in_index";

static cupel_code maria_add_index(cu_reflection *reflection, const cupel_row *row, void *data)
{
    const char *name = cupel_row_text_at(row, INDEX_NAME);
    const char *method = cupel_row_text_at(row, INDEX_TYPE);
    bool unique = cupel_row_int_at(row, INDEX_UNIQUE), primary = strcmp(name, "PRIMARY") == 0;
    bool special = cupel_row_int_at(row, INDEX_SPECIAL);
    bool plain = strcmp(method, "BTREE") == 0;
    cupel_item_kind kind = primary                       ? CUPEL_ITEM_PRIMARY_KEY
                           : unique && !special && plain ? CUPEL_ITEM_UNIQUE
                                                         : CUPEL_ITEM_INDEX;
    (void)data;
    if (!maria_text(row, INDEX_COLUMN)) {
        cu_reflect_warn(reflection, "an index over an expression", name);
        return CUPEL_OK;
    }
    cupel_constraint_options *options = cu_reflect_constraint(reflection, kind, name);
    if (!options)
        return cu_error_no_memory(reflection->error);
    if (!primary)
        options->name = cu_reflect_text(reflection, name);
    if (kind == CUPEL_ITEM_INDEX) {
        options->unique = unique;
        options->method = plain ? NULL : cu_reflect_text(reflection, method);
    }
    if (kind == CUPEL_ITEM_INDEX && special)
        options->keys =
            cu_arena_printf(&reflection->scratch, "(%s)", cupel_row_text_at(row, INDEX_KEYS));
    else
        cu_reflect_constraint_column(reflection, cupel_row_text_at(row, INDEX_COLUMN), NULL);
    return CUPEL_OK;
}

/* ---- foreign keys ------------------------------------------------------------------------------ */

/* In this order in the rows. */
enum { KEY_NAME, KEY_ON_DELETE, KEY_ON_UPDATE, KEY_COLUMN, KEY_SCHEMA, KEY_TABLE, KEY_REFERENCE };

static const char maria_foreign_keys_sql[] =
    "SELECT k.constraint_name, r.delete_rule, r.update_rule, k.column_name, "
    "k.referenced_table_schema, k.referenced_table_name, k.referenced_column_name FROM "
    "information_schema.key_column_usage k JOIN information_schema.referential_constraints r ON "
    "r.constraint_schema = :schema AND r.table_name = :name AND "
    "r.constraint_name = k.constraint_name WHERE k.table_schema = :schema AND k.table_name = :name "
    "AND k.referenced_table_name IS NOT NULL ORDER BY k.constraint_name, k.ordinal_position";

/* RESTRICT is what comes of saying nothing. */
static cupel_action maria_find_action(const char *rule)
{
    static const struct {
        const char *rule;
        cupel_action action;
    } actions[] = { { "CASCADE", CUPEL_CASCADE },
                    { "SET NULL", CUPEL_SET_NULL },
                    { "NO ACTION", CUPEL_NO_ACTION },
                    { "SET DEFAULT", CUPEL_SET_DEFAULT } };
    for (size_t i = 0; i < CU_LENGTH(actions); i++)
        if (strcmp(actions[i].rule, rule) == 0)
            return actions[i].action;
    return CUPEL_ACTION_UNSET;
}

static cupel_code maria_add_foreign_key(cu_reflection *reflection, const cupel_row *row, void *data)
{
    const maria_table *table = data;
    const char *name = cupel_row_text_at(row, KEY_NAME);
    const char *schema = cupel_row_text_at(row, KEY_SCHEMA);
    cupel_constraint_options *options =
        cu_reflect_constraint(reflection, CUPEL_ITEM_FOREIGN_KEY, name);
    if (!options)
        return cu_error_no_memory(reflection->error);
    /* A table of the same schema is named as this one was asked for. */
    if (strcmp(schema, table->schema) == 0)
        schema = reflection->schema;
    options->name = cu_reflect_text(reflection, name);
    options->on_delete = maria_find_action(cupel_row_text_at(row, KEY_ON_DELETE));
    options->on_update = maria_find_action(cupel_row_text_at(row, KEY_ON_UPDATE));
    cu_reflect_constraint_column(reflection, cupel_row_text_at(row, KEY_COLUMN),
                                 cu_reflect_refer(reflection, schema,
                                                  cupel_row_text_at(row, KEY_TABLE),
                                                  cupel_row_text_at(row, KEY_REFERENCE)));
    return CUPEL_OK;
}

/* ---- checks ------------------------------------------------------------------------------------ */

static const char maria_checks_sql[] =
    "SELECT k.constraint_name, k.check_clause FROM information_schema.check_constraints k WHERE "
    "k.constraint_schema = :schema AND k.table_name = :name AND k.level = 'Table' ORDER BY "
    "k.constraint_name";
static const char mysql_checks_sql[] =
    "SELECT k.constraint_name, k.check_clause FROM information_schema.check_constraints k JOIN "
    "information_schema.table_constraints t ON t.constraint_schema = k.constraint_schema AND "
    "t.constraint_name = k.constraint_name WHERE t.table_schema = :schema AND t.table_name = :name "
    "AND t.constraint_type = 'CHECK' ORDER BY k.constraint_name";

static cupel_code maria_add_check(cu_reflection *reflection, const cupel_row *row, void *data)
{
    (void)data;
    cupel_table_builder_constraint(reflection->builder, CUPEL_ITEM_CHECK,
                                   &(cupel_constraint_options){ .name = cupel_row_text_at(row, 0),
                                                                .sql = cupel_row_text_at(row, 1) });
    return CUPEL_OK;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* In this order in the row. */
enum {
    TABLE_SCHEMA,
    TABLE_IS_MARIADB,
    TABLE_ENGINE,
    TABLE_CHARSET,
    TABLE_COLLATION,
    TABLE_COMMENT,
    TABLE_VIEW,
    TABLE_IS_DIVIDED
};

static const char maria_table_sql[] =
    "SELECT t.table_schema, VERSION() LIKE '%MariaDB%', t.engine, a.character_set_name, "
    "t.table_collation, t.table_comment, v.view_definition, coalesce(t.create_options LIKE "
    "'%partitioned%', 0) FROM "
    "information_schema.tables t LEFT "
    "JOIN information_schema.collation_character_set_applicability a ON a.collation_name = "
    "t.table_collation LEFT JOIN information_schema.views v ON v.table_schema = :schema AND "
    "v.table_name = :name WHERE t.table_schema = :schema AND t.table_name = :name AND t.table_type "
    "<> 'SEQUENCE'";

/* A view's SELECT without the schema that all names have there, unless it was asked for. */
static const char *maria_read_view(cu_reflection *reflection, const char *text, const char *schema)
{
    cu_buffer prefix, out;
    bool quoted = false;
    if (!text || !*text || reflection->schema)
        return cu_reflect_text(reflection, text);
    cu_buffer_init(&prefix, CU_BUFFER_MAXIMUM);
    cu_buffer_init(&out, CU_BUFFER_MAXIMUM);
    cu_identifier_quote_always(&cu_sql_mysql, &prefix, schema);
    cu_buffer_add_char(&prefix, '.');
    while (*text) {
        if (*text == '\'')
            quoted = !quoted;
        if (!quoted && !prefix.failed &&
            strncmp(text, cu_buffer_text(&prefix), prefix.length) == 0) {
            text += prefix.length;
            continue;
        }
        if (quoted && *text == '\\' && text[1])
            cu_buffer_add_char(&out, *text++);
        cu_buffer_add_char(&out, *text++);
    }
    reflection->scratch.failed |= prefix.failed || out.failed;
    const char *copy = cu_reflect_text(reflection, cu_buffer_text(&out));
    cu_buffer_free(&prefix);
    cu_buffer_free(&out);
    return copy;
}

static cupel_code maria_read_table(cu_reflection *reflection, const cupel_row *row, void *data)
{
    maria_table *table = data;
    cupel_table_options *options = &reflection->options;
    reflection->found = true;
    table->is_mariadb = cupel_row_int_at(row, TABLE_IS_MARIADB);
    table->is_divided = cupel_row_int_at(row, TABLE_IS_DIVIDED);
    table->schema = cu_reflect_text(reflection, cupel_row_text_at(row, TABLE_SCHEMA));
    table->collation = cu_reflect_text(reflection, maria_text(row, TABLE_COLLATION));
    options->view = maria_read_view(reflection, maria_text(row, TABLE_VIEW), table->schema);
    if (options->view)
        return CUPEL_OK;
    options->engine = cu_reflect_text(reflection, maria_text(row, TABLE_ENGINE));
    options->charset = cu_reflect_text(reflection, maria_text(row, TABLE_CHARSET));
    options->collation = table->collation;
    options->comment = cu_reflect_text(reflection, maria_text(row, TABLE_COMMENT));
    return CUPEL_OK;
}

/* How rows are divided stands at the end of CREATE TABLE, as a comment where versions differ. */
static cupel_code maria_read_partitions(cu_reflection *reflection, const cupel_row *row, void *data)
{
    static const char words[] = "PARTITION BY ";
    const char *text = cupel_row_text_at(row, 1), *found = NULL;
    (void)data;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        if (at > text && (at[-1] == ' ' || at[-1] == '\n'))
            found = at + strlen(words);
    size_t length = found ? strlen(found) : 0;
    if (length > 2 && strcmp(found + length - 2, "*/") == 0)
        length -= 2;
    if (found)
        reflection->options.partition_by = cu_arena_strndup(&reflection->scratch, found, length);
    return CUPEL_OK;
}

static cupel_code maria_ask_partitions(cu_reflection *reflection)
{
    cu_buffer sql;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    cu_buffer_add(&sql, "SHOW CREATE TABLE ");
    if (reflection->schema) {
        cu_identifier_quote_always(&cu_sql_mysql, &sql, reflection->schema);
        cu_buffer_add_char(&sql, '.');
    }
    cu_identifier_quote_always(&cu_sql_mysql, &sql, reflection->name);
    cupel_code code = sql.failed ? cu_error_no_memory(reflection->error)
                                 : cu_reflect_each(reflection, cu_buffer_text(&sql), 0, NULL,
                                                   maria_read_partitions, NULL);
    cu_buffer_free(&sql);
    return code;
}

static cupel_code maria_read_schema(cu_reflection *reflection, const cupel_row *row, void *data)
{
    maria_table *table = data;
    table->schema = cu_reflect_text(reflection, maria_text(row, 0));
    return CUPEL_OK;
}

cupel_code cu_mysql_reflect_table(cu_reflection *reflection)
{
    maria_table table = { .is_mariadb = true, .schema = reflection->schema };
    cupel_code code = CUPEL_OK;
    /* The server looks at one schema only where its name is a value. */
    if (!table.schema)
        code = cu_reflect_each(reflection, "SELECT DATABASE()", 0, NULL, maria_read_schema, &table);
    if (code == CUPEL_OK)
        code = cu_reflect_each(
            reflection, maria_table_sql,
            CUPEL_VALUES(cupel_bind("schema", table.schema), cupel_bind("name", reflection->name)),
            maria_read_table, &table);
    if (code == CUPEL_OK && table.is_divided)
        code = maria_ask_partitions(reflection);
    const struct {
        const char *sql;
        cu_reflect_row function;
    } parts[] = { { table.is_mariadb ? maria_columns_sql : mysql_columns_sql, maria_add_column },
                  { maria_indexes_sql, maria_add_index },
                  { maria_foreign_keys_sql, maria_add_foreign_key },
                  { table.is_mariadb ? maria_checks_sql : mysql_checks_sql, maria_add_check } };
    for (size_t i = 0; i < CU_LENGTH(parts) && code == CUPEL_OK && reflection->found; i++)
        code = cu_reflect_each(
            reflection, parts[i].sql,
            CUPEL_VALUES(cupel_bind("schema", table.schema), cupel_bind("name", reflection->name)),
            parts[i].function, &table);
    return code;
}
