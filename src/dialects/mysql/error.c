/*
 * dialects/mysql/error.c - the numbers of MySQL's and MariaDB's errors as
 * cupel's codes: what went wrong, with which constraint of which table, and how
 * to mend it.
 *
 * Names stand only in the messages, which are English as long as the server's
 * lc_messages is not changed; in other languages the code and the reason are
 * still right.
 */
#include "base/buffer.h"
#include "dialects/mysql/driver.h"
#include <errmsg.h>
#include <errno.h>
#include <mysqld_error.h>
#include <stdio.h>

/* Errors of MySQL 8 that MariaDB's header does not have. */
#define MYSQL_QUERY_TIMEOUT        3024
#define MYSQL_LOCK_NOWAIT          3572
#define MYSQL_CHECK_VIOLATED       3819
#define MYSQL_CLIENT_IDLE_TOO_LONG 4031

typedef struct maria_error_rule {
    unsigned int number, last; /* last 0: this number only */
    cupel_code code;
    cupel_reason reason;
    const char *hint;
} maria_error_rule;

#define MYSQL_HINT_CONNECTIONS                                                                \
    "the server's max_connections, or the user's limit, is reached: give the pool fewer, or " \
    "the server more"
#define MYSQL_HINT_REACH "is the server running, and are host, port or unix_socket right?"

