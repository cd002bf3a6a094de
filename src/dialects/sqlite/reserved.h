/*
 * dialects/sqlite/reserved.h - words that SQLite takes for its own.
 */
#ifndef CU_DIALECTS_SQLITE_RESERVED_H
#define CU_DIALECTS_SQLITE_RESERVED_H

#include <stddef.h>

/* In lower case, sorted as strcmp has it. */
extern const char *const cu_sqlite_reserved[];
extern const size_t cu_sqlite_reserved_count;

#endif
