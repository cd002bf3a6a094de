/*
 * orm/bulk_synchronize.c - the instances that a session has of the rows which one
 * statement updates or deletes.
 *
 * They are found by evaluating the conditions for each instance, or by asking the
 * database for the keys of the rows: with RETURNING where it has that, else by a
 * SELECT before the statement.  Deleted ones leave the session's identity map;
 * updated ones get the values that were assigned where these can be evaluated, or
 * else forget what they had.
 */
#include "base/alloc.h"
#include "orm/bulk.h"
#include "orm/identity.h"
#include "orm/load.h"
#include "orm/unit_of_work.h"

static cupel_code bulk_no_memory(const cu_bulk *bulk)
{
    return cu_error_no_memory(&bulk->session->error);
}

/* ---- evaluating -------------------------------------------------------------------------------- */

/* Whether an expression reads what was assigned before it, on a database where it then sees the new value. */
static bool reads_assigned(const cu_bulk *bulk, const cu_evaluator *value, size_t before)
{
    for (size_t i = 0; bulk->evaluation.rules->assigns_in_order && i < before; i++)
        if (bulk->assigned[i]->index < bulk->mapper->attribute_count &&
            cu_bit(value->reads, bulk->assigned[i]->index))
            return true;
    return false;
}

/* What the database makes anew with each UPDATE is as good as assigned. */
static void add_remade(cu_bulk *bulk)
{
    for (size_t i = 0; i < bulk->mapper->property_count; i++) {
        const cu_property *property = &bulk->mapper->properties[i];
        if (property->column->options.server_update || property->column->options.computed)
            bulk->assigned[bulk->assigned_count++] = property;
    }
    for (size_t i = 0; i < bulk->mapper->formula_count; i++)
        if (bulk->mapper->formulas[i].expression)
            bulk->assigned[bulk->assigned_count++] = &bulk->mapper->formulas[i];
}

/* What the column is in the struct, or in one that inherits and shares its table; NULL: nothing. */
static const cu_property *assigned_property(const cu_bulk *bulk, const cu_column *column)
{
    const cu_inheritance *inheritance = &bulk->mapper->inheritance;
    const cu_property *found = cu_mapper_property_of(bulk->mapper, column);
    for (size_t i = 0; i < inheritance->descendant_count && !found; i++)
        found = cu_mapper_property_of(inheritance->descendants[i], column);
    return found;
}

static cupel_code prepare_values(cu_bulk *bulk, const cu_assignment *assignments, size_t count)
{
    cu_evaluation *evaluation = &bulk->evaluation;
    size_t most = count + bulk->mapper->selected_count;
    bulk->values = cu_arena_alloc_array(&evaluation->arena, most, sizeof *bulk->values);
    bulk->assigned = cu_arena_alloc_array(&evaluation->arena, most, sizeof *bulk->assigned);
    for (size_t i = 0; i < count && !evaluation->arena.failed; i++) {
        const cu_column *column = assignments[i].column;
        const cu_property *property = assigned_property(bulk, column);
        if (!property)
            continue; /* no instance has it */
        size_t at = bulk->assigned_count;
        bulk->assigned[at] = property;
        bulk->values[at] = cu_evaluator_new(evaluation, assignments[i].value, column->node.type);
        if (bulk->values[at] && reads_assigned(bulk, bulk->values[at], at))
            bulk->values[at] = NULL;
        bulk->assigned_count++;
        bulk->moves |= property->key;
        if (!bulk->values[at] && property->key && !evaluation->arena.failed)
            return cu_error_set(&bulk->session->error, CUPEL_INVALID_REQUEST,
                                "cupel_update_rows: %s.%s is part of the primary key, and its new "
                                "value cannot be known without the database (%s); use "
                                "CUPEL_SYNCHRONIZE_NOT",
                                bulk->mapper->mapping->name, property->attribute->name,
                                evaluation->refused ? evaluation->refused : "it was assigned");
    }
    if (bulk->kind == CU_DML_UPDATE && !evaluation->arena.failed)
        add_remade(bulk);
    return evaluation->arena.failed ? bulk_no_memory(bulk) : CUPEL_OK;
}

