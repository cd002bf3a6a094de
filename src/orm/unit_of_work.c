/*
 * orm/unit_of_work.c - flushing: collecting what changed, ordering it, writing it.
 */
#include "orm/unit_of_work.h"
#include "base/alloc.h"
#include "orm/dependency.h"
#include "orm/event.h"
#include "orm/load.h"
#include "orm/seal.h"

/* ---- collecting -------------------------------------------------------------------------------- */

static bool any(const cu_states *states)
{
    for (size_t i = 0; i < states->count; i++)
        if (states->items[i])
            return true;
    return false;
}

static cu_mapper_work *work_of(cu_unit_of_work *work, const cupel_state *state)
{
    cu_mapper_work *of = &work->works[state->mapper->line];
    of->mapper = state->mapper;
    return of;
}

/* Instances that came onto the session's lists since the last call, to the work of their mappers. */
static bool distribute(cu_unit_of_work *work)
{
    cupel_session *session = work->session;
    for (; work->pending < session->pending.count; work->pending++) {
        cupel_state *state = session->pending.items[work->pending];
        if (state && !cu_states_push(&work_of(work, state)->inserts, state))
            return false;
    }
    for (; work->dirty < session->dirty.count; work->dirty++) {
        cupel_state *state = session->dirty.items[work->dirty];
        if (state && !(state->flags & CU_STATE_DELETING) &&
            !cu_states_push(&work_of(work, state)->updates, state))
            return false;
    }
    for (; work->deleting < session->deleting.count; work->deleting++) {
        cupel_state *state = session->deleting.items[work->deleting];
        if (state && !cu_states_push(&work_of(work, state)->deletes, state))
            return false;
    }
    return true;
}

static bool begin_flush(cu_unit_of_work *work, cupel_session *session)
{
    *work = (cu_unit_of_work){ .session = session,
                               .dialect = session->engine->dialect,
                               .died = session->died.count };
    work->relations_end = &work->relations;
    cu_arena_init(&work->arena, 0);
    work->works = cu_alloc_array(session->registry->mappers.count, sizeof *work->works);
    return work->works != NULL;
}

static void end_flush(cu_unit_of_work *work)
{
    for (size_t i = 0; i < work->session->registry->mappers.count && work->works; i++) {
        cu_states_free(&work->works[i].inserts);
        cu_states_free(&work->works[i].updates);
        cu_states_free(&work->works[i].deletes);
    }
    cu_free(work->works);
    cu_map_free(&work->by_state);
    cu_vector_free(&work->orphans);
    cu_arena_free(&work->arena);
}

/* ---- writing rows that depend on each other ------------------------------------------------------ */

typedef enum write_kind { WRITE_SAVES, WRITE_DELETES } write_kind;

static bool gather(cu_states *all, const cu_states *some)
{
    for (size_t i = 0; i < some->count; i++)
        if (!cu_states_push(all, some->items[i]))
            return false;
    return true;
}

/* All instances of a group of mappers that are to be saved, or to be deleted. */
static bool gather_group(cu_unit_of_work *work, size_t first, size_t last, write_kind kind,
                         cu_states *all)
{
    for (size_t i = first; i < last; i++) {
        const cu_mapper *mapper = work->session->registry->by_group[i];
        const cu_mapper_work *of = &work->works[mapper->number]; /* only that of the line has any */
        if (kind == WRITE_DELETES ? !gather(all, &of->deletes)
                                  : !gather(all, &of->updates) || !gather(all, &of->inserts))
            return false;
    }
    return true;
}

/* Instances of one mapper that follow each other go together. */
static cupel_code write_run(cu_unit_of_work *work, cupel_state **states, size_t count,
                            write_kind kind)
{
    cu_mapper_work run = { .mapper = states[0]->mapper };
    cu_states list = { states, count, count };
    if (kind == WRITE_DELETES) {
        run.deletes = list;
        return cu_persist_deletes(work, &run);
    }
    if (states[0]->lifecycle == CUPEL_PENDING) {
        run.inserts = list;
        return cu_persist_inserts(work, &run);
    }
    run.updates = list;
    return cu_persist_updates(work, &run);
}

