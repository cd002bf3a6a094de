/*
 * threads.c - several threads, each with a session of its own, move money between the
 * same accounts; in the end no cent is missing.
 *
 * An engine and a registry are shared by all threads, a session is not.  Two threads that
 * want to write at the same time cannot both do it.  cupel_begin() with CUPEL_BEGIN_WRITE waits
 * for the other one before anything is read; where the database refuses all the same, because
 * it took too long or to end a deadlock, the transaction is undone and tried again.
 */
#include <cupel.h>
#include <pthread.h>
#include <stdio.h>

#define THREADS   4
#define TRANSFERS 250
#define ACCOUNTS  10
#define ATTEMPTS  10
#define START     100000

typedef struct Account {
    cupel_object base;
    cupel_int id, cents;
} Account;

CUPEL_MAP(Account, "accounts", CUPEL_COLUMN(Account, id, .primary_key = true),
          CUPEL_COLUMN(Account, cents, .check = "cents >= 0"));

/* What a thread gets, and gives back. */
typedef struct worker {
    pthread_t thread;
    cupel_engine *engine;
    cupel_registry *registry;
    unsigned int random;
    int done, refused;
    char error[200];
} worker;

/* Numbers that look random and are the same in every run. */
static int64_t next_random(worker *self, int64_t below)
{
    self->random = self->random * 1103515245u + 12345u;
    return (int64_t)(self->random >> 16) % below;
}

/* ---- one transfer ---------------------------------------------------------------------------------- */

static cupel_code transfer_once(cupel_session *session, int64_t from, int64_t to, int64_t cents)
{
    cupel_code code = cupel_begin(session, CUPEL_BEGIN_WRITE);
    if (code != CUPEL_OK)
        return code;
    Account *giver = cupel_get(session, Account, from);
    Account *taker = cupel_get(session, Account, to);
    if (!giver || !taker)
        return cupel_error_code(session);
    cupel_set(giver, cents, giver->cents - cents);
    cupel_set(taker, cents, taker->cents + cents);
    return cupel_commit(session);
}

/* Whether the same transaction may succeed when it is tried again. */
static bool is_worth_another_try(const cupel_error *error)
{
    return error->reason == CUPEL_REASON_LOCKED || error->reason == CUPEL_REASON_DEADLOCK ||
           error->reason == CUPEL_REASON_SERIALIZATION;
}

static cupel_code transfer(cupel_session *session, int64_t from, int64_t to, int64_t cents)
{
    for (int attempt = 1;; attempt++) {
        cupel_code code = transfer_once(session, from, to, cents);
        bool again =
            code != CUPEL_OK && attempt < ATTEMPTS && is_worth_another_try(cupel_error(session));
        if (code != CUPEL_OK)
            cupel_rollback(session);
        if (!again)
            return code;
    }
}

/* ---- threads --------------------------------------------------------------------------------------- */

static void *work(void *data)
{
    worker *self = data;
    cupel_session *session = cupel_session_open(self->registry, self->engine);
    for (int i = 0; i < TRANSFERS; i++) {
        int64_t from = next_random(self, ACCOUNTS) + 1, to = next_random(self, ACCOUNTS) + 1;
        if (from == to)
            to = from % ACCOUNTS + 1;
        cupel_code code = transfer(session, from, to, next_random(self, 5000));
        if (code == CUPEL_OK) {
            self->done++;
        } else {
            self->refused++;
            snprintf(self->error, sizeof self->error, "%s", cupel_code_name(code));
        }
    }
    cupel_session_close(session);
    return NULL;
}

static cupel_code open_accounts(cupel_registry *registry, cupel_engine *engine)
{
    if (cupel_create_all(registry, engine) != CUPEL_OK)
        return cupel_error_code(registry);
    cupel_session *session = cupel_session_open(registry, engine);
    for (int i = 0; i < ACCOUNTS; i++)
        cupel_add(session, cupel_new(Account, .cents = START));
    cupel_code code = cupel_commit(session);
    cupel_session_close(session);
    return code;
}

static bool run_threads(worker workers[THREADS], cupel_registry *registry, cupel_engine *engine)
{
    int started = 0;
    for (; started < THREADS; started++) {
        workers[started] =
            (worker){ .engine = engine, .registry = registry, .random = (unsigned)started + 1 };
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break;
    }
    for (int i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    return started == THREADS;
}

int main(void)
{
    cupel_engine *engine = cupel_engine_open("sqlite:///accounts.db");
    cupel_registry *registry = cupel_registry_open(Account);
    worker workers[THREADS];
    bool good =
        open_accounts(registry, engine) == CUPEL_OK && run_threads(workers, registry, engine);
    if (good) {
        int done = 0, refused = 0;
        int64_t cents = 0;
        for (int i = 0; i < THREADS; i++) {
            done += workers[i].done;
            refused += workers[i].refused;
            if (workers[i].refused > 0)
                fprintf(stderr, "thread %d: %s\n", i, workers[i].error);
        }
        cupel_session *session = cupel_session_open(registry, engine);
        cupel_scalar(cupel_select(session, cupel_func("sum", cupel_attr(Account, cents))), &cents);
        cupel_session_close(session);
        printf("%d transfers, %d refused; %lld.%02d in all accounts together\n", done, refused,
               (long long)(cents / 100), (int)(cents % 100));
    }
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    return good ? 0 : 1;
}
