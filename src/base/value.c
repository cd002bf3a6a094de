/*
 * base/value.c - making values of each kind, and comparing them.
 */
#include <cupel/value.h>

#include "base/decimal.h"

#include <math.h>

/* Values begin all zero, so that equal ones are equal byte by byte but for padding. */
static cupel_value value_of_kind(cupel_kind kind)
{
    cupel_value value;
    memset(&value, 0, sizeof value);
    value.kind = (uint32_t)kind;
    return value;
}

/* A length that does not fit becomes one no database takes. */
static uint32_t value_length(size_t length)
{
    return length < UINT32_MAX ? (uint32_t)length : UINT32_MAX;
}

static cupel_value value_of_text(cupel_kind kind, const char *text, size_t length)
{
    if (!text)
        return cupel_value_null();
    cupel_value value = value_of_kind(kind);
    value.length = value_length(length);
    value.as.text = text;
    return value;
}

cupel_value cupel_value_null(void)
{
    return value_of_kind(CUPEL_KIND_NULL);
}

cupel_value cupel_value_text(const char *text)
{
    return value_of_text(CUPEL_KIND_TEXT, text, text ? strlen(text) : 0);
}

cupel_value cupel_value_text_length(const char *text, size_t length)
{
    return value_of_text(CUPEL_KIND_TEXT, text, length);
}

cupel_value cupel_value_decimal(cupel_decimal_value decimal)
{
    return value_of_text(CUPEL_KIND_DECIMAL, decimal.digits,
                         decimal.digits ? strlen(decimal.digits) : 0);
}

cupel_value cupel_value_json(cupel_json_value json)
{
    return value_of_text(CUPEL_KIND_JSON, json.text, json.text ? strlen(json.text) : 0);
}

cupel_value cupel_value_blob(cupel_blob_value blob)
{
    if (!blob.data)
        return cupel_value_null();
    cupel_value value = value_of_kind(CUPEL_KIND_BLOB);
    value.length = value_length(blob.size);
    value.as.data = blob.data;
    return value;
}

/* The functions that only put their argument into a member. */
#define VALUE_FUNCTION(name, Type, KIND, member) \
    cupel_value cupel_value_##name(Type content) \
    {                                            \
        cupel_value value = value_of_kind(KIND); \
        value.as.member = content;               \
        return value;                            \
    }

VALUE_FUNCTION(bool, bool, CUPEL_KIND_BOOL, boolean)
VALUE_FUNCTION(int, int64_t, CUPEL_KIND_INT, integer)
VALUE_FUNCTION(double, double, CUPEL_KIND_DOUBLE, real)
VALUE_FUNCTION(date, cupel_date_value, CUPEL_KIND_DATE, date)
VALUE_FUNCTION(time, cupel_time_value, CUPEL_KIND_TIME, time)
VALUE_FUNCTION(datetime, cupel_datetime_value, CUPEL_KIND_DATETIME, datetime)
VALUE_FUNCTION(timestamp, cupel_timestamp_value, CUPEL_KIND_TIMESTAMP, timestamp)
VALUE_FUNCTION(interval, cupel_interval_value, CUPEL_KIND_INTERVAL, interval)
VALUE_FUNCTION(uuid, cupel_uuid_value, CUPEL_KIND_UUID, uuid)

/* NULL stays a part of its kind: whoever builds a statement of it sees that making the part failed. */
VALUE_FUNCTION(expression, struct cupel_expr *, CUPEL_KIND_EXPRESSION, expression)
VALUE_FUNCTION(query, const cupel_query *, CUPEL_KIND_QUERY, query)
VALUE_FUNCTION(subquery, const cupel_subquery *, CUPEL_KIND_SUBQUERY, subquery)
VALUE_FUNCTION(alias, cupel_alias *, CUPEL_KIND_ALIAS, alias)

/* What CUPEL_VALUE calls for pointers. */
#define VALUE_POINTER_FUNCTION(name, Type, function)                 \
    cupel_value cupel_value_of_##name##_pointer(const Type *pointer) \
    {                                                                \
        return pointer ? function(*pointer) : cupel_value_null();    \
    }

VALUE_POINTER_FUNCTION(bool, bool, cupel_value_bool)
VALUE_POINTER_FUNCTION(int16, int16_t, cupel_value_int)
VALUE_POINTER_FUNCTION(int32, int32_t, cupel_value_int)
VALUE_POINTER_FUNCTION(int64, int64_t, cupel_value_int)
VALUE_POINTER_FUNCTION(double, double, cupel_value_double)
VALUE_POINTER_FUNCTION(date, cupel_date_value, cupel_value_date)
VALUE_POINTER_FUNCTION(time, cupel_time_value, cupel_value_time)
VALUE_POINTER_FUNCTION(datetime, cupel_datetime_value, cupel_value_datetime)
VALUE_POINTER_FUNCTION(timestamp, cupel_timestamp_value, cupel_value_timestamp)
VALUE_POINTER_FUNCTION(interval, cupel_interval_value, cupel_value_interval)
VALUE_POINTER_FUNCTION(uuid, cupel_uuid_value, cupel_value_uuid)

