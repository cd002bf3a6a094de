/*
 * orm/bulk.c - UPDATE and DELETE of all rows that a query finds.
 *
 * A query and what is to be done with its rows are one more step of the query, so
 * that the statement's structure, its parameters and its place in the cache are
 * found as those of any query are.
 */
#include "base/alloc.h"
#include "orm/identity.h"
#include "orm/load.h"
#include "orm/query_plan.h"
#include "orm/query_run.h"
#include "orm/unit_of_work.h"
#include "sql/dml.h"
#include <cupel/rows.h>

cupel_expr *cupel_assign_value(cupel_value column, cupel_value value)
{
    const cupel_value both[2] = { column, value };
    return cupel_list_values(2, both);
}

/* One statement of this kind. */
typedef struct bulk_work {
    cupel_session *session;
    const cupel_query *query; /* whose rows */
    const cupel_query *step;  /* the query with what is done */
    cu_mapper *mapper;
    cu_dml_kind kind;
    bool fetch;
    cu_vector(cupel_state *) states; /* that the session has of the rows */
} bulk_work;

/* ---- whether it can be done ---------------------------------------------------------------------- */

static const char *bulk_name(cu_dml_kind kind)
{
    return kind == CU_DML_DELETE ? "cupel_delete_rows" : "cupel_update_rows";
}

static cupel_code check_query(bulk_work *work)
{
    static const struct {
        uint32_t flag;
        const char *what;
    } refused[] = {
        { CU_QUERY_LIMITED, "cupel_limit(), cupel_offset() or cupel_slice()" },
        { CU_QUERY_ORDERED, "cupel_order_by()" },
        { CU_QUERY_GROUPED | CU_QUERY_HAVING, "cupel_group_by() or cupel_having()" },
        { CU_QUERY_DISTINCT, "cupel_distinct()" },
        { CU_QUERY_FROM, "cupel_join() or cupel_select_from()" },
        { CU_QUERY_STATEMENT, "cupel_from_statement()" },
    };
    cu_error *error = &work->session->error;
    const cupel_query *first = work->query;
    for (size_t i = 0; i < CU_LENGTH(refused); i++)
        if (work->query->flags & refused[i].flag)
            return cu_error_set(error, CUPEL_INVALID_REQUEST, "%s cannot be called after %s",
                                bulk_name(work->kind), refused[i].what);
    for (; first->parent; first = first->parent)
        if (first->kind >= CU_STEP_ENTITIES && first->kind <= CU_STEP_COMPOUND)
            return cu_error_set(error, CUPEL_INVALID_REQUEST,
                                "%s needs a query made by cupel_query() and conditions only",
                                bulk_name(work->kind));
    if (first->kind != CU_STEP_ENTITY)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "%s needs a query for one mapped struct, made by cupel_query()",
                            bulk_name(work->kind));
    work->mapper = cu_session_mapper(work->session, first->of.mapping);
    return work->mapper ? CUPEL_OK : CUPEL_UNMAPPED_TYPE;
}

/* ---- the statement ----------------------------------------------------------------------------- */

static bool plan_assignment(cu_planner *planner, const bulk_work *work, const cupel_expr *item,
                            cu_assignment *out)
{
    const cupel_expr *column =
        item->kind == CU_NODE_LIST && item->count == 2 ? cu_item(item, 0) : NULL;
    column = column ? cu_plan_resolve(planner, column) : NULL;
    if (planner->failed)
        return false;
    if (!column || column->kind != CU_NODE_COLUMN ||
        ((const cu_column *)(const void *)column)->from != &work->mapper->table->from) {
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "cupel_update_rows: each assignment is a cupel_assign() to a column of %s",
                     work->mapper->mapping->name);
        return false;
    }
    out->column = (const cu_column *)(const void *)column;
    out->value = cu_plan_resolve(planner, cu_item(item, 1));
    return out->value != NULL;
}

/* Other tables can only be in subqueries. */
static bool check_tables(cu_planner *planner, const bulk_work *work, const cu_dml *dml)
{
    cu_from_list froms = { 0 };
    bool enough = true;
    for (size_t i = 0; i < dml->where_count; i++)
        enough &= cu_expression_froms(dml->where[i], &planner->arena, &froms);
    for (size_t i = 0; i < dml->assignment_count; i++)
        enough &= cu_expression_froms(dml->assignments[i].value, &planner->arena, &froms);
    if (!enough)
        cu_plan_no_memory(planner);
    for (size_t i = 0; i < froms.count; i++)
        if (froms.items[i] != dml->table)
            cu_plan_fail(planner, CUPEL_NOT_SUPPORTED,
                         "%s: '%s' is not the table that is written; use cupel_in() or "
                         "cupel_exists() with a query, or cupel_any() and cupel_has()",
                         bulk_name(work->kind),
                         froms.items[i]->name ? froms.items[i]->name : "a subquery");
    return !planner->failed;
}

