/*
 * orm/query_plan.h - from the steps of a query to a SELECT and a loading plan.
 */
#ifndef CU_ORM_QUERY_PLAN_H
#define CU_ORM_QUERY_PLAN_H

#include "orm/load_plan.h"
#include "orm/option.h"

/* An alias of this statement and what stands for it in FROM. */
typedef struct cu_planned_alias {
    const cupel_alias *alias;
    cu_from *from;
} cu_planned_alias;

/* A subquery of this statement, the same. */
typedef struct cu_planned_subquery {
    const cupel_subquery *subquery;
    cu_from *from;
} cu_planned_subquery;

/* A part of the subquery that a query was made into, where that has one table several times. */
typedef struct cu_planned_part {
    const cu_from *whole, *element;
    cu_from *part;
} cu_planned_part;

/* A query as a value: one that stands several times where attributes mean the same is the same each time. */
typedef struct cu_planned_value {
    const cupel_query *query;
    bool exists;
    const cu_from *own_from;
    const void *criteria;          /* the options of the queries around it */
    const cu_from *shown;          /* what attributes of several structs mean there */
    const cu_mapper *const *apart; /* ... but for these */
    size_t apart_count;
    const cupel_expr *made;
} cu_planned_value;

/* An attribute that is an expression, and what it is where its struct is read from there. */
typedef struct cu_planned_formula {
    const cu_property *property;
    const cu_from *from;
    const cupel_expr *made; /* NULL: it is being made */
} cu_planned_formula;

/* A column of an entity that only structs which inherit from it have. */
typedef struct cu_planned_extra {
    const cu_property *property;
    uint32_t column;
} cu_planned_extra;

/* One item of what is selected. */
typedef struct cu_planned_output cu_planned_output;
struct cu_planned_output {
    const cu_mapper *mapper;      /* an entity; else NULL */
    cu_from *from;                /* that it is read from */
    const cupel_expr *expression; /* a column; else NULL */
    const char *name;
    const cu_mapper *owner; /* of an expression: whose its first attribute is, and read from .. */
    cu_from *owner_from;
    size_t column; /* of an expression: which of the SELECT it is */
    uint32_t *
        columns; /* of an entity, by what its mapper selects: the same; CU_COLUMN_BY_NAME: not selected */
    const cu_mapper *const *more; /* structs that inherit, whose columns are wanted too */
    size_t more_count;
    const cu_column *kind;    /* the column that tells which of them a row is; NULL: an attribute */
    uint32_t kind_column;     /* ... which of the SELECT it is; CU_COLUMN_BY_NAME: none */
    cu_planned_extra *extras; /* ... which are these */
    size_t extra_count;
    const cupel_alias *alias;            /* of an entity under another name */
    cu_option_list options;              /* for this entity */
    uint32_t number;                     /* of an entity, in replay->entities */
    const cu_planned_output *parent;     /* it is loaded for a relationship of this one */
    const cu_relationship *relationship; /* ... which is this one */
    const cupel_expr *option;            /* that says so; NULL: the mapping does */
    bool inner;                          /* joined by an inner join */
    bool contained;                      /* out of a join that the query has itself */
};

/* A relationship that is loaded after the rows of a statement were read. */
typedef struct cu_planned_after {
    const cu_planned_output *entity;
    const cu_relationship *relationship;
    cupel_load_kind kind;
    cu_option_list options;
    const cupel_expr *option;       /* that says so; NULL: the mapping does */
    bool by_option;                 /* one that names the relationship */
    const cupel_mapping **children; /* structs whose columns are loaded with the target's */
    size_t child_count;
    const cu_mapper *child; /* what is loaded is no relationship, but the columns of this struct */
} cu_planned_after;

/* What attributes are looked up in by name. */
typedef struct cu_namespace {
    const cu_mapper *mapper; /* NULL: the columns of what it is read from */
    cu_from *from;           /* NULL: there is none */
} cu_namespace;

/* A struct that what is selected speaks of, where that says something about which rows are selected. */
typedef struct cu_mention {
    const cu_mapper *mapper;
    cu_from *from; /* that it is read from */
    bool done;
    bool joined; /* what it says stands in the ON of a join */
} cu_mention;

typedef struct cu_replay cu_replay;

/* Planning one statement: shared by the query and the queries inside it. */
typedef struct cu_planner {
    cupel_registry *registry;
    cu_arena arena;
    cu_error *error;
    bool failed;
    cu_from *shown; /* rows of several structs, which attributes of all of them mean */
    cu_vector(const cu_mapper *) apart; /* ... but of these, which are selected by themselves */
    const cu_mapper *written;           /* its own table is meant, whatever queries read it from */
    uint64_t walk;                      /* of the key that was written for the query */
    cu_vector(cu_planned_alias) aliases;
    cu_vector(cu_planned_subquery) subqueries;
    const cu_from *around; /* of the query being replayed: the subquery that it was made into */
    const cupel_expr *statement; /* a full statement instead of a SELECT */
    cu_replay *selecting; /* whose SELECT list the expression being resolved is for; NULL: none */
    const cu_option_list *criteria; /* options of the queries around the one being replayed */
    cu_vector(cu_planned_formula) formulas;
    cu_vector(cu_planned_part) parts;
    cu_vector(cu_planned_value) values;
    const cu_mapper *own;    /* while an attribute's expression is resolved: whose it is */
    const cu_from *own_from; /* ... and what that is read from */
    size_t own_depth;        /* ... and how many queries around the one being replayed are in it */
    const cu_mapper *tried;  /* while a registry is configured: whose columns are noted in */
    uint64_t *tried_reads;   /* ... these bits */
} cu_planner;

