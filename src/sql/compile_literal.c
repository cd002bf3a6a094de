/*
 * sql/compile_literal.c - values as SQL text, for people to read and to run by
 * hand: what a column of their type takes on the dialect's database.
 */
#include "base/datetime.h"
#include "base/number.h"
#include "sql/compiler.h"
#include "sql/type.h"
#include <cupel/uuid.h>

static const cu_literal_form quotes = { "'", "'" };

static const cu_literals *literals_of(const cu_compiler *compiler)
{
    return &compiler->dialect->literals;
}

/* The text in the dialect's form, or in the one that is usual. */
static void write_form(cu_compiler *compiler, const cu_literal_form *form,
                       const cu_literal_form *usual, const char *text, size_t length)
{
    const cu_literal_form *used = form->open ? form : usual;
    cu_write(compiler, used->open);
    cu_write_length(compiler, text, length);
    cu_write(compiler, used->close);
}

static void write_truth(cu_compiler *compiler, bool truth)
{
    cu_write(compiler,
             truth ? literals_of(compiler)->true_text : literals_of(compiler)->false_text);
}

static void write_blob(cu_compiler *compiler, const cupel_value *value)
{
    static const char digits[] = "0123456789ABCDEF";
    static const cu_literal_form usual = { "X'", "'" };
    const cu_literal_form *form = &literals_of(compiler)->blob;
    const unsigned char *bytes = value->as.data;
    form = form->open ? form : &usual;
    cu_write(compiler, form->open);
    for (uint32_t i = 0; i < value->length; i++) {
        char pair[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 15] };
        cu_write_length(compiler, pair, 2);
    }
    cu_write(compiler, form->close);
}

static void write_uuid(cu_compiler *compiler, const cupel_value *value)
{
    char text[CUPEL_UUID_TEXT_SIZE];
    size_t length = 0;
    cupel_uuid_format(value->as.uuid, text);
    for (const char *at = text; *at; at++)
        if (*at != '-' || !literals_of(compiler)->uuid_digits)
            text[length++] = *at;
    write_form(compiler, &literals_of(compiler)->uuid, &quotes, text, length);
}

static void write_double(cu_compiler *compiler, double number)
{
    const cu_literals *literals = literals_of(compiler);
    char text[CU_DOUBLE_TEXT_SIZE];
    const char *special = number != number ? literals->not_a_number
                          : number > 0     ? literals->infinity
                                           : literals->minus_infinity;
    if (number - number == 0) /* neither NaN nor infinite */
        cu_write_length(compiler, text, cu_double_format(number, text));
    else if (special)
        cu_write(compiler, special);
    else
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR, "%s has no NaN and no infinity",
                        compiler->dialect->name);
}

static size_t literal_digits(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] >= '0' && text[i] <= '9';
    return count;
}

static void write_decimal(cu_compiler *compiler, const cupel_type *type, const cupel_value *value)
{
    int most = compiler->dialect->rules.exact_digits;
    bool exact = most == 0 || (type && type->id == CUPEL_NUMERIC && type->precision > 0 &&
                               type->precision <= most &&
                               literal_digits(value->as.text, value->length) <= (size_t)most);
    if (exact)
        cu_write_length(compiler, value->as.text, value->length);
    else
        cu_write_quoted(compiler, value->as.text, value->length);
}

/* ---- dates and times --------------------------------------------------------------------------- */

/* Text of a whole second, then the fraction, then the zone. */
static void write_moment(cu_compiler *compiler, const cu_literal_form *form, const char *second,
                         uint32_t microsecond, const char *zone)
{
    const cu_literal_form *used = form->open ? form : &quotes;
    cu_write(compiler, used->open);
    cu_write(compiler, second);
    if (microsecond > 0 || literals_of(compiler)->whole_fraction)
        cu_write_format(compiler, ".%06u", (unsigned)microsecond);
    cu_write(compiler, zone);
    cu_write(compiler, used->close);
}

static void write_datetime(cu_compiler *compiler, const cu_literal_form *form,
                           cupel_datetime_value datetime, const char *zone)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    uint32_t microsecond = datetime.microsecond;
    datetime.microsecond = 0;
    cupel_datetime_format(datetime, text);
    write_moment(compiler, form, text, microsecond, zone);
}

static void write_time(cu_compiler *compiler, cupel_time_value time)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    uint32_t microsecond = time.microsecond;
    time.microsecond = 0;
    cupel_time_format(time, text);
    write_moment(compiler, &literals_of(compiler)->time, text, microsecond, "");
}

static void write_date_like(cu_compiler *compiler, const cupel_value *value)
{
    const cu_literals *literals = literals_of(compiler);
    char text[CUPEL_DATETIME_TEXT_SIZE];
    switch (value->kind) {
    case CUPEL_KIND_DATE:
        write_form(compiler, &literals->date, &quotes, text,
                   cupel_date_format(value->as.date, text));
        break;
    case CUPEL_KIND_TIME: write_time(compiler, value->as.time); break;
    case CUPEL_KIND_DATETIME:
        write_datetime(compiler, &literals->datetime, value->as.datetime, "");
        break;
    default:
        write_datetime(compiler, &literals->timestamp, cupel_timestamp_to_utc(value->as.timestamp),
                       literals->utc ? literals->utc : "");
        break;
    }
}

/* ---- any --------------------------------------------------------------------------------------- */

/* A value of the kind that its type is stored as. */
static void write_fitting(cu_compiler *compiler, const cupel_type *type, const cupel_value *value)
{
    static const cu_literal_form bare = { "", "" };
    char text[CU_INT_TEXT_SIZE];
    switch (value->kind) {
    case CUPEL_KIND_NULL: cu_write(compiler, "NULL"); break;
    case CUPEL_KIND_BOOL: write_truth(compiler, value->as.boolean); break;
    case CUPEL_KIND_INT:
        cu_write_length(compiler, text, cu_int_format(value->as.integer, text));
        break;
    case CUPEL_KIND_INTERVAL:
        write_form(compiler, &literals_of(compiler)->interval, &bare, text,
                   cu_int_format(value->as.interval.microseconds, text));
        break;
    case CUPEL_KIND_UNSIGNED:
        cu_write_length(compiler, text, cu_unsigned_format(value->as.natural, text));
        break;
    case CUPEL_KIND_DOUBLE: write_double(compiler, value->as.real); break;
    case CUPEL_KIND_DECIMAL: write_decimal(compiler, type, value); break;
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON: cu_write_quoted(compiler, value->as.text, value->length); break;
    case CUPEL_KIND_BLOB: write_blob(compiler, value); break;
    case CUPEL_KIND_UUID: write_uuid(compiler, value); break;
    default: write_date_like(compiler, value); break;
    }
}

void cu_write_literal(cu_compiler *compiler, const cupel_type *type, const cupel_value *value)
{
    cupel_value fitting = *value;
    if (compiler->failed)
        return;
    if (type && cu_type_adjust(type, &fitting, &compiler->scratch, "a literal", compiler->error) !=
                    CUPEL_OK)
        compiler->failed = true;
    else
        write_fitting(compiler, type, &fitting);
}
