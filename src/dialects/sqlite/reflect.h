/*
 * dialects/sqlite/reflect.h - asking SQLite what it has.
 */
#ifndef CU_DIALECTS_SQLITE_REFLECT_H
#define CU_DIALECTS_SQLITE_REFLECT_H

#include "engine/reflect.h"

void cu_sqlite_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema);
cupel_code cu_sqlite_reflect_table(cu_reflection *reflection);

/* Sets the nearest type that cupel has; `collation` NULL where the column says none. */
void cu_sqlite_set_type(cu_reflection *reflection, cupel_column_options *options,
                        const char *declared, const char *collation);

#endif
