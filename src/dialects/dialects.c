/*
 * dialects/dialects.c - the list of dialects.
 */
#include "dialects/sqlite/dialect.h"

const cu_dialect *const cu_dialects[] = { &cu_dialect_sqlite, NULL };
