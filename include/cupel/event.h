/*
 * cupel/event.h - being told what a session does.
 *
 *     static cupel_code stamp(const cupel_event *event, void *data)
 *     {
 *         cupel_set((Note *)event->object, changed, cupel_timestamp_now());
 *         return CUPEL_OK;
 *     }
 *     cupel_listen(session, CUPEL_EVENT_BEFORE_UPDATE, &Note_mapping, stamp, NULL);
 */
#ifndef CUPEL_EVENT_H
#define CUPEL_EVENT_H

#include <cupel/session.h>

CUPEL_BEGIN_DECLARATIONS

typedef enum cupel_event_kind {
    CUPEL_EVENT_BEFORE_FLUSH, /* there is something to write; instances may still be added and changed */
    CUPEL_EVENT_AFTER_FLUSH,   /* it is written */
    CUPEL_EVENT_BEFORE_INSERT, /* of one instance, whose attributes may still be set */
    CUPEL_EVENT_AFTER_INSERT,
    CUPEL_EVENT_BEFORE_UPDATE,
    CUPEL_EVENT_AFTER_UPDATE,
    CUPEL_EVENT_BEFORE_DELETE,
    CUPEL_EVENT_AFTER_DELETE,
    CUPEL_EVENT_LOAD, /* an instance was made of a row */
    CUPEL_EVENT_BEFORE_COMMIT,
    CUPEL_EVENT_AFTER_COMMIT,
    CUPEL_EVENT_AFTER_ROLLBACK,
    CUPEL_EVENT_SET,          /* a column attribute or a to-one relationship is about to be set */
    CUPEL_EVENT_APPEND,       /* an item is about to come into a collection */
    CUPEL_EVENT_REMOVE,       /* an item is about to leave a collection */
    CUPEL_EVENT_BEFORE_QUERY, /* a query is about to be run, which may be replaced by another */
    CUPEL_EVENT_BEFORE_UPDATE_ROWS, /* the same of cupel_update_rows() */
    CUPEL_EVENT_BEFORE_DELETE_ROWS, /* and of cupel_delete_rows() */
    CUPEL_EVENT_REFRESH, /* one that was there got values of its row: it was expired, deferred, refreshed */
    CUPEL_EVENT_KIND_COUNT
} cupel_event_kind;

typedef struct cupel_event {
    cupel_event_kind kind;
    cupel_session *session;
    void *
        object; /* the instance; NULL for events of the session as a whole; BEFORE_QUERY: the one that
                       a relationship is loaded for, NULL for the program's queries */
    const char *attribute;    /* SET, APPEND, REMOVE, BEFORE_QUERY: its name */
    const cupel_value *value; /* SET of a column: the new value */
    cupel_value *
        instead; /* SET of a column: the same; what a listener puts there is set in its place, and texts
                    in it are copied when all listeners were told */
    void *
        item; /* SET of a relationship, APPEND, REMOVE: the other instance; NULL possible for SET */
    const cupel_query **
        query; /* BEFORE_QUERY: what will be run, unless another is put there; _ROWS: which rows will be
                   written */
} cupel_event;

/**
 * A listener.  A BEFORE_ event whose listener returns something else than CUPEL_OK ends what was about to be done with
 * that code (the flush or commit fails).  So do SET, APPEND and REMOVE: the attribute is not changed, and the error is
 * what the call returns, or, unless the program looks at it, what the next flush reports.  An instance that was not
 * appended is still the caller's, who frees it, adds it elsewhere or hands it to somebody.  They come for the side that
 * the program changes; the other side follows without another event.  Listeners of other events return CUPEL_OK; what
 * else they return is ignored.
 *
 * During a flush a listener may read and set column attributes of the instance it is told of, and nothing else of the
 * session; before a flush it may do anything but flush, commit and roll back.  One of LOAD or REFRESH may do anything but end the
 * transaction.  What a listener must not do is INVALID_REQUEST.
 *
 * BEFORE_QUERY is for criteria that all queries of a mapped struct have, and for counting and refusing them.  It comes
 * before LIMIT 1 of cupel_first() and the like is added; of a query that has a limit itself, cupel_enable_assertions()
 * lets filters be added.  What is put in its place gives the same sort of result, and instances of the same struct or of one that inherits from
 * it.  Queries inside queries and loads by
 * primary key are not told of; what options load with a query is, as that query: give it cupel_with_loader_criteria().
 * Queries that a listener runs are not announced either, nor are statements that write (statement.h).
 *
 *     static cupel_code hide(const cupel_event *event, void *data)
 *     {
 *         *event->query = cupel_filter(*event->query, cupel_eq(cupel_attr(Note, hidden), false));
 *         return CUPEL_OK;
 *     }
 *     cupel_listen(session, CUPEL_EVENT_BEFORE_QUERY, &Note_mapping, hide, NULL);
 */
typedef cupel_code (*cupel_listener)(const cupel_event *event, void *data);

/**
 * Calls `listener` with `data` at each event of a kind, for instances (or queries) of one mapping (NULL: of all); a query
 * is of the mapping of the first struct or attribute it is for.  Attribute events
 * come for instances that are in the session.  Listeners are called in the order in which they were added, until the
 * session closes; `data` is the caller's.
 *
 * Errors: INVALID_ARGUMENT (no such kind, no listener), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_listen(cupel_session *session, cupel_event_kind kind,
                                  const cupel_mapping *mapping, cupel_listener listener,
                                  void *data);

CUPEL_END_DECLARATIONS

#endif
