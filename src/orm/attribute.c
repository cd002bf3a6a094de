/*
 * orm/attribute.c - reading and writing the members of mapped structs.
 */
#include "orm/attribute.h"

#define VALUE(id, member, kind_id, natural_id)                 \
    [CUPEL_ATTRIBUTE_##id] = { .name = #member,                \
                               .size = sizeof(cupel_##member), \
                               .kind = CUPEL_KIND_##kind_id,   \
                               .natural = CUPEL_##natural_id }
#define POINTER(id, member, kind_id, natural_id)               \
    [CUPEL_ATTRIBUTE_##id] = { .name = #member,                \
                               .size = sizeof(cupel_##member), \
                               .kind = CUPEL_KIND_##kind_id,   \
                               .natural = CUPEL_##natural_id,  \
                               .nullable = true,               \
                               .text = true }
#define NULLABLE(id, value, member, kind_id, natural_id)      \
    [CUPEL_ATTRIBUTE_##id] = { .name = #member,               \
                               .size = sizeof(void *),        \
                               .place = sizeof(value),        \
                               .kind = CUPEL_KIND_##kind_id,  \
                               .natural = CUPEL_##natural_id, \
                               .nullable = true }

static const cu_attribute_type_info types[CUPEL_ATTRIBUTE_TYPE_COUNT] = {
    VALUE(BOOL, bool, BOOL, BOOLEAN),
    VALUE(INT16, int16, INT, SMALL_INTEGER),
    VALUE(INT32, int32, INT, INTEGER),
    VALUE(INT64, int, INT, INTEGER),
    VALUE(DOUBLE, double, DOUBLE, DOUBLE),
    POINTER(TEXT, text, TEXT, STRING),
    POINTER(BLOB, blob, BLOB, BLOB),
    POINTER(DECIMAL, decimal, DECIMAL, NUMERIC),
    POINTER(JSON, json, JSON, JSON),
    VALUE(DATE, date, DATE, DATE),
    VALUE(TIME, time, TIME, TIME),
    VALUE(DATETIME, datetime, DATETIME, DATETIME),
    VALUE(TIMESTAMP, timestamp, TIMESTAMP, TIMESTAMP),
    VALUE(INTERVAL, interval, INTERVAL, INTERVAL),
    VALUE(UUID, uuid, UUID, UUID),
    NULLABLE(NULL_BOOL, bool, null_bool, BOOL, BOOLEAN),
    NULLABLE(NULL_INT16, int16_t, null_int16, INT, SMALL_INTEGER),
    NULLABLE(NULL_INT32, int32_t, null_int32, INT, INTEGER),
    NULLABLE(NULL_INT64, int64_t, null_int, INT, INTEGER),
    NULLABLE(NULL_DOUBLE, double, null_double, DOUBLE, DOUBLE),
    NULLABLE(NULL_DATE, cupel_date_value, null_date, DATE, DATE),
    NULLABLE(NULL_TIME, cupel_time_value, null_time, TIME, TIME),
    NULLABLE(NULL_DATETIME, cupel_datetime_value, null_datetime, DATETIME, DATETIME),
    NULLABLE(NULL_TIMESTAMP, cupel_timestamp_value, null_timestamp, TIMESTAMP, TIMESTAMP),
    NULLABLE(NULL_INTERVAL, cupel_interval_value, null_interval, INTERVAL, INTERVAL),
    NULLABLE(NULL_UUID, cupel_uuid_value, null_uuid, UUID, UUID),
    [CUPEL_ATTRIBUTE_TO_ONE] = { .name = "to_one", .size = sizeof(void *) },
    [CUPEL_ATTRIBUTE_TO_MANY] = { .name = "to_many", .size = sizeof(void *) + sizeof(size_t) },
};

const cu_attribute_type_info *cu_attribute_type(cupel_attribute_type type)
{
    return &types[(unsigned)type < CUPEL_ATTRIBUTE_TYPE_COUNT ? type : 0];
}

/* The type of the value that a nullable attribute points to. */
static cupel_attribute_type pointed_type(cupel_attribute_type type)
{
    static const uint8_t pointed[CUPEL_ATTRIBUTE_TYPE_COUNT] = {
        [CUPEL_ATTRIBUTE_NULL_BOOL] = CUPEL_ATTRIBUTE_BOOL,
        [CUPEL_ATTRIBUTE_NULL_INT16] = CUPEL_ATTRIBUTE_INT16,
        [CUPEL_ATTRIBUTE_NULL_INT32] = CUPEL_ATTRIBUTE_INT32,
        [CUPEL_ATTRIBUTE_NULL_INT64] = CUPEL_ATTRIBUTE_INT64,
        [CUPEL_ATTRIBUTE_NULL_DOUBLE] = CUPEL_ATTRIBUTE_DOUBLE,
        [CUPEL_ATTRIBUTE_NULL_DATE] = CUPEL_ATTRIBUTE_DATE,
        [CUPEL_ATTRIBUTE_NULL_TIME] = CUPEL_ATTRIBUTE_TIME,
        [CUPEL_ATTRIBUTE_NULL_DATETIME] = CUPEL_ATTRIBUTE_DATETIME,
        [CUPEL_ATTRIBUTE_NULL_TIMESTAMP] = CUPEL_ATTRIBUTE_TIMESTAMP,
        [CUPEL_ATTRIBUTE_NULL_INTERVAL] = CUPEL_ATTRIBUTE_INTERVAL,
        [CUPEL_ATTRIBUTE_NULL_UUID] = CUPEL_ATTRIBUTE_UUID,
    };
    return (cupel_attribute_type)pointed[type];
}

static cupel_value text_value(cupel_kind kind, const char *text)
{
    return text ? (cupel_value){ .kind = kind,
                                 .length = (uint32_t)strlen(text),
                                 .as = { .text = text } }
                : cupel_value_null();
}

static cupel_value read_value(cupel_attribute_type type, const void *member)
{
    switch (type) {
    case CUPEL_ATTRIBUTE_BOOL: return cupel_value_bool(*(const bool *)member);
    case CUPEL_ATTRIBUTE_INT16: return cupel_value_int(*(const int16_t *)member);
    case CUPEL_ATTRIBUTE_INT32: return cupel_value_int(*(const int32_t *)member);
    case CUPEL_ATTRIBUTE_INT64: return cupel_value_int(*(const int64_t *)member);
    case CUPEL_ATTRIBUTE_DOUBLE: return cupel_value_double(*(const double *)member);
    case CUPEL_ATTRIBUTE_TEXT: return text_value(CUPEL_KIND_TEXT, *(const char *const *)member);
    case CUPEL_ATTRIBUTE_DECIMAL:
        return text_value(CUPEL_KIND_DECIMAL, ((const cupel_decimal_value *)member)->digits);
    case CUPEL_ATTRIBUTE_JSON:
        return text_value(CUPEL_KIND_JSON, ((const cupel_json_value *)member)->text);
    case CUPEL_ATTRIBUTE_BLOB: return cupel_value_blob(*(const cupel_blob_value *)member);
    case CUPEL_ATTRIBUTE_DATE: return cupel_value_date(*(const cupel_date_value *)member);
    case CUPEL_ATTRIBUTE_TIME: return cupel_value_time(*(const cupel_time_value *)member);
    case CUPEL_ATTRIBUTE_DATETIME:
        return cupel_value_datetime(*(const cupel_datetime_value *)member);
    case CUPEL_ATTRIBUTE_TIMESTAMP:
        return cupel_value_timestamp(*(const cupel_timestamp_value *)member);
    case CUPEL_ATTRIBUTE_INTERVAL:
        return cupel_value_interval(*(const cupel_interval_value *)member);
    case CUPEL_ATTRIBUTE_UUID: return cupel_value_uuid(*(const cupel_uuid_value *)member);
    default: return cupel_value_null();
    }
}

cupel_value cu_attribute_read(cupel_attribute_type type, const void *member)
{
    if (types[type].place == 0)
        return read_value(type, member);
    const void *pointed = *(const void *const *)member;
    return pointed ? read_value(pointed_type(type), pointed) : cupel_value_null();
}

static void write_attribute_value(cupel_attribute_type type, void *member, const cupel_value *value)
{
    static const cupel_value nothing = { .kind = CUPEL_KIND_NULL };
    bool null = value->kind == CUPEL_KIND_NULL;
    const cupel_value *from = null ? &nothing : value;
    switch (type) {
    case CUPEL_ATTRIBUTE_BOOL: *(bool *)member = from->as.boolean; break;
    case CUPEL_ATTRIBUTE_INT16: *(int16_t *)member = (int16_t)from->as.integer; break;
    case CUPEL_ATTRIBUTE_INT32: *(int32_t *)member = (int32_t)from->as.integer; break;
    case CUPEL_ATTRIBUTE_INT64: *(int64_t *)member = from->as.integer; break;
    case CUPEL_ATTRIBUTE_DOUBLE: *(double *)member = from->as.real; break;
    case CUPEL_ATTRIBUTE_TEXT:
    case CUPEL_ATTRIBUTE_DECIMAL:
    case CUPEL_ATTRIBUTE_JSON: *(const char **)member = null ? NULL : from->as.text; break;
    case CUPEL_ATTRIBUTE_BLOB:
        *(cupel_blob_value *)member = null ? (cupel_blob_value){ NULL, 0 }
                                           : (cupel_blob_value){ from->as.data, from->length };
        break;
    case CUPEL_ATTRIBUTE_DATE: *(cupel_date_value *)member = from->as.date; break;
    case CUPEL_ATTRIBUTE_TIME: *(cupel_time_value *)member = from->as.time; break;
    case CUPEL_ATTRIBUTE_DATETIME: *(cupel_datetime_value *)member = from->as.datetime; break;
    case CUPEL_ATTRIBUTE_TIMESTAMP: *(cupel_timestamp_value *)member = from->as.timestamp; break;
    case CUPEL_ATTRIBUTE_INTERVAL: *(cupel_interval_value *)member = from->as.interval; break;
    case CUPEL_ATTRIBUTE_UUID: *(cupel_uuid_value *)member = from->as.uuid; break;
    default: break;
    }
}

void cu_attribute_write(cupel_attribute_type type, void *member, void *place,
                        const cupel_value *value)
{
    if (types[type].place == 0) {
        write_attribute_value(type, member, value);
    } else if (value->kind == CUPEL_KIND_NULL) {
        *(void **)member = NULL;
    } else {
        write_attribute_value(pointed_type(type), place, value);
        *(void **)member = place;
    }
}

bool cu_attribute_is_zero(cupel_attribute_type type, const void *member)
{
    const unsigned char *bytes = member;
    size_t size = types[type].size;
    if (type == CUPEL_ATTRIBUTE_BLOB)
        size = sizeof(void *); /* an empty blob is not NULL */
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            return false;
    return true;
}
