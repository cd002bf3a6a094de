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

#include "base/map.h"
#include "base/vector.h"
#include "schema/constraint.h"
#include "schema/faults.h"
#include "schema/naming.h"
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
    bool natural;       /* the type is only what C's type suggests: a foreign key knows better */
    const char *check_name; /* of the check that stands in for an enumeration's type; NULL: none */
    uint32_t walk;          /* scratch of resolving */
} cu_table_column;

struct cu_table {
    cu_from from; /* first; from.owner is this */
    cu_metadata *metadata;
    const cupel_table *description; /* where it was made from one */
    cupel_table_options options;
    const char *full_name;                  /* schema.name, or name */
    cu_vector(cu_column *) columns;         /* what from.columns points to */
    cu_vector(cu_constraint *) constraints; /* indexes too; primary key first */
    cu_constraint *primary_key;             /* NULL: has none */
    cu_table *divided;                      /* that it is a partition of; NULL: of none */
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

struct cu_metadata {
    cu_arena arena;
    cu_vector(cu_table *) tables; /* as they were added; by dependency once resolved: see sorted */
    cu_map by_name;               /* full name -> cu_table */
    cu_map by_description;        /* cupel_table -> cu_table */
    cu_table **sorted;            /* each after those its foreign keys refer to */
    cu_vector(cupel_sequence) sequences; /* that no column names */
    cu_naming naming;                    /* patterns are borrowed */
    uint32_t constraint_count;           /* added so far */
    const char *mistaken; /* a table whose mistakes were reported when it was added */
    bool resolved;
};

bool cu_metadata_init(cu_metadata *metadata);
void cu_metadata_free(cu_metadata *metadata);

/*
 * A new table.  Faults: a name that is empty, not UTF-8 or taken; then, and where memory is short, NULL.  `options` may
 * be NULL.
 */
cu_table *cu_table_new(cu_metadata *metadata, const char *name, const cupel_table_options *options,
                       cu_faults *faults);
/*
 * A column; `natural` is the type where options->type is unset, CUPEL_UNTYPED where there is none;
 * `nullable_by_nature` whether it may be NULL where options->nullable is unset.  NULL: no memory, or a name that
 * cannot be.
 */
cu_table_column *cu_table_add_column(cu_table *table, const char *name, const char *key,
                                     const cupel_column_options *options, cupel_type_id natural,
                                     bool nullable_by_nature, cu_faults *faults);
/*
 * A whole description; the same one twice gives the same table.  A description with mistakes gives the table as far as
 * it goes, and a metadata that cannot be resolved; where memory was short, NULL, and nothing was added.
 */
cu_table *cu_metadata_add_description(cu_metadata *metadata, const cupel_table *description,
                                      cu_faults *faults);

/* A sequence; faults: a name that cannot be or is taken. */
void cu_metadata_add_sequence(cu_metadata *metadata, const cupel_sequence *sequence,
                              cu_faults *faults);

/* Finds what foreign keys refer to, types of columns that have none, names by convention, the order of tables. */
void cu_metadata_resolve(cu_metadata *metadata, cu_faults *faults);

/* By full name ("schema.name" or "name"); NULL. */
cu_table *cu_metadata_find(const cu_metadata *metadata, const char *full_name);

/* The column of that name in the database or, failing that, of that key; NULL. */
cu_table_column *cu_table_find_column(const cu_table *table, const char *name);

/* All foreign keys of `from` that refer to `to`, the first `limit` of them into out[]; how many there are. */
size_t cu_table_foreign_keys(const cu_table *from, const cu_table *to, cu_constraint **out,
                             size_t limit);

#endif
