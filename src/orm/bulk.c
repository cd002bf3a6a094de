/*
 * orm/bulk.c - UPDATE and DELETE of all rows that a query finds.
 *
 * A query and what is to be done with its rows are one more step of the query, so
 * that the statement's structure, its parameters and its place in the cache are
 * found as those of any query are.
 */
#include "orm/bulk.h"
#include "orm/event.h"
#include "orm/identity.h"
#include "orm/load.h"
#include "orm/query_composite.h"
#include "orm/query_inherit.h"
#include "orm/query_write.h"
#include "orm/unit_of_work.h"
#include "sql/expression.h"

/* ---- whether it can be done ---------------------------------------------------------------------- */

const char *cu_bulk_name(const cu_bulk *bulk)
{
    return bulk->kind == CU_DML_DELETE ? "cupel_delete_rows" : "cupel_update_rows";
}

static cupel_code check_query(cu_bulk *bulk)
{
    static const struct {
        uint32_t flag;
        const char *what;
    } refused[] = {
        { CU_QUERY_LIMITED, "cupel_limit(), cupel_offset() or cupel_slice()" },
        { CU_QUERY_ORDERED, "cupel_order_by()" },
        { CU_QUERY_GROUPED | CU_QUERY_HAVING, "cupel_group_by() or cupel_having()" },
        { CU_QUERY_DISTINCT, "cupel_distinct()" },
        { CU_QUERY_FROM, "cupel_join(), cupel_select_from() or cupel_select_entity_from()" },
        { CU_QUERY_STATEMENT, "cupel_from_statement()" },
    };
    cu_error *error = &bulk->session->error;
    const cupel_query *first = bulk->query;
    for (; first->parent; first = first->parent)
        if (first->kind >= CU_STEP_ENTITIES && first->kind <= CU_STEP_COMPOUND)
            return cu_error_set(error, CUPEL_INVALID_REQUEST,
                                "%s needs a query made by cupel_query() and conditions only",
                                cu_bulk_name(bulk));
    for (size_t i = 0; i < CU_LENGTH(refused); i++)
        if (bulk->query->flags & refused[i].flag)
            return cu_error_set(error, CUPEL_INVALID_REQUEST, "%s cannot be called after %s",
                                cu_bulk_name(bulk), refused[i].what);
    if ((bulk->query->flags & CU_QUERY_VANISHED) && !(bulk->query->flags & CU_QUERY_CRITERIA))
        return cu_error_set(error, CUPEL_INVALID_REQUEST,
                            "%s: all conditions that were given are NULL, so that every row would "
                            "be written; say cupel_true() where that is meant",
                            cu_bulk_name(bulk));
    if (first->kind != CU_STEP_ENTITY)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "%s needs a query for one mapped struct, made by cupel_query()",
                            cu_bulk_name(bulk));
    bulk->mapper = cu_session_mapper(bulk->session, first->of.mapping);
    return bulk->mapper ? CUPEL_OK : CUPEL_UNMAPPED_TYPE;
}

/* ---- the statement ----------------------------------------------------------------------------- */

bool cu_bulk_plan(cu_planner *planner, const cu_bulk *bulk, cu_replay *replay,
                  cu_assignment **assignments, size_t *count)
{
    size_t given = bulk->step->count, columns = bulk->mapper->table->from.column_count;
    planner->written = bulk->mapper;
    bool planned = cu_plan_query(planner, bulk->query, CU_LABEL_DISAMBIGUATE, replay);
    cu_replay_free(replay);
    *assignments = cu_arena_alloc_array(&planner->arena, given + columns, sizeof **assignments);
    if (!*assignments)
        cu_plan_no_memory(planner);
    for (size_t i = 0; i < given && planned && *assignments; i++)
        planned = cu_plan_assignment(planner, bulk->mapper->table, bulk->mapper,
                                     bulk->step->items[i].expression, &(*assignments)[i]);
    *count = given;
    if (planned && *assignments && bulk->kind == CU_DML_UPDATE)
        cu_plan_update_functions(planner, bulk->mapper->table, *assignments, count);
    return planned && !planner->failed;
}

