/*
 * orm/session.c - sessions: opening and closing, and what every call begins with.
 */
#include "orm/session.h"
#include "base/alloc.h"
#include "engine/result.h"
#include "orm/birth.h"
#include "orm/query.h"

/* ---- lists of states --------------------------------------------------------------------------- */

bool cu_states_reserve(cu_states *states, size_t more)
{
    return cu_vector_reserve(states, states->count + more);
}

bool cu_states_push(cu_states *states, cupel_state *state)
{
    return cu_vector_push(states, state);
}

void cu_states_free(cu_states *states)
{
    cu_vector_free(states);
}

/* ---- opening and closing ------------------------------------------------------------------------- */

/* What stands in for a session that could not be opened. */
#define STAND_IN(error_code, error_text)                    \
    {                                                       \
        .opening = CU_ERROR_RECORD(error_code, error_text), \
        .error = CU_ERROR_RECORD(error_code, error_text),   \
    }

static cupel_session session_no_memory =
    STAND_IN(CUPEL_NO_MEMORY, "out of memory while a session was opened");
static cupel_session session_unconfigured =
    STAND_IN(CUPEL_INVALID_REQUEST,
             "there is no session: nobody said yet of which registry and engine; give both to "
             "cupel_scoped_configure() or cupel_session_make(), or a session to "
             "cupel_scoped_set()");

bool cu_session_is_stand_in(const cupel_session *session)
{
    return session == &session_no_memory || session == &session_unconfigured;
}

cupel_session *cu_session_without_memory(void)
{
    return &session_no_memory;
}

cupel_session *cu_session_unconfigured(void)
{
    return &session_unconfigured;
}

/* Why a session of these cannot work; CUPEL_OK where it can. */
static cupel_code check_parts(cupel_registry *registry, cupel_engine *engine, cu_error *error)
{
    if (!registry || !engine)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT, "a session needs %s; it was NULL",
                            registry ? "an engine" : "a registry");
    cupel_code code = cu_registry_configure(registry, error);
    if (code != CUPEL_OK)
        return code;
    if (cu_error_code(&engine->error) != CUPEL_OK)
        return cu_error_copy(error, &engine->error);
    return CUPEL_OK;
}

static cupel_session *session_new(void)
{
    cupel_session *session = cu_alloc_zero(sizeof *session);
    if (!session)
        return NULL;
    cu_error_init(&session->error);
    cu_error_init(&session->fault);
    cu_error_init(&session->opening);
    return session;
}

cupel_session *cupel_session_open_with(cupel_registry *registry, cupel_engine *engine,
                                       const cupel_session_options *options)
{
    static const cupel_session_options defaults = { 0 };
    cupel_session *session = registry ? cu_spares_take_session(&registry->spares) : NULL;
    if (!session)
        session = session_new();
    if (!session)
        return &session_no_memory;
    session->options = options ? *options : defaults;
    session->autoflush = !session->options.no_autoflush;
    session->epoch = 1;
    session->transaction = 1;
#ifdef CUPEL_DEBUG
    session->owner = pthread_self();
#endif
    if (check_parts(registry, engine, &session->opening) != CUPEL_OK) {
        cu_error_copy(&session->error, &session->opening);
        return session;
    }
    cu_registry_reference(registry);
    cu_engine_reference(engine);
    session->registry = registry;
    session->engine = engine;
    session->pages.spares = &registry->spares;
    return session;
}

/* How far ahead instances are fetched into the cache, of which all are visited once, for a moment. */
#define AHEAD 8

static void free_instances(cupel_session *session)
{
    for (size_t i = 0; i < session->identity_count; i++) {
        const cu_identity_table *table = &session->identities[i];
        size_t mask = table->capacity - 1;
        for (size_t j = 0, left = table->count; left > 0; j++) {
            cupel_state *state = table->entries[j].state;
            __builtin_prefetch(table->entries[(j + AHEAD) & mask].state);
            if (!state)
                continue;
            left--;
            state->session = NULL;
            cu_state_free(state);
        }
    }
    cu_states *lists[] = { &session->pending, &session->died };
    for (size_t i = 0; i < CU_LENGTH(lists); i++)
        for (size_t j = 0; j < lists[i]->count; j++)
            if (lists[i]->items[j])
                cu_state_free(lists[i]->items[j]);
    while (session->kept) {
        cupel_state *state = session->kept;
        bool lent = state->flags & CU_STATE_LENT;
        cu_state_unkeep(state);
        if (!lent)
            cu_state_free(state);
    }
}

/* Vectors that grew large are not worth keeping. */
#define KEEP_SMALL(vector)           \
    do {                             \
        if ((vector)->capacity > 64) \
            cu_vector_free(vector);  \
        cu_vector_clear(vector);     \
    } while (0)

static void wash_identities(cupel_session *session)
{
    for (size_t i = 0; i < session->identity_count; i++) {
        cu_identity_table *table = &session->identities[i];
        if (table->capacity > 64)
            cu_identity_table_free(table);
        else if (table->count > 0)
            memset(table->entries, 0, table->capacity * sizeof *table->entries);
        table->count = 0;
        table->crowded = table->tangled = table->mixed = false;
    }
}

/* Makes a session as new, but for memory that the next one can use. */
static void wash(cupel_session *session)
{
    wash_identities(session);
    KEEP_SMALL(&session->pending);
    KEEP_SMALL(&session->dirty);
    KEEP_SMALL(&session->deleting);
    KEEP_SMALL(&session->born);
    KEEP_SMALL(&session->died);
    KEEP_SMALL(&session->strays);
    KEEP_SMALL(&session->entered);
    KEEP_SMALL(&session->levels);
    KEEP_SMALL(&session->scopes);
    KEEP_SMALL(&session->listeners);
    KEEP_SMALL(&session->values);
    cu_arena_reset(&session->arena);
    cu_arena_reset(&session->scratch);
    cu_arena_reset(&session->changes_arena);
    cu_error_clear(&session->error);
    cu_error_clear(&session->fault);
    cu_error_clear(&session->opening);
    memset(session, 0, offsetof(cupel_session, error));
}

