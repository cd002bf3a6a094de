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

/* The same for a value in its place in the statement. */
static Oid type_in_place(const cupel_driver_statement *statement, size_t place,
                         const cupel_value *value)
{
    Oid type = natural_type(value);
    if (type != CU_OID_UNKNOWN || !statement->untyped || !statement->untyped[place])
        return type;
    return value->kind == CUPEL_KIND_JSON ? CU_OID_JSON : CU_OID_TEXT;
}

/* Whether a value can be sent as a type that was declared before. */
static bool can_be(const cupel_value *value, Oid declared)
{
    switch (value->kind) {
    case CUPEL_KIND_NULL: return true;
    case CUPEL_KIND_TEXT: return declared == CU_OID_UNKNOWN || declared == CU_OID_TEXT;
    case CUPEL_KIND_JSON:
        return declared == CU_OID_UNKNOWN || declared == CU_OID_TEXT || declared == CU_OID_JSON;
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
        Oid type = type_in_place(statement, i, &values[i]);
        bool undeclared = statement->types[i] == CU_OID_UNKNOWN && type != CU_OID_UNKNOWN;
        if (!undeclared && can_be(&values[i], statement->types[i]))
            continue;
        statement->types[i] = type;
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
