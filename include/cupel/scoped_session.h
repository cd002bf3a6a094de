/*
 * cupel/scoped_session.h - sessions of each thread, or of each request: made when
 * they are first asked for, by what is said once for all of them.
 *
 *     static cupel_scoped_session *sessions;           // at the beginning: cupel_scoped_open(&maker)
 *     CUPEL_ACTIVE_RECORD(User, sessions)
 *     ...
 *     User *jack = cupel_first(cupel_filter_by(User_query(), User, name, "jack"));
 *     User_save(cupel_new(User, .name = "wendy"));
 *     cupel_commit(User_session());
 *     cupel_scoped_remove(sessions);                   // at the end of the request
 *
 * Other functions of sessions take what cupel_scoped() gives.
 */
#ifndef CUPEL_SCOPED_SESSION_H
#define CUPEL_SCOPED_SESSION_H

#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- how sessions are made ----------------------------------------------------------------------- */

/*
 * What sessions are opened with.  A plain struct: members may be set later (an engine that is not known yet), and a copy
 * with other members makes other sessions.
 *
 * `opened` is called for each session before anybody else has it: for listeners that all of them have, such as one that
 * gives every query of a mapping criteria (event.h).  Where it gives another code than CUPEL_OK, all that is done with the
 * session fails with that.
 */
typedef struct cupel_sessionmaker {
    cupel_registry *registry;
    cupel_engine *engine;
    cupel_session_options options;
    cupel_code (*opened)(cupel_session *session, void *data); /* NULL: nothing is to be done */
    void *data;                                               /* for it */
} cupel_sessionmaker;

/**
 * A session made so; see cupel_session_open_with().
 *
 * Owner: the caller, by cupel_session_close().
 */
CUPEL_API cupel_session *cupel_session_make(const cupel_sessionmaker *maker);

/* ---- one for each scope --------------------------------------------------------------------------- */

typedef struct cupel_scoped_session cupel_scoped_session;

/**
 * Sessions of each thread.  `maker` is copied; NULL: cupel_scoped_configure() comes later.  A thread's session is closed
 * when the thread ends, or by cupel_scoped_remove() before.  Threads may use it at the same time.
 *
 * NULL: out of memory, or of the system's thread-local keys.
 *
 * Owner: the caller, by cupel_scoped_close().
 */
CUPEL_API CUPEL_CHECKED cupel_scoped_session *cupel_scoped_open(const cupel_sessionmaker *maker);

/**
 * Sessions of whatever `scope(data)` gives a number for: a request, a connection.  They are closed by
 * cupel_scoped_remove(), called where `scope` gives the number, or by cupel_scoped_close().
 */
CUPEL_API CUPEL_CHECKED cupel_scoped_session *cupel_scoped_open_by(const cupel_sessionmaker *maker,
                                                                   uintptr_t (*scope)(void *data),
                                                                   void *data);

/** Closes all sessions and frees everything.  No thread may use it any more.  NULL is allowed. */
CUPEL_API void cupel_scoped_close(cupel_scoped_session *scoped);

/**
 * The session of the present scope, opened now where there is none.  Never NULL: where memory is short, or nothing was
 * configured, everything done with it fails.
 *
 * Owner: scoped.
 */
CUPEL_API cupel_session *cupel_scoped(cupel_scoped_session *scoped);

/** Whether the present scope has one. */
CUPEL_API bool cupel_scoped_has(cupel_scoped_session *scoped);

/** Closes the session of the present scope, if any; the next cupel_scoped() opens another. */
CUPEL_API void cupel_scoped_remove(cupel_scoped_session *scoped);

/**
 * How sessions are made from now on; those that are there stay as they are.
 *
 * Errors: INVALID_ARGUMENT (a NULL).
 */
CUPEL_API cupel_code cupel_scoped_configure(cupel_scoped_session *scoped,
                                            const cupel_sessionmaker *maker);

/**
 * Opens the session of the present scope in another way than the others.
 *
 * Errors: INVALID_ARGUMENT (a NULL), INVALID_REQUEST (the scope has a session already), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_scoped_begin(cupel_scoped_session *scoped,
                                        const cupel_sessionmaker *maker);

/**
 * Makes a session of the program's that of the present scope; it is not closed with it.
 *
 * Errors: as above.
 */
CUPEL_API cupel_code cupel_scoped_set(cupel_scoped_session *scoped, cupel_session *session);

/* ---- queries of a mapping ------------------------------------------------------------------------- */

/* What makes another query of a query, as cupel_with_transformation() takes it: a type of queries. */
typedef cupel_query *(*cupel_query_type)(const cupel_query *query, void *data);

/**
 * A new query for a mapped struct on the session of the present scope; with `type`, what type(query, data) makes of it,
 * such as one without rows that are hidden.
 *
 * Owner: the session.
 */
CUPEL_API cupel_query *cupel_query_property(cupel_scoped_session *scoped,
                                            const cupel_mapping *mapping, cupel_query_type type,
                                            void *data);

/* Defines User_query(), which gives a new query for User; and the same with a type of queries. */
#define CUPEL_QUERY_PROPERTY(Type, scoped) CUPEL_QUERY_PROPERTY_OF(Type, scoped, NULL)
#define CUPEL_QUERY_PROPERTY_OF(Type, scoped, query_type)                           \
    CUPEL_UNUSED_ static inline cupel_query *Type##_query(void)                     \
    {                                                                               \
        return cupel_query_property((scoped), &Type##_mapping, (query_type), NULL); \
    }

/*
 * Functions of a struct that need no session as an argument: User_session(), User_query(), User_all(), User_save(user),
 * User_remove(user).
 */
#define CUPEL_ACTIVE_RECORD(Type, scoped) CUPEL_ACTIVE_RECORD_OF(Type, scoped, NULL)
#define CUPEL_ACTIVE_RECORD_OF(Type, scoped, query_type)               \
    CUPEL_QUERY_PROPERTY_OF(Type, scoped, query_type)                  \
    CUPEL_UNUSED_ static inline cupel_session *Type##_session(void)    \
    {                                                                  \
        return cupel_scoped(scoped);                                   \
    }                                                                  \
    CUPEL_UNUSED_ static inline Type **Type##_all(void)                \
    {                                                                  \
        return (Type **)cupel_all(Type##_query());                     \
    }                                                                  \
    CUPEL_UNUSED_ static inline cupel_code Type##_save(Type *object)   \
    {                                                                  \
        return cupel_add(cupel_scoped(scoped), object);                \
    }                                                                  \
    CUPEL_UNUSED_ static inline cupel_code Type##_remove(Type *object) \
    {                                                                  \
        return cupel_delete(cupel_scoped(scoped), object);             \
    }

CUPEL_END_DECLARATIONS

#endif
