/*
 * dialects/mysql/sql.c - what MySQL and MariaDB write differently: backticks,
 * concat(), LIMIT offset, count, <=>, index hints.
 */
#include "dialects/mysql/sql.h"
#include "dialects/mysql/reserved.h"

static void mysql_limit(cu_compiler *compiler, const cu_select *select)
{
    cu_write_clause(compiler, "LIMIT ", true);
    if (select->offset) {
        cu_write_expression(compiler, select->offset);
        cu_write(compiler, ", ");
    }
    if (select->limit)
        cu_write_expression(compiler, select->limit);
    else
        cu_write(compiler, "18446744073709551615"); /* MySQL has no other way to say "all" */
}

static void mysql_for_update(cu_compiler *compiler, const cu_for_update *for_update)
{
    cu_write(compiler, for_update->read ? " LOCK IN SHARE MODE" : " FOR UPDATE");
    for (size_t i = 0; i < for_update->of_count; i++) {
        cu_write(compiler, i > 0 ? ", " : " OF ");
        cu_write_identifier(compiler, cu_from_name(compiler, for_update->of[i]));
    }
    cu_write(compiler, for_update->nowait ? " NOWAIT" : "");
    cu_write(compiler, for_update->skip_locked ? " SKIP LOCKED" : "");
}

static void write_distinct_from(cu_compiler *compiler, const cu_node *node)
{
    bool distinct = node->head.operation == CUPEL_OPERATOR_IS_DISTINCT_FROM;
    cu_write(compiler, distinct ? "NOT (" : "");
    cu_write_operand(compiler, node->items[0], CUPEL_OPERATOR_IS_DISTINCT_FROM);
    cu_write(compiler, " <=> ");
    cu_write_operand(compiler, node->items[1], CUPEL_OPERATOR_IS_DISTINCT_FROM);
    cu_write(compiler, distinct ? ")" : "");
}

/* CAST knows few types, and calls them by names of its own. */
static const char *const mysql_cast_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "SIGNED INTEGER",
    [CUPEL_SMALL_INTEGER] = "SIGNED INTEGER",
    [CUPEL_INTEGER] = "SIGNED INTEGER",
    [CUPEL_BIG_INTEGER] = "SIGNED INTEGER",
    [CUPEL_FLOAT] = "FLOAT",
    [CUPEL_DOUBLE] = "DOUBLE",
    [CUPEL_NUMERIC] = "DECIMAL",
    [CUPEL_STRING] = "CHAR",
    [CUPEL_TEXT] = "CHAR",
    [CUPEL_BLOB] = "BINARY",
    [CUPEL_DATE] = "DATE",
    [CUPEL_TIME] = "TIME",
    [CUPEL_DATETIME] = "DATETIME",
    [CUPEL_TIMESTAMP] = "DATETIME",
    [CUPEL_INTERVAL] = "SIGNED INTEGER",
    [CUPEL_UUID] = "CHAR(36)",
    [CUPEL_JSON] = "JSON",
    [CUPEL_ENUM] = "CHAR",
};

/* Texts are left out: a column of JSON_TABLE has a collation of its own, which may be another than theirs. */
static void mysql_list(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type,
                       bool negated)
{
    static const char *const names[CUPEL_TYPE_COUNT] = { [CUPEL_DATE] = "DATE",
                                                         [CUPEL_TIME] = "TIME(6)",
                                                         [CUPEL_DATETIME] = "DATETIME(6)",
                                                         [CUPEL_TIMESTAMP] = "DATETIME(6)" };
    cu_write(compiler, negated ? " NOT IN (SELECT value FROM JSON_TABLE("
                               : " IN (SELECT value FROM JSON_TABLE(");
    cu_write_list_slot(compiler, list, type);
    cu_write(compiler, ", '$[*]' COLUMNS (value ");
    cu_write(compiler, names[type->id] ? names[type->id] : "BIGINT");
    cu_write(compiler, " PATH '$' ERROR ON ERROR)) AS list_of_values)");
}

static void mysql_hint(cu_compiler *compiler, const cu_from *from, const char *text)
{
    cu_write(compiler, " ");
    cu_write_hint_text(compiler, from, text);
}

static const cu_extract_form mysql_extracts[] = {
    { "dow", "(DAYOFWEEK(", ") - 1)" },
    { "isodow", "(WEEKDAY(", ") + 1)" },
    { "doy", "DAYOFYEAR(", ")" },
    { "epoch", "TIMESTAMPDIFF(SECOND, '1970-01-01', ", ")" },
    { NULL, NULL, NULL },
};

static const char *const mysql_functions[] = { "random", "rand", "sysdate", "SYSDATE()!", NULL };

const cu_sql_dialect cu_sql_mysql = {
    .name = "mysql",
    .functions = mysql_functions,
    .quote_open = '`',
    .quote_close = '`',
    .paramstyle = CU_PARAMSTYLE_QUESTION,
    .capabilities = CU_CAN_MULTI_VALUES | CU_CAN_MULTI_TABLE | CU_CAN_FOR_UPDATE |
                    CU_CAN_ALTER_CONSTRAINTS | CU_CAN_LIMIT_WRITES | CU_CAN_ON_DUPLICATE_KEY,
    .some_can = CU_CAN_RETURNING | CU_CAN_DELETE_RETURNING, /* MariaDB */
    .parameter_limit = 65535,
    .identifier_limit = 64,
    .reserved = cu_mysql_reserved,
    .reserved_count = &cu_mysql_reserved_count,
    .join = "INNER JOIN ",
    .calls = { [CUPEL_OPERATOR_CONCAT] = "concat(" },
    .extracts = mysql_extracts,
    .next_value = { "NEXT VALUE FOR ", "" }, /* MariaDB */
    .dual = " FROM DUAL",
    .type_names = mysql_cast_names,
    .match = { "MATCH (", ") AGAINST (", " IN BOOLEAN MODE)" },
    .literals = { .true_text = "true", .false_text = "false" },
    .backslash_escapes = true,
    .keys_by_last_id = true,
    .list_limit = 60000,
    .list_types = 1U << CUPEL_BOOLEAN | 1U << CUPEL_SMALL_INTEGER | 1U << CUPEL_INTEGER |
                  1U << CUPEL_BIG_INTEGER | 1U << CUPEL_INTERVAL | 1U << CUPEL_DATE |
                  1U << CUPEL_TIME | 1U << CUPEL_DATETIME | 1U << CUPEL_TIMESTAMP,
    .rules = { .like_escape = '\\', .assigns_in_order = true },
    .write_limit = mysql_limit,
    .literal_frames = true, /* MariaDB takes no parameters there */
    .write_for_update = mysql_for_update,
    .write_distinct_from = write_distinct_from,
    .write_hint = mysql_hint,
    .write_list = mysql_list,
};
