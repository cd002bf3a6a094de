/*
 * orm/relationship_join.h - what the files that find the join of a relationship
 * have in common.
 */
#ifndef CU_ORM_RELATIONSHIP_JOIN_H
#define CU_ORM_RELATIONSHIP_JOIN_H

#include "orm/relationship.h"
#include "schema/faults.h"

/* Where joins are made: they live as long as the registry. */
cu_arena *cu_join_arena(const cu_relationship *relationship);

/* A column of a table as that of the side that stands in for the table. */
const cupel_expr *cu_join_on_side(const cu_from *side, const cu_table_column *column);

/* Room for pairs; false: no memory, a fault. */
bool cu_join_reserve_pairs(cu_relationship *relationship, size_t count, cu_pair **pairs,
                           cu_faults *faults);
void cu_join_add_pair(const cu_relationship *relationship, cu_pair *pairs, size_t *count,
                      cu_table_column *near, cu_table_column *far);

/* The join by the program's conditions; false: faults say what is wrong with them. */
bool cu_join_given(cu_relationship *relationship, cu_faults *faults);

#endif
