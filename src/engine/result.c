/*
 * engine/result.c - SQL of the program, run on a connection: parameters in,
 * rows out.
 *
 * The statement is run up to its first row at once, so that what it changes is
 * changed, and what it does wrong is reported, by the call that runs it.
 */
#include "engine/result.h"
#include "engine/bind.h"
#include "engine/connection_parts.h"
#include "engine/row.h"
#include "engine/text_statement.h"
#include "sql/given.h"

#include "base/alloc.h"

#include <strings.h>

struct cupel_result {
    cupel_connection *connection;  /* NULL: it has ended with its transaction */
    cu_error *error;               /* the connection's, or its session's */
    cupel_result *next, *previous; /* on its list */
    cupel_result **list;           /* of the connection, or of what has ended */
    cupel_result **ended; /* where it goes when the connection is returned; NULL: nowhere */
    cu_arena arena;       /* values, names, the row */
    cu_compiled *compiled;
    cu_cursor cursor;
    cu_pool **held; /* the parameters that were handed over */
    size_t held_count;
    cupel_row *row;
    bool waiting;  /* there is a row that was not given out yet */
    bool complete; /* all had been given out when it ended */
    int64_t changes, last_key;
};

/* ---- parameters -------------------------------------------------------------------------------- */

/* One of the arguments: a bind with a name, or NULL for one to be passed over (it ends the macro's list). */
static cupel_code result_check_argument(const cupel_value *argument, size_t index,
                                        const cu_bind **out, cu_error *error)
{
    *out = NULL;
    if (argument->kind == CUPEL_KIND_NULL)
        return CUPEL_OK;
    const cupel_expr *expression =
        argument->kind == CUPEL_KIND_EXPRESSION ? argument->as.expression : NULL;
    if (expression && cu_is_poison(expression))
        return cu_error_set(error, cupel_expression_code(expression), "%s",
                            cupel_expression_text(expression));
    if (expression && cu_kind(expression) == CU_NODE_BIND)
        *out = (const cu_bind *)(const void *)expression;
    if (*out && (*out)->node.a.text)
        return CUPEL_OK;
    *out = NULL;
    return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                        "argument %zu after the SQL is no parameter: write cupel_bind(\"name\", "
                        "value)",
                        index + 1);
}

/* Puts a value into all slots of its name; a name that is nowhere is a mistake, so is one given twice. */
static cupel_code result_assign(const cu_compiled *compiled, const cu_bind *bind,
                                const cu_bind **slots, cu_error *error)
{
    const char *name = bind->node.a.text;
    bool found = false;
    for (size_t i = 0; i < compiled->slot_count; i++) {
        if (strcmp(compiled->slots[i].name, name) != 0)
            continue;
        if (slots[i])
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "parameter '%s' is given twice",
                                name);
        slots[i] = bind;
        found = true;
    }
    if (found)
        return CUPEL_OK;
    return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the SQL has no parameter ':%s'", name);
}

/* The value of a slot, ready to be bound. */
static cupel_code result_value(cupel_result *result, const cu_slot *slot, const cu_bind *bind,
                               cupel_value *value, cu_error *error)
{
    char what[100];
    if (!bind || (bind->required && !bind->callable))
        return cu_error_set(error, CUPEL_STATEMENT_ERROR,
                            "parameter ':%s' has no value; add cupel_bind(\"%s\", value)",
                            slot->name, slot->name);
    *value = bind->callable ? bind->callable(bind->data) : bind->value;
    snprintf(what, sizeof what, "parameter ':%s'", slot->name);
    if (value->kind >= CUPEL_KIND_EXPRESSION)
        return cu_error_set(error, CUPEL_TYPE_MISMATCH, "%s is no value but of kind %s", what,
                            cupel_kind_name((cupel_kind)value->kind));
    /* What it is compared with or stored as is only known to the database. */
    return cu_bind_value(result->connection->engine->dialect, NULL, value, &result->arena, what,
                         error);
}

