/*
 * orm/session.h - what a session is made of.
 */
#ifndef CU_ORM_SESSION_H
#define CU_ORM_SESSION_H

#include "engine/connection.h"
#include "engine/engine.h"
#include "orm/identity.h"
#include "orm/page.h"
#include "orm/state.h"
#include "sql/key.h"
#include <cupel/event.h>
#include <cupel/query.h>

typedef struct cu_states {
    cupel_state **items;
    size_t count, capacity;
} cu_states;

/* A savepoint, or the transaction itself: where to go back to. */
typedef struct cu_level {
    cu_change *changes; /* newest at its beginning */
    size_t born;        /* in session->born */
    size_t died;        /* in session->died */
} cu_level;

/* Something the session hands out until a scope ends. */
typedef struct cu_scope {
    cupel_scope_kind kind;
    size_t entered; /* where its instances begin in session->entered */
    cu_arena_mark mark;
    cupel_query *queries; /* newest made before it */
    struct cu_query_run *runs;
    uint64_t loaded; /* session->loads at its beginning */
} cu_scope;

/* One statement that follows another, for a relationship. */
typedef struct cu_followed_path {
    const struct cu_followed_path *before;
    const struct cu_followed_path *other; /* the last of those that is for another relationship */
    const cu_relationship *relationship;
    size_t length; /* with those before */
    int times;     /* how many of them are for this relationship */
} cu_followed_path;

/* Somebody who wants to hear of a kind of event. */
typedef struct cu_listening {
    cupel_event_kind kind;
    const cupel_mapping *mapping; /* NULL: all */
    cupel_listener listener;
    void *data;
} cu_listening;

struct cupel_session {
    cupel_registry *registry;
    cupel_engine *engine;
    cupel_session_options options;
    bool autoflush;
    bool flushing;
    bool committed;  /* instances stand for their rows as they are, not for what they will be */
    bool broken;     /* a flush failed: only rollback helps */
    bool announcing; /* listeners are told of a query */
    bool preparing;  /* listeners are told of a flush that is about to begin */
    uint32_t
        reading; /* listeners are told of so many rows, each out of what the one before asked for */
    bool needs;  /* the session itself wants what is loaded: .lazy_loads is not asked */

    size_t instances; /* in all identity tables */
    cu_pages pages;
    uint32_t epoch;
    uint32_t transaction; /* its number, from 1 */
    cupel_state *kept;    /* instances that left it, but whose memory is still its own */

    cupel_connection *connection; /* while a transaction is open */
    cupel_result *ended;          /* results of transactions that were, which nobody closed */
    cu_change *changes;           /* of the transaction, newest first */

    size_t evicting;  /* how many scopes evict */
    cu_states *batch; /* where what is loaded is listed, to go with the next batch; NULL: nowhere */
    cupel_query *queries;      /* all that hold expressions, newest first */
    struct cu_query_run *runs; /* being iterated */

    const struct cu_followed_path *path; /* of statements that follow statements; innermost first */
    struct cu_following *following;      /* those that wait for their turn; NULL: there are none */
    size_t set_aside;                    /* so many have waited */
    uint32_t event_mask;                 /* a bit for each kind that somebody listens to */
    int64_t statements, lazy_loads;
    uint64_t loads; /* instances loaded so far */
#ifdef CUPEL_DEBUG
    pthread_t owner;
#endif

    /* From here on: emptied when the session closes, and kept with its memory for the next one. */
    cu_error error;   /* of the last call */
    cu_error fault;   /* of adding and setting, until a flush reports it */
    cu_error opening; /* why the session cannot work at all */

    cu_identity_table *identities; /* by mapper->line */
    size_t identity_count;         /* tables there are */

    cu_states pending; /* in order of adding; NULL where one was taken out */
    cu_states dirty;
    cu_states deleting;
    cu_states born;               /* inserted in the transaction; NULL where one left */
    cu_states died;               /* deleted in it; NULL where one left */
    cu_vector(cu_birth *) strays; /* of those that left of born */
    cu_states entered;            /* what came in while a scope evicts; NULL where one left */

