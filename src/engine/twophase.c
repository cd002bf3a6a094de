/*
 * engine/twophase.c - transactions in two phases: prepared first, in this
 * database and others, then committed in all of them.
 *
 * What is prepared belongs to the database: it stays when its connection ends,
 * and anybody can commit it by its name.
 */
#include "base/alloc.h"
#include "base/utf8.h"
#include "engine/connection_parts.h"
#include <cupel/uuid.h>

/* ---- statements -------------------------------------------------------------------------------- */

/* Runs "statement 'xid'". */
static cupel_code twophase_run(cupel_connection *connection, const char *statement, const char *xid,
                               cu_error *error)
{
    cu_buffer sql;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    cu_buffer_printf(&sql, "%s ", statement);
    cu_literal_quote(connection->engine->dialect->sql, &sql, xid, strlen(xid));
    cupel_code code = sql.failed ? cu_error_no_memory(error)
                                 : cu_connection_run(connection, cu_buffer_text(&sql), error);
    cu_buffer_free(&sql);
    return code;
}

static cupel_code twophase_run_both(cupel_connection *connection, const char *const statements[2],
                                    cu_error *error)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < 2 && statements[i] && code == CUPEL_OK; i++)
        code = twophase_run(connection, statements[i], connection->xid, error);
    return code;
}

static const cu_twophase *twophase_of(cupel_connection *connection, cu_error *error)
{
    const cu_dialect *dialect = connection->engine->dialect;
    if (!dialect->twophase)
        cu_error_set(error, CUPEL_NOT_SUPPORTED, "%s has no transactions in two phases",
                     dialect->sql->name);
    return dialect->twophase;
}

static void twophase_forget(cupel_connection *connection)
{
    connection->xid[0] = '\0';
    connection->prepared_xid = false;
    connection->in_transaction = false;
}

/* ---- beginning --------------------------------------------------------------------------------- */

static cupel_code twophase_check_name(const char *xid, cu_error *error)
{
    size_t length = strlen(xid), bad;
    if (length == 0 || length >= CU_XID_SIZE)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the name of a transaction has 1 to %d bytes, not %zu", CU_XID_SIZE - 1,
                            length);
    if (!cu_utf8_valid(xid, length, &bad))
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the name of the transaction is not UTF-8 at byte %zu", bad);
    return CUPEL_OK;
}

static cupel_code twophase_make_name(char xid[CU_XID_SIZE], cu_error *error)
{
    cupel_uuid_value uuid;
    char text[CUPEL_UUID_TEXT_SIZE];
    if (!cupel_uuid_random(&uuid))
        return cu_error_set(error, CUPEL_OPERATIONAL_ERROR,
                            "the system has no random numbers for the name of a transaction");
    cupel_uuid_format(uuid, text);
    snprintf(xid, CU_XID_SIZE, "cupel_%s", text);
    return CUPEL_OK;
}

cupel_code cu_connection_begin_twophase(cupel_connection *connection, const char *xid,
                                        cu_error *error)
{
    static const cupel_begin_options options = { .kind = CUPEL_BEGIN_WRITE };
    const cu_twophase *twophase = twophase_of(connection, error);
    char name[CU_XID_SIZE];
    if (!twophase)
        return CUPEL_NOT_SUPPORTED;
    cupel_code code = xid ? twophase_check_name(xid, error) : twophase_make_name(name, error);
    if (code != CUPEL_OK)
        return code;
    if (xid)
        memcpy(name, xid, strlen(xid) + 1);
    cu_buffer begin;
    cu_buffer_init(&begin, CU_BUFFER_MAXIMUM);
    if (twophase->begin) {
        cu_buffer_printf(&begin, "%s ", twophase->begin);
        cu_literal_quote(connection->engine->dialect->sql, &begin, name, strlen(name));
    }
    code = begin.failed
               ? cu_error_no_memory(error)
               : cu_transaction_begin(connection, &options,
                                      twophase->begin ? cu_buffer_text(&begin) : NULL, error);
    cu_buffer_free(&begin);
    if (code == CUPEL_OK && connection->automatic) {
        connection->automatic = connection->in_transaction = false;
        return cu_error_set(error, CUPEL_INVALID_REQUEST,
                            "with AUTOCOMMIT there is no transaction to be prepared");
    }
    if (code == CUPEL_OK)
        memcpy(connection->xid, name, strlen(name) + 1);
    return code;
}

/* ---- both phases ------------------------------------------------------------------------------- */

cupel_code cu_connection_prepare(cupel_connection *connection, cu_error *error)
{
    if (!*connection->xid || connection->prepared_xid)
        return cu_error_set(error, CUPEL_INVALID_REQUEST,
                            connection->prepared_xid
                                ? "the transaction is prepared already"
                                : "no transaction in two phases is open; "
                                  "cupel_connection_begin_twophase() opens one");
    const cu_twophase *twophase = connection->engine->dialect->twophase;
    cupel_code code = twophase_run_both(connection, twophase->prepare, error);
    if (code == CUPEL_OK) {
        connection->prepared_xid = true;
        return code;
    }
    cu_error ignored;
    cu_error_init(&ignored);
    (void)cu_connection_rollback(connection, &ignored);
    cu_error_free(&ignored);
    return code;
}

