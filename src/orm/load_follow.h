/*
 * orm/load_follow.h - what loads a relationship by a statement that follows the
 * one its parents came from.
 */
#ifndef CU_ORM_LOAD_FOLLOW_H
#define CU_ORM_LOAD_FOLLOW_H

#include "base/map.h"
#include "orm/query_run.h"
#include "orm/relationship.h"

/* Parents with the same key (not a primary one) are chained in one list. */
typedef struct cu_same_key {
    struct cu_same_key *next;
    cupel_state *state;
} cu_same_key;

/* A relationship being loaded for many instances, after the statement that they came from. */
typedef struct cu_follow_up {
    cu_query_run *run; /* of the statement that is followed */
    const cu_load_after *after;
    cu_states *parents;
    cu_states
        distinct; /* the first of those with the same key; the list is the parents', or in the arena */
    cu_query_run rows;
    bool by_identity; /* the key is the parents' own: the identity map has them */
    cu_map by_key;    /* else: bytes of a key -> parents */
    cu_arena arena;
    /* the row before, where its key is one number: rows of one parent mostly come together */
    bool has_last;
    int64_t last_number;
    cu_same_key *last_parents;
    cu_same_key found; /* by the identity map */
    cu_link link;      /* where the item before went */
} cu_follow_up;

/* The property of the parents that pair number `index` of the relationship begins at. */
static inline const cu_property *cu_follow_near(const cu_follow_up *follow, size_t index)
{
    return follow->after->relationship->pairs[index].near_property;
}

/* Makes parents findable by what related rows refer to; false: no memory. */
bool cu_follow_index(cu_follow_up *follow);
/* Nothing is known to be related, until rows tell otherwise. */
cupel_code cu_follow_begin(cu_follow_up *follow);
/* An item (NULL: none) for a parent. */
cupel_code cu_follow_give(cu_follow_up *follow, cupel_state *parent, cupel_object *item);
/* Runs the query and gives its instances to the parents whose keys its rows have from output `first` on. */
cupel_code cu_follow_run(cu_follow_up *follow, cupel_query *query, size_t entity, size_t first);

#endif
