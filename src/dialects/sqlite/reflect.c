/*
 * dialects/sqlite/reflect.c - tables and views out of the statements that made
 * them, which is all SQLite keeps of names, checks and defaults.
 *
 * What stands with a column becomes a constraint of the table, which means the
 * same.  What happens ON CONFLICT is lost.
 */
#include "dialects/sqlite/reflect.h"

#include "dialects/sqlite/parse.h"
#include "dialects/sqlite/sql.h"

#include <strings.h>

/* ---- names ------------------------------------------------------------------------------------- */

static void add_master(cu_buffer *buffer, const char *schema)
{
    if (schema) {
        cu_identifier_quote(&cu_sql_sqlite, buffer, schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_buffer_add(buffer, "sqlite_master");
}

void cu_sqlite_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema)
{
    switch (kind) {
    case CU_OBJECT_TABLE:
        cu_buffer_add(buffer, "SELECT name FROM ");
        add_master(buffer, schema);
        cu_buffer_add(buffer, " WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                              "ORDER BY name");
        break;
    case CU_OBJECT_VIEW:
        cu_buffer_add(buffer, "SELECT name FROM ");
        add_master(buffer, schema);
        cu_buffer_add(buffer, " WHERE type = 'view' ORDER BY rowid");
        break;
    case CU_OBJECT_SEQUENCE:
    case CU_OBJECT_FREE_SEQUENCE: break;
    case CU_OBJECT_SCHEMA:
        cu_buffer_add(buffer, "SELECT name FROM pragma_database_list ORDER BY seq");
        break;
    case CU_OBJECT_DEFAULT_SCHEMA: cu_buffer_add(buffer, "SELECT 'main'"); break;
    }
}

/* ---- constraints ------------------------------------------------------------------------------- */

/* A statement being read. */
typedef struct table_parser {
    cu_sqlite_parser words;
    cu_reflection *reflection;
    const char *key_column; /* whose own line says that it is the key; NULL */
    bool descending;        /* ... DESC, which is no alias of the rowid */
    size_t key_count;       /* columns of the primary key */
    cupel_code code;
} table_parser;

static void skip_conflict(cu_sqlite_parser *words)
{
    cu_sqlite_parser before = *words;
    if (cu_sqlite_take(words, "ON") && cu_sqlite_take(words, "CONFLICT"))
        cu_sqlite_next(words);
    else
        *words = before;
}

/* Adds a constraint; the columns of it, and what they refer to, are there already. */
static void add_constraint(table_parser *parser, cupel_item_kind kind,
                           const cupel_constraint_options *options, size_t columns)
{
    if (columns > CUPEL_CONSTRAINT_COLUMNS)
        cu_reflect_warn(parser->reflection, "a constraint over more than 16 columns",
                        options->name);
    else
        cupel_table_builder_constraint(parser->reflection->builder, kind, options);
}

/* (a, b COLLATE x DESC): the names; how many. */
static size_t take_columns(table_parser *parser, const char *columns[CUPEL_CONSTRAINT_COLUMNS])
{
    cu_sqlite_parser *words = &parser->words;
    size_t count = 0;
    cu_sqlite_next(words);
    while (words->token.kind != CU_SQLITE_END && !cu_sqlite_is(words, ")")) {
        const char *name = cu_sqlite_take_name(words);
        if (count++ < CUPEL_CONSTRAINT_COLUMNS)
            columns[count - 1] = name;
        while (words->token.kind != CU_SQLITE_END && !cu_sqlite_is(words, ",") &&
               !cu_sqlite_is(words, ")"))
            cu_sqlite_next(words);
        cu_sqlite_take(words, ",");
    }
    cu_sqlite_next(words);
    return count;
}

static cupel_action take_action(cu_sqlite_parser *words)
{
    if (cu_sqlite_take(words, "CASCADE"))
        return CUPEL_CASCADE;
    if (cu_sqlite_take(words, "RESTRICT"))
        return CUPEL_RESTRICT;
    if (cu_sqlite_take(words, "NO")) {
        cu_sqlite_take(words, "ACTION");
        return CUPEL_NO_ACTION;
    }
    cu_sqlite_take(words, "SET");
    if (cu_sqlite_take(words, "NULL"))
        return CUPEL_SET_NULL;
    cu_sqlite_take(words, "DEFAULT");
    return CUPEL_SET_DEFAULT;
}

static void take_deferrable(cu_sqlite_parser *words, cupel_constraint_options *options)
{
    cu_sqlite_parser before = *words;
    bool not = cu_sqlite_take(words, "NOT");
    if (!cu_sqlite_take(words, "DEFERRABLE")) {
        *words = before; /* NOT NULL comes */
        return;
    }
    options->deferrable = !not ;
    if (cu_sqlite_take(words, "INITIALLY")) {
        options->initially_deferred = cu_sqlite_is(words, "DEFERRED") && !not ;
        cu_sqlite_next(words);
    }
}

typedef struct key_columns {
    const char **names;
    size_t count;
    cu_arena *arena;
} key_columns;

static cupel_code add_key_column(cu_reflection *reflection, const cupel_row *row, void *data)
{
    key_columns *keys = data;
    (void)reflection;
    if (keys->count < CUPEL_CONSTRAINT_COLUMNS)
        keys->names[keys->count++] = cu_arena_strdup(keys->arena, cupel_row_text_at(row, 0));
    return CUPEL_OK;
}

/* What REFERENCES table means: its primary key. */
static size_t find_key_of(table_parser *parser, const char *table,
                          const char *columns[CUPEL_CONSTRAINT_COLUMNS])
{
    cu_reflection *reflection = parser->reflection;
    const char *schema = reflection->schema ? reflection->schema : "main";
    key_columns keys = { .names = columns, .arena = &reflection->scratch };
    cupel_code code = cu_reflect_each(
        reflection, "SELECT name FROM pragma_table_info(:name, :schema) WHERE pk > 0 ORDER BY pk",
        CUPEL_VALUES(cupel_bind("name", table), cupel_bind("schema", schema)), add_key_column,
        &keys);
    if (parser->code == CUPEL_OK)
        parser->code = code;
    return keys.count;
}

/* REFERENCES table (columns) and what follows, at the table's name. */
static void take_references(table_parser *parser, cupel_constraint_options *options, size_t columns)
{
    cu_sqlite_parser *words = &parser->words;
    const char *names[CUPEL_CONSTRAINT_COLUMNS] = { NULL };
    const char *table = cu_sqlite_take_name(words);
    size_t count =
        cu_sqlite_is(words, "(") ? take_columns(parser, names) : find_key_of(parser, table, names);
    for (size_t i = 0; i < count && i < columns && i < CUPEL_CONSTRAINT_COLUMNS; i++)
        options->references[i] =
            cu_reflect_refer(parser->reflection, parser->reflection->schema, table, names[i]);
    for (;;) {
        if (cu_sqlite_take(words, "ON")) {
            bool on_delete = cu_sqlite_is(words, "DELETE");
            cu_sqlite_next(words);
            cupel_action action = take_action(words);
            *(on_delete ? &options->on_delete : &options->on_update) = action;
        } else if (cu_sqlite_take(words, "MATCH")) {
            cu_sqlite_next(words);
        } else {
            break;
        }
    }
    take_deferrable(words, options);
    if (count == columns)
        add_constraint(parser, CUPEL_ITEM_FOREIGN_KEY, options, columns);
    else
        cu_reflect_warn(parser->reflection, "a foreign key that fits no key", table);
}

/* A constraint of the table; past it. */
static void take_table_constraint(table_parser *parser)
{
    cu_sqlite_parser *words = &parser->words;
    cupel_constraint_options options = { 0 };
    if (cu_sqlite_take(words, "CONSTRAINT"))
        options.name = cu_sqlite_take_name(words);
    if (cu_sqlite_take(words, "PRIMARY")) {
        cu_sqlite_take(words, "KEY");
        parser->key_count = take_columns(parser, options.columns);
        add_constraint(parser, CUPEL_ITEM_PRIMARY_KEY, &options, parser->key_count);
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "UNIQUE")) {
        size_t count = take_columns(parser, options.columns);
        add_constraint(parser, CUPEL_ITEM_UNIQUE, &options, count);
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "CHECK")) {
        options.sql = cu_sqlite_take_parentheses(words);
        add_constraint(parser, CUPEL_ITEM_CHECK, &options, 0);
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "FOREIGN")) {
        cu_sqlite_take(words, "KEY");
        size_t count = take_columns(parser, options.columns);
        cu_sqlite_take(words, "REFERENCES");
        take_references(parser, &options, count);
    } else {
        cu_sqlite_next(words);
    }
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* What a column's line says. */
typedef struct column_line {
    const char *name, *type, *collation;
    cupel_column_options options;
} column_line;

