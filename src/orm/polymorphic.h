/*
 * orm/polymorphic.h - something else than a struct's own tables, in which rows of
 * several structs are found: a UNION ALL of tables, a subquery of the program's.
 */
#ifndef CU_ORM_POLYMORPHIC_H
#define CU_ORM_POLYMORPHIC_H

#include "orm/query_plan.h"

/* What tells of a row of that which struct it is, where nothing else was said. */
#define CU_KIND_COLUMN "type"

/* Makes what queries of structs with .polymorphic_union select from, when all tables are known. */
void cu_polymorphic_resolve(cupel_registry *registry, cu_faults *faults);

/* What a subquery made by cupel_polymorphic_union() selects from; NULL: planner->failed. */
cu_from *cu_plan_polymorphic_union(cu_planner *planner, const cupel_subquery *subquery);

/* cupel_with_polymorphic_from(). */
bool cu_plan_step_polymorphic_from(cu_replay *replay, const cupel_query *step);

/* What queries read a struct from, under no other name. */
cu_from *cu_plan_from(cu_planner *planner, const cu_mapper *mapper);
/*
 * Rows of several structs that the statement reads under no other name, and that have those of a mapper, which is not
 * selected by itself; NULL.
 */
cu_from *cu_plan_shown_in(const cu_planner *planner, const cu_mapper *mapper);
/* What a column of a mapper is looked up in, where that is not its table; NULL: it is. */
cu_from *cu_plan_shown(cu_planner *planner, const cu_mapper *mapper, const cu_column *column);
/* Notes that a struct is selected by itself; false: planner->failed. */
bool cu_plan_apart(cu_planner *planner, const cu_mapper *mapper);

/*
 * Settles what an entity that is read from such a thing is loaded with: structs that inherit, and the column that tells of
 * rows which of them they are.  Before its columns are selected.
 */
void cu_plan_kinds_of(cu_planned_output *entity);
/* Selects that column, where there is one; false: planner->failed. */
bool cu_plan_kind_column(cu_replay *replay, cu_planned_output *entity);

#endif
