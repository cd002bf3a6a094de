/*
 * base/utf8.c - checking UTF-8, and counting and cutting it by characters.
 */
#include "base/utf8.h"

/*
 * What may follow each range of first bytes: how many bytes in all and the bounds of the second one
 * (the later ones are always 80..BF).  The odd bounds exclude overlong forms, surrogates and numbers above
 * U+10FFFF.
 */
static const struct utf8_form {
    unsigned char last, size, second_low, second_high;
} utf8_forms[] = {
    { 0x7F, 1, 0x00, 0x00 }, { 0xC1, 0, 0x00, 0x00 }, { 0xDF, 2, 0x80, 0xBF },
    { 0xE0, 3, 0xA0, 0xBF }, { 0xEC, 3, 0x80, 0xBF }, { 0xED, 3, 0x80, 0x9F },
    { 0xEF, 3, 0x80, 0xBF }, { 0xF0, 4, 0x90, 0xBF }, { 0xF3, 4, 0x80, 0xBF },
    { 0xF4, 4, 0x80, 0x8F }, { 0xFF, 0, 0x00, 0x00 },
};

static bool utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The bytes of the character at `text`; 0 where there is none. */
static size_t utf8_character_size(const char *text, size_t length)
{
    const struct utf8_form *form = utf8_forms;
    while ((unsigned char)text[0] > form->last)
        form++;
    if (form->size == 0 || form->size > length)
        return 0;
    if (form->size > 1 &&
        ((unsigned char)text[1] < form->second_low || (unsigned char)text[1] > form->second_high))
        return 0;
    for (size_t i = 2; i < form->size; i++)
        if (!utf8_is_continuation(text[i]))
            return 0;
    return form->size;
}

/* The length of the ASCII at the start, found eight bytes at a time. */
static size_t utf8_ascii_length(const char *text, size_t length)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < length && (unsigned char)text[i] < 0x80)
        i++;
    return i;
}

bool cu_utf8_valid(const char *text, size_t length, size_t *bad)
{
    size_t i = 0;
    while ((i += utf8_ascii_length(text + i, length - i)) < length) {
        size_t size = utf8_character_size(text + i, length - i);
        if (size == 0) {
            if (bad)
                *bad = i;
            return false;
        }
        i += size;
    }
    return true;
}

size_t cu_utf8_count(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += !utf8_is_continuation(text[i]);
    return count;
}

size_t cu_utf8_cut(const char *text, size_t length, size_t limit)
{
    if (limit >= length)
        return length;
    while (limit > 0 && utf8_is_continuation(text[limit]))
        limit--;
    return limit;
}
