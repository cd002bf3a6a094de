/*
 * dialects/postgresql/bind.c - values on their way to the server.
 *
 * Each goes in the binary form of the type that the parameter was declared as.
 * Which that is, the first values decide: an INTEGER or BIGINT by the number's
 * size, a text as whatever the place where it stands wants.  Values that do not
 * fit what was declared have the statement prepared again.
 */
#include "base/datetime.h"
#include "base/number.h"
#include "dialects/postgresql/driver.h"
#include "dialects/postgresql/types.h"
#include <ctype.h>

#define EPOCH_DAYS         10957 /* from 1970-01-01 to 2000-01-01 */
#define EPOCH_MICROSECONDS (EPOCH_DAYS * CU_MICROSECONDS_PER_DAY)

/* ---- types ------------------------------------------------------------------------------------- */

static bool fits_int4(int64_t number)
{
    return number >= INT32_MIN && number <= INT32_MAX;
}

/* The type that a value is declared as where nothing speaks for another. */
static Oid natural_type(const cupel_value *value)
{
    static const Oid types[] = {
        [CUPEL_KIND_NULL] = CU_OID_UNKNOWN,
        [CUPEL_KIND_BOOL] = CU_OID_BOOL,
        [CUPEL_KIND_INT] = CU_OID_INT8,
        [CUPEL_KIND_UNSIGNED] = CU_OID_NUMERIC,
        [CUPEL_KIND_DOUBLE] = CU_OID_FLOAT8,
        [CUPEL_KIND_TEXT] = CU_OID_UNKNOWN,
        [CUPEL_KIND_BLOB] = CU_OID_BYTEA,
        [CUPEL_KIND_DATE] = CU_OID_DATE,
        [CUPEL_KIND_TIME] = CU_OID_TIME,
        [CUPEL_KIND_DATETIME] = CU_OID_TIMESTAMP,
        [CUPEL_KIND_TIMESTAMP] = CU_OID_TIMESTAMPTZ,
        [CUPEL_KIND_INTERVAL] = CU_OID_INTERVAL,
        [CUPEL_KIND_DECIMAL] = CU_OID_NUMERIC,
        [CUPEL_KIND_UUID] = CU_OID_UUID,
        [CUPEL_KIND_JSON] = CU_OID_UNKNOWN,
    };
    if (value->kind == CUPEL_KIND_INT && fits_int4(value->as.integer))
        return CU_OID_INT4;
    return types[value->kind];
}

/* Whether a value can be sent as a type that was declared before. */
static bool can_be(const cupel_value *value, Oid declared)
{
    switch (value->kind) {
    case CUPEL_KIND_NULL: return true;
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON: return declared == CU_OID_UNKNOWN || declared == CU_OID_TEXT;
    case CUPEL_KIND_INT:
        return declared == CU_OID_INT8 || declared == CU_OID_NUMERIC ||
               (declared == CU_OID_INT4 && fits_int4(value->as.integer));
    default: return natural_type(value) == declared;
    }
}

/* ---- encoding ---------------------------------------------------------------------------------- */

static void add_big_endian(cu_buffer *bytes, uint64_t number, int size)
{
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        cu_buffer_add_char(bytes, (char)(unsigned char)(number >> shift));
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* Counted from 2000, which the year 294276 fits into, counted from 1970 not. */
static int64_t datetime_microseconds(cupel_datetime_value datetime)
{
    const cupel_date_value date = { datetime.year, datetime.month, datetime.day };
    const cupel_time_value time = { datetime.hour, datetime.minute, datetime.second,
                                    datetime.microsecond };
    return (cupel_date_to_days(date) - EPOCH_DAYS) * CU_MICROSECONDS_PER_DAY +
           cu_time_to_microseconds(time);
}

/* The least number is infinity; the server refuses the next. */
static int64_t timestamp_microseconds(cupel_timestamp_value timestamp)
{
    int64_t least = INT64_MIN + 1 + EPOCH_MICROSECONDS;
    return CU_MAX(timestamp.microseconds, least) - EPOCH_MICROSECONDS;
}

/* The binary form; false where the value goes as text. */
static bool add_binary(cu_buffer *bytes, const cupel_value *value, Oid declared)
{
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_BOOL: cu_buffer_add_char(bytes, value->as.boolean ? 1 : 0); return true;
    case CUPEL_KIND_INT:
        if (declared == CU_OID_NUMERIC)
            return false;
        add_big_endian(bytes, (uint64_t)value->as.integer, declared == CU_OID_INT4 ? 4 : 8);
        return true;
    case CUPEL_KIND_DOUBLE: add_big_endian(bytes, bits_of(value->as.real), 8); return true;
    case CUPEL_KIND_BLOB: cu_buffer_add_length(bytes, value->as.data, value->length); return true;
    case CUPEL_KIND_DATE:
        add_big_endian(bytes, (uint64_t)(cupel_date_to_days(value->as.date) - EPOCH_DAYS), 4);
        return true;
    case CUPEL_KIND_TIME:
        add_big_endian(bytes, (uint64_t)cu_time_to_microseconds(value->as.time), 8);
        return true;
    case CUPEL_KIND_DATETIME:
        add_big_endian(bytes, (uint64_t)datetime_microseconds(value->as.datetime), 8);
        return true;
    case CUPEL_KIND_TIMESTAMP:
        add_big_endian(bytes, (uint64_t)timestamp_microseconds(value->as.timestamp), 8);
        return true;
    case CUPEL_KIND_INTERVAL:
        add_big_endian(bytes, (uint64_t)value->as.interval.microseconds, 8);
        add_big_endian(bytes, 0, 8); /* days and months */
        return true;
    case CUPEL_KIND_UUID:
        cu_buffer_add_length(bytes, (const char *)value->as.uuid.bytes, 16);
        return true;
    default: return false;
    }
}

