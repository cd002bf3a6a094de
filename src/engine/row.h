/*
 * engine/row.h - rows as they are given to programs: names, and a value each.
 *
 * A shape is made once for all rows of a result.  Texts in cells end with a NUL
 * that their length does not count.  An entity's cell is of kind INSTANCE; its
 * pointer is NULL where there is none.
 */
#ifndef CU_ENGINE_ROW_H
#define CU_ENGINE_ROW_H

#include "base/arena.h"
#include "base/error.h"
#include <cupel/row.h>
#include <cupel/type.h>

typedef struct cu_row_column {
    const char *name;              /* "" where it has none */
    const cupel_enum *enumeration; /* whose numbers its values are; NULL: of none */
    uint32_t hash;                 /* of the name */
} cu_row_column;

typedef struct cu_row_shape {
    size_t count;
    cu_error *error; /* what getters complain to */
    cu_row_column columns[];
} cu_row_shape;

struct cupel_row {
    const cu_row_shape *shape;
    cupel_value *cells;
};

/* A shape in `arena`, its columns without names yet.  NULL: no memory. */
cu_row_shape *cu_row_shape_new(cu_arena *arena, size_t count, cu_error *error);
/* Names a column; the name must live as long as the shape, NULL counts as ""; type may be NULL. */
void cu_row_shape_set(cu_row_shape *shape, size_t column, const char *name, const cupel_type *type);

/* A row in `arena`, all of its cells NULL.  NULL: no memory. */
cupel_row *cu_row_new(cu_arena *arena, const cu_row_shape *shape);
/* Gives a cell a value, with a copy of its text or bytes.  False: no memory. */
bool cu_row_set(cupel_row *row, cu_arena *arena, size_t column, const cupel_value *value);

#endif
