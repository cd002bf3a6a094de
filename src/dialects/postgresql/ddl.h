/*
 * dialects/postgresql/ddl.h - CREATE TABLE and its kin for PostgreSQL.
 */
#ifndef CU_DIALECTS_POSTGRESQL_DDL_H
#define CU_DIALECTS_POSTGRESQL_DDL_H

#include "schema/ddl.h"

extern const cu_ddl_dialect cu_ddl_postgresql;

#endif
