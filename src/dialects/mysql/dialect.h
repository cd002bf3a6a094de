/*
 * dialects/mysql/dialect.h - MySQL and MariaDB.
 */
#ifndef CU_DIALECTS_MYSQL_DIALECT_H
#define CU_DIALECTS_MYSQL_DIALECT_H

#include "engine/dialect.h"

extern const cu_dialect cu_dialect_mysql;

#endif
