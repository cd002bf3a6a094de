/*
 * dialects/mysql/bind.c - parameters on their way to the server.
 *
 * Texts and blobs are sent from where they are.  What the server would refuse by
 * hanging up, or take for something else, is refused here.
 */
#include "dialects/mysql/driver.h"

#include <cupel/datetime.h>
#include <math.h>

/* What a packet has besides values: a generous bound. */
#define MYSQL_PACKET_OVERHEAD    64
#define MYSQL_PARAMETER_OVERHEAD 16

static bool maria_year_fits(int year)
{
    return year >= 0 && year <= 9999;
}

static void maria_set_date(MYSQL_TIME *time, cupel_datetime_value datetime)
{
    *time = (MYSQL_TIME){ .year = (unsigned)datetime.year,
                          .month = datetime.month,
                          .day = datetime.day,
                          .hour = datetime.hour,
                          .minute = datetime.minute,
                          .second = datetime.second,
                          .second_part = datetime.microsecond,
                          .time_type = MYSQL_TIMESTAMP_DATETIME };
}

static bool maria_bind_time(MYSQL_BIND *bind, MYSQL_TIME *time, const cupel_value *value)
{
    cupel_datetime_value datetime = { 0 };
    bind->buffer = time;
    bind->buffer_type = MYSQL_TYPE_DATETIME;
    switch (value->kind) {
    case CUPEL_KIND_DATE:
        bind->buffer_type = MYSQL_TYPE_DATE;
        datetime.year = value->as.date.year;
        datetime.month = value->as.date.month;
        datetime.day = value->as.date.day;
        break;
    case CUPEL_KIND_TIME:
        bind->buffer_type = MYSQL_TYPE_TIME;
        *time = (MYSQL_TIME){ .hour = value->as.time.hour,
                              .minute = value->as.time.minute,
                              .second = value->as.time.second,
                              .second_part = value->as.time.microsecond,
                              .time_type = MYSQL_TIMESTAMP_TIME };
        return true;
    case CUPEL_KIND_DATETIME: datetime = value->as.datetime; break;
    default: datetime = cupel_timestamp_to_utc(value->as.timestamp); break;
    }
    maria_set_date(time, datetime);
    return maria_year_fits(datetime.year);
}

static void maria_bind_bytes(MYSQL_BIND *bind, enum enum_field_types type, const cupel_value *value)
{
    bind->buffer_type = type;
    /* Without bytes the address must still not be NULL. */
    bind->buffer = (void *)(uintptr_t)(value->length > 0 ? value->as.data : "");
    bind->buffer_length = value->length;
}

bool cu_mysql_bind_value(cupel_driver_statement *statement, size_t place)
{
    cupel_value *value = &statement->parameters[place];
    MYSQL_BIND *bind = &statement->binds[place];
    *bind = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
    switch (value->kind) {
    case CUPEL_KIND_NULL: return true;
    case CUPEL_KIND_BOOL:
        bind->buffer_type = MYSQL_TYPE_TINY;
        bind->buffer = &value->as.boolean;
        return true;
    case CUPEL_KIND_INT:
    case CUPEL_KIND_UNSIGNED:
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->buffer = &value->as.integer;
        bind->is_unsigned = value->kind == CUPEL_KIND_UNSIGNED;
        return true;
    case CUPEL_KIND_DOUBLE:
        bind->buffer_type = MYSQL_TYPE_DOUBLE;
        bind->buffer = &value->as.real;
        return isfinite(value->as.real);
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON: maria_bind_bytes(bind, MYSQL_TYPE_STRING, value); return true;
    case CUPEL_KIND_BLOB: maria_bind_bytes(bind, MYSQL_TYPE_BLOB, value); return true;
    case CUPEL_KIND_DECIMAL: maria_bind_bytes(bind, MYSQL_TYPE_NEWDECIMAL, value); return true;
    case CUPEL_KIND_DATE:
    case CUPEL_KIND_TIME:
    case CUPEL_KIND_DATETIME:
    case CUPEL_KIND_TIMESTAMP: return maria_bind_time(bind, &statement->times[place], value);
    default: return false;
    }
}

static cupel_code maria_cannot_bind(size_t place, const cupel_value *value, cu_error *error)
{
    switch (value->kind) {
    case CUPEL_KIND_DOUBLE:
        return cu_error_set(error, CUPEL_DATA_ERROR,
                            "parameter %zu: MySQL and MariaDB have no NaN and no infinity",
                            place + 1);
    case CUPEL_KIND_DATE:
    case CUPEL_KIND_DATETIME:
    case CUPEL_KIND_TIMESTAMP:
        return cu_error_set(error, CUPEL_DATA_ERROR,
                            "parameter %zu: years are from 0 to 9999 on MySQL and MariaDB",
                            place + 1);
    default:
        return cu_error_set(error, CUPEL_INTERFACE_ERROR,
                            "parameter %zu: MySQL and MariaDB have no values of kind %s", place + 1,
                            cupel_kind_name((cupel_kind)value->kind));
    }
}

static cupel_code maria_check_size(const cupel_driver_connection *connection,
                                   const cupel_driver_statement *statement, cu_error *error)
{
    size_t size = MYSQL_PACKET_OVERHEAD;
    for (size_t i = 0; i < statement->parameter_count; i++)
        size += statement->binds[i].buffer_length + MYSQL_PARAMETER_OVERHEAD;
    if (size <= connection->packet_limit)
        return CUPEL_OK;
    cu_error_set(error, CUPEL_DATA_ERROR,
                 "the parameters have %zu bytes together, and the server takes %zu at once: send "
                 "less, or set its max_allowed_packet higher",
                 size, connection->packet_limit);
    cu_error_set_reason(error, CUPEL_REASON_TOO_LARGE);
    return CUPEL_DATA_ERROR;
}

cupel_code cu_mysql_bind(cupel_driver_connection *connection, cupel_driver_statement *statement,
                         size_t count, const cupel_value *values, cupel_driver_error *error)
{
    if (count == 0)
        return CUPEL_OK;
    memcpy(statement->parameters, values, count * sizeof *values);
    for (size_t i = 0; i < count; i++)
        if (!cu_mysql_bind_value(statement, i))
            return maria_cannot_bind(i, &values[i], error);
    cupel_code code = maria_check_size(connection, statement, error);
    if (code == CUPEL_OK && cu_mysql.stmt_bind_param(statement->native, statement->binds))
        code = cu_mysql_fail(connection, statement->native, error);
    return code;
}
