/*
 * dialects/mssql/ddl.h - CREATE TABLE and its kin for Microsoft SQL Server.
 */
#ifndef CU_DIALECTS_MSSQL_DDL_H
#define CU_DIALECTS_MSSQL_DDL_H

#include "schema/ddl.h"

extern const cu_ddl_dialect cu_ddl_mssql;

#endif
