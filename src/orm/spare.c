/*
 * orm/spare.c - keeping blocks and sessions, and handing them out again.
 */
#include "orm/spare.h"
#include "base/alloc.h"
#include "base/poison.h"
#include "orm/session.h"

typedef struct cu_spare_block {
    struct cu_spare_block *next;
} cu_spare_block;

bool cu_spares_init(cu_spares *spares, size_t limit)
{
    *spares = (cu_spares){ .limit = limit };
    return pthread_mutex_init(&spares->lock, NULL) == 0;
}

void cu_spares_free(cu_spares *spares)
{
    for (size_t i = 0; i < CU_SPARE_CLASSES; i++)
        while (spares->blocks[i]) {
            cu_spare_block *block = spares->blocks[i];
            CU_UNPOISON(block, CU_SPARE_SMALLEST << i);
            spares->blocks[i] = block->next;
            cu_free(block);
        }
    while (spares->session_count > 0) {
        cupel_session *session = spares->sessions[--spares->session_count];
        CU_UNPOISON(session, sizeof *session);
        cu_session_free_washed(session);
    }
    pthread_mutex_destroy(&spares->lock);
}

/* The class of a size; CU_SPARE_CLASSES for one that is not kept. */
static size_t class_of(size_t size)
{
    for (size_t i = 0; i < CU_SPARE_CLASSES; i++)
        if (size == CU_SPARE_SMALLEST << i)
            return i;
    return CU_SPARE_CLASSES;
}

void *cu_spares_take(cu_spares *spares, size_t size)
{
    size_t class = class_of(size);
    if (!spares || class == CU_SPARE_CLASSES)
        return cu_alloc(size);
    pthread_mutex_lock(&spares->lock);
    cu_spare_block *block = spares->blocks[class];
    if (block) {
        CU_UNPOISON(block, size);
        spares->blocks[class] = block->next;
        spares->bytes -= size;
    }
    pthread_mutex_unlock(&spares->lock);
    return block ? block : cu_alloc(size);
}

void cu_spares_give(cu_spares *spares, void *block, size_t size)
{
    size_t class = class_of(size);
    bool kept = false;
    if (spares && class < CU_SPARE_CLASSES) {
        pthread_mutex_lock(&spares->lock);
        kept = spares->bytes + size <= spares->limit;
        if (kept) {
            cu_spare_block *spare = block;
            spare->next = spares->blocks[class];
            spares->blocks[class] = spare;
            spares->bytes += size;
            CU_POISON(block, size);
        }
        pthread_mutex_unlock(&spares->lock);
    }
    if (!kept)
        cu_free(block);
}

cupel_session *cu_spares_take_session(cu_spares *spares)
{
    cupel_session *session = NULL;
    pthread_mutex_lock(&spares->lock);
    if (spares->session_count > 0) {
        session = spares->sessions[--spares->session_count];
        CU_UNPOISON(session, sizeof *session);
    }
    pthread_mutex_unlock(&spares->lock);
    return session;
}

bool cu_spares_give_session(cu_spares *spares, cupel_session *session)
{
    bool kept = false;
    pthread_mutex_lock(&spares->lock);
    if (spares->session_count < CU_SPARE_SESSIONS && spares->limit > 0) {
        spares->sessions[spares->session_count++] = session;
        CU_POISON(session, sizeof *session);
        kept = true;
    }
    pthread_mutex_unlock(&spares->lock);
    return kept;
}
