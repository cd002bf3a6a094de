/*
 * base/buffer.h - growing text with sticky failure and a limit.
 *
 * Append without checking; ask once at the end whether `failed` is set.  A
 * buffer that failed ignores what is appended.  Every buffer has a maximum
 * size, so that no input can make it eat the machine.
 */
#ifndef CU_BASE_BUFFER_H
#define CU_BASE_BUFFER_H

#include "base/common.h"
#include <cupel/common.h>

typedef struct cu_buffer {
    char *text;             /* NUL-terminated once anything was appended */
    size_t length, maximum; /* bytes, the NUL not counted */
    size_t capacity;        /* bytes allocated, the NUL's among them */
    bool failed;            /* memory was short or the maximum was reached */
    bool too_long;          /* it was the maximum */
} cu_buffer;

#define CU_BUFFER_MAXIMUM ((size_t)64 << 20) /* for SQL text: 64 MiB */

void cu_buffer_init(cu_buffer *buffer, size_t maximum);
void cu_buffer_free(cu_buffer *buffer);
void cu_buffer_clear(cu_buffer *buffer); /* keeps the memory, forgets failure */
void cu_buffer_add(cu_buffer *buffer, const char *text);
void cu_buffer_add_length(cu_buffer *buffer, const char *text, size_t length);
void cu_buffer_add_char(cu_buffer *buffer, char character);
void cu_buffer_add_int(cu_buffer *buffer, int64_t number);
void cu_buffer_printf(cu_buffer *buffer, const char *format, ...) CUPEL_PRINTF(2, 3);
/* Cuts the text back to `length` bytes, which must not be more than it has. */
void cu_buffer_truncate(cu_buffer *buffer, size_t length);
/* Puts text in at `position` (for what is known only later). */
void cu_buffer_insert(cu_buffer *buffer, size_t position, const char *text, size_t length);
/* The text so far, "" where nothing was appended; valid until the next append. */
const char *cu_buffer_text(const cu_buffer *buffer);
/*
 * The text, now the caller's to cu_free; NULL where the buffer failed.  The buffer is empty after; what it failed
 * of can still be seen until it is cleared.
 */
char *cu_buffer_take(cu_buffer *buffer);

#endif
