/*
 * dialects/postgresql/reflect.c - tables and views out of the server's catalogue.
 *
 * Expressions come as the server writes them, with names in other schemas
 * qualified and those on the search path not, so that they mean the same where
 * they are used with the same path.
 */
#include "dialects/postgresql/reflect.h"

#include "base/number.h"
#include "dialects/postgresql/sql.h"

/* ---- names ------------------------------------------------------------------------------------- */

static void add_schema_condition(cu_buffer *buffer, const char *schema)
{
    if (schema) {
        cu_buffer_add(buffer, " AND n.nspname = ");
        cu_literal_quote(&cu_sql_postgresql, buffer, schema, strlen(schema));
    } else {
        cu_buffer_add(buffer, " AND n.nspname = current_schema()");
    }
}

void cu_postgresql_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema)
{
    static const char relations[] =
        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ";
    switch (kind) {
    case CU_OBJECT_TABLE:
        cu_buffer_printf(buffer, "SELECT c.relname%sWHERE c.relkind IN ('r', 'p')", relations);
        add_schema_condition(buffer, schema);
        cu_buffer_add(buffer, " ORDER BY c.relname");
        break;
    case CU_OBJECT_VIEW:
        /* Numbers grow with each that is created. */
        cu_buffer_printf(buffer, "SELECT c.relname%sWHERE c.relkind IN ('v', 'm')", relations);
        add_schema_condition(buffer, schema);
        cu_buffer_add(buffer, " ORDER BY c.oid");
        break;
    case CU_OBJECT_SEQUENCE:
        cu_buffer_printf(buffer, "SELECT c.relname%sWHERE c.relkind = 'S'", relations);
        add_schema_condition(buffer, schema);
        cu_buffer_add(buffer, " ORDER BY c.relname");
        break;
    case CU_OBJECT_FREE_SEQUENCE:
        cu_buffer_printf(
            buffer,
            "SELECT c.relname, 'AS ' || pg_catalog.format_type(s.seqtypid, NULL) || "
            "' START WITH ' || s.seqstart || ' INCREMENT BY ' || s.seqincrement || "
            "' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' CACHE ' || s.seqcache || "
            "CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END%sJOIN pg_catalog.pg_sequence s ON "
            "s.seqrelid = c.oid WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE "
            "d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN "
            "('a', 'i'))",
            relations);
        add_schema_condition(buffer, schema);
        cu_buffer_add(buffer, " ORDER BY c.relname");
        break;
    case CU_OBJECT_SCHEMA:
        cu_buffer_add(buffer, "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE "
                              "'pg\\_%' ORDER BY nspname");
        break;
    case CU_OBJECT_DEFAULT_SCHEMA: cu_buffer_add(buffer, "SELECT current_schema()"); break;
    }
}

/* ---- types ------------------------------------------------------------------------------------- */

typedef struct server_type {
    const char *name; /* as format_type() says, without what is in parentheses */
    cupel_type_id id;
    bool same; /* CREATE TABLE makes the same of the id */
} server_type;

static const server_type server_types[] = {
    { "boolean", CUPEL_BOOLEAN, true },
    { "smallint", CUPEL_SMALL_INTEGER, true },
    { "integer", CUPEL_INTEGER, true },
    { "bigint", CUPEL_BIG_INTEGER, true },
    { "real", CUPEL_FLOAT, false },
    { "double precision", CUPEL_DOUBLE, true },
    { "numeric", CUPEL_NUMERIC, true },
    { "character varying", CUPEL_STRING, true },
    { "character", CUPEL_STRING, false },
    { "name", CUPEL_STRING, false },
    { "text", CUPEL_TEXT, true },
    { "bytea", CUPEL_BLOB, true },
    { "date", CUPEL_DATE, true },
    { "time without time zone", CUPEL_TIME, true },
    { "timestamp without time zone", CUPEL_DATETIME, true },
    { "timestamp with time zone", CUPEL_TIMESTAMP, true },
    { "interval", CUPEL_INTERVAL, true },
    { "uuid", CUPEL_UUID, true },
    { "json", CUPEL_JSON, true },
    { "jsonb", CUPEL_JSON, false },
    { "oid", CUPEL_BIG_INTEGER, false },
};

