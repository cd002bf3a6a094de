/*
 * cupel/decimal.h - exact decimals: check, compare, and convert to and from
 * integers of a fixed scale (cents, for money).  cupel does no arithmetic with
 * them: the database or a library of your choice does.
 */
#ifndef CUPEL_DECIMAL_H
#define CUPEL_DECIMAL_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* Room for the text of any scaled 64-bit integer with its NUL. */
#define CUPEL_DECIMAL_TEXT_SIZE 48

/**
 * Whether `digits` is a decimal: an optional '+' or '-', digits with at most one '.' among or around them, and
 * optionally an exponent of at most nine digits such as "e-3"; or "NaN", "Infinity", "-Infinity", which PostgreSQL
 * has.
 */
CUPEL_API bool cupel_decimal_valid(const char *digits);

/**
 * Compares as numbers: "1.50" and "1.5" are equal; NaN is equal to NaN and greater than all else.  What is not
 * valid, NULL too, is equal to the like and less than all else.  Less than 0, 0 or more than 0, as memcmp.
 */
CUPEL_API int cupel_decimal_compare(const char *left, const char *right);

/**
 * The number times ten to the power of `scale` as an integer: "12.34" at scale 2 is 1234.  False, leaving `out`
 * as it was, where the text is no decimal, has more places than `scale` (other than zeros) or does not fit.
 * scale is 0 to 18.
 */
CUPEL_API bool cupel_decimal_to_scaled(const char *digits, int scale, int64_t *out);

/**
 * The reverse: 1234 at scale 2 is "12.34", written into `buffer`, whose address is the value's digits.  A scale that
 * is not 0 to 18 gives NULL.
 *
 * Owner: the caller, who owns the buffer.
 */
CUPEL_API cupel_decimal_value cupel_decimal_from_scaled(int64_t number, int scale,
                                                        char buffer[CUPEL_DECIMAL_TEXT_SIZE]);

CUPEL_END_DECLARATIONS

#endif
