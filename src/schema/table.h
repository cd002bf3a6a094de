/*
 * schema/table.h - tables as the library works with them: resolved, with the
 * foreign keys pointing at columns, and kept together in a metadata.
 *
 * A metadata is filled (from table descriptions, mapped structs or reflection),
 * then resolved once, which reports every mistake it finds, and from then on
 * only read, by any number of threads.
 */
#ifndef CU_SCHEMA_TABLE_H
#define CU_SCHEMA_TABLE_H

#include "base/buffer.h"
#include "base/map.h"
#include "base/vector.h"
#include "sql/from.h"
#include <cupel/table.h>

typedef struct cu_table cu_table;
typedef struct cu_metadata cu_metadata;

/* A column of a table: the sql layer's column and what CREATE TABLE and INSERT need to know. */
typedef struct cu_table_column {
    cu_column column; /* first: a cu_column of a table is one of these */
    cu_table *table;
    cupel_column_options options; /* a copy; texts are the metadata's */
    cupel_type
        type; /* column.node.type points here; taken from the referenced column where unset */
    bool nullable;
    bool autoincrement; /* the database generates it where nothing is given */
} cu_table_column;

typedef enum cu_constraint_kind {
    CU_CONSTRAINT_PRIMARY_KEY,
    CU_CONSTRAINT_FOREIGN_KEY,
    CU_CONSTRAINT_UNIQUE,
    CU_CONSTRAINT_CHECK,
    CU_CONSTRAINT_INDEX
} cu_constraint_kind;

typedef struct cu_constraint {
    cu_constraint_kind kind;
    const char *name; /* NULL: has none */
    cu_table *table;
    cu_table_column **columns;
    size_t column_count;
    const char *sql; /* CHECK; WHERE of an INDEX */
    /* FOREIGN KEY */
    const char **reference_texts; /* "table.column" as declared, one a column */
    cu_table *referenced;
    cu_table_column **references;
    cupel_action on_delete, on_update;
    bool deferrable, initially_deferred;
    bool needs_alter; /* part of a cycle: added after both tables exist */
    /* INDEX */
    bool unique;
    const char *method;
} cu_constraint;

struct cu_table {
    cu_from from; /* first; from.owner is this */
    cu_metadata *metadata;
    const cupel_table *description; /* where it was made from one */
    cupel_table_options options;
    const char *full_name;                  /* schema.name, or name */
    cu_vector(cu_constraint *) constraints; /* indexes too; primary key first */
    cu_constraint *primary_key;             /* NULL: has none */
    uint32_t number;                        /* in metadata->tables */
};

static inline cu_table_column *cu_table_column_of(const cu_column *column)
{
    return (cu_table_column *)(void *)(uintptr_t)column;
}

static inline cu_table_column *cu_table_column_at(const cu_table *table, size_t index)
{
    return cu_table_column_of(table->from.columns[index]);
}

/* How constraints without a name are named; NULL: they stay without.  See schema/naming.c for the tokens. */
typedef struct cu_naming {
    const char *primary_key, *foreign_key, *unique, *check, *index;
} cu_naming;

struct cu_metadata {
    cu_arena arena;
    cu_vector(cu_table *) tables; /* as they were added; by dependency once resolved: see sorted */
    cu_map by_name;               /* full name -> cu_table */
    cu_map by_description;        /* cupel_table -> cu_table */
    cu_table **sorted;            /* each after those its foreign keys refer to */
    cu_naming naming;
    bool resolved;
};

bool cu_metadata_init(cu_metadata *metadata);
void cu_metadata_free(cu_metadata *metadata);

/* Mistakes found so far: one line each in `text`, and the code of the first. */
typedef struct cu_faults {
    cu_buffer text;
    cupel_code code;
    size_t count;
} cu_faults;

void cu_faults_init(cu_faults *faults);
void cu_faults_free(cu_faults *faults);
void cu_fault_add(cu_faults *faults, cupel_code code, const char *format, ...) CUPEL_PRINTF(3, 4);
/* Writes them as one error: the only one's text, or "3 mistakes:" and a line each. */
cupel_code cu_faults_report(cu_faults *faults, cu_error *error);

/*
 * A new table.  Faults: a name that is empty, not UTF-8 or taken.  NULL where memory is short or the name is taken.
 * `options` may be NULL.
 */
cu_table *cu_table_new(cu_metadata *metadata, const char *name, const cupel_table_options *options,
                       cu_faults *faults);
/*
 * A column; `natural` is the type where options->type is unset, CUPEL_UNTYPED where there is none;
 * `nullable_by_nature` whether it may be NULL where options->nullable is unset.
 */
cu_table_column *cu_table_add_column(cu_table *table, const char *name, const char *key,
                                     const cupel_column_options *options, cupel_type_id natural,
                                     bool nullable_by_nature, cu_faults *faults);
/* A constraint or index over columns by name (as in the database). */
cu_constraint *cu_table_add_constraint(cu_table *table, cupel_item_kind kind,
                                       const cupel_constraint_options *options, cu_faults *faults);
/* A whole description; the same one twice gives the same table. */
cu_table *cu_metadata_add_description(cu_metadata *metadata, const cupel_table *description,
                                      cu_faults *faults);

/* Finds what foreign keys refer to, types of columns that have none, names by convention, the order of tables. */
void cu_metadata_resolve(cu_metadata *metadata, cu_faults *faults);

/* By full name ("schema.name" or "name"); NULL. */
cu_table *cu_metadata_find(const cu_metadata *metadata, const char *full_name);

/* All foreign keys of `from` that refer to `to`, into out[]; how many there are. */
size_t cu_table_foreign_keys(const cu_table *from, const cu_table *to, cu_constraint **out,
                             size_t limit);

#endif
