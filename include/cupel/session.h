/*
 * cupel/session.h - the unit of work: which instances there are, what changed,
 * and the transaction it all happens in.
 *
 * A session belongs to one thread at a time.  It takes a connection from its
 * engine with the first statement and gives it back at commit, rollback and
 * close.  Everything it hands out - instances, queries, rows, arrays, text - is
 * the session's: valid until the session closes, the scope it was made in ends,
 * or the function named beside it frees it.
 */
#ifndef CUPEL_SESSION_H
#define CUPEL_SESSION_H

#include <cupel/instance.h>
#include <cupel/reflection.h>
#include <cupel/registry.h>

CUPEL_BEGIN_DECLARATIONS

/*
 * What happens when a relationship, or a column that the query left out (deferred, or by an option), is loaded by itself
 * because the program asks for it, one statement at a time.  What the session has already, what was expired and what the
 * session needs itself, to flush or to change a relationship, is loaded all the same.
 */
typedef enum cupel_lazy_policy {
    CUPEL_LAZY_LOADS_ALLOWED = 0,
    CUPEL_LAZY_LOADS_WARN, /* a record in the log for each: CUPEL_LOG_WARNING, naming Struct.attribute */
    CUPEL_LAZY_LOADS_REFUSED /* LAZY_LOAD_REFUSED, naming it */
} cupel_lazy_policy;

/* Leave out what may stay at its default. */
typedef struct cupel_session_options {
    int reserved;
    bool no_autoflush;      /* queries do not flush first */
    bool keep_after_commit; /* a commit expires nothing (expire_on_commit = false) */
    cupel_lazy_policy lazy_loads;
} cupel_session_options;

/**
 * A session.  Nothing is connected yet.  Never NULL: where the engine or the registry is wrong, or memory is short,
 * everything done with it fails with their error.
 *
 * Owner: the caller, by cupel_session_close().
 */
CUPEL_API cupel_session *cupel_session_open_with(cupel_registry *registry, cupel_engine *engine,
                                                 const cupel_session_options *options);
#define cupel_session_open(...) CUPEL_SESSION_OPEN_(__VA_ARGS__, .reserved = 0)
#define CUPEL_SESSION_OPEN_(registry, engine, ...) \
    cupel_session_open_with((registry), (engine), &(const cupel_session_options){ __VA_ARGS__ })

/**
 * Rolls back what was not committed and frees the session with everything it owns.  NULL is allowed.  A transient
 * instance that refers to one of its instances lets that go first, by cupel_remove() or cupel_set() to NULL.
 */
CUPEL_API void cupel_session_close(cupel_session *session);

/**
 * Rolls back and expunges everything, as SQLAlchemy's Session.close(): the session is as new.  Instances are detached
 * (or transient), stay readable, and remain the session's until it is closed.
 */
CUPEL_API void cupel_session_reset(cupel_session *session);

/**
 * The last error of the session.  What adding or deleting reported, and nobody looked at before the next call, is
 * reported again by the next flush; looked at by this function it is not.
 *
 * Owner: the session.
 */
CUPEL_API const cupel_error *cupel_session_error(const cupel_session *session);

/* ---- errors of anything ------------------------------------------------------------------------ */

/* The error record, its code and its text: of a session, an engine, a registry, a connection or an
   inspector. */
#define cupel_error(x) \
    _Generic((x),                                                                                  \
        cupel_session *: cupel_session_error,                                                      \
        const cupel_session *: cupel_session_error,                                                \
        cupel_engine *: cupel_engine_error,                                                        \
        const cupel_engine *: cupel_engine_error,                                                  \
        cupel_registry *: cupel_registry_error,                                                    \
        const cupel_registry *: cupel_registry_error,                                              \
        cupel_connection *: cupel_connection_error,                                                \
        const cupel_connection *: cupel_connection_error,                                          \
        cupel_inspector *: cupel_inspector_error,                                                  \
        const cupel_inspector *: cupel_inspector_error)(x)
#define cupel_error_code(x)   (cupel_error(x)->code)
#define cupel_error_reason(x) (cupel_error(x)->reason)
#define cupel_error_text(x)   (cupel_error(x)->text)

/* ---- adding and taking out --------------------------------------------------------------------- */

