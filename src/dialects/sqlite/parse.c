/*
 * dialects/sqlite/parse.c - the words of CREATE statements as SQLite keeps them.
 */
#include "dialects/sqlite/parse.h"

#include <strings.h>

static bool parse_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool parse_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

/* Past spaces and comments. */
static const char *parse_skip(const char *at)
{
    for (;;) {
        if (parse_is_space(*at)) {
            at++;
        } else if (at[0] == '-' && at[1] == '-') {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else {
            return at;
        }
    }
}

/* Past what ends with `close`, which is doubled inside; brackets know no doubling. */
static const char *parse_quoted(const char *at, char close)
{
    for (at++; *at; at++) {
        if (*at != close)
            continue;
        if (close != ']' && at[1] == close)
            at++;
        else
            return at + 1;
    }
    return at;
}

void cu_sqlite_next(cu_sqlite_parser *parser)
{
    const char *start = parse_skip(parser->at), *end = start + 1;
    cu_sqlite_token_kind kind = CU_SQLITE_OTHER;
    if (*start == '\0') {
        kind = CU_SQLITE_END;
        end = start;
    } else if (*start == '"' || *start == '`' || *start == '[') {
        kind = CU_SQLITE_NAME;
        end = parse_quoted(start, *start == '[' ? ']' : *start);
    } else if (*start == '\'') {
        kind = CU_SQLITE_TEXT;
        end = parse_quoted(start, '\'');
    } else if (parse_is_word(*start)) {
        while (parse_is_word(*end))
            end++;
        kind = *start >= '0' && *start <= '9' ? CU_SQLITE_OTHER : CU_SQLITE_WORD;
        if (kind == CU_SQLITE_OTHER && *end == '.')
            for (end++; parse_is_word(*end); end++)
                ;
        if (kind == CU_SQLITE_WORD && *end == '\'' && end == start + 1) /* x'00ff' */
            end = parse_quoted(end, '\'');
    }
    parser->token = (cu_sqlite_token){ kind, start, (size_t)(end - start) };
    parser->at = end;
}

void cu_sqlite_parse(cu_sqlite_parser *parser, const char *sql, cu_arena *arena)
{
    *parser = (cu_sqlite_parser){ .at = sql, .arena = arena };
    cu_sqlite_next(parser);
}

bool cu_sqlite_is(const cu_sqlite_parser *parser, const char *word)
{
    const cu_sqlite_token *token = &parser->token;
    return (token->kind == CU_SQLITE_WORD || token->kind == CU_SQLITE_OTHER) &&
           strlen(word) == token->length && strncasecmp(token->start, word, token->length) == 0;
}

bool cu_sqlite_take(cu_sqlite_parser *parser, const char *word)
{
    bool found = cu_sqlite_is(parser, word);
    if (found)
        cu_sqlite_next(parser);
    return found;
}

const char *cu_sqlite_take_name(cu_sqlite_parser *parser)
{
    cu_sqlite_token token = parser->token;
    bool quoted = token.kind == CU_SQLITE_NAME || token.kind == CU_SQLITE_TEXT;
    char *name = cu_arena_strndup(parser->arena, token.start, token.length);
    cu_sqlite_next(parser);
    if (!name || !quoted || token.length < 2)
        return name ? name : "";
    size_t length = 0;
    for (size_t i = 1; i + 1 < token.length; i++) {
        name[length++] = token.start[i];
        if (token.start[i] == token.start[0] && token.start[i + 1] == token.start[0] &&
            i + 2 < token.length)
            i++;
    }
    name[length] = '\0';
    return name;
}

const char *cu_sqlite_text_since(const cu_sqlite_parser *parser, const char *start)
{
    const char *end = parser->token.start;
    start = parse_skip(start);
    while (end > start && parse_is_space(end[-1]))
        end--;
    const char *copy =
        cu_arena_strndup(parser->arena, start, end > start ? (size_t)(end - start) : 0);
    return copy ? copy : "";
}

const char *cu_sqlite_take_parentheses(cu_sqlite_parser *parser)
{
    const char *start = parser->at;
    size_t depth = 1;
    for (cu_sqlite_next(parser); parser->token.kind != CU_SQLITE_END; cu_sqlite_next(parser)) {
        if (cu_sqlite_is(parser, "("))
            depth++;
        if (cu_sqlite_is(parser, ")") && --depth == 0)
            break;
    }
    const char *text = cu_sqlite_text_since(parser, start);
    cu_sqlite_next(parser);
    return text;
}
