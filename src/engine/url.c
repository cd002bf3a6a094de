/*
 * engine/url.c - taking database URLs apart.
 *
 *     dialect[+driver]://[user[:password]@][host[:port]][/database][?name=value&...]
 *
 * The database is what follows the slash, so that sqlite:///shop.db is a
 * relative path and sqlite:////var/lib/shop.db an absolute one.  All parts but
 * the dialect are percent-decoded; in option values '+' is a space as well.
 * Several hosts, with commas between, stay one text with their ports in it.
 * Messages tell where something is wrong, never what is written there: it might
 * be a password.
 */
#include "engine/url.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/utf8.h"

#define URL_LENGTH_MAXIMUM 65536

/* A part of the URL that has not been decoded. */
typedef struct url_part {
    const char *text;
    size_t length;
    bool there;
} url_part;

typedef struct url_parser {
    const char *text;
    size_t length;
    cu_arena *arena;
    cu_url *out;
    cu_error *error;
    url_part user, password, authority, database, query;
} url_parser;

static cupel_code url_fail(const url_parser *parser, const char *at, const char *what)
{
    return cu_error_set(parser->error, CUPEL_INVALID_ARGUMENT,
                        "the database URL is wrong at character %zu: %s",
                        (size_t)(at - parser->text) + 1, what);
}

/* ---- decoding ---------------------------------------------------------------------------------- */

static int url_hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 'a' ^ 'A';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Decodes a part into new memory. */
static cupel_code url_decode(const url_parser *parser, url_part part, bool plus_is_space,
                             const char **out)
{
    char *text = cu_arena_alloc(parser->arena, part.length + 1), *to = text;
    const char *at = part.text, *end = part.text + part.length;
    if (!text)
        return cu_error_no_memory(parser->error);
    for (; at < end; at++) {
        if (*at != '%') {
            *to++ = *at == '+' && plus_is_space ? ' ' : *at;
            continue;
        }
        int high = end - at > 2 ? url_hexadecimal(at[1]) : -1;
        int low = high >= 0 ? url_hexadecimal(at[2]) : -1;
        if (low < 0)
            return url_fail(parser, at,
                            "a '%' must be followed by two hexadecimal digits; write a '%' itself "
                            "as %25");
        if (high == 0 && low == 0)
            return url_fail(parser, at, "%00 cannot be part of a text");
        *to++ = (char)(high * 16 + low);
        at += 2;
    }
    *to = '\0';
    if (!cu_utf8_valid(text, (size_t)(to - text), NULL))
        return url_fail(parser, part.text, "what follows is not UTF-8 once it is decoded");
    *out = text;
    return CUPEL_OK;
}

static cupel_code url_decode_if(const url_parser *parser, url_part part, const char **out)
{
    return part.there ? url_decode(parser, part, false, out) : CUPEL_OK;
}

/* ---- dividing ---------------------------------------------------------------------------------- */

static url_part url_part_of(const char *start, const char *end)
{
    return (url_part){ start, (size_t)(end - start), true };
}

/* The last `character` in a part, or NULL. */
static const char *url_last(url_part part, char character)
{
    return part.length > 0 ? memrchr(part.text, character, part.length) : NULL;
}

static const char *url_first(url_part part, char character)
{
    return part.length > 0 ? memchr(part.text, character, part.length) : NULL;
}

static bool url_is_name_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

/* dialect and driver; *rest is what follows "://". */
static cupel_code url_divide_scheme(const url_parser *parser, const char **rest)
{
    const char *at = parser->text, *plus = NULL;
    while (url_is_name_character(*at) || (*at == '+' && !plus)) {
        if (*at == '+')
            plus = at;
        at++;
    }
    const char *dialect_end = plus ? plus : at;
    if (dialect_end == parser->text)
        return url_fail(parser, parser->text,
                        "it begins with the name of a dialect, as in sqlite:///shop.db");
    if (plus && plus + 1 == at)
        return url_fail(parser, at, "the name of a driver must follow the '+'");
    if (strncmp(at, "://", 3) != 0)
        return url_fail(parser, at,
                        "'://' must follow the name of the dialect, as in sqlite:///shop.db");
    parser->out->dialect =
        cu_arena_strndup(parser->arena, parser->text, (size_t)(dialect_end - parser->text));
    if (plus)
        parser->out->driver = cu_arena_strndup(parser->arena, plus + 1, (size_t)(at - plus) - 1);
    if (!parser->out->dialect || (plus && !parser->out->driver))
        return cu_error_no_memory(parser->error);
    *rest = at + 3;
    return CUPEL_OK;
}

/*
 * What follows "://".  A password may have an '@', ':' or '/' in it that should have been encoded: the last '@' of what
 * can be user and host ends it, as long as no '/' comes before.
 */
