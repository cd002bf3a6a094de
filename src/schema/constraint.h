/*
 * schema/constraint.h - keys, foreign keys, unique and check constraints, and
 * indexes of a table.
 */
#ifndef CU_SCHEMA_CONSTRAINT_H
#define CU_SCHEMA_CONSTRAINT_H

#include "schema/faults.h"
#include <cupel/table.h>

struct cu_table;
struct cu_table_column;

typedef enum cu_constraint_kind {
    CU_CONSTRAINT_PRIMARY_KEY,
    CU_CONSTRAINT_FOREIGN_KEY,
    CU_CONSTRAINT_UNIQUE,
    CU_CONSTRAINT_CHECK,
    CU_CONSTRAINT_INDEX,
    CU_CONSTRAINT_EXCLUDE
} cu_constraint_kind;

typedef struct cu_constraint {
    cu_constraint_kind kind;
    const char *name; /* NULL: has none */
    struct cu_table *table;
    struct cu_table_column **columns;
    size_t column_count;
    const char *sql;     /* CHECK; WHERE of an INDEX */
    uint32_t number;     /* in order of addition to the metadata */
    bool of_column;      /* came with its column: .unique, .index, .check, .foreign_key */
    bool generated_name; /* by the naming convention: may be cut to what a database allows */
    /* FOREIGN KEY */
    const char **reference_texts; /* "table.column" as declared, one a column */
    struct cu_table *referenced;
    struct cu_table_column **references;
    cupel_action on_delete, on_update;
    bool deferrable, initially_deferred;
    bool needs_alter; /* part of a cycle: added after both tables exist */
    /* INDEX */
    bool unique;
    const char *method;
    const char
        *keys; /* what is indexed, as SQL; NULL: the columns.  EXCLUDE: all behind the word */
} cu_constraint;

/* A constraint or index over columns by name (as in the database).  NULL: a mistake, which `faults` has. */
cu_constraint *cu_table_add_constraint(struct cu_table *table, cupel_item_kind kind,
                                       const cupel_constraint_options *options, cu_faults *faults);

/* The constraints that a column's options ask for. */
void cu_table_add_column_constraints(struct cu_table_column *column, cu_faults *faults);

/* The table's primary key from columns marked so, where no constraint declared it; put first; false: no memory. */
bool cu_table_settle_primary_key(struct cu_table *table, cu_faults *faults);

/* What a constraint is in messages: "a foreign key", "an index". */
const char *cu_constraint_describe(cu_constraint_kind kind);

#endif
