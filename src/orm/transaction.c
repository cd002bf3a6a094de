/*
 * orm/transaction.c - commit, rollback, savepoints; and the record of changes
 * that lets a rollback give attributes their old values without SQL.
 *
 * Every change of a persistent instance is noted with the value before it, in
 * order; so are the instances that flushes inserted and deleted.  A rollback
 * goes back through these records, a savepoint remembers how long they were.
 */
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/event.h"
#include "orm/keyed.h"
#include "orm/related.h"
#include "orm/seal.h"
#include "orm/session.h"

/* ---- notes ------------------------------------------------------------------------------------- */

static cu_change *new_change(cupel_session *session, cupel_state *state, uint32_t index)
{
    cu_change *change = cu_arena_alloc_zero(&session->changes_arena, sizeof *change);
    if (!change)
        return NULL;
    change->older_of_state = state->changes;
    change->older = session->changes;
    change->state = state;
    change->index = index;
    state->changes = change;
    session->changes = change;
    return change;
}

bool cu_transaction_note(cupel_session *session, cupel_state *state, uint32_t index, bool known,
                         const cupel_value *value)
{
    cu_change *change = new_change(session, state, index);
    if (!change)
        return false;
    change->known = known;
    change->value = *value;
    return true;
}

bool cu_transaction_change_key(cupel_session *session, cupel_state *state,
                               const cu_identity *identity)
{
    cu_change *change = new_change(session, state, CU_CHANGE_KEY);
    if (!change)
        return false;
    change->known = true;
    uint16_t bytes = state->flags & CU_STATE_KEY_BYTES;
    change->value = bytes ? (cupel_value){ .kind = CUPEL_KIND_BLOB,
                                           .length = state->identity.length,
                                           .as = { .data = state->identity.key.bytes } }
                          : cupel_value_int(state->identity.key.number);
    state->flags &= (uint16_t)~bytes; /* the bytes of the old key are the note's */
    if (cu_state_set_identity(state, identity))
        return true;
    state->flags |= bytes;
    state->changes = change->older_of_state;
    session->changes = change->older;
    return false;
}

static void free_key(cu_change *change)
{
    if (change->index == CU_CHANGE_KEY && change->value.kind == CUPEL_KIND_BLOB)
        cu_free((void *)(uintptr_t)change->value.as.data);
}

void cu_transaction_forget_state(cupel_state *state)
{
    for (cu_change *change = state->changes; change; change = change->older_of_state)
        change->state = NULL;
    state->changes = NULL;
}

static void collect_texts(cupel_session *session)
{
    for (cu_change *change = session->changes; change; change = change->older) {
        cupel_state *state = change->state;
        free_key(change);
        if (state && state->changes) {
            state->changes = NULL;
            cu_state_collect_texts(state);
        }
    }
}

void cu_transaction_clear(cupel_session *session)
{
    collect_texts(session);
    session->changes = NULL;
    session->transaction++;
    cu_arena_free(&session->changes_arena);
    for (size_t i = 0; i < session->born.count; i++)
        if (session->born.items[i])
            cu_state_end_birth(session->born.items[i]);
    cu_vector_clear(&session->born);
    cu_births_end(session, 0, CU_BIRTH_STAYS);
    cu_vector_clear(&session->died);
    cu_vector_clear(&session->levels);
}

/* ---- going back -------------------------------------------------------------------------------- */

/* Gives an instance the identity it had; the bytes of the old key go back to it. */
static void restore_key(cupel_session *session, cupel_state *state, cu_change *change)
{
    cu_identity_table *table = cu_session_identities(session, state->mapper);
    bool present = state->lifecycle == CUPEL_PERSISTENT;
    if (present)
        cu_identity_remove(table, state);
    if (change->value.kind == CUPEL_KIND_BLOB) {
        if (state->flags & CU_STATE_KEY_BYTES)
            cu_free((void *)(uintptr_t)state->identity.key.bytes);
        state->identity =
            (cu_identity){ .hash = cu_identity_hash(change->value.as.data, change->value.length),
                           .key = { .bytes = change->value.as.data },
                           .length = change->value.length };
        state->flags |= CU_STATE_KEY_BYTES;
        change->value = cupel_value_null();
    } else {
        state->identity = cu_identity_of_number(change->value.as.integer);
    }
    if (present)
        cu_identity_insert(table, state);
}