static void url_divide(url_parser *parser, const char *rest)
{
    const char *end = parser->text + parser->length;
    const char *question = memchr(rest, '?', (size_t)(end - rest));
    if (question) {
        parser->query = url_part_of(question + 1, end);
        end = question;
    }
    const char *slash = memchr(rest, '/', (size_t)(end - rest));
    if (slash) {
        parser->database = url_part_of(slash + 1, end);
        end = slash;
    }
    url_part authority = url_part_of(rest, end);
    const char *at = url_last(authority, '@');
    if (at) {
        url_part user = url_part_of(rest, at);
        const char *colon = url_first(user, ':');
        if (colon)
            parser->password = url_part_of(colon + 1, at);
        parser->user = url_part_of(rest, colon ? colon : at);
        authority = url_part_of(at + 1, end);
    }
    parser->authority = authority;
}

/* ---- hosts ------------------------------------------------------------------------------------- */

static cupel_code url_parse_port(const url_parser *parser, url_part text, int *port)
{
    int64_t number = 0;
    if (text.length == 0) {
        *port = 0;
        return CUPEL_OK;
    }
    if (text.text[0] == '+' || text.text[0] == '-' ||
        !cu_int_parse(text.text, text.length, &number) || number < 1 || number > 65535)
        return url_fail(parser, text.text,
                        "a port is a number from 1 to 65535 (in a password write '/' as %2F)");
    *port = (int)number;
    return CUPEL_OK;
}

/* One of "host", "host:port", "[::1]:port". */
static cupel_code url_divide_host(const url_parser *parser, url_part text, url_part *host,
                                  int *port)
{
    const char *end = text.text + text.length, *colon;
    *host = text;
    *port = 0;
    if (text.length > 0 && text.text[0] == '[') {
        const char *bracket = url_first(text, ']');
        if (!bracket || bracket == text.text + 1)
            return url_fail(parser, text.text,
                            "an address in brackets, as in [::1], must end with ']'");
        *host = url_part_of(text.text + 1, bracket);
        if (bracket + 1 < end && bracket[1] != ':')
            return url_fail(parser, bracket + 1, "after ']' only a ':' and a port can follow");
        colon = bracket + 1 < end ? bracket + 1 : NULL;
    } else {
        colon = url_first(text, ':');
        if (colon && url_last(text, ':') != colon)
            return url_fail(
                parser, text.text,
                "between '//' and the next '/' is a host; a database comes after a third "
                "slash, as in sqlite:///:memory: (an address with several ':' must be in "
                "brackets, as in [::1])");
        *host = url_part_of(text.text, colon ? colon : end);
    }
    return colon ? url_parse_port(parser, url_part_of(colon + 1, end), port) : CUPEL_OK;
}

static cupel_code url_parse_hosts(const url_parser *parser)
{
    url_part rest = parser->authority, host;
    cupel_driver_url *parts = &parser->out->parts;
    const char *comma;
    int port;
    if (!url_first(rest, ',')) {
        cupel_code code = url_divide_host(parser, rest, &host, &parts->port);
        if (code != CUPEL_OK || host.length == 0)
            return code == CUPEL_OK && parts->port
                       ? url_fail(parser, rest.text, "a host must come before the port")
                       : code;
        return url_decode(parser, host, false, &parts->host);
    }
    /* Several: each is checked, and the driver gets the list. */
    do {
        comma = url_first(rest, ',');
        const char *end = rest.text + rest.length;
        url_part one = url_part_of(rest.text, comma ? comma : end);
        cupel_code code = url_divide_host(parser, one, &host, &port);
        if (code != CUPEL_OK)
            return code;
        if (host.length == 0)
            return url_fail(parser, one.text, "a host is missing between commas");
        rest = url_part_of(comma ? comma + 1 : end, end);
    } while (comma);
    return url_decode(parser, parser->authority, false, &parts->host);
}

/* ---- options ----------------------------------------------------------------------------------- */

static cupel_code url_parse_option(const url_parser *parser, url_part text, const char **name,
                                   const char **value)
{
    const char *equals = url_first(text, '='), *end = text.text + text.length;
    if (!equals || equals == text.text)
        return url_fail(parser, text.text, "options are written name=value, with '&' between them");
    cupel_code code = url_decode(parser, url_part_of(text.text, equals), true, name);
    return code == CUPEL_OK ? url_decode(parser, url_part_of(equals + 1, end), true, value) : code;
}

