/*
 * sql/text_scan.c - a scanner that knows as much of SQL as parameters need.
 *
 * Nothing is a parameter in 'text', "name", `name`, $tag$text$tag$ and comments;
 * what is not ended there reaches to the end, and the database complains.  A
 * backslash protects a quote only in E'text', PostgreSQL's: elsewhere the
 * standard gives it no meaning.  Comments do not nest.
 */
#include "sql/text_scan.h"

static bool scan_is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           character == '_';
}

/* Letters, digits, and all bytes of characters that are not ASCII. */
static bool scan_is_word(char character)
{
    return scan_is_letter(character) || (character >= '0' && character <= '9') ||
           (unsigned char)character >= 0x80;
}

/* The character before or at a place; NUL outside of the text. */
static char scan_before(const cu_text_scan *scan, const char *at)
{
    return at > scan->start ? at[-1] : '\0';
}

static char scan_at(const cu_text_scan *scan, const char *at)
{
    return at < scan->end ? *at : '\0';
}

/* Behind the first occurrence of `mark` from `at` on, or the end. */
static const char *scan_past(const cu_text_scan *scan, const char *at, const char *mark,
                             size_t length)
{
    const char *found = at < scan->end ? memmem(at, (size_t)(scan->end - at), mark, length) : NULL;
    return found ? found + length : scan->end;
}

/* Behind a quoted text that begins at `at`.  A doubled quote begins the next quoted text at once, which is the same. */
static const char *scan_quoted(const cu_text_scan *scan, const char *at)
{
    char quote = *at, before = scan_before(scan, at);
    bool backslash = quote == '\'' && (before == 'E' || before == 'e') &&
                     !scan_is_word(scan_before(scan, at - 1));
    if (!backslash)
        return scan_past(scan, at + 1, &quote, 1);
    for (at++; at < scan->end && *at != quote; at++)
        if (*at == '\\' && at + 1 < scan->end)
            at++;
    return at < scan->end ? at + 1 : at;
}

/* Behind a text in dollar quotes that begins at `at`; behind the dollar where none begins there. */
static const char *scan_dollar(const cu_text_scan *scan, const char *at)
{
    const char *tag = at + 1;
    if (scan_is_word(scan_before(scan, at)) ||
        (scan_at(scan, tag) >= '0' && scan_at(scan, tag) <= '9'))
        return tag;
    while (scan_is_word(scan_at(scan, tag)))
        tag++;
    if (scan_at(scan, tag) != '$')
        return at + 1;
    return scan_past(scan, tag + 1, at, (size_t)(tag + 1 - at));
}

/* Behind what begins at `at` and can hold no parameter: a literal, a comment or one character. */
static const char *scan_skip(const cu_text_scan *scan, const char *at)
{
    switch (*at) {
    case '\'':
    case '"':
    case '`': return scan_quoted(scan, at);
    case '$': return scan_dollar(scan, at);
    case '-': return scan_at(scan, at + 1) == '-' ? scan_past(scan, at + 2, "\n", 1) : at + 1;
    case '/': return scan_at(scan, at + 1) == '*' ? scan_past(scan, at + 2, "*/", 2) : at + 1;
    default: return at + 1;
    }
}

static bool scan_is_parameter(const cu_text_scan *scan, const char *at)
{
    char before = scan_before(scan, at);
    return *at == ':' && before != ':' && !scan_is_word(before) &&
           scan_is_letter(scan_at(scan, at + 1));
}

void cu_text_scan_begin(cu_text_scan *scan, const char *text, size_t length)
{
    *scan = (cu_text_scan){ .start = text, .at = text, .end = text + length };
}

bool cu_text_scan_next(cu_text_scan *scan, cu_text_piece *piece)
{
    const char *begin = scan->at, *at = begin;
    if (scan->escaped)
        at++;
    scan->escaped = false;
    if (at == begin && at < scan->end && scan_is_parameter(scan, at)) {
        for (at++; scan_is_word(scan_at(scan, at));)
            at++;
        *piece = (cu_text_piece){ CU_TEXT_PARAMETER, begin + 1, (size_t)(at - begin) - 1 };
        scan->at = at;
        return true;
    }
    while (at < scan->end && !scan_is_parameter(scan, at)) {
        if (*at == '\\' && scan_at(scan, at + 1) == ':') {
            scan->escaped = true;
            break;
        }
        at = scan_skip(scan, at);
    }
    *piece = (cu_text_piece){ CU_TEXT_SQL, begin, (size_t)(at - begin) };
    scan->at = scan->escaped ? at + 1 : at;
    if (piece->length > 0)
        return true;
    return scan->escaped && cu_text_scan_next(scan, piece);
}
