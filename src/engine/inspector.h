/*
 * engine/inspector.h - what the rest of the library asks of inspectors.
 */
#ifndef CU_ENGINE_INSPECTOR_H
#define CU_ENGINE_INSPECTOR_H

#include "engine/engine.h"
#include <cupel/table.h>

/*
 * Names of one kind, until NULL, and what else the dialect tells of each (of sequences their options, else NULL); all in
 * `arena`.  NULL with `error` set.
 */
typedef struct cu_object_name {
    const char *name, *details;
} cu_object_name;

cu_object_name *cu_inspect_names(cupel_connection *connection, cu_object_kind kind,
                                 const char *schema, cu_arena *arena, cu_error *error);

#endif
