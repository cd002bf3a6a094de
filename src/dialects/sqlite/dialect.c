/*
 * dialects/sqlite/dialect.c - SQLite, put together.
 */
#include "dialects/sqlite/dialect.h"

#include "dialects/sqlite/ddl.h"
#include "dialects/sqlite/driver.h"
#include "dialects/sqlite/options.h"
#include "dialects/sqlite/reflect.h"
#include "dialects/sqlite/sql.h"
#include "dialects/sqlite/types.h"

/* RETURNING came with this version. */
#define SQLITE_OLDEST_VERSION 3035000

static void sqlite_has_table_sql(cu_buffer *buffer, const char *schema, const char *table)
{
    cu_buffer_add(buffer, "SELECT 1 FROM ");
    if (schema) {
        cu_identifier_quote(&cu_sql_sqlite, buffer, schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_buffer_add(buffer, "sqlite_master WHERE type IN ('table', 'view') AND name = ");
    cu_literal_quote(&cu_sql_sqlite, buffer, table, strlen(table));
    cu_buffer_add(buffer, " COLLATE NOCASE");
}

static void sqlite_add_triggers_sql(cu_buffer *buffer, const char *schema, const char *master,
                                    const char *table)
{
    cu_buffer_add(buffer, "SELECT 1 FROM ");
    if (schema) {
        cu_identifier_quote(&cu_sql_sqlite, buffer, schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_buffer_add(buffer, master);
    cu_buffer_add(buffer, " WHERE type = 'trigger' AND tbl_name = ");
    cu_literal_quote(&cu_sql_sqlite, buffer, table, strlen(table));
    cu_buffer_add(buffer, " COLLATE NOCASE UNION ALL ");
}

/*
 * A row gets the largest key and 1, unless that is the largest number there is; triggers may insert rows between.  Temporary
 * tables are not what a mapping speaks of, but there may be temporary triggers.
 */
static void sqlite_scattered_keys_sql(cu_buffer *buffer, const char *schema, const char *table,
                                      const char *column)
{
    sqlite_add_triggers_sql(buffer, schema, "sqlite_master", table);
    sqlite_add_triggers_sql(buffer, NULL, "sqlite_temp_master", table);
    cu_buffer_add(buffer, "SELECT 1 FROM ");
    if (schema) {
        cu_identifier_quote(&cu_sql_sqlite, buffer, schema);
        cu_buffer_add_char(buffer, '.');
    }
    cu_identifier_quote(&cu_sql_sqlite, buffer, table);
    cu_buffer_add(buffer, " WHERE ");
    cu_identifier_quote(&cu_sql_sqlite, buffer, column);
    cu_buffer_add(buffer, " > 9223372036854000000 LIMIT 1");
}

static const cupel_driver *sqlite_driver(cu_error *error)
{
    if (sqlite3_libversion_number() < SQLITE_OLDEST_VERSION) {
        cu_error_set(error, CUPEL_NOT_SUPPORTED, "SQLite is of version %s; cupel needs 3.35.0",
                     sqlite3_libversion());
        return NULL;
    }
    if (sqlite3_threadsafe() == 0) {
        cu_error_set(error, CUPEL_NOT_SUPPORTED,
                     "this SQLite was built without threads (SQLITE_THREADSAFE=0)");
        return NULL;
    }
    return &cu_driver_sqlite;
}

static const char *const sqlite_driver_names[] = { "sqlite3", NULL };

/* DROP TABLE deletes the rows first, as its foreign keys say, which cannot be done once a table they need is gone. */
static const cu_checking sqlite_foreign_keys = {
    .is_on = "SELECT 1 FROM pragma_foreign_keys WHERE foreign_keys",
    .off = "PRAGMA foreign_keys = OFF",
    .on = "PRAGMA foreign_keys = ON",
    .broken = "SELECT 1 FROM pragma_foreign_key_check",
};

static const cu_isolation_sql sqlite_isolation[] = {
    [CUPEL_READ_UNCOMMITTED] = { .before = "PRAGMA read_uncommitted = ON" },
    [CUPEL_READ_COMMITTED] = { NULL, NULL },
    [CUPEL_REPEATABLE_READ] = { NULL, NULL },
    [CUPEL_SERIALIZABLE] = { .before = "PRAGMA read_uncommitted = OFF" },
};

const cu_dialect cu_dialect_sqlite = {
    .isolation = sqlite_isolation,
    .isolation_stays = CUPEL_SERIALIZABLE,
    .read_only_on = "PRAGMA query_only = ON",
    .read_only_off = "PRAGMA query_only = OFF",
    .sql = &cu_sql_sqlite,
    .ddl = &cu_ddl_sqlite,
    .native_kinds = CU_SQLITE_NATIVE_KINDS,
    .encode = cu_sqlite_encode,
    .list_form = &cu_sqlite_list_form,
    .read_kinds = cu_sqlite_read_kinds,
    .has_table_sql = sqlite_has_table_sql,
    .scattered_keys_sql = sqlite_scattered_keys_sql,
    .names_sql = cu_sqlite_names_sql,
    .reflect_table = cu_sqlite_reflect_table,
    .driver = sqlite_driver,
    .driver_names = sqlite_driver_names,
    .check_url = cu_sqlite_check_url,
    .in_memory = cu_sqlite_in_memory,
    .foreign_keys = &sqlite_foreign_keys,
};
