/*
 * orm/batch.h - a statement that writes rows, run for one instance after the
 * other that need the same columns written.
 */
#ifndef CU_ORM_BATCH_H
#define CU_ORM_BATCH_H

#include "orm/unit_of_work.h"
#include "sql/dml.h"

/* A statement of one shape, being run for one instance after the other. */
typedef struct cu_batch {
    cu_unit_of_work *work;
    const cu_mapper *mapper;
    cu_dml_kind kind;
    uint64_t *shape; /* a bit a property: is it written */
    size_t shape_words;
    const cu_property **written; /* the properties of the shape, in order */
    size_t written_count;
    bool returning; /* the statement gives the generated key back */
    cu_compiled *compiled;
    cu_cursor cursor;
    bool open;
    cupel_value *values;
    size_t value_count;
} cu_batch;

/* Begins a batch of rows of a mapper; false: the session has the error. */
bool cu_batch_init(cu_batch *batch, cu_unit_of_work *work, const cu_mapper *mapper,
                   cu_dml_kind kind);

/* Ends the statement; the batch can go on with another shape. */
void cu_batch_close(cu_batch *batch);

/* Gives it the columns to be written: a bit a property. */
void cu_batch_shape(cu_batch *batch, const uint64_t *shape);

/* Says in front of the error what was being done; its code. */
cupel_code cu_batch_blame(const cu_batch *batch, const char *what);

/* Runs the statement with the values that were added. */
cupel_code cu_batch_run(cu_batch *batch);

/* Adds the values of all columns that are written. */
cupel_code cu_batch_add_written(cu_batch *batch, const cupel_state *state);

/* The value of an attribute as the row has it. */
cupel_value cu_batch_committed(const cupel_state *state, const cu_property *property);

/* Adds the key of the row, and its version. */
cupel_code cu_batch_add_key(cu_batch *batch, const cupel_state *state);

#endif