static void restore_value(cupel_state *state, const cu_change *change)
{
    const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, change->index);
    if (cu_is_relationship(attribute)) {
        cu_related_restore(state, change);
        cu_bit_clear(cu_modified(state), change->index);
        return;
    }
    const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
    /* the old text is still the instance's memory: texts are collected only when a transaction ends */
    void *place = info->place ? cu_place_of(state, change->index) : NULL;
    if (CU_UNLIKELY(state->keyed))
        cu_keyed_set_aside(state);
    cu_attribute_write(attribute->type, cu_member(state, attribute->offset), place, &change->value);
    cu_seal(state, attribute);
    cu_bit_clear(cu_modified(state), change->index);
    if (!change->known)
        cu_bit_clear(cu_known(state), change->index);
}

/* Instances that were inserted since the level keep their values: they are about to be transient. */
static bool was_born_since(const cupel_state *state, const cu_level *level)
{
    return (state->flags & CU_STATE_BORN) && state->born_place >= level->born;
}

static void restore_changes(cupel_session *session, const cu_level *level)
{
    cu_change *change = session->changes;
    for (; change != level->changes; change = change->older) {
        cupel_state *state = change->state;
        if (!state) {
            free_key(change);
            continue;
        }
        if (change->index == CU_CHANGE_KEY)
            restore_key(session, state, change);
        else if (change->index != CU_CHANGE_NONE && !was_born_since(state, level))
            restore_value(state, change);
        state->changes = change->older_of_state;
        if (!was_born_since(state, level))
            memset(cu_known(state), 0, state->words * sizeof(uint64_t)); /* expired */
    }
    session->changes = level->changes;
}

/* An instance that was inserted: transient again, without the key the database gave it. */
static void unborn(cupel_session *session, cupel_state *state)
{
    const cu_property *generated = state->mapper->generated;
    bool reset = (state->flags & CU_STATE_GENERATED_KEY) && generated;
    cu_session_leave(session, state);
    cu_state_forget_row(state, reset ? generated->attribute : NULL);
    cu_session_keep(session, state);
}

/* An instance that was deleted: persistent again.  The identity map has room: it was in it before. */
static void undead(cupel_session *session, cupel_state *state)
{
    cu_identity_table *table = cu_session_identities(session, state->mapper);
    if (!cu_identity_reserve(table, 1) && table->count + 2 > table->capacity) {
        cu_session_leave(session, state); /* no memory at all: it stays out, though it has a row */
        state->flags &= (uint16_t) ~(unsigned)CU_STATE_BURIED;
        cu_session_keep(session, state);
        return;
    }
    cu_identity_insert(table, state);
    session->instances++;
    state->lifecycle = CUPEL_PERSISTENT;
    memset(cu_known(state), 0, state->words * sizeof(uint64_t));
    state->epoch = session->epoch;
}

static void clear_dirty(cupel_session *session)
{
    for (size_t i = 0; i < session->dirty.count; i++)
        if (session->dirty.items[i]) {
            cupel_state *state = session->dirty.items[i];
            state->flags &= (uint16_t) ~(unsigned)CU_STATE_DIRTY;
            memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
        }
    for (size_t i = 0; i < session->deleting.count; i++)
        if (session->deleting.items[i])
            session->deleting.items[i]->flags &= (uint16_t) ~(unsigned)CU_STATE_DELETING;
    cu_vector_clear(&session->dirty);
    cu_vector_clear(&session->deleting);
}

/* Everything as it was at a level. */
static void go_back(cupel_session *session, const cu_level *level)
{
    cu_session_leave_all(session, &session->pending);
    cu_vector_clear(&session->pending);
    for (size_t i = session->died.count; i > level->died; i--)
        if (session->died.items[i - 1])
            undead(session, session->died.items[i - 1]);
    session->died.count = level->died;
    restore_changes(session, level);
    clear_dirty(session);
    for (size_t i = session->born.count; i > level->born; i--)
        if (session->born.items[i - 1])
            unborn(session, session->born.items[i - 1]);
    session->born.count = level->born;
    cu_births_end(session, level->born, CU_BIRTH_UNDONE);
}

