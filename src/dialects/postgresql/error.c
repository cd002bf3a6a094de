/*
 * dialects/postgresql/error.c - SQLSTATEs as cupel's codes: what went wrong,
 * with which constraint of which table, and how to mend it.
 *
 * Servers and the client library write their messages in many languages, so that
 * what a message says is only looked at where nothing else tells.
 */
#include "base/buffer.h"
#include "dialects/postgresql/driver.h"
#include <ctype.h>
#include <stdio.h>

typedef struct libpq_error_rule {
    const char *state; /* five characters, or the two of a class */
    cupel_code code;
    cupel_reason reason;
    const char *hint;
} libpq_error_rule;

/* States before their classes. */
static const libpq_error_rule libpq_error_rules[] = {
    { "08001", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { "08004", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { "08", CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { "0A", CUPEL_NOT_SUPPORTED, CUPEL_REASON_NONE, NULL },
    { "21", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, NULL },
    { "22001", CUPEL_DATA_ERROR, CUPEL_REASON_TOO_LARGE, NULL },
    { "22021", CUPEL_DATA_ERROR, CUPEL_REASON_INVALID_TEXT, NULL },
    { "22", CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { "23502", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL, NULL },
    { "23503", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_FOREIGN_KEY, NULL },
    { "23505", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { "23514", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_CHECK, NULL },
    { "23P01", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_EXCLUSION, NULL },
    { "23", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NONE, NULL },
    { "25006", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY,
      "the transaction, or the server, is for reading only" },
    { "25P02", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "an earlier statement failed: roll back, to the savepoint before it or altogether" },
    { "25", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { "28", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { "3D000", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { "3F000", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { "40001", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_SERIALIZATION,
      "the transaction collided with another: roll back and run it again from its start" },
    { "40P01", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DEADLOCK,
      "the transaction was rolled back: run it again from its start" },
    { "40002", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NONE, NULL },
    { "40", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { "42501", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { "42601", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, NULL },
    { "42P01", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { "42", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, NULL },
    { "44", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_CHECK, NULL },
    { "53100", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DISK_FULL, NULL },
    { "53200", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "it is the server's memory that is short" },
    { "53300", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_MANY_CONNECTIONS,
      "the server's max_connections is reached: give the pool fewer, or the server more" },
    { "53", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { "54", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_LARGE, NULL },
    { "55P03", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED,
      "another transaction holds the lock; the URL option lock_timeout says how many milliseconds "
      "to wait" },
    { "55", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { "57014", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_INTERRUPTED, NULL },
    { "57P03", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, "the server is starting" },
    { "57P04", CUPEL_DISCONNECTED, CUPEL_REASON_NONE, "the database was dropped" },
    { "57P", CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { "58030", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { "XX001", CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT, NULL },
    { "XX002", CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT, NULL },
    { "XX", CUPEL_INTERNAL_ERROR, CUPEL_REASON_NONE, NULL },
};

static libpq_error_rule libpq_find_rule(const char *state)
{
    for (size_t i = 0; i < CU_LENGTH(libpq_error_rules); i++)
        if (strncmp(state, libpq_error_rules[i].state, strlen(libpq_error_rules[i].state)) == 0)
            return libpq_error_rules[i];
    return (libpq_error_rule){ .code = CUPEL_OPERATIONAL_ERROR };
}

static const char *libpq_field(const PGresult *result, int field)
{
    const char *text = result ? cu_postgresql.result_error_field(result, field) : NULL;
    return text ? text : "";
}

/* Of 'Key (name, born)=(ed, 1970) already exists.', in any language: the columns. */
static void libpq_read_columns(const char *detail, cu_buffer *columns)
{
    const char *end = strstr(detail, ")=(");
    int depth = 1;
    for (const char *at = end; at && at > detail;) {
        at--;
        depth += *at == ')' ? 1 : *at == '(' ? -1 : 0;
        if (depth == 0) {
            cu_buffer_add_length(columns, at + 1, (size_t)(end - at) - 1);
            return;
        }
    }
}

static cupel_code libpq_describe(const PGresult *result, const libpq_error_rule *rule,
                                 const char *state, cu_error *error)
{
    cu_buffer text, columns;
    const char *column = libpq_field(result, PG_DIAG_COLUMN_NAME);
    const char *detail = libpq_field(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = libpq_field(result, PG_DIAG_MESSAGE_HINT);
    cu_buffer_init(&text, 20000);
    cu_buffer_init(&columns, 2000);
    cu_buffer_add(&text, libpq_field(result, PG_DIAG_MESSAGE_PRIMARY));
    if (*detail)
        cu_buffer_printf(&text, ": %s", detail);
    if (rule->hint || *hint)
        cu_buffer_printf(&text, "; %s", rule->hint ? rule->hint : hint);
    cu_buffer_add(&columns, column);
    if (!*column)
        libpq_read_columns(detail, &columns);
    cupel_driver_fail(error, &(cupel_driver_failure){
                                 .code = rule->code,
                                 .reason = rule->reason,
                                 .sqlstate = state,
                                 .text = text.failed ? libpq_field(result, PG_DIAG_MESSAGE_PRIMARY)
                                                     : cu_buffer_text(&text),
                                 .constraint = libpq_field(result, PG_DIAG_CONSTRAINT_NAME),
                                 .table = libpq_field(result, PG_DIAG_TABLE_NAME),
                                 .column = cu_buffer_text(&columns) });
    cu_buffer_free(&text);
    cu_buffer_free(&columns);
    return rule->code;
}

/* ---- what the connection says ------------------------------------------------------------------ */

#define SQLSTATE_LENGTH 5

/* "28P01: " */
static bool is_sqlstate(const char *text)
{
    for (size_t i = 0; i < SQLSTATE_LENGTH; i++)
        if (!isdigit((unsigned char)text[i]) && !isupper((unsigned char)text[i]))
            return false;
    return text[SQLSTATE_LENGTH] == ':' && text[SQLSTATE_LENGTH + 1] == ' ';
}

/*
 * Of "... FATAL:  28P01: no entry", as the connection says what the server said: where the SQLSTATE begins.  Two blanks
 * stand there in whatever language.  NULL: there is none.
 */
static const char *find_sqlstate(const char *text)
{
    for (; (text = strstr(text, ":  ")) != NULL; text++)
        if (is_sqlstate(text + 3))
            return text + 3;
    return NULL;
}

/* "LOCATION:  auth_failed, auth.c:335" */
static bool is_location(const char *line, size_t length)
{
    while (length > 0 && isdigit((unsigned char)line[length - 1]))
        length--;
    return length > 3 && memcmp(line + length - 3, ".c:", 3) == 0;
}

/* The lines of a message as one text, without SQLSTATEs and without where in the server it comes from. */
static void add_lines(cu_buffer *out, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        const char *next = text + length + (text[length] == '\n');
        bool goes_on = *text == '\t';
        if (length > 0 && !is_location(text, length)) {
            const char *state = find_sqlstate(text);
            cu_buffer_add(out, out->length == 0 ? "" : goes_on ? " " : "; ");
            if (state && state < text + length) {
                cu_buffer_add_length(out, text, (size_t)(state - text));
                length -= (size_t)(state - text) + SQLSTATE_LENGTH + 2;
                text = state + SQLSTATE_LENGTH + 2;
            }
            cu_buffer_add_length(out, text + goes_on, length - goes_on);
        }
        text = next;
    }
}

/* Sets the error to what the connection says, with a hint. */
static cupel_code fail_as_told(const cupel_driver_connection *connection,
                               const libpq_error_rule *rule, const char *state, cu_error *error)
{
    cu_buffer text;
    const char *told = cu_postgresql.error_text(connection->native);
    cu_buffer_init(&text, 20000);
    if (connection->was_silent)
        cu_buffer_printf(&text,
                         "the server was silent for %lld s, which is the URL option read_timeout; "
                         "the connection was given up",
                         (long long)connection->read_timeout);
    else
        add_lines(&text, told);
    if (rule->hint)
        cu_buffer_printf(&text, "; %s", rule->hint);
    cupel_driver_fail(
        error, &(cupel_driver_failure){ .code = rule->code,
                                        .reason = rule->reason,
                                        .sqlstate = state,
                                        .text = text.failed ? told : cu_buffer_text(&text) });
    cu_buffer_free(&text);
    return rule->code;
}

/* The connection was lost, or no server said what is wrong. */
static cupel_code libpq_connection_failed(const cupel_driver_connection *connection,
                                          cu_error *error)
{
    const char *text = cu_postgresql.error_text(connection->native);
    libpq_error_rule rule = { .code = CUPEL_OPERATIONAL_ERROR };
    const char *found = find_sqlstate(text);
    char state[SQLSTATE_LENGTH + 1] = "";
    if (strstr(text, "out of memory"))
        return cu_error_no_memory(error);
    if (found) {
        memcpy(state, found, SQLSTATE_LENGTH);
        rule = libpq_find_rule(state);
    }
    if (cu_postgresql.status(connection->native) != CONNECTION_OK || connection->was_silent)
        rule.code = CUPEL_DISCONNECTED;
    if (connection->was_silent)
        rule.reason = CUPEL_REASON_STATEMENT_TIMEOUT;
    return fail_as_told(connection, &rule, state, error);
}

/* ---- why there is no connection ---------------------------------------------------------------- */

/*
 * The SQLSTATE of why the server refused it: as it says, or by what English servers write, as the first attempt does not
 * have it.  "": it said nothing, or that in another language.
 */
static void find_refusal(const char *text, char state[SQLSTATE_LENGTH + 1])
{
    static const struct {
        const char *says, *state;
    } refusals[] = {
        /* first, as they name the role too */
        { "too many clients", "53300" },
        { "remaining connection slots", "53300" },
        { "too many connections", "53300" },
        { "password authentication failed", "28P01" },
        { "authentication failed", "28000" },
        { "no pg_hba.conf entry", "28000" },
        { "role \"", "28000" },
        { "permission denied for database", "42501" },
        { "the database system is", "57P03" },
        { "\" does not exist", "3D000" },
    };
    const char *found = find_sqlstate(text);
    for (size_t i = 0; i < CU_LENGTH(refusals) && !found; i++)
        if (strstr(text, refusals[i].says))
            found = refusals[i].state;
    snprintf(state, SQLSTATE_LENGTH + 1, "%s", found ? found : "");
}

bool cu_postgresql_refusal_is_clear(const cupel_driver_connection *connection)
{
    char state[SQLSTATE_LENGTH + 1];
    const char *text = cu_postgresql.error_text(connection->native);
    find_refusal(text, state);
    return *state || !strstr(text, ":  ") || cu_postgresql.needs_password(connection->native);
}

cupel_code cu_postgresql_refused(const cupel_driver_connection *connection, cu_error *error)
{
    libpq_error_rule rule = { .reason = CUPEL_REASON_CANNOT_OPEN };
    char state[SQLSTATE_LENGTH + 1];
    find_refusal(cu_postgresql.error_text(connection->native), state);
    if (*state)
        rule = libpq_find_rule(state);
    else if (cu_postgresql.needs_password(connection->native))
        rule.reason = CUPEL_REASON_ACCESS_DENIED;
    if (rule.reason == CUPEL_REASON_NONE)
        rule.reason = CUPEL_REASON_CANNOT_OPEN;
    rule.code = CUPEL_OPERATIONAL_ERROR; /* none is lost: there was none yet */
    return fail_as_told(connection, &rule, state, error);
}

/* ---- what a result says ------------------------------------------------------------------------ */

/*
 * What ended a statement early, a time limit or someone, the server tells only in words.  Where they are not English, it
 * was the limit of the URL, unless this program interrupted it.
 */
static bool took_too_long(const cupel_driver_connection *connection, const char *primary)
{
    if (strstr(primary, "statement timeout"))
        return true;
    return connection->has_statement_timeout && !strstr(primary, "user request") &&
           !atomic_load(&connection->interrupted);
}

cupel_code cu_postgresql_fail(const cupel_driver_connection *connection, const PGresult *result,
                              cu_error *error)
{
    const char *state = libpq_field(result, PG_DIAG_SQLSTATE);
    bool connected = cu_postgresql.status(connection->native) == CONNECTION_OK;
    if (connected && result && cu_postgresql_is_copy(result))
        return cu_error_set(error, CUPEL_NOT_SUPPORTED,
                            "COPY does not run like other SQL: load rows by cupel_copy_into(), and "
                            "read them by SELECT and cupel_yield_per()");
    if (!*state)
        return libpq_connection_failed(connection, error);
    libpq_error_rule rule = libpq_find_rule(state);
    if (strcmp(state, "57014") == 0 &&
        took_too_long(connection, libpq_field(result, PG_DIAG_MESSAGE_PRIMARY))) {
        rule.reason = CUPEL_REASON_STATEMENT_TIMEOUT;
        rule.hint = "the URL option statement_timeout says how many milliseconds a statement may "
                    "take";
    }
    if (!connected)
        rule.code = CUPEL_DISCONNECTED;
    return libpq_describe(result, &rule, state, error);
}
