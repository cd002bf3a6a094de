/*
 * orm/scoped_session.c - a session for each thread, or for each of what a
 * function tells apart.
 *
 * Each scope has an entry.  A thread finds its own without a lock, by a key of
 * the system's, which also frees it when the thread ends; others are found in a
 * map.  The list of all is for closing.
 */
#include "base/alloc.h"
#include "base/map.h"
#include "orm/query.h"
#include <cupel/scoped_session.h>

typedef struct cu_scoped_entry {
    cupel_scoped_session *scoped;
    uintptr_t number;
    cupel_session *session;
    bool borrowed; /* the program's own */
    struct cu_scoped_entry *next, *previous;
} cu_scoped_entry;

struct cupel_scoped_session {
    pthread_mutex_t lock; /* for what follows */
    cupel_sessionmaker maker;
    cu_scoped_entry *entries;
    cu_map numbered; /* of scopes told apart by `scope` */
    uintptr_t (*scope)(void *data);
    void *data;
    pthread_key_t key; /* of threads, where `scope` is NULL */
};

cupel_session *cupel_session_make(const cupel_sessionmaker *maker)
{
    if (!maker || !maker->registry || !maker->engine)
        return cu_session_unconfigured();
    cupel_session *session =
        cupel_session_open_with(maker->registry, maker->engine, &maker->options);
    cupel_code code = maker->opened && !cu_session_is_stand_in(session)
                          ? maker->opened(session, maker->data)
                          : CUPEL_OK;
    if (code != CUPEL_OK && cu_error_code(&session->error) == code)
        cu_error_copy(&session->opening, &session->error);
    else if (code != CUPEL_OK)
        cu_error_set(&session->opening, code, "the function that opened this session gave %s",
                     cupel_code_name(code));
    return session;
}

/* ---- entries ----------------------------------------------------------------------------------- */

static void free_entry(cu_scoped_entry *entry)
{
    if (!entry->borrowed)
        cupel_session_close(entry->session);
    cu_free(entry);
}

static void unlink_entry(cupel_scoped_session *scoped, cu_scoped_entry *entry)
{
    pthread_mutex_lock(&scoped->lock);
    *(entry->previous ? &entry->previous->next : &scoped->entries) = entry->next;
    if (entry->next)
        entry->next->previous = entry->previous;
    if (scoped->scope)
        cu_map_remove(&scoped->numbered, &entry->number, sizeof entry->number);
    pthread_mutex_unlock(&scoped->lock);
}

/* A thread ended. */
static void thread_ended(void *pointer)
{
    cu_scoped_entry *entry = pointer;
    unlink_entry(entry->scoped, entry);
    free_entry(entry);
}

static cu_scoped_entry *find_entry(cupel_scoped_session *scoped)
{
    if (!scoped->scope)
        return pthread_getspecific(scoped->key);
    uintptr_t number = scoped->scope(scoped->data);
    pthread_mutex_lock(&scoped->lock);
    cu_scoped_entry *entry = cu_map_get(&scoped->numbered, &number, sizeof number);
    pthread_mutex_unlock(&scoped->lock);
    return entry;
}

/* Links an entry and makes it that of the present scope; false: no memory. */
static bool enter_entry(cupel_scoped_session *scoped, cu_scoped_entry *entry)
{
    bool entered;
    entry->number = scoped->scope ? scoped->scope(scoped->data) : 0;
    pthread_mutex_lock(&scoped->lock);
    entered = !scoped->scope ||
              cu_map_put(&scoped->numbered, &entry->number, sizeof entry->number, entry);
    if (entered && !scoped->scope)
        entered = pthread_setspecific(scoped->key, entry) == 0;
    if (entered) {
        entry->next = scoped->entries;
        if (entry->next)
            entry->next->previous = entry;
        scoped->entries = entry;
    }
    pthread_mutex_unlock(&scoped->lock);
    return entered;
}

static cupel_code put_session(cupel_scoped_session *scoped, cupel_session *session, bool borrowed)
{
    cu_scoped_entry *entry = cu_alloc(sizeof *entry);
    if (!entry)
        return CUPEL_NO_MEMORY;
    *entry = (cu_scoped_entry){ .scoped = scoped, .session = session, .borrowed = borrowed };
    if (enter_entry(scoped, entry))
        return CUPEL_OK;
    cu_free(entry);
    return CUPEL_NO_MEMORY;
}

