/*
 * orm/retry.c - transactions that are run again where the database gave them up.
 */
#include "base/unique.h"
#include "orm/session.h"
#include <cupel/transaction.h>
#include <time.h>

#define DEFAULT_ATTEMPTS 10
#define DEFAULT_PAUSE    5 /* milliseconds */
#define LONGEST_PAUSE    2000

/* Whether doing the same again can end otherwise. */
static bool can_be_retried(const cupel_error *error, bool committing)
{
    if (error->code == CUPEL_DISCONNECTED)
        return !committing; /* else nobody knows whether it took effect */
    return error->reason == CUPEL_REASON_SERIALIZATION || error->reason == CUPEL_REASON_DEADLOCK;
}

/* Half of the time surely, the other half by chance, so that two that collided do not do so again. */
static void pause_before(int attempt, int first)
{
    int64_t longest = first;
    for (int i = 1; i < attempt && longest < LONGEST_PAUSE; i++)
        longest *= 2;
    longest = CU_MIN(longest, (int64_t)LONGEST_PAUSE);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t nanoseconds =
        longest * 500000 +
        (int64_t)(cu_unique_number() * 7919 + (uint64_t)now.tv_nsec) % (longest * 500000 + 1);
    struct timespec wait = { .tv_sec = nanoseconds / 1000000000,
                             .tv_nsec = (long)(nanoseconds % 1000000000) };
    nanosleep(&wait, NULL);
}

/* One attempt; *again whether another may do better. */
static cupel_code attempt_once(cupel_session *session, cupel_transaction_function work, void *data,
                               int attempt, const cupel_transaction_options *options, bool *again)
{
    bool committing = false;
    cupel_code code = CUPEL_OK;
    if (options->isolation || options->kind)
        code = cupel_begin_as(session, .kind = options->kind, .isolation = options->isolation);
    if (code == CUPEL_OK)
        code = work(session, data);
    if (code == CUPEL_OK)
        code = cupel_flush(session);
    if (code == CUPEL_OK) {
        committing = true;
        code = cupel_commit(session);
    }
    const cupel_error *error = cupel_session_error(session);
    *again = code != CUPEL_OK && can_be_retried(error, committing);
    if (code != CUPEL_OK && options->failed)
        options->failed(error, attempt, data);
    return code;
}

cupel_code cupel_run_transaction_with(cupel_registry *registry, cupel_engine *engine,
                                      cupel_transaction_function work, void *data,
                                      const cupel_transaction_options *options)
{
    static const cupel_transaction_options none = { 0 };
    options = options ? options : &none;
    int attempts = options->attempts > 0 ? options->attempts : DEFAULT_ATTEMPTS;
    int pause = options->pause > 0 ? options->pause : DEFAULT_PAUSE;
    cupel_code code = CUPEL_OK;
    bool again = true;
    if (!work)
        return CUPEL_INVALID_ARGUMENT;
    for (int attempt = 1; again && attempt <= attempts; attempt++) {
        if (attempt > 1)
            pause_before(attempt - 1, pause);
        cupel_session *session = cupel_session_open(registry, engine);
        code = attempt_once(session, work, data, attempt, options, &again);
        cupel_session_close(session);
    }
    return code;
}
