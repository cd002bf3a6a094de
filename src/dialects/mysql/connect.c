/*
 * dialects/mysql/connect.c - connecting to a server, and setting the session up
 * the same on every server.
 *
 * A session speaks UTF-8, lives in UTC and is strict: what does not fit is an
 * error, never cut or made 0.  Affected rows are those that were found, changed
 * or not.  Files of this machine are never sent to a server that asks for them.
 */
#include "base/alloc.h"
#include "base/buffer.h"
#include "base/number.h"
#include "dialects/mysql/driver.h"
#include "dialects/mysql/options.h"
#include "dialects/mysql/sql.h"
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>

#define MYSQL_CONNECT_TIMEOUT_DEFAULT 10
/* A program may take its time between two rows: longer than the 60 seconds that are usual. */
#define MYSQL_SEND_TIMEOUT 3600
#define MYSQL_STRICT_MODES                                                       \
    "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO," \
    "NO_ENGINE_SUBSTITUTION"

/* ---- options ----------------------------------------------------------------------------------- */

static void maria_set_text(MYSQL *mysql, enum mysql_option option, const cu_mysql_option *item)
{
    if (item->given)
        cu_mysql.options(mysql, option, item->text);
}

static void maria_set_seconds(MYSQL *mysql, enum mysql_option option, const cu_mysql_option *item)
{
    unsigned int seconds = (unsigned int)item->number;
    if (item->given)
        cu_mysql.options(mysql, option, &seconds);
}

static void maria_set_flag(MYSQL *mysql, enum mysql_option option, bool flag)
{
    my_bool value = flag;
    cu_mysql.options(mysql, option, &value);
}

/* True where the connection must be encrypted. */
static bool maria_set_tls(MYSQL *mysql, const cu_mysql_option *items)
{
    static const struct {
        enum mysql_option option;
        cu_mysql_option_name name;
    } texts[] = {
        { MYSQL_OPT_SSL_CA, CU_MYSQL_SSL_CA },
        { MYSQL_OPT_SSL_CAPATH, CU_MYSQL_SSL_CAPATH },
        { MYSQL_OPT_SSL_CERT, CU_MYSQL_SSL_CERT },
        { MYSQL_OPT_SSL_CIPHER, CU_MYSQL_SSL_CIPHER },
        { MYSQL_OPT_SSL_CRL, CU_MYSQL_SSL_CRL },
        { MYSQL_OPT_SSL_KEY, CU_MYSQL_SSL_KEY },
        { MARIADB_OPT_TLS_PASSPHRASE, CU_MYSQL_SSL_KEY_PASSPHRASE },
        { MARIADB_OPT_TLS_PEER_FP, CU_MYSQL_SSL_FINGERPRINT },
        { MARIADB_OPT_TLS_VERSION, CU_MYSQL_TLS_VERSION },
    };
    bool wanted = false;
    for (size_t i = 0; i < CU_LENGTH(texts); i++) {
        maria_set_text(mysql, texts[i].option, &items[texts[i].name]);
        wanted |= items[texts[i].name].given;
    }
    if (items[CU_MYSQL_SSL_VERIFY_CERT].given) {
        maria_set_flag(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
                       items[CU_MYSQL_SSL_VERIFY_CERT].number != 0);
        wanted |= items[CU_MYSQL_SSL_VERIFY_CERT].number != 0;
    }
    /* Who asks for any of it does not want to talk in the open. */
    if (items[CU_MYSQL_SSL].given)
        wanted = items[CU_MYSQL_SSL].number != 0;
    if (wanted || items[CU_MYSQL_SSL].given)
        maria_set_flag(mysql, MYSQL_OPT_SSL_ENFORCE, wanted);
    return wanted;
}

/* True where the connection must be encrypted. */
static bool maria_set_options(MYSQL *mysql, const cu_mysql_options *options)
{
    const cu_mysql_option *items = options->items;
    unsigned int connect_timeout = MYSQL_CONNECT_TIMEOUT_DEFAULT, no_files = 0;
    cu_mysql.options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
    maria_set_seconds(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &items[CU_MYSQL_CONNECT_TIMEOUT]);
    maria_set_seconds(mysql, MYSQL_OPT_READ_TIMEOUT, &items[CU_MYSQL_READ_TIMEOUT]);
    maria_set_seconds(mysql, MYSQL_OPT_WRITE_TIMEOUT,
                      &items[items[CU_MYSQL_WRITE_TIMEOUT].given ? CU_MYSQL_WRITE_TIMEOUT
                                                                 : CU_MYSQL_READ_TIMEOUT]);
    maria_set_text(mysql, MYSQL_READ_DEFAULT_FILE, &items[CU_MYSQL_READ_DEFAULT_FILE]);
    maria_set_text(mysql, MYSQL_READ_DEFAULT_GROUP, &items[CU_MYSQL_READ_DEFAULT_GROUP]);
    maria_set_text(mysql, MYSQL_OPT_BIND, &items[CU_MYSQL_BIND_ADDRESS]);
    if (items[CU_MYSQL_COMPRESS].number)
        cu_mysql.options(mysql, MYSQL_OPT_COMPRESS, NULL);
    if (items[CU_MYSQL_PROGRAM_NAME].given)
        cu_mysql.options4(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
                          items[CU_MYSQL_PROGRAM_NAME].text);
    maria_set_flag(mysql, MYSQL_OPT_RECONNECT, false);
    /* These are not left to the files of the system. */
    cu_mysql.options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    cu_mysql.options(mysql, MYSQL_OPT_LOCAL_INFILE, &no_files);
    return maria_set_tls(mysql, items);
}

