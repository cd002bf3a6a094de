/*
 * dialects/postgresql/prepare.c - how statements are made, prepared on the server, and what columns their rows have.
 *
 * A statement is prepared when its first values are known, as the types of its
 * parameters are theirs, and again where values of other types come.
 */
#include "dialects/postgresql/driver.h"

#include "base/alloc.h"
#include <stdio.h>
#include <strings.h>

/* ---- making ------------------------------------------------------------------------------------ */

void cu_postgresql_forget_columns(cupel_driver_statement *statement)
{
    cu_free(statement->forms);
    cu_free(statement->names);
    statement->forms = NULL;
    statement->names = NULL;
    statement->column_count = 0;
    statement->as_text = false;
}

static void name_statement(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    snprintf(statement->name, sizeof statement->name, "cupel_%llu",
             (unsigned long long)++connection->last_statement);
}

void cu_postgresql_forget_prepared(cupel_driver_connection *connection,
                                   cupel_driver_statement *statement)
{
    char sql[64];
    cu_postgresql_settle(connection);
    PGTransactionStatusType status = cu_postgresql.transaction_status(connection->native);
    if (statement->prepared && (status == PQTRANS_IDLE || status == PQTRANS_INTRANS)) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s", statement->name);
        cu_postgresql.clear(cu_postgresql_execute(connection, sql));
    }
    if (statement->prepared)
        name_statement(connection, statement);
    statement->prepared = statement->stale = false;
}

void cu_postgresql_finalize(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    cu_postgresql_forget_prepared(connection, statement);
    cu_postgresql.clear(statement->result);
    cu_postgresql_forget_columns(statement);
    cu_arena_free(&statement->cells);
    cu_buffer_free(&statement->bytes);
    cu_free(statement->types);
    cu_free(statement->untyped);
    cu_free(statement->values);
    cu_free(statement->lengths);
    cu_free(statement->formats);
    cu_free(statement->places);
    cu_free(statement->sql);
    cu_free(statement);
}

static bool make_room(cupel_driver_statement *statement)
{
    size_t count = statement->parameters;
    statement->types = cu_alloc_array(count, sizeof *statement->types);
    statement->values = cu_alloc_array(count, sizeof *statement->values);
    statement->lengths = cu_alloc_array(count, sizeof *statement->lengths);
    statement->formats = cu_alloc_array(count, sizeof *statement->formats);
    statement->places = cu_alloc_array(count, sizeof *statement->places);
    if (!statement->types || !statement->values || !statement->lengths || !statement->formats ||
        !statement->places)
        return false;
    for (size_t i = 0; i < count; i++) {
        statement->types[i] = CU_OID_UNKNOWN;
        statement->formats[i] = 0;
    }
    return true;
}

/* Whether the statement begins with one of these words. */
static bool libpq_begins_with(const char *sql, const char *const *words)
{
    sql += strspn(sql, " \t\r\n(");
    for (; *words; words++)
        if (strncasecmp(sql, *words, strlen(*words)) == 0)
            return true;
    return false;
}

cupel_code cu_postgresql_prepare(cupel_driver_connection *connection, const char *sql,
                                 size_t length, cupel_driver_statement **out,
                                 cupel_driver_error *error)
{
    static const char *const queries[] = { "SELECT", "WITH", "VALUES", NULL };
    cupel_driver_statement *statement = cu_alloc_zero(sizeof *statement);
    if (!statement)
        return cu_error_no_memory(error);
    statement->connection = connection;
    cu_arena_init(&statement->cells, 0);
    cu_buffer_init(&statement->bytes, CU_BUFFER_MAXIMUM);
    statement->sql = cu_strndup(sql, length);
    if (statement->sql) {
        statement->parameters = cu_postgresql_count_parameters(statement->sql);
        statement->is_query = libpq_begins_with(statement->sql, queries);
        statement->harmless = cu_postgresql_is_harmless(statement->sql);
        statement->plain = cu_postgresql_is_plain(statement->sql);
        statement->changes_settings = cu_postgresql_changes_settings(statement->sql);
    }
    if (!statement->sql || !make_room(statement) || !cu_postgresql_find_untyped(statement)) {
        cu_postgresql_finalize(connection, statement);
        return cu_error_no_memory(error);
    }
    name_statement(connection, statement);
    /* Without parameters there is nothing to wait for. */
    cupel_code code = statement->parameters == 0
                          ? cu_postgresql_prepare_for(statement, 0, NULL, error)
                          : CUPEL_OK;
    if (code == CUPEL_OK)
        *out = statement;
    else
        cu_postgresql_finalize(connection, statement);
    return code;
}