static cupel_code write_ordered(cu_unit_of_work *work, cupel_state **states, size_t count,
                                write_kind kind)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < count && code == CUPEL_OK;) {
        size_t end = i + 1;
        while (end < count && states[end]->mapper == states[i]->mapper &&
               states[end]->lifecycle == states[i]->lifecycle)
            end++;
        code = write_run(work, &states[i], end - i, kind);
        i = end;
    }
    return code;
}

/* ---- writing one mapper after the other ---------------------------------------------------------- */

/* Whether rows that are written together may be of several structs. */
static bool is_mixed(const cu_mapper *mapper)
{
    return mapper->inheritance.base->inheritance.descendant_count > 1;
}

static cupel_code write_mapper(cu_unit_of_work *work, const cu_mapper *mapper)
{
    const cu_mapper_work *of = &work->works[mapper->line];
    cupel_code code = cu_dependency_orphan(work, mapper);
    if (!of->mapper || code != CUPEL_OK)
        return code;
    if (is_mixed(mapper)) {
        code = write_ordered(work, of->updates.items, of->updates.count, WRITE_SAVES);
        return code == CUPEL_OK
                   ? write_ordered(work, of->inserts.items, of->inserts.count, WRITE_SAVES)
                   : code;
    }
    code = cu_persist_updates(work, of);
    return code == CUPEL_OK ? cu_persist_inserts(work, of) : code;
}

static cupel_code delete_mapper(cu_unit_of_work *work, const cu_mapper *mapper)
{
    const cu_mapper_work *of = &work->works[mapper->line];
    if (!of->mapper)
        return CUPEL_OK;
    return is_mixed(mapper)
               ? write_ordered(work, of->deletes.items, of->deletes.count, WRITE_DELETES)
               : cu_persist_deletes(work, of);
}

static void turn_round(cupel_state **states, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        cupel_state *state = states[i];
        states[i] = states[count - 1 - i];
        states[count - 1 - i] = state;
    }
}

static cupel_code write_cyclic(cu_unit_of_work *work, size_t first, size_t last, write_kind kind)
{
    cu_states all = { 0 };
    cupel_code code = CUPEL_OK;
    for (size_t i = first; i < last && kind == WRITE_SAVES && code == CUPEL_OK; i++)
        code = cu_dependency_orphan(work, work->session->registry->by_group[i]);
    if (code == CUPEL_OK && !gather_group(work, first, last, kind, &all))
        code = cu_error_no_memory(&work->session->error);
    cupel_state **ordered = code == CUPEL_OK ? cu_alloc_array(all.count, sizeof *ordered) : NULL;
    if (code == CUPEL_OK && !ordered)
        code = cu_error_no_memory(&work->session->error);
    if (code == CUPEL_OK && all.count > 0)
        code = cu_flush_order_states(work, all.count, all.items, ordered);
    if (code == CUPEL_OK && kind == WRITE_DELETES)
        turn_round(ordered, all.count);
    if (code == CUPEL_OK)
        code = write_ordered(work, ordered, all.count, kind);
    cu_free(ordered);
    cu_states_free(&all);
    return code;
}

/* ---- writing everything -------------------------------------------------------------------------- */

/* The end of the group of mappers that begins at `first`. */
static size_t group_end(const cupel_registry *registry, size_t first)
{
    size_t end = first + 1;
    while (end < registry->mappers.count &&
           registry->by_group[end]->group == registry->by_group[first]->group)
        end++;
    return end;
}

static cupel_code save_all(cu_unit_of_work *work)
{
    const cupel_registry *registry = work->session->registry;
    cupel_code code = CUPEL_OK;
    for (size_t first = 0; first < registry->mappers.count && code == CUPEL_OK;) {
        size_t last = group_end(registry, first);
        if (!distribute(work))
            return cu_error_no_memory(&work->session->error);
        code = registry->by_group[first]->cyclic ? write_cyclic(work, first, last, WRITE_SAVES)
                                                 : write_mapper(work, registry->by_group[first]);
        first = last;
    }
    return code;
}

