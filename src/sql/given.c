/*
 * sql/given.c - who took which expression; see given.h.
 */
#include "sql/given.h"

#ifdef CUPEL_DEBUG

cupel_expr *cu_given(cupel_expr *expression, const char *taker)
{
    if (!cu_is_counted(expression) || cu_is_poison(expression))
        return expression;
    cu_node *node = (cu_node *)(void *)expression;
    if (node->handles == 0)
        return cu_poison(CUPEL_INVALID_REQUEST,
                         "an expression was given away twice: first to %s, then to %s; "
                         "cupel_keep() it the first time",
                         node->taker ? node->taker : "what holds it", taker);
    node->taker = taker;
    return expression;
}

#endif
