/*
 * orm/composite.h - several columns as one value, and second names.
 *
 * A composite is a nested struct whose members are mapped columns; it has no
 * value of its own, whatever is done with it is done with its columns.
 */
#ifndef CU_ORM_COMPOSITE_H
#define CU_ORM_COMPOSITE_H

#include "orm/state.h"
#include "schema/faults.h"

static inline bool cu_is_composite(const cupel_attribute *attribute)
{
    return attribute->kind == CUPEL_ITEM_COMPOSITE;
}

/* One of its columns; NULL: it has no more. */
const cupel_attribute *cu_composite_column(const cupel_attribute *composite, size_t number);
/* Whether it has a column. */
bool cu_composite_has(const cupel_attribute *composite, const cupel_attribute *column);

/* What is wrong with the synonyms and composites of a mapping. */
void cu_synonyms_check(const cupel_mapping *mapping, cu_faults *faults);
void cu_composites_check(const cupel_mapping *mapping, cu_faults *faults);

/* Does something to each column of an instance's composite, until that is no success. */
cupel_code cu_composite_each(cupel_state *state, const cupel_attribute *composite,
                             cupel_code (*function)(cupel_state *state,
                                                    const cupel_attribute *column));
/* Whether the values of all its columns are known; and what happened to them. */
bool cu_composite_is_known(const cupel_state *state, const cupel_attribute *composite);
cupel_history cu_composite_history(const cupel_state *state, const cupel_attribute *composite);

#endif
