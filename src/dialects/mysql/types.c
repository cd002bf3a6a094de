/*
 * dialects/mysql/types.c - values of kinds that the server does not have, and
 * long lists.
 *
 * A UUID is its text of 36 characters, which is what UUID() gives and columns of
 * type UUID (MariaDB 10.7) take; an interval is its microseconds.
 */
#include "dialects/mysql/types.h"

#include "base/buffer.h"
#include "base/number.h"
#include "dialects/mysql/dialect.h"
#include "engine/bind.h"
#include <cupel/datetime.h>
#include <cupel/uuid.h>
#include <stdio.h>

static cupel_code mysql_set_copy(cupel_value *value, const char *text, size_t length,
                                 cu_arena *arena, cu_error *error)
{
    char *copy = cu_arena_strndup(arena, text, length);
    if (!copy)
        return cu_error_no_memory(error);
    *value = cupel_value_text_length(copy, length);
    return CUPEL_OK;
}

static cupel_code mysql_encode_uuid(cupel_value *value, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_UUID_TEXT_SIZE];
    cupel_uuid_format(value->as.uuid, text);
    return mysql_set_copy(value, text, strlen(text), arena, error);
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

static void mysql_add_json_text(cu_buffer *buffer, const char *text, size_t length)
{
    cu_buffer_add_char(buffer, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char character = (unsigned char)text[i];
        if (character == '"' || character == '\\')
            cu_buffer_add_char(buffer, '\\');
        if (character < 0x20)
            cu_buffer_printf(buffer, "\\u%04x", (unsigned)character);
        else
            cu_buffer_add_char(buffer, text[i]);
    }
    cu_buffer_add_char(buffer, '"');
}

/* One value of a list; dates and times as the texts that columns of JSON_TABLE take. */
static cupel_code mysql_add_json(cu_buffer *buffer, const cupel_value *value, cu_error *error)
{
    char text[CU_DOUBLE_TEXT_SIZE + CUPEL_DATETIME_TEXT_SIZE];
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_NULL: cu_buffer_add(buffer, "null"); return CUPEL_OK;
    case CUPEL_KIND_BOOL: cu_buffer_add(buffer, value->as.boolean ? "1" : "0"); return CUPEL_OK;
    case CUPEL_KIND_INT: cu_buffer_add_int(buffer, value->as.integer); return CUPEL_OK;
    case CUPEL_KIND_TEXT:
        mysql_add_json_text(buffer, value->as.text, value->length);
        return CUPEL_OK;
    case CUPEL_KIND_DECIMAL:
        mysql_add_json_text(buffer, value->as.text, value->length);
        return CUPEL_OK;
    case CUPEL_KIND_DATE:
        mysql_add_json_text(buffer, text, cupel_date_format(value->as.date, text));
        return CUPEL_OK;
    case CUPEL_KIND_TIME:
        mysql_add_json_text(buffer, text, cupel_time_format(value->as.time, text));
        return CUPEL_OK;
    case CUPEL_KIND_DATETIME:
        mysql_add_json_text(buffer, text, cupel_datetime_format(value->as.datetime, text));
        return CUPEL_OK;
    case CUPEL_KIND_TIMESTAMP:
        mysql_add_json_text(
            buffer, text, cupel_datetime_format(cupel_timestamp_to_utc(value->as.timestamp), text));
        return CUPEL_OK;
    default:
        return cu_error_set(error, CUPEL_NOT_SUPPORTED,
                            "MySQL and MariaDB cannot take a list of this length of values of kind "
                            "%s; use several shorter ones",
                            cupel_kind_name((cupel_kind)value->kind));
    }
}

cupel_code cu_mysql_encode_list(const cupel_type *type, const cupel_value *values, size_t count,
                                cupel_value *out, cu_arena *arena, cu_error *error)
{
    cu_buffer buffer;
    cupel_code code = CUPEL_OK;
    char what[40];
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_add_char(&buffer, '[');
    for (size_t i = 0; i < count && code == CUPEL_OK; i++) {
        cupel_value value = values[i];
        snprintf(what, sizeof what, "value %zu of the list", i + 1);
        code = cu_bind_value(&cu_dialect_mysql, type, &value, arena, what, error);
        cu_buffer_add(&buffer, i > 0 ? "," : "");
        if (code == CUPEL_OK)
            code = mysql_add_json(&buffer, &value, error);
    }
    cu_buffer_add_char(&buffer, ']');
    if (code == CUPEL_OK && buffer.too_long)
        code = cu_error_set(error, CUPEL_DATA_ERROR, "the list is longer than %zu bytes as JSON",
                            CU_BUFFER_MAXIMUM);
    else if (code == CUPEL_OK && buffer.failed)
        code = cu_error_no_memory(error);
    if (code == CUPEL_OK)
        code = mysql_set_copy(out, cu_buffer_text(&buffer), buffer.length, arena, error);
    cu_buffer_free(&buffer);
    return code;
}

/* ---- reading ----------------------------------------------------------------------------------- */

cupel_kind cu_mysql_read_kind(const cupel_type *type)
{
    static const cupel_kind kinds[CUPEL_TYPE_COUNT] = {
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
    return (unsigned)type->id < CUPEL_TYPE_COUNT ? kinds[type->id] : CUPEL_KIND_NULL;
}
