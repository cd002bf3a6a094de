/*
 * engine/transaction.c - transactions and savepoints, and other SQL that has
 * neither parameters nor rows.
 */
#include "base/utf8.h"
#include "engine/clock.h"
#include "engine/connection_parts.h"

/* ---- running ----------------------------------------------------------------------------------- */

cupel_code cu_connection_execute(cupel_connection *connection, const char *sql, size_t length,
                                 cu_error *error)
{
    int64_t begun = connection->logs ? cu_clock_now() : 0;
    cupel_code code = connection->driver->execute(connection->native, sql, length, error);
    if (connection->logs)
        cu_engine_log(connection->engine,
                      &(cupel_log_record){ .kind = CUPEL_LOG_STATEMENT,
                                           .code = code,
                                           .text = sql,
                                           .sets = 1,
                                           .rows = -1,
                                           .nanoseconds = cu_clock_now() - begun });
    return code == CUPEL_OK ? code : cu_connection_failed(connection, sql, error);
}

cupel_code cu_connection_run(cupel_connection *connection, const char *sql, cu_error *error)
{
    return cu_connection_execute(connection, sql, strlen(sql), error);
}

/* ---- transactions ------------------------------------------------------------------------------ */

bool cu_connection_in_transaction(const cupel_connection *connection)
{
    return connection->in_transaction;
}

/* What the database calls a level; NULL with the error set where it has none. */
static const cu_isolation_sql *find_isolation(cupel_connection *connection, cupel_isolation level,
                                              cu_error *error)
{
    static const char *const names[] = {
        [CUPEL_READ_UNCOMMITTED] = "READ_UNCOMMITTED",
        [CUPEL_READ_COMMITTED] = "READ_COMMITTED",
        [CUPEL_REPEATABLE_READ] = "REPEATABLE_READ",
        [CUPEL_SERIALIZABLE] = "SERIALIZABLE",
    };
    const cu_dialect *dialect = connection->engine->dialect;
    if (level <= CUPEL_ISOLATION_UNSET || level > CUPEL_AUTOCOMMIT) {
        cu_error_set(error, CUPEL_INVALID_ARGUMENT, "there is no isolation number %d", (int)level);
        return NULL;
    }
    const cu_isolation_sql *sql = dialect->isolation ? &dialect->isolation[level] : NULL;
    if (sql && (sql->before || sql->behind))
        return sql;
    cu_error_set(error, CUPEL_NOT_SUPPORTED, "%s has no isolation %s", dialect->sql->name,
                 names[level]);
    return NULL;
}

/* What has to be said before a transaction begins, where it stays said. */
static cupel_code set_staying(cupel_connection *connection, cupel_isolation level,
                              const cu_isolation_sql *sql, bool read_only, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    cupel_code code = CUPEL_OK;
    if (sql && sql->before && (!dialect->isolation_stays || connection->isolation_stays != level))
        code = cu_connection_run(connection, sql->before, error);
    if (code == CUPEL_OK && dialect->isolation_stays && sql)
        connection->isolation_stays = level;
    if (code == CUPEL_OK && dialect->read_only_on && read_only != connection->read_only_stays) {
        code = cu_connection_run(connection,
                                 read_only ? dialect->read_only_on : dialect->read_only_off, error);
        if (code == CUPEL_OK)
            connection->read_only_stays = read_only;
    }
    return code;
}

cupel_code cu_transaction_begin(cupel_connection *connection, const cupel_begin_options *options,
                                const char *begin, cu_error *error)
{
    const cupel_engine_options *all = &connection->engine->options;
    const cu_isolation_sql *sql = NULL;
    cupel_begin_kind kind = all->read_only ? CUPEL_BEGIN_READ_ONLY : options->kind;
    cupel_isolation level = options->isolation      ? options->isolation
                            : connection->isolation ? connection->isolation
                                                    : all->isolation;
    char text[200];
    if (!level && connection->isolation_stays)
        level = connection->engine->dialect->isolation_stays;
    if (level && level != CUPEL_AUTOCOMMIT && !(sql = find_isolation(connection, level, error)))
        return cu_error_code(error);
    cupel_code code = set_staying(connection, level, sql, kind == CUPEL_BEGIN_READ_ONLY, error);
    if (code == CUPEL_OK && level != CUPEL_AUTOCOMMIT) {
        begin = begin ? begin : connection->driver->begin_sql(connection->native, kind);
        if (sql && sql->behind) {
            snprintf(text, sizeof text, "%s%s", begin, sql->behind);
            begin = text;
        }
        code = cu_connection_run(connection, begin, error);
    }
    connection->in_transaction = code == CUPEL_OK;
    connection->automatic = code == CUPEL_OK && level == CUPEL_AUTOCOMMIT;
    connection->savepoints = 0;
    return code;
}

cupel_code cu_connection_begin_with(cupel_connection *connection,
                                    const cupel_begin_options *options, cu_error *error)
{
    if ((unsigned)options->kind > CUPEL_BEGIN_READ_ONLY)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "cupel_begin: there is no kind %d of beginning", (int)options->kind);
    return cu_transaction_begin(connection, options, NULL, error);
}

cupel_code cu_connection_begin(cupel_connection *connection, cupel_begin_kind kind, cu_error *error)
{
    if (connection->in_transaction)
        return CUPEL_OK;
    return cu_transaction_begin(connection, &(cupel_begin_options){ .kind = kind }, NULL, error);
}

/* Ends what was no transaction; false where it was one. */
static bool end_automatic(cupel_connection *connection)
{
    bool automatic = connection->automatic;
    connection->automatic = false;
    connection->in_transaction = connection->in_transaction && !automatic;
    return automatic;
}