/**
 * Puts a transient or detached instance into the session (pending, or persistent again); one that is in it already
 * stays as it is.  Cascades along relationships with SAVE_UPDATE.  What fails is also reported by the next flush
 * unless the program looks at the error, so that a result nobody looks at is not lost.  An instance that was not added
 * is still whose it was: a new one the caller's, by cupel_free().
 *
 * Errors: INVALID_ARGUMENT (NULL), UNMAPPED_INSTANCE, UNMAPPED_TYPE, INVALID_REQUEST (it is in another session, or
 * another instance with its key is here, its row was deleted), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_add_instance(cupel_session *session, cupel_object *instance);
#define cupel_add(session, object) cupel_add_instance((session), CUPEL_OBJECT(object))

/** Several, in this order.  One that cannot be added does not keep the others out; the error is of the first of them. */
CUPEL_API cupel_code cupel_add_instances(cupel_session *session, size_t count,
                                         void *const *instances);
#define cupel_add_all(session, ...) \
    cupel_add_instances((session), CUPEL_COUNT(__VA_ARGS__), (void *const[]){ __VA_ARGS__ })

/**
 * Marks a persistent instance: its row is deleted by the next flush.  A detached one is first put into the session
 * again, as by cupel_add(); so OK says that its row will be deleted, not that it was here.  A pending one is an error
 * (expunge it), a transient one has no row.
 *
 * Where the same flush inserts a new instance of the same struct and key, that one takes the row over by an UPDATE of
 * all columns but those that the database gives values to (.server_default and the like) and the new instance does
 * not: these keep what the deleted instance had.
 *
 * Errors: INVALID_ARGUMENT (NULL), UNMAPPED_INSTANCE, INVALID_REQUEST (it has no row, it is in another session, or
 * another instance with its key is here, its row was deleted), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_delete_instance(cupel_session *session, cupel_object *instance);
#define cupel_delete(session, object) cupel_delete_instance((session), CUPEL_OBJECT(object))

/**
 * Takes an instance out of the session: detached, or transient if it was pending.  Its memory is the caller's from
 * then on, by cupel_free().  One that was inserted in the transaction is transient, too, once that is rolled back.
 *
 * Errors: INVALID_ARGUMENT (NULL), INVALID_REQUEST (not in this session), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_expunge_instance(cupel_session *session, cupel_object *instance);
#define cupel_expunge(session, object) cupel_expunge_instance((session), CUPEL_OBJECT(object))

/** Takes all out; their memory remains the session's.  Nothing is done where the session then has NO_MEMORY. */
CUPEL_API void cupel_expunge_all(cupel_session *session);

/**
 * The instance of this session that stands for what `instance` describes: found by key or loaded, or made; the
 * attributes that `instance` has are copied onto it, and so, along relationships that cascade MERGE, for what is
 * related to it.  `instance` itself is left alone and is not put into the session.
 * NULL: see the session's error.
 *
 * Owner: the session.
 */
CUPEL_API CUPEL_CHECKED void *cupel_merge_instance(cupel_session *session,
                                                   const cupel_object *instance);
#define cupel_merge(session, object) \
    ((__typeof__(object))cupel_merge_instance((session), CUPEL_OBJECT(object)))

/**
 * The same without a look at the database: `instance` is taken to be what its row is.  One with changes, or without a
 * row, is INVALID_REQUEST.  For instances out of a cache.
 */
CUPEL_API CUPEL_CHECKED void *cupel_merge_instance_without_load(cupel_session *session,
                                                                const cupel_object *instance);
#define cupel_merge_without_load(session, object) \
    ((__typeof__(object))cupel_merge_instance_without_load((session), CUPEL_OBJECT(object)))

/* ---- looking ----------------------------------------------------------------------------------- */

/** What an instance is to this session: TRANSIENT for those of other sessions and of none. */
CUPEL_API cupel_instance_state cupel_session_state_of(const cupel_session *session,
                                                      const cupel_object *instance);
#define cupel_state_of(session, object) cupel_session_state_of((session), CUPEL_OBJECT(object))

/** Whether an instance is in the session (pending or persistent). */
CUPEL_API bool cupel_session_has(const cupel_session *session, const cupel_object *instance);
#define cupel_in_session(session, object) cupel_session_has((session), CUPEL_OBJECT(object))

/**
 * The instances that are pending, changed, to be deleted, or in the session at all: a NULL-terminated array, in order of
 * adding where there is one.  NULL: no memory.
 *
 * Owner: the session (the current scope).
 */
