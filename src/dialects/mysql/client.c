/*
 * dialects/mysql/client.c - libmariadb, opened when it is needed.
 */
#include "dialects/mysql/client.h"

#include "engine/client.h"

cu_mysql_functions cu_mysql;

#define CU_MYSQL_FUNCTION_NAME(member, function) #function,
static const char *const maria_function_names[] = { CU_MYSQL_FUNCTIONS(CU_MYSQL_FUNCTION_NAME) };
static const char *const maria_client_files[] = { "libmariadb.so.3", "libmariadb.so", NULL };

/* The library sets itself up when it is first called, which threads must not do at the same time. */
static void maria_client_opened(void)
{
    MYSQL *first = cu_mysql.init(NULL);
    if (first)
        cu_mysql.close(first);
}

static cu_client maria_client = {
    .database = "MySQL and MariaDB",
    .files = maria_client_files,
    .package = "libmariadb3",
    .names = maria_function_names,
    .count = CU_LENGTH(maria_function_names),
    .functions = &cu_mysql,
    .opened = maria_client_opened,
};

cupel_code cu_mysql_open_client(cu_error *error)
{
    return cu_client_open(&maria_client, error);
}
