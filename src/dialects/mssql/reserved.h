/*
 * dialects/mssql/reserved.h - words that Microsoft SQL Server takes for its own.
 */
#ifndef CU_DIALECTS_MSSQL_RESERVED_H
#define CU_DIALECTS_MSSQL_RESERVED_H

#include <stddef.h>

/* In lower case, sorted as strcmp has it. */
extern const char *const cu_mssql_reserved[];
extern const size_t cu_mssql_reserved_count;

#endif