CUPEL_API void **cupel_session_new(cupel_session *session);
CUPEL_API void **cupel_session_dirty(cupel_session *session);
CUPEL_API void **cupel_session_deleted(cupel_session *session);
CUPEL_API void **cupel_session_all(cupel_session *session);

/** Whether a flush would have anything to write. */
CUPEL_API bool cupel_session_is_modified(const cupel_session *session);

/* Numbers about a session. */
typedef struct cupel_session_status {
    size_t instances; /* persistent ones */
    size_t pending;
    size_t dirty;
    size_t deleted;
    size_t bytes;       /* memory of instances, queries and rows */
    int64_t statements; /* sent to the database */
    int64_t
        lazy_loads; /* of these, by relationships and attributes that were asked for one at a time */
} cupel_session_status;

/** How it is now; all 0 for NULL. */
CUPEL_API cupel_session_status cupel_session_status_of(const cupel_session *session);

/* ---- writing and transactions ------------------------------------------------------------------ */

/**
 * Writes all changes, in an order the database accepts.  A failure rolls the transaction back, to the innermost
 * savepoint where there is one; the session then refuses work with PENDING_ROLLBACK until cupel_rollback_nested() or
 * cupel_rollback().
 *
 * Errors: INTEGRITY_ERROR and what else the database reports, STALE_DATA, FLUSH_ERROR, CIRCULAR_DEPENDENCY, NO_MEMORY,
 * and what adding and setting reported before.
 */
CUPEL_API cupel_code cupel_flush(cupel_session *session);

/**
 * Begins the transaction now; where it is not called, the first statement begins it.  With CUPEL_BEGIN_WRITE a session
 * that reads before it writes waits for its turn at once where the database has one writer at a time (SQLite), so that
 * no other changes what it has read.
 *
 * Errors: INVALID_ARGUMENT (no such kind), INVALID_REQUEST (a transaction is open), TIMEOUT (no connection of the pool is free), OPERATIONAL_ERROR
 * (LOCKED: another kept the lock too long) and what else the database reports.
 */
CUPEL_API cupel_code cupel_begin(cupel_session *session, cupel_begin_kind kind);

/** The same with an isolation: cupel_begin_as(session, .isolation = CUPEL_SERIALIZABLE).  Also NOT_SUPPORTED. */
CUPEL_API cupel_code cupel_begin_with(cupel_session *session, const cupel_begin_options *options);
#define cupel_begin_as(session, ...) \
    cupel_begin_with((session), &(const cupel_begin_options){ .reserved = 0, __VA_ARGS__ })

/**
 * Begins a transaction in two phases, which cupel_prepare() ends the first of, after a flush; see
 * cupel_connection_begin_twophase() (engine.h).  cupel_commit() and cupel_rollback() end it.  Errors as there.
 */
CUPEL_API cupel_code cupel_begin_twophase(cupel_session *session, const char *xid);
CUPEL_API cupel_code cupel_prepare(cupel_session *session);

/** Flushes and commits; instances expire (unless .keep_after_commit).  Errors as of cupel_flush. */
CUPEL_API cupel_code cupel_commit(cupel_session *session);

/**
 * Undoes everything since the last commit: changed attributes have their old values again, without SQL, and are
 * expired; added instances are transient, deleted ones persistent.
 */
CUPEL_API cupel_code cupel_rollback(cupel_session *session);

/** Flushes and sets a savepoint.  They nest; cupel_commit and cupel_rollback end all of them. */
CUPEL_API cupel_code cupel_begin_nested(cupel_session *session);

/** Ends the innermost savepoint: keeping, or undoing, what was done since. */
CUPEL_API cupel_code cupel_commit_nested(cupel_session *session);
CUPEL_API cupel_code cupel_rollback_nested(cupel_session *session);

/** Whether a transaction of the database is open; and how many savepoints. */
CUPEL_API bool cupel_in_transaction(const cupel_session *session);
CUPEL_API int cupel_nesting(const cupel_session *session);

/**
 * Runs SQL inside the session's transaction, after a flush; see cupel_execute (engine.h).  NULL: see the session's
 * error.
 *
 * Owner: the session.  The result ends, with the rows it gave, when the transaction does: cupel_result_next() is then
 * INVALID_REQUEST (at its end it gives NULL as always), and cupel_result_close() does no harm.  When the session is
 * closed, whatever is left of it is freed: do not close it after that.
 */
