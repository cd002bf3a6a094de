/*
 * sql/type_convert.c - values on their way into a typed place, and back out of
 * a database.
 *
 * Which kinds a type takes is a table; what becomes of them is a function for
 * each group of types.  A value goes over exactly or not at all, and stays as
 * it was where it does not.
 */
#include "base/datetime.h"
#include "base/decimal.h"
#include "base/number.h"
#include "base/utf8.h"
#include "sql/plain_decimal.h"
#include "sql/type.h"
#include <cupel/uuid.h>
#include <inttypes.h>
#include <math.h>

/* What all converters need. */
typedef struct type_conversion {
    const cupel_type *type;
    cu_arena *arena;
    const char *what;
    cu_error *error;
    bool reading; /* out of a database */
} type_conversion;

typedef cupel_code (*type_converter)(const type_conversion *conversion, cupel_value *value);

/* ---- what can go wrong --------------------------------------------------------------------------- */

#define EXCERPT_LENGTH 40

static cupel_code conversion_mismatch(const type_conversion *conversion, const cupel_value *value)
{
    const char *kind = cupel_kind_name((cupel_kind)value->kind);
    const char *type = cupel_type_name(conversion->type->id);
    if (conversion->reading)
        return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                            "%s: the database holds a value of kind %s, which cannot be read as "
                            "type %s",
                            conversion->what, kind, type);
    return cu_error_set(conversion->error, CUPEL_TYPE_MISMATCH,
                        "%s: a value of kind %s does not fit type %s", conversion->what, kind,
                        type);
}

static cupel_code conversion_malformed(const type_conversion *conversion, const char *text,
                                       size_t length, const char *example)
{
    bool readable = cu_utf8_valid(text, length, NULL) && !memchr(text, 0, length);
    size_t shown = readable ? cu_utf8_cut(text, length, EXCERPT_LENGTH) : 0;
    return cu_error_set(conversion->error, CUPEL_DATA_ERROR, "%s: '%.*s%s' is not of type %s%s%s",
                        conversion->what, (int)shown, text, shown < length ? "..." : "",
                        cupel_type_name(conversion->type->id), example ? "; an example: " : "",
                        example ? example : "");
}

static cupel_code conversion_out_of_range(const type_conversion *conversion, const char *number)
{
    return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                        "%s: %s cannot be held exactly by type %s", conversion->what, number,
                        cupel_type_name(conversion->type->id));
}

static cupel_code number_out_of_range(const type_conversion *conversion, const cupel_value *value)
{
    char text[CU_DOUBLE_TEXT_SIZE];
    switch (value->kind) {
    case CUPEL_KIND_INT: cu_int_format(value->as.integer, text); break;
    case CUPEL_KIND_UNSIGNED: cu_unsigned_format(value->as.natural, text); break;
    case CUPEL_KIND_DOUBLE: cu_double_format(value->as.real, text); break;
    default: return conversion_malformed(conversion, value->as.text, value->length, NULL);
    }
    return conversion_out_of_range(conversion, text);
}

/* A day whose fields cannot be; one in month 0 was most likely never set. */
static cupel_code impossible_fields(const type_conversion *conversion, int month)
{
    return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                        "%s: there is no such %s: a field of it is out of range%s",
                        conversion->what, cupel_type_name(conversion->type->id),
                        month == 0 ? " (month 0: was it not set? cupel_null_date and "
                                     "cupel_null_datetime may be left out)"
                                   : "");
}

/* ---- text -------------------------------------------------------------------------------------- */

/* Text on its way in must be UTF-8 without NULs; what a database holds is given as it is. */
static cupel_code check_text(const type_conversion *conversion, const cupel_value *value)
{
    size_t bad;
    const char *text = value->as.text;
    if (conversion->reading)
        return CUPEL_OK;
    if (!cu_utf8_valid(text, value->length, &bad))
        cu_error_set(conversion->error, CUPEL_INVALID_ARGUMENT,
                     "%s: the text is not UTF-8 at byte %zu", conversion->what, bad);
    else if (memchr(text, 0, value->length))
        cu_error_set(conversion->error, CUPEL_INVALID_ARGUMENT,
                     "%s: the text has a NUL at byte %zu, where it would end for C",
                     conversion->what, strlen(text));
    else
        return CUPEL_OK;
    cu_error_set_reason(conversion->error, CUPEL_REASON_INVALID_TEXT);
    return CUPEL_INVALID_ARGUMENT;
}

