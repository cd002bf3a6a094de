/*
 * orm/persist.c - instances that have rows: UPDATE and DELETE, in the order the
 * unit of work gives.
 */
#include "base/alloc.h"
#include "engine/bind.h"
#include "orm/batch.h"
#include "orm/dependency.h"
#include "orm/event.h"
#include "orm/formula.h"
#include "orm/instance.h"

void cu_session_enter_deleted(cupel_session *session, cupel_state *state)
{
    cu_session_unmark_dirty(session, state);
    cu_identity_remove(cu_session_identities(session, state->mapper), state);
    session->instances--;
    state->flags &= (uint16_t) ~(unsigned)CU_STATE_DELETING;
    state->lifecycle = CUPEL_DELETED;
    state->place = (uint32_t)session->died.count;
    cu_states_push(&session->died, state);
}

/* The statements for rows of one mapper: one a table that it has. */
typedef struct row_writer {
    cu_unit_of_work *work;
    cu_batch *batches;
    size_t count;
    uint64_t *shape; /* for the row at hand */
} row_writer;

static bool begin_rows(row_writer *writer, const cu_mapper *mapper, cu_dml_kind kind)
{
    cu_unit_of_work *work = writer->work;
    size_t words = 1, tables = CU_MAX(mapper->part_count, (size_t)1);
    writer->batches = cu_arena_alloc_array(&work->arena, tables, sizeof *writer->batches);
    if (!writer->batches) {
        cu_error_no_memory(&work->session->error);
        return false;
    }
    for (; writer->count < tables; writer->count++) {
        cu_batch *batch = &writer->batches[writer->count];
        const cu_mapper *part = mapper->part_count > 0 ? mapper->parts[writer->count] : mapper;
        if (!cu_batch_init(batch, work, part, kind, 1))
            return false;
        words = CU_MAX(words, batch->shape_words);
    }
    writer->shape = cu_arena_alloc_array(&work->arena, words, sizeof *writer->shape);
    if (!writer->shape)
        cu_error_no_memory(&work->session->error);
    return writer->shape != NULL;
}

/* The function that does one instance, for all of a list. */
static cupel_code for_each(cu_unit_of_work *work, const cu_mapper *mapper, cu_dml_kind kind,
                           const cu_states *states,
                           cupel_code (*one)(row_writer *writer, cupel_state *state))
{
    row_writer writer = { .work = work };
    if (states->count == 0)
        return CUPEL_OK;
    cupel_code code = begin_rows(&writer, mapper, kind) ? CUPEL_OK : CUPEL_NO_MEMORY;
    for (size_t i = 0; i < states->count && code == CUPEL_OK; i++)
        code = one(&writer, states->items[i]);
    while (writer.count > 0) /* in the order in which they were begun */
        cu_batch_close(&writer.batches[--writer.count]);
    return code;
}

/* ---- updating ---------------------------------------------------------------------------------- */

/* Whether an attribute marked as changed differs from what the row has. */
static bool differs(const cupel_state *state, const cupel_attribute *attribute, size_t index)
{
    if (!cu_bit(state->bits + state->words, index))
        return false;
    for (const cu_change *change = state->changes; change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index) {
            cupel_value now = cu_state_value(state, attribute);
            return !change->known || !cupel_value_equal(&change->value, &now);
        }
    return true; /* changed while it was in no session: the old value is not known */
}

bool cu_state_has_net_changes(const cupel_state *state)
{
    for (size_t i = 0; i < state->mapper->property_count; i++) {
        const cu_property *property = &state->mapper->properties[i];
        if (differs(state, property->attribute, property->index))
            return true;
    }
    return false;
}

/* Whether a table of an instance is to be updated. */
static bool is_touched(const cu_batch *batch, const cupel_state *state)
{
    if (batch->mapper == state->mapper || batch->mapper->version)
        return true;
    for (size_t i = 0; i < batch->mapper->property_count; i++) {
        const cu_property *property = &batch->mapper->properties[i];
        if (differs(state, property->attribute, property->index) &&
            (!property->key || batch->mapper == state->mapper->parts[0]))
            return true;
    }
    return false;
}

static cupel_code update_shape(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    memset(shape, 0, batch->shape_words * sizeof *shape);
    for (size_t i = 0; i < batch->mapper->property_count; i++) {
        const cu_property *property = &batch->mapper->properties[i];
        cupel_default_function function = property->column->options.update_function;
        if (property->key && batch->mapper != state->mapper &&
            batch->mapper != state->mapper->parts[0]) {
            continue;
        } else if (differs(state, property->attribute, property->index)) {
            cu_bit_set(shape, i);
        } else if (function) {
            cupel_code code = cu_batch_default(batch, state, property, function, NULL);
            if (code != CUPEL_OK)
                return code;
            cu_bit_set(shape, i);
        }
    }
    if (batch->mapper->version)
        cu_bit_set(shape, batch->mapper->version->position);
    return CUPEL_OK;
}

