/*
 * dialects/mssql/dialect.h - Microsoft SQL Server, for writing SQL only.
 */
#ifndef CU_DIALECTS_MSSQL_DIALECT_H
#define CU_DIALECTS_MSSQL_DIALECT_H

#include "engine/dialect.h"

extern const cu_dialect cu_dialect_mssql;

#endif
