/*
 * dialects/dialects.c - the list of dialects.
 */
#include "dialects/mssql/dialect.h"
#include "dialects/mysql/dialect.h"
#include "dialects/oracle/dialect.h"
#include "dialects/postgresql/dialect.h"
#include "dialects/sqlite/dialect.h"

const cu_dialect *const cu_dialects[] = { &cu_dialect_sqlite,     &cu_dialect_mysql,
                                          &cu_dialect_postgresql, &cu_dialect_mssql,
                                          &cu_dialect_oracle,     NULL };
