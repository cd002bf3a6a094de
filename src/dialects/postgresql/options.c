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

static cupel_code unknown_option(const char *name, cu_error *error)
{
    cu_buffer known;
    cu_buffer_init(&known, 2000);
    for (const char *const *each = libpq_options; *each; each++)
        cu_buffer_printf(&known, "%s%s", known.length > 0 ? ", " : "", *each);
    for (const char *const *each = cu_postgresql_settings; *each; each++)
        cu_buffer_printf(&known, ", %s", *each);
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
        bool setting = cu_postgresql_is_setting(name);
        if (!setting && !is_among_names(libpq_options, name))
            return unknown_option(name, error);
        if (setting && strcmp(name, "search_path") != 0 &&
            (!cu_int_parse(value, strlen(value), &number) || number < 0 || number > INT_MAX))
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                "the URL option %s is a number of milliseconds from 0 to %d, not "
                                "'%.100s'",
                                name, INT_MAX, value);
    }
    return CUPEL_OK;
}
