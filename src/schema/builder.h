/*
 * schema/builder.h - what the library itself needs of descriptions made at run
 * time.
 */
#ifndef CU_SCHEMA_BUILDER_H
#define CU_SCHEMA_BUILDER_H

#include "base/arena.h"
#include <cupel/table.h>

/* Memory that lives as long as the description, for enumerations. */
cu_arena *cu_table_builder_arena(cupel_table_builder *builder);

/*
 * Puts the lines in order of their kinds; those of one kind stay in theirs.  Columns of the primary key become NOT NULL:
 * SQLite does not need them to be.
 */
void cu_table_builder_settle(cupel_table_builder *builder);

#endif
