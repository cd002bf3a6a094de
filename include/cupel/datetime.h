/*
 * cupel/datetime.h - dates, times, instants and intervals: text, arithmetic, now.
 *
 * The structs are in value.h.  The calendar is the proleptic Gregorian one, for
 * years from -4712 to 294276 (PostgreSQL's range); leap seconds do not exist.
 */
#ifndef CUPEL_DATETIME_H
#define CUPEL_DATETIME_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* Room for any of the texts below with its NUL. */
#define CUPEL_DATETIME_TEXT_SIZE 48

/** Whether the fields name a real day, time or both. */
CUPEL_API bool cupel_date_valid(cupel_date_value date);
CUPEL_API bool cupel_time_valid(cupel_time_value time);
CUPEL_API bool cupel_datetime_valid(cupel_datetime_value datetime);

/**
 * Writes "2024-02-29", "23:59:59.123456" (the fraction only where it is not zero),
 * "2024-02-29 23:59:59", "2024-02-29 23:59:59+00:00" (an instant, in UTC) and, for an interval, ISO 8601 in
 * hours, minutes and seconds: "PT36H5M0.25S", "-PT1S", "PT0S".  Years outside 0000..9999 get a sign and at least
 * five digits, as ISO 8601 has them: "-04712-01-01".  Returns the length without the NUL.
 */
CUPEL_API size_t cupel_date_format(cupel_date_value date, char buffer[CUPEL_DATETIME_TEXT_SIZE]);
CUPEL_API size_t cupel_time_format(cupel_time_value time, char buffer[CUPEL_DATETIME_TEXT_SIZE]);
CUPEL_API size_t cupel_datetime_format(cupel_datetime_value datetime,
                                       char buffer[CUPEL_DATETIME_TEXT_SIZE]);
CUPEL_API size_t cupel_timestamp_format(cupel_timestamp_value timestamp,
                                        char buffer[CUPEL_DATETIME_TEXT_SIZE]);
CUPEL_API size_t cupel_interval_format(cupel_interval_value interval,
                                       char buffer[CUPEL_DATETIME_TEXT_SIZE]);

/**
 * Reads what the functions above write, and the usual variants: 'T' or a space between day and time, seconds
 * left out, 1 to 9 digits of fraction (cut to microseconds), a zone "Z", "+02", "+0200" or "+02:00" (an instant
 * needs one; a datetime refuses it); in intervals days before the 'T', and a sign at each number as PostgreSQL has it:
 * "P1DT2H", "P-1DT-0.5S".  Returns false, leaving `out` as it was, for anything else.
 */
CUPEL_API bool cupel_date_parse(const char *text, cupel_date_value *out);
CUPEL_API bool cupel_time_parse(const char *text, cupel_time_value *out);
CUPEL_API bool cupel_datetime_parse(const char *text, cupel_datetime_value *out);
CUPEL_API bool cupel_timestamp_parse(const char *text, cupel_timestamp_value *out);
CUPEL_API bool cupel_interval_parse(const char *text, cupel_interval_value *out);

/** Less than 0, 0 or more than 0, as memcmp. */
CUPEL_API int cupel_date_compare(cupel_date_value left, cupel_date_value right);
CUPEL_API int cupel_time_compare(cupel_time_value left, cupel_time_value right);
CUPEL_API int cupel_datetime_compare(cupel_datetime_value left, cupel_datetime_value right);

/**
 * Days since 1970-01-01, and back; for arithmetic with days and the day of the week.  Days of no year from -4712 to
 * 294276 give a date that is all 0, and so not valid.
 */
CUPEL_API int64_t cupel_date_to_days(cupel_date_value date);
CUPEL_API cupel_date_value cupel_date_from_days(int64_t days);

/**
 * A datetime read as UTC to its instant, and an instant to its datetime in UTC.  Datetimes after
 * 294247-01-10 04:00:54.775807 give the last instant there is.
 */
CUPEL_API cupel_timestamp_value cupel_timestamp_from_utc(cupel_datetime_value datetime);
CUPEL_API cupel_datetime_value cupel_timestamp_to_utc(cupel_timestamp_value timestamp);

/** The instant now; microseconds as far as the system's clock has them. */
CUPEL_API cupel_timestamp_value cupel_timestamp_now(void);

/** Today and now in UTC, for columns without a zone. */
CUPEL_API cupel_datetime_value cupel_datetime_now_utc(void);

CUPEL_END_DECLARATIONS

#endif
