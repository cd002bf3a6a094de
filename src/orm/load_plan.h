/*
 * orm/load_plan.h - how rows become instances and values: made once for a
 * compiled statement, followed for every row without looking anything up.
 */
#ifndef CU_ORM_LOAD_PLAN_H
#define CU_ORM_LOAD_PLAN_H

#include "engine/dialect.h"
#include "orm/mapper.h"
#include "sql/compiled.h"
#include <cupel/option.h>

/* One column of the rows that goes into an attribute. */
typedef struct cu_load_column {
    const cu_property *property;
    uint32_t column; /* of the row */
    uint32_t offset; /* of the member in the struct */
    uint32_t place;  /* of what it points to, where it is nullable */
    uint8_t type;    /* the cupel_attribute_type */
    uint8_t kind;    /* the cupel_kind of the attribute's values */
    uint8_t plain;   /* the same where any value of that kind fits; else no kind */
    bool text;       /* goes into memory of the instance */
    bool nullable;   /* may be NULL */
    bool narrow;     /* an integer of less than 64 bits */
} cu_load_column;

#define CU_NO_PARENT UINT32_MAX

/* An entity in the rows. */
typedef struct cu_load_entity {
    const cu_mapper *mapper;
    const char *name; /* of the column in rows: the struct's or the alias's */
    const char *
        alias; /* textual statements: what its columns' labels begin with; NULL: the table's name */
    cu_load_column *columns;
    size_t column_count;
    uint32_t *keys;                      /* columns of the primary key, in the mapper's order */
    bool by_number;                      /* which is one number: the identity */
    uint32_t number;                     /* ... in this column */
    uint64_t *loaded;                    /* a bit for each attribute that the rows bring */
    bool complete;                       /* they bring all columns that are not deferred */
    uint32_t parent;                     /* the entity it is loaded for; CU_NO_PARENT */
    const cu_relationship *relationship; /* ... and by which relationship of that one */
    bool followed;                       /* something is loaded for it after the rows were read */
    const struct cu_load_variants *variants; /* rows may be of several structs; NULL: of this one */
    uint32_t *late; /* columns that are read only where a row brings something new of it */
    size_t late_count;
    uint32_t *kept; /* options that its instances keep for what they load later, by number */
    size_t kept_count;
} cu_load_entity;

/* How many names a value's column is looked for by in a textual statement. */
#define CU_OUTPUT_NAMES 3

/* What a row gives its reader at one position: an entity, or a value. */
typedef struct cu_load_output {
    const char *name;
    bool is_entity;
    uint32_t index; /* of the entity, or the column */
    const char *names
        [CU_OUTPUT_NAMES];  /* textual statements: what its column may be called, first the label */
    const cupel_type *type; /* ... and what it is */
} cu_load_output;

/* A column of a textual statement that has to be found by its name when the statement runs. */
#define CU_COLUMN_BY_NAME UINT32_MAX

#define CU_NO_OPTION      UINT32_MAX

/* A relationship that is loaded after rows were read, or (`child`) columns. */
typedef struct cu_load_after {
    uint32_t entity;
    const cu_mapper *child; /* whose own columns its instances are to have; NULL: a relationship */
    const cu_relationship *relationship;
    cupel_load_kind kind;
    uint32_t *options; /* for what is loaded, by their numbers in the query (cu_options_number) */
    size_t option_count;
    uint32_t more; /* the option with a relationship that has conditions of its own; CU_NO_OPTION */
    const cupel_mapping **children; /* structs whose columns are loaded with the target's */
    size_t child_count;
    bool by_option; /* and not by the mapping */
    bool nested;    /* the query cannot be made one for the parents' keys alone */
} cu_load_after;

typedef struct cu_load_plan {
    uint8_t *kinds; /* to ask the driver for, one a column */
    const cupel_type **types;
    bool *inferred; /* which types are no more than likely; NULL: none */
    size_t column_count;
    uint32_t *early; /* the columns that are read of every row; NULL: all */
    size_t early_count;
    cu_load_entity *entities;
    size_t entity_count;
    cu_load_output *outputs;
    size_t output_count;
    cu_load_after *afters;
    size_t after_count;
    bool optioned; /* options of the query are needed after it was planned */
    bool linked;   /* entities are loaded for relationships of others */
    bool several;  /* a collection is joined: rows repeat its parents */
    bool collects; /* ... or one is filled by a join of the query's own */
    bool crossed;  /* rows may repeat what they link */
    bool unique;   /* rows may repeat an entity */
    bool by_name;  /* of a textual statement whose columns are known by name only */
} cu_load_plan;

/* An empty plan with room for so many; NULL: no memory. */
cu_load_plan *cu_load_plan_new(cu_arena *arena, size_t entities, size_t outputs);

/* Fills in what follows from the columns' types for a dialect. */
bool cu_load_plan_types(cu_load_plan *plan, cu_arena *arena, const cu_dialect *dialect,
                        const cu_result_column *columns, size_t count);
/* Settles which columns are read of every row; entities and outputs are there.  False: no memory. */
bool cu_load_plan_columns(cu_load_plan *plan, cu_arena *arena);
/* Notes that rows bring an attribute. */
void cu_load_mark(cu_load_entity *entity, size_t index);
/*
 * Fills in what follows from the columns of an entity; the second also for structs that inherit, some of whose own columns
 * may be there too (false: no memory).
 */
void cu_load_entity_fill(cu_load_entity *entity);
bool cu_load_entity_finish(cu_arena *arena, cu_load_entity *entity, const cu_load_column *more,
                           size_t more_count, uint32_t kind_column);

#endif
