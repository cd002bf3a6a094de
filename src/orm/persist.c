/*
 * orm/persist.c - instances into rows: INSERT, UPDATE and DELETE, in the order
 * the unit of work gives.
 */
#include "base/alloc.h"
#include "engine/bind.h"
#include "orm/batch.h"
#include "orm/dependency.h"
#include "orm/event.h"
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

static cupel_code check_matched(cu_batch *batch, const char *what, const cupel_state *state);

/* ---- inserting --------------------------------------------------------------------------------- */

/* Gives an attribute that was not set the value its column's default says; CUPEL_OK too where it has none. */
static cupel_code apply_default(cu_batch *batch, cupel_state *state, const cu_property *property,
                                cupel_default_function function, const cupel_value *constant)
{
    const cupel_column_options *options = &property->column->options;
    cupel_value value = function ? function(options->default_data) : *constant;
    const cu_attribute_type_info *info = cu_attribute_type(property->type);
    cupel_session *session = batch->work->session;
    if (value.kind == CUPEL_KIND_INT && info->kind == CUPEL_KIND_BOOL)
        value = cupel_value_bool(value.as.integer != 0);
    if (value.kind == CUPEL_KIND_TEXT &&
        (info->kind == CUPEL_KIND_DECIMAL || info->kind == CUPEL_KIND_JSON))
        value.kind = info->kind;
    if (value.kind != CUPEL_KIND_NULL && value.kind != info->kind)
        return cu_error_set(&session->error, CUPEL_TYPE_MISMATCH,
                            "%s.%s: its default is of kind %s, the attribute is a %s",
                            batch->mapper->mapping->name, property->attribute->name,
                            cupel_kind_name((cupel_kind)value.kind), info->name);
    if (!cu_state_store(state, property->attribute, &value))
        return cu_error_no_memory(&session->error);
    cu_bit_set(cu_known(state), property->index);
    return CUPEL_OK;
}

/* Whether the database makes the value of a column where none is given. */
static bool made_by_database(const cu_property *property)
{
    const cupel_column_options *options = &property->column->options;
    return options->server_default || options->computed;
}

static cupel_code insert_shape(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    memset(shape, 0, batch->shape_words * sizeof *shape);
    for (size_t i = 0; i < batch->mapper->property_count; i++) {
        const cu_property *property = &batch->mapper->properties[i];
        const cupel_column_options *options = &property->column->options;
        bool known = cu_bit(cu_known(state), property->index);
        bool has_default =
            options->default_function || options->default_value.kind != CUPEL_KIND_NULL;
        if (options->computed)
            continue;
        if (!known && has_default) {
            cupel_code code = apply_default(batch, state, property, options->default_function,
                                            &options->default_value);
            if (code != CUPEL_OK)
                return code;
            known = true;
        }
        if (!known && (property == batch->mapper->generated || made_by_database(property)))
            continue;
        if (!known && property == batch->mapper->version) {
            cupel_value first = cupel_value_int(1);
            cu_state_store(state, property->attribute, &first);
        }
        cu_bit_set(shape, i);
    }
    return CUPEL_OK;
}

/* A row must be found again: its key cannot be missing. */
static cupel_code check_key(const cu_batch *batch, const cupel_state *state)
{
    const cu_mapper *mapper = batch->mapper;
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_property *key = mapper->keys[i];
        cupel_value value = cu_state_value(state, key->attribute);
        if (key == mapper->generated ||
            (cu_bit(state->bits, key->index) && value.kind != CUPEL_KIND_NULL))
            continue;
        return cu_error_set(&batch->work->session->error, CUPEL_FLUSH_ERROR,
                            "%s.%s is part of the primary key and was not set; the database does "
                            "not generate it",
                            mapper->mapping->name, key->attribute->name);
    }
    return CUPEL_OK;
}

static cupel_code take_generated_key(cu_batch *batch, cupel_state *state)
{
    const cu_property *generated = batch->mapper->generated;
    if (!generated || cu_bit(cu_known(state), generated->index))
        return CUPEL_OK;
    cupel_value key = batch->returning ? batch->values[0]
                                       : cupel_value_int(cu_cursor_last_insert_id(&batch->cursor));
    cu_state_store(state, generated->attribute, &key);
    cu_bit_set(cu_known(state), generated->index);
    state->flags |= CU_STATE_GENERATED_KEY;
    return CUPEL_OK;
}

