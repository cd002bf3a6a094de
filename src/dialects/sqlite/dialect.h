/*
 * dialects/sqlite/dialect.h - SQLite.
 */
#ifndef CU_DIALECTS_SQLITE_DIALECT_H
#define CU_DIALECTS_SQLITE_DIALECT_H

#include "engine/dialect.h"

extern const cu_dialect cu_dialect_sqlite;

#endif
