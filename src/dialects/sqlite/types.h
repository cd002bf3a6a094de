/*
 * dialects/sqlite/types.h - how values travel to SQLite and back.
 */
#ifndef CU_DIALECTS_SQLITE_TYPES_H
#define CU_DIALECTS_SQLITE_TYPES_H

#include "engine/dialect.h"

/* NULL, INT, DOUBLE, TEXT and BLOB, as bits. */
#define CU_SQLITE_NATIVE_KINDS                                                \
    (1U << CUPEL_KIND_NULL | 1U << CUPEL_KIND_INT | 1U << CUPEL_KIND_DOUBLE | \
     1U << CUPEL_KIND_TEXT | 1U << CUPEL_KIND_BLOB)

cupel_code cu_sqlite_encode(const cupel_type *type, cupel_value *value, cu_arena *arena,
                            cu_error *error);
extern const cu_list_form cu_sqlite_list_form;
extern const cupel_kind cu_sqlite_read_kinds[CUPEL_TYPE_COUNT];

#endif