static cupel_code delete_all(cu_unit_of_work *work)
{
    const cupel_registry *registry = work->session->registry;
    cupel_code code = CUPEL_OK;
    for (size_t last = registry->mappers.count; last > 0 && code == CUPEL_OK;) {
        size_t first = last - 1;
        const cu_mapper *mapper = registry->by_group[first];
        while (first > 0 && registry->by_group[first - 1]->group == mapper->group)
            first--;
        code = mapper->cyclic ? write_cyclic(work, first, last, WRITE_DELETES)
                              : delete_mapper(work, mapper);
        last = first;
    }
    return code;
}

/* Keys that wait until both rows are there. */
static cupel_code update_later_keys(cu_unit_of_work *work)
{
    cu_states later = { 0 };
    cupel_code code = cu_dependency_post_update(work, &later);
    if (code == CUPEL_OK)
        code = write_ordered(work, later.items, later.count, WRITE_SAVES);
    cu_states_free(&later);
    return code;
}

static cupel_code write_all(cu_unit_of_work *work)
{
    cupel_code code = save_all(work);
    if (code == CUPEL_OK)
        code = update_later_keys(work);
    if (code == CUPEL_OK)
        code = cu_association_write(work);
    return code == CUPEL_OK ? delete_all(work) : code;
}

/* Whether anything would be written: what is only in the lists, without a net change, opens no transaction. */
static bool has_work(const cupel_session *session, const cu_unit_of_work *work)
{
    if (work->relations || work->orphans.count > 0 || any(&session->pending) ||
        any(&session->deleting))
        return true;
    for (size_t i = 0; i < session->dirty.count; i++)
        if (session->dirty.items[i] && cu_state_has_net_changes(session->dirty.items[i]))
            return true;
    return false;
}

/* What was changed is in the database now. */
static void settle_dirty(cupel_session *session)
{
    for (size_t i = 0; i < session->dirty.count; i++) {
        cupel_state *state = session->dirty.items[i];
        if (!state)
            continue;
        state->flags &= (uint16_t) ~(unsigned)CU_STATE_DIRTY;
        memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
        cu_related_settle(state);
        for (cu_change *change = state->changes; change && !change->flushed;
             change = change->older_of_state)
            change->flushed = true;
    }
    cu_vector_clear(&session->dirty);
}

/* After a failure: what has no row any more is not to be deleted; it may leave the session, and be freed. */
static void settle_deleting(cupel_session *session)
{
    for (size_t i = 0; i < session->deleting.count; i++) {
        cupel_state **at = &session->deleting.items[i];
        if (*at && (*at)->lifecycle == CUPEL_DELETED)
            *at = NULL;
    }
}

/* ---- what the database made ---------------------------------------------------------------------- */

static bool is_made(const cu_property *property)
{
    const cupel_column_options *options = &property->column->options;
    return options->server_default || options->computed || options->server_update ||
           options->sequence;
}

/* Lists instances of mappings with .eager_defaults that have attributes which only the database knows. */
static bool list_made(const cu_states *written, cu_states *made)
{
    for (size_t i = 0; i < written->count; i++) {
        cupel_state *state = written->items[i];
        bool wanted = false;
        if (!state->mapper || !state->mapper->options || !state->mapper->options->eager_defaults)
            continue;
        for (size_t j = 0; j < state->mapper->property_count && !wanted; j++)
            wanted = is_made(&state->mapper->properties[j]) &&
                     !cu_state_knows(state, state->mapper->properties[j].index);
        if (wanted && !cu_states_push(made, state))
            return false;
    }
    return true;
}

static cupel_code find_made(const cu_unit_of_work *work, cu_states *made)
{
    for (size_t i = 0; i < work->session->registry->mappers.count; i++)
        if (!list_made(&work->works[i].inserts, made) || !list_made(&work->works[i].updates, made))
            return cu_error_no_memory(&work->session->error);
    return CUPEL_OK;
}