static cupel_code result_bind(cupel_result *result, size_t count, const cupel_value *arguments,
                              cupel_value **out, cu_error *error)
{
    const cu_compiled *compiled = result->compiled;
    const cu_bind **binds =
        cu_arena_alloc_array(&result->arena, compiled->slot_count, sizeof *binds);
    cupel_value *values =
        cu_arena_alloc_array(&result->arena, compiled->slot_count, sizeof *values);
    cupel_code code = binds && values ? CUPEL_OK : cu_error_no_memory(error);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++) {
        const cu_bind *bind;
        code = result_check_argument(&arguments[i], i, &bind, error);
        if (code == CUPEL_OK && bind)
            code = result_assign(compiled, bind, binds, error);
    }
    for (size_t i = 0; i < compiled->slot_count && code == CUPEL_OK; i++)
        code = result_value(result, &compiled->slots[i], binds[i], &values[i], error);
    *out = values;
    return code;
}

/* Takes over what was handed over, on every path. */
static cupel_code result_hold(cupel_result *result, size_t count, const cupel_value *arguments)
{
    cupel_code code = CUPEL_OK;
    cu_pool **held = result ? cu_arena_alloc_array(&result->arena, count, sizeof *held) : NULL;
    if (!held)
        code = result ? cu_error_no_memory(result->error) : CUPEL_INVALID_ARGUMENT;
    for (size_t i = 0; i < count; i++) {
        if (arguments[i].kind != CUPEL_KIND_EXPRESSION)
            continue;
        cupel_expr *taken = cu_given(arguments[i].as.expression, "cupel_execute");
        if (taken != arguments[i].as.expression && code == CUPEL_OK)
            code = cu_error_set(result->error, cupel_expression_code(taken), "%s",
                                cupel_expression_text(taken));
        cu_pool *pool = cu_hold(taken);
        if (held)
            held[result->held_count++] = pool;
        else
            cu_release(pool);
    }
    if (result)
        result->held = held;
    return code;
}

/* ---- running ----------------------------------------------------------------------------------- */

/* Whether a statement inserts rows, so that the last generated key is its own. */
static bool result_inserts(const char *sql)
{
    sql += strspn(sql, " \t\r\n(");
    return strncasecmp(sql, "INSERT", 6) == 0 || strncasecmp(sql, "REPLACE", 7) == 0 ||
           (strncasecmp(sql, "WITH", 4) == 0 && strcasestr(sql, "INSERT"));
}

/* A row for as many columns as the statement has; names are copied, as the database may forget them. */
static cupel_code result_shape(cupel_result *result, cu_error *error)
{
    size_t count = result->cursor.column_count;
    cu_row_shape *shape = cu_row_shape_new(&result->arena, count, result->error);
    for (size_t i = 0; shape && i < count; i++) {
        const char *name = cu_cursor_column_name(&result->cursor, i);
        cu_row_shape_set(shape, i, cu_arena_strdup(&result->arena, name), NULL);
    }
    result->row = shape ? cu_row_new(&result->arena, shape) : NULL;
    return result->row && !result->arena.failed ? CUPEL_OK : cu_error_no_memory(error);
}

/* Goes to the next row and reads it; only the first step shows how many columns there are. */
static cupel_code result_step(cupel_result *result, cu_error *error)
{
    bool row = false;
    result->waiting = false;
    if (result->cursor.done)
        return CUPEL_OK;
    cupel_code code = cu_cursor_step(&result->cursor, &row, error);
    if (code == CUPEL_OK && !result->row)
        code = result_shape(result, error);
    if (code == CUPEL_OK && row)
        code = cu_cursor_read(&result->cursor, result->row->cells, error);
    result->waiting = code == CUPEL_OK && row;
    if (code == CUPEL_OK && !row) {
        result->changes = cu_cursor_changes(&result->cursor);
        if (result->changes > 0 && result_inserts(result->compiled->sql))
            result->last_key = cu_cursor_last_insert_id(&result->cursor);
    }
    return code;
}

static cupel_code result_run(cupel_result *result, size_t count, const cupel_value *arguments)
{
    cu_error *error = result->error;
    cupel_value *values = NULL;
    cupel_code code = result_bind(result, count, arguments, &values, error);
    if (code != CUPEL_OK) {
        cu_error_set_sql(error, result->compiled->sql, NULL);
        return code;
    }
    code = cu_cursor_open(&result->cursor, result->connection, result->compiled, values, error);
    if (code == CUPEL_OK)
        code = result_step(result, error);
    if (code == CUPEL_OK)
        cu_cursor_log(&result->cursor);
    return code;
}

