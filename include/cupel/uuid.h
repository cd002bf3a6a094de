/*
 * cupel/uuid.h - UUIDs: text form, comparison, and new ones of version 4
 * (random) and 7 (by time, so that keys made later sort later).
 */
#ifndef CUPEL_UUID_H
#define CUPEL_UUID_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* Room for the text form with its NUL. */
#define CUPEL_UUID_TEXT_SIZE 37

/** Writes "01234567-89ab-cdef-0123-456789abcdef" in lower case. */
CUPEL_API void cupel_uuid_format(cupel_uuid_value uuid, char buffer[CUPEL_UUID_TEXT_SIZE]);

/** Reads the text form in either case, with or without all its hyphens, with or without braces; false for all else. */
CUPEL_API bool cupel_uuid_parse(const char *text, cupel_uuid_value *out);

/** Less than 0, 0 or more than 0, as memcmp. */
CUPEL_API int cupel_uuid_compare(cupel_uuid_value left, cupel_uuid_value right);

/** A new random UUID (version 4); false where the system has no random numbers to give. */
CUPEL_API CUPEL_CHECKED bool cupel_uuid_random(cupel_uuid_value *out);

/** A new UUID of version 7: milliseconds since 1970, then random bits; false as above. */
CUPEL_API CUPEL_CHECKED bool cupel_uuid_by_time(cupel_uuid_value *out);

CUPEL_END_DECLARATIONS

#endif
