/*
 * sql/compile.h - from trees to SQL: the compiler, and what a dialect tells it.
 *
 * A cu_sql_dialect is facts and functions: how identifiers are quoted, which
 * words are reserved, how operators are spelled, which clauses the database
 * has.  Where a dialect leaves a function NULL, the standard's way is taken.
 * Compiling needs no connection and no client library.
 */
#ifndef CU_SQL_COMPILE_H
#define CU_SQL_COMPILE_H

#include "base/buffer.h"
#include "base/map.h"
#include "base/vector.h"
#include "sql/compiled.h"
#include "sql/select.h"

typedef struct cu_compiler cu_compiler;

typedef enum cu_paramstyle {
    CU_PARAMSTYLE_QUESTION, /* ? */
    CU_PARAMSTYLE_DOLLAR,   /* $1 */
    CU_PARAMSTYLE_COLON,    /* :1 */
    CU_PARAMSTYLE_AT        /* @p1 */
} cu_paramstyle;

/* What a database can do; tests ask for these too. */
enum {
    CU_CAN_BOOLEAN = 1 << 0,          /* conditions are values: WHERE active */
    CU_CAN_RETURNING = 1 << 1,        /* INSERT ... RETURNING */
    CU_CAN_UPDATE_RETURNING = 1 << 2, /* UPDATE ... RETURNING */
    CU_CAN_DEFAULT_VALUES = 1 << 3,   /* INSERT INTO t DEFAULT VALUES */
    CU_CAN_MULTI_VALUES = 1 << 4,     /* VALUES (...), (...) */
    CU_CAN_DELETE_USING = 1 << 5,
    CU_CAN_UPDATE_FROM = 1 << 6,
    CU_CAN_MULTI_TABLE = 1 << 7, /* UPDATE a, b SET; DELETE a FROM a, b */
    CU_CAN_ILIKE = 1 << 8,
    CU_CAN_DISTINCT_ON = 1 << 9,
    CU_CAN_FOR_UPDATE = 1 << 10,
    CU_CAN_TRANSACTIONAL_DDL = 1 << 11,
    CU_CAN_ALTER_CONSTRAINTS =
        1 << 12, /* ADD and DROP CONSTRAINT: needed for cycles of foreign keys */
    CU_CAN_ENUM_TYPES = 1 << 13,
    CU_CAN_LIMIT_WRITES = 1 << 14,     /* UPDATE ... LIMIT */
    CU_CAN_WITH_INSERT = 1 << 15,      /* WITH ... INSERT; else INSERT ... WITH ... SELECT */
    CU_CAN_ON_CONFLICT = 1 << 16,      /* INSERT ... ON CONFLICT */
    CU_CAN_ON_DUPLICATE_KEY = 1 << 17, /* INSERT ... ON DUPLICATE KEY UPDATE */
    CU_CAN_ON_CONSTRAINT = 1 << 18,    /* INSERT ... ON CONFLICT ON CONSTRAINT */
    CU_CAN_OUTPUT = 1 << 19,      /* OUTPUT inserted.id, where others have RETURNING at the end */
    CU_CAN_FROM_TARGET = 1 << 20, /* UPDATE a SET ... FROM a, b; DELETE FROM a FROM a, b */
    CU_CAN_DELETE_RETURNING = 1 << 21
};

/*
 * How a database compares and calculates, as far as that can be told without asking it.  All 0: next to nothing is
 * known, and what is not known is not guessed.
 */
typedef struct cu_value_rules {
    bool equal_by_bytes;   /* texts are equal where their bytes are; else a collation decides */
    bool ordered_by_bytes; /* texts are ordered so, too */
    enum { CU_LIKE_UNKNOWN, CU_LIKE_EXACT, CU_LIKE_FOLDS_ASCII } like; /* upper and lower case */
    char like_escape;      /* what escapes without ESCAPE; 0: nothing */
    bool integer_division; /* 7 / 2 is 3 */
    bool assigns_in_order; /* UPDATE: an expression sees what was assigned before it */
    int exact_digits;      /* decimals of more digits are kept as text; 0: none are */
} cu_value_rules;

/* What stands before and after a value that is written as text; both NULL: the standard's. */
typedef struct cu_literal_form {
    const char *open, *close;
} cu_literal_form;