    cu_vector(cu_level) levels; /* of savepoints */
    cu_vector(cu_scope) scopes;
    cu_vector(cu_listening) listeners;
    cu_vector(cupel_value) values; /* bound by one execution */
    cu_key key;                    /* memory for making keys of statements */
    cu_arena arena;                /* queries, rows, arrays */
    cu_arena scratch;              /* of one execution */
    cu_arena changes_arena;
};

/* Whether it is what stands in for a session that could not be opened. */
bool cu_session_is_stand_in(const cupel_session *session);
/* Stand-ins: for want of memory, and for want of anybody who said what to open.  Never written to. */
cupel_session *cu_session_without_memory(void);
cupel_session *cu_session_unconfigured(void);

/* Frees a session that was closed and kept for the next one. */
void cu_session_free_washed(cupel_session *session);

/* Begins a call: clears the error, refuses where the session cannot work.  NULL sessions are INVALID_ARGUMENT. */
cupel_code cu_session_begin_call(cupel_session *session);
/* The same for calls that a flush would stumble over when one of its listeners makes them: refuses in the middle of one. */
cupel_code cu_session_begin_change(cupel_session *session);
cupel_code cu_session_check_flushing(cupel_session *session);
/* The same for calls that end the transaction: refuses also while a row of it is being loaded. */
cupel_code cu_session_begin_ending(cupel_session *session);
cupel_code cu_session_check_reading(cupel_session *session);
/* The same for calls that need a working transaction: refuses also after a failed flush. */
cupel_code cu_session_begin_work(cupel_session *session);
/* Keeps an error until the next flush, for calls whose result may be ignored. */
cupel_code cu_session_keep_fault(cupel_session *session);
/* Keeps a first fault that has no error record yet. */
void cu_session_note_fault(cupel_session *session, cupel_code code, const char *text);

/* Connects and begins a transaction where none is open. */
cupel_code cu_session_begin(cupel_session *session, cupel_begin_kind kind);
/* Gives the connection back. */
void cu_session_disconnect(cupel_session *session);

/* The mapper of a mapping in this session's registry; NULL with UNMAPPED_TYPE set. */
cu_mapper *cu_session_mapper(cupel_session *session, const cupel_mapping *mapping);
/* The identity table of a mapper; NULL: no memory. */
cu_identity_table *cu_session_make_identities(cupel_session *session, const cu_mapper *mapper);
static inline cu_identity_table *cu_session_identities(cupel_session *session,
                                                       const cu_mapper *mapper)
{
    return CU_LIKELY(mapper->line < session->identity_count)
               ? &session->identities[mapper->line]
               : cu_session_make_identities(session, mapper);
}

/* Lists of states: append (false: no memory), and take out by state->place. */
bool cu_states_push(cu_states *states, cupel_state *state);
bool cu_states_reserve(cu_states *states, size_t more);
void cu_states_free(cu_states *states);

/* Puts a persistent state on the list of changed ones; false: no memory. */
bool cu_session_mark_dirty(cupel_session *session, cupel_state *state);
void cu_session_unmark_dirty(cupel_session *session, cupel_state *state);
/* Changes of one instance that were not flushed are lost, with the values they gave. */
void cu_session_forget_changes(cupel_session *session, cupel_state *state);

/* Queries made and memory handed out by the library itself for a while. */
typedef struct cu_session_mark {
    cu_arena_mark arena;
    cupel_query *queries;
    size_t set_aside;
} cu_session_mark;

cu_session_mark cu_session_mark_now(cupel_session *session);
void cu_session_release(cupel_session *session, cu_session_mark mark);

/* ---- membership.c ------------------------------------------------------------------------------ */

