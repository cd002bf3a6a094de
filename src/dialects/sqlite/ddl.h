/*
 * dialects/sqlite/ddl.h - CREATE TABLE and its kin for SQLite.
 */
#ifndef CU_DIALECTS_SQLITE_DDL_H
#define CU_DIALECTS_SQLITE_DDL_H

#include "schema/ddl.h"

/* Compares texts as decimals; the driver registers it with each connection. */
#define CU_SQLITE_DECIMAL_COLLATION "cupel_decimal"

extern const cu_ddl_dialect cu_ddl_sqlite;

#endif
