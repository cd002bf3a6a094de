/*
 * orm/load_variant.h - rows of an entity that may be of several structs.
 */
#ifndef CU_ORM_LOAD_VARIANT_H
#define CU_ORM_LOAD_VARIANT_H

#include "orm/load_plan.h"
#include "orm/session.h"

/* An entity in rows, as it is loaded into each of the structs that it may be. */
struct cu_load_variants {
    const cu_load_column *discriminator; /* NULL: rows do not bring it */
    bool
        by_kind; /* they are told apart by a column that is no attribute, and have keys of their own */
    uint32_t kind_column;     /* ... which is this one */
    cu_load_entity *entities; /* the mapper's own first */
    size_t count;
};

/* Makes the variants of an entity whose columns are known; *more: columns that only its descendants have. */
bool cu_load_variants_make(cu_arena *arena, cu_load_entity *entity, const cu_load_column *more,
                           size_t more_count, uint32_t kind_column);

/* What a row is loaded as where that is told by a column of its own. */
cupel_code cu_load_choose_kind(cupel_session *session, const cu_load_entity *entity,
                               const cupel_value *cells, const cu_load_entity **out);

/*
 * What a row is loaded as: the struct of `state`, the instance that there is for its key, or (NULL) the one that its
 * discriminator tells, which was converted.  On failure the error is the session's.
 */
cupel_code cu_load_choose(cupel_session *session, const cu_load_entity *entity,
                          const cupel_state *state, const cupel_value *cells,
                          const cu_load_entity **out);

#endif
