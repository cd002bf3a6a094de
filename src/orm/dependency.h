/*
 * orm/dependency.h - what relationships mean for a flush: which rows come
 * before which, which foreign keys follow which keys, which association rows
 * come and go.
 */
#ifndef CU_ORM_DEPENDENCY_H
#define CU_ORM_DEPENDENCY_H

#include "orm/related.h"
#include "orm/relationship.h"
#include "orm/unit_of_work.h"

/* What one relationship of one instance contributes to a flush. */
typedef struct cu_relation_work cu_relation_work;
struct cu_relation_work {
    cu_relation_work *next;          /* in the order they were found */
    cu_relation_work *next_of_state; /* of the same instance */
    cupel_state *state;
    const cu_relationship *relationship;
    cu_related_changes changes;
    bool deleting; /* the instance goes: everything it had is in changes.removed */
    bool moved;    /* its key was changed: association rows of changes.unchanged get the new one */
};

/* A child that lost its parent and stays: its foreign key becomes NULL. */
typedef struct cu_orphan {
    cupel_state *child;
    const cu_relationship *relationship;
    cupel_state *parent;
} cu_orphan;

/*
 * Finds what changed in relationships: deletes orphans, loads what has to be known, collects the rest.  May add to the
 * session's lists.  On failure the error is the session's.
 */
cupel_code cu_dependency_find(cu_unit_of_work *work);

/* Whether rows of a target are where the foreign keys of a relationship refer to: those of .concrete structs are not. */
cupel_code cu_dependency_check_target(const cu_unit_of_work *work,
                                      const cu_relationship *relationship,
                                      const cupel_state *target);
/* Foreign keys of an instance about to be written, from the keys of what it refers to. */
cupel_code cu_dependency_pull(cu_unit_of_work *work, cupel_state *state);
/* Foreign keys of the children of an instance that has just been written; `updated`: it had a row before. */
cupel_code cu_dependency_push(cu_unit_of_work *work, cupel_state *state, bool updated);
/* Foreign keys of children that lost their parent, of one mapper. */
cupel_code cu_dependency_orphan(cu_unit_of_work *work, const cu_mapper *mapper);
/*
 * Foreign keys of relationships with .post_update, after everything is inserted and before anything is deleted; adds the
 * instances to update to `later`.
 */
cupel_code cu_dependency_post_update(cu_unit_of_work *work, cu_states *later);

/* association.c: rows of association tables, out and in. */
cupel_code cu_association_write(cu_unit_of_work *work);

/* flush_order.c: puts mappers into groups, in the order in which their rows are written; false: no memory. */
bool cu_flush_order_groups(cupel_registry *registry);
/* The states of a group that depend on each other, in order (out[] has room for count). */
cupel_code cu_flush_order_states(cu_unit_of_work *work, size_t count, cupel_state **states,
                                 cupel_state **out);

#endif
