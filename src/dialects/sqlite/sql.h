/*
 * dialects/sqlite/sql.h - SQLite's SQL.
 */
#ifndef CU_DIALECTS_SQLITE_SQL_H
#define CU_DIALECTS_SQLITE_SQL_H

#include "sql/compile.h"

extern const cu_sql_dialect cu_sql_sqlite;

#endif
