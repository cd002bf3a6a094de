/*
 * sql/node.h - the nodes of expression trees: their memory, ownership and kinds.
 *
 * Every expression is a cu_node, immutable once made.  Nodes live in one of
 * three places:
 *
 *   - static memory (attributes of mappings, columns of table descriptions) or
 *     memory that outlives all use (columns of resolved tables): flag STATIC;
 *   - an arena (trees that the library builds while it compiles): pool NULL;
 *   - a pool: what the public functions build.  The first node of an expression
 *     opens a pool; a function that takes an argument over merges the
 *     argument's pool into its own (a splice), or, where somebody else still
 *     holds the argument, makes its pool refer to that one.
 *
 * `handles` counts the uses a program may still make of a node: 1 when made,
 * one more by cupel_keep, one less when handed to something.  A pool counts the
 * handles into it and the queries and pools that refer to it, and is freed at
 * zero.  Handing over a node that has no handle left (a mistake, harmless while
 * the tree lives) is treated as if it had been kept; debug builds report it, see
 * given.h.
 */
#ifndef CU_SQL_NODE_H
#define CU_SQL_NODE_H

#include "base/arena.h"
#include "base/error.h"
#include <cupel/expression.h>

typedef struct cu_pool cu_pool;

typedef enum cu_node_kind {
    CU_NODE_NONE = 0,
    CU_NODE_ATTRIBUTE = 1,    /* static, in a mapping: orm resolves it */
    CU_NODE_TABLE_COLUMN = 2, /* static, in a table's description: schema resolves it */
    CU_NODE_COLUMN,           /* a cu_column's own node */
    CU_NODE_BIND,             /* cu_bind: a bound parameter */
    CU_NODE_BIND_LIST,        /* cu_bind_list: the values of an IN */
    CU_NODE_CONSTANT,         /* NULL, true, false, *, DEFAULT: node.detail is a cu_constant */
    CU_NODE_TEXT, /* a fragment of SQL; a.text is all of it, b.pointer a cu_text; items are its binds */
    CU_NODE_TEXT_COLUMNS, /* a whole statement: items[0] is its text, the others its columns in order */
    CU_NODE_LITERAL_COLUMN, /* a.text; detail: below */
    CU_NODE_LABEL,          /* items[0] AS a.text; a.text NULL: anonymous, b.text the key or NULL */
    CU_NODE_LABEL_REFERENCE, /* a.text, or for an anonymous one b.pointer, the label's node */
    CU_NODE_BINARY, /* items[0] op items[1]; CUSTOM: a.text is the symbol; LIKE: a.text the ESCAPE, detail a kind */
    CU_NODE_UNARY,    /* op items[0] */
    CU_NODE_BOOLEAN,  /* items AND items ...; items OR items ... */
    CU_NODE_BETWEEN,  /* items[0] BETWEEN items[1] AND items[2] */
    CU_NODE_IN,       /* items[0] IN items[1]: a BIND_LIST, LIST or SELECT */
    CU_NODE_LIST,     /* items with commas: a list without parentheses */
    CU_NODE_TUPLE,    /* the same with parentheses */
    CU_NODE_FUNCTION, /* a.text (items) */
    CU_NODE_CASE, /* items: [operand,] when, then, when, then ... [else]; detail: CU_CASE_ bits */
    CU_NODE_CAST, /* CAST(items[0] AS type) */
    CU_NODE_TYPE_COERCE, /* items[0], of another type in C */
    CU_NODE_EXTRACT,     /* EXTRACT(a.text FROM items[0]) */
    CU_NODE_SEQUENCE,    /* the next value of the sequence a.text; b.text: its schema, or NULL */
    CU_NODE_COLLATE,     /* items[0] COLLATE a.text */
    CU_NODE_OVER, /* items[0] OVER (PARTITION BY items[1] ORDER BY items[2]); b.pointer: cu_frame */
    CU_NODE_AGGREGATE_FILTER, /* items[0] FILTER (WHERE items[1]) */
    CU_NODE_WITHIN_GROUP,     /* items[0] WITHIN GROUP (ORDER BY items[1]) */
    CU_NODE_EXCLUDED,         /* items[0], a column: its value in the row that was to be inserted */
    CU_NODE_SELECT,           /* a.pointer: cu_select, in parentheses */
    CU_NODE_POISON,           /* a.text: the message; detail: the code */
    /* nodes that the orm resolves before anything is compiled */
    CU_NODE_QUERY, /* a.pointer: a cupel_query, as a value or the right side of IN; detail: below */
    CU_NODE_INSTANCE,        /* a.pointer: a mapped instance, compared by its key */
    CU_NODE_ENTITY,          /* a.pointer: a cupel_mapping */
    CU_NODE_ALIAS,           /* a.pointer: a cupel_alias */
    CU_NODE_ALIAS_ATTRIBUTE, /* a.pointer: a cupel_alias, b.pointer: a cupel_attribute */
    CU_NODE_CHILD_ATTRIBUTE, /* a.pointer: a cupel_mapping, b.pointer: an attribute it inherits */
    CU_NODE_SUBQUERY,        /* a.pointer: a cupel_subquery */
    CU_NODE_SUBQUERY_COLUMN, /* a.pointer: a cupel_subquery, b.text: the column's key */
    CU_NODE_TABLE,           /* a.pointer: a cupel_table */
    CU_NODE_RELATED,         /* an operation on a relationship; detail says which */
    CU_NODE_OPTION,          /* a loader option: detail is its kind, items what it is for */
    CU_NODE_ASSIGN,          /* items[0] = items[1], of a statement: no value */
    CU_NODE_KIND_COUNT
} cu_node_kind;