/* Whether the type of a column ends before the current word. */
static bool at_column_constraint(const cu_sqlite_parser *words)
{
    static const char *const starts[] = { "CONSTRAINT", "PRIMARY",    "NOT",       "NULL",
                                          "UNIQUE",     "CHECK",      "DEFAULT",   "COLLATE",
                                          "REFERENCES", "GENERATED",  "AS",        ",",
                                          ")",          "DEFERRABLE", "INITIALLY", "ON" };
    for (size_t i = 0; i < CU_LENGTH(starts); i++)
        if (cu_sqlite_is(words, starts[i]))
            return true;
    return words->token.kind == CU_SQLITE_END;
}

static const char *take_column_type(cu_sqlite_parser *words)
{
    const char *start = words->token.start;
    while (!at_column_constraint(words)) {
        if (cu_sqlite_is(words, "("))
            (void)cu_sqlite_take_parentheses(words);
        else
            cu_sqlite_next(words);
    }
    return cu_sqlite_text_since(words, start);
}

/* A literal, with its sign, or an expression in parentheses. */
static const char *take_default(cu_sqlite_parser *words)
{
    const char *start = words->token.start;
    if (cu_sqlite_is(words, "(")) {
        (void)cu_sqlite_take_parentheses(words);
        return cu_sqlite_text_since(words, start);
    }
    if (cu_sqlite_is(words, "-") || cu_sqlite_is(words, "+"))
        cu_sqlite_next(words);
    bool number = words->token.kind == CU_SQLITE_OTHER;
    cu_sqlite_next(words);
    /* the rest of 1e-5 */
    while (number &&
           (cu_sqlite_is(words, "-") || cu_sqlite_is(words, "+") ||
            words->token.kind == CU_SQLITE_OTHER) &&
           !cu_sqlite_is(words, ",") && !cu_sqlite_is(words, ")"))
        cu_sqlite_next(words);
    return cu_sqlite_text_since(words, start);
}