/* The conditions, ANDed; NULL and *possible false where one cannot be evaluated. */
static const cu_evaluator **prepare_conditions(cu_bulk *bulk, const cu_expression_list *where,
                                               bool *possible)
{
    cu_evaluation *evaluation = &bulk->evaluation;
    const cu_evaluator **conditions =
        cu_arena_alloc_array(&evaluation->arena, where->count, sizeof *conditions);
    *possible = true;
    for (size_t i = 0; conditions && i < where->count && *possible; i++) {
        conditions[i] = cu_evaluator_new(evaluation, where->items[i], NULL);
        *possible = conditions[i] != NULL;
    }
    return conditions;
}

static cu_truth judge_instance(cu_bulk *bulk, const cu_evaluator **conditions, size_t count,
                               const cupel_state *state)
{
    cu_truth all = CU_TRUTH_TRUE;
    for (size_t i = 0; i < count; i++) {
        cu_truth one = cu_evaluate_condition(&bulk->evaluation, conditions[i], state);
        if (one == CU_TRUTH_FALSE || one == CU_TRUTH_NULL)
            return CU_TRUTH_FALSE;
        if (one == CU_TRUTH_UNDECIDED)
            all = one;
    }
    return all;
}

/* Whether nothing is known of an instance, so that nothing can be wrong. */
static bool is_all_expired(const cupel_state *state)
{
    for (size_t i = 0; i < state->mapper->property_count; i++)
        if (cu_state_knows(state, state->mapper->properties[i].index))
            return false;
    return true;
}

static cupel_code match_instances(cu_bulk *bulk, const cu_evaluator **conditions, size_t count)
{
    const cu_identity_table *table = cu_session_identities(bulk->session, bulk->mapper);
    for (size_t i = 0; i < table->capacity; i++) {
        cupel_state *state = table->entries[i].state;
        bool own = state && cu_mapping_is(state->mapping, bulk->mapper->mapping);
        cu_truth truth = own ? judge_instance(bulk, conditions, count, state) : CU_TRUTH_FALSE;
        if (truth == CU_TRUTH_FALSE || (truth == CU_TRUTH_UNDECIDED && is_all_expired(state)))
            continue;
        if (!cu_states_push(truth == CU_TRUTH_TRUE ? &bulk->matched : &bulk->unsure, state))
            return bulk_no_memory(bulk);
    }
    return cu_evaluation_failed(&bulk->evaluation) ? bulk_no_memory(bulk) : CUPEL_OK;
}

static cupel_code refuse_to_evaluate(const cu_bulk *bulk)
{
    return cu_error_set(&bulk->session->error, CUPEL_INVALID_REQUEST,
                        "%s: the conditions cannot be evaluated without the database, because "
                        "there is %s in them; use CUPEL_SYNCHRONIZE_FETCH, or "
                        "CUPEL_SYNCHRONIZE_NOT",
                        cu_bulk_name(bulk), bulk->evaluation.refused);
}

/* Finds the instances if it can be done without the database; *possible whether. */
static cupel_code evaluate_instances(cu_bulk *bulk, const cu_expression_list *where, bool *possible)
{
    *possible = false;
    if (bulk->synchronize == CUPEL_SYNCHRONIZE_FETCH)
        return CUPEL_OK;
    const cu_evaluator **conditions = prepare_conditions(bulk, where, possible);
    if (cu_evaluation_failed(&bulk->evaluation))
        return bulk_no_memory(bulk);
    if (*possible)
        return match_instances(bulk, conditions, where->count);
    return bulk->synchronize == CUPEL_SYNCHRONIZE_EVALUATE ? refuse_to_evaluate(bulk) : CUPEL_OK;
}

/* ---- asking the database ----------------------------------------------------------------------- */

