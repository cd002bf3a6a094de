/*
 * orm/seal.h - finding what was changed around cupel_set(), in debug builds.
 *
 * Attributes are const, so a program that assigns to one anyway has cast that
 * away, and no session sees the change.  Debug builds keep a seal of each
 * attribute: a checksum of what the library wrote last.  A flush compares.
 * Other builds keep nothing and compare nothing.
 */
#ifndef CU_ORM_SEAL_H
#define CU_ORM_SEAL_H

#include "orm/state.h"

#ifdef CUPEL_DEBUG

/* Notes what an attribute holds: after each time the library wrote it. */
void cu_seal(cupel_state *state, const cupel_attribute *attribute);
/* The same of all columns. */
void cu_seal_all(cupel_state *state);
/*
 * Checks all instances of a session.  INVALID_REQUEST names the first attribute that was changed; what was written to it is
 * thrown away, so that the row's value is loaded when asked for.
 */
cupel_code cu_seal_check(cupel_session *session);

#else

static inline void cu_seal(const cupel_state *state, const cupel_attribute *attribute)
{
    (void)state;
    (void)attribute;
}

static inline void cu_seal_all(const cupel_state *state)
{
    (void)state;
}

static inline cupel_code cu_seal_check(const cupel_session *session)
{
    (void)session;
    return CUPEL_OK;
}

#endif

#endif
