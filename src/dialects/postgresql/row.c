/*
 * dialects/postgresql/row.c - cells of rows, from the server's binary forms or
 * from its texts.
 */
#include "base/datetime.h"
#include "base/number.h"
#include "dialects/postgresql/driver.h"
#include <cupel/uuid.h>
#include <math.h>
#include <stdio.h>

#define EPOCH_DAYS         10957
#define EPOCH_MICROSECONDS (EPOCH_DAYS * CU_MICROSECONDS_PER_DAY)

cu_postgresql_form cu_postgresql_form_of(Oid type)
{
    static const struct {
        Oid type;
        cu_postgresql_form form;
    } forms[] = {
        { CU_OID_INT4, CU_FORM_INT4 },
        { CU_OID_INT8, CU_FORM_INT8 },
        { CU_OID_VARCHAR, CU_FORM_TEXT },
        { CU_OID_TEXT, CU_FORM_TEXT },
        { CU_OID_BOOL, CU_FORM_BOOL },
        { CU_OID_INT2, CU_FORM_INT2 },
        { CU_OID_FLOAT8, CU_FORM_FLOAT8 },
        { CU_OID_NUMERIC, CU_FORM_NUMERIC },
        { CU_OID_TIMESTAMP, CU_FORM_TIMESTAMP },
        { CU_OID_TIMESTAMPTZ, CU_FORM_TIMESTAMPTZ },
        { CU_OID_DATE, CU_FORM_DATE },
        { CU_OID_TIME, CU_FORM_TIME },
        { CU_OID_INTERVAL, CU_FORM_INTERVAL },
        { CU_OID_UUID, CU_FORM_UUID },
        { CU_OID_JSON, CU_FORM_JSON },
        { CU_OID_JSONB, CU_FORM_JSONB },
        { CU_OID_BYTEA, CU_FORM_BYTEA },
        { CU_OID_FLOAT4, CU_FORM_FLOAT4 },
        { CU_OID_OID, CU_FORM_OID },
        { CU_OID_BPCHAR, CU_FORM_TEXT },
        { CU_OID_NAME, CU_FORM_TEXT },
        { CU_OID_CHAR, CU_FORM_TEXT },
        { CU_OID_UNKNOWN_TEXT, CU_FORM_TEXT },
        { CU_OID_XML, CU_FORM_TEXT },
    };
    for (size_t i = 0; i < CU_LENGTH(forms); i++)
        if (forms[i].type == type)
            return forms[i].form;
    return CU_FORM_OTHER;
}

/* ---- binary ------------------------------------------------------------------------------------ */

static uint64_t big_endian(const unsigned char *bytes, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

static int64_t signed_big_endian(const unsigned char *bytes, int size)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    return (int64_t)((big_endian(bytes, size) ^ sign) - sign);
}

