/*
 * dialects/sqlite/parse.h - the words of CREATE statements as SQLite keeps them.
 *
 * SQLite has accepted these statements, so that their grammar is not checked
 * again; it is only followed.
 */
#ifndef CU_DIALECTS_SQLITE_PARSE_H
#define CU_DIALECTS_SQLITE_PARSE_H

#include "base/arena.h"

typedef enum cu_sqlite_token_kind {
    CU_SQLITE_END,
    CU_SQLITE_WORD, /* a name or keyword that is not in quotes */
    CU_SQLITE_NAME, /* one in quotes, backticks or brackets */
    CU_SQLITE_TEXT, /* 'text' */
    CU_SQLITE_OTHER /* a number, or one character */
} cu_sqlite_token_kind;

typedef struct cu_sqlite_token {
    cu_sqlite_token_kind kind;
    const char *start;
    size_t length;
} cu_sqlite_token;

/* Where a statement is read. */
typedef struct cu_sqlite_parser {
    const char *at;        /* behind `token` */
    cu_sqlite_token token; /* the current one */
    cu_arena *arena;       /* of names and pieces; its failure is all that can go wrong */
} cu_sqlite_parser;

/* At the first word of a statement. */
void cu_sqlite_parse(cu_sqlite_parser *parser, const char *sql, cu_arena *arena);
/* To the next. */
void cu_sqlite_next(cu_sqlite_parser *parser);
/* Whether the current token is that keyword, or that character. */
bool cu_sqlite_is(const cu_sqlite_parser *parser, const char *word);
/* The same, and past it if so. */
bool cu_sqlite_take(cu_sqlite_parser *parser, const char *word);
/* The current token as a name, without its quotes, and past it. */
const char *cu_sqlite_take_name(cu_sqlite_parser *parser);
/* What is between the parenthesis at the current token and the one that closes it, and past that. */
const char *cu_sqlite_take_parentheses(cu_sqlite_parser *parser);
/* The text from `start` to before the current token, without the spaces around it. */
const char *cu_sqlite_text_since(const cu_sqlite_parser *parser, const char *start);

#endif
