/*
 * orm/statement.c - INSERT, UPDATE and DELETE built step by step, and run.
 *
 * A statement is a query whose first step says where it writes, so that building,
 * parameters, printing, the cache and rows are those of queries.
 */
#include "base/alloc.h"
#include "orm/query_composite.h"
#include "orm/query_run.h"
#include "orm/query_write.h"
#include "sql/expression.h"
#include <cupel/statement.h>

/* ---- beginning --------------------------------------------------------------------------------- */

static cupel_query *into_step(cupel_session *session, cu_dml_kind kind,
                              const cupel_mapping *mapping, const cupel_table *table)
{
    static const char *const names[] = { "cupel_insert_into", "cupel_update_of",
                                         "cupel_delete_from" };
    if (session && cu_session_is_stand_in(session))
        return &cu_no_memory_query;
    if (!mapping && !table)
        return cu_query_fail(session, NULL, CUPEL_INVALID_ARGUMENT, "%s: the %s is NULL",
                             names[kind], "mapping or table");
    cupel_query *step =
        cu_query_step(session, NULL, CU_STEP_INTO, CU_QUERY_WRITES | CU_QUERY_ROWS, 0, NULL);
    if (step->kind != CU_STEP_INTO)
        return step;
    cu_query_write *write = cu_arena_alloc_zero(cu_query_arena(step), sizeof *write);
    if (!write) {
        /* without items: no memory; the step owns what a statement without a session has */
        step->kind = CU_STEP_POISON;
        step->flags |= CU_QUERY_POISONED;
        cu_query_no_memory(session);
        return step;
    }
    *write = (cu_query_write){ .kind = (int)kind, .mapping = mapping, .table = table };
    step->of.write = write;
    return step;
}

cupel_query *cupel_insert_mapping(cupel_session *session, const cupel_mapping *mapping)
{
    return into_step(session, CU_DML_INSERT, mapping, NULL);
}

cupel_query *cupel_insert_table(cupel_session *session, const cupel_table *table)
{
    return into_step(session, CU_DML_INSERT, NULL, table);
}

cupel_query *cupel_update_mapping(cupel_session *session, const cupel_mapping *mapping)
{
    return into_step(session, CU_DML_UPDATE, mapping, NULL);
}

cupel_query *cupel_update_table(cupel_session *session, const cupel_table *table)
{
    return into_step(session, CU_DML_UPDATE, NULL, table);
}

cupel_query *cupel_delete_mapping(cupel_session *session, const cupel_mapping *mapping)
{
    return into_step(session, CU_DML_DELETE, mapping, NULL);
}

cupel_query *cupel_delete_table(cupel_session *session, const cupel_table *table)
{
    return into_step(session, CU_DML_DELETE, NULL, table);
}

/* ---- assignments ------------------------------------------------------------------------------- */

/* A text names the column; a plain NULL is a value like any other, and bound as such. */
cupel_expr *cupel_assign_value(cupel_value column, cupel_value value)
{
    if (column.kind == CUPEL_KIND_TEXT)
        column = cupel_value_expression(cupel_label_reference(column.as.text));
    if (value.kind == CUPEL_KIND_NULL)
        value = cupel_value_expression(cu_bind_null());
    const cupel_value both[2] = { column, value };
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_assign", 2, both))
        return builder.result;
    builder.plain = false; /* whoever takes it for a value is told */
    return cu_make_node(&builder, CU_NODE_ASSIGN, CUPEL_OPERATOR_NONE, 2, both);
}

/* ---- steps ------------------------------------------------------------------------------------- */

enum {
    FOR_INSERT = 1 << CU_DML_INSERT,
    FOR_UPDATE = 1 << CU_DML_UPDATE,
    FOR_ANY = FOR_INSERT | FOR_UPDATE | 1 << CU_DML_DELETE
};

/* The kind of a statement. */
static cu_dml_kind kind_of_statement(const cupel_query *statement)
{
    while (statement->kind != CU_STEP_INTO)
        statement = statement->parent;
    return (cu_dml_kind)statement->of.write->kind;
}