/* Statements outside of transactions may write again. */
static cupel_code end_read_only(cupel_connection *connection, cupel_code code, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    if (!connection->read_only_stays || connection->engine->options.read_only || code != CUPEL_OK ||
        connection->in_transaction)
        return code;
    connection->read_only_stays = false;
    code = cu_connection_run(connection, dialect->read_only_off, error);
    if (code != CUPEL_OK)
        connection->broken = true;
    return code;
}

cupel_code cu_connection_commit(cupel_connection *connection, cu_error *error)
{
    if (!connection->in_transaction || end_automatic(connection))
        return CUPEL_OK;
    if (*connection->xid)
        return cu_twophase_commit(connection, error);
    if (!connection->driver->in_transaction(connection->native)) {
        connection->in_transaction = false;
        return cu_error_set(
            error, CUPEL_OPERATIONAL_ERROR,
            "there is nothing to commit: the database ended the transaction when an "
            "earlier statement failed, or SQL of the program did");
    }
    cupel_code code = cu_connection_run(connection, "COMMIT", error);
    if (code == CUPEL_DISCONNECTED)
        cu_error_prefix(error, "whether the COMMIT took effect is not known: ");
    connection->in_transaction =
        code != CUPEL_OK && connection->driver->in_transaction(connection->native);
    return end_read_only(connection, code, error);
}

cupel_code cu_connection_rollback(cupel_connection *connection, cu_error *error)
{
    if (*connection->xid && !connection->broken)
        return cu_twophase_rollback(connection, error);
    end_automatic(connection);
    connection->in_transaction = false;
    if (connection->broken)
        return CUPEL_OK;
    cupel_code code = CUPEL_OK;
    if (connection->driver->in_transaction(connection->native)) {
        code = cu_connection_run(connection, "ROLLBACK", error);
        if (connection->driver->in_transaction(connection->native))
            connection->broken = true;
    }
    return end_read_only(connection, code, error);
}

/* ---- savepoints -------------------------------------------------------------------------------- */

static cupel_code transaction_mark(cupel_connection *connection, const char *verb, int level,
                                   cu_error *error)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s cupel_%d", verb, level);
    return cu_connection_run(connection, sql, error);
}

cupel_code cu_connection_savepoint(cupel_connection *connection, int level, cu_error *error)
{
    /* One that was gone back to is there still; what was done since belongs to the level above. */
    cupel_code code = connection->savepoints >= level
                          ? cu_connection_release_savepoint(connection, level, error)
                          : CUPEL_OK;
    if (code == CUPEL_OK)
        code = transaction_mark(connection, "SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level;
    return code;
}

cupel_code cu_connection_release_savepoint(cupel_connection *connection, int level, cu_error *error)
{
    cupel_code code = transaction_mark(connection, "RELEASE SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level - 1;
    return code;
}

cupel_code cu_connection_rollback_to_savepoint(cupel_connection *connection, int level,
                                               cu_error *error)
{
    cupel_code code = transaction_mark(connection, "ROLLBACK TO SAVEPOINT", level, error);
    if (code == CUPEL_OK)
        connection->savepoints = level;
    return code;
}

/* ---- for programs ------------------------------------------------------------------------------ */

/* Whether a transaction can begin. */
static cupel_code enter_outside(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK || !connection->in_transaction)
        return code;
    return cu_error_set(&connection->error, CUPEL_INVALID_REQUEST, "a transaction is open already");
}

cupel_code cupel_connection_begin_with(cupel_connection *connection,
                                       const cupel_begin_options *options)
{
    static const cupel_begin_options defaults = { 0 };
    cupel_code code = enter_outside(connection);
    return code == CUPEL_OK ? cu_connection_begin_with(connection, options ? options : &defaults,
                                                       &connection->error)
                            : code;
}

cupel_code cupel_connection_begin(cupel_connection *connection)
{
    return cupel_connection_begin_with(connection, NULL);
}

cupel_code cupel_connection_set_isolation(cupel_connection *connection, cupel_isolation isolation)
{
    cupel_code code = enter_outside(connection);
    if (code != CUPEL_OK)
        return code;
    if (isolation != CUPEL_ISOLATION_UNSET && isolation != CUPEL_AUTOCOMMIT &&
        !find_isolation(connection, isolation, &connection->error))
        return cu_error_code(&connection->error);
    connection->isolation = isolation;
    return CUPEL_OK;
}

cupel_code cupel_connection_commit(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK)
        return code;
    if (!connection->in_transaction)
        return cu_error_set(&connection->error, CUPEL_INVALID_REQUEST,
                            "no transaction is open; cupel_connection_begin() opens one");
    return cu_connection_commit(connection, &connection->error);
}

cupel_code cupel_connection_rollback(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    return code == CUPEL_OK ? cu_connection_rollback(connection, &connection->error) : code;
}

cupel_code cupel_execute_script(cupel_connection *connection, const char *sql)
{
    cupel_code code = cu_connection_enter(connection);
    if (code != CUPEL_OK)
        return code;
    if (!sql)
        return cu_error_set(&connection->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_execute_script: the SQL is NULL");
    size_t length = strlen(sql), bad;
    if (!cu_utf8_valid(sql, length, &bad)) {
        cu_error_set(&connection->error, CUPEL_INVALID_ARGUMENT, "the SQL is not UTF-8 at byte %zu",
                     bad);
        cu_error_set_reason(&connection->error, CUPEL_REASON_INVALID_TEXT);
        return CUPEL_INVALID_ARGUMENT;
    }
    return cu_connection_run(connection, sql, &connection->error);
}
