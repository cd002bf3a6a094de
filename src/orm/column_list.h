/*
 * orm/column_list.h - columns listed by name in options of relationships:
 * "addresses.billing_id, shipping_id".
 */
#ifndef CU_ORM_COLUMN_LIST_H
#define CU_ORM_COLUMN_LIST_H

#include "schema/table.h"

/* Whether a list (NULL: an empty one) names a column: with its table, or alone. */
bool cu_list_names(const char *list, const cu_table_column *column);

/* The first name in a list, and its length, that is none of a column of these tables; NULL where there is none. */
const char *cu_list_stranger(const char *list, const cu_table *const *tables, size_t count,
                             size_t *length);

#endif
