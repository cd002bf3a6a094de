/*
 * orm/persist_insert.c - new instances into rows.
 *
 * Instances that need the same columns written are queued, and many rows go with
 * one statement: databases take them so several times as fast as one by one.
 * That is only done where it cannot be told from the other way afterwards: where
 * rows of the mapper do not depend on each other, and where it is certain which
 * row got which generated key.  Few rows go one by one.
 */
#include "orm/batch.h"
#include "orm/dependency.h"
#include "orm/event.h"
#include "orm/inherit.h"
#include "orm/instance.h"

/* Rows of one statement: the most, and what is left over. */
#define MANY_ROWS   64
#define FEWER_ROWS  16
#define MANY_VALUES 8192 /* in one statement */

/* Which table of an instance is being inserted into. */
typedef enum insert_stage {
    INSERT_WHOLE,  /* it has one */
    INSERT_FIRST,  /* the first of several */
    INSERT_FURTHER /* the others */
} insert_stage;

typedef struct cu_insert_queue {
    cu_batch batch;
    cupel_state *states[MANY_ROWS];
    size_t count;
    insert_stage stage;
    size_t limit;         /* rows of one statement */
    bool asked, scatters; /* whether generated keys may not follow each other; known when asked */
    uint64_t *shape;      /* of the instance that comes */
} cu_insert_queue;

/* ---- inserting --------------------------------------------------------------------------------- */

