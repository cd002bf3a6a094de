/*
 * orm/query_inherit.h - structs that inherit, in the statement being planned.
 */
#ifndef CU_ORM_QUERY_INHERIT_H
#define CU_ORM_QUERY_INHERIT_H

#include "orm/query_plan.h"
#include "sql/dml.h"

/* Notes that what is selected is of a mapper, read from `from`; false: planner->failed. */
bool cu_plan_mention(cu_replay *replay, const cu_mapper *mapper, cu_from *from);
/* Notes that it was joined, so that which of its rows count is said already; false: planner->failed. */
bool cu_plan_mention_joined(cu_replay *replay, const cu_mapper *mapper, cu_from *from);
/* Selects from what was noted, and only rows of those structs; before columns are selected. */
bool cu_plan_add_mentioned(cu_replay *replay);
/* Forgets what was noted: something else is selected. */
void cu_plan_forget_mentioned(cu_replay *replay);

/* Whether values are mapped structs, or poisoned. */
bool cu_are_structs(size_t count, const cupel_value *values);
/* The entity of that number, which must be read under its own name; NULL: planner->failed. */
cu_planned_output *cu_plan_polymorphic_entity(cu_replay *replay, size_t index);
/* All that a step names in its items from `first` on, parents first; where there are none, all.  NULL: planner->failed. */
const cu_mapper **cu_plan_wanted_structs(cu_planner *planner, const cu_mapper *mapper,
                                         const cupel_query *step, size_t first, size_t *count);
/* cupel_with_polymorphic(). */
bool cu_plan_step_polymorphic(cu_replay *replay, const cupel_query *step);
/* Notes that an entity may be of structs that inherit from its own, which are to be loaded with it. */
bool cu_plan_child_structs(cu_planner *planner, cu_planned_output *entity, size_t count,
                           const cupel_mapping *const *wanted);
/* Whether a struct is one of those. */
bool cu_plan_has_child(const cu_planned_output *entity, const cu_mapper *mapper);
/* Selects what structs that inherit have besides; after the entity's own columns. */
bool cu_plan_extra_columns(cu_replay *replay, cu_planned_output *entity);
/* What an entity with those is selected from; NULL: planner->failed. */
cu_from *cu_plan_polymorphic_from(cu_planner *planner, const cu_mapper *mapper,
                                  const cu_mapper *const *more, size_t count);

/* The condition that rows of `from` are of a mapper; NULL: all are, or planner->failed. */
const cupel_expr *cu_plan_kind(cu_planner *planner, const cu_mapper *mapper, const cu_from *from);
/* `condition` AND that; NULL: planner->failed. */
const cupel_expr *cu_plan_with_kind(cu_planner *planner, const cu_mapper *mapper,
                                    const cu_from *from, const cupel_expr *condition);

/*
 * The conditions of a statement that writes the table of a mapper whose rows are in others, too: those about the other
 * tables become an EXISTS, or these are joined.  False: planner->failed.
 */
bool cu_plan_written_conditions(cu_planner *planner, const cu_mapper *mapper,
                                const cu_assignment *assignments, size_t assignment_count,
                                cu_expression_list *where);

/* cu_plan_kind() without a planner; NULL: all are, or arena->failed. */
const cupel_expr *cu_kind_condition(cu_arena *arena, const cu_mapper *mapper, const cu_from *from);

/* `from` under another name, each of its tables where it is joined ones; name NULL: anonymous.  NULL: planner->failed. */
cu_from *cu_plan_rename(cu_planner *planner, cu_from *from, const char *name);

#endif