static void take_key_of_column(table_parser *parser, column_line *line,
                               cupel_constraint_options *options)
{
    cu_sqlite_parser *words = &parser->words;
    cu_sqlite_take(words, "KEY");
    parser->descending = cu_sqlite_take(words, "DESC");
    cu_sqlite_take(words, "ASC");
    skip_conflict(words);
    if (cu_sqlite_take(words, "AUTOINCREMENT"))
        parser->reflection->options.autoincrement = true;
    parser->key_column = line->name;
    parser->key_count = 1;
    add_constraint(parser, CUPEL_ITEM_PRIMARY_KEY, options, 1);
}

static void take_computed(cu_sqlite_parser *words, column_line *line)
{
    cu_sqlite_take(words, "GENERATED");
    cu_sqlite_take(words, "ALWAYS");
    cu_sqlite_take(words, "AS");
    line->options.computed = cu_sqlite_take_parentheses(words);
    line->options.stored = cu_sqlite_take(words, "STORED");
    cu_sqlite_take(words, "VIRTUAL");
}

/* One thing that is said of a column; past it. */
static void take_column_constraint(table_parser *parser, column_line *line)
{
    cu_sqlite_parser *words = &parser->words;
    cupel_constraint_options options = { .columns = { line->name } };
    if (cu_sqlite_take(words, "CONSTRAINT"))
        options.name = cu_sqlite_take_name(words);
    if (cu_sqlite_take(words, "PRIMARY")) {
        take_key_of_column(parser, line, &options);
    } else if (cu_sqlite_take(words, "NOT")) {
        cu_sqlite_take(words, "NULL");
        line->options.nullable = CUPEL_NO;
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "NULL")) {
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "UNIQUE")) {
        add_constraint(parser, CUPEL_ITEM_UNIQUE, &options, 1);
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "CHECK")) {
        options.columns[0] = NULL;
        options.sql = cu_sqlite_take_parentheses(words);
        add_constraint(parser, CUPEL_ITEM_CHECK, &options, 0);
        skip_conflict(words);
    } else if (cu_sqlite_take(words, "DEFAULT")) {
        line->options.server_default = take_default(words);
    } else if (cu_sqlite_take(words, "COLLATE")) {
        line->collation = cu_sqlite_take_name(words);
    } else if (cu_sqlite_take(words, "REFERENCES")) {
        take_references(parser, &options, 1);
    } else if (cu_sqlite_is(words, "GENERATED") || cu_sqlite_is(words, "AS")) {
        take_computed(words, line);
    } else {
        cu_sqlite_next(words);
    }
}