/* Of "numeric(10,2)": the name without what is in parentheses, and the numbers there. */
static void split_type(const char *text, char name[64], int64_t numbers[2], bool *modified)
{
    const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
    numbers[0] = numbers[1] = 0;
    *modified = close != NULL;
    if (!close) {
        snprintf(name, 64, "%s", text);
        return;
    }
    const char *comma = memchr(open, ',', (size_t)(close - open));
    const char *first_end = comma ? comma : close;
    snprintf(name, 64, "%.*s%s", (int)(open - text), text, close + 1);
    if (!cu_int_parse(open + 1, (size_t)(first_end - open) - 1, &numbers[0]) ||
        (comma && !cu_int_parse(comma + 1, (size_t)(close - comma) - 1, &numbers[1])))
        numbers[0] = numbers[1] = 0;
}

/* Whether the details of a type are what the id with these options says. */
static bool take_details(cupel_column_options *options, const int64_t numbers[2])
{
    switch (options->type) {
    case CUPEL_STRING: options->length = (int)numbers[0]; return true;
    case CUPEL_NUMERIC:
        if (numbers[1] < 0 || numbers[1] > numbers[0])
            return false;
        options->precision = (int)numbers[0];
        options->scale = (int)numbers[1];
        return true;
    default: return false;
    }
}

/* The nearest type that cupel has; `declared` is what the column says, `text` what that is based on. */
static void find_type(cu_reflection *reflection, cupel_column_options *options,
                      const char *declared, const char *text)
{
    char name[64];
    int64_t numbers[2];
    bool modified, same = false;
    split_type(text, name, numbers, &modified);
    options->type = CUPEL_TEXT;
    for (size_t i = 0; i < CU_LENGTH(server_types); i++) {
        if (strcmp(server_types[i].name, name) != 0)
            continue;
        options->type = server_types[i].id;
        same = server_types[i].same;
        if (modified)
            same &= take_details(options, numbers);
    }
    if (!same || strcmp(declared, text) != 0)
        options->type_sql = cu_reflect_text(reflection, declared);
}

/* ---- enumerations ------------------------------------------------------------------------------ */

typedef struct enum_labels {
    cu_arena *arena;
    cu_vector(cupel_enum_item) items;
} enum_labels;

static cupel_code add_label_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    enum_labels *labels = data;
    cupel_enum_item item = { cu_arena_strdup(labels->arena, cupel_row_text(row, 0)),
                             (int)labels->items.count };
    return item.name && cu_vector_push(&labels->items, item)
               ? CUPEL_OK
               : cu_error_no_memory(reflection->error);
}

