/*
 * dialects/mysql/sql.h - SQL as MySQL and MariaDB have it.
 */
#ifndef CU_DIALECTS_MYSQL_SQL_H
#define CU_DIALECTS_MYSQL_SQL_H

#include "sql/compile.h"

extern const cu_sql_dialect cu_sql_mysql;

#endif
