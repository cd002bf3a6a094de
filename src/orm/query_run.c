/*
 * orm/query_run.c - running queries: statement, cursor, rows, repeats.
 */
#include "base/alloc.h"
#include "base/unique.h"
#include "engine/result.h"
#include "orm/kept_options.h"
#include "orm/load_related.h"
#include "sql/type.h"

/* Some servers tell the columns of a statement that writes only with its first row. */
static cupel_code see_columns(cu_query_run *run)
{
    if (run->source || run->cursor.column_count > 0)
        return CUPEL_OK;
    run->ahead = true;
    return cu_cursor_step(&run->cursor, &run->ahead_row, &run->session->error);
}

/* ---- opening and closing ------------------------------------------------------------------------- */

/* What a step that failed left in the query. */
static cupel_code poison_code(const cupel_query *query)
{
    return query->count > 0 ? cupel_expression_code(query->items[0].expression) : CUPEL_NO_MEMORY;
}

static cupel_code poison_error(const cupel_query *query, cu_error *error)
{
    if (query->count == 0)
        return cu_error_no_memory(error);
    return cu_error_set(error, poison_code(query), "%s",
                        cupel_expression_text(query->items[0].expression));
}

/* Refuses what cannot be run at all; finds the session. */
static cupel_code begin(cu_query_run *run, const cupel_query *query)
{
    *run = (cu_query_run){ .query = query, .number = cu_unique_mark() };
    cu_arena_init(&run->scratch, 0);
    cu_arena_init(&run->batch_arena, 0);
    cu_arena_init(&run->seen.arena, 0);
    cu_arena_init(&run->linked.arena, 0);
    if (!query)
        return CUPEL_INVALID_ARGUMENT;
    bool poisoned = (query->flags & CU_QUERY_POISONED) != 0;
    if (!query->session)
        return poisoned ? poison_code(query) : CUPEL_INVALID_REQUEST;
    run->session = query->session;
    run->rows = (query->flags & CU_QUERY_ROWS) != 0;
    run->populate_existing = (query->flags & CU_QUERY_POPULATE_EXISTING) != 0;
    cupel_code code = cu_session_begin_work(run->session);
    return code == CUPEL_OK && poisoned ? poison_error(query, &run->session->error) : code;
}

/* Finds the SQL of the query, and its plan. */
static cupel_code find_compiled(cu_query_run *run)
{
    cupel_session *session = run->session;
    run->compiled = cu_query_compile(run->query, session->registry, session->engine, &session->key,
                                     &session->error);
    return run->compiled ? CUPEL_OK : cu_error_code(&session->error);
}

static cupel_code flush_first(cu_query_run *run)
{
    char what[160];
    if (run->query->flags & CU_QUERY_NO_AUTOFLUSH || !cu_session_wants_flush(run->session))
        return CUPEL_OK;
    cu_query_describe(run->query, what, sizeof what);
    return cu_session_autoflush(run->session, what);
}

static cupel_code execute(cu_query_run *run)
{
    cupel_session *session = run->session;
    cupel_code code =
        cu_gather_values(session, run->compiled, &session->key, run->query, &run->batch_arena);
    if (code != CUPEL_OK)
        return code;
    session->statements++;
    return cu_cursor_open(&run->cursor, session->connection, run->compiled, session->values.items,
                          &session->error);
}

/* Room for the values and entities of a row. */
static bool run_make_room(cu_query_run *run, const cu_load_plan *plan)
{
    cu_arena *arena = &run->batch_arena;
    run->cells = run->cells_inside;
    run->entities = run->entities_inside;
    run->links = run->links_inside;
    if (plan->column_count > CU_LENGTH(run->cells_inside))
        run->cells = cu_arena_alloc_array(arena, plan->column_count, sizeof *run->cells);
    if (plan->entity_count > CU_LENGTH(run->entities_inside)) {
        run->entities = cu_arena_alloc_array(arena, plan->entity_count, sizeof *run->entities);
        run->links = cu_arena_alloc_array(arena, plan->entity_count, sizeof *run->links);
    }
    return run->cells && run->entities && run->links;
}

bool cu_run_keep_values(cu_query_run *run)
{
    size_t count = run->source ? 0 : run->compiled->slot_count;
    if (count == 0)
        return true;
    cupel_value *copy = cu_arena_copy(&run->batch_arena, run->cursor.values, count * sizeof *copy);
    if (copy)
        run->cursor.values = copy;
    return copy != NULL;
}