static void take_column(table_parser *parser)
{
    cu_sqlite_parser *words = &parser->words;
    column_line line = { .name = cu_sqlite_take_name(words) };
    line.options.nullable = CUPEL_YES;
    line.type = take_column_type(words);
    while (words->token.kind != CU_SQLITE_END && !cu_sqlite_is(words, ",") &&
           !cu_sqlite_is(words, ")"))
        take_column_constraint(parser, &line);
    cu_sqlite_set_type(parser->reflection, &line.options, line.type, line.collation);
    /* Only a key of exactly this type is the rowid, unless it was declared DESC. */
    bool descending = parser->key_column == line.name && parser->descending;
    if (strcasecmp(line.type, "INTEGER") != 0 || parser->reflection->options.without_rowid ||
        descending)
        line.options.autoincrement = CUPEL_NO;
    if (descending && strcasecmp(line.type, "INTEGER") == 0)
        line.options.type_sql = "INT";
    cupel_table_builder_column(parser->reflection->builder, line.name, &line.options);
}

/* ---- tables, views, indexes -------------------------------------------------------------------- */

static bool at_table_constraint(const cu_sqlite_parser *words)
{
    static const char *const starts[] = { "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN" };
    for (size_t i = 0; i < CU_LENGTH(starts); i++)
        if (cu_sqlite_is(words, starts[i]))
            return true;
    return false;
}

/* What stands behind the columns, which has to be known before them; at the opening parenthesis. */
static void read_table_options(const table_parser *parser)
{
    cu_sqlite_parser words = parser->words;
    (void)cu_sqlite_take_parentheses(&words);
    while (words.token.kind != CU_SQLITE_END) {
        if (cu_sqlite_is(&words, "ROWID"))
            parser->reflection->options.without_rowid = true;
        if (cu_sqlite_is(&words, "STRICT"))
            parser->reflection->options.strict = true;
        cu_sqlite_next(&words);
    }
}

/* Past CREATE and what follows, to behind the name. */
static void skip_to_body(cu_sqlite_parser *words, const char *kind)
{
    while (words->token.kind != CU_SQLITE_END && !cu_sqlite_take(words, kind))
        cu_sqlite_next(words);
    (void)cu_sqlite_take_name(words);
}

static cupel_code read_table(cu_reflection *reflection, const char *sql)
{
    table_parser parser = { .reflection = reflection };
    cu_sqlite_parser *words = &parser.words;
    cu_sqlite_parse(words, sql, &reflection->scratch);
    skip_to_body(words, "TABLE");
    read_table_options(&parser);
    cu_sqlite_next(words);
    bool columns = true;
    while (words->token.kind != CU_SQLITE_END && !cu_sqlite_is(words, ")")) {
        columns = columns && !at_table_constraint(words);
        if (columns)
            take_column(&parser);
        else
            take_table_constraint(&parser);
        cu_sqlite_take(words, ",");
    }
    return parser.code;
}

/* Columns of what has no CREATE TABLE: views, virtual tables. */
static cupel_code add_pragma_column(cu_reflection *reflection, const cupel_row *row, void *data)
{
    cupel_column_options options = { .autoincrement = CUPEL_NO, .nullable = CUPEL_YES };
    (void)data;
    cu_sqlite_set_type(reflection, &options,
                       cu_arena_strdup(&reflection->scratch, cupel_row_text_at(row, 1)), NULL);
    cupel_table_builder_column(reflection->builder, cupel_row_text_at(row, 0), &options);
    return CUPEL_OK;
}

static cupel_code read_pragma_columns(cu_reflection *reflection)
{
    const char *schema = reflection->schema ? reflection->schema : "main";
    return cu_reflect_each(
        reflection, "SELECT name, type FROM pragma_table_info(:name, :schema) ORDER BY cid",
        CUPEL_VALUES(cupel_bind("name", reflection->name), cupel_bind("schema", schema)),
        add_pragma_column, NULL);
}

static cupel_code read_view(cu_reflection *reflection, const char *sql)
{
    cu_sqlite_parser words;
    cu_sqlite_parse(&words, sql, &reflection->scratch);
    skip_to_body(&words, "VIEW");
    if (cu_sqlite_is(&words, "("))
        (void)cu_sqlite_take_parentheses(&words);
    const char *start = words.at; /* behind AS */
    while (words.token.kind != CU_SQLITE_END)
        cu_sqlite_next(&words);
    reflection->options.view = cu_sqlite_text_since(&words, start);
    return read_pragma_columns(reflection);
}

