/*
 * dialects/postgresql/dialect.c - PostgreSQL, put together.
 */
#include "dialects/postgresql/dialect.h"

#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/sql.h"

static void postgresql_has_table_sql(cu_buffer *buffer, const char *schema, const char *table)
{
    cu_buffer_add(buffer,
                  "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                  "n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ");
    if (schema) {
        cu_buffer_add(buffer, "n.nspname = ");
        cu_literal_quote(&cu_sql_postgresql, buffer, schema, strlen(schema));
    } else {
        cu_buffer_add(buffer, "pg_catalog.pg_table_is_visible(c.oid)");
    }
    cu_buffer_add(buffer, " AND c.relname = ");
    cu_literal_quote(&cu_sql_postgresql, buffer, table, strlen(table));
}

static const cupel_driver *postgresql_driver(cu_error *error)
{
    cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                 "this version of cupel writes SQL for PostgreSQL but has no driver for it");
    return NULL;
}

static const char *const postgresql_driver_names[] = { "libpq",   "psycopg2", "psycopg",
                                                       "asyncpg", "pg8000",   NULL };
static const char *const postgresql_schemes[] = { "postgres", NULL };

const cu_dialect cu_dialect_postgresql = {
    .sql = &cu_sql_postgresql,
    .ddl = &cu_ddl_postgresql,
    .has_table_sql = postgresql_has_table_sql,
    .driver = postgresql_driver,
    .driver_names = postgresql_driver_names,
    .schemes = postgresql_schemes,
};
