/*
 * dialects/postgresql/dialect.h - PostgreSQL.
 */
#ifndef CU_DIALECTS_POSTGRESQL_DIALECT_H
#define CU_DIALECTS_POSTGRESQL_DIALECT_H

#include "engine/dialect.h"

extern const cu_dialect cu_dialect_postgresql;

#endif
