/*
 * orm/instance.h - changing instances from inside the library.
 */
#ifndef CU_ORM_INSTANCE_H
#define CU_ORM_INSTANCE_H

#include "orm/state.h"

/* Sets a column attribute to a value of its own kind, with history; false: no memory. */
bool cu_instance_set(cupel_state *state, const cupel_attribute *attribute,
                     const cupel_value *value);

/*
 * A value as the attribute stores it.  A fault, where it can be none, is reported at once or (kept) by the next flush.
 */
cupel_code cu_instance_fit(cupel_state *state, const cupel_attribute *attribute, cupel_value *value,
                           bool kept);
/* The next flush writes a column attribute of a row, whatever it is; false: no memory. */
bool cu_instance_flag(cupel_state *state, const cupel_attribute *attribute);

/* The attribute at an offset; NULL. */
const cupel_attribute *cu_instance_attribute_at(const cupel_state *state, size_t offset);

/* The error record of an instance in no session; the flush of the session it gets into reports it. */
void cu_state_set_error(cupel_state *state, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);
/* An error that the caller hears of at once, of the session where there is one: nothing that a flush has to report. */
cupel_code cu_state_report(cupel_state *state, cupel_code code, const char *format, ...)
    CUPEL_PRINTF(3, 4);

/* Relationships given to cupel_new; false: no memory. */
bool cu_instance_relate_initial(cupel_state *state, const void *initial);

#endif
