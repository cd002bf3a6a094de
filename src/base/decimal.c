/*
 * base/decimal.c - decimals as text: checking, comparing, scaling.
 *
 * A decimal is looked at in place, whatever its length: its digits without the
 * zeros around them, and the power of ten of the first one.
 */
#include "base/decimal.h"

#include "base/number.h"

#define DECIMAL_EXPONENT_DIGITS 9
#define DECIMAL_SCALE_MAXIMUM   18

/* In the order in which they compare. */
typedef enum decimal_class {
    DECIMAL_INVALID,
    DECIMAL_MINUS_INFINITY,
    DECIMAL_FINITE,
    DECIMAL_INFINITY,
    DECIMAL_NAN
} decimal_class;

typedef struct decimal_view {
    decimal_class class;
    int sign; /* -1, 0 or 1 */
    const char *first,
        *end;     /* from the first to behind the last digit that is not 0; a '.' may lie between */
    size_t count; /* digits there */
    int64_t power; /* the number is 0.DIGITS times ten to this power */
} decimal_view;

static bool decimal_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The exponent's sign and digits, up to `end`. */
static bool decimal_read_exponent(const char *text, const char *end, int64_t *exponent)
{
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '+' || *text == '-'))
        text++;
    if (text == end)
        return false;
    while (end - text > 1 && *text == '0')
        text++;
    int64_t number = 0;
    if (end - text > DECIMAL_EXPONENT_DIGITS)
        return false;
    for (; text < end; text++) {
        if (!decimal_is_digit(*text))
            return false;
        number = number * 10 + (*text - '0');
    }
    *exponent = negative ? -number : number;
    return true;
}

/* Reads digits with at most one '.', noting where those that count begin and end. */
static const char *decimal_read_digits(const char *text, const char *end, decimal_view *view)
{
    size_t digits = 0, seen = 0;
    int64_t before_point = 0;
    bool point = false;
    for (; text < end && (decimal_is_digit(*text) || (*text == '.' && !point)); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        digits++;
        /* Leading zeros lower the power behind the point and change nothing before it. */
        if (!view->first && *text == '0') {
            before_point -= point;
            continue;
        }
        if (!view->first)
            view->first = text;
        seen++;
        before_point += !point;
        if (*text != '0') {
            view->end = text + 1;
            view->count = seen;
        }
    }
    view->power = before_point;
    return digits > 0 ? text : NULL;
}

static decimal_view decimal_look(const char *text, size_t length)
{
    static const struct {
        const char *text;
        decimal_class class;
    } names[] = { { "NaN", DECIMAL_NAN },
                  { "Infinity", DECIMAL_INFINITY },
                  { "-Infinity", DECIMAL_MINUS_INFINITY } };
    decimal_view view = { .class = DECIMAL_INVALID };
    if (!text)
        return view;
    for (size_t i = 0; i < CU_LENGTH(names); i++) {
        if (length == strlen(names[i].text) && memcmp(text, names[i].text, length) == 0) {
            view.class = names[i].class;
            return view;
        }
    }
    const char *end = text + length;
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '+' || *text == '-'))
        text++;
    text = decimal_read_digits(text, end, &view);
    if (!text)
        return view;
    int64_t exponent = 0;
    if (text < end && (*text == 'e' || *text == 'E')) {
        if (!decimal_read_exponent(text + 1, end, &exponent))
            return view;
    } else if (text < end) {
        return view;
    }
    view.class = DECIMAL_FINITE;
    view.power += exponent;
    view.sign = view.count == 0 ? 0 : negative ? -1 : 1;
    return view;
}

/* The next digit, or '0' behind the last. */
static char decimal_next_digit(const char **place, const char *end)
{
    if (*place < end && **place == '.')
        ++*place;
    return *place < end ? *(*place)++ : '0';
}

/* Compares two numbers of the same sign without it; neither is 0. */
static int decimal_compare_magnitudes(const decimal_view *left, const decimal_view *right)
{
    if (left->power != right->power)
        return left->power < right->power ? -1 : 1;
    const char *a = left->first, *b = right->first;
    while (a < left->end || b < right->end) {
        char x = decimal_next_digit(&a, left->end), y = decimal_next_digit(&b, right->end);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

bool cu_decimal_valid(const char *digits, size_t length)
{
    return decimal_look(digits, length).class != DECIMAL_INVALID;
}

int cu_decimal_compare(const char *left, size_t left_length, const char *right, size_t right_length)
{
    decimal_view a = decimal_look(left, left_length), b = decimal_look(right, right_length);
    if (a.class != b.class)
        return a.class < b.class ? -1 : 1;
    if (a.class != DECIMAL_FINITE)
        return 0;
    if (a.sign != b.sign)
        return a.sign < b.sign ? -1 : 1;
    return a.sign == 0 ? 0 : a.sign * decimal_compare_magnitudes(&a, &b);
}

bool cu_decimal_to_scaled(const char *digits, size_t length, int scale, int64_t *out)
{
    decimal_view view = decimal_look(digits, length);
    if (view.class != DECIMAL_FINITE || scale < 0 || scale > DECIMAL_SCALE_MAXIMUM || !out)
        return false;
    int64_t places = view.power + scale; /* digits the integer has */
    if (view.sign != 0 && (places < (int64_t)view.count || places > 19))
        return false;
    /* Counted downwards, for INT64_MIN has no positive counterpart. */
    int64_t number = 0;
    const char *place = view.first;
    for (int64_t i = 0; view.sign != 0 && i < places; i++) {
        int digit = decimal_next_digit(&place, view.end) - '0';
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, digit, &number))
            return false;
    }
    if (view.sign > 0 && number == INT64_MIN)
        return false;
    *out = view.sign > 0 ? -number : number;
    return true;
}

bool cupel_decimal_valid(const char *digits)
{
    return digits && cu_decimal_valid(digits, strlen(digits));
}

int cupel_decimal_compare(const char *left, const char *right)
{
    return cu_decimal_compare(left, left ? strlen(left) : 0, right, right ? strlen(right) : 0);
}

bool cupel_decimal_to_scaled(const char *digits, int scale, int64_t *out)
{
    return digits && cu_decimal_to_scaled(digits, strlen(digits), scale, out);
}

cupel_decimal_value cupel_decimal_from_scaled(int64_t number, int scale,
                                              char buffer[CUPEL_DECIMAL_TEXT_SIZE])
{
    if (scale < 0 || scale > DECIMAL_SCALE_MAXIMUM || !buffer)
        return (cupel_decimal_value){ NULL };
    char digits[CU_INT_TEXT_SIZE], *out = buffer;
    uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t length = cu_unsigned_format(magnitude, digits), places = (size_t)scale;
    /* One digit before the point at least. */
    size_t zeros = length > places ? 0 : places + 1 - length;
    size_t whole = zeros + length - places;
    if (number < 0)
        *out++ = '-';
    for (size_t i = 0; i < zeros + length; i++) {
        if (i == whole)
            *out++ = '.';
        *out++ = i < zeros ? '0' : digits[i - zeros];
    }
    *out = '\0';
    return (cupel_decimal_value){ buffer };
}
