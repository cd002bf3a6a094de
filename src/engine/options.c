/*
 * engine/options.c - the options of an engine: defaults, and what makes no sense.
 */
#include "engine/engine.h"
#include <limits.h>

/* An option that is a number: unset where 0, and from its minimum on sensible. */
typedef struct option_rule {
    size_t offset;
    const char *name;
    int minimum, fallback;
} option_rule;

#define OPTION_RULE(name, minimum, fallback)                               \
    {                                                                      \
        offsetof(cupel_engine_options, name), "." #name, minimum, fallback \
    }

static const option_rule option_rules[] = {
    OPTION_RULE(pool_size, 1, 5),
    OPTION_RULE(max_overflow, CUPEL_NO_OVERFLOW, 10),
    OPTION_RULE(pool_timeout, 1, 30000),
    OPTION_RULE(pool_recycle, 0, 0),
    OPTION_RULE(statement_cache_size, CUPEL_NO_CACHE, 512),
    OPTION_RULE(prepared_cache_size, CUPEL_NO_CACHE, 128),
};

static cupel_code option_settle(cupel_engine_options *options, const option_rule *rule,
                                cu_error *error)
{
    int *number = (int *)(void *)((char *)options + rule->offset);
    if (*number == 0)
        *number = rule->fallback;
    if (*number >= rule->minimum)
        return CUPEL_OK;
    return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                        "the engine option %s is %d; it must not be less than %d", rule->name,
                        *number, rule->minimum);
}

/* How many connections the pool keeps, and how many more there can be. */
static void option_settle_pool(cupel_engine_options *options, bool in_memory)
{
    if (options->pool == CUPEL_POOL_UNSET)
        options->pool = in_memory ? CUPEL_POOL_SINGLE : CUPEL_POOL_QUEUE;
    if (options->max_overflow == CUPEL_NO_OVERFLOW)
        options->max_overflow = 0;
    if (options->max_overflow > INT_MAX - options->pool_size)
        options->max_overflow = INT_MAX - options->pool_size;
    if (options->pool == CUPEL_POOL_SINGLE) {
        options->pool_size = 1;
        options->max_overflow = 0;
    } else if (options->pool == CUPEL_POOL_NONE) {
        options->pool_size = 0;
        options->max_overflow = INT_MAX;
    }
    /* Replacing the connection would lose the database. */
    if (in_memory) {
        options->pool_recycle = 0;
        options->pool_pre_ping = false;
    }
}

cupel_code cu_engine_options_settle(cupel_engine_options *options, bool in_memory, cu_error *error)
{
    if (options->pool > CUPEL_POOL_NONE)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the engine option .pool is %d, which is no kind of pool",
                            (int)options->pool);
    if ((unsigned)options->isolation > CUPEL_AUTOCOMMIT)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the engine option .isolation is %d, which is no isolation",
                            (int)options->isolation);
    for (size_t i = 0; i < CU_LENGTH(option_rules); i++) {
        cupel_code code = option_settle(options, &option_rules[i], error);
        if (code != CUPEL_OK)
            return code;
    }
    if (options->statement_cache_size == CUPEL_NO_CACHE)
        options->statement_cache_size = 0;
    if (options->prepared_cache_size == CUPEL_NO_CACHE)
        options->prepared_cache_size = 0;
    if (options->echo_file)
        options->echo = true;
    option_settle_pool(options, in_memory);
    return CUPEL_OK;
}
