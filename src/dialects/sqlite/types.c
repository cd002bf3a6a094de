/*
 * dialects/sqlite/types.c - values of all kinds as the five that SQLite has.
 *
 * Texts of dates and times always have six digits of fraction, so that their
 * order is the order in time.  Decimals of up to 15 digits travel as numbers:
 * a double holds them exactly, and SQL can calculate with them.  Longer ones are
 * text, for columns that keep text (collation cupel_decimal).
 */
#include "dialects/sqlite/types.h"

#include "base/decimal.h"
#include "base/number.h"
#include "engine/list.h"
#include <cupel/datetime.h>
#include <cupel/uuid.h>
#include <math.h>
#include <stdio.h>

#define SQLITE_EXACT_DIGITS 15

/* ---- dates and times --------------------------------------------------------------------------- */

static cupel_code sqlite_set_text(cupel_value *value, const char *text, size_t length,
                                  cu_arena *arena, cu_error *error)
{
    char *copy = cu_arena_strndup(arena, text, length);
    if (!copy)
        return cu_error_no_memory(error);
    *value = cupel_value_text_length(copy, length);
    return CUPEL_OK;
}

/* Text of a whole second, with the fraction and what follows it. */
static cupel_code sqlite_set_time(cupel_value *value, const char *text, uint32_t microsecond,
                                  const char *zone, cu_arena *arena, cu_error *error)
{
    char whole[CUPEL_DATETIME_TEXT_SIZE + 16];
    int length = snprintf(whole, sizeof whole, "%s.%06u%s", text, (unsigned)microsecond, zone);
    return sqlite_set_text(value, whole, (size_t)length, arena, error);
}

static cupel_code sqlite_encode_datetime(cupel_value *value, cupel_datetime_value datetime,
                                         const char *zone, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    uint32_t microsecond = datetime.microsecond;
    datetime.microsecond = 0;
    cupel_datetime_format(datetime, text);
    return sqlite_set_time(value, text, microsecond, zone, arena, error);
}

static cupel_code sqlite_encode_date(cupel_value *value, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    size_t length = cupel_date_format(value->as.date, text);
    return sqlite_set_text(value, text, length, arena, error);
}

static cupel_code sqlite_encode_time(cupel_value *value, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    cupel_time_value time = value->as.time;
    uint32_t microsecond = time.microsecond;
    time.microsecond = 0;
    cupel_time_format(time, text);
    return sqlite_set_time(value, text, microsecond, "", arena, error);
}

/* ---- others ------------------------------------------------------------------------------------ */

static cupel_code sqlite_encode_uuid(cupel_value *value, cu_arena *arena, cu_error *error)
{
    char text[CUPEL_UUID_TEXT_SIZE], digits[32];
    size_t length = 0;
    cupel_uuid_format(value->as.uuid, text);
    for (const char *at = text; *at && length < sizeof digits; at++)
        if (*at != '-')
            digits[length++] = *at;
    return sqlite_set_text(value, digits, length, arena, error);
}

static size_t sqlite_digits(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++)
        count += text[i] >= '0' && text[i] <= '9' && (count > 0 || text[i] != '0');
    return count;
}

static void sqlite_encode_decimal(const cupel_type *type, cupel_value *value)
{
    const char *text = value->as.text;
    size_t length = value->length;
    int64_t integer;
    double real;
    value->kind = CUPEL_KIND_TEXT;
    if (type->id != CUPEL_NUMERIC || type->precision < 1 || type->precision > SQLITE_EXACT_DIGITS ||
        !cu_decimal_valid(text, length) || sqlite_digits(text, length) > SQLITE_EXACT_DIGITS)
        return;
    if (cu_decimal_to_scaled(text, length, 0, &integer))
        *value = cupel_value_int(integer);
    else if (cu_double_parse(text, length, &real) &&
             real - real == 0) /* neither NaN nor infinite */
        *value = cupel_value_double(real);
}

