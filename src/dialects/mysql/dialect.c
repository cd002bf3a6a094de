/*
 * dialects/mysql/dialect.c - MySQL and MariaDB, put together.
 */
#include "dialects/mysql/dialect.h"

#include "dialects/mysql/ddl.h"
#include "dialects/mysql/options.h"
#include "dialects/mysql/reflect.h"
#include "dialects/mysql/sql.h"
#include "dialects/mysql/types.h"

#ifdef CUPEL_HAS_MARIADB
#    include "dialects/mysql/driver.h"
#endif

static void mysql_has_table_sql(cu_buffer *buffer, const char *schema, const char *table)
{
    cu_buffer_add(buffer, "SELECT 1 FROM information_schema.tables WHERE table_schema = ");
    if (schema)
        cu_literal_quote(&cu_sql_mysql, buffer, schema, strlen(schema));
    else
        cu_buffer_add(buffer, "DATABASE()");
    cu_buffer_add(buffer, " AND table_name = ");
    cu_literal_quote(&cu_sql_mysql, buffer, table, strlen(table));
}

/* The rows of one INSERT get numbers in a row, unless the server leaves some out for its neighbours in a cluster. */
static void mysql_scattered_keys_sql(cu_buffer *buffer, const char *schema, const char *table,
                                     const char *column)
{
    (void)schema;
    (void)table;
    (void)column;
    cu_buffer_add(buffer, "SELECT 1 FROM DUAL WHERE @@auto_increment_increment <> 1");
}

static const cupel_driver *mysql_driver(cu_error *error)
{
#ifdef CUPEL_HAS_MARIADB
    return cu_mysql_open_client(error) == CUPEL_OK ? &cu_driver_mysql : NULL;
#else
    cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                 "this cupel was built without the driver for MySQL and MariaDB: install the "
                 "package libmariadb-dev and build it with -Dmariadb=enabled");
    return NULL;
#endif
}

static const char *const mysql_driver_names[] = { "libmariadb", "mariadb", "mariadbconnector",
                                                  "mysqldb",    "pymysql", "mysqlconnector",
                                                  NULL };
static const char *const mysql_schemes[] = { "mariadb", NULL };

static const cu_isolation_sql mysql_isolation[] = {
    [CUPEL_READ_UNCOMMITTED] = { .before = "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED" },
    [CUPEL_READ_COMMITTED] = { .before = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED" },
    [CUPEL_REPEATABLE_READ] = { .before = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ" },
    [CUPEL_SERIALIZABLE] = { .before = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE" },
};

static const cu_twophase mysql_twophase = {
    .begin = "XA BEGIN",
    .prepare = { "XA END", "XA PREPARE" },
    .rollback = { "XA END", "XA ROLLBACK" },
    .commit_prepared = "XA COMMIT",
    .rollback_prepared = "XA ROLLBACK",
    .recover = "XA RECOVER",
    .recover_column = 3,
    .keeps_connection = true,
};

const cu_dialect cu_dialect_mysql = {
    .isolation = mysql_isolation,
    .twophase = &mysql_twophase,
    .sql = &cu_sql_mysql,
    .ddl = &cu_ddl_mysql,
    .native_kinds = CU_MYSQL_NATIVE_KINDS,
    .encode = cu_mysql_encode,
    .list_form = &cu_mysql_list_form,
    .read_kinds = cu_mysql_read_kinds,
    .has_table_sql = mysql_has_table_sql,
    .scattered_keys_sql = mysql_scattered_keys_sql,
    .first_key_is_last_id = true,
    .has_sequence_sql = mysql_has_table_sql, /* MariaDB lists them as tables */
    .names_sql = cu_mysql_names_sql,
    .sequence_sql = cu_mysql_sequence_sql,
    .reflect_table = cu_mysql_reflect_table,
    .driver = mysql_driver,
    .driver_names = mysql_driver_names,
    .schemes = mysql_schemes,
    .check_url = cu_mysql_check_url,
};
