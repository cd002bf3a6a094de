/*
 * dialects/postgresql/connect.c - connections to a PostgreSQL server.
 */
#include "base/alloc.h"
#include "base/number.h"
#include "dialects/postgresql/driver.h"
#include "dialects/postgresql/options.h"
#include "dialects/postgresql/sql.h"

/* Seconds to wait for a server where the URL says nothing. */
#define LIBPQ_CONNECT_TIMEOUT "10"

/* ---- parameters -------------------------------------------------------------------------------- */

typedef struct libpq_parameters {
    const char **names, **values;
    size_t count;
} libpq_parameters;

static void add_parameter(libpq_parameters *parameters, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    parameters->names[parameters->count] = name;
    parameters->values[parameters->count++] = value;
}

/* The hosts of a URL, "a:1,b,[::1]:2", as libpq's two lists: the hosts, and their ports. */
static void split_hosts(const cupel_driver_url *url, cu_buffer *hosts, cu_buffer *ports)
{
    const char *text = url->host;
    bool any_port = url->port != 0;
    while (text && *text) {
        size_t length = strcspn(text, ",");
        const char *end = text + length, *name_end = end;
        const char *colon = memrchr(text, ':', length);
        bool bracketed = *text == '[';
        if (colon &&
            (bracketed ? colon[-1] == ']' : memchr(text, ':', (size_t)(colon - text)) == NULL))
            name_end = colon;
        cu_buffer_add(hosts, hosts->length > 0 ? "," : "");
        if (bracketed && name_end - text >= 2 && name_end[-1] == ']')
            cu_buffer_add_length(hosts, text + 1, (size_t)(name_end - text) - 2);
        else
            cu_buffer_add_length(hosts, text, (size_t)(name_end - text));
        cu_buffer_add(ports, text == url->host ? "" : ",");
        if (name_end < end) {
            cu_buffer_add_length(ports, name_end + 1, (size_t)(end - name_end) - 1);
            any_port = true;
        } else if (url->port != 0) {
            cu_buffer_add_int(ports, url->port);
        }
        text = *end ? end + 1 : end;
    }
    if (!url->host && url->port != 0)
        cu_buffer_add_int(ports, url->port);
    if (!any_port)
        cu_buffer_clear(ports);
}

static cupel_code connect_native(const cupel_driver_url *url, cupel_driver_connection *connection,
                                 cu_error *error)
{
    size_t room = url->options + 10;
    cu_buffer hosts, ports;
    libpq_parameters parameters = { .names = cu_alloc_array(room, sizeof *parameters.names),
                                    .values = cu_alloc_array(room, sizeof *parameters.values) };
    cu_buffer_init(&hosts, 10000);
    cu_buffer_init(&ports, 10000);
    split_hosts(url, &hosts, &ports);
    cupel_code code = parameters.names && parameters.values && !hosts.failed && !ports.failed
                          ? CUPEL_OK
                          : cu_error_no_memory(error);
    if (code == CUPEL_OK) {
        add_parameter(&parameters, "connect_timeout", LIBPQ_CONNECT_TIMEOUT);
        add_parameter(&parameters, "fallback_application_name", "cupel");
        add_parameter(&parameters, "host", cu_buffer_text(&hosts));
        add_parameter(&parameters, "port", cu_buffer_text(&ports));
        add_parameter(&parameters, "user", url->user);
        add_parameter(&parameters, "password", url->password);
        add_parameter(&parameters, "dbname", url->database);
        for (size_t i = 0; i < url->options; i++)
            if (cu_postgresql_is_parameter(url->option_names[i]))
                add_parameter(&parameters, url->option_names[i], url->option_values[i]);
        add_parameter(&parameters, "client_encoding", "UTF8");
        connection->native = cu_postgresql.connect(parameters.names, parameters.values, 0);
        if (!connection->native)
            code = cu_error_no_memory(error);
    }
    cu_buffer_free(&hosts);
    cu_buffer_free(&ports);
    cu_free(parameters.names);
    cu_free(parameters.values);
    return code;
}

/* ---- setting the session up -------------------------------------------------------------------- */

