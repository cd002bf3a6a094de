/*
 * dialects/mysql/ddl.h - CREATE TABLE and its kin for MySQL and MariaDB.
 */
#ifndef CU_DIALECTS_MYSQL_DDL_H
#define CU_DIALECTS_MYSQL_DDL_H

#include "schema/ddl.h"

extern const cu_ddl_dialect cu_ddl_mysql;

#endif