static cupel_code prepare_rows(cu_query_run *run)
{
    cupel_session *session = run->session;
    run->plan = run->compiled->extension;
    cupel_code code = run->plan->by_name ? see_columns(run) : CUPEL_OK;
    if (code == CUPEL_OK && run->plan->by_name)
        code = cu_run_match_columns(run);
    if (code != CUPEL_OK)
        return code;
    const cu_load_plan *plan = run->plan;
    run->cursor.kinds = plan->kinds;
    run->alone = session->event_mask == 0;
    return run_make_room(run, plan) && cu_run_keep_options(run) &&
                   (run->alone || cu_run_keep_values(run))
               ? CUPEL_OK
               : cu_error_no_memory(&session->error);
}

/* Conditions that all came to nothing must not make a statement write every row. */
static cupel_code check_written(const cu_query_run *run)
{
    uint32_t flags = run->query->flags;
    if (!(flags & CU_QUERY_WRITES) || !(flags & CU_QUERY_VANISHED) || (flags & CU_QUERY_CRITERIA))
        return CUPEL_OK;
    return cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                        "all conditions that were given are NULL, so that every row would be "
                        "written; say cupel_true() where that is meant");
}

static cupel_code run_compiled(cu_query_run *run)
{
    cupel_code code = cu_session_begin(run->session, run->compiled->writes ? CUPEL_BEGIN_WRITE
                                                                           : CUPEL_BEGIN_DEFAULT);
    if (code == CUPEL_OK)
        code = execute(run);
    return code == CUPEL_OK ? prepare_rows(run) : code;
}

cupel_code cu_run_open(cu_query_run *run, const cupel_query *query)
{
    cupel_code code = begin(run, query);
    if (code == CUPEL_OK)
        code = check_written(run);
    if (code == CUPEL_OK)
        code = flush_first(run);
    if (code == CUPEL_OK)
        code = find_compiled(run);
    if (code == CUPEL_OK)
        code = run_compiled(run);
    if (code != CUPEL_OK)
        cu_run_close(run);
    return code;
}

/* Goes to the next row of the program's result. */
static cupel_code next_of_source(cu_query_run *run)
{
    run->row = cupel_result_next(run->source);
    const cu_error *error = cu_result_error(run->source);
    if (run->row || cu_error_code(error) == CUPEL_OK)
        return CUPEL_OK;
    return error == &run->session->error ? cu_error_code(error)
                                         : cu_error_copy(&run->session->error, error);
}

/* The first row of a program's result, by the plan of the query. */
static cupel_code begin_source(cu_query_run *run)
{
    run->plan = run->compiled->extension;
    cupel_code code = next_of_source(run);
    return code == CUPEL_OK && run->row ? prepare_rows(run) : code;
}

cupel_code cu_run_open_result(cu_query_run *run, const cupel_query *query, cupel_result *source)
{
    cupel_value text = cupel_value_expression(cupel_text_sql("-- rows of a result"));
    if (query)
        query = cu_query_step(query->session, query, CU_STEP_FROM_STATEMENT, CU_QUERY_STATEMENT, 1,
                              &text);
    else
        cu_discard_values(1, &text);
    cupel_code code = begin(run, query);
    run->source = source;
    if (code == CUPEL_OK)
        code = find_compiled(run);
    if (code == CUPEL_OK)
        code = begin_source(run);
    if (code != CUPEL_OK)
        cu_run_close(run);
    return code;
}

void cu_run_close(cu_query_run *run)
{
    cu_cursor_close(&run->cursor);
    cu_run_release_kept(run);
    for (size_t i = 0; run->followed && i < run->plan->entity_count; i++)
        cu_states_free(&run->followed[i]);
    cu_free(run->followed);
    run->followed = NULL;
    cu_map_free(&run->seen.keys);
    cu_arena_free(&run->seen.arena);
    cu_map_free(&run->linked.keys);
    cu_arena_free(&run->linked.arena);
    cu_arena_free(&run->scratch);
    cu_arena_free(&run->batch_arena);
    cu_vector_free(&run->batch);
    cu_states_free(&run->evictable);
    cu_compiled_release(run->compiled);
    run->compiled = NULL;
}

/* ---- repeats ----------------------------------------------------------------------------------- */

