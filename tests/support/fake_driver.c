/*
 * support/fake_driver.c - a driver without a database.
 */
#include "fake_driver.h"

#include "base/alloc.h"
#include "base/number.h"

#include <stdio.h>
#include <unistd.h>

cu_test_fake cu_fake;
static cupel_driver fake_driver;

struct cupel_driver_connection {
    bool in_transaction;
    int64_t changes;
};

struct cupel_driver_statement {
    char sql[200];
    int64_t rows, row;
};

void cu_test_fake_reset(void)
{
    memset(&cu_fake, 0, sizeof cu_fake);
    cu_fake.format = CUPEL_DRIVER_FORMAT;
    cu_fake.fail_code = CUPEL_OPERATIONAL_ERROR;
}

static cupel_code fake_fail(cupel_code code, const char *text, cu_error *error)
{
    if (cu_fake.silent)
        return code;
    return cupel_driver_fail(error, &(cupel_driver_failure){ .code = code, .text = text });
}

static cupel_code fake_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                               cupel_driver_error *error)
{
    (void)url;
    cu_fake.connects++;
    if (cu_fake.connect_delay)
        usleep((useconds_t)cu_fake.connect_delay);
    if (cu_fake.refuse > 0) {
        cu_fake.refuse--;
        return fake_fail(CUPEL_OPERATIONAL_ERROR, "refused", error);
    }
    *out = cu_alloc_zero(sizeof **out);
    if (!*out)
        return cu_error_no_memory(error);
    int open = ++cu_fake.open, most = cu_fake.most_open;
    while (open > most && !atomic_compare_exchange_weak(&cu_fake.most_open, &most, open))
        ;
    return CUPEL_OK;
}

static void fake_close(cupel_driver_connection *connection)
{
    cu_fake.closes++;
    cu_fake.open--;
    cu_free(connection);
}

static bool fake_ping(cupel_driver_connection *connection)
{
    (void)connection;
    cu_fake.pings++;
    return !cu_fake.dead;
}

static int fake_server_version(cupel_driver_connection *connection)
{
    (void)connection;
    return 10203;
}

static cupel_code fake_execute(cupel_driver_connection *connection, const char *sql, size_t length,
                               cupel_driver_error *error)
{
    (void)length;
    cu_fake.executes++;
    if (cu_fake.dead)
        return fake_fail(CUPEL_DISCONNECTED, "the fake is dead", error);
    if (cu_fake.fail_at_execute > 0 && --cu_fake.fail_at_execute == 0)
        return fake_fail((cupel_code)cu_fake.fail_code, "told to fail", error);
    if (strncmp(sql, "BEGIN", 5) == 0)
        connection->in_transaction = true;
    else if (strcmp(sql, "COMMIT") == 0 || (strcmp(sql, "ROLLBACK") == 0 && !cu_fake.stuck))
        connection->in_transaction = false;
    return CUPEL_OK;
}

static const char *fake_begin_sql(cupel_driver_connection *connection, cupel_begin_kind kind)
{
    (void)connection;
    static const char *const texts[] = { "BEGIN", "BEGIN WRITE", "BEGIN READ ONLY" };
    return texts[kind];
}

static cupel_code fake_prepare(cupel_driver_connection *connection, const char *sql, size_t length,
                               cupel_driver_statement **out, cupel_driver_error *error)
{
    (void)connection;
    if (cu_fake.dead)
        return fake_fail(CUPEL_DISCONNECTED, "the fake is dead", error);
    if (strncmp(sql, "BAD", 3) == 0)
        return fake_fail(CUPEL_PROGRAMMING_ERROR, "bad SQL", error);
    *out = cu_alloc_zero(sizeof **out);
    if (!*out)
        return cu_error_no_memory(error);
    cu_fake.prepares++;
    snprintf((*out)->sql, sizeof(*out)->sql, "%.*s", (int)length, sql);
    if (strncmp(sql, "SELECT ", 7) == 0)
        cu_int_parse(sql + 7, strspn(sql + 7, "0123456789"), &(*out)->rows);
    return CUPEL_OK;
}

static void fake_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    (void)connection;
    cu_fake.finalizes++;
    cu_free(statement);
}

