/*
 * sql/given.h - finding expressions that were given away twice, in debug builds.
 *
 * What takes an expression owns it, and a second use needs cupel_keep().  Without
 * it, a second use is harmless while the first owner lives, and reads freed
 * memory after.  Debug builds note who took an expression, and give poison to
 * whom it is handed next.  Of one that was freed they know nothing: its memory
 * may be something else by then; AddressSanitizer tells.  Other builds note
 * nothing.
 */
#ifndef CU_SQL_GIVEN_H
#define CU_SQL_GIVEN_H

#include "sql/node.h"

#ifdef CUPEL_DEBUG

/* Poison that says who took the expression before, where it was given away; else `expression`, and `taker` has it now. */
cupel_expr *cu_given(cupel_expr *expression, const char *taker);

#else

static inline cupel_expr *cu_given(cupel_expr *expression, const char *taker)
{
    (void)taker;
    return expression;
}

#endif

#endif
