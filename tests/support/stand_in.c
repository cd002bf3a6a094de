/*
 * support/stand_in.c - a driver that knows no database.
 */
#include "stand_in.h"

#include "base/alloc.h"
#include "engine/engine.h"

#include <ctype.h>
#include <stdio.h>

enum { MOST_COLUMNS = 60, MOST_NAME = 80 };

struct cupel_driver_connection {
    bool in_transaction;
};

struct cupel_driver_statement {
    size_t columns, parameters;
    bool row_given;
    char names[MOST_COLUMNS][MOST_NAME];
};

/* ---- what a statement says of its rows ------------------------------------------------------------ */

/* What follows the first of these words that stands outside of parentheses; NULL: there is none. */
static const char *behind_word(const char *sql, const char *word)
{
    int depth = 0;
    size_t length = strlen(word);
    for (const char *at = sql; *at; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth == 0 && strncmp(at, word, length) == 0)
            return at + length;
    }
    return NULL;
}

/* "users.id AS users_id" and "users.id" are called by what is last. */
static void name_column(cupel_driver_statement *statement, const char *item, size_t length)
{
    size_t begin = length;
    while (begin > 0 && item[begin - 1] != '.' && !isspace((unsigned char)item[begin - 1]))
        begin--;
    if (statement->columns < MOST_COLUMNS)
        snprintf(statement->names[statement->columns++], MOST_NAME, "%.*s", (int)(length - begin),
                 item + begin);
}

static void find_columns(cupel_driver_statement *statement, const char *sql)
{
    const char *item = behind_word(sql, "RETURNING ");
    int depth = 0;
    if (strncmp(sql, "SELECT ", 7) == 0)
        item = sql + 7;
    for (const char *at = item; at; at++) {
        bool last = !*at || (depth == 0 && (strncmp(at, " FROM ", 6) == 0 || *at == '\n'));
        depth += (*at == '(') - (*at == ')');
        if (!last && (*at != ',' || depth > 0))
            continue;
        name_column(statement, item, (size_t)(at - item));
        if (last)
            break;
        item = at + 1;
    }
}

/* Placeholders: ?, $1, @p1 or :1. */
static size_t count_placeholders(const char *sql)
{
    size_t count = 0;
    for (const char *at = sql; *at; at++) {
        const char *digits = at[0] == '@' && at[1] == 'p' ? at + 2 : at + 1;
        count += *at == '?' || (strchr("$@:", *at) && isdigit((unsigned char)*digits));
    }
    return count;
}

/* ---- the driver ----------------------------------------------------------------------------------- */

static cupel_code connect_stand_in(const cupel_driver_url *url, cupel_driver_connection **out,
                                   cupel_driver_error *error)
{
    (void)url;
    *out = cu_alloc_zero(sizeof **out);
    return *out ? CUPEL_OK : cu_error_no_memory(error);
}

static void close_stand_in(cupel_driver_connection *connection)
{
    cu_free(connection);
}

static bool ping_stand_in(cupel_driver_connection *connection)
{
    return connection != NULL;
}

static int stand_in_version(cupel_driver_connection *connection)
{
    (void)connection;
    return 999999; /* it can do everything */
}

static cupel_code execute_stand_in(cupel_driver_connection *connection, const char *sql,
                                   size_t length, cupel_driver_error *error)
{
    (void)error, (void)length;
    if (strcmp(sql, "BEGIN") == 0)
        connection->in_transaction = true;
    if (strcmp(sql, "COMMIT") == 0 || strcmp(sql, "ROLLBACK") == 0)
        connection->in_transaction = false;
    return CUPEL_OK;
}

static const char *begin_stand_in(cupel_driver_connection *connection, cupel_begin_kind kind)
{
    (void)connection, (void)kind;
    return "BEGIN";
}

static cupel_code prepare_stand_in(cupel_driver_connection *connection, const char *sql,
                                   size_t length, cupel_driver_statement **out,
                                   cupel_driver_error *error)
{
    (void)connection, (void)length;
    *out = cu_alloc_zero(sizeof **out);
    if (!*out)
        return cu_error_no_memory(error);
    find_columns(*out, sql);
    (*out)->parameters = count_placeholders(sql);
    return CUPEL_OK;
}

static void finalize_stand_in(cupel_driver_connection *connection,
                              cupel_driver_statement *statement)
{
    (void)connection;
    cu_free(statement);
}