/* Makes the value a text of that kind, with a copy of `text`. */
static cupel_code set_text(const type_conversion *conversion, cupel_value *value, cupel_kind kind,
                           const char *text, size_t length)
{
    const char *copy = cu_arena_strndup(conversion->arena, text, length);
    if (!copy)
        return cu_error_no_memory(conversion->error);
    *value = (cupel_value){ .kind = kind, .length = (uint32_t)length, .as = { .text = copy } };
    return CUPEL_OK;
}

/* Makes a number or boolean a text of that kind. */
static cupel_code set_number_text(const type_conversion *conversion, cupel_value *value,
                                  cupel_kind kind)
{
    char text[CU_DOUBLE_TEXT_SIZE];
    size_t length;
    switch (value->kind) {
    case CUPEL_KIND_BOOL:
        return set_text(conversion, value, kind, value->as.boolean ? "true" : "false",
                        value->as.boolean ? 4 : 5);
    case CUPEL_KIND_INT: length = cu_int_format(value->as.integer, text); break;
    case CUPEL_KIND_UNSIGNED: length = cu_unsigned_format(value->as.natural, text); break;
    default: length = cu_double_format(value->as.real, text); break;
    }
    return set_text(conversion, value, kind, text, length);
}

/* TEXT and JSON, which differ in their kind only. */
static cupel_code convert_to_text(const type_conversion *conversion, cupel_value *value)
{
    cupel_kind kind = cu_type_kind(conversion->type->id);
    cupel_code code;
    switch (value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON:
    case CUPEL_KIND_DECIMAL:
        code = check_text(conversion, value);
        if (code == CUPEL_OK)
            value->kind = kind;
        return code;
    default: return set_number_text(conversion, value, kind);
    }
}

static cupel_code convert_to_blob(const type_conversion *conversion, cupel_value *value)
{
    (void)conversion;
    if (value->kind == CUPEL_KIND_TEXT)
        *value = (cupel_value){ .kind = CUPEL_KIND_BLOB,
                                .length = value->length,
                                .as = { .data = value->as.text } };
    return CUPEL_OK;
}

/* The database holds names, C holds numbers. */
static cupel_code convert_to_enum(const type_conversion *conversion, cupel_value *value)
{
    const cupel_enum *enumeration = conversion->type->enumeration;
    const char *name;
    int number;
    if (value->kind == CUPEL_KIND_INT) {
        name = enumeration ? cu_enum_name(enumeration, value->as.integer) : NULL;
        if (!enumeration)
            return conversion_mismatch(conversion, value);
        if (!name)
            return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                                "%s: %" PRId64 " is no value of the enumeration %s",
                                conversion->what, value->as.integer,
                                enumeration->name ? enumeration->name : "");
        *value = cupel_value_text(name);
        return CUPEL_OK;
    }
    cupel_code code = check_text(conversion, value);
    if (code != CUPEL_OK || !enumeration)
        return code;
    if (!cu_enum_value(enumeration, value->as.text, value->length, &number))
        return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                            "%s: '%.*s' is no name of the enumeration %s", conversion->what,
                            (int)cu_utf8_cut(value->as.text, value->length, EXCERPT_LENGTH),
                            value->as.text, enumeration->name ? enumeration->name : "");
    if (conversion->reading)
        *value = cupel_value_int(number);
    return CUPEL_OK;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

static cupel_code convert_to_boolean(const type_conversion *conversion, cupel_value *value)
{
    if (value->kind == CUPEL_KIND_BOOL)
        return CUPEL_OK;
    if (value->as.integer != 0 && value->as.integer != 1)
        return number_out_of_range(conversion, value);
    *value = cupel_value_bool(value->as.integer == 1);
    return CUPEL_OK;
}

