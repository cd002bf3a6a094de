/*
 * base/buffer.c - text that grows by doubling, up to its maximum.
 */
#include "base/buffer.h"

#include "base/alloc.h"
#include "base/number.h"

#include <stdarg.h>
#include <stdio.h>

#define BUFFER_FIRST_CAPACITY 64

void cu_buffer_init(cu_buffer *buffer, size_t maximum)
{
    /* No memory is larger than this, and sums of lengths below it cannot overflow. */
    *buffer = (cu_buffer){ .maximum = CU_MIN(maximum, SIZE_MAX / 4) };
}

void cu_buffer_free(cu_buffer *buffer)
{
    cu_free(buffer->text);
    cu_buffer_init(buffer, buffer->maximum);
}

void cu_buffer_clear(cu_buffer *buffer)
{
    buffer->failed = buffer->too_long = false;
    cu_buffer_truncate(buffer, 0);
}

/* Makes room for `more` bytes and a NUL after the text; false, with the failure noted, where there is none. */
static bool buffer_reserve(cu_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (more > buffer->maximum - buffer->length) {
        buffer->failed = buffer->too_long = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = CU_MAX(buffer->capacity * 2, BUFFER_FIRST_CAPACITY);
    capacity = CU_MAX(CU_MIN(capacity, buffer->maximum + 1), needed);
    char *text = cu_realloc(buffer->text, capacity);
    if (!text) {
        buffer->failed = true;
        return false;
    }
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void cu_buffer_add(cu_buffer *buffer, const char *text)
{
    cu_buffer_add_length(buffer, text, strlen(text));
}

void cu_buffer_add_length(cu_buffer *buffer, const char *text, size_t length)
{
    if (!buffer_reserve(buffer, length))
        return;
    if (length > 0)
        memcpy(buffer->text + buffer->length, text, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void cu_buffer_add_char(cu_buffer *buffer, char character)
{
    cu_buffer_add_length(buffer, &character, 1);
}

void cu_buffer_add_int(cu_buffer *buffer, int64_t number)
{
    char text[CU_INT_TEXT_SIZE];
    cu_buffer_add_length(buffer, text, cu_int_format(number, text));
}

void cu_buffer_printf(cu_buffer *buffer, const char *format, ...)
{
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
        return;
    }
    if ((size_t)length < sizeof small) {
        cu_buffer_add_length(buffer, small, (size_t)length);
        return;
    }
    if (!buffer_reserve(buffer, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void cu_buffer_truncate(cu_buffer *buffer, size_t length)
{
    buffer->length = CU_MIN(length, buffer->length);
    if (buffer->text)
        buffer->text[buffer->length] = '\0';
}

void cu_buffer_insert(cu_buffer *buffer, size_t position, const char *text, size_t length)
{
    if (!buffer_reserve(buffer, length))
        return;
    char *place = buffer->text + position;
    memmove(place + length, place, buffer->length - position);
    if (length > 0)
        memcpy(place, text, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

const char *cu_buffer_text(const cu_buffer *buffer)
{
    return buffer->text ? buffer->text : "";
}

char *cu_buffer_take(cu_buffer *buffer)
{
    /* Where nothing was appended, this is what allocates the NUL. */
    bool whole = buffer_reserve(buffer, 0);
    char *text = buffer->text;
    bool too_long = buffer->too_long;
    if (whole) {
        text[buffer->length] = '\0';
    } else {
        cu_free(text);
        text = NULL;
    }
    cu_buffer_init(buffer, buffer->maximum);
    buffer->failed = !whole;
    buffer->too_long = too_long;
    return text;
}