cupel_code cu_bulk_note_key(cu_bulk *bulk, const cupel_value *values)
{
    cu_mapper *mapper = bulk->mapper;
    cu_identity_buffer buffer = { .bytes = NULL };
    cu_identity identity;
    cupel_code code = CUPEL_OK;
    if (!cu_identity_of_values(mapper, values, &buffer, &identity)) {
        code = bulk_no_memory(bulk);
    } else {
        cupel_state *state =
            cu_identity_find(cu_session_identities(bulk->session, mapper), mapper, &identity);
        if (state && cu_mapping_is(state->mapping, mapper->mapping) &&
            !cu_states_push(&bulk->matched, state))
            code = bulk_no_memory(bulk);
    }
    cu_identity_buffer_free(&buffer);
    return code;
}

/* SELECT the keys of the rows, and note those that are loaded. */
static cupel_code select_keys(cu_bulk *bulk)
{
    cupel_session *session = bulk->session;
    cu_mapper *mapper = bulk->mapper;
    cupel_value columns[CUPEL_CONSTRAINT_COLUMNS], values[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = CU_MIN(mapper->key_count, CU_LENGTH(columns));
    for (size_t i = 0; i < count; i++)
        columns[i] = cupel_value_expression(
            cupel_attribute_at(mapper->mapping, mapper->keys[i]->attribute->offset));
    cupel_query *keys =
        cupel_autoflush(cupel_with_entities_values(bulk->query, count, columns), false);
    if (keys->kind == CU_STEP_AUTOFLUSH)
        keys->flags |= CU_QUERY_OWN_TABLE;
    cupel_cursor cursor = cupel_cursor_open(keys);
    const cupel_row *row;
    cupel_code code = CUPEL_OK;
    while (code == CUPEL_OK && (row = cupel_cursor_row(&cursor)) != NULL) {
        for (size_t i = 0; i < count; i++)
            values[i] = cupel_row_value_at(row, (int)i);
        code = cu_bulk_note_key(bulk, values);
    }
    cupel_cursor_close(&cursor);
    return code == CUPEL_OK ? cu_error_code(&session->error) : code;
}

/* ---- before the statement ------------------------------------------------------------------------ */

/* Plans what is evaluated; everything that is prepared lives in the evaluation's arena. */
static cupel_code prepare_evaluation(cu_bulk *bulk, bool *possible)
{
    cupel_session *session = bulk->session;
    cu_planner planner;
    cu_replay replay;
    cu_assignment *assignments = NULL;
    size_t count = 0;
    cupel_code code = cu_bulk_write_key(bulk);
    if (code != CUPEL_OK)
        return code;
    bulk->evaluation.session = session;
    bulk->evaluation.mapper = bulk->mapper;
    bulk->evaluation.rules = &session->engine->dialect->sql->rules;
    bulk->evaluation.key = &session->key;
    bulk->evaluation.query = bulk->query;
    cu_planner_init(&planner, session->registry, &session->error);
    planner.walk = session->key.walk;
    bool planned = cu_bulk_plan(&planner, bulk, &replay, &assignments, &count);
    code = planned ? CUPEL_OK : cu_error_code(&session->error);
    if (code == CUPEL_OK)
        code = prepare_values(bulk, assignments, count);
    if (code == CUPEL_OK)
        code = evaluate_instances(bulk, &replay.select->where, possible);
    cu_planner_free(&planner);
    return code;
}

cupel_code cu_bulk_find_instances(cu_bulk *bulk)
{
    const cu_identity_table *table = cu_session_identities(bulk->session, bulk->mapper);
    uint32_t can = bulk->session->engine->dialect->sql->capabilities;
    uint32_t returns =
        bulk->kind == CU_DML_DELETE ? CU_CAN_DELETE_RETURNING : CU_CAN_UPDATE_RETURNING;
    bool evaluated = false;
    if (!table)
        return bulk_no_memory(bulk);
    bulk->synchronized = bulk->synchronize != CUPEL_SYNCHRONIZE_NOT && table->count > 0;
    if (!bulk->synchronized)
        return CUPEL_OK;
    cupel_code code = prepare_evaluation(bulk, &evaluated);
    if (code != CUPEL_OK || evaluated)
        return code;
    bulk->returning = (can & returns) != 0 && !bulk->moves;
    return bulk->returning ? CUPEL_OK : select_keys(bulk);
}

/* ---- after it ------------------------------------------------------------------------------------ */

/* What an instance has of what was assigned, which may be of a struct that the instance is not one of; NULL: nothing. */
static const cu_property *assigned_in(const cu_bulk *bulk, const cupel_state *state, size_t number)
{
    const cu_property *property = bulk->assigned[number];
    return cu_mapping_is(state->mapping, property->attribute->mapping)
               ? property
               : cu_mapper_property_of(state->mapper, &property->column->column);
}

static cupel_code expire_one_assigned(const cu_bulk *bulk, const cupel_state *state, size_t number)
{
    const cu_property *property = assigned_in(bulk, state, number);
    return property ? cupel_expire_attribute_at(bulk->session, state->object,
                                                property->attribute->offset)
                    : CUPEL_OK;
}

static cupel_code expire_assigned(const cu_bulk *bulk, const cupel_state *state)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < bulk->assigned_count && code == CUPEL_OK; i++)
        code = expire_one_assigned(bulk, state, i);
    return code;
}

