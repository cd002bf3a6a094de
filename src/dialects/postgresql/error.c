/*
 * dialects/postgresql/error.c - SQLSTATEs as cupel's codes: what went wrong,
 * with which constraint of which table, and how to mend it.
 */
#include "base/buffer.h"
#include "dialects/postgresql/driver.h"

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

/* Of 'Key (name, born)=(ed, 1970) already exists.': the columns. */
static void libpq_read_columns(const char *detail, cu_buffer *columns)
{
    const char *start = strstr(detail, "Key (");
    const char *end = start ? strstr(start, ")=(") : NULL;
    if (end)
        cu_buffer_add_length(columns, start + 5, (size_t)(end - start) - 5);
}

/* A message of libpq itself ends with a line break. */
static size_t libpq_trimmed(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
        length--;
    return length;
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

/* What the connection says of itself: it could not be made, or was lost. */
static cupel_code libpq_connection_failed(const cupel_driver_connection *connection,
                                          cu_error *error)
{
    const char *text = cu_postgresql.error_text(connection->native);
    size_t length = libpq_trimmed(text);
    bool lost = cu_postgresql.status(connection->native) != CONNECTION_OK;
    if (strstr(text, "out of memory"))
        return cu_error_no_memory(error);
    return cu_error_set(error, lost ? CUPEL_DISCONNECTED : CUPEL_OPERATIONAL_ERROR, "%.*s",
                        (int)CU_MIN(length, (size_t)4000), text);
}

cupel_code cu_postgresql_fail(const cupel_driver_connection *connection, const PGresult *result,
                              cu_error *error)
{
    const char *state = libpq_field(result, PG_DIAG_SQLSTATE);
    if (!*state)
        return libpq_connection_failed(connection, error);
    libpq_error_rule rule = libpq_find_rule(state);
    const char *primary = libpq_field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (strcmp(state, "57014") == 0 && strstr(primary, "statement timeout")) {
        rule.reason = CUPEL_REASON_STATEMENT_TIMEOUT;
        rule.hint = "the URL option statement_timeout says how many milliseconds a statement may "
                    "take";
    }
    if (cu_postgresql.status(connection->native) != CONNECTION_OK)
        rule.code = CUPEL_DISCONNECTED;
    return libpq_describe(result, &rule, state, error);
}