CUPEL_API CUPEL_CHECKED cupel_result *cupel_session_execute_values(cupel_session *session,
                                                                   const char *sql, size_t count,
                                                                   const cupel_value *parameters);
#define cupel_session_execute(session, ...) CUPEL_SESSION_EXECUTE_(session, __VA_ARGS__, NULL)
#define CUPEL_SESSION_EXECUTE_(session, sql, ...) \
    cupel_session_execute_values((session), (sql), CUPEL_VALUES(__VA_ARGS__))

/* ---- expiring and refreshing --------------------------------------------------------------------- */

/** Forgets the loaded values of an instance, of one attribute, or of all instances: they are fetched when asked for. */
CUPEL_API cupel_code cupel_expire_instance(cupel_session *session, cupel_object *instance);
CUPEL_API cupel_code cupel_expire_attribute_at(cupel_session *session, cupel_object *instance,
                                               size_t offset);
CUPEL_API void cupel_expire_all(cupel_session *session);
#define cupel_expire(session, object) cupel_expire_instance((session), CUPEL_OBJECT(object))
#define cupel_expire_attribute(session, object, field)         \
    cupel_expire_attribute_at((session), CUPEL_OBJECT(object), \
                              CUPEL_OFFSET_(__typeof__(*(object)), field))

/**
 * Loads an instance's row again now; pending changes to it are lost.
 *
 * Errors: INVALID_REQUEST (not persistent here), OBJECT_DELETED (the row is gone), what the database reports.
 */
CUPEL_API cupel_code cupel_refresh_instance(cupel_session *session, cupel_object *instance);
#define cupel_refresh(session, object) cupel_refresh_instance((session), CUPEL_OBJECT(object))

/* ---- autoflush and scopes ------------------------------------------------------------------------ */

/** Switches autoflush; returns how it was. */
CUPEL_API bool cupel_set_autoflush(cupel_session *session, bool autoflush);

/* cupel_no_autoflush (session) { ... }: queries in the block do not flush.  `break` leaves the block; `return` must not. */
#define cupel_no_autoflush(session)          CUPEL_NO_AUTOFLUSH_(session, __COUNTER__)
#define CUPEL_NO_AUTOFLUSH_(session, number) CUPEL_NO_AUTOFLUSH__(session, number)
#define CUPEL_NO_AUTOFLUSH__(session, number)                                \
    for (int cupel_flush_was_##number = cupel_set_autoflush((session), 0),   \
             cupel_flush_once_##number = 1;                                  \
         cupel_flush_once_##number; cupel_flush_once_##number = 0,           \
             (void)cupel_set_autoflush((session), cupel_flush_was_##number)) \
        for (; cupel_flush_once_##number == 1; cupel_flush_once_##number = 2)

/** What a scope's end does with instances loaded in it. */
typedef enum cupel_scope_kind {
    CUPEL_SCOPE_KEEP = 0, /* they stay */
    CUPEL_SCOPE_EVICT /* those that are unchanged and that no other instance refers to are freed */
} cupel_scope_kind;

/**
 * Queries, rows, arrays and text made from here on are freed by cupel_scope_end(); scopes nest.  The pointer the
 * program keeps to an instance is no reference that EVICT can see.
 *
 *     cupel_scope (session) {
 *         ... the session's memory is the same before and after; `break` leaves the block, `return` must not ...
 *     }
 *
 * Errors: NO_MEMORY.
 */
CUPEL_API cupel_code cupel_scope_begin(cupel_session *session, cupel_scope_kind kind);
CUPEL_API void cupel_scope_end(cupel_session *session);
#define cupel_scope(session)                CUPEL_SCOPE_(session, CUPEL_SCOPE_KEEP, __COUNTER__)
#define cupel_scope_evict(session)          CUPEL_SCOPE_(session, CUPEL_SCOPE_EVICT, __COUNTER__)
#define CUPEL_SCOPE_(session, kind, number) CUPEL_SCOPE__(session, kind, number)
#define CUPEL_SCOPE__(session, kind, number)                                                 \
    for (int cupel_scope_once_##number = ((void)cupel_scope_begin((session), (kind)), 1);    \
         cupel_scope_once_##number; cupel_scope_once_##number = 0, cupel_scope_end(session)) \
        for (; cupel_scope_once_##number == 1; cupel_scope_once_##number = 2)

CUPEL_END_DECLARATIONS

#endif