static cupel_code fake_bind(cupel_driver_connection *connection, cupel_driver_statement *statement,
                            size_t count, const cupel_value *values, cupel_driver_error *error)
{
    (void)connection;
    (void)statement;
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_BLOB)
            return fake_fail(CUPEL_INTERFACE_ERROR, "no blobs here", error);
    return CUPEL_OK;
}

static cupel_step fake_step(cupel_driver_connection *connection, cupel_driver_statement *statement,
                            cupel_driver_error *error)
{
    if (cu_fake.dead || strncmp(statement->sql, "FAIL", 4) == 0) {
        fake_fail(cu_fake.dead ? CUPEL_DISCONNECTED : (cupel_code)cu_fake.fail_code, "told to fail",
                  error);
        return CUPEL_STEP_FAILED;
    }
    connection->changes = statement->rows > 0 ? 0 : 1;
    return statement->row++ < statement->rows ? CUPEL_STEP_ROW : CUPEL_STEP_DONE;
}

static cupel_code fake_read(cupel_driver_connection *connection, cupel_driver_statement *statement,
                            size_t count, const uint32_t *columns, const uint8_t *kinds,
                            cupel_value *values, cupel_driver_error *error)
{
    (void)connection;
    (void)kinds;
    if (cu_fake.dead)
        return fake_fail(CUPEL_DISCONNECTED, "the fake is dead", error);
    for (size_t i = 0; i < count; i++)
        values[columns ? columns[i] : i] = cupel_value_int(statement->row);
    return CUPEL_OK;
}

static void fake_reset(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    (void)connection;
    cu_fake.resets++;
    statement->row = 0;
}

static size_t fake_column_count(cupel_driver_connection *connection,
                                cupel_driver_statement *statement)
{
    (void)connection;
    return statement->rows > 0 ? 1 : 0;
}

static const char *fake_column_name(cupel_driver_connection *connection,
                                    cupel_driver_statement *statement, size_t column)
{
    (void)connection;
    (void)statement;
    (void)column;
    return "n";
}

static size_t fake_parameter_count(cupel_driver_connection *connection,
                                   cupel_driver_statement *statement)
{
    (void)connection;
    size_t count = 0;
    for (const char *at = statement->sql; *at; at++)
        count += *at == '?';
    return count;
}

static int64_t fake_changes(cupel_driver_connection *connection)
{
    return connection->changes;
}

static int64_t fake_last_insert_id(cupel_driver_connection *connection)
{
    (void)connection;
    return 42;
}

static bool fake_in_transaction(cupel_driver_connection *connection)
{
    return connection->in_transaction;
}

static void fake_interrupt(cupel_driver_connection *connection)
{
    (void)connection;
}

static cupel_driver fake_driver = {
    .name = "fake",
    .version = "1",
    .connect = fake_connect,
    .close = fake_close,
    .ping = fake_ping,
    .server_version = fake_server_version,
    .execute = fake_execute,
    .begin_sql = fake_begin_sql,
    .prepare = fake_prepare,
    .finalize = fake_finalize,
    .bind = fake_bind,
    .step = fake_step,
    .read = fake_read,
    .reset = fake_reset,
    .column_count = fake_column_count,
    .column_name = fake_column_name,
    .parameter_count = fake_parameter_count,
    .changes = fake_changes,
    .last_insert_id = fake_last_insert_id,
    .in_transaction = fake_in_transaction,
    .interrupt = fake_interrupt,
};

static const cupel_driver *fake_find_driver(cu_error *error)
{
    if (cu_fake.no_module) {
        cu_error_set(error, CUPEL_NO_SUCH_MODULE, "install the package cupel-fake");
        return NULL;
    }
    fake_driver.format = cu_fake.format;
    return &fake_driver;
}

static const cu_sql_dialect fake_sql = {
    .name = "fake", .quote_open = '"', .quote_close = '"', .paramstyle = CU_PARAMSTYLE_QUESTION
};

const cu_dialect cu_test_dialect = {
    .sql = &fake_sql,
    .native_kinds = 1u << CUPEL_KIND_NULL | 1u << CUPEL_KIND_INT | 1u << CUPEL_KIND_TEXT |
                    1u << CUPEL_KIND_BLOB,
    .driver = fake_find_driver,
};

cupel_engine *cu_test_fake_open(const cupel_engine_options *options)
{
    return cu_engine_open_dialect(&cu_test_dialect, "fake://user:secret@host/name", options);
}
