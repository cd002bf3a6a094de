/*
 * sql/quote.c - names and texts as SQL has them: "name", 'text'.
 *
 * Whatever is in a name or text, it ends where it should: what would close it
 * is doubled.
 */
#include "sql/compile.h"

/* Whether `name` is one of the dialect's words, which are sorted and in lower case. */
static bool is_reserved(const cu_sql_dialect *dialect, const char *name)
{
    size_t low = 0, high = dialect->reserved ? *dialect->reserved_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(dialect->reserved[middle], name);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool continues_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == '$';
}

bool cu_identifier_needs_quotes(const cu_sql_dialect *dialect, const char *name)
{
    if (!begins_name(*name) ||
        (dialect->quoted_initials && strchr(dialect->quoted_initials, *name)))
        return true;
    for (const char *c = name; *c; c++)
        if (!continues_name(*c))
            return true;
    return is_reserved(dialect, name);
}

/* Adds a text with each `special`, and each `other`, twice. */
static void add_doubled(cu_buffer *buffer, const char *text, size_t length, char special,
                        char other)
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != special && text[i] != other)
            continue;
        cu_buffer_add_length(buffer, text + start, i + 1 - start);
        start = i; /* once more with what follows */
    }
    cu_buffer_add_length(buffer, text + start, length - start);
}

void cu_identifier_quote_always(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name)
{
    cu_buffer_add_char(buffer, dialect->quote_open);
    add_doubled(buffer, name, strlen(name), dialect->quote_close, dialect->quote_close);
    cu_buffer_add_char(buffer, dialect->quote_close);
}

void cu_identifier_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name)
{
    if (cu_identifier_needs_quotes(dialect, name))
        cu_identifier_quote_always(dialect, buffer, name);
    else
        cu_buffer_add(buffer, name);
}

bool cu_collation_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (!dialect->bare_collations)
        cu_identifier_quote(dialect, buffer, name);
    else if (name[strspn(name, allowed)] == '\0')
        cu_buffer_add(buffer, name);
    else
        return false;
    return true;
}

void cu_literal_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *text,
                      size_t length)
{
    cu_buffer_add_char(buffer, '\'');
    add_doubled(buffer, text, length, '\'', dialect->backslash_escapes ? '\\' : '\'');
    cu_buffer_add_char(buffer, '\'');
}