/* How values are written as text; what is left out is as in the standard. */
typedef struct cu_literals {
    const char *true_text, *false_text;
    cu_literal_form blob;                            /* around digits; X'00FF' */
    cu_literal_form uuid;                            /* around text with hyphens, 'c7e5..' */
    cu_literal_form interval;                        /* around microseconds */
    cu_literal_form date, time, datetime, timestamp; /* around text, '2001-02-03' */
    const char *utc; /* behind a timestamp, which is in UTC; NULL: nothing */
    const char *not_a_number, *infinity, *minus_infinity; /* NULL: there is none */
    bool uuid_digits;                                     /* without hyphens */
    bool whole_fraction; /* times always have six digits behind the second */
} cu_literals;

/* What stands around the two operands of MATCH; all NULL: "a MATCH b". */
typedef struct cu_match_form {
    const char *open; /* NULL: the left one is an operand, in parentheses where it needs them */
    const char *between, *close;
} cu_match_form;

/* What stands around the operand of EXTRACT for a field that it does not have. */
typedef struct cu_extract_form {
    const char *field; /* NULL: the end of a list */
    const char *open, *close;
} cu_extract_form;

typedef struct cu_sql_dialect {
    const char *name;
    char quote_open, quote_close;
    const char *quoted_initials; /* names that begin with one of these are quoted; NULL */
    cu_paramstyle paramstyle;
    uint32_t capabilities;
    uint32_t some_can;        /* what only some servers can: written where a program asks for it */
    uint32_t parameter_limit; /* placeholders in one statement; 0: none known */
    size_t identifier_limit;  /* bytes; 0: none */
    const char *const *reserved; /* words that need quoting, lower case, sorted */
    const size_t *reserved_count;
    const char *join;                /* "JOIN", "INNER JOIN" */
    const char *alias;               /* between a table and its other name: " "; NULL: " AS " */
    const char *dual;                /* " FROM DUAL" where a SELECT without tables needs it; NULL */
    bool dual_always;                /* even one without WHERE */
    bool plain_with;                 /* WITH, and never WITH RECURSIVE */
    const char *except;              /* "MINUS "; NULL: "EXCEPT " */
    const char *const *functions;    /* pairs: SQL's name, this database's; ends with NULL */
    const cu_extract_form *extracts; /* fields that EXTRACT has not here; NULL: none */
    cu_literal_form next_value;      /* around the name of a sequence; both NULL: there are none */
    bool sequences_are_texts;        /* their names are, to the function that counts */
    const char *const *type_names; /* by type, for CAST; NULL, or none of a type: the standard's */
    const char *operators[CUPEL_OPERATOR_COUNT]; /* spellings that differ; NULL: the standard's */
    const char *calls
        [CUPEL_OPERATOR_COUNT]; /* "concat(" for a || b as concat(a, b); NULL: as an operator */
    cu_match_form match;
    cu_literals literals;
    bool backslash_escapes;    /* a backslash in a literal means something, so it is doubled */
    bool conflict_needs_where; /* INSERT ... SELECT ... WHERE ... ON CONFLICT */
    bool keys_by_last_id; /* generated keys: the driver's last insert id, rather than RETURNING */
    uint32_t
        list_limit; /* IN lists longer than this are bound as one array, where write_list is there */
    uint32_t list_types; /* ... of these types: bit (1 << cupel_type_id); 0: of all */
    uint32_t
        chain_most; /* longer chains of AND and OR are put in parentheses, part by part; 0: never */
    uint32_t list_most; /* longer IN lists are written in parts, with OR; 0: never */
    cu_value_rules rules;

    bool bare_collations; /* names of collations are never quoted */
    bool rownum_limits;   /* LIMIT and OFFSET are conditions on ROWNUM around the SELECT */
    bool bare_members;    /* of set operations: parentheses around them must be a subquery's */
    bool sorted_by_limit; /* ORDER BY of a subquery only where LIMIT or OFFSET needs it */
    bool locks_outermost; /* FOR UPDATE is not for subqueries */
    bool locks_inside;    /* ... and in a subquery is enough, for the rows that it gives */
    bool literal_frames;  /* ends of window frames are never parameters */

    /* Each writes its part through cu_write; NULL: the standard's way. */
    void (*write_cast_type)(cu_compiler *compiler, const cupel_type *type);
    void (*write_top)(cu_compiler *compiler, const cu_select *select); /* after SELECT DISTINCT */
    void (*write_limit)(cu_compiler *compiler, const cu_select *select);
    void (*write_for_update)(cu_compiler *compiler, const cu_for_update *for_update);
    void (*write_empty_list)(cu_compiler *compiler, bool negated, size_t width);
    void (*write_tuple_list)(cu_compiler *compiler, const cu_bind_list *list);
    /* " IN (the list as one array)", operator included */
    void (*write_list)(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type,
                       bool negated);
    void (*write_extract)(cu_compiler *compiler, const cu_node *node);
    /* a hint at a table: behind it, or in front of it */
    void (*write_hint)(cu_compiler *compiler, const cu_from *from, const char *text);
    void (*write_hint_before)(cu_compiler *compiler, const cu_from *from, const char *text);
    /* the same after SELECT */
    void (*write_select_hint)(cu_compiler *compiler, const cu_from *from, const char *text);
    void (*write_distinct_from)(cu_compiler *compiler, const cu_node *node);
} cu_sql_dialect;

