/*
 * dialects/postgresql/options.c - the options of a PostgreSQL URL.
 *
 * They are libpq's own connection parameters, and some settings of the server.
 * Known here without the client library, so that a misspelt option is found
 * when the engine is opened.
 */
#include "dialects/postgresql/options.h"

#include "base/buffer.h"
#include "base/number.h"
#include <limits.h>

const char *const cu_postgresql_settings[] = { "idle_in_transaction_session_timeout",
                                               "lock_timeout", "search_path", "statement_timeout",
                                               NULL };

static const char *const libpq_options[] = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "fallback_application_name",
    "gssencmode",
    "gsslib",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "options",
    "passfile",
    "require_auth",
    "requirepeer",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "host",
    "port",
    NULL,
};

/* The driver's own. */
static const char read_timeout_name[] = "read_timeout";
#define READ_TIMEOUT_MAXIMUM 86400

static bool is_among_names(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool cu_postgresql_is_setting(const char *name)
{
    return is_among_names(cu_postgresql_settings, name);
}

bool cu_postgresql_is_parameter(const char *name)
{
    return is_among_names(libpq_options, name);
}

int64_t cu_postgresql_read_timeout(const cupel_driver_url *url)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < url->options; i++)
        if (strcmp(url->option_names[i], read_timeout_name) == 0)
            cu_int_parse(url->option_values[i], strlen(url->option_values[i]), &seconds);
    return seconds;
}

static cupel_code unknown_option(const char *name, cu_error *error)
{
    cu_buffer known;
    cu_buffer_init(&known, 2000);
    for (const char *const *each = libpq_options; *each; each++)
        cu_buffer_printf(&known, "%s%s", known.length > 0 ? ", " : "", *each);
    for (const char *const *each = cu_postgresql_settings; *each; each++)
        cu_buffer_printf(&known, ", %s", *each);
    cu_buffer_printf(&known, ", %s", read_timeout_name);
    cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                 "PostgreSQL's URLs have no option '%.100s'; there are: %s", name,
                 cu_buffer_text(&known));
    cu_buffer_free(&known);
    return CUPEL_INVALID_ARGUMENT;
}

cupel_code cu_postgresql_check_url(const cupel_driver_url *url, cu_error *error)
{
    for (size_t i = 0; i < url->options; i++) {
        const char *name = url->option_names[i], *value = url->option_values[i];
        int64_t number;
        bool silence = strcmp(name, read_timeout_name) == 0;
        int least = silence ? 1 : 0, most = silence ? READ_TIMEOUT_MAXIMUM : INT_MAX;
        if (cu_postgresql_is_parameter(name) || strcmp(name, "search_path") == 0)
            continue;
        if (!silence && !cu_postgresql_is_setting(name))
            return unknown_option(name, error);
        if (!cu_int_parse(value, strlen(value), &number) || number < least || number > most)
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                "the URL option %s is a number of %s from %d to %d, not '%.100s'",
                                name, silence ? "seconds" : "milliseconds", least, most, value);
    }
    return CUPEL_OK;
}
