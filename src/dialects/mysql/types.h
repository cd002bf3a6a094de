/*
 * dialects/mysql/types.h - how values travel to MySQL and MariaDB and back.
 */
#ifndef CU_DIALECTS_MYSQL_TYPES_H
#define CU_DIALECTS_MYSQL_TYPES_H

#include "engine/dialect.h"

/* All but UUIDs and intervals, as bits. */
#define CU_MYSQL_NATIVE_KINDS                                                            \
    (1U << CUPEL_KIND_NULL | 1U << CUPEL_KIND_BOOL | 1U << CUPEL_KIND_INT |              \
     1U << CUPEL_KIND_UNSIGNED | 1U << CUPEL_KIND_DOUBLE | 1U << CUPEL_KIND_TEXT |       \
     1U << CUPEL_KIND_BLOB | 1U << CUPEL_KIND_DATE | 1U << CUPEL_KIND_TIME |             \
     1U << CUPEL_KIND_DATETIME | 1U << CUPEL_KIND_TIMESTAMP | 1U << CUPEL_KIND_DECIMAL | \
     1U << CUPEL_KIND_JSON)

cupel_code cu_mysql_encode(const cupel_type *type, cupel_value *value, cu_arena *arena,
                           cu_error *error);
extern const cu_list_form cu_mysql_list_form;
extern const cupel_kind cu_mysql_read_kinds[CUPEL_TYPE_COUNT];

#endif
