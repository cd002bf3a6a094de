/*
 * dialects/sqlite/sql.c - what SQLite writes differently: LIMIT always with
 * OFFSET, IS for NULL-safe comparison, strftime for EXTRACT, json_each for
 * long lists.
 */
#include "dialects/sqlite/sql.h"
#include "dialects/sqlite/reserved.h"

static void sqlite_limit(cu_compiler *compiler, const cu_select *select)
{
    cu_write_clause(compiler, "LIMIT ", true);
    if (select->limit)
        cu_write_expression(compiler, select->limit);
    else
        cu_write_constant_slot(compiler, -1);
    cu_write(compiler, " OFFSET ");
    if (select->offset)
        cu_write_expression(compiler, select->offset);
    else
        cu_write_constant_slot(compiler, 0);
}

static void write_empty_list(cu_compiler *compiler, bool negated, size_t width)
{
    (void)negated;
    cu_write(compiler, "(SELECT 1");
    for (size_t i = 1; i < width; i++)
        cu_write(compiler, ", 1");
    cu_write(compiler, " FROM (SELECT 1");
    for (size_t i = 1; i < width; i++)
        cu_write(compiler, ", 1");
    cu_write(compiler, ") WHERE 1!=1)");
}

static void write_tuple_list(cu_compiler *compiler, const cu_bind_list *list)
{
    cu_write(compiler, "(VALUES ");
    cu_write_list_items(compiler, list, NULL);
    cu_write(compiler, ")");
}

static void sqlite_list(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type,
                        bool negated)
{
    cu_write(compiler, negated ? " NOT IN (SELECT value FROM json_each("
                               : " IN (SELECT value FROM json_each(");
    cu_write_list_slot(compiler, list, type);
    cu_write(compiler, "))");
}

static void write_extract(cu_compiler *compiler, const cu_node *node)
{
    static const char *const formats[][2] = {
        { "year", "%Y" },   { "month", "%m" },  { "day", "%d" }, { "hour", "%H" },
        { "minute", "%M" }, { "second", "%S" }, { "doy", "%j" }, { "dow", "%w" },
        { "week", "%W" },   { "epoch", "%s" },
    };
    for (size_t i = 0; i < CU_LENGTH(formats); i++) {
        if (strcmp(formats[i][0], node->a.text) != 0)
            continue;
        cu_write(compiler, "CAST(STRFTIME('");
        cu_write(compiler, formats[i][1]);
        cu_write(compiler, "', ");
        cu_write_expression(compiler, node->items[0]);
        cu_write(compiler, ") AS INTEGER)");
        return;
    }
    cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                    "SQLite cannot extract '%s'; it has year, month, day, hour, minute, second, "
                    "doy, dow, week and epoch",
                    node->a.text);
}

static const char *const functions[] = {
    "now",    "CURRENT_TIMESTAMP!", "char_length",
    "length", "localtimestamp",     "DATETIME(CURRENT_TIMESTAMP, 'localtime')!",
    NULL
};

/* What CAST calls types otherwise than the standard: without time zones. */
static const char *const sqlite_cast_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_DATETIME] = "DATETIME",
    [CUPEL_TIMESTAMP] = "TIMESTAMP",
};

const cu_sql_dialect cu_sql_sqlite = {
    .name = "sqlite",
    .bare_members = true,
    .quote_open = '"',
    .quote_close = '"',
    .paramstyle = CU_PARAMSTYLE_QUESTION,
    .capabilities = CU_CAN_RETURNING | CU_CAN_UPDATE_RETURNING | CU_CAN_DELETE_RETURNING |
                    CU_CAN_DEFAULT_VALUES | CU_CAN_MULTI_VALUES | CU_CAN_UPDATE_FROM |
                    CU_CAN_TRANSACTIONAL_DDL | CU_CAN_WITH_INSERT | CU_CAN_ON_CONFLICT,
    .parameter_limit = 32766,
    .reserved = cu_sqlite_reserved,
    .reserved_count = &cu_sqlite_reserved_count,
    .join = "JOIN ",
    .functions = functions,
    .type_names = sqlite_cast_names,
    .operators = { [CUPEL_OPERATOR_IS_DISTINCT_FROM] = " IS NOT ",
                   [CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM] = " IS " },
    .literals = { .true_text = "1",
                  .false_text = "0",
                  .utc = "+00:00",
                  .not_a_number = "NULL", /* which SQLite makes of it */
                  .infinity = "9e999",
                  .minus_infinity = "-9e999",
                  .uuid_digits = true,
                  .whole_fraction = true },
    .conflict_needs_where = true,
    .keys_by_last_id = true,
    .list_limit = 1000,
    .chain_most = 400, /* trees are 1000 levels deep at most, and a chain is a tree of one side */
    .rules = { .equal_by_bytes = true,
               .ordered_by_bytes = true,
               .like = CU_LIKE_FOLDS_ASCII,
               .integer_division = true,
               .exact_digits = 15 },
    .write_limit = sqlite_limit,
    .write_empty_list = write_empty_list,
    .write_tuple_list = write_tuple_list,
    .write_list = sqlite_list,
    .write_extract = write_extract,
};
