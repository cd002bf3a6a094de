/*
 * dialects/mysql/aside.c - rows that are still to come, out of the way.
 *
 * While a server sends rows, nothing else can be sent to it.  What must be sent
 * all the same finds the connection free after the rest was read: into memory,
 * for whoever goes on reading later, or to nowhere.
 */
#include "base/alloc.h"
#include "dialects/mysql/driver.h"
#include <errno.h>

void cu_mysql_skip_more(cupel_driver_statement *statement)
{
    while (cu_mysql.stmt_more_results(statement->native) &&
           cu_mysql.stmt_next_result(statement->native) == 0)
        ;
}

void cu_mysql_drop_rest(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    connection->pending = NULL;
    cu_mysql.stmt_free_result(statement->native);
    cu_mysql_skip_more(statement);
    if (!connection->mysql->net.pvio)
        connection->lost = true;
}

/* Gives a cell memory of its own for its text or bytes. */
static bool maria_copy_bytes(cu_arena *arena, cupel_value *cell)
{
    if (cell->kind != CUPEL_KIND_TEXT && cell->kind != CUPEL_KIND_BLOB &&
        cell->kind != CUPEL_KIND_DECIMAL && cell->kind != CUPEL_KIND_JSON)
        return true;
    cell->as.data = cu_arena_strndup(arena, cell->as.data, cell->length);
    return cell->as.data != NULL;
}

bool cu_mysql_save_cell(cupel_driver_statement *statement, cupel_value *value)
{
    *value = statement->cells[0];
    return maria_copy_bytes(&statement->saved_arena, value);
}

static cu_mysql_saved_row *maria_copy_row(cupel_driver_statement *statement)
{
    cu_arena *arena = &statement->saved_arena;
    size_t size = statement->column_count * sizeof(cupel_value);
    cu_mysql_saved_row *row = cu_arena_alloc(arena, sizeof *row + size);
    if (!row)
        return NULL;
    row->next = NULL;
    memcpy(row->cells, statement->cells, size);
    for (size_t i = 0; i < statement->column_count; i++)
        if (!maria_copy_bytes(arena, &row->cells[i]))
            return NULL;
    return row;
}

/* Says how putting rows aside failed, to whoever comes to that row. */
static void maria_note_saved_error(cupel_driver_statement *statement, const cu_error *error)
{
    statement->saved_error = cu_alloc_zero(sizeof *statement->saved_error);
    if (!statement->saved_error)
        return;
    cu_error_init(statement->saved_error);
    cu_error_copy(statement->saved_error, error);
}

void cu_mysql_put_aside(cupel_driver_connection *connection)
{
    cupel_driver_statement *statement = connection->pending;
    if (!statement)
        return;
    if (statement->done) { /* it failed: nobody reads the rest */
        cu_mysql_drop_rest(connection, statement);
        return;
    }
    size_t size = statement->column_count * sizeof(cupel_value);
    cupel_value *current = cu_alloc(size);
    bool short_of_memory = current == NULL;
    int result = 0;
    if (current)
        memcpy(current, statement->cells, size);
    statement->saved_end = &statement->saved;
    while (!short_of_memory && (result = cu_mysql.stmt_fetch(statement->native)) == 0) {
        cu_mysql_saved_row *row = maria_copy_row(statement);
        short_of_memory = !row;
        if (!row)
            break;
        *statement->saved_end = row;
        statement->saved_end = &row->next;
    }
    if (short_of_memory || result == 1) {
        cu_error error;
        cu_error_init(&error);
        if (short_of_memory)
            cu_error_no_memory(&error);
        else
            cu_mysql_fail(connection, statement->native, &error);
        maria_note_saved_error(statement, &error);
        statement->saved_failed = true;
        cu_error_free(&error);
    }
    cu_mysql_drop_rest(connection, statement);
    if (current)
        memcpy(statement->cells, current, size);
    cu_free(current);
}

void cu_mysql_forget_saved(cupel_driver_statement *statement)
{
    cu_arena_free(&statement->saved_arena);
    if (!statement->saved_end)
        return;
    statement->saved = NULL;
    statement->saved_end = NULL;
    statement->saved_failed = false;
    if (statement->saved_error)
        cu_error_free(statement->saved_error);
    cu_free(statement->saved_error);
    statement->saved_error = NULL;
}

cupel_step cu_mysql_step_saved(cupel_driver_statement *statement, cu_error *error)
{
    cu_mysql_saved_row *row = statement->saved;
    if (row) {
        statement->saved = row->next;
        memcpy(statement->cells, row->cells, statement->column_count * sizeof(cupel_value));
        return CUPEL_STEP_ROW;
    }
    if (!statement->saved_failed)
        return CUPEL_STEP_DONE;
    if (statement->saved_error)
        cu_error_copy(error, statement->saved_error);
    else
        cu_error_no_memory(error);
    return CUPEL_STEP_FAILED;
}

/* ---- before anything is sent ------------------------------------------------------------------- */

static cupel_code maria_lost(cu_error *error)
{
    return cu_error_set(error, CUPEL_DISCONNECTED, "the connection to the server was lost");
}

cupel_code cu_mysql_begin_sending(cupel_driver_connection *connection, cu_error *error)
{
    if (connection->lost)
        return maria_lost(error);
    cu_mysql_put_aside(connection);
    errno = 0; /* it tells how waiting ended */
    return connection->lost ? maria_lost(error) : CUPEL_OK;
}