static cupel_code bind_stand_in(cupel_driver_connection *connection,
                                cupel_driver_statement *statement, size_t count,
                                const cupel_value *values, cupel_driver_error *error)
{
    (void)connection, (void)values;
    if (count == statement->parameters)
        return CUPEL_OK;
    return cupel_driver_fail(error, &(cupel_driver_failure){ .code = CUPEL_INTERFACE_ERROR,
                                                             .text = "not as many values" });
}

static cupel_step step_stand_in(cupel_driver_connection *connection,
                                cupel_driver_statement *statement, cupel_driver_error *error)
{
    (void)connection, (void)error;
    bool row = statement->columns > 0 && !statement->row_given;
    statement->row_given = true;
    return row ? CUPEL_STEP_ROW : CUPEL_STEP_DONE;
}

static cupel_value one_of_kind(unsigned kind)
{
    switch (kind) {
    case CUPEL_KIND_TEXT: return cupel_value_text("1");
    case CUPEL_KIND_DOUBLE: return cupel_value_double(1);
    case CUPEL_KIND_BOOL: return cupel_value_bool(true);
    default: return cupel_value_int(1);
    }
}

static cupel_code read_stand_in(cupel_driver_connection *connection,
                                cupel_driver_statement *statement, size_t count,
                                const uint32_t *columns, const uint8_t *kinds, cupel_value *values,
                                cupel_driver_error *error)
{
    (void)connection, (void)statement, (void)error;
    for (size_t i = 0; i < count; i++) {
        size_t column = columns ? columns[i] : i;
        values[column] = one_of_kind(kinds ? kinds[column] : CUPEL_KIND_NULL);
    }
    return CUPEL_OK;
}

static void reset_stand_in(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    (void)connection;
    statement->row_given = false;
}

static size_t stand_in_columns(cupel_driver_connection *connection,
                               cupel_driver_statement *statement)
{
    (void)connection;
    return statement->columns;
}

static const char *stand_in_column(cupel_driver_connection *connection,
                                   cupel_driver_statement *statement, size_t column)
{
    (void)connection;
    return statement->names[column];
}

static size_t stand_in_parameters(cupel_driver_connection *connection,
                                  cupel_driver_statement *statement)
{
    (void)connection;
    return statement->parameters;
}

static int64_t always_one(cupel_driver_connection *connection)
{
    (void)connection;
    return 1;
}

static bool stand_in_transaction(cupel_driver_connection *connection)
{
    return connection->in_transaction;
}

static void interrupt_stand_in(cupel_driver_connection *connection)
{
    (void)connection;
}

static const cupel_driver stand_in = {
    .format = CUPEL_DRIVER_FORMAT,
    .name = "stand-in",
    .version = "1",
    .connect = connect_stand_in,
    .close = close_stand_in,
    .ping = ping_stand_in,
    .server_version = stand_in_version,
    .execute = execute_stand_in,
    .begin_sql = begin_stand_in,
    .prepare = prepare_stand_in,
    .finalize = finalize_stand_in,
    .bind = bind_stand_in,
    .step = step_stand_in,
    .read = read_stand_in,
    .reset = reset_stand_in,
    .column_count = stand_in_columns,
    .column_name = stand_in_column,
    .parameter_count = stand_in_parameters,
    .changes = always_one,
    .last_insert_id = always_one,
    .in_transaction = stand_in_transaction,
    .interrupt = interrupt_stand_in,
};

static const cupel_driver *find_stand_in(cu_error *error)
{
    (void)error;
    return &stand_in;
}

/* ---- the engine ----------------------------------------------------------------------------------- */

/* The dialects by name; engines look at them as long as they live. */
static cu_dialect dialects[10];

cupel_engine *cu_test_stand_in_open(const char *dialect, const cupel_engine_options *options)
{
    const cu_dialect *real = cu_dialect_find(dialect, strlen(dialect));
    size_t i = 0;
    while (cu_dialects[i] && cu_dialects[i] != real)
        i++;
    cu_dialect *made = &dialects[i];
    /* one that nothing connects to has no values of its own */
    *made = real->driver ? *real : *cu_dialect_find("sqlite", 6);
    made->sql = real->sql;
    made->ddl = real->ddl;
    made->driver = find_stand_in;
    made->in_memory = NULL;
    made->check_url = NULL;
    return cu_engine_open_dialect(made, "fake://host/name", options);
}
