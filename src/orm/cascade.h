/*
 * orm/cascade.h - what is done to related instances when something is done to
 * one: along relationships, by their cascades, without recursion.
 */
#ifndef CU_ORM_CASCADE_H
#define CU_ORM_CASCADE_H

#include "orm/session.h"

/* Adds what is related to an instance that was just added (SAVE_UPDATE). */
cupel_code cu_cascade_save_update(cupel_session *session, cupel_state *state);
/* Marks an instance and what goes with it (DELETE) as to be deleted. */
cupel_code cu_cascade_delete(cupel_session *session, cupel_state *state);
/* Takes an instance and what goes with it (EXPUNGE) out. */
cupel_code cu_cascade_expunge(cupel_session *session, cupel_state *state);

/*
 * Appends an instance and all in the session that a cascade reaches from it, each once; with `load` what is not known is
 * loaded.  Nothing is done with them.
 */
cupel_code cu_cascade_reach(cupel_session *session, cupel_state *state, int cascade, bool load,
                            cu_states *list);

#endif
