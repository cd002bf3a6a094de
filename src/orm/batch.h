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
    size_t rows;     /* that one statement writes */
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

/* Begins a batch of rows of a mapper, with room for the values of so many; false: the session has the error. */
bool cu_batch_init(cu_batch *batch, cu_unit_of_work *work, const cu_mapper *mapper,
                   cu_dml_kind kind, size_t rows_limit);

/* Ends the statement; the batch can go on with another shape. */
void cu_batch_close(cu_batch *batch);

/* Gives it the columns to be written: a bit a property. */
void cu_batch_shape(cu_batch *batch, const uint64_t *shape);

bool cu_batch_has_shape(const cu_batch *batch, const uint64_t *shape);
/* How many rows one statement writes; not 1 only for INSERT. */
void cu_batch_rows(cu_batch *batch, size_t rows);

/* Says in front of the error what was being done; its code. */
cupel_code cu_batch_blame(const cu_batch *batch, const char *what);

/* Begins the statement with values for all its rows; the cursor is to be stepped. */
cupel_code cu_batch_start(cu_batch *batch, const cupel_value *values);
/* Runs a statement that gives no rows, with the values that were added. */
cupel_code cu_batch_run(cu_batch *batch);

/* Adds the values of all columns that are written. */
cupel_code cu_batch_add_written(cu_batch *batch, const cupel_state *state);

/* Adds the key of the row, and its version. */
cupel_code cu_batch_add_key(cu_batch *batch, const cupel_state *state);

/* Gives an attribute the value that a default of its column says. */
cupel_code cu_batch_default(const cu_batch *batch, cupel_state *state, const cu_property *property,
                            cupel_default_function function, const cupel_value *constant);

/* The identity that the key attributes of an instance give; free the buffer. */
cupel_code cu_batch_identify(const cu_batch *batch, const cupel_state *state,
                             cu_identity_buffer *buffer, cu_identity *identity);

/* STALE_DATA where the statement that ran did not match exactly one row; `what` begins the text. */
cupel_code cu_batch_check_matched(const cu_batch *batch, const char *what,
                                  const cupel_state *state);

#endif