cupel_value cupel_value_of_unsigned(unsigned long long number)
{
    if (number <= INT64_MAX)
        return cupel_value_int((int64_t)number);
    cupel_value value = value_of_kind(CUPEL_KIND_UNSIGNED);
    value.as.natural = number;
    return value;
}

static bool value_same_bytes(const cupel_value *left, const cupel_value *right)
{
    return left->length == right->length &&
           (left->length == 0 || memcmp(left->as.data, right->as.data, left->length) == 0);
}

static bool value_same_decimal(const cupel_value *left, const cupel_value *right)
{
    const char *a = left->as.text, *b = right->as.text;
    return value_same_bytes(left, right) ||
           (cu_decimal_valid(a, left->length) && cu_decimal_valid(b, right->length) &&
            cu_decimal_compare(a, left->length, b, right->length) == 0);
}

static bool value_same_date(cupel_date_value left, cupel_date_value right)
{
    return left.year == right.year && left.month == right.month && left.day == right.day;
}

static bool value_same_time(cupel_time_value left, cupel_time_value right)
{
    return left.hour == right.hour && left.minute == right.minute && left.second == right.second &&
           left.microsecond == right.microsecond;
}

static bool value_same_datetime(const cupel_datetime_value *left, const cupel_datetime_value *right)
{
    return left->year == right->year && left->month == right->month && left->day == right->day &&
           left->hour == right->hour && left->minute == right->minute &&
           left->second == right->second && left->microsecond == right->microsecond;
}

bool cupel_value_equal(const cupel_value *left, const cupel_value *right)
{
    if (!left || !right)
        return left == right;
    if (left->kind != right->kind)
        return false;
    switch ((cupel_kind)left->kind) {
    case CUPEL_KIND_NULL: return true;
    case CUPEL_KIND_BOOL: return left->as.boolean == right->as.boolean;
    case CUPEL_KIND_INT: return left->as.integer == right->as.integer;
    case CUPEL_KIND_UNSIGNED: return left->as.natural == right->as.natural;
    case CUPEL_KIND_DOUBLE:
        return left->as.real == right->as.real || (isnan(left->as.real) && isnan(right->as.real));
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_BLOB:
    case CUPEL_KIND_JSON: return value_same_bytes(left, right);
    case CUPEL_KIND_DATE: return value_same_date(left->as.date, right->as.date);
    case CUPEL_KIND_TIME: return value_same_time(left->as.time, right->as.time);
    case CUPEL_KIND_DATETIME: return value_same_datetime(&left->as.datetime, &right->as.datetime);
    case CUPEL_KIND_TIMESTAMP:
        return left->as.timestamp.microseconds == right->as.timestamp.microseconds;
    case CUPEL_KIND_INTERVAL:
        return left->as.interval.microseconds == right->as.interval.microseconds;
    case CUPEL_KIND_DECIMAL: return value_same_decimal(left, right);
    case CUPEL_KIND_UUID: return memcmp(&left->as.uuid, &right->as.uuid, sizeof left->as.uuid) == 0;
    case CUPEL_KIND_EXPRESSION: return left->as.expression == right->as.expression;
    case CUPEL_KIND_QUERY: return left->as.query == right->as.query;
    case CUPEL_KIND_SUBQUERY: return left->as.subquery == right->as.subquery;
    case CUPEL_KIND_ALIAS: return left->as.alias == right->as.alias;
    case CUPEL_KIND_INSTANCE: return left->as.instance == right->as.instance;
    default: return false;
    }
}

const char *cupel_kind_name(cupel_kind kind)
{
    static const char *const names[] = {
        [CUPEL_KIND_NULL] = "null",
        [CUPEL_KIND_BOOL] = "bool",
        [CUPEL_KIND_INT] = "int",
        [CUPEL_KIND_UNSIGNED] = "unsigned",
        [CUPEL_KIND_DOUBLE] = "double",
        [CUPEL_KIND_TEXT] = "text",
        [CUPEL_KIND_BLOB] = "blob",
        [CUPEL_KIND_DATE] = "date",
        [CUPEL_KIND_TIME] = "time",
        [CUPEL_KIND_DATETIME] = "datetime",
        [CUPEL_KIND_TIMESTAMP] = "timestamp",
        [CUPEL_KIND_INTERVAL] = "interval",
        [CUPEL_KIND_DECIMAL] = "decimal",
        [CUPEL_KIND_UUID] = "uuid",
        [CUPEL_KIND_JSON] = "json",
        [CUPEL_KIND_EXPRESSION] = "expression",
        [CUPEL_KIND_QUERY] = "query",
        [CUPEL_KIND_SUBQUERY] = "subquery",
        [CUPEL_KIND_ALIAS] = "alias",
        [CUPEL_KIND_INSTANCE] = "instance",
    };
    return (size_t)kind < CU_LENGTH(names) ? names[kind] : "unknown";
}
