/*
 * orm/relationship.h - relationships between mapped structs, resolved: which
 * columns link the two tables, in which direction, under which condition.
 *
 * A condition is written over stand-ins ("sides") for the tables it joins, one
 * for each, so that the two ends of a relationship of a table with itself are
 * told apart.  Whoever uses it puts in what the statement at hand selects from.
 */
#ifndef CU_ORM_RELATIONSHIP_H
#define CU_ORM_RELATIONSHIP_H

#include "orm/mapper.h"

/* Where the foreign key is: on the target, on the parent, or on an association table. */
typedef enum cu_direction { CU_ONE_TO_MANY, CU_MANY_TO_ONE, CU_MANY_TO_MANY } cu_direction;

/* Two columns that a relationship makes equal. */
typedef struct cu_pair {
    cu_table_column
        *near;            /* of the parent; of the association table for those next to the target */
    cu_table_column *far; /* of the target; of the association table for those next to the parent */
    const cu_property *near_property; /* NULL: of an association table */
    const cu_property *far_property;
} cu_pair;

/* One item of .order_by. */
typedef struct cu_order {
    const cu_property *property;
    bool descending;
} cu_order;

struct cu_relationship {
    const cupel_attribute *attribute;
    const cupel_relationship_options *options;
    cu_mapper *parent, *target;
    uint64_t id;    /* unique in the process */
    uint32_t index; /* of the attribute in its mapping */
    cu_direction direction;
    bool to_many;
    bool uses_get; /* the condition is that the target's primary key is the foreign key */
    bool simple;   /* the condition is nothing but the pairs */
    bool passive_updates;
    cupel_lazy lazy;
    int cascade; /* with defaults filled in */
    cupel_collection collection;
    cu_table *secondary;      /* NULL: none */
    cu_relationship *inverse; /* the other side; NULL */
    cu_pair *pairs;           /* parent and target, or parent and association table */
    size_t pair_count;
    cu_pair *far_pairs; /* association table and target */
    size_t far_pair_count;
    cu_from *parent_side, *target_side, *secondary_side;
    const cupel_expr *primaryjoin, *secondaryjoin; /* over the sides */
    cu_order *order;
    size_t order_count;
    const cu_property *keyed_by;
};

/* What is said of a mapper's `lacks_relationships`: struct, attribute, its table, the target. */
#define CU_LACKS_RELATIONSHIP                                                              \
    "%s has no relationship %s: its rows are in '%s' (.concrete), and nothing links that " \
    "table to the one of %s"

/* Adds the association tables that relationships name to the metadata. */
void cu_relationships_add_tables(cupel_registry *registry, cu_faults *faults);

/* Finds targets, join conditions and other sides of all relationships. */
void cu_relationships_resolve(cupel_registry *registry, cu_faults *faults);

/* relationship_join.c: fills in pairs, direction and conditions; false where a fault was added. */
bool cu_relationship_find_join(cu_relationship *relationship, cu_faults *faults);
/* The same from the other side's, for a backref that says nothing itself. */
bool cu_relationship_mirror_join(cu_relationship *relationship, const cu_relationship *of,
                                 cu_faults *faults);

static inline bool cu_cascades(const cu_relationship *relationship, int cascade)
{
    return (relationship->cascade & cascade) != 0;
}

#endif