/* The type of a column that is an enumeration; its description lives as long as the table's. */
static cupel_code find_enum(cu_reflection *reflection, cupel_column_options *options,
                            const char *name, int64_t type)
{
    enum_labels labels = { .arena = reflection->arena };
    cupel_code code = cu_reflect_each(
        reflection,
        "SELECT enumlabel FROM pg_catalog.pg_enum WHERE enumtypid = CAST(:type AS oid) ORDER BY "
        "enumsortorder",
        CUPEL_VALUES(cupel_bind("type", type)), add_label_row, &labels);
    cupel_enum *enumeration = cu_arena_alloc_zero(reflection->arena, sizeof *enumeration);
    cupel_enum_item *items =
        cu_arena_alloc_array(reflection->arena, labels.items.count, sizeof *items);
    if (code == CUPEL_OK && (!enumeration || !items))
        code = cu_error_no_memory(reflection->error);
    if (code == CUPEL_OK) {
        for (size_t i = 0; i < labels.items.count; i++)
            items[i] = labels.items.items[i];
        *enumeration =
            (cupel_enum){ cu_arena_strdup(reflection->arena, name), items, labels.items.count };
        options->type = CUPEL_ENUM;
        options->enumeration = enumeration;
    }
    cu_vector_free(&labels.items);
    return code;
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* In this order in the rows. */
enum {
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_BASE_TYPE,
    COLUMN_NOT_NULL,
    COLUMN_DEFAULT,
    COLUMN_GENERATED,
    COLUMN_IDENTITY,
    COLUMN_COMMENT,
    COLUMN_COLLATION,
    COLUMN_ENUM_NAME,
    COLUMN_ENUM_OID,
    COLUMN_ENUM_VISIBLE,
    COLUMN_SEQUENCE,
    COLUMN_OWNS_SEQUENCE,
    COLUMN_IS_KEY,
    COLUMN_IDENTITY_OPTIONS,
    COLUMN_DOMAIN
};

/* What CREATE SEQUENCE would have to say of an identity column, without what goes without saying. */
#define IDENTITY_OPTIONS_SQL                                                                       \
    "(SELECT concat_ws(' ', CASE WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin "   \
    "ELSE q.seqmax END THEN 'START WITH ' || q.seqstart END, CASE WHEN q.seqincrement <> 1 THEN "  \
    "'INCREMENT BY ' || q.seqincrement END, CASE WHEN CASE WHEN q.seqincrement > 0 THEN q.seqmin " \
    "<> 1 ELSE q.seqmin NOT IN (-32768, -2147483648, -9223372036854775808) END THEN 'MINVALUE ' "  \
    "|| q.seqmin END, CASE WHEN CASE WHEN q.seqincrement < 0 THEN q.seqmax <> -1 ELSE q.seqmax "   \
    "NOT IN (32767, 2147483647, 9223372036854775807) END THEN 'MAXVALUE ' || q.seqmax END, CASE "  \
    "WHEN q.seqcache <> 1 THEN 'CACHE ' || q.seqcache END, CASE WHEN q.seqcycle THEN 'CYCLE' "     \
    "END) "                                                                                        \
    "FROM pg_catalog.pg_depend i JOIN pg_catalog.pg_sequence q ON q.seqrelid = i.objid WHERE "     \
    "i.classid = 'pg_catalog.pg_class'::regclass AND i.refclassid = "                              \
    "'pg_catalog.pg_class'::regclass AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum "    \
    "AND "                                                                                         \
    "i.deptype = 'i')"

/* What CREATE DOMAIN says behind AS, where the domain is found without its schema. */
#define DOMAIN_SQL                                                                                 \
    "CASE WHEN t.typtype = 'd' AND pg_catalog.pg_type_is_visible(t.oid) THEN "                     \
    "pg_catalog.format_type(t.typbasetype, t.typtypmod) || coalesce((SELECT ' COLLATE ' || "       \
    "quote_ident(y.collname) FROM pg_catalog.pg_type b JOIN pg_catalog.pg_collation y ON y.oid = " \
    "t.typcollation WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation), '') || "    \
    "coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE "   \
    "'' "                                                                                          \
    "END || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(w.conname) || ' ' || "       \
    "pg_catalog.pg_get_constraintdef(w.oid), '' ORDER BY w.conname) FROM "                         \
    "pg_catalog.pg_constraint w WHERE w.contypid = t.oid AND w.contype = 'c'), '') END"

static const char columns_sql[] =
    "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN t.typtype = 'd' "
    "THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) ELSE "
    "pg_catalog.format_type(a.atttypid, a.atttypmod) END, a.attnotnull, "
    "pg_catalog.pg_get_expr(d.adbin, d.adrelid), CAST(a.attgenerated AS text), CAST(a.attidentity "
    "AS text), pg_catalog.col_description(a.attrelid, a.attnum), CASE WHEN a.attcollation <> "
    "t.typcollation THEN co.collname END, CASE WHEN t.typtype = 'e' THEN t.typname END, "
    "CAST(t.oid AS bigint), pg_catalog.pg_type_is_visible(t.oid), s.relname, s.owned, "
    "coalesce(a.attnum = ALL (k.indkey), false), " IDENTITY_OPTIONS_SQL ", " DOMAIN_SQL " "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation "
    "LEFT JOIN pg_catalog.pg_index k ON k.indrelid = a.attrelid AND k.indisprimary "
    /* the sequence that is all of the default, where it is in the schema of the table */
    "LEFT JOIN LATERAL (SELECT q.relname, EXISTS (SELECT 1 FROM pg_catalog.pg_depend o WHERE "
    "o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = q.oid AND o.refobjid = a.attrelid "
    "AND o.refobjsubid = a.attnum AND o.deptype = 'a') AS owned FROM pg_catalog.pg_depend e JOIN "
    "pg_catalog.pg_class q ON q.oid = e.refobjid AND q.relkind = 'S' WHERE e.classid = "
    "'pg_catalog.pg_attrdef'::regclass AND e.objid = d.oid AND q.relnamespace = c.relnamespace AND "
    "pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%::regclass)' LIMIT 1) s ON true "
    "WHERE a.attrelid = CAST(:table AS oid) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY "
    "a.attnum";

static const char *text_or_null(const cupel_row *row, int position)
{
    return cupel_row_is_null_at(row, position) ? NULL : cupel_row_text_at(row, position);
}

static void find_default(cu_reflection *reflection, cupel_column_options *options,
                         const cupel_row *row)
{
    const char *expression = text_or_null(row, COLUMN_DEFAULT);
    const char *sequence = text_or_null(row, COLUMN_SEQUENCE);
    const char *identity = cupel_row_text_at(row, COLUMN_IDENTITY);
    bool integer = options->type == CUPEL_INTEGER || options->type == CUPEL_SMALL_INTEGER ||
                   options->type == CUPEL_BIG_INTEGER;
    bool key = cupel_row_bool_at(row, COLUMN_IS_KEY);
    options->autoincrement = CUPEL_NO;
    if (*identity) {
        options->identity = *identity == 'a' ? CUPEL_IDENTITY_ALWAYS : CUPEL_IDENTITY_BY_DEFAULT;
        options->autoincrement = key ? CUPEL_YES : CUPEL_NO;
        options->identity_options =
            cu_reflect_text(reflection, text_or_null(row, COLUMN_IDENTITY_OPTIONS));
    } else if (expression && *cupel_row_text_at(row, COLUMN_GENERATED) == 's') {
        options->computed = cu_reflect_text(reflection, expression);
        options->stored = true;
    } else if (sequence && integer && !options->type_sql) {
        options->autoincrement = key ? CUPEL_YES : CUPEL_NO;
        if (!key || !cupel_row_bool_at(row, COLUMN_OWNS_SEQUENCE))
            options->sequence = cu_reflect_text(reflection, sequence);
    } else {
        options->server_default = cu_reflect_text(reflection, expression);
    }
}

static cupel_code add_column_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    cupel_column_options options = { 0 };
    const char *enum_name = text_or_null(row, COLUMN_ENUM_NAME);
    const char *declared = cupel_row_text_at(row, COLUMN_TYPE);
    cupel_code code = CUPEL_OK;
    (void)data;
    if (enum_name) {
        code = find_enum(reflection, &options, enum_name, cupel_row_int_at(row, COLUMN_ENUM_OID));
        if (!cupel_row_bool_at(row, COLUMN_ENUM_VISIBLE))
            options.type_sql = cu_reflect_text(reflection, declared);
    } else {
        find_type(reflection, &options, declared, cupel_row_text_at(row, COLUMN_BASE_TYPE));
    }
    if (code != CUPEL_OK)
        return code;
    options.collation = cu_reflect_text(reflection, text_or_null(row, COLUMN_COLLATION));
    if (!options.collation)
        options.domain = cu_reflect_text(reflection, text_or_null(row, COLUMN_DOMAIN));
    if (options.collation && options.type_sql)
        options.type_sql = cu_arena_printf(&reflection->scratch, "%s COLLATE \"%s\"",
                                           options.type_sql, options.collation);
    options.nullable = cupel_row_bool_at(row, COLUMN_NOT_NULL) ? CUPEL_NO : CUPEL_YES;
    options.comment = cu_reflect_text(reflection, text_or_null(row, COLUMN_COMMENT));
    find_default(reflection, &options, row);
    cupel_table_builder_column(reflection->builder, cupel_row_text_at(row, COLUMN_NAME), &options);
    return CUPEL_OK;
}

