/*
 * dialects/mssql/sql.h - SQL as Microsoft SQL Server has it.
 */
#ifndef CU_DIALECTS_MSSQL_SQL_H
#define CU_DIALECTS_MSSQL_SQL_H

#include "sql/compile.h"

extern const cu_sql_dialect cu_sql_mssql;

#endif