typedef enum cu_constant_kind {
    CU_CONSTANT_NULL,
    CU_CONSTANT_TRUE,
    CU_CONSTANT_FALSE,
    CU_CONSTANT_STAR,
    CU_CONSTANT_DEFAULT
} cu_constant_kind;

enum {
    CU_FLAG_STATIC = 1, /* never counted, never freed, never written to */
    CU_FLAG_PLAIN =
        2, /* the whole tree has only nodes that need no resolving: it compiles as it is */
    CU_FLAG_RELATIONSHIP =
        4, /* an attribute that is a relationship: comparing it is the orm's business */
    CU_FLAG_COMPOSITE = 8 /* the same of one that is several columns */
};

enum {
    CU_CASE_OPERAND = 1, /* the first item is what the WHENs are compared with */
    CU_CASE_ELSE = 2     /* the last item is the ELSE */
};

/* detail of CU_NODE_LITERAL_COLUMN: the text is no SQL, but what a literal says */
enum { CU_LITERAL_QUOTED = 1 };

/* detail of CU_NODE_QUERY: it must have one column */
enum { CU_SUBSELECT_SCALAR = 1 };

/* One node.  `head.kind` is a cu_node_kind, head.operation a cupel_operator, head.count the number of items. */
typedef struct cu_node {
    cupel_expr head;
    cu_pool *pool;
    const cupel_type *type; /* of its value; NULL: not known */
    cupel_expr *const *items;
    uint32_t handles;
    uint16_t detail;
    uint16_t depth; /* levels below, chains of one operator counted as one */
    union {
        const char *text;
        const void *pointer;
        int64_t number;
    } a, b;
#ifdef CUPEL_DEBUG
    const char *taker; /* what it was handed to last; NULL: nothing */
#endif
} cu_node;

/* A bound parameter. */
typedef struct cu_bind {
    cu_node node;      /* a.text: its name, or NULL */
    cupel_value value; /* text and blobs are the pool's, or borrowed */
    bool required;     /* has no value of its own */
    cupel_value (*callable)(void *data);
    void *data;
    /* where the walk that extracts parameters (sql/key.c) met it last */
    uint64_t walk;
    uint32_t ordinal;
} cu_bind;

/* The values of an IN: one parameter as far as the tree is concerned, several placeholders in SQL. */
typedef struct cu_bind_list {
    cu_node node; /* a.text: its name, which cupel_params() may give another list for, or NULL */
    size_t count;
    size_t width;              /* 1, or the number of columns where the left side is a tuple */
    const cupel_value *values; /* count * width of them */
    bool required;             /* has no values of its own */
    const struct cu_bind_list *given; /* by cupel_params() of the query of that walk; NULL: none */
    uint64_t walk;
    uint32_t ordinal;
} cu_bind_list;

/* The values that a list has in a statement: those of a walk, where that gave it some. */
static inline const cu_bind_list *cu_list_in(const cu_bind_list *list, uint64_t walk)
{
    return list->given && list->walk == walk ? list->given : list;
}