cupel_code cu_twophase_commit(cupel_connection *connection, cu_error *error)
{
    const cu_twophase *twophase = connection->engine->dialect->twophase;
    if (!connection->prepared_xid && !twophase->begin) {
        connection->xid[0] = '\0'; /* any other transaction */
        return cu_connection_commit(connection, error);
    }
    cupel_code code =
        connection->prepared_xid ? CUPEL_OK : cu_connection_prepare(connection, error);
    if (code == CUPEL_OK)
        code = twophase_run(connection, twophase->commit_prepared, connection->xid, error);
    if (code == CUPEL_DISCONNECTED)
        cu_error_prefix(
            error, "whether the transaction '%s' is committed is not known: ", connection->xid);
    if (code == CUPEL_OK)
        twophase_forget(connection);
    return code;
}

cupel_code cu_twophase_rollback(cupel_connection *connection, cu_error *error)
{
    const cu_twophase *twophase = connection->engine->dialect->twophase;
    cupel_code code;
    if (connection->prepared_xid) {
        code = twophase_run(connection, twophase->rollback_prepared, connection->xid, error);
    } else if (twophase->begin) {
        /* The first fails where the transaction has ended its work already. */
        cu_error first;
        cu_error_init(&first);
        (void)twophase_run(connection, twophase->rollback[0], connection->xid, &first);
        cu_error_free(&first);
        code = twophase_run(connection, twophase->rollback[1], connection->xid, error);
    } else {
        connection->xid[0] = '\0';
        return cu_connection_rollback(connection, error);
    }
    twophase_forget(connection);
    if (code != CUPEL_OK || connection->driver->in_transaction(connection->native))
        connection->broken = true; /* closing it rolls back */
    return code;
}

void cu_twophase_leave(cupel_connection *connection)
{
    if (!connection->prepared_xid)
        return;
    if (connection->engine->dialect->twophase->keeps_connection)
        connection->broken = true;
    twophase_forget(connection);
}

/* ---- for programs ------------------------------------------------------------------------------ */

/* Begins work outside of transactions; NULL where it cannot be done, which *code says. */
static const cu_twophase *twophase_enter(cupel_connection *connection, cupel_code *code)
{
    *code = cu_connection_enter(connection);
    if (*code != CUPEL_OK)
        return NULL;
    if (connection->in_transaction) {
        *code = cu_error_set(&connection->error, CUPEL_INVALID_REQUEST,
                             "a transaction is open already");
        return NULL;
    }
    *code = CUPEL_NOT_SUPPORTED;
    return twophase_of(connection, &connection->error);
}

cupel_code cupel_connection_begin_twophase(cupel_connection *connection, const char *xid)
{
    cupel_code code;
    return twophase_enter(connection, &code)
               ? cu_connection_begin_twophase(connection, xid, &connection->error)
               : code;
}

cupel_code cupel_connection_prepare(cupel_connection *connection)
{
    cupel_code code = cu_connection_enter(connection);
    return code == CUPEL_OK ? cu_connection_prepare(connection, &connection->error) : code;
}

const char *cupel_connection_xid(const cupel_connection *connection)
{
    return connection ? connection->xid : "";
}

static cupel_code twophase_end_by_name(cupel_connection *connection, const char *xid, bool commit)
{
    cupel_code code;
    const cu_twophase *twophase = twophase_enter(connection, &code);
    if (!twophase)
        return code;
    if (!xid)
        return cu_error_set(&connection->error, CUPEL_INVALID_ARGUMENT,
                            "the name of the transaction is NULL");
    code = twophase_check_name(xid, &connection->error);
    if (code != CUPEL_OK)
        return code;
    return twophase_run(connection,
                        commit ? twophase->commit_prepared : twophase->rollback_prepared, xid,
                        &connection->error);
}

cupel_code cupel_connection_commit_prepared(cupel_connection *connection, const char *xid)
{
    return twophase_end_by_name(connection, xid, true);
}

cupel_code cupel_connection_rollback_prepared(cupel_connection *connection, const char *xid)
{
    return twophase_end_by_name(connection, xid, false);
}

/* Adds a copy of a name, text or bytes, to a list that ends with NULL; false: no memory. */
static bool twophase_add_name(char ***names, size_t *count, const cupel_value *name)
{
    char **longer = cu_realloc(*names, (*count + 2) * sizeof *longer);
    if (!longer)
        return false;
    *names = longer;
    longer[*count] = longer[*count + 1] = NULL;
    if (!name)
        return true;
    longer[*count] = cu_alloc_zero((size_t)name->length + 1);
    if (!longer[*count])
        return false;
    memcpy(longer[(*count)++], name->as.data, name->length);
    return true;
}

char **cupel_connection_recover_twophase(cupel_connection *connection)
{
    cupel_code code;
    const cu_twophase *twophase = twophase_enter(connection, &code);
    char **names = NULL;
    size_t count = 0;
    if (!twophase)
        return NULL;
    cupel_result *result = cupel_execute(connection, twophase->recover);
    bool good = result && twophase_add_name(&names, &count, NULL);
    for (const cupel_row *row; good && (row = cupel_result_next(result)) != NULL;) {
        cupel_value name = cupel_row_value(row, twophase->recover_column);
        good = twophase_add_name(&names, &count, &name);
    }
    if (result && !good)
        cu_error_no_memory(&connection->error);
    code = cu_error_code(&connection->error);
    cupel_result_close(result);
    if (good && code == CUPEL_OK)
        return names;
    cupel_names_free(names);
    return NULL;
}

void cupel_names_free(char **names)
{
    for (size_t i = 0; names && names[i]; i++)
        cu_free(names[i]);
    cu_free(names);
}