/* Whether the database makes the value of a column where none is given. */
static bool made_by_database(const cu_property *property)
{
    const cupel_column_options *options = &property->column->options;
    return options->server_default || options->computed || options->identity || options->sequence;
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
            cupel_code code = cu_batch_default(batch, state, property, options->default_function,
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

/* The database made the key of an instance. */
static void take_generated_key(const cu_batch *batch, cupel_state *state, const cupel_value *key)
{
    const cu_property *generated = batch->mapper->generated;
    cu_state_store(state, generated->attribute, key);
    cu_bit_set(cu_known(state), generated->index);
    state->flags |= CU_STATE_GENERATED_KEY;
}

/* What a new instance must not be: a second one of a row that the session has an instance of already. */
static cupel_code refuse_second(const cu_batch *batch, const cupel_state *first)
{
    cu_error *error = &batch->work->session->error;
    const char *name = batch->mapper->mapping->name;
    cu_buffer key;
    cu_buffer_init(&key, 1000);
    cu_identity_describe(first, &key);
    cupel_code code = cu_error_set(error, CUPEL_FLUSH_ERROR,
                                   "the session has another %s with the key %s already; change "
                                   "that one, or call cupel_merge() instead of cupel_add()",
                                   name, cu_buffer_text(&key));
    cu_buffer_free(&key);
    return code;
}

/*
 * An instance with the key that the database has just made for a new row: its own row is gone, deleted behind the session's
 * back or rolled back, and comes back only with the transaction.
 */
static cupel_code bury_namesake(const cu_batch *batch, const cupel_state *state, cupel_state *first)
{
    cupel_session *session = batch->work->session;
    if (!(state->flags & CU_STATE_GENERATED_KEY) ||
        (first->flags & (CU_STATE_DIRTY | CU_STATE_DELETING)))
        return refuse_second(batch, first);
    if (!cu_states_reserve(&session->died, 1))
        return cu_error_no_memory(&session->error);
    cu_session_enter_deleted(session, first);
    return CUPEL_OK;
}

/* The instance has a row now. */
static cupel_code enter_inserted(cu_batch *batch, cupel_state *state)
{
    cupel_session *session = batch->work->session;
    cu_identity_table *table = cu_session_identities(session, state->mapper);
    cu_identity_buffer buffer = { 0 };
    cu_identity identity;
    cupel_code code = cu_batch_identify(batch, state, &buffer, &identity);
    cupel_state *first =
        code == CUPEL_OK && table ? cu_identity_find(table, state->mapper, &identity) : NULL;
    if (first)
        code = bury_namesake(batch, state, first);
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
    return CUPEL_OK;
}

static void note_written(const cu_batch *batch, cupel_state *state)
{
    for (size_t i = 0; i < batch->written_count; i++)
        cu_bit_set(cu_known(state), batch->written[i]->index);
}

/* What belongs to a parent by delete-orphan must have one, by one of its foreign keys. */
static cupel_code check_owner(const cu_batch *batch, const cupel_state *state)
{
    const cu_mapper *mapper = state->mapper;
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
    cupel_code code = cu_batch_identify(batch, state, &buffer, &identity);
    *replaced = code == CUPEL_OK && table ? cu_identity_find(table, mapper, &identity) : NULL;
    cu_identity_buffer_free(&buffer);
    if (code == CUPEL_OK && *replaced && !((*replaced)->flags & CU_STATE_DELETING))
        code = refuse_second(batch, *replaced);
    return code;
}

/* A new instance takes over the row of one that goes: an UPDATE instead of DELETE and INSERT. */
static cupel_code switch_row(cu_batch *batch, cupel_state *state, cupel_state *replaced,
                             uint64_t *shape)
{
    cu_batch update;
    cupel_session *session = batch->work->session;
    if (!cu_batch_init(&update, batch->work, batch->mapper, CU_DML_UPDATE, 1))
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
        code = cu_batch_check_matched(&update, "the UPDATE", replaced);
    cu_batch_close(&update);
    if (code == CUPEL_OK && !cu_states_reserve(&session->died, 1))
        code = cu_error_no_memory(&session->error);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "replacing a");
    cu_session_enter_deleted(session, replaced);
    code = enter_inserted(batch, state);
    if (code == CUPEL_OK)
        note_written(&update, state);
    if (code == CUPEL_OK)
        code = cu_dependency_push(batch->work, state, false);
    return code == CUPEL_OK ? cu_event_of(session, CUPEL_EVENT_AFTER_INSERT, state) : code;
}

/* ---- running ----------------------------------------------------------------------------------- */

static bool makes_key(const cu_batch *batch)
{
    const cu_property *generated = batch->mapper->generated;
    return generated && !cu_bit(batch->shape, generated->position);
}

/* Whether the keys of many rows would be known. */
static cupel_code ask_keys(cu_insert_queue *queue)
{
    const cu_batch *batch = &queue->batch;
    cupel_session *session = batch->work->session;
    const cu_table *table = batch->mapper->table;
    if (queue->asked || batch->returning || !makes_key(batch))
        return CUPEL_OK;
    queue->asked = queue->scatters = true;
    if (!batch->work->dialect->scattered_keys_sql)
        return CUPEL_OK;
    cu_buffer sql;
    cu_buffer_init(&sql, CU_BUFFER_MAXIMUM);
    batch->work->dialect->scattered_keys_sql(&sql, table->from.schema, table->from.name,
                                             batch->mapper->generated->column->column.name);
    cupel_code code = sql.failed ? cu_error_no_memory(&session->error)
                                 : cu_connection_ask(session->connection, cu_buffer_text(&sql),
                                                     &queue->scatters, &session->error);
    cu_buffer_free(&sql);
    return code;
}

/* How many of the rows that wait go with the next statement. */
static cupel_code choose_rows(cu_insert_queue *queue, size_t waiting, size_t *rows)
{
    *rows = 1;
    if (waiting < FEWER_ROWS || queue->limit < FEWER_ROWS)
        return CUPEL_OK;
    cupel_code code = ask_keys(queue);
    if (code == CUPEL_OK &&
        (queue->batch.returning || !makes_key(&queue->batch) || !queue->scatters))
        *rows = waiting >= MANY_ROWS && queue->limit >= MANY_ROWS ? MANY_ROWS : FEWER_ROWS;
    return code;
}

/* Runs the statement; the keys that the database generated go into `keys`. */
static cupel_code run_rows(cu_batch *batch, const cupel_value *values, cupel_value *keys)
{
    cu_error *error = &batch->work->session->error;
    bool row = true;
    cupel_code code = cu_batch_start(batch, values);
    for (size_t i = 0; row && code == CUPEL_OK; i++) {
        code = cu_cursor_step(&batch->cursor, &row, error);
        if (code == CUPEL_OK && row && i < batch->rows)
            code = cu_cursor_read(&batch->cursor, &keys[i], error);
    }
    /* one row with a key of the program's may be put elsewhere by a trigger; what has no row has no key */
    if (code == CUPEL_OK && (batch->rows > 1 || makes_key(batch)) &&
        cu_cursor_changes(&batch->cursor) != (int64_t)batch->rows)
        return cu_error_set(error, CUPEL_STALE_DATA,
                            "the INSERT of %zu row%s into table '%s' inserted %lld: the table, or "
                            "a trigger, left some out",
                            batch->rows, batch->rows == 1 ? "" : "s",
                            batch->mapper->table->full_name,
                            (long long)cu_cursor_changes(&batch->cursor));
    if (code != CUPEL_OK || batch->returning || !makes_key(batch))
        return code;
    int64_t key = cu_cursor_last_insert_id(&batch->cursor);
    if (!batch->work->dialect->first_key_is_last_id)
        key -= (int64_t)batch->rows - 1;
    for (size_t i = 0; i < batch->rows; i++)
        keys[i] = cupel_value_int(key + (int64_t)i);
    return code;
}

/* The instances have rows now. */
static cupel_code settle_rows(cu_insert_queue *queue, cupel_state *const *states,
                              const cupel_value *keys)
{
    cu_batch *batch = &queue->batch;
    cupel_code code = CUPEL_OK;
    bool generated = makes_key(batch);
    for (size_t i = 0; i < batch->rows && code == CUPEL_OK; i++) {
        if (generated)
            take_generated_key(batch, states[i], &keys[i]);
        if (queue->stage == INSERT_WHOLE)
            code = enter_inserted(batch, states[i]);
        if (code == CUPEL_OK)
            note_written(batch, states[i]);
        if (code == CUPEL_OK && queue->stage != INSERT_FURTHER)
            code = cu_dependency_push(batch->work, states[i], false);
        if (code == CUPEL_OK && queue->stage == INSERT_WHOLE)
            code = cu_event_of(batch->work->session, CUPEL_EVENT_AFTER_INSERT, states[i]);
    }
    return code;
}

/* Whether rows can be tried one by one, to see which of them it was, after many of them failed together. */
static bool can_try_again(const cu_batch *batch, cupel_code code)
{
    return batch->rows > 1 && !batch->work->dialect->failure_ends_transaction &&
           (code == CUPEL_INTEGRITY_ERROR || code == CUPEL_DATA_ERROR);
}

static cupel_code drain(cu_insert_queue *queue)
{
    cu_batch *batch = &queue->batch;
    cupel_value keys[MANY_ROWS];
    cupel_code code = CUPEL_OK;
    for (size_t done = 0; done < queue->count && code == CUPEL_OK; done += batch->rows) {
        const cupel_value *values = &batch->values[done * batch->written_count];
        size_t rows;
        code = choose_rows(queue, queue->count - done, &rows);
        if (code != CUPEL_OK)
            break;
        cu_batch_rows(batch, rows);
        code = run_rows(batch, values, keys);
        if (can_try_again(batch, code)) {
            queue->limit = 1;
            cu_batch_rows(batch, 1);
            code = run_rows(batch, values, keys);
        }
        if (code != CUPEL_OK)
            return cu_batch_blame(batch, "inserting");
        code = settle_rows(queue, &queue->states[done], keys);
    }
    queue->count = batch->value_count = 0;
    return code;
}

/* ---- queueing ---------------------------------------------------------------------------------- */

static cupel_code prepare(cu_insert_queue *queue, cupel_state *state)
{
    cu_batch *batch = &queue->batch;
    bool first = queue->stage != INSERT_FURTHER;
    cupel_code code =
        first ? cu_event_of(batch->work->session, CUPEL_EVENT_BEFORE_INSERT, state) : CUPEL_OK;
    if (first && code == CUPEL_OK)
        code = cu_dependency_pull(batch->work, state);
    if (first && code == CUPEL_OK)
        code = check_owner(batch, state);
    if (first && code == CUPEL_OK)
        code = cu_inheritance_check(state);
    if (code == CUPEL_OK)
        code = insert_shape(batch, state, queue->shape);
    return code == CUPEL_OK ? check_key(batch, state) : code;
}

static cupel_code enqueue(cu_insert_queue *queue, cupel_state *state)
{
    cu_batch *batch = &queue->batch;
    cupel_code code = CUPEL_OK;
    if (queue->count > 0 && !cu_batch_has_shape(batch, queue->shape))
        code = drain(queue);
    if (code != CUPEL_OK)
        return code;
    const cu_property *generated = batch->mapper->generated;
    batch->returning = generated && !cu_bit(queue->shape, generated->position) &&
                       !batch->work->dialect->sql->keys_by_last_id;
    cu_batch_shape(batch, queue->shape);
    code = cu_batch_add_written(batch, state);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "inserting");
    queue->states[queue->count++] = state;
    return queue->count >= queue->limit || batch->written_count == 0 ? drain(queue) : CUPEL_OK;
}

