/*
 * dialects/postgresql/sql.c - what PostgreSQL writes differently: numbered
 * parameters, arrays for long lists, row locks, full-text search.
 */
#include "dialects/postgresql/sql.h"
#include "dialects/postgresql/reserved.h"
#include <strings.h>

static void postgresql_for_update(cu_compiler *compiler, const cu_for_update *for_update)
{
    static const char *const strengths[2][2] = { { " FOR UPDATE", " FOR NO KEY UPDATE" },
                                                 { " FOR SHARE", " FOR KEY SHARE" } };
    cu_write(compiler, strengths[for_update->read][for_update->key_share]);
    for (size_t i = 0; i < for_update->of_count; i++) {
        cu_write(compiler, i > 0 ? ", " : " OF ");
        cu_write_identifier(compiler, cu_from_name(compiler, for_update->of[i]));
    }
    cu_write(compiler, for_update->nowait ? " NOWAIT" : "");
    cu_write(compiler, for_update->skip_locked ? " SKIP LOCKED" : "");
}

static void postgresql_list(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type,
                            bool negated)
{
    cu_write(compiler, negated ? " != ALL (" : " = ANY (");
    cu_write_list_slot(compiler, list, type);
    /* else it would take the array for one of the column's type, into which not all numbers may go */
    if (cu_type_of_compared(type) != type)
        cu_write(compiler, "::BIGINT[]");
    cu_write(compiler, ")");
}

static void postgresql_hint(cu_compiler *compiler, const cu_from *from, const char *text)
{
    if (strcasecmp(text, "ONLY") == 0)
        cu_write(compiler, "ONLY ");
    else
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                        "PostgreSQL knows no hint but ONLY; the one for '%s' is '%s'",
                        from->name ? from->name : "the subquery", text);
}

static const char *const postgresql_type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "BOOLEAN",
    [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",
    [CUPEL_BIG_INTEGER] = "BIGINT",
    [CUPEL_FLOAT] = "FLOAT",
    [CUPEL_DOUBLE] = "DOUBLE PRECISION",
    [CUPEL_NUMERIC] = "NUMERIC",
    [CUPEL_STRING] = "VARCHAR",
    [CUPEL_TEXT] = "TEXT",
    [CUPEL_BLOB] = "BYTEA",
    [CUPEL_DATE] = "DATE",
    [CUPEL_TIME] = "TIME WITHOUT TIME ZONE",
    [CUPEL_DATETIME] = "TIMESTAMP WITHOUT TIME ZONE",
    [CUPEL_TIMESTAMP] = "TIMESTAMP WITH TIME ZONE",
    [CUPEL_INTERVAL] = "INTERVAL",
    [CUPEL_UUID] = "UUID",
    [CUPEL_JSON] = "JSON",
};

static void postgresql_cast_type(cu_compiler *compiler, const cupel_type *type)
{
    if (type->id == CUPEL_ENUM)
        cu_write_identifier(compiler, type->enumeration ? type->enumeration->name : "text");
    else
        cu_write_type(compiler, type);
}

const cu_sql_dialect cu_sql_postgresql = {
    .name = "postgresql",
    .quote_open = '"',
    .quote_close = '"',
    .paramstyle = CU_PARAMSTYLE_DOLLAR,
    .capabilities = CU_CAN_BOOLEAN | CU_CAN_RETURNING | CU_CAN_UPDATE_RETURNING |
                    CU_CAN_DELETE_RETURNING | CU_CAN_DEFAULT_VALUES | CU_CAN_MULTI_VALUES |
                    CU_CAN_DELETE_USING | CU_CAN_UPDATE_FROM | CU_CAN_ILIKE | CU_CAN_DISTINCT_ON |
                    CU_CAN_FOR_UPDATE | CU_CAN_TRANSACTIONAL_DDL | CU_CAN_ALTER_CONSTRAINTS |
                    CU_CAN_ENUM_TYPES | CU_CAN_WITH_INSERT | CU_CAN_ON_CONFLICT |
                    CU_CAN_ON_CONSTRAINT,
    .parameter_limit = 65535,
    .identifier_limit = 63,
    .reserved = cu_postgresql_reserved,
    .reserved_count = &cu_postgresql_reserved_count,
    .join = "JOIN ",
    .next_value = { "nextval(", ")" },
    .sequences_are_texts = true,
    .type_names = postgresql_type_names,
    .match = { NULL, " @@ to_tsquery(", ")" },
    .literals = { .true_text = "true",
                  .false_text = "false",
                  .blob = { "'\\x", "'::BYTEA" },
                  .interval = { "INTERVAL '", " microseconds'" },
                  .utc = "+00",
                  .not_a_number = "'NaN'::FLOAT",
                  .infinity = "'Infinity'::FLOAT",
                  .minus_infinity = "'-Infinity'::FLOAT" },
    .list_limit = 1000,
    .rules = { .equal_by_bytes = true,
               .like = CU_LIKE_EXACT,
               .like_escape = '\\',
               .integer_division = true },
    .write_cast_type = postgresql_cast_type,
    .write_for_update = postgresql_for_update,
    .write_list = postgresql_list,
    .write_hint_before = postgresql_hint,
    .locks_inside = true,
};
