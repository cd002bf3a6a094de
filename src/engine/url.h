/*
 * engine/url.h - database URLs: dialect+driver://user:password@host:port/database?option=value
 */
#ifndef CU_ENGINE_URL_H
#define CU_ENGINE_URL_H

#include "base/arena.h"
#include "base/error.h"
#include <cupel/sys/driver.h>

typedef struct cu_url {
    const char *dialect; /* "sqlite" */
    const char *driver;  /* after the '+', or NULL */
    cupel_driver_url parts;
    const char *shown; /* the URL with *** for the password, for messages and logs */
} cu_url;

/*
 * Parses `text` into memory of `arena`; parts are percent-decoded.  INVALID_ARGUMENT, saying what is wrong and where,
 * never showing a password.
 */
cupel_code cu_url_parse(const char *text, cu_arena *arena, cu_url *out, cu_error *error);

#endif