static const maria_error_rule maria_error_rules[] = {
    /* constraints */
    { ER_DUP_ENTRY, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { ER_DUP_ENTRY_WITH_KEY_NAME, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { ER_DUP_ENTRY_AUTOINCREMENT_CASE, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO, ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO,
      CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { ER_BAD_NULL_ERROR, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL, NULL },
    { ER_NO_DEFAULT_FOR_FIELD, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL, NULL },
    { ER_NO_DEFAULT_FOR_VIEW_FIELD, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL, NULL },
    { ER_NO_REFERENCED_ROW, ER_ROW_IS_REFERENCED, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_FOREIGN_KEY,
      NULL },
    { ER_ROW_IS_REFERENCED_2, ER_NO_REFERENCED_ROW_2, CUPEL_INTEGRITY_ERROR,
      CUPEL_REASON_FOREIGN_KEY, NULL },
    { ER_CONSTRAINT_FAILED, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_CHECK, NULL },
    { MYSQL_CHECK_VIOLATED, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_CHECK, NULL },
    { ER_CANNOT_ADD_FOREIGN, 0, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NONE,
      "both columns must have the same type and character set, and the one referred to an index" },
    /* other transactions */
    { ER_LOCK_WAIT_TIMEOUT, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED,
      "another transaction holds the lock; only this statement was undone.  The URL option "
      "lock_wait_timeout says how many seconds to wait" },
    { MYSQL_LOCK_NOWAIT, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED, NULL },
    { ER_LOCK_DEADLOCK, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DEADLOCK,
      "the transaction was rolled back: run it again from its start" },
    { ER_XA_RBDEADLOCK, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DEADLOCK,
      "the transaction was rolled back: run it again from its start" },
    { ER_USER_LOCK_DEADLOCK, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DEADLOCK, NULL },
    { ER_LOCK_ABORTED, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED, NULL },
    { ER_CHECKREAD, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_SERIALIZATION,
      "another transaction changed the row since this one began: roll back and run it again" },
    /* not now */
    { ER_QUERY_INTERRUPTED, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_INTERRUPTED, NULL },
    { ER_STATEMENT_TIMEOUT, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_STATEMENT_TIMEOUT,
      "the URL option statement_timeout says how many milliseconds a statement may take" },
    { MYSQL_QUERY_TIMEOUT, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_STATEMENT_TIMEOUT,
      "the URL option statement_timeout says how many milliseconds a statement may take" },
    { ER_CON_COUNT_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_MANY_CONNECTIONS,
      MYSQL_HINT_CONNECTIONS },
    { ER_TOO_MANY_USER_CONNECTIONS, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_MANY_CONNECTIONS,
      MYSQL_HINT_CONNECTIONS },
    { ER_USER_LIMIT_REACHED, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_MANY_CONNECTIONS,
      MYSQL_HINT_CONNECTIONS },
    { ER_DISK_FULL, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DISK_FULL, NULL },
    { ER_RECORD_FILE_FULL, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DISK_FULL, NULL },
    { ER_OPTION_PREVENTS_STATEMENT, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY,
      "the server is a replica, or was set to be read only: write on the primary" },
    { ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY,
      "the transaction was begun for reading only" },
    { ER_READ_ONLY_TRANSACTION, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY, NULL },
    { ER_READ_ONLY_MODE, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY, NULL },
    { ER_MAX_PREPARED_STMT_COUNT_REACHED, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_LARGE,
      "the server's max_prepared_stmt_count is for all connections together: give the engine a "
      "smaller .prepared_cache_size" },
    { ER_CRASHED_ON_USAGE, ER_CRASHED_ON_REPAIR, CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT,
      "see the statement REPAIR TABLE" },
    { ER_NOT_FORM_FILE, 0, CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT, NULL },
    { ER_OUTOFMEMORY, ER_OUT_OF_SORTMEMORY, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "it is the server's memory that is short" },
    { ER_OUT_OF_RESOURCES, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "it is the server's memory that is short" },
    /* who is allowed what */
    { ER_ACCESS_DENIED_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_DBACCESS_DENIED_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_ACCESS_DENIED_NO_PASSWORD_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED,
      NULL },
    { ER_HOST_IS_BLOCKED, ER_HOST_NOT_PRIVILEGED, CUPEL_OPERATIONAL_ERROR,
      CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_MUST_CHANGE_PASSWORD, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_MUST_CHANGE_PASSWORD_LOGIN, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_NOT_SUPPORTED_AUTH_MODE, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, CUPEL_PROGRAMMING_ERROR,
      CUPEL_REASON_ACCESS_DENIED, NULL },
    { ER_SPECIFIC_ACCESS_DENIED_ERROR, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_ACCESS_DENIED,
      NULL },
    { ER_KILL_DENIED_ERROR, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { CR_AUTH_PLUGIN_CANNOT_LOAD, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED,
      "the user's way to log in needs a plugin of the client library" },
    /* what is not there, or not right */
    { ER_BAD_DB_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { ER_NO_SUCH_TABLE, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { ER_NO_SUCH_TABLE_IN_ENGINE, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { ER_BAD_TABLE_ERROR, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { ER_UNKNOWN_TABLE, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, NULL },
    { ER_PARSE_ERROR, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, NULL },
    { ER_SYNTAX_ERROR, 0, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, NULL },
    { ER_UNSUPPORTED_PS, 0, CUPEL_NOT_SUPPORTED, CUPEL_REASON_NONE,
      "run it with cupel_execute_script(), which prepares nothing" },
    { ER_NOT_SUPPORTED_YET, 0, CUPEL_NOT_SUPPORTED, CUPEL_REASON_NONE, NULL },
    { ER_UNSUPPORTED_EXTENSION, 0, CUPEL_NOT_SUPPORTED, CUPEL_REASON_NONE, NULL },
    { ER_PS_MANY_PARAM, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_TOO_LARGE,
      "a statement can have 65535 parameters" },
    /* values */
    { ER_DATA_TOO_LONG, 0, CUPEL_DATA_ERROR, CUPEL_REASON_TOO_LARGE, NULL },
    { ER_WARN_DATA_OUT_OF_RANGE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_TRUNCATED_WRONG_VALUE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_ILLEGAL_VALUE_FOR_TYPE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_WRONG_VALUE_FOR_TYPE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_WRONG_VALUE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_DIVISION_BY_ZERO, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_DATA_OUT_OF_RANGE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_INVALID_CHARACTER_STRING, 0, CUPEL_DATA_ERROR, CUPEL_REASON_INVALID_TEXT, NULL },
    { WARN_DATA_TRUNCATED, 0, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { ER_NET_PACKET_TOO_LARGE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_TOO_LARGE,
      "the server's max_allowed_packet says how much it takes at once" },
    { CR_NET_PACKET_TOO_LARGE, 0, CUPEL_DATA_ERROR, CUPEL_REASON_TOO_LARGE,
      "the server's max_allowed_packet says how much it takes at once" },
    /* connections */
    { ER_SERVER_SHUTDOWN, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { ER_CONNECTION_KILLED, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { ER_ABORTING_CONNECTION, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { ER_NEW_ABORTING_CONNECTION, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { ER_NET_READ_ERROR_FROM_PIPE, ER_NET_WRITE_INTERRUPTED, CUPEL_DISCONNECTED, CUPEL_REASON_NONE,
      NULL },
    { MYSQL_CLIENT_IDLE_TOO_LONG, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { CR_SERVER_GONE_ERROR, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { CR_SERVER_LOST, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { CR_SERVER_LOST_EXTENDED, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { CR_MALFORMED_PACKET, 0, CUPEL_DISCONNECTED, CUPEL_REASON_NONE, NULL },
    { CR_SOCKET_CREATE_ERROR, CR_UNKNOWN_HOST, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN,
      MYSQL_HINT_REACH },
    { CR_SERVER_HANDSHAKE_ERR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { CR_SSL_CONNECTION_ERROR, 0, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN,
      "see the URL options that begin with ssl" },
    { CR_OUT_OF_MEMORY, 0, CUPEL_NO_MEMORY, CUPEL_REASON_NONE, NULL },
    /* the rest of the client's own */
    { CR_MIN_ERROR, CR_MAX_ERROR, CUPEL_INTERFACE_ERROR, CUPEL_REASON_NONE, NULL },
    { CER_MIN_ERROR, CER_MAX_ERROR, CUPEL_INTERFACE_ERROR, CUPEL_REASON_NONE, NULL },
};

/* For other numbers the first two characters of the SQLSTATE say what kind it is. */
static maria_error_rule maria_rule_of_state(const char *sqlstate)
{
    static const struct {
        const char *state;
        cupel_code code;
    } classes[] = {
        { "08", CUPEL_OPERATIONAL_ERROR }, { "0A", CUPEL_NOT_SUPPORTED },
        { "21", CUPEL_PROGRAMMING_ERROR }, { "22", CUPEL_DATA_ERROR },
        { "23", CUPEL_INTEGRITY_ERROR },   { "25", CUPEL_OPERATIONAL_ERROR },
        { "28", CUPEL_OPERATIONAL_ERROR }, { "3D", CUPEL_PROGRAMMING_ERROR },
        { "40", CUPEL_OPERATIONAL_ERROR }, { "42", CUPEL_PROGRAMMING_ERROR },
        { "44", CUPEL_INTEGRITY_ERROR },   { "70", CUPEL_OPERATIONAL_ERROR },
        { "XA", CUPEL_OPERATIONAL_ERROR },
    };
    for (size_t i = 0; i < CU_LENGTH(classes); i++)
        if (strncmp(classes[i].state, sqlstate, 2) == 0)
            return (maria_error_rule){ .code = classes[i].code };
    return (maria_error_rule){ .code = CUPEL_OPERATIONAL_ERROR };
}

static maria_error_rule maria_find_rule(unsigned int number, const char *sqlstate)
{
    for (size_t i = 0; i < CU_LENGTH(maria_error_rules); i++) {
        const maria_error_rule *rule = &maria_error_rules[i];
        if (number == rule->number || (number > rule->number && number <= rule->last))
            return *rule;
    }
    return maria_rule_of_state(sqlstate);
}

/* ---- names ------------------------------------------------------------------------------------- */

typedef struct maria_names {
    cu_buffer constraint, table, columns;
} maria_names;

/* Servers before 10.11.19 do not double the backticks of some names: one in the middle of a word ends none. */
static bool maria_ends_name(const char *quote)
{
    return *quote != '`' || quote[1] == '\0' || strchr(" .,)'", quote[1]);
}

/* Adds the name in quotes or backticks at `text`, backticks in it not doubled; NULL, or what is behind it. */
static const char *maria_read_name(const char *text, cu_buffer *out)
{
    char quote = *text;
    if (quote != '`' && quote != '\'')
        return NULL;
    for (text++; *text; text++) {
        if (*text == quote && maria_ends_name(text))
            return text + 1;
        if (*text == '`' && quote == '`' && text[1] == '`')
            text++;
        if (out)
            cu_buffer_add_char(out, *text);
    }
    return NULL; /* the message was cut off: part of a name is no name */
}

/* `schema`.`table`, or with a column behind: the last goes to `last`, the one before to `before`. */
static const char *maria_read_path(const char *text, cu_buffer *before, cu_buffer *last)
{
    const char *parts[3];
    size_t count = 0;
    const char *end = text;
    while (end && count < CU_LENGTH(parts)) {
        parts[count++] = end;
        end = maria_read_name(end, NULL);
        if (!end || *end != '.')
            break;
        end++;
    }
    if (!end)
        return NULL;
    maria_read_name(parts[count - 1], last);
    if (before && count > 1)
        maria_read_name(parts[count - 2], before);
    return end;
}

/* Names between parentheses: (`a`, `b`); none where the list was cut off. */
static void maria_read_list(const char *text, cu_buffer *out)
{
    text = strchr(text, '(');
    do {
        cu_buffer_add(out, out->length > 0 ? ", " : "");
        text = text ? maria_read_name(text + 1, out) : NULL;
    } while (text && strncmp(text, ", ", 2) == 0 && text++);
    if (!text || *text != ')')
        cu_buffer_clear(out);
}

/* 'db.t': what is behind the dot. */
static void maria_read_dotted(const char *text, cu_buffer *before, cu_buffer *last)
{
    cu_buffer both;
    cu_buffer_init(&both, MYSQL_ERRMSG_SIZE);
    if (maria_read_name(text, &both) && !both.failed) {
        const char *whole = cu_buffer_text(&both), *dot = strchr(whole, '.');
        cu_buffer_add(last, dot ? dot + 1 : whole);
        if (dot && before)
            cu_buffer_add_length(before, whole, (size_t)(dot - whole));
    }
    cu_buffer_free(&both);
}

/* What follows the last `phrase` of the message, or NULL. */
static const char *maria_after(const char *message, const char *phrase)
{
    const char *found = NULL;
    for (const char *at = message; (at = strstr(at, phrase)); at++)
        found = at + strlen(phrase);
    return found;
}

static void maria_read_names(maria_names *names, cupel_reason reason, const char *message)
{
    const char *at;
    switch (reason) {
    case CUPEL_REASON_UNIQUE:
        /* MySQL says 'table.key', MariaDB 'key'. */
        if ((at = maria_after(message, " for key ")))
            maria_read_dotted(at, &names->table, &names->constraint);
        break;
    case CUPEL_REASON_NOT_NULL:
        if ((at = maria_after(message, "Column ")) || (at = maria_after(message, "Field ")))
            maria_read_name(at, &names->columns);
        break;
    case CUPEL_REASON_FOREIGN_KEY:
        if ((at = maria_after(message, "constraint fails (")))
            maria_read_path(at, NULL, &names->table);
        if ((at = strstr(message, " CONSTRAINT ")))
            maria_read_name(at + strlen(" CONSTRAINT "), &names->constraint);
        if ((at = strstr(message, " FOREIGN KEY ")))
            maria_read_list(at, &names->columns);
        break;
    case CUPEL_REASON_CHECK:
        if ((at = maria_after(message, " failed for ")))
            maria_read_path(at, NULL, &names->table);
        if (strncmp(message, "CONSTRAINT ", strlen("CONSTRAINT ")) == 0)
            maria_read_name(message + strlen("CONSTRAINT "), &names->constraint);
        else if ((at = maria_after(message, "heck constraint ")))
            maria_read_name(at, &names->constraint);
        break;
    case CUPEL_REASON_NO_SUCH_TABLE:
        if ((at = strstr(message, "able '")))
            maria_read_dotted(at + strlen("able "), NULL, &names->table);
        break;
    default:
        if ((at = maria_after(message, " for column ")))
            maria_read_path(at, &names->table, &names->columns);
        else if (strncmp(message, "Unknown column ", strlen("Unknown column ")) == 0)
            maria_read_name(message + strlen("Unknown column "), &names->columns);
        break;
    }
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* What was reported, before anything else is asked of the client. */
typedef struct maria_report {
    unsigned int number;
    const char *sqlstate, *message;
} maria_report;

static maria_report maria_find_report(const cupel_driver_connection *connection,
                                      MYSQL_STMT *statement)
{
    MYSQL *mysql = connection->mysql;
    if (statement && cu_mysql.stmt_error_number(statement) != 0)
        return (maria_report){ cu_mysql.stmt_error_number(statement),
                               cu_mysql.stmt_sqlstate(statement),
                               cu_mysql.stmt_error_text(statement) };
    return (maria_report){ cu_mysql.error_number(mysql), cu_mysql.sqlstate(mysql),
                           cu_mysql.error_text(mysql) };
}

/* The client says no more than that the server is lost. */
static void maria_describe_silence(const cupel_driver_connection *connection,
                                   const maria_report *report, cu_error *error)
{
    char text[200];
    snprintf(text, sizeof text,
             "the server was silent for %lld s, which is the URL option read_timeout; the "
             "connection was given up",
             (long long)connection->read_timeout);
    cupel_driver_fail(error, &(cupel_driver_failure){ .code = CUPEL_DISCONNECTED,
                                                      .reason = CUPEL_REASON_STATEMENT_TIMEOUT,
                                                      .driver_code = (int)report->number,
                                                      .sqlstate = report->sqlstate,
                                                      .text = text });
}

static void maria_describe(const maria_report *report, const maria_error_rule *rule,
                           cu_error *error)
{
    maria_names names;
    cu_buffer text;
    cu_buffer_init(&text, 10000);
    cu_buffer_init(&names.constraint, 10000);
    cu_buffer_init(&names.table, 10000);
    cu_buffer_init(&names.columns, 10000);
    maria_read_names(&names, rule->reason, report->message);
    cu_buffer_printf(&text, "%s%s%s", report->message, rule->hint ? "; " : "",
                     rule->hint ? rule->hint : "");
    cupel_driver_fail(error, &(cupel_driver_failure){
                                 .code = rule->code,
                                 .reason = rule->reason,
                                 .driver_code = (int)report->number,
                                 .sqlstate = report->sqlstate,
                                 .text = text.failed ? report->message : cu_buffer_text(&text),
                                 .constraint = cu_buffer_text(&names.constraint),
                                 .table = cu_buffer_text(&names.table),
                                 .column = cu_buffer_text(&names.columns) });
    cu_buffer_free(&text);
    cu_buffer_free(&names.constraint);
    cu_buffer_free(&names.table);
    cu_buffer_free(&names.columns);
}

cupel_code cu_mysql_fail(cupel_driver_connection *connection, MYSQL_STMT *statement,
                         cu_error *error)
{
    bool silent = errno == ETIMEDOUT && connection->read_timeout > 0;
    maria_report report = maria_find_report(connection, statement);
    maria_error_rule rule = maria_find_rule(report.number, report.sqlstate);
    connection->transaction_unknown = true;
    /* The client closes the socket where it cannot go on, whatever it calls that. */
    if (rule.code != CUPEL_NO_MEMORY && connection->thread != 0 && !connection->mysql->net.pvio)
        rule.code = CUPEL_DISCONNECTED;
    if (rule.code == CUPEL_DISCONNECTED)
        connection->lost = true;
    if (rule.code == CUPEL_NO_MEMORY)
        return cu_error_no_memory(error);
    if (report.number == 0)
        return cu_error_set(error, CUPEL_INTERFACE_ERROR,
                            "the client library of MySQL and MariaDB failed without saying why");
    if (connection->lost && silent)
        maria_describe_silence(connection, &report, error);
    else
        maria_describe(&report, &rule, error);
    return cu_error_code(error);
}
