/*
 * orm/related.h - what an instance knows of its relationships.
 */
#ifndef CU_ORM_RELATED_H
#define CU_ORM_RELATED_H

#include "orm/state.h"

/* Loads a relationship where it is not. */
cupel_code cu_load_related(cupel_state *state, const cupel_attribute *attribute);
/* Forgets loaded relationships: all, or one. */
void cu_related_expire(cupel_state *state);
void cu_related_expire_one(cupel_state *state, size_t index);

#endif
