/*
 * dialects/sqlite/error.c - SQLite's result codes as cupel's: what went wrong,
 * which constraint of which table, and how to mend it.
 *
 * Codes are those that Python's sqlite3 module raises, but for values of the
 * wrong type, which are DATA_ERROR here as on other databases.
 */
#include "base/buffer.h"
#include "dialects/sqlite/driver.h"
#include <errno.h>

typedef struct sqlite_rule {
    int result; /* an extended code, or a primary one for all of its kind */
    cupel_code code;
    cupel_reason reason;
    const char *hint;
} sqlite_rule;

#define SQLITE_RUN_AGAIN ": roll back and run it again, or begin it for writing (CUPEL_BEGIN_WRITE)"

/* The first that fits. */
static const sqlite_rule sqlite_error_rules[] = {
    { SQLITE_BUSY_SNAPSHOT, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_SERIALIZATION,
      "this transaction began by reading, and another one has written since" SQLITE_RUN_AGAIN },
    { SQLITE_BUSY, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED, NULL },
    { SQLITE_LOCKED, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED,
      "a statement of this same connection still uses the table: read its result to the end, or "
      "close it" },
    { SQLITE_PROTOCOL, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED,
      "many connections opened the database at the same moment: try again" },
    { SQLITE_READONLY, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY,
      "the URL says mode=ro, or the file or its directory cannot be written" },
    { SQLITE_FULL, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_DISK_FULL,
      "there is no space left, or the database reached its max_page_count" },
    { SQLITE_CORRUPT, CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT,
      "the file is damaged: restore a copy, or save what is left with the command .recover of the "
      "sqlite3 program" },
    { SQLITE_NOTADB, CUPEL_DATABASE_ERROR, CUPEL_REASON_CORRUPT,
      "the file was not written by SQLite, or it is encrypted" },
    { SQLITE_CANTOPEN, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN, NULL },
    { SQLITE_IOERR_NOMEM, CUPEL_NO_MEMORY, CUPEL_REASON_NONE, NULL },
    { SQLITE_IOERR, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_NOMEM, CUPEL_NO_MEMORY, CUPEL_REASON_NONE, NULL },
    { SQLITE_INTERRUPT, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_INTERRUPTED, NULL },
    { SQLITE_ABORT_ROLLBACK, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "the transaction was rolled back while the statement was running" },
    { SQLITE_CONSTRAINT_UNIQUE, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { SQLITE_CONSTRAINT_PRIMARYKEY, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { SQLITE_CONSTRAINT_ROWID, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_UNIQUE, NULL },
    { SQLITE_CONSTRAINT_NOTNULL, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL, NULL },
    { SQLITE_CONSTRAINT_FOREIGNKEY, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_FOREIGN_KEY,
      "a row refers to one that does not exist, or one that is referred to was deleted or "
      "changed" },
    { SQLITE_CONSTRAINT_CHECK, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_CHECK, NULL },
    { SQLITE_CONSTRAINT_DATATYPE, CUPEL_DATA_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_CONSTRAINT, CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_MISMATCH, CUPEL_DATA_ERROR, CUPEL_REASON_NONE,
      "an INTEGER PRIMARY KEY holds nothing but integers" },
    { SQLITE_TOOBIG, CUPEL_DATA_ERROR, CUPEL_REASON_TOO_LARGE,
      "a text, a blob or the SQL is larger than SQLite's limits" },
    { SQLITE_AUTH, CUPEL_DATABASE_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { SQLITE_PERM, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED, NULL },
    { SQLITE_SCHEMA, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE,
      "the schema was changed while the statement was prepared: run it again" },
    { SQLITE_RANGE, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_MISUSE, CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_INTERNAL, CUPEL_INTERNAL_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_NOTFOUND, CUPEL_INTERNAL_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_ABORT, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
    { SQLITE_ERROR, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_NONE, NULL },
};

/*
 * A reader that would write while another does: each would wait for the other to end, so SQLite does not let it wait.
 * What began by writing, or holds no lock at all, has waited.
 */
static const sqlite_rule sqlite_busy_reader = {
    SQLITE_BUSY_SNAPSHOT, CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_SERIALIZATION,
    "this transaction began by reading, and another one writes" SQLITE_RUN_AGAIN
};

static sqlite_rule sqlite_find_rule(sqlite3 *database, int result)
{
    static const sqlite_rule other = { 0, CUPEL_DATABASE_ERROR, CUPEL_REASON_NONE, NULL };
    if (result == SQLITE_BUSY && sqlite3_txn_state(database, NULL) == SQLITE_TXN_READ)
        return sqlite_busy_reader;
    for (size_t i = 0; i < CU_LENGTH(sqlite_error_rules); i++) {
        int known = sqlite_error_rules[i].result;
        if (known == result || (known < 256 && known == (result & 255)))
            return sqlite_error_rules[i];
    }
    return other;
}

/* ---- names in messages ------------------------------------------------------------------------- */

/* Names taken out of a message; "" where there is none. */
typedef struct sqlite_names {
    cu_buffer constraint, table, columns;
} sqlite_names;

/* What follows `mark` in a message; NULL where it does not begin so. */
static const char *sqlite_after(const char *message, const char *mark)
{
    size_t length = strlen(mark);
    return strncmp(message, mark, length) == 0 ? message + length : NULL;
}

/*
 * "users.name, users.born": the table, and its columns.  A dot in a name is taken for the last one between table and
 * column: SQLite does not quote them.
 */
static void sqlite_split_columns(sqlite_names *names, const char *list)
{
    for (const char *at = list, *end; *at; at = *end ? end + 2 : end) {
        end = strstr(at, ", ");
        if (!end)
            end = at + strlen(at);
        const char *dot = memrchr(at, '.', (size_t)(end - at));
        if (dot && names->table.length == 0)
            cu_buffer_add_length(&names->table, at, (size_t)(dot - at));
        const char *column = dot ? dot + 1 : at;
        cu_buffer_add(&names->columns, names->columns.length > 0 ? ", " : "");
        cu_buffer_add_length(&names->columns, column, (size_t)(end - column));
    }
}

/* Finds what a message says about constraint, table and column. */
static void sqlite_read_names(sqlite_names *names, const char *message)
{
    const char *rest;
    if ((rest = sqlite_after(message, "UNIQUE constraint failed: index '"))) {
        const char *end = strrchr(rest, '\'');
        cu_buffer_add_length(&names->constraint, rest, end ? (size_t)(end - rest) : strlen(rest));
    } else if ((rest = sqlite_after(message, "UNIQUE constraint failed: ")) ||
               (rest = sqlite_after(message, "NOT NULL constraint failed: "))) {
        sqlite_split_columns(names, rest);
    } else if ((rest = sqlite_after(message, "CHECK constraint failed: "))) {
        cu_buffer_add(&names->constraint, rest);
    } else if ((rest = sqlite_after(message, "no such table: "))) {
        cu_buffer_add(&names->table, rest);
    } else if ((rest = sqlite_after(message, "no such column: "))) {
        cu_buffer_add(&names->columns, rest);
    } else if (sqlite_after(message, "table ") &&
               (rest = strstr(message, " has no column named "))) {
        cu_buffer_add_length(&names->table, message + 6, (size_t)(rest - message) - 6);
        cu_buffer_add(&names->columns, rest + strlen(" has no column named "));
    }
}

/* SQLITE_ERROR says only in words what it is. */
static cupel_reason sqlite_reason_of(const char *message)
{
    if (sqlite_after(message, "no such table: "))
        return CUPEL_REASON_NO_SUCH_TABLE;
    if (strstr(message, ": syntax error") || sqlite_after(message, "incomplete input") ||
        sqlite_after(message, "unrecognized token: "))
        return CUPEL_REASON_SYNTAX;
    return CUPEL_REASON_NONE;
}

/* ---- the text ---------------------------------------------------------------------------------- */

static void sqlite_add_system_error(cu_buffer *text, int number)
{
    char message[128];
    if (number != 0)
        cu_buffer_printf(text, ": %s", strerror_r(number, message, sizeof message));
}

static void sqlite_write_text(cu_buffer *text, sqlite3 *database, int busy_timeout,
                              const sqlite_rule *rule, const char *message)
{
    const char *file = sqlite3_db_filename(database, NULL);
    cu_buffer_add(text, message);
    switch (rule->result) {
    case SQLITE_BUSY:
        cu_buffer_printf(text,
                         "; another connection holds the lock, and did not give it back within "
                         "the busy_timeout of %d ms (an option of the URL)",
                         busy_timeout);
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        if (file && *file)
            cu_buffer_printf(text, " '%s'", file);
        if (rule->result == SQLITE_CANTOPEN)
            sqlite_add_system_error(text, sqlite3_system_errno(database));
        break;
    case SQLITE_IOERR: sqlite_add_system_error(text, sqlite3_system_errno(database)); break;
    default: break;
    }
    if (rule->hint)
        cu_buffer_printf(text, "; %s", rule->hint);
}

static bool sqlite_is_full(int system_error)
{
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

cupel_code cu_sqlite_fail(sqlite3 *database, int busy_timeout, int result, cu_error *error)
{
    if (!database)
        return cu_error_no_memory(error);
    sqlite_rule rule = sqlite_find_rule(database, result);
    if (rule.code == CUPEL_NO_MEMORY)
        return cu_error_no_memory(error);
    const char *message = sqlite3_errmsg(database);
    sqlite_names names;
    cu_buffer text;
    cu_buffer_init(&text, 100000);
    cu_buffer_init(&names.constraint, 100000);
    cu_buffer_init(&names.table, 100000);
    cu_buffer_init(&names.columns, 100000);
    if (rule.result == SQLITE_ERROR)
        rule.reason = sqlite_reason_of(message);
    if (rule.result == SQLITE_IOERR && sqlite_is_full(sqlite3_system_errno(database)))
        rule.reason = CUPEL_REASON_DISK_FULL;
    sqlite_read_names(&names, message);
    sqlite_write_text(&text, database, busy_timeout, &rule, message);
    cupel_code code = cupel_driver_fail(
        error, &(cupel_driver_failure){ .code = rule.code,
                                        .reason = rule.reason,
                                        .driver_code = result,
                                        .text = text.failed ? message : cu_buffer_text(&text),
                                        .constraint = cu_buffer_text(&names.constraint),
                                        .table = cu_buffer_text(&names.table),
                                        .column = cu_buffer_text(&names.columns) });
    cu_buffer_free(&text);
    cu_buffer_free(&names.constraint);
    cu_buffer_free(&names.table);
    cu_buffer_free(&names.columns);
    return code;
}
