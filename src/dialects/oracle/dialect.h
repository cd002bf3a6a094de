/*
 * dialects/oracle/dialect.h - Oracle Database, for writing SQL only.
 */
#ifndef CU_DIALECTS_ORACLE_DIALECT_H
#define CU_DIALECTS_ORACLE_DIALECT_H

#include "engine/dialect.h"

extern const cu_dialect cu_dialect_oracle;

#endif
