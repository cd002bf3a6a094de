/*
 * schema/faults.c - collecting mistakes.
 */
#include "schema/faults.h"

#include "base/alloc.h"

#include <stdio.h>

#define FAULTS_MAXIMUM ((size_t)1 << 20)

void cu_faults_init(cu_faults *faults)
{
    *faults = (cu_faults){ .code = CUPEL_OK };
    cu_buffer_init(&faults->text, FAULTS_MAXIMUM);
}

void cu_faults_free(cu_faults *faults)
{
    cu_buffer_free(&faults->text);
}

void cu_fault_no_memory(cu_faults *faults)
{
    faults->code = CUPEL_NO_MEMORY;
    faults->count++;
}

/* One fault is one line, whatever is in the names it mentions. */
static void add_line(cu_buffer *buffer, const char *text)
{
    if (buffer->length > 0)
        cu_buffer_add_char(buffer, '\n');
    for (; *text; text++)
        cu_buffer_add_char(buffer, *text == '\n' || *text == '\r' ? ' ' : *text);
}

void cu_fault_add(cu_faults *faults, cupel_code code, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : cu_alloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    if (!text) {
        cu_fault_no_memory(faults);
        return;
    }
    add_line(&faults->text, text);
    cu_free(text);
    if (faults->code == CUPEL_OK || code == CUPEL_NO_MEMORY)
        faults->code = code;
    faults->count++;
}

cupel_code cu_faults_report(cu_faults *faults, cu_error *error)
{
    /* Of very many mistakes, the first megabyte will do. */
    if (faults->code == CUPEL_OK)
        return CUPEL_OK;
    if (faults->code == CUPEL_NO_MEMORY || (faults->text.failed && !faults->text.too_long))
        return cu_error_no_memory(error);
    const char *text = cu_buffer_text(&faults->text);
    if (faults->count == 1)
        return cu_error_set(error, faults->code, "%s", text);
    return cu_error_set(error, faults->code, "%zu mistakes:\n%s", faults->count, text);
}
