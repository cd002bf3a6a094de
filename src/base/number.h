/*
 * base/number.h - numbers and text, whatever the locale.
 */
#ifndef CU_BASE_NUMBER_H
#define CU_BASE_NUMBER_H

#include "base/common.h"

#define CU_INT_TEXT_SIZE    24
#define CU_DOUBLE_TEXT_SIZE 32

/* Writes the number and a NUL; the length without it. */
size_t cu_int_format(int64_t number, char buffer[CU_INT_TEXT_SIZE]);
size_t cu_unsigned_format(uint64_t number, char buffer[CU_INT_TEXT_SIZE]);

/* The whole text must be a number in range: optional sign, digits; no spaces. */
bool cu_int_parse(const char *text, size_t length, int64_t *out);

/*
 * The shortest of %.15g, %.16g and %.17g that reads back the same, with ".0" where it would look like
 * an integer; "NaN", "Infinity", "-Infinity".  Returns the length.
 */
size_t cu_double_format(double number, char buffer[CU_DOUBLE_TEXT_SIZE]);

/* The whole text must be a number no double is too small for; accepts what format writes, exponents too. */
bool cu_double_parse(const char *text, size_t length, double *out);

#endif
