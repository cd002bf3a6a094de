/*
 * base/datetime.h - what drivers need beyond <cupel/datetime.h>: texts with a
 * length and no NUL, and days counted from other epochs.
 */
#ifndef CU_BASE_DATETIME_H
#define CU_BASE_DATETIME_H

#include "base/common.h"
#include <cupel/datetime.h>

#define CU_MICROSECONDS_PER_DAY INT64_C(86400000000)

bool cu_date_parse(const char *text, size_t length, cupel_date_value *out);
bool cu_time_parse(const char *text, size_t length, cupel_time_value *out);
bool cu_datetime_parse(const char *text, size_t length, cupel_datetime_value *out);
bool cu_timestamp_parse(const char *text, size_t length, cupel_timestamp_value *out);
bool cu_interval_parse(const char *text, size_t length, cupel_interval_value *out);

/* Microseconds since midnight, and back; more or less than a day's goes round. */
int64_t cu_time_to_microseconds(cupel_time_value time);
cupel_time_value cu_time_from_microseconds(int64_t microseconds);

#endif
