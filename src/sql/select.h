/*
 * sql/select.h - the tree of a SELECT, and of UNION and its kin.
 *
 * Selects are built in an arena, once, by whoever compiles (the orm's query
 * plan, a set operation, a subquery) and then only read.  Clauses are arrays of
 * expressions in which everything is resolved: no node of another layer is left.
 */
#ifndef CU_SQL_SELECT_H
#define CU_SQL_SELECT_H

#include "sql/from.h"

/* How columns are named in the result. */
typedef enum cu_label_style {
    CU_LABEL_TABLE_COLUMN, /* users.id AS users_id: what queries run */
    CU_LABEL_DISAMBIGUATE, /* users.id, addresses.id AS id_1 */
    CU_LABEL_NONE          /* users.id, addresses.id */
} cu_label_style;

typedef enum cu_set_operation {
    CU_SET_NONE,
    CU_SET_UNION,
    CU_SET_UNION_ALL,
    CU_SET_INTERSECT,
    CU_SET_INTERSECT_ALL,
    CU_SET_EXCEPT,
    CU_SET_EXCEPT_ALL
} cu_set_operation;

/* A fragment with the dialect it is for; dialect NULL: all. */
typedef struct cu_dialect_text {
    const char *text;
    const char *dialect;
    const cu_from *from; /* hints: which table */
} cu_dialect_text;

/* FOR UPDATE and its variants. */
typedef struct cu_for_update {
    bool nowait, read, skip_locked, key_share;
    cu_from *const *of;
    size_t of_count;
    const cupel_expr *const
        *columns; /* the same as columns: those given, of a table given its first */
    size_t column_count;
    bool again; /* the rows are those of a subquery that says the same */
} cu_for_update;

typedef struct cu_expression_list {
    const cupel_expr **items;
    size_t count, capacity;
} cu_expression_list;

typedef struct cu_from_list {
    cu_from **items;
    size_t count, capacity;
} cu_from_list;

typedef struct cu_select cu_select;
struct cu_select {
    /* a set operation has members and no columns of its own; everything from order_by on is for both */
    cu_set_operation operation;
    cu_select **members;
    size_t member_count;

    cu_expression_list columns;
    cu_from_list
        froms; /* said explicitly (joins, select_from); others are found in columns and where */
    cu_expression_list where; /* ANDed */
    cu_expression_list group_by;
    cu_expression_list having; /* ANDed */
    bool distinct;
    cu_expression_list distinct_on;
    cu_label_style label_style;
    bool auto_correlate;    /* FROMs that an enclosing SELECT has are left out */
    cu_from_list correlate; /* with auto_correlate off: just these are left out */
    cu_from_list correlate_except;
    bool has_correlate_except;

    cu_expression_list order_by;
    const cupel_expr *limit, *offset; /* NULL: none */
    const cu_for_update *for_update;
    cu_dialect_text *prefixes, *suffixes, *hints, *statement_hints;
    size_t prefix_count, suffix_count, hint_count, statement_hint_count;
    bool exists_star;       /* SELECT * inside EXISTS */
    bool lateral;           /* in FROM it sees what stands before it there */
    const cupel_expr *text; /* a textual statement instead of all of the above */
};

/* An empty SELECT; NULL: no memory. */
cu_select *cu_select_new(cu_arena *arena);

/* Appends to a list of a select; false when memory is short (the arena's `failed` is set too). */
bool cu_expressions_add(cu_arena *arena, cu_expression_list *list, const cupel_expr *expression);
bool cu_froms_add(cu_arena *arena, cu_from_list *list, cu_from *from);
/* The same where it is not in the list. */
bool cu_froms_add_once(cu_arena *arena, cu_from_list *list, cu_from *from);
bool cu_froms_have(const cu_from_list *list, const cu_from *from);

/*
 * The select as something to select from, with columns named as its label style says; name NULL: anonymous.
 * NULL: no memory.
 */
cu_from *cu_subquery_new(cu_arena *arena, cu_select *select, const char *name);
cu_from *cu_cte_new(cu_arena *arena, cu_select *select, const char *name, bool recursive,
                    bool nesting);

/* Several selects put together by a set operation; NULL: no memory. */
cu_select *cu_compound_new(cu_arena *arena, cu_set_operation operation, size_t count,
                           cu_select *const *members);

/* The columns of a select's rows: its own, or those of the first member. */
const cu_expression_list *cu_select_columns(const cu_select *select);

/* What an expression reads from, in order of first appearance, appended without repeats. */
bool cu_expression_froms(const cupel_expr *expression, cu_arena *arena, cu_from_list *list);

/* The name under which a column of a SELECT list is known to those who select from it; NULL where it has none. */
const char *cu_column_key(const cupel_expr *expression);

#endif
