/*
 * schema/naming.h - how constraints and indexes without a name are named.
 */
#ifndef CU_SCHEMA_NAMING_H
#define CU_SCHEMA_NAMING_H

#include "schema/faults.h"

struct cu_metadata;

/* A pattern for each kind of constraint; NULL: they stay without a name.  See schema/naming.c for the tokens. */
typedef struct cu_naming {
    const char *primary_key, *foreign_key, *unique, *check;
    const char *index; /* NULL: "ix_%(column_0_label)s" */
} cu_naming;

/* Sets a metadata's patterns, which are copied; false: no memory, nothing changed. */
bool cu_metadata_set_naming(struct cu_metadata *metadata, const cu_naming *naming);

/* Names every constraint of a resolved metadata; a pattern that makes no sense is a fault, once. */
void cu_metadata_name(struct cu_metadata *metadata, cu_faults *faults);

#endif
