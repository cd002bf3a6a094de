/*
 * orm/unit_of_work.h - one flush: what is written, and in which order.
 */
#ifndef CU_ORM_UNIT_OF_WORK_H
#define CU_ORM_UNIT_OF_WORK_H

#include "base/map.h"
#include "orm/session.h"

struct cu_relation_work;
struct cu_orphan;

/* What one flush does to the rows of one mapper, and of those in its line of inheritance. */
typedef struct cu_mapper_work {
    cu_mapper *mapper; /* of one of the rows */
    cu_states inserts; /* in order of adding */
    cu_states updates;
    cu_states deletes;
} cu_mapper_work;

typedef struct cu_unit_of_work {
    cupel_session *session;
    const cu_dialect *dialect;
    cu_mapper_work *works;           /* by mapper->line */
    size_t pending, dirty, deleting; /* how far the session's lists were looked at */
    struct cu_relation_work *relations, **relations_end; /* what relationships contribute */
    cu_map by_state;                                     /* state -> its first relation */
    size_t died;                                         /* of the session's, before this flush */
    cu_vector(struct cu_orphan) orphans;
    cu_arena arena; /* of the flush */
} cu_unit_of_work;

/* persist_insert.c, persist.c: rows of one mapper.  On failure the error is the session's. */
cupel_code cu_persist_inserts(cu_unit_of_work *work, const cu_mapper_work *mapper_work);
cupel_code cu_persist_updates(cu_unit_of_work *work, const cu_mapper_work *mapper_work);
cupel_code cu_persist_deletes(cu_unit_of_work *work, const cu_mapper_work *mapper_work);

/* Deletes the row of one instance now, before its turn. */
cupel_code cu_persist_delete_one(cu_unit_of_work *work, cupel_state *state);

/* Whether an instance on the list of changed ones really differs from its row. */
bool cu_state_has_net_changes(const cupel_state *state);

/* The instance has no row any more; session->died has room for it. */
void cu_session_enter_deleted(cupel_session *session, cupel_state *state);

#endif
