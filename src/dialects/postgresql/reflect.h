/*
 * dialects/postgresql/reflect.h - asking PostgreSQL what it has.
 */
#ifndef CU_DIALECTS_POSTGRESQL_REFLECT_H
#define CU_DIALECTS_POSTGRESQL_REFLECT_H

#include "engine/reflect.h"

void cu_postgresql_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema);
cupel_code cu_postgresql_reflect_table(cu_reflection *reflection);

#endif
