/*
 * orm/related.c - relationships of instances.
 */
#include "orm/related.h"
#include "orm/instance.h"

cupel_code cu_load_related(cupel_state *state, const cupel_attribute *attribute)
{
    (void)state;
    (void)attribute;
    return CUPEL_NOT_SUPPORTED;
}

void cu_related_expire(cupel_state *state)
{
    (void)state;
}

void cu_related_expire_one(cupel_state *state, size_t index)
{
    (void)state;
    (void)index;
}

bool cu_instance_relate_initial(cupel_state *state, const void *initial)
{
    (void)state;
    (void)initial;
    return true;
}

void cupel_set_related(cupel_object *instance, size_t offset, const void *item)
{
    (void)instance;
    (void)offset;
    (void)item;
}
