/*
 * dialects/mssql/sql.c - what Microsoft SQL Server (2012 and later) writes
 * differently: brackets, TOP, OFFSET .. FETCH, + for ||, no boolean values.
 */
#include "dialects/mssql/sql.h"
#include "dialects/mssql/reserved.h"

/* ---- SELECT ------------------------------------------------------------------------------------ */

/* TOP takes a number only; anything else goes through FETCH. */
static bool uses_top(const cu_select *select)
{
    return !select->offset && cu_is_row_number(select->limit);
}

static void mssql_top(cu_compiler *compiler, const cu_select *select)
{
    if (!uses_top(select))
        return;
    cu_write(compiler, "TOP ");
    cu_write_row_number(compiler, select->limit);
    cu_write(compiler, " ");
}

static void mssql_limit(cu_compiler *compiler, const cu_select *select)
{
    if (uses_top(select))
        return;
    if (select->order_by.count == 0)
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                        "Microsoft SQL Server takes OFFSET, and a LIMIT that is no number, only "
                        "behind ORDER BY; call cupel_order_by()");
    cu_write_clause(compiler, "OFFSET ", true);
    if (select->offset)
        cu_write_expression(compiler, select->offset);
    else
        cu_write(compiler, "0");
    cu_write(compiler, " ROWS");
    if (!select->limit)
        return;
    cu_write_clause(compiler, "FETCH FIRST ", true);
    cu_write_expression(compiler, select->limit);
    cu_write(compiler, " ROWS ONLY");
}

static void mssql_hint(cu_compiler *compiler, const cu_from *from, const char *text)
{
    cu_write(compiler, " ");
    cu_write_hint_text(compiler, from, text);
}

/* ---- expressions ------------------------------------------------------------------------------- */

/* INTERSECT takes NULLs for equal. */
static void mssql_distinct_from(cu_compiler *compiler, const cu_node *node)
{
    bool distinct = node->head.operation == CUPEL_OPERATOR_IS_DISTINCT_FROM;
    cu_write(compiler, distinct ? "NOT EXISTS (SELECT " : "EXISTS (SELECT ");
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, " INTERSECT SELECT ");
    cu_write_expression(compiler, node->items[1]);
    cu_write(compiler, ")");
}

static void mssql_extract(cu_compiler *compiler, const cu_node *node)
{
    static const char *const fields[][2] = { { "doy", "dayofyear" },
                                             { "dow", "weekday" },
                                             { "milliseconds", "millisecond" },
                                             { "microseconds", "microsecond" } };
    const char *field = node->a.text;
    if (strcmp(field, "epoch") == 0) {
        cu_write(compiler, "DATEDIFF_BIG(second, '1970-01-01', ");
        cu_write_expression(compiler, node->items[0]);
        cu_write(compiler, ")");
        return;
    }
    for (size_t i = 0; i < CU_LENGTH(fields); i++)
        if (strcmp(fields[i][0], field) == 0)
            field = fields[i][1];
    cu_write(compiler, "DATEPART(");
    cu_write(compiler, field);
    cu_write(compiler, ", ");
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, ")");
}

static const char *const mssql_type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "BIT",        [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",    [CUPEL_BIG_INTEGER] = "BIGINT",
    [CUPEL_FLOAT] = "FLOAT",        [CUPEL_DOUBLE] = "DOUBLE PRECISION",
    [CUPEL_NUMERIC] = "NUMERIC",    [CUPEL_STRING] = "VARCHAR",
    [CUPEL_TEXT] = "VARCHAR(max)",  [CUPEL_BLOB] = "VARBINARY(max)",
    [CUPEL_DATE] = "DATE",          [CUPEL_TIME] = "TIME",
    [CUPEL_DATETIME] = "DATETIME2", [CUPEL_TIMESTAMP] = "DATETIMEOFFSET",
    [CUPEL_INTERVAL] = "BIGINT",    [CUPEL_UUID] = "UNIQUEIDENTIFIER",
    [CUPEL_JSON] = "NVARCHAR(max)", [CUPEL_ENUM] = "VARCHAR(max)",
};

static void mssql_cast_type(cu_compiler *compiler, const cupel_type *type)
{
    cu_write_type(compiler, type);
    if (type->id == CUPEL_STRING && type->length <= 0)
        cu_write(compiler, "(max)");
}

static const char *const mssql_functions[] = {
    "now", "CURRENT_TIMESTAMP!", "current_date", "GETDATE()!", "length",
    "LEN", "char_length",        "LEN",          NULL
};

const cu_sql_dialect cu_sql_mssql = {
    .name = "mssql",
    .quote_open = '[',
    .quote_close = ']',
    .paramstyle = CU_PARAMSTYLE_AT,
    .capabilities = CU_CAN_DEFAULT_VALUES | CU_CAN_MULTI_VALUES | CU_CAN_UPDATE_FROM |
                    CU_CAN_TRANSACTIONAL_DDL | CU_CAN_ALTER_CONSTRAINTS | CU_CAN_WITH_INSERT |
                    CU_CAN_OUTPUT | CU_CAN_FROM_TARGET,
    .parameter_limit = 2100,
    .identifier_limit = 128,
    .reserved = cu_mssql_reserved,
    .reserved_count = &cu_mssql_reserved_count,
    .join = "JOIN ",
    .plain_with = true,
    .functions = mssql_functions,
    .next_value = { "NEXT VALUE FOR ", "" },
    .operators = { [CUPEL_OPERATOR_CONCAT] = " + " },
    .type_names = mssql_type_names,
    .match = { "CONTAINS (", ", ", ")" },
    .literals = { .true_text = "1", .false_text = "0", .blob = { "0x", "" }, .utc = "+00:00" },
    .bare_collations = true,
    .sorted_by_limit = true,
    .literal_frames = true,
    .write_cast_type = mssql_cast_type,
    .write_top = mssql_top,
    .write_limit = mssql_limit,
    .write_extract = mssql_extract,
    .write_hint = mssql_hint,
    .write_distinct_from = mssql_distinct_from,
};
