/*
 * dialects/mysql/options.h - what a URL can say about a MySQL or MariaDB
 * server, besides who and where.
 */
#ifndef CU_DIALECTS_MYSQL_OPTIONS_H
#define CU_DIALECTS_MYSQL_OPTIONS_H

#include "base/error.h"
#include <cupel/sys/driver.h>

typedef enum cu_mysql_option_name {
    CU_MYSQL_BIND_ADDRESS,
    CU_MYSQL_CHARSET,
    CU_MYSQL_COMPRESS,
    CU_MYSQL_CONNECT_TIMEOUT,
    CU_MYSQL_LOCK_WAIT_TIMEOUT,
    CU_MYSQL_PROGRAM_NAME,
    CU_MYSQL_READ_DEFAULT_FILE,
    CU_MYSQL_READ_DEFAULT_GROUP,
    CU_MYSQL_READ_TIMEOUT,
    CU_MYSQL_SQL_MODE,
    CU_MYSQL_SSL,
    CU_MYSQL_SSL_CA,
    CU_MYSQL_SSL_CAPATH,
    CU_MYSQL_SSL_CERT,
    CU_MYSQL_SSL_CIPHER,
    CU_MYSQL_SSL_CRL,
    CU_MYSQL_SSL_FINGERPRINT,
    CU_MYSQL_SSL_KEY,
    CU_MYSQL_SSL_KEY_PASSPHRASE,
    CU_MYSQL_SSL_VERIFY_CERT,
    CU_MYSQL_STATEMENT_TIMEOUT,
    CU_MYSQL_TLS_VERSION,
    CU_MYSQL_UNIX_SOCKET,
    CU_MYSQL_WRITE_TIMEOUT,
    CU_MYSQL_OPTION_COUNT
} cu_mysql_option_name;

/* What an option says; flags are numbers, 0 or 1. */
typedef struct cu_mysql_option {
    bool given;
    int64_t number;
    const char *text; /* as in the URL */
} cu_mysql_option;

typedef struct cu_mysql_options {
    cu_mysql_option items[CU_MYSQL_OPTION_COUNT];
} cu_mysql_options;

/* One of the hosts of a URL. */
typedef struct cu_mysql_host {
    const char *name; /* not ended by a NUL */
    size_t length;
    int port; /* 0: the default */
} cu_mysql_host;

/* INVALID_ARGUMENT for what no URL has, and for values that make no sense. */
cupel_code cu_mysql_options_read(const cupel_driver_url *url, cu_mysql_options *out,
                                 cu_error *error);

/*
 * The first of the hosts in *rest, which stand there with commas between, and *rest moved behind it; false where there are
 * none left.
 */
bool cu_mysql_next_host(const char **rest, cu_mysql_host *out);

cupel_code cu_mysql_check_url(const cupel_driver_url *url, cu_error *error);

#endif
