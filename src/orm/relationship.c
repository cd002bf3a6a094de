/*
 * orm/relationship.c - resolving relationships.
 */
#include "orm/relationship.h"

void cu_relationships_add_tables(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; i < registry->mappers.count; i++) {
        const cupel_mapping *mapping = registry->mappers.items[i]->mapping;
        for (size_t j = 0; j < mapping->count; j++)
            if (mapping->attributes[j].kind == CUPEL_ITEM_RELATIONSHIP &&
                mapping->attributes[j].as.relationship.secondary)
                cu_metadata_add_description(
                    &registry->metadata, mapping->attributes[j].as.relationship.secondary, faults);
    }
}

void cu_relationships_resolve(cupel_registry *registry, cu_faults *faults)
{
    (void)registry;
    (void)faults;
}
