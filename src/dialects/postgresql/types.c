/*
 * dialects/postgresql/types.c - values as the server's texts, and lists of them
 * as its arrays.
 */
#include "dialects/postgresql/types.h"

#include "base/buffer.h"
#include "base/number.h"
#include "engine/list.h"
#include <cupel/datetime.h>
#include <cupel/uuid.h>
#include <math.h>

static void add_double(cu_buffer *buffer, double number)
{
    char text[CU_DOUBLE_TEXT_SIZE];
    if (isnan(number))
        cu_buffer_add(buffer, "NaN");
    else if (isinf(number))
        cu_buffer_add(buffer, number > 0 ? "Infinity" : "-Infinity");
    else
        cu_buffer_add_length(buffer, text, cu_double_format(number, text));
}

static void add_bytes(cu_buffer *buffer, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    cu_buffer_add(buffer, "\\x");
    for (size_t i = 0; i < length; i++) {
        cu_buffer_add_char(buffer, digits[bytes[i] >> 4]);
        cu_buffer_add_char(buffer, digits[bytes[i] & 15]);
    }
}

/* A date's text, or one that begins with it, as the server has it: "0044-03-15 BC" for the year -43, no sign at others. */
static void add_date(cu_buffer *buffer, int32_t year, const char *text, const char *behind)
{
    if (year >= 1 && year <= 9999) {
        cu_buffer_printf(buffer, "%s%s", text, behind);
        return;
    }
    const char *rest = strchr(text + 1, '-');
    cu_buffer_printf(buffer, "%04d%s%s%s", year > 0 ? year : 1 - year, rest ? rest : "", behind,
                     year > 0 ? "" : " BC");
}

bool cu_postgresql_add_text(cu_buffer *buffer, const cupel_value *value)
{
    char text[CUPEL_DATETIME_TEXT_SIZE + CU_INT_TEXT_SIZE];
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_BOOL: cu_buffer_add(buffer, value->as.boolean ? "t" : "f"); return true;
    case CUPEL_KIND_INT: cu_buffer_add_int(buffer, value->as.integer); return true;
    case CUPEL_KIND_UNSIGNED:
        cu_buffer_add_length(buffer, text, cu_unsigned_format(value->as.natural, text));
        return true;
    case CUPEL_KIND_DOUBLE: add_double(buffer, value->as.real); return true;
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON:
    case CUPEL_KIND_DECIMAL:
        cu_buffer_add_length(buffer, value->as.text, value->length);
        return true;
    case CUPEL_KIND_BLOB: add_bytes(buffer, value->as.data, value->length); return true;
    case CUPEL_KIND_DATE:
        cupel_date_format(value->as.date, text);
        add_date(buffer, value->as.date.year, text, "");
        return true;
    case CUPEL_KIND_TIME:
        cu_buffer_add_length(buffer, text, cupel_time_format(value->as.time, text));
        return true;
    case CUPEL_KIND_DATETIME:
        cupel_datetime_format(value->as.datetime, text);
        add_date(buffer, value->as.datetime.year, text, "");
        return true;
    case CUPEL_KIND_TIMESTAMP: {
        cupel_datetime_value utc = cupel_timestamp_to_utc(value->as.timestamp);
        cupel_datetime_format(utc, text);
        add_date(buffer, utc.year, text, "+00");
        return true;
    }
    case CUPEL_KIND_INTERVAL:
        cu_buffer_add_int(buffer, value->as.interval.microseconds);
        cu_buffer_add(buffer, " microseconds");
        return true;
    case CUPEL_KIND_UUID: {
        char uuid[CUPEL_UUID_TEXT_SIZE];
        cupel_uuid_format(value->as.uuid, uuid);
        cu_buffer_add(buffer, uuid);
        return true;
    }
    default: return false;
    }
}

/* ---- lists ------------------------------------------------------------------------------------- */

static void add_element_text(cu_buffer *buffer, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\')
            cu_buffer_add_char(buffer, '\\');
        cu_buffer_add_char(buffer, text[i]);
    }
}

/* An element of an array: in quotes, with quotes and backslashes escaped. */
static void add_element(cu_buffer *buffer, const cupel_value *value)
{
    if (value->kind == CUPEL_KIND_NULL) {
        cu_buffer_add(buffer, "NULL");
        return;
    }
    cu_buffer_add_char(buffer, '"');
    if (value->kind == CUPEL_KIND_TEXT || value->kind == CUPEL_KIND_JSON) {
        add_element_text(buffer, value->as.text, value->length);
    } else {
        if (value->kind == CUPEL_KIND_BLOB)
            cu_buffer_add_char(buffer, '\\'); /* for the one that begins its text, its only one */
        cu_postgresql_add_text(buffer, value);
    }
    cu_buffer_add_char(buffer, '"');
}

const cu_list_form cu_postgresql_list_form = {
    .database = "PostgreSQL",
    .open = '{',
    .close = '}',
    .kinds = CU_POSTGRESQL_NATIVE_KINDS,
    .add = add_element,
};

/* ---- reading ----------------------------------------------------------------------------------- */

const cupel_kind cu_postgresql_read_kinds[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = CUPEL_KIND_BOOL,        [CUPEL_SMALL_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTEGER] = CUPEL_KIND_INT,         [CUPEL_BIG_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTERVAL] = CUPEL_KIND_INTERVAL,   [CUPEL_FLOAT] = CUPEL_KIND_DOUBLE,
    [CUPEL_DOUBLE] = CUPEL_KIND_DOUBLE,       [CUPEL_NUMERIC] = CUPEL_KIND_DECIMAL,
    [CUPEL_STRING] = CUPEL_KIND_TEXT,         [CUPEL_TEXT] = CUPEL_KIND_TEXT,
    [CUPEL_ENUM] = CUPEL_KIND_TEXT,           [CUPEL_DATE] = CUPEL_KIND_DATE,
    [CUPEL_TIME] = CUPEL_KIND_TIME,           [CUPEL_DATETIME] = CUPEL_KIND_DATETIME,
    [CUPEL_TIMESTAMP] = CUPEL_KIND_TIMESTAMP, [CUPEL_UUID] = CUPEL_KIND_UUID,
    [CUPEL_JSON] = CUPEL_KIND_JSON,           [CUPEL_BLOB] = CUPEL_KIND_BLOB,
};
