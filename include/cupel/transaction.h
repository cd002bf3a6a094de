/*
 * cupel/transaction.h - work that is done again where the database gave it up
 * because of another transaction.
 *
 *     static cupel_code transfer(cupel_session *session, void *data) { ... return cupel_flush(session); }
 *     ...
 *     cupel_code code = cupel_run_transaction(registry, engine, transfer, &order,
 *                                             .kind = CUPEL_BEGIN_WRITE, .attempts = 5);
 */
#ifndef CUPEL_TRANSACTION_H
#define CUPEL_TRANSACTION_H

#include <cupel/session.h>

CUPEL_BEGIN_DECLARATIONS

typedef cupel_code (*cupel_transaction_function)(cupel_session *session, void *data);

typedef struct cupel_transaction_options {
    int reserved; /* leave out */
    int attempts; /* at most; 0: 10 */
    int pause; /* milliseconds before the second attempt, each time twice as long and a random part of it; 0: 5 */
    /* Called after each attempt that failed, with the session's error; `data` is that of the work. */
    void (*failed)(const cupel_error *error, int attempt, void *data);
    cupel_isolation isolation; /* unset: the engine's */
    /* CUPEL_BEGIN_WRITE for work that reads and then writes: where there is one writer at a time (SQLite) each attempt
       waits for its turn before it reads, and need not be run again. */
    cupel_begin_kind kind;
} cupel_transaction_options;

/**
 * Runs work(session, data) in a session of its own, and commits where it gives CUPEL_OK.  Where the database ended the
 * transaction because of another one (reasons SERIALIZATION, DEADLOCK), or the connection was lost before COMMIT was
 * sent, it is run again from its start, in another session: it must not keep instances or change anything but what the
 * session undoes.
 *
 * SQLite gives a transaction up that began by reading when it would write and another one writes, or has written, since
 * the two would wait for each other; that is SERIALIZATION too.  A lock that was waited for in vain (LOCKED) is no
 * reason to run the work again: the busy_timeout of the URL says how long that is.
 *
 * The code of the last attempt; of anything else that fails, at once.
 */
CUPEL_API cupel_code cupel_run_transaction_with(cupel_registry *registry, cupel_engine *engine,
                                                cupel_transaction_function work, void *data,
                                                const cupel_transaction_options *options);
#define cupel_run_transaction(...) CUPEL_RUN_TRANSACTION_(__VA_ARGS__, .reserved = 0)
#define CUPEL_RUN_TRANSACTION_(registry, engine, work, data, ...)    \
    cupel_run_transaction_with((registry), (engine), (work), (data), \
                               &(const cupel_transaction_options){ __VA_ARGS__ })

CUPEL_END_DECLARATIONS

#endif
