/*
 * dialects/postgresql/alone.c - which statements run before the transaction that
 * they are in has begun on the server.
 *
 * At READ COMMITTED each statement sees what was committed when it began, in a
 * transaction or not; so a SELECT that only reads tables may run by itself, while
 * BEGIN goes on waiting for the first statement that a transaction matters to.
 * A session that gets one row then costs the server one statement, not three.
 *
 * What the text cannot tell, the server is asked once for each prepared statement:
 * whether READ COMMITTED is what BEGIN would mean; whether a name in the text is
 * one of a view, a foreign table or a table with policies, which may all call
 * functions that do more than read; and whether one is such a function itself, as
 * "t.f" may mean f(t).  Every name is asked about, be it of a table, a column or a
 * keyword: one too many costs nothing but time.
 */
#include "dialects/postgresql/driver.h"

#include <ctype.h>
#include <string.h>

#define NAMES "pg_catalog.unnest(pg_catalog.string_to_array($1, E'\\n')) AS name"

static const char question[] =
    "SELECT pg_catalog.current_setting('default_transaction_isolation') = 'read committed',"
    " NOT EXISTS (SELECT FROM " NAMES
    " JOIN pg_catalog.pg_class AS relation ON relation.oid = pg_catalog.to_regclass(name)"
    " WHERE relation.relkind IN ('v', 'f') OR relation.relrowsecurity)"
    " AND NOT EXISTS (SELECT FROM " NAMES
    " JOIN pg_catalog.pg_proc AS f ON f.proname = ANY (pg_catalog.parse_ident(name))"
    " JOIN pg_catalog.pg_type AS t ON t.oid = f.proargtypes[0]"
    " WHERE t.typtype IN ('c', 'd', 'p') AND t.typname <> 'internal' AND f.provolatile = 'v')";

/* ---- names in a text ------------------------------------------------------------------------------ */

static bool starts_name(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '"' || (unsigned char)c >= 0x80;
}

static bool is_in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Where the name at `text` ends, which is quoted or not. */
static const char *end_of_name(const char *text)
{
    if (*text != '"') {
        while (is_in_name(*text))
            text++;
        return text;
    }
    for (text++; *text; text++)
        if (*text == '"' && *++text != '"')
            break;
    return text;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n\f\v");
}

/* Each name of a text on a line of its own, as it stands there; and behind those that follow a dot, both together. */
static void add_names(cu_buffer *names, const char *sql)
{
    const char *before = NULL;
    size_t length_before = 0;
    while (*sql) {
        const char *begin = sql;
        if (!starts_name(*sql)) {
            sql++;
            continue;
        }
        sql = end_of_name(sql);
        size_t length = (size_t)(sql - begin);
        cu_buffer_printf(names, "%s%.*s", names->length > 0 ? "\n" : "", (int)length, begin);
        if (before)
            cu_buffer_printf(names, "\n%.*s.%.*s", (int)length_before, before, (int)length, begin);
        sql = skip_blanks(sql);
        before = *sql == '.' ? begin : NULL;
        length_before = length;
        if (before)
            sql = skip_blanks(sql + 1);
    }
}

/* ---- what only reads ------------------------------------------------------------------------------ */

/* The length of an operator that everyone has, or of one character that is none; 0: it is one that anyone may have made. */
static size_t length_of_sign(const char *text)
{
    static const char *const operators[] = { "=",  "<>", "!=", "<", ">", "<=",
                                             ">=", "+",  "-",  "*", "/", "%" };
    size_t length = strspn(text, "+-*/<>=~!@#%^&|`?");
    for (size_t i = 0; i < CU_LENGTH(operators); i++)
        if (strlen(operators[i]) == length && memcmp(operators[i], text, length) == 0)
            return length;
    bool parameter = *text == '$' && isdigit((unsigned char)text[1]);
    return length == 0 &&
           (parameter || isdigit((unsigned char)*text) || strchr(" \t\r\n\f\v.,", *text));
}

/*
 * There are no literals, also none between dollars, so that quotes are those of names; no comments, no casts, and no
 * operators but the usual ones.
 */
bool cu_postgresql_is_plain(const char *sql)
{
    while (*sql) {
        bool name = starts_name(*sql);
        size_t length = name ? (size_t)(end_of_name(sql) - sql) : length_of_sign(sql);
        sql += length;
        if (length == 0 || (name && *sql == '$')) /* a dollar goes on with the name */
            return false;
    }
    return true;
}

/* FOR UPDATE, SELECT INTO, and what depends on when the transaction began. */
static bool is_more_than_reading(const char *word, size_t length)
{
    static const char *const words[] = {
        "FOR",          "INTO",           "CURRENT_TIMESTAMP", "CURRENT_DATE",
        "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME",
    };
    for (size_t i = 0; i < CU_LENGTH(words); i++)
        if (strlen(words[i]) == length && strncasecmp(word, words[i], length) == 0)
            return true;
    return false;
}

/* Where quotes may be others than those of names, what is between them counts, too: rather a word too many. */
bool cu_postgresql_is_harmless(const char *sql)
{
    if (strncmp(sql, "SELECT ", 7) != 0 || strpbrk(sql, "(;"))
        return false;
    bool quotes_names = cu_postgresql_is_plain(sql);
    while (*sql) {
        const char *begin = sql;
        bool quoted = *sql == '"';
        if (starts_name(*sql) && (!quoted || quotes_names))
            sql = end_of_name(sql);
        else
            sql++;
        if (!quoted && is_more_than_reading(begin, (size_t)(sql - begin)))
            return false;
    }
    return true;
}

/* ---- asking -------------------------------------------------------------------------------------- */

static bool is_true(const PGresult *result, int column)
{
    return cu_postgresql.cell(result, 0, column)[0] == 't';
}

static void ask(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    cu_buffer names;
    cu_buffer_init(&names, CU_BUFFER_MAXIMUM);
    add_names(&names, statement->sql);
    statement->asked = connection->settings;
    statement->alone = false;
    if (!names.failed) {
        const char *const values[] = { cu_buffer_text(&names) };
        PGresult *result = cu_postgresql_last_result(
            connection, cu_postgresql.send_query_params(connection->native, question, 1, NULL,
                                                        values, NULL, NULL, 0));
        if (result && cu_postgresql.result_status(result) == PGRES_TUPLES_OK) {
            connection->read_committed = is_true(result, 0);
            statement->alone = is_true(result, 1);
        }
        cu_postgresql.clear(result);
    }
    cu_buffer_free(&names);
}

bool cu_postgresql_runs_alone(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    bool by_default = strcmp(connection->begin, "BEGIN") == 0;
    if (!statement->harmless || !statement->plain ||
        (!by_default && strcmp(connection->begin, "BEGIN ISOLATION LEVEL READ COMMITTED") != 0))
        return false;
    if (statement->asked != connection->settings)
        ask(statement);
    return statement->alone && (!by_default || connection->read_committed);
}

bool cu_postgresql_changes_settings(const char *sql)
{
    static const char *const words[] = { "SELECT",   "INSERT",    "UPDATE", "DELETE",
                                         "VALUES",   "WITH",      "BEGIN",  "COMMIT",
                                         "ROLLBACK", "SAVEPOINT", "RELEASE" };
    for (size_t i = 0; i < CU_LENGTH(words); i++)
        if (strncasecmp(sql, words[i], strlen(words[i])) == 0)
            return strchr(sql, ';') || strcasestr(sql, "set_config");
    return true;
}