/* A step of a statement of one of the kinds; else one that says why not. */
static cupel_query *write_step(const cupel_query *statement, const char *function, unsigned kinds,
                               cu_step_kind kind, size_t count, const cupel_value *values)
{
    static const char *const names[] = { "an INSERT", "an UPDATE", "a DELETE" };
    if (!statement || (statement->flags & CU_QUERY_POISONED)) {
        cu_discard_values(count, values);
        return statement ? (cupel_query *)(uintptr_t)statement : &cu_null_query;
    }
    bool writes = (statement->flags & CU_QUERY_WRITES) != 0;
    if (writes && (kinds >> kind_of_statement(statement) & 1)) {
        cupel_query *step = cu_query_step(statement->session, statement, kind, 0, count, values);
        return step->kind != kind || cu_spread_assignments(step)
                   ? step
                   : cu_query_no_memory(statement->session);
    }
    cu_discard_values(count, values);
    return cu_query_fail(statement->session, statement, CUPEL_INVALID_REQUEST, "%s is called on %s",
                         function, writes ? names[kind_of_statement(statement)] : "a query");
}

/* What is wrong with a list of arguments; NULL: nothing. */
static const char *list_fault(size_t count, const cupel_value *values)
{
    if (count == 0)
        return "there are no values";
    for (size_t i = 0; i < count; i++)
        if (values[i].kind != CUPEL_KIND_EXPRESSION || !values[i].as.expression)
            return "what is given is no cupel_assign(), or no column";
    return NULL;
}

static cupel_query *list_step(const cupel_query *statement, const char *function, unsigned kinds,
                              cu_step_kind kind, size_t count, const cupel_value *values)
{
    const char *fault = list_fault(count, values);
    if (!statement || !fault)
        return write_step(statement, function, kinds, kind, count, values);
    cu_discard_values(count, values);
    return cu_query_fail(statement->session, statement, CUPEL_INVALID_ARGUMENT, "%s: %s", function,
                         fault);
}

cupel_query *cupel_with_values_list(const cupel_query *statement, size_t count,
                                    const cupel_value *assignments)
{
    return list_step(statement, "cupel_with_values", FOR_INSERT | FOR_UPDATE, CU_STEP_VALUES, count,
                     assignments);
}

static bool says_about_conflicts(const cupel_query *statement)
{
    for (; statement; statement = statement->parent)
        if (statement->kind == CU_STEP_CONFLICT)
            return true;
    return false;
}

cupel_query *cupel_do_update_values(const cupel_query *statement, size_t count,
                                    const cupel_value *assignments)
{
    if (statement && !says_about_conflicts(statement) && !(statement->flags & CU_QUERY_POISONED)) {
        cu_discard_values(count, assignments);
        return cu_query_fail(statement->session, statement, CUPEL_INVALID_REQUEST,
                             "cupel_do_update comes after cupel_on_conflict()");
    }
    return list_step(statement, "cupel_do_update", FOR_INSERT, CU_STEP_DO_UPDATE, count,
                     assignments);
}