/* ---- constraints ------------------------------------------------------------------------------- */

/* In this order in the rows. */
enum {
    KEY_ID,
    KEY_NAME,
    KEY_TYPE,
    KEY_DEFERRABLE,
    KEY_DEFERRED,
    KEY_ON_DELETE,
    KEY_ON_UPDATE,
    KEY_CONDITION,
    KEY_COLUMN,
    KEY_SCHEMA,
    KEY_TABLE,
    KEY_REFERENCE,
    KEY_EXCLUSION
};

/* The name of the schema of a table r in namespace n: one that is found without is named without, unless another is nearer. */
#define SCHEMA_SQL                                                                                \
    "CASE WHEN NOT pg_catalog.pg_table_is_visible(r.oid) OR (r.relnamespace <> c.relnamespace "   \
    "AND "                                                                                        \
    "EXISTS (SELECT 1 FROM pg_catalog.pg_class o WHERE o.relname = r.relname AND o.relnamespace " \
    "= "                                                                                          \
    "c.relnamespace)) THEN n.nspname END"

/* Of a partition, its key, and what the table that it is one of does not have. */
static const char constraints_sql[] =
    "SELECT CAST(con.oid AS text), con.conname, CAST(con.contype AS text), con.condeferrable, "
    "con.condeferred, CAST(con.confdeltype AS text), CAST(con.confupdtype AS text), CASE WHEN "
    "con.contype = 'c' THEN pg_catalog.pg_get_expr(con.conbin, con.conrelid) END, "
    "a.attname, " SCHEMA_SQL ", r.relname, f.attname, CASE WHEN con.contype = 'x' THEN "
    "pg_catalog.pg_get_constraintdef(con.oid) END FROM pg_catalog.pg_constraint con "
    "JOIN pg_catalog.pg_class c ON c.oid = con.conrelid LEFT JOIN LATERAL unnest(con.conkey, "
    "con.confkey) WITH ORDINALITY AS k(here, there, place) ON con.contype NOT IN ('c', 'x') LEFT "
    "JOIN "
    "pg_catalog.pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.here LEFT JOIN "
    "pg_catalog.pg_class r ON r.oid = con.confrelid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = "
    "r.relnamespace LEFT JOIN pg_catalog.pg_attribute f ON f.attrelid = con.confrelid AND f.attnum "
    "= k.there WHERE con.conrelid = CAST(:table AS oid) AND con.contype IN ('p', 'u', 'c', 'f', "
    "'x') AND (con.conparentid = 0 OR con.contype = 'p') AND NOT (c.relispartition AND con.contype "
    "= "
    "'c' AND NOT con.conislocal) ORDER BY con.conname, con.oid, k.place";