/* The pieces of a textual fragment: SQL, or (text NULL) the bind items[item]. */
typedef struct cu_text_part {
    const char *text;
    uint32_t length;
    uint32_t item;
} cu_text_part;

typedef struct cu_text {
    size_t count;
    const cu_text_part *parts;
} cu_text;

typedef struct cu_frame {
    bool rows, range;
    int64_t start, end;
} cu_frame;

/* How deep an expression may be nested (chains of AND, OR, + ... do not count): more is a fault, not a crash. */
#define CU_DEPTH_MAXIMUM 1000

static inline const cu_node *cu_node_of(const cupel_expr *expression)
{
    return (const cu_node *)(const void *)expression;
}

static inline cu_node_kind cu_kind(const cupel_expr *expression)
{
    return (cu_node_kind)expression->kind;
}

/* The nodes below: none for static heads, which are no full cu_node. */
static inline const cupel_expr *cu_item(const cupel_expr *expression, size_t index)
{
    return cu_node_of(expression)->items[index];
}

/* Whether uses of an expression are counted: it is in a pool. */
static inline bool cu_is_counted(const cupel_expr *expression)
{
    return expression && !(expression->flags & CU_FLAG_STATIC) && cu_node_of(expression)->pool;
}

/* The type of an expression's value; NULL where it is not known here (attributes: ask orm). */
const cupel_type *cu_expression_type(const cupel_expr *expression);

/* ---- building ---------------------------------------------------------------------------------- */

/* A node under construction, in a pool (public functions) or in an arena (the library's own trees). */
typedef struct cu_builder {
    cu_pool *pool;
    cu_arena *arena;
    cupel_expr *result; /* where cu_build_begin returned false: what to return */
    const char *what;   /* what is built, for messages; NULL: a part of a statement */
    uint16_t depth;
    bool plain;
    bool failed; /* memory was short: cu_build_finish gives poison */
} cu_builder;

/*
 * Takes all expressions among `operands` over, for `what`, and chooses the pool.  False where one of them is poisoned or memory is
 * short: everything was released and builder->result is the poison.
 */
bool cu_build_begin(cu_builder *builder, const char *what, size_t count,
                    const cupel_value *operands);
/* The same for a tree in an arena: nothing is counted, so nothing can fail. */
void cu_build_in_arena(cu_builder *builder, cu_arena *arena, size_t count,
                       const cupel_value *operands);

/* Memory in the builder's pool or arena, 8-aligned.  NULL: the builder is `failed`. */
void *cu_build_alloc(cu_builder *builder, size_t size);
const char *cu_build_text(cu_builder *builder, const char *text);
const char *cu_build_text_length(cu_builder *builder, const char *text, size_t length);

/* A node with room for `count` items; size is of the whole struct it begins, 0 for cu_node.  NULL: no memory. */
cu_node *cu_build_node(cu_builder *builder, cu_node_kind kind, size_t count, size_t size);
void cu_node_set(cu_node *node, size_t index, const cupel_expr *item);

/* The expression for an operand: itself, or a new bind, constant or query node.  Poison where it can be none. */
const cupel_expr *cu_build_operand(cu_builder *builder, const cupel_value *operand);

/* Hands the finished node to the caller, with one handle; poison where `node` is NULL or the builder failed. */
cupel_expr *cu_build_finish(cu_builder *builder, cu_node *node);
/* Hands out an operand as it is, instead of a new node. */
cupel_expr *cu_build_pass(cu_builder *builder, const cupel_expr *operand);
/* Ends with a fault instead; releases everything. */
cupel_expr *cu_build_fail(cu_builder *builder, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);
void cu_build_abandon(cu_builder *builder);

/* A poisoned expression of its own. */
cupel_expr *cu_poison(cupel_code code, const char *format, ...) CUPEL_PRINTF(2, 3);
/* The static one for lack of memory. */
cupel_expr *cu_poison_no_memory(void);
static inline bool cu_is_poison(const cupel_expr *expression)
{
    return expression && expression->kind == CU_NODE_POISON;
}

/* ---- holding ----------------------------------------------------------------------------------- */

/*
 * Takes one handle of `expression` over for an owner that is no expression (a query): the tree lives until
 * cu_release.  NULL, which cu_release ignores, for what is not counted.  Allocates nothing, so cannot fail.
 */
cu_pool *cu_hold(cupel_expr *expression);
void cu_release(cu_pool *pool);

#endif