static cupel_code encode(cupel_driver_statement *statement, size_t place, const cupel_value *value,
                         cu_error *error)
{
    cu_buffer *bytes = &statement->bytes;
    size_t start = bytes->length;
    if (value->kind == CUPEL_KIND_NULL) {
        statement->lengths[place] = -1;
        return CUPEL_OK;
    }
    if ((value->kind == CUPEL_KIND_TEXT || value->kind == CUPEL_KIND_JSON) &&
        memchr(value->as.text, '\0', value->length)) {
        cu_error_set(error, CUPEL_DATA_ERROR,
                     "parameter %zu is a text with a NUL in it, which PostgreSQL cannot store",
                     place + 1);
        cu_error_set_reason(error, CUPEL_REASON_INVALID_TEXT);
        return CUPEL_DATA_ERROR;
    }
    bool binary = add_binary(bytes, value, statement->types[place]);
    if (!binary && !cu_postgresql_add_text(bytes, value))
        return cu_error_set(error, CUPEL_INTERFACE_ERROR, "parameter %zu is of kind %s", place + 1,
                            cupel_kind_name((cupel_kind)value->kind));
    statement->formats[place] = binary;
    statement->lengths[place] = (int)(bytes->length - start);
    statement->places[place] = start;
    cu_buffer_add_char(bytes, '\0');
    return CUPEL_OK;
}

cupel_code cu_postgresql_encode_values(cupel_driver_statement *statement, size_t count,
                                       const cupel_value *values, bool *again, cu_error *error)
{
    cupel_code code = CUPEL_OK;
    cu_buffer_clear(&statement->bytes);
    for (size_t i = 0; i < count; i++) {
        if (can_be(&values[i], statement->types[i]))
            continue;
        statement->types[i] = natural_type(&values[i]);
        *again = true;
    }
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = encode(statement, i, &values[i], error);
    if (code != CUPEL_OK)
        return code;
    if (statement->bytes.failed)
        return statement->bytes.too_long
                   ? cu_error_set(error, CUPEL_DATA_ERROR, "the values are longer than %zu bytes",
                                  CU_BUFFER_MAXIMUM)
                   : cu_error_no_memory(error);
    const char *bytes = cu_buffer_text(&statement->bytes);
    for (size_t i = 0; i < count; i++)
        statement->values[i] = statement->lengths[i] < 0 ? NULL : bytes + statement->places[i];
    return CUPEL_OK;
}

/* ---- counting ---------------------------------------------------------------------------------- */

static const char *skip_quoted(const char *at, char quote, bool backslashes)
{
    for (at++; *at; at++) {
        if (backslashes && *at == '\\' && at[1])
            at++;
        else if (*at == quote && at[1] == quote)
            at++;
        else if (*at == quote)
            return at + 1;
    }
    return at;
}

/* Comments nest. */
static const char *skip_comment(const char *at)
{
    size_t depth = 0;
    do {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at += 2;
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at += 2;
        } else {
            at++;
        }
    } while (depth > 0 && *at);
    return at;
}

/* $tag$ ... $tag$; NULL where no such literal begins. */
static const char *skip_dollar_quoted(const char *at)
{
    const char *end = at + 1;
    while (isalnum((unsigned char)*end) || *end == '_' || (unsigned char)*end >= 0x80)
        end++;
    if (*end != '$')
        return NULL;
    size_t length = (size_t)(end - at) + 1;
    for (const char *text = end + 1; *text; text++)
        if (strncmp(text, at, length) == 0)
            return text + length;
    return end + strlen(end);
}

static bool is_name_character(char character)
{
    return isalnum((unsigned char)character) || character == '_' ||
           (unsigned char)character >= 0x80;
}

size_t cu_postgresql_count_parameters(const char *sql)
{
    size_t most = 0;
    const char *at = sql;
    while (*at) {
        if (*at == '\'') {
            bool backslashes = at > sql && (at[-1] == 'E' || at[-1] == 'e') &&
                               (at - 1 == sql || !is_name_character(at[-2]));
            at = skip_quoted(at, '\'', backslashes);
        } else if (*at == '"') {
            at = skip_quoted(at, '"', false);
        } else if (at[0] == '-' && at[1] == '-') {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            at = skip_comment(at);
        } else if (*at == '$' && isdigit((unsigned char)at[1])) {
            size_t number = 0;
            for (at++; isdigit((unsigned char)*at) && number < 100000; at++)
                number = number * 10 + (size_t)(*at - '0');
            most = CU_MAX(most, number);
        } else if (*at == '$' && (at == sql || !is_name_character(at[-1])) &&
                   skip_dollar_quoted(at)) {
            at = skip_dollar_quoted(at);
        } else {
            at++;
        }
    }
    return most;
}