static cupel_code identify(const cu_batch *batch, const cupel_state *state,
                           cu_identity_buffer *buffer, cu_identity *identity)
{
    const cu_mapper *mapper = batch->mapper;
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < mapper->key_count && i < CU_LENGTH(values); i++)
        values[i] = cu_state_value(state, mapper->keys[i]->attribute);
    return cu_identity_of_values(mapper, values, buffer, identity)
               ? CUPEL_OK
               : cu_error_no_memory(&batch->work->session->error);
}

/* The instance has a row now. */
static cupel_code enter_inserted(cu_batch *batch, cupel_state *state)
{
    cupel_session *session = batch->work->session;
    cu_identity_table *table = cu_session_identities(session, batch->mapper);
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    cupel_code code = identify(batch, state, &buffer, &identity);
    if (code == CUPEL_OK && table && cu_identity_find(table, batch->mapper, &identity))
        code = cu_error_set(&session->error, CUPEL_FLUSH_ERROR,
                            "a new %s has the primary key of another instance that is in the "
                            "session",
                            batch->mapper->mapping->name);
    if (code == CUPEL_OK &&
        (!table || !cu_state_set_identity(state, &identity) || !cu_identity_reserve(table, 1) ||
         !cu_states_reserve(&session->born, 1)))
        code = cu_error_no_memory(&session->error);
    cu_identity_buffer_free(&buffer);
    if (code != CUPEL_OK)
        return code;
    session->pending.items[state->place] = NULL;
    cu_session_enter(session, state);
    state->epoch = session->epoch;
    state->born_place = (uint32_t)session->born.count;
    state->flags |= CU_STATE_BORN;
    cu_states_push(&session->born, state);
    for (size_t i = 0; i < batch->written_count; i++)
        cu_bit_set(cu_known(state), batch->written[i]->index);
    return CUPEL_OK;
}

/* What belongs to a parent by delete-orphan must have one, by one of its foreign keys. */
static cupel_code check_owner(const cu_batch *batch, const cupel_state *state)
{
    const cu_mapper *mapper = batch->mapper;
    for (size_t i = 0; i < mapper->owner_count; i++) {
        const cu_property *key = mapper->owners[i]->pairs[0].far_property;
        if (cu_bit(state->bits, key->index) &&
            cu_state_value(state, key->attribute).kind != CUPEL_KIND_NULL)
            return CUPEL_OK;
    }
    if (mapper->owner_count == 0)
        return CUPEL_OK;
    const cu_relationship *owner = mapper->owners[0];
    return cu_error_set(&batch->work->session->error, CUPEL_FLUSH_ERROR,
                        "a new %s has no parent, but %s.%s deletes orphans: append it there, or "
                        "set %s.%s",
                        mapper->mapping->name, owner->parent->mapping->name, owner->attribute->name,
                        mapper->mapping->name, owner->pairs[0].far_property->attribute->name);
}

/* The instance about to be deleted whose row a new one takes over; NULL: none.  One that stays is a conflict. */
static cupel_code find_replaced(cu_batch *batch, const cupel_state *state, cupel_state **replaced)
{
    const cu_mapper *mapper = batch->mapper;
    cupel_session *session = batch->work->session;
    cu_identity_table *table = cu_session_identities(session, mapper);
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    for (size_t i = 0; i < mapper->key_count; i++)
        if (!cu_bit(state->bits, mapper->keys[i]->index))
            return CUPEL_OK; /* the database makes the key */
    cupel_code code = identify(batch, state, &buffer, &identity);
    *replaced = code == CUPEL_OK && table ? cu_identity_find(table, mapper, &identity) : NULL;
    cu_identity_buffer_free(&buffer);
    if (code == CUPEL_OK && *replaced && !((*replaced)->flags & CU_STATE_DELETING))
        code = cu_error_set(&session->error, CUPEL_FLUSH_ERROR,
                            "a new %s has the primary key of another instance that is in the "
                            "session",
                            mapper->mapping->name);
    return code;
}