static cupel_action find_action(char letter)
{
    switch (letter) {
    case 'r': return CUPEL_RESTRICT;
    case 'c': return CUPEL_CASCADE;
    case 'n': return CUPEL_SET_NULL;
    case 'd': return CUPEL_SET_DEFAULT;
    default: return CUPEL_ACTION_UNSET; /* 'a', which is what comes of saying nothing */
    }
}

/* Of "EXCLUDE USING gist (...) WHERE (...) DEFERRABLE INITIALLY DEFERRED": without the first word and the last ones. */
static const char *read_exclusion(cu_reflection *reflection, const char *text)
{
    static const char *const tails[] = { " INITIALLY DEFERRED", " DEFERRABLE" };
    size_t start = strlen("EXCLUDE "), end = strlen(text);
    for (size_t i = 0; i < CU_LENGTH(tails); i++)
        if (end > strlen(tails[i]) &&
            strncmp(text + end - strlen(tails[i]), tails[i], strlen(tails[i])) == 0)
            end -= strlen(tails[i]);
    return end > start ? cu_arena_strndup(&reflection->scratch, text + start, end - start) : NULL;
}

static cupel_code add_constraint_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    cupel_item_kind kind;
    (void)data;
    switch (*cupel_row_text_at(row, KEY_TYPE)) {
    case 'p': kind = CUPEL_ITEM_PRIMARY_KEY; break;
    case 'u': kind = CUPEL_ITEM_UNIQUE; break;
    case 'c': kind = CUPEL_ITEM_CHECK; break;
    case 'f': kind = CUPEL_ITEM_FOREIGN_KEY; break;
    default: kind = CUPEL_ITEM_EXCLUDE; break;
    }
    cupel_constraint_options *options =
        cu_reflect_constraint(reflection, kind, cupel_row_text_at(row, KEY_ID));
    if (!options)
        return cu_error_no_memory(reflection->error);
    options->name = cu_reflect_text(reflection, cupel_row_text_at(row, KEY_NAME));
    options->deferrable = cupel_row_bool_at(row, KEY_DEFERRABLE);
    options->initially_deferred = cupel_row_bool_at(row, KEY_DEFERRED);
    options->sql = cu_reflect_text(reflection, text_or_null(row, KEY_CONDITION));
    if (kind == CUPEL_ITEM_EXCLUDE)
        options->keys = read_exclusion(reflection, cupel_row_text_at(row, KEY_EXCLUSION));
    if (kind == CUPEL_ITEM_CHECK || kind == CUPEL_ITEM_EXCLUDE)
        return CUPEL_OK;
    const char *reference = NULL;
    if (kind == CUPEL_ITEM_FOREIGN_KEY) {
        options->on_delete = find_action(*cupel_row_text_at(row, KEY_ON_DELETE));
        options->on_update = find_action(*cupel_row_text_at(row, KEY_ON_UPDATE));
        reference = cu_reflect_refer(reflection, text_or_null(row, KEY_SCHEMA),
                                     cupel_row_text_at(row, KEY_TABLE),
                                     cupel_row_text_at(row, KEY_REFERENCE));
    }
    cu_reflect_constraint_column(reflection, cupel_row_text_at(row, KEY_COLUMN), reference);
    return CUPEL_OK;
}

