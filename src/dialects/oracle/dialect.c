/*
 * dialects/oracle/dialect.c - Oracle Database, for writing SQL only.
 */
#include "dialects/oracle/dialect.h"

#include "dialects/oracle/ddl.h"
#include "dialects/oracle/sql.h"

const cu_dialect cu_dialect_oracle = { .sql = &cu_sql_oracle, .ddl = &cu_ddl_oracle };
