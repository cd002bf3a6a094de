/*
 * dialects/oracle/ddl.h - CREATE TABLE and its kin for Oracle Database.
 */
#ifndef CU_DIALECTS_ORACLE_DDL_H
#define CU_DIALECTS_ORACLE_DDL_H

#include "schema/ddl.h"

extern const cu_ddl_dialect cu_ddl_oracle;

#endif