/* The integer that a value is, exactly. */
static bool integer_of(const cupel_value *value, int64_t *out)
{
    switch (value->kind) {
    case CUPEL_KIND_BOOL: *out = value->as.boolean; return true;
    case CUPEL_KIND_INT: *out = value->as.integer; return true;
    case CUPEL_KIND_UNSIGNED:
        *out = (int64_t)value->as.natural;
        return value->as.natural <= INT64_MAX;
    case CUPEL_KIND_DOUBLE:
        /* Powers of two, which a double holds exactly; NaN is within no bounds. */
        if (!(value->as.real >= -0x1p63 && value->as.real < 0x1p63))
            return false;
        *out = (int64_t)value->as.real;
        return (double)*out == value->as.real;
    case CUPEL_KIND_DECIMAL: return cu_decimal_to_scaled(value->as.text, value->length, 0, out);
    default: return cu_int_parse(value->as.text, value->length, out);
    }
}

static cupel_code convert_to_integer(const type_conversion *conversion, cupel_value *value)
{
    int64_t number;
    if (!integer_of(value, &number))
        return number_out_of_range(conversion, value);
    if (conversion->type->id == CUPEL_SMALL_INTEGER && (number < INT16_MIN || number > INT16_MAX))
        return number_out_of_range(conversion, value);
    *value = cupel_value_int(number);
    return CUPEL_OK;
}

/* The double that a value is: exactly for integers, the nearest for decimals, as ever. */
static bool double_of(const cupel_value *value, double *out)
{
    switch (value->kind) {
    case CUPEL_KIND_DOUBLE: *out = value->as.real; return true;
    case CUPEL_KIND_INT:
        *out = (double)value->as.integer;
        return *out < 0x1p63 && (int64_t)*out == value->as.integer;
    case CUPEL_KIND_UNSIGNED:
        *out = (double)value->as.natural;
        return *out < 0x1p64 && (uint64_t)*out == value->as.natural;
    default: return cu_double_parse(value->as.text, value->length, out);
    }
}

static cupel_code convert_to_double(const type_conversion *conversion, cupel_value *value)
{
    double number;
    if (!double_of(value, &number))
        return number_out_of_range(conversion, value);
    *value = cupel_value_double(number);
    return CUPEL_OK;
}

/*
 * Sums and products of what a database keeps in binary (SQLite) are a little beside the decimal that is meant:
 * 7.9399999999999995.  Where a number with the places of its type is as near as binary calculation gets, it is that
 * number; digits that are really there stay.  The length of the text; 0 where it is no such number.
 */
static size_t format_nearest_decimal(double number, int places,
                                     char buffer[CUPEL_DECIMAL_TEXT_SIZE])
{
    static const double beside = 1e-12, most = 0x1p53;
    double scaled = number;
    for (int i = 0; i < places; i++)
        scaled *= 10;
    if (places < 1 || places > 15 || !(scaled > -most && scaled < most))
        return 0;
    int64_t nearest = (int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
    double difference = scaled - (double)nearest, allowed = scaled * beside;
    if (difference * difference > allowed * allowed)
        return 0;
    return strlen(cupel_decimal_from_scaled(nearest, places, buffer).digits);
}

static cupel_code convert_to_numeric(const type_conversion *conversion, cupel_value *value)
{
    char number[CU_MAX(CU_DOUBLE_TEXT_SIZE, CUPEL_DECIMAL_TEXT_SIZE)];
    const char *text = number;
    size_t length = 0;
    int places = conversion->reading ? conversion->type->scale : 0;
    switch (value->kind) {
    case CUPEL_KIND_INT: length = cu_int_format(value->as.integer, number); break;
    case CUPEL_KIND_UNSIGNED: length = cu_unsigned_format(value->as.natural, number); break;
    case CUPEL_KIND_DOUBLE:
        length = format_nearest_decimal(value->as.real, places, number);
        if (length > 0)
            break;
        length = cu_double_format(value->as.real, number);
        /* ".0" says that it is a double, which it no longer is. */
        if (length > 2 && memcmp(number + length - 2, ".0", 2) == 0)
            length -= 2;
        break;
    default:
        text = value->as.text;
        length = value->length;
        break;
    }
    switch (cu_decimal_make_plain(&text, &length, places, conversion->arena)) {
    case CU_PLAIN_DONE: break;
    case CU_PLAIN_INVALID: return conversion_malformed(conversion, text, length, "-12.50");
    case CU_PLAIN_TOO_LONG:
        return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                            "%s: a number with more than %d digits", conversion->what,
                            CU_DECIMAL_MAXIMUM);
    default: return cu_error_no_memory(conversion->error);
    }
    if (text == number)
        return set_text(conversion, value, CUPEL_KIND_DECIMAL, text, length);
    *value = (cupel_value){ .kind = CUPEL_KIND_DECIMAL,
                            .length = (uint32_t)length,
                            .as = { .text = text } };
    return CUPEL_OK;
}