/* A new instance takes over the row of one that goes: an UPDATE instead of DELETE and INSERT. */
static cupel_code switch_row(cu_batch *batch, cupel_state *state, cupel_state *replaced,
                             uint64_t *shape)
{
    cu_batch update;
    cupel_session *session = batch->work->session;
    if (!cu_batch_init(&update, batch->work, batch->mapper, CU_DML_UPDATE))
        return CUPEL_NO_MEMORY;
    for (size_t i = 0; i < batch->mapper->key_count; i++)
        cu_bit_clear(shape, batch->mapper->keys[i]->position);
    cu_batch_shape(&update, shape);
    cupel_code code = cu_batch_add_written(&update, state);
    if (code == CUPEL_OK)
        code = cu_batch_add_key(&update, replaced);
    if (code == CUPEL_OK && update.written_count > 0)
        code = cu_batch_run(&update);
    if (code == CUPEL_OK && update.written_count > 0)
        code = check_matched(&update, "the UPDATE", replaced);
    cu_batch_close(&update);
    if (code == CUPEL_OK && !cu_states_reserve(&session->died, 1))
        code = cu_error_no_memory(&session->error);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "replacing a");
    cu_session_enter_deleted(session, replaced);
    code = enter_inserted(batch, state);
    return code == CUPEL_OK ? cu_dependency_push(batch->work, state, false) : code;
}

static cupel_code insert_one(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    cupel_session *session = batch->work->session;
    cupel_code code = cu_event_of(session, CUPEL_EVENT_BEFORE_INSERT, state);
    if (code == CUPEL_OK)
        code = cu_dependency_pull(batch->work, state);
    if (code == CUPEL_OK)
        code = check_owner(batch, state);
    if (code == CUPEL_OK)
        code = insert_shape(batch, state, shape);
    if (code == CUPEL_OK)
        code = check_key(batch, state);
    if (code != CUPEL_OK)
        return code;
    cupel_state *replaced = NULL;
    if (code == CUPEL_OK)
        code = find_replaced(batch, state, &replaced);
    if (code != CUPEL_OK || replaced)
        return code == CUPEL_OK ? switch_row(batch, state, replaced, shape)
                                : cu_batch_blame(batch, "inserting");
    const cu_property *generated = batch->mapper->generated;
    batch->returning = generated && !cu_bit(shape, generated->position) &&
                       !batch->work->dialect->sql->keys_by_last_id;
    cu_batch_shape(batch, shape);
    code = cu_batch_add_written(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_run(batch);
    if (code == CUPEL_OK)
        code = take_generated_key(batch, state);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "inserting");
    code = enter_inserted(batch, state);
    if (code == CUPEL_OK)
        code = cu_dependency_push(batch->work, state, false);
    return code == CUPEL_OK ? cu_event_of(session, CUPEL_EVENT_AFTER_INSERT, state) : code;
}

/* The function that does one instance, for all of a list. */
static cupel_code for_each(cu_unit_of_work *work, const cu_mapper *mapper, cu_dml_kind kind,
                           const cu_states *states,
                           cupel_code (*one)(cu_batch *batch, cupel_state *state, uint64_t *shape))
{
    cu_batch batch;
    if (states->count == 0)
        return CUPEL_OK;
    if (!cu_batch_init(&batch, work, mapper, kind))
        return CUPEL_NO_MEMORY;
    uint64_t *shape = cu_arena_alloc_array(&work->arena, batch.shape_words, sizeof *shape);
    cupel_code code = shape ? CUPEL_OK : cu_error_no_memory(&work->session->error);
    for (size_t i = 0; i < states->count && code == CUPEL_OK; i++)
        code = one(&batch, states->items[i], shape);
    cu_batch_close(&batch);
    return code;
}

