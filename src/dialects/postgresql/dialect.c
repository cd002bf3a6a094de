/*
 * dialects/postgresql/dialect.c - PostgreSQL, put together.
 */
#include "dialects/postgresql/dialect.h"

#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/options.h"
#include "dialects/postgresql/reflect.h"
#include "dialects/postgresql/sql.h"
#include "dialects/postgresql/types.h"

#ifdef CUPEL_HAS_POSTGRESQL
#    include "dialects/postgresql/driver.h"
#endif

static void add_relation_sql(cu_buffer *buffer, const char *kinds, const char *schema,
                             const char *name)
{
    cu_buffer_printf(buffer,
                     "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                     "n.oid = c.relnamespace WHERE c.relkind IN (%s) AND ",
                     kinds);
    if (schema) {
        cu_buffer_add(buffer, "n.nspname = ");
        cu_literal_quote(&cu_sql_postgresql, buffer, schema, strlen(schema));
    } else {
        cu_buffer_add(buffer, "pg_catalog.pg_table_is_visible(c.oid)");
    }
    cu_buffer_add(buffer, " AND c.relname = ");
    cu_literal_quote(&cu_sql_postgresql, buffer, name, strlen(name));
}

static void postgresql_has_table_sql(cu_buffer *buffer, const char *schema, const char *table)
{
    add_relation_sql(buffer, "'r', 'p', 'f', 'v', 'm'", schema, table);
}

static void postgresql_has_sequence_sql(cu_buffer *buffer, const char *schema, const char *name)
{
    add_relation_sql(buffer, "'S'", schema, name);
}

static void postgresql_has_enum_sql(cu_buffer *buffer, const char *schema, const char *name)
{
    cu_buffer_add(buffer, "SELECT 1 FROM pg_catalog.pg_type t WHERE t.typtype = 'e' AND ");
    if (schema) {
        cu_buffer_add(buffer, "t.typnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n "
                              "WHERE n.nspname = ");
        cu_literal_quote(&cu_sql_postgresql, buffer, schema, strlen(schema));
        cu_buffer_add_char(buffer, ')');
    } else {
        cu_buffer_add(buffer, "pg_catalog.pg_type_is_visible(t.oid)");
    }
    cu_buffer_add(buffer, " AND t.typname = ");
    cu_literal_quote(&cu_sql_postgresql, buffer, name, strlen(name));
}

static const cupel_driver *postgresql_driver(cu_error *error)
{
#ifdef CUPEL_HAS_POSTGRESQL
    return cu_postgresql_open_client(error) == CUPEL_OK ? &cu_driver_postgresql : NULL;
#else
    cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                 "this cupel was built without the driver for PostgreSQL: install the package "
                 "libpq-dev and build it with -Dpostgresql=enabled");
    return NULL;
#endif
}

static void postgresql_has_domain_sql(cu_buffer *buffer, const char *schema, const char *name)
{
    (void)schema;
    cu_buffer_add(buffer, "SELECT 1 FROM pg_catalog.pg_type t WHERE t.typtype = 'd' AND t.oid = "
                          "pg_catalog.to_regtype(");
    cu_literal_quote(&cu_sql_postgresql, buffer, name, strlen(name));
    cu_buffer_add_char(buffer, ')');
}

static const char *const postgresql_driver_names[] = { "libpq",   "psycopg2", "psycopg",
                                                       "asyncpg", "pg8000",   NULL };
static const char *const postgresql_schemes[] = { "postgres", NULL };

static const cu_isolation_sql postgresql_isolation[] = {
    [CUPEL_READ_UNCOMMITTED] = { .behind = " ISOLATION LEVEL READ UNCOMMITTED" },
    [CUPEL_READ_COMMITTED] = { .behind = " ISOLATION LEVEL READ COMMITTED" },
    [CUPEL_REPEATABLE_READ] = { .behind = " ISOLATION LEVEL REPEATABLE READ" },
    [CUPEL_SERIALIZABLE] = { .behind = " ISOLATION LEVEL SERIALIZABLE" },
};

static const cu_twophase postgresql_twophase = {
    .prepare = { "PREPARE TRANSACTION" },
    .commit_prepared = "COMMIT PREPARED",
    .rollback_prepared = "ROLLBACK PREPARED",
    .recover = "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() "
               "ORDER BY prepared",
};

const cu_dialect cu_dialect_postgresql = {
    .isolation = postgresql_isolation,
    .twophase = &postgresql_twophase,
    .sql = &cu_sql_postgresql,
    .ddl = &cu_ddl_postgresql,
    .native_kinds = CU_POSTGRESQL_NATIVE_KINDS,
    .list_form = &cu_postgresql_list_form,
    .read_kinds = cu_postgresql_read_kinds,
    .has_table_sql = postgresql_has_table_sql,
    .failure_ends_transaction = true,
    .has_sequence_sql = postgresql_has_sequence_sql,
    .has_enum_sql = postgresql_has_enum_sql,
    .has_domain_sql = postgresql_has_domain_sql,
    .names_sql = cu_postgresql_names_sql,
    .reflect_table = cu_postgresql_reflect_table,
    .driver = postgresql_driver,
    .driver_names = postgresql_driver_names,
    .schemes = postgresql_schemes,
    .check_url = cu_postgresql_check_url,
};
