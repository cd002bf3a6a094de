/*
 * base/number.c - integers and doubles to text and back.
 *
 * Nothing here depends on the locale, and nothing sets one.  The C library
 * writes doubles with the locale's decimal point, which is replaced; it reads
 * them from digits and an exponent, for which no locale has signs of its own.
 */
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- integers ---------------------------------------------------------------------------------- */

static size_t number_write_digits(uint64_t number, char *buffer)
{
    char reversed[CU_INT_TEXT_SIZE];
    size_t length = 0;
    do {
        reversed[length++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < length; i++)
        buffer[i] = reversed[length - 1 - i];
    buffer[length] = '\0';
    return length;
}

size_t cu_unsigned_format(uint64_t number, char buffer[CU_INT_TEXT_SIZE])
{
    return number_write_digits(number, buffer);
}

size_t cu_int_format(int64_t number, char buffer[CU_INT_TEXT_SIZE])
{
    if (number >= 0)
        return number_write_digits((uint64_t)number, buffer);
    buffer[0] = '-';
    return 1 + number_write_digits(0 - (uint64_t)number, buffer + 1);
}

/* One digit or more and nothing else, not above `limit`. */
static bool number_parse_digits(const char *text, size_t length, uint64_t limit, uint64_t *out)
{
    uint64_t number = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (digit > 9 || number > (limit - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *out = number;
    return length > 0;
}

bool cu_int_parse(const char *text, size_t length, int64_t *out)
{
    size_t sign = length > 0 && (text[0] == '+' || text[0] == '-');
    bool negative = sign && text[0] == '-';
    uint64_t number, limit = (uint64_t)INT64_MAX + negative;
    if (!number_parse_digits(text + sign, length - sign, limit, &number))
        return false;
    /* -1 - (n - 1): the magnitude of INT64_MIN is no int64_t. */
    *out = negative && number > 0 ? -1 - (int64_t)(number - 1) : (int64_t)number;
    return true;
}

/* ---- doubles from text ------------------------------------------------------------------------- */

/*
 * Digits beyond these cannot change which double is nearest, except as "and a bit more": the longest number
 * half way between two doubles has 767 of them.
 */
#define NUMBER_DIGITS 770
/* Exponents beyond this are as good as infinite whatever the digits; small enough to add to lengths. */
#define NUMBER_EXPONENT_LIMIT (INT64_MAX / 4)

/* A number taken apart: its significant digits, an integer, times ten to the power of exponent. */
typedef struct number_parts {
    bool negative;
    size_t count;
    int64_t exponent;
    char digits[NUMBER_DIGITS + 32]; /* and room for the exponent as text */
} number_parts;

/* Takes one digit into the parts; `places` is 1 behind the decimal point. */
static void number_add_digit(number_parts *parts, char digit, int places)
{
    parts->exponent -= places;
    if (parts->count == 0 && digit == '0')
        return;
    if (parts->count < NUMBER_DIGITS) {
        parts->digits[parts->count++] = digit;
        return;
    }
    parts->exponent++;
    if (digit != '0') /* the bit more */
        parts->digits[NUMBER_DIGITS - 1] = '1';
}

/* Reads an exponent's sign and digits, all of `text`. */
static bool number_add_exponent(number_parts *parts, const char *text, size_t length)
{
    size_t sign = length > 0 && (text[0] == '+' || text[0] == '-');
    int64_t exponent = 0;
    if (length == sign)
        return false;
    for (size_t i = sign; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        if (exponent < NUMBER_EXPONENT_LIMIT / 10)
            exponent = exponent * 10 + (text[i] - '0');
    }
    parts->exponent += sign && text[0] == '-' ? -exponent : exponent;
    return true;
}

/* Takes a text apart; false where it is no number. */
static bool number_take_apart(const char *text, size_t length, number_parts *parts)
{
    size_t i = length > 0 && (text[0] == '+' || text[0] == '-');
    bool any = false, point = false;
    parts->negative = i && text[0] == '-';
    parts->count = 0;
    parts->exponent = 0;
    for (; i < length && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.' && !point) {
            point = true;
        } else if (text[i] >= '0' && text[i] <= '9') {
            number_add_digit(parts, text[i], point);
            any = true;
        } else {
            return false;
        }
    }
    return any && (i == length || number_add_exponent(parts, text + i + 1, length - i - 1));
}

/*
 * The common case without strtod: where digits and power of ten are both exact as doubles, so is their product or
 * quotient rounded once.
 */
static bool number_from_few_digits(const number_parts *parts, double *out)
{
#if FLT_EVAL_METHOD == 0
    static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const int64_t highest = (int64_t)CU_LENGTH(powers) - 1;
    if (parts->count > 15 || parts->exponent > highest || parts->exponent < -highest)
        return false;
    int64_t digits = 0;
    for (size_t i = 0; i < parts->count; i++)
        digits = digits * 10 + (parts->digits[i] - '0');
    *out = parts->exponent < 0 ? (double)digits / powers[-parts->exponent]
                               : (double)digits * powers[parts->exponent];
    return true;
#else
    (void)parts, (void)out;
    return false;
#endif
}

bool cu_double_parse(const char *text, size_t length, double *out)
{
    static const struct {
        const char *text;
        double number;
    } names[] = { { "NaN", NAN }, { "Infinity", INFINITY }, { "-Infinity", -INFINITY } };
    for (size_t i = 0; i < CU_LENGTH(names); i++) {
        if (length == strlen(names[i].text) && memcmp(text, names[i].text, length) == 0) {
            *out = names[i].number;
            return true;
        }
    }
    number_parts parts;
    double number = 0;
    if (!number_take_apart(text, length, &parts))
        return false;
    if (parts.count > 0 && !number_from_few_digits(&parts, &number)) {
        /* Beyond this it is infinite or zero, and strtod shall not have to cope with long exponents. */
        int64_t exponent = CU_MAX(CU_MIN(parts.exponent, 9999), -9999);
        parts.digits[parts.count] = 'e';
        cu_int_format(exponent, parts.digits + parts.count + 1);
        number = strtod(parts.digits, NULL);
        if (isinf(number))
            return false;
    }
    *out = parts.negative ? -number : number;
    return true;
}

/* ---- doubles to text --------------------------------------------------------------------------- */

/* Writes `number` with `precision` digits and '.' for a point, whatever the locale has there. */
static size_t number_print(double number, int precision, char buffer[CU_DOUBLE_TEXT_SIZE])
{
    char text[64];
    size_t length = 0;
    bool point = false;
    snprintf(text, sizeof text, "%.*g", precision, number);
    for (const char *c = text; *c; c++) {
        if (strchr("0123456789-+e", *c)) {
            buffer[length++] = *c;
        } else if (!point) { /* a locale's point may have several bytes */
            buffer[length++] = '.';
            point = true;
        }
    }
    buffer[length] = '\0';
    return length;
}

size_t cu_double_format(double number, char buffer[CU_DOUBLE_TEXT_SIZE])
{
    size_t length = 0;
    if (!isfinite(number)) {
        const char *name = isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
        length = strlen(name);
        memcpy(buffer, name, length + 1);
        return length;
    }
    for (int precision = 15; precision <= 17; precision++) {
        double same;
        length = number_print(number, precision, buffer);
        /* What %.15g rounds up may be too large to read back. */
        if (cu_double_parse(buffer, length, &same) && same == number)
            break;
    }
    if (!strpbrk(buffer, ".e")) {
        memcpy(buffer + length, ".0", 3);
        length += 2;
    }
    return length;
}