static void result_link(cupel_result *result, cupel_result **list)
{
    result->list = list;
    result->previous = NULL;
    result->next = *list;
    if (result->next)
        result->next->previous = result;
    *list = result;
}

static void result_unlink(cupel_result *result)
{
    *(result->previous ? &result->previous->next : result->list) = result->next;
    if (result->next)
        result->next->previous = result->previous;
}

/* Gives up all a result has; an empty one gives no more rows, and can be closed. */
static void result_empty(cupel_result *result)
{
    result->complete = result->cursor.done && !result->waiting;
    cu_cursor_close(&result->cursor);
    for (size_t i = 0; i < result->held_count; i++)
        cu_release(result->held[i]);
    cu_compiled_release(result->compiled);
    cu_arena_free(&result->arena);
    result->held_count = 0;
    result->compiled = NULL;
    result->row = NULL;
    result->connection = NULL;
}

static void result_free(cupel_result *result)
{
    if (result->connection)
        result_empty(result);
    cu_free(result);
}

cupel_result *cu_result_open(cupel_connection *connection, cupel_result **ended, cu_error *error,
                             const char *sql, size_t count, const cupel_value *parameters)
{
    cupel_result *result = connection ? cu_alloc_zero(sizeof *result) : NULL;
    if (result) {
        result->connection = connection;
        result->error = error;
        result->ended = ended;
        cu_arena_init(&result->arena, 1024);
    } else if (connection) {
        cu_error_no_memory(error);
    }
    cupel_code code = result_hold(result, count, parameters);
    if (!result)
        return NULL;
    if (code == CUPEL_OK && !sql)
        cu_error_set(error, CUPEL_INVALID_ARGUMENT, "cupel_execute: the SQL is NULL");
    else if (code == CUPEL_OK)
        result->compiled = cu_text_statement(connection->engine, sql, error);
    if (!result->compiled || result_run(result, count, parameters) != CUPEL_OK) {
        result_free(result);
        return NULL;
    }
    result_link(result, &connection->results);
    return result;
}

cupel_result *cupel_execute_values(cupel_connection *connection, const char *sql, size_t count,
                                   const cupel_value *parameters)
{
    bool ready = cu_connection_enter(connection) == CUPEL_OK;
    return cu_result_open(ready ? connection : NULL, NULL, ready ? &connection->error : NULL, sql,
                          count, parameters);
}

/* ---- use --------------------------------------------------------------------------------------- */

/* What is asked of a result whose transaction has ended. */
static const cupel_row *result_is_over(const cupel_result *result)
{
    cu_error_clear(result->error);
    if (!result->complete)
        cu_error_set(result->error, CUPEL_INVALID_REQUEST,
                     "the result has ended with the transaction of its session; read it before "
                     "cupel_commit() and cupel_rollback()");
    return NULL;
}

const cupel_row *cupel_result_next(cupel_result *result)
{
    if (result && !result->connection)
        return result_is_over(result);
    if (!result || cu_connection_enter(result->connection) != CUPEL_OK)
        return NULL;
    cu_error_clear(result->error);
    if (!result->waiting && result_step(result, result->error) != CUPEL_OK)
        return NULL;
    const cupel_row *row = result->waiting ? result->row : NULL;
    if (!row)
        cu_cursor_log(&result->cursor);
    result->waiting = false;
    return row;
}

const cu_error *cu_result_error(const cupel_result *result)
{
    return result->error;
}

int64_t cupel_result_changes(const cupel_result *result)
{
    return result ? result->changes : 0;
}

int64_t cupel_result_last_key(const cupel_result *result)
{
    return result ? result->last_key : 0;
}

void cupel_result_close(cupel_result *result)
{
    if (!result)
        return;
    result_unlink(result);
    result_free(result);
}

void cu_results_close(cupel_result **list)
{
    while (*list)
        cupel_result_close(*list);
}

void cu_connection_end_results(cupel_connection *connection)
{
    while (connection->results) {
        cupel_result *result = connection->results;
        result_unlink(result);
        if (result->ended) {
            result_empty(result);
            result_link(result, result->ended);
        } else {
            result_free(result);
        }
    }
}