/* ---- connecting -------------------------------------------------------------------------------- */

/* That the server went away while one connects is no connection lost: there was none. */
static cupel_code maria_cannot_connect(cupel_driver_connection *connection, cu_error *error)
{
    cupel_code code = cu_mysql_fail(connection, NULL, error);
    if (code == CUPEL_DISCONNECTED) {
        code = cu_error_set(error, CUPEL_OPERATIONAL_ERROR, "%s",
                            cu_mysql.error_text(connection->mysql));
        cu_error_set_reason(error, CUPEL_REASON_CANNOT_OPEN);
        cu_error_set_driver(error, (int)cu_mysql.error_number(connection->mysql),
                            cu_mysql.sqlstate(connection->mysql));
    }
    return code;
}

/* The client library goes on in the open where the server cannot encrypt. */
static cupel_code maria_check_encrypted(const cupel_driver_connection *connection, cu_error *error)
{
    if (cu_mysql.tls_cipher(connection->mysql))
        return CUPEL_OK;
    cu_error_set(error, CUPEL_OPERATIONAL_ERROR,
                 "the URL wants the connection encrypted (an option that begins with ssl), and the "
                 "server cannot do that");
    cu_error_set_reason(error, CUPEL_REASON_CANNOT_OPEN);
    return CUPEL_OPERATIONAL_ERROR;
}

/* Tries one host; `host` NULL: this machine. */
static cupel_code maria_try_host(cupel_driver_connection *connection,
                                 const cu_mysql_options *options, const char *host, int port,
                                 cu_error *error)
{
    const cupel_driver_url *url = connection->url;
    const cu_mysql_option *socket = &options->items[CU_MYSQL_UNIX_SOCKET];
    unsigned long flags = CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS;
    cupel_code code = CUPEL_OK;
    connection->mysql = cu_mysql.init(NULL);
    if (!connection->mysql)
        return cu_error_no_memory(error);
    bool encrypted = maria_set_options(connection->mysql, options);
    if (!cu_mysql.real_connect(connection->mysql, host, url->user, url->password, url->database,
                               (unsigned int)port, socket->text, flags))
        code = maria_cannot_connect(connection, error);
    else if (encrypted)
        code = maria_check_encrypted(connection, error);
    if (code == CUPEL_OK) {
        connection->thread = cu_mysql.thread_id(connection->mysql);
        return CUPEL_OK;
    }
    cu_mysql.close(connection->mysql);
    connection->mysql = NULL;
    connection->lost = false;
    return code;
}

/* Whether another host may do better: wrong passwords are wrong everywhere. */
static bool maria_is_out_of_reach(const cu_error *error)
{
    return error->public.reason == CUPEL_REASON_CANNOT_OPEN ||
           error->public.reason == CUPEL_REASON_TOO_MANY_CONNECTIONS;
}

static cupel_code maria_try_hosts(cupel_driver_connection *connection,
                                  const cu_mysql_options *options, cu_error *error)
{
    const cupel_driver_url *url = connection->url;
    const char *rest = url->host;
    cu_mysql_host host;
    connection->port = url->port;
    if (!rest || !*rest)
        return maria_try_host(connection, options, NULL, url->port, error);
    cupel_code code = CUPEL_OK;
    while (cu_mysql_next_host(&rest, &host)) {
        char *name = cu_strndup(host.name, host.length);
        if (!name)
            return cu_error_no_memory(error);
        cu_error_clear(error);
        cu_free(connection->host);
        connection->host = name;
        connection->port = host.port ? host.port : url->port;
        code = maria_try_host(connection, options, name, connection->port, error);
        if (code == CUPEL_OK || !maria_is_out_of_reach(error))
            break;
    }
    return code;
}

/* ---- setting the session up -------------------------------------------------------------------- */