static cu_compiled *plan_bulk(cu_planner *planner, const cu_bulk *bulk)
{
    const cupel_expr *keys[CUPEL_CONSTRAINT_COLUMNS];
    cu_replay replay;
    cu_assignment *assignments;
    size_t count;
    if (!cu_bulk_plan(planner, bulk, &replay, &assignments, &count) ||
        !cu_plan_written_conditions(planner, bulk->mapper, assignments, count,
                                    &replay.select->where))
        return NULL;
    cu_dml dml = { .kind = bulk->kind,
                   .table = &bulk->mapper->table->from,
                   .assignments = assignments,
                   .assignment_count = count,
                   .where = replay.select->where.items,
                   .where_count = replay.select->where.count,
                   .limit = bulk->limit,
                   .returning = keys };
    for (size_t i = 0; bulk->returning && i < CU_MIN(bulk->mapper->key_count, CU_LENGTH(keys)); i++)
        keys[dml.returning_count++] = cu_column_expression(&bulk->mapper->key_columns[i]->column);
    return cu_compile_dml(&dml, bulk->session->engine->dialect->sql, NULL, planner->walk,
                          planner->error);
}

cupel_code cu_bulk_write_key(const cu_bulk *bulk)
{
    cu_key *key = &bulk->session->key;
    cu_key_begin(key);
    cu_key_word(key, bulk->session->registry->id);
    cu_key_word(key, (uint64_t)bulk->limit << 1 | (uint64_t)bulk->returning);
    cu_query_write_key(key, bulk->step);
    if (key->poison && !key->failed)
        return cu_error_set(&bulk->session->error, (cupel_code)key->poison->detail, "%s",
                            key->poison->a.text);
    return key->failed ? cu_error_no_memory(&bulk->session->error) : CUPEL_OK;
}

