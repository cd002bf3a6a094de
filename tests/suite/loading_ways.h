/*
 * loading_ways.h - ways of loading a relationship, for tables of tests.
 */
#ifndef CU_TEST_SUITE_LOADING_WAYS_H
#define CU_TEST_SUITE_LOADING_WAYS_H

#include <cupel.h>

typedef cupel_option *(*option_maker)(cupel_expr *relationship);

static inline cupel_option *joined(cupel_expr *relationship)
{
    return cupel_joinedload(relationship);
}

static inline cupel_option *selectin(cupel_expr *relationship)
{
    return cupel_selectinload(relationship);
}

static inline cupel_option *subquery(cupel_expr *relationship)
{
    return cupel_subqueryload(relationship);
}

static inline cupel_option *immediate(cupel_expr *relationship)
{
    return cupel_immediateload(relationship);
}

#endif