static void maria_write_setup(cu_buffer *sql, const cupel_driver_connection *connection,
                              const cu_mysql_options *options)
{
    const cu_mysql_option *modes = &options->items[CU_MYSQL_SQL_MODE];
    const cu_mysql_option *wait = &options->items[CU_MYSQL_LOCK_WAIT_TIMEOUT];
    const cu_mysql_option *statement = &options->items[CU_MYSQL_STATEMENT_TIMEOUT];
    cu_buffer_add(sql, "SET sql_mode = ");
    if (modes->given)
        cu_literal_quote(&cu_sql_mysql, sql, modes->text, strlen(modes->text));
    else
        cu_buffer_add(sql, "CONCAT('" MYSQL_STRICT_MODES "', IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', "
                           "@@sql_mode), ',ONLY_FULL_GROUP_BY', ''))");
    cu_buffer_printf(sql, ", time_zone = '+00:00', autocommit = 1, net_write_timeout = %d",
                     MYSQL_SEND_TIMEOUT);
    if (wait->given)
        cu_buffer_printf(sql, ", innodb_lock_wait_timeout = %lld", (long long)wait->number);
    if (statement->given && cu_mysql.is_mariadb(connection->mysql))
        cu_buffer_printf(sql, ", max_statement_time = %lld.%03lld",
                         (long long)(statement->number / 1000),
                         (long long)(statement->number % 1000));
    else if (statement->given)
        cu_buffer_printf(sql, ", max_execution_time = %lld", (long long)statement->number);
    cu_buffer_add(sql, "; SELECT @@max_allowed_packet");
}

/* The first number of the result that comes next. */
static bool maria_read_number(cupel_driver_connection *connection, int64_t *out)
{
    MYSQL_RES *result = cu_mysql.use_result(connection->mysql);
    if (!result)
        return false;
    MYSQL_ROW row = cu_mysql.fetch_row(result);
    bool found = row && row[0] && cu_int_parse(row[0], strlen(row[0]), out);
    while (row)
        row = cu_mysql.fetch_row(result);
    cu_mysql.free_result(result);
    return found && cu_mysql.error_number(connection->mysql) == 0;
}

static cupel_code maria_set_up(cupel_driver_connection *connection, const cu_mysql_options *options,
                               cu_error *error)
{
    cu_buffer sql;
    int64_t limit = 0;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    maria_write_setup(&sql, connection, options);
    bool failed = sql.failed;
    cupel_code code = failed ? cu_error_no_memory(error) : CUPEL_OK;
    if (code == CUPEL_OK &&
        (cu_mysql.real_query(connection->mysql, cu_buffer_text(&sql), sql.length) != 0 ||
         cu_mysql.next_result(connection->mysql) != 0 || !maria_read_number(connection, &limit)))
        code = maria_cannot_connect(connection, error);
    connection->packet_limit = (size_t)CU_MAX(limit, 1024);
    cu_buffer_free(&sql);
    return code;
}

/* ---- all of it --------------------------------------------------------------------------------- */

cupel_code cu_mysql_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                            cupel_driver_error *error)
{
    cu_mysql_options options;
    cupel_code code = cu_mysql_options_read(url, &options, error);
    if (code != CUPEL_OK)
        return code;
    cupel_driver_connection *connection = cu_alloc_zero(sizeof *connection);
    if (!connection)
        return cu_error_no_memory(error);
    connection->url = url;
    connection->read_timeout = options.items[CU_MYSQL_READ_TIMEOUT].number;
    code = maria_try_hosts(connection, &options, error);
    if (code == CUPEL_OK)
        code = maria_set_up(connection, &options, error);
    connection->transaction_unknown = false;
    connection->has_bulk = code == CUPEL_OK && cu_mysql_has_bulk(connection->mysql);
    if (code == CUPEL_OK)
        *out = connection;
    else
        cu_mysql_close(connection);
    return code;
}

void cu_mysql_close(cupel_driver_connection *connection)
{
    if (connection->mysql)
        cu_mysql.close(connection->mysql);
    cu_free(connection->host);
    cu_free(connection);
}

/* A connection of its own tells the server to stop; where it cannot be had, the statement runs on. */
void cu_mysql_interrupt(cupel_driver_connection *connection)
{
    cupel_driver_connection other = { .url = connection->url };
    cu_mysql_options options;
    cu_error error;
    char sql[64];
    if (!atomic_load(&connection->busy))
        return;
    cu_error_init(&error);
    if (cu_mysql_options_read(connection->url, &options, &error) == CUPEL_OK &&
        maria_try_host(&other, &options, connection->host, connection->port, &error) == CUPEL_OK) {
        int length = snprintf(sql, sizeof sql, "KILL QUERY %lu", connection->thread);
        if (atomic_load(&connection->busy))
            cu_mysql.real_query(other.mysql, sql, (unsigned long)length);
    }
    if (other.mysql)
        cu_mysql.close(other.mysql);
    cu_error_free(&error);
}