/* ---- dates and times --------------------------------------------------------------------------- */

static cupel_code convert_to_date(const type_conversion *conversion, cupel_value *value)
{
    cupel_date_value date;
    if (value->kind == CUPEL_KIND_DATE)
        return cupel_date_valid(value->as.date)
                   ? CUPEL_OK
                   : impossible_fields(conversion, value->as.date.month);
    if (!cu_date_parse(value->as.text, value->length, &date))
        return conversion_malformed(conversion, value->as.text, value->length, "2024-02-29");
    *value = cupel_value_date(date);
    return CUPEL_OK;
}

static cupel_code convert_to_time(const type_conversion *conversion, cupel_value *value)
{
    cupel_time_value time;
    if (value->kind == CUPEL_KIND_TIME)
        return cupel_time_valid(value->as.time) ? CUPEL_OK : impossible_fields(conversion, 1);
    if (!cu_time_parse(value->as.text, value->length, &time))
        return conversion_malformed(conversion, value->as.text, value->length, "23:59:59.5");
    *value = cupel_value_time(time);
    return CUPEL_OK;
}

static cupel_datetime_value midnight_of(cupel_date_value date)
{
    return (cupel_datetime_value){ .year = date.year, .month = date.month, .day = date.day };
}

/* With a time of day, or midnight where there is none. */
static bool parse_datetime(const cupel_value *value, cupel_datetime_value *out)
{
    cupel_date_value date;
    if (cu_datetime_parse(value->as.text, value->length, out))
        return true;
    if (!cu_date_parse(value->as.text, value->length, &date))
        return false;
    *out = midnight_of(date);
    return true;
}

static cupel_code convert_to_datetime(const type_conversion *conversion, cupel_value *value)
{
    cupel_datetime_value datetime;
    switch (value->kind) {
    case CUPEL_KIND_DATETIME: datetime = value->as.datetime; break;
    case CUPEL_KIND_DATE: datetime = midnight_of(value->as.date); break;
    case CUPEL_KIND_TIMESTAMP: datetime = cupel_timestamp_to_utc(value->as.timestamp); break;
    default:
        if (!parse_datetime(value, &datetime))
            return conversion_malformed(conversion, value->as.text, value->length,
                                        "2024-02-29 23:59:59.5");
    }
    if (!cupel_datetime_valid(datetime))
        return impossible_fields(conversion, datetime.month);
    *value = cupel_value_datetime(datetime);
    return CUPEL_OK;
}

/* Databases without time zones (CURRENT_TIMESTAMP of SQLite) give UTC. */
static cupel_code convert_to_timestamp(const type_conversion *conversion, cupel_value *value)
{
    cupel_timestamp_value timestamp;
    cupel_datetime_value datetime;
    switch (value->kind) {
    case CUPEL_KIND_TIMESTAMP: return CUPEL_OK;
    case CUPEL_KIND_DATETIME:
        if (!cupel_datetime_valid(value->as.datetime))
            return impossible_fields(conversion, value->as.datetime.month);
        timestamp = cupel_timestamp_from_utc(value->as.datetime);
        break;
    default:
        if (cu_timestamp_parse(value->as.text, value->length, &timestamp))
            break;
        if (!conversion->reading || !parse_datetime(value, &datetime))
            return conversion_malformed(conversion, value->as.text, value->length,
                                        "2024-02-29 23:59:59+00:00");
        timestamp = cupel_timestamp_from_utc(datetime);
    }
    *value = cupel_value_timestamp(timestamp);
    return CUPEL_OK;
}

