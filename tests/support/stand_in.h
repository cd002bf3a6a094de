/*
 * support/stand_in.h - what stands in for a database of any dialect, also of those that there is no driver for: it
 * takes all statements and stores nothing.
 *
 * What gives rows gives one, of as many columns as the statement says, under their names: each value is 1, in the kind
 * that is asked for.  All other statements change one row.
 */
#ifndef CU_TEST_SUPPORT_STAND_IN_H
#define CU_TEST_SUPPORT_STAND_IN_H

#include <cupel/engine.h>

/* An engine on it, which writes the SQL of that dialect. */
cupel_engine *cu_test_stand_in_open(const char *dialect, const cupel_engine_options *options);

#endif
