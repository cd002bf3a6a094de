/*
 * dialects/oracle/sql.c - what Oracle Database (12.2 and later) writes
 * differently: ROWNUM, DUAL, MINUS, aliases without AS, hints behind SELECT, no
 * boolean values.
 */
#include "dialects/oracle/sql.h"
#include "dialects/oracle/reserved.h"

/* ---- SELECT ------------------------------------------------------------------------------------ */

/* Columns are named where other databases name tables: their rows are the ones locked. */
static void oracle_for_update(cu_compiler *compiler, const cu_for_update *for_update)
{
    cu_write(compiler, " FOR UPDATE");
    for (size_t i = 0; i < for_update->column_count; i++) {
        cu_write(compiler, i > 0 ? ", " : " OF ");
        cu_write_expression(compiler, for_update->columns[i]);
    }
    cu_write(compiler, for_update->nowait ? " NOWAIT" : "");
    cu_write(compiler, for_update->skip_locked ? " SKIP LOCKED" : "");
}

static void oracle_select_hint(cu_compiler *compiler, const cu_from *from, const char *text)
{
    cu_write(compiler, "/*+ ");
    cu_write_hint_text(compiler, from, text);
    cu_write(compiler, " */ ");
}

/* ---- expressions ------------------------------------------------------------------------------- */

/* DECODE takes NULLs for equal. */
static void oracle_distinct_from(cu_compiler *compiler, const cu_node *node)
{
    bool distinct = node->head.operation == CUPEL_OPERATOR_IS_DISTINCT_FROM;
    cu_write(compiler, "DECODE(");
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, ", ");
    cu_write_expression(compiler, node->items[1]);
    cu_write(compiler, distinct ? ", 0, 1) = 1" : ", 0, 1) = 0");
}

static const char *const oracle_type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "SMALLINT",
    [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",
    [CUPEL_BIG_INTEGER] = "NUMBER(19)",
    [CUPEL_FLOAT] = "FLOAT",
    [CUPEL_DOUBLE] = "DOUBLE PRECISION",
    [CUPEL_NUMERIC] = "NUMERIC",
    [CUPEL_STRING] = "VARCHAR2",
    [CUPEL_TEXT] = "CLOB",
    [CUPEL_BLOB] = "BLOB",
    [CUPEL_DATE] = "DATE",
    [CUPEL_TIME] = "INTERVAL DAY(0) TO SECOND(6)",
    [CUPEL_DATETIME] = "TIMESTAMP",
    [CUPEL_TIMESTAMP] = "TIMESTAMP WITH TIME ZONE",
    [CUPEL_INTERVAL] = "INTERVAL DAY TO SECOND",
    [CUPEL_UUID] = "RAW(16)",
    [CUPEL_JSON] = "CLOB",
    [CUPEL_ENUM] = "VARCHAR2",
};

static void oracle_cast_type(cu_compiler *compiler, const cupel_type *type)
{
    if (type->id != CUPEL_STRING && type->id != CUPEL_ENUM)
        cu_write_type(compiler, type);
    else if (type->length > 0)
        cu_write_format(compiler, "VARCHAR2(%d CHAR)", type->length);
    else
        cu_write(compiler, "VARCHAR2(4000 CHAR)"); /* the longest there is */
}

static const char *const oracle_functions[] = { "now", "CURRENT_TIMESTAMP!", "char_length",
                                                "LENGTH", NULL };

/* Days by their Julian number, whose weeks begin on Monday: 'D' of TO_CHAR depends on the territory. */
static const cu_extract_form oracle_extracts[] = {
    { "dow", "MOD(TO_NUMBER(TO_CHAR(", ", 'J')) + 1, 7)" },
    { "isodow", "(MOD(TO_NUMBER(TO_CHAR(", ", 'J')), 7) + 1)" },
    { "doy", "TO_NUMBER(TO_CHAR(", ", 'DDD'))" },
    { "week", "TO_NUMBER(TO_CHAR(", ", 'IW'))" },
    { "quarter", "TO_NUMBER(TO_CHAR(", ", 'Q'))" },
    { "epoch", "((CAST(", " AS DATE) - DATE '1970-01-01') * 86400)" },
    { NULL, NULL, NULL },
};

const cu_sql_dialect cu_sql_oracle = {
    .name = "oracle",
    .quote_open = '"',
    .quote_close = '"',
    .quoted_initials = "_",
    .paramstyle = CU_PARAMSTYLE_COLON,
    .capabilities = CU_CAN_FOR_UPDATE | CU_CAN_ALTER_CONSTRAINTS,
    .parameter_limit = 65535,
    .list_most = 1000,
    .identifier_limit = 128,
    .reserved = cu_oracle_reserved,
    .reserved_count = &cu_oracle_reserved_count,
    .join = "JOIN ",
    .alias = " ",
    .dual = " FROM DUAL",
    .dual_always = true,
    .plain_with = true,
    .except = "MINUS ",
    .functions = oracle_functions,
    .extracts = oracle_extracts,
    .next_value = { "", ".nextval" },
    .calls = { [CUPEL_OPERATOR_MODULO] = "mod(" },
    .type_names = oracle_type_names,
    .match = { "CONTAINS (", ", ", ")" },
    .literals = { .true_text = "1",
                  .false_text = "0",
                  .blob = { "HEXTORAW('", "')" },
                  .uuid = { "HEXTORAW('", "')" },
                  .interval = { "NUMTODSINTERVAL(", " / 1000000, 'SECOND')" },
                  .date = { "DATE '", "'" },
                  .time = { "INTERVAL '0 ", "' DAY TO SECOND" },
                  .datetime = { "TIMESTAMP '", "'" },
                  .timestamp = { "TIMESTAMP '", "'" },
                  .utc = " +00:00",
                  .not_a_number = "BINARY_DOUBLE_NAN",
                  .infinity = "BINARY_DOUBLE_INFINITY",
                  .minus_infinity = "-BINARY_DOUBLE_INFINITY",
                  .uuid_digits = true },
    .rownum_limits = true,
    .write_cast_type = oracle_cast_type,
    .locks_outermost = true,
    .write_for_update = oracle_for_update,
    .write_select_hint = oracle_select_hint,
    .write_distinct_from = oracle_distinct_from,
};
