/*
 * dialects/mysql/types.c - values of kinds that the server does not have.
 *
 * A UUID is its text of 36 characters, which is what UUID() gives and columns of
 * type UUID (MariaDB 10.7) take; an interval is its microseconds.
 */
#include "dialects/mysql/types.h"

#include <cupel/uuid.h>

static cupel_code mysql_encode_uuid(cupel_value *value, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_UUID_TEXT_SIZE];
    cupel_uuid_format(value->as.uuid, text);
    char *copy = cu_arena_strdup(arena, text);
    if (!copy)
        return cu_error_no_memory(error);
    *value = cupel_value_text(copy);
    return CUPEL_OK;
}

cupel_code cu_mysql_encode(const cupel_type *type, cupel_value *value, cu_arena *arena,
                           cu_error *error)
{
    (void)type;
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_UUID: return mysql_encode_uuid(value, arena, error);
    case CUPEL_KIND_INTERVAL:
        *value = cupel_value_int(value->as.interval.microseconds);
        return CUPEL_OK;
    default:
        return cu_error_set(error, CUPEL_TYPE_MISMATCH, "a value of kind %s cannot be bound",
                            cupel_kind_name((cupel_kind)value->kind));
    }
}

/* ---- reading ----------------------------------------------------------------------------------- */

const cupel_kind cu_mysql_read_kinds[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = CUPEL_KIND_INT,         [CUPEL_SMALL_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTEGER] = CUPEL_KIND_INT,         [CUPEL_BIG_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTERVAL] = CUPEL_KIND_INTERVAL,   [CUPEL_FLOAT] = CUPEL_KIND_DOUBLE,
    [CUPEL_DOUBLE] = CUPEL_KIND_DOUBLE,       [CUPEL_NUMERIC] = CUPEL_KIND_DECIMAL,
    [CUPEL_STRING] = CUPEL_KIND_TEXT,         [CUPEL_TEXT] = CUPEL_KIND_TEXT,
    [CUPEL_ENUM] = CUPEL_KIND_TEXT,           [CUPEL_DATE] = CUPEL_KIND_DATE,
    [CUPEL_TIME] = CUPEL_KIND_TIME,           [CUPEL_DATETIME] = CUPEL_KIND_DATETIME,
    [CUPEL_TIMESTAMP] = CUPEL_KIND_TIMESTAMP, [CUPEL_UUID] = CUPEL_KIND_TEXT,
    [CUPEL_JSON] = CUPEL_KIND_JSON,           [CUPEL_BLOB] = CUPEL_KIND_BLOB,
};
