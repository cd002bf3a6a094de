/*
 * dialects/mysql/reserved.h - words that MySQL and MariaDB take for their own.
 */
#ifndef CU_DIALECTS_MYSQL_RESERVED_H
#define CU_DIALECTS_MYSQL_RESERVED_H

#include <stddef.h>

/* In lower case, sorted as strcmp has it. */
extern const char *const cu_mysql_reserved[];
extern const size_t cu_mysql_reserved_count;

#endif