/* How to compile. */
typedef struct cu_compile_options {
    bool inline_literals; /* values in the text instead of placeholders: for people to read */
    bool pretty;          /* a clause a line */
    int server_version;   /* 0: not known, the newest */
    bool plain_names;     /* of a query: columns are labelled only where two have one name */
    /* inline_literals: the value a slot would be given; false: its placeholder stays.  NULL: as it is in the tree */
    bool (*slot_value)(void *data, const cu_slot *slot, cupel_value *value);
    void *slot_data;
} cu_compile_options;

/* ---- compiling --------------------------------------------------------------------------------- */

/*
 * Compiles a SELECT.  The parameters in it have the numbers of the last walk (sql/key.h); `walk` says which.
 * NULL with `error` set: COMPILE_ERROR, NO_MEMORY or a fault carried by a node.
 */
cu_compiled *cu_compile_select(const cu_select *select, const cu_sql_dialect *dialect,
                               const cu_compile_options *options, uint64_t walk, cu_error *error);

/* ---- for dialects: writing ----------------------------------------------------------------------- */

void cu_write(cu_compiler *compiler, const char *text);
void cu_write_length(cu_compiler *compiler, const char *text, size_t length);
void cu_write_format(cu_compiler *compiler, const char *format, ...) CUPEL_PRINTF(2, 3);
void cu_write_identifier(cu_compiler *compiler, const char *name);
/* A hint with %(name)s replaced by the table's name. */
void cu_write_hint_text(cu_compiler *compiler, const cu_from *from, const char *text);
/* An expression as an operand of something of that precedence: in parentheses where needed. */
void cu_write_expression(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_operand(cu_compiler *compiler, const cupel_expr *expression, cupel_operator against);
/* A type's name as CAST has it, from the dialect's table, with its length or precision. */
void cu_write_type(cu_compiler *compiler, const cupel_type *type);
void cu_write_list(cu_compiler *compiler, const cupel_expr *const *items, size_t count);
/* Begins a clause: on a new line if `line` says so or statements are laid out for people, else after a space. */
void cu_write_clause(cu_compiler *compiler, const char *text, bool line);
/* A placeholder for a number that is not the program's but the dialect's. */
void cu_write_constant_slot(cu_compiler *compiler, int64_t number);
/* A number of LIMIT or OFFSET: as text where it was given as a number, else as any expression. */
void cu_write_row_number(cu_compiler *compiler, const cupel_expr *expression);
/* Whether it was given as a number. */
bool cu_is_row_number(const cupel_expr *expression);
/* A placeholder for the value of a slot. */
void cu_write_slot(cu_compiler *compiler, const cu_slot *slot);
/* The placeholders of the values of an IN. */
void cu_write_list_items(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type);
/* The slot that stands for a whole IN list as an array. */
void cu_write_list_slot(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type);
void cu_compile_fail(cu_compiler *compiler, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);
/* The name a from is written under, with the numbers of anonymous ones. */
const char *cu_from_name(cu_compiler *compiler, const cu_from *from);

/* Whether a name must be quoted, and the name as it is written, into a buffer. */
bool cu_identifier_needs_quotes(const cu_sql_dialect *dialect, const char *name);
void cu_identifier_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name);
/* In quotes, needed or not; quotes in it doubled. */
void cu_identifier_quote_always(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name);
/* The name of a collation as it is written; false, with nothing added, where it cannot be. */
bool cu_collation_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *name);
/* 'text' with quotes doubled. */
void cu_literal_quote(const cu_sql_dialect *dialect, cu_buffer *buffer, const char *text,
                      size_t length);

#endif
