/*
 * base/log.c - bound values as text for people.
 */
#include <cupel/log.h>

#include <cupel/datetime.h>
#include <cupel/uuid.h>

#include "base/number.h"

#define LOG_TEXT_CHARACTERS 300
#define LOG_BLOB_BYTES      150
#define LOG_SETS            10

/* Writes what fits and counts all, as snprintf does. */
typedef struct log_writer {
    char *buffer;
    size_t size, length;
} log_writer;

static void log_add_length(log_writer *writer, const char *text, size_t length)
{
    if (writer->length < writer->size)
        memcpy(writer->buffer + writer->length, text,
               CU_MIN(length, writer->size - writer->length));
    writer->length += length;
}

static void log_add(log_writer *writer, const char *text)
{
    log_add_length(writer, text, strlen(text));
}

/* "... (5 more bytes)" */
static void log_add_rest(log_writer *writer, size_t rest, const char *of_what)
{
    char number[CU_INT_TEXT_SIZE];
    log_add(writer, "... (");
    log_add_length(writer, number, cu_unsigned_format(rest, number));
    log_add(writer, of_what);
}

/* The length to show: of so many characters and, for what is no UTF-8, no more than four bytes for each. */
static size_t log_shown_length(const char *text, size_t length)
{
    size_t characters = 0, limit = CU_MIN(length, (size_t)LOG_TEXT_CHARACTERS * 4), i;
    for (i = 0; i < limit; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80 && ++characters > LOG_TEXT_CHARACTERS)
            break;
    return i;
}

static void log_add_text(log_writer *writer, const char *text, size_t length)
{
    size_t shown = log_shown_length(text, length);
    log_add(writer, "'");
    for (size_t i = 0; i < shown; i++) {
        if (text[i] == '\'')
            log_add(writer, "''");
        else if (text[i] == '\0')
            log_add(writer, "\\0");
        else
            log_add_length(writer, text + i, 1);
    }
    log_add(writer, "'");
    if (shown < length)
        log_add_rest(writer, length - shown, " more bytes)");
}

static void log_add_blob(log_writer *writer, const unsigned char *data, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t shown = CU_MIN(size, (size_t)LOG_BLOB_BYTES);
    log_add(writer, "X'");
    for (size_t i = 0; i < shown; i++) {
        log_add_length(writer, &digits[data[i] >> 4], 1);
        log_add_length(writer, &digits[data[i] & 15], 1);
    }
    log_add(writer, "'");
    if (shown < size)
        log_add_rest(writer, size - shown, " more bytes)");
}

/* A decimal, without quotes as other numbers are; nothing but a number could do harm there. */
static void log_add_decimal(log_writer *writer, const char *digits, size_t length)
{
    size_t shown = log_shown_length(digits, length);
    log_add_length(writer, digits, shown);
    if (shown < length)
        log_add_rest(writer, length - shown, " more bytes)");
}

/* A number, a date or another value of fixed size as text; false for other kinds. */
static bool log_format_small(const cupel_value *value, char text[CUPEL_DATETIME_TEXT_SIZE])
{
    switch ((cupel_kind)value->kind) {
    case CUPEL_KIND_NULL: memcpy(text, "NULL", 5); break;
    case CUPEL_KIND_BOOL: memcpy(text, value->as.boolean ? "true\0" : "false", 6); break;
    case CUPEL_KIND_INT: cu_int_format(value->as.integer, text); break;
    case CUPEL_KIND_UNSIGNED: cu_unsigned_format(value->as.natural, text); break;
    case CUPEL_KIND_DOUBLE: cu_double_format(value->as.real, text); break;
    case CUPEL_KIND_DATE: cupel_date_format(value->as.date, text); break;
    case CUPEL_KIND_TIME: cupel_time_format(value->as.time, text); break;
    case CUPEL_KIND_DATETIME: cupel_datetime_format(value->as.datetime, text); break;
    case CUPEL_KIND_TIMESTAMP: cupel_timestamp_format(value->as.timestamp, text); break;
    case CUPEL_KIND_INTERVAL: cupel_interval_format(value->as.interval, text); break;
    case CUPEL_KIND_UUID: cupel_uuid_format(value->as.uuid, text); break;
    default: return false;
    }
    return true;
}

static void log_add_value(log_writer *writer, const cupel_value *value)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    if (log_format_small(value, text)) {
        const char *quote = value->kind <= CUPEL_KIND_DOUBLE ? "" : "'";
        log_add(writer, quote);
        log_add(writer, text);
        log_add(writer, quote);
    } else if (value->kind == CUPEL_KIND_TEXT || value->kind == CUPEL_KIND_JSON) {
        log_add_text(writer, value->as.text, value->length);
    } else if (value->kind == CUPEL_KIND_BLOB) {
        log_add_blob(writer, value->as.data, value->length);
    } else if (value->kind == CUPEL_KIND_DECIMAL) {
        log_add_decimal(writer, value->as.text, value->length);
    } else { /* never bound; but this function does not judge */
        log_add(writer, "<");
        log_add(writer, cupel_kind_name((cupel_kind)value->kind));
        log_add(writer, ">");
    }
}

static void log_add_set(log_writer *writer, const cupel_value *values, size_t count)
{
    log_add(writer, "(");
    for (size_t i = 0; i < count; i++) {
        log_add(writer, i > 0 ? ", " : "");
        log_add_value(writer, &values[i]);
    }
    log_add(writer, ")");
}

static void log_add_sets(log_writer *writer, const cupel_log_record *record)
{
    size_t count = record->values_per_set, shown = CU_MIN(record->sets, (size_t)LOG_SETS);
    log_add(writer, "(");
    for (size_t i = 0; i < shown; i++) {
        log_add(writer, i > 0 ? ", " : "");
        log_add_set(writer, record->values + i * count, count);
    }
    if (shown < record->sets) {
        log_add(writer, ", ");
        log_add_rest(writer, record->sets - shown, " more sets)");
    }
    log_add(writer, ")");
}

/* Ends the text with a NUL, before a character that does not fit whole. */
static void log_end(log_writer *writer)
{
    if (writer->size == 0)
        return;
    size_t end = CU_MIN(writer->length, writer->size - 1);
    if (end < writer->length) {
        /* The byte that must make room for the NUL tells whether a character is cut. */
        for (int i = 0; i < 3 && end > 0 && ((unsigned char)writer->buffer[end] & 0xC0) == 0x80;
             i++)
            end--;
    }
    writer->buffer[end] = '\0';
}

size_t cupel_log_parameters(const cupel_log_record *record, char *buffer, size_t size)
{
    log_writer writer = { buffer, buffer ? size : 0, 0 };
    if (!record)
        log_add(&writer, "");
    else if (record->hidden)
        log_add(&writer, "(hidden)");
    else if (!record->values || record->values_per_set == 0 || record->sets == 0)
        log_add(&writer, "()");
    else if (record->sets == 1)
        log_add_set(&writer, record->values, record->values_per_set);
    else
        log_add_sets(&writer, record);
    log_end(&writer);
    return writer.length;
}
