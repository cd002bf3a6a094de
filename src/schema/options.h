/*
 * schema/options.h - the option structs of <cupel/table.h>: copying them with
 * their texts, and checking the texts.
 */
#ifndef CU_SCHEMA_OPTIONS_H
#define CU_SCHEMA_OPTIONS_H

#include "base/arena.h"
#include "schema/faults.h"
#include <cupel/table.h>

/* Copies with every text in `arena`; enumerations and default_data stay borrowed.  False: no memory. */
bool cu_column_options_copy(cupel_column_options *to, const cupel_column_options *from,
                            cu_arena *arena);
bool cu_constraint_options_copy(cupel_constraint_options *to, const cupel_constraint_options *from,
                                cu_arena *arena);
bool cu_table_options_copy(cupel_table_options *to, const cupel_table_options *from,
                           cu_arena *arena);

/* A fault for each text that is not UTF-8, and each name that is empty.  `place` is what messages begin with. */
bool cu_column_options_check(const cupel_column_options *options, const char *place,
                             cu_faults *faults);
bool cu_constraint_options_check(const cupel_constraint_options *options, const char *place,
                                 cu_faults *faults);
bool cu_table_options_check(const cupel_table_options *options, const char *place,
                            cu_faults *faults);

/* Whether `name` can name something: there, not empty, UTF-8.  A fault, which begins with `what`, where not. */
bool cu_name_check(const char *name, const char *what, cu_faults *faults);

#endif