/* ---- indexes ----------------------------------------------------------------------------------- */

/* In this order in the rows. */
enum {
    INDEX_NAME,
    INDEX_UNIQUE,
    INDEX_METHOD,
    INDEX_CONDITION,
    INDEX_PLAIN,
    INDEX_SQL,
    INDEX_COLUMN
};

/* Those that no constraint made.  Plain: columns and nothing else, in the order that needs no word. */
static const char indexes_sql[] =
    "SELECT i.relname, x.indisunique, m.amname, pg_catalog.pg_get_expr(x.indpred, x.indrelid), "
    "x.indexprs IS NULL AND x.indnkeyatts = x.indnatts AND 0 = ALL (x.indoption) AND NOT EXISTS "
    "(SELECT 1 FROM unnest(x.indclass, x.indcollation, x.indkey) AS p(opclass, coll, key) JOIN "
    "pg_catalog.pg_opclass o ON o.oid = p.opclass JOIN pg_catalog.pg_attribute b ON b.attrelid = "
    "x.indrelid AND b.attnum = p.key WHERE NOT o.opcdefault OR (p.coll <> 0 AND p.coll "
    "<> b.attcollation)) AND i.reloptions IS NULL, pg_catalog.pg_get_indexdef(x.indexrelid), "
    "a.attname FROM "
    "pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN "
    "pg_catalog.pg_am m ON m.oid = i.relam LEFT JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS "
    "k(key, place) ON true LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND "
    "a.attnum = k.key WHERE x.indrelid = CAST(:table AS oid) AND NOT x.indisprimary AND NOT "
    "i.relispartition AND NOT EXISTS "
    "(SELECT 1 FROM pg_catalog.pg_constraint con WHERE con.conindid = x.indexrelid AND con.contype "
    "IN ('p', 'u', 'x')) ORDER BY i.relname, k.place";

/* Of "CREATE INDEX name ON table USING method (keys) ... WHERE (condition)": all from the keys to the condition. */
static const char *find_index_keys(cu_reflection *reflection, const char *sql, const char *method,
                                   const char *condition)
{
    char using[80];
    snprintf(using, sizeof using, " USING %s ", method);
    const char *start = strstr(sql, using);
    size_t tail = condition ? strlen(" WHERE ") + strlen(condition) : 0;
    if (!start || strlen(start) < strlen(using) + tail)
        return NULL;
    start += strlen(using);
    return cu_arena_strndup(&reflection->scratch, start, strlen(start) - tail);
}

static cupel_code add_index_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    const char *name = cupel_row_text_at(row, INDEX_NAME);
    const char *method = cupel_row_text_at(row, INDEX_METHOD);
    const char *condition = text_or_null(row, INDEX_CONDITION);
    (void)data;
    cupel_constraint_options *options = cu_reflect_constraint(reflection, CUPEL_ITEM_INDEX, name);
    if (!options)
        return cu_error_no_memory(reflection->error);
    options->name = cu_reflect_text(reflection, name);
    options->unique = cupel_row_bool_at(row, INDEX_UNIQUE);
    options->sql = cu_reflect_text(reflection, condition);
    if (strcmp(method, "btree") != 0)
        options->method = cu_reflect_text(reflection, method);
    if (cupel_row_bool_at(row, INDEX_PLAIN))
        cu_reflect_constraint_column(reflection, cupel_row_text_at(row, INDEX_COLUMN), NULL);
    else
        options->keys =
            find_index_keys(reflection, cupel_row_text_at(row, INDEX_SQL), method, condition);
    return CUPEL_OK;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* In this order in the row. */