static cupel_code convert_to_interval(const type_conversion *conversion, cupel_value *value)
{
    cupel_interval_value interval;
    switch (value->kind) {
    case CUPEL_KIND_INTERVAL: return CUPEL_OK;
    case CUPEL_KIND_INT: interval.microseconds = value->as.integer; break;
    default:
        if (!cu_interval_parse(value->as.text, value->length, &interval))
            return conversion_malformed(conversion, value->as.text, value->length, "PT36H5M0.25S");
    }
    *value = cupel_value_interval(interval);
    return CUPEL_OK;
}

/* ---- the rest ---------------------------------------------------------------------------------- */

static cupel_code convert_to_uuid(const type_conversion *conversion, cupel_value *value)
{
    cupel_uuid_value uuid;
    char text[CUPEL_UUID_TEXT_SIZE + 2]; /* braces */
    switch (value->kind) {
    case CUPEL_KIND_UUID: return CUPEL_OK;
    case CUPEL_KIND_BLOB:
        if (value->length != sizeof uuid.bytes)
            return cu_error_set(conversion->error, CUPEL_DATA_ERROR,
                                "%s: %" PRIu32 " bytes are no UUID, which has 16", conversion->what,
                                value->length);
        memcpy(uuid.bytes, value->as.data, sizeof uuid.bytes);
        break;
    default:
        if (value->length < sizeof text) {
            memcpy(text, value->as.text, value->length);
            text[value->length] = '\0';
        }
        if (value->length >= sizeof text || strlen(text) != value->length ||
            !cupel_uuid_parse(text, &uuid))
            return conversion_malformed(conversion, value->as.text, value->length,
                                        "01234567-89ab-cdef-0123-456789abcdef");
    }
    *value = cupel_value_uuid(uuid);
    return CUPEL_OK;
}

/* A place of no type takes anything that makes sense by itself. */
static cupel_code convert_untyped(const type_conversion *conversion, cupel_value *value)
{
    type_conversion own = *conversion;
    switch (value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON: return check_text(conversion, value);
    case CUPEL_KIND_DATE: own.type = cu_type_of(CUPEL_DATE); return convert_to_date(&own, value);
    case CUPEL_KIND_TIME: own.type = cu_type_of(CUPEL_TIME); return convert_to_time(&own, value);
    case CUPEL_KIND_DATETIME:
        own.type = cu_type_of(CUPEL_DATETIME);
        return convert_to_datetime(&own, value);
    case CUPEL_KIND_DECIMAL:
        own.type = cu_type_of(CUPEL_NUMERIC);
        return convert_to_numeric(&own, value);
    default: return CUPEL_OK;
    }
}

/* ---- which kinds go where ------------------------------------------------------------------------ */

#define KIND(name) (1u << CUPEL_KIND_##name)

enum {
    KINDS_NUMBER = KIND(INT) | KIND(UNSIGNED) | KIND(DOUBLE),
    KINDS_INTEGER_IN = KIND(BOOL) | KIND(INT) | KIND(UNSIGNED),
    KINDS_INTEGER_OUT = KIND(BOOL) | KINDS_NUMBER | KIND(DECIMAL) | KIND(TEXT),
    KINDS_DOUBLE_OUT = KINDS_NUMBER | KIND(DECIMAL) | KIND(TEXT),
    KINDS_TEXT_OUT = KINDS_NUMBER | KIND(TEXT) | KIND(DECIMAL) | KIND(JSON),
    KINDS_ALL = (1u << CUPEL_KIND_EXPRESSION) - 1,
};

typedef struct type_rule {
    type_converter convert;
    uint32_t in, out; /* kinds taken from the program, and from a database */
} type_rule;