cupel_code cu_persist_inserts(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    return for_each(work, mapper_work->mapper, CU_DML_INSERT, &mapper_work->inserts, insert_one);
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

static cupel_code update_shape(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    memset(shape, 0, batch->shape_words * sizeof *shape);
    for (size_t i = 0; i < batch->mapper->property_count; i++) {
        const cu_property *property = &batch->mapper->properties[i];
        cupel_default_function function = property->column->options.update_function;
        if (differs(state, property->attribute, property->index)) {
            cu_bit_set(shape, i);
        } else if (function) {
            cupel_code code = apply_default(batch, state, property, function, NULL);
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
    cupel_code code = identify(batch, state, &buffer, &identity);
    if (code == CUPEL_OK) {
        cu_identity_remove(table, state);
        if (!cu_transaction_note_key(session, state) || !cu_state_set_identity(state, &identity))
            code = cu_error_no_memory(&session->error);
        cu_identity_insert(table, state);
    }
    cu_identity_buffer_free(&buffer);
    return code;
}

static void forget_server_updates(cu_batch *batch, cupel_state *state)
{
    for (size_t i = 0; i < batch->mapper->property_count; i++) {
        const cu_property *property = &batch->mapper->properties[i];
        if (property->column->options.server_update || property->column->options.computed)
            cu_bit_clear(cu_known(state), property->index);
    }
}

static cupel_code check_matched(cu_batch *batch, const char *what, const cupel_state *state)
{
    int64_t matched = cu_cursor_changes(&batch->cursor);
    if (matched == 1)
        return CUPEL_OK;
    cupel_session *session = batch->work->session;
    cu_buffer key;
    cu_buffer_init(&key, 1000);
    cu_identity_describe(state, &key);
    cu_error_set(&session->error, CUPEL_STALE_DATA,
                 "%s of table '%s' was to match the one row with key %s%s, it matched %lld: "
                 "somebody else changed or deleted it",
                 what, batch->mapper->table->full_name, cu_buffer_text(&key),
                 batch->mapper->version ? " and its version" : "", (long long)matched);
    cu_buffer_free(&key);
    return CUPEL_STALE_DATA;
}

static cupel_code bump_version(cu_batch *batch, cupel_state *state)
{
    const cu_property *version = batch->mapper->version;
    if (!version)
        return CUPEL_OK;
    cupel_value next = cupel_value_int(cu_batch_committed(state, version).as.integer + 1);
    return cu_instance_set(state, version->attribute, &next)
               ? CUPEL_OK
               : cu_error_no_memory(&batch->work->session->error);
}

static bool changes_key(const cu_mapper *mapper, const uint64_t *shape)
{
    for (size_t i = 0; i < mapper->key_count; i++)
        if (cu_bit(shape, mapper->keys[i]->position))
            return true;
    return false;
}

static cupel_code update_one(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    cupel_code code = cu_dependency_pull(batch->work, state);
    if (code == CUPEL_OK && !cu_state_has_net_changes(state))
        return cu_dependency_push(batch->work, state, false);
    if (code == CUPEL_OK)
        code = cu_event_of(batch->work->session, CUPEL_EVENT_BEFORE_UPDATE, state);
    if (code == CUPEL_OK)
        code = bump_version(batch, state);
    if (code == CUPEL_OK)
        code = update_shape(batch, state, shape);
    if (code != CUPEL_OK)
        return code;
    bool new_key = changes_key(batch->mapper, shape);
    cu_batch_shape(batch, shape);
    code = cu_batch_add_written(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_add_key(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_run(batch);
    if (code == CUPEL_OK)
        code = check_matched(batch, "the UPDATE", state);
    if (code == CUPEL_OK && new_key)
        code = follow_key(batch, state);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "updating");
    forget_server_updates(batch, state);
    code = cu_dependency_push(batch->work, state, new_key);
    return code == CUPEL_OK ? cu_event_of(batch->work->session, CUPEL_EVENT_AFTER_UPDATE, state)
                            : code;
}

cupel_code cu_persist_updates(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    return for_each(work, mapper_work->mapper, CU_DML_UPDATE, &mapper_work->updates, update_one);
}

/* ---- deleting ---------------------------------------------------------------------------------- */

static cupel_code delete_one(cu_batch *batch, cupel_state *state, uint64_t *shape)
{
    cupel_session *session = batch->work->session;
    memset(shape, 0, batch->shape_words * sizeof *shape);
    cu_batch_shape(batch, shape);
    batch->value_count = 0;
    if (state->lifecycle == CUPEL_DELETED)
        return CUPEL_OK; /* a new instance has taken its row over */
    cupel_code code = cu_event_of(session, CUPEL_EVENT_BEFORE_DELETE, state);
    if (code == CUPEL_OK)
        code = cu_batch_add_key(batch, state);
    if (code == CUPEL_OK)
        code = cu_batch_run(batch);
    if (code == CUPEL_OK)
        code = check_matched(batch, "the DELETE", state);
    if (code == CUPEL_OK && !cu_states_reserve(&session->died, 1))
        code = cu_error_no_memory(&session->error);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "deleting");
    cu_session_enter_deleted(session, state);
    return cu_event_of(session, CUPEL_EVENT_AFTER_DELETE, state);
}

cupel_code cu_persist_deletes(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    return for_each(work, mapper_work->mapper, CU_DML_DELETE, &mapper_work->deletes, delete_one);
}
