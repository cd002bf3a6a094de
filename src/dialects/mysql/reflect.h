/*
 * dialects/mysql/reflect.h - asking MySQL and MariaDB what they have.
 */
#ifndef CU_DIALECTS_MYSQL_REFLECT_H
#define CU_DIALECTS_MYSQL_REFLECT_H

#include "engine/reflect.h"

void cu_mysql_names_sql(cu_buffer *buffer, cu_object_kind kind, const char *schema);
void cu_mysql_sequence_sql(cu_buffer *buffer, const char *schema, const char *name);
cupel_code cu_mysql_reflect_table(cu_reflection *reflection);

/* ---- reflect_type.c ---------------------------------------------------------------------------- */

/* Fills in what a column is by the type that information_schema has for it. */
cupel_code cu_mysql_find_type(cu_reflection *reflection, cupel_column_options *options,
                              const char *text);

#endif
