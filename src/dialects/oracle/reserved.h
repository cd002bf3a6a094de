/*
 * dialects/oracle/reserved.h - words that Oracle Database takes for its own.
 */
#ifndef CU_DIALECTS_ORACLE_RESERVED_H
#define CU_DIALECTS_ORACLE_RESERVED_H

#include <stddef.h>

/* In lower case, sorted as strcmp has it. */
extern const char *const cu_oracle_reserved[];
extern const size_t cu_oracle_reserved_count;

#endif
