/*
 * dialects/mysql/types.c - values of kinds that the server does not have, and
 * long lists.
 *
 * A UUID is its text of 36 characters, which is what UUID() gives and columns of
 * type UUID (MariaDB 10.7) take; an interval is its microseconds.
 */
#include "dialects/mysql/types.h"

#include "engine/list.h"
#include <cupel/datetime.h>
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

/* ---- lists ------------------------------------------------------------------------------------- */

static void mysql_add_json(cu_buffer *buffer, const cupel_value *value)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_BOOL: cu_buffer_add(buffer, value->as.boolean ? "1" : "0"); return;
    case CUPEL_KIND_INT: cu_buffer_add_int(buffer, value->as.integer); return;
    case CUPEL_KIND_DATE: cupel_date_format(value->as.date, text); break;
    case CUPEL_KIND_TIME: cupel_time_format(value->as.time, text); break;
    case CUPEL_KIND_DATETIME: cupel_datetime_format(value->as.datetime, text); break;
    case CUPEL_KIND_TIMESTAMP:
        cupel_datetime_format(cupel_timestamp_to_utc(value->as.timestamp), text);
        break;
    default: cu_buffer_add(buffer, "null"); return;
    }
    cu_buffer_printf(buffer, "\"%s\"", text);
}

/* What columns of JSON_TABLE take exactly, and compare as the values themselves. */
const cu_list_form cu_mysql_list_form = {
    .database = "MySQL and MariaDB",
    .open = '[',
    .close = ']',
    .kinds = 1U << CUPEL_KIND_NULL | 1U << CUPEL_KIND_BOOL | 1U << CUPEL_KIND_INT |
             1U << CUPEL_KIND_DATE | 1U << CUPEL_KIND_TIME | 1U << CUPEL_KIND_DATETIME |
             1U << CUPEL_KIND_TIMESTAMP,
    .add = mysql_add_json,
};

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