static double libpq_double(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static double float_of(uint32_t bits)
{
    float number;
    memcpy(&number, &bits, sizeof number);
    return (double)number;
}

/* Four decimal digits, the first without its zeros. */
static void add_digits(cu_buffer *text, unsigned digits, bool first)
{
    cu_buffer_printf(text, first ? "%u" : "%04u", digits);
}

/* A NUMERIC: groups of four digits, the first at the place 10000^weight; `scale` digits are shown after the point. */
static void write_numeric(const unsigned char *bytes, int size, cu_buffer *text)
{
    int count = (int)big_endian(bytes, 2);
    int weight = (int)signed_big_endian(bytes + 2, 2);
    unsigned sign = (unsigned)big_endian(bytes + 4, 2);
    int scale = (int)big_endian(bytes + 6, 2);
    if (sign == 0xC000 || sign == 0xD000 || sign == 0xF000) {
        cu_buffer_add(text, sign == 0xC000 ? "NaN" : sign == 0xD000 ? "Infinity" : "-Infinity");
        return;
    }
    count = CU_MIN(count, (size - 8) / 2);
    cu_buffer_add(text, sign == 0x4000 ? "-" : "");
    for (int place = CU_MAX(weight, 0); place >= 0; place--) {
        int at = weight - place;
        unsigned digits =
            at >= 0 && at < count ? (unsigned)big_endian(bytes + 8 + 2 * (size_t)at, 2) : 0;
        add_digits(text, digits, place == CU_MAX(weight, 0));
    }
    if (scale == 0)
        return;
    cu_buffer_add_char(text, '.');
    size_t point = text->length;
    for (int place = -1; - place <= (scale + 3) / 4; place--) {
        int at = weight - place;
        unsigned digits =
            at >= 0 && at < count ? (unsigned)big_endian(bytes + 8 + 2 * (size_t)at, 2) : 0;
        add_digits(text, digits, false);
    }
    cu_buffer_truncate(text, point + (size_t)scale);
}

static cupel_code keep_text(cupel_driver_statement *statement, cu_buffer *text, uint32_t kind,
                            cupel_value *value, cu_error *error)
{
    char *copy = text->failed
                     ? NULL
                     : cu_arena_strndup(&statement->cells, cu_buffer_text(text), text->length);
    size_t length = text->length;
    cu_buffer_free(text);
    if (!copy)
        return cu_error_no_memory(error);
    *value = cupel_value_text_length(copy, length);
    value->kind = kind;
    return CUPEL_OK;
}

static cupel_code cannot_hold(cu_error *error, const char *what)
{
    return cu_error_set(error, CUPEL_DATA_ERROR,
                        "the database has %s, which no value can hold; read it as text (CAST)",
                        what);
}

static cupel_code read_days(int64_t days, cupel_value *value, cu_error *error)
{
    if (days == INT32_MAX || days == INT32_MIN)
        return cannot_hold(error, "a date 'infinity'");
    *value = cupel_value_date(cupel_date_from_days(days + EPOCH_DAYS));
    return cupel_date_valid(value->as.date)
               ? CUPEL_OK
               : cannot_hold(error, "a date of no year from -4712 to 294276");
}

/* A date and time, counted from 2000; those of the last years would not fit, counted from 1970. */
static cupel_value datetime_value(int64_t microseconds)
{
    int64_t days = microseconds / CU_MICROSECONDS_PER_DAY;
    days -= microseconds % CU_MICROSECONDS_PER_DAY < 0;
    const cupel_date_value date = cupel_date_from_days(days + EPOCH_DAYS);
    const cupel_time_value time =
        cu_time_from_microseconds(microseconds - days * CU_MICROSECONDS_PER_DAY);
    return cupel_value_datetime((cupel_datetime_value){
        date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond });
}

static cupel_code read_instant(int64_t microseconds, bool zone, cupel_value *value, cu_error *error)
{
    cupel_timestamp_value instant;
    if (microseconds == INT64_MAX || microseconds == INT64_MIN)
        return cannot_hold(error, "a timestamp 'infinity'");
    if (!zone) {
        *value = datetime_value(microseconds);
        return cupel_datetime_valid(value->as.datetime)
                   ? CUPEL_OK
                   : cannot_hold(error, "a timestamp before the year -4712");
    }
    if (__builtin_add_overflow(microseconds, EPOCH_MICROSECONDS, &instant.microseconds))
        return cannot_hold(error, "a timestamp behind the year 294246");
    *value = cupel_value_timestamp(instant);
    return CUPEL_OK;
}

static cupel_code read_interval(const unsigned char *bytes, cupel_value *value, cu_error *error)
{
    int64_t days = signed_big_endian(bytes + 8, 4), microseconds = signed_big_endian(bytes, 8), sum;
    if (big_endian(bytes + 12, 4) != 0)
        return cannot_hold(error, "an interval with months, whose length differs");
    if (__builtin_add_overflow(microseconds, days * CU_MICROSECONDS_PER_DAY, &sum))
        return cannot_hold(error, "an interval that long");
    *value = cupel_value_interval((cupel_interval_value){ sum });
    return CUPEL_OK;
}

static void libpq_set_text(cupel_value *value, uint32_t kind, const char *text, int length)
{
    *value = cupel_value_text_length(text, (size_t)length);
    value->kind = kind;
}

static cupel_code read_binary(cupel_driver_statement *statement, cu_postgresql_form form,
                              const char *text, int length, cupel_value *value, cu_error *error)
{
    const unsigned char *bytes = (const unsigned char *)text;
    switch (form) {
    case CU_FORM_BOOL: *value = cupel_value_bool(bytes[0] != 0); return CUPEL_OK;
    case CU_FORM_INT2: *value = cupel_value_int(signed_big_endian(bytes, 2)); return CUPEL_OK;
    case CU_FORM_INT4: *value = cupel_value_int(signed_big_endian(bytes, 4)); return CUPEL_OK;
    case CU_FORM_INT8: *value = cupel_value_int(signed_big_endian(bytes, 8)); return CUPEL_OK;
    case CU_FORM_OID: *value = cupel_value_int((int64_t)big_endian(bytes, 4)); return CUPEL_OK;
    case CU_FORM_FLOAT4:
        *value = cupel_value_double(float_of((uint32_t)big_endian(bytes, 4)));
        return CUPEL_OK;
    case CU_FORM_FLOAT8:
        *value = cupel_value_double(libpq_double(big_endian(bytes, 8)));
        return CUPEL_OK;
    case CU_FORM_NUMERIC: {
        cu_buffer digits;
        cu_buffer_init(&digits, CU_BUFFER_MAXIMUM);
        write_numeric(bytes, length, &digits);
        return keep_text(statement, &digits, CUPEL_KIND_DECIMAL, value, error);
    }
    case CU_FORM_BYTEA:
        *value = cupel_value_blob((cupel_blob_value){ bytes, (size_t)length });
        return CUPEL_OK;
    case CU_FORM_DATE: return read_days(signed_big_endian(bytes, 4), value, error);
    case CU_FORM_TIME:
        *value = cupel_value_time(cu_time_from_microseconds(signed_big_endian(bytes, 8)));
        return CUPEL_OK;
    case CU_FORM_TIMESTAMP:
    case CU_FORM_TIMESTAMPTZ:
        return read_instant(signed_big_endian(bytes, 8), form == CU_FORM_TIMESTAMPTZ, value, error);
    case CU_FORM_INTERVAL: return read_interval(bytes, value, error);
    case CU_FORM_UUID: {
        cupel_uuid_value uuid;
        memcpy(uuid.bytes, bytes, sizeof uuid.bytes);
        *value = cupel_value_uuid(uuid);
        return CUPEL_OK;
    }
    case CU_FORM_JSON: libpq_set_text(value, CUPEL_KIND_JSON, text, length); return CUPEL_OK;
    case CU_FORM_JSONB: /* behind the number of the form */
        libpq_set_text(value, CUPEL_KIND_JSON, text + 1, length - 1);
        return CUPEL_OK;
    default: libpq_set_text(value, CUPEL_KIND_TEXT, text, length); return CUPEL_OK;
    }
}

/* ---- text -------------------------------------------------------------------------------------- */

static int hexadecimal(char digit)
{
    return digit >= 'a' ? digit - 'a' + 10 : digit - '0';
}

/* \x00ff */
static cupel_code read_hexadecimal(cupel_driver_statement *statement, const char *text, int length,
                                   cupel_value *value, cu_error *error)
{
    size_t size = length > 2 ? (size_t)(length - 2) / 2 : 0;
    unsigned char *bytes = cu_arena_alloc(&statement->cells, size + 1);
    if (!bytes)
        return cu_error_no_memory(error);
    for (size_t i = 0; i < size; i++)
        bytes[i] =
            (unsigned char)(hexadecimal(text[2 + 2 * i]) << 4 | hexadecimal(text[3 + 2 * i]));
    *value = cupel_value_blob((cupel_blob_value){ bytes, size });
    return CUPEL_OK;
}

static bool parse_real(const char *text, size_t length, double *out)
{
    if (strcmp(text, "NaN") == 0)
        *out = (double)NAN;
    else if (strcmp(text, "Infinity") == 0 || strcmp(text, "-Infinity") == 0)
        *out = text[0] == '-' ? -(double)INFINITY : (double)INFINITY;
    else
        return cu_double_parse(text, length, out);
    return true;
}

static bool parse_number(cu_postgresql_form form, const char *text, size_t length,
                         cupel_value *value)
{
    int64_t integer;
    double real;
    if (form >= CU_FORM_INT2 && form <= CU_FORM_OID) {
        if (!cu_int_parse(text, length, &integer))
            return false;
        *value = cupel_value_int(integer);
        return true;
    }
    if (!parse_real(text, length, &real))
        return false;
    *value = cupel_value_double(real);
    return true;
}

/*
 * Writes a text with a date at its start as the rest of the library has it: "0044-03-15 BC" is of the year -43, and years of more
 * than four digits have a sign.  The new length; 0 where nothing is to be changed.
 */
static size_t normalize_date(const char *text, size_t length, char out[64])
{
    static const char suffix[] = " BC";
    size_t digits = strspn(text, "0123456789"), tail = sizeof suffix - 1;
    int64_t year;
    bool before = length > tail && strcmp(text + length - tail, suffix) == 0;
    if ((!before && digits == 4) || length > 50 || !cu_int_parse(text, digits, &year))
        return 0;
    year = before ? 1 - year : year;
    length -= before ? tail : 0;
    return (size_t)snprintf(out, 64, year == 0 ? "%04d%.*s" : "%+06d%.*s", (int)year,
                            (int)(length - digits), text + digits);
}

static bool parse_time(cu_postgresql_form form, const char *text, size_t length, cupel_value *value)
{
    char normal[64];
    size_t normal_length =
        form == CU_FORM_DATE || form == CU_FORM_TIMESTAMP || form == CU_FORM_TIMESTAMPTZ
            ? normalize_date(text, length, normal)
            : 0;
    if (normal_length > 0) {
        text = normal;
        length = normal_length;
    }
    cupel_date_value date;
    cupel_time_value time;
    cupel_datetime_value datetime;
    cupel_timestamp_value timestamp;
    cupel_interval_value interval;
    switch (form) {
    case CU_FORM_DATE:
        return cu_date_parse(text, length, &date) && (*value = cupel_value_date(date), true);
    case CU_FORM_TIME:
        return cu_time_parse(text, length, &time) && (*value = cupel_value_time(time), true);
    case CU_FORM_TIMESTAMP:
        return cu_datetime_parse(text, length, &datetime) &&
               (*value = cupel_value_datetime(datetime), true);
    case CU_FORM_TIMESTAMPTZ:
        return cu_timestamp_parse(text, length, &timestamp) &&
               (*value = cupel_value_timestamp(timestamp), true);
    default:
        return cu_interval_parse(text, length, &interval) &&
               (*value = cupel_value_interval(interval), true);
    }
}

static cupel_code read_text(cupel_driver_statement *statement, cu_postgresql_form form,
                            const char *text, int length, cupel_value *value, cu_error *error)
{
    cupel_uuid_value uuid;
    bool read = true;
    switch (form) {
    case CU_FORM_BOOL: *value = cupel_value_bool(text[0] == 't'); break;
    case CU_FORM_INT2:
    case CU_FORM_INT4:
    case CU_FORM_INT8:
    case CU_FORM_OID:
    case CU_FORM_FLOAT4:
    case CU_FORM_FLOAT8: read = parse_number(form, text, (size_t)length, value); break;
    case CU_FORM_NUMERIC: libpq_set_text(value, CUPEL_KIND_DECIMAL, text, length); break;
    case CU_FORM_BYTEA: return read_hexadecimal(statement, text, length, value, error);
    case CU_FORM_DATE:
    case CU_FORM_TIME:
    case CU_FORM_TIMESTAMP:
    case CU_FORM_TIMESTAMPTZ:
    case CU_FORM_INTERVAL: read = parse_time(form, text, (size_t)length, value); break;
    case CU_FORM_UUID:
        read = cupel_uuid_parse(text, &uuid);
        *value = cupel_value_uuid(uuid);
        break;
    case CU_FORM_JSON:
    case CU_FORM_JSONB: libpq_set_text(value, CUPEL_KIND_JSON, text, length); break;
    default: libpq_set_text(value, CUPEL_KIND_TEXT, text, length); break;
    }
    return read ? CUPEL_OK
                : cu_error_set(error, CUPEL_DATA_ERROR,
                               "the database has '%.100s', which no value can hold; read it as "
                               "text (CAST)",
                               text);
}

/* ---- giving ------------------------------------------------------------------------------------ */

/* What was read in the kind wanted, where that loses nothing. */
static void give(cupel_value *value, uint8_t wanted)
{
    int64_t integer;
    double real;
    switch (wanted) {
    case CUPEL_KIND_INT:
        if (value->kind == CUPEL_KIND_BOOL)
            *value = cupel_value_int(value->as.boolean);
        else if (value->kind == CUPEL_KIND_DECIMAL &&
                 cu_int_parse(value->as.text, value->length, &integer))
            *value = cupel_value_int(integer);
        break;
    case CUPEL_KIND_DOUBLE:
        if (value->kind == CUPEL_KIND_INT && value->as.integer >= -(INT64_C(1) << 53) &&
            value->as.integer <= INT64_C(1) << 53)
            *value = cupel_value_double((double)value->as.integer);
        else if (value->kind == CUPEL_KIND_DECIMAL &&
                 parse_real(value->as.text, value->length, &real))
            *value = cupel_value_double(real);
        break;
    case CUPEL_KIND_TEXT:
        if (value->kind == CUPEL_KIND_JSON)
            value->kind = CUPEL_KIND_TEXT;
        break;
    case CUPEL_KIND_JSON:
        if (value->kind == CUPEL_KIND_TEXT)
            value->kind = CUPEL_KIND_JSON;
        break;
    default: break;
    }
}

cupel_code cu_postgresql_read_cell(cupel_driver_statement *statement, size_t column, uint8_t wanted,
                                   cupel_value *value, cu_error *error)
{
    const PGresult *result = statement->result;
    int row = statement->row, place = (int)column;
    if (cu_postgresql.cell_is_null(result, row, place)) {
        *value = cupel_value_null();
        return CUPEL_OK;
    }
    const char *text = cu_postgresql.cell(result, row, place);
    int length = cu_postgresql.cell_length(result, row, place);
    cu_postgresql_form form = (cu_postgresql_form)statement->forms[column];
    cupel_code code = statement->as_text ? read_text(statement, form, text, length, value, error)
                                         : read_binary(statement, form, text, length, value, error);
    if (code == CUPEL_OK && value->kind != wanted && wanted != CUPEL_KIND_NULL)
        give(value, wanted);
    return code;
}
