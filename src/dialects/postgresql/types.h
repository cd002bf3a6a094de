/*
 * dialects/postgresql/types.h - how values travel to PostgreSQL and back.
 */
#ifndef CU_DIALECTS_POSTGRESQL_TYPES_H
#define CU_DIALECTS_POSTGRESQL_TYPES_H

#include "engine/dialect.h"

/* All kinds of values that are no expressions, as bits: the server has a type for each. */
#define CU_POSTGRESQL_NATIVE_KINDS ((1U << (CUPEL_KIND_JSON + 1)) - 1)

extern const cu_list_form cu_postgresql_list_form;
extern const cupel_kind cu_postgresql_read_kinds[CUPEL_TYPE_COUNT];

/* The text of a value as the server reads it, without quotes; false where there is none for its kind. */
bool cu_postgresql_add_text(cu_buffer *buffer, const cupel_value *value);

#endif