/* One thing that is indexed: a column and nothing else; else false. */
static bool take_plain_key(cu_sqlite_parser *words, const char **column)
{
    bool named = words->token.kind == CU_SQLITE_WORD || words->token.kind == CU_SQLITE_NAME;
    *column = cu_sqlite_take_name(words);
    cu_sqlite_take(words, "ASC");
    return named && (cu_sqlite_is(words, ",") || cu_sqlite_is(words, ")"));
}

static cupel_code read_index(cu_reflection *reflection, const cupel_row *row, void *data)
{
    cupel_constraint_options options = { .name = cupel_row_text_at(row, 0) };
    cu_sqlite_parser words;
    size_t count = 0;
    bool plain = true;
    (void)data;
    cu_sqlite_parse(&words, cupel_row_text_at(row, 1), &reflection->scratch);
    cu_sqlite_next(&words);
    options.unique = cu_sqlite_is(&words, "UNIQUE");
    skip_to_body(&words, "INDEX");
    cu_sqlite_take(&words, "ON");
    (void)cu_sqlite_take_name(&words);
    cu_sqlite_parser keys = words;
    const char *text = cu_sqlite_take_parentheses(&words);
    do {
        cu_sqlite_next(&keys); /* past the parenthesis or comma */
        const char *column;
        plain = plain && take_plain_key(&keys, &column) && count < CUPEL_CONSTRAINT_COLUMNS;
        if (plain)
            options.columns[count++] = column;
    } while (plain && cu_sqlite_is(&keys, ","));
    if (!plain) {
        memset(options.columns, 0, sizeof options.columns);
        options.keys = cu_arena_printf(&reflection->scratch, "(%s)", text);
    }
    if (cu_sqlite_is(&words, "WHERE")) {
        const char *start = words.at;
        while (words.token.kind != CU_SQLITE_END)
            cu_sqlite_next(&words);
        options.sql = cu_sqlite_text_since(&words, start);
    }
    cupel_table_builder_constraint(reflection->builder, CUPEL_ITEM_INDEX, &options);
    return CUPEL_OK;
}

/* What sqlite_master says of the table or view. */
typedef struct master_row {
    const char *type, *sql;
} master_row;

static cupel_code read_master_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    master_row *master = data;
    reflection->found = true;
    master->type = cu_reflect_text(reflection, cupel_row_text_at(row, 0));
    master->sql = cu_reflect_text(reflection, cupel_row_text_at(row, 1));
    return CUPEL_OK;
}

/* A query of the schema's sqlite_master, with the parameter :name. */
static cupel_code ask_master(cu_reflection *reflection, const char *columns, const char *conditions,
                             cu_reflect_row function, void *data)
{
    cu_buffer sql;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    cu_buffer_printf(&sql, "SELECT %s FROM ", columns);
    add_master(&sql, reflection->schema);
    cu_buffer_printf(&sql, " WHERE %s", conditions);
    cupel_code code =
        sql.failed
            ? cu_error_no_memory(reflection->error)
            : cu_reflect_each(reflection, cu_buffer_text(&sql),
                              CUPEL_VALUES(cupel_bind("name", reflection->name)), function, data);
    cu_buffer_free(&sql);
    return code;
}

cupel_code cu_sqlite_reflect_table(cu_reflection *reflection)
{
    master_row master = { NULL, NULL };
    cupel_code code = ask_master(reflection, "type, sql",
                                 "name = :name COLLATE NOCASE AND type IN ('table', 'view')",
                                 read_master_row, &master);
    if (code != CUPEL_OK || !reflection->found || !master.type || !master.sql)
        return code;
    if (strcmp(master.type, "view") == 0)
        return read_view(reflection, master.sql);
    if (strncasecmp(master.sql, "CREATE VIRTUAL", strlen("CREATE VIRTUAL")) == 0) {
        cu_reflect_warn(reflection, "what makes it a virtual table", reflection->name);
        return read_pragma_columns(reflection);
    }
    code = read_table(reflection, master.sql);
    return code == CUPEL_OK ? ask_master(reflection, "name, sql",
                                         "tbl_name = :name COLLATE NOCASE AND type = 'index' AND "
                                         "sql IS NOT NULL ORDER BY name",
                                         read_index, NULL)
                            : code;
}