static cupel_code fetch_made(cupel_session *session, const cu_states *made)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < made->count && code == CUPEL_OK; i++) {
        cupel_state *state = made->items[i];
        uint64_t wanted[CU_STATE_WORDS];
        if (state->session != session || state->lifecycle != CUPEL_PERSISTENT)
            continue;
        memset(wanted, 0, state->words * sizeof *wanted);
        for (size_t j = 0; j < state->mapper->property_count; j++) {
            const cu_property *property = &state->mapper->properties[j];
            if (is_made(property) && !cu_state_knows(state, property->index))
                cu_bit_set(wanted, property->index);
        }
        code = cu_load_attributes(session, state, wanted, false);
    }
    return code;
}

/* ---- flushing ------------------------------------------------------------------------------------ */

static cupel_code flush(cupel_session *session)
{
    cu_unit_of_work work;
    cu_states made = { 0 };
    cupel_code code = CUPEL_OK;
    session->flushing = true;
    if (!begin_flush(&work, session))
        code = cu_error_no_memory(&session->error);
    if (code == CUPEL_OK)
        code = cu_dependency_find(&work);
    bool writes = code == CUPEL_OK && has_work(session, &work);
    if (writes)
        code = cu_session_begin(session, CUPEL_BEGIN_WRITE);
    if (writes && code == CUPEL_OK)
        code = write_all(&work);
    if (writes && code == CUPEL_OK)
        code = find_made(&work, &made);
    end_flush(&work);
    if (code == CUPEL_OK) {
        settle_dirty(session);
        cu_vector_clear(&session->pending);
        cu_vector_clear(&session->deleting);
    } else {
        settle_deleting(session);
    }
    session->flushing = false;
    if (code == CUPEL_OK)
        code = fetch_made(session, &made);
    cu_states_free(&made);
    return code == CUPEL_OK && writes ? cu_event_of(session, CUPEL_EVENT_AFTER_FLUSH, NULL) : code;
}

/* Listeners may still change things, but not flush again. */
static cupel_code before_flush(cupel_session *session)
{
    bool autoflush = session->autoflush;
    session->autoflush = false;
    session->preparing = true;
    cupel_code code = cu_event_of(session, CUPEL_EVENT_BEFORE_FLUSH, NULL);
    session->preparing = false;
    session->autoflush = autoflush;
    return code;
}

cupel_code cu_session_flush(cupel_session *session)
{
    if (session->preparing)
        return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                            "a listener that is told of a flush cannot flush, nor commit");
    if (cu_error_code(&session->fault) != CUPEL_OK) {
        cu_error_copy(&session->error, &session->fault);
        cu_session_fail(session);
        return cu_error_code(&session->error);
    }
    cupel_code code = cu_seal_check(session);
    if (code != CUPEL_OK) {
        cu_session_fail(session);
        return code;
    }
    if (!any(&session->pending) && !any(&session->deleting) && !any(&session->dirty))
        return CUPEL_OK;
    code = before_flush(session);
    if (code == CUPEL_OK)
        code = flush(session);
    if (code != CUPEL_OK)
        cu_session_fail(session);
    return code;
}

bool cu_session_wants_flush(const cupel_session *session)
{
    return session->autoflush && !session->flushing &&
           (session->pending.count > 0 || session->dirty.count > 0 || session->deleting.count > 0 ||
            cu_error_code(&session->fault) != CUPEL_OK);
}

cupel_code cu_session_autoflush(cupel_session *session, const char *what)
{
    if (!cu_session_wants_flush(session))
        return CUPEL_OK;
    cupel_code code = cu_session_flush(session);
    if (code != CUPEL_OK)
        cu_error_prefix(&session->error,
                        "raised by the autoflush before %s (cupel_no_autoflush delays it): ", what);
    return code;
}

cupel_code cupel_flush(cupel_session *session)
{
    cupel_code code = cu_session_begin_work(session);
    return code == CUPEL_OK ? cu_session_flush(session) : code;
}

bool cupel_session_is_modified(const cupel_session *session)
{
    if (!session)
        return false;
    if (any(&session->pending) || any(&session->deleting))
        return true;
    for (size_t i = 0; i < session->dirty.count; i++)
        if (session->dirty.items[i] && cu_state_has_net_changes(session->dirty.items[i]))
            return true;
    return false;
}
