/*
 * dialects/mysql/options.c - the options of a MySQL or MariaDB URL.
 *
 * Known here without the client library, so that a misspelt option is found
 * when the engine is opened.  Of the texts only sql_mode gets into SQL, and it
 * is made of letters, underscores and commas.
 */
#include "dialects/mysql/options.h"

#include "base/buffer.h"
#include "base/number.h"
#include <limits.h>
#include <strings.h>

typedef enum mysql_option_kind {
    MYSQL_OPTION_TEXT,
    MYSQL_OPTION_FLAG,
    MYSQL_OPTION_NUMBER,
    MYSQL_OPTION_CHARSET,
    MYSQL_OPTION_MODES
} mysql_option_kind;

typedef struct mysql_option_rule {
    const char *name;
    mysql_option_kind kind;
    int64_t minimum, maximum;
} mysql_option_rule;

static const mysql_option_rule mysql_option_rules[CU_MYSQL_OPTION_COUNT] = {
    [CU_MYSQL_BIND_ADDRESS] = { "bind_address", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_CHARSET] = { "charset", MYSQL_OPTION_CHARSET, 0, 0 },
    [CU_MYSQL_COMPRESS] = { "compress", MYSQL_OPTION_FLAG, 0, 0 },
    [CU_MYSQL_CONNECT_TIMEOUT] = { "connect_timeout", MYSQL_OPTION_NUMBER, 1, 86400 },
    [CU_MYSQL_LOCK_WAIT_TIMEOUT] = { "lock_wait_timeout", MYSQL_OPTION_NUMBER, 1, 86400 },
    [CU_MYSQL_PROGRAM_NAME] = { "program_name", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_READ_DEFAULT_FILE] = { "read_default_file", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_READ_DEFAULT_GROUP] = { "read_default_group", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_READ_TIMEOUT] = { "read_timeout", MYSQL_OPTION_NUMBER, 1, 86400 },
    [CU_MYSQL_SQL_MODE] = { "sql_mode", MYSQL_OPTION_MODES, 0, 0 },
    [CU_MYSQL_SSL] = { "ssl", MYSQL_OPTION_FLAG, 0, 0 },
    [CU_MYSQL_SSL_CA] = { "ssl_ca", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_CAPATH] = { "ssl_capath", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_CERT] = { "ssl_cert", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_CIPHER] = { "ssl_cipher", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_CRL] = { "ssl_crl", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_FINGERPRINT] = { "ssl_fingerprint", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_KEY] = { "ssl_key", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_KEY_PASSPHRASE] = { "ssl_key_passphrase", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_SSL_VERIFY_CERT] = { "ssl_verify_cert", MYSQL_OPTION_FLAG, 0, 0 },
    [CU_MYSQL_STATEMENT_TIMEOUT] = { "statement_timeout", MYSQL_OPTION_NUMBER, 1, INT_MAX },
    [CU_MYSQL_TLS_VERSION] = { "tls_version", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_UNIX_SOCKET] = { "unix_socket", MYSQL_OPTION_TEXT, 0, 0 },
    [CU_MYSQL_WRITE_TIMEOUT] = { "write_timeout", MYSQL_OPTION_NUMBER, 1, 86400 },
};

/* Other names that SQLAlchemy's drivers have for some of them. */
static const struct {
    const char *name;
    cu_mysql_option_name means;
} mysql_option_aliases[] = {
    { "ssl_check_hostname", CU_MYSQL_SSL_VERIFY_CERT },
    { "ssl_verify_identity", CU_MYSQL_SSL_VERIFY_CERT },
};

/* ---- one option -------------------------------------------------------------------------------- */

static cupel_code mysql_unknown_option(const char *name, cu_error *error)
{
    cu_buffer known;
    cu_buffer_init(&known, 2000);
    for (size_t i = 0; i < CU_MYSQL_OPTION_COUNT; i++)
        cu_buffer_printf(&known, "%s%s", i > 0 ? ", " : "", mysql_option_rules[i].name);
    cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                 "MySQL's URLs have no option '%.100s'; there are: %s", name,
                 cu_buffer_text(&known));
    cu_buffer_free(&known);
    return CUPEL_INVALID_ARGUMENT;
}

static bool mysql_find_option(const char *name, size_t *place)
{
    for (*place = 0; *place < CU_MYSQL_OPTION_COUNT; ++*place)
        if (strcmp(mysql_option_rules[*place].name, name) == 0)
            return true;
    for (size_t i = 0; i < CU_LENGTH(mysql_option_aliases); i++)
        if (strcmp(mysql_option_aliases[i].name, name) == 0) {
            *place = mysql_option_aliases[i].means;
            return true;
        }
    return false;
}

