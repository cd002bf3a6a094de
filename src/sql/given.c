/*
 * sql/given.c - who took which expression; see given.h.
 */
#include "sql/given.h"

#ifdef CUPEL_DEBUG

#    include "base/hash.h"
#    include <pthread.h>

/*
 * Where nodes were that were given away and freed, and who had taken them.  An address has one place, where the next one
 * that belongs there takes over: enough to find a mistake that a program makes again and again.
 */
#    define GRAVES 4096

typedef struct given_grave {
    const void *address;
    const char *taker;
} given_grave;

static pthread_mutex_t graves_lock = PTHREAD_MUTEX_INITIALIZER;
static given_grave graves[GRAVES];

static given_grave *grave_of(const void *address)
{
    return &graves[cu_hash_number((uint64_t)(uintptr_t)address) % GRAVES];
}

void cu_given_begin(const cu_node *node)
{
    pthread_mutex_lock(&graves_lock);
    given_grave *grave = grave_of(node);
    if (grave->address == node)
        grave->address = NULL;
    pthread_mutex_unlock(&graves_lock);
}

void cu_given_end(const cu_node *node)
{
    pthread_mutex_lock(&graves_lock);
    *grave_of(node) = (given_grave){ node, node->taker };
    pthread_mutex_unlock(&graves_lock);
}

/* Who took a node that is gone; NULL where it is not known to be. */
static const char *taker_of_gone(const cupel_expr *expression)
{
    pthread_mutex_lock(&graves_lock);
    const given_grave *grave = grave_of(expression);
    const char *taker = grave->address == expression ? grave->taker : NULL;
    pthread_mutex_unlock(&graves_lock);
    return taker;
}

cupel_expr *cu_given_alive(cupel_expr *expression, const char *taker)
{
    const char *first = expression ? taker_of_gone(expression) : NULL;
    return first ? cu_poison(CUPEL_INVALID_REQUEST,
                             "an expression was given away twice: first to %s, with which it was "
                             "freed, then to %s; cupel_keep() it the first time",
                             first, taker)
                 : expression;
}

cupel_expr *cu_given(cupel_expr *expression, const char *taker)
{
    cupel_expr *alive = cu_given_alive(expression, taker);
    if (alive != expression || !cu_is_counted(expression) || cu_is_poison(expression))
        return alive;
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
