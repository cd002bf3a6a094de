/*
 * orm/birth.h - instances that leave their session in the transaction that inserted them.
 *
 * Whether they have a row is known when that transaction, or the savepoint, ends.  By then they are the program's, which
 * may have freed them or given them to another thread.  So both sides hold a record between them: the session says in it
 * how it ended, and the instance is transient again at the first look at it where that was by a rollback.
 */
#ifndef CU_ORM_BIRTH_H
#define CU_ORM_BIRTH_H

#include "orm/session.h"
#include "orm/state.h"
#include <stdatomic.h>

typedef enum cu_birth_end {
    CU_BIRTH_OPEN,  /* the transaction is going on */
    CU_BIRTH_STAYS, /* it was committed */
    CU_BIRTH_UNDONE /* it was rolled back: there is no row */
} cu_birth_end;

struct cu_birth {
    atomic_uint references;
    atomic_uint end;                  /* a cu_birth_end */
    cupel_session *session;           /* while it is open */
    uint32_t place;                   /* in session->born, which is empty there */
    size_t number;                    /* in session->strays */
    const cupel_attribute *generated; /* the key that the database gave it; NULL: the program did */
};

/* Makes the records for those that are about to leave (NULL: for none) and were inserted in the transaction; false: no memory. */
bool cu_births_note(const cu_states *states);
/* The instance gives the record up: it is freed, or has another life. */
void cu_birth_forget(cupel_state *state);
/* It came into a session; into the same one, in the same transaction, as what was inserted in that. */
void cu_birth_return(cupel_session *session, cupel_state *state);
/* Those with this place, or a later one, in session->born ended so. */
void cu_births_end(cupel_session *session, size_t from, cu_birth_end end);
/* Makes one transient whose row was taken back. */
void cu_birth_settle(cupel_state *state);

/* What an instance is now. */
static inline cupel_instance_state cu_state_now(const cupel_state *state)
{
    if (CU_UNLIKELY(state->flags & CU_STATE_STRAY))
        cu_birth_settle((cupel_state *)(uintptr_t)state);
    return (cupel_instance_state)state->lifecycle;
}

#endif