/* Whether the values and instances of this row were in one before; remembered where not. */
static cupel_code check_values(cu_query_run *run, bool *repeated)
{
    const cu_load_plan *plan = run->plan;
    cu_seen *seen = &run->seen;
    cu_buffer key;
    cu_buffer_init(&key, CU_BUFFER_MAXIMUM);
    for (size_t i = 0; i < plan->output_count; i++) {
        const cu_load_output *output = &plan->outputs[i];
        if (output->is_entity)
            cu_buffer_add_length(&key, (const char *)&run->entities[output->index],
                                 sizeof(cupel_object *));
        else
            cu_identity_add_value(&key, &run->cells[output->index]);
    }
    bool enough = !key.failed;
    if (enough && cu_map_get(&seen->keys, key.text, key.length)) {
        *repeated = true;
    } else if (enough) {
        void *copy = cu_arena_copy(&seen->arena, key.text, key.length);
        enough = copy && cu_map_put(&seen->keys, copy, key.length, run);
    }
    cu_buffer_free(&key);
    return enough ? CUPEL_OK : cu_error_no_memory(&run->session->error);
}

/*
 * Whether this row gives what a row before gave; *repeated false and remembered where not.  Nothing is remembered of rows
 * that are read some at a time: there may be any number, and what they gave may be freed.
 */
static cupel_code check_repeat(cu_query_run *run, bool *repeated)
{
    const cu_load_plan *plan = run->plan;
    *repeated = false;
    if (!plan->unique || plan->entity_count == 0 || run->batch_size > 0)
        return CUPEL_OK;
    if (run->rows || !run->alone || !run->entities[0])
        return check_values(run, repeated);
    /* No other run can have marked the instance in between. */
    cupel_state *state = run->entities[0]->state;
    *repeated = state->given == run->number;
    state->given = run->number;
    return CUPEL_OK;
}

/* ---- rows -------------------------------------------------------------------------------------- */

/* A value where its type is only what an expression was thought to give: as it comes, where it is another. */
static cupel_code convert_likely(cu_query_run *run, const cupel_type *type, const char *name,
                                 cupel_value *cell)
{
    const cupel_value given = *cell;
    if (cu_type_is_text(type->id) && cell->kind <= CUPEL_KIND_DOUBLE)
        return CUPEL_OK;
    cupel_code code = cu_type_read(type, cell, &run->scratch, name, &run->session->error);
    if (code == CUPEL_OK || code == CUPEL_NO_MEMORY)
        return code;
    *cell = given;
    cu_error_clear(&run->session->error);
    return CUPEL_OK;
}

/* The values of a row, of the kinds their types say. */
static cupel_code convert_values(cu_query_run *run)
{
    const cu_load_plan *plan = run->plan;
    for (size_t i = 0; i < plan->output_count; i++) {
        const cu_load_output *output = &plan->outputs[i];
        if (output->is_entity)
            continue;
        cupel_value *cell = &run->cells[output->index];
        const cupel_type *type = plan->types[output->index];
        if (cell->kind == CUPEL_KIND_NULL || type->id == CUPEL_UNTYPED ||
            (cell->kind == (uint32_t)cu_type_kind(type->id) && type->id != CUPEL_ENUM))
            continue;
        cupel_code code =
            plan->inferred && plan->inferred[output->index]
                ? convert_likely(run, type, output->name, cell)
                : cu_type_read(type, cell, &run->scratch, output->name, &run->session->error);
        if (code != CUPEL_OK)
            return code;
    }
    return CUPEL_OK;
}

void cu_run_forget_rows(cu_query_run *run)
{
    memset(run->entities, 0, run->plan->entity_count * sizeof *run->entities);
    memset(run->links, 0, run->plan->entity_count * sizeof *run->links);
    cu_map_clear(&run->linked.keys);
    cu_arena_reset(&run->linked.arena);
}

/* The columns that are wanted of every row. */
static cupel_code read_early(cu_query_run *run)
{
    const cu_load_plan *plan = run->plan;
    size_t count = plan->early ? plan->early_count : run->cursor.column_count;
    return cu_cursor_read_columns(&run->cursor, count, plan->early, run->cells,
                                  &run->session->error);
}