static void undo_all(cupel_session *session)
{
    static const cu_level beginning = { 0 };
    go_back(session, &beginning);
    cu_transaction_clear(session);
    session->epoch++;
}

/* ---- the database's transaction ------------------------------------------------------------------ */

/* Takes a connection, unless there is one. */
static cupel_code session_connect(cupel_session *session)
{
    if (!session->connection)
        session->connection = cu_connection_checkout(session->engine, &session->error);
    return session->connection ? CUPEL_OK : cu_error_code(&session->error);
}

cupel_code cu_session_begin(cupel_session *session, cupel_begin_kind kind)
{
    cupel_code code = session_connect(session);
    if (code != CUPEL_OK || cu_connection_in_transaction(session->connection))
        return code;
    code = cu_connection_begin(session->connection, kind, &session->error);
    if (code != CUPEL_OK)
        cu_session_disconnect(session);
    return code;
}

/* What beginning a transaction by hand needs. */
static cupel_code begin_by_hand(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    if (code != CUPEL_OK)
        return code;
    if (cupel_in_transaction(session))
        return cu_error_set(
            &session->error, CUPEL_INVALID_REQUEST,
            "cupel_begin: a transaction is open already; the first statement begins "
            "one, cupel_commit() and cupel_rollback() end it");
    return CUPEL_OK;
}

cupel_code cupel_begin_with(cupel_session *session, const cupel_begin_options *options)
{
    static const cupel_begin_options defaults = { 0 };
    cupel_code code = begin_by_hand(session);
    if (code == CUPEL_OK)
        code = session_connect(session);
    if (code != CUPEL_OK)
        return code;
    code = cu_connection_begin_with(session->connection, options ? options : &defaults,
                                    &session->error);
    if (code != CUPEL_OK)
        cu_session_disconnect(session);
    return code;
}

cupel_code cupel_begin(cupel_session *session, cupel_begin_kind kind)
{
    return cupel_begin_as(session, .kind = kind);
}

cupel_code cupel_begin_twophase(cupel_session *session, const char *xid)
{
    cupel_code code = begin_by_hand(session);
    if (code == CUPEL_OK)
        code = session_connect(session);
    if (code != CUPEL_OK)
        return code;
    code = cu_connection_begin_twophase(session->connection, xid, &session->error);
    if (code != CUPEL_OK)
        cu_session_disconnect(session);
    return code;
}

cupel_code cupel_prepare(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    if (code == CUPEL_OK)
        code = cu_session_check_reading(session);
    if (code == CUPEL_OK)
        code = cu_session_flush(session);
    if (code != CUPEL_OK)
        return code;
    if (!session->connection)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "cupel_prepare: no transaction is open; cupel_begin_twophase() opens "
                            "one that can be prepared");
    cu_session_end_runs(session);
    code = cu_connection_prepare(session->connection, &session->error);
    if (code != CUPEL_OK && !cu_connection_in_transaction(session->connection))
        cu_session_fail(session);
    return code;
}

void cu_session_disconnect(cupel_session *session)
{
    if (!session->connection)
        return;
    cu_connection_return(session->connection);
    session->connection = NULL;
}

bool cupel_in_transaction(const cupel_session *session)
{
    return session && session->connection && cu_connection_in_transaction(session->connection);
}

int cupel_nesting(const cupel_session *session)
{
    return session ? (int)session->levels.count : 0;
}

cupel_code cupel_commit(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    if (code == CUPEL_OK)
        code = cu_session_check_reading(session);
    if (code == CUPEL_OK)
        code = cu_event_of(session, CUPEL_EVENT_BEFORE_COMMIT, NULL);
    if (code == CUPEL_OK)
        code = cu_session_flush(session);
    if (code != CUPEL_OK)
        return code;
    cu_session_end_runs(session);
    if (session->connection) {
        code = cu_connection_commit(session->connection, &session->error);
        if (code != CUPEL_OK) {
            cu_session_fail(session);
            return code;
        }
        cu_session_disconnect(session);
    }
    cu_session_leave_all(session, &session->died); /* what was deleted is detached: that is final */
    cu_transaction_clear(session);
    if (!session->options.keep_after_commit)
        session->epoch++;
    (void)cu_event_of(session, CUPEL_EVENT_AFTER_COMMIT, NULL);
    return CUPEL_OK;
}