/* Makes an instance persistent in the identity map; its identity is set.  False: no memory. */
bool cu_session_enter(cupel_session *session, cupel_state *state);
/* The same in the table of its mapper, which has room. */
static inline void cu_session_admit(cupel_session *session, cu_identity_table *table,
                                    cupel_state *state)
{
    cu_identity_insert(table, state);
    session->instances++;
    state->session = session;
    /* where memory is short it stays when the scope ends */
    bool listed = session->evicting > 0 && cu_states_push(&session->entered, state);
    state->entered = listed ? (uint32_t)session->entered.count : 0;
    if (CU_UNLIKELY(session->batch != NULL) && cu_states_push(session->batch, state))
        state->flags |= CU_STATE_IN_BATCH;
    state->lifecycle = CUPEL_PERSISTENT;
}
/* Takes one out of the batch of the run that loaded it. */
void cu_session_leave_batch(const cupel_session *session, cupel_state *state);
/* Takes it out of the identity map and all lists. */
void cu_session_leave(cupel_session *session, cupel_state *state);
/* The session goes on owning the memory of an instance that left it, or somebody else owns it again. */
void cu_session_keep(cupel_session *session, cupel_state *state);
/* Both, for all of a list. */
void cu_session_leave_all(cupel_session *session, const cu_states *states);
/* Takes it out; its memory is the program's from then on, who may free it while others still refer to it. */
void cu_session_give(cupel_session *session, cupel_state *state);
void cu_state_unkeep(cupel_state *state);
void cu_session_expunge_all(cupel_session *session);

/* One instance, without cascades; the error is the session's. */
cupel_code cu_session_add_one(cupel_session *session, cupel_state *state);
cupel_code cu_session_delete_one(cupel_session *session, cupel_state *state);
/*
 * The values of a key that a program gives, plain or cupel_bind()s, as its attributes have them, in their order, in `key`.
 * Expressions are not taken over, and texts may be theirs; what values are converted to is in `arena`.
 */
cupel_code cu_session_key(cupel_session *session, const cu_mapper *mapper, size_t count,
                          const cupel_value *values, cu_arena *arena, cupel_value *key);
/*
 * The same, in `key`; *null: one of them is NULL, so that nothing has it.  With
 * `look` the instance, where the session has it (refreshed, NULL where its row is gone).
 */
cupel_code cu_session_find(cupel_session *session, const cu_mapper *mapper, size_t count,
                           const cupel_value *values, bool look, cu_arena *arena, cupel_value *key,
                           bool *null, cupel_object **out);
/* The values of cupel_get, adjusted, looked up and loaded; the error is the session's. */
cupel_code cu_session_get(cupel_session *session, const cu_mapper *mapper, size_t count,
                          const cupel_value *values, uint32_t flags, cupel_object **out);

/* ---- transaction.c ----------------------------------------------------------------------------- */

/* Notes the value an attribute has before it is changed; false: no memory. */
bool cu_transaction_note(cupel_session *session, cupel_state *state, uint32_t index, bool known,
                         const cupel_value *value);
/* Gives an instance another identity, and notes the one it had; false: no memory, and nothing has changed. */
bool cu_transaction_change_key(cupel_session *session, cupel_state *state,
                               const cu_identity *identity);
void cu_transaction_forget_state(cupel_state *state);
/* After a commit, or a rollback: nothing to go back to any more. */
void cu_transaction_clear(cupel_session *session);
/* After a failed flush: undoes what the database did (to the innermost savepoint, if any); only rollback helps now. */
void cu_session_fail(cupel_session *session);
/* Ends everything that is being iterated: the transaction it reads in is about to end. */
void cu_session_end_runs(cupel_session *session);
/* Closes what was opened since `until` (NULL: all). */
void cu_session_free_runs(cupel_session *session, struct cu_query_run *until);
/* Whether an instance may be freed behind the program's back: unchanged, and nothing refers to it. */
bool cu_state_is_evictable(const cupel_state *state);
/* Takes an instance out of the session and frees it. */
void cu_session_drop(cupel_session *session, cupel_state *state);

/* ---- unit_of_work.c ---------------------------------------------------------------------------- */

/* Flushes if there is anything to write.  On failure the transaction is rolled back and the session broken. */
cupel_code cu_session_flush(cupel_session *session);
/* Whether a query has to flush first; asked before anything is done for that. */
bool cu_session_wants_flush(const cupel_session *session);
/* Before a query: flushes where autoflush is on; the error says that it was an autoflush. */
cupel_code cu_session_autoflush(cupel_session *session, const char *what);

#endif
