/*
 * sql/plain_decimal.c - decimals without exponents, plus signs and points that
 * hang in the air.
 */
#include "sql/plain_decimal.h"

#include "base/decimal.h"
#include "base/number.h"

/* A finite decimal taken apart. */
typedef struct plain_parts {
    bool negative, plus;
    const char *whole, *fraction; /* digits before and behind the point */
    size_t whole_count, fraction_count;
    bool point;
    bool has_exponent;
    int64_t exponent;
} plain_parts;

static size_t count_digits(const char *text, const char *end)
{
    const char *start = text;
    while (text < end && *text >= '0' && *text <= '9')
        text++;
    return (size_t)(text - start);
}

/* Of a text that is known to be a finite decimal. */
static plain_parts take_decimal_apart(const char *text, size_t length)
{
    const char *end = text + length;
    plain_parts parts = { .negative = *text == '-', .plus = *text == '+' };
    text += parts.negative || parts.plus;
    parts.whole = text;
    parts.whole_count = count_digits(text, end);
    text += parts.whole_count;
    parts.point = text < end && *text == '.';
    text += parts.point;
    parts.fraction = text;
    parts.fraction_count = count_digits(text, end);
    text += parts.fraction_count;
    parts.has_exponent = text < end;
    /* Nine digits at most, as it is a decimal, but any number of zeros before them. */
    if (parts.has_exponent && !cu_int_parse(text + 1, (size_t)(end - text) - 1, &parts.exponent))
        parts.exponent = INT32_MAX;
    return parts;
}

static bool is_plain(const plain_parts *parts, size_t places)
{
    return !parts->plus && !parts->has_exponent && parts->whole_count > 0 &&
           (parts->whole_count == 1 || parts->whole[0] != '0') &&
           (!parts->point || parts->fraction_count > 0) && parts->fraction_count >= places;
}

/* The digit at `index` of all digits; zeros before the first and behind the last. */
static char digit_at(const plain_parts *parts, int64_t index)
{
    int64_t whole = (int64_t)parts->whole_count, fraction = (int64_t)parts->fraction_count;
    if (index < 0 || index >= whole + fraction)
        return '0';
    return index < whole ? parts->whole[index] : parts->fraction[index - whole];
}

static size_t write_plain(const plain_parts *parts, int64_t point, int64_t places, char *out)
{
    char *start = out;
    int64_t first = CU_MIN(point - 1, 0); /* one digit before the point at least */
    while (first < point - 1 && digit_at(parts, first) == '0')
        first++;
    if (parts->negative)
        *out++ = '-';
    for (int64_t i = first; i < point; i++)
        *out++ = digit_at(parts, i);
    if (places > 0)
        *out++ = '.';
    for (int64_t i = 0; i < places; i++)
        *out++ = digit_at(parts, point + i);
    *out = '\0';
    return (size_t)(out - start);
}

cu_plain_result cu_decimal_make_plain(const char **text, size_t *length, int places,
                                      cu_arena *arena)
{
    static const char *const names[] = { "NaN", "Infinity", "-Infinity" };
    if (!cu_decimal_valid(*text, *length))
        return CU_PLAIN_INVALID;
    for (size_t i = 0; i < CU_LENGTH(names); i++)
        if (*length == strlen(names[i]) && memcmp(*text, names[i], *length) == 0)
            return CU_PLAIN_DONE;
    plain_parts parts = take_decimal_apart(*text, *length);
    int64_t least = CU_MAX(places, 0);
    if (is_plain(&parts, (size_t)least))
        return CU_PLAIN_DONE;
    /* The point stands behind this many of the digits; there are this many digits behind it. */
    int64_t point = (int64_t)parts.whole_count + parts.exponent;
    int64_t behind = CU_MAX((int64_t)parts.fraction_count - parts.exponent, least);
    int64_t before = CU_MAX(point, (int64_t)parts.whole_count);
    if (before > CU_DECIMAL_MAXIMUM || behind > CU_DECIMAL_MAXIMUM)
        return CU_PLAIN_TOO_LONG;
    char *out = cu_arena_alloc(arena, (size_t)(before + behind) + 4);
    if (!out)
        return CU_PLAIN_NO_MEMORY;
    *length = write_plain(&parts, point, behind, out);
    *text = out;
    return CU_PLAIN_DONE;
}