cupel_code cupel_rollback(cupel_session *session)
{
    cupel_code code = cu_session_begin_ending(session);
    if (code != CUPEL_OK)
        return code;
    cu_session_end_runs(session);
    if (session->connection) {
        code = cu_connection_rollback(session->connection, &session->error);
        cu_session_disconnect(session);
    }
    undo_all(session);
    cu_error_clear(&session->fault);
    session->broken = false;
    (void)cu_event_of(session, CUPEL_EVENT_AFTER_ROLLBACK, NULL);
    return code;
}

void cu_session_fail(cupel_session *session)
{
    cu_error ignored;
    session->broken = true;
    if (session->reading > 0)
        return; /* rows are being read: cupel_rollback() undoes it */
    cu_session_end_runs(session);
    cu_error_init(&ignored);
    if (session->connection &&
        (session->levels.count == 0 ||
         cu_connection_rollback_to_savepoint(session->connection, (int)session->levels.count,
                                             &ignored) != CUPEL_OK)) {
        cu_connection_rollback(session->connection, &ignored);
        cu_session_disconnect(session);
    }
    cu_error_free(&ignored);
}

void cupel_session_reset(cupel_session *session)
{
    if (cu_session_begin_ending(session) != CUPEL_OK)
        return;
    (void)cupel_rollback(session);
    cu_session_expunge_all(session);
}

/* ---- savepoints -------------------------------------------------------------------------------- */

cupel_code cupel_begin_nested(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    if (code == CUPEL_OK)
        code = cu_session_flush(session);
    if (code == CUPEL_OK)
        code = cu_session_begin(session, CUPEL_BEGIN_WRITE);
    if (code != CUPEL_OK)
        return code;
    cu_level level = { .changes = session->changes,
                       .born = session->born.count,
                       .died = session->died.count };
    if (!cu_vector_reserve(&session->levels, session->levels.count + 1))
        return cu_error_no_memory(&session->error);
    code = cu_connection_savepoint(session->connection, (int)session->levels.count + 1,
                                   &session->error);
    if (code == CUPEL_OK)
        session->levels.items[session->levels.count++] = level;
    return code;
}

static cupel_code check_nested(cupel_session *session, const char *function)
{
    if (session->levels.count > 0)
        return CUPEL_OK;
    return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                        "%s: there is no savepoint; cupel_begin_nested() sets one", function);
}

cupel_code cupel_commit_nested(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    if (code == CUPEL_OK)
        code = check_nested(session, "cupel_commit_nested");
    if (code == CUPEL_OK)
        code = cu_session_flush(session);
    if (code != CUPEL_OK)
        return code;
    code = cu_connection_release_savepoint(session->connection, (int)session->levels.count,
                                           &session->error);
    if (code == CUPEL_OK)
        session->levels.count--;
    return code;
}

cupel_code cupel_rollback_nested(cupel_session *session)
{
    cupel_code code = cu_session_begin_ending(session);
    if (code == CUPEL_OK)
        code = check_nested(session, "cupel_rollback_nested");
    if (code != CUPEL_OK)
        return code;
    cu_session_end_runs(session);
    if (!session->connection) /* a flush failed and took the whole transaction with it */
        return cu_error_set(&session->error, CUPEL_PENDING_ROLLBACK,
                            "the whole transaction was undone when a flush failed; call "
                            "cupel_rollback()");
    cu_level level = session->levels.items[session->levels.count - 1];
    code = cu_connection_rollback_to_savepoint(session->connection, (int)session->levels.count,
                                               &session->error);
    if (code != CUPEL_OK)
        return code;
    session->levels.count--;
    go_back(session, &level);
    cu_error_clear(&session->fault);
    session->broken = false;
    return CUPEL_OK;
}