/* Whether an attribute can hold a value, which may be made one that it can. */
static bool fits(const cu_property *property, cupel_value *value)
{
    const cu_attribute_type_info *info = cu_attribute_type(property->type);
    const cupel_type *type = property->column->column.node.type;
    size_t bytes = info->place ? info->place : info->size;
    if (value->kind == CUPEL_KIND_NULL)
        return info->nullable;
    if (value->kind == CUPEL_KIND_INT && info->kind == CUPEL_KIND_DOUBLE)
        *value = cupel_value_double((double)value->as.integer);
    if (value->kind != info->kind)
        return false;
    if (value->kind == CUPEL_KIND_INT && bytes < 8)
        return value->as.integer >= (bytes == 2 ? INT16_MIN : INT32_MIN) &&
               value->as.integer <= (bytes == 2 ? INT16_MAX : INT32_MAX);
    /* what a column rounds, it keeps as something else */
    const char *point =
        value->kind == CUPEL_KIND_DECIMAL ? memchr(value->as.text, '.', value->length) : NULL;
    return !point || type->precision == 0 ||
           value->as.text + value->length - point - 1 <= type->scale;
}

/* Gives an attribute the value that its row has now; rollback knows the one before. */
static cupel_code store_value(const cu_bulk *bulk, cupel_state *state, const cu_property *property,
                              const cupel_value *value)
{
    cupel_value old = cu_state_value(state, property->attribute);
    bool known = cu_state_knows(state, property->index);
    if ((!known && !property->key) || cupel_value_equal(&old, value))
        return CUPEL_OK;
    if (!cu_transaction_note(bulk->session, state, property->index, known, &old))
        return bulk_no_memory(bulk);
    state->changes->flushed = true;
    return cu_state_store(state, property->attribute, value) ? CUPEL_OK : bulk_no_memory(bulk);
}

/* All values are those of before the statement, so none is stored until all are there. */
static cupel_code update_instance(cu_bulk *bulk, cupel_state *state)
{
    cu_arena *arena = &bulk->evaluation.arena;
    cu_arena_mark mark = cu_arena_mark_now(arena);
    size_t count = bulk->assigned_count;
    cupel_value *values = cu_arena_alloc_array(arena, count, sizeof *values);
    bool *known = cu_arena_alloc_array(arena, count, sizeof *known);
    cupel_code code = values && known ? CUPEL_OK : bulk_no_memory(bulk);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++) {
        const cu_property *property = assigned_in(bulk, state, i);
        known[i] = bulk->values[i] && property &&
                   cu_evaluate_value(&bulk->evaluation, bulk->values[i], state, &values[i]) &&
                   fits(property, &values[i]);
    }
    if (arena->failed)
        code = bulk_no_memory(bulk);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = known[i] ? store_value(bulk, state, assigned_in(bulk, state, i), &values[i])
                        : expire_one_assigned(bulk, state, i);
    cu_arena_release(arena, mark);
    return code;
}

