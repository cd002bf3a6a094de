/*
 * orm/mapper.h - a mapping as the library works with it: resolved against its
 * table, with everything looked up once that loading, writing and querying
 * would else look up each time.  Made by configure.c, then only read.
 */
#ifndef CU_ORM_MAPPER_H
#define CU_ORM_MAPPER_H

#include "orm/spare.h"
#include "schema/table.h"
#include <cupel/mapping.h>
#include <cupel/registry.h>
#include <pthread.h>
#include <stdatomic.h>

typedef struct cu_mapper cu_mapper;
typedef struct cu_relationship cu_relationship;

/* A mapped column. */
typedef struct cu_property {
    const cupel_attribute *attribute;
    cu_table_column *column;
    cupel_attribute_type type;
    uint16_t index;    /* of the attribute in its mapping: number of its bit in states */
    uint16_t position; /* in mapper->properties */
    uint32_t offset;   /* of the member in the struct */
    uint32_t place;    /* nullable values: where the value itself is, behind the struct; else 0 */
    bool key;          /* part of the primary key */
    bool deferred;
    bool discriminator; /* tells which struct a row is */
    bool formula;       /* no column of the table: the mapping, or a query, says what it is */
    const cupel_expr
        *expression; /* of a formula: what the mapping says it is; NULL: a query does */
    uint64_t *reads; /* ... bits of the columns that are in it */
} cu_property;

/* Values of the discriminator and whose rows have them. */
typedef struct cu_identity_value {
    cupel_value value;
    cu_mapper *mapper;
} cu_identity_value;

/* How a mapper is related to those that it inherits from and that inherit from it (inherit.c). */
typedef struct cu_inheritance {
    cu_mapper *parent;       /* NULL: it inherits from none */
    cu_mapper *base;         /* the first of its line; itself where it inherits from none */
    cu_mapper **descendants; /* itself and all that inherit from it, parents before children */
    size_t descendant_count;
    const cupel_attribute *polymorphic_on; /* the discriminator; NULL: rows are all of one struct */
    cu_property *discriminator;            /* the same, as this mapper has it */
    cupel_value identity;                  /* its value for this mapper; NULL: it has none */
    cu_identity_value *identities;         /* of all descendants that have one */
    size_t identity_count;
    cu_mapper **kinds; /* all whose struct is one of these, itself first: descendants, and children
                          with all columns in tables of their own, which inherit no rows */
    size_t kind_count;
    bool concrete; /* it is such a child; `parent` is NULL then */
    const char
        *kind_text;  /* what tells its rows from those of other kinds, where no attribute does */
    cu_from *source; /* what queries read instead of the mapper's `from`; NULL: that */
    const cu_column *source_kind; /* its column that tells which kind a row is */
    bool single;                  /* it shares its parent's table */
    const cu_constraint *key;     /* of its own table to the parent's; NULL: it has no such table */
} cu_inheritance;

struct cu_mapper {
    cupel_registry *registry;
    const cupel_mapping *mapping;
    uint32_t number; /* in the registry */
    uint32_t line;   /* the number of the mapper that its line of inheritance begins with */
    uint64_t id;     /* unique in the process */
    uint32_t attribute_count; /* with those it inherits */
    uint32_t first_own;       /* the number of the first that it does not */
    cu_inheritance inheritance;
    cu_table *table; /* that its own attributes are columns of */
    cu_from *from; /* what its rows are selected from: its table, joined to those of its parents */
    cu_table_column **key_columns; /* of `table`, in the order of keys */
    cu_mapper **parts; /* of several tables: what each of them holds, parents first; NULL */
    size_t part_count;
    size_t words;      /* of 64 bits, for a bit an attribute */
    size_t head_size;  /* of the state in front of the struct */
    size_t fixed_size; /* state, struct and places of nullable values; texts come behind */
    cu_property *properties;
    size_t property_count;
    cu_property *formulas; /* attributes without a column; what is their column is in no table */
    size_t formula_count;
    cu_property *
        *selected; /* what a SELECT lists, in order: as mapped; what a query says comes last */
    size_t selected_count;
    cu_property **keys; /* in the order of the table's primary key */
    size_t key_count;
    bool integer_key;       /* one key column, of 64 bits: identity is that number */
    cu_property *generated; /* the key column that the database generates; NULL */
    cu_property *version;   /* counts changes; NULL */
    size_t struct_size;
    uint16_t *by_offset; /* offset in the struct -> attribute index + 1; 0 where none begins */
    cu_property *
        *by_index; /* by attribute index; NULL for relationships and what is no attribute */
    cu_relationship **relationships; /* by attribute index; NULL for what is none */
    cu_relationship **written;       /* those that are not .viewonly */
    size_t written_count;
    bool lacks_relationships; /* of its parents', as nothing links its own table to the targets' */
    bool eager;               /* loading one loads related ones: not by the short way */
    uint32_t group; /* of mappers whose rows may depend on each other; in the order of writing */
    bool cyclic;    /* rows of its group depend on rows of the group */
    const cupel_mapper_options *options;
    cu_relationship **owners; /* whose orphans are deleted: one of them must be there */
    size_t owner_count;
    uint32_t rank; /* in the order in which tables are written */
    bool unsound;  /* its layout makes no sense: reported, and left out of further checks */
};