/* ---- opening and closing ------------------------------------------------------------------------- */

static cupel_scoped_session *open_scoped(const cupel_sessionmaker *maker,
                                         uintptr_t (*scope)(void *data), void *data)
{
    cupel_scoped_session *scoped = cu_alloc_zero(sizeof *scoped);
    if (!scoped)
        return NULL;
    if (maker)
        scoped->maker = *maker;
    scoped->scope = scope;
    scoped->data = data;
    bool locked = pthread_mutex_init(&scoped->lock, NULL) == 0;
    if (locked && (scope || pthread_key_create(&scoped->key, thread_ended) == 0))
        return scoped;
    if (locked)
        pthread_mutex_destroy(&scoped->lock);
    cu_free(scoped);
    return NULL;
}

cupel_scoped_session *cupel_scoped_open(const cupel_sessionmaker *maker)
{
    return open_scoped(maker, NULL, NULL);
}

cupel_scoped_session *cupel_scoped_open_by(const cupel_sessionmaker *maker,
                                           uintptr_t (*scope)(void *data), void *data)
{
    return open_scoped(maker, scope, data);
}

void cupel_scoped_close(cupel_scoped_session *scoped)
{
    if (!scoped)
        return;
    if (!scoped->scope)
        pthread_key_delete(scoped->key);
    for (cu_scoped_entry *entry = scoped->entries, *next; entry; entry = next) {
        next = entry->next;
        free_entry(entry);
    }
    cu_map_free(&scoped->numbered);
    pthread_mutex_destroy(&scoped->lock);
    cu_free(scoped);
}

/* ---- the present one ----------------------------------------------------------------------------- */

cupel_session *cupel_scoped(cupel_scoped_session *scoped)
{
    if (!scoped)
        return cu_session_unconfigured();
    cu_scoped_entry *entry = find_entry(scoped);
    if (entry)
        return entry->session;
    pthread_mutex_lock(&scoped->lock);
    cupel_sessionmaker maker = scoped->maker;
    pthread_mutex_unlock(&scoped->lock);
    cupel_session *session = cupel_session_make(&maker);
    if (cu_session_is_stand_in(session))
        return session;
    if (put_session(scoped, session, false) == CUPEL_OK)
        return session;
    cupel_session_close(session);
    return cu_session_without_memory();
}

bool cupel_scoped_has(cupel_scoped_session *scoped)
{
    return scoped && find_entry(scoped) != NULL;
}

void cupel_scoped_remove(cupel_scoped_session *scoped)
{
    cu_scoped_entry *entry = scoped ? find_entry(scoped) : NULL;
    if (!entry)
        return;
    unlink_entry(scoped, entry);
    if (!scoped->scope)
        pthread_setspecific(scoped->key, NULL);
    free_entry(entry);
}

cupel_code cupel_scoped_configure(cupel_scoped_session *scoped, const cupel_sessionmaker *maker)
{
    if (!scoped || !maker)
        return CUPEL_INVALID_ARGUMENT;
    pthread_mutex_lock(&scoped->lock);
    scoped->maker = *maker;
    pthread_mutex_unlock(&scoped->lock);
    return CUPEL_OK;
}

cupel_code cupel_scoped_begin(cupel_scoped_session *scoped, const cupel_sessionmaker *maker)
{
    if (!scoped || !maker)
        return CUPEL_INVALID_ARGUMENT;
    if (find_entry(scoped))
        return CUPEL_INVALID_REQUEST;
    cupel_session *session = cupel_session_make(maker);
    if (cu_session_is_stand_in(session))
        return cupel_session_error(session)->code;
    cupel_code code = put_session(scoped, session, false);
    if (code != CUPEL_OK)
        cupel_session_close(session);
    return code;
}

cupel_code cupel_scoped_set(cupel_scoped_session *scoped, cupel_session *session)
{
    if (!scoped || !session)
        return CUPEL_INVALID_ARGUMENT;
    return find_entry(scoped) ? CUPEL_INVALID_REQUEST : put_session(scoped, session, true);
}

/* ---- queries ----------------------------------------------------------------------------------- */

cupel_query *cupel_query_property(cupel_scoped_session *scoped, const cupel_mapping *mapping,
                                  cupel_query_type type, void *data)
{
    cupel_query *query = cupel_query_mapping(cupel_scoped(scoped), mapping);
    return type ? cupel_with_transformation(query, type, data) : query;
}