static cupel_code insert_one(cu_insert_queue *queue, cupel_state *state)
{
    cu_batch *batch = &queue->batch;
    cupel_state *replaced = NULL;
    cupel_code code = prepare(queue, state);
    if (code != CUPEL_OK)
        return code;
    if (queue->stage == INSERT_FURTHER)
        return enqueue(queue, state);
    code = find_replaced(batch, state, &replaced);
    if (code != CUPEL_OK)
        return cu_batch_blame(batch, "inserting");
    if (!replaced)
        return enqueue(queue, state);
    code = drain(queue);
    if (code != CUPEL_OK)
        return code;
    if (queue->stage == INSERT_WHOLE && replaced->mapper == state->mapper)
        return switch_row(batch, state, replaced, queue->shape);
    /* a row of another struct, or several rows: those go first */
    code = cu_persist_delete_one(batch->work, replaced);
    return code == CUPEL_OK ? enqueue(queue, state) : code;
}

/* How many rows of a mapper go with one statement. */
static size_t rows_limit(const cu_unit_of_work *work, const cu_mapper *mapper, size_t count)
{
    uint32_t parameters = work->dialect->sql->parameter_limit;
    size_t values = parameters > 0 ? CU_MIN(parameters, MANY_VALUES) : MANY_VALUES;
    size_t limit = values / CU_MAX(mapper->property_count, 1);
    if (count < FEWER_ROWS || limit < FEWER_ROWS)
        return 1;
    return limit < MANY_ROWS ? FEWER_ROWS : MANY_ROWS;
}