/*
 * Connects once more where a server refused to in a language that is not understood: this time the SQLSTATE is in the
 * message, too, which cannot be asked for before the first attempt.
 */
static void ask_again(const cupel_driver_connection *connection)
{
    PGconn *native = connection->native;
    if (cu_postgresql.status(native) == CONNECTION_OK || cu_postgresql_refusal_is_clear(connection))
        return;
    cu_postgresql.set_verbosity(native, PQERRORS_VERBOSE);
    cu_postgresql.reset(native);
}

static void write_setup(cu_buffer *sql, const cupel_driver_url *url,
                        cupel_driver_connection *connection)
{
    cu_buffer_add(sql, "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = "
                       "'iso_8601'; SET standard_conforming_strings = on; SET bytea_output = "
                       "'hex'; SET extra_float_digits = 1");
    for (size_t i = 0; i < url->options; i++) {
        const char *name = url->option_names[i], *value = url->option_values[i];
        if (!cu_postgresql_is_setting(name))
            continue;
        if (strcmp(name, "search_path") == 0) {
            /* a list of names, as the configuration file would have it */
            cu_buffer_add(sql, "; SELECT set_config('search_path', ");
            cu_literal_quote(&cu_sql_postgresql, sql, value, strlen(value));
            cu_buffer_add(sql, ", false)");
        } else {
            cu_buffer_printf(sql, "; SET %s = %s", name, value);
            connection->has_statement_timeout |= strcmp(name, "statement_timeout") == 0;
        }
    }
}

static void ignore_notice(void *data, const char *message)
{
    (void)data;
    (void)message;
}

static cupel_code set_up(const cupel_driver_url *url, cupel_driver_connection *connection,
                         cu_error *error)
{
    cu_buffer sql;
    ask_again(connection);
    if (cu_postgresql.status(connection->native) != CONNECTION_OK)
        return cu_postgresql_refused(connection, error);
    cu_postgresql.set_verbosity(connection->native, PQERRORS_VERBOSE);
    cu_postgresql.set_notice_processor(connection->native, ignore_notice, NULL);
    connection->read_timeout = cu_postgresql_read_timeout(url);
    if (connection->read_timeout > 0)
        cu_postgresql.set_nonblocking(connection->native, 1); /* or sending would have no limit */
    cu_buffer_init(&sql, 20000);
    write_setup(&sql, url, connection);
    PGresult *result = sql.failed ? NULL : cu_postgresql_execute(connection, cu_buffer_text(&sql));
    ExecStatusType status = result ? cu_postgresql.result_status(result) : PGRES_FATAL_ERROR;
    cupel_code code = CUPEL_OK;
    if (sql.failed)
        code = cu_error_no_memory(error);
    else if (cu_postgresql.status(connection->native) != CONNECTION_OK)
        code = cu_postgresql_refused(connection, error);
    else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        code = cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    cu_buffer_free(&sql);
    if (code == CUPEL_OK) {
        connection->cancel = cu_postgresql.get_cancel(connection->native);
        if (!connection->cancel)
            code = cu_error_no_memory(error);
    }
    return code;
}

/* ---- all of it --------------------------------------------------------------------------------- */

cupel_code cu_postgresql_connect(const cupel_driver_url *url, cupel_driver_connection **out,
                                 cupel_driver_error *error)
{
    cupel_code code = cu_postgresql_check_url(url, error);
    if (code != CUPEL_OK)
        return code;
    cupel_driver_connection *connection = cu_alloc_zero(sizeof *connection);
    if (!connection)
        return cu_error_no_memory(error);
    connection->settings = 1;
    code = connect_native(url, connection, error);
    if (code == CUPEL_OK)
        code = set_up(url, connection, error);
    if (code == CUPEL_OK)
        *out = connection;
    else
        cu_postgresql_close(connection);
    return code;
}

void cu_postgresql_close(cupel_driver_connection *connection)
{
    cu_buffer_free(&connection->lines);
    cu_buffer_free(&connection->field);
    if (connection->cancel)
        cu_postgresql.free_cancel(connection->cancel);
    if (connection->native)
        cu_postgresql.finish(connection->native);
    cu_free(connection);
}
