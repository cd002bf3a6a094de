/*
 * base/utf8.h - is this UTF-8?  (Well-formed as Unicode 15 table 3-7 has it: no
 * overlong forms, no surrogates, nothing above U+10FFFF.)
 */
#ifndef CU_BASE_UTF8_H
#define CU_BASE_UTF8_H

#include "base/common.h"

/* Whether the bytes are UTF-8; *bad, where not NULL, gets the offset at which the first wrong character begins. */
bool cu_utf8_valid(const char *text, size_t length, size_t *bad);

/* Characters (code points) in valid UTF-8. */
size_t cu_utf8_count(const char *text, size_t length);

/* The largest length <= limit that does not cut a character of valid UTF-8. */
size_t cu_utf8_cut(const char *text, size_t length, size_t limit);

#endif
