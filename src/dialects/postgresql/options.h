/*
 * dialects/postgresql/options.h - what a URL can say about a PostgreSQL server,
 * besides who and where.
 */
#ifndef CU_DIALECTS_POSTGRESQL_OPTIONS_H
#define CU_DIALECTS_POSTGRESQL_OPTIONS_H

#include "base/error.h"
#include <cupel/sys/driver.h>

/* Options that are the server's, set when a connection begins. */
extern const char *const cu_postgresql_settings[];

/* Whether an option is one of those. */
bool cu_postgresql_is_setting(const char *name);
/* Whether it is one of libpq's. */
bool cu_postgresql_is_parameter(const char *name);
/* Seconds that the server may be silent; 0: for ever. */
int64_t cu_postgresql_read_timeout(const cupel_driver_url *url);

/* INVALID_ARGUMENT for what no URL has, and for values that make no sense. */
cupel_code cu_postgresql_check_url(const cupel_driver_url *url, cu_error *error);

#endif