static bool mysql_parse_flag(const char *value, int64_t *out)
{
    static const char *const words[] = { "0", "1", "false", "true", "no", "yes", "off", "on" };
    for (size_t i = 0; i < CU_LENGTH(words); i++)
        if (strcasecmp(words[i], value) == 0) {
            *out = (int64_t)(i % 2);
            return true;
        }
    return false;
}

static cupel_code mysql_check_modes(const char *value, cu_error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    const char *at = value;
    while (*at) {
        size_t length = strspn(at, letters);
        if (length == strlen("NO_BACKSLASH_ESCAPES") &&
            strncasecmp(at, "NO_BACKSLASH_ESCAPES", length) == 0)
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                "the URL option sql_mode cannot have NO_BACKSLASH_ESCAPES: "
                                "literals are written with backslashes doubled");
        at += length;
        if (*at && *at != ',')
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                "the URL option sql_mode cannot be '%.200s'; it is a list of words "
                                "with commas between",
                                value);
        at += *at == ',';
    }
    return CUPEL_OK;
}

static cupel_code mysql_parse_option(const mysql_option_rule *rule, const char *value,
                                     cu_mysql_option *out, cu_error *error)
{
    *out = (cu_mysql_option){ .given = true, .text = value };
    switch (rule->kind) {
    case MYSQL_OPTION_FLAG:
        if (mysql_parse_flag(value, &out->number))
            return CUPEL_OK;
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the URL option %s cannot be '%.100s'; it is true or false", rule->name,
                            value);
    case MYSQL_OPTION_NUMBER:
        if (cu_int_parse(value, strlen(value), &out->number) && out->number >= rule->minimum &&
            out->number <= rule->maximum)
            return CUPEL_OK;
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the URL option %s cannot be '%.100s'; it is a number from %lld to "
                            "%lld",
                            rule->name, value, (long long)rule->minimum, (long long)rule->maximum);
    case MYSQL_OPTION_CHARSET:
        if (strcasecmp(value, "utf8mb4") == 0)
            return CUPEL_OK;
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the URL option charset cannot be '%.100s': all text is UTF-8, which "
                            "is called utf8mb4 here; columns may have any character set",
                            value);
    case MYSQL_OPTION_MODES: return mysql_check_modes(value, error);
    default:
        if (*value)
            return CUPEL_OK;
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the URL option %s is empty",
                            rule->name);
    }
}

cupel_code cu_mysql_options_read(const cupel_driver_url *url, cu_mysql_options *out,
                                 cu_error *error)
{
    *out = (cu_mysql_options){ 0 };
    for (size_t i = 0; i < url->options; i++) {
        size_t place;
        if (!mysql_find_option(url->option_names[i], &place))
            return mysql_unknown_option(url->option_names[i], error);
        if (out->items[place].given)
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the URL has the option '%s' twice",
                                mysql_option_rules[place].name);
        cupel_code code = mysql_parse_option(&mysql_option_rules[place], url->option_values[i],
                                             &out->items[place], error);
        if (code != CUPEL_OK)
            return code;
    }
    return CUPEL_OK;
}

/* ---- hosts ------------------------------------------------------------------------------------- */

/* Takes the port off the end of a host: "db:3307", "[::1]:3307"; an address with colons and no brackets has none. */
static void mysql_split_port(cu_mysql_host *host)
{
    const char *end = host->name + host->length;
    const char *colon = memrchr(host->name, ':', host->length);
    int64_t port = 0;
    bool bracketed = host->length > 0 && host->name[0] == '[';
    if (bracketed && colon && colon[-1] != ']')
        colon = NULL;
    if (!bracketed && colon && memchr(host->name, ':', (size_t)(colon - host->name)))
        colon = NULL;
    if (colon) {
        if (cu_int_parse(colon + 1, (size_t)(end - colon) - 1, &port) && port > 0 && port <= 65535)
            host->port = (int)port;
        host->length = (size_t)(colon - host->name);
    }
    if (bracketed && host->length >= 2 && host->name[host->length - 1] == ']') {
        host->name++;
        host->length -= 2;
    }
}

bool cu_mysql_next_host(const char **rest, cu_mysql_host *out)
{
    const char *text = *rest;
    if (!text || !*text)
        return false;
    const char *comma = strchr(text, ',');
    *out = (cu_mysql_host){ .name = text, .length = comma ? (size_t)(comma - text) : strlen(text) };
    *rest = comma ? comma + 1 : "";
    mysql_split_port(out);
    return true;
}

cupel_code cu_mysql_check_url(const cupel_driver_url *url, cu_error *error)
{
    cu_mysql_options options;
    cupel_code code = cu_mysql_options_read(url, &options, error);
    if (code == CUPEL_OK && options.items[CU_MYSQL_UNIX_SOCKET].given && url->host && *url->host &&
        strcmp(url->host, "localhost") != 0)
        code = cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the URL names a host and a unix_socket: leave one of them out");
    return code;
}
