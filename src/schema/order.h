/*
 * schema/order.h - the order in which tables can be created.
 */
#ifndef CU_SCHEMA_ORDER_H
#define CU_SCHEMA_ORDER_H

#include "base/common.h"

struct cu_metadata;

/*
 * Fills metadata->sorted: each table after those its foreign keys refer to, otherwise as they were added.  Foreign keys
 * that close a cycle get `needs_alter` and are left out of account.  False: no memory.
 */
bool cu_metadata_order(struct cu_metadata *metadata);

#endif
