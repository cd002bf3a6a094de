/*
 * cupel/row.h - one row of a result: values by position or by name.
 *
 * Positions count from 0.  Names are the attribute's, the label's or, for SQL
 * text, the column's as the database names it; an entity's name is that of its
 * struct or alias.  A row, its text and its blobs are valid as long as the query
 * or result they came from (scopes: session.h).
 *
 * A getter asked for a column that is not there sets NO_SUCH_COLUMN, one asked
 * for a type the value does not have sets TYPE_MISMATCH, on the session or
 * connection the row came from; both return 0, false, NULL or an empty value.
 * A NULL value does the same without being an error: ask cupel_row_is_null().
 */
#ifndef CUPEL_ROW_H
#define CUPEL_ROW_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/** How many columns. */
CUPEL_API size_t cupel_row_count(const cupel_row *row);

/** The name of a column; "" where it has none.  Owner: the result. */
CUPEL_API const char *cupel_row_name(const cupel_row *row, size_t position);

/** The position of a name, or -1 (which is no error). */
CUPEL_API int cupel_row_find(const cupel_row *row, const char *name);

/** The value as it is; kind NULL with the error set where there is no such column. */
CUPEL_API cupel_value cupel_row_value_at(const cupel_row *row, int position);
CUPEL_API cupel_value cupel_row_value_named(const cupel_row *row, const char *name);

/** Whether it is NULL; true, with the error set, where there is no such column. */
CUPEL_API bool cupel_row_is_null_at(const cupel_row *row, int position);
CUPEL_API bool cupel_row_is_null_named(const cupel_row *row, const char *name);

/**
 * Values by type.  Integers are given as doubles where a double is asked for, booleans as integers and the
 * other way round, and text for any of DECIMAL, JSON and enumerations (whose number cupel_row_int gives); no other
 * conversion is made.
 */
CUPEL_API bool cupel_row_bool_at(const cupel_row *row, int position);
CUPEL_API bool cupel_row_bool_named(const cupel_row *row, const char *name);
CUPEL_API int64_t cupel_row_int_at(const cupel_row *row, int position);
CUPEL_API int64_t cupel_row_int_named(const cupel_row *row, const char *name);
CUPEL_API double cupel_row_double_at(const cupel_row *row, int position);
CUPEL_API double cupel_row_double_named(const cupel_row *row, const char *name);
CUPEL_API const char *cupel_row_text_at(const cupel_row *row, int position);
CUPEL_API const char *cupel_row_text_named(const cupel_row *row, const char *name);
CUPEL_API cupel_blob_value cupel_row_blob_at(const cupel_row *row, int position);
CUPEL_API cupel_blob_value cupel_row_blob_named(const cupel_row *row, const char *name);
CUPEL_API cupel_date_value cupel_row_date_at(const cupel_row *row, int position);
CUPEL_API cupel_date_value cupel_row_date_named(const cupel_row *row, const char *name);
CUPEL_API cupel_time_value cupel_row_time_at(const cupel_row *row, int position);
CUPEL_API cupel_time_value cupel_row_time_named(const cupel_row *row, const char *name);
CUPEL_API cupel_datetime_value cupel_row_datetime_at(const cupel_row *row, int position);
CUPEL_API cupel_datetime_value cupel_row_datetime_named(const cupel_row *row, const char *name);
CUPEL_API cupel_timestamp_value cupel_row_timestamp_at(const cupel_row *row, int position);
CUPEL_API cupel_timestamp_value cupel_row_timestamp_named(const cupel_row *row, const char *name);
CUPEL_API cupel_interval_value cupel_row_interval_at(const cupel_row *row, int position);
CUPEL_API cupel_interval_value cupel_row_interval_named(const cupel_row *row, const char *name);
CUPEL_API cupel_decimal_value cupel_row_decimal_at(const cupel_row *row, int position);
CUPEL_API cupel_decimal_value cupel_row_decimal_named(const cupel_row *row, const char *name);
CUPEL_API cupel_uuid_value cupel_row_uuid_at(const cupel_row *row, int position);
CUPEL_API cupel_uuid_value cupel_row_uuid_named(const cupel_row *row, const char *name);
CUPEL_API cupel_json_value cupel_row_json_at(const cupel_row *row, int position);
CUPEL_API cupel_json_value cupel_row_json_named(const cupel_row *row, const char *name);

/** The instance in a column that is an entity; NULL also where an outer join found none. */
CUPEL_API void *cupel_row_entity_at(const cupel_row *row, int position);
CUPEL_API void *cupel_row_entity_named(const cupel_row *row, const char *name);

CUPEL_END_DECLARATIONS

/* The same with either an int or a name: cupel_row_text(row, 0), cupel_row_text(row, "name"). */
#define CUPEL_ROW_GET_(type, row, at) \
    _Generic((at),                                                                                 \
        int: cupel_row_##type##_at,                                                                \
        char *: cupel_row_##type##_named,                                                          \
        const char *: cupel_row_##type##_named)((row), (at))

#define cupel_row_value(row, at)     CUPEL_ROW_GET_(value, row, at)
#define cupel_row_is_null(row, at)   CUPEL_ROW_GET_(is_null, row, at)
#define cupel_row_bool(row, at)      CUPEL_ROW_GET_(bool, row, at)
#define cupel_row_int(row, at)       CUPEL_ROW_GET_(int, row, at)
#define cupel_row_double(row, at)    CUPEL_ROW_GET_(double, row, at)
#define cupel_row_text(row, at)      CUPEL_ROW_GET_(text, row, at)
#define cupel_row_blob(row, at)      CUPEL_ROW_GET_(blob, row, at)
#define cupel_row_date(row, at)      CUPEL_ROW_GET_(date, row, at)
#define cupel_row_time(row, at)      CUPEL_ROW_GET_(time, row, at)
#define cupel_row_datetime(row, at)  CUPEL_ROW_GET_(datetime, row, at)
#define cupel_row_timestamp(row, at) CUPEL_ROW_GET_(timestamp, row, at)
#define cupel_row_interval(row, at)  CUPEL_ROW_GET_(interval, row, at)
#define cupel_row_decimal(row, at)   CUPEL_ROW_GET_(decimal, row, at)
#define cupel_row_uuid(row, at)      CUPEL_ROW_GET_(uuid, row, at)
#define cupel_row_json(row, at)      CUPEL_ROW_GET_(json, row, at)
#define cupel_row_entity(row, at)    CUPEL_ROW_GET_(entity, row, at)

#endif
