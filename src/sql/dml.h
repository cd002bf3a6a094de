/*
 * sql/dml.h - INSERT, UPDATE and DELETE statements as trees.
 */
#ifndef CU_SQL_DML_H
#define CU_SQL_DML_H

#include "sql/compile.h"

/* column = value; the value may be a bind, an expression, or NULL for DEFAULT. */
typedef struct cu_assignment {
    const cu_column *column;
    const cupel_expr *value;
} cu_assignment;

typedef enum cu_dml_kind { CU_DML_INSERT, CU_DML_UPDATE, CU_DML_DELETE } cu_dml_kind;

/* What an INSERT does with a row that conflicts with one that is there. */
typedef struct cu_conflict {
    const cu_column *const *columns; /* of the unique key; none: any */
    size_t column_count;
    const char *constraint;           /* ... by its name; NULL */
    const cupel_expr *index_where;    /* ... of a partial index; NULL */
    const cu_assignment *assignments; /* DO UPDATE; none: DO NOTHING */
    size_t assignment_count;
    const cupel_expr *where; /* only rows for which this holds are updated; NULL: all */
} cu_conflict;

/* One statement. */
typedef struct cu_dml {
    cu_dml_kind kind;
    cu_from *table;
    const cu_assignment *assignments; /* INSERT, UPDATE */
    size_t assignment_count;
    size_t row_count; /* INSERT: so many times the assignments, one row after the other; 0 is 1 */
    const cu_select
        *select; /* INSERT: rows come from here, the assignments' columns are where they go */
    const cu_conflict *conflict;    /* INSERT; NULL: a conflict is an error */
    const cupel_expr *const *where; /* UPDATE, DELETE; ANDed */
    size_t where_count;
    int64_t limit;                   /* UPDATE, DELETE: rows at most, for MySQL; 0: all */
    const cu_dialect_text *prefixes; /* between the verb and what follows */
    size_t prefix_count;
    const cupel_expr *const *returning;
    size_t returning_count;
} cu_dml;

/* NULL with `error` set on failure.  `walk` as for cu_compile_select. */
cu_compiled *cu_compile_dml(const cu_dml *dml, const cu_sql_dialect *dialect,
                            const cu_compile_options *options, uint64_t walk, cu_error *error);

/* A bound parameter that stands for value number `ordinal` of those the statement is run with. */
const cupel_expr *cu_arena_slot(cu_arena *arena, uint32_t ordinal, uint64_t walk,
                                const cupel_type *type);

#endif