static const type_rule type_rules[CUPEL_TYPE_COUNT] = {
    [CUPEL_UNTYPED] = { convert_untyped, KINDS_ALL, KINDS_ALL },
    [CUPEL_BOOLEAN] = { convert_to_boolean, KIND(BOOL) | KIND(INT), KIND(BOOL) | KIND(INT) },
    [CUPEL_SMALL_INTEGER] = { convert_to_integer, KINDS_INTEGER_IN, KINDS_INTEGER_OUT },
    [CUPEL_INTEGER] = { convert_to_integer, KINDS_INTEGER_IN, KINDS_INTEGER_OUT },
    [CUPEL_BIG_INTEGER] = { convert_to_integer, KINDS_INTEGER_IN, KINDS_INTEGER_OUT },
    [CUPEL_FLOAT] = { convert_to_double, KINDS_NUMBER, KINDS_DOUBLE_OUT },
    [CUPEL_DOUBLE] = { convert_to_double, KINDS_NUMBER, KINDS_DOUBLE_OUT },
    [CUPEL_NUMERIC] = { convert_to_numeric, KINDS_DOUBLE_OUT, KINDS_DOUBLE_OUT },
    [CUPEL_STRING] = { convert_to_text, KIND(TEXT), KINDS_TEXT_OUT },
    [CUPEL_TEXT] = { convert_to_text, KIND(TEXT), KINDS_TEXT_OUT },
    [CUPEL_BLOB] = { convert_to_blob, KIND(BLOB), KIND(BLOB) | KIND(TEXT) },
    [CUPEL_DATE] = { convert_to_date, KIND(DATE) | KIND(TEXT), KIND(DATE) | KIND(TEXT) },
    [CUPEL_TIME] = { convert_to_time, KIND(TIME) | KIND(TEXT), KIND(TIME) | KIND(TEXT) },
    [CUPEL_DATETIME] = { convert_to_datetime, KIND(DATETIME) | KIND(DATE) | KIND(TEXT),
                         KIND(DATETIME) | KIND(DATE) | KIND(TEXT) | KIND(TIMESTAMP) },
    [CUPEL_TIMESTAMP] = { convert_to_timestamp, KIND(TIMESTAMP) | KIND(TEXT),
                          KIND(TIMESTAMP) | KIND(TEXT) | KIND(DATETIME) },
    [CUPEL_INTERVAL] = { convert_to_interval, KIND(INTERVAL) | KIND(TEXT),
                         KIND(INTERVAL) | KIND(TEXT) | KIND(INT) },
    [CUPEL_UUID] = { convert_to_uuid, KIND(UUID) | KIND(TEXT),
                     KIND(UUID) | KIND(TEXT) | KIND(BLOB) },
    [CUPEL_JSON] = { convert_to_text, KIND(JSON) | KIND(TEXT), KINDS_TEXT_OUT | KIND(BOOL) },
    [CUPEL_ENUM] = { convert_to_enum, KIND(INT) | KIND(TEXT), KIND(TEXT) },
};

static cupel_code type_convert(const type_conversion *conversion, cupel_value *value)
{
    if (value->kind == CUPEL_KIND_NULL)
        return CUPEL_OK;
    cupel_type_id id = conversion->type->id;
    const type_rule *rule = &type_rules[(unsigned)id < CUPEL_TYPE_COUNT ? id : CUPEL_UNTYPED];
    uint32_t kinds = conversion->reading ? rule->out : rule->in;
    if (value->kind >= CUPEL_KIND_EXPRESSION || !(kinds >> value->kind & 1))
        return conversion_mismatch(conversion, value);
    return rule->convert(conversion, value);
}

cupel_code cu_type_adjust(const cupel_type *type, cupel_value *value, cu_arena *arena,
                          const char *what, cu_error *error)
{
    type_conversion conversion = { type, arena, what, error, false };
    return type_convert(&conversion, value);
}

cupel_code cu_type_read(const cupel_type *type, cupel_value *value, cu_arena *arena,
                        const char *what, cu_error *error)
{
    type_conversion conversion = { type, arena, what, error, true };
    return type_convert(&conversion, value);
}
