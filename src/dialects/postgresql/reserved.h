/*
 * dialects/postgresql/reserved.h - words that PostgreSQL takes for its own.
 */
#ifndef CU_DIALECTS_POSTGRESQL_RESERVED_H
#define CU_DIALECTS_POSTGRESQL_RESERVED_H

#include <stddef.h>

/* In lower case, sorted as strcmp has it. */
extern const char *const cu_postgresql_reserved[];
extern const size_t cu_postgresql_reserved_count;

#endif
