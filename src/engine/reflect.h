/*
 * engine/reflect.h - reading one table or view of a database into a description;
 * what dialects use for it.
 *
 * A dialect asks its catalogue by queries and adds lines.  Constraints come a
 * column a row: cu_reflect_constraint() collects the rows of one.
 */
#ifndef CU_ENGINE_REFLECT_H
#define CU_ENGINE_REFLECT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"
#include "engine/dialect.h"
#include "schema/builder.h"
#include <cupel/engine.h>

/* A table that a foreign key refers to. */
typedef struct cu_reflected_name {
    const char *schema, *name;
} cu_reflected_name;

/* What is being reflected. */
struct cu_reflection {
    cupel_connection *connection;
    const char *schema, *name;
    cu_error *error;
    bool found; /* set by the dialect: there is such a table or view */
    cupel_table_builder *builder;
    cu_arena *arena;  /* lives as long as the description */
    cu_arena scratch; /* until it is made */
    cupel_table_options options;
    cu_vector(cu_reflected_name) referred; /* texts of the scratch arena */

    /* the constraint whose rows are coming */
    cupel_item_kind kind; /* 0: none */
    const char *id;
    cupel_constraint_options pending;
    size_t columns;
};

/* What is done with each row of a query. */
typedef cupel_code (*cu_reflect_row)(cu_reflection *reflection, const cupel_row *row, void *data);

/*
 * Runs a query for its rows; `parameters` are cupel_bind()s, which are given away.  After the last row the constraint
 * that was collected is added.
 */
cupel_code cu_reflect_each(cu_reflection *reflection, const char *sql, size_t count,
                           const cupel_value *parameters, cu_reflect_row function, void *data);

/*
 * The constraint that a row is about, begun where `id` is another than that of the row before; the dialect fills in what
 * is about the whole.  NULL: no memory.
 */
cupel_constraint_options *cu_reflect_constraint(cu_reflection *reflection, cupel_item_kind kind,
                                                const char *id);
/* Its next column, and the one that refers to ("table.column"; NULL for what is no foreign key). */
void cu_reflect_constraint_column(cu_reflection *reflection, const char *column,
                                  const char *reference);
/* Adds what was collected so far. */
cupel_code cu_reflect_finish_constraint(cu_reflection *reflection);

/* Notes that the table refers to another; the text "schema.table.column", without what is NULL of schema and column. */
const char *cu_reflect_refer(cu_reflection *reflection, const char *schema, const char *table,
                             const char *column);

/* A copy of text that lives until the description is made; NULL for NULL and "". */
const char *cu_reflect_text(cu_reflection *reflection, const char *text);

/* Tells the log of something that cannot be described. */
void cu_reflect_warn(cu_reflection *reflection, const char *what, const char *name);

/*
 * Reads a table or view.  *out NULL where there is none of that name.  `refer` is called for each table that a foreign key
 * of it names, and may be NULL.
 *
 * Owner: the caller, by cupel_table_free().
 */
cupel_code cu_reflect_table(cupel_connection *connection, const char *schema, const char *name,
                            const cupel_table **out,
                            bool (*refer)(void *data, const char *schema, const char *table),
                            void *data, cu_error *error);

#endif
