/*
 * orm/spare.h - memory that closed sessions leave for the next ones: pages of
 * instances, and sessions with the small tables and chunks that each needs.
 *
 * A web request opens a session, loads a little, and closes it.  Giving all that
 * memory to the system and asking for it again costs more than the work in
 * between: the kernel clears every page it hands out.  So a registry keeps some,
 * up to a limit that the program may set.
 *
 * Under AddressSanitizer what is kept is poisoned.
 */
#ifndef CU_ORM_SPARE_H
#define CU_ORM_SPARE_H

#include "base/common.h"
#include <cupel/common.h>
#include <pthread.h>

#define CU_SPARE_SMALLEST ((size_t)4 << 10)
#define CU_SPARE_CLASSES  5 /* 4, 8, 16, 32, 64 KiB */
#define CU_SPARE_LARGEST  (CU_SPARE_SMALLEST << (CU_SPARE_CLASSES - 1))
#define CU_SPARE_SESSIONS 16
#define CU_SPARE_LIMIT    ((size_t)32 << 20)

struct cu_spare_block;
struct cupel_session;

typedef struct cu_spares {
    pthread_mutex_t lock;
    struct cu_spare_block *blocks[CU_SPARE_CLASSES];
    size_t bytes, limit; /* of blocks */
    struct cupel_session *sessions[CU_SPARE_SESSIONS];
    size_t session_count;
} cu_spares;

/* False: there is no lock to be had. */
bool cu_spares_init(cu_spares *spares, size_t limit);
void cu_spares_free(cu_spares *spares);

/* A block of exactly that size; spares may be NULL.  NULL: no memory. */
void *cu_spares_take(cu_spares *spares, size_t size);
/* Keeps the block, or frees it. */
void cu_spares_give(cu_spares *spares, void *block, size_t size);

/* A session that was closed, washed; NULL: none. */
struct cupel_session *cu_spares_take_session(cu_spares *spares);
/* Whether it is kept; false: free it. */
bool cu_spares_give_session(cu_spares *spares, struct cupel_session *session);

#endif