/* ---- columns ----------------------------------------------------------------------------------- */

/* Keeps what columns the rows will have. */
static cupel_code describe(cupel_driver_statement *statement, const PGresult *result,
                           cu_error *error)
{
    int count = cu_postgresql.column_count(result);
    size_t size = 0;
    cu_postgresql_forget_columns(statement);
    if (count == 0)
        return CUPEL_OK;
    for (int i = 0; i < count; i++)
        size += strlen(cu_postgresql.column_name(result, i)) + 1;
    statement->forms = cu_alloc_array((size_t)count, sizeof *statement->forms);
    statement->names = cu_alloc((size_t)count * sizeof *statement->names + size);
    if (!statement->forms || !statement->names)
        return cu_error_no_memory(error);
    char *text = (char *)(statement->names + count);
    for (int i = 0; i < count; i++) {
        const char *name = cu_postgresql.column_name(result, i);
        size_t length = strlen(name) + 1;
        statement->names[i] = memcpy(text, name, length);
        text += length;
        statement->forms[i] = (uint8_t)cu_postgresql_form_of(cu_postgresql.column_type(result, i));
        statement->as_text |= statement->forms[i] == CU_FORM_OTHER;
    }
    statement->column_count = (size_t)count;
    return CUPEL_OK;
}

/* The server cannot tell the types of parameters that are only counted, say: they are texts then. */
static bool declare_texts(cupel_driver_statement *statement, const PGresult *result)
{
    const char *state = cu_postgresql.result_error_field(result, PG_DIAG_SQLSTATE);
    bool any = false;
    if (!state || strcmp(state, "42P18") != 0 ||
        cu_postgresql.transaction_status(statement->connection->native) == PQTRANS_INERROR)
        return false;
    for (size_t i = 0; i < statement->parameters; i++)
        if (statement->types[i] == CU_OID_UNKNOWN) {
            statement->types[i] = CU_OID_TEXT;
            any = true;
        }
    return any;
}

static PGresult *send_text(cupel_driver_statement *statement)
{
    cupel_driver_connection *connection = statement->connection;
    int sent = cu_postgresql.send_prepare(connection->native, statement->name, statement->sql,
                                          (int)statement->parameters, statement->types);
    return cu_postgresql_last_result(connection, sent);
}

/*
 * Older versions of libpq take what the server says of a statement's parameters, 4 bytes each, for nonsense where it is
 * longer than 30000 bytes, and give the connection up.
 */
#define DESCRIBED_BEFORE_150020 ((30000 - 6) / 4)

static bool too_many_described(const cupel_driver_statement *statement, cu_error *error)
{
    int version = cu_postgresql.client_version();
    if (statement->parameters <= DESCRIBED_BEFORE_150020 || version >= 150020)
        return false;
    cu_error_set(
        error, CUPEL_NOT_SUPPORTED,
        "the statement has %zu parameters, but libpq %d.%d can only be told of %d; install "
        "libpq 15.20, or use several statements",
        statement->parameters, version / 10000, version % 10000, DESCRIBED_BEFORE_150020);
    return true;
}

cupel_code cu_postgresql_prepare_again(cupel_driver_statement *statement, cu_error *error)
{
    cupel_driver_connection *connection = statement->connection;
    if (too_many_described(statement, error))
        return CUPEL_NOT_SUPPORTED;
    cupel_code code = cu_postgresql_start(connection, error);
    if (code != CUPEL_OK)
        return code;
    PGresult *result = send_text(statement);
    if (!cu_postgresql_succeeded(result) && result && declare_texts(statement, result)) {
        cu_postgresql.clear(result);
        result = send_text(statement);
    }
    if (!cu_postgresql_succeeded(result))
        code = cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    if (code != CUPEL_OK)
        return code;
    statement->prepared = true;
    result = cu_postgresql_last_result(
        connection, cu_postgresql.send_describe(connection->native, statement->name));
    code = cu_postgresql_succeeded(result) ? describe(statement, result, error)
                                           : cu_postgresql_fail(connection, result, error);
    cu_postgresql.clear(result);
    return code;
}

cupel_code cu_postgresql_prepare_for(cupel_driver_statement *statement, size_t count,
                                     const cupel_value *values, cu_error *error)
{
    bool again = !statement->prepared || statement->stale;
    cupel_code code = cu_postgresql_encode_values(statement, count, values, &again, error);
    if (code != CUPEL_OK || !again)
        return code;
    cu_postgresql_forget_prepared(statement->connection, statement);
    return cu_postgresql_prepare_again(statement, error);
}
