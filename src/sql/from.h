/*
 * sql/from.h - what a statement selects from, and its columns.
 *
 * A cu_from is anything that can stand in a FROM clause: a table, a table or
 * subquery under another name, a CTE, a join.  Each has columns; a column is
 * also an expression (its embedded node), so that it is made once and used
 * everywhere.  Tables live as long as their registry; the others as long as
 * the arena they were made in.
 */
#ifndef CU_SQL_FROM_H
#define CU_SQL_FROM_H

#include "base/arena.h"
#include "sql/node.h"

typedef enum cu_from_kind {
    CU_FROM_TABLE,    /* name, schema; `table` points to the schema layer's struct around it */
    CU_FROM_ALIAS,    /* `element` under the name `name`, or an anonymous one made of `base_name` */
    CU_FROM_SUBQUERY, /* `select` in parentheses, named as an alias is */
    CU_FROM_CTE,      /* `select`, written in a WITH clause */
    CU_FROM_JOIN,     /* left and right */
    CU_FROM_VALUES,   /* VALUES (...), (...) */
    CU_FROM_FUNCTION, /* a function that gives rows */
    CU_FROM_TEXT      /* a textual SELECT with columns declared */
} cu_from_kind;

typedef struct cu_from cu_from;
typedef struct cu_column cu_column;
struct cu_select;

/*
 * The name of something in SQL that may be known only when the statement is written: anonymous names are numbered
 * in order of appearance (addresses_1, count_1), and a name made of an anonymous one has to wait for it.
 */
typedef enum cu_name_kind {
    CU_NAME_NONE = 0,
    CU_NAME_TEXT,      /* text */
    CU_NAME_QUALIFIED, /* the name of column->from, '_' and the name of column */
    CU_NAME_ANONYMOUS /* text, or where that is NULL the qualified name of column, '_' and a number */
} cu_name_kind;

typedef struct cu_name {
    cu_name_kind kind;
    const char *text;
    const cu_column *column;
    const void *identity; /* ANONYMOUS: the same name for the same identity */
    uint32_t
        repeat; /* ANONYMOUS, not 0: a further label of something labelled already: users_id__1 */
} cu_name;

/* A column of something to select from. */
struct cu_column {
    cu_node node; /* kind CU_NODE_COLUMN; node.type is the column's type */
    cu_from *from;
    const char *name; /* as in the database */
    const char *key;  /* by which programs look it up; mostly the same */
    cu_name derived;  /* subquery: how the column is named there; kind NONE: `name` is it */
    uint32_t index;   /* in from->columns */
    bool primary_key;
    const cu_column *base; /* alias or subquery: the column of the element that this one shows */
    const cu_column *const *also; /* columns of other tables that it shows in other rows */
    size_t also_count;
    const cupel_expr *element;    /* subquery: the expression in its SELECT list */
    cu_column *const *references; /* columns that foreign keys of this one refer to */
    size_t reference_count;
};

struct cu_from {
    cu_from_kind kind;
    const char *schema;
    const char *name;      /* NULL: anonymous */
    const char *base_name; /* of the anonymous name: "addresses" -> addresses_1, "anon" -> anon_1 */
    cu_column **columns;
    size_t column_count;
    cu_from *element; /* ALIAS: what it names.  CTE under another name: the CTE */
    cu_from *
        whole; /* a part of that, which shows `element`: it has columns of that, which is what stands in FROM */
    struct cu_select *select; /* SUBQUERY, CTE, TEXT */
    /* JOIN */
    cu_from *left, *right;
    const cupel_expr *on;
    bool outer, full;
    /* CTE */
    bool recursive, nesting;
    enum { CU_MATERIALIZED_UNSET, CU_MATERIALIZED, CU_NOT_MATERIALIZED } materialized;
    /* FUNCTION, VALUES, TEXT */
    const cupel_expr *expression;
    void *owner; /* TABLE: the schema layer's table; ORM aliases: the alias */
};

/* The column of that key or, failing that, name; NULL where there is none. */
cu_column *cu_from_column(const cu_from *from, const char *key);

/* The column of `from` that shows `column` (itself, or through aliases and subqueries; as directly as any); NULL. */
cu_column *cu_from_corresponding(const cu_from *from, const cu_column *column);

/* `element` under another name; name NULL: anonymous.  NULL: no memory. */
cu_from *cu_from_alias(cu_arena *arena, cu_from *element, const char *name);

/* All columns of joined tables as those of one thing, which can only stand in for them.  NULL: no memory. */
cu_from *cu_from_stand_in(cu_arena *arena, cu_from *element, const char *name);

/*
 * Those columns of `whole` that show columns of `element`, as something that attributes are looked up in, where `whole`
 * shows the same table several times; else `whole`.  NULL: no memory.
 */
cu_from *cu_from_part(cu_arena *arena, cu_from *whole, cu_from *element);

/* What stands in FROM for something: of a part the whole. */
static inline cu_from *cu_from_standing(const cu_from *from)
{
    return from->whole ? from->whole : (cu_from *)(uintptr_t)from;
}

/* A join; `on` may be NULL only for a cross join. */
cu_from *cu_from_join(cu_arena *arena, cu_from *left, cu_from *right, const cupel_expr *on,
                      bool outer, bool full);

/* Whether `part` is `whole`, or one of the things `whole` joins. */
bool cu_from_contains(const cu_from *whole, const cu_from *part);

/* Whether it is tables alone, by whatever names: nothing that the program made, as a subquery is. */
bool cu_from_is_of_tables(const cu_from *from);

/* A column's name, and its name with its table's in front (users_id), as far as they are known before writing. */
cu_name cu_column_name(const cu_column *column);
cu_name cu_column_qualified_name(cu_arena *arena, const cu_column *column);

/* Fills in a column that `from` shows; the node's type is `type`. */
void cu_column_init(cu_column *column, cu_from *from, uint32_t index, const char *name,
                    const cupel_type *type);

/* The column that an expression is; NULL where it is none. */
static inline const cu_column *cu_column_of(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_COLUMN ? (const cu_column *)(const void *)expression : NULL;
}

#endif
