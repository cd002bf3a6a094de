/*
 * dialects/postgresql/scan.c - parameters in the text of a statement: how many there are, and which of them the server
 * could not tell the type of.
 */
#include "base/alloc.h"
#include "dialects/postgresql/driver.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what is no parameter ------------------------------------------------------------------------ */

static const char *skip_quoted(const char *at, char quote, bool backslashes)
{
    for (at++; *at; at++) {
        if (backslashes && *at == '\\' && at[1])
            at++;
        else if (*at == quote && at[1] == quote)
            at++;
        else if (*at == quote)
            return at + 1;
    }
    return at;
}

/* Comments nest. */
static const char *skip_comment(const char *at)
{
    size_t depth = 0;
    do {
        if (at[0] == '/' && at[1] == '*') {
            depth++;
            at += 2;
        } else if (at[0] == '*' && at[1] == '/') {
            depth--;
            at += 2;
        } else {
            at++;
        }
    } while (depth > 0 && *at);
    return at;
}

/* $tag$ ... $tag$; NULL where no such literal begins. */
static const char *skip_dollar_quoted(const char *at)
{
    const char *end = at + 1;
    while (isalnum((unsigned char)*end) || *end == '_' || (unsigned char)*end >= 0x80)
        end++;
    if (*end != '$')
        return NULL;
    size_t length = (size_t)(end - at) + 1;
    for (const char *text = end + 1; *text; text++)
        if (strncmp(text, at, length) == 0)
            return text + length;
    return end + strlen(end);
}

static bool is_name_character(char character)
{
    return isalnum((unsigned char)character) || character == '_' ||
           (unsigned char)character >= 0x80;
}

/* What the scanner came to. */
typedef struct scanned {
    const char *begin, *end;
    size_t parameter; /* the number of $1; 0: it is something else */
} scanned;

/* The next token at `at`, which is not the end: a parameter, a name, what is quoted, a comment, or one character. */
static scanned next_token(const char *sql, const char *at)
{
    scanned token = { .begin = at };
    if (*at == '\'') {
        bool backslashes = at > sql && (at[-1] == 'E' || at[-1] == 'e') &&
                           (at - 1 == sql || !is_name_character(at[-2]));
        token.end = skip_quoted(at, '\'', backslashes);
    } else if (*at == '"') {
        token.end = skip_quoted(at, '"', false);
    } else if (at[0] == '-' && at[1] == '-') {
        token.end = at + strcspn(at, "\n");
    } else if (at[0] == '/' && at[1] == '*') {
        token.end = skip_comment(at);
    } else if (*at == '$' && isdigit((unsigned char)at[1])) {
        for (at++; isdigit((unsigned char)*at) && token.parameter < 100000; at++)
            token.parameter = token.parameter * 10 + (size_t)(*at - '0');
        token.end = at;
    } else {
        const char *quoted =
            *at == '$' && (at == sql || !is_name_character(at[-1])) ? skip_dollar_quoted(at) : NULL;
        token.end = quoted ? quoted : at + 1;
    }
    return token;
}

size_t cu_postgresql_count_parameters(const char *sql)
{
    size_t most = 0;
    for (const char *at = sql; *at;) {
        scanned token = next_token(sql, at);
        most = CU_MAX(most, token.parameter);
        at = token.end;
    }
    return most;
}

/* ---- parameters of any type ---------------------------------------------------------------------- */

/* Functions of the server with parameters of the type "any", which say nothing of the type of a $1; sorted. */
static const char *const untyped_functions[] = {
    "concat",
    "concat_ws",
    "count",
    "cume_dist",
    "dense_rank",
    "format",
    "json_build_array",
    "json_build_object",
    "json_object_agg",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_object_agg",
    "num_nonnulls",
    "num_nulls",
    "percent_rank",
    "pg_collation_for",
    "pg_column_compression",
    "pg_column_size",
    "pg_typeof",
    "rank",
};

typedef struct word {
    const char *text;
    size_t length;
} word;

static int compare_function(const void *key, const void *item)
{
    const word *name = key;
    const char *function = *(const char *const *)item;
    int order = strncasecmp(name->text, function, name->length);
    return order != 0 ? order : function[name->length] == '\0' ? 0 : -1;
}

/* Whether the name before `end` is one of those. */
static bool calls_untyped(const char *sql, const char *end)
{
    while (end > sql && isspace((unsigned char)end[-1]))
        end--;
    const char *begin = end;
    while (begin > sql && is_name_character(begin[-1]))
        begin--;
    const word name = { begin, (size_t)(end - begin) };
    return name.length > 0 && bsearch(&name, untyped_functions, CU_LENGTH(untyped_functions),
                                      sizeof *untyped_functions, compare_function);
}

/* Which parentheses are open, the innermost last: whether they are those of such a call. */
typedef struct open_calls {
    uint64_t
        untyped; /* of the innermost 64, the last in the lowest bit; deeper ones count as others */
    char before; /* the last character that was no blank: '(' and ',' begin an argument */
} open_calls;

static void follow_token(open_calls *calls, const char *sql, const scanned *token)
{
    char c = *token->begin;
    if (c == '(')
        calls->untyped = calls->untyped << 1 | calls_untyped(sql, token->begin);
    else if (c == ')')
        calls->untyped >>= 1;
    bool comment = token->end - token->begin > 1 && (c == '-' || c == '/');
    if (!isspace((unsigned char)c) && !comment)
        calls->before = c;
}

bool cu_postgresql_find_untyped(cupel_driver_statement *statement)
{
    const char *sql = statement->sql;
    open_calls calls = { 0 };
    for (const char *at = sql; *at;) {
        scanned token = next_token(sql, at);
        char after = token.end[strspn(token.end, " \t\r\n")];
        if (token.parameter > 0 && (calls.untyped & 1) &&
            (calls.before == '(' || calls.before == ',') && (after == ')' || after == ',')) {
            if (!statement->untyped)
                statement->untyped =
                    cu_alloc_zero(statement->parameters * sizeof *statement->untyped);
            if (!statement->untyped)
                return false;
            statement->untyped[token.parameter - 1] = true;
        }
        follow_token(&calls, sql, &token);
        at = token.end;
    }
    return true;
}