/* The compiled statement, from the engine's cache or made now; its parameters are in the session's key. */
static cu_compiled *compile_bulk(const cu_bulk *bulk)
{
    cupel_session *session = bulk->session;
    cu_key *key = &session->key;
    cu_planner planner;
    if (cu_bulk_write_key(bulk) != CUPEL_OK)
        return NULL;
    cu_compiled *compiled =
        cu_cache_get(&session->engine->cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    cu_planner_init(&planner, session->registry, &session->error);
    planner.walk = key->walk;
    compiled = plan_bulk(&planner, bulk);
    cu_planner_free(&planner);
    if (compiled)
        cu_cache_put(&session->engine->cache, key->words.items, key->words.count, compiled);
    return compiled;
}

/* ---- running it -------------------------------------------------------------------------------- */

/* The kinds to read the columns of RETURNING as; NULL: no memory. */
static const uint8_t *returned_kinds(cu_bulk *bulk, const cu_compiled *compiled)
{
    const cu_dialect *dialect = bulk->session->engine->dialect;
    uint8_t *kinds =
        cu_arena_alloc(&bulk->evaluation.arena, CU_MAX(compiled->column_count, (size_t)1));
    for (size_t i = 0; kinds && i < compiled->column_count; i++)
        kinds[i] = (uint8_t)cu_dialect_read_kind(dialect, compiled->columns[i].type);
    return kinds;
}

/* The instance of a row that the statement wrote. */
static cupel_code note_returned(cu_bulk *bulk, cu_cursor *cursor)
{
    cupel_session *session = bulk->session;
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = cursor->compiled->column_count;
    cupel_code code = cu_cursor_read(cursor, values, &session->error);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = cu_type_read(cursor->compiled->columns[i].type, &values[i], &session->scratch,
                            cursor->compiled->columns[i].name, &session->error);
    return code == CUPEL_OK ? cu_bulk_note_key(bulk, values) : code;
}

static cupel_code step_bulk(cu_bulk *bulk, const cu_compiled *compiled, int64_t *changes)
{
    cupel_session *session = bulk->session;
    cu_cursor cursor;
    bool row = true;
    session->statements++;
    cupel_code code = cu_cursor_open(&cursor, session->connection, compiled, session->values.items,
                                     &session->error);
    if (code != CUPEL_OK)
        return code;
    cursor.kinds = bulk->returning ? returned_kinds(bulk, compiled) : NULL;
    if (bulk->returning && !cursor.kinds)
        code = cu_error_no_memory(&session->error);
    while (code == CUPEL_OK && row) {
        code = cu_cursor_step(&cursor, &row, &session->error);
        if (code == CUPEL_OK && row)
            code = note_returned(bulk, &cursor);
    }
    *changes = cu_cursor_changes(&cursor);
    cu_cursor_close(&cursor);
    return code;
}

static cupel_code run_bulk(cu_bulk *bulk, int64_t *changes)
{
    cupel_session *session = bulk->session;
    cu_compiled *compiled = compile_bulk(bulk);
    if (!compiled)
        return cu_error_code(&session->error);
    cu_arena_free(&session->scratch);
    cupel_code code =
        cu_gather_values(session, compiled, &session->key, bulk->step, &session->scratch);
    if (code == CUPEL_OK)
        code = step_bulk(bulk, compiled, changes);
    cu_compiled_release(compiled);
    return code;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static cupel_code query_fault(const cupel_query *query)
{
    cu_error *error = &query->session->error;
    if (query->count == 0)
        return cu_error_no_memory(error);
    return cu_error_set(error, cupel_expression_code(query->items[0].expression), "%s",
                        cupel_expression_text(query->items[0].expression));
}

static cupel_code begin_bulk(cu_bulk *bulk, size_t count, const cupel_value *assignments)
{
    cupel_session *session = bulk->session;
    cupel_code code = check_query(bulk);
    if (code != CUPEL_OK) {
        cu_discard_values(count, assignments);
        return code;
    }
    bulk->step = cu_query_step(session, bulk->query, CU_STEP_WRITE, 0, count, assignments);
    if (bulk->step->kind != CU_STEP_WRITE)
        return query_fault(bulk->step);
    if (!cu_spread_assignments((cupel_query *)(uintptr_t)bulk->step))
        return cu_error_no_memory(&session->error);
    ((cupel_query *)(uintptr_t)bulk->step)->of.number = (int64_t)bulk->kind;
    if ((bulk->query->flags & CU_QUERY_NO_AUTOFLUSH) == 0 && session->autoflush)
        code = cu_session_flush(session);
    return code == CUPEL_OK ? cu_session_begin(session, CUPEL_BEGIN_WRITE) : code;
}

static cupel_code run_synchronized(cu_bulk *bulk, int64_t *changes)
{
    cupel_code code = cu_bulk_find_instances(bulk);
    if (code == CUPEL_OK)
        code = run_bulk(bulk, changes);
    if (code == CUPEL_OK)
        code = cu_bulk_synchronize(bulk);
    cu_bulk_free(bulk);
    return code;
}

static int64_t bulk_rows(cu_bulk *bulk, size_t count, const cupel_value *assignments)
{
    int64_t changes = -1;
    const cupel_query *query = bulk->query;
    bulk->session = query ? query->session : NULL;
    if (!bulk->session || cu_session_begin_work(bulk->session) != CUPEL_OK) {
        cu_discard_values(count, assignments);
        return -1;
    }
    query = bulk->query =
        cu_event_query(query,
                       bulk->kind == CU_DML_DELETE ? CUPEL_EVENT_BEFORE_DELETE_ROWS
                                                   : CUPEL_EVENT_BEFORE_UPDATE_ROWS,
                       NULL, NULL);
    cupel_code code;
    if (query->flags & CU_QUERY_POISONED) {
        cu_discard_values(count, assignments);
        code = query_fault(query);
    } else {
        code = begin_bulk(bulk, count, assignments);
    }
    if (code == CUPEL_OK)
        code = run_synchronized(bulk, &changes);
    return code == CUPEL_OK ? changes : -1;
}

static int64_t refuse_bulk(const cupel_query *query, size_t count, const cupel_value *assignments,
                           const char *why)
{
    cu_discard_values(count, assignments);
    if (query && query->session && cu_session_begin_work(query->session) == CUPEL_OK)
        cu_error_set(&query->session->error, CUPEL_INVALID_ARGUMENT, "%s", why);
    return -1;
}

static bool is_synchronize(cupel_synchronize synchronize)
{
    return (unsigned)synchronize <= CUPEL_SYNCHRONIZE_NOT;
}

int64_t cupel_update_rows_with(const cupel_query *query, cupel_synchronize synchronize,
                               const cupel_update_options *options, size_t count,
                               const cupel_value *assignments)
{
    cu_bulk bulk = { .query = query,
                     .kind = CU_DML_UPDATE,
                     .synchronize = synchronize,
                     .limit = options ? options->mysql_limit : 0 };
    if (!is_synchronize(synchronize))
        return refuse_bulk(query, count, assignments,
                           "cupel_update_rows: that is no cupel_synchronize");
    if (count == 0)
        return refuse_bulk(query, count, assignments,
                           "cupel_update_rows: there is nothing to assign");
    if (bulk.limit < 0)
        return refuse_bulk(query, count, assignments,
                           "cupel_update_rows: .mysql_limit is negative");
    return bulk_rows(&bulk, count, assignments);
}

int64_t cupel_update_rows_values(const cupel_query *query, cupel_synchronize synchronize,
                                 size_t count, const cupel_value *assignments)
{
    return cupel_update_rows_with(query, synchronize, NULL, count, assignments);
}

int64_t cupel_delete_rows(const cupel_query *query, cupel_synchronize synchronize)
{
    cu_bulk bulk = { .query = query, .kind = CU_DML_DELETE, .synchronize = synchronize };
    if (!is_synchronize(synchronize))
        return refuse_bulk(query, 0, NULL, "cupel_delete_rows: that is no cupel_synchronize");
    return bulk_rows(&bulk, 0, NULL);
}
