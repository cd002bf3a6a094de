/*
 * sql/given.h - finding expressions that were given away twice, in debug builds.
 *
 * What takes an expression owns it, and a second use needs cupel_keep().  Without
 * it, a second use is harmless while the first owner lives, and reads freed
 * memory after.  Debug builds note who took an expression, also for some time
 * after it was freed, and give poison to whom it is handed next.  Other builds
 * note nothing.
 */
#ifndef CU_SQL_GIVEN_H
#define CU_SQL_GIVEN_H

#include "sql/node.h"

#ifdef CUPEL_DEBUG

/* A node that programs have a handle of is made; the memory of one is freed. */
void cu_given_begin(const cu_node *node);
void cu_given_end(const cu_node *node);
/* Poison that says who took the expression before, where it was given away; else `expression`, and `taker` has it now. */
cupel_expr *cu_given(cupel_expr *expression, const char *taker);
/* The same for an expression that nobody takes yet; only whether it was freed is looked at. */
cupel_expr *cu_given_alive(cupel_expr *expression, const char *taker);

#else

static inline void cu_given_begin(const cu_node *node)
{
    (void)node;
}

static inline cupel_expr *cu_given(cupel_expr *expression, const char *taker)
{
    (void)taker;
    return expression;
}

static inline cupel_expr *cu_given_alive(cupel_expr *expression, const char *taker)
{
    (void)taker;
    return expression;
}

#endif

#endif
