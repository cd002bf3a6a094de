/*
 * orm/query_related.h - relationships inside the statement being planned.
 */
#ifndef CU_ORM_QUERY_RELATED_H
#define CU_ORM_QUERY_RELATED_H

#include "orm/query_plan.h"
#include "orm/relationship.h"

/* Operations on relationships: the detail of a CU_NODE_RELATED; items[0] is the attribute. */
typedef enum cu_related_operation {
    CU_RELATED_ANY,     /* items[1]: the conditions, or none */
    CU_RELATED_HAS,     /* the same */
    CU_RELATED_PARENT,  /* items[1]: the instance whose relationship it is */
    CU_RELATED_OF_TYPE, /* items[1]: an alias of the target */
    CU_RELATED_AND      /* items[1]: more conditions */
} cu_related_operation;

/* A relationship as an expression names it. */
typedef struct cu_related_use {
    const cu_relationship *relationship;
    cu_from *near; /* what it is an attribute of */
    bool of_alias; /* ... which is an alias */
    cu_from *far;  /* the alias that is to be its target; NULL: none is said */
    const cupel_alias *far_alias;
    const char *far_name;    /* of that alias in rows; NULL */
    const cu_mapper *mapper; /* of the target: the relationship's, or one that inherits from it */
    const cupel_expr *extra; /* more conditions, as given; NULL */
    bool
        loading; /* for a relationship that is loaded: what the option says comes before criteria of all */
    bool
        nested; /* an inner join to what is outer joined goes into that: it must not take its parents away */
} cu_related_use;

/* Whether an expression names a relationship. */
bool cu_names_relationship(const cupel_expr *expression);
/* A relationship as a struct has it, which may be one that inherits it; NULL: planner->failed. */
const cu_relationship *cu_plan_relationship(cu_planner *planner, const cupel_mapping *mapping,
                                            const cupel_attribute *attribute);

/* What it names; false: planner->failed. */
bool cu_plan_related(cu_planner *planner, const cupel_expr *expression, cu_related_use *use);

/* A column of the foreign key as it is on this side; NULL: planner->failed. */
const cupel_expr *cu_plan_near_column(cu_planner *planner, const cu_related_use *use,
                                      const cu_pair *pair);

/*
 * query_related_columns.c: the columns of a many-to-one's foreign key, room for CUPEL_CONSTRAINT_COLUMNS; 0:
 * planner->failed.
 */
size_t cu_plan_related_columns(cu_planner *planner, const cupel_expr *expression,
                               const cupel_expr **columns);
/* Adds the primary key of an instance; false: planner->failed. */
bool cu_plan_instance_key(cu_planner *planner, const cupel_expr *instance,
                          cu_expression_list *list);
/* relationship IN (instances); NULL: planner->failed. */
const cupel_expr *cu_plan_related_in(cu_planner *planner, const cupel_expr *expression);

/* What takes the place of the sides of a condition: something to select from, or (FROM NULL) an instance's values. */
typedef struct cu_sides {
    const cu_from *near, *far, *middle;
    const cupel_expr *near_instance, *far_instance;
} cu_sides;

/* The condition next to the parent, or (secondary) the one next to the target; NULL: planner->failed. */
const cupel_expr *cu_plan_condition(cu_planner *planner, const cu_relationship *relationship,
                                    bool secondary, const cu_sides *sides);

/*
 * EXISTS (SELECT 1 FROM tables WHERE conditions): all else that the conditions speak of is the query's around it.  NULL:
 * planner->failed.
 */
const cupel_expr *cu_plan_exists_own(cu_planner *planner, size_t count, cu_from *const *own,
                                     size_t condition_count, const cupel_expr *const *conditions);

/* A relationship compared with an instance or NULL; NULL: planner->failed. */
const cupel_expr *cu_plan_compare_related(cu_planner *planner, const cu_related_use *use,
                                          cupel_operator operation, const cupel_expr *other);

/* What replaces a node that has to do with relationships; NULL: not for this file, or planner->failed. */
const cupel_expr *cu_plan_replace_related(cu_planner *planner, const cupel_expr *expression);

/* The value of an instance's column attribute as a parameter of the statement; NULL: no memory. */
const cupel_expr *cu_plan_member(cu_planner *planner, const cupel_expr *instance,
                                 const cu_property *property);

/* An expression with the columns of `table` as `alias` shows them. */
const cupel_expr *cu_plan_adapt(cu_planner *planner, const cupel_expr *expression,
                                const cu_from *alias);

/* Adds to WHERE what cupel_with_loader_criteria() says of a struct that is read from there; false: planner->failed. */
bool cu_plan_add_criteria(cu_replay *replay, const cu_mapper *mapper, const cu_from *from);
/* query_eager.c: the ON of a join with what cupel_with_loader_criteria() says of what is joined; NULL: planner->failed. */
const cupel_expr *cu_plan_with_criteria(cu_replay *replay, const cu_mapper *mapper,
                                        const cu_from *from, const cupel_expr *condition);

/* query_join.c: a condition, about the aliases of join points where it is about their tables; NULL: planner->failed. */
const cupel_expr *cu_plan_at_joinpoint(cu_replay *replay, const cupel_expr *condition);
bool cu_plan_step_reset_joinpoint(cu_replay *replay, const cupel_query *step);

/* query_join.c: joins `far` to what a query selects from; false: planner->failed. */
bool cu_plan_join_related(cu_replay *replay, const cu_related_use *use, bool outer, bool full);
bool cu_plan_step_join(cu_replay *replay, const cupel_query *step);

#endif