static cupel_code url_parse_options(const url_parser *parser)
{
    url_part rest = parser->query;
    cupel_driver_url *parts = &parser->out->parts;
    size_t count = 1;
    if (rest.length == 0)
        return CUPEL_OK;
    for (size_t i = 0; i < rest.length; i++)
        count += rest.text[i] == '&';
    const char **names = cu_arena_alloc_array(parser->arena, count, sizeof *names);
    const char **values = cu_arena_alloc_array(parser->arena, count, sizeof *values);
    if (!names || !values)
        return cu_error_no_memory(parser->error);
    for (const char *end = rest.text + rest.length, *ampersand; rest.text < end;
         rest = url_part_of(ampersand ? ampersand + 1 : end, end)) {
        ampersand = url_first(rest, '&');
        url_part one = url_part_of(rest.text, ampersand ? ampersand : end);
        if (one.length == 0)
            continue;
        cupel_code code =
            url_parse_option(parser, one, &names[parts->options], &values[parts->options]);
        if (code != CUPEL_OK)
            return code;
        parts->options++;
    }
    parts->option_names = names;
    parts->option_values = values;
    return CUPEL_OK;
}

/* ---- showing ----------------------------------------------------------------------------------- */

/* Whether an option's value is not for other eyes. */
static bool url_is_secret(const char *name)
{
    static const char *const secrets[] = { "password", "passwd", "passphrase",
                                           "pwd",      "secret", "token" };
    for (size_t i = 0; i < CU_LENGTH(secrets); i++)
        if (strcasestr(name, secrets[i]))
            return true;
    return false;
}

/* The query string, with the values of secret options replaced. */
static void url_show_query(const url_parser *parser, cu_buffer *buffer)
{
    const cupel_driver_url *parts = &parser->out->parts;
    url_part rest = parser->query;
    size_t number = 0;
    cu_buffer_add_char(buffer, '?');
    for (const char *end = rest.text + rest.length, *ampersand; rest.text < end;
         rest = url_part_of(ampersand ? ampersand + 1 : end, end)) {
        ampersand = url_first(rest, '&');
        url_part one = url_part_of(rest.text, ampersand ? ampersand : end);
        const char *equals = url_first(one, '=');
        if (one.length == 0)
            continue;
        cu_buffer_add(buffer, number > 0 ? "&" : "");
        if (equals && url_is_secret(parts->option_names[number])) {
            cu_buffer_add_length(buffer, one.text, (size_t)(equals - one.text) + 1);
            cu_buffer_add(buffer, "***");
        } else {
            cu_buffer_add_length(buffer, one.text, one.length);
        }
        number++;
    }
}

static cupel_code url_show(const url_parser *parser)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, (size_t)2 * URL_LENGTH_MAXIMUM);
    const char *text = parser->text, *end = parser->text + parser->length;
    if (parser->password.there) {
        cu_buffer_add_length(&buffer, text, (size_t)(parser->password.text - text));
        cu_buffer_add(&buffer, "***");
        text = parser->password.text + parser->password.length;
    }
    if (parser->query.there)
        end = parser->query.text - 1;
    cu_buffer_add_length(&buffer, text, (size_t)(end - text));
    if (parser->query.length > 0)
        url_show_query(parser, &buffer);
    parser->out->shown =
        buffer.failed ? NULL : cu_arena_strdup(parser->arena, cu_buffer_text(&buffer));
    cu_buffer_free(&buffer);
    return parser->out->shown ? CUPEL_OK : cu_error_no_memory(parser->error);
}

/* ---- all of it --------------------------------------------------------------------------------- */

static cupel_code url_check_characters(const url_parser *parser)
{
    size_t bad;
    for (const char *at = parser->text; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return url_fail(parser, at, "control characters must be percent-encoded");
    if (!cu_utf8_valid(parser->text, parser->length, &bad))
        return url_fail(parser, parser->text + bad, "it is not UTF-8");
    return CUPEL_OK;
}

cupel_code cu_url_parse(const char *text, cu_arena *arena, cu_url *out, cu_error *error)
{
    url_parser parser = { .text = text, .arena = arena, .out = out, .error = error };
    *out = (cu_url){ 0 };
    if (!text)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the database URL is NULL");
    parser.length = strnlen(text, URL_LENGTH_MAXIMUM + 1);
    if (parser.length > URL_LENGTH_MAXIMUM)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the database URL is longer than %d characters", URL_LENGTH_MAXIMUM);
    const char *rest = NULL;
    cupel_code code = url_check_characters(&parser);
    if (code == CUPEL_OK)
        code = url_divide_scheme(&parser, &rest);
    if (!rest)
        return code;
    url_divide(&parser, rest);
    code = url_decode_if(&parser, parser.user, &out->parts.user);
    if (code == CUPEL_OK)
        code = url_decode_if(&parser, parser.password, &out->parts.password);
    if (code == CUPEL_OK)
        code = url_parse_hosts(&parser);
    if (code == CUPEL_OK)
        code = url_decode_if(&parser, parser.database, &out->parts.database);
    if (code == CUPEL_OK)
        code = url_parse_options(&parser);
    return code == CUPEL_OK ? url_show(&parser) : code;
}
