/*
 * dialects/oracle/sql.h - SQL as Oracle Database has it.
 */
#ifndef CU_DIALECTS_ORACLE_SQL_H
#define CU_DIALECTS_ORACLE_SQL_H

#include "sql/compile.h"

extern const cu_sql_dialect cu_sql_oracle;

#endif