/* The rows of one table. */
static cupel_code insert_rows(cu_unit_of_work *work, const cu_mapper *mapper, insert_stage stage,
                              cupel_state *const *states, size_t count)
{
    cu_insert_queue queue;
    queue.limit = rows_limit(work, mapper, states[0]->mapper->cyclic ? 1 : count);
    queue.stage = stage;
    queue.count = 0;
    queue.asked = queue.scatters = false;
    if (!cu_batch_init(&queue.batch, work, mapper, CU_DML_INSERT, queue.limit))
        return CUPEL_NO_MEMORY;
    queue.shape = cu_arena_alloc_array(&work->arena, queue.batch.shape_words, sizeof *queue.shape);
    cupel_code code = queue.shape ? CUPEL_OK : cu_error_no_memory(&work->session->error);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = insert_one(&queue, states[i]);
    if (code == CUPEL_OK)
        code = drain(&queue);
    cu_batch_close(&queue.batch);
    return code;
}

/* After a failure: keys of rows that are going to be taken back. */
static void forget_keys(cupel_state *const *states, size_t count)
{
    const cupel_value none = cupel_value_int(0);
    for (size_t i = 0; i < count; i++) {
        const cu_property *generated = states[i]->mapper->generated;
        if (states[i]->lifecycle != CUPEL_PENDING || !(states[i]->flags & CU_STATE_GENERATED_KEY))
            continue;
        cu_state_store(states[i], generated->attribute, &none);
        cu_bit_clear(cu_known(states[i]), generated->index);
        states[i]->flags &= (uint16_t) ~(unsigned)CU_STATE_GENERATED_KEY;
    }
}

/* Rows in several tables: of all instances in the first, then in the next, and only then they are there. */
static cupel_code insert_joined(cu_unit_of_work *work, const cu_mapper *mapper,
                                cupel_state *const *states, size_t count)
{
    cupel_code code = insert_rows(work, mapper->parts[0], INSERT_FIRST, states, count);
    for (size_t i = 1; i < mapper->part_count && code == CUPEL_OK; i++)
        code = insert_rows(work, mapper->parts[i], INSERT_FURTHER, states, count);
    cu_batch batch = { .work = work, .mapper = mapper };
    for (size_t i = 0; i < count && code == CUPEL_OK; i++) {
        code = enter_inserted(&batch, states[i]);
        if (code == CUPEL_OK)
            code = cu_event_of(work->session, CUPEL_EVENT_AFTER_INSERT, states[i]);
    }
    if (code != CUPEL_OK)
        forget_keys(states, count);
    return code;
}

cupel_code cu_persist_inserts(cu_unit_of_work *work, const cu_mapper_work *mapper_work)
{
    const cu_states *states = &mapper_work->inserts;
    const cu_mapper *mapper = mapper_work->mapper;
    cupel_code code = CUPEL_OK;
    if (states->count == 0)
        return CUPEL_OK;
    if (mapper->part_count == 0)
        return insert_rows(work, mapper, INSERT_WHOLE, states->items, states->count);
    /* rows that refer to each other must have all of theirs before the next one */
    size_t step = mapper->cyclic ? 1 : states->count;
    for (size_t i = 0; i < states->count && code == CUPEL_OK; i += step)
        code = insert_joined(work, mapper, &states->items[i], step);
    return code;
}