cupel_query *cupel_with_rows(const cupel_query *statement, size_t column_count,
                             const cupel_value *columns, size_t row_count,
                             const cupel_value *values)
{
    size_t count = column_count * row_count;
    const char *fault =
        row_count == 0 || !values ? "there are no rows" : list_fault(column_count, columns);
    cupel_value *all = fault || row_count > SIZE_MAX / sizeof *all / (column_count + 1)
                           ? NULL
                           : cu_alloc_array(column_count + count, sizeof *all);
    if (statement && (fault || !all)) {
        cu_discard_values(column_count, columns);
        if (values)
            cu_discard_values(count, values);
        return fault ? cu_query_fail(statement->session, statement, CUPEL_INVALID_ARGUMENT,
                                     "cupel_with_rows: %s", fault)
                     : cu_query_no_memory(statement->session);
    }
    if (!statement) {
        cu_free(all);
        cu_discard_values(column_count, columns);
        if (values)
            cu_discard_values(count, values);
        return &cu_null_query;
    }
    memcpy(all, columns, column_count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[column_count + i] =
            values[i].kind == CUPEL_KIND_NULL ? cupel_value_expression(cu_bind_null()) : values[i];
    cupel_query *step = write_step(statement, "cupel_with_rows", FOR_INSERT, CU_STEP_ROWS,
                                   column_count + count, all);
    cu_free(all);
    if (step->kind != CU_STEP_ROWS)
        return step;
    step->of.number = (int64_t)column_count;
    return cu_spread_rows(step, column_count) ? step : cu_query_no_memory(statement->session);
}

cupel_query *cupel_with_query_values(const cupel_query *statement, const cupel_query *query,
                                     size_t count, const cupel_value *columns)
{
    cupel_value items[65];
    const char *fault = !query                      ? "the query is NULL"
                        : count >= CU_LENGTH(items) ? "there are more than 64 columns"
                                                    : list_fault(count, columns);
    if (statement && fault) {
        cu_discard_values(count, columns);
        return cu_query_fail(statement->session, statement, CUPEL_INVALID_ARGUMENT,
                             "cupel_with_query: %s", fault);
    }
    if (!statement) {
        cu_discard_values(count, columns);
        return &cu_null_query;
    }
    items[0] = cupel_value_query((cupel_query *)(uintptr_t)query);
    memcpy(items + 1, columns, count * sizeof *items);
    return write_step(statement, "cupel_with_query", FOR_INSERT, CU_STEP_VALUES_FROM, count + 1,
                      items);
}

/* ---- conflicts ----------------------------------------------------------------------------------- */

/* The expressions of the options, in the order that planning expects. */
static size_t conflict_items(const cupel_conflict_options *options, cupel_value *items)
{
    size_t count = 0;
    while (count < CUPEL_CONSTRAINT_COLUMNS && options->columns[count]) {
        items[count] = cupel_value_expression(options->columns[count]);
        count++;
    }
    if (options->index_where)
        items[count++] = cupel_value_expression(options->index_where);
    if (options->where)
        items[count++] = cupel_value_expression(options->where);
    return count;
}

cupel_query *cupel_on_conflict_with(const cupel_query *statement,
                                    const cupel_conflict_options *options)
{
    static const cupel_conflict_options none = { 0 };
    cupel_value items[CUPEL_CONSTRAINT_COLUMNS + 2];
    options = options ? options : &none;
    size_t count = conflict_items(options, items);
    cu_query_write *write = NULL;
    if (statement && !(statement->flags & CU_QUERY_POISONED)) {
        cu_arena *arena = cu_query_arena(statement);
        write = cu_arena_alloc_zero(arena, sizeof *write);
        const char *constraint = write ? cu_arena_strdup(arena, options->constraint) : NULL;
        if (!write || (options->constraint && !constraint)) {
            cu_discard_values(count, items);
            return cu_query_no_memory(statement->session);
        }
        *write = (cu_query_write){ .constraint = constraint,
                                   .index_where = options->index_where != NULL,
                                   .where = options->where != NULL };
    }
    cupel_query *step =
        write_step(statement, "cupel_on_conflict", FOR_INSERT, CU_STEP_CONFLICT, count, items);
    if (step->kind == CU_STEP_CONFLICT)
        step->of.write = write;
    return step;
}

/* ---- rows -------------------------------------------------------------------------------------- */

cupel_query *cupel_returning_values(const cupel_query *statement, size_t count,
                                    const cupel_value *values)
{
    cupel_query *refused = statement ? cu_check_selected("cupel_returning", statement->session,
                                                         statement, count, values)
                                     : NULL;
    if (refused)
        return refused;
    bool one = cu_is_one_entity(count, values);
    cupel_query *step =
        write_step(statement, "cupel_returning", FOR_ANY, CU_STEP_RETURNING, count, values);
    if (step->kind == CU_STEP_RETURNING)
        step->flags =
            one ? step->flags & ~(uint32_t)CU_QUERY_ROWS : step->flags | (uint32_t)CU_QUERY_ROWS;
    return step;
}

/* ---- running ----------------------------------------------------------------------------------- */

static cupel_code check_statement(const cupel_query *statement, const char *function)
{
    if (!statement || !statement->session)
        return CUPEL_INVALID_ARGUMENT;
    cupel_session *session = statement->session;
    cupel_code code = cu_session_begin_work(session);
    if (code != CUPEL_OK || (statement->flags & CU_QUERY_POISONED))
        return code; /* opening it says what is wrong */
    if (!(statement->flags & CU_QUERY_WRITES))
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "%s runs an INSERT, UPDATE or DELETE; a query is run by asking for "
                            "what it gives: cupel_all() and its kin",
                            function);
    return CUPEL_OK;
}