cupel_code cu_sqlite_encode(const cupel_type *type, cupel_value *value, cu_arena *arena,
                            cu_error *error)
{
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_BOOL: *value = cupel_value_int(value->as.boolean); return CUPEL_OK;
    case CUPEL_KIND_INTERVAL:
        *value = cupel_value_int(value->as.interval.microseconds);
        return CUPEL_OK;
    case CUPEL_KIND_DATE: return sqlite_encode_date(value, arena, error);
    case CUPEL_KIND_TIME: return sqlite_encode_time(value, arena, error);
    case CUPEL_KIND_DATETIME:
        return sqlite_encode_datetime(value, value->as.datetime, "", arena, error);
    case CUPEL_KIND_TIMESTAMP:
        return sqlite_encode_datetime(value, cupel_timestamp_to_utc(value->as.timestamp), "+00:00",
                                      arena, error);
    case CUPEL_KIND_DECIMAL: sqlite_encode_decimal(type, value); return CUPEL_OK;
    case CUPEL_KIND_UUID: return sqlite_encode_uuid(value, arena, error);
    case CUPEL_KIND_JSON: value->kind = CUPEL_KIND_TEXT; return CUPEL_OK;
    case CUPEL_KIND_UNSIGNED:
        return cu_error_set(error, CUPEL_DATA_ERROR,
                            "%llu is too large: SQLite's integers end at 9223372036854775807",
                            (unsigned long long)value->as.natural);
    default:
        return cu_error_set(error, CUPEL_TYPE_MISMATCH, "a value of kind %s cannot be bound",
                            cupel_kind_name((cupel_kind)value->kind));
    }
}

/* ---- lists ------------------------------------------------------------------------------------- */

static void sqlite_add_json_text(cu_buffer *buffer, const char *text, size_t length)
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

/* JSON has no infinity, but numbers that are too large. */
static void sqlite_add_json_double(cu_buffer *buffer, double number)
{
    char text[CU_DOUBLE_TEXT_SIZE];
    if (isnan(number))
        cu_buffer_add(buffer, "null");
    else if (isinf(number))
        cu_buffer_add(buffer, number > 0 ? "9e999" : "-9e999");
    else
        cu_buffer_add_length(buffer, text, cu_double_format(number, text));
}

static void sqlite_add_json(cu_buffer *buffer, const cupel_value *value)
{
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_INT: cu_buffer_add_int(buffer, value->as.integer); break;
    case CUPEL_KIND_DOUBLE: sqlite_add_json_double(buffer, value->as.real); break;
    case CUPEL_KIND_TEXT: sqlite_add_json_text(buffer, value->as.text, value->length); break;
    default: cu_buffer_add(buffer, "null"); break;
    }
}

const cu_list_form cu_sqlite_list_form = {
    .database = "SQLite",
    .open = '[',
    .close = ']',
    .kinds = CU_SQLITE_NATIVE_KINDS & ~(1U << CUPEL_KIND_BLOB),
    .add = sqlite_add_json,
};

/* ---- reading ----------------------------------------------------------------------------------- */

const cupel_kind cu_sqlite_read_kinds[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = CUPEL_KIND_INT,   [CUPEL_SMALL_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTEGER] = CUPEL_KIND_INT,   [CUPEL_BIG_INTEGER] = CUPEL_KIND_INT,
    [CUPEL_INTERVAL] = CUPEL_KIND_INT,  [CUPEL_FLOAT] = CUPEL_KIND_DOUBLE,
    [CUPEL_DOUBLE] = CUPEL_KIND_DOUBLE, [CUPEL_STRING] = CUPEL_KIND_TEXT,
    [CUPEL_TEXT] = CUPEL_KIND_TEXT,     [CUPEL_ENUM] = CUPEL_KIND_TEXT,
    [CUPEL_DATE] = CUPEL_KIND_TEXT,     [CUPEL_TIME] = CUPEL_KIND_TEXT,
    [CUPEL_DATETIME] = CUPEL_KIND_TEXT, [CUPEL_TIMESTAMP] = CUPEL_KIND_TEXT,
    [CUPEL_UUID] = CUPEL_KIND_TEXT,     [CUPEL_JSON] = CUPEL_KIND_TEXT,
    [CUPEL_BLOB] = CUPEL_KIND_BLOB,
    /* NUMERIC: an integer, a double or text, as it comes */
};
