/*
 * dialects/sqlite/options.h - what a URL can say about an SQLite database.
 */
#ifndef CU_DIALECTS_SQLITE_OPTIONS_H
#define CU_DIALECTS_SQLITE_OPTIONS_H

#include "base/error.h"
#include <cupel/sys/driver.h>

typedef enum cu_sqlite_mode {
    CU_SQLITE_READ_ONLY,  /* mode=ro */
    CU_SQLITE_READ_WRITE, /* mode=rw: the file must be there */
    CU_SQLITE_CREATE,     /* mode=rwc: else it is created; the default */
    CU_SQLITE_MEMORY      /* mode=memory */
} cu_sqlite_mode;

/* A pragma that is run when a connection opens. */
typedef struct cu_sqlite_pragma {
    const char *name;
    const char *word; /* NULL: `number` */
    int64_t number;
    bool asked; /* the URL says so, it is no default */
} cu_sqlite_pragma;

enum {
    CU_SQLITE_LOCKING_MODE, /* in the order in which they are run */
    CU_SQLITE_JOURNAL_MODE,
    CU_SQLITE_SYNCHRONOUS,
    CU_SQLITE_CACHE_SIZE,
    CU_SQLITE_TEMP_STORE,
    CU_SQLITE_MMAP_SIZE,
    CU_SQLITE_PRAGMA_COUNT
};

typedef struct cu_sqlite_options {
    const char *file; /* NULL: in memory */
    cu_sqlite_mode mode;
    int busy_timeout; /* milliseconds */
    bool foreign_keys;
    cu_sqlite_pragma pragmas[CU_SQLITE_PRAGMA_COUNT]; /* name NULL: not run */
} cu_sqlite_options;

/* INVALID_ARGUMENT for what no SQLite URL has, and for values that make no sense. */
cupel_code cu_sqlite_options_read(const cupel_driver_url *url, cu_sqlite_options *out,
                                  cu_error *error);

cupel_code cu_sqlite_check_url(const cupel_driver_url *url, cu_error *error);
bool cu_sqlite_in_memory(const cupel_driver_url *url);

#endif
