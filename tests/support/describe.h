/*
 * support/describe.h - descriptions of tables as text, to be compared.
 */
#ifndef CU_TEST_SUPPORT_DESCRIBE_H
#define CU_TEST_SUPPORT_DESCRIBE_H

#include "base/buffer.h"
#include <cupel/table.h>

/* A line for each of the description's, with all that it says. */
void cu_test_describe(cu_buffer *out, const cupel_table *table);
/* Fails with the first lines in which two texts differ. */
void cu_test_same_text(const char *what, const char *left, const char *right);

#endif