/* Runs it to its end; the first column of its last row, if it gives any, into *value. */
static cupel_code run_statement(const cupel_query *statement, const char *function,
                                int64_t *changes, int64_t *key, cupel_value *value)
{
    cu_query_run run;
    bool more = true;
    cupel_code code = check_statement(statement, function);
    if (code == CUPEL_OK)
        code = cu_run_open(&run, statement);
    if (code != CUPEL_OK)
        return code;
    while (code == CUPEL_OK && more) {
        code = cu_run_step(&run, &more);
        if (code == CUPEL_OK && more && value)
            *value = run.cells[0];
    }
    *changes = cu_cursor_changes(&run.cursor);
    *key = cu_cursor_last_insert_id(&run.cursor);
    cu_run_close(&run);
    return code;
}

int64_t cupel_run(const cupel_query *statement)
{
    int64_t changes, key;
    return run_statement(statement, "cupel_run", &changes, &key, NULL) == CUPEL_OK ? changes : -1;
}

/* The table that a statement writes; NULL with the session's error set. */
static const cu_table *table_of(const cupel_query *statement)
{
    cupel_registry *registry = statement->session->registry;
    while (statement->kind != CU_STEP_INTO)
        statement = statement->parent;
    const cu_query_write *write = statement->of.write;
    if (!write->mapping)
        return cu_described_table(&registry->metadata, write->table);
    const cu_mapper *mapper = cu_session_mapper(statement->session, write->mapping);
    return mapper ? mapper->table : NULL;
}

/* The column whose value the database makes; NULL: there is none. */
static const cu_column *generated_column(const cu_table *table)
{
    for (size_t i = 0; i < table->from.column_count; i++)
        if (cu_table_column_at(table, i)->autoincrement)
            return table->from.columns[i];
    return NULL;
}

static cupel_code insert_key(const cupel_query *insert, int64_t *key)
{
    cupel_session *session = insert->session;
    int64_t changes = 0;
    cupel_value value = cupel_value_null();
    const cu_table *table = table_of(insert);
    const cu_column *column = table ? generated_column(table) : NULL;
    if (!column)
        return cu_error_code(&session->error) != CUPEL_OK
                   ? cu_error_code(&session->error)
                   : cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                  "cupel_insert_key: the table has no key that the database makes");
    /* a row that was updated instead leaves the last id as it was */
    const cu_sql_dialect *sql = session->engine->dialect->sql;
    bool last_id = sql->keys_by_last_id &&
                   !(says_about_conflicts(insert) && (sql->capabilities & CU_CAN_RETURNING));
    if (!last_id) {
        cupel_value returned =
            cupel_value_expression((cupel_expr *)(uintptr_t)cu_column_expression(column));
        insert = cupel_returning_values(insert, 1, &returned);
    }
    cupel_code code = run_statement(insert, "cupel_insert_key", &changes, key, &value);
    if (code != CUPEL_OK)
        return code;
    if (changes != 1 || (last_id && *key == 0))
        return cu_error_set(&session->error, CUPEL_NO_RESULT_FOUND,
                            "cupel_insert_key: %lld rows were inserted, not one",
                            (long long)changes);
    if (!last_id)
        *key = value.as.integer;
    return CUPEL_OK;
}

bool cupel_insert_key(const cupel_query *insert, int64_t *key)
{
    int64_t made = 0;
    if (!key || check_statement(insert, "cupel_insert_key") != CUPEL_OK)
        return false;
    bool poisoned = (insert->flags & CU_QUERY_POISONED) != 0;
    cupel_code code;
    if (!poisoned && kind_of_statement(insert) != CU_DML_INSERT)
        code = cu_error_set(&insert->session->error, CUPEL_INVALID_REQUEST,
                            "cupel_insert_key runs an INSERT");
    else
        code = poisoned ? run_statement(insert, "", &made, &made, NULL) : insert_key(insert, &made);
    if (code == CUPEL_OK)
        *key = made;
    return code == CUPEL_OK;
}