/* The instance has another primary key; in the identity map there is none of the old ones any more. */
static cupel_code move_instance(const cu_bulk *bulk, cupel_state *state)
{
    cu_mapper *mapper = bulk->mapper;
    cupel_session *session = bulk->session;
    cu_identity_table *table = cu_session_identities(session, mapper);
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    cu_identity_buffer buffer = { .bytes = NULL };
    cu_identity identity;
    for (size_t i = 0; i < mapper->key_count && i < CU_LENGTH(values); i++)
        values[i] = cu_state_value(state, mapper->keys[i]->attribute);
    bool enough = cu_identity_of_values(mapper, values, &buffer, &identity);
    bool taken = enough && cu_identity_find(table, mapper, &identity);
    if (enough && !taken)
        enough = cu_transaction_change_key(session, state, &identity);
    if (enough && !taken)
        state->changes->flushed = true;
    cu_identity_insert(table, state);
    cu_identity_buffer_free(&buffer);
    return enough ? CUPEL_OK : bulk_no_memory(bulk);
}

static cupel_code move_instances(const cu_bulk *bulk)
{
    cu_identity_table *table = cu_session_identities(bulk->session, bulk->mapper);
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < bulk->matched.count; i++)
        cu_identity_remove(table, bulk->matched.items[i]);
    for (size_t i = 0; i < bulk->matched.count; i++) {
        if (code == CUPEL_OK)
            code = move_instance(bulk, bulk->matched.items[i]);
        else
            cu_identity_insert(table, bulk->matched.items[i]);
    }
    return code;
}

static cupel_code synchronize_matched(cu_bulk *bulk, cupel_state *state)
{
    cupel_session *session = bulk->session;
    if (bulk->kind == CU_DML_UPDATE)
        return state->flags & CU_STATE_DIRTY ? expire_assigned(bulk, state)
                                             : update_instance(bulk, state);
    if (!cu_states_reserve(&session->died, 1))
        return bulk_no_memory(bulk);
    cu_session_enter_deleted(session, state);
    return CUPEL_OK;
}

cupel_code cu_bulk_synchronize(cu_bulk *bulk)
{
    cupel_code code = CUPEL_OK;
    /* which of the rows were among the first so many is not known */
    uint32_t can = bulk->session->engine->dialect->sql->capabilities;
    bool sure = bulk->limit == 0 || !(can & CU_CAN_LIMIT_WRITES);
    for (size_t i = 0; i < bulk->matched.count && code == CUPEL_OK && sure; i++)
        code = synchronize_matched(bulk, bulk->matched.items[i]);
    for (size_t i = 0; i < bulk->matched.count && code == CUPEL_OK && !sure; i++)
        if (!cu_states_push(&bulk->unsure, bulk->matched.items[i]))
            code = bulk_no_memory(bulk);
    if (code == CUPEL_OK && bulk->moves && sure)
        code = move_instances(bulk);
    for (size_t i = 0; i < bulk->unsure.count && code == CUPEL_OK; i++)
        code = bulk->kind == CU_DML_UPDATE
                   ? expire_assigned(bulk, bulk->unsure.items[i])
                   : cupel_expire_instance(bulk->session, bulk->unsure.items[i]->object);
    return code;
}

void cu_bulk_free(cu_bulk *bulk)
{
    cu_states_free(&bulk->matched);
    cu_states_free(&bulk->unsure);
    cu_arena_free(&bulk->evaluation.arena);
}