void cu_session_free_washed(cupel_session *session)
{
    for (size_t i = 0; i < session->identity_count; i++)
        cu_identity_table_free(&session->identities[i]);
    cu_free(session->identities);
    cu_states_free(&session->pending);
    cu_states_free(&session->dirty);
    cu_states_free(&session->deleting);
    cu_states_free(&session->born);
    cu_states_free(&session->died);
    cu_vector_free(&session->strays);
    cu_states_free(&session->entered);
    cu_vector_free(&session->levels);
    cu_vector_free(&session->scopes);
    cu_vector_free(&session->listeners);
    cu_vector_free(&session->values);
    cu_key_free(&session->key);
    cu_arena_free(&session->arena);
    cu_arena_free(&session->scratch);
    cu_arena_free(&session->changes_arena);
    cu_free(session);
}

void cupel_session_close(cupel_session *session)
{
    if (!session || cu_session_is_stand_in(session))
        return;
    cupel_registry *registry = session->registry;
    cupel_engine *engine = session->engine;
    cu_session_free_runs(session, NULL);
    cu_query_end_all(session, NULL);
    cu_session_disconnect(session);
    cu_results_close(&session->ended);
    cu_births_end(session, 0, CU_BIRTH_UNDONE);
    free_instances(session);
    cu_pages_release(&session->pages);
    wash(session);
    if (!registry || !cu_spares_give_session(&registry->spares, session))
        cu_session_free_washed(session);
    if (registry)
        cu_registry_release(registry);
    if (engine)
        cu_engine_release(engine);
}

/* The program looks at the error: where that is what the next flush would report, it need not any more. */
static void take_note(cupel_session *session)
{
    const cupel_error *error = &session->error.public, *fault = &session->fault.public;
    if (fault->code != CUPEL_OK && fault->code == error->code &&
        strcmp(fault->text, error->text) == 0)
        cu_error_clear(&session->fault);
}

const cupel_error *cupel_session_error(const cupel_session *session)
{
    static const cupel_error missing =
        CU_ERROR_SHOWN(CUPEL_INVALID_ARGUMENT, "the session is NULL");
    if (!session)
        return &missing;
    take_note((cupel_session *)(uintptr_t)session);
    return &session->error.public;
}

/* ---- calls ------------------------------------------------------------------------------------- */

cupel_code cu_session_begin_call(cupel_session *session)
{
    if (!session)
        return CUPEL_INVALID_ARGUMENT;
    if (cu_session_is_stand_in(session))
        return session->error.public.code;
    cu_error_clear(&session->error);
    if (cu_error_code(&session->opening) != CUPEL_OK)
        return cu_error_copy(&session->error, &session->opening);
#ifdef CUPEL_DEBUG
    if (!pthread_equal(session->owner, pthread_self()))
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "the session was opened by another thread; a session and what it hands "
                            "out belong to one thread");
#endif
    return CUPEL_OK;
}

cupel_code cu_session_check_flushing(cupel_session *session)
{
    return session->flushing ? cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                            "the session is in the middle of a flush")
                             : CUPEL_OK;
}

cupel_code cu_session_begin_change(cupel_session *session)
{
    cupel_code code = cu_session_begin_call(session);
    return code == CUPEL_OK ? cu_session_check_flushing(session) : code;
}

cupel_code cu_session_check_reading(cupel_session *session)
{
    return session->reading > 0
               ? cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                              "a listener that is told of what is loaded cannot end the "
                              "transaction, in which rows are being read")
               : CUPEL_OK;
}

cupel_code cu_session_begin_ending(cupel_session *session)
{
    cupel_code code = cu_session_begin_change(session);
    return code == CUPEL_OK ? cu_session_check_reading(session) : code;
}

cupel_code cu_session_begin_work(cupel_session *session)
{
    cupel_code code = cu_session_begin_change(session);
    if (code != CUPEL_OK)
        return code;
    if (session->broken)
        return cu_error_set(&session->error, CUPEL_PENDING_ROLLBACK,
                            "an earlier flush failed and its transaction was undone; call "
                            "cupel_rollback() to go on with this session");
    return CUPEL_OK;
}

void cu_session_note_fault(cupel_session *session, cupel_code code, const char *text)
{
    if (cu_error_code(&session->fault) == CUPEL_OK)
        cu_error_set(&session->fault, code, "%s", text);
}

cupel_code cu_session_keep_fault(cupel_session *session)
{
    if (cu_error_code(&session->fault) == CUPEL_OK)
        cu_error_copy(&session->fault, &session->error);
    return cu_error_code(&session->error);
}

cu_mapper *cu_session_mapper(cupel_session *session, const cupel_mapping *mapping)
{
    cu_mapper *mapper = mapping ? cu_registry_mapper(session->registry, mapping) : NULL;
    if (!mapper)
        cu_error_set(&session->error, CUPEL_UNMAPPED_TYPE,
                     "%s is not in the session's registry; open the registry with it",
                     mapping && mapping->name ? mapping->name : "NULL");
    return mapper;
}

cu_identity_table *cu_session_make_identities(cupel_session *session, const cu_mapper *mapper)
{
    size_t count = session->registry->mappers.count;
    cu_identity_table *tables = cu_alloc_array(count, sizeof *tables);
    if (!tables)
        return NULL;
    session->identities = tables;
    session->identity_count = count;
    return &session->identities[mapper->line];
}