/* Moves the instance in the identity map when its primary key was changed. */
static cupel_code follow_key(cu_batch *batch, cupel_state *state)
{
    cupel_session *session = batch->work->session;
    const cu_mapper *mapper = batch->mapper;
    cu_identity_table *table = cu_session_identities(session, mapper);
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    cupel_code code = cu_batch_identify(batch, state, &buffer, &identity);
    if (code == CUPEL_OK) {
        cu_identity_remove(table, state);
        if (!cu_transaction_change_key(session, state, &identity))
            code = cu_error_no_memory(&session->error);
        cu_identity_insert(table, state);
    }
    cu_identity_buffer_free(&buffer);
    return code;
}

static void forget_server_updates(cupel_state *state)
{
    for (size_t i = 0; i < state->mapper->property_count; i++) {
        const cu_property *property = &state->mapper->properties[i];
        if (property->column->options.server_update || property->column->options.computed)
            cu_bit_clear(cu_known(state), property->index);
    }
    cu_formulas_forget(state);
}

static cupel_code bump_version(cu_unit_of_work *work, cupel_state *state)
{
    const cu_property *version = state->mapper->version;
    if (!version)
        return CUPEL_OK;
    cupel_value next =
        cupel_value_int(cu_state_committed(state, version->attribute).as.integer + 1);
    return cu_instance_set(state, version->attribute, &next)
               ? CUPEL_OK
               : cu_error_no_memory(&work->session->error);
}

static bool changes_key(const cu_mapper *mapper, const uint64_t *shape)
{
    for (size_t i = 0; i < mapper->key_count; i++)
        if (cu_bit(shape, mapper->keys[i]->position))
            return true;
    return false;
}

/* One table of an instance; *moved: the primary key was changed. */
static cupel_code update_row(cu_batch *batch, cupel_state *state, uint64_t *shape, bool *moved)
{
    cupel_code code = update_shape(batch, state, shape);
    if (code != CUPEL_OK)
        return code;
    *moved |= changes_key(batch->mapper, shape);
    cu_batch_shape(batch, shape);
    batch->value_count = 0;
    code = cu_batch_add_written(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_add_key(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_run(batch);
    return code == CUPEL_OK ? cu_batch_check_matched(batch, "the UPDATE", state) : code;
}

static cupel_code update_one(row_writer *writer, cupel_state *state)
{
    cu_unit_of_work *work = writer->work;
    bool moved = false;
    cupel_code code = cu_dependency_pull(work, state);
    if (code == CUPEL_OK && !cu_state_has_net_changes(state))
        return cu_dependency_push(work, state, false);
    if (code == CUPEL_OK)
        code = cu_event_of(work->session, CUPEL_EVENT_BEFORE_UPDATE, state);
    if (code == CUPEL_OK)
        code = bump_version(work, state);
    if (code != CUPEL_OK)
        return code;
    /* where the key changes, the tables of children follow that of their parent by themselves */
    for (size_t i = writer->count; i > 0 && code == CUPEL_OK; i--)
        if (is_touched(&writer->batches[i - 1], state))
            code = update_row(&writer->batches[i - 1], state, writer->shape, &moved);
    if (code == CUPEL_OK && moved)
        code = follow_key(&writer->batches[0], state);
    if (code != CUPEL_OK)
        return cu_batch_blame(&writer->batches[0], "updating");
    forget_server_updates(state);
    code = cu_dependency_push(work, state, true);
    return code == CUPEL_OK ? cu_event_of(work->session, CUPEL_EVENT_AFTER_UPDATE, state) : code;
}

cupel_code cu_persist_updates(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    return for_each(work, mapper_work->mapper, CU_DML_UPDATE, &mapper_work->updates, update_one);
}

/* ---- deleting ---------------------------------------------------------------------------------- */

static cupel_code delete_row(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    memset(shape, 0, batch->shape_words * sizeof *shape);
    cu_batch_shape(batch, shape);
    batch->value_count = 0;
    cupel_code code = cu_batch_add_key(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_run(batch);
    const cupel_mapper_options *options = state->mapper->options;
    return code == CUPEL_OK && !(options && options->confirm_deleted_rows_off)
               ? cu_batch_check_matched(batch, "the DELETE", state)
               : code;
}

static cupel_code delete_one(row_writer *writer, cupel_state *state)
{
    cupel_session *session = writer->work->session;
    if (state->lifecycle == CUPEL_DELETED)
        return CUPEL_OK; /* a new instance has taken its row over */
    cupel_code code = cu_event_of(session, CUPEL_EVENT_BEFORE_DELETE, state);
    for (size_t i = writer->count; i > 0 && code == CUPEL_OK; i--)
        code = delete_row(&writer->batches[i - 1], state, writer->shape);
    if (code == CUPEL_OK && !cu_states_reserve(&session->died, 1))
        code = cu_error_no_memory(&session->error);
    if (code != CUPEL_OK)
        return cu_batch_blame(&writer->batches[0], "deleting");
    cu_session_enter_deleted(session, state);
    return cu_event_of(session, CUPEL_EVENT_AFTER_DELETE, state);
}

cupel_code cu_persist_deletes(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    return for_each(work, mapper_work->mapper, CU_DML_DELETE, &mapper_work->deletes, delete_one);
}

cupel_code cu_persist_delete_one(cu_unit_of_work *work, cupel_state *state)
{
    const cu_states one = { &state, 1, 1 };
    return for_each(work, state->mapper, CU_DML_DELETE, &one, delete_one);
}
