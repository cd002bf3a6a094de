/*
 * sql/visit.h - trees into trees: copying with replacements.
 */
#ifndef CU_SQL_VISIT_H
#define CU_SQL_VISIT_H

#include "sql/expression.h"

/*
 * What to put in place of a node: NULL leaves it (its items are then looked at in turn), anything else replaces it
 * with all below it.  May fail by setting transform->failed (memory) or by returning a poisoned expression.
 */
typedef struct cu_transform cu_transform;
struct cu_transform {
    cu_arena *arena;
    const cupel_expr *(*replace)(cu_transform *transform, const cupel_expr *expression);
    void *data;
    bool plain_too; /* look into trees flagged PLAIN as well (to adapt columns) */
    bool failed;    /* memory was short */
};

/*
 * The tree with replacements made; shares what did not change.  Types are inferred anew on the way up, NOT is turned
 * round where what it stands before allows it now.  NULL: transform->failed.  Poison where a replacement was.
 */
const cupel_expr *cu_transform_expression(cu_transform *transform, const cupel_expr *expression);

/*
 * Columns of other things by the columns of `from` that show them (of an alias, of a subquery around them): the tree
 * as seen from outside.  NULL: no memory.
 */
const cupel_expr *cu_adapt_expression(cu_arena *arena, const cupel_expr *expression,
                                      const cu_from *from);

#endif
