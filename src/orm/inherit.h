/*
 * orm/inherit.h - mapped structs that begin with another mapped struct.
 *
 * A child has all attributes of its parent, under the same numbers and at the
 * same offsets, and its instances are in the identity map of the first mapper of
 * its line.  An attribute of that, the discriminator, tells of each row which
 * struct it is.
 */
#ifndef CU_ORM_INHERIT_H
#define CU_ORM_INHERIT_H

#include "orm/session.h"

/* Finds parents, and lists mappers with parents before their children in registry->by_depth. */
void cu_inheritance_link(cupel_registry *registry, cu_faults *faults);
/* inherit_table.c: adds the parent's key to the table of a child's own, before its columns. */
void cu_inheritance_add_key(cu_mapper *mapper, cu_faults *faults);
/* Finds what a mapper is selected from, when tables are resolved; false: it has faults, or its parent has. */
bool cu_inheritance_join(cu_mapper *mapper, cu_faults *faults);
/* A child's key is its parent's. */
void cu_inheritance_take_keys(cu_mapper *mapper);
/* Makes the parts of a mapper of several tables, when its properties are known; false: no memory. */
bool cu_inheritance_make_parts(cu_mapper *mapper);
void cu_inheritance_free(cu_mapper *mapper);
/* The table that an attribute is a column of; whether a table is one of a mapper's. */
cu_table *cu_mapper_table_of(const cu_mapper *mapper, const cupel_attribute *attribute);
bool cu_mapper_has_table(const cu_mapper *mapper, const cu_table *table);

/*
 * A text of a mapper's options, by its place in them; one with a table of all columns has that of the structs it begins
 * with where it has none itself.  NULL: none.
 */
const char *cu_inherited_option(const cu_mapper *mapper, size_t offset);

/* Finds discriminators and identities, when all columns are known. */
void cu_inheritance_resolve(cupel_registry *registry, cu_faults *faults);
/*
 * Gives children the relationships of their parents, when those are resolved; `take_over` those of their own tables to
 * children that share none.
 */
void cu_inheritance_share(cupel_registry *registry,
                          void (*take_over)(cu_mapper *mapper, cu_faults *faults),
                          cu_faults *faults);

/* Gives a new instance its identity where it was not set; false: no memory. */
bool cu_inheritance_identify(cupel_state *state);
/* Whether a new instance says that it is what it is; the error is the session's. */
cupel_code cu_inheritance_check(const cupel_state *state);

/* Whether instances of a mapper are of another one too. */
static inline bool cu_mapper_is(const cu_mapper *mapper, const cu_mapper *ancestor)
{
    return cu_mapping_is(mapper->mapping, ancestor->mapping);
}

/* Whether rows of what a mapper selects from may be of others, so that a condition has to tell. */
static inline bool cu_mapper_is_part(const cu_mapper *mapper)
{
    return mapper->inheritance.single;
}

#endif