enum {
    TABLE_OID,
    TABLE_KIND,
    TABLE_COMMENT,
    TABLE_SPACE,
    TABLE_VIEW,
    TABLE_PARTITION_BY,
    TABLE_PARTITION_VALUES,
    TABLE_DIVIDED_SCHEMA,
    TABLE_DIVIDED
};

static const char table_sql[] =
    "SELECT CAST(c.oid AS bigint), CAST(c.relkind AS text), pg_catalog.obj_description(c.oid, "
    "'pg_class'), s.spcname, CASE WHEN c.relkind IN ('v', 'm') THEN "
    "pg_catalog.pg_get_viewdef(c.oid) END, CASE WHEN c.relkind = 'p' THEN "
    "pg_catalog.pg_get_partkeydef(c.oid) END, CASE WHEN c.relispartition THEN "
    "pg_catalog.pg_get_expr(c.relpartbound, c.oid) END, " SCHEMA_SQL ", r.relname FROM "
    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace h ON h.oid = c.relnamespace LEFT JOIN "
    "pg_catalog.pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN pg_catalog.pg_inherits p ON "
    "p.inhrelid = c.oid AND c.relispartition LEFT JOIN pg_catalog.pg_class r ON r.oid = "
    "p.inhparent LEFT JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace WHERE c.relname = "
    "CAST(:name AS text) AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND (h.nspname = "
    "CAST(:schema AS text) OR (CAST(:schema AS text) IS NULL AND "
    "pg_catalog.pg_table_is_visible(c.oid)))";

static cupel_code read_table_row(cu_reflection *reflection, const cupel_row *row, void *data)
{
    cupel_table_options *options = &reflection->options;
    char *view = (char *)(uintptr_t)cu_reflect_text(reflection, text_or_null(row, TABLE_VIEW));
    size_t length = view ? strlen(view) : 0;
    *(int64_t *)data = cupel_row_int_at(row, TABLE_OID);
    reflection->found = true;
    options->comment = cu_reflect_text(reflection, text_or_null(row, TABLE_COMMENT));
    options->tablespace = cu_reflect_text(reflection, text_or_null(row, TABLE_SPACE));
    if (length > 0 && view[length - 1] == ';')
        view[length - 1] = '\0';
    options->view = view;
    options->materialized = *cupel_row_text_at(row, TABLE_KIND) == 'm';
    options->partition_by = cu_reflect_text(reflection, text_or_null(row, TABLE_PARTITION_BY));
    options->partition_values =
        cu_reflect_text(reflection, text_or_null(row, TABLE_PARTITION_VALUES));
    if (options->partition_values)
        options->partition_of =
            cu_reflect_refer(reflection, text_or_null(row, TABLE_DIVIDED_SCHEMA),
                             cupel_row_text_at(row, TABLE_DIVIDED), NULL);
    return CUPEL_OK;
}

cupel_code cu_postgresql_reflect_table(cu_reflection *reflection)
{
    static const struct {
        const char *sql;
        cu_reflect_row function;
    } parts[] = { { columns_sql, add_column_row },
                  { constraints_sql, add_constraint_row },
                  { indexes_sql, add_index_row } };
    int64_t table = 0;
    cupel_code code = cu_reflect_each(reflection, table_sql,
                                      CUPEL_VALUES(cupel_bind("name", reflection->name),
                                                   cupel_bind("schema", reflection->schema)),
                                      read_table_row, &table);
    for (size_t i = 0; i < CU_LENGTH(parts) && code == CUPEL_OK && reflection->found; i++)
        code = cu_reflect_each(reflection, parts[i].sql, CUPEL_VALUES(cupel_bind("table", table)),
                               parts[i].function, NULL);
    return code;
}
