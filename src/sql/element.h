/*
 * sql/element.h - trees of statements as elements, for programs to look at.
 */
#ifndef CU_SQL_ELEMENT_H
#define CU_SQL_ELEMENT_H

#include "sql/dml.h"
#include <cupel/element.h>

/* What elements can be made of. */
typedef enum cu_part_kind {
    CU_PART_EXPRESSION, /* a cupel_expr, with nothing of another layer in it */
    CU_PART_SELECT,     /* a cu_select */
    CU_PART_FROM,       /* a cu_from */
    CU_PART_FROM_NAME,  /* the same where only its name is written */
    CU_PART_ADDED_TEXT, /* a cu_dialect_text */
    CU_PART_ASSIGNMENT, /* a cu_assignment */
    CU_PART_DML         /* a cu_dml */
} cu_part_kind;

/* What a layer above knows of a tree. */
typedef struct cu_element_source {
    /*
     * The value of a parameter, in memory that lasts as long as what the program gave or in the arena; NULL: it is known
     * only when the statement runs, or *failed as memory is short.
     */
    const cupel_value *(*value)(void *data, const cu_bind *bind, cu_arena *arena, bool *failed);
    /* Fills in whose a table is and, where it is not NULL, a column of it. */
    void (*owner)(void *data, const cu_from *table, const cu_column *column, cupel_element *out);
    void *data;
    uint64_t walk; /* of the key in which lists were given values */
} cu_element_source;

/* The element of a part with all below it, copied into the arena; NULL: the error is set. */
const cupel_element *cu_element_new(cu_arena *arena, const cu_element_source *source,
                                    cu_part_kind kind, const void *part, cu_error *error);

/* Values of a parameter as they are, where they last, or else a copy.  *failed: memory is short. */
const cupel_value *cu_element_values(cu_arena *arena, bool lasting, size_t count,
                                     const cupel_value *values, bool *failed);

#endif
