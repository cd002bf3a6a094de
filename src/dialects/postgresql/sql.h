/*
 * dialects/postgresql/sql.h - PostgreSQL's SQL.
 */
#ifndef CU_DIALECTS_POSTGRESQL_SQL_H
#define CU_DIALECTS_POSTGRESQL_SQL_H

#include "sql/compile.h"

extern const cu_sql_dialect cu_sql_postgresql;

#endif
