/*
 * orm/evaluate_compare.c - comparing values as databases do, or not at all.
 *
 * Where a database's answer depends on what is not known here (its collations,
 * how it rounds), the answer is "unknown"; but what holds under any of them is
 * said: equal bytes are equal texts, and texts of different letters are not.
 */
#include "base/decimal.h"
#include "base/number.h"
#include "orm/evaluate.h"
#include <math.h>

static cu_ordering order_of(int comparison)
{
    return comparison < 0 ? CU_ORDER_LESS : comparison > 0 ? CU_ORDER_GREATER : CU_ORDER_EQUAL;
}

#define ORDER(left, right) order_of(((left) > (right)) - ((left) < (right)))

/* ---- numbers ----------------------------------------------------------------------------------- */

/* Integers up to here are doubles, too. */
#define EXACT_DOUBLE (INT64_C(1) << 53)

static bool is_exact_double(int64_t number)
{
    return number >= -EXACT_DOUBLE && number <= EXACT_DOUBLE;
}

/* NaN and the infinities are different things to different databases. */
static cu_ordering compare_doubles(double left, double right)
{
    return isfinite(left) && isfinite(right) ? ORDER(left, right) : CU_ORDER_UNKNOWN;
}

static cu_ordering compare_integer_decimal(int64_t number, const cupel_value *decimal)
{
    char text[CU_DOUBLE_TEXT_SIZE];
    size_t length = cu_int_format(number, text);
    return order_of(cu_decimal_compare(text, length, decimal->as.text, decimal->length));
}

static cu_ordering turned(cu_ordering order)
{
    return order == CU_ORDER_LESS      ? CU_ORDER_GREATER
           : order == CU_ORDER_GREATER ? CU_ORDER_LESS
                                       : order;
}

/* Numbers of two kinds. */
static cu_ordering compare_mixed(const cupel_value *left, const cupel_value *right)
{
    if (left->kind != CUPEL_KIND_INT)
        return right->kind == CUPEL_KIND_INT ? turned(compare_mixed(right, left))
                                             : CU_ORDER_UNKNOWN;
    int64_t number = left->as.integer;
    switch (right->kind) {
    case CUPEL_KIND_UNSIGNED: return CU_ORDER_LESS; /* those are above INT64_MAX */
    case CUPEL_KIND_DOUBLE:
        return is_exact_double(number) ? compare_doubles((double)number, right->as.real)
                                       : CU_ORDER_UNKNOWN;
    case CUPEL_KIND_DECIMAL: return compare_integer_decimal(number, right);
    default: return CU_ORDER_UNKNOWN;
    }
}

/* ---- dates and times --------------------------------------------------------------------------- */

/* As text only years of four digits are in order. */
static bool has_common_year(int32_t year)
{
    return year >= 0 && year <= 9999;
}

static cu_ordering compare_dates(const cupel_date_value *left, const cupel_date_value *right)
{
    int32_t years = left->year - right->year;
    int32_t days = (left->month - right->month) * 32 + left->day - right->day;
    if (years == 0 && days == 0)
        return CU_ORDER_EQUAL;
    if (!has_common_year(left->year) || !has_common_year(right->year))
        return CU_ORDER_DIFFERENT;
    return order_of(years != 0 ? years : days);
}

static int64_t microsecond_of_day(unsigned hour, unsigned minute, unsigned second,
                                  uint32_t microsecond)
{
    return ((int64_t)(hour * 60 + minute) * 60 + second) * 1000000 + microsecond;
}

static cu_ordering compare_datetimes(const cupel_datetime_value *left,
                                     const cupel_datetime_value *right)
{
    cupel_date_value first = { left->year, left->month, left->day };
    cupel_date_value second = { right->year, right->month, right->day };
    cu_ordering order = compare_dates(&first, &second);
    if (order != CU_ORDER_EQUAL)
        return order;
    return ORDER(microsecond_of_day(left->hour, left->minute, left->second, left->microsecond),
                 microsecond_of_day(right->hour, right->minute, right->second, right->microsecond));
}

static cu_ordering compare_times(const cupel_time_value *left, const cupel_time_value *right)
{
    return ORDER(microsecond_of_day(left->hour, left->minute, left->second, left->microsecond),
                 microsecond_of_day(right->hour, right->minute, right->second, right->microsecond));
}

/* ---- texts ------------------------------------------------------------------------------------- */

static cu_ordering compare_bytes(const cupel_value *left, const cupel_value *right)
{
    size_t length = CU_MIN(left->length, right->length);
    int comparison = length > 0 ? memcmp(left->as.data, right->as.data, length) : 0;
    return comparison != 0 ? order_of(comparison) : ORDER(left->length, right->length);
}

static bool is_printable_ascii(const cupel_value *text)
{
    for (uint32_t i = 0; i < text->length; i++)
        if (text->as.text[i] < ' ' || text->as.text[i] > '~')
            return false;
    return true;
}

static char folded(char character)
{
    return character >= 'A' && character <= 'Z' ? (char)(character - 'A' + 'a') : character;
}

static uint32_t length_without_spaces(const cupel_value *text)
{
    uint32_t length = text->length;
    while (length > 0 && text->as.text[length - 1] == ' ')
        length--;
    return length;
}

/* Whether two texts differ in more than case, spaces at the end, and what a collation may ignore. */
static bool differ_anyhow(const cupel_value *left, const cupel_value *right)
{
    uint32_t length = length_without_spaces(left);
    if (!is_printable_ascii(left) || !is_printable_ascii(right))
        return false;
    if (length != length_without_spaces(right))
        return true;
    for (uint32_t i = 0; i < length; i++)
        if (folded(left->as.text[i]) != folded(right->as.text[i]))
            return true;
    return false;
}

