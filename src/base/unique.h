/*
 * base/unique.h - numbers that no two things of a process share, for keys of
 * caches: an address can be used again, a number is not.
 */
#ifndef CU_BASE_UNIQUE_H
#define CU_BASE_UNIQUE_H

#include "base/common.h"

/* 1, 2, 3 ...; safe for threads. */
uint64_t cu_unique_number(void);
/* One that marks what was met lately: not 0, which says that nothing was; used again after four thousand million. */
uint32_t cu_unique_mark(void);

#endif
