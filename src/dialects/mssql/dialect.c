/*
 * dialects/mssql/dialect.c - Microsoft SQL Server, for writing SQL only.
 */
#include "dialects/mssql/dialect.h"

#include "dialects/mssql/ddl.h"
#include "dialects/mssql/sql.h"

const cu_dialect cu_dialect_mssql = { .sql = &cu_sql_mssql, .ddl = &cu_ddl_mssql };
