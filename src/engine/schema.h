/*
 * engine/schema.h - creating and dropping the tables of a metadata.
 */
#ifndef CU_ENGINE_SCHEMA_H
#define CU_ENGINE_SCHEMA_H

#include "engine/engine.h"
#include "schema/table.h"

/*
 * Creates the tables with their indexes, each after those it refers to, in one transaction; with `check_first` only those
 * that are not there yet.  The metadata is resolved.
 */
cupel_code cu_metadata_create_all(const cu_metadata *metadata, cupel_engine *engine,
                                  bool check_first, cu_error *error);
/* Drops them in reverse order; with `check_first` only those that are there. */
cupel_code cu_metadata_drop_all(const cu_metadata *metadata, cupel_engine *engine, bool check_first,
                                cu_error *error);

#endif