static cu_compiled *plan_bulk(cu_planner *planner, const bulk_work *work, uint64_t walk)
{
    cu_replay replay;
    size_t count = work->step->count;
    bool planned = cu_plan_query(planner, work->query, CU_LABEL_DISAMBIGUATE, &replay);
    cu_replay_free(&replay);
    cu_assignment *assignments = cu_arena_alloc_array(&planner->arena, count, sizeof *assignments);
    if (!assignments)
        cu_plan_no_memory(planner);
    if (!planned || !assignments)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!plan_assignment(planner, work, work->step->items[i].expression, &assignments[i]))
            return NULL;
    cu_dml dml = { .kind = work->kind,
                   .table = &work->mapper->table->from,
                   .assignments = assignments,
                   .assignment_count = count,
                   .where = replay.select->where.items,
                   .where_count = replay.select->where.count };
    if (!check_tables(planner, work, &dml))
        return NULL;
    return cu_compile_dml(&dml, work->session->engine->dialect->sql, NULL, walk, planner->error);
}

/* The compiled statement, from the engine's cache or made now; its parameters are in the session's key. */
static cu_compiled *compile_bulk(const bulk_work *work)
{
    cupel_session *session = work->session;
    cu_key *key = &session->key;
    cu_planner planner;
    cu_key_begin(key);
    cu_key_word(key, session->registry->id);
    cu_query_write_key(key, work->step);
    if (key->failed || key->poison) {
        if (key->poison && !key->failed)
            cu_error_set(&session->error, (cupel_code)key->poison->detail, "%s",
                         key->poison->a.text);
        else
            cu_error_no_memory(&session->error);
        return NULL;
    }
    cu_compiled *compiled =
        cu_cache_get(&session->engine->cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    cu_planner_init(&planner, session->registry, &session->error);
    planner.walk = key->walk;
    compiled = plan_bulk(&planner, work, key->walk);
    cu_planner_free(&planner);
    if (compiled)
        cu_cache_put(&session->engine->cache, key->words.items, key->words.count, compiled);
    return compiled;
}

static cupel_code run_bulk(const bulk_work *work, int64_t *changes)
{
    cupel_session *session = work->session;
    cu_cursor cursor;
    bool row = true;
    cu_compiled *compiled = compile_bulk(work);
    if (!compiled)
        return cu_error_code(&session->error);
    cu_arena_free(&session->scratch);
    cupel_code code = cu_gather_values(session, compiled, &session->key, work->step);
    if (code == CUPEL_OK) {
        session->statements++;
        code = cu_cursor_open(&cursor, session->connection, compiled, session->values.items,
                              &session->error);
        while (code == CUPEL_OK && row)
            code = cu_cursor_step(&cursor, &row, &session->error);
        *changes = cu_cursor_changes(&cursor);
        cu_cursor_close(&cursor);
    }
    cu_compiled_release(compiled);
    return code;
}

/* ---- what the session has of the rows -------------------------------------------------------------- */

/* Whether the session has any instance that could be meant. */
static bool has_instances(const bulk_work *work)
{
    const cu_identity_table *table = cu_session_identities(work->session, work->mapper);
    return table && table->count > 0;
}

/* SELECT the keys of the rows, and note those that are loaded. */
static cupel_code fetch_states(bulk_work *work)
{
    cupel_session *session = work->session;
    cu_mapper *mapper = work->mapper;
    cupel_value columns[CUPEL_CONSTRAINT_COLUMNS], values[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = CU_MIN(mapper->key_count, CU_LENGTH(columns));
    for (size_t i = 0; i < count; i++)
        columns[i] = cupel_value_expression(
            cupel_attribute_at(mapper->mapping, mapper->keys[i]->attribute->offset));
    cupel_query *keys =
        cupel_autoflush(cupel_with_entities_values(work->query, count, columns), false);
    cupel_cursor cursor = cupel_cursor_open(keys);
    const cupel_row *row;
    cupel_code code = CUPEL_OK;
    while (code == CUPEL_OK && (row = cupel_cursor_row(&cursor)) != NULL) {
        for (size_t i = 0; i < count; i++)
            values[i] = cupel_row_value_at(row, (int)i);
        cu_identity_buffer buffer = { .bytes = NULL };
        cu_identity identity;
        if (!cu_identity_of_values(mapper, values, &buffer, &identity)) {
            code = cu_error_no_memory(&session->error);
        } else {
            cupel_state *state =
                cu_identity_find(cu_session_identities(session, mapper), mapper, &identity);
            if (state && !cu_vector_push(&work->states, state))
                code = cu_error_no_memory(&session->error);
        }
        cu_identity_buffer_free(&buffer);
    }
    cupel_cursor_close(&cursor);
    return code == CUPEL_OK ? cu_error_code(&session->error) : code;
}

static cupel_code synchronize_one(const bulk_work *work, cupel_state *state)
{
    cupel_session *session = work->session;
    if (work->kind == CU_DML_DELETE) {
        if (!cu_states_reserve(&session->died, 1))
            return cu_error_no_memory(&session->error);
        cu_session_enter_deleted(session, state);
        return CUPEL_OK;
    }
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < work->step->count && code == CUPEL_OK; i++) {
        const cupel_expr *column = cu_item(work->step->items[i].expression, 0);
        if (column->kind == CU_NODE_ATTRIBUTE)
            code = cupel_expire_attribute_at(
                session, state->object, ((const cupel_attribute *)(const void *)column)->offset);
    }
    return code;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static cupel_code begin_bulk(bulk_work *work)
{
    cupel_session *session = work->session;
    cupel_code code = cu_session_begin_work(session);
    if (code == CUPEL_OK)
        code = check_query(work);
    if (code == CUPEL_OK && (work->query->flags & CU_QUERY_NO_AUTOFLUSH) == 0)
        code = cu_session_flush(session);
    if (code == CUPEL_OK)
        code = cu_session_begin(session, CUPEL_BEGIN_WRITE);
    return code;
}

static int64_t bulk_rows(const cupel_query *query, cu_dml_kind kind, cupel_synchronize synchronize,
                         size_t count, const cupel_value *assignments)
{
    int64_t changes = -1;
    bulk_work work = { .query = query, .kind = kind };
    work.session = query ? query->session : NULL;
    if (!work.session || (query->flags & CU_QUERY_POISONED)) {
        cu_discard_values(count, assignments);
        if (work.session && cu_session_begin_work(work.session) == CUPEL_OK) {
            if (query->count > 0)
                cu_error_set(&work.session->error,
                             cupel_expression_code(query->items[0].expression), "%s",
                             cupel_expression_text(query->items[0].expression));
            else
                cu_error_no_memory(&work.session->error);
        }
        return -1;
    }
    work.step = cu_query_step(work.session, query, CU_STEP_WRITE, 0, count, assignments);
    cupel_code code = begin_bulk(&work);
    if (code == CUPEL_OK && work.step->kind != CU_STEP_WRITE)
        code = work.step->count > 0
                   ? cu_error_set(&work.session->error,
                                  cupel_expression_code(work.step->items[0].expression), "%s",
                                  cupel_expression_text(work.step->items[0].expression))
                   : cu_error_no_memory(&work.session->error);
    if (code == CUPEL_OK && !work.mapper)
        code = CUPEL_UNMAPPED_TYPE; /* found above, or begin_bulk would have said so */
    if (code == CUPEL_OK)
        ((cupel_query *)(uintptr_t)work.step)->of.number = (int64_t)kind;
    if (code == CUPEL_OK && synchronize != CUPEL_SYNCHRONIZE_NOT && has_instances(&work))
        code = fetch_states(&work);
    if (code == CUPEL_OK)
        code = run_bulk(&work, &changes);
    for (size_t i = 0; i < work.states.count && code == CUPEL_OK; i++)
        code = synchronize_one(&work, work.states.items[i]);
    cu_vector_free(&work.states);
    return code == CUPEL_OK ? changes : -1;
}

int64_t cupel_update_rows_values(const cupel_query *query, cupel_synchronize synchronize,
                                 size_t count, const cupel_value *assignments)
{
    if (query && query->session && count == 0) {
        if (cu_session_begin_work(query->session) == CUPEL_OK)
            cu_error_set(&query->session->error, CUPEL_INVALID_ARGUMENT,
                         "cupel_update_rows: there is nothing to assign");
        return -1;
    }
    return bulk_rows(query, CU_DML_UPDATE, synchronize, count, assignments);
}

int64_t cupel_delete_rows(const cupel_query *query, cupel_synchronize synchronize)
{
    return bulk_rows(query, CU_DML_DELETE, synchronize, 0, NULL);
}