static cupel_code read_row(cu_query_run *run)
{
    cupel_session *session = run->session;
    const cu_load_plan *plan = run->plan;
    const cu_loading loading = { .session = session,
                                 .cursor = run->source ? NULL : &run->cursor,
                                 .cells = run->cells,
                                 .scratch = &run->scratch,
                                 .populate_existing = run->populate_existing,
                                 .versioned = (run->query->flags & CU_QUERY_VERSIONED) != 0 };
    if (run->scratch.chunk)
        cu_arena_free(&run->scratch);
    if (CU_UNLIKELY(!run->alone))
        cu_run_forget_rows(run);
    cupel_code code = run->source ? CUPEL_OK : read_early(run);
    if (code == CUPEL_OK)
        code = CU_LIKELY(!run->kept)
                   ? cu_load_row(&loading, plan->entities, plan->entity_count, run->entities)
                   : cu_load_row_kept(run, &loading);
    if (code == CUPEL_OK && plan->linked)
        code = cu_link_row(run);
    if (code == CUPEL_OK && plan->after_count > 0)
        code = cu_note_followed(run);
    return code == CUPEL_OK && run->rows ? convert_values(run) : code;
}

static cu_row_shape *make_shape(cu_query_run *run, cu_arena *arena)
{
    const cu_load_plan *plan = run->plan;
    cu_row_shape *shape = cu_row_shape_new(arena, plan->output_count, &run->session->error);
    for (size_t i = 0; shape && i < plan->output_count; i++) {
        const cu_load_output *output = &plan->outputs[i];
        char *name = cu_arena_strdup(arena, output->name);
        if (!name)
            return NULL;
        cu_row_shape_set(shape, i, name, output->is_entity ? NULL : plan->types[output->index]);
    }
    return shape;
}

/* A row to be given out, with its texts, in `arena`. */
static cupel_code make_row(cu_query_run *run, cu_arena *arena, void **out)
{
    const cu_load_plan *plan = run->plan;
    if (!run->shape)
        run->shape = make_shape(run, &run->session->arena);
    cupel_row *row = run->shape ? cu_row_new(arena, run->shape) : NULL;
    if (!row)
        return cu_error_no_memory(&run->session->error);
    for (size_t i = 0; i < plan->output_count; i++) {
        const cu_load_output *output = &plan->outputs[i];
        cupel_value value =
            output->is_entity ? (cupel_value){ .kind = CUPEL_KIND_INSTANCE,
                                               .as = { .instance = run->entities[output->index] } }
                              : run->cells[output->index];
        if (!cu_row_set(row, arena, i, &value))
            return cu_error_no_memory(&run->session->error);
    }
    *out = row;
    return CUPEL_OK;
}

/* A row of the program's result: its values are copied out, as they are converted in place. */
static cupel_code step_source(cu_query_run *run, bool *more)
{
    if (run->row_used) {
        cupel_code code = next_of_source(run);
        if (code != CUPEL_OK)
            return code;
    }
    run->row_used = true;
    *more = run->row != NULL;
    if (!run->row)
        return CUPEL_OK;
    for (size_t i = 0; i < run->plan->column_count; i++)
        run->cells[i] = cupel_row_value_at(run->row, (int)i);
    return CUPEL_OK;
}

/* To a row that does not come by a step of the cursor. */
static cupel_code step_aside(cu_query_run *run, bool *more)
{
    if (run->source)
        return step_source(run, more);
    run->ahead = false;
    *more = run->ahead_row;
    return CUPEL_OK;
}

cupel_code cu_run_step(cu_query_run *run, bool *more)
{
    cupel_code code = CUPEL_OK;
    if (CU_UNLIKELY(run->source || run->ahead))
        code = step_aside(run, more);
    else
        code = cu_cursor_step(&run->cursor, more, &run->session->error);
    return code == CUPEL_OK && *more ? read_row(run) : code;
}

cupel_code cu_run_next(cu_query_run *run, cu_arena *arena, void **out)
{
    *out = NULL;
    for (;;) {
        bool more = false, repeated = false;
        cupel_code code = cu_run_step(run, &more);
        if (code != CUPEL_OK || !more)
            return code;
        if (code == CUPEL_OK)
            code = check_repeat(run, &repeated);
        if (code != CUPEL_OK)
            return code;
        if (repeated)
            continue;
        if (run->rows)
            return make_row(run, arena, out);
        *out = run->entities[0];
        if (*out)
            return CUPEL_OK;
    }
}