static cu_ordering compare_texts(const cu_value_rules *rules, const cupel_value *left,
                                 const cupel_value *right)
{
    cu_ordering order = compare_bytes(left, right);
    if (order == CU_ORDER_EQUAL || rules->ordered_by_bytes)
        return order;
    return rules->equal_by_bytes || differ_anyhow(left, right) ? CU_ORDER_DIFFERENT
                                                               : CU_ORDER_UNKNOWN;
}

/* ---- all --------------------------------------------------------------------------------------- */

cu_ordering cu_compare_values(const cu_value_rules *rules, const cupel_value *left,
                              const cupel_value *right)
{
    if (left->kind != right->kind)
        return compare_mixed(left, right);
    switch (left->kind) {
    case CUPEL_KIND_BOOL: return ORDER(left->as.boolean, right->as.boolean);
    case CUPEL_KIND_INT: return ORDER(left->as.integer, right->as.integer);
    case CUPEL_KIND_UNSIGNED: return ORDER(left->as.natural, right->as.natural);
    case CUPEL_KIND_DOUBLE: return compare_doubles(left->as.real, right->as.real);
    case CUPEL_KIND_DECIMAL:
        return order_of(
            cu_decimal_compare(left->as.text, left->length, right->as.text, right->length));
    case CUPEL_KIND_TEXT: return compare_texts(rules, left, right);
    case CUPEL_KIND_BLOB: return compare_bytes(left, right);
    case CUPEL_KIND_UUID: return order_of(memcmp(&left->as.uuid, &right->as.uuid, 16));
    case CUPEL_KIND_DATE: return compare_dates(&left->as.date, &right->as.date);
    case CUPEL_KIND_TIME: return compare_times(&left->as.time, &right->as.time);
    case CUPEL_KIND_DATETIME: return compare_datetimes(&left->as.datetime, &right->as.datetime);
    case CUPEL_KIND_TIMESTAMP:
        return ORDER(left->as.timestamp.microseconds, right->as.timestamp.microseconds);
    case CUPEL_KIND_INTERVAL:
        return ORDER(left->as.interval.microseconds, right->as.interval.microseconds);
    default: return CU_ORDER_UNKNOWN;
    }
}

/* ---- LIKE -------------------------------------------------------------------------------------- */

/* A pattern being matched: where it is, and where to go back to for the last '%'. */
typedef struct like_match {
    const char *text, *text_end;
    const char *pattern, *pattern_end;
    const char *star, *retry; /* behind the last '%', and the text that it was tried with */
    char escape;
    bool fold;
} like_match;

static size_t character_length(const char *text, const char *end)
{
    size_t length = 1;
    while (text + length < end && ((unsigned char)text[length] & 0xC0) == 0x80)
        length++;
    return length;
}

static bool same_character(const like_match *match, char left, char right)
{
    return left == right || (match->fold && folded(left) == folded(right));
}

/* Goes one step in text and pattern; false where they do not fit. */
static bool match_one(like_match *match)
{
    if (match->pattern == match->pattern_end)
        return match->text == match->text_end;
    char next = *match->pattern;
    if (match->escape && next == match->escape)
        next = *++match->pattern; /* there is one: patterns that end so were refused */
    else if (next == '%') {
        match->star = ++match->pattern;
        match->retry = match->text;
        return true;
    } else if (next == '_') {
        if (match->text == match->text_end)
            return false;
        match->text += character_length(match->text, match->text_end);
        match->pattern++;
        return true;
    }
    if (match->text == match->text_end || !same_character(match, *match->text, next))
        return false;
    match->text++;
    match->pattern++;
    return true;
}

static bool is_like(const cupel_value *text, const cupel_value *pattern, char escape, bool fold)
{
    like_match match = { .text = text->as.text,
                         .text_end = text->as.text + text->length,
                         .pattern = pattern->as.text,
                         .pattern_end = pattern->as.text + pattern->length,
                         .escape = escape,
                         .fold = fold };
    while (match.text < match.text_end || match.pattern < match.pattern_end) {
        if (match_one(&match))
            continue;
        if (!match.star || match.retry == match.text_end)
            return false;
        match.retry += character_length(match.retry, match.text_end);
        match.text = match.retry;
        match.pattern = match.star;
    }
    return true;
}

/* Whether the last character escapes nothing. */
static bool ends_in_escape(const cupel_value *pattern, char escape)
{
    for (uint32_t i = 0; escape && i < pattern->length; i++)
        if (pattern->as.text[i] == escape && ++i == pattern->length)
            return true;
    return false;
}

cu_truth cu_match_like(const cu_value_rules *rules, bool insensitive, const cupel_value *text,
                       const cupel_value *pattern, char escape)
{
    escape = escape ? escape : rules->like_escape;
    if (ends_in_escape(pattern, escape))
        return CU_TRUTH_UNDECIDED;
    if (is_like(text, pattern, escape, false))
        return CU_TRUTH_TRUE;
    if (rules->like == CU_LIKE_EXACT && !insensitive)
        return CU_TRUTH_FALSE;
    if (rules->like != CU_LIKE_FOLDS_ASCII &&
        !(is_printable_ascii(text) && is_printable_ascii(pattern)))
        return CU_TRUTH_UNDECIDED; /* what is upper and lower case beyond is the database's business */
    if (!is_like(text, pattern, escape, true))
        return CU_TRUTH_FALSE;
    return rules->like == CU_LIKE_UNKNOWN ? CU_TRUTH_UNDECIDED : CU_TRUTH_TRUE;
}
