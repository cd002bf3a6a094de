/*
 * schema/faults.h - the mistakes found in a configuration, collected so that a
 * program sees all of them at once rather than one a run.
 */
#ifndef CU_SCHEMA_FAULTS_H
#define CU_SCHEMA_FAULTS_H

#include "base/buffer.h"
#include "base/error.h"

/* Mistakes found so far: one line each in `text`, and the code of the first. */
typedef struct cu_faults {
    cu_buffer text;
    cupel_code code;
    size_t count;
} cu_faults;

void cu_faults_init(cu_faults *faults);
void cu_faults_free(cu_faults *faults);
/* Line breaks in the text become spaces.  NO_MEMORY as code counts more than any other: what follows it may be its fault. */
void cu_fault_add(cu_faults *faults, cupel_code code, const char *format, ...) CUPEL_PRINTF(3, 4);
void cu_fault_no_memory(cu_faults *faults);
/* Writes them as one error: the only one's text, or "3 mistakes:" and a line each. */
cupel_code cu_faults_report(cu_faults *faults, cu_error *error);

#endif