/* The state of replaying one query. */
struct cu_replay {
    cu_planner *planner;
    cu_select *select;
    cu_planned_output *outputs;
    size_t output_count, output_room;
    cu_namespace joined;     /* what was joined last, for filter_by */
    cu_namespace source;     /* ... and what the query was told to select from first */
    cu_from_list joinpoints; /* aliases that conditions mean instead of their tables */
    cu_option_list options;  /* all that the query has */
    size_t
        options_before; /* so many were given before cupel_with_entities(): they may mean nothing any more */
    cu_option_list numbered; /* ... and those in them, for the loading plan */
    bool has_criteria;       /* ... cupel_with_loader_criteria() among them */
    bool counted;            /* only how many rows there are, or whether, is asked */
    cu_vector(
        cu_planned_output *) entities; /* outputs and what is loaded with them, parents first */
    cu_vector(cu_planned_after) afters;
    bool several;    /* a collection is joined: rows repeat its parents */
    int label_style; /* a cupel_label_style that was asked for */
    bool eager;      /* relationships may be loaded with it */
    bool inner;      /* another SELECT selects from it: deferred columns are there, too */
    struct cu_write_plan *write; /* what it writes; NULL: it is a SELECT */
    cu_vector(cu_mention) mentions;
};

void cu_planner_init(cu_planner *planner, cupel_registry *registry, cu_error *error);
void cu_planner_free(cu_planner *planner);
void cu_plan_fail(cu_planner *planner, cupel_code code, const char *format, ...) CUPEL_PRINTF(3, 4);
void cu_plan_no_memory(cu_planner *planner);
/* A node of resolved items, as cu_arena_node(); NULL: planner->failed. */
const cupel_expr *cu_plan_node(cu_planner *planner, cu_node_kind kind, cupel_operator operation,
                               size_t count, const cupel_expr *const *items);

/* Replays a query: its SELECT in replay->select, labelled in that style.  False: planner->failed. */
bool cu_plan_query(cu_planner *planner, const cupel_query *query, cu_label_style style,
                   cu_replay *replay);
/* Frees what a replay allocated besides the planner's memory. */
void cu_replay_free(cu_replay *replay);

/* Room for `count` items of what is selected, none of which is there yet; false: planner->failed. */
bool cu_plan_begin_outputs(cu_replay *replay, size_t count);
cu_planned_output *cu_plan_next_output(cu_replay *replay);
/* Adds an item: an entity (from NULL: of the mapping's table), or what an expression names. */
bool cu_plan_add_entity(cu_replay *replay, const cupel_mapping *mapping, const cupel_alias *alias,
                        cu_from *from, const char *name);
bool cu_plan_add_output(cu_replay *replay, const cupel_expr *expression);
/* Fills the SELECT list from them; or of a SELECT that another one selects from, labelled for that. */
bool cu_plan_select_outputs(cu_replay *replay);
bool cu_plan_select_inner_outputs(cu_replay *replay);

/* The number of a column in the SELECT, which it is added to where it is not in it; CU_COLUMN_BY_NAME: no memory. */
uint32_t cu_plan_column(cu_replay *replay, const cupel_expr *column);
/* The column of an attribute of an entity; NULL: the subquery that it is read from does not show it. */
const cupel_expr *cu_plan_property_column(const cu_from *from, const cu_property *property);
/* Whose the first attribute in an expression is, and what that is read from; NULL: none is in it. */
const cu_mapper *cu_plan_owner(cu_planner *planner, const cupel_expr *expression, cu_from **from);
bool cu_plan_step_filter_by_name(cu_replay *replay, const cupel_query *step);
/* Selects the columns of an entity; false: planner->failed. */
bool cu_plan_entity_columns(cu_replay *replay, cu_planned_output *entity);

/* An expression with everything of this layer resolved; NULL: planner->failed. */
const cupel_expr *cu_plan_resolve(cu_planner *planner, const cupel_expr *expression);

/* The name of a value in rows: of the attribute, of the label, of the column; "" where it has none. */
const char *cu_output_name(const cupel_expr *expression);
/* What an expression names to select from: a mapped struct, an alias, a table.  NULL: planner->failed. */
cu_from *cu_plan_source(cu_planner *planner, const cupel_expr *expression);
/* The mapper of that; NULL: it has none, or planner->failed. */
const cu_mapper *cu_plan_source_mapper(cu_planner *planner, const cupel_expr *expression);

/* What stands for an alias in FROM; NULL: planner->failed. */
cu_from *cu_plan_alias(cu_planner *planner, const cupel_alias *alias);
/* The mapper of a mapping; NULL: planner->failed. */
cu_mapper *cu_plan_mapper(cu_planner *planner, const cupel_mapping *mapping);

/*
 * The compiled statement of a query with its loading plan as extension, from the engine's cache or made now.  The key
 * and the parameters are in `key`.  NULL with the error set.
 */
cu_compiled *cu_query_compile(const cupel_query *query, cupel_registry *registry,
                              cupel_engine *engine, cu_key *key, cu_error *error);

/* Writes the key of a query that is not looked up in a cache, which finds the faults in it. */
cupel_code cu_query_begin_key(const cupel_query *query, cu_key *key, cu_error *error);
/* What a query that was replayed selects: its SELECT, or the statement given instead.  NULL: planner->failed. */
const cu_select *cu_plan_selected(const cu_replay *replay);

/* Compiles for any dialect, without cache and loading plan. */
cu_compiled *cu_query_compile_for(const cupel_query *query, cupel_registry *registry,
                                  const cu_dialect *dialect, const cu_compile_options *options,
                                  cu_key *key, cu_error *error);

#endif