struct cupel_registry {
    atomic_uint references;
    uint64_t id; /* unique in the process */
    cu_metadata metadata;
    cu_vector(cu_mapper *) mappers;
    cu_map by_mapping;                        /* cupel_mapping -> cu_mapper */
    cu_map by_name;                           /* struct's name -> cu_mapper */
    cu_mapper **by_group;                     /* mappers in the order in which a flush writes */
    cu_mapper **by_depth;                     /* parents before what inherits from them */
    cu_vector(cu_pool *) held;                /* of conditions that relationships were given */
    cu_vector(cupel_query *) held_queries;    /* in expressions that attributes were given */
    cu_vector(const cupel_table *) reflected; /* owned */
    pthread_mutex_t lock;
    atomic_bool configured; /* successfully */
    bool attempted;
    cu_error configure_error; /* why not, where it was not */
    cu_error error;           /* of the last call */
    cu_spares spares;         /* memory of closed sessions */
};

/* Resolves and checks, once.  Later calls return what the first did. */
cupel_code cu_registry_configure(cupel_registry *registry, cu_error *error);
/* Begins a call that adds a `what`: its code where none can be added, which the registry's error says. */
cupel_code cu_registry_begin_addition(cupel_registry *registry, const char *what);
void cu_registry_reference(cupel_registry *registry);
void cu_registry_release(cupel_registry *registry);

/* The mapper of a mapping; NULL where this registry does not know it. */
cu_mapper *cu_registry_mapper(const cupel_registry *registry, const cupel_mapping *mapping);

/* The column of a table whose description a static column node is part of; NULL. */
cu_table *cu_described_table(const cu_metadata *metadata, const cupel_table *description);
const cu_column *cu_described_column(const cu_metadata *metadata, const cupel_expr *expression);

/* The property of an attribute by its index, its name, its column; NULL. */
cu_property *cu_mapper_property_named(const cu_mapper *mapper, const char *name);
cu_property *cu_mapper_property_of(const cu_mapper *mapper, const cu_column *column);

/* An attribute of a mapper as an expression, which may be made anew: one for each use. */
cupel_expr *cu_property_expression(const cu_mapper *mapper, const cu_property *property);

/* ---- mappings without a registry ----------------------------------------------------------------- */

/* The attribute at an offset, by name; NULL. */
const cupel_attribute *cu_mapping_attribute_at(const cupel_mapping *mapping, size_t offset);
const cupel_attribute *cu_mapping_attribute_named(const cupel_mapping *mapping, const char *name);

/*
 * Attributes are numbered through: first those of what a mapping inherits from, in the order of its own numbers, then its
 * own.  So an attribute has the same number in all that inherit it.
 */
static inline size_t cu_mapping_first(const cupel_mapping *mapping)
{
    size_t first = 0;
    for (const cupel_mapping *at = mapping->inherits; at; at = at->inherits)
        first += at->count;
    return first;
}

static inline size_t cu_mapping_count(const cupel_mapping *mapping)
{
    return cu_mapping_first(mapping) + mapping->count;
}

static inline const cupel_attribute *cu_mapping_attribute(const cupel_mapping *mapping,
                                                          size_t index)
{
    size_t first = cu_mapping_first(mapping);
    while (index < first && mapping->inherits) {
        mapping = mapping->inherits;
        first -= mapping->count;
    }
    return &mapping->attributes[index - first];
}

static inline size_t cu_attribute_index(const cupel_attribute *attribute)
{
    return cu_mapping_first(attribute->mapping) +
           (size_t)(attribute - attribute->mapping->attributes);
}

/* Whether a struct is another one, or begins with it. */
static inline bool cu_mapping_is(const cupel_mapping *mapping, const cupel_mapping *ancestor)
{
    while (mapping && mapping != ancestor)
        mapping = mapping->inherits;
    return mapping != NULL;
}

static inline bool cu_is_relationship(const cupel_attribute *attribute)
{
    return attribute->kind == CUPEL_ITEM_RELATIONSHIP;
}

/* Whether a struct is the one of that name, or begins with it. */
bool cu_mapping_is_named(const cupel_mapping *mapping, const char *name);

/* Whether the mapping is of a format this library reads. */
bool cu_mapping_readable(const cupel_mapping *mapping);

#endif
