/*
 * orm/relationship.h - relationships between mapped structs, resolved.
 */
#ifndef CU_ORM_RELATIONSHIP_H
#define CU_ORM_RELATIONSHIP_H

#include "orm/mapper.h"

/* Adds the association tables that relationships name to the metadata. */
void cu_relationships_add_tables(cupel_registry *registry, cu_faults *faults);

/* Finds targets, join conditions and other sides of all relationships. */
void cu_relationships_resolve(cupel_registry *registry, cu_faults *faults);

#endif
